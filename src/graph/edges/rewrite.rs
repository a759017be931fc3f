//! Rewriting who is trusted and what is granted.
//!
//! What a rewritten policy really gives is bounded: the permissions boundary and explicit denies stay (the evaluator sees to it).
//! Rows are path ids of pathfinding.cloud (Copyright 2025-Present Datadog, Inc., Apache-2.0).

use super::{Reach, action};
use crate::aws::Text;
use crate::graph::attempt::Attempt;
use crate::graph::world::{Actor, World};
use crate::graph::{EdgeKind, NodeKind};
use crate::model::{Policy, PrincipalKind, Resource, ResourceId};
use crate::policy::{Evaluation, Fact, PolicyId, Target};

const ADMINISTRATOR: &str = "arn:aws:iam::aws:policy/AdministratorAccess";

pub(super) fn steps<'a>(world: &'a World<'a>, actor: &Actor<'a>, reach: Reach<'_>, out: &mut Vec<Attempt>) {
    if actor.resource.is_none() {
        return;
    }
    for target in world.inventory.resources.iter().filter(|r| r.principal.is_some() && Some(&r.account) == actor.account.as_ref()) {
        trust(world, actor, target, reach, out);
        grants(world, actor, target, reach, out);
    }
}

/// `iam:UpdateAssumeRolePolicy`: the actor, or anybody it likes, becomes the role.
fn trust<'a>(world: &'a World<'a>, actor: &Actor<'a>, role: &'a Resource, reach: Reach<'_>, out: &mut Vec<Attempt>) {
    let is_role = role.principal.as_ref().is_some_and(|p| p.kind == PrincipalKind::Role);
    let Some(update) = action("iam:UpdateAssumeRolePolicy") else { return };
    let itself = actor.resource.is_some_and(|r| r.id == role.id);
    if !is_role || itself || !reach.wants(role, actor.may(&update)) {
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
    let direct: [(&str, &[&'static str], bool); 2] = match facet.kind {
        PrincipalKind::Role => [("iam:PutRolePolicy", &["iam-005"], false), ("iam:AttachRolePolicy", &["iam-009"], true)],
        PrincipalKind::User => [("iam:PutUserPolicy", &["iam-007"], false), ("iam:AttachUserPolicy", &["iam-008"], true)],
        PrincipalKind::Group => [("iam:PutGroupPolicy", &["iam-011"], false), ("iam:AttachGroupPolicy", &["iam-010"], true)],
    };
    for (name, ids, attaches) in direct {
        let Some(act) = action(name) else { continue };
        if !reach.wants(target, actor.may(&act)) {
            continue;
        }
        let mut facts = boundary_fact(world, target);
        if attaches {
            facts.push(("iam:policyarn", Fact::Known(vec![ADMINISTRATOR.into()])));
        }
        let mut answer = world.ask(actor, &act, &Target::One(target.arn.clone()), Some(target), &facts);
        let mut unseen = Vec::new();
        if attaches && matches!(answer, Evaluation::Denied(_)) {
            // Another policy than AdministratorAccess may be allowed; what that one gives is not followed.
            let free = world.ask(actor, &act, &Target::One(target.arn.clone()), Some(target), &boundary_fact(world, target));
            if matches!(free, Evaluation::AllowedIf(..)) {
                unseen.push(format!("which policies {} may attach to {}", label(world, actor), world.inventory.render(&target.arn)));
                answer = free;
            }
        }
        let mut attempt = Attempt::new(NodeKind::Anyone, EdgeKind::RewriteGrant, ids);
        attempt.unseen = unseen;
        attempt.need(&act, target.arn.clone(), answer);
        if protected(target) {
            attempt.missing = Some("service-linked roles can't be edited".into());
        }
        push_raises(actor, &raised, &attempt, out);
    }
    for policy in facet.attached.iter().filter_map(|p| world.inventory.policy(*p)) {
        versions(world, actor, target, policy, reach, &raised, out);
    }
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
        if name == "iam:SetDefaultPolicyVersion" {
            match &policy.other_versions {
                Some(versions) if versions.is_empty() => attempt.missing = Some(format!("{} has no other version", world.inventory.render(arn))),
                _ => attempt.unseen.push(format!("what the other versions of {} grant", world.inventory.render(arn))),
            }
        }
        attempt.facts.push(format!("{} is attached to {}", policy.name, world.inventory.render(&target.name)));
        push_raises(actor, raised, &attempt, out);
    }
}

/// The same step for each principal it raises. Somebody else than the actor must be held as well.
fn push_raises(actor: &Actor<'_>, raised: &[ResourceId], attempt: &Attempt, out: &mut Vec<Attempt>) {
    for id in raised {
        // A principal that was raised already gains nothing.
        if actor.kind == NodeKind::Raised(*id) {
            continue;
        }
        let mut one = attempt.clone();
        one.to = NodeKind::Raised(*id);
        if actor.resource.is_none_or(|r| r.id != *id) {
            one.also.push(NodeKind::Principal(*id));
        }
        out.push(one);
    }
}

fn members(world: &World<'_>, group: ResourceId) -> Vec<ResourceId> {
    let in_group = |r: &&Resource| r.principal.as_ref().is_some_and(|p| p.groups.contains(&group));
    world.inventory.resources.iter().filter(in_group).map(|r| r.id).collect()
}

/// `iam:PermissionsBoundary` in a request that edits a principal holds the boundary that the principal has.
fn boundary_fact(world: &World<'_>, target: &Resource) -> Vec<(&'static str, Fact)> {
    let boundary = target.principal.as_ref().and_then(|p| p.boundary);
    let arn = |id: PolicyId| world.inventory.policy(id).and_then(|p| p.arn.clone());
    let fact = match boundary {
        None if target.referenced => Fact::Open,
        None => Fact::Absent,
        Some(id) => arn(id).map_or(Fact::Open, |a: Text| Fact::Known(vec![a])),
    };
    vec![("iam:permissionsboundary", fact)]
}

fn protected(target: &Resource) -> bool {
    target.arn.to_string().contains(":role/aws-service-role/")
}

fn label(world: &World<'_>, actor: &Actor<'_>) -> String {
    actor.resource.map_or_else(String::new, |r| world.inventory.render(&r.arn))
}
