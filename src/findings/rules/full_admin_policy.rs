//! A policy that allows everything.

use std::collections::BTreeSet;

use crate::findings::grant;
use crate::findings::guard::is_any;
use crate::findings::way::{Prize, ways};
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::policy::{Actions, Resources, Statement};

pub(super) static RULE: Rule = Rule {
    id: "full-admin-policy",
    title: "A policy allows every action on every resource",
    severity: Severity::Medium,
    since: "0.1.0",
    controls: &["KC-AUT-03", "CIS AWS Foundations 5.0.0 1.15", "NIST 800-53 r5 AC-6", "ISO 27001:2022 A.8.2", "SOC 2 CC6.3"],
    docs: r#"
### What it finds

An identity policy of the input (not one of AWS's) that is on a role, user or group and allows `*` on `*` without
condition. One finding a policy.

### Why it matters

Whoever comes to hold it is an administrator, and later attachments look harmless by the policy's name.

### How to fix it

List the actions that are needed; keep one emergency role with AWS's AdministratorAccess.

### Limits

A policy on a role that a vendor reaches as administrator is reported there. Boundaries that limit the holder are not
looked at.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let told: BTreeSet<_> = ways(analysis).iter().filter(|w| w.prize == Prize::Admin).filter_map(|w| w.entry).map(|r| r.id).collect();
    let held = grant::held(analysis).into_iter().filter(|h| !h.holders.iter().any(|r| told.contains(&r.id)));
    let findings = held.filter_map(|held| {
        let full: Vec<_> = held.allows().filter(|s| is_full(s)).map(|s| s.index).collect();
        let message = format!("{} allows every action on every resource", held.policy.name);
        (!full.is_empty()).then(|| held.finding(&RULE, analysis, message).shown_by(held.policy, full))
    });
    findings.collect()
}

fn is_full(statement: &Statement) -> bool {
    let everything = matches!(&statement.actions, Actions::Only(list) if list.iter().any(|a| is_any(a) || a.literal() == Some("*:*")));
    let everywhere = matches!(&statement.resources, Resources::Only(list) if list.iter().any(is_any));
    everything && everywhere && statement.conditions.is_empty()
}
