//! A policy that names a deleted principal.

use crate::findings::door::{self, Door, Who};
use crate::findings::finding::listed;
use crate::findings::{Analysis, Finding, Rule, Severity};

pub(super) static RULE: Rule = Rule {
    id: "trust-unknown-principal",
    title: "A trust or resource-based policy names a principal that no longer exists",
    severity: Severity::Low,
    since: "0.1.0",
    controls: &["KC-VND-09", "NIST 800-53 r5 AC-2", "ISO 27001:2022 A.5.18", "SOC 2 CC6.2"],
    docs: r#"
### What it finds

A principal that is a unique id (`AROA…`, `AIDA…`): AWS shows it where the role or user that the policy named was
deleted. One finding a role or resource.

### Why it matters

Nobody can use the entry now, but it says that nobody looks after the policy, and that the list of who has access is
wrong.

### How to fix it

Remove the entry, or name the new principal.

### Limits

Terraform sources name ARNs, so this shows in states and live accounts only.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let deleted = |d: &Door<'_>| matches!(d.who, Who::Deleted(_));
    let doors: Vec<_> = door::of_roles(analysis).into_iter().chain(door::of_resources(analysis)).collect();
    let findings = door::by_resource(&doors, deleted).into_iter().map(|(resource, doors)| {
        let who = listed(doors.iter().map(|d| door::who_name(analysis, &d.who)));
        door::finding(&RULE, analysis, resource, &doors, format!("the policy names {who}, a principal that was deleted"))
    });
    findings.collect()
}
