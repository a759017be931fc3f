//! An outside account that no vendor of the configuration has.

use std::collections::BTreeMap;

use crate::findings::door::{self, Door, Who};
use crate::findings::finding::{label, listed};
use crate::findings::{Analysis, Finding, Rule, Severity};

pub(super) static RULE: Rule = Rule {
    id: "undeclared-outsider",
    title: "A trust or resource-based policy lets in an account that the configuration does not know",
    severity: Severity::Medium,
    since: "0.1.0",
    controls: &["KC-VND-01", "NIST 800-53 r5 SA-9", "ISO 27001:2022 A.5.19", "SOC 2 CC9.2"],
    docs: r#"
### What it finds

An account outside that a trust policy or resource-based policy names, where the configuration declares vendors and this
account is none of theirs. One finding an account. Without declared vendors every outsider counts as one, and this rule
is silent.

### Why it matters

Claims and role kinds speak of declared vendors. Whoever is let in and not declared is traced, but nobody has said what
that access is for.

### How to fix it

Declare the account as a vendor's (`[[vendor]]`) or as your own (`[[account]]`), or remove the statement.

### Limits

Names of known accounts come from public sources and may be out of date.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    if analysis.review.vendors.is_empty() {
        return Vec::new();
    }
    let mut undeclared: BTreeMap<String, Vec<Door<'_>>> = BTreeMap::new();
    for door in door::of_roles(analysis).into_iter().chain(door::of_resources(analysis)) {
        let (account, name) = match &door.who {
            Who::Account(account) => (account.clone(), format!("arn:aws:iam::{account}:root")),
            Who::Principal(account, arn) => (account.clone(), arn.clone()),
            Who::Everyone | Who::Deleted(_) => continue,
        };
        if analysis.review.vendor_of_principal(&name).is_none() {
            undeclared.entry(account).or_default().push(door);
        }
    }
    let findings = undeclared.into_iter().map(|(account, doors)| {
        let into = listed(doors.iter().map(|d| label(analysis.inventory, d.resource)));
        let message = format!("{} is let in by {into} and is no declared vendor", door::account_name(analysis, &account));
        let finding = Finding::of_name(&RULE, &account, message).confidence(door::confidence(analysis));
        doors.iter().fold(finding, |finding, d| finding.shown_by(d.policy, [d.statement.index]))
    });
    findings.collect()
}
