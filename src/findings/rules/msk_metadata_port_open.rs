//! Ports of ZooKeeper or of metrics are open beyond the brokers.

use crate::findings::clusters::clusters;
use crate::findings::{Analysis, Confidence, Finding, Rule, Severity};
use crate::model::{Direction, Inventory, Network, Peer, Resource, Tri};

pub(super) static RULE: Rule = Rule {
    id: "msk-metadata-port-open",
    title: "Ports of ZooKeeper or of metrics are open beyond the brokers",
    severity: Severity::Low,
    since: "0.1.0",
    controls: &["KC-EVT-04", "KC-NET-05", "KC-AUT-02", "NIST 800-53 r5 SC-7", "ISO 27001:2022 A.8.20", "SOC 2 CC6.6"],
    docs: r#"
### What it finds

A security group of a Kafka cluster that admits 2181 or 2182 from address blocks or other groups while the cluster
keeps its state in ZooKeeper (high, k-15), or 11001 or 11002 while metrics are exported (low). One finding a cluster.

### Why it matters

Who reaches ZooKeeper edits access control lists and users without Kafka being asked. Metrics tell topics, groups and
traffic.

### How to fix it

Admit them from the brokers' own group and the collector only; move to KRaft.

### Limits

Whether ZooKeeper asks for a certificate is not known. Where the mode is not known, the finding is possible.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let inventory = analysis.inventory;
    let mut found = Vec::new();
    for (cluster, _) in clusters(analysis).filter(|(r, _)| r.switches.contains_key("zookeeper")) {
        let admits = |ports: [u16; 2]| ports.into_iter().any(|p| admitted(inventory, cluster, p));
        let state = if admits([2181, 2182]) { cluster.switch("zookeeper") } else { Tri::No };
        let metrics = cluster.switch("exporters") == Tri::Yes && admits([11001, 11002]);
        let about = |words: &str| Finding::of_resource(&RULE, inventory, cluster, words.to_owned());
        match state {
            Tri::Yes => found.push(about("ZooKeeper is admitted from beyond the brokers").severity(Severity::High)),
            _ if metrics => found.push(about("ports of metrics are admitted from beyond the brokers")),
            Tri::Unknown => found
                .push(about("the ports of ZooKeeper are admitted from beyond the brokers").severity(Severity::High).confidence(Confidence::Possible)),
            Tri::No => {}
        }
    }
    found
}

/// Whether a group of the cluster admits a port from elsewhere than that group.
fn admitted(inventory: &Inventory, cluster: &Resource, port: u16) -> bool {
    let Some(Network::Attachment(at)) = &cluster.network else { return false };
    at.groups.iter().filter_map(|g| inventory.resource(*g)).any(|group| {
        let Some(Network::SecurityGroup(facet)) = &group.network else { return false };
        let on = facet.rules.iter().filter(|r| r.direction == Direction::Ingress && r.ports.is_none_or(|(a, b)| (a..=b).contains(&port)));
        on.into_iter().flat_map(|r| &r.peers).any(|p| !matches!(p, Peer::Group(id) if *id == group.id) && *p != Peer::Unknown)
    })
}
