//! Data, metadata and keys.

use std::collections::BTreeSet;

use super::super::Fact;
use super::super::facts::Facts;
use super::{Judge, Judged};
use crate::aws::wildcard;
use crate::model::{Dataset, Encryption, GapKind, Resource, ResourceId, Tri};
use crate::policy::PolicyKind;
use crate::trace::{Access, Verdict};

pub(super) const JUDGES: &[(&str, Judge)] = &[
    ("KC-DAT-02", |f| copies(f, location(f))),
    ("KC-DAT-03", |f| read_away(f, copies(f, location(f)))),
    ("KC-DAT-04", metadata),
    ("KC-DAT-05", retention),
    ("KC-DAT-06", classified),
    ("KC-DAT-07", dataset_rules),
    ("KC-DAT-08", at_rest),
    ("KC-KEY-01", shared_keys),
    ("KC-KEY-02", managers),
    ("KC-KEY-03", rotation),
    ("KC-KEY-04", key_users),
];

/// Types whose resources copy or keep data elsewhere, and that are not read: where the input holds one, it says so.
const COPYING: &[&str] =
    &["aws_backup_", "aws_dlm_", "aws_s3_bucket_replication", "aws_datasync_", "aws_dms_", "aws_glue_job", "aws_kinesis_firehose_"];

/// Adds what copies records, and what of the input that copies was not read.
fn copies(facts: &Facts<'_>, mut judged: Judged) -> Judged {
    let inventory = facts.analysis.inventory;
    for mover in inventory.resources.iter().filter(|r| !r.referenced) {
        for copy in &mover.movers {
            let Some(to) = facts.resource(copy.to) else { continue };
            judged.facts.push(facts.about(mover, &format!("copies records to {}, {}", facts.label(to), inventory.render(&to.region))));
        }
    }
    judged.missing.extend(unread(facts));
    judged.missing.extend(beyond(facts));
    judged
}

/// What a vendor's own accounts hold no input shows.
fn beyond(facts: &Facts<'_>) -> Option<String> {
    let vendors = super::kafka::clusters(facts).into_iter().filter(|(r, _)| r.kind == "confluent-cluster").map(|(r, _)| r);
    let vendors: Vec<&Resource> = vendors.collect();
    (!vendors.is_empty()).then(|| format!("where copies, logs and metadata of {} lie in the vendor's own accounts", facts.named(&vendors)))
}

/// Data that somebody outside reads can leave.
fn read_away(facts: &Facts<'_>, mut judged: Judged) -> Judged {
    let to = |verdict: fn(Verdict) -> bool| -> BTreeSet<ResourceId> {
        let traces = facts.analysis.traces.iter().filter(|t| t.access == Access::Read && verdict(t.verdict));
        traces.filter_map(|t| facts.analysis.graph.node(t.to)?.resource()).collect()
    };
    let stated = |id: &ResourceId| facts.resource(*id).filter(|r| r.store.is_some() && !r.referenced);
    let open = to(|v| v >= Verdict::ReachesIf);
    judged.against.extend(open.iter().filter_map(stated).map(|s| facts.about(s, "is read by somebody outside")));
    let undecided = to(|v| v == Verdict::Undecided);
    let undecided: Vec<&Resource> = undecided.difference(&open).filter_map(stated).collect();
    if !undecided.is_empty() {
        judged.missing.push(format!("whether somebody outside reads {}", facts.named(&undecided)));
    }
    judged
}

fn unread(facts: &Facts<'_>) -> Vec<String> {
    let inventory = facts.analysis.inventory;
    let told = inventory.inputs.iter().all(|i| i.kind.starts_with("Terraform"));
    let account = (!told).then(|| "copies of the data: what an account tells of itself holds no backups and no replication".to_owned());
    let gaps = facts.analysis.inventory.gaps.iter().filter(|g| g.kind == GapKind::UnmodelledType);
    let copying = gaps.filter(|g| COPYING.iter().any(|p| g.subject.starts_with(p)) || g.message.contains("replication"));
    copying.map(|g| format!("copies of the data: {}", g.message)).chain(account).collect()
}

/// Who outside may list topics and read their settings.
fn metadata(facts: &Facts<'_>) -> Judged {
    let mut judged = Judged::default();
    for (cluster, _) in super::kafka::clusters(facts) {
        judged.facts.push(facts.about(cluster, "has names of topics and groups"));
        if cluster.switch("sends-metrics-out") == Tri::Unknown && cluster.switches.contains_key("sends-metrics-out") {
            judged.missing.push(format!("where metrics of {} go", facts.label(cluster)));
        }
    }
    if judged.facts.is_empty() {
        return Judged::lacks("whose names of topics and groups: the input shows no Kafka cluster");
    }
    let may = facts.outsiders_may(&["kafka:ListTopics", "kafka:DescribeTopic", "kafka:DescribeClusterV2"], "kafka:*");
    judged.facts.extend(may.yes);
    if !may.perhaps.is_empty() {
        judged.missing.push(format!("whether {} lets a vendor actor see names of topics", super::super::facts::listed(may.perhaps)));
    }
    judged
}

/// How long topics and the stores of their records keep what they hold.
fn retention(facts: &Facts<'_>) -> Judged {
    let inventory = facts.analysis.inventory;
    let mut judged = super::kafka::each(facts, "how long records are kept", |cluster, kafka, judged| {
        for topic in &kafka.topics {
            let name = inventory.render(&topic.name);
            match topic.retention_ms {
                Some(ms) if ms < 0 => judged.facts.push(facts.about(cluster, &format!("keeps {name} for ever"))),
                Some(ms) => judged.facts.push(facts.about(cluster, &format!("keeps {name} for {} hours", ms / 3_600_000))),
                None if kafka.retention_ms.is_some() => {}
                None => judged.missing.push(format!("how long {name} of {} is kept", facts.label(cluster))),
            }
        }
        match kafka.retention_ms {
            Some(ms) if ms < 0 => judged.facts.push(facts.about(cluster, "keeps topics for ever where they do not say otherwise")),
            Some(ms) => {
                let words = format!("keeps topics for {} hours where they do not say otherwise", ms / 3_600_000);
                judged.facts.push(facts.about(cluster, &words));
            }
            None if kafka.topics.is_empty() => {
                judged.missing.push(format!("how long topics of {} are kept: the input states none", facts.label(cluster)));
            }
            None => {}
        }
    });
    for store in facts.stores().filter(|s| s.kind == "s3-bucket") {
        match store.switches.get("expires") {
            Some(Tri::Yes) => judged.facts.push(facts.about(store, "deletes objects after a time")),
            Some(Tri::No) => judged.facts.push(facts.about(store, "keeps objects until they are deleted")),
            _ => judged.missing.push(format!("the lifecycle of {}", facts.label(store))),
        }
    }
    judged.missing.extend(unread(facts));
    judged
}

/// Where each store lies, against where its dataset may be.
fn location(facts: &Facts<'_>) -> Judged {
    let inventory = facts.analysis.inventory;
    let mut judged = Judged::default();
    for store in facts.stores() {
        let region = inventory.render(&store.region);
        let place = if store.region.is_empty() { "of no Region".to_owned() } else { format!("in {region}") };
        judged.facts.push(facts.about(store, &format!("lies {place}, account {}", inventory.render(&store.account))));
        for dataset in facts.analysis.review.datasets_of(inventory, store) {
            outside(&mut judged, facts, store, dataset, &region);
        }
    }
    if judged.facts.is_empty() {
        judged.missing.push("where data is stored: the input holds no store".to_owned());
    }
    judged
}

/// Holds the Region of a store against those its dataset may be in.
fn outside(judged: &mut Judged, facts: &Facts<'_>, store: &Resource, dataset: &Dataset, region: &str) {
    if dataset.regions.is_empty() || store.region.is_empty() {
        return;
    }
    match store.region.literal() {
        Some(_) if dataset.regions.iter().any(|r| r == region) => {}
        Some(_) => judged.against.push(facts.about(store, &format!("lies in {region}, where {} may not be", dataset.name))),
        None => judged.missing.push(format!("the Region of {}", facts.label(store))),
    }
}

fn classified(facts: &Facts<'_>) -> Judged {
    let (inventory, review) = (facts.analysis.inventory, facts.analysis.review);
    if review.datasets.is_empty() {
        return Judged::lacks("the classification of the data: no `[[dataset]]` is stated");
    }
    let without: Vec<&Resource> = facts.stores().filter(|s| review.datasets_of(inventory, s).is_empty()).collect();
    let with = facts.stores().filter(|s| !review.datasets_of(inventory, s).is_empty());
    Judged { against: without.iter().map(|s| facts.about(s, "belongs to no dataset")).collect(), ..Judged::default() }
        .from(with.map(|s| facts.about(s, &format!("belongs to {}", names(&review.datasets_of(inventory, s))))).collect())
}

fn names(datasets: &[&Dataset]) -> String {
    datasets.iter().map(|d| d.name.as_str()).collect::<Vec<_>>().join(", ")
}

/// Holds each store against the Regions, keys and retention that its dataset asks for.
fn dataset_rules(facts: &Facts<'_>) -> Judged {
    let (inventory, review) = (facts.analysis.inventory, facts.analysis.review);
    if review.datasets.is_empty() {
        return Judged::lacks("what the data asks for: no `[[dataset]]` is stated");
    }
    let mut judged = Judged::default();
    for store in facts.stores() {
        for dataset in review.datasets_of(inventory, store) {
            judged.facts.push(facts.about(store, &format!("was held against what {} asks for", dataset.name)));
            outside(&mut judged, facts, store, dataset, &inventory.render(&store.region));
            if !dataset.keys.is_empty() {
                keyed(&mut judged, facts, store, dataset);
            }
            if dataset.retention_days.is_some() {
                judged.missing.push(format!("how long {} keeps data: it is not held against what is asked for", facts.label(store)));
            }
        }
    }
    for dataset in &review.datasets {
        if !facts.stores().any(|s| review.datasets_of(inventory, s).contains(&dataset)) {
            judged.missing.push(format!("where {} is stored: no store of the input belongs to it", dataset.name));
        }
    }
    judged
}

/// Whether a store is encrypted with one of the keys of its dataset.
fn keyed(judged: &mut Judged, facts: &Facts<'_>, store: &Resource, dataset: &Dataset) {
    let inventory = facts.analysis.inventory;
    match store.store.as_ref().map(|s| &s.encryption) {
        Some(Encryption::Key(key)) => {
            let Some(key) = facts.resource(*key) else { return };
            let mut called = vec![facts.label(key), inventory.render(&key.arn), inventory.render(&key.name)];
            called.extend(key.origin.address.clone());
            if !dataset.keys.iter().any(|p| called.iter().any(|n| wildcard::matches(p, n))) {
                judged.against.push(facts.about(store, &format!("is encrypted with {}, which is no key of {}", facts.label(key), dataset.name)));
            }
        }
        Some(Encryption::Unknown(_)) => judged.missing.push(format!("how {} is encrypted", facts.label(store))),
        Some(Encryption::None) => judged.against.push(facts.about(store, "is not encrypted")),
        _ => judged.against.push(facts.about(store, &format!("is encrypted with a key that AWS manages, not with one of {}", dataset.name))),
    }
}

fn at_rest(facts: &Facts<'_>) -> Judged {
    let mut judged = Judged::default();
    for store in facts.stores() {
        let Some(facet) = &store.store else { continue };
        let mut open: Vec<&str> = Vec::new();
        if matches!(facet.encryption, Encryption::Unknown(_)) {
            open.push("how it is encrypted");
        }
        if store.kind == "s3-bucket" && facet.restrict_public_buckets == Tri::Unknown {
            open.push("whether public access is blocked");
        }
        if facts.policy_open(store) {
            open.push("its policy");
        }
        if open.is_empty() {
            judged.facts.push(facts.about(store, "shows its encryption and its policy"));
        } else {
            judged.missing.push(format!("of {}: {}", facts.label(store), open.join(", ")));
        }
    }
    if judged.facts.is_empty() && judged.missing.is_empty() {
        judged.missing.push("the input holds no store".to_owned());
    }
    judged
}

/// Which stores hang on each key, and who may take it away.
fn shared_keys(facts: &Facts<'_>) -> Judged {
    let may = facts.outsiders_may(&["kms:ScheduleKeyDeletion", "kms:DisableKey", "kms:PutKeyPolicy"], "kms:*");
    let hanging = facts.keys().map(|key| {
        let of = |s: &&Resource| matches!(s.store.as_ref().map(|s| &s.encryption), Some(Encryption::Key(k)) if *k == key.id);
        let stores: Vec<&Resource> = facts.stores().filter(of).collect();
        let words = if stores.is_empty() { "encrypts no store of the input".to_owned() } else { format!("encrypts {}", facts.named(&stores)) };
        facts.about(key, &words)
    });
    let hanging: Vec<Fact> = hanging.collect();
    let mut judged = Judged { against: may.yes, missing: unknown_encryption(facts), ..Judged::default() };
    if !may.perhaps.is_empty() {
        judged.missing.push(format!("whether {} lets a vendor actor disable a key", super::super::facts::listed(may.perhaps)));
    }
    judged.from(hanging)
}

fn unknown_encryption(facts: &Facts<'_>) -> Vec<String> {
    let unknown = facts.stores().filter(|s| s.store.as_ref().is_some_and(|s| matches!(s.encryption, Encryption::Unknown(_))));
    let unknown: Vec<&Resource> = unknown.collect();
    if unknown.is_empty() { Vec::new() } else { vec![format!("how {} is encrypted", facts.named(&unknown))] }
}

fn managers(facts: &Facts<'_>) -> Judged {
    let (inventory, review) = (facts.analysis.inventory, facts.analysis.review);
    let mut judged = Judged { missing: unknown_encryption(facts), ..Judged::default() };
    for store in facts.stores() {
        let regulated = review.is_regulated(inventory, store);
        match store.store.as_ref().map(|s| &s.encryption) {
            Some(Encryption::ServiceManaged) if regulated => {
                judged.against.push(facts.about(store, "is regulated and encrypted with a key that AWS manages"))
            }
            Some(Encryption::ServiceManaged) => judged.facts.push(facts.about(store, "is encrypted with a key that AWS manages")),
            Some(Encryption::Key(key)) => {
                let Some(key) = facts.resource(*key) else { continue };
                let own = key.account.literal().is_none_or(|_| inventory.is_own(&key.account));
                let words = format!("is encrypted with {}", facts.label(key));
                if own {
                    judged.facts.push(facts.about(store, &words))
                } else {
                    judged.against.push(facts.about(store, &format!("{words} of another account")))
                }
            }
            _ => {}
        }
    }
    if judged.facts.is_empty() && judged.against.is_empty() && judged.missing.is_empty() {
        judged.missing.push("the input holds no store".to_owned());
    }
    judged
}

fn rotation(facts: &Facts<'_>) -> Judged {
    if facts.keys().next().is_none() {
        return Judged { not_applicable: Some("the input holds no key of ours"), ..Judged::default() };
    }
    let mut judged = Judged::default();
    for key in facts.keys() {
        match key.key.as_ref().map(|k| k.rotation) {
            Some(Tri::Yes) => judged.facts.push(facts.about(key, "rotates every year")),
            Some(Tri::No) => judged.against.push(facts.about(key, "does not rotate")),
            _ => judged.missing.push(format!("whether {} rotates", facts.label(key))),
        }
    }
    judged
}

fn key_users(facts: &Facts<'_>) -> Judged {
    let mut judged =
        Judged { missing: facts.policies_open(&[PolicyKind::Identity, PolicyKind::Boundary]).into_iter().collect(), ..Judged::default() };
    for key in facts.keys() {
        if facts.policy_open(key) {
            judged.missing.push(format!("the policy of {}", facts.label(key)));
        } else {
            judged.facts.push(facts.about(key, "shows its policy"));
        }
    }
    if judged.facts.is_empty() && judged.missing.is_empty() {
        judged.missing.push("the input holds no key".to_owned());
    }
    judged
}
