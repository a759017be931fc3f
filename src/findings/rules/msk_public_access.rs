//! An MSK cluster is open to the internet.

use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::Tri;

pub(super) static RULE: Rule = Rule {
    id: "msk-public-access",
    title: "An MSK cluster is open to the internet",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-NET-02", "KC-NET-10", "NIST 800-53 r5 SC-7", "ISO 27001:2022 A.8.20", "SOC 2 CC6.6"],
    docs: r#"
### What it finds

A cluster of Amazon MSK whose public access is on (`SERVICE_PROVIDED_EIPS`).

### Why it matters

Brokers have public addresses; credentials and the security group are all that is left before the records.

### How to fix it

Turn public access off; let clients in by multi-VPC connectivity, peering or a transit gateway.

### Limits

Which addresses the security group admits is not looked at.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let clusters = analysis.inventory.resources.iter().filter(|r| r.kind == "msk-cluster" && !r.referenced);
    let public = clusters.filter(|r| r.store.as_ref().is_some_and(|s| s.public == Tri::Yes));
    public.map(|r| Finding::of_resource(&RULE, analysis.inventory, r, "the brokers have public addresses".to_owned())).collect()
}
