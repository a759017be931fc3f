//! A network of somebody else may connect to the brokers.

use crate::findings::clusters::{clusters, is_expected};
use crate::findings::finding::label;
use crate::findings::{Analysis, Finding, Rule, Severity};

pub(super) static RULE: Rule = Rule {
    id: "client-network-foreign",
    title: "A network of somebody else may connect to the brokers",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-NET-03", "KC-NET-08", "NIST 800-53 r5 CA-3", "ISO 27001:2022 A.8.22", "SOC 2 CC6.6"],
    docs: r#"
### What it finds

A private link access, peering, transit gateway attachment or link service of a cluster's network that names an
account, subscription, project or environment which is neither ours nor a declared vendor's. One finding each.

### Why it matters

Private connectivity is for whom it names: their clients reach the brokers as ours do, and need a credential only.

### How to fix it

Remove it, or declare whose it is: `[[account]]` for our own, `[[vendor]]` for others.

### Limits

What is known after apply is not told of.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let mut told: Vec<Finding> = Vec::new();
    for (cluster, kafka) in clusters(analysis) {
        for client in kafka.clients.iter().filter(|c| c.who.literal().is_some() && !is_expected(analysis, &c.who)) {
            let who = analysis.inventory.render(&client.who);
            let name = client.origin.address.clone().unwrap_or_else(|| format!("{} {who}", client.how));
            let message = format!("{} lets {who} connect to {}", client.how, label(analysis.inventory, cluster));
            if !told.iter().any(|f| f.identity.contains(&name)) {
                told.push(Finding::of_name(&RULE, &name, message).at(Some(client.origin.clone())));
            }
        }
    }
    told
}
