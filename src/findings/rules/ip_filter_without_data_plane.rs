//! Address filters stand before management alone, not before records.

use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::{Exposure, Resource, Tri};

pub(super) static RULE: Rule = Rule {
    id: "ip-filter-without-data-plane",
    title: "Address filters stand before management alone, not before records",
    severity: Severity::Low,
    since: "0.1.0",
    controls: &["KC-NET-04", "NIST 800-53 r5 SC-7", "ISO 27001:2022 A.8.20", "SOC 2 CC6.6"],
    docs: r#"
### What it finds

A cluster of Confluent Cloud with a public endpoint and address filters of which none is about `KAFKA_DATA`.

### Why it matters

The filters look as if the cluster were closed. They close the administration; clients of Kafka connect from any
address.

### How to fix it

Add a filter with the group of operations `KAFKA_DATA` to the environment, or use a private network.

### Limits

Filters that other inputs make are not seen.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let public = |r: &&Resource| r.kafka.iter().flat_map(|k| &k.listeners).any(|l| l.exposure == Exposure::Public);
    let filtered = analysis.inventory.resources.iter().filter(|r| r.switch("ip-filter") == Tri::Yes && r.switch("ip-filter-on-data") == Tri::No);
    let message = "address filters are there, but none before clients that read and write";
    filtered.filter(public).map(|r| Finding::of_resource(&RULE, analysis.inventory, r, message.to_owned())).collect()
}
