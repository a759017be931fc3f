//! Where logs and metrics of clusters and connectors go, and who outside reads them there.

use std::collections::BTreeSet;

use super::super::facts::Facts;
use super::access::unique;
use super::grants::{NONE, movers};
use super::kafka::clusters;
use super::logs::{broker_logs, managed, sinks};
use super::{Judge, Judged};
use crate::graph::{NodeKind, Outside};
use crate::model::{Resource, ResourceId, Tri};
use crate::policy::PolicyKind;
use crate::trace::{Access, Verdict};

pub(super) const JUDGES: &[(&str, Judge)] = &[("KC-CON-02", connectors), ("KC-BYO-05", telemetry)];

/// From where AutoMQ operates ("Set Ops Authing from AWS", AutoMQ Cloud documentation).
const AUTOMQ: &str = "381492316447";

/// Where what connectors write of their work goes. Who runs them and what else enters that place only people can say.
fn connectors(facts: &Facts<'_>) -> Judged {
    let found = movers(facts);
    if found.is_empty() {
        return Judged { not_applicable: Some(NONE), ..Judged::default() };
    }
    let mut judged = Judged::default();
    for mover in found {
        match (mover.kind, mover.switch("worker-logs")) {
            ("mskconnect-connector", Tri::No) => judged.facts.push(facts.about(mover, "sends no logs of its workers anywhere")),
            ("mskconnect-connector", Tri::Yes) => sinks(facts, mover, &mut judged),
            ("msk-channel", _) => by_role(facts, mover, &mut judged),
            _ => judged.missing.push(format!("where {} logs to", facts.label(mover))),
        }
    }
    let groups: BTreeSet<_> = movers(facts).into_iter().flat_map(|m| &m.logging.sinks).filter_map(|s| s.resource).collect();
    readers(facts, &groups, "logs", &mut judged);
    let copies: BTreeSet<_> = movers(facts).into_iter().flat_map(|m| &m.movers).map(|m| m.to).collect();
    readers(facts, &copies, "what is copied", &mut judged);
    judged
}

/// A channel logs with its own role ("Service execution role", Amazon MSK Developer Guide), to groups of the role's account.
fn by_role(facts: &Facts<'_>, mover: &Resource, judged: &mut Judged) {
    let name = facts.label(mover);
    let roles: Vec<&Resource> = mover.runs_as.iter().filter_map(|r| facts.resource(r.role)).filter(|r| !r.referenced).collect();
    if roles.is_empty() {
        judged.missing.push(format!("the role of {name}, with which it logs"));
    }
    judged.missing.extend(facts.policies_open(&[PolicyKind::Identity, PolicyKind::Boundary]));
    for role in roles {
        match facts.may_log(role) {
            Some(true) => judged.facts.push(facts.about(mover, &format!("logs as {}, to groups of that role's account", facts.label(role)))),
            Some(false) => judged.facts.push(facts.about(mover, &format!("runs as {}, which may write no logs", facts.label(role)))),
            None => judged.missing.push(format!("whether {} may write logs, as which {name} runs", facts.label(role))),
        }
    }
}

/// Stores that somebody outside reads.
fn readers(facts: &Facts<'_>, stores: &BTreeSet<ResourceId>, what: &str, judged: &mut Judged) {
    for store in stores.iter().filter_map(|id| facts.resource(*id)) {
        let to = |t: &&crate::trace::Trace| facts.analysis.graph.node(t.to).and_then(|n| n.resource()) == Some(store.id) && t.access == Access::Read;
        match facts.analysis.traces.iter().filter(to).map(|t| t.verdict).max() {
            Some(v) if v >= Verdict::ReachesIf => judged.against.push(facts.about(store, &format!("holds {what}, and somebody outside reads that"))),
            Some(Verdict::Undecided) => judged.missing.push(format!("whether somebody outside reads {what} in {}", facts.label(store))),
            _ => {}
        }
    }
}

/// Whether logs and metrics come to us first.
fn telemetry(facts: &Facts<'_>) -> Judged {
    let mut judged = Judged::default();
    let mut stores = BTreeSet::new();
    for (cluster, _) in clusters(facts) {
        match cluster.kind {
            "msk-cluster" => {
                broker_logs(facts, cluster, &mut judged);
                match cluster.switch("exporters") {
                    Tri::Yes => judged.facts.push(facts.about(cluster, "offers its metrics to whoever its security groups let in")),
                    Tri::No => judged.facts.push(facts.about(cluster, "offers no metrics besides those in CloudWatch")),
                    Tri::Unknown => judged.missing.push(format!("whether {} offers metrics", facts.label(cluster))),
                }
            }
            "automq-instance" => {
                match cluster.switch("sends-metrics-out") {
                    Tri::Yes => judged.against.push(facts.about(cluster, "sends metrics to an endpoint outside")),
                    Tri::No => judged.facts.push(facts.about(cluster, "sends no metrics to an endpoint outside")),
                    Tri::Unknown => judged.missing.push(format!("where {} sends metrics", facts.label(cluster))),
                }
                operations(facts, cluster, &mut judged);
            }
            "confluent-cluster" => judged.against.push(facts.about(
                cluster,
                "runs in accounts of Confluent, whose tools have its logs and metrics first: the audit log and the Metrics API are what is shown to us",
            )),
            "kafka-cluster" => {
                broker_logs(facts, cluster, &mut judged);
                judged.missing.push(format!("where metrics of {} go: no input says so", facts.label(cluster)));
            }
            _ => judged.missing.push(format!("where logs and metrics of {} go: no input says so", facts.label(cluster))),
        }
        stores.extend(cluster.logging.sinks.iter().filter_map(|s| s.resource));
    }
    if clusters(facts).is_empty() {
        judged.missing.push("where logs and metrics go: the input shows no Kafka cluster".to_owned());
    }
    let groups = facts.kind("log-group").map(|g| g.id);
    stores.extend(groups);
    for group in facts.kind("log-group") {
        sinks(facts, group, &mut judged);
        if !managed(facts, group) {
            judged.missing.push(format!("where {} passes its events on: the input does not tell its subscription filters", facts.label(group)));
        }
    }
    readers(facts, &stores, "logs", &mut judged);
    unique(&mut judged.facts);
    unique(&mut judged.against);
    judged.missing.sort();
    judged.missing.dedup();
    judged
}

/// AutoMQ keeps logs and metrics in an operations bucket, which its own account reads where the bucket's policy lets it.
fn operations(facts: &Facts<'_>, cluster: &Resource, judged: &mut Judged) {
    let graph = facts.analysis.graph;
    let records = cluster.kafka.iter().flat_map(|k| &k.stores);
    let records: BTreeSet<ResourceId> = records.copied().collect();
    let account = |kind: &NodeKind| match kind {
        NodeKind::Outside(Outside::Account(id)) => id.literal() == Some(AUTOMQ),
        NodeKind::Outside(Outside::Principal(arn)) => arn.literal().is_some_and(|a| a.split(':').nth(4) == Some(AUTOMQ)),
        _ => false,
    };
    let own = facts.analysis.traces.iter().filter(|t| t.access == Access::Read && graph.node(t.from).is_some_and(|n| account(&n.kind)));
    let open = own.filter(|t| t.verdict >= Verdict::ReachesIf).filter_map(|t| graph.node(t.to)?.resource());
    let buckets: BTreeSet<ResourceId> = open.filter(|id| !records.contains(id)).collect();
    let buckets: Vec<&Resource> = buckets.into_iter().filter_map(|id| facts.resource(id)).filter(|r| r.kind == "s3-bucket").collect();
    for bucket in &buckets {
        judged.against.push(facts.about(bucket, "is read by the account from which AutoMQ operates, which keeps logs and metrics there"));
    }
    if buckets.is_empty() {
        judged
            .missing
            .push(format!("where logs of {} go: no attribute tells, and AutoMQ's account reads no bucket of the input", facts.label(cluster)));
    }
}
