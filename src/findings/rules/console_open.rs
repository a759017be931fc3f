//! A console or REST endpoint of Kafka is open to every address.

use crate::findings::clusters::consoles;
use crate::findings::finding::listed;
use crate::findings::{Analysis, Finding, Rule, Severity};

pub(super) static RULE: Rule = Rule {
    id: "console-open",
    title: "A console or REST endpoint of Kafka is open to every address",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-NET-05", "KC-OPS-02", "NIST 800-53 r5 AC-17", "ISO 27001:2022 A.8.20", "SOC 2 CC6.6"],
    docs: r#"
### What it finds

A machine that runs brokers, that a vendor runs, or whose name or tags speak of Kafka, a console or a UI, with a
security group that admits one of 8080 to 8083 (Kafka UI, REST proxy, schema registry, Connect) from every address.
One finding a machine.

### Why it matters

These endpoints act with rights of their own: many show messages and change connectors for whoever calls.

### How to fix it

Admit administrators' networks alone, or stand a load balancer with authentication before it.

### Limits

A port number does not prove what listens there.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let open = consoles(analysis).into_iter().filter(|(_, ports)| !ports.is_empty());
    let told = open.map(|(machine, ports)| {
        let ports = listed(ports.iter().map(ToString::to_string));
        Finding::of_resource(&RULE, analysis.inventory, machine, format!("every address is admitted to port {ports}"))
    });
    told.collect()
}
