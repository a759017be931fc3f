//! Assuming a role: `sts:AssumeRole` and its web identity and SAML forms, decided by the trust policy and the caller's own side.
//!
//! Source: "Methods to assume a role"; "Policy evaluation logic" (a trust policy must itself allow).

use std::collections::BTreeSet;

use super::{Reach, action};
use crate::aws::{Action, Text};
use crate::graph::actor::Actor;
use crate::graph::attempt::Attempt;
use crate::graph::world::{World, is_pattern, named_account};
use crate::graph::{EdgeKind, NodeKind, Outside};
use crate::model::{PrincipalKind, Resource, ResourceId};
use crate::policy::{Caller, Document, PrincipalPattern, Principals, Target};

pub(super) fn steps<'a>(world: &'a World<'a>, actor: &Actor<'a>, reach: Reach<'_>, out: &mut Vec<Attempt>) {
    let (kind, name, id) = form(&actor.caller);
    let Some(assume) = action(name) else { return };
    let is_role = |r: &&Resource| r.principal.as_ref().is_some_and(|p| p.kind == PrincipalKind::Role);
    for role in candidates(world, actor, reach, &assume).into_iter().filter_map(|id| world.inventory.resource(id)).filter(is_role) {
        if actor.resource.is_some_and(|r| r.id == role.id) {
            continue;
        }
        let trust = role.principal.as_ref().and_then(|p| p.trust).and_then(|t| world.source(t).document);
        let Some(trust) = trust else {
            // An unknown trust policy is told once, by an edge from `Anyone`; of a pattern, to whom it names.
            if matches!(reach, Reach::Possible) && is_pattern(&role.arn) {
                let mut attempt = Attempt::new(NodeKind::Principal(role.id), kind, id);
                attempt.need(&assume, role.arn.clone(), world.ask(actor, &assume, &Target::Some(role.arn.clone()), Some(role), &[]));
                attempt.unseen.push(format!("whether there is {} that lets it in", world.name(role)));
                out.push(attempt);
            }
            continue;
        };
        if !reach.wants(role, names(trust, actor)) {
            continue;
        }
        let again = || {
            let mut attempt = Attempt::new(NodeKind::Principal(role.id), kind, id);
            let answer = world.ask(actor, &assume, &Target::One(role.arn.clone()), Some(role), &[]);
            attempt.need(&assume, role.arn.clone(), answer);
            attempt.facts.extend(note(world, actor, role));
            attempt
        };
        let first = again();
        let possible = matches!(reach, Reach::Possible);
        out.push(if possible { world.retagged(actor, role, first, || Some(again())) } else { first });
    }
}

/// Roles that may let the actor in.
fn candidates(world: &World<'_>, actor: &Actor<'_>, reach: Reach<'_>, assume: &Action) -> BTreeSet<ResourceId> {
    if let Reach::Everything(only) = reach {
        return only.iter().flatten().copied().collect();
    }
    let mut found = world.trusting.direct(&actor.caller, actor.account.as_ref(), actor.is_ours());
    if let Some(account) = actor.account.as_ref().filter(|_| actor.is_ours()) {
        let own = actor.targets(world, assume);
        found.extend(world.trusting.delegated(account).filter(|r| actor.is_open() || own.contains(*r)));
        if actor.may(assume) {
            found.extend(world.patterns.iter().filter(|r| own.contains(**r)));
        }
    }
    found
}

fn form(caller: &Caller) -> (EdgeKind, &'static str, &'static [&'static str]) {
    match caller {
        Caller::WebIdentity(provider) if is_saml(provider) => (EdgeKind::AssumeSaml, "sts:AssumeRoleWithSAML", &[]),
        Caller::WebIdentity(_) => (EdgeKind::AssumeWebIdentity, "sts:AssumeRoleWithWebIdentity", &[]),
        _ => (EdgeKind::Assume, "sts:AssumeRole", &["sts-001"]),
    }
}

fn is_saml(provider: &Text) -> bool {
    provider.to_string().contains(":saml-provider/")
}

/// Whether a statement of the trust policy may speak of the actor. A "no" is final.
fn names(trust: &Document, actor: &Actor<'_>) -> bool {
    !trust.unknown_statements.is_empty()
        || trust.statements.iter().any(|s| match &s.principals {
            Principals::Absent => false,
            Principals::AllBut(_) => true,
            Principals::Only(list) => list.iter().any(|p| match (p, &actor.caller) {
                (PrincipalPattern::Everyone | PrincipalPattern::Unknown(_), _) => true,
                (PrincipalPattern::Service(name), Caller::Service(own)) => name == own || name.literal().is_none(),
                (PrincipalPattern::Service(_), _) | (_, Caller::Service(_)) => false,
                (PrincipalPattern::Federated(provider), Caller::WebIdentity(own)) => provider == own || provider.literal().is_none(),
                (PrincipalPattern::Federated(_), _) | (_, Caller::WebIdentity(_)) => false,
                (PrincipalPattern::Aws(_), _) => named_account(p)
                    .is_none_or(|a| actor.account.as_ref().is_none_or(|own| *own == a || own.literal().is_none() || a.literal().is_none())),
                (PrincipalPattern::CanonicalUser(_), _) => false,
            }),
        })
}

fn note(world: &World<'_>, actor: &Actor<'_>, role: &Resource) -> Option<String> {
    match &actor.kind {
        NodeKind::Outside(Outside::Identity { subject: Some(subject), .. }) => {
            Some(format!("as subject {} of the identity provider", world.inventory.render(subject)))
        }
        NodeKind::Outside(Outside::Service(_)) => {
            Some(format!("the service acts as {} for whoever configures it", world.inventory.render(&role.name)))
        }
        _ => None,
    }
}
