//! A vendor may change what guards a Kafka cluster.

use std::collections::{BTreeMap, BTreeSet};

use crate::findings::actors;
use crate::findings::finding::{label, listed};
use crate::findings::{Analysis, Confidence, Finding, Rule, Severity};
use crate::graph::{Edge, NodeKind, Unsettled};
use crate::model::ResourceId;

pub(super) static RULE: Rule = Rule {
    id: "guard-rewritable-by-vendor",
    title: "A vendor may change what guards a Kafka cluster",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-BYO-01", "KC-VND-01", "KC-BYO-03", "NIST 800-53 r5 AC-6", "ISO 27001:2022 A.8.2", "SOC 2 CC6.3"],
    docs: r#"
### What it finds

A role that somebody outside gets into, and that may turn authentication off or trust another authority
(`kafka:UpdateSecurity`, k-01), open the brokers to the internet (`kafka:UpdateConnectivity`, k-02), change the
configuration (`kafka:UpdateClusterConfiguration`, k-03) or the cluster's policy (`kafka:PutClusterPolicy`, k-04), or
add users (`kafka:BatchAssociateScramSecret`, k-05). One finding a role and cluster.

### Why it matters

None of these reads a record. Each makes a way to records that is not there now, and that no trace of today shows as
open.

### How to fix it

Leave them to your own pipeline, or deny them to the vendor's roles. A Deny that asks for `kafka:publicAccessEnabled`
stops one half of k-02 alone: multi-VPC connectivity is switched by the same call.

### Limits

Whether a network path then leads to the brokers is a question of its own. Possible where a policy is not known.
"#,
    check,
};

const WAYS: &[&str] = &["k-01", "k-02", "k-03", "k-04", "k-05"];

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let inventory = analysis.inventory;
    let outside: BTreeSet<ResourceId> = actors::roles(analysis).iter().map(|r| r.id).collect();
    let mut by: BTreeMap<(ResourceId, ResourceId), Vec<&Edge>> = BTreeMap::new();
    for edge in analysis.graph.edges().filter(|e| e.ids.iter().any(|id| WAYS.contains(id))) {
        let from = analysis.graph.node(edge.from).map(|n| &n.kind);
        if let (Some(NodeKind::Principal(role)), Some(cluster)) = (from, analysis.graph.node(edge.to).and_then(|n| n.resource()))
            && outside.contains(role)
        {
            by.entry((*role, cluster)).or_default().push(edge);
        }
    }
    let mut found = Vec::new();
    for ((role, cluster), edges) in by {
        let (Some(role), Some(cluster)) = (inventory.resource(role), inventory.resource(cluster).filter(|c| !c.referenced)) else { continue };
        let known = |e: &&&Edge| !e.doubts.iter().any(|d| matches!(d, Unsettled::Policy(_)));
        let calls = edges.iter().flat_map(|e| &e.needs).map(|n| n.action.to_string()).filter(|a| a.starts_with("kafka:"));
        let message = format!("may call {} on {}", listed(calls.map(|c| format!("`{c}`"))), label(inventory, cluster));
        let mut finding = Finding::of_resource(&RULE, inventory, role, message);
        finding.identity.push(label(inventory, cluster));
        finding.hops = edges.iter().map(|e| e.id).collect();
        found.push(if edges.iter().any(|e| known(&e)) { finding } else { finding.confidence(Confidence::Possible) });
    }
    found
}
