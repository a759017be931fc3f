//! What is recorded, where records go, who can stop them and what watches them: trails, broker logs, audit logs.
//!
//! A trail that the input does not show may exist: its absence is missing, not a gap. A trail that the input shows and that does not do is one.

use std::collections::BTreeSet;

use super::super::Fact;
use super::super::facts::Facts;
use super::access::{entries, perhaps, tamper, unique};
use super::kafka::clusters;
use super::protocol::{Edited, denials, edits, reads};
use super::{Judge, Judged};
use crate::aws::Text;
use crate::model::{Authority, KafkaCluster, Resource, SNAPSHOT, Sink, Trail, Tri};
use crate::policy::PolicyKind;
use crate::trace::{Access, Verdict};

pub(super) const JUDGES: &[(&str, Judge)] = &[
    ("KC-VND-03", sessions),
    ("KC-VND-04", evidence),
    ("KC-AUD-02", |f| sources(f, trails(f))),
    ("KC-AUD-03", refusals),
    ("KC-AUD-04", administered),
    ("KC-EVT-01", |f| watched(f, kept(f, sources(f, trails(f))), REFUSED, "denied calls")),
    ("KC-EVT-02", |f| watched(f, kept(f, denials(f, sources(f, trails(f)))), REFUSED, "denied calls")),
    ("KC-EVT-03", topics),
    ("KC-EVT-04", lists),
];

/// How denied calls look in a trail.
const REFUSED: &[&str] = &["AccessDenied", "UnauthorizedOperation"];

/// Whether all of it holds.
fn all(of: &[Tri]) -> Tri {
    if of.contains(&Tri::No) {
        Tri::No
    } else if of.contains(&Tri::Unknown) {
        Tri::Unknown
    } else {
        Tri::Yes
    }
}

/// Whether a place is in an account of ours. Buckets that are only named may be anybody's.
fn own(facts: &Facts<'_>, sink: &Sink) -> Tri {
    let inventory = facts.analysis.inventory;
    if sink.resource.and_then(|id| facts.resource(id)).is_some_and(|r| !r.referenced) {
        return Tri::Yes;
    }
    let Some(to) = sink.to.literal() else { return Tri::Unknown };
    match to.strip_prefix("arn:").map(|rest| rest.split(':').nth(3).unwrap_or_default()) {
        Some(account) if account.len() == 12 => {
            let ours = inventory.is_own(&account.into()) || facts.analysis.review.accounts.iter().any(|a| a.id == account);
            if ours { Tri::Yes } else { Tri::No }
        }
        // Services take a group or a stream by name in the account that they run in.
        None if matches!(sink.kind, "log-group" | "firehose-stream") => Tri::Yes,
        _ => Tri::Unknown,
    }
}

fn place(facts: &Facts<'_>, sink: &Sink) -> String {
    sink.resource.and_then(|id| facts.resource(id)).map_or_else(|| facts.analysis.inventory.render(&sink.to), |r| facts.label(r))
}

/// The accounts of AWS that the input holds something of.
fn accounts<'a>(facts: &Facts<'a>) -> BTreeSet<&'a Text> {
    let stated = facts.analysis.inventory.resources.iter().filter(|r| !r.referenced && r.arn.strip_prefix("arn:").is_some());
    stated.map(|r| &r.account).filter(|a| !a.is_empty()).collect()
}

/// Whether every account has a trail that records something, in every Region, to a place of ours.
fn recorded(facts: &Facts<'_>, what: &str, wanted: impl Fn(&Trail) -> Tri) -> Judged {
    let mut judged = Judged::default();
    let inventory = facts.analysis.inventory;
    for account in accounts(facts) {
        let all_trails = inventory.resources.iter().filter_map(|r| Some((r, r.logging.trail.as_ref()?)));
        let here: Vec<(&Resource, &Trail)> = all_trails.filter(|(r, t)| r.account == *account || t.organization != Tri::No).collect();
        let bucket = |r: &Resource| r.logging.sinks.iter().find(|s| s.kind == "s3-bucket").map_or(Tri::Unknown, |s| own(facts, s));
        let of = |(r, t): &(&Resource, &Trail)| {
            let covers = if r.account == *account { Tri::Yes } else { t.organization };
            all(&[t.on, t.everywhere, wanted(t), bucket(r), covers])
        };
        if let Some((trail, _)) = here.iter().find(|t| of(t) == Tri::Yes) {
            let to = trail.logging.sinks.iter().map(|s| place(facts, s)).collect::<Vec<_>>().join(" and ");
            judged.facts.push(facts.about(trail, &format!("records {what} in every Region, to {to}")));
        } else if let Some((trail, _)) = here.iter().find(|t| of(t) == Tri::Unknown) {
            judged.missing.push(format!("whether {} records {what} in every Region, to a place of ours", facts.label(trail)));
        } else if here.is_empty() {
            judged.missing.push(format!("a trail that records {what} in account {}: the input shows none", inventory.render(account)));
        }
        for (trail, t) in here.iter().filter(|_| !here.iter().any(|t| of(t) != Tri::No)) {
            let why = [
                (t.on, "it is switched off"),
                (t.everywhere, "it is in one Region, or without global services"),
                (wanted(t), "it leaves them out"),
                (bucket(trail), "they go to somebody else"),
            ];
            let why: Vec<&str> = why.into_iter().filter(|(holds, _)| *holds == Tri::No).map(|(_, words)| words).collect();
            judged.against.push(facts.about(trail, &format!("does not do for {what}: {}", why.join("; "))));
        }
    }
    judged
}

/// Trails with every management event.
fn trails(facts: &Facts<'_>) -> Judged {
    recorded(facts, "management events", |t| all(&[t.changes, t.reads]))
}

/// What leaves of each source of a cluster's events, besides trails.
fn sources(facts: &Facts<'_>, mut judged: Judged) -> Judged {
    for (cluster, _) in clusters(facts) {
        match cluster.kind {
            "msk-cluster" | "kafka-cluster" => broker_logs(facts, cluster, &mut judged),
            "confluent-cluster" => audit_log(facts, cluster, &mut judged),
            _ => judged.missing.push(format!("where logs of the brokers of {} go: no input says so", facts.label(cluster))),
        }
    }
    judged
}

pub(super) fn broker_logs(facts: &Facts<'_>, cluster: &Resource, judged: &mut Judged) {
    match cluster.switch("broker-logs") {
        Tri::Yes if cluster.logging.sinks.is_empty() => judged.missing.push(format!("where broker logs of {} go", facts.label(cluster))),
        Tri::Yes => sinks(facts, cluster, judged),
        Tri::No => judged.against.push(facts.about(cluster, "sends no broker logs anywhere")),
        Tri::Unknown => judged.missing.push(format!("whether {} sends broker logs", facts.label(cluster))),
    }
}

/// Where Confluent Cloud writes audit events ("Audit log concepts").
const AUDIT_TOPIC: &str = "confluent-audit-log-events";

/// Whether audit events of a cluster of Confluent Cloud leave for a place of ours, before they are deleted after seven days.
pub(super) fn audit_log(facts: &Facts<'_>, cluster: &Resource, judged: &mut Judged) {
    let inventory = facts.analysis.inventory;
    match cluster.switch("audit-log") {
        Tri::Yes => {
            let copies = inventory.resources.iter().flat_map(|r| r.movers.iter().map(move |m| (r, m)));
            let exported: Vec<_> = copies.filter(|(_, m)| inventory.render(&m.topics).contains(AUDIT_TOPIC)).collect();
            let place = exported.iter().filter_map(|(r, m)| Some((*r, facts.resource(m.to)?))).find(|(_, to)| !to.referenced);
            match (place, exported.is_empty()) {
                (Some((mover, to)), _) => {
                    let words = format!("has an audit log, which {} copies to {}", facts.label(mover), facts.label(to));
                    judged.facts.push(facts.about(cluster, &words));
                }
                (None, false) => judged.missing.push(format!("whose the place is that audit events of {} are copied to", facts.label(cluster))),
                (None, true) => judged.missing.push(format!("what reads the audit log of {}, which is kept for seven days", facts.label(cluster))),
            }
        }
        Tri::No => judged.against.push(facts.about(cluster, "has no audit log: its class has none")),
        Tri::Unknown => judged.missing.push(format!("whether {} has an audit log", facts.label(cluster))),
    }
}

/// Whether Terraform manages it here: then what passes its events on stands in the input as well.
pub(super) fn managed(facts: &Facts<'_>, group: &Resource) -> bool {
    let inputs = &facts.analysis.inventory.inputs;
    let looked_up = group.origin.address.as_ref().is_none_or(|a| a.starts_with("data.") || a.contains(".data."));
    let told = inputs.get(group.origin.input as usize).is_some_and(|i| i.kind == SNAPSHOT);
    !group.referenced && !looked_up && !told
}

/// Where the logs of a resource go, and on from there.
pub(super) fn sinks(facts: &Facts<'_>, of: &Resource, judged: &mut Judged) {
    for sink in &of.logging.sinks {
        let to = place(facts, sink);
        match own(facts, sink) {
            Tri::Yes => judged.facts.push(facts.about(of, &format!("sends {} to {to}", sink.what))),
            Tri::No => judged.against.push(facts.about(of, &format!("sends {} to {to}, which is in somebody else's account", sink.what))),
            Tri::Unknown => judged.missing.push(format!("whose {to} is, to which {} sends {}", facts.label(of), sink.what)),
        }
        let next = sink.resource.and_then(|id| facts.resource(id)).filter(|r| r.kind == "log-group" && r.id != of.id);
        if sink.kind == "log-group" && !next.is_some_and(|r| managed(facts, r)) {
            judged.missing.push(format!("where {to} passes its events on: the input does not tell its subscription filters"));
        }
        for onward in next.iter().flat_map(|r| &r.logging.sinks) {
            let (from, to) = (place(facts, sink), place(facts, onward));
            match own(facts, onward) {
                Tri::Yes => judged.facts.push(Fact { text: format!("{from} passes its events on to {to}"), resource: sink.resource }),
                Tri::No => {
                    let text = format!("{from} passes its events on to {to}, which is in somebody else's account");
                    judged.against.push(Fact { text, resource: sink.resource });
                }
                Tri::Unknown => judged.missing.push(format!("whose {to} is, to which {from} passes its events on")),
            }
        }
    }
}

/// Whether somebody outside can stop what records, or change and erase what was.
fn kept(facts: &Facts<'_>, mut judged: Judged) -> Judged {
    let stop = tamper(facts);
    judged.against.extend(stop.against);
    judged.missing.extend(stop.missing);
    judged.missing.extend(facts.policies_open(&[PolicyKind::Identity, PolicyKind::Boundary]));
    let inventory = facts.analysis.inventory;
    let mut stores: BTreeSet<_> = inventory.resources.iter().flat_map(|r| &r.logging.sinks).filter_map(|s| s.resource).collect();
    stores.extend(inventory.resources.iter().flat_map(|r| &r.movers).filter(|m| inventory.render(&m.topics).contains(AUDIT_TOPIC)).map(|m| m.to));
    for store in stores.into_iter().filter_map(|id| facts.resource(id)) {
        let to = |t: &&crate::trace::Trace| facts.analysis.graph.node(t.to).and_then(|n| n.resource()) == Some(store.id) && t.access == Access::Write;
        let verdict = facts.analysis.traces.iter().filter(to).map(|t| t.verdict).max();
        match verdict {
            Some(v) if v >= Verdict::ReachesIf => {
                judged.against.push(facts.about(store, "holds logs, and somebody outside may change or erase them"))
            }
            Some(Verdict::Undecided) => judged.missing.push(format!("whether somebody outside may change logs in {}", facts.label(store))),
            _ => {}
        }
    }
    unique(&mut judged.against);
    judged
}

/// Whether an alarm that tells somebody counts these events in a group that a trail writes to.
fn watched(facts: &Facts<'_>, mut judged: Judged, events: &[&str], what: &str) -> Judged {
    let inventory = facts.analysis.inventory;
    let groups = inventory.resources.iter().filter(|r| r.logging.trail.is_some()).flat_map(|r| &r.logging.sinks).filter_map(|s| s.resource);
    let groups: BTreeSet<_> = groups.collect();
    let mut seen = Tri::No;
    for group in groups.into_iter().filter_map(|id| facts.resource(id)) {
        for watch in &group.logging.watches {
            let counts = match watch.pattern.literal() {
                None => Tri::Unknown,
                Some(p) if !events.iter().all(|e| p.contains(e)) => Tri::No,
                // What else must hold, or must not, is not looked into.
                Some(p) if p.contains("&&") || p.contains("!=") || p.contains("NOT ") => Tri::Unknown,
                Some(_) => Tri::Yes,
            };
            let alarms = inventory.resources.iter().filter_map(|r| Some((r, r.logging.alarm.as_ref()?))).filter(|(_, a)| a.metric == watch.metric);
            for (alarm, a) in alarms {
                let holds = all(&[counts, a.tells]);
                if holds == Tri::Yes {
                    judged.facts.push(facts.about(alarm, &format!("tells of {what}, which {} counts", facts.label(group))));
                }
                seen = if seen == Tri::Yes || holds == Tri::Yes {
                    Tri::Yes
                } else if holds == Tri::Unknown {
                    Tri::Unknown
                } else {
                    seen
                };
            }
        }
    }
    if seen != Tri::Yes {
        judged.missing.push(format!(
            "an alarm on {what}: the input shows no metric filter of a trail's log group with one, and rules of EventBridge are not judged"
        ));
    }
    judged
}

/// Edits of topics. Those by IAM are in trails, where an alarm can tell of them.
fn topics(facts: &Facts<'_>) -> Judged {
    let judged = kept(facts, edits(facts, Edited::Topics, trails(facts)));
    let by_iam = |(_, k): &(&Resource, &KafkaCluster)| k.listeners.iter().any(|l| l.exists != Tri::No && l.authority == Authority::Iam);
    if !clusters(facts).iter().any(by_iam) {
        return judged;
    }
    watched(facts, judged, &["CreateTopic", "DeleteTopic", "AlterTopicDynamicConfiguration"], "edits of topics")
}

/// Edits of access control lists, role bindings and policies.
fn lists(facts: &Facts<'_>) -> Judged {
    watched(facts, kept(facts, edits(facts, Edited::Lists, trails(facts))), &["PutRolePolicy", "AttachRolePolicy"], "edits of policies")
}

/// Failed authentications and denied authorizations of clients.
fn refusals(facts: &Facts<'_>) -> Judged {
    denials(facts, sources(facts, trails(facts)))
}

/// Calls that administer. What Kafka itself records of them is the human part.
fn administered(facts: &Facts<'_>) -> Judged {
    let mut judged = trails(facts);
    for cluster in facts.analysis.inventory.resources.iter().filter(|r| r.cluster.is_some() && !r.referenced) {
        match cluster.switch("api-audit") {
            Tri::Yes => judged.facts.push(facts.about(cluster, "records calls of its API server")),
            Tri::No => judged.against.push(facts.about(cluster, "does not record calls of its API server")),
            Tri::Unknown => judged.missing.push(format!("whether {} records calls of its API server", facts.label(cluster))),
        }
    }
    for (cluster, kafka) in clusters(facts) {
        let (topics, entries) = (kafka.topics.len(), kafka.acls.len());
        if topics + entries > 0 {
            let words = format!("has {topics} topics and {entries} entries of access lists in the input, whose edits stand in plans");
            judged.facts.push(facts.about(cluster, &words));
        }
        if cluster.kind == "confluent-cluster" {
            match cluster.switch("audit-log") {
                Tri::Yes => judged.facts.push(facts.about(cluster, "has an audit log")),
                Tri::No => judged.against.push(facts.about(cluster, "has no audit log: its class has none")),
                Tri::Unknown => judged.missing.push(format!("whether {} has an audit log", facts.label(cluster))),
            }
        }
    }
    judged
}

/// How long sessions of vendors last, and whether their beginning is recorded.
fn sessions(facts: &Facts<'_>) -> Judged {
    let mut judged = recorded(facts, "sessions (`AssumeRole`, a reading management event)", |t| t.reads);
    judged.missing.extend(facts.policies_open(&[PolicyKind::Trust]));
    for (role, _) in entries(facts) {
        match facts.analysis.inventory.session_of(role) {
            Some((seconds, false)) if role.switch("session-length-told") == Tri::Yes => {
                judged.facts.push(facts.about(role, &format!("gives sessions of at most {seconds} seconds")));
            }
            _ => judged.missing.push(format!("how long sessions of {} last", facts.label(role))),
        }
    }
    let shells = facts.outsiders_may(&["ssm:StartSession"], "ec2:*");
    for shell in shells.yes {
        judged.missing.push(format!("whether sessions of Systems Manager are recorded: {}", shell.text));
    }
    perhaps(&mut judged, shells.perhaps, "start sessions of Systems Manager");
    unique(&mut judged.facts);
    judged.missing.sort();
    judged.missing.dedup();
    judged
}

/// Whether we can see ourselves what vendors did: their sessions, their reads, and that nobody changed the record.
fn evidence(facts: &Facts<'_>) -> Judged {
    let mut judged = recorded(facts, "management events (with digests of its files)", |t| all(&[t.changes, t.reads, t.validated]));
    let open = facts.analysis.traces.iter().filter(|t| t.access == Access::Read && t.verdict >= Verdict::Undecided);
    let read: BTreeSet<_> = open.filter_map(|t| facts.analysis.graph.node(t.to)?.resource()).collect();
    let mut disks = false;
    for store in read.into_iter().filter_map(|id| facts.resource(id)).filter(|r| r.store.is_some() || r.kafka.is_some()) {
        match store.kind {
            // Their reads are management events.
            "secretsmanager-secret" | "ssm-parameter" => {}
            "s3-bucket" => {
                let one = recorded(facts, &format!("reads of {}", facts.label(store)), |t| objects(t, store));
                judged.facts.extend(one.facts);
                judged.against.extend(one.against);
                judged.missing.extend(one.missing);
            }
            "ebs-volume" | "ebs-snapshot" => disks = true,
            // What is done by Kafka's protocol is asked of every cluster.
            _ if store.kafka.is_some() => {}
            _ => judged.missing.push(format!("whether reads of {} are recorded: data events of its kind are not judged", facts.label(store))),
        }
    }
    if disks {
        blocks(facts, &mut judged);
    }
    for (cluster, kafka) in clusters(facts) {
        reads(facts, cluster, kafka, &mut judged);
    }
    kept(facts, judged)
}

/// Whether reads of volumes are recorded. To copy, share or attach one is a management event; to read blocks of a snapshot is none.
fn blocks(facts: &Facts<'_>, judged: &mut Judged) {
    let may = facts.outsiders_may_on(&["ebs:GetSnapshotBlock"], |_| "arn:aws:ec2:*::snapshot/*".into());
    perhaps(judged, may.perhaps, "read blocks of snapshots");
    if may.yes.is_empty() {
        judged
            .facts
            .push(Fact { text: "volumes are read after a copy or an attachment alone, which are management events".to_owned(), resource: None });
        return;
    }
    let one = recorded(facts, "reads of blocks of snapshots (data events of `AWS::EC2::Snapshot`)", |t| t.blocks);
    judged.facts.extend(one.facts);
    judged.missing.extend(one.missing);
    judged.against.extend(one.against);
}

/// Whether reads of every object of a bucket are recorded.
fn objects(trail: &Trail, bucket: &Resource) -> Tri {
    let whole = bucket.arn.clone().with("/");
    let covers = |begin: &Text| match (begin.literal(), whole.literal()) {
        (Some(begin), Some(whole)) => whole.starts_with(begin),
        _ => *begin == whole,
    };
    if trail.objects.iter().any(covers) {
        Tri::Yes
    } else if trail.more_objects || whole.literal().is_none() || trail.objects.iter().any(|o| o.literal().is_none()) {
        Tri::Unknown
    } else {
        Tri::No
    }
}
