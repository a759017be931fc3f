//! Conditions on one key together: what the key could hold so that they all come out as wanted.
//!
//! Candidates are taken from the conditions' own values, so that every region they cut the values into has one; for text with wildcards a
//! system of patterns decides. Whatever is proposed is checked against the conditions themselves before it counts.

use super::formula::Atom;
use crate::aws::Text;
use crate::policy::condition::{Family, Hit, Operand, Set, Test, Verdict, samples};
use crate::policy::context::{Env, Seen, is_always_there};
use crate::policy::evaluation::Doubt;
use crate::policy::glob::Token;
use crate::policy::request::Fact;
use crate::policy::system::{Found, Literal, find};

/// Combinations of wanted patterns that are tried.
const CHOICES: usize = 128;

/// Comparisons of a candidate with a condition.
const TRIES: usize = 100_000;

/// The outcome for one key.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Answer {
    /// This works; in the optimistic reading it may hang on doubts.
    Fact(Fact, Vec<Doubt>),
    /// Nothing does.
    None,
    /// Not decided.
    Budget,
}

/// What the key could hold. Optimistic: a doubtful condition counts as met.
pub(super) fn solve(literals: &[(&Atom, bool)], env: &Env<'_>, optimistic: bool) -> Answer {
    let check = |fact: &Fact| check(literals, env, fact, optimistic);
    let besides = literals.first().and_then(|(a, _)| env.always(&a.test.key));
    let always = besides.is_some() || literals.iter().all(|(a, _)| is_always_there(&a.test.key));
    if !always && let Some(doubts) = check(&Fact::Absent) {
        return Answer::Fact(Fact::Absent, doubts);
    }
    let mut all: Vec<Need<'_>> = besides.map(|t| (t, true)).into_iter().collect();
    let mut each = Vec::new();
    let mut sets = false;
    for (atom, holds) in literals {
        let Some(op) = atom.test.operator.filter(|o| o.family != Family::Null) else { continue };
        sets |= op.set != Set::One;
        let need = (&atom.test, op.negated != *holds);
        match (op.set, holds) {
            (Set::One, _) | (Set::All, true) | (Set::Any, false) => all.push(need),
            (Set::All, false) | (Set::Any, true) => each.push(need),
        }
    }
    let mut values: Vec<Text> = Vec::new();
    let mut budget = false;
    if each.is_empty() {
        match value(&all, env, optimistic) {
            Value::Is(v) => values.push(v),
            Value::None => {}
            Value::Budget => budget = true,
        }
    }
    for need in each {
        let needs: Vec<Need<'_>> = all.iter().copied().chain(std::iter::once(need)).collect();
        match value(&needs, env, optimistic) {
            Value::Is(v) if !values.contains(&v) => values.push(v),
            Value::Is(_) => {}
            Value::None => return Answer::None,
            Value::Budget => return Answer::Budget,
        }
    }
    let mut proposals = Vec::new();
    if sets {
        proposals.extend([Fact::Many(Vec::new()), Fact::Many(values.clone())]);
    }
    if let [one] = values.as_slice() {
        proposals.push(Fact::Known(vec![one.clone()]));
    }
    for fact in proposals {
        if let Some(doubts) = check(&fact) {
            return Answer::Fact(fact, doubts);
        }
    }
    if budget { Answer::Budget } else { Answer::None }
}

/// Whether every condition comes out as wanted, and the doubts that this hangs on.
pub(super) fn check(literals: &[(&Atom, bool)], env: &Env<'_>, fact: &Fact, optimistic: bool) -> Option<Vec<Doubt>> {
    let mut doubts = Vec::new();
    for (atom, holds) in literals {
        let seen = match fact {
            Fact::Known(values) => match values.as_slice() {
                [one] => Seen::One(one),
                many => Seen::Many(many),
            },
            Fact::Many(values) => Seen::Many(values),
            Fact::Absent | Fact::Open => Seen::Absent,
        };
        let doubt = match atom.test.verdict(env, seen) {
            Verdict::True if *holds => continue,
            Verdict::False if !*holds => continue,
            Verdict::True | Verdict::False => return None,
            Verdict::Symbol(s) => Doubt::UnknownValue(s),
            Verdict::Rule(n) => Doubt::Interpretation(n),
            Verdict::Invalid => Doubt::Unmodelled(atom.shown.statement, format!("condition operator `{}`", atom.shown.operator)),
            Verdict::Open(key) => Doubt::Unmodelled(atom.shown.statement, format!("policy variable `{key}`")),
        };
        if !optimistic {
            return None;
        }
        doubts.push(doubt);
    }
    Some(doubts)
}

/// A value must meet one of the test's values, or none.
type Need<'t> = (&'t Test, bool);

enum Value {
    Is(Text),
    None,
    Budget,
}

/// One value that meets all needs.
fn value(needs: &[Need<'_>], env: &Env<'_>, optimistic: bool) -> Value {
    let fits = |v: &Text| {
        needs.iter().all(|(test, wanted)| match test.hits(env, v) {
            Hit::Yes => *wanted,
            Hit::No => !*wanted,
            Hit::Rule(62) if *wanted => false,
            _ => optimistic,
        })
    };
    let arn = needs.iter().any(|(t, _)| t.operator.is_some_and(|o| o.family == Family::Arn));
    let boolean = needs.iter().any(|(t, _)| t.operator.is_some_and(|o| o.family == Family::Bool));
    let stranger: Text = if arn { "arn:aws:iam::000000000000:x/x".into() } else { "x".into() };
    let mut tries: Vec<Text> = Vec::new();
    for (test, _) in needs.iter().filter(|n| n.1).chain(needs.iter().filter(|n| !n.1)) {
        tries.extend(samples(test));
    }
    if !boolean {
        tries.push(stranger);
    }
    if tries.len().saturating_mul(needs.len()) > TRIES {
        return Value::Budget;
    }
    if let Some(v) = tries.iter().find(|v| fits(v)) {
        return Value::Is(v.clone());
    }
    // The samples of these are all there is.
    let finite = |(test, wanted): &Need<'_>| {
        let Some(op) = test.operator else { return false };
        let plain = |o: &Operand| matches!(o, Operand::Tokens(t) if !t.iter().any(|t| t.is_wildcard() || matches!(t, Token::Symbol(_))));
        match op.family {
            Family::Bool => true,
            Family::Text(_) | Family::Arn | Family::Binary => *wanted && test.operands.iter().all(|o| plain(o) || matches!(o, Operand::Bytes(_))),
            _ => false,
        }
    };
    let all_of = |family: fn(Family) -> bool| needs.iter().all(|(t, _)| t.operator.is_some_and(|o| family(o.family)));
    if needs.iter().any(finite)
        || all_of(|f| matches!(f, Family::Number(_)))
        || all_of(|f| matches!(f, Family::Date(_)))
        || all_of(|f| f == Family::Ip)
    {
        return Value::None;
    }
    if all_of(|f| matches!(f, Family::Text(_) | Family::Arn)) {
        return patterns(needs, arn, optimistic, env, fits);
    }
    Value::Budget
}

/// One of the wanted patterns of each need, none of the unwanted.
fn patterns(needs: &[Need<'_>], arn: bool, optimistic: bool, env: &Env<'_>, fits: impl Fn(&Text) -> bool) -> Value {
    let tokens = |o: &'_ Operand| if let Operand::Tokens(t) = o { Some(t.to_vec()) } else { None };
    let all = |test: &Test| test.operands.iter().filter_map(tokens).collect::<Vec<_>>();
    let wanted: Vec<Vec<Vec<Token>>> = needs.iter().filter(|n| n.1).map(|(t, _)| all(t)).collect();
    let unwanted: Vec<Vec<Token>> = needs.iter().filter(|n| !n.1).flat_map(|(t, _)| all(t)).collect();
    let many = Token::Many { colon: true };
    let within = Token::Many { colon: false };
    let colon = Token::Char(':');
    let shape = if arn {
        vec![Token::Char('a'), Token::Char('r'), Token::Char('n'), colon, within, colon, within, colon, within, colon, within, colon, many]
    } else {
        vec![many]
    };
    let mut choices: Vec<Vec<&[Token]>> = vec![Vec::new()];
    for options in &wanted {
        let longer: Vec<Vec<&[Token]>> =
            choices.iter().flat_map(|c| options.iter().map(move |o| c.iter().copied().chain(std::iter::once(&**o)).collect())).collect();
        if longer.len() > CHOICES {
            return Value::Budget;
        }
        choices = longer;
    }
    let mut budget = false;
    for choice in choices {
        let literals: Vec<Literal<'_>> =
            choice.iter().map(|g| Literal { glob: g, wanted: true }).chain(unwanted.iter().map(|g| Literal { glob: g, wanted: false })).collect();
        match find(&shape, &literals, optimistic, &env.work) {
            Found::String(v) if fits(&v) => return Value::Is(v),
            Found::String(_) | Found::Budget => budget = true,
            Found::None => {}
        }
    }
    if budget { Value::Budget } else { Value::None }
}
