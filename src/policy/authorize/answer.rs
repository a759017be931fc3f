//! From the formula to the answer: with conditions and a witness that is run again, or with the reason why not.

use super::evaluator::{Deny, Evaluator};
use super::paths::Combined;
use crate::aws::Text;
use crate::policy::condition::negation;
use crate::policy::controller::controller;
use crate::policy::evaluation::{Denial, Doubt, Evaluation, Grant, OpenCondition, PolicyKind, Scope, StatementRef, Witness};
use crate::policy::request::{Caller, Fact, Policies, Request};
use crate::policy::symbolic::{Formula, Object, Outcome, Solution, is_met, needed, solve};

pub(super) fn answer(request: &Request<'_>, policies: &Policies<'_>) -> Evaluation {
    if needs_no_permission(request) {
        let by = vec![PolicyKind::Default];
        return Evaluation::Allowed(Grant { by, statements: Vec::new(), scope: Scope::All, assumptions: Vec::new() });
    }
    if is_closed(request) {
        return Evaluation::Denied(Denial { explicit: false, by: PolicyKind::Default, statements: Vec::new(), assumptions: Vec::new() });
    }
    let mut e = Evaluator::new(*request, policies);
    let combined = e.combine();
    let goal = combined.goal();
    match goal {
        Formula::True => return Evaluation::Allowed(grant(&e, &combined)),
        Formula::False => return Evaluation::Denied(denied(&e, &combined)),
        _ => {}
    }
    match solve(&goal, &e.atoms, &e.env, false) {
        Outcome::Met(solution) => allowed(&e, &goal, &solution),
        Outcome::Unmet => match solve(&goal, &e.atoms, &e.env, true) {
            Outcome::Unmet => Evaluation::Denied(denied(&e, &combined)),
            Outcome::Budget => Evaluation::Uncertain(vec![Doubt::Budget]),
            Outcome::Met(solution) => Evaluation::Uncertain(doubts(&solution)),
        },
        Outcome::Budget => match solve(&goal, &e.atoms, &e.env, true) {
            Outcome::Unmet => Evaluation::Denied(denied(&e, &combined)),
            _ => Evaluation::Uncertain(vec![Doubt::Budget]),
        },
    }
}

/// Whether the caller may whatever policies say, even under an explicit Deny ("GetCallerIdentity", AWS STS API Reference; "Permissions for
/// GetSessionToken", IAM User Guide).
pub(super) fn needs_no_permission(request: &Request<'_>) -> bool {
    match request.action.folded() {
        "sts:getcalleridentity" => !matches!(request.caller, Caller::Anonymous | Caller::WebIdentity(_) | Caller::Service(_)),
        "sts:getsessiontoken" => matches!(request.caller, Caller::User(_) | Caller::Root(_)),
        _ => false,
    }
}

/// Whether the call is closed to the caller whatever policies say ("Compare AWS STS credentials", IAM User Guide).
fn is_closed(request: &Request<'_>) -> bool {
    matches!(request.action.folded(), "sts:getsessiontoken" | "sts:getfederationtoken")
        && matches!(request.caller, Caller::Role { .. } | Caller::FederatedUser(_))
}

fn doubts(solution: &Solution) -> Vec<Doubt> {
    let mut out = solution.doubts.clone();
    if out.is_empty() {
        out.push(Doubt::Budget);
    }
    out.sort();
    out
}

fn allowed(e: &Evaluator<'_>, goal: &Formula, solution: &Solution) -> Evaluation {
    let (again, concretely) = rerun(e, solution);
    if !is_met(&concretely.goal(), &again.atoms, &again.env, false) {
        return Evaluation::Uncertain(vec![Doubt::Mismatch]);
    }
    let grant = grant(&again, &concretely);
    let unconditional = solution.keys.is_empty() || holds_anyway(e, goal, solution);
    let keys = if unconditional { Vec::new() } else { needed(&solution.keys, &e.atoms, &e.env) };
    let scope = if covers_all(e, goal, &keys) { Scope::All } else { Scope::Some };
    let grant = Grant { scope, ..grant };
    if unconditional {
        return Evaluation::Allowed(grant);
    }
    let conditions = keys.iter().flat_map(|(atom, holds)| shown(e, *atom, *holds)).fold(Vec::new(), |mut out, c| {
        if !out.contains(&c) {
            out.push(c);
        }
        out
    });
    let context = solution.facts.iter().filter_map(|(key, fact)| match fact {
        Fact::Known(values) | Fact::Many(values) => Some((key.clone(), values.clone())),
        Fact::Absent | Fact::Open => None,
    });
    let witness = Witness { resource: solution.resource.clone(), context: context.collect() };
    Evaluation::AllowedIf(conditions, witness, grant)
}

/// The witness's request, with nothing open.
fn rerun<'a>(e: &Evaluator<'a>, solution: &Solution) -> (Evaluator<'a>, Combined) {
    let mut again = Evaluator::concrete(e.request, e.policies, solution.resource.clone(), solution.facts.clone());
    let combined = again.combine();
    (again, combined)
}

/// Whether for this object the answer holds whatever the open keys hold.
fn holds_anyway(e: &Evaluator<'_>, goal: &Formula, solution: &Solution) -> bool {
    let placed;
    let formula = match e.atoms.object {
        Object::One(_) => goal,
        Object::Some(_) => {
            placed = at(e, goal, &solution.resource);
            &placed
        }
    };
    !is_met(&formula.negate(), &e.atoms, &e.env, true)
}

/// The formula for one object.
fn at(e: &Evaluator<'_>, formula: &Formula, resource: &Text) -> Formula {
    match formula {
        Formula::Resource { glob, inside } => {
            let outcome = e
                .atoms
                .globs
                .get(*glob)
                .map_or(Formula::False, |g| e.matched(crate::policy::glob::compare(g, &crate::policy::glob::letters(resource))));
            if *inside { outcome } else { outcome.negate() }
        }
        Formula::And(parts) => Formula::and(parts.iter().map(|p| at(e, p, resource))),
        Formula::Or(parts) => Formula::or(parts.iter().map(|p| at(e, p, resource))),
        other => other.clone(),
    }
}

/// Whether under these conditions every object of the target is covered.
fn covers_all(e: &Evaluator<'_>, goal: &Formula, keys: &[(usize, bool)]) -> bool {
    if matches!(e.atoms.object, Object::One(_)) {
        return true;
    }
    let given = keys.iter().map(|(atom, holds)| Formula::Key { atom: *atom, holds: *holds });
    let gap = Formula::and(given.chain(std::iter::once(goal.negate())));
    !is_met(&gap, &e.atoms, &e.env, true)
}

fn grant(e: &Evaluator<'_>, combined: &Combined) -> Grant {
    let holds = |f: &Formula| is_met(f, &e.atoms, &e.env, false);
    let mut by: Vec<PolicyKind> = Vec::new();
    let mut assumptions = e.assumptions.clone();
    if e.env.assumed_account_not_own() {
        assumptions.insert("account-not-own");
    }
    let mut uses_identity = false;
    for path in combined.paths.iter().filter(|p| holds(&p.formula())) {
        uses_identity |= path.by.contains(&PolicyKind::Identity);
        for kind in path.by {
            if !by.contains(kind) {
                by.push(*kind);
            }
        }
    }
    if !uses_identity {
        assumptions.remove("caller-side-allows");
    }
    let mut statements: Vec<StatementRef> = Vec::new();
    for (kind, at) in &e.allows {
        if by.contains(kind) && !statements.contains(at) {
            statements.push(*at);
        }
    }
    Grant { by, statements, scope: Scope::All, assumptions: assumptions.into_iter().collect() }
}

fn denied(e: &Evaluator<'_>, combined: &Combined) -> Denial {
    let possible = |f: &Formula| is_met(f, &e.atoms, &e.env, true);
    let assumptions = if e.env.assumed_account_not_own() { vec!["account-not-own"] } else { Vec::new() };
    let certain = !possible(&combined.undenied);
    let allow = combined.allowed();
    if certain || possible(&allow) {
        let blocks = |f: &Formula| {
            let rest = if certain { Formula::True } else { allow.clone() };
            !possible(&Formula::and([rest, f.clone()]))
        };
        let mut alone: Vec<&Deny> = e.denies.iter().filter(|d| blocks(&d.avoided)).collect();
        if alone.is_empty() {
            alone.extend(&e.denies);
        }
        let by = alone.first().map_or(PolicyKind::Default, |d| d.kind);
        return Denial { explicit: true, by, statements: alone.iter().filter_map(|d| d.statement).collect(), assumptions };
    }
    let by = implicit(e, combined, possible);
    let mut statements: Vec<StatementRef> = Vec::new();
    for (_, at) in e.near.iter().filter(|(k, _)| by == PolicyKind::Default || *k == by) {
        if !statements.contains(at) {
            statements.push(*at);
        }
    }
    Denial { explicit: false, by, statements, assumptions }
}

/// Whose missing Allow it is.
fn implicit(e: &Evaluator<'_>, combined: &Combined, possible: impl Fn(&Formula) -> bool) -> PolicyKind {
    if combined.paths.iter().any(|p| possible(&p.formula()))
        && let Some((kind, _)) = combined.limits.iter().find(|(_, f)| !possible(f))
    {
        return *kind;
    }
    // Of the way that lacks least: how much, whether a grant, and whose fault comes first.
    let nearest = combined.paths.iter().map(|path| {
        let mut missing = path.factors.iter().filter(|(_, f)| !possible(f)).map(|(k, _)| *k);
        let first = missing.next();
        let is_grant = |k: PolicyKind| !matches!(k, PolicyKind::Boundary | PolicyKind::Session);
        missing.fold((usize::from(first.is_some()), first.is_some_and(is_grant), first), |(n, grant, first), k| (n + 1, grant || is_grant(k), first))
    });
    let nearest = nearest.min_by_key(|(n, grant, _)| (*n, *grant)).and_then(|(_, _, first)| first);
    match (nearest, combined.paths.len()) {
        // In one account either side would do.
        (Some(PolicyKind::Identity | PolicyKind::Resource), n) if n > 1 && !e.trust => PolicyKind::Default,
        (Some(kind), _) => kind,
        (None, _) if matches!(e.request.caller, Caller::Root(_)) && e.trust => PolicyKind::Trust,
        (None, _) => PolicyKind::Default,
    }
}

/// A condition as it is to be read: as written, or its opposite.
fn shown(e: &Evaluator<'_>, atom: usize, holds: bool) -> Vec<OpenCondition> {
    let Some(atom) = e.atoms.keys.get(atom) else { return Vec::new() };
    let s = &atom.shown;
    let one = |operator: String, values: Vec<Text>| OpenCondition {
        key: s.key.clone(),
        operator,
        values,
        who: controller(&atom.test.key),
        statement: s.statement,
    };
    if holds {
        return vec![one(s.operator.clone(), s.values.clone())];
    }
    let Some(negation) = negation(&s.operator) else { return vec![one(format!("not {}", s.operator), s.values.clone())] };
    let values: Vec<Text> = if negation.swapped { s.values.iter().map(opposite).collect() } else { s.values.clone() };
    let mut out = match negation.each {
        true => values.into_iter().map(|v| one(negation.operator.clone(), vec![v])).collect(),
        false => vec![one(negation.operator, values)],
    };
    if negation.present {
        out.push(one("Null".into(), vec!["false".into()]));
    }
    out
}

fn opposite(value: &Text) -> Text {
    match value.literal() {
        Some(s) if s.eq_ignore_ascii_case("true") => "false".into(),
        Some(s) if s.eq_ignore_ascii_case("false") => "true".into(),
        _ => value.clone(),
    }
}
