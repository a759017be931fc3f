//! The key of a Kafka cluster may be administered from outside.

use std::collections::BTreeSet;

use crate::azure_rbac::Answer;
use crate::findings::clusters::clusters;
use crate::findings::door::{self, Door, Who};
use crate::findings::finding::listed;
use crate::findings::{Analysis, Confidence, Finding, Rule, Severity, guard, hubs};
use crate::graph::vault::{KeyRight, rights};
use crate::model::{Encryption, Resource, ResourceId, Tri};

pub(super) static RULE: Rule = Rule {
    id: "key-policy-to-vendor",
    title: "The key of a Kafka cluster may be administered from outside",
    severity: Severity::Medium,
    since: "0.1.0",
    controls: &["KC-KEY-04", "KC-BYO-04", "NIST 800-53 r5 SC-12", "ISO 27001:2022 A.8.24", "SOC 2 CC6.1"],
    docs: r#"
### What it finds

The policy of a key that encrypts a Kafka cluster lets an account outside do more than use the key: make grants
without `kms:GrantIsForAWSResource`, change the policy, disable or delete. Also every use by an account that is no
declared vendor's. One finding a key.

In Azure: a role assignment, a delegation or an access policy through which a vendor or another tenant may use a key that
encrypts a namespace of Event Hubs, take it away, or let somebody use it; one finding each, high. And a vault of such a key
that everybody on the internet may connect to; one finding a vault.

### Why it matters

Who administers the key can give it to others, or take the records away from you. To use it is what the service needs;
the rest it does not.

### How to fix it

Leave the documented list: `kms:Encrypt`, `kms:Decrypt`, `kms:ReEncrypt*`, `kms:GenerateDataKey*`, `kms:DescribeKey`,
and grants for AWS resources alone. In Azure: the role `Key Vault Crypto Service Encryption User` for the identity of the
namespace, a vault that decides by roles in a group where no vendor has one, and network rules that deny.

### Limits

Grants that exist already are not looked at, nor are roles that are inherited. Where it is not known whether a vault decides
by roles or by access policies, or what a role lists: possible. A key opens no records by itself.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let used: BTreeSet<ResourceId> = clusters(analysis)
        .filter_map(|(r, _)| match r.store.as_ref()?.encryption {
            Encryption::Key(key) => Some(key),
            _ => None,
        })
        .collect();
    let doors = door::of_resources(analysis);
    let foreign =
        |d: &Door<'_>| used.contains(&d.resource.id) && matches!(d.who, Who::Account(_) | Who::Principal(..)) && (rules(d) || !declared(analysis, d));
    let told = door::by_resource(&doors, foreign).into_iter().map(|(key, doors)| {
        let who = listed(doors.iter().map(|d| door::who_name(analysis, &d.who)));
        let what = if doors.iter().any(|d| rules(d)) { "administer" } else { "use" };
        door::finding(&RULE, analysis, key, &doors, format!("lets {who} {what} the key of a Kafka cluster"))
    });
    told.chain(of_vaults(analysis)).collect()
}

/// What lets vendors at the keys of namespaces of Event Hubs, and vaults of such keys that stand open.
fn of_vaults(analysis: &Analysis<'_>) -> Vec<Finding> {
    let inventory = analysis.inventory;
    let keys: BTreeSet<ResourceId> = hubs::namespaces(analysis).flat_map(|n| &n.vault_keys).copied().collect();
    let keys: Vec<&Resource> = keys.iter().filter_map(|id| inventory.resource(*id)).collect();
    let mut findings = Vec::new();
    for key in &keys {
        let all = rights(inventory, key);
        let mut seen: BTreeSet<(ResourceId, usize)> = BTreeSet::new();
        for first in &all {
            let vendor = hubs::vendor_of(analysis, first.grant).or_else(|| first.grant.via.is_delegation().then(|| "another tenant".to_owned()));
            let Some(vendor) = vendor.filter(|_| seen.insert((first.by.id, first.entry))) else { continue };
            let own: Vec<&KeyRight<'_>> = all.iter().filter(|r| (r.by.id, r.entry) == (first.by.id, first.entry)).collect();
            let what: Vec<&str> = own.iter().map(|r| r.right.words()).collect();
            let sure = own.iter().any(|r| !matches!(r.answer, Answer::Uncertain(_)));
            let message = format!("{vendor} may {} {}, which encrypts records", what.join(", "), crate::findings::finding::label(inventory, key));
            let mut finding = Finding::of_resource(&RULE, inventory, first.by, message).severity(Severity::High);
            finding = finding.confidence(if sure { Confidence::Proven } else { Confidence::Possible });
            finding.identity.push(format!("{} {}", first.entry, inventory.render(&key.arn)));
            findings.push(finding);
        }
    }
    let vaults: BTreeSet<ResourceId> = keys.iter().filter_map(|k| k.parent).collect();
    for vault in vaults.iter().filter_map(|id| inventory.resource(*id)) {
        if vault.switch("public-network") == Tri::Yes && vault.switch("denies-by-default") == Tri::No {
            let message = "the vault of a key that encrypts records can be connected to from the internet".to_owned();
            findings.push(Finding::of_resource(&RULE, inventory, vault, message).confidence(Confidence::Proven));
        }
    }
    findings
}

fn declared(analysis: &Analysis<'_>, door: &Door<'_>) -> bool {
    match &door.who {
        Who::Account(account) | Who::Principal(account, _) => analysis.review.vendor_of_account(account).is_some(),
        Who::Everyone | Who::Deleted(_) => false,
    }
}

/// Whether a statement lets rule the key.
fn rules(door: &Door<'_>) -> bool {
    const RULING: &[&str] = &["kms:putkeypolicy", "kms:schedulekeydeletion", "kms:disablekey", "kms:creategrant"];
    let for_services = door.narrowed_by(&["kms:grantisforawsresource"]);
    RULING.iter().any(|a| guard::covers(&door.statement.actions, a) && !(*a == "kms:creategrant" && for_services))
}
