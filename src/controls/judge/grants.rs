//! Authorization in Kafka clusters, connectors, and what both show of their metadata and retention.

use std::collections::{BTreeMap, BTreeSet};

use super::super::Fact;
use super::super::facts::Facts;
use super::kafka::{about, clusters, each, listeners};
use super::{Judge, Judged};
use crate::confluent::Right;
use crate::graph::{EdgeKind, NodeKind, Status};
use crate::kafka::{Operation, Permission, ResourceType};
use crate::model::{Authority, CredentialKind, KafkaCluster, Resource, ResourceId, Tri};
use crate::policy::PolicyKind;

pub(super) const JUDGES: &[(&str, Judge)] = &[
    ("KC-AUT-01", separate),
    ("KC-AUT-02", scoped),
    ("KC-AUT-03", scoped),
    ("KC-AUT-04", separate),
    ("KC-AUT-05", scoped),
    ("KC-AUT-06", shared),
    ("KC-AUT-07", layers),
    ("KC-CON-01", connectors),
    ("KC-CON-03", reach),
];

/// What keeps the rights in a cluster from being known.
fn open(facts: &Facts<'_>, cluster: &Resource, kafka: &KafkaCluster, judged: &mut Judged) {
    let name = facts.label(cluster);
    let ways = listeners(facts, cluster, kafka, "who decides", judged);
    let lists = ways.iter().any(|l| matches!(l.authority, Authority::Acl | Authority::Confluent));
    if lists && !kafka.authorizer().complete {
        judged.missing.push(format!("all access control list entries of {name}: the input does not show them"));
    }
    if lists && kafka.authorizer == Tri::Unknown {
        judged.missing.push(format!("whether {name} asks its access control lists at all (`authorizer.class.name`)"));
    }
    if lists && kafka.open_default == Tri::Unknown {
        judged.missing.push(format!("whether {name} lets everyone in where no entry is found"));
    }
    if kafka.super_users.is_none() && lists {
        judged.missing.push(format!("who the super users of {name} are"));
    }
    if ways.iter().any(|l| l.authority == Authority::Unknown) {
        judged.missing.push(format!("who decides what clients of {name} may do"));
    }
    if ways.iter().any(|l| l.authority == Authority::Iam) {
        judged.missing.extend(facts.policies_open(&[PolicyKind::Identity, PolicyKind::Boundary]));
    }
}

/// What each principal holds: reading, writing, administering.
fn separate(facts: &Facts<'_>) -> Judged {
    let inventory = facts.analysis.inventory;
    each(facts, "which principals hold data rights and admin rights", |cluster, kafka, judged| {
        open(facts, cluster, kafka, judged);
        let mut held: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for acl in kafka.acls.iter().map(|a| &a.acl).filter(|a| a.permission == Permission::Allow) {
            let what = match (acl.resource, acl.operation) {
                (ResourceType::Topic, Operation::Read) => "reads",
                (ResourceType::Topic, Operation::Write) => "writes",
                (ResourceType::Topic, Operation::All) => "does everything with topics",
                (ResourceType::Cluster, Operation::All | Operation::Alter | Operation::AlterConfigs | Operation::Create) => "administers",
                (ResourceType::Cluster, Operation::ClusterAction) => "acts as a broker",
                _ => "sees or joins",
            };
            held.entry(inventory.render(&acl.principal)).or_default().insert(what);
        }
        for binding in kafka.bindings.iter().map(|b| &b.binding) {
            let what = match binding.role() {
                Some(role) if role.grants => "administers",
                Some(role) if role.rights.contains(&Right::Read) => "reads",
                Some(role) if role.rights.contains(&Right::Write) => "writes",
                Some(_) => "sees",
                None => "holds a role that is not known",
            };
            held.entry(inventory.render(&binding.principal)).or_default().insert(what);
        }
        for (principal, what) in held {
            let what: Vec<&str> = what.into_iter().collect();
            judged.facts.push(about(facts, cluster, &format!("lets {principal}: {}", what.join(", "))));
        }
        if kafka.listeners.iter().any(|l| l.authority == Authority::Iam && l.exists == Tri::Yes) {
            judged.facts.push(about(facts, cluster, "asks policies of IAM what roles and users may do"));
        }
    })
}

/// How narrow entries, bindings and statements are.
fn scoped(facts: &Facts<'_>) -> Judged {
    each(facts, "the entries of access control lists", |cluster, kafka, judged| {
        open(facts, cluster, kafka, judged);
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for acl in &kafka.acls {
            *counts.entry(acl.acl.resource.word()).or_default() += 1;
        }
        for (what, count) in counts {
            judged.facts.push(about(facts, cluster, &format!("has {count} entries on {what}")));
        }
        if !kafka.bindings.is_empty() {
            judged.facts.push(about(facts, cluster, &format!("is covered by {} role bindings", kafka.bindings.len())));
        }
        if kafka.listeners.iter().any(|l| l.authority == Authority::Iam && l.exists == Tri::Yes) {
            judged.facts.push(about(facts, cluster, "asks policies of IAM, whose statements were read"));
        }
    })
}

/// Credentials that several clusters take.
fn shared(facts: &Facts<'_>) -> Judged {
    let mut judged = each(facts, "which environments share a credential", |cluster, kafka, judged| {
        listeners(facts, cluster, kafka, "which credentials are shared", judged);
    });
    for holder in facts.analysis.inventory.resources.iter().filter(|r| !r.referenced && !r.credentials.is_empty()) {
        let of = holder.credentials.iter().filter(|c| c.kind != CredentialKind::CloudKey).map(|c| c.cluster);
        let clusters: BTreeSet<ResourceId> = of.collect();
        let words = match clusters.len() {
            0 => continue,
            1 => "is taken by one cluster",
            _ => "is taken by several clusters",
        };
        let fact = facts.about(holder, words);
        if clusters.len() > 1 { judged.against.push(fact) } else { judged.facts.push(fact) }
    }
    for (cluster, _) in clusters(facts) {
        judged.facts.push(about(facts, cluster, "was held against the others of the input"));
    }
    judged
}

/// Kafka's own rights on every listener, and IAM before what records lie in.
fn layers(facts: &Facts<'_>) -> Judged {
    each(facts, "whether every listener has rights of its own beside the guards of its storage", |cluster, kafka, judged| {
        let name = facts.label(cluster);
        for listener in listeners(facts, cluster, kafka, "who decides", judged) {
            let who = match listener.authority {
                Authority::Acl if kafka.authorizer == Tri::Yes => "access control lists",
                Authority::Iam => "policies of IAM",
                Authority::Confluent => "access control lists and role bindings",
                Authority::Aiven | Authority::AzureRbac | Authority::SharedKey => "rights of the service",
                Authority::Acl | Authority::Unknown => {
                    judged.missing.push(format!("who decides on listener `{}` of {name}", listener.name));
                    continue;
                }
                Authority::None => {
                    judged.against.push(about(facts, cluster, &format!("has nobody decide on listener `{}`", listener.name)));
                    continue;
                }
            };
            judged.facts.push(about(facts, cluster, &format!("has {who} decide on listener `{}`", listener.name)));
        }
        match (cluster.kind, kafka.stores.is_empty()) {
            ("msk-cluster", _) => judged.facts.push(about(facts, cluster, "keeps records with the service: no store of the account holds them")),
            ("confluent-cluster", _) => judged.missing.push(format!("what guards the storage of {name} in the vendor's account")),
            (_, true) => judged.missing.push(format!("where records of {name} lie")),
            _ => {}
        }
        for store in kafka.stores.iter().filter_map(|s| facts.resource(*s)) {
            if facts.policy_open(store) {
                judged.missing.push(format!("the policy of {}", facts.label(store)));
            } else {
                judged.facts.push(facts.about(store, &format!("holds records of {name}, behind policies that were read")));
            }
        }
    })
}

/// What copies records: connectors, channels, replicators, links.
pub(super) fn movers<'a>(facts: &Facts<'a>) -> Vec<&'a Resource> {
    const KINDS: &[&str] = &["mskconnect-connector", "msk-channel", "msk-replicator", "confluent-connector", "automq-connector"];
    let all = facts.analysis.inventory.resources.iter().filter(|r| !r.referenced);
    all.filter(|r| KINDS.contains(&r.kind) || (!r.movers.is_empty() && r.kafka.is_none())).collect()
}

pub(super) const NONE: &str = "the input holds nothing that copies records";

/// Role, network and secrets of each.
fn connectors(facts: &Facts<'_>) -> Judged {
    let inventory = facts.analysis.inventory;
    let found = movers(facts);
    if found.is_empty() {
        return Judged { not_applicable: Some(NONE), ..Judged::default() };
    }
    let mut judged = Judged::default();
    for mover in found {
        let role = mover.runs_as.iter().find_map(|r| facts.resource(r.role));
        let served = matches!(
            mover.kind,
            "confluent-connector" | "confluent-cluster-link" | "confluent-table" | "confluent-schema-exporter" | "automq-connector"
        );
        match role {
            Some(role) => judged.facts.push(facts.about(mover, &format!("acts as {}", facts.label(role)))),
            None if served => judged.facts.push(facts.about(mover, "is run by the service, with an account of the service's own")),
            None => judged.missing.push(format!("which role {} acts as", facts.label(mover))),
        }
        let written = inventory.secrets.iter().filter(|s| mover.origin.address.as_deref() == Some(s.address.as_str())).count();
        judged.facts.push(facts.about(mover, &format!("has {written} secrets written among its settings")));
    }
    judged
}

/// What the role of each reads and writes.
fn reach(facts: &Facts<'_>) -> Judged {
    let found = movers(facts);
    if found.is_empty() {
        return Judged { not_applicable: Some(NONE), ..Judged::default() };
    }
    let graph = facts.analysis.graph;
    let mut judged = Judged::default();
    for mover in found {
        for copy in &mover.movers {
            let ends = [copy.from, copy.to].map(|id| facts.resource(id).map(|r| facts.label(r)).unwrap_or_default());
            let [from, to] = ends;
            judged.facts.push(facts.about(mover, &format!("copies records of {from} to {to}")));
        }
        for role in mover.runs_as.iter().filter_map(|r| facts.resource(r.role)) {
            judged.missing.extend(facts.policies_open(&[PolicyKind::Identity, PolicyKind::Boundary]));
            let Some(node) = graph.find(&NodeKind::Principal(role.id)) else { continue };
            let steps = graph.leaving(node).filter(|e| matches!(e.kind, EdgeKind::Read | EdgeKind::Write) && e.status > Status::Unknown);
            let stores: BTreeSet<ResourceId> = steps.filter_map(|e| graph.node(e.to)?.resource()).collect();
            let names: Vec<&Resource> = stores.into_iter().filter_map(|id| facts.resource(id)).collect();
            let what = if names.is_empty() { "nothing of the input".to_owned() } else { facts.named(&names) };
            judged.facts.push(Fact { text: format!("{} reaches {what}", facts.label(role)), resource: Some(role.id) });
        }
    }
    judged.missing.sort();
    judged.missing.dedup();
    judged
}
