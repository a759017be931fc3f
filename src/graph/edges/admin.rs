//! Holding everything: every action on every resource of an account is allowed by identity policies within boundary and denies.
//!
//! Actions fall into classes that no pattern of the actor's policies tells apart; one of each class is asked about.

use std::collections::BTreeMap;

use super::{Reach, action};
use crate::aws::{Action, Text, reference::actions};
use crate::graph::actor::Actor;
use crate::graph::attempt::Attempt;
use crate::graph::world::World;
use crate::graph::{EdgeKind, NodeKind};
use crate::policy::{Actions, Evaluation, PolicyKind, Scope, Target};

pub(super) fn steps<'a>(world: &'a World<'a>, actor: &Actor<'a>, reach: Reach<'_>, out: &mut Vec<Attempt>) {
    let (Some(_), Some(account)) = (actor.resource, actor.account.clone()) else { return };
    if matches!(reach, Reach::Everything(only) if !only.contains(&None)) {
        return;
    }
    // No service has this action: only patterns that mean everything match it.
    let Some(fresh) = action("*:*") else { return };
    if matches!(reach, Reach::Possible) && !actor.may(&fresh) {
        return;
    }
    let mut attempt = Attempt::new(NodeKind::Admin(account), EdgeKind::Admin, &[]);
    ask(world, actor, &fresh, &mut attempt);
    for probe in classes(world, actor) {
        if attempt.refused() {
            break;
        }
        ask(world, actor, &probe, &mut attempt);
    }
    out.push(attempt);
}

fn ask<'a>(world: &'a World<'a>, actor: &Actor<'a>, probe: &Action, attempt: &mut Attempt) {
    let everywhere = Text::from("*");
    let answer = world.ask(actor, probe, &Target::Some(everywhere.clone()), None, &[]);
    if let Evaluation::Allowed(grant) | Evaluation::AllowedIf(_, _, grant) = &answer
        && grant.scope == Scope::Some
    {
        attempt.missing = Some(format!("{probe} is not allowed on every resource"));
    }
    // Whether a role lets somebody in is for its own trust policy to say.
    if matches!(&answer, Evaluation::Denied(d) if d.by == PolicyKind::Trust && !d.explicit) {
        return;
    }
    // One need stands for all classes that are allowed alike; a refused one is told by its action.
    let told = attempt.needs.iter().any(|(_, a)| *a == answer);
    if !told {
        attempt.need(probe, everywhere, answer);
    }
}

/// One action of each class.
fn classes(world: &World<'_>, actor: &Actor<'_>) -> Vec<Action> {
    let own = actor.identity().unwrap_or_default().iter().chain(actor.boundary());
    let documents = own.chain(world.controls(actor)).filter_map(|s| s.document);
    let patterns: Vec<String> = documents
        .flat_map(|d| &d.statements)
        .flat_map(|s| match &s.actions {
            Actions::Only(list) | Actions::AllBut(list) => list,
        })
        .filter_map(|p| p.literal())
        .map(str::to_lowercase)
        .filter(|p| p != "*")
        .collect();
    let mut seen: BTreeMap<Vec<u32>, ()> = BTreeMap::new();
    let mut signature: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (i, pattern) in patterns.iter().enumerate() {
        for id in actions::matching(pattern) {
            signature.entry(id.0).or_default().push(u32::try_from(i).unwrap_or(u32::MAX));
        }
    }
    let mut probes = Vec::new();
    for (id, class) in signature {
        if seen.insert(class, ()).is_none()
            && let Some(facts) = actions::all().get(id as usize)
            && let Ok(probe) = Action::parse(&format!("{}:{}", facts.service, facts.name))
        {
            probes.push(probe);
        }
    }
    probes
}
