//! Confluent Cloud's own authorization: role bindings and what their roles give; filters of identity pools.
//!
//! *In:* role bindings with unknown parts and a question; the text of a filter.
//! *Out:* an [`Answer`]; whom a filter [`Admits`].
//! *Does not:* know access control lists (they add to bindings, and their denials come before: the caller joins both), clusters or networks.
//!
//! Source: "Predefined RBAC roles", "Use ACLs with RBAC" and "Manage role bindings", Confluent Cloud documentation, 2026. Nothing is allowed that no binding
//! allows; bindings deny nothing.

mod filter;

pub use filter::{Admits, admits};

use crate::aws::{Piece, Text};

/// What a role lets do with a resource of a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Right {
    /// Reads records, joins groups.
    Read,
    /// Writes records.
    Write,
    /// Makes, alters and deletes.
    Manage,
    /// Sees that it exists.
    Describe,
}

/// A predefined role.
#[derive(Debug, PartialEq, Eq)]
pub struct Role {
    /// Its name.
    pub name: &'static str,
    /// What it lets do itself, as far as that is documented.
    pub rights: &'static [Right],
    /// It gives roles on what it covers to others and to itself.
    pub grants: bool,
    /// What it leads to is documented.
    pub settled: bool,
}

const ROLES: &[Role] = &[
    admin("OrganizationAdmin"),
    admin("EnvironmentAdmin"),
    admin("CloudClusterAdmin"),
    admin("ResourceOwner"),
    plain("DeveloperRead", &[Right::Read, Right::Describe]),
    plain("DeveloperWrite", &[Right::Write, Right::Describe]),
    plain("DeveloperManage", &[Right::Manage, Right::Describe]),
    // "Operator": metadata, since April 2025 no messages.
    plain("Operator", &[Right::Describe]),
    plain("MetricsViewer", &[]),
    plain("BillingAdmin", &[]),
    plain("DataDiscovery", &[]),
    plain("DataSteward", &[]),
    plain("FlinkDeveloper", &[]),
    plain("NetworkAdmin", &[]),
    // They manage accounts, keys or programs: whether that gives records is not documented.
    open("AccountAdmin"),
    open("ResourceKeyAdmin"),
    open("FlinkAdmin"),
    open("KsqlAdmin"),
    open("ConnectManager"),
];

const fn admin(name: &'static str) -> Role {
    Role { name, rights: &[], grants: true, settled: true }
}

const fn plain(name: &'static str, rights: &'static [Right]) -> Role {
    Role { name, rights, grants: false, settled: true }
}

const fn open(name: &'static str) -> Role {
    Role { name, rights: &[], grants: false, settled: false }
}

/// The role of a name.
pub fn role(name: &str) -> Option<&'static Role> {
    ROLES.iter().find(|r| r.name == name)
}

/// What a binding is on, within the cluster that it covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum On {
    /// All of the cluster, or of what the cluster is in.
    Whole,
    /// Resources of a sort (`topic`, `group`, `transactional-id`, `connector`, `subject`) with a name; `*` at its end stands for any.
    Resource(String, Text),
    /// Not known.
    Unknown,
}

/// The parts of a resource name, from `/` to `/`.
fn parts(crn: &Text) -> Vec<Text> {
    let mut parts = Vec::new();
    let mut rest = Some(crn.clone());
    while let Some(text) = rest {
        let (part, after) = text.split_once('/').map_or((text.clone(), None), |(part, after)| (part, Some(after)));
        parts.push(part);
        rest = after;
    }
    parts
}

/// What a resource name (CRN) names of a sort: the id behind `environment=`, `cloud-cluster=`, ….
pub fn part(crn: &Text, sort: &str) -> Option<Text> {
    parts(crn).iter().find_map(|p| p.strip_prefix(&format!("{sort}=")))
}

impl On {
    /// What a resource name (CRN) is on: the last part that names something within a cluster.
    ///
    /// Source: "Confluent Resource Names (CRNs)".
    pub fn of(crn: &Text) -> Self {
        let parts = parts(crn);
        let last = parts.last().cloned().unwrap_or_default();
        let Some((sort, name)) = last.split_once('=') else {
            // A name that is not known at all may end anywhere.
            return if parts.len() == 1 && last.literal().is_none() { Self::Unknown } else { Self::Whole };
        };
        match sort.literal() {
            Some("organization" | "environment" | "cloud-cluster" | "kafka") => Self::Whole,
            Some(sort) => Self::Resource(sort.to_owned(), name),
            None => Self::Unknown,
        }
    }

    /// Whether it covers the resource of a sort and name; `None` where that is not known.
    pub fn covers(&self, sort: &str, name: &Text) -> Option<bool> {
        match self {
            Self::Whole => Some(true),
            Self::Unknown => None,
            Self::Resource(own, _) if own != sort => Some(false),
            Self::Resource(_, pattern) => matches(pattern, name),
        }
    }
}

fn matches(pattern: &Text, name: &Text) -> Option<bool> {
    if let (Some(pattern), Some(name)) = (pattern.literal(), name.literal()) {
        return Some(pattern.strip_suffix('*').map_or(pattern == name, |front| name.starts_with(front)));
    }
    if pattern == name {
        return Some(true);
    }
    let front = |t: &Text| if let Some(Piece::Literal(s)) = t.pieces().first() { s.trim_end_matches('*').to_owned() } else { String::new() };
    let (a, b) = (front(pattern), front(name));
    if a.starts_with(&b) || b.starts_with(&a) { None } else { Some(false) }
}

/// A binding, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// Whom: `User:sa-…`, `User:u-…`, `User:pool-…`, `User:group-…`.
    pub principal: Text,
    /// Name of the role.
    pub role: Text,
    /// What of a cluster it is on.
    pub on: On,
}

impl Binding {
    /// The role, where it is one that is known.
    pub fn role(&self) -> Option<&'static Role> {
        self.role.literal().and_then(role)
    }

    /// Whether it is for this principal.
    fn is_for(&self, principal: &Text) -> Option<bool> {
        if self.principal == *principal {
            return Some(true);
        }
        let symbol = |t: &Text| t.pieces().iter().any(|p| matches!(p, Piece::Symbol(s) if s.kind != crate::aws::SymbolKind::Unique));
        // Ids that are assigned differ from each other and from what is known.
        if symbol(&self.principal) || symbol(principal) { None } else { Some(false) }
    }
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The binding of this index allows it.
    Allowed(usize),
    /// None does.
    Denied,
    /// It hangs on these bindings.
    Uncertain(Vec<usize>),
}

/// Whether bindings give a principal a right on the resource of a sort and name. Each comes with whether it covers the cluster.
pub fn ask<'b>(bindings: impl IntoIterator<Item = (&'b Binding, Option<bool>)>, principal: &Text, right: Right, sort: &str, name: &Text) -> Answer {
    answer(bindings.into_iter().map(|(b, covers)| {
        let gives = match b.role() {
            Some(role) if role.settled => Some(role.rights.contains(&right)),
            _ => None,
        };
        all([b.is_for(principal), covers, gives, b.on.covers(sort, name)])
    }))
}

/// Whether bindings let a principal give roles on the resource of a sort and name, to itself too.
pub fn grants<'b>(bindings: impl IntoIterator<Item = (&'b Binding, Option<bool>)>, principal: &Text, sort: &str, name: &Text) -> Answer {
    answer(bindings.into_iter().map(|(b, covers)| {
        // What unsettled roles lead to is asked for with the rights.
        all([b.is_for(principal), covers, Some(b.role().is_some_and(|r| r.grants)), b.on.covers(sort, name)])
    }))
}

fn answer(each: impl Iterator<Item = Option<bool>>) -> Answer {
    let each: Vec<Option<bool>> = each.collect();
    if let Some(index) = each.iter().position(|e| *e == Some(true)) {
        return Answer::Allowed(index);
    }
    let open: Vec<usize> = each.iter().enumerate().filter(|(_, e)| e.is_none()).map(|(i, _)| i).collect();
    if open.is_empty() { Answer::Denied } else { Answer::Uncertain(open) }
}

/// The three-valued AND.
fn all<const N: usize>(facts: [Option<bool>; N]) -> Option<bool> {
    if facts.contains(&Some(false)) {
        Some(false)
    } else if facts.contains(&None) {
        None
    } else {
        Some(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::{Symbol, SymbolKind};

    fn bound(principal: &str, role: &str, crn: &str) -> Binding {
        Binding { principal: principal.into(), role: role.into(), on: On::of(&crn.into()) }
    }

    fn read(bindings: &[Binding], principal: &str, topic: &str) -> Answer {
        ask(bindings.iter().map(|b| (b, Some(true))), &principal.into(), Right::Read, "topic", &topic.into())
    }

    const CRN: &str = "crn://confluent.cloud/organization=o/environment=env-1/cloud-cluster=lkc-1/kafka=lkc-1";

    #[test]
    fn a_binding_gives_what_its_role_gives_where_it_is() {
        let list =
            [bound("User:sa-1", "DeveloperRead", &format!("{CRN}/topic=orders*")), bound("User:sa-1", "DeveloperWrite", &format!("{CRN}/topic=a"))];
        assert_eq!(read(&list, "User:sa-1", "orders.created"), Answer::Allowed(0));
        assert_eq!(read(&list, "User:sa-1", "a"), Answer::Denied, "writing is not reading");
        assert_eq!(read(&list, "User:sa-1", "payments"), Answer::Denied);
        assert_eq!(read(&list, "User:sa-2", "orders.created"), Answer::Denied);
        let group = ask(list.iter().map(|b| (b, Some(true))), &"User:sa-1".into(), Right::Read, "group", &"orders".into());
        assert_eq!(group, Answer::Denied, "a topic is no group");
    }

    #[test]
    fn admins_grant_and_operators_do_not_read() {
        let list = [bound("User:a", "CloudClusterAdmin", CRN), bound("User:o", "Operator", CRN), bound("User:k", "ResourceKeyAdmin", CRN)];
        let grants = |who: &str| grants(list.iter().map(|b| (b, Some(true))), &who.into(), "topic", &"t".into());
        assert_eq!((grants("User:a"), grants("User:o")), (Answer::Allowed(0), Answer::Denied));
        assert_eq!((read(&list, "User:a", "t"), read(&list, "User:o", "t")), (Answer::Denied, Answer::Denied));
        assert_eq!(read(&list, "User:k", "t"), Answer::Uncertain(vec![2]), "not documented");
    }

    #[test]
    fn what_is_not_known_is_uncertain() {
        let unknown = Text::symbol(Symbol { id: 1, kind: SymbolKind::Any });
        assert_eq!(On::of(&unknown), On::Unknown);
        let built = Text::concat([&unknown, &"/kafka=lkc-1/topic=orders*".into()]);
        assert_eq!(On::of(&built), On::Resource("topic".into(), "orders*".into()));
        let list = [Binding { principal: "User:sa-1".into(), role: "DeveloperRead".into(), on: On::Unknown }];
        assert_eq!(read(&list, "User:sa-1", "t"), Answer::Uncertain(vec![0]));
        assert_eq!(read(&[bound("User:sa-1", "NewRole", CRN)], "User:sa-1", "t"), Answer::Uncertain(vec![0]));
        let elsewhere = ask([(&list[0], Some(false))], &"User:sa-1".into(), Right::Read, "topic", &"t".into());
        assert_eq!(elsewhere, Answer::Denied, "another cluster");
    }
}
