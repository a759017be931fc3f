//! A vendor makes itself trusted.

use crate::findings::way::{Means, report_step};
use crate::findings::{Analysis, Finding, Rule, Severity};

pub(super) static RULE: Rule = Rule {
    id: "vendor-rewrites-trust",
    title: "A vendor can rewrite the trust policy of a role, and get at what that role reaches",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-BYO-01", "KC-VND-01", "NIST 800-53 r5 AC-6", "ISO 27001:2022 A.8.2", "SOC 2 CC6.3"],
    docs: r#"
### What it finds

A way from a vendor on which the first escalating step is `iam:UpdateAssumeRolePolicy` on a role that reaches data, a
key or the whole account. One finding a vendor role and rewritten role.

### Why it matters

One call turns a role without data permission into one that holds the data; the change looks like routine maintenance.

### How to fix it

Drop `iam:UpdateAssumeRolePolicy`, or limit it by ARN to roles that reach nothing. A name prefix that the storage role
shares is no limit.

### Limits

What the vendor would change afterwards is not predicted; a trust policy that Terraform is told to ignore never shows in
a plan.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    report_step(&RULE, analysis, Means::Trust, |actors, target, reached| {
        format!("{actors} can make itself trusted by {target} and so reach {reached}")
    })
}
