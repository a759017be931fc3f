//! The shapes of answers.

use crate::graph::{EdgeId, EdgeKind, Need, NodeId, Unsettled};
use crate::policy::{Denial, OpenCondition, Scope};

/// The answer to a reachability question, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Proven: there is no way.
    Never,
    /// Something needed for the answer is not known.
    Undecided,
    /// There is a way, under conditions.
    ReachesIf,
    /// There is a way.
    Reaches,
}

/// What is done with the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Access {
    /// Read data.
    Read,
    /// Write or delete data.
    Write,
    /// Use a key.
    Decrypt,
    /// Become the target (roles, `admin`).
    Become,
    /// Open connections; only where worlds are compared.
    Connect,
    /// Any of them.
    Any,
}

/// Why a step on the way is refused.
#[derive(Clone, Debug)]
pub struct Blocker {
    /// The step.
    pub from: NodeId,
    /// The step.
    pub to: NodeId,
    /// What it would have done.
    pub kind: EdgeKind,
    /// The need that fails.
    pub need: Option<Need>,
    /// The denial.
    pub denial: Option<Denial>,
    /// The fact that is missing.
    pub missing: Option<String>,
}

/// What would have to be known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unknown {
    /// At the step from.
    pub from: NodeId,
    /// To.
    pub to: NodeId,
    /// What is not known.
    pub doubt: Unsettled,
}

/// One answered pair.
#[derive(Clone, Debug)]
pub struct Trace {
    /// From.
    pub from: NodeId,
    /// To.
    pub to: NodeId,
    /// What is done with the target.
    pub access: Access,
    /// The verdict.
    pub verdict: Verdict,
    /// Some or all objects.
    pub scope: Scope,
    /// Conditions of all hops.
    pub conditions: Vec<OpenCondition>,
    /// Assumptions used, sorted.
    pub assumptions: Vec<&'static str>,
    /// The steps in order: the shortest way with the best verdict.
    pub hops: Vec<EdgeId>,
    /// The way with the fewest conditions, where that is another one.
    pub easiest: Option<Box<Trace>>,
    /// For `never` and `undecided`: the nearest refused steps.
    pub blocked_by: Vec<Blocker>,
    /// For `undecided`: what is missing.
    pub unknown: Vec<Unknown>,
    /// Changes that close it; only in answers to single questions and on refuted claims.
    pub remedy: Option<super::Remedy>,
}

/// Proven, refuted or open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ClaimVerdict {
    /// Holds.
    Proven,
    /// Does not hold; the witness shows it.
    Refuted,
    /// Not known.
    Undecided,
}

/// A judged claim.
#[derive(Clone, Debug)]
pub struct ClaimResult {
    /// The claim's id.
    pub id: String,
    /// What it says, as a sentence.
    pub sentence: String,
    /// The verdict.
    pub verdict: ClaimVerdict,
    /// The refuting way, or the undecided one.
    pub witness: Option<Trace>,
}
