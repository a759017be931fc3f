//! Which vendor actor reaches which class of data.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Node, Verdict};

/// Vendor actors by classes of data.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Matrix {
    /// Classes of data: datasets where the configuration names any, else kinds of store.
    pub columns: Vec<String>,
    /// One row an actor.
    pub rows: Vec<Row>,
}

/// What one actor reaches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Row {
    /// Who.
    pub actor: Node,
    /// How it gets in: the first steps of its ways.
    pub entry: Vec<String>,
    /// One cell a column.
    pub cells: Vec<Cell>,
}

/// The strongest answer for an actor and a class of data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Cell {
    /// The verdict.
    pub verdict: Verdict,
    /// In few words: `read, write`.
    pub text: String,
    /// Why: by which way, or what stands against it.
    pub reason: String,
    /// How many stores of the class have this verdict.
    pub stores: usize,
    /// The trace that shows it: `T-001`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace: Option<String>,
    /// Findings about it: `F-001`.
    pub findings: Vec<String>,
}
