//! Removing what limits a principal: its permissions boundary, and policies on it that deny.
//!
//! Rows are path ids of pathfinding.cloud (Copyright 2025-Present Datadog, Inc., Apache-2.0) and of other catalogues (`x-…`).

use super::rewrite::{ADMINISTRATOR, boundary_fact, denies, protected, push};
use super::{Reach, action};
use crate::aws::{Action, Text};
use crate::graph::actor::Actor;
use crate::graph::attempt::Attempt;
use crate::graph::world::World;
use crate::graph::{Change, EdgeKind, NodeKind, Status};
use crate::model::{Principal, PrincipalKind, Resource, ResourceId};
use crate::policy::{Evaluation, Fact, OpenCondition, PolicyId, Target};

pub(super) fn steps<'a>(world: &'a World<'a>, actor: &Actor<'a>, reach: Reach<'_>, out: &mut Vec<Attempt>) {
    let may = |name: &str| Action::parse(name).is_ok_and(|a| actor.may(&a));
    if !actor.is_ours() || matches!(reach, Reach::Possible) && !ROWS.iter().any(|(_, call)| may(call)) {
        return;
    }
    for target in world.principals().filter(|r| Some(&r.account) == actor.account.as_ref()) {
        let Some(facet) = target.principal.as_ref().filter(|p| p.kind != PrincipalKind::Group) else { continue };
        if protected(target) {
            continue;
        }
        boundary(world, actor, target, facet, reach, out);
        policies(world, actor, (target, target.id), facet, reach, out);
        for group in facet.groups.iter().filter_map(|g| world.inventory.resource(*g)) {
            if let Some(facet) = &group.principal {
                policies(world, actor, (group, target.id), facet, reach, out);
            }
        }
    }
}

fn boundary<'a>(world: &'a World<'a>, actor: &Actor<'a>, target: &'a Resource, facet: &'a Principal, reach: Reach<'_>, out: &mut Vec<Attempt>) {
    if facet.boundary.is_none() {
        return;
    }
    let user = facet.kind == PrincipalKind::User;
    let ways: [(&str, &'static str, bool); 2] = if user {
        [("iam:DeleteUserPermissionsBoundary", "iam-022", false), ("iam:PutUserPermissionsBoundary", "iam-024", true)]
    } else {
        [("iam:DeleteRolePermissionsBoundary", "iam-023", false), ("iam:PutRolePermissionsBoundary", "x-cloud-audit-02", true)]
    };
    for (name, id, puts) in ways {
        let Some(act) = action(name).filter(|a| reach.wants(target, actor.may_on(world, a, target))) else { continue };
        let mut attempt = Attempt::new(NodeKind::Anyone, EdgeKind::RemoveGuard, &[id]);
        if id == "iam-023" {
            attempt.ids.push("x-cloud-audit-01");
        }
        // A new boundary that limits nothing.
        let facts = if puts { vec![("iam:permissionsboundary", Fact::Known(vec![ADMINISTRATOR.into()]))] } else { boundary_fact(world, target) };
        let ask = |facts: &[(&str, Fact)]| world.ask(actor, &act, &Target::One(target.arn.clone()), Some(target), facts);
        let mut answer = ask(&facts);
        if puts && matches!(answer, Evaluation::Denied(_)) {
            let other = ask(&[]);
            if let Evaluation::AllowedIf(conditions, ..) = &other
                && !conditions.iter().any(|c| asks_for(c, &current(world, facet)))
            {
                attempt.unseen.push(format!("what the boundaries let through that {} may be given", world.inventory.render(&target.name)));
                answer = other;
            }
        }
        attempt.need(&act, target.arn.clone(), answer);
        push(actor, &[target.id], &Change { unbounded: true, ..Change::default() }, &attempt, out);
    }
}

/// The ARN of the boundary that a principal has.
fn current(world: &World<'_>, facet: &Principal) -> Option<Text> {
    facet.boundary.and_then(|b| world.inventory.policy(b)).and_then(|p| p.arn.clone())
}

/// Whether a condition lets nothing but this boundary be put.
fn asks_for(condition: &OpenCondition, boundary: &Option<Text>) -> bool {
    let exact = ["StringEquals", "ArnEquals", "ArnLike", "StringLike"].contains(&condition.operator.as_str());
    let key = condition.key.literal().is_some_and(|k| k.eq_ignore_ascii_case("iam:PermissionsBoundary"));
    key && exact && condition.values.iter().all(|v| Some(v) == boundary.as_ref())
}

/// Policies with a Deny that the actor can take off `holder` (the principal or a group of it).
fn policies<'a>(
    world: &'a World<'a>,
    actor: &Actor<'a>,
    (holder, changed): (&'a Resource, ResourceId),
    facet: &'a Principal,
    reach: Reach<'_>,
    out: &mut Vec<Attempt>,
) {
    type Way = (&'static str, &'static [&'static str]);
    let (delete, detach): (Way, Way) = match facet.kind {
        PrincipalKind::User => (("iam:DeleteUserPolicy", &["iam-026"]), ("iam:DetachUserPolicy", &["iam-025"])),
        PrincipalKind::Role => (("iam:DeleteRolePolicy", &["x-cloud-audit-14"]), ("iam:DetachRolePolicy", &["x-cloud-audit-15"])),
        PrincipalKind::Group => (("iam:DeleteGroupPolicy", &[]), ("iam:DetachGroupPolicy", &[])),
    };
    let wants = |act: &Action| {
        let target = world.inventory.resource(changed);
        target.is_some_and(|t| reach.wants(t, actor.may_on(world, act, holder)))
    };
    let denying = |ids: &[PolicyId]| ids.iter().copied().filter(|p| denies(world, *p)).collect::<Vec<_>>();
    let step = |ids: &[&'static str], act: &Action, facts: &[(&str, Fact)]| {
        let mut attempt = Attempt::new(NodeKind::Anyone, EdgeKind::RemoveGuard, ids);
        attempt.need(act, holder.arn.clone(), world.ask(actor, act, &Target::One(holder.arn.clone()), Some(holder), facts));
        attempt
    };
    let inline = denying(&facet.inline);
    if let Some(act) = action(delete.0).filter(|a| !inline.is_empty() && wants(a)) {
        push(actor, &[changed], &Change { removed: inline, ..Change::default() }, &step(delete.1, &act, &[]), out);
    }
    let attached = denying(&facet.attached);
    if let Some(act) = action(detach.0).filter(|a| !attached.is_empty() && wants(a)) {
        let mut steps: Vec<(Option<Status>, Attempt, Vec<PolicyId>)> = Vec::new();
        for policy in attached {
            let arn = world.inventory.policy(policy).and_then(|p| p.arn.clone());
            let fact = arn.map_or(Fact::Open, |a| Fact::Known(vec![a]));
            let one = step(detach.1, &act, &[("iam:policyarn", fact)]);
            match steps.iter_mut().find(|(s, ..)| *s == one.status()) {
                Some((_, _, policies)) => policies.push(policy),
                None => steps.push((one.status(), one, vec![policy])),
            }
        }
        for (_, attempt, mut removed) in steps {
            removed.sort_unstable();
            push(actor, &[changed], &Change { removed, ..Change::default() }, &attempt, out);
        }
    }
    let all: Vec<PolicyId> = denying(&facet.inline).into_iter().chain(denying(&facet.attached)).collect();
    if let Some(act) = action("iam:RemoveUserFromGroup").filter(|a| facet.kind == PrincipalKind::Group && !all.is_empty() && wants(a)) {
        let mut removed: Vec<PolicyId> = facet.inline.iter().chain(&facet.attached).copied().collect();
        removed.sort_unstable();
        push(actor, &[changed], &Change { removed, ..Change::default() }, &step(&[], &act, &[]), out);
    }
}

/// The calls that remove a guard, for readers.
pub(super) const ROWS: &[(&[&str], &str)] = &[
    (&["iam-022"], "iam:DeleteUserPermissionsBoundary"),
    (&["iam-023", "x-cloud-audit-01"], "iam:DeleteRolePermissionsBoundary"),
    (&["iam-024"], "iam:PutUserPermissionsBoundary"),
    (&["x-cloud-audit-02"], "iam:PutRolePermissionsBoundary"),
    (&["iam-025"], "iam:DetachUserPolicy"),
    (&["iam-026"], "iam:DeleteUserPolicy"),
    (&["x-cloud-audit-15"], "iam:DetachRolePolicy"),
    (&["x-cloud-audit-14"], "iam:DeleteRolePolicy"),
    (&[], "iam:DetachGroupPolicy"),
    (&[], "iam:DeleteGroupPolicy"),
    (&[], "iam:RemoveUserFromGroup"),
];
