//! AWS's managed policies that could be attached, though the input does not hold them.

use std::collections::{BTreeMap, BTreeSet};

use crate::aws::reference::managed_policies;
use crate::aws::wildcard;
use crate::model::Inventory;
use crate::policy::{Document, PolicyId};

/// AWS's managed policies by number, after the policies of any inventory.
fn managed_id(index: usize) -> PolicyId {
    PolicyId(MANAGED.saturating_add(u32::try_from(index).unwrap_or(u32::MAX - MANAGED)))
}

const MANAGED: u32 = 1 << 31;

/// How many of AWS's managed policies are looked at.
const MOST_MANAGED: usize = 64;

/// Those that a condition of the inventory on `iam:PolicyARN` names and that it does not hold.
pub(super) fn named(inventory: &Inventory) -> BTreeMap<PolicyId, (&'static str, Document)> {
    let documents = inventory.policies.iter().filter_map(|p| p.document.as_ref());
    let conditions = documents.flat_map(|d| &d.statements).flat_map(|s| &s.conditions);
    let named = conditions.filter(|c| c.key.literal().is_some_and(|k| k.eq_ignore_ascii_case("iam:PolicyARN"))).flat_map(|c| &c.values);
    let patterns: BTreeSet<&str> = named.filter_map(|v| v.literal()).filter(|v| v.contains(":iam::aws:") || v.contains('*')).collect();
    let held: BTreeSet<&str> = inventory.policies.iter().filter_map(|p| p.arn.as_ref()?.literal()).collect();
    let all = managed_policies::all().iter().enumerate().filter(|(_, p)| !held.contains(p.arn));
    all.filter(|(_, p)| patterns.iter().any(|n| wildcard::matches(n, p.arn)))
        .filter_map(|(i, p)| Some((managed_id(i), (p.arn, Document::parse_str(p.document).ok()?))))
        .take(MOST_MANAGED)
        .collect()
}
