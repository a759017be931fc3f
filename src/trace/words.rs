//! What the words of a question mean: ARNs, addresses, names, `vendor:NAME`, `vendors`, `internet`, `account:ID`, `dataset:NAME`, `data`, `admin`, `admin:ACCOUNT`.

use super::Access;
use super::actors::{Group, own_starts};
use crate::aws::{Arn, Text};
use crate::graph::{AccessGraph, NodeKind, Outside};
use crate::model::{Inventory, PrincipalKind, Resource, Review};

/// A word that means nothing in the input, or the name of several things.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{word}` is not in the input")]
pub struct NotFound {
    /// The word.
    pub word: String,
    /// What could have been meant.
    pub known: Vec<String>,
}

/// Who a word means. Outsiders it names may be new to the graph.
///
/// # Errors
/// When the word means nothing.
pub fn from(word: &str, inventory: &Inventory, review: &Review, groups: &[Group]) -> Result<Vec<NodeKind>, NotFound> {
    if word == "internet" {
        return Ok(vec![NodeKind::Outside(Outside::Everyone)]);
    }
    if word == "vendors" {
        return Ok(unique(groups.iter().flat_map(|g| g.starts.clone()).chain(review.vendors.iter().flat_map(|v| accounts_of(&v.accounts)))));
    }
    if let Some(name) = word.strip_prefix("vendor:") {
        let declared = review.vendors.iter().find(|v| v.name == name);
        let starts = groups.iter().filter(|g| g.name == name).flat_map(|g| g.starts.clone());
        let found = unique(starts.chain(declared.into_iter().flat_map(|v| accounts_of(&v.accounts))));
        let known = || groups.iter().map(|g| format!("vendor:{}", g.name)).collect();
        return if found.is_empty() && declared.is_none() { Err(NotFound { word: word.into(), known: known() }) } else { Ok(found) };
    }
    if let Some(id) = word.strip_prefix("account:") {
        let account = Text::from(id);
        let mut found: Vec<NodeKind> = Vec::new();
        if inventory.is_own(&account) {
            found.extend(inventory.resources.iter().filter(|r| r.account == account).flat_map(own_starts));
        }
        found.push(NodeKind::Outside(Outside::Account(account.clone())));
        found.extend(groups.iter().flat_map(|g| g.starts.clone()).filter(|k| account_of(k).as_ref() == Some(&account)));
        return Ok(unique(found));
    }
    // A role, its instance profile and its launch template often share a name: only what can act is meant.
    let matches: Vec<&Resource> = named(inventory, word).into_iter().filter(|r| !own_starts(r).is_empty()).collect();
    if matches.len() == 1 || (!matches.is_empty() && word.starts_with("arn:")) {
        return Ok(unique(matches.iter().flat_map(|r| own_starts(r))));
    }
    let object = NodeKind::Outside(Outside::Object(word.to_ascii_lowercase().into()));
    if AccessGraph::outsiders_named(inventory).into_iter().any(|o| NodeKind::Outside(o) == object) {
        return Ok(vec![object]);
    }
    match Arn::parse(&word.into()) {
        Ok(arn) if arn.resource.literal() == Some("root") => Ok(vec![NodeKind::Outside(Outside::Account(arn.account))]),
        Ok(_) => Ok(vec![NodeKind::Outside(Outside::Principal(word.into()))]),
        Err(_) => Err(NotFound { word: word.into(), known: names(inventory, |r| !own_starts(r).is_empty()) }),
    }
}

/// What a word means as a target.
///
/// # Errors
/// When the word means nothing.
pub fn to(word: &str, inventory: &Inventory, review: &Review, access: Access) -> Result<Vec<NodeKind>, NotFound> {
    let stores = || inventory.resources.iter().filter(|r| r.store.is_some());
    if word == "data" {
        return Ok(stores().map(|r| NodeKind::Store(r.id)).collect());
    }
    if word == "admin" {
        return Ok(unique(inventory.accounts.iter().map(|a| NodeKind::Admin(a.id.clone()))));
    }
    if let Some(account) = word.strip_prefix("admin:") {
        let account = Text::from(account);
        let unknown = inventory.accounts.iter().map(|a| &a.id).filter(|id| id.literal().is_none());
        let own = inventory.is_own(&account) || inventory.accounts.is_empty();
        return Ok(if own { vec![NodeKind::Admin(account)] } else { unknown.map(|id| NodeKind::Admin(id.clone())).collect() });
    }
    if let Some(name) = word.strip_prefix("dataset:") {
        if !review.datasets.iter().any(|d| d.name == name) {
            return Err(NotFound { word: word.into(), known: review.datasets.iter().map(|d| format!("dataset:{}", d.name)).collect() });
        }
        // The use of a key alone reads nothing.
        let keys = matches!(access, Access::Decrypt | Access::Any);
        let member = |r: &&Resource| (r.store.is_some() || keys) && review.datasets_of(inventory, r).iter().any(|d| d.name == name);
        return Ok(inventory.resources.iter().filter(member).flat_map(targets).collect());
    }
    let mut matches: Vec<&Resource> = named(inventory, word).into_iter().filter(|r| !targets(r).is_empty()).collect();
    // Compute that shares its role's name is reached by being the role.
    if matches.iter().any(|r| r.runs_as.is_empty()) {
        matches.retain(|r| r.runs_as.is_empty());
    }
    if matches.is_empty() || (matches.len() > 1 && !word.starts_with("arn:")) {
        return Err(NotFound { word: word.into(), known: names(inventory, |r| !targets(r).is_empty()) });
    }
    Ok(unique(matches.iter().flat_map(|r| targets(r))))
}

/// Accounts that a word tells: an ARN with an account id that means a resource whose account is not known. Provider configuration and id.
pub fn accounts_told(word: &str, inventory: &Inventory) -> Vec<(String, String)> {
    let Ok(asked) = Arn::parse(&word.into()) else { return Vec::new() };
    let Some(id) = asked.account.literal().filter(|id| !id.is_empty()) else { return Vec::new() };
    let mut told: Vec<(String, String)> = Vec::new();
    for resource in inventory.resources.iter().filter(|r| r.arn.literal().is_none() && could_be(&r.arn, word)) {
        let alias =
            resource.account.symbols().next().and_then(|s| inventory.symbols.get(s.id as usize)).and_then(|n| n.name.strip_prefix("account:"));
        let pair = alias.map(|a| (a.to_owned(), id.to_owned()));
        told.extend(pair.filter(|p| !told.contains(p)));
    }
    told
}

fn targets(resource: &Resource) -> Vec<NodeKind> {
    let mut found = Vec::new();
    if resource.store.is_some() {
        found.push(NodeKind::Store(resource.id));
    }
    if resource.key.is_some() {
        found.push(NodeKind::Key(resource.id));
    }
    if resource.principal.as_ref().is_some_and(|p| p.kind != PrincipalKind::Group) {
        found.push(NodeKind::Principal(resource.id));
    }
    if resource.identity.is_some() {
        found.push(NodeKind::Identity(resource.id));
    }
    if !resource.runs_as.is_empty() || resource.cluster.is_some() {
        found.push(NodeKind::Compute(resource.id));
    }
    found
}

/// The resources that an ARN, address or name means; a session's ARN means its role, an object's its bucket.
pub(super) fn named<'a>(inventory: &'a Inventory, word: &str) -> Vec<&'a Resource> {
    let exact = |r: &&Resource| r.origin.address.as_deref() == Some(word) || inventory.render(&r.arn) == word;
    let found: Vec<&Resource> = inventory.resources.iter().filter(exact).collect();
    if !found.is_empty() {
        return found;
    }
    let resolved: Vec<&Resource> = inventory.resources.iter().filter(|r| r.arn.literal().is_none() && could_be(&r.arn, word)).collect();
    if !resolved.is_empty() {
        return resolved;
    }
    if let Some((account, role)) = session(word) {
        let is = |r: &&Resource| r.principal.is_some() && r.account.literal() == Some(account) && r.name.literal() == Some(role);
        return inventory.resources.iter().filter(is).collect();
    }
    if word.starts_with("arn:") {
        let within =
            |r: &&Resource| r.store.is_some() && r.arn.literal().is_some_and(|a| word.strip_prefix(a).is_some_and(|rest| rest.starts_with('/')));
        return inventory.resources.iter().filter(within).collect();
    }
    inventory.resources.iter().filter(|r| inventory.render(&r.name) == word).collect()
}

/// Whether an ARN whose account, Region or partition is not known may turn out to be this one.
fn could_be(arn: &Text, word: &str) -> bool {
    let (Ok(known), Ok(asked)) = (Arn::parse(arn), Arn::parse(&word.into())) else { return false };
    let open = |a: &Text, b: &Text| a == b || (a.literal().is_none() && !b.is_empty());
    known.service == asked.service
        && known.resource == asked.resource
        && open(&known.partition, &asked.partition)
        && open(&known.region, &asked.region)
        && open(&known.account, &asked.account)
}

fn session(word: &str) -> Option<(&str, &str)> {
    let rest = word.strip_prefix("arn:")?.split_once(":sts::")?.1;
    let (account, rest) = rest.split_once(":assumed-role/")?;
    Some((account, rest.split_once('/').map_or(rest, |(role, _)| role)))
}

fn accounts_of(accounts: &[String]) -> impl Iterator<Item = NodeKind> {
    accounts.iter().map(|a| NodeKind::Outside(Outside::Account(a.as_str().into())))
}

fn account_of(kind: &NodeKind) -> Option<Text> {
    match kind {
        NodeKind::Outside(Outside::Account(id)) => Some(id.clone()),
        NodeKind::Outside(Outside::Principal(arn)) => Arn::parse(arn).ok().map(|a| a.account),
        _ => None,
    }
}

pub(super) fn names(inventory: &Inventory, wanted: impl Fn(&Resource) -> bool) -> Vec<String> {
    let resources = inventory.resources.iter().filter(|r| wanted(r));
    resources.flat_map(|r| [Some(inventory.render(&r.name)), Some(inventory.render(&r.arn)), r.origin.address.clone()]).flatten().collect()
}

fn unique(kinds: impl IntoIterator<Item = NodeKind>) -> Vec<NodeKind> {
    let mut out: Vec<NodeKind> = Vec::new();
    for kind in kinds {
        if !out.contains(&kind) {
            out.push(kind);
        }
    }
    out
}
