//! A vendor starts a workload with a stronger role.

use crate::findings::way::{Means, report_step};
use crate::findings::{Analysis, Finding, Rule, Severity};

pub(super) static RULE: Rule = Rule {
    id: "vendor-escalates-by-pass-role",
    title: "A vendor can start a workload with a role that it may pass, and get at what that role reaches",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-BYO-01", "KC-VND-01", "NIST 800-53 r5 AC-6", "ISO 27001:2022 A.8.2", "SOC 2 CC6.3"],
    docs: r#"
### What it finds

A way from a vendor on which the first escalating step passes a role to new compute (`iam:PassRole` with, for example,
`ec2:RunInstances`) and the role then reaches data, a key or the whole account. One finding a vendor role and passed
role.

### Why it matters

The vendor's role has no data permission, yet whoever can start a workload under another role has all that the role has:
what is listed in the vendor's policy is not what the vendor reaches.

### How to fix it

Limit `iam:PassRole` to the roles that the vendor's workloads need, by ARN and by `iam:PassedToService`; keep data
permissions out of those roles.

### Limits

Service quotas and network rules that would stop the workload from calling out are not looked at.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    report_step(&RULE, analysis, Means::PassRole, |actors, target, reached| {
        format!("{actors} can start a workload as {target} and so reach {reached}")
    })
}
