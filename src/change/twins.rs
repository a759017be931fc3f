//! Which node of one world is which of another: resources by ARN, else by address; outsiders by what policies call them.

use std::collections::{BTreeMap, BTreeSet};

use super::World;
use crate::aws::{Arn, Text};
use crate::graph::{Change, NodeId, NodeKind, Outside};
use crate::model::{Inventory, Policy, Resource, ResourceId};
use crate::policy::PolicyId;

/// The way from nodes of a world to those of another.
pub(super) struct Twins<'a> {
    from: World<'a>,
    to: World<'a>,
    by_arn: BTreeMap<&'a Text, ResourceId>,
    by_address: BTreeMap<&'a str, ResourceId>,
    policies: BTreeMap<String, PolicyId>,
}

impl<'a> Twins<'a> {
    pub fn new(from: World<'a>, to: World<'a>) -> Self {
        let mut twins = Self { from, to, by_arn: BTreeMap::new(), by_address: BTreeMap::new(), policies: BTreeMap::new() };
        for resource in &to.inventory.resources {
            twins.by_arn.entry(&resource.arn).or_insert(resource.id);
            if let Some(address) = address(resource) {
                twins.by_address.entry(address).or_insert(resource.id);
            }
        }
        for policy in &to.inventory.policies {
            twins.policies.entry(named(to.inventory, policy)).or_insert(policy.id);
        }
        twins
    }

    /// What is the same under another name: the one of the other world by that of this one.
    pub fn renamed(&self) -> BTreeMap<String, String> {
        let pair = |r: &Resource| {
            let twin = self.to.inventory.resource(self.resource(r.id)?)?;
            Some((address(r)?.to_owned(), address(twin)?.to_owned()))
        };
        let resources = self.from.inventory.resources.iter().filter_map(pair).filter(|(now, before)| now != before);
        resources.chain(self.renamed_policies()).collect()
    }

    /// Policies that only one world has by their name, where the other has just one of the same text.
    fn renamed_policies(&self) -> Vec<(String, String)> {
        let names = |world: &World<'a>| world.inventory.policies.iter().map(|p| p.name.as_str()).collect::<BTreeSet<_>>();
        let (now, before) = (names(&self.from), names(&self.to));
        let lone = |world: &World<'a>, other: &BTreeSet<&str>| -> Vec<&'a Policy> {
            let policies = world.inventory.policies.iter();
            policies.filter(|p| !other.contains(p.name.as_str()) && p.document.is_some()).collect()
        };
        let (new, old) = (lone(&self.from, &before), lone(&self.to, &now));
        let pair = |p: &&Policy| {
            let mut same = old.iter().filter(|o| o.kind == p.kind && o.document == p.document);
            let (first, second) = (same.next()?, same.next());
            second.is_none().then(|| (p.name.clone(), first.name.clone()))
        };
        new.iter().filter_map(pair).collect()
    }

    /// The same resource.
    pub fn resource(&self, id: ResourceId) -> Option<ResourceId> {
        let resource = self.from.inventory.resource(id)?;
        let by_address = || address(resource).and_then(|a| self.by_address.get(a));
        self.by_arn.get(&resource.arn).or_else(by_address).copied()
    }

    /// The same state.
    pub fn node(&self, id: NodeId) -> Option<NodeId> {
        let kind = &self.from.graph.node(id)?.kind;
        let resource = |id: &ResourceId| self.resource(*id);
        let twin = match kind {
            NodeKind::Principal(r) => NodeKind::Principal(resource(r)?),
            NodeKind::Raised(r) => NodeKind::Raised(resource(r)?),
            NodeKind::Altered(r, change) => NodeKind::Altered(resource(r)?, self.change(change)?),
            NodeKind::Compute(r) => NodeKind::Compute(resource(r)?),
            NodeKind::Store(r) => NodeKind::Store(resource(r)?),
            NodeKind::Key(r) => NodeKind::Key(resource(r)?),
            NodeKind::Kafka(r, principal) => NodeKind::Kafka(resource(r)?, principal.clone()),
            NodeKind::Tagged(r) => NodeKind::Tagged(resource(r)?),
            NodeKind::Identity(r) => NodeKind::Identity(resource(r)?),
            NodeKind::SharedKey(r) => NodeKind::SharedKey(resource(r)?),
            NodeKind::Granted(r) => NodeKind::Granted(resource(r)?),
            NodeKind::Opened(r) => NodeKind::Opened(resource(r)?),
            NodeKind::Connected(r) => NodeKind::Connected(resource(r)?),
            same @ (NodeKind::Outside(_) | NodeKind::Further(..) | NodeKind::Admin(_) | NodeKind::Anyone | NodeKind::Anything) => same.clone(),
        };
        self.to.graph.find(&twin)
    }

    fn change(&self, change: &Change) -> Option<Change> {
        let policy = |id: &PolicyId| {
            let policy = self.from.inventory.policy(*id)?;
            self.policies.get(&named(self.from.inventory, policy)).copied()
        };
        let all = |ids: &[PolicyId]| {
            let mut found: Vec<PolicyId> = ids.iter().map(policy).collect::<Option<_>>()?;
            found.sort_unstable();
            Some(found)
        };
        Some(Change { added: all(&change.added)?, removed: all(&change.removed)?, ..change.clone() })
    }
}

/// The Terraform address of a resource of the input; that of a referenced one is that of whatever names it.
fn address(resource: &Resource) -> Option<&str> {
    resource.origin.address.as_deref().filter(|_| !resource.referenced)
}

fn named(inventory: &Inventory, policy: &Policy) -> String {
    policy.arn.as_ref().map_or_else(|| format!("{} {}", policy.name, policy.origin.address.as_deref().unwrap_or_default()), |a| inventory.render(a))
}

/// Whether whoever is the second is one of those that the first stands for.
pub(super) fn covers(wide: &NodeKind, narrow: &NodeKind) -> bool {
    let (NodeKind::Outside(wide), NodeKind::Outside(narrow)) = (wide, narrow) else { return false };
    match (wide, narrow) {
        (Outside::Everyone, Outside::Account(_) | Outside::Principal(_)) => true,
        (Outside::Account(account), Outside::Principal(arn)) => Arn::parse(arn).is_ok_and(|arn| arn.account == *account),
        (
            Outside::Identity { provider, subject, audience },
            Outside::Identity { provider: narrow_provider, subject: narrow_subject, audience: narrow_audience },
        ) => provider == narrow_provider && wider(subject.as_ref(), narrow_subject.as_ref()) && wider(audience.as_ref(), narrow_audience.as_ref()),
        _ => false,
    }
}

/// Whether a pattern, or any string at all, takes in another.
fn wider(wide: Option<&Text>, narrow: Option<&Text>) -> bool {
    match (wide, narrow) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(wide), Some(narrow)) => wide == narrow || crate::aws::wildcard::matches(&wide.to_string(), &narrow.to_string()),
    }
}
