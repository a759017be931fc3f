//! A finding.

use crate::graph::EdgeId;
use crate::model::{Origin, ResourceId};
use crate::policy::{OpenCondition, PolicyId, StatementRef};

/// How bad it is, least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// To know.
    Info,
    /// Hygiene.
    Low,
    /// A guard is weak.
    Medium,
    /// Data can be reached in a way that should not be.
    High,
    /// Regulated data or a whole account lies open.
    Critical,
}

/// How sure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// Hangs on something not known.
    Possible,
    /// Rests on a listed assumption.
    Assumed,
    /// Follows from the input.
    Proven,
}

/// What a finding is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A resource.
    Resource(ResourceId),
    /// A policy.
    Policy(PolicyId),
    /// Something named in the configuration: a vendor, a claim.
    Named(String),
}

/// One finding.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Rule id.
    pub rule: &'static str,
    /// How bad.
    pub severity: Severity,
    /// How sure.
    pub confidence: Confidence,
    /// About what.
    pub subject: Subject,
    /// One sentence for a reader; names of the input in it are raw (formats escape).
    pub message: String,
    /// Where it stands, most telling first.
    pub locations: Vec<Origin>,
    /// The steps that show it.
    pub hops: Vec<EdgeId>,
    /// Statements that show it, where there is no step.
    pub statements: Vec<StatementRef>,
    /// Conditions under which it holds.
    pub conditions: Vec<OpenCondition>,
    /// Stable parts that identify it: resource addresses or ARNs, never lines. Hashed with the rule id into the fingerprint.
    pub identity: Vec<String>,
}
