//! A security group that lets the internet in.

use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::{Direction, Network, Peer, ResourceId, Rule as GroupRule, Tri};

pub(super) static RULE: Rule = Rule {
    id: "security-group-open-to-internet",
    title: "A security group opens administration, Kafka or database ports to every address",
    severity: Severity::Medium,
    since: "0.1.0",
    controls: &[
        "KC-NET-03",
        "KC-NET-05",
        "CIS AWS Foundations 5.0.0 5.3",
        "CIS AWS Foundations 5.0.0 5.4",
        "NIST 800-53 r5 SC-7",
        "ISO 27001:2022 A.8.20",
        "SOC 2 CC6.6",
    ],
    docs: r#"
### What it finds

An inbound rule from `0.0.0.0/0` or `::/0` that covers SSH, RDP, a console port (8080), ZooKeeper, Kafka or a database
port, or all ports. One finding a group.

### Why it matters

Consoles and brokers become reachable for anybody as soon as a public address or a route appears.

### How to fix it

Name the networks or groups that need the port. Let administrators in by Systems Manager or a private network.

### Limits

HTTPS is left out: it is what public services use. High where the group guards something with a public address.
"#,
    check,
};

/// Administration, ZooKeeper, Kafka (plain, TLS, SASL, IAM; public listeners of Amazon MSK are 100 higher), databases.
const PORTS: &[u16] = &[22, 3389, 8080, 2181, 2182, 9092, 9093, 9094, 9096, 9098, 9192, 9194, 9196, 9198, 1433, 3306, 5432, 6379, 9200, 27017];

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let findings = analysis.inventory.resources.iter().filter_map(|resource| {
        let Some(Network::SecurityGroup(group)) = &resource.network else { return None };
        let open: Vec<_> = group.rules.iter().filter(|r| r.direction == Direction::Ingress && from_everywhere(r) && !ports(r).is_empty()).collect();
        let first = open.first()?;
        let mut named: Vec<_> = open.iter().flat_map(|r| ports(r)).collect();
        named.sort_by_key(|p| p.parse::<u16>().unwrap_or(0));
        named.dedup();
        let severity = if guards_public(analysis, resource.id) { Severity::High } else { Severity::Medium };
        let message = format!("inbound from every address: {}", named.join(", "));
        let mut finding = Finding::of_resource(&RULE, analysis.inventory, resource, message).severity(severity);
        if !finding.locations.contains(&first.origin) {
            finding.locations.insert(0, first.origin.clone());
        }
        Some(finding)
    });
    findings.collect()
}

fn from_everywhere(rule: &GroupRule) -> bool {
    rule.peers.iter().any(|p| matches!(p, Peer::Cidr(block) if matches!(block.literal(), Some("0.0.0.0/0" | "::/0"))))
}

/// The listed ports that a rule opens, for a reader.
fn ports(rule: &GroupRule) -> Vec<String> {
    match (rule.protocol.literal(), rule.ports) {
        (Some("-1" | "all"), _) | (Some("tcp" | "6"), None) => vec!["all ports".to_owned()],
        (Some("tcp" | "6"), Some((0, u16::MAX))) => vec!["all ports".to_owned()],
        (Some("tcp" | "6"), Some((from, to))) => PORTS.iter().filter(|p| (from..=to).contains(p)).map(u16::to_string).collect(),
        _ => Vec::new(),
    }
}

fn guards_public(analysis: &Analysis<'_>, group: ResourceId) -> bool {
    analysis.inventory.resources.iter().any(|r| match &r.network {
        Some(Network::Attachment(a)) => a.public == Tri::Yes && a.groups.contains(&group),
        _ => false,
    })
}
