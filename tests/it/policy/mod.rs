//! The policy room: answers with unknown parts, and the evaluator against a second, naive reading.

mod ask;
mod symbolic;
