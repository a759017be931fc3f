//! Who, what, by which steps, under which conditions.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Access, EdgeKind, EditKind, Verdict};

/// Somebody or something: a node of the access graph.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Node {
    /// Stable and unique within a report: the Terraform address where there is one, else the ARN; `account:ID`, `identity:PROVIDER#SUBJECT`, `service:NAME`,
    /// `admin:ACCOUNT`, `internet`.
    pub id: String,
    /// Kind of resource (`iam-role`, `s3-bucket`, …) or of outsider (`account`, `principal`, `identity`, `service`, `everyone`), or `admin`; `anyone` and `anything` stand for what is not known.
    pub kind: String,
    /// Terraform address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// ARN, or what a policy names it by.
    pub arn: String,
    /// Owning account; empty where there is none.
    pub account: String,
    /// Named by the input but not part of it.
    pub referenced: bool,
    /// What AWS calls it, for readers.
    pub name: String,
    /// The vendor it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vendor: Option<String>,
    /// What the role is for: `automation`, `support`, `break-glass`, `service`, `ci`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Datasets a store or key belongs to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub datasets: Vec<String>,
}

/// Where a fact stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Origin {
    /// Source file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Line in it, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Column in that line, in characters from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    /// Terraform resource address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// ARN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// JSON pointer into the input.
    pub pointer: String,
    /// Name of the input.
    pub input: String,
}

/// One statement of a policy.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Statement {
    /// The policy's name.
    pub policy: String,
    /// `identity`, `resource`, `trust`, `boundary`, `session`, `scp`, `rcp`, `endpoint`, `s3-block-public-access`, `default`; `security-group`.
    pub kind: String,
    /// Statement id.
    pub sid: Option<String>,
    /// Place in the policy, from 0.
    pub index: u32,
    /// Where the policy stands.
    pub origin: Origin,
}

/// Who controls the value of a condition key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Who {
    /// The caller chooses it.
    Caller,
    /// The environment fixes it.
    Environment,
    /// The customer sets it.
    Customer,
}

/// A condition that must hold.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Condition {
    /// Condition key.
    pub key: String,
    /// Operator.
    pub operator: String,
    /// Values.
    pub values: Vec<String>,
    /// Who controls the key.
    pub who: Who,
    /// The statement it comes from.
    pub statement: Statement,
}

/// Whether a step can be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// It hangs on something that is not known.
    Unknown,
    /// Under conditions.
    Conditional,
    /// Yes.
    Certain,
}

/// One step of a way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Hop {
    /// From.
    pub from: Node,
    /// To.
    pub to: Node,
    /// What the step does.
    pub edge: EdgeKind,
    /// Ids of the escalation catalogue.
    pub ids: Vec<String>,
    /// Actions it needs.
    pub actions: Vec<String>,
    /// Statements that grant them.
    pub statements: Vec<Statement>,
    /// Whether it can be taken.
    pub certainty: Certainty,
    /// Conditions of this step.
    pub conditions: Vec<Condition>,
    /// Facts it rests on besides permissions.
    pub facts: Vec<String>,
    /// Nodes that the actor must hold as well.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Node>,
    /// Id in the report's `evidence`; absent in answers to single questions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
}

/// How much of a target is covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    /// Some object.
    Some,
    /// Every object.
    All,
}

/// Why a step is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Blocker {
    /// From.
    pub from: Node,
    /// To.
    pub to: Node,
    /// What the step would have done.
    pub edge: EdgeKind,
    /// The action that is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// On which resource.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// Whether a Deny refuses it, rather than the absence of an Allow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explicit: Option<bool>,
    /// Which kind of policy decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<String>,
    /// The Deny statements, or the nearest ones.
    pub statements: Vec<Statement>,
    /// The fact that is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<String>,
}

/// What would have to be known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Unknown {
    /// At the step from.
    pub from: Node,
    /// To.
    pub to: Node,
    /// `unknown-policy`, `unknown-value`, `unknown-fact`, `unseen-resource-policy`, `unmodelled`, `interpretation` or `budget`.
    pub kind: String,
    /// What is not known and why.
    pub message: String,
    /// Policy, value or statement it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Where that stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
}

/// One answered pair.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Trace {
    /// Number within the report: `T-001`; absent in `easiest` and `witness`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// From.
    pub from: Node,
    /// To.
    pub to: Node,
    /// What is done with the target.
    pub access: Access,
    /// The verdict.
    pub verdict: Verdict,
    /// Some or all objects of the target.
    pub scope: Reach,
    /// Conditions of all hops.
    pub conditions: Vec<Condition>,
    /// Names of assumptions used.
    pub assumptions: Vec<String>,
    /// The steps in order.
    pub hops: Vec<Hop>,
    /// The way with the fewest conditions, where that is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub easiest: Option<Box<Trace>>,
    /// For `never` and `undecided`: the nearest refused steps.
    pub blocked_by: Vec<Blocker>,
    /// For `undecided`: what is missing.
    pub unknown: Vec<Unknown>,
    /// Changes after which the target is not reached; only in answers to single questions and on refuted claims.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<Remedy>,
}

/// Changes of statements that close a way, proven by asking again with the changes made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Remedy {
    /// The changes: all are needed.
    pub edits: Vec<Edit>,
    /// A way is left of which it is not known whether it can be taken.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub open: bool,
    /// How many (principal, action, resource) are lost that no way needed.
    pub lost: usize,
    /// The first of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lost_examples: Vec<String>,
}

/// One changed statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Edit {
    /// How it changes.
    pub kind: EditKind,
    /// Whose policy.
    pub holder: Node,
    /// The statement that is changed; absent where one is added.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<Statement>,
    /// Actions that are no longer allowed.
    pub actions: Vec<String>,
    /// On what.
    pub resources: Vec<String>,
    /// A statement to add, as JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub add: Option<String>,
    /// The change as a sentence.
    pub says: String,
}

/// The answer to a single question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TraceAnswer {
    /// Version of this format, 1.
    pub version: u32,
    /// The strongest verdict over all pairs.
    pub verdict: Verdict,
    /// One answer a pair.
    pub traces: Vec<Trace>,
    /// Every first step from which the target is reached.
    pub first_hops: Vec<Hop>,
    /// What every way passes through, nearest the start first.
    pub dominators: Vec<Node>,
    /// The picture.
    #[serde(skip)]
    pub diagram: crate::report::diagram::view::Diagram,
}
