//! Entries of the access control lists of Kafka clusters, for the rules about them.

use super::{Analysis, Finding, Rule};
use crate::kafka::Acl;
use crate::model::{Origin, ResourceId};

/// An entry, of which cluster, and where it is stated.
#[derive(Clone, Copy)]
pub(super) struct Entry<'a> {
    pub cluster: ResourceId,
    pub acl: &'a Acl,
    pub origin: &'a Origin,
}

/// The entries of all clusters.
pub(super) fn entries<'a>(analysis: &'a Analysis<'_>) -> impl Iterator<Item = Entry<'a>> {
    let clusters = analysis.inventory.resources.iter();
    let lists = clusters.filter_map(|r| Some((r.id, r.kafka.as_ref()?)));
    lists.flat_map(|(cluster, kafka)| kafka.acls.iter().map(move |a| Entry { cluster, acl: &a.acl, origin: &a.origin }))
}

/// A finding about an entry: `` `ENTRY` WORDS ``.
pub(super) fn finding(rule: &Rule, analysis: &Analysis<'_>, entry: Entry<'_>, words: &str) -> Finding {
    let told = entry.acl.told(|t| analysis.inventory.render(t));
    let name = entry.origin.address.clone().unwrap_or_else(|| told.clone());
    let mut finding = Finding::of_name(rule, &name, format!("`{told}` {words}"));
    finding.locations = vec![entry.origin.clone()];
    finding
}
