//! Audit events of a cluster do not leave for a place of ours.

use crate::findings::hubs;
use crate::findings::{Analysis, Confidence, Finding, Rule, Severity};
use crate::model::Tri;

pub(super) static RULE: Rule = Rule {
    id: "siem-path-missing",
    title: "Audit events of a cluster do not leave for a place of ours",
    severity: Severity::Medium,
    since: "0.1.0",
    controls: &["KC-AUD-02", "KC-AUD-05", "KC-AUD-07", "NIST 800-53 r5 AU-6", "ISO 27001:2022 A.8.15", "SOC 2 CC7.2"],
    docs: r#"
### What it finds

A basic cluster of Confluent Cloud with a classified dataset: it has no audit log. And, as possible, clusters of which
nothing in the input reads the topic `confluent-audit-log-events`. A namespace of Event Hubs to which no diagnostic
setting of the input sends logs. One finding a cluster.

### Why it matters

Confluent Cloud keeps audit events for seven days. What is asked after an incident is older.

### How to fix it

A consumer, connector or cluster link of the topic `confluent-audit-log-events`, and a class of cluster that has an
audit log. For Event Hubs a diagnostic setting with `category_group = "allLogs"` to a workspace of your own.

### Limits

Diagnostic settings that a policy of Azure makes are not seen: assumed. The topic lies on a cluster of its own, which other inputs may read: therefore possible only.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let inventory = analysis.inventory;
    let exported = inventory.resources.iter().flat_map(|r| &r.movers).any(|m| inventory.render(&m.topics).contains(TOPIC));
    let mut found = hubs::unlogged(&RULE, analysis);
    for cluster in inventory.resources.iter().filter(|r| !r.referenced) {
        let told = |words: &str| Finding::of_resource(&RULE, inventory, cluster, words.to_owned());
        match cluster.switches.get("audit-log") {
            Some(Tri::No) if !analysis.review.datasets_of(inventory, cluster).is_empty() => {
                found.push(told("holds a dataset, and clusters of this class have no audit log"));
            }
            Some(Tri::Yes) if !exported => {
                found.push(told("nothing in the input reads its audit events, which are kept for seven days").confidence(Confidence::Possible));
            }
            _ => {}
        }
    }
    found
}

/// Where Confluent Cloud writes audit events ("Audit log concepts").
const TOPIC: &str = "confluent-audit-log-events";
