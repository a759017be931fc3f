//! Edges: one step, with the needs it rests on. What was tried and refused is kept in the same shape, so that a "never" can say what is missing.

use super::NodeId;
use crate::aws::{Action, Text};
use crate::policy::{Denial, Doubt, OpenCondition, Scope, StatementRef};

/// Index of an edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EdgeId(pub u32);

/// What a step does. The names are part of the JSON contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EdgeKind {
    /// `sts:AssumeRole`.
    Assume,
    /// `sts:AssumeRoleWithWebIdentity`.
    AssumeWebIdentity,
    /// `sts:AssumeRoleWithSAML`.
    AssumeSaml,
    /// Compute acts as a role.
    RunsAs,
    /// Create compute that runs as a role.
    PassNew,
    /// Change or enter compute that already runs as a role.
    Hijack,
    /// Obtain credentials of a principal.
    Credential,
    /// Make oneself trusted by a role.
    RewriteTrust,
    /// Add permissions to a principal.
    RewriteGrant,
    /// Remove a boundary or a deny.
    RemoveGuard,
    /// Rewrite the guard of a resource, or share a copy.
    Expose,
    /// Set a tag that a tag test looks at.
    FlipTag,
    /// Connect over the network.
    Connect,
    /// Read data.
    Read,
    /// Write or delete data.
    Write,
    /// Use a key.
    Decrypt,
    /// Hold every action in an account. Shown as part of the node it leads to, `admin`.
    Admin,
}

/// One permission that a step needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// Action.
    pub action: Action,
    /// Resource, or pattern of resources of which one suffices.
    pub resource: Text,
}

/// Whether a step can be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// It hangs on something that is not known.
    Unknown,
    /// Under conditions.
    Conditional,
    /// Yes.
    Certain,
}

/// Something an answer hangs on and the input does not tell.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unsettled {
    /// The policy evaluator's doubt.
    Policy(Doubt),
    /// A fact besides policies, for a reader: `whether an ECS cluster exists`.
    Fact(String),
}

/// A role of Azure that a step rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Given {
    /// What gives it: a role assignment, a delegation.
    pub by: crate::model::ResourceId,
    /// The place among what that gives.
    pub entry: usize,
    /// The action that the step needs of it; empty for none in particular.
    pub action: &'static str,
}

/// A step.
#[derive(Clone, Debug)]
pub struct Edge {
    /// Its index.
    pub id: EdgeId,
    /// From.
    pub from: NodeId,
    /// Further nodes the actor must hold as well (AND): for a rewritten grant of another principal, that principal.
    pub also: Vec<NodeId>,
    /// To.
    pub to: NodeId,
    /// What it does.
    pub kind: EdgeKind,
    /// Catalogue ids, such as `iam-012`.
    pub ids: Vec<&'static str>,
    /// The permissions it rests on.
    pub needs: Vec<Need>,
    /// Whether it can be taken.
    pub status: Status,
    /// Statements that grant, in order of the needs.
    pub statements: Vec<StatementRef>,
    /// Roles of Azure that it rests on.
    pub given: Vec<Given>,
    /// Where facts that it rests on stand.
    pub places: Vec<crate::model::Origin>,
    /// Conditions that stay open.
    pub conditions: Vec<OpenCondition>,
    /// Names of assumptions used.
    pub assumptions: Vec<&'static str>,
    /// Why it is not known.
    pub doubts: Vec<Unsettled>,
    /// Facts it rests on besides permissions, for a reader: `launch template …`, `code on the instance is needed`.
    pub facts: Vec<String>,
    /// Some or all objects (data edges).
    pub scope: Scope,
}

/// A step that was tried and refused: the need that fails and why.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// From.
    pub from: NodeId,
    /// To.
    pub to: NodeId,
    /// What it would have done.
    pub kind: EdgeKind,
    /// Catalogue ids.
    pub ids: Vec<&'static str>,
    /// The need that fails; `None` when a fact is missing.
    pub need: Option<Need>,
    /// The denial, if a policy decided.
    pub denial: Option<Denial>,
    /// The fact that is missing, for a reader: `no instance profile holds the role`.
    pub missing: Option<String>,
    /// How many needs of the step are met: the nearest misses come first.
    pub met: usize,
}
