//! Grants on KMS keys: what they allow beside policies.

use super::world::{Actor, World};
use super::{NodeKind, Outside};
use crate::aws::{Action, Text};
use crate::model::{KeyGrant, Resource};

impl<'a> World<'a> {
    /// A grant on a key that lets the actor do an operation.
    ///
    /// Source: "Grants in AWS KMS", AWS Key Management Service Developer Guide: grants allow beside policies.
    pub fn grant(&self, actor: &Actor<'_>, action: &Action, resource: &'a Resource) -> Option<&'a KeyGrant> {
        let (service, operation) = (action.service(), action.name());
        let of = |name: &Text| name.literal().is_none_or(|n| n.eq_ignore_ascii_case(operation));
        resource.key.as_ref().filter(|_| service == "kms")?.grants.iter().find(|g| grants_to(g, actor) && g.operations.iter().any(of))
    }

    /// Whether a grant on a key is for the actor.
    pub fn is_grantee(&self, actor: &Actor<'_>, key: &Resource) -> bool {
        key.key.iter().flat_map(|k| &k.grants).any(|g| grants_to(g, actor))
    }
}

fn grants_to(grant: &KeyGrant, actor: &Actor<'_>) -> bool {
    match &actor.kind {
        NodeKind::Outside(Outside::Principal(arn)) => *arn == grant.grantee,
        NodeKind::Outside(_) | NodeKind::Admin(_) => false,
        _ => actor.resource.is_some_and(|r| r.arn == grant.grantee),
    }
}
