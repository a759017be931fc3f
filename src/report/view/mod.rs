//! What a report says, as plain values. The field order is the order of the JSON; the names are the contract of the command line.
//!
//! Strings are the input's own and hostile: each format escapes where it writes. What is longer than [`crate::report::visible::LONGEST`]
//! characters has been cut in the middle already, and says so.

mod access;
mod changes;
mod control;
mod decision;
mod finding;
mod matrix;
mod path;
mod reach;
mod ways;

use schemars::JsonSchema;
use serde::Serialize;

pub use crate::findings::{Confidence, Severity};
pub use crate::graph::EdgeKind;
pub use crate::trace::{Access, ClaimVerdict, EditKind, Verdict};
pub use access::{Blocker, Certainty, Condition, Edit, Hop, Node, Origin, Reach, Remedy, Statement, Trace, TraceAnswer, Unknown, Who};
pub use changes::{Changed, Changes};
pub use control::{Control, FACTS, Fact, Quote, State, Statement as HumanStatement, Sum};
pub use decision::{Answer, Can, Comparison, Decision, Missing, Outcome, Refusal, Request, Values, WhoCan};
pub use finding::{Accepted, Baseline, Claim, Finding, Rule};
pub use matrix::{Cell, Matrix, Row};
pub use path::{Boundary, Path, Privacy};
pub use reach::{Connection, ForbiddenPath, ReachAnswer, ReachEnd, ReachLine, ReachReason, ReachScope, ReachSet, ReachStep, ReachWrong, Reached};
pub use ways::{Way, ways};

use super::diagram::view::Diagram;

/// Version of the JSON.
pub const VERSION: u32 = 1;

/// A whole review.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct Report {
    /// Version of this format, 1.
    pub version: u32,
    /// What wrote it.
    pub tool: Tool,
    /// Heading.
    pub title: String,
    /// What was read, in the order of the command line.
    pub inputs: Vec<Input>,
    /// The user's own statements that it was judged with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub configuration: Option<Input>,
    /// Nothing that matters was missing. Assumptions do not make a result incomplete.
    pub complete: bool,
    /// The strongest verdict over all traces; null when there are none.
    pub verdict: Option<Verdict>,
    /// The answer in one sentence.
    pub summary: String,
    /// What the answer rests on: who counts as vendor, what counts as data.
    pub basis: Vec<String>,
    /// How the policies of the input were come by.
    pub policies: PolicyCounts,
    /// Assumptions that some verdict used.
    pub assumptions: Vec<Assumption>,
    /// What the input does not tell, or what was not understood of it.
    pub gaps: Vec<Gap>,
    /// Each vendor actor to what it reaches or may reach.
    pub traces: Vec<Trace>,
    /// Judged claims.
    pub claims: Vec<Claim>,
    /// Which vendor actor reaches which class of data.
    pub matrix: Matrix,
    /// Network paths of each Kafka cluster across its four boundaries.
    pub paths: Vec<Path>,
    /// Findings, worst first.
    pub findings: Vec<Finding>,
    /// All rules that ran, with or without a finding.
    pub rules: Vec<Rule>,
    /// The control matrix, in the order of the review.
    pub controls: Vec<Control>,
    /// What the arrows of the diagrams rest on, by the id on the arrow.
    pub evidence: Vec<Evidence>,
    /// What differs from the world before, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changes: Option<Box<Changes>>,
    /// What each picture shows and leaves out.
    #[serde(rename = "diagrams")]
    pub pictures: Vec<Picture>,
    /// The pictures.
    #[serde(skip)]
    pub diagrams: Vec<Diagram>,
}

/// What wrote a report.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Tool {
    /// Program.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// Something that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Input {
    /// Relative path with `/`, or `-`.
    pub name: String,
    /// SHA-256 in lower-case hexadecimal: of a file, or of a folder's sorted lines `<sha256>  <relative path>\n`.
    pub sha256: String,
    /// What it was read as.
    pub kind: String,
    /// The input's own date, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
}

/// Numbers of policies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PolicyCounts {
    /// Stated by the input.
    pub known: u32,
    /// Rebuilt from the configuration.
    pub rebuilt: u32,
    /// Not known.
    pub unknown: u32,
}

/// What an input of this kind can never show, and what was taken in its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Assumption {
    /// Name.
    pub id: String,
    /// When it is made.
    pub when: String,
    /// What is taken to hold.
    pub value: String,
}

/// One thing not known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Gap {
    /// Kind of hole, in kebab case.
    pub kind: String,
    /// Resource address, policy or file it is about.
    pub subject: String,
    /// What is missing and why.
    pub message: String,
    /// Where.
    pub origin: Origin,
}

/// What an arrow of a diagram rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Evidence {
    /// Id, as on the arrow.
    pub id: String,
    /// What is shown.
    pub text: String,
    /// Policy statements that show it.
    pub statements: Vec<Quote>,
    /// Other places that show it.
    pub origins: Vec<Origin>,
}

/// A picture, counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Picture {
    /// Name, as of its files.
    pub id: String,
    /// Heading.
    pub title: String,
    /// The question that it answers.
    pub question: String,
    /// Boxes drawn.
    pub boxes: usize,
    /// Arrows drawn.
    pub arrows: usize,
    /// Steps of the graph and facts that the arrows stand for: their evidence.
    pub steps: usize,
    /// Evidence of the steps that belong to the question and are not drawn.
    pub left_out: Vec<String>,
    /// What was drawn together or left out, in words.
    pub folded: Vec<String>,
}

impl Report {
    /// Findings that nobody accepted.
    pub fn open_findings(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|f| f.accepted.is_none())
    }

    /// What is new: ways added and widened, and findings that nobody accepted and that were not there before. All open findings where there is
    /// nothing to compare with.
    pub fn news(&self) -> impl Iterator<Item = &Finding> {
        let reach = self.changes.iter().flat_map(|c| &c.reach);
        reach.chain(self.open_findings().filter(|f| f.baseline != Some(Baseline::Unchanged)))
    }

    /// The rule of a finding.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|r| r.id == id)
    }
}
