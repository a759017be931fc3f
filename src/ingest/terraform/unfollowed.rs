//! Arguments that open something which no step follows: a gap where they are set, whatever source sets them.
//!
//! Sources: the documentation of the provider's types, 2026, and of the services that they configure. What narrows access is not here: taken as absent, it
//! makes more reached, never less.

use std::collections::BTreeMap;

use serde_json::Value;

use super::build::Builder;
use super::instance::{At, Instance, State};
use crate::model::{Gap, GapKind};

const FILES: &str = "what is on the file systems is open to what runs there";
const SQL: &str = "SQL in the database acts as these roles";

/// Type, argument, what it opens. Dots lead into blocks; after `?` stands a name, and the argument is JSON as text that has it.
const UNFOLLOWED: &[(&str, &str, &str)] = &[
    ("aws_batch_job_definition", "container_properties?efsVolumeConfiguration", FILES),
    ("aws_batch_job_definition", "container_properties?s3filesVolumeConfiguration", FILES),
    ("aws_batch_job_definition", "ecs_properties?efsVolumeConfiguration", FILES),
    ("aws_batch_job_definition", "ecs_properties?s3filesVolumeConfiguration", FILES),
    ("aws_batch_job_definition", "eks_properties", "jobs are pods, and act as the role of their service account"),
    ("aws_batch_job_definition", "node_properties?efsVolumeConfiguration", FILES),
    ("aws_batch_job_definition", "node_properties?s3filesVolumeConfiguration", FILES),
    ("aws_cloudformation_stack_set", "permission_model", "whoever changes the stack set acts in every account that it is deployed to"),
    ("aws_codebuild_project", "file_system_locations", FILES),
    ("aws_codebuild_project", "project_visibility", "everybody reads logs and artifacts of builds"),
    ("aws_db_instance", "custom_iam_instance_profile", "whoever gets into the database's host acts as the role of this profile"),
    ("aws_dynamodb_table", "replica", "copies of the table in other Regions (replication) are tables of their own"),
    ("aws_ecs_task_definition", "volume.efs_volume_configuration", FILES),
    ("aws_ecs_task_definition", "volume.fsx_windows_file_server_volume_configuration", FILES),
    ("aws_ecs_task_definition", "volume.s3files_volume_configuration", FILES),
    ("aws_eks_cluster", "remote_network_config", "machines outside AWS are nodes of the cluster"),
    ("aws_eks_pod_identity_association", "disable_session_tags", "sessions of these pods lack the tags that conditions may ask for"),
    ("aws_glue_crawler", "lake_formation_configuration.use_lake_formation_credentials", "the crawler reads with what Lake Formation gives it"),
    ("aws_lambda_function", "file_system_config", FILES),
    ("aws_msk_replicator", "kafka_cluster.apache_kafka_cluster", "topics are copied from or to a Kafka cluster that is none of Amazon MSK"),
    ("aws_rds_cluster", "iam_roles", SQL),
    ("aws_redshift_cluster", "iam_roles", SQL),
    ("aws_secretsmanager_secret", "replica", "copies of the secret in other Regions (replication) are secrets of their own"),
    ("aws_vpc_endpoint", "resource_configuration_arn", "the endpoint leads to what a resource configuration of VPC Lattice names"),
    ("aws_vpc_endpoint", "service_network_arn", "the endpoint leads to the services of a network of VPC Lattice"),
    ("aws_vpc_endpoint_service", "gateway_load_balancer_arns", "traffic that is sent to an endpoint passes these appliances"),
];

/// Words that say that there is nothing, or what is usual.
const NOTHING: &[&str] = &["", "disable", "disabled", "none", "private", "self_managed", "vpc"];

/// Type, argument, what it opens.
type Fact = (&'static str, &'static str, &'static str);
type Place<'a> = (&'a Instance, At<'a>);

/// One gap for each argument.
pub(super) fn tell(b: &mut Builder<'_>) {
    let mut found: BTreeMap<Fact, Vec<Place<'_>>> = BTreeMap::new();
    let world = b.world;
    for instance in world.instances.iter().filter(|i| !i.covered && !i.address.data) {
        for (ty, path, what) in UNFOLLOWED.iter().filter(|(ty, ..)| *ty == instance.address.ty) {
            let Some(at) = set(instance, path) else { continue };
            let argument = path.split('?').next().unwrap_or(path);
            let all = found.entry((ty, argument, what)).or_default();
            if all.last().is_none_or(|(last, _)| last.shown != instance.shown) {
                all.push((instance, at));
            }
        }
    }
    for ((_, argument, what), all) in found {
        let Some((first, at)) = all.first() else { continue };
        let more = if all.len() > 1 { format!(" and {} more", all.len() - 1) } else { String::new() };
        let message = format!("`{argument}` of `{}`{more} is not followed: {what}", first.shown);
        b.inventory.gaps.push(Gap {
            kind: GapKind::UnreadKey,
            subject: first.shown.clone(),
            message,
            origin: at.origin(),
            resource: None,
            policy: None,
        });
    }
}

/// Where an argument is set to something.
fn set<'a>(instance: &'a Instance, path: &str) -> Option<At<'a>> {
    let (path, within) = path.split_once('?').map_or((path, None), |(path, name)| (path, Some(name)));
    let mut names = path.split('.');
    let first: Vec<At<'_>> = names.next().map(|name| instance.at(name)).into_iter().collect();
    let found = names.fold(first, |blocks, name| blocks.iter().flat_map(At::items).map(|block| block.get(name)).collect());
    found.into_iter().find(|at| match (at.state(), within) {
        (State::Known(value), None) => !is_nothing(value),
        (State::Known(value), Some(name)) => value.as_str().is_some_and(|text| text.contains(name)),
        // What the provider fills in is not what the configuration sets.
        (State::Unknown, None) => at.configured() == Some(true),
        (State::Unknown, Some(_)) | (State::Unset, _) => false,
    })
}

/// Whether a value says that there is none.
pub(super) fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => NOTHING.contains(&text.to_ascii_lowercase().as_str()),
        Value::Array(items) => items.iter().all(is_nothing),
        Value::Object(members) => members.values().all(is_nothing),
        Value::Bool(true) | Value::Number(_) => false,
    }
}
