//! Whether one set of policies allows what another does not: both formulas over the same leaves, the second one negated.

use std::collections::BTreeMap;

use super::answer::needs_no_permission;
use super::evaluator::Evaluator;
use crate::aws::Text;
use crate::policy::evaluation::Doubt;
use crate::policy::request::{Fact, Policies, Request};
use crate::policy::symbolic::{Outcome, solve};

/// What is gained for one caller and action.
#[derive(Clone, Debug)]
pub enum Gained {
    /// Nothing, whatever the doubts.
    Nothing,
    /// This request, whatever the doubts: the resource, and what the open keys hold.
    Request(Text, BTreeMap<String, Fact>),
    /// Not known.
    Unknown(Vec<Doubt>),
}

/// Whether `new` allows the request where `old` does not.
pub fn gained<'a>(request: &Request<'a>, new: &'a Policies<'a>, old: &'a Policies<'a>) -> Gained {
    use crate::policy::symbolic::Formula;
    if needs_no_permission(request) {
        return Gained::Nothing;
    }
    let mut e = Evaluator::new(*request, new);
    let after = e.combine().goal();
    if after == Formula::False {
        return Gained::Nothing;
    }
    e.policies = old;
    let before = e.combine().goal();
    let goal = Formula::and([after, before.negate()]);
    match solve(&goal, &e.atoms, &e.env, false) {
        Outcome::Met(solution) => Gained::Request(solution.resource, solution.facts),
        Outcome::Unmet | Outcome::Budget => match solve(&goal, &e.atoms, &e.env, true) {
            Outcome::Unmet => Gained::Nothing,
            Outcome::Met(solution) if !solution.doubts.is_empty() => Gained::Unknown(solution.doubts),
            Outcome::Met(_) | Outcome::Budget => Gained::Unknown(vec![Doubt::Budget]),
        },
    }
}
