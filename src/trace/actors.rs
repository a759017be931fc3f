//! Who the outsiders are: vendors as the configuration tells them, and everybody else whom a policy lets in.

use std::collections::BTreeMap;

use crate::aws::{Arn, Text};
use crate::graph::{NodeKind, Outside};
use crate::model::{Inventory, Resource, Review, Tri};

/// What the subject of a Kubernetes service account begins with; `keyholder.toml` may leave it out.
const PREFIX: &str = "system:serviceaccount:";

/// The actors of one vendor, or of one outsider that the configuration does not name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Vendor name; for outsiders not named, the account id, provider or `internet`.
    pub name: String,
    /// Named in the configuration.
    pub declared: bool,
    /// States that it starts in.
    pub starts: Vec<NodeKind>,
}

/// All groups: declared vendors in order of the configuration, then the others in order of first mention.
pub fn groups(inventory: &Inventory, review: &Review, outsiders: &[Outside]) -> Vec<Group> {
    let mut groups: Vec<Group> = review.vendors.iter().map(|v| Group { name: v.name.clone(), declared: true, starts: Vec::new() }).collect();
    let mut others: BTreeMap<String, usize> = BTreeMap::new();
    let mut add = |groups: &mut Vec<Group>, name: String, declared: bool, start: NodeKind| {
        let index = match groups.iter().position(|g| declared && g.declared && g.name == name) {
            Some(index) => index,
            None => *others.entry(name.clone()).or_insert_with(|| {
                groups.push(Group { name, declared: false, starts: Vec::new() });
                groups.len() - 1
            }),
        };
        if let Some(group) = groups.get_mut(index)
            && !group.starts.contains(&start)
        {
            group.starts.push(start);
        }
    };
    for outside in outsiders {
        let vendors = vendors_of(inventory, review, outside);
        if vendors.is_empty()
            && let Some(name) = outsider_name(inventory, review, outside)
        {
            add(&mut groups, name, false, NodeKind::Outside(outside.clone()));
        }
        for name in vendors {
            add(&mut groups, name, true, NodeKind::Outside(outside.clone()));
        }
    }
    for resource in &inventory.resources {
        let Some(vendor) = review.vendor_of_resource(inventory, resource) else {
            // An application of another tenant that nobody declared.
            if let Some(identity) =
                resource.identity.as_ref().filter(|i| i.foreign == Tri::Yes || i.foreign == Tri::Unknown && review.vendors.is_empty())
            {
                let name = identity.client.clone().unwrap_or_else(|| inventory.render(&resource.name));
                own_starts(resource).into_iter().for_each(|start| add(&mut groups, name.clone(), false, start));
            }
            continue;
        };
        let name = vendor.name.clone();
        for start in own_starts(resource) {
            add(&mut groups, name.clone(), true, start);
        }
    }
    groups
}

/// What of ours a vendor acts as.
pub(super) fn own_starts(resource: &Resource) -> Vec<NodeKind> {
    let mut starts = Vec::new();
    if resource.principal.as_ref().is_some_and(|p| p.kind != crate::model::PrincipalKind::Group) {
        starts.push(NodeKind::Principal(resource.id));
    }
    if resource.identity.as_ref().is_some_and(|i| i.members.is_empty() && i.member_ids.is_empty()) {
        starts.push(NodeKind::Identity(resource.id));
    }
    if !resource.runs_as.is_empty() {
        starts.push(NodeKind::Compute(resource.id));
    }
    starts
}

/// The declared vendors of an outsider: one, but that any service account of a cluster may be that of each vendor that has some.
pub fn vendors_of(inventory: &Inventory, review: &Review, outside: &Outside) -> Vec<String> {
    if let Outside::Identity { provider, subject: None, .. } = outside
        && inventory.is_of_cluster(provider)
    {
        return review.vendors.iter().filter(|v| !v.service_accounts.is_empty()).map(|v| v.name.clone()).collect();
    }
    vendor_of(inventory, review, outside).into_iter().collect()
}

fn vendor_of(inventory: &Inventory, review: &Review, outside: &Outside) -> Option<String> {
    let vendor = match outside {
        Outside::Everyone => None,
        Outside::Account(id) => review.vendor_of_account(&inventory.render(id)),
        Outside::Principal(arn) => review.vendor_of_principal(&inventory.render(arn)),
        Outside::Service(name) | Outside::Object(name) => review.vendor_of_principal(&inventory.render(name)),
        Outside::Identity { provider, subject, audience } => {
            let by_subject = subject.as_ref().and_then(|s| {
                let subject = inventory.render(s);
                let account = subject.strip_prefix(PREFIX).unwrap_or(&subject).to_owned();
                review.vendors.iter().find(|v| v.service_accounts.iter().any(|p| overlaps(p.strip_prefix(PREFIX).unwrap_or(p), &account)))
            });
            let by_audience = || audience.as_ref().and_then(|a| review.vendor_of_audience(&inventory.render(a)));
            let named = inventory.render(provider);
            let by_host = || named.split_once(":oidc-provider/").and_then(|(_, host)| review.vendor_of_principal(host));
            by_subject.or_else(by_audience).or_else(by_host).or_else(|| review.vendor_of_principal(&named))
        }
    };
    vendor.map(|v| v.name.clone())
}

/// Two patterns that some string may match both: exact where one of them has no wildcard.
fn overlaps(a: &str, b: &str) -> bool {
    crate::aws::wildcard::matches(a, b) || crate::aws::wildcard::matches(b, a)
}

/// What to call an outsider that no vendor claims; `None` for those who are not outside: AWS services, our own accounts and our own clusters' workloads.
fn outsider_name(inventory: &Inventory, review: &Review, outside: &Outside) -> Option<String> {
    match outside {
        Outside::Everyone => Some("internet".into()),
        Outside::Account(id) => (!inventory.is_own(id)).then(|| inventory.render(id)),
        Outside::Principal(arn) => match Arn::parse(arn) {
            Ok(parsed) if inventory.is_own(&parsed.account) => None,
            Ok(parsed) => Some(inventory.render(&parsed.account)),
            Err(_) => Some(inventory.render(arn)),
        },
        Outside::Service(_) => None,
        // Whose an object is, the input does not say: without declared vendors everybody counts as one.
        Outside::Object(id) => review.vendors.is_empty().then(|| inventory.render(id)),
        Outside::Identity { provider, .. } => (!inventory.is_of_cluster(provider)).then(|| provider_name(inventory, provider)),
    }
}

fn provider_name(inventory: &Inventory, provider: &Text) -> String {
    let named = inventory.render(provider);
    named.split_once(":oidc-provider/").or_else(|| named.split_once(":saml-provider/")).map_or(named.clone(), |(_, host)| host.to_owned())
}
