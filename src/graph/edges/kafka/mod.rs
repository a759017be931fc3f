//! Kafka: becoming a principal of a cluster, what such a principal may do, and what copies records out.
//!
//! Reading a topic is a path and a credential and an authority. A role has no place in a network by itself, so a path is a condition that names
//! the networks that would do, unless the listener is public. Rows are ids of the catalogue in `docs/escalation.md`.

mod credential;
mod listener;
mod mover;
mod principal;

pub(super) use listener::by_iam;
pub(in crate::graph) use principal::steps as as_principal;

use super::Reach;
use crate::graph::actor::Actor;
use crate::graph::attempt::Attempt;
use crate::graph::world::World;
use crate::graph::{EdgeKind, NodeKind, Row};
use crate::model::{Resource, ResourceId};

/// What an actor of AWS can do.
pub(super) fn steps<'a>(world: &'a World<'a>, actor: &Actor<'a>, reach: Reach<'_>, out: &mut Vec<Attempt>) {
    credential::steps(world, actor, reach, out);
    mover::steps(world, actor, reach, out);
}

/// Whoever controls a machine that brokers run on has their records.
pub(in crate::graph) fn on_broker(world: &World<'_>, machine: ResourceId) -> Vec<Attempt> {
    let clusters = world.inventory.resources.iter().filter(|r| r.kafka.as_ref().is_some_and(|k| k.brokers.contains(&machine)));
    let of = |cluster: &Resource| {
        let held = |kind| {
            let mut attempt = Attempt::new(NodeKind::Store(cluster.id), kind, &[]);
            attempt.facts.push(format!("brokers of {} run on it", world.name(cluster)));
            attempt
        };
        [held(EdgeKind::Read), held(EdgeKind::Write)]
    };
    clusters.flat_map(of).collect()
}

/// The ways, for readers.
pub(super) fn rows() -> Vec<Row> {
    let row = |kind, id: &'static str, calls: &[&'static str], service, existing, given: &str| Row {
        kind,
        ids: vec![id],
        calls: calls.to_vec(),
        service,
        existing: Some(existing),
        given: Some(given.to_owned()),
    };
    let kafka = Some("kafka.amazonaws.com");
    vec![
        row(EdgeKind::Credential, "k-06", &["secretsmanager:GetSecretValue"], None, "secretsmanager-secret", "a SCRAM listener accepts it; its key"),
        row(EdgeKind::Credential, "k-07", &["secretsmanager:PutSecretValue"], None, "secretsmanager-secret", "a SCRAM listener accepts it; its key"),
        row(
            EdgeKind::Credential,
            "k-08",
            &["acm-pca:IssueCertificate", "acm-pca:GetCertificate"],
            None,
            "certificate-authority",
            "a listener with mutual TLS trusts it",
        ),
        row(EdgeKind::Read, "k-11", &["kafka:CreateReplicator", "iam:PassRole"], kafka, "msk-cluster", "reading the cluster that is copied to"),
        row(EdgeKind::Read, "k-12", &["kafka:CreateChannel", "iam:PassRole"], kafka, "msk-cluster", "reading the bucket that is copied to"),
        row(
            EdgeKind::Read,
            "k-13",
            &["lambda:CreateEventSourceMapping"],
            Some("lambda.amazonaws.com"),
            "lambda-function",
            "control of its code; its role reads the cluster",
        ),
    ]
}
