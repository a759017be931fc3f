//! The facets of Azure: roles and who is given them, and identities of Entra ID.

use super::{Origin, ResourceId, Tri};
use crate::aws::Text;
use crate::azure::Role;

/// How a role is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Via {
    /// A role assignment.
    Assignment,
    /// An assignment that has to be activated first (Privileged Identity Management).
    Eligible,
    /// Azure Lighthouse: to a principal of another tenant.
    Lighthouse,
    /// Azure Lighthouse, to be activated first.
    LighthouseEligible,
    /// An access policy of a key vault: what it lists counts there alone, and only where the vault decides by such policies.
    VaultPolicy,
}

impl Via {
    /// Whether it has to be activated first.
    pub fn is_eligible(self) -> bool {
        matches!(self, Self::Eligible | Self::LighthouseEligible)
    }

    /// Whether it is given to another tenant.
    pub fn is_delegation(self) -> bool {
        matches!(self, Self::Lighthouse | Self::LighthouseEligible)
    }
}

/// A role that is given to a principal at a scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleGrant {
    /// How.
    pub via: Via,
    /// Object id of the principal, or what the input calls it.
    pub principal: Text,
    /// The identity, where the input holds it.
    pub to: Option<ResourceId>,
    /// Name or id of the role, as stated.
    pub role: Text,
    /// The role, where what it lists is known.
    pub known: Option<Role>,
    /// Id of the scope.
    pub scope: Text,
    /// The resource that is the scope, where the input holds it.
    pub on: Option<ResourceId>,
    /// The condition, where there is one.
    pub condition: Option<Text>,
    /// Where it is stated.
    pub origin: Origin,
}

/// An identity of Entra ID: a service principal, a managed identity, a group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// Object id, where it is known.
    pub object: Option<String>,
    /// Application (client) id, where it is known.
    pub client: Option<String>,
    /// It belongs to an application of another tenant.
    pub foreign: Tri,
    /// Who outside becomes it by a token.
    pub subjects: Vec<Subject>,
    /// Object ids of its members, for a group; or what the input calls them.
    pub members: Vec<Text>,
    /// Members that the input holds.
    pub member_ids: Vec<ResourceId>,
}

/// A federated credential: tokens of an issuer for a subject are taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The issuer.
    pub issuer: Text,
    /// The subject; `None` where an expression takes more than one, or it is not known.
    pub subject: Option<Text>,
    /// The audience.
    pub audience: Option<Text>,
    /// Where it is stated.
    pub origin: Origin,
}
