//! The state of one evaluation: the request, its keys, the leaves of the formula, and what was noticed on the way.

use std::collections::{BTreeMap, BTreeSet};

use crate::aws::{Arn, Text};
use crate::policy::context::Env;
use crate::policy::evaluation::{Doubt, PolicyKind, StatementRef};
use crate::policy::glob::{Match, Token, compare, letters};
use crate::policy::request::{Fact, Policies, Request, Target};
use crate::policy::symbolic::{Atoms, Formula};

/// What is acted on, ready to match.
pub(super) enum Place {
    /// One resource.
    One(Text),
    /// Some resource of this shape (held by the formula's leaves).
    Some,
}

/// A Deny statement that may apply.
pub(super) struct Deny {
    /// Kind of its policy.
    pub(super) kind: PolicyKind,
    /// Which one.
    pub(super) statement: Option<StatementRef>,
    /// That it does not apply.
    pub(super) avoided: Formula,
}

/// One evaluation.
pub(super) struct Evaluator<'a> {
    pub(super) request: Request<'a>,
    pub(super) policies: &'a Policies<'a>,
    pub(super) env: Env<'a>,
    pub(super) atoms: Atoms,
    pub(super) place: Place,
    /// Allow statements that apply for certain.
    pub(super) allows: Vec<(PolicyKind, StatementRef)>,
    /// Deny statements that may apply.
    pub(super) denies: Vec<Deny>,
    /// Statements about the action that did not apply.
    pub(super) near: Vec<(PolicyKind, StatementRef)>,
    pub(super) assumptions: BTreeSet<&'static str>,
}

impl<'a> Evaluator<'a> {
    pub(super) fn new(request: Request<'a>, policies: &'a Policies<'a>) -> Self {
        let mut atoms = Atoms::default();
        let place = match request.target {
            Target::One(text) => Place::One(text.clone()),
            Target::Some(pattern) => {
                let tokens = shape(pattern);
                if tokens.iter().any(|t| t.is_wildcard()) {
                    atoms.target = tokens;
                    Place::Some
                } else {
                    Place::One(pattern.clone())
                }
            }
        };
        if let Place::One(text) = &place {
            atoms.target = letters(text);
        }
        Self {
            request,
            policies,
            env: Env::new(&request),
            atoms,
            place,
            allows: Vec::new(),
            denies: Vec::new(),
            near: Vec::new(),
            assumptions: BTreeSet::new(),
        }
    }

    /// The same question about one resource and with nothing open.
    pub(super) fn concrete(request: Request<'a>, policies: &'a Policies<'a>, resource: Text, facts: BTreeMap<String, Fact>) -> Self {
        let mut out = Self::new(request, policies);
        out.atoms.target = letters(&resource);
        out.place = Place::One(resource);
        out.env.close(facts);
        out
    }

    /// Whether two texts are the same, as a formula.
    pub(super) fn same(&self, a: &Text, b: &Text) -> Formula {
        if let (Some(a), Some(b)) = (a.literal(), b.literal()) {
            return Formula::constant(a == b);
        }
        self.matched(compare(&letters(b), &letters(a)))
    }

    /// A comparison as a formula.
    pub(super) fn matched(&self, outcome: Match) -> Formula {
        match outcome {
            Match::Yes => Formula::True,
            Match::No => Formula::False,
            Match::Maybe(symbol) => Formula::Doubt(Doubt::UnknownValue(symbol)),
            Match::NotOwn => {
                self.env.assume_account_not_own();
                Formula::False
            }
        }
    }

    /// The target's ARN, as far as it has one.
    pub(super) fn arn(&self) -> Option<Arn> {
        let (Target::One(text) | Target::Some(text)) = self.request.target;
        Arn::parse(text).ok()
    }
}

/// A target's shape. A `*` that is all of the last part stands for at least one character: no object has an empty key, no role an empty name.
fn shape(pattern: &Text) -> Vec<Token> {
    let mut out: Vec<Token> = letters(pattern)
        .into_iter()
        .map(|t| match t {
            Token::Char('*') => Token::Many { colon: true },
            Token::Char('?') => Token::One { colon: true },
            other => other,
        })
        .collect();
    if let [.., Token::Char('/' | ':'), Token::Many { .. }] = out.as_slice() {
        out.insert(out.len() - 1, Token::One { colon: true });
    }
    out
}
