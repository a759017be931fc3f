//! Records are read where they are stored, past Kafka's lists.

use crate::findings::clusters::clusters;
use crate::findings::finding::label;
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::graph::NodeKind;
use crate::trace::{Access, Trace, Verdict};

pub(super) static RULE: Rule = Rule {
    id: "storage-bypasses-kafka-acl",
    title: "Records are read where they are stored, past Kafka's lists",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-AUT-07", "KC-DAT-08", "NIST 800-53 r5 AC-3", "ISO 27001:2022 A.8.3", "SOC 2 CC6.1"],
    docs: r#"
### What it finds

A store of the input in which records of a Kafka cluster lie (a volume of a broker, a data bucket) and that somebody
outside reads. One finding a store.

### Why it matters

No access control list of Kafka is asked, no listener is connected to, and no broker writes a line about it.

### How to fix it

Keep reading to the brokers' own role, and the key with it; a Deny for all others in the policies of bucket and key.

### Limits

What is stored by a service that keeps it in its own account (tiered storage of Amazon MSK, Confluent Cloud) is in no
store of ours.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let inventory = analysis.inventory;
    let mut found = Vec::new();
    for (cluster, kafka) in clusters(analysis) {
        for store in kafka.stores.iter().filter_map(|s| inventory.resource(*s)) {
            let to = |t: &&Trace| analysis.graph.node(t.to).is_some_and(|n| n.kind == NodeKind::Store(store.id));
            let reads = analysis.traces.iter().filter(to).filter(|t| t.access == Access::Read && t.verdict >= Verdict::ReachesIf);
            let count = reads.count();
            if count > 0 {
                let who = if count == 1 { "an actor outside reads".to_owned() } else { format!("{count} actors outside read") };
                let message = format!("holds records of {}, and {who} it past Kafka's lists", label(inventory, cluster));
                let mut finding = Finding::of_resource(&RULE, inventory, store, message);
                finding.identity.push(label(inventory, cluster));
                found.push(finding);
            }
        }
    }
    found
}
