//! An interface that somebody else drives may send anywhere.

use crate::findings::finding::{label, listed};
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::{Direction, Network, Peer, Rule as Rule_, Tri};

pub(super) static RULE: Rule = Rule {
    id: "vendor-interface-egress-any",
    title: "An interface that somebody else drives may send anywhere",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-NET-06", "KC-BYO-03", "NIST 800-53 r5 SC-7", "ISO 27001:2022 A.8.22", "SOC 2 CC6.7"],
    docs: r#"
### What it finds

A network interface of ours that another account may attach (`INSTANCE-ATTACH`), with a security group that lets it
send to every address. One finding an interface.

### Why it matters

The other account's machines sit in our subnet with our addresses. With egress to anywhere they reach what our network
reaches, and carry out what they read.

### How to fix it

No egress, or only to the databases that connectors need.

### Limits

Routes and network ACLs are not looked at.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let inventory = analysis.inventory;
    let mut found = Vec::new();
    for interface in inventory.resources.iter().filter(|r| r.switch("driven-from-outside") == Tri::Yes) {
        let Some(Network::Attachment(at)) = &interface.network else { continue };
        let anywhere = |r: &Rule_| r.direction == Direction::Egress && r.peers.iter().any(is_any);
        let groups = at.groups.iter().filter_map(|g| inventory.resource(*g));
        let wide = groups.filter(|g| matches!(&g.network, Some(Network::SecurityGroup(f)) if f.rules.iter().any(anywhere)));
        let names: Vec<String> = wide.map(|g| label(inventory, g)).collect();
        if !names.is_empty() {
            let message = format!("another account drives it, and {} lets it send to every address", listed(names));
            found.push(Finding::of_resource(&RULE, inventory, interface, message));
        }
    }
    found
}

fn is_any(peer: &Peer) -> bool {
    matches!(peer, Peer::Cidr(c) if matches!(c.literal(), Some("0.0.0.0/0" | "::/0")))
}
