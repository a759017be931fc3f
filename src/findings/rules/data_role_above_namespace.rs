//! A data role of a wide scope.

use crate::azure_rbac::{Plane, lists};
use crate::findings::hubs::RECEIVE;
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::graph::azure::grants;

pub(super) static RULE: Rule = Rule {
    id: "data-role-above-namespace",
    title: "A role that reads records is given above the namespace",
    severity: Severity::Medium,
    since: "0.1.0",
    controls: &["KC-AUT-01", "NIST 800-53 r5 AC-6", "ISO 27001:2022 A.8.2", "SOC 2 CC6.3"],
    docs: r#"
### What it finds

A role assignment whose role may receive records of Event Hubs, at a resource group, subscription or management group.
One finding an assignment.

### Why it matters

It holds for every namespace below, those to come included.

### How to fix it

Assign the role at the hub.

### Limits

Scopes that are not known are left out, and so are assignments that no input holds.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let findings = grants(analysis.inventory).filter_map(|(resource, _, grant)| {
        let role = grant.known.as_ref().filter(|role| lists(role, Plane::Data, RECEIVE))?;
        let on = grant.on.and_then(|id| analysis.inventory.resource(id)).map(|r| r.kind);
        let by_id = grant.scope.literal().is_some_and(|s| !s.is_empty() && !s.to_ascii_lowercase().contains("/providers/microsoft.eventhub/"));
        let above = matches!(on, Some("azure-resource-group" | "azure-subscription" | "azure-management-group")) || (on.is_none() && by_id);
        let message = format!("`{}` is given at {}", role.name, analysis.inventory.render(&grant.scope));
        above.then(|| Finding::of_resource(&RULE, analysis.inventory, resource, message))
    });
    findings.collect()
}
