//! An application's principal administers its Kafka cluster.

use crate::findings::acls::{entries, finding};
use crate::findings::clusters::{bindings, of_binding};
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::kafka::{Acl, Operation, Permission, ResourceType};
use crate::model::{CredentialKind, StatedBinding, Tri};

pub(super) static RULE: Rule = Rule {
    id: "app-principal-is-admin",
    title: "An application's principal administers its Kafka cluster",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-AUT-01", "NIST 800-53 r5 AC-6", "ISO 27001:2022 A.8.3", "SOC 2 CC6.3"],
    docs: r#"
### What it finds

A principal with entries that allow reading or writing topics, and an entry that allows `Alter`, `AlterConfigs`,
`Create` or all operations on the cluster. On Confluent Cloud: a principal with a role that gives roles
(`OrganizationAdmin`, `EnvironmentAdmin`, `CloudClusterAdmin`, `ResourceOwner`) and a key of a cluster.

### Why it matters

Whoever takes the application over rewrites the lists that limit it.

### How to fix it

Two principals: one for the application, one for administration.

### Limits

Principals are compared by their names.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let administers = entries(analysis).filter(|e| e.acl.permission == Permission::Allow && e.acl.resource == ResourceType::Cluster);
    let strong = |a: &Acl| matches!(a.operation, Operation::All | Operation::Alter | Operation::AlterConfigs | Operation::Create);
    let both = administers.filter(|e| strong(e.acl) && entries(analysis).any(|other| other.cluster == e.cluster && is_data(other.acl, e.acl)));
    let told = both.map(|e| finding(&RULE, analysis, e, "administers, and the same principal reads or writes topics"));
    let bound =
        bindings(analysis).into_iter().filter(|(b, _)| b.covers == Tri::Yes && b.binding.role().is_some_and(|r| r.grants) && has_key(analysis, b));
    let bound = bound.map(|(b, _)| of_binding(&RULE, analysis, b, "gives roles, and the same principal has a key that clients use"));
    told.chain(bound).collect()
}

/// Whether the principal of a binding has a key of a cluster.
fn has_key(analysis: &Analysis<'_>, stated: &StatedBinding) -> bool {
    let keys = analysis.inventory.resources.iter().flat_map(|r| &r.credentials).filter(|c| c.kind == CredentialKind::ApiKey);
    keys.into_iter().any(|c| c.principal.as_ref() == Some(&stated.binding.principal))
}

fn is_data(acl: &Acl, admin: &Acl) -> bool {
    let data = acl.resource == ResourceType::Topic && matches!(acl.operation, Operation::Read | Operation::Write | Operation::All);
    data && acl.permission == Permission::Allow && acl.principal == admin.principal
}
