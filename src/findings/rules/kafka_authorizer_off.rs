//! A Kafka cluster has no authorizer: everybody may do everything.

use crate::findings::clusters::clusters;
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::Tri;

pub(super) static RULE: Rule = Rule {
    id: "kafka-authorizer-off",
    title: "A Kafka cluster has no authorizer: everybody may do everything",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-AUT-02", "KC-AUT-07", "NIST 800-53 r5 AC-3", "ISO 27001:2022 A.8.3", "SOC 2 CC6.1"],
    docs: r#"
### What it finds

A cluster that is known to have no authorizer while entries of access control lists are made for it or a dataset lies
in it; and one that has users while its export lists no entry at all. One finding a cluster.

### Why it matters

Without `authorizer.class.name` Kafka asks nobody: entries are refused when they are made, and every client reads and
writes every topic.

### How to fix it

Set `org.apache.kafka.metadata.authorizer.StandardAuthorizer` (KRaft) or `kafka.security.authorizer.AclAuthorizer`,
and entries for every client before.

### Limits

Where nobody says whether there is one, nothing is told.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let inventory = analysis.inventory;
    let mut found = Vec::new();
    for (cluster, kafka) in clusters(analysis) {
        let matters = !kafka.acls.is_empty() || !analysis.review.datasets_of(inventory, cluster).is_empty();
        let empty = kafka.listed && kafka.acls.is_empty() && !kafka.principals.is_empty();
        if kafka.authorizer == Tri::No && matters {
            found.push(Finding::of_resource(&RULE, inventory, cluster, "no authorizer is set: entries of its lists do nothing".to_owned()));
        } else if empty && kafka.open_default != Tri::No {
            found.push(Finding::of_resource(&RULE, inventory, cluster, "it has users, and no entry limits them".to_owned()));
        }
    }
    found
}
