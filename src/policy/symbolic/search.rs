//! Whether a formula can be met, and how with the least: a walk over the ways its disjunctions can fall, checking each key and the object as
//! it goes, cheapest first, cut off at a budget.

use std::collections::BTreeMap;

use super::formula::{Atom, Atoms, Formula, Object};
use super::key::{Answer, check, solve as solve_key};
use crate::aws::{SymbolKind, Text};
use crate::policy::context::Env;
use crate::policy::controller::{controller, cost};
use crate::policy::evaluation::Doubt;
use crate::policy::glob::{Match, compare, letters, text};
use crate::policy::request::Fact;
use crate::policy::system::{Found, Literal, find};

/// Branches looked at before giving up.
const BRANCHES: u32 = 2_000;
/// Branches looked at for something cheaper once there is a solution.
const POLISH: u32 = 200;
/// Disjunctions decided on one way.
const DEPTH: u32 = 500;
/// Conditions among which implied ones are looked for.
const COMPARED: usize = 64;
/// What a doubt costs: more than any condition.
const DOUBT: u32 = 100_000;

/// A way to meet a formula.
#[derive(Clone, Debug, Default)]
pub(in crate::policy) struct Solution {
    /// Conditions on open keys that it uses.
    pub(in crate::policy) keys: Vec<(usize, bool)>,
    /// What the open keys hold.
    pub(in crate::policy) facts: BTreeMap<String, Fact>,
    /// The object.
    pub(in crate::policy) resource: Text,
    /// Doubts that it hangs on (optimistic reading only).
    pub(in crate::policy) doubts: Vec<Doubt>,
    globs: Vec<(usize, bool)>,
    cost: u32,
}

/// The outcome of a search.
#[derive(Clone, Debug)]
pub(in crate::policy) enum Outcome {
    /// It can be met so.
    Met(Box<Solution>),
    /// It cannot.
    Unmet,
    /// Not decided.
    Budget,
}

/// Searches. Optimistic: every doubt falls as it helps, so `Unmet` is final; otherwise no doubt helps, so `Met` is.
pub(in crate::policy) fn solve(formula: &Formula, atoms: &Atoms, env: &Env<'_>, optimistic: bool) -> Outcome {
    let mut search = Search { atoms, env, optimistic, left: BRANCHES, best: None, cut: false };
    search.go(vec![formula], Solution::default(), 0);
    match search.best {
        Some(best) => Outcome::Met(Box::new(best)),
        None if search.cut => Outcome::Budget,
        None => Outcome::Unmet,
    }
}

/// Whether a formula can be met, as [`solve`] says; the search cut off counts as met in the optimistic reading only.
pub(in crate::policy) fn is_met(formula: &Formula, atoms: &Atoms, env: &Env<'_>, optimistic: bool) -> bool {
    match formula {
        Formula::True => true,
        Formula::False => false,
        Formula::Doubt(_) => optimistic,
        other => match solve(other, atoms, env, optimistic) {
            Outcome::Met(_) => true,
            Outcome::Unmet => false,
            Outcome::Budget => optimistic,
        },
    }
}

/// Leaves out the conditions that the others on the same key imply.
pub(in crate::policy) fn needed(keys: &[(usize, bool)], atoms: &Atoms, env: &Env<'_>) -> Vec<(usize, bool)> {
    let mut out = keys.to_vec();
    if keys.len() > COMPARED {
        return out;
    }
    for literal in keys.iter().rev() {
        let others: Vec<(usize, bool)> = out.iter().filter(|l| *l != literal).copied().collect();
        let Some(atom) = atoms.keys.get(literal.0) else { continue };
        let mut system: Vec<(&Atom, bool)> = same_key(&others, atoms, &atom.test.key);
        if system.is_empty() {
            continue;
        }
        system.push((atom, !literal.1));
        if solve_key(&system, env, true) == Answer::None {
            out = others;
        }
    }
    out
}

fn same_key<'a>(literals: &[(usize, bool)], atoms: &'a Atoms, key: &str) -> Vec<(&'a Atom, bool)> {
    literals.iter().filter_map(|(i, h)| atoms.keys.get(*i).filter(|a| *a.test.key == *key).map(|a| (a, *h))).collect()
}

struct Search<'a, 'e> {
    atoms: &'a Atoms,
    env: &'a Env<'e>,
    optimistic: bool,
    left: u32,
    best: Option<Solution>,
    cut: bool,
}

impl Search<'_, '_> {
    fn go(&mut self, mut todo: Vec<&Formula>, mut way: Solution, depth: u32) {
        if self.left == 0 || depth > DEPTH {
            self.cut = true;
            return;
        }
        self.left -= 1;
        let mut open: Vec<&Formula> = Vec::new();
        let before = way.globs.len();
        while let Some(formula) = todo.pop() {
            let fine = match formula {
                Formula::True => true,
                Formula::False => false,
                Formula::Doubt(doubt) => self.optimistic && doubtful(&mut way, doubt.clone()),
                Formula::Key { atom, holds } => self.add_key(&mut way, *atom, *holds),
                Formula::Resource { glob, inside } => add_glob(&mut way, *glob, *inside),
                Formula::And(parts) => {
                    todo.extend(parts.iter().rev());
                    true
                }
                Formula::Or(_) => {
                    open.push(formula);
                    true
                }
            };
            if !fine || self.best.as_ref().is_some_and(|b| way.cost >= b.cost) {
                return;
            }
        }
        open.retain(|f| !settled(f, &way));
        // What follows costs by the number of disjunctions.
        self.left = self.left.saturating_sub(u32::try_from(open.len() / 64).unwrap_or(u32::MAX));
        // The object is only worth a look where something is new about it, or at the end.
        if (way.globs.len() > before || open.is_empty()) && !self.place(&mut way) {
            return;
        }
        let Some(next) = (0..open.len()).min_by_key(|i| open.get(*i).map_or(usize::MAX, |f| alternatives(f).len())) else {
            if self.best.is_none() {
                self.left = self.left.min(POLISH);
            }
            self.best = Some(way);
            return;
        };
        let chosen = open.swap_remove(next);
        let mut children: Vec<&Formula> = alternatives(chosen).iter().collect();
        children.sort_by_key(|f| self.price(f, &way));
        for child in children {
            let mut rest = open.clone();
            rest.push(child);
            self.go(rest, way.clone(), depth + 1);
            if self.best.as_ref().is_some_and(|b| b.cost <= way.cost) {
                return;
            }
        }
    }

    fn add_key(&mut self, way: &mut Solution, atom: usize, holds: bool) -> bool {
        if way.keys.contains(&(atom, holds)) {
            return true;
        }
        if way.keys.contains(&(atom, !holds)) {
            return false;
        }
        let Some(new) = self.atoms.keys.get(atom) else { return false };
        way.keys.push((atom, holds));
        way.cost += cost(controller(&new.test.key));
        let key = &*new.test.key;
        // What was found before often works for the new condition too.
        if let Some(fact) = way.facts.get(key)
            && check(&[(new, holds)], self.env, fact, false).is_some()
        {
            return true;
        }
        match solve_key(&same_key(&way.keys, self.atoms, key), self.env, self.optimistic) {
            Answer::Fact(fact, doubts) => {
                way.facts.insert(key.to_owned(), fact);
                doubts.into_iter().for_each(|d| {
                    doubtful(way, d);
                });
                true
            }
            Answer::None => false,
            Answer::Budget if self.optimistic => doubtful(way, Doubt::Budget),
            Answer::Budget => {
                self.cut = true;
                false
            }
        }
    }

    /// Finds an object for the patterns so far.
    fn place(&mut self, way: &mut Solution) -> bool {
        let literals: Vec<Literal<'_>> =
            way.globs.iter().filter_map(|(g, inside)| self.atoms.globs.get(*g).map(|glob| Literal { glob, wanted: *inside })).collect();
        let shape = match &self.atoms.object {
            Object::One(one) => {
                way.resource.clone_from(one);
                return true;
            }
            Object::Some(shape) => shape,
        };
        if literals.is_empty() {
            way.resource = text(shape);
            return true;
        }
        match find(shape, &literals, self.optimistic, &self.env.work) {
            Found::String(s) => {
                let string = letters(&s);
                for literal in literals {
                    let symbol = match compare(literal.glob, &string) {
                        Match::Maybe(symbol) => Some(symbol),
                        Match::NotOwn => s.symbols().find(|s| s.kind == SymbolKind::Account),
                        Match::Yes | Match::No => None,
                    };
                    if let Some(symbol) = symbol {
                        doubtful(way, Doubt::UnknownValue(symbol));
                    }
                }
                way.resource = s;
                true
            }
            Found::None => false,
            Found::Budget if self.optimistic => doubtful(way, Doubt::Budget),
            Found::Budget => {
                self.cut = true;
                false
            }
        }
    }

    /// What a formula adds to the cost at least.
    fn price(&self, formula: &Formula, way: &Solution) -> u32 {
        match formula {
            Formula::True | Formula::False | Formula::Resource { .. } => 0,
            Formula::Doubt(d) => {
                if way.doubts.contains(d) {
                    0
                } else {
                    DOUBT
                }
            }
            Formula::Key { atom, holds } if way.keys.contains(&(*atom, *holds)) => 0,
            Formula::Key { atom, .. } => self.atoms.keys.get(*atom).map_or(0, |a| cost(controller(&a.test.key))),
            Formula::And(parts) => parts.iter().map(|p| self.price(p, way)).fold(0, u32::saturating_add),
            Formula::Or(parts) => parts.iter().map(|p| self.price(p, way)).min().unwrap_or(0),
        }
    }
}

fn alternatives(formula: &Formula) -> &[Formula] {
    match formula {
        Formula::Or(parts) => parts,
        other => std::slice::from_ref(other),
    }
}

fn add_glob(way: &mut Solution, glob: usize, inside: bool) -> bool {
    if !way.globs.contains(&(glob, inside)) {
        way.globs.push((glob, inside));
    }
    !way.globs.contains(&(glob, !inside))
}

fn doubtful(way: &mut Solution, doubt: Doubt) -> bool {
    if !way.doubts.contains(&doubt) {
        way.doubts.push(doubt);
        way.cost = way.cost.saturating_add(DOUBT);
    }
    true
}

/// Whether a disjunction holds already.
fn settled(formula: &Formula, way: &Solution) -> bool {
    match formula {
        Formula::True => true,
        Formula::False => false,
        Formula::Doubt(d) => way.doubts.contains(d),
        Formula::Key { atom, holds } => way.keys.contains(&(*atom, *holds)),
        Formula::Resource { glob, inside } => way.globs.contains(&(*glob, *inside)),
        Formula::And(parts) => parts.iter().all(|p| settled(p, way)),
        Formula::Or(parts) => parts.iter().any(|p| settled(p, way)),
    }
}
