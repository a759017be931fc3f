//! Access of a vendor's that never ends.

use crate::azure_rbac::{Plane, lists};
use crate::findings::hubs::{at_namespaces, vendor_of};
use crate::findings::{Analysis, Confidence, Finding, Rule, Severity};
use crate::graph::azure::grants;
use crate::model::RoleGrant;

pub(super) static RULE: Rule = Rule {
    id: "vendor-access-standing",
    title: "A vendor's role in Azure is there at any time",
    severity: Severity::Medium,
    since: "0.1.0",
    controls: &["KC-VND-02", "NIST 800-53 r5 AC-2", "ISO 27001:2022 A.5.18", "SOC 2 CC6.2"],
    docs: r#"
### What it finds

A role assignment to a declared vendor, or a permanent authorization of Azure Lighthouse, through which the vendor holds
more than reading of settings at a namespace or above. One finding an assignment.

### Why it matters

Access that has to be activated leaves a record of who asked, when and what for; standing access does not.

### How to fix it

Eligible assignments or eligible authorizations, with an approver and multi-factor authentication.

### Limits

Roles whose name and id are not known count as more than reading: possible. Machines often need standing access: accept
it with the reason.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let inventory = analysis.inventory;
    let findings = grants(inventory).filter_map(|(resource, entry, grant)| {
        let vendor = vendor_of(analysis, grant).or_else(|| grant.via.is_delegation().then(|| "another tenant".to_owned()))?;
        let more = grant.known.is_none() || changes(grant);
        if grant.via.is_eligible() || !more || !at_namespaces(analysis, grant) {
            return None;
        }
        let role = grant.known.as_ref().map_or_else(|| inventory.render(&grant.role), |r| r.name.clone());
        let message = format!("{vendor} has `{role}` at any time");
        let confidence = if grant.known.is_some() { Confidence::Proven } else { Confidence::Possible };
        let mut finding = Finding::of_resource(&RULE, inventory, resource, message).confidence(confidence);
        finding.identity.push(entry.to_string());
        Some(finding)
    });
    findings.collect()
}

/// Whether a role does more than read settings.
fn changes(grant: &RoleGrant) -> bool {
    let Some(role) = &grant.known else { return true };
    let some = ["Microsoft.EventHub/namespaces/write", crate::findings::hubs::LIST_KEYS, crate::azure_rbac::ASSIGN];
    let data = ["Microsoft.EventHub/namespaces/messages/receive/action", "Microsoft.EventHub/namespaces/messages/send/action"];
    some.iter().any(|a| lists(role, Plane::Control, a)) || data.iter().any(|a| lists(role, Plane::Data, a))
}
