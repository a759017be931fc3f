//! What copies records out of clusters of Amazon MSK: connectors, replicators, channels.

use super::super::build::Builder;
use super::super::catalogue::{Type, makes, nothing};
use super::super::find::Ref;
use super::super::instance::{At, Instance};
use super::logs::{deliveries, silent};
use crate::aws::Text;
use crate::model::{Mover, ResourceId, Tri};

const CONNECTOR: &str = "arn:{partition}:kafkaconnect:{region}:{account}:connector/{name}/{uuid}";
const PLUGIN: &str = "arn:{partition}:kafkaconnect:{region}:{account}:custom-plugin/{name}/{uuid}";
const REPLICATOR: &str = "arn:{partition}:kafka:{region}:{account}:replicator/{replicator_name}/{uuid}";
const CHANNEL: &str = "arn:{partition}:kafka:{region}:{account}:channel/{name}/{uuid}";

pub(super) const TYPES: &[Type] = &[
    makes("aws_mskconnect_connector", "mskconnect-connector", "name", CONNECTOR, connector),
    makes("aws_mskconnect_custom_plugin", "mskconnect-custom-plugin", "name", PLUGIN, nothing),
    makes("aws_msk_replicator", "msk-replicator", "replicator_name", REPLICATOR, replicator),
    makes("aws_msk_channel", "msk-channel", "name", CHANNEL, channel),
];

fn runs(b: &mut Builder<'_>, role: &At<'_>, id: ResourceId, service: &'static str) {
    let runs_as = b.runs(role, "service role", service);
    b.edit(id, |r| r.runs_as.extend(runs_as));
}

/// A sink connector's configuration names topics and, for Amazon S3, the bucket.
fn connector(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    runs(b, &i.at("service_execution_role_arn"), id, "kafkaconnect.amazonaws.com");
    let delivery = i.at("log_delivery");
    let (logged, sinks) =
        if silent(&delivery) { (Tri::Unknown, Vec::new()) } else { deliveries(b, &delivery.within("worker_log_delivery"), "worker logs") };
    b.edit(id, |r| {
        r.switches.insert("worker-logs", logged);
        r.logging.sinks.extend(sinks);
    });
    let configuration = i.at("connector_configuration");
    let bucket = configuration.get("s3.bucket.name");
    let (Some(from), Some(to)) = (connected(b, i), b.resource(&bucket, &["s3-bucket"])) else { return };
    let topics = b.text(&configuration.get("topics")).or_else(|| b.text(&configuration.get("topics.regex"))).unwrap_or_else(|| "its topics".into());
    copies(b, i, id, "connector", from, to, topics);
}

/// The cluster whose brokers a connector is given.
fn connected(b: &mut Builder<'_>, i: &Instance) -> Option<ResourceId> {
    let servers = i.at("kafka_cluster").within("apache_kafka_cluster").within("bootstrap_servers");
    if let Ref::To(id) = b.refer(&servers, &["msk-cluster"]) {
        return Some(id);
    }
    // `b-1.orders.abc123.c2.kafka.eu-central-1.amazonaws.com:9098`: the second part is the cluster's name in lower case.
    let named = servers.str()?.split(',').next()?.split('.').nth(1)?;
    let same = |r: &&crate::model::Resource| r.kind == "msk-cluster" && r.name.literal().is_some_and(|n| n.to_lowercase() == named);
    let mut found = b.inventory.resources.iter().filter(same).map(|r| r.id);
    found.next().filter(|_| found.next().is_none())
}

/// Each source to each target that one of its replications names.
fn replicator(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    runs(b, &i.at("service_execution_role_arn"), id, "kafka.amazonaws.com");
    for replication in i.at("replication_info_list").items() {
        let from = b.resource(&replication.get("source_kafka_cluster_arn"), &["msk-cluster"]);
        let to = b.resource(&replication.get("target_kafka_cluster_arn"), &["msk-cluster"]);
        let (topics, _) = b.texts(&replication.get("topic_replication").within("topics_to_replicate"));
        if let (Some(from), Some(to)) = (from, to) {
            let topics = topics.first().cloned().unwrap_or_else(|| "its topics".into());
            copies(b, i, id, "replicator", from, to, topics);
        }
    }
}

/// New records of a topic of an Express cluster to a bucket; those that can't be delivered to another.
fn channel(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let Some(from) = b.resource(&i.at("cluster_arn"), &["msk-cluster"]) else { return };
    let topic = i.at("topic");
    let topics = b.text(&topic).or_else(|| b.text(&topic.within("topic_arn"))).unwrap_or_else(|| "a topic".into());
    for destination in ["s3_destination", "iceberg_destination"] {
        let Some(block) = i.at(destination).block() else { continue };
        runs(b, &block.get("service_execution_role_arn"), id, "kafka.amazonaws.com");
        let buckets =
            [block.get("bucket"), block.get("bucket_arn"), block.get("dead_letter_queue_s3").within("bucket_arn"), block.get("dead_letter_bucket")];
        for bucket in buckets {
            if let Some(to) = b.resource(&bucket, &["s3-bucket"]) {
                copies(b, i, id, "channel", from, to, topics.clone());
            }
        }
    }
}

fn copies(b: &mut Builder<'_>, i: &Instance, id: ResourceId, what: &'static str, from: ResourceId, to: ResourceId, topics: Text) {
    let mover = Mover { what, from, to, topics, origin: i.origin() };
    b.edit(id, |r| r.movers.push(mover));
}
