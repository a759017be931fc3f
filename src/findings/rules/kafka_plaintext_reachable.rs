//! A Kafka listener takes plain text.

use crate::findings::{Analysis, Confidence, Finding, Rule, Severity};
use crate::model::{Direction, Inventory, Network, Resource, Tri};

pub(super) static RULE: Rule = Rule {
    id: "kafka-plaintext-reachable",
    title: "A Kafka listener takes plain text",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-PRO-06", "NIST 800-53 r5 SC-8", "ISO 27001:2022 A.8.24", "SOC 2 CC6.7"],
    docs: r#"
### What it finds

A listener that is known to exist, takes clients without TLS, and whose port a security group of the cluster admits.

### Why it matters

Records, and passwords where they are sent, can be read on the way.

### How to fix it

Set `client_broker` to `TLS`, and close the port.

### Limits

Low confidence where the security groups are not known. Routes are not looked at.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for cluster in &analysis.inventory.resources {
        for listener in cluster.kafka.iter().flat_map(|k| &k.listeners).filter(|l| l.exists == Tri::Yes && l.tls == Tri::No) {
            let admitted = listener.ports.map_or(Tri::Unknown, |(port, _)| admits(analysis.inventory, cluster, port));
            if admitted == Tri::No {
                continue;
            }
            let message = format!("listener `{}` takes clients without TLS", listener.name);
            let finding = Finding::of_resource(&RULE, analysis.inventory, cluster, message);
            found.push(if admitted == Tri::Yes { finding } else { finding.confidence(Confidence::Possible) });
        }
    }
    found
}

/// Whether a security group lets a TCP port in.
fn admits(inventory: &Inventory, cluster: &Resource, port: u16) -> Tri {
    let Some(Network::Attachment(at)) = &cluster.network else { return Tri::Unknown };
    let mut known = !at.open;
    for group in at.groups.iter().filter_map(|g| inventory.resource(*g)) {
        let Some(Network::SecurityGroup(facet)) = &group.network else { continue };
        known &= !facet.open && !group.referenced;
        let lets = facet.rules.iter().filter(|r| r.direction == Direction::Ingress && matches!(r.protocol.literal(), Some("tcp" | "6" | "-1")));
        if lets.into_iter().any(|r| r.ports.is_none_or(|(first, last)| (first..=last).contains(&port))) {
            return Tri::Yes;
        }
    }
    if known { Tri::No } else { Tri::Unknown }
}
