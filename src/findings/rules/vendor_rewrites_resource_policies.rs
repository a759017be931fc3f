//! A vendor rewrites the guard of a store or key.

use crate::findings::way::{Means, report_step};
use crate::findings::{Analysis, Finding, Rule, Severity};

pub(super) static RULE: Rule = Rule {
    id: "vendor-rewrites-resource-policies",
    title: "A vendor can rewrite the policy of a store or key, or share a copy, and get at the data",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-BYO-01", "KC-VND-01", "NIST 800-53 r5 AC-6", "ISO 27001:2022 A.8.2", "SOC 2 CC6.3"],
    docs: r#"
### What it finds

A way from a vendor on which the first escalating step rewrites the policy of a store or key (`s3:PutBucketPolicy`,
`kms:PutKeyPolicy`, `kms:CreateGrant`) or shares a copy (`rds:ModifyDBSnapshotAttribute`). One finding a vendor role and
store or key.

### Why it matters

Whoever writes the guard lets in whom they like, also principals outside the organisation, whom no service control
policy limits.

### How to fix it

Leave these actions to your own pipeline; allow `kms:CreateGrant` only with `kms:GrantIsForAWSResource`.

### Limits

Resource control policies, which would still hold, are not in the input.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    report_step(&RULE, analysis, Means::Exposure, |actors, target, reached| {
        format!("{actors} can rewrite who gets at {target} and so reach {reached}")
    })
}
