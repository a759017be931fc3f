//! Obtaining credentials of a user: access keys and console passwords.
//!
//! Not among the steps: `iam:UpdateAccessKey` turns a key on whose secret the caller does not have, and taking an MFA device away opens no
//! more than the conditions on MFA, which stay open anyway.

use super::{Reach, call};
use crate::graph::actor::Actor;
use crate::graph::attempt::Attempt;
use crate::graph::world::World;
use crate::graph::{EdgeKind, NodeKind, Row};
use crate::model::{PrincipalKind, Resource, Tri};

/// Calls, catalogue ids, and how many keys (`None`: whether a password) the user has to have.
const WAYS: &[(&[&str], &[&str], Given)] = &[
    (&["iam-002"], &["iam:CreateAccessKey"], Given::FreeKey),
    (&["iam-003"], &["iam:CreateAccessKey", "iam:DeleteAccessKey"], Given::Nothing),
    (&["iam-004"], &["iam:CreateLoginProfile"], Given::Password(false)),
    (&["iam-006"], &["iam:UpdateLoginProfile"], Given::Password(true)),
];

#[derive(Clone, Copy)]
enum Given {
    Nothing,
    /// A user has two access keys at most ("IAM and AWS STS quotas").
    FreeKey,
    Password(bool),
}

pub(super) fn steps<'a>(world: &'a World<'a>, actor: &Actor<'a>, reach: Reach<'_>, out: &mut Vec<Attempt>) {
    if !actor.is_ours() {
        return;
    }
    let all = matches!(reach, Reach::Everything(_));
    if !all && !WAYS.iter().any(|(_, calls, _)| call::may(actor, calls)) {
        return;
    }
    let user = |r: &&Resource| r.principal.as_ref().is_some_and(|p| p.kind == PrincipalKind::User);
    for target in world.principals().filter(user).filter(|r| actor.rules(r)) {
        let name = world.inventory.render(&target.name);
        let mut met = false;
        for (ids, calls, given) in WAYS {
            // Deleting a key first is needed only where there is no room.
            if met && matches!(given, Given::Nothing)
                || !reach.wants(target, all || call::may(actor, calls) && call::may_on(world, actor, &call::single(calls), target))
            {
                continue;
            }
            let mut attempt = Attempt::new(NodeKind::Principal(target.id), EdgeKind::Credential, ids);
            let with = call::With { on: Some(target), facts: &[] };
            calls.iter().for_each(|c| call::need(world, actor, c, with, &mut attempt));
            match given {
                Given::Nothing => {}
                Given::FreeKey if target.switch("two-access-keys") == Tri::Yes => {
                    attempt.missing = Some(format!("{name} has two access keys already"));
                }
                Given::FreeKey => attempt.facts.push(format!("the input shows fewer than two access keys of {name}")),
                Given::Password(needed) => match (target.switch("login-profile"), needed) {
                    (Tri::Yes, true) => attempt.facts.push(format!("{name} has a password")),
                    (Tri::No, false) => attempt.facts.push(format!("{name} has no password")),
                    (Tri::Yes, false) => attempt.missing = Some(format!("{name} has a password already")),
                    (Tri::No, true) => attempt.missing = Some(format!("{name} has no password")),
                    // One of both calls works; Terraform seldom shows which.
                    (Tri::Unknown, true) => attempt.facts.push(format!("{name} is taken to have a password: the input does not tell")),
                    (Tri::Unknown, false) => attempt.facts.push(format!("{name} is taken to have no password: the input does not tell")),
                },
            }
            met |= !attempt.refused();
            out.push(attempt);
        }
    }
}

/// The ways, for readers.
pub(super) fn rows() -> Vec<Row> {
    let row = |(ids, calls, given): &(&[&'static str], &[&'static str], Given)| {
        let given = match given {
            Given::Nothing => None,
            Given::FreeKey => Some("fewer than two access keys".to_owned()),
            Given::Password(true) => Some("a password".to_owned()),
            Given::Password(false) => Some("no password".to_owned()),
        };
        Row { kind: EdgeKind::Credential, ids: ids.to_vec(), calls: calls.to_vec(), service: None, existing: Some("iam-user"), given }
    };
    WAYS.iter().map(row).collect()
}
