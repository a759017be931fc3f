//! A vendor gives permissions to itself or to what it controls.

use crate::findings::way::{Means, report_step};
use crate::findings::{Analysis, Finding, Rule, Severity};

pub(super) static RULE: Rule = Rule {
    id: "vendor-rewrites-permissions",
    title: "A vendor can rewrite permission policies, and get at what they then allow",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-BYO-01", "KC-VND-01", "NIST 800-53 r5 AC-6", "ISO 27001:2022 A.8.2", "SOC 2 CC6.3"],
    docs: r#"
### What it finds

A way from a vendor on which the first escalating step adds permissions to a role, user or group that the vendor acts as
(`iam:PutRolePolicy`, `iam:AttachRolePolicy`, `iam:CreatePolicyVersion`, `iam:SetDefaultPolicyVersion` …). One finding a
vendor role and rewritten principal.

### Why it matters

Permissions that their holder can rewrite are no limit: only boundary, session and organisation policies remain.

### How to fix it

Allow these actions only with a condition on `iam:PermissionsBoundary` or `iam:PolicyARN`, or leave them to your own
pipeline.

### Limits

The rewritten principal is taken to hold everything within its boundary and the denies that it can't remove.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    report_step(&RULE, analysis, Means::Grant, |actors, target, reached| {
        format!("{actors} can give {target} more permissions and so reach {reached}")
    })
}
