//! Kafka brokers talk to each other in plain text.

use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::Tri;

pub(super) static RULE: Rule = Rule {
    id: "inter-broker-plaintext",
    title: "Kafka brokers talk to each other in plain text",
    severity: Severity::Medium,
    since: "0.1.0",
    controls: &["KC-PRO-06", "NIST 800-53 r5 SC-8", "ISO 27001:2022 A.8.24", "SOC 2 CC6.7"],
    docs: r#"
### What it finds

A cluster in which encryption between brokers is off (`in_cluster = false`).

### Why it matters

Every record crosses the network between brokers, as replicas.

### How to fix it

Leave `in_cluster` at its default, true; the cluster has to be made again.

### Limits

Of brokers on machines the setting is not read.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let plain = analysis.inventory.resources.iter().filter(|r| r.kafka.as_ref().is_some_and(|k| k.inter_broker_tls == Tri::No));
    plain.map(|r| Finding::of_resource(&RULE, analysis.inventory, r, "traffic between brokers is not encrypted".to_owned())).collect()
}
