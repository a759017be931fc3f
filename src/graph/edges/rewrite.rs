//! Rewriting who is trusted and what is granted.
//!
//! What a rewritten policy really gives is bounded: the permissions boundary and explicit denies stay (the evaluator sees to it).
//! Rows are path ids of pathfinding.cloud (Copyright 2025-Present Datadog, Inc., Apache-2.0).

use super::{Reach, action};
use crate::aws::{Action, Text};
use crate::graph::actor::Actor;
use crate::graph::attempt::Attempt;
use crate::graph::world::World;
use crate::graph::{Change, EdgeKind, NodeKind, Status};
use crate::model::{Policy, PrincipalKind, Resource, ResourceId};
use crate::policy::{Effect, Evaluation, Fact, PolicyId, Target};

/// What an actor attaches that may attach anything.
pub(super) const ADMINISTRATOR: &str = "arn:aws:iam::aws:policy/AdministratorAccess";

pub(super) fn steps<'a>(world: &'a World<'a>, actor: &Actor<'a>, reach: Reach<'_>, out: &mut Vec<Attempt>) {
    let may = |name: &'static str| action(name).is_some_and(|a| actor.may(&a));
    if !actor.is_ours() || matches!(reach, Reach::Possible) && !CALLS.iter().any(|c| may(c)) {
        return;
    }
    for target in world.principals().filter(|r| Some(&r.account) == actor.account.as_ref()) {
        trust(world, actor, target, reach, out);
        grants(world, actor, target, reach, out);
        joins(world, actor, target, reach, out);
    }
}

/// Every call of this family.
const CALLS: &[&str] = &[
    "iam:UpdateAssumeRolePolicy",
    "iam:PutRolePolicy",
    "iam:AttachRolePolicy",
    "iam:PutUserPolicy",
    "iam:AttachUserPolicy",
    "iam:PutGroupPolicy",
    "iam:AttachGroupPolicy",
    "iam:CreatePolicyVersion",
    "iam:SetDefaultPolicyVersion",
    "iam:AddUserToGroup",
];

/// `iam:UpdateAssumeRolePolicy`: the actor, or anybody it likes, becomes the role.
fn trust<'a>(world: &'a World<'a>, actor: &Actor<'a>, role: &'a Resource, reach: Reach<'_>, out: &mut Vec<Attempt>) {
    let is_role = role.principal.as_ref().is_some_and(|p| p.kind == PrincipalKind::Role);
    let Some(update) = action("iam:UpdateAssumeRolePolicy") else { return };
    let itself = actor.resource.is_some_and(|r| r.id == role.id);
    if !is_role || itself || !reach.wants(role, actor.may_on(world, &update, role)) {
        return;
    }
    let mut attempt = Attempt::new(NodeKind::Principal(role.id), EdgeKind::RewriteTrust, &["iam-012", "sts-004"]);
    if protected(role) {
        attempt.missing = Some("service-linked roles can't be edited".into());
    }
    attempt.need(&update, role.arn.clone(), world.ask(actor, &update, &Target::One(role.arn.clone()), Some(role), &boundary_fact(world, role)));
    out.push(attempt);
}

/// Policies that are put on, attached to, or already on the target. The actor must be the target as well.
fn grants<'a>(world: &'a World<'a>, actor: &Actor<'a>, target: &'a Resource, reach: Reach<'_>, out: &mut Vec<Attempt>) {
    let Some(facet) = &target.principal else { return };
    let raised: Vec<ResourceId> = match facet.kind {
        PrincipalKind::Role | PrincipalKind::User => vec![target.id],
        // Whoever is in the group gets what the group gets.
        PrincipalKind::Group => members(world, target.id),
    };
    let (put, attach): ((&str, &str), (&str, &str)) = match facet.kind {
        PrincipalKind::Role => (("iam:PutRolePolicy", "iam-005"), ("iam:AttachRolePolicy", "iam-009")),
        PrincipalKind::User => (("iam:PutUserPolicy", "iam-007"), ("iam:AttachUserPolicy", "iam-008")),
        PrincipalKind::Group => (("iam:PutGroupPolicy", "iam-011"), ("iam:AttachGroupPolicy", "iam-010")),
    };
    if let Some(act) = action(put.0).filter(|a| reach.wants(target, actor.may_on(world, a, target))) {
        let mut attempt = attempt(target, &[put.1]);
        attempt.need(&act, target.arn.clone(), world.ask(actor, &act, &Target::One(target.arn.clone()), Some(target), &boundary_fact(world, target)));
        // An inline policy of the same name is overwritten.
        let removed = facet.inline.iter().copied().filter(|p| denies(world, *p)).collect();
        push(actor, &raised, &Change { raised: true, removed, ..Change::default() }, &attempt, out);
    }
    if let Some(act) = action(attach.0).filter(|a| reach.wants(target, actor.may_on(world, a, target))) {
        attaching(world, actor, target, (&act, attach.1), &raised, out);
    }
    for policy in facet.attached.iter().filter_map(|p| world.inventory.policy(*p)) {
        versions(world, actor, target, policy, reach, &raised, out);
    }
}

fn attempt(target: &Resource, ids: &[&'static str]) -> Attempt {
    let mut attempt = Attempt::new(NodeKind::Anyone, EdgeKind::RewriteGrant, ids);
    if protected(target) {
        attempt.missing = Some("service-linked roles can't be edited".into());
    }
    attempt
}

/// Attaching a policy: any, or only those that a condition on `iam:PolicyARN` leaves.
fn attaching<'a>(
    world: &'a World<'a>,
    actor: &Actor<'a>,
    target: &'a Resource,
    (act, id): (&Action, &'static str),
    raised: &[ResourceId],
    out: &mut Vec<Attempt>,
) {
    let ask = |arn: Option<&Text>| {
        let mut facts = boundary_fact(world, target);
        facts.extend(arn.map(|a| ("iam:policyarn", Fact::Known(vec![a.clone()]))));
        world.ask(actor, act, &Target::One(target.arn.clone()), Some(target), &facts)
    };
    let mut any = attempt(target, &[id]);
    any.need(act, target.arn.clone(), ask(Some(&ADMINISTRATOR.into())));
    let limited = any.refused() && any.missing.is_none() && !matches!(ask(None), Evaluation::Denied(_));
    push(actor, raised, &Change { raised: true, ..Change::default() }, &any, out);
    if !limited {
        return;
    }
    let attached = target.principal.as_ref().map(|p| p.attached.as_slice()).unwrap_or_default();
    // One step for all policies that are allowed alike.
    let mut steps: Vec<(Option<Status>, Attempt, Vec<PolicyId>)> = Vec::new();
    for (policy, arn) in world.attachable().filter(|(p, _)| !attached.contains(p)) {
        let mut one = attempt(target, &[id]);
        one.need(act, target.arn.clone(), ask(Some(&arn)));
        let status = one.status();
        if status.is_none() {
            continue;
        }
        match steps.iter_mut().find(|(s, ..)| *s == status) {
            Some((_, _, policies)) => policies.push(policy),
            None => steps.push((status, one, vec![policy])),
        }
    }
    if steps.is_empty() {
        let mut unseen = attempt(target, &[id]);
        unseen.need(act, target.arn.clone(), ask(None));
        unseen.unseen.push(format!("what the policies give that may be attached to {}", world.inventory.render(&target.arn)));
        push(actor, raised, &Change { raised: true, ..Change::default() }, &unseen, out);
    }
    for (_, mut one, mut added) in steps {
        added.sort_unstable();
        let names: Vec<String> = added.iter().map(|p| world.policy_name(*p)).collect();
        one.facts.push(format!("of the policies in the input, {} may be attached", names.join(", ")));
        push(actor, raised, &Change { added, ..Change::default() }, &one, out);
    }
}

/// `iam:AddUserToGroup`: the user gets what the group has.
fn joins<'a>(world: &'a World<'a>, actor: &Actor<'a>, group: &'a Resource, reach: Reach<'_>, out: &mut Vec<Attempt>) {
    if group.principal.as_ref().is_none_or(|p| p.kind != PrincipalKind::Group) {
        return;
    }
    let Some(add) = action("iam:AddUserToGroup").filter(|a| actor.may_on(world, a, group) || matches!(reach, Reach::Everything(_))) else { return };
    let Some(facet) = group.principal.as_ref().filter(|p| p.kind == PrincipalKind::Group) else { return };
    let outside = |r: &&Resource| r.principal.as_ref().is_some_and(|p| p.kind == PrincipalKind::User && !p.groups.contains(&group.id));
    let users: Vec<ResourceId> =
        world.principals().filter(outside).filter(|r| r.account == group.account && reach.wants(r, true)).map(|r| r.id).collect();
    let mut attempt = Attempt::new(NodeKind::Anyone, EdgeKind::RewriteGrant, &["iam-013"]);
    attempt.need(&add, group.arn.clone(), world.ask(actor, &add, &Target::One(group.arn.clone()), Some(group), &[]));
    attempt.facts.push(format!("the user is put into group {}", world.inventory.render(&group.name)));
    let mut added: Vec<PolicyId> = facet.inline.iter().chain(&facet.attached).copied().collect();
    added.sort_unstable();
    if !added.is_empty() && (!attempt.refused() || matches!(reach, Reach::Everything(_))) {
        push(actor, &users, &Change { added, ..Change::default() }, &attempt, out);
    }
}

/// Whether a policy holds a Deny.
pub(super) fn denies(world: &World<'_>, policy: PolicyId) -> bool {
    world.source(policy).document.is_some_and(|d| d.statements.iter().any(|s| s.effect == Effect::Deny))
}

/// `iam:CreatePolicyVersion` and `iam:SetDefaultPolicyVersion` on a customer managed policy that is attached to the target.
fn versions<'a>(
    world: &'a World<'a>,
    actor: &Actor<'a>,
    target: &'a Resource,
    policy: &'a Policy,
    reach: Reach<'_>,
    raised: &[ResourceId],
    out: &mut Vec<Attempt>,
) {
    let Some(arn) = policy.arn.as_ref().filter(|a| !a.to_string().contains(":iam::aws:")) else { return };
    for (name, ids) in [("iam:CreatePolicyVersion", ["iam-001"]), ("iam:SetDefaultPolicyVersion", ["x-prowler-01"])] {
        let Some(act) = action(name) else { continue };
        if !reach.wants(target, actor.may(&act)) {
            continue;
        }
        let mut attempt = Attempt::new(NodeKind::Anyone, EdgeKind::RewriteGrant, &ids);
        attempt.need(&act, arn.clone(), world.ask(actor, &act, &Target::One(arn.clone()), None, &[]));
        attempt.facts.push(format!("{} is attached to {}", policy.name, world.inventory.render(&target.name)));
        if name == "iam:SetDefaultPolicyVersion" {
            let versions = policy.other_versions.as_deref();
            let known = |id: &&PolicyId| world.source(**id).document.is_some();
            for version in versions.unwrap_or_default().iter().filter(known) {
                push(actor, raised, &Change { added: vec![*version], removed: vec![policy.id], ..Change::default() }, &attempt, out);
            }
            match versions {
                Some([]) => attempt.missing = Some(format!("{} has no other version", world.inventory.render(arn))),
                Some(versions) if versions.iter().all(|v| known(&v)) => continue,
                _ => attempt.unseen.push(format!("what the other versions of {} grant", world.inventory.render(arn))),
            }
        }
        let removed = if denies(world, policy.id) { vec![policy.id] } else { Vec::new() };
        push(actor, raised, &Change { raised: true, removed, ..Change::default() }, &attempt, out);
    }
}

/// The same step for each principal it changes. Somebody else than the actor must be held as well.
pub(super) fn push(actor: &Actor<'_>, changed: &[ResourceId], change: &Change, attempt: &Attempt, out: &mut Vec<Attempt>) {
    for id in changed {
        let mut one = attempt.clone();
        let own = actor.kind.change().filter(|(own, _)| own == id);
        one.to = match &own {
            Some((_, before)) => before.and(change).of(*id),
            None => change.clone().of(*id),
        };
        // A state that has it already gains nothing.
        if one.to == actor.kind {
            continue;
        }
        if own.is_none() {
            one.also.push(NodeKind::Principal(*id));
        }
        out.push(one);
    }
}

fn members(world: &World<'_>, group: ResourceId) -> Vec<ResourceId> {
    let in_group = |r: &&Resource| r.principal.as_ref().is_some_and(|p| p.groups.contains(&group));
    world.principals().filter(in_group).map(|r| r.id).collect()
}

/// `iam:PermissionsBoundary` in a request that edits a principal holds the boundary that the principal has.
pub(super) fn boundary_fact(world: &World<'_>, target: &Resource) -> Vec<(&'static str, Fact)> {
    let boundary = target.principal.as_ref().and_then(|p| p.boundary);
    let arn = |id: PolicyId| world.inventory.policy(id).and_then(|p| p.arn.clone());
    let fact = match boundary {
        None if target.referenced => Fact::Open,
        None => Fact::Absent,
        Some(id) => arn(id).map_or(Fact::Open, |a: Text| Fact::Known(vec![a])),
    };
    vec![("iam:permissionsboundary", fact)]
}

pub(super) fn protected(target: &Resource) -> bool {
    target.arn.to_string().contains(":role/aws-service-role/")
}

/// The calls that grant, for readers.
pub(super) const ROWS: &[(&[&str], &str)] = &[
    (&["iam-001"], "iam:CreatePolicyVersion"),
    (&["x-prowler-01"], "iam:SetDefaultPolicyVersion"),
    (&["iam-005"], "iam:PutRolePolicy"),
    (&["iam-007"], "iam:PutUserPolicy"),
    (&["iam-008"], "iam:AttachUserPolicy"),
    (&["iam-009"], "iam:AttachRolePolicy"),
    (&["iam-010"], "iam:AttachGroupPolicy"),
    (&["iam-011"], "iam:PutGroupPolicy"),
    (&["iam-013"], "iam:AddUserToGroup"),
];
