//! Decisions on single calls as answers of the report.

use super::world::{SENSITIVE, World};
use crate::aws::Text;
use crate::graph::{NodeKind, Outside, Unsettled};
use crate::policy::{Evaluation, Grant, PolicyKind, Witness};
use crate::report::view;
use crate::report::visible::bounded;
use crate::trace::{Asking, Decision, Decisions};

/// The strongest of several decisions: a question about "the vendors" is answered by the one who can. `None` when nobody was asked about.
pub fn can(sources: super::Sources<'_>, asking: &Asking, decisions: &Decisions) -> Option<view::Can> {
    let world = World::new(sources);
    let strength = |d: &&Decision| match d.evaluation {
        Evaluation::Allowed(_) => 0,
        Evaluation::AllowedIf(..) => 1,
        Evaluation::Uncertain(_) => 2,
        Evaluation::Denied(_) => 3,
    };
    let best = decisions.each.iter().min_by_key(strength)?;
    Some(view::Can {
        version: view::VERSION,
        action: asking.action.as_str().to_owned(),
        resource: world.render(&decisions.target),
        decision: decision(&world, asking, decisions, best),
    })
}

/// Everybody who may.
pub fn who_can(sources: super::Sources<'_>, asking: &Asking, decisions: &Decisions) -> view::WhoCan {
    let world = World::new(sources);
    view::WhoCan {
        version: view::VERSION,
        action: asking.action.as_str().to_owned(),
        resource: world.render(&decisions.target),
        principals: decisions.each.iter().map(|d| decision(&world, asking, decisions, d)).collect(),
    }
}

fn decision(world: &World<'_>, asking: &Asking, decisions: &Decisions, decided: &Decision) -> view::Decision {
    let principal = world.of_kind(&decided.principal);
    let assumptions = |used: &[&'static str]| {
        let mut all: Vec<String> = used.iter().copied().chain(world.sources.inventory.assumed()).map(str::to_owned).collect();
        all.sort();
        all.dedup();
        all
    };
    let blank = view::Decision {
        principal,
        decision: view::Outcome::Undecided,
        kind: None,
        decided_by: None,
        statements: Vec::new(),
        conditions: Vec::new(),
        witness: None,
        assumptions: assumptions(&[]),
        unknown: Vec::new(),
    };
    match &decided.evaluation {
        Evaluation::Allowed(grant) => view::Decision {
            decision: view::Outcome::Allowed,
            decided_by: decided_by(grant),
            statements: world.statements(&grant.statements),
            assumptions: assumptions(&grant.assumptions),
            ..blank
        },
        Evaluation::AllowedIf(conditions, witness, grant) => {
            let mut rests_on = conditions.iter().map(|c| c.statement).chain(grant.statements.iter().copied());
            let hidden = rests_on.any(|s| world.is_sensitive(s));
            view::Decision {
                decision: view::Outcome::AllowedIf,
                decided_by: decided_by(grant),
                statements: world.statements(&grant.statements),
                conditions: world.conditions(conditions),
                witness: Some(request(world, asking, decisions, &decided.principal, witness, hidden)),
                assumptions: assumptions(&grant.assumptions),
                ..blank
            }
        }
        Evaluation::Denied(denial) => view::Decision {
            decision: view::Outcome::Denied,
            kind: Some(if denial.explicit { view::Refusal::Explicit } else { view::Refusal::Implicit }),
            decided_by: Some(denial.by.word().to_owned()),
            statements: world.statements(&denial.statements),
            assumptions: assumptions(&denial.assumptions),
            ..blank
        },
        Evaluation::Uncertain(doubts) => {
            let missing = doubts.iter().map(|doubt| {
                let (kind, message, subject, origin) = world.unsettled(&Unsettled::Policy(doubt.clone()));
                view::Missing { kind: kind.to_owned(), message, subject, origin }
            });
            view::Decision { unknown: missing.collect(), ..blank }
        }
    }
}

/// The kind that granted; a trust policy says more than the caller's own.
fn decided_by(grant: &Grant) -> Option<String> {
    let by = grant.by.iter().find(|k| **k == PolicyKind::Trust).or(grant.by.first());
    by.map(|k| k.word().to_owned())
}

/// The witness as a request. Hidden: its values come from a policy that the input marks as sensitive.
fn request(world: &World<'_>, asking: &Asking, decisions: &Decisions, principal: &NodeKind, witness: &Witness, hidden: bool) -> view::Request {
    let given = asking.context.iter().filter_map(|(key, fact)| match fact {
        crate::policy::Fact::Known(values) | crate::policy::Fact::Many(values) => Some((key, values)),
        crate::policy::Fact::Absent | crate::policy::Fact::Open => None,
    });
    let told = |values: &[Text]| match values {
        [one] => view::Values::One(world.render(one)),
        many => view::Values::Many(many.iter().map(|v| world.render(v)).collect()),
    };
    let found = witness.context.iter().map(|(key, values)| {
        let values = if hidden { view::Values::One(SENSITIVE.to_owned()) } else { told(values) };
        (bounded(key.clone()), values)
    });
    view::Request {
        principal: match principal {
            NodeKind::Outside(Outside::Everyone) => "anonymous".into(),
            NodeKind::Outside(Outside::Account(id)) => world.render(id),
            other => world.of_kind(other).arn,
        },
        action: asking.action.as_str().to_owned(),
        resource: world.render(&witness.resource),
        resource_account: decisions.account.as_ref().map(|a| world.render(a)),
        context: found.chain(given.map(|(key, values)| (bounded(key.clone()), told(values)))).collect(),
    }
}
