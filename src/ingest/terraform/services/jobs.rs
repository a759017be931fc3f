//! Other things that run as a role: builds, jobs, notebooks, workflows, stacks.

use super::super::build::Builder;
use super::super::catalogue::{Type, makes};
use super::super::instance::{At, Instance, State};
use super::machine::switch;
use crate::model::{ResourceId, Tri};

pub(super) const TYPES: &[Type] = &[
    makes("aws_codebuild_project", "codebuild-project", "name", "arn:{partition}:codebuild:{region}:{account}:project/{name}", |b, i, id| {
        runs(b, &i.at("service_role"), id, "codebuild.amazonaws.com");
        let batch = i.at("build_batch_config");
        let set_up = match batch.state() {
            State::Unknown => Tri::Unknown,
            _ => {
                if batch.block().is_some() {
                    Tri::Yes
                } else {
                    Tri::No
                }
            }
        };
        switch(b, id, "batch-builds", set_up);
    }),
    makes("aws_glue_job", "glue-job", "name", "arn:{partition}:glue:{region}:{account}:job/{name}", |b, i, id| {
        runs(b, &i.at("role_arn"), id, "glue.amazonaws.com");
    }),
    makes("aws_glue_dev_endpoint", "glue-dev-endpoint", "name", "arn:{partition}:glue:{region}:{account}:devEndpoint/{name}", |b, i, id| {
        runs(b, &i.at("role_arn"), id, "glue.amazonaws.com");
    }),
    makes("aws_glue_crawler", "glue-crawler", "name", "arn:{partition}:glue:{region}:{account}:crawler/{name}", |b, i, id| {
        runs(b, &i.at("role"), id, "glue.amazonaws.com");
    }),
    makes(
        "aws_sagemaker_notebook_instance",
        "sagemaker-notebook-instance",
        "name",
        "arn:{partition}:sagemaker:{region}:{account}:notebook-instance/{name}",
        |b, i, id| runs(b, &i.at("role_arn"), id, "sagemaker.amazonaws.com"),
    ),
    makes("aws_sfn_state_machine", "state-machine", "name", "arn:{partition}:states:{region}:{account}:stateMachine:{name}", |b, i, id| {
        runs(b, &i.at("role_arn"), id, "states.amazonaws.com");
    }),
    makes(
        "aws_apprunner_service",
        "apprunner-service",
        "service_name",
        "arn:{partition}:apprunner:{region}:{account}:service/{service_name}/{uuid}",
        |b, i, id| runs(b, &i.at("instance_configuration").within("instance_role_arn"), id, "tasks.apprunner.amazonaws.com"),
    ),
    makes("aws_cloudformation_stack", "cloudformation-stack", "name", "arn:{partition}:cloudformation:{region}:{account}:stack/{name}/{uuid}", stack),
    makes("aws_emr_cluster", "emr-cluster", "name", "arn:{partition}:elasticmapreduce:{region}:{account}:cluster/{id}", emr),
];

fn runs(b: &mut Builder<'_>, role: &At<'_>, id: ResourceId, service: &'static str) {
    let runs_as = b.runs(role, "service role", service);
    b.edit(id, |r| r.runs_as = runs_as.into_iter().collect());
}

fn stack(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    runs(b, &i.at("iam_role_arn"), id, "cloudformation.amazonaws.com");
    // What a stack made stands in the account's own answers.
    if i.place.is_some() {
        return;
    }
    let message = "what a CloudFormation stack creates is not shown by Terraform".to_owned();
    b.gap(crate::model::GapKind::UnmodelledType, &i.at("template_body"), message, Some(id), None);
}

fn emr(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let service = b.runs(&i.at("service_role"), "service role", "elasticmapreduce.amazonaws.com");
    let nodes = b.profile(&i.at("ec2_attributes").within("instance_profile"));
    b.edit(id, |r| r.runs_as = service.into_iter().chain(nodes).collect());
}
