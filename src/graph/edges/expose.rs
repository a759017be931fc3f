//! Rewriting the guard of a store or key, sharing a copy of it, or taking it over: what `aws::services` lists as handing over control.
//!
//! Whoever writes the policy of a store lets anybody in, also callers of an account outside, whom no policy of ours limits. What the policy
//! can't give is the key. Rows are ids of the catalogue in `docs/escalation.md`.

use super::data::{key_needs, need, wanted};
use super::{Reach, call};
use crate::aws::Action;
use crate::aws::services::{self, StoreKind, Way};
use crate::graph::actor::Actor;
use crate::graph::attempt::Attempt;
use crate::graph::world::{World, store_kind};
use crate::graph::{EdgeKind, NodeKind, Row, Status};
use crate::model::{Encryption, Resource, ResourcePolicy, Tri};
use crate::policy::Effect;

/// What else a way needs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Given {
    Nothing,
    /// Access control lists are on.
    Acls,
    /// Access control lists are on, but a bucket's own opens no objects.
    BucketAcl,
    /// A copy with a key that AWS manages can't be shared.
    Shareable,
    /// A network path to it.
    Path,
    /// It takes a Deny away that the store's policy holds.
    Unguards,
    /// It opens nothing alone.
    Alone,
}

const GIVEN: &[(&str, &[&str], Given)] = &[
    ("s3:PutBucketPolicy", &["d-01"], Given::Nothing),
    ("s3:PutBucketAcl", &["d-02"], Given::BucketAcl),
    ("s3:PutObjectAcl", &["d-03"], Given::Acls),
    ("s3:PutObjectVersionAcl", &["d-03"], Given::Acls),
    ("s3:PutReplicationConfiguration", &["d-28"], Given::Nothing),
    ("s3:PutBucketPublicAccessBlock", &[], Given::Alone),
    ("s3:PutAccountPublicAccessBlock", &[], Given::Alone),
    ("s3:PutBucketOwnershipControls", &[], Given::Alone),
    ("kms:PutKeyPolicy", &["d-04"], Given::Nothing),
    ("kms:CreateGrant", &["d-05"], Given::Nothing),
    ("secretsmanager:PutResourcePolicy", &["d-06"], Given::Nothing),
    ("ecr:SetRepositoryPolicy", &["d-07"], Given::Nothing),
    ("lambda:AddPermission", &["d-08", "x-cloud-audit-12"], Given::Nothing),
    ("lambda:AddLayerVersionPermission", &["d-09", "x-cloud-audit-13"], Given::Nothing),
    ("elasticfilesystem:PutFileSystemPolicy", &["d-11"], Given::Path),
    ("logs:PutResourcePolicy", &["d-13"], Given::Alone),
    ("logs:PutDestinationPolicy", &["d-14"], Given::Alone),
    ("glue:PutResourcePolicy", &["d-15"], Given::Nothing),
    ("sns:AddPermission", &["d-16"], Given::Nothing),
    ("sqs:AddPermission", &["d-17"], Given::Nothing),
    ("ec2:ModifySnapshotAttribute", &["d-18"], Given::Shareable),
    ("ec2:ModifyImageAttribute", &["d-19"], Given::Shareable),
    ("rds:ModifyDBSnapshotAttribute", &["d-20"], Given::Shareable),
    ("rds:ModifyDBClusterSnapshotAttribute", &["d-21"], Given::Shareable),
    ("sqs:SetQueueAttributes", &["d-22"], Given::Nothing),
    ("sns:SetTopicAttributes", &["d-23"], Given::Nothing),
    ("kafka:PutClusterPolicy", &["k-04", "d-24"], Given::Path),
    ("kafka:UpdateSecurity", &["k-01"], Given::Path),
    ("kafka:UpdateConnectivity", &["k-02"], Given::Path),
    ("kafka:UpdateClusterConfiguration", &["k-03"], Given::Path),
    ("kafka:BatchAssociateScramSecret", &["k-05"], Given::Path),
    ("dynamodb:PutResourcePolicy", &["d-25"], Given::Nothing),
    ("kinesis:PutResourcePolicy", &["d-26"], Given::Nothing),
    ("rds:CreateDBSnapshot", &["d-20"], Given::Shareable),
    ("rds:CreateDBClusterSnapshot", &["d-21"], Given::Shareable),
    ("ec2:CreateSnapshot", &["d-18"], Given::Shareable),
    ("rds:ModifyDBInstance", &[], Given::Path),
    ("rds:ModifyDBCluster", &[], Given::Path),
    ("rds:RestoreDBInstanceToPointInTime", &[], Given::Path),
    ("rds:RestoreDBClusterToPointInTime", &[], Given::Path),
    ("rds:RestoreDBInstanceFromDBSnapshot", &[], Given::Path),
    ("rds:RestoreDBClusterFromSnapshot", &[], Given::Path),
];

pub(super) fn steps<'a>(world: &'a World<'a>, actor: &Actor<'a>, reach: Reach<'_>, out: &mut Vec<Attempt>) {
    for (id, wanted) in wanted(world, actor, reach, |kind| [kind.control], false) {
        let Some(resource) = world.inventory.resource(id) else { continue };
        let Some(kind) = store_kind(resource) else { continue };
        let also = |way: &Way| !actor.is_ours() || matches!(reach, Reach::Everything(_)) || way.also.iter().all(|w| call::may(actor, &[w.action]));
        let ways = kind.control.iter().filter(|w| wanted.has(w) && also(w));
        let mut best: Vec<Attempt> = ways.filter_map(|way| attempt(world, actor, resource, kind, way)).collect();
        // Of what works equally well the first stands for all.
        best.sort_by_key(|a| std::cmp::Reverse(a.status()));
        let mut told: Vec<(Option<Status>, EdgeKind)> = Vec::new();
        for attempt in best {
            if attempt.status().is_none() || attempt.status() == Some(Status::Conditional) || !told.contains(&(attempt.status(), attempt.kind)) {
                told.push((attempt.status(), attempt.kind));
                out.push(attempt);
            }
        }
    }
}

fn attempt<'a>(world: &'a World<'a>, actor: &Actor<'a>, resource: &'a Resource, kind: &'static StoreKind, way: &'static Way) -> Option<Attempt> {
    let takes_away = way.action.contains(":Delete") || way.action.contains(":Remove");
    let (ids, given) = match GIVEN.iter().find(|(a, ..)| *a == way.action) {
        Some((_, ids, given)) => (*ids, *given),
        None if takes_away => (&[][..], Given::Unguards),
        None => (&[][..], Given::Nothing),
    };
    if given == Given::Alone {
        return None;
    }
    let node = if resource.key.is_some() { NodeKind::Key(resource.id) } else { NodeKind::Store(resource.id) };
    let mut attempt = Attempt::new(node, EdgeKind::Expose, ids);
    need(world, actor, resource, way, &mut attempt);
    way.also.iter().for_each(|w| need(world, actor, resource, w, &mut attempt));
    let name = world.inventory.render(&resource.name);
    let store = resource.store.as_ref();
    match given {
        Given::Nothing | Given::Alone => {}
        Given::Acls | Given::BucketAcl => {
            if given == Given::BucketAcl {
                attempt.kind = EdgeKind::Write;
            }
            acls(world, actor, resource, &name, &mut attempt);
        }
        Given::Shareable if store.is_some_and(|s| s.encryption == Encryption::ServiceManaged) => {
            attempt.missing = Some(format!("{name} is encrypted with a key that AWS manages: copies can't be shared"));
        }
        Given::Shareable => {}
        Given::Path => attempt.unseen.push(format!("whether there is a network path to {name} or a copy of it")),
        Given::Unguards => {
            let ResourcePolicy::Policy(policy) = resource.resource_policy else { return None };
            let denies = world.source(policy).document.is_some_and(|d| d.statements.iter().any(|s| s.effect == Effect::Deny));
            let reads = kind.read.iter().any(|w| Action::parse(w.action).is_ok_and(|a| actor.may(&a)));
            if !denies || !reads || !actor.is_ours() {
                return None;
            }
            attempt.unseen.push(format!("what the actor may do to {name} once its policy is gone"));
        }
    }
    if resource.referenced {
        attempt.assumptions.push("referenced-store-has-no-deny");
    }
    if let Some(store) = store.filter(|_| !attempt.refused() && attempt.kind == EdgeKind::Expose) {
        let mut own = attempt.clone();
        key_needs(world, actor, resource, store, kind, EdgeKind::Read, &mut own);
        match (&store.encryption, own.refused()) {
            // Somebody else's reading needs the key as well.
            (Encryption::Key(key), true) => attempt.also.push(NodeKind::Key(*key)),
            _ => attempt = own,
        }
    }
    Some(attempt)
}

/// Access control lists are on, or the actor turns them on.
fn acls<'a>(world: &'a World<'a>, actor: &Actor<'a>, resource: &'a Resource, name: &str, attempt: &mut Attempt) {
    if resource.switch("acls") == Tri::Yes {
        attempt.facts.push(format!("access control lists of {name} are on"));
        return;
    }
    let mut turned = attempt.clone();
    let with = call::With { on: Some(resource), facts: &[] };
    call::need(world, actor, "s3:PutBucketOwnershipControls", with, &mut turned);
    if turned.refused() || turned.status() < attempt.status() {
        match resource.switch("acls") {
            Tri::No => attempt.missing = Some(format!("access control lists of {name} are off")),
            _ => attempt.unseen.push(format!("whether access control lists of {name} are on")),
        }
    } else {
        *attempt = turned;
        attempt.facts.push(format!("the actor can turn access control lists of {name} on"));
    }
}

/// The ways, for readers.
pub(super) fn rows() -> Vec<Row> {
    let row = |kind: &'static StoreKind, way: &'static Way| {
        let (ids, given) = GIVEN.iter().find(|(a, ..)| *a == way.action).map_or((&[][..], Given::Nothing), |(_, ids, given)| (*ids, *given));
        let given = match given {
            Given::Nothing | Given::Alone | Given::Unguards => None,
            Given::Acls | Given::BucketAcl => Some("access control lists are on, or can be turned on"),
            Given::Shareable => Some("not encrypted with a key that AWS manages"),
            Given::Path => Some("a network path"),
        };
        let calls = std::iter::once(way.action).chain(way.also.iter().map(|w| w.action)).collect();
        Row { kind: EdgeKind::Expose, ids: ids.to_vec(), calls, service: None, existing: Some(kind.id), given: given.map(str::to_owned) }
    };
    let opens = |way: &&Way| !GIVEN.iter().any(|(a, _, given)| *a == way.action && *given == Given::Alone);
    services::stores().flat_map(|kind| kind.control.iter().filter(opens).map(move |way| row(kind, way))).collect()
}
