//! ECS: task definitions and services.

use super::super::build::Builder;
use super::super::catalogue::{Type, adds, makes, nothing};
use super::super::instance::Instance;
use super::machine::switch;
use crate::model::{Network, ResourceId, RunsAs, Tri};

const TASKS: &str = "ecs-tasks.amazonaws.com";

pub(super) const TYPES: &[Type] = &[
    makes("aws_ecs_cluster", "ecs-cluster", "name", "arn:{partition}:ecs:{region}:{account}:cluster/{name}", nothing),
    makes(
        "aws_ecs_task_definition",
        "ecs-task-definition",
        "family",
        "arn:{partition}:ecs:{region}:{account}:task-definition/{family}:{revision}",
        task_definition,
    ),
    makes("aws_ecs_service", "ecs-service", "name", "arn:{partition}:ecs:{region}:{account}:service/{name}", service),
    adds("aws_ecs_task_set", |_, _| {}),
];

fn roles(b: &mut Builder<'_>, i: &Instance) -> Vec<RunsAs> {
    let task = b.runs(&i.at("task_role_arn"), "task role", TASKS);
    let execution = b.runs(&i.at("execution_role_arn"), "execution role", TASKS);
    task.into_iter().chain(execution).collect()
}

fn task_definition(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let runs_as = roles(b, i);
    b.edit(id, |r| r.runs_as = runs_as);
}

fn service(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let definition = b.made_by_reference(&i.at("task_definition"), "ecs-task-definition");
    let runs_as = definition.map(|d| roles(b, d)).unwrap_or_default();
    let place = i.at("network_configuration");
    let public = place.within("assign_public_ip").bool(Tri::No);
    let network = place.block().map(|block| b.attachment(&block.get("subnets"), &block.get("security_groups"), public));
    switch(b, id, "execute-command", i.at("enable_execute_command").bool(Tri::No));
    b.edit(id, |r| {
        r.runs_as = runs_as;
        r.network = network.map(Network::Attachment);
    });
}
