//! Conditions: operators, their values, and whether they hold for what a key holds.
//!
//! Sources: "IAM JSON policy elements: Condition", "… Condition operators", "Set operators for multivalued context keys".

mod date;
mod ip;
mod number;
mod operator;
mod samples;
mod test;

pub use date::days_between;
pub(super) use operator::{Family, Operator, Set, negation};
pub(super) use samples::samples;
pub(super) use test::{Hit, Operand, Test, Verdict};
