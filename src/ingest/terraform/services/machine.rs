//! What decides whether somebody gets into compute: batch jobs, agents, stack sets, identity pools, triggers, credentials of users.

use super::super::build::Builder;
use super::super::catalogue::{Type, adds, makes, nothing};
use super::super::instance::{At, Instance, State};
use crate::model::{ResourceId, RunsAs, Tri};

const AGENTCORE: &str = "bedrock-agentcore.amazonaws.com";
const TASKS: &str = "ecs-tasks.amazonaws.com";

pub(super) const TYPES: &[Type] = &[
    makes("aws_batch_job_queue", "batch-job-queue", "name", "arn:{partition}:batch:{region}:{account}:job-queue/{name}", nothing),
    makes(
        "aws_batch_job_definition",
        "batch-job-definition",
        "name",
        "arn:{partition}:batch:{region}:{account}:job-definition/{name}:{revision}",
        job_definition,
    ),
    makes(
        "aws_cloudformation_stack_set",
        "cloudformation-stack-set",
        "name",
        "arn:{partition}:cloudformation:{region}:{account}:stackset/{name}:{uuid}",
        |b, i, id| runs(b, &i.at("administration_role_arn"), id, "administration role", "cloudformation.amazonaws.com"),
    ),
    makes(
        "aws_bedrockagentcore_code_interpreter",
        "agentcore-code-interpreter",
        "code_interpreter_id",
        "arn:{partition}:bedrock-agentcore:{region}:{account}:code-interpreter-custom/{code_interpreter_id}",
        |b, i, id| runs(b, &i.at("execution_role_arn"), id, "execution role", AGENTCORE),
    ),
    makes(
        "aws_bedrockagentcore_browser",
        "agentcore-browser",
        "browser_id",
        "arn:{partition}:bedrock-agentcore:{region}:{account}:browser-custom/{browser_id}",
        |b, i, id| runs(b, &i.at("execution_role_arn"), id, "execution role", AGENTCORE),
    ),
    makes(
        "aws_bedrockagentcore_agent_runtime",
        "agentcore-runtime",
        "agent_runtime_id",
        "arn:{partition}:bedrock-agentcore:{region}:{account}:runtime/{agent_runtime_id}",
        agent_runtime,
    ),
    makes(
        "aws_cognito_identity_pool",
        "cognito-identity-pool",
        "id",
        "arn:{partition}:cognito-identity:{region}:{account}:identitypool/{id}",
        |b, i, id| switch(b, id, "unauthenticated", i.at("allow_unauthenticated_identities").bool(Tri::No)),
    ),
    makes(
        "aws_codecommit_repository",
        "codecommit-repository",
        "repository_name",
        "arn:{partition}:codecommit:{region}:{account}:{repository_name}",
        nothing,
    ),
    adds("aws_lambda_event_source_mapping", |b, i| on(b, &i.at("function_name"), "lambda-function", "triggered")),
    adds("aws_iam_user_login_profile", |b, i| on(b, &i.at("user"), "iam-user", "login-profile")),
];

/// Notes a switch.
pub(super) fn switch(b: &mut Builder<'_>, id: ResourceId, name: &'static str, value: Tri) {
    b.edit(id, |r| {
        r.switches.insert(name, value);
    });
}

/// Turns a switch on at what an attribute names.
pub(super) fn on(b: &mut Builder<'_>, at: &At<'_>, kind: &'static str, name: &'static str) {
    if let Some(id) = b.resource(at, &[kind]) {
        switch(b, id, name, Tri::Yes);
    }
}

fn runs(b: &mut Builder<'_>, role: &At<'_>, id: ResourceId, how: &'static str, service: &'static str) {
    let runs_as = b.runs(role, how, service);
    b.edit(id, |r| r.runs_as = runs_as.into_iter().collect());
}

fn agent_runtime(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    runs(b, &i.at("role_arn"), id, "execution role", AGENTCORE);
    // Without an authorizer callers sign with IAM ("Inbound Auth").
    let iam = match i.at("authorizer_configuration").state() {
        State::Unset => Tri::Yes,
        State::Known(list) if list.as_array().is_some_and(Vec::is_empty) => Tri::Yes,
        State::Known(_) => Tri::No,
        State::Unknown => Tri::Unknown,
    };
    switch(b, id, "iam-auth", iam);
}

/// The properties of a job's container are JSON in a string.
fn job_definition(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let Some(properties) = i.str("container_properties").and_then(|t| serde_json::from_str::<serde_json::Value>(t).ok()) else { return };
    let role = properties.get("jobRoleArn").and_then(serde_json::Value::as_str).and_then(|arn| b.find(arn, &["iam-role"], i));
    let runs_as = role.map(|role| RunsAs { role, how: "job role", service: TASKS });
    b.edit(id, |r| r.runs_as = runs_as.into_iter().collect());
}
