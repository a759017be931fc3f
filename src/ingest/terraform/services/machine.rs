//! What decides whether somebody gets into compute: batch jobs, agents, stack sets, identity pools, triggers, credentials of users.

use serde_json::Value;

use super::super::build::Builder;
use super::super::catalogue::{Type, adds, makes, nothing};
use super::super::instance::{At, Instance, State};
use crate::model::{GapKind, ResourceId, RunsAs, Tri};

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

/// The properties of a job's containers are JSON in strings: one container, tasks of ECS, or ranges of nodes with either.
fn job_definition(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let mut roles: Vec<String> = Vec::new();
    for (attribute, read) in
        [("container_properties", of_container as fn(&Value, &mut Vec<String>)), ("ecs_properties", of_tasks), ("node_properties", of_nodes)]
    {
        let at = i.at(attribute);
        match at.state() {
            State::Known(text) => {
                if let Some(properties) = text.as_str().and_then(|t| serde_json::from_str::<Value>(t).ok()) {
                    read(&properties, &mut roles);
                }
            }
            State::Unknown if at.configured() != Some(false) && i.place.is_none() => {
                b.gap(GapKind::UnknownValue, &at, format!("as whom jobs of `{}` run is {}", i.shown, at.why()), Some(id), None);
            }
            State::Unknown | State::Unset => {}
        }
    }
    let roles: Vec<ResourceId> = roles.iter().filter_map(|arn| b.find(arn, &["iam-role"], i)).collect();
    b.edit(id, |r| {
        for role in roles {
            if !r.runs_as.iter().any(|known| known.role == role) {
                r.runs_as.push(RunsAs { role, how: "job role", service: TASKS });
            }
        }
    });
}

fn of_container(container: &Value, roles: &mut Vec<String>) {
    roles.extend(container.get("jobRoleArn").and_then(Value::as_str).map(str::to_owned));
}

fn of_tasks(properties: &Value, roles: &mut Vec<String>) {
    let tasks = properties.get("taskProperties").and_then(Value::as_array).into_iter().flatten();
    roles.extend(tasks.filter_map(|task| task.get("taskRoleArn")?.as_str()).map(str::to_owned));
}

fn of_nodes(properties: &Value, roles: &mut Vec<String>) {
    for range in properties.get("nodeRangeProperties").and_then(Value::as_array).into_iter().flatten() {
        range.get("container").into_iter().for_each(|container| of_container(container, roles));
        range.get("ecsProperties").into_iter().for_each(|tasks| of_tasks(tasks, roles));
    }
}
