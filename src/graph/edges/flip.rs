//! Setting tags of others that conditions test: of principals, so that their policies give more, and of what they act on.
//!
//! Source: "What is ABAC for AWS?", IAM User Guide. What an actor may tag itself is open to it anyway (`graph::tag`).

use super::rewrite::{protected, push};
use super::{Reach, action};
use crate::graph::actor::Actor;
use crate::graph::attempt::Attempt;
use crate::graph::world::World;
use crate::graph::{Change, EdgeKind, NodeKind};
use crate::model::PrincipalKind;
use crate::policy::Target;

pub(super) fn steps<'a>(world: &'a World<'a>, actor: &Actor<'a>, reach: Reach<'_>, out: &mut Vec<Attempt>) {
    // Who holds everything changes permissions, not tags.
    if !actor.is_ours() || matches!(reach, Reach::Everything(_)) || matches!(actor.kind, NodeKind::Admin(_)) {
        return;
    }
    if world.tests.principals {
        principals(world, actor, out);
    }
    if world.tests.resources {
        resources(world, actor, out);
    }
}

fn principals<'a>(world: &'a World<'a>, actor: &Actor<'a>, out: &mut Vec<Attempt>) {
    for (kind, name) in [(PrincipalKind::Role, "iam:TagRole"), (PrincipalKind::User, "iam:TagUser")] {
        let Some(act) = action(name).filter(|a| actor.may(a)) else { continue };
        for target in world.principals().filter(|r| r.principal.as_ref().is_some_and(|p| p.kind == kind)) {
            if !actor.rules(target) || target.referenced || protected(target) || !actor.may_on(world, &act, target) {
                continue;
            }
            let mut attempt = Attempt::new(NodeKind::Anyone, EdgeKind::FlipTag, &[]);
            attempt.need(&act, target.arn.clone(), world.ask(actor, &act, &Target::One(target.arn.clone()), Some(target), &[]));
            attempt.facts.push(format!("{} gets the tags that conditions ask for", world.name(target)));
            push(actor, &[target.id], &Change { tagged: true, ..Change::default() }, &attempt, out);
        }
    }
}

fn resources<'a>(world: &'a World<'a>, actor: &Actor<'a>, out: &mut Vec<Attempt>) {
    if !world.tags_something(actor) {
        return;
    }
    let matters = |r: &&crate::model::Resource| {
        let acted_on = r.store.is_some() || r.key.is_some() || !r.runs_as.is_empty() || r.principal.is_some();
        acted_on && !r.referenced && Some(&r.account) == actor.account.as_ref()
    };
    for target in world.inventory.resources.iter().filter(matters) {
        let Some((act, answer)) = world.tagging(actor, target) else { continue };
        let mut attempt = Attempt::new(NodeKind::Tagged(target.id), EdgeKind::FlipTag, &[]);
        attempt.need(&act, target.arn.clone(), answer);
        out.push(attempt);
    }
}
