//! The facet of Azure's role assignments.

use super::{Origin, ResourceId};
use crate::aws::Text;
use crate::azure::Role;

/// A role that is given to a principal at a scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleGrant {
    /// Object id of the principal, or what the input calls it.
    pub principal: Text,
    /// Name or id of the role, as stated.
    pub role: Text,
    /// The role, where it is a built-in one.
    pub known: Option<&'static Role>,
    /// Id of the scope.
    pub scope: Text,
    /// The resource that is the scope, where the input holds it.
    pub on: Option<ResourceId>,
    /// The condition, where there is one.
    pub condition: Option<Text>,
    /// Where it is stated.
    pub origin: Origin,
}
