//! A vendor takes over a workload that runs.

use crate::findings::way::{Means, report_step};
use crate::findings::{Analysis, Finding, Rule, Severity};

pub(super) static RULE: Rule = Rule {
    id: "vendor-takes-over-compute",
    title: "A vendor can change or enter a workload, and get at what its role reaches",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-BYO-01", "KC-VND-01", "NIST 800-53 r5 AC-6", "ISO 27001:2022 A.8.2", "SOC 2 CC6.3"],
    docs: r#"
### What it finds

A way from a vendor on which the first escalating step changes or enters compute that already runs as a role: new code in
a function (`lambda:UpdateFunctionCode`), a session on an instance (`ssm:StartSession`), a build with its own commands
(`codebuild:StartBuild`). One finding a vendor role and workload.

### Why it matters

No role is passed and no policy changes, so nothing in IAM shows it: the vendor's commands run with the permissions of the
workload.

### How to fix it

Limit these actions to the vendor's own workloads, by ARN or by a tag that the vendor can't set.

### Limits

Whether an agent runs on an instance, or something starts a function, is looked at only as far as the input shows it.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    report_step(&RULE, analysis, Means::Compute, |actors, target, reached| format!("{actors} can take over {target} and so reach {reached}"))
}
