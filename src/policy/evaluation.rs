//! What comes out: the decision, the statements it rests on, and the conditions that stay open.

use std::collections::BTreeMap;

use super::PolicyId;
use crate::aws::{Symbol, Text};

/// Which kind of policy decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PolicyKind {
    /// Identity-based.
    Identity,
    /// Resource-based.
    Resource,
    /// Role trust policy.
    Trust,
    /// Permissions boundary.
    Boundary,
    /// Session policy.
    Session,
    /// Service control policy.
    Scp,
    /// Resource control policy.
    Rcp,
    /// VPC endpoint policy.
    Endpoint,
    /// S3 Block Public Access.
    S3BlockPublicAccess,
    /// Nothing: the default.
    Default,
}

impl PolicyKind {
    /// The word of the contract.
    pub fn word(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Resource => "resource",
            Self::Trust => "trust",
            Self::Boundary => "boundary",
            Self::Session => "session",
            Self::Scp => "scp",
            Self::Rcp => "rcp",
            Self::Endpoint => "endpoint",
            Self::S3BlockPublicAccess => "s3-block-public-access",
            Self::Default => "default",
        }
    }
}

/// One statement of one policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StatementRef {
    /// Which policy.
    pub policy: PolicyId,
    /// Place in it, from 0.
    pub index: u32,
}

/// Who controls a condition key's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Controller {
    /// The caller chooses it (external id, session name, request tags).
    Caller,
    /// The environment fixes it (source address, endpoint, MFA, time).
    Environment,
    /// The customer sets it (tags on resources and principals, organisation).
    Customer,
}

/// A condition that must hold and is not settled by what is known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OpenCondition {
    /// Condition key as written.
    pub key: Text,
    /// Operator as written; negated for a condition of a Deny (`StringNotEquals` for a Deny on `StringEquals`).
    pub operator: String,
    /// Values as written.
    pub values: Vec<Text>,
    /// Who controls the key.
    pub who: Controller,
    /// The statement it comes from.
    pub statement: StatementRef,
}

/// A concrete request that the decision holds for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Witness {
    /// The resource.
    pub resource: Text,
    /// The context, by key.
    pub context: BTreeMap<String, Vec<Text>>,
}

/// How much of the target is covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Some object of the target.
    Some,
    /// Every object of the target.
    All,
}

/// What allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The kinds of policy that grant (identity, resource, trust).
    pub by: Vec<PolicyKind>,
    /// The statements that grant.
    pub statements: Vec<StatementRef>,
    /// Some or all objects.
    pub scope: Scope,
    /// A literal account id in a principal was taken not to be ours, or the caller's side was assumed: assumption names of the command line's contract.
    pub assumptions: Vec<&'static str>,
}

/// What refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denial {
    /// A Deny statement rather than the absence of an Allow.
    pub explicit: bool,
    /// Which kind of policy.
    pub by: PolicyKind,
    /// The Deny statements; for an implicit denial the nearest statements, if any.
    pub statements: Vec<StatementRef>,
    /// Assumptions that the refusal rests on: names of the command line's contract.
    pub assumptions: Vec<&'static str>,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Doubt {
    /// A policy's text is unknown.
    UnknownPolicy(PolicyId),
    /// Whether this policy of the organization applies.
    UnknownAttachment(PolicyId),
    /// The answer hangs on this value.
    UnknownValue(Symbol),
    /// The resource may have a policy that the input does not show.
    UnseenResourcePolicy,
    /// Whether caller and resource are in one account is not known.
    UnknownResourceAccount,
    /// A statement uses something that is not modelled.
    Unmodelled(StatementRef, String),
    /// AWS's documentation leaves it open; the number is that of the semantics list in `docs/semantics.md`.
    Interpretation(u32),
    /// The search was cut off.
    Budget,
    /// The witness failed when it was run again: a bug of ours.
    Mismatch,
}

/// The answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evaluation {
    /// Whatever the open keys hold.
    Allowed(Grant),
    /// When these conditions hold; the witness satisfies them.
    AllowedIf(Vec<OpenCondition>, Witness, Grant),
    /// Never.
    Denied(Denial),
    /// Not known.
    Uncertain(Vec<Doubt>),
}
