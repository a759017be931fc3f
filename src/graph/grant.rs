//! Grants on KMS keys: what they allow beside policies.

use super::actor::Actor;
use super::world::World;
use crate::aws::{Action, Text};
use crate::model::{KeyGrant, Resource};

impl<'a> World<'a> {
    /// A grant on a key that lets the actor do an operation.
    ///
    /// Source: "Grants in AWS KMS", AWS Key Management Service Developer Guide: grants allow beside policies.
    pub fn grant(&self, actor: &Actor<'_>, action: &Action, resource: &'a Resource) -> Option<&'a KeyGrant> {
        let (service, operation) = (action.service(), action.name());
        let of = |name: &Text| name.literal().is_none_or(|n| n.eq_ignore_ascii_case(operation));
        resource.key.as_ref().filter(|_| service == "kms")?.grants.iter().find(|g| actor.has_arn(&g.grantee) && g.operations.iter().any(of))
    }

    /// Whether a grant on a key is for the actor.
    pub fn is_grantee(&self, actor: &Actor<'_>, key: &Resource) -> bool {
        key.key.iter().flat_map(|k| &k.grants).any(|g| actor.has_arn(&g.grantee))
    }
}
