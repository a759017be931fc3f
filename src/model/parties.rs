//! Whose is what: vendors, role kinds and datasets told by the patterns of the configuration.

use super::{Dataset, Inventory, Resource, Review, RoleKind, RolePattern, Vendor};
use crate::aws::wildcard;

impl Review {
    /// The vendor that an outside account belongs to.
    pub fn vendor_of_account(&self, account: &str) -> Option<&Vendor> {
        self.vendors.iter().find(|v| v.accounts.iter().any(|a| a == account))
    }

    /// The vendor that an outside principal (ARN, service principal, provider host) belongs to by name.
    pub fn vendor_of_principal(&self, principal: &str) -> Option<&Vendor> {
        self.vendors.iter().find(|v| {
            v.principals.iter().any(|p| wildcard::matches(p, principal) || folded(p, principal))
                || account_of(principal).is_some_and(|a| v.accounts.iter().any(|own| own == a))
        })
    }

    /// The vendor that a web identity audience belongs to.
    pub fn vendor_of_audience(&self, audience: &str) -> Option<&Vendor> {
        self.vendors.iter().find(|v| v.web_identity_audiences.iter().any(|a| wildcard::matches(a, audience)))
    }

    /// The vendor that acts as a resource of ours (role, user, compute), told by `role_patterns`, `principals` and `tags`.
    pub fn vendor_of_resource(&self, inventory: &Inventory, resource: &Resource) -> Option<&Vendor> {
        self.vendors.iter().find(|v| {
            let by_pattern = (resource.principal.is_some() || resource.identity.is_some())
                && v.role_patterns
                    .iter()
                    .chain(&v.principals)
                    .any(|p| names(inventory, resource).iter().any(|n| wildcard::matches(p, n) || resource.identity.is_some() && folded(p, n)));
            by_pattern || v.tags.iter().any(|t| has_tag(inventory, resource, t))
        })
    }

    /// What the configuration says a role is for.
    pub fn role_pattern(&self, inventory: &Inventory, resource: &Resource) -> Option<(&Vendor, &RolePattern)> {
        resource.principal.as_ref()?;
        let names = names(inventory, resource);
        self.vendors.iter().flat_map(|v| v.roles.iter().map(move |r| (v, r))).find(|(_, r)| names.iter().any(|n| wildcard::matches(&r.pattern, n)))
    }

    /// The kind of a role, if the configuration says so.
    pub fn role_kind(&self, inventory: &Inventory, resource: &Resource) -> Option<RoleKind> {
        self.role_pattern(inventory, resource).map(|(_, r)| r.kind)
    }

    /// The datasets that a store or key belongs to.
    pub fn datasets_of<'a>(&'a self, inventory: &Inventory, resource: &Resource) -> Vec<&'a Dataset> {
        if resource.store.is_none() && resource.key.is_none() {
            return Vec::new();
        }
        let names = names(inventory, resource);
        let patterns = |d: &'a Dataset| if resource.key.is_some() { &d.keys } else { &d.stores };
        // A hub is one topic of the namespace that it is in.
        let hub = (resource.kind == "event-hub").then(|| inventory.render(&resource.name));
        let namespace =
            resource.parent.filter(|_| hub.is_some()).and_then(|p| inventory.resource(p)).map(|p| self::names(inventory, p)).unwrap_or_default();
        let topic = |d: &Dataset| d.topics.is_empty() || d.topics.iter().any(|t| hub.as_ref().is_some_and(|h| wildcard::matches(t, h)));
        let among = |d: &'a Dataset, names: &[String]| patterns(d).iter().any(|p| names.iter().any(|n| wildcard::matches(p, n)));
        self.datasets.iter().filter(|d| among(d, &names) || among(d, &namespace) && topic(d)).collect()
    }

    /// Whether one of its datasets is regulated.
    pub fn is_regulated(&self, inventory: &Inventory, resource: &Resource) -> bool {
        self.datasets_of(inventory, resource).iter().any(|d| d.regulated)
    }
}

/// The names a pattern may mean: AWS name, ARN, Terraform address.
fn names(inventory: &Inventory, resource: &Resource) -> Vec<String> {
    let mut names = vec![inventory.render(&resource.name), inventory.render(&resource.arn)];
    names.extend(resource.origin.address.clone());
    names.extend(resource.identity.iter().flat_map(|i| i.object.iter().chain(&i.client).cloned()));
    names
}

/// Ids of Azure and Entra ID differ in case; ARNs do not.
fn folded(pattern: &str, principal: &str) -> bool {
    !principal.starts_with("arn:") && wildcard::matches(&pattern.to_ascii_lowercase(), &principal.to_ascii_lowercase())
}

fn has_tag(inventory: &Inventory, resource: &Resource, tag: &str) -> bool {
    match tag.split_once('=') {
        Some((key, value)) => resource.tags.known.get(key).is_some_and(|v| wildcard::matches(value, &inventory.render(v))),
        None => resource.tags.known.contains_key(tag),
    }
}

fn account_of(principal: &str) -> Option<&str> {
    principal.strip_prefix("arn:").and_then(|rest| rest.split(':').nth(3)).filter(|a| !a.is_empty())
}
