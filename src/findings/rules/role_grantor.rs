//! Somebody who assigns roles that lead to records.

use crate::azure_rbac::{ASSIGN, Answer, Plane, lists};
use crate::findings::hubs::{grants_reach, namespaces};
use crate::findings::{Analysis, Confidence, Finding, Rule, Severity};
use crate::graph::azure::{grants, rank};

pub(super) static RULE: Rule = Rule {
    id: "role-grantor",
    title: "A principal may give roles that read records",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-AUT-01", "NIST 800-53 r5 AC-6(5)", "ISO 27001:2022 A.8.2", "SOC 2 CC6.3"],
    docs: r#"
### What it finds

A role assignment at or above an Event Hubs namespace whose role may write role assignments, without a condition that
keeps back every role that leads to records. One finding an assignment; only possible where the condition is not one of
the shapes that are read.

### Why it matters

Whoever assigns roles gives itself the one that reads.

### How to fix it

Limit the roles that it may assign with a condition (`RoleDefinitionId`, a list of roles), or take the role away.

### Limits

Deny assignments, which no provider of Terraform tells, are not known.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let inventory = analysis.inventory;
    let findings = grants(inventory).filter_map(|(resource, entry, grant)| {
        let role = grant.known.as_ref().filter(|role| lists(role, Plane::Control, ASSIGN))?;
        let best = namespaces(analysis).map(|n| grants_reach(analysis, grant, n)).max_by_key(rank).filter(|a| *a != Answer::Denied)?;
        let (confidence, more) = match best {
            Answer::Uncertain(why) => (Confidence::Possible, format!("; not known: {why}")),
            Answer::AllowedIf(condition) => (Confidence::Proven, format!(", under the condition that {condition}")),
            Answer::Allowed | Answer::Denied => (Confidence::Proven, String::new()),
        };
        let message = format!("{} may assign roles with `{}`{more}", inventory.render(&grant.principal), role.name);
        let mut finding = Finding::of_resource(&RULE, inventory, resource, message).confidence(confidence);
        if entry > 0 {
            finding.identity.push(entry.to_string());
        }
        Some(finding)
    });
    findings.collect()
}
