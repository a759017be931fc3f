//! Families of steps, a file each: what an actor can do next. A family tries steps and reports every try, met or refused.

mod admin;
mod assume;
pub(super) mod azure;
mod call;
mod connect;
mod create;
mod credential;
mod data;
mod expose;
mod flip;
mod guard;
mod hijack;
mod kafka;
mod kubernetes;
mod pass_new;
mod rewrite;
mod unfollowed;

pub(super) use data::on_machine;
pub(super) use kafka::as_principal as as_kafka_principal;
pub(super) use kafka::on_broker;
pub(super) use kubernetes::from_inside;

use super::actor::Actor;
use super::attempt::Attempt;
use super::world::World;
use super::{EdgeKind, NodeKind, Row, Status};
use crate::aws::Action;
use crate::model::{PrincipalKind, Resource, ResourceId};

/// What is tried.
#[derive(Clone, Copy, Debug)]
pub(super) enum Reach<'r> {
    /// Every step that can hold: what no known statement may allow is skipped.
    Possible,
    /// Every step to these resources (or to `admin` when `None` is among them), to explain refusals.
    Everything(&'r std::collections::BTreeSet<Option<ResourceId>>),
}

impl Reach<'_> {
    /// Whether to try steps to a resource; `may`: a known statement may allow it.
    pub fn wants(self, resource: &Resource, may: bool) -> bool {
        match self {
            Self::Possible => may,
            Self::Everything(only) => only.contains(&Some(resource.id)),
        }
    }
}

pub(super) use hijack::served;

/// A family of steps.
type Family = for<'a> fn(&'a World<'a>, &Actor<'a>, Reach<'_>, &mut Vec<Attempt>);

/// What every actor is asked.
const OWN: &[Family] = &[assume::steps, kubernetes::steps, connect::steps];

/// What an actor is asked that does not hold everything anyway.
const FURTHER: &[Family] = &[
    pass_new::steps,
    hijack::steps,
    credential::steps,
    rewrite::steps,
    create::steps,
    guard::steps,
    flip::steps,
    expose::steps,
    kafka::steps,
    unfollowed::steps,
];

/// All steps of an actor. Whoever holds everything goes on as the administrator of the account, who is asked once for all.
pub(super) fn steps<'a>(world: &'a World<'a>, actor: &Actor<'a>, reach: Reach<'_>) -> Vec<Attempt> {
    let mut attempts = Vec::new();
    admin::steps(world, actor, reach, &mut attempts);
    let possible = matches!(reach, Reach::Possible);
    let held = attempts.iter().filter(|_| possible).filter_map(Attempt::status).max();
    let everything = held == Some(Status::Certain);
    // A state that was made to hold everything is that of the administrator; so it is as far as known where its other policies are not.
    let changed = matches!(actor.kind, NodeKind::Raised(_) | NodeKind::Altered(..));
    let made = changed && (everything || held.is_some() && actor.unknown_policies().next().is_some());
    match (made, everything) {
        (true, _) => {}
        (false, true) => data::beside(world, actor, &mut attempts),
        (false, false) => data::steps(world, actor, reach, &mut attempts),
    }
    let own = OWN.iter().filter(|_| !made);
    let further = FURTHER.iter().filter(|_| !everything && !made);
    for family in own.chain(further) {
        family(world, actor, reach, &mut attempts);
    }
    attempts
}

/// Every way, for readers.
pub(super) fn rows() -> Vec<Row> {
    let single = |kind, list: &[(&'static [&'static str], &'static str)]| -> Vec<Row> {
        let row = |(ids, call): &(&'static [&'static str], &'static str)| Row {
            kind,
            ids: ids.to_vec(),
            calls: vec![call],
            service: None,
            existing: None,
            given: None,
        };
        list.iter().map(row).collect()
    };
    let mut rows = single(EdgeKind::Assume, &[(&["sts-001"], "sts:AssumeRole")]);
    rows.extend(pass_new::rows());
    rows.extend(hijack::rows());
    rows.extend(credential::rows());
    rows.extend(single(EdgeKind::RewriteTrust, &[(&["iam-012", "sts-004"], "iam:UpdateAssumeRolePolicy")]));
    rows.extend(single(EdgeKind::RewriteGrant, rewrite::ROWS));
    rows.extend(create::rows());
    rows.extend(single(EdgeKind::RemoveGuard, guard::ROWS));
    rows.extend(expose::rows());
    rows.extend(kafka::rows());
    rows.extend(azure::rows());
    rows
}

fn is_role(r: &Resource) -> bool {
    r.principal.as_ref().is_some_and(|p| p.kind == PrincipalKind::Role)
}

/// An action whose name is written in this program.
fn action(name: &'static str) -> Option<Action> {
    Action::parse(name).ok()
}
