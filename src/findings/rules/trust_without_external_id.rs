//! A role that another account may assume without an external id.

use crate::findings::door;
use crate::findings::finding::listed;
use crate::findings::way::{Prize, prize_through};
use crate::findings::{Analysis, Finding, Rule, Severity};

pub(super) static RULE: Rule = Rule {
    id: "trust-without-external-id",
    title: "A role trusts another account without asking for an external id",
    severity: Severity::Medium,
    since: "0.1.0",
    controls: &["KC-VND-09", "NIST 800-53 r5 AC-3", "NIST 800-53 r5 IA-9", "ISO 27001:2022 A.5.19", "SOC 2 CC6.1"],
    docs: r#"
### What it finds

A trust policy statement that lets an account or principal outside assume a role and that has no condition on
`sts:ExternalId`, nor a Deny elsewhere in the policy that demands one. One finding a role.

### Why it matters

The vendor acts for many customers with the same principal. Without an external id, another customer who knows the
role's ARN can have the vendor act in your account: the confused deputy problem.

### How to fix it

Add `StringEquals` on `sts:ExternalId` with a value that the vendor generates for you, to every statement that allows
`sts:AssumeRole` to the vendor.

### Limits

Accounts of your own that the configuration does not list look like outsiders. Severity is high where the role leads to
data or more.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let doors = door::of_roles(analysis);
    let open = door::without_external_id(&doors);
    let silent = open.into_iter().filter(|(role, _)| !doors.iter().any(|d| d.resource.id == role.id && d.asks_for("sts:externalid").is_some()));
    let findings = silent.map(|(role, doors)| {
        let who = listed(doors.iter().map(|d| door::who_name(analysis, &d.who)));
        let severity = if prize_through(analysis, role.id) >= Prize::Data { Severity::High } else { Severity::Medium };
        door::finding(&RULE, analysis, role, &doors, format!("{who} can assume the role without an external id")).severity(severity)
    });
    findings.collect()
}
