//! Passwords of Kafka users are kept or sent weakly.

use crate::findings::clusters::clusters;
use crate::findings::finding::listed;
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::{Authentication, Authority};

pub(super) static RULE: Rule = Rule {
    id: "scram-weak",
    title: "Passwords of Kafka users are kept or sent weakly",
    severity: Severity::Low,
    since: "0.1.0",
    controls: &["KC-PRO-04", "KC-PRO-07", "NIST 800-53 r5 IA-5", "ISO 27001:2022 A.5.17", "SOC 2 CC6.1"],
    docs: r#"
### What it finds

A user with SCRAM-SHA-256 and fewer than 4096 rounds, or a listener of a cluster of one's own that takes passwords as
they are (PLAIN).

### Why it matters

Few rounds make guessing cheap for whoever gets the broker's metadata. PLAIN gives every broker the password itself.

### How to fix it

SCRAM-SHA-512, with 8192 rounds or more.

### Limits

Keys of cloud services travel by PLAIN over TLS and are made by the service: those are not told of.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let inventory = analysis.inventory;
    let mut found = Vec::new();
    for (cluster, kafka) in clusters(analysis) {
        for (principal, origin) in &kafka.weak_users {
            let name = origin.address.clone().unwrap_or_else(|| inventory.render(principal));
            let message = format!("the password of {} is kept with fewer than 4096 rounds", inventory.render(principal));
            found.push(Finding::of_name(&RULE, &name, message).at(Some(origin.clone())));
        }
        let plain = kafka.listeners.iter().filter(|l| l.authentication == Authentication::Plain && l.authority == Authority::Acl);
        let names: Vec<String> = plain.map(|l| format!("`{}`", l.name)).collect();
        if !names.is_empty() {
            let message = format!("listener {} takes passwords as they are (PLAIN)", listed(names));
            found.push(Finding::of_resource(&RULE, inventory, cluster, message));
        }
    }
    found
}
