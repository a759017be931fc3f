//! What copies records out of clusters of Confluent Cloud: managed connectors, cluster links, tables; what is integrated with our accounts.
//!
//! Source: documentation of the provider confluentinc/confluent 2.83; "Amazon S3 Sink connector for Confluent Cloud"; "Cluster Linking".

use super::super::build::Builder;
use super::super::catalogue::{Type, adds, makes};
use super::super::instance::{Instance, State};
use super::confluent::{CLUSTER, one};
use crate::aws::Text;
use crate::model::{Mover, ResourceId, Tri};

const CONNECTOR: &str = "confluent-connector";
const LINK: &str = "confluent-cluster-link";
const BUCKET: &str = "s3-bucket";

pub(super) const TYPES: &[Type] = &[
    makes("confluent_connector", CONNECTOR, "id", "confluent:connector:{id}", connector),
    makes("confluent_cluster_link", LINK, "id", "confluent:cluster-link:{id}", link),
    makes("confluent_tableflow_topic", "confluent-table", "id", "confluent:table:{id}", table),
    makes("confluent_schema_exporter", "confluent-schema-exporter", "id", "confluent:schema-exporter:{id}", exporter),
    adds("confluent_kafka_mirror_topic", |_, _| {}),
    adds("confluent_custom_connector_plugin", |_, _| {}),
    adds("confluent_provider_integration", |_, _| {}),
];

fn cluster_of(b: &mut Builder<'_>, i: &Instance) -> Option<ResourceId> {
    one(b, &i.at("kafka_cluster").within("id"), &[CLUSTER])
}

/// A managed connector: its class tells whether it reads topics, its settings where to.
fn connector(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let settings = i.at("config_nonsensitive");
    let class = settings.get("connector.class");
    let sink = match (class.state(), class.str()) {
        (State::Known(_), Some(class)) => tri(class.to_ascii_lowercase().contains("sink")),
        _ => Tri::Unknown,
    };
    let cluster = cluster_of(b, i);
    b.edit(id, |r| {
        r.parent = cluster;
        r.switches.insert("reads-topics", sink);
    });
    let topics = b.text(&settings.get("topics")).or_else(|| b.text(&settings.get("topics.regex"))).unwrap_or_else(|| "its topics".into());
    let bucket = settings.get("s3.bucket.name");
    if let (Some(from), Some(to)) = (cluster, b.resource(&bucket, &[BUCKET])) {
        copies(b, i, id, "connector", from, to, topics);
    }
}

/// A link mirrors topics from its source to its destination; which of them are of our organization the ids tell.
fn link(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let end = |b: &mut Builder<'_>, name: &str| {
        let block = i.at(name);
        (block.block().is_some(), one(b, &block.within("id"), &[CLUSTER]))
    };
    let ends = [end(b, "source_kafka_cluster"), end(b, "destination_kafka_cluster"), end(b, "local_kafka_cluster"), end(b, "remote_kafka_cluster")];
    // An end that records go to, that is named but is no cluster of the input. From a source elsewhere they come in.
    let [_, destination, _, remote] = &ends;
    let foreign = [destination, remote].into_iter().any(|(there, cluster)| *there && cluster.is_none());
    let acls = i.at("config").get("acl.sync.enable").bool(Tri::No);
    b.edit(id, |r| r.switches.extend([("foreign-end", tri(foreign)), ("copies-acls", acls)]));
    if let [(_, Some(from)), (_, Some(to)), ..] = ends {
        copies(b, i, id, "cluster link", from, to, "its mirror topics".into());
    }
}

/// Tables of a topic in a bucket of ours.
fn table(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let bucket = i.at("byob_aws").within("bucket_name");
    let topic = b.text(&i.at("display_name")).unwrap_or_else(|| "a topic".into());
    if let (Some(from), Some(to)) = (cluster_of(b, i), b.resource(&bucket, &[BUCKET])) {
        copies(b, i, id, "table", from, to, topic);
    }
}

/// An exporter sends schemas to another registry.
fn exporter(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let there = i.at("destination_schema_registry_cluster").within("rest_endpoint");
    let foreign = if matches!(there.state(), State::Unset) { Tri::Unknown } else { Tri::Yes };
    b.edit(id, |r| r.switches.extend([("foreign-end", foreign)]));
}

fn tri(known: bool) -> Tri {
    if known { Tri::Yes } else { Tri::No }
}

fn copies(b: &mut Builder<'_>, i: &Instance, id: ResourceId, what: &'static str, from: ResourceId, to: ResourceId, topics: Text) {
    let mover = Mover { what, from, to, topics, origin: i.origin() };
    b.edit(id, |r| r.movers.push(mover));
}
