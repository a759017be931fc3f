//! What an answer hangs on: a formula over open condition keys, the object, and doubts; and whether it can be met.

mod formula;
mod key;
mod search;

pub(super) use formula::{Atom, Atoms, Formula, Object, Shown};
pub(super) use search::{Outcome, Solution, is_met, needed, solve};
