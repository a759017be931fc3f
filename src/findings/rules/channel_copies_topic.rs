//! A role that reads no topic may have topics copied to where it reads.

use crate::findings::finding::label;
use crate::findings::{Analysis, Confidence, Finding, Rule, Severity};
use crate::graph::{Edge, EdgeKind, NodeKind, Status};

pub(super) static RULE: Rule = Rule {
    id: "channel-copies-topic",
    title: "A role that reads no topic may have topics copied to where it reads",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-DAT-03", "KC-VND-01", "NIST 800-53 r5 AC-6", "ISO 27001:2022 A.8.3", "SOC 2 CC6.3"],
    docs: r#"
### What it finds

A role or user that may make a channel of an Express cluster to a bucket that it reads (k-12), and may not read the
cluster itself. One finding a principal and cluster.

### Why it matters

New records land in a bucket without any permission of Kafka's data plane and without a path to the brokers.

### How to fix it

Deny `kafka:CreateChannel` to all but who may read the topics; limit `iam:PassRole`.

### Limits

Whether making a channel asks for `iam:PassRole` is not documented: without it the finding is possible.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let inventory = analysis.inventory;
    let mut found = Vec::new();
    for edge in analysis.graph.edges().filter(|e| e.ids.contains(&"k-12")) {
        let ends = (analysis.graph.node(edge.from).map(|n| &n.kind), analysis.graph.node(edge.to).and_then(|n| n.resource()));
        let (Some(NodeKind::Principal(actor)), Some(cluster)) = ends else { continue };
        let plain = |e: &&Edge| e.from == edge.from && e.to == edge.to && e.kind == EdgeKind::Read && e.ids.is_empty() && e.status > Status::Unknown;
        if analysis.graph.edges().any(|e| plain(&e)) {
            continue;
        }
        let (Some(actor), Some(cluster)) = (inventory.resource(*actor), inventory.resource(cluster).filter(|c| !c.referenced)) else { continue };
        let message = format!("may have topics of {} copied to a bucket that it reads", label(inventory, cluster));
        let mut finding = Finding::of_resource(&RULE, inventory, actor, message);
        finding.identity.push(label(inventory, cluster));
        finding.hops = vec![edge.id];
        found.push(if edge.status == Status::Unknown { finding.confidence(Confidence::Possible) } else { finding });
    }
    found
}
