//! A vendor is an administrator.

use crate::findings::finding::label;
use crate::findings::way::{Means, Prize, report};
use crate::findings::{Analysis, Finding, Rule, Severity};

pub(super) static RULE: Rule = Rule {
    id: "vendor-reaches-admin",
    title: "A vendor can do everything in an account with the permissions it has",
    severity: Severity::Critical,
    since: "0.1.0",
    controls: &["KC-BYO-01", "KC-VND-01", "NIST 800-53 r5 AC-6", "ISO 27001:2022 A.8.2", "SOC 2 CC6.3", "CIS AWS Foundations 5.0.0 1.15"],
    docs: r#"
### What it finds

A way without escalation from a vendor to *admin*: a principal for which identity policies within boundary and session
allow every action on every resource of the account. One finding a role.

### Why it matters

All other guards of the account hang on whoever holds this role: it can read every store, remove every boundary it is
not bound by, and switch off the logs.

### How to fix it

Replace the full policy by the actions that the vendor's documentation lists, and set a permissions boundary on the
role.

### Limits

Denies in resource policies are not counted, and service control policies only where the input holds them.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    report(
        &RULE,
        analysis,
        |way| {
            let owned = way.prize == Prize::Admin && way.means == Means::Permissions;
            owned.then(|| vec![way.entry.map_or_else(String::new, |e| label(analysis.inventory, e))])
        },
        |_, actors, reached| format!("{actors} can do {reached}"),
    )
}
