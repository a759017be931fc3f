//! What a snapshot does not tell: calls that were denied, failed, or never made. What they would have told is unknown, not absent.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::decode::shown;
use super::Snapshot;
use super::made::{Made, Thing};
use super::manifest::{Manifest, Refused, Status};
use crate::aws::calls;

/// A call that tells more of a thing.
struct Fact {
    /// Type of the thing.
    ty: &'static str,
    call: &'static str,
    /// Attributes that are unknown without it; `policy` stands for the resource-based policy.
    attributes: &'static [&'static str],
}

const fn fact(ty: &'static str, call: &'static str, attributes: &'static [&'static str]) -> Fact {
    Fact { ty, call, attributes }
}

/// Tells what a control policy is attached to, unless somebody asked the other way round.
const TARGETS: &str = "organizations.list-targets-for-policy";
const ATTACHMENT: &str = "aws_organizations_policy_attachment";

const FACTS: &[Fact] = &[
    fact("aws_iam_role", "iam.get-account-authorization-details", &["inline_policy", "managed_policy_arns"]),
    fact("aws_organizations_policy", "organizations.describe-policy", &["content"]),
    fact("aws_organizations_policy", TARGETS, &[]),
    fact("aws_s3_bucket", "s3api.get-bucket-policy", &["policy"]),
    fact("aws_s3_bucket", "s3api.get-public-access-block", &[]),
    fact("aws_s3_bucket", "s3api.get-bucket-ownership-controls", &[]),
    fact("aws_s3_bucket", "s3api.get-bucket-encryption", &["server_side_encryption_configuration"]),
    fact("aws_kms_key", "kms.get-key-policy", &["policy"]),
    fact("aws_kms_key", "kms.list-grants", &[]),
    fact("aws_secretsmanager_secret", "secretsmanager.get-resource-policy", &["policy"]),
    fact("aws_sqs_queue", "sqs.get-queue-attributes", &["policy", "kms_master_key_id"]),
    fact("aws_sns_topic", "sns.get-topic-attributes", &["policy", "kms_master_key_id"]),
    fact("aws_lambda_function", "lambda.get-policy", &["policy"]),
    fact("aws_dynamodb_table", "dynamodb.describe-table", &["server_side_encryption"]),
    fact("aws_dynamodb_table", "dynamodb.get-resource-policy", &["policy"]),
    fact("aws_ecr_repository", "ecr.get-repository-policy", &["policy"]),
    fact("aws_efs_file_system", "efs.describe-file-system-policy", &["policy"]),
    fact("aws_msk_cluster", "kafka.get-cluster-policy", &["policy"]),
    fact("aws_msk_cluster", "kafka.list-scram-secrets", &[]),
    fact("aws_msk_replicator", "kafka.describe-replicator", &["replication_info_list", "service_execution_role_arn"]),
    fact("aws_mskconnect_connector", "kafkaconnect.describe-connector", &["connector_configuration"]),
    fact("aws_kinesis_stream", "kinesis.describe-stream-summary", &["encryption_type"]),
    fact("aws_kinesis_stream", "kinesis.get-resource-policy", &["policy"]),
    fact("aws_eks_cluster", "eks.describe-cluster", &["role_arn", "vpc_config"]),
    fact("aws_eks_cluster", "eks.list-access-entries", &[]),
    fact("aws_eks_node_group", "eks.describe-nodegroup", &["node_role_arn", "subnet_ids"]),
    fact("aws_ecs_task_definition", "ecs.describe-task-definition", &["task_role_arn", "execution_role_arn"]),
    fact("aws_ecs_service", "ecs.describe-services", &["task_definition", "enable_execute_command"]),
    fact("aws_sagemaker_notebook_instance", "sagemaker.describe-notebook-instance", &["role_arn"]),
    fact("aws_sfn_state_machine", "stepfunctions.describe-state-machine", &["role_arn"]),
    fact("aws_apprunner_service", "apprunner.describe-service", &["instance_configuration"]),
    fact("aws_codebuild_project", "codebuild.batch-get-projects", &["service_role"]),
    fact("aws_glue_job", "glue.get-jobs", &["role_arn"]),
    fact("aws_opensearch_domain", "opensearch.describe-domain", &["access_policies", "policy", "vpc_options", "encrypt_at_rest"]),
    fact("aws_launch_template", "ec2.describe-launch-template-versions", &["iam_instance_profile", "vpc_security_group_ids"]),
];

/// Attributes that no answer says to be absent: where none tells them they are unknown.
const UNTOLD: &[(&str, &str)] = &[("aws_msk_cluster", "configuration_info")];

/// Calls that list what there is; without them nobody knows of it.
const LISTS: &[&str] = &[
    "iam.get-account-authorization-details",
    "s3api.list-buckets",
    "kms.list-keys",
    "secretsmanager.list-secrets",
    "ssm.describe-parameters",
    "dynamodb.list-tables",
    "rds.describe-db-instances",
    "rds.describe-db-clusters",
    "sqs.list-queues",
    "sns.list-topics",
    "efs.describe-file-systems",
    "logs.describe-log-groups",
    "ecr.describe-repositories",
    "kafka.list-clusters-v2",
    "lambda.list-functions",
    "ecs.list-task-definitions",
    "eks.list-clusters",
    "ec2.describe-instances",
    "ec2.describe-launch-templates",
    "autoscaling.describe-auto-scaling-groups",
    "glue.get-jobs",
    "codebuild.list-projects",
    "sagemaker.list-notebook-instances",
    "stepfunctions.list-state-machines",
    "cloudformation.describe-stacks",
    "apprunner.list-services",
    "batch.describe-job-definitions",
];

/// Calls that tell what another one of the list tells.
const INSTEAD: &[(&str, &[&str])] = &[
    ("kms.list-keys", &["kms.describe-key"]),
    ("kafka.list-clusters-v2", &["kafka.list-clusters", "kafka.describe-cluster-v2", "kafka.describe-cluster"]),
    ("dynamodb.list-tables", &["dynamodb.describe-table"]),
    ("sqs.list-queues", &["sqs.get-queue-attributes"]),
    ("sns.list-topics", &["sns.get-topic-attributes"]),
    ("eks.list-clusters", &["eks.describe-cluster"]),
    ("ecs.list-task-definitions", &["ecs.describe-task-definition"]),
    ("codebuild.list-projects", &["codebuild.batch-get-projects"]),
    ("stepfunctions.list-state-machines", &["stepfunctions.describe-state-machine"]),
    ("sagemaker.list-notebook-instances", &["sagemaker.describe-notebook-instance"]),
    ("apprunner.list-services", &["apprunner.describe-service"]),
    ("ec2.describe-launch-templates", &["ec2.describe-launch-template-versions"]),
];

/// Marks what is not told as unknown, and says what that is: a message a call.
pub(super) fn missing(made: &mut Made, manifest: &Manifest, snapshot: &Snapshot) -> Vec<String> {
    let mut out = Vec::new();
    for ((place, call, status), Refused { about, needs }) in manifest.refused() {
        let what = match status {
            Status::Denied => format!("was denied: `{}` is missing", needs.unwrap_or_else(|| permission(&call))),
            _ => "failed".to_owned(),
        };
        let place = if place.is_empty() { String::new() } else { format!(" in {place}") };
        let of = if about.is_empty() { String::new() } else { format!(" for {}", some(&about, about.len())) };
        out.push(format!("`{}`{place} {what}{of}", command(&call)));
    }
    let mut unasked: BTreeMap<&'static str, Vec<String>> = BTreeMap::new();
    let mut parts = Vec::new();
    let attached = made.things.iter().any(|t| t.ty == ATTACHMENT);
    for number in 0..made.things.len() {
        for fact in FACTS {
            let Some(thing) = made.things.get(number).filter(|t| t.ty == fact.ty && concerns(fact, t)) else { continue };
            match made.answer(fact.call, thing) {
                Some(Status::Ok) => continue,
                Some(Status::Absent) => {
                    parts.extend(absent(fact, thing));
                    continue;
                }
                None if fact.call == TARGETS && attached => continue,
                Some(Status::Denied | Status::Failed) => parts.extend(somewhere(fact, thing)),
                None if fact.call == TARGETS => {
                    unasked.entry(fact.call).or_default().push(thing.ids().next().unwrap_or_default().to_owned());
                    parts.extend(somewhere(fact, thing));
                }
                None => unasked.entry(fact.call).or_default().push(thing.ids().next().unwrap_or_default().to_owned()),
            }
            if let Some(thing) = made.things.get_mut(number) {
                for attribute in fact.attributes.iter().filter(|a| !thing.values.contains_key(**a)) {
                    thing.unknown.insert((*attribute).to_owned(), Value::Bool(true));
                }
            }
        }
    }
    for thing in &mut made.things {
        for (_, attribute) in UNTOLD.iter().filter(|(ty, attribute)| *ty == thing.ty && !thing.values.contains_key(*attribute)) {
            thing.unknown.insert((*attribute).to_owned(), Value::Bool(true));
        }
    }
    made.things.extend(parts);
    for (call, about) in unasked {
        out.push(format!("no answer of `{}` for {}", command(call), some(&about, about.len())));
    }
    if !snapshot.alone {
        out.extend(unlisted(made));
    }
    for (what, ids) in &mut made.outside {
        ids.sort();
        ids.dedup();
        let ids: Vec<String> = ids.iter().map(|id| shown(id)).collect();
        out.push(format!("a {what} leads into the network, and who is behind it is not modelled: {}", some(&ids, ids.len())));
    }
    for (file, count) in &made.differ {
        out.push(format!("`{file}` tells {count} things otherwise than files before it, which count"));
    }
    out
}

/// Keys that AWS manages for a service have a policy that nobody can change; AWS's own control policies allow everything.
fn concerns(fact: &Fact, thing: &Thing) -> bool {
    let of_aws = || thing.values.get("arn").and_then(Value::as_str).is_some_and(|arn| arn.contains(":organizations::aws:"));
    let scram = || thing.values.get("client_authentication").and_then(|c| c.pointer("/sasl/scram")) == Some(&json!(true));
    if fact.call == "kafka.list-scram-secrets" {
        return scram();
    }
    let without = fact.ty == "aws_kms_key" && thing.values.get("key_manager") == Some(&json!("AWS")) || fact.call == TARGETS && of_aws();
    !without
}

/// A control policy of which nobody tells what it is attached to may be attached to anything.
fn somewhere(fact: &Fact, thing: &Thing) -> Option<Thing> {
    let Value::Object(values) = json!({"policy_id": thing.values.get("id").filter(|_| fact.call == TARGETS)?}) else { return None };
    let mut part = thing.like(ATTACHMENT, values);
    part.unknown.insert("target_id".to_owned(), Value::Bool(true));
    Some(part)
}

/// What AWS does where there is none.
fn absent(fact: &Fact, thing: &Thing) -> Option<Thing> {
    let bucket = thing.values.get("bucket")?;
    let (ty, values) = match fact.call {
        "s3api.get-public-access-block" => (
            "aws_s3_bucket_public_access_block",
            json!({"bucket": bucket, "block_public_policy": false, "restrict_public_buckets": false, "block_public_acls": false}),
        ),
        "s3api.get-bucket-ownership-controls" => {
            ("aws_s3_bucket_ownership_controls", json!({"bucket": bucket, "rule": {"object_ownership": "ObjectWriter"}}))
        }
        _ => return None,
    };
    let Value::Object(values) = values else { return None };
    Some(thing.like(ty, values))
}

/// One message an account: what it was not asked for.
fn unlisted(made: &Made) -> Vec<String> {
    let accounts: std::collections::BTreeSet<&str> = made.asked.iter().map(|(_, account)| account.as_str()).filter(|a| !a.is_empty()).collect();
    let accounts = if accounts.is_empty() { vec![""] } else { accounts.into_iter().collect() };
    let mut out = Vec::new();
    for account in accounts {
        let asked = |call: &str| [account, ""].iter().any(|a| made.asked.contains(&(call.to_owned(), (*a).to_owned())));
        let instead = |call: &str| INSTEAD.iter().any(|(c, others)| *c == call && others.iter().any(|o| asked(o)));
        let not: Vec<String> = LISTS.iter().filter(|call| !asked(call) && !instead(call)).map(|call| format!("`{}`", command(call))).collect();
        if !not.is_empty() {
            let of = if account.is_empty() { String::new() } else { format!(" of account {account}") };
            out.push(format!("what there is{of} beyond the answers in the folder is not known: it has none of {}", not.join(", ")));
        }
    }
    out
}

/// The first three, and how many there are.
fn some(about: &[String], count: usize) -> String {
    let named: Vec<String> = about.iter().take(3).map(|a| format!("`{a}`")).collect();
    let more = count.saturating_sub(named.len());
    if more == 0 { named.join(", ") } else { format!("{} and {more} more", named.join(", ")) }
}

fn command(call: &str) -> String {
    format!("aws {}", call.replacen('.', " ", 1))
}

/// The IAM action that allows a call.
fn permission(call: &str) -> String {
    let (service, operation) = call.split_once('.').unwrap_or((call, ""));
    calls::of(service, operation).next().map_or_else(|| format!("{service} {operation}"), |c| c.action.to_owned())
}
