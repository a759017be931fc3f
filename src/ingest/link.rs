//! What policies name and no source holds: stores, keys and roles that exist, or may, outside the inputs.
//!
//! A pattern that can name a store, key or role not in the input makes one *referenced* resource an account and distinct pattern: its ARN is
//! the pattern. Patterns of other accounts are no resources of ours.

use std::collections::BTreeSet;

use crate::aws::services::{self, On, StoreKind, Way};
use crate::aws::{Arn, Piece, Text, wildcard};
use crate::model::{Built, Inventory, Key, Policy, Principal, PrincipalKind, Resource, ResourcePolicy, Store, Tri};
use crate::policy::{Actions, Effect, PolicyId, PolicyKind, Resources, Statement};

/// A kind of thing that a pattern can name.
struct Kind {
    id: &'static str,
    label: &'static str,
    service: &'static str,
    /// What the resource part of its ARNs begins with.
    prefix: &'static str,
    /// What ends its name in patterns for things inside it.
    end: Option<char>,
    /// Region and account stand in its ARNs.
    regional: bool,
    has_account: bool,
    /// Actions, in lower case, that make a pattern matter.
    actions: Vec<String>,
}

/// Actions on a role that lead to acting as it.
const ROLE_ACTIONS: &[&str] = &["sts:assumerole", "iam:passrole", "iam:updateassumerolepolicy", "iam:putrolepolicy", "iam:attachrolepolicy"];

fn kinds() -> Vec<Kind> {
    let of_store = |store: &'static StoreKind| {
        let mut parts = store.arn.splitn(6, ':').skip(2);
        let (service, region, account, resource) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let (prefix, _) = resource.split_once("${")?;
        let end = match store.id {
            "s3-bucket" | "dynamodb-table" => Some('/'),
            "log-group" | "lambda-function" => Some(':'),
            _ => None,
        };
        let concerns = |way: &&Way| matches!(way.on, On::Store | On::Under(_) | On::Beside(..));
        let lists = [store.read, store.write, store.delete, store.control];
        let actions = lists.iter().flat_map(|ways| ways.iter()).filter(concerns).map(|way| way.action.to_ascii_lowercase()).collect();
        let (regional, has_account) = (!region.is_empty(), !account.is_empty());
        Some(Kind { id: store.id, label: store.label, service, prefix, end, regional, has_account, actions })
    };
    let role = Kind {
        id: "iam-role",
        label: "role",
        service: "iam",
        prefix: "role/",
        end: None,
        regional: false,
        has_account: true,
        actions: ROLE_ACTIONS.iter().map(|a| (*a).to_owned()).collect(),
    };
    services::stores().filter_map(of_store).chain([role]).collect()
}

/// Whether resources of a kind can have a resource-based policy.
pub(super) fn has_resource_policy(kind: &str) -> bool {
    let never = ["ssm-parameter", "log-group", "ebs-", "rds-", "elasticache-", "memorydb-", "redshift-", "glue-"];
    services::store(kind).is_some() && !never.iter().any(|beginning| kind.starts_with(beginning))
}

/// Adds a referenced resource for everything that an identity policy can name and that is not in the inventory; `is_gone` says of a policy and an
/// account that a role that it names and that is not in the inventory is none. A pattern may match roles that are yet to be made.
pub(super) fn add_named(inventory: &mut Inventory, is_gone: impl Fn(&Policy, &Text) -> bool) {
    let kinds = kinds();
    // Buckets and snapshots have no account in their ARN: the same pattern names each account's own.
    let mut there: BTreeSet<(Text, Text)> = inventory.resources.iter().map(|r| (r.account.clone(), r.arn.clone())).collect();
    let mut exact: BTreeSet<Text> = inventory.resources.iter().map(|r| r.arn.clone()).collect();
    // "IAM identifiers": a role's name is unique in its account, whatever its path.
    let roles: BTreeSet<(Text, String)> =
        inventory.resources.iter().filter(|r| r.kind == "iam-role").filter_map(|r| Some((r.account.clone(), last(&r.arn)?))).collect();
    let taken = |named: &Found| last(&named.arn).is_some_and(|name| roles.contains(&(named.account.clone(), name)));
    let mut read: BTreeSet<(PolicyId, Text)> = BTreeSet::new();
    let mut found: Vec<Found> = Vec::new();
    for resource in inventory.resources.iter().filter(|r| !r.referenced) {
        let Some(principal) = &resource.principal else { continue };
        let Some(partition) = Arn::parse(&resource.arn).ok().map(|arn| arn.partition) else { continue };
        let own = Own { partition, account: resource.account.clone(), some_known: inventory.accounts.iter().any(|a| a.id.literal().is_some()) };
        for id in principal.inline.iter().chain(&principal.attached) {
            let fresh = read.insert((*id, resource.account.clone()));
            let Some(policy) = inventory.policy(*id).filter(|_| fresh) else { continue };
            for named in names(policy, &kinds, &own, inventory) {
                let fresh =
                    if is_pattern(&named.name) { there.insert((named.account.clone(), named.arn.clone())) } else { exact.insert(named.arn.clone()) };
                let role = kinds.get(named.kind).is_some_and(|k| k.id == "iam-role");
                if fresh
                    && !is_one_secret(inventory, &named.arn)
                    && !(role && (taken(&named) || !is_pattern(&named.name) && is_gone(policy, &named.account)))
                {
                    found.push(named);
                }
            }
        }
    }
    for named in found {
        add(inventory, named, &kinds);
    }
}

/// The last part of a path.
fn last(arn: &Text) -> Option<String> {
    arn.literal()?.rsplit('/').next().map(str::to_owned)
}

/// The side that a policy is read from.
struct Own {
    partition: Text,
    account: Text,
    /// Some account of ours is known, so that another literal account is another's.
    some_known: bool,
}

/// A resource named by a pattern.
struct Found {
    kind: usize,
    arn: Text,
    account: Text,
    region: Text,
    /// Name or pattern of names.
    name: Text,
    policy: PolicyId,
}

fn names(policy: &Policy, kinds: &[Kind], own: &Own, inventory: &Inventory) -> Vec<Found> {
    let mut out = Vec::new();
    for statement in policy.document.iter().flat_map(|d| &d.statements).filter(|s| s.effect == Effect::Allow) {
        let everything = [Text::from("*")];
        let patterns: &[Text] = match &statement.resources {
            Resources::Only(patterns) => patterns,
            Resources::AllBut(_) => &everything,
            Resources::Absent => &[],
        };
        for (index, kind) in kinds.iter().enumerate().filter(|(_, kind)| concerns(statement, kind)) {
            out.extend(patterns.iter().filter_map(|pattern| named(pattern, index, kind, own, inventory)).map(|f| Found { policy: policy.id, ..f }));
        }
    }
    out
}

/// Whether a statement allows an action that matters for a kind.
fn concerns(statement: &Statement, kind: &Kind) -> bool {
    let matches = |patterns: &[Text], action: &str| {
        patterns.iter().any(|pattern| match pattern.literal() {
            Some(pattern) => wildcard::matches(&pattern.to_ascii_lowercase(), action),
            None => true,
        })
    };
    match &statement.actions {
        Actions::Only(patterns) => kind.actions.iter().any(|action| matches(patterns, action)),
        Actions::AllBut(patterns) => kind.actions.iter().any(|action| !matches(patterns, action)),
    }
}

/// What a resource pattern names of a kind; `None` when nothing, or another account's.
fn named(pattern: &Text, index: usize, kind: &Kind, own: &Own, inventory: &Inventory) -> Option<Found> {
    let pattern = without_variables(pattern);
    let any = || Text::from("*");
    let (partition, region, account, name) = match Arn::parse(&pattern) {
        Err(_) if pattern.literal().is_some_and(|p| p.starts_with('*')) => (own.partition.clone(), any(), own.account.clone(), any()),
        Err(_) => return None,
        Ok(arn) => {
            if !arn.service.literal().is_none_or(|s| wildcard::matches(s, kind.service)) {
                return None;
            }
            let account = match arn.account.literal() {
                Some(literal) if literal.is_empty() || literal.contains(['*', '?']) => own.account.clone(),
                Some(_) if own.some_known && !inventory.is_own(&arn.account) => return None,
                _ if kind.has_account => arn.account.clone(),
                _ => own.account.clone(),
            };
            let partition = if arn.partition.literal().is_some_and(|p| p.contains('*')) { own.partition.clone() } else { arn.partition };
            (partition, arn.region, account, name(&arn.resource, kind)?)
        }
    };
    let region = if kind.regional { region } else { Text::new() };
    let in_arn = if kind.has_account { account.clone() } else { Text::new() };
    let resource = Text::concat([&Text::from(kind.prefix), &name]);
    let arn = Arn { partition, service: kind.service.into(), region: region.clone(), account: in_arn, resource }.to_text();
    Some(Found { kind: index, arn, account, region, name, policy: PolicyId(u32::MAX) })
}

/// The name, or pattern of names, in the resource part of an ARN pattern.
fn name(resource: &Text, kind: &Kind) -> Option<Text> {
    let name = match resource.strip_prefix(kind.prefix) {
        Some(name) => name,
        None => {
            // `ta*` and `*` reach into `table/…`.
            let Some(Piece::Literal(first)) = resource.pieces().first() else { return Some(resource.clone()).filter(|_| kind.prefix.is_empty()) };
            let (start, _) = first.split_once(['*', '?'])?;
            return kind.prefix.starts_with(start).then(|| Text::from("*"));
        }
    };
    let name = kind.end.and_then(|end| name.split_once(end)).map_or(name, |(before, _)| before);
    if name.is_empty() { None } else { Some(name) }
}

/// Policy variables can be anything.
fn without_variables(pattern: &Text) -> Text {
    let mut out = Text::new();
    for piece in pattern.pieces() {
        match piece {
            Piece::Symbol(symbol) => out.push_symbol(*symbol),
            Piece::Literal(text) => {
                let mut rest: &str = text;
                while let Some((before, after)) = rest.split_once("${") {
                    out.push_str(before);
                    let Some((_, after)) = after.split_once('}') else { return out.with("*") };
                    out.push_str("*");
                    rest = after;
                }
                out.push_str(rest);
            }
        }
    }
    out
}

fn is_pattern(name: &Text) -> bool {
    name.pieces().iter().any(|p| matches!(p, Piece::Literal(s) if s.contains(['*', '?'])))
}

/// Whether the pattern is the ARN of a secret of the input with `??????` for the six characters that Secrets Manager adds to each name: it names
/// that one and no other.
///
/// Source: "AWS Secrets Manager identity-based policy examples", AWS Secrets Manager User Guide.
fn is_one_secret(inventory: &Inventory, pattern: &Text) -> bool {
    let Some(Piece::Literal(last)) = pattern.pieces().last() else { return false };
    let Some(kept) = last.strip_suffix("??????") else { return false };
    let mut name: Vec<Piece> = pattern.pieces().to_vec();
    name.pop();
    let mut start = Text::new();
    for piece in &name {
        match piece {
            Piece::Literal(s) => start.push_str(s),
            Piece::Symbol(s) => start.push_symbol(*s),
        }
    }
    start.push_str(kept);
    let one = |arn: &Text| match (arn.literal(), start.literal()) {
        (Some(arn), Some(start)) => arn.strip_prefix(start).is_some_and(|rest| rest.len() == 6),
        _ => arn.pieces().last().is_some_and(|p| matches!(p, Piece::Symbol(s) if *arn == start.clone().with_symbol(*s))),
    };
    inventory.resources.iter().any(|r| r.kind == "secretsmanager-secret" && !r.referenced && one(&r.arn))
}

fn add(inventory: &mut Inventory, named: Found, kinds: &[Kind]) {
    let Some(kind) = kinds.get(named.kind) else { return };
    let name = if is_pattern(&named.name) {
        let parts = [Text::from(format!("any {} in ", kind.label)), named.account.clone(), Text::from(" matching "), named.name];
        Text::concat(&parts)
    } else {
        named.name
    };
    let origin = inventory.policy(named.policy).map(|p| p.origin.clone()).unwrap_or_default();
    let mut resource = Resource::new(kind.id, name, named.arn, named.account, named.region, origin);
    resource.referenced = true;
    resource.tags.open = true;
    if kind.id == "iam-role" {
        let mut principal = Principal::new(PrincipalKind::Role);
        principal.attached.push(unseen(inventory, &resource, PolicyKind::Identity, "policies"));
        principal.trust = Some(unseen(inventory, &resource, PolicyKind::Trust, "trust policy"));
        resource.principal = Some(principal);
    } else if kind.id == "kms-key" {
        resource.key = Some(Key { customer_managed: true, grants: Vec::new(), aliases: Vec::new(), rotation: Tri::Unknown });
        resource.resource_policy = ResourcePolicy::Unseen;
    } else {
        resource.store = Some(Store::new(kind.id));
        resource.resource_policy = if has_resource_policy(kind.id) { ResourcePolicy::Unseen } else { ResourcePolicy::NotApplicable };
    }
    inventory.add(resource);
}

fn unseen(inventory: &mut Inventory, on: &Resource, kind: PolicyKind, what: &str) -> PolicyId {
    let name = inventory.render(&on.name);
    let built = Built::Unseen(format!("`{name}` is named, but not in the input"));
    let name = format!("{name} {what}");
    let origin = on.origin.clone();
    inventory.add_policy(Policy {
        id: PolicyId(u32::MAX),
        kind,
        name,
        arn: None,
        document: None,
        built,
        origin,
        places: Vec::new(),
        sensitive: false,
        other_versions: None,
    })
}
