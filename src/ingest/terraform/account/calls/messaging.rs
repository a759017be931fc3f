//! Queues, topics, streams, and clusters of MSK; what belongs to those clusters is in `msk`.

use serde_json::json;

use super::super::entity::{Entity, last};
use super::{Call, Sink, by, is, no};

/// MSK's clusters; those of the second version of the call have their settings in a member of their own.
const CLUSTER: &[(&str, &str)] = &[
    ("cluster_name", "ClusterName"),
    ("arn", "ClusterArn"),
    ("broker_node_group_info.client_subnets", "BrokerNodeGroupInfo.ClientSubnets"),
    ("broker_node_group_info.security_groups", "BrokerNodeGroupInfo.SecurityGroups"),
    ("broker_node_group_info.connectivity_info.public_access.type", "BrokerNodeGroupInfo.ConnectivityInfo.PublicAccess.Type"),
    (
        "broker_node_group_info.connectivity_info.vpc_connectivity.client_authentication.sasl.scram",
        "BrokerNodeGroupInfo.ConnectivityInfo.VpcConnectivity.ClientAuthentication.Sasl.Scram.Enabled",
    ),
    (
        "broker_node_group_info.connectivity_info.vpc_connectivity.client_authentication.sasl.iam",
        "BrokerNodeGroupInfo.ConnectivityInfo.VpcConnectivity.ClientAuthentication.Sasl.Iam.Enabled",
    ),
    (
        "broker_node_group_info.connectivity_info.vpc_connectivity.client_authentication.tls",
        "BrokerNodeGroupInfo.ConnectivityInfo.VpcConnectivity.ClientAuthentication.Tls.Enabled",
    ),
    ("encryption_info.encryption_at_rest_kms_key_arn", "EncryptionInfo.EncryptionAtRest.DataVolumeKMSKeyId"),
    ("encryption_info.encryption_in_transit.client_broker", "EncryptionInfo.EncryptionInTransit.ClientBroker"),
    ("client_authentication.sasl.scram", "ClientAuthentication.Sasl.Scram.Enabled"),
    ("client_authentication.sasl.iam", "ClientAuthentication.Sasl.Iam.Enabled"),
    ("encryption_info.encryption_in_transit.in_cluster", "EncryptionInfo.EncryptionInTransit.InCluster"),
    ("client_authentication.tls.certificate_authority_arns", "ClientAuthentication.Tls.CertificateAuthorityArnList"),
    ("client_authentication.unauthenticated", "ClientAuthentication.Unauthenticated.Enabled"),
    ("configuration_info.arn", "CurrentBrokerSoftwareInfo.ConfigurationArn"),
    ("configuration_info.revision", "CurrentBrokerSoftwareInfo.ConfigurationRevision"),
];

pub(super) const CALLS: &[Call] = &[
    by("sqs.list-queues", "QueueUrls", "", |sink, entity| {
        if let Some(url) = entity.value.as_str() {
            let owner = url.rsplit('/').nth(1);
            sink.add("aws_sqs_queue", entity, json!({"url": url, "name": last(url), "owner_id": owner}));
        }
    }),
    by("sqs.get-queue-attributes", "Attributes", "QueueArn", |sink, entity| {
        sink.with("aws_sqs_queue", entity, &[("name", "/QueueArn"), ("arn", "QueueArn"), ("kms_master_key_id", "KmsMasterKeyId")]);
        if !entity.str("Policy").is_empty() {
            sink.with("aws_sqs_queue_policy", entity, &[("queue_url", "QueueArn"), ("policy", "%Policy")]);
        }
    }),
    is("sns.list-topics", "Topics", "TopicArn", "aws_sns_topic", &[("name", "/TopicArn"), ("arn", "TopicArn")]),
    by("sns.get-topic-attributes", "Attributes", "TopicArn", |sink, entity| {
        sink.with("aws_sns_topic", entity, &[("name", "/TopicArn"), ("arn", "TopicArn"), ("kms_master_key_id", "KmsMasterKeyId")]);
        if !entity.str("Policy").is_empty() {
            sink.with("aws_sns_topic_policy", entity, &[("arn", "TopicArn"), ("policy", "%Policy")]);
        }
    }),
    no("sns.list-subscriptions", "Subscriptions"),
    is("kinesis.list-streams", "StreamNames", "", "aws_kinesis_stream", &[("name", "")]),
    no("kinesis.list-streams", "StreamSummaries"),
    is(
        "kinesis.describe-stream-summary",
        "StreamDescriptionSummary",
        "",
        "aws_kinesis_stream",
        &[("name", "StreamName"), ("arn", "StreamARN"), ("encryption_type", "EncryptionType"), ("kms_key_id", "KeyId")],
    ),
    by("kinesis.get-resource-policy", "Policy", "-", |sink, entity| {
        // Without one it may be an empty object.
        if entity.value.as_str().is_none_or(|text| text.trim() != "{}") {
            sink.with("aws_kinesis_resource_policy", entity, &[("resource_arn", "@name"), ("policy", "%")]);
        }
    }),
    by("kafka.list-clusters", "ClusterInfoList", "ClusterArn", cluster),
    by("kafka.list-clusters-v2", "ClusterInfoList", "ClusterType", cluster),
    by("kafka.describe-cluster", "ClusterInfo", "ClusterArn", cluster),
    by("kafka.describe-cluster-v2", "ClusterInfo", "ClusterType", cluster),
    is("kafka.get-cluster-policy", "Policy", "-", "aws_msk_cluster_policy", &[("cluster_arn", "@name"), ("policy", "%")]),
    no("kafka.list-nodes", "NodeInfoList"),
    no("kafka.get-bootstrap-brokers", ""),
];

fn cluster(sink: &mut Sink<'_>, entity: &Entity<'_>) {
    let identity: &[(&str, &str)] = &[("cluster_name", "ClusterName"), ("arn", "ClusterArn")];
    if let Some(serverless) = entity.value.get("Serverless") {
        let place = serverless.get("VpcConfigs").and_then(|list| list.get(0)).cloned().unwrap_or_default();
        let mut values = entity.values(identity);
        values.insert("vpc_config".into(), json!({"subnet_ids": place.get("SubnetIds"), "security_group_ids": place.get("SecurityGroupIds")}));
        sink.add("aws_msk_serverless_cluster", entity, values.into());
        return;
    }
    let provisioned = entity.value.get("Provisioned");
    let inner = provisioned.map(|p| entity.part(p, "Provisioned"));
    let told = inner.as_ref().unwrap_or(entity);
    let mut values = told.values(CLUSTER);
    values.extend(entity.values(identity));
    // "BrokerSoftwareInfo": without an ARN the cluster has MSK's default configuration.
    if told.value.get("CurrentBrokerSoftwareInfo").is_some_and(serde_json::Value::is_object) {
        values.entry("configuration_info").or_insert_with(|| json!([]));
    }
    sink.add("aws_msk_cluster", entity, values.into());
    if provisioned.is_none() {
        sink.made.stands(CLUSTER);
    }
}
