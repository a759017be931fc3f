//! A workload reads a key with which clusters are administered.

use std::collections::BTreeSet;

use crate::findings::finding::{label, listed};
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::graph::{EdgeKind, NodeKind, Status};
use crate::model::{Credential, CredentialKind, ResourceId, RoleKind, StatedBinding, Tri};

pub(super) static RULE: Rule = Rule {
    id: "cloud-key-broad",
    title: "A workload reads a key with which clusters are administered",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-AUT-01", "KC-PRO-04", "NIST 800-53 r5 AC-6", "ISO 27001:2022 A.8.2", "SOC 2 CC6.3"],
    docs: r#"
### What it finds

A secret with a key of Confluent Cloud's management plane (without a managed resource) whose owner gives roles on
clusters, and that a role reads which compute runs as. One finding a secret.

### Why it matters

Whoever takes the workload over makes accounts, gives roles and changes networks of every cluster that the owner
administers.

### How to fix it

Keep such keys where the pipeline alone reads them; give workloads a key of one cluster.

### Limits

Roles that the configuration says are of build pipelines (`kind = "ci"`) do not count.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let inventory = analysis.inventory;
    let run: BTreeSet<ResourceId> = inventory.resources.iter().flat_map(|r| &r.runs_as).map(|r| r.role).collect();
    let mut found = Vec::new();
    for secret in inventory.resources.iter().filter(|r| r.store.is_some() && r.credentials.iter().any(|c| administers(analysis, c))) {
        let Some(node) = analysis.graph.find(&NodeKind::Store(secret.id)) else { continue };
        let readers = analysis.graph.edges().filter(|e| e.to == node && e.kind == EdgeKind::Read && e.status > Status::Unknown);
        let roles =
            readers.filter_map(|e| analysis.graph.node(e.from)?.resource()).filter(|id| run.contains(id)).filter_map(|id| inventory.resource(id));
        let roles = roles.filter(|r| analysis.review.role_kind(inventory, r) != Some(RoleKind::Ci));
        let names: Vec<String> = roles.map(|r| label(inventory, r)).collect();
        if !names.is_empty() {
            let message = format!("holds a key that administers clusters, and {} reads it, which compute runs as", listed(names));
            found.push(Finding::of_resource(&RULE, inventory, secret, message));
        }
    }
    found
}

/// Whether a credential is of the management plane, and its owner gives roles on the cluster.
fn administers(analysis: &Analysis<'_>, credential: &Credential) -> bool {
    let Some(kafka) = analysis.inventory.resource(credential.cluster).and_then(|c| c.kafka.as_ref()) else { return false };
    let of = |b: &StatedBinding| credential.principal.as_ref() == Some(&b.binding.principal) && b.covers == Tri::Yes;
    credential.kind == CredentialKind::CloudKey && kafka.bindings.iter().any(|b| of(b) && b.binding.role().is_some_and(|r| r.grants))
}
