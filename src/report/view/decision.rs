//! Answers to questions about single calls and about pairs of policies.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Condition, Node, Origin, Statement};

/// Whether a call is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Whatever the keys hold that are not given.
    Allowed,
    /// Under conditions.
    AllowedIf,
    /// No.
    Denied,
    /// Something needed for the answer is not known.
    Undecided,
}

/// How a call is denied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// A Deny statement.
    Explicit,
    /// Nothing allows it.
    Implicit,
}

/// The values of a context key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Values {
    /// A single-valued key.
    One(String),
    /// A multivalued key.
    Many(Vec<String>),
}

/// A request as `simulate` reads it: its context is complete.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Request {
    /// Who: an ARN, an account id, a service, or `anonymous`.
    pub principal: String,
    /// The action.
    pub action: String,
    /// The resource.
    pub resource: String,
    /// The account that owns it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_account: Option<String>,
    /// Condition keys.
    pub context: BTreeMap<String, Values>,
}

/// What would have to be known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Missing {
    /// `unknown-policy`, `unknown-value`, `unseen-resource-policy`, `unmodelled`, `interpretation` or `budget`.
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

/// The decision on one call of one principal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Decision {
    /// Who.
    pub principal: Node,
    /// The answer.
    pub decision: Outcome,
    /// Of a denial: by a Deny statement or for want of an Allow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Refusal>,
    /// The kind of policy that decided; null when undecided.
    pub decided_by: Option<String>,
    /// The statements that decided; of an implicit denial the nearest ones.
    pub statements: Vec<Statement>,
    /// What must hold.
    pub conditions: Vec<Condition>,
    /// A request that the decision holds for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub witness: Option<Request>,
    /// Names of assumptions used.
    pub assumptions: Vec<String>,
    /// When undecided: what is missing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<Missing>,
}

/// The answer of `can`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Can {
    /// Version of this format, 1.
    pub version: u32,
    /// What is done.
    pub action: String,
    /// On which resource; `*` in it: on some resource of this shape.
    pub resource: String,
    /// The decision.
    #[serde(flatten)]
    pub decision: Decision,
}

/// The answer of `who-can`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct WhoCan {
    /// Version of this format, 1.
    pub version: u32,
    /// What is done.
    pub action: String,
    /// On which resource; `*` in it: on some resource of this shape.
    pub resource: String,
    /// Everybody who is not denied.
    pub principals: Vec<Decision>,
}

/// Yes, no or not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// Yes.
    Yes,
    /// No, for every request.
    No,
    /// Not known.
    Undecided,
}

/// The answer of `new-access` and `access-not-granted`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Comparison {
    /// Version of this format, 1.
    pub version: u32,
    /// `new-access`: whether the new policy allows what the old one does not. `access-not-granted`: whether none of the access is granted.
    pub verdict: Answer,
    /// A request that shows the access.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub witness: Option<Request>,
    /// When undecided: why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<String>,
}
