//! A vendor with a role that leads to records of Event Hubs.

use crate::aws::wildcard;
use crate::azure_rbac::Answer;
use crate::findings::finding::label;
use crate::findings::hubs::{grants, way};
use crate::findings::{Analysis, Confidence, Finding, Rule, Severity};

pub(super) static RULE: Rule = Rule {
    id: "vendor-role-reads-records",
    title: "A role of Azure leads a vendor to records",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-VND-01", "NIST 800-53 r5 AC-6", "ISO 27001:2022 A.8.3", "SOC 2 CC6.3"],
    docs: r#"
### What it finds

A role assignment to a declared vendor's principal that leads to records of a namespace or hub: the role receives
them; or it lists keys of shared access rules, which are accepted; or it turns those on first. One finding an assignment
and namespace or hub.

### Why it matters

`Contributor` holds no action on data, and reads all the same: keys are listed by an action on the resource.

### How to fix it

Give a data role at the hub that is meant, or `Reader`. Turning shared keys off alone does not stop who may turn them on.

### Limits

Principals are matched with `principals` of `[[vendor]]`, by object id or by what the input calls it. Group members,
inherited assignments, deny assignments and policies of Azure are not known. Medium where a condition has to hold; only
possible where scope, role or condition is not known.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let inventory = analysis.inventory;
    let targets: Vec<_> = inventory.resources.iter().filter(|r| r.kind == "event-hubs-namespace" || r.kind == "event-hub").collect();
    let mut findings = Vec::new();
    for (resource, grant) in grants(analysis) {
        let principal = inventory.render(&grant.principal);
        let vendors = analysis.review.vendors.iter();
        let Some(vendor) = vendors.into_iter().find(|v| v.principals.iter().any(|p| wildcard::matches(p, &principal))) else { continue };
        for target in &targets {
            // What is reached by way of the namespace is told of the namespace.
            let told = targets.iter().any(|t| target.parent == Some(t.id) && way(analysis, grant, t).is_some());
            let Some((how, answer)) = way(analysis, grant, target).filter(|_| !told) else { continue };
            let of = label(inventory, target);
            let (severity, confidence, more) = match answer {
                Answer::AllowedIf(condition) => (Severity::Medium, Confidence::Proven, format!(", if `{condition}`")),
                Answer::Uncertain(why) => (Severity::High, Confidence::Possible, format!("; not known: {why}")),
                Answer::Allowed | Answer::Denied => (Severity::High, Confidence::Proven, String::new()),
            };
            let role = inventory.render(&grant.role);
            let message = format!("{} gets at the records of {of} with `{role}`: it {how}{more}", vendor.name);
            let mut finding = Finding::of_resource(&RULE, inventory, resource, message).severity(severity).confidence(confidence);
            finding.identity.push(of);
            findings.push(finding);
        }
    }
    findings
}
