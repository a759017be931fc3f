//! The policy room: answers with unknown parts, and the evaluator against a second, naive reading.

mod agreement;
mod ask;
pub(crate) mod dice;
mod grammar;
mod naive;
mod semantics;
mod sweep;
mod symbolic;
