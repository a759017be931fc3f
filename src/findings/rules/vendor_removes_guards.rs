//! A vendor takes away what limits it.

use crate::findings::way::{Means, report_step};
use crate::findings::{Analysis, Finding, Rule, Severity};

pub(super) static RULE: Rule = Rule {
    id: "vendor-removes-guards",
    title: "A vendor can remove a boundary or a denying policy, and get at what it kept away",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-BYO-01", "KC-VND-01", "NIST 800-53 r5 AC-6", "ISO 27001:2022 A.8.2", "SOC 2 CC6.3"],
    docs: r#"
### What it finds

A way from a vendor on which the first escalating step removes a permissions boundary
(`iam:DeleteRolePermissionsBoundary`, `iam:PutRolePermissionsBoundary`) or a policy that denies
(`iam:DeleteRolePolicy`, `iam:DetachRolePolicy`). One finding a vendor role and principal whose guard goes.

### Why it matters

A limit that its holder can remove is none: the permissions behind it are the vendor's.

### How to fix it

Deny these actions on the vendor's roles in a service control policy, or in the boundary itself.

### Limits

Service control policies are not in the input.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    report_step(&RULE, analysis, Means::Guard, |actors, target, reached| format!("{actors} can remove what limits {target} and so reach {reached}"))
}
