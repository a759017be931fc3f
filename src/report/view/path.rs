//! Network paths of Kafka clusters.

use schemars::JsonSchema;
use serde::Serialize;

pub use crate::trace::{Boundary, Privacy};

/// A network path of a cluster across one of its boundaries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Path {
    /// The cluster.
    pub cluster: String,
    /// The boundary.
    pub boundary: Boundary,
    /// Who connects.
    pub from: String,
    /// To what.
    pub to: String,
    /// TCP ports that get through, or that were asked for where none does.
    pub ports: Vec<u16>,
    /// Whether it is private.
    pub verdict: Privacy,
    /// What carries it.
    pub mechanism: String,
    /// How it could be private, where it is not and can be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alternative: Option<String>,
    /// What is missing for that, or what stops or opens the path.
    pub missing: Vec<String>,
    /// Rules, routes and settings that decide, by their ids.
    pub evidence: Vec<String>,
    /// Codes of what stops a path that does not get through, or leaves it open: those of VPC Reachability Analyzer where it has one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<String>,
}
