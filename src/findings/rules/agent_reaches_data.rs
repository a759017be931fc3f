//! Every pod of a node may have the records that the node's role reads.

use std::collections::BTreeSet;

use crate::findings::clusters::clusters;
use crate::findings::finding::{label, listed};
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::graph::{EdgeKind, NodeKind, Status};
use crate::model::ResourceId;

pub(super) static RULE: Rule = Rule {
    id: "agent-reaches-data",
    title: "Every pod of a node may have the records that the node's role reads",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-OPS-03", "KC-AUT-07", "NIST 800-53 r5 AC-6", "ISO 27001:2022 A.8.2", "SOC 2 CC6.3"],
    docs: r#"
### What it finds

The role of nodes of a Kubernetes cluster that reads a store with a dataset or with records of a Kafka cluster. One
finding a role.

### Why it matters

Credentials of nodes are handed to every pod that reaches the metadata service, agents of vendors among them.

### How to fix it

A role a service account (IRSA, Pod Identity), and hop limit 1 on the nodes.

### Limits

Whether pods reach the metadata service is not looked at.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let inventory = analysis.inventory;
    let nodes: BTreeSet<ResourceId> = inventory.resources.iter().flat_map(|r| &r.runs_as).filter(|r| r.how == "node role").map(|r| r.role).collect();
    let records: BTreeSet<ResourceId> = clusters(analysis).flat_map(|(_, k)| k.stores.iter().copied()).collect();
    let mut found = Vec::new();
    for role in nodes.into_iter().filter_map(|id| inventory.resource(id)) {
        let Some(from) = analysis.graph.find(&NodeKind::Principal(role.id)) else { continue };
        let read = analysis.graph.leaving(from).filter(|e| e.kind == EdgeKind::Read && e.status > Status::Unknown);
        let stores = read.filter_map(|e| match analysis.graph.node(e.to)?.kind {
            NodeKind::Store(id) => inventory.resource(id),
            _ => None,
        });
        let named = stores.filter(|s| records.contains(&s.id) || !analysis.review.datasets_of(inventory, s).is_empty()).map(|s| label(inventory, s));
        let named: Vec<String> = named.collect();
        if !named.is_empty() {
            let message = format!("is the role of nodes, so that every pod may read {}", listed(named));
            found.push(Finding::of_resource(&RULE, inventory, role, message));
        }
    }
    found
}
