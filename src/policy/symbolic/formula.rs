//! Formulas in negation normal form.

use crate::aws::Text;
use crate::policy::condition::Test;
use crate::policy::evaluation::{Doubt, StatementRef};
use crate::policy::glob::Token;

/// A formula; negation is at the leaves.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::policy) enum Formula {
    /// Holds.
    True,
    /// Does not.
    #[default]
    False,
    /// Not known; so is its negation.
    Doubt(Doubt),
    /// A condition on an open key.
    Key {
        /// Which one.
        atom: usize,
        /// Whether it must hold or must not.
        holds: bool,
    },
    /// The object matches a pattern.
    Resource {
        /// Which one.
        glob: usize,
        /// Whether it must match or must not.
        inside: bool,
    },
    /// All of these.
    And(Vec<Formula>),
    /// One of these.
    Or(Vec<Formula>),
}

impl Formula {
    /// A truth value.
    pub(in crate::policy) fn constant(b: bool) -> Self {
        if b { Self::True } else { Self::False }
    }

    /// All of these.
    pub(in crate::policy) fn and(parts: impl IntoIterator<Item = Formula>) -> Self {
        Self::join(parts, true)
    }

    /// One of these.
    pub(in crate::policy) fn or(parts: impl IntoIterator<Item = Formula>) -> Self {
        Self::join(parts, false)
    }

    fn join(parts: impl IntoIterator<Item = Formula>, all: bool) -> Self {
        let mut out = Self::constant(all);
        for part in parts {
            out.add(part, all);
            if out.is_constant(!all) {
                break;
            }
        }
        out
    }

    /// Whether the formula is this truth value.
    pub(in crate::policy) fn is_constant(&self, b: bool) -> bool {
        matches!((self, b), (Self::True, true) | (Self::False, false))
    }

    /// Requires one more part (all), or admits one more (not all).
    #[inline]
    pub(in crate::policy) fn add(&mut self, part: Formula, all: bool) {
        if self.is_constant(!all) || part.is_constant(all) {
            return;
        }
        if self.is_constant(all) || part.is_constant(!all) {
            *self = part;
            return;
        }
        self.lengthen(part, all);
    }

    fn lengthen(&mut self, part: Formula, all: bool) {
        match (&mut *self, all) {
            (Self::And(list), true) | (Self::Or(list), false) => extend(list, part, all),
            _ => {
                let mut list = vec![std::mem::take(self)];
                extend(&mut list, part, all);
                *self = if all { Self::And(list) } else { Self::Or(list) };
            }
        }
    }

    /// The opposite. A doubt stays one.
    pub(in crate::policy) fn negate(&self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Doubt(d) => Self::Doubt(d.clone()),
            Self::Key { atom, holds } => Self::Key { atom: *atom, holds: !holds },
            Self::Resource { glob, inside } => Self::Resource { glob: *glob, inside: !inside },
            Self::And(parts) => Self::or(parts.iter().map(Self::negate)),
            Self::Or(parts) => Self::and(parts.iter().map(Self::negate)),
        }
    }

    /// Both readings of an open question: sure where they agree.
    pub(in crate::policy) fn either(a: Self, b: Self, doubt: Doubt) -> Self {
        if a == b {
            return a;
        }
        let both = Self::and([a.clone(), b.clone()]);
        Self::or([both, Self::and([Self::Doubt(doubt), Self::or([a, b])])])
    }
}

fn extend(list: &mut Vec<Formula>, part: Formula, all: bool) {
    match (part, all) {
        (Formula::And(more), true) | (Formula::Or(more), false) => list.extend(more),
        (other, _) => list.push(other),
    }
}

/// A condition on an open key, its variables put in.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::policy) struct Atom {
    /// The condition.
    pub(in crate::policy) test: Test,
    /// How it is shown.
    pub(in crate::policy) shown: Shown,
}

/// A condition as a policy writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::policy) struct Shown {
    /// Where.
    pub(in crate::policy) statement: StatementRef,
    /// Operator.
    pub(in crate::policy) operator: String,
    /// Key.
    pub(in crate::policy) key: Text,
    /// Values.
    pub(in crate::policy) values: Vec<Text>,
}

/// How far back equal leaves are looked for.
const SHARED: usize = 256;

/// What is acted on, ready to match.
#[derive(Debug)]
pub(in crate::policy) enum Object {
    /// One resource.
    One(Text),
    /// Some resource of this shape.
    Some(Vec<Token>),
}

/// What the leaves of a formula refer to.
#[derive(Debug)]
pub(in crate::policy) struct Atoms {
    /// Conditions on open keys.
    pub(in crate::policy) keys: Vec<Atom>,
    /// Resource patterns.
    pub(in crate::policy) globs: Vec<Box<[Token]>>,
    /// What is acted on. No pattern is a leaf where that is one resource.
    pub(in crate::policy) object: Object,
}

impl Atoms {
    /// No leaves yet.
    pub(in crate::policy) fn new(object: Object) -> Self {
        Self { keys: Vec::new(), globs: Vec::new(), object }
    }

    /// The number of a condition; equal ones share it (of the last few: sharing only saves work).
    pub(in crate::policy) fn key(&mut self, atom: Atom) -> usize {
        let from = self.keys.len().saturating_sub(SHARED);
        match self.keys.iter().skip(from).position(|a| a.test == atom.test) {
            Some(i) => from + i,
            None => {
                self.keys.push(atom);
                self.keys.len() - 1
            }
        }
    }

    /// The number of a pattern.
    pub(in crate::policy) fn glob(&mut self, glob: &[Token]) -> usize {
        let from = self.globs.len().saturating_sub(SHARED);
        match self.globs.iter().skip(from).position(|g| **g == *glob) {
            Some(i) => from + i,
            None => {
                self.globs.push(glob.into());
                self.globs.len() - 1
            }
        }
    }
}
