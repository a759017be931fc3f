//! TLS without looking at names.

use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::Tri;

pub(super) static RULE: Rule = Rule {
    id: "hostname-check-off",
    title: "Names in certificates are not checked",
    severity: Severity::Medium,
    since: "0.1.0",
    controls: &["KC-PRO-07", "NIST 800-53 r5 SC-8(1)", "ISO 27001:2022 A.8.24", "SOC 2 CC6.7"],
    docs: r#"
### What it finds

A Kafka cluster or link whose settings turn the check of host names in certificates off. One finding a resource.

### Why it matters

Every certificate of the same authority is accepted, so that whoever holds one can stand in the middle and read.

### How to fix it

Leave the check on, and issue certificates with the names that clients use.

### Limits

Settings of clients are not in the input.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let off = analysis.inventory.resources.iter().filter(|r| r.switch("hostname-check") == Tri::No);
    off.map(|r| Finding::of_resource(&RULE, analysis.inventory, r, "names in certificates are not checked".to_owned())).collect()
}
