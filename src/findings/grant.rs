//! Grants: the Allow statements of identity policies that the input states, and who holds them.

use std::collections::BTreeMap;

use super::{Analysis, Finding, Rule};
use crate::model::{Built, Policy, Resource};
use crate::policy::{Document, Effect, PolicyId, Statement};

/// An identity policy with its holders.
#[derive(Clone, Debug)]
pub(super) struct Held<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// Its text.
    pub document: &'a Document,
    /// Roles, users and groups it is on; never empty.
    pub holders: Vec<&'a Resource>,
}

impl<'a> Held<'a> {
    /// Its Allow statements.
    pub fn allows(&self) -> impl Iterator<Item = &'a Statement> + use<'a> {
        self.document.statements.iter().filter(|s| s.effect == Effect::Allow)
    }

    /// A finding about it: about the policy itself when it is a managed one, else about the principal that it stands in.
    pub fn finding(&self, rule: &Rule, analysis: &Analysis<'_>, message: String) -> Finding {
        match self.holders.first() {
            Some(holder) if self.policy.arn.is_none() => {
                let mut finding = Finding::of_resource(rule, analysis.inventory, holder, message);
                finding.identity.push(self.policy.name.clone());
                finding
            }
            _ => Finding::of_policy(rule, analysis.inventory, self.policy, message),
        }
    }
}

/// The identity policies of the input that are on somebody, in the inventory's order. AWS's own are left out.
pub(super) fn held<'a>(analysis: &Analysis<'a>) -> Vec<Held<'a>> {
    let mut holders: BTreeMap<PolicyId, Vec<&'a Resource>> = BTreeMap::new();
    for resource in &analysis.inventory.resources {
        let Some(principal) = &resource.principal else { continue };
        for id in principal.inline.iter().chain(&principal.attached) {
            holders.entry(*id).or_default().push(resource);
        }
    }
    let known = holders.into_iter().filter_map(|(id, holders)| {
        let policy = analysis.inventory.policy(id).filter(|p| p.built != Built::BuiltIn)?;
        Some(Held { policy, document: policy.document.as_ref()?, holders })
    });
    known.collect()
}
