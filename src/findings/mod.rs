//! Rules: what is worth telling of an analysed world, each in a file of its own.
//!
//! *In:* an [`Analysis`].
//! *Out:* [`Finding`]s.
//! *Does not:* search the graph (traces are given) or format anything.

mod finding;
mod rule;

pub use finding::{Confidence, Finding, Severity, Subject};
pub use rule::{Analysis, Rule};
