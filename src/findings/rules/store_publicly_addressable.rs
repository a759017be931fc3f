//! A database with a public address.

use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::Tri;

pub(super) static RULE: Rule = Rule {
    id: "store-publicly-addressable",
    title: "A store has a public address",
    severity: Severity::Medium,
    since: "0.1.0",
    controls: &["KC-NET-02", "KC-NET-04", "NIST 800-53 r5 SC-7", "ISO 27001:2022 A.8.20", "SOC 2 CC6.6"],
    docs: r#"
### What it finds

A store that is set to be publicly accessible, such as a database with `publicly_accessible` or a Kafka cluster with
public access.

### Why it matters

A password, or a mistake in a security group, is all that is left between the internet and the data.

### How to fix it

Switch public access off; let clients in over private networks.

### Limits

Whether security groups and routes let anybody through is not looked at here. High where the store belongs to a
regulated dataset.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let stores = analysis.inventory.resources.iter().filter(|r| !r.referenced);
    let public = stores.filter(|r| r.store.as_ref().is_some_and(|s| s.public == Tri::Yes));
    let findings = public.map(|store| {
        let severity = if analysis.review.is_regulated(analysis.inventory, store) { Severity::High } else { Severity::Medium };
        Finding::of_resource(&RULE, analysis.inventory, store, "the store has a public address".to_owned()).severity(severity)
    });
    findings.collect()
}
