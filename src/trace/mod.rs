//! Questions and their answers: from whom, to what, by which steps, under which conditions.
//!
//! *In:* an [`crate::graph::AccessGraph`] with its inventory, and a [`Question`].
//! *Out:* [`Trace`]s with a verdict each, and judged [`ClaimResult`]s.
//! *Does not:* format anything.

mod verdict;

pub use verdict::{Access, Blocker, ClaimResult, ClaimVerdict, Trace, Unknown, Verdict};
