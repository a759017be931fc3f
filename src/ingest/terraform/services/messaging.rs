//! Queues, topics and streams.

use super::super::build::Builder;
use super::super::catalogue::{Type, adds, makes};
use super::super::instance::{Instance, State};
use super::super::policies::{document, object, string};
use super::data_services::{no_policy, policy_on, set_store};
use crate::aws::Text;
use crate::model::{Encryption, ResourceId, ResourcePolicy, Store};
use crate::policy::{PolicyId, PolicyKind, Value};

const QUEUE: &str = "arn:{partition}:sqs:{region}:{account}:{name}";
const TOPIC: &str = "arn:{partition}:sns:{region}:{account}:{name}";
const STREAM: &str = "arn:{partition}:kinesis:{region}:{account}:stream/{name}";

pub(super) const TYPES: &[Type] = &[
    makes("aws_sqs_queue", "sqs-queue", "name", QUEUE, queue),
    makes("data.aws_sqs_queue", "sqs-queue", "name", QUEUE, queue),
    adds("aws_sqs_queue_policy", |b, i| policy_on(b, i, &i.at("queue_url"), "sqs-queue", "policy")),
    makes("aws_sns_topic", "sns-topic", "name", TOPIC, topic),
    makes("data.aws_sns_topic", "sns-topic", "name", TOPIC, topic),
    adds("aws_sns_topic_policy", |b, i| policy_on(b, i, &i.at("arn"), "sns-topic", "policy")),
    adds("aws_sns_topic_data_protection_policy", |_, _| {}),
    makes("aws_kinesis_stream", "kinesis-stream", "name", STREAM, stream),
    makes("data.aws_kinesis_stream", "kinesis-stream", "name", STREAM, stream),
    adds("aws_kinesis_resource_policy", |b, i| policy_on(b, i, &i.at("resource_arn"), "kinesis-stream", "policy")),
];

fn queue(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    // Without a key, SQS's own: "SSE-SQS" is on by default.
    let encryption = b.encryption(&i.at("kms_master_key_id"), Encryption::ServiceManaged);
    let none = no_policy(i);
    let policy = if b.has_separate(i, "aws_sqs_queue_policy") { none } else { b.resource_policy(&i.at("policy"), id, none) };
    if let Some(url) = i.str("url") {
        b.also_named("sqs-queue", url, id);
    }
    set_store(b, id, Store { encryption, ..Store::new("sqs-queue") }, policy);
}

fn topic(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let encryption = b.encryption(&i.at("kms_master_key_id"), Encryption::ServiceManaged);
    let stated = if b.has_separate(i, "aws_sns_topic_policy") { None } else { b.policy(&i.at("policy"), PolicyKind::Resource, "policy", Some(id)) };
    let policy = match stated {
        Some(policy) => ResourcePolicy::Policy(policy),
        None if i.address.data || i.lacks("policy") => ResourcePolicy::Unseen,
        None => ResourcePolicy::Policy(default_topic_policy(b, i, id)),
    };
    set_store(b, id, Store { encryption, ..Store::new("sns-topic") }, policy);
}

/// The policy SNS gives a new topic: everybody of the owner's account ("Amazon SNS API permissions", default access policy).
fn default_topic_policy(b: &mut Builder<'_>, i: &Instance, id: ResourceId) -> PolicyId {
    let account = b.scope(i).account;
    let topic = b.inventory.resource(id).map_or_else(Text::new, |r| r.arn.clone());
    let actions = [
        "SNS:GetTopicAttributes",
        "SNS:SetTopicAttributes",
        "SNS:AddPermission",
        "SNS:RemovePermission",
        "SNS:DeleteTopic",
        "SNS:Subscribe",
        "SNS:ListSubscriptionsByTopic",
        "SNS:Publish",
    ];
    let statement = object(vec![
        ("Sid", string("__default_statement_ID")),
        ("Effect", string("Allow")),
        ("Principal", object(vec![("AWS", string("*"))])),
        ("Action", Value::Array(actions.iter().map(|a| string(*a)).collect())),
        ("Resource", string(topic)),
        ("Condition", object(vec![("StringEquals", object(vec![("AWS:SourceOwner", string(account))]))])),
    ]);
    b.builtin_policy(&document(vec![statement]), PolicyKind::Resource, format!("{} default policy", i.shown), i.origin())
}

fn stream(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let ty = i.at("encryption_type");
    let encryption = match (ty.state(), ty.str()) {
        (State::Unknown, _) => Encryption::Unknown(None),
        (_, Some("KMS")) => b.encryption(&i.at("kms_key_id"), Encryption::ServiceManaged),
        _ => Encryption::None,
    };
    set_store(b, id, Store { encryption, ..Store::new("kinesis-stream") }, no_policy(i));
}
