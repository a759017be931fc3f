//! What the input does not tell, or what keyholder did not understand of it. A gap makes a result incomplete; it is never an early return.

use super::{Origin, ResourceId};
use crate::policy::PolicyId;

/// One thing not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// What kind of hole.
    pub kind: GapKind,
    /// The resource address, policy or file it is about.
    pub subject: String,
    /// What is missing and why, for a reader.
    pub message: String,
    /// Where.
    pub origin: Origin,
    /// The resource it is about, if one.
    pub resource: Option<ResourceId>,
    /// The policy it is about, if one.
    pub policy: Option<PolicyId>,
}

/// Kinds of gaps; the kebab-case name is part of the JSON contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum GapKind {
    /// A resource type that keyholder does not model.
    UnmodelledType,
    /// A policy whose text is known only after apply, or hidden.
    UnknownPolicy,
    /// A policy that is no valid policy.
    InvalidPolicy,
    /// A reference whose target could not be found out.
    UnknownReference,
    /// Another attribute that matters is unknown.
    UnknownValue,
    /// The input itself is partial: targeted, errored, deferred.
    PartialInput,
    /// A part of the input could not be read.
    Unreadable,
    /// A key of an answer of AWS that nobody reads.
    UnreadKey,
    /// Something is named but not in the input, and what it holds is not known.
    NotInInput,
}
