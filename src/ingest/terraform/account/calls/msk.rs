//! What belongs to clusters of Amazon MSK: secrets, configurations, connections, replicators, connectors.
//!
//! Sources: Amazon MSK API Reference, Amazon MSK Connect API Reference.

use base64::Engine as _;
use serde_json::{Map, Value, json};

use super::super::entity::Entity;
use super::{Call, Sink, by, is, no};

const CONNECTOR: &[(&str, &str)] = &[("name", "connectorName"), ("arn", "connectorArn"), ("service_execution_role_arn", "serviceExecutionRoleArn")];

pub(super) const CALLS: &[Call] = &[
    by("kafka.list-scram-secrets", "SecretArnList", "", scram),
    by("kafka.list-client-vpc-connections", "ClientVpcConnections", "", client),
    no("kafka.list-vpc-connections", "VpcConnections"),
    is(
        "kafka.list-configurations",
        "Configurations",
        "",
        "aws_msk_configuration",
        &[("name", "Name"), ("arn", "Arn"), ("latest_revision", "LatestRevision.Revision")],
    ),
    no("kafka.list-configuration-revisions", "Revisions"),
    by("kafka.describe-configuration-revision", "", "", revision),
    is("kafka.list-replicators", "Replicators", "", "aws_msk_replicator", &[("replicator_name", "ReplicatorName"), ("arn", "ReplicatorArn")]),
    by("kafka.describe-replicator", "", "", replicator),
    is("kafkaconnect.list-connectors", "connectors", "connectorArn", "aws_mskconnect_connector", CONNECTOR),
    by("kafkaconnect.describe-connector", "", "", connector),
];

/// What a collection writes where a value is or may be a secret.
const REDACTED: &str = "keyholder:redacted";

fn scram(sink: &mut Sink<'_>, entity: &Entity<'_>) {
    match (entity.argument("ClusterArn"), entity.value.as_str()) {
        (Some(cluster), Some(secret)) => {
            sink.add("aws_msk_single_scram_secret_association", entity, json!({"cluster_arn": cluster, "secret_arn": secret}));
        }
        _ => sink.lacks("which cluster takes these secrets is not said by the path".to_owned()),
    }
}

/// A VPC from which clients reach the brokers; its account is not ours.
fn client(sink: &mut Sink<'_>, entity: &Entity<'_>) {
    let gone = matches!(entity.str("State"), "DELETING" | "REJECTED" | "REJECTING" | "INACTIVE");
    let (owner, own) = (entity.str("Owner"), sink.file.account.as_deref().unwrap_or_default());
    if !gone && owner != own {
        let cluster = entity.argument("ClusterArn").unwrap_or_default().to_owned();
        sink.shared(&cluster, &[owner]);
    }
}

/// What one revision of a configuration says; the properties are base64 of text.
fn revision(sink: &mut Sink<'_>, entity: &Entity<'_>) {
    let (arn, number) = (entity.str("Arn"), entity.value.get("Revision").and_then(Value::as_i64));
    let engine = base64::engine::general_purpose::STANDARD;
    let text = engine.decode(entity.str("ServerProperties")).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let (Some(number), Some(text)) = (number, text) else {
        return sink.lacks("the properties of the configuration are no base64 of text".to_owned());
    };
    let name = arn.split('/').nth(1);
    sink.add("aws_msk_configuration", entity, json!({"name": name, "arn": arn, "revisions": {number.to_string(): text}}));
}

/// Replications name clusters by aliases that are told beside them.
fn replicator(sink: &mut Sink<'_>, entity: &Entity<'_>) {
    let cluster = |alias: Option<&Value>| {
        let named = |c: &&Value| alias.is_some() && c.get("KafkaClusterAlias") == alias;
        entity.list("KafkaClusters").map(|(_, c)| c).find(named).and_then(|c| c.pointer("/AmazonMskCluster/MskClusterArn")).cloned()
    };
    let replications: Vec<Value> = entity
        .list("ReplicationInfoList")
        .map(|(_, r)| {
            let topics = |member: &str| r.get("TopicReplication").and_then(|t| t.get(member)).cloned().unwrap_or_default();
            json!({
                "source_kafka_cluster_arn": cluster(r.get("SourceKafkaClusterAlias")),
                "target_kafka_cluster_arn": cluster(r.get("TargetKafkaClusterAlias")),
                "topic_replication": {
                    "topics_to_replicate": topics("TopicsToReplicate"), "topics_to_exclude": topics("TopicsToExclude"),
                    "copy_access_control_lists_for_topics": topics("CopyAccessControlListsForTopics"),
                },
            })
        })
        .collect();
    let values = json!({
        "replicator_name": entity.str("ReplicatorName"), "arn": entity.str("ReplicatorArn"),
        "service_execution_role_arn": entity.value.get("ServiceExecutionRoleArn"), "replication_info_list": replications,
    });
    sink.add("aws_msk_replicator", entity, values);
}

fn connector(sink: &mut Sink<'_>, entity: &Entity<'_>) {
    let mut values = entity.values(CONNECTOR);
    let told = entity.value.get("connectorConfiguration").and_then(Value::as_object);
    let (hidden, plain): (Vec<_>, Vec<_>) = told.into_iter().flatten().partition(|(_, v)| v.as_str() == Some(REDACTED));
    let places = ["topics", "topics.regex", "s3.bucket.name"];
    if hidden.iter().any(|(name, _)| places.contains(&name.as_str())) {
        sink.lacks(format!("where the connector `{}` copies which topics is redacted", entity.str("connectorName")));
    }
    let plain: Map<String, Value> = plain.into_iter().map(|(name, value)| (name.clone(), value.clone())).collect();
    values.insert("connector_configuration".to_owned(), plain.into());
    let cluster = entity.take("kafkaCluster.apacheKafkaCluster.bootstrapServers");
    values.insert("kafka_cluster".to_owned(), json!({"apache_kafka_cluster": {"bootstrap_servers": cluster}}));
    sink.add("aws_mskconnect_connector", entity, values.into());
}
