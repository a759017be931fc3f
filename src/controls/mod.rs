//! The control matrix: the questions of a managed and BYOC Kafka security review, each answered from facts or by a human statement with evidence.
//!
//! *In:* an [`Analysis`] with its [`Finding`]s.
//! *Out:* one [`Row`] a [`Control`].
//! *Does not:* look for anything that a rule looks for (findings are given), or format anything.

mod answer;
mod facts;
mod judge;
mod table;

use crate::findings::{Analysis, Finding};
use crate::model::{Accept, Evidence, ResourceId};

pub use table::{Class, Control, controls};

/// How a control is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// All needed facts are known, and nothing speaks against it.
    Met,
    /// Something speaks against it.
    Gap,
    /// A needed fact is missing.
    Unknown,
    /// A human says so, with evidence that has not run out.
    Stated,
    /// A gap that somebody accepts and somebody approved, until a date.
    Exception,
    /// The question does not arise.
    NotApplicable,
}

impl State {
    /// All states, those that need work first.
    pub const ALL: [Self; 6] = [Self::Gap, Self::Unknown, Self::Exception, Self::Stated, Self::Met, Self::NotApplicable];

    /// Its name in the matrix.
    pub fn name(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Gap => "gap",
            Self::Unknown => "unknown",
            Self::Stated => "stated",
            Self::Exception => "exception",
            Self::NotApplicable => "n/a",
        }
    }
}

/// A fact that a row was judged from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// One sentence; names of the input in it are raw (formats escape).
    pub text: String,
    /// The resource it is about, if one.
    pub resource: Option<ResourceId>,
}

/// One answered control.
#[derive(Clone, Debug)]
pub struct Row<'a> {
    /// The control.
    pub control: &'static Control,
    /// The answer.
    pub state: State,
    /// Why, in one sentence.
    pub reason: String,
    /// Facts that are missing.
    pub missing: Vec<String>,
    /// Facts that speak against it and of which no rule tells.
    pub against: Vec<Fact>,
    /// Findings of the rules that give evidence for it, by their places in the list.
    pub findings: Vec<usize>,
    /// The rules that ran for it.
    pub rules: Vec<&'static str>,
    /// What it was judged from.
    pub facts: Vec<Fact>,
    /// Rows that it sums up, and their answers.
    pub sums: Vec<(&'static str, State)>,
    /// Who owns the control.
    pub owners: Vec<&'a str>,
    /// Evidence that lies elsewhere, and whether it still counts.
    pub evidence: Vec<(&'a Evidence, bool)>,
    /// Who accepts the gap.
    pub accepted: Vec<&'a Accept>,
}

/// Answers every control, in the order of the table.
pub fn matrix<'a>(analysis: &Analysis<'a>, findings: &[Finding]) -> Vec<Row<'a>> {
    answer::rows(analysis, findings)
}
