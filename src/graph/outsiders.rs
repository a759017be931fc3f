//! Who outside is named by the policies of the input.

use std::collections::BTreeSet;

use super::{Outside, world::issuer};
use crate::aws::{Arn, SymbolKind, Text};
use crate::model::Inventory;
use crate::policy::{Effect, PolicyKind, PrincipalPattern, Principals, Statement};

/// Everybody outside that a trust or resource policy or a cluster lets in, in order of first mention.
pub(super) fn named(inventory: &Inventory) -> Vec<Outside> {
    let own = Own::new(inventory);
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    let policies = inventory.policies.iter().filter(|p| matches!(p.kind, PolicyKind::Trust | PolicyKind::Resource));
    for statement in policies.filter_map(|p| p.document.as_ref()).flat_map(|d| &d.statements) {
        for outside in of_statement(inventory, &own, statement) {
            if seen.insert(outside.clone()) {
                found.push(outside);
            }
        }
    }
    let entries = inventory.resources.iter().filter_map(|r| r.cluster.as_ref()).flat_map(|c| &c.entries);
    let grants = inventory.resources.iter().filter_map(|r| r.key.as_ref()).flat_map(|k| &k.grants);
    let named = entries.map(|e| &e.principal).chain(grants.map(|g| &g.grantee));
    for outside in named.filter_map(|arn| aws(inventory, &own, arn)) {
        if seen.insert(outside.clone()) {
            found.push(outside);
        }
    }
    found.extend(super::edges::azure::outsiders(inventory).into_iter().filter(|o| seen.insert(o.clone())));
    found
}

fn of_statement(inventory: &Inventory, own: &Own, statement: &Statement) -> Vec<Outside> {
    if statement.effect == Effect::Deny {
        return Vec::new();
    }
    match &statement.principals {
        Principals::Absent => Vec::new(),
        Principals::AllBut(_) => vec![Outside::Everyone],
        Principals::Only(list) => list.iter().flat_map(|p| of_pattern(inventory, own, statement, p)).collect(),
    }
}

fn of_pattern(inventory: &Inventory, own: &Own, statement: &Statement, pattern: &PrincipalPattern) -> Vec<Outside> {
    match pattern {
        PrincipalPattern::Everyone => {
            let mut out = vec![Outside::Everyone];
            out.extend(narrowed(inventory, statement));
            out
        }
        PrincipalPattern::Aws(text) => aws(inventory, own, text).into_iter().collect(),
        PrincipalPattern::Service(name) => vec![Outside::Service(name.clone())],
        PrincipalPattern::Federated(provider) => identities(inventory, statement, provider),
        PrincipalPattern::CanonicalUser(_) => Vec::new(),
        PrincipalPattern::Unknown(symbol) => vec![Outside::Principal(Text::symbol(*symbol))],
    }
}

/// An `AWS` principal that is not one of ours.
fn aws(inventory: &Inventory, own: &Own, text: &Text) -> Option<Outside> {
    let Ok(arn) = Arn::parse(text) else {
        // A unique id is what is left of a deleted principal: nobody.
        let deleted = text.literal().is_some_and(|t| !t.bytes().all(|b| b.is_ascii_digit()));
        return (!deleted && !is_own(inventory, text)).then(|| Outside::Account(text.clone()));
    };
    if arn.resource.literal() == Some("root") {
        return (!is_own(inventory, &arn.account)).then_some(Outside::Account(arn.account));
    }
    (!own.holds(text, &arn)).then(|| Outside::Principal(text.clone()))
}

/// The principals of the input.
struct Own {
    arns: BTreeSet<Text>,
    /// Account and name.
    names: BTreeSet<(Text, Text)>,
}

impl Own {
    fn new(inventory: &Inventory) -> Self {
        let principals = || inventory.resources.iter().filter(|r| r.principal.is_some()).map(|r| &r.arn);
        let name = |arn: &Text| {
            let arn = Arn::parse(arn).ok()?;
            let name = arn.resource.literal()?.rsplit('/').next()?.into();
            Some((arn.account, name))
        };
        Self { arns: principals().cloned().collect(), names: principals().filter_map(name).collect() }
    }

    /// Whether an ARN of a principal element speaks of one (a session speaks of its role).
    fn holds(&self, text: &Text, arn: &Arn) -> bool {
        let session = || arn.resource.strip_prefix("assumed-role/").and_then(|r| r.split_once('/'));
        self.arns.contains(text) || session().is_some_and(|(role, _)| self.names.contains(&(arn.account.clone(), role)))
    }
}

fn is_own(inventory: &Inventory, account: &Text) -> bool {
    inventory.is_own(account) || account.symbols().any(|s| s.kind == SymbolKind::Account)
}

/// `Principal: "*"` narrowed by a condition on the caller's account or ARN names somebody after all.
fn narrowed(inventory: &Inventory, statement: &Statement) -> Vec<Outside> {
    let keys = ["aws:principalarn", "aws:principalaccount", "aws:sourceaccount"];
    let conditions = statement.conditions.iter().filter(|c| c.key.literal().is_some_and(|k| keys.contains(&k.to_lowercase().as_str())));
    let values = conditions.filter(|c| !c.operator.to_string().contains("Not")).flat_map(|c| &c.values);
    values
        .filter_map(|value| {
            let account = Arn::parse(value).map(|a| a.account).unwrap_or_else(|_| value.clone());
            let known = account.literal().is_some_and(|a| a.len() == 12 && a.bytes().all(|b| b.is_ascii_digit()));
            (known && !is_own(inventory, &account)).then_some(Outside::Account(account))
        })
        .collect()
}

/// One identity for each subject and audience that the statement names.
fn identities(inventory: &Inventory, statement: &Statement, provider: &Text) -> Vec<Outside> {
    let resource = inventory.resources.iter().find(|r| r.provider.is_some() && r.arn == *provider);
    let issuer = inventory.render(&issuer(resource, provider)).to_lowercase();
    let values = |suffix: &str| -> Vec<Option<Text>> {
        let key = format!("{issuer}:{suffix}");
        let tests = statement.conditions.iter().filter(|c| inventory.render(&c.key).to_lowercase() == key && !c.operator.to_string().contains("Not"));
        let found: Vec<_> = tests.flat_map(|c| c.values.iter().cloned().map(Some)).collect();
        if found.is_empty() { vec![None] } else { found }
    };
    let audiences = values("aud");
    values("sub")
        .into_iter()
        .flat_map(|subject| {
            audiences.iter().map(move |audience| Outside::Identity {
                provider: provider.clone(),
                subject: subject.clone(),
                audience: audience.clone(),
            })
        })
        .collect()
}
