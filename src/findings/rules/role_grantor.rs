//! Whoever may assign roles.

use crate::azure::roles;
use crate::azure_rbac::{Assignable, Plane, assignable, lists};
use crate::findings::hubs::{ASSIGN, LIST_KEYS, RECEIVE, covers, grants, namespaces};
use crate::findings::{Analysis, Confidence, Finding, Rule, Severity};

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
    let findings = grants(analysis).into_iter().filter_map(|(resource, grant)| {
        let role = grant.known.filter(|role| lists(role, Plane::Control, ASSIGN))?;
        let below: Vec<_> = namespaces(analysis).map(|n| covers(analysis, grant, n)).filter(|c| *c != Some(false)).collect();
        let sure = below.contains(&Some(true)) && leads(grant.condition.as_ref().map(|c| assignable(c.literal().unwrap_or_default())))?;
        let message = format!("{} may assign roles with `{}`", analysis.inventory.render(&grant.principal), role.name);
        let finding = Finding::of_resource(&RULE, analysis.inventory, resource, message);
        let confidence = if sure { Confidence::Proven } else { Confidence::Possible };
        (!below.is_empty()).then(|| finding.confidence(confidence))
    });
    findings.collect()
}

/// Whether a role that leads to records can be assigned, for sure; `None` where none can.
fn leads(assignable: Option<Assignable>) -> Option<bool> {
    let reaching =
        roles().iter().filter(|r| lists(r, Plane::Data, RECEIVE) || [LIST_KEYS, ASSIGN].iter().any(|action| lists(r, Plane::Control, action)));
    let mut reaching = reaching.map(|r| r.id.to_owned());
    let known = match assignable {
        None => return Some(true),
        Some(Assignable::Unknown) => return Some(false),
        Some(Assignable::Only(ids)) => ids.iter().all(|id| roles().iter().any(|r| r.id == id)).then(|| reaching.any(|id| ids.contains(&id))),
        Some(Assignable::AllBut(ids)) => Some(reaching.any(|id| !ids.contains(&id))),
    };
    match known {
        Some(false) => None,
        Some(true) => Some(true),
        // What roles that are not known list is not known.
        None => Some(false),
    }
}
