//! What a change does to who reaches what.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Claim, Finding, Gap, Input, Severity, Trace};

/// Two worlds compared in reach.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct Changes {
    /// Version of this format, 1.
    pub version: u32,
    /// What the world before was read from.
    pub before: Vec<Input>,
    /// What the world after was read from.
    pub after: Vec<Input>,
    /// The worst severity among ways added and widened and claims newly refuted; null when there are none.
    pub severity: Option<Severity>,
    /// Ways that are new. Like all ways of the world after they carry their numbers in its report.
    pub added: Vec<Trace>,
    /// Ways that are gone, with their numbers in the report of the world before.
    pub removed: Vec<Trace>,
    /// Ways that are wider now: under fewer conditions, to more objects, for more callers, or with a stronger verdict.
    pub widened: Vec<Changed>,
    /// Ways that are narrower now.
    pub narrowed: Vec<Changed>,
    /// Claims that are refuted now and were not.
    pub claims_refuted: Vec<Claim>,
    /// What is not known now and was, or was not there.
    pub gaps_added: Vec<Gap>,
    /// Ways added and widened as findings, for formats that know nothing else; those that a new finding tells of are left out.
    pub reach: Vec<Finding>,
    /// Findings that nobody accepted and that were not there before.
    pub findings_added: Vec<Finding>,
    /// Findings that are gone.
    pub findings_resolved: Vec<Finding>,
    /// How many findings are as they were.
    pub findings_unchanged: usize,
}

/// A way that is there before and after.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Changed {
    /// As it is now.
    #[serde(flatten)]
    pub trace: Trace,
    /// As it was.
    pub before: Box<Trace>,
    /// What makes the difference, as sentences.
    pub why: Vec<String>,
}

impl Changes {
    /// Whether nobody reaches more, less or otherwise than before, nothing more is unknown and no finding came or went.
    pub fn is_empty(&self) -> bool {
        let ways = self.added.len() + self.removed.len() + self.widened.len() + self.narrowed.len();
        ways + self.claims_refuted.len() + self.gaps_added.len() + self.findings_added.len() + self.findings_resolved.len() == 0
    }
}
