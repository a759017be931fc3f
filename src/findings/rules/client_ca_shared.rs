//! Two Kafka clusters trust one certificate authority.

use std::collections::BTreeSet;

use crate::findings::finding::listed;
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::CredentialKind;

pub(super) static RULE: Rule = Rule {
    id: "client-ca-shared",
    title: "Two Kafka clusters trust one certificate authority",
    severity: Severity::Medium,
    since: "0.1.0",
    controls: &["KC-AUT-06", "KC-PRO-07", "NIST 800-53 r5 IA-2", "ISO 27001:2022 A.8.5", "SOC 2 CC6.1"],
    docs: r#"
### What it finds

A certificate authority that two clusters or more trust for client certificates.

### Why it matters

A certificate that is issued for one cluster is taken by the other: a client of the test cluster is a principal of the
other as well.

### How to fix it

One private certificate authority a cluster.

### Limits

Who may have certificates issued is told by the ways to the cluster.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for authority in &analysis.inventory.resources {
        let trusted = authority.credentials.iter().filter(|c| c.kind == CredentialKind::ClientAuthority);
        let clusters: BTreeSet<_> = trusted.map(|c| c.cluster).collect();
        if clusters.len() > 1 {
            let names = clusters.iter().filter_map(|c| analysis.inventory.resource(*c)).map(|c| format!("`{}`", analysis.inventory.render(&c.name)));
            let message = format!("{} trust client certificates of one authority", listed(names));
            found.push(Finding::of_resource(&RULE, analysis.inventory, authority, message));
        }
    }
    found
}
