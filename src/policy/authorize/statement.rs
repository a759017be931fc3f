//! Whether a statement applies: action, resource and conditions.

use super::evaluator::Evaluator;
use crate::aws::Text;
use crate::aws::reference::condition_keys;
use crate::policy::condition::{Family, Operand, Operator, Set, Test, Verdict};
use crate::policy::context::{Seen, is_always_there};
use crate::policy::document::{Condition, Statement};
use crate::policy::evaluation::{Doubt, PolicyKind, StatementRef};
use crate::policy::glob::Match;
use crate::policy::request::Fact;
use crate::policy::symbolic::{Atom, Formula, Shown};
use crate::policy::template::Style;

impl Evaluator<'_> {
    /// That the statement applies as far as action, resource and conditions go (or that it does not). `about`: how it matches the action.
    pub(super) fn applies(&mut self, at: StatementRef, kind: PolicyKind, statement: &Statement, about: Match, want: bool) -> Formula {
        let mut out = match about {
            Match::No | Match::NotOwn => return Formula::constant(!want),
            Match::Yes => Formula::constant(want),
            Match::Maybe(symbol) => Formula::Doubt(Doubt::UnknownValue(symbol)),
        };
        let resource = self.resource(at, kind, statement, want);
        if resource.is_constant(!want) {
            self.near.push((kind, at));
            return resource;
        }
        out.add(resource, want);
        for (test, condition) in statement.compiled.tests.iter().zip(&statement.conditions) {
            let part = self.condition(at, test, condition, want);
            if part.is_constant(!want) {
                self.near.push((kind, at));
                return part;
            }
            out.add(part, want);
        }
        out
    }

    /// That a condition holds (or does not).
    fn condition(&mut self, at: StatementRef, test: &Test, condition: &Condition, want: bool) -> Formula {
        let unmodelled = |what: String| Formula::Doubt(Doubt::Unmodelled(at, what));
        if let Some(symbol) = test.hangs_on(&self.env.seen(&test.key)) {
            return Formula::Doubt(Doubt::UnknownValue(symbol));
        }
        if test.operator.is_none() {
            return unmodelled(format!("condition operator `{}`", condition.operator));
        }
        let seen = self.env.seen(&test.key);
        let key = match seen {
            Seen::Open => match test.resolved(&self.env) {
                Some(test) => {
                    let shown = Shown {
                        statement: at,
                        operator: condition.operator.to_string(),
                        key: condition.key.clone(),
                        values: condition.values.clone(),
                    };
                    // Rule 66: a multivalued key without a set operator.
                    let lone = test.operator.is_some_and(|o| o.set == Set::One && o.family != Family::Null);
                    let several = lone && condition_keys::facts(&test.key).is_some_and(|k| k.multivalued);
                    let leaf = Formula::Key { atom: self.atoms.key(Atom { test, shown }), holds: want };
                    return if several { Formula::either(leaf, Formula::constant(!want), Doubt::Interpretation(66)) } else { leaf };
                }
                None => self.first_open(test),
            },
            _ => match test.verdict(&self.env, seen) {
                Verdict::True => return Formula::constant(want),
                Verdict::False => return Formula::constant(!want),
                Verdict::Symbol(symbol) => return Formula::Doubt(Doubt::UnknownValue(symbol)),
                Verdict::Rule(n) => return Formula::Doubt(Doubt::Interpretation(n)),
                Verdict::Invalid => return unmodelled(format!("value of `{}`", condition.operator)),
                Verdict::Open(key) => Some(key.to_owned()),
            },
        };
        let Some(key) = key else { return unmodelled(format!("condition on `{}`", condition.key)) };
        if let Some(swapped) = self.swapped(at, test, condition, want) {
            return swapped;
        }
        let mut candidates: Vec<Text> = vec!["x".into()];
        if let Seen::One(value) = self.env.seen(&test.key) {
            candidates.insert(0, value.clone());
            if let Some(s) = value.literal() {
                candidates.extend(s.split(['/', ':']).filter(|p| !p.is_empty()).take(8).map(Text::from));
            }
        }
        self.open_variable(at, &key, &candidates, |e| e.condition(at, test, condition, want), |_| Formula::True)
    }

    fn first_open(&self, test: &Test) -> Option<String> {
        test.operands.iter().find_map(|o| match o {
            Operand::Pattern(t) => match t.resolve(&self.env) {
                crate::policy::template::Resolved::Open(key) => Some(key.to_owned()),
                _ => None,
            },
            _ => None,
        })
    }

    /// `known key = ${open key}` said of the open key instead.
    fn swapped(&mut self, at: StatementRef, test: &Test, condition: &Condition, want: bool) -> Option<Formula> {
        let Operator { set: Set::One, family: Family::Text(Style::Exact | Style::Like) | Family::Arn, negated, .. } = test.operator? else {
            return None;
        };
        let [Operand::Pattern(template)] = test.operands.as_slice() else { return None };
        let key = template.lone_variable()?;
        let Seen::One(value) = self.env.seen(&test.key) else { return None };
        let operator = Operator { set: Set::One, family: Family::Text(Style::Exact), negated, if_exists: false };
        let shown =
            Shown { statement: at, operator: condition.operator.to_string().replace("IfExists", ""), key: key.into(), values: vec![value.clone()] };
        let atom = Atom { test: Test::equals(key, value, operator), shown };
        Some(Formula::Key { atom: self.atoms.key(atom), holds: want })
    }

    /// A formula with a variable whose key is open: one alternative for each value tried, one for none, and a doubt for all others.
    pub(super) fn open_variable(
        &mut self,
        at: StatementRef,
        key: &str,
        candidates: &[Text],
        mut with: impl FnMut(&mut Self) -> Formula,
        otherwise: impl FnOnce(&mut Self) -> Formula,
    ) -> Formula {
        let equals = Operator { set: Set::One, family: Family::Text(Style::Exact), negated: false, if_exists: false };
        let mut parts = Vec::new();
        let mut tries: Vec<Fact> = candidates.iter().map(|c| Fact::Known(vec![c.clone()])).collect();
        if !is_always_there(key) {
            tries.push(Fact::Absent);
        }
        for fact in tries {
            let (test, operator, value) = match &fact {
                Fact::Known(values) => match values.first() {
                    Some(v) => (Test::equals(key, v, equals), "StringEquals", v.clone()),
                    None => continue,
                },
                _ => (Test::absent(key), "Null", "true".into()),
            };
            self.env.tried.insert(key.to_owned(), fact);
            let then = with(self);
            self.env.tried.remove(key);
            if then == Formula::False {
                continue;
            }
            let shown = Shown { statement: at, operator: operator.to_owned(), key: key.into(), values: vec![value] };
            let atom = self.atoms.key(Atom { test, shown });
            parts.push(Formula::and([Formula::Key { atom, holds: true }, then]));
        }
        let doubt = Formula::Doubt(Doubt::Unmodelled(at, format!("policy variable `{key}` whose value is open")));
        parts.push(Formula::and([doubt, otherwise(self)]));
        Formula::or(parts)
    }
}
