//! Somebody outside of whom nobody said who it is.

use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::Tri;

pub(super) static RULE: Rule = Rule {
    id: "vendor-undeclared",
    title: "A tenant, application or issuer outside that the configuration does not know",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-VND-01", "KC-VND-09", "NIST 800-53 r5 SA-9", "ISO 27001:2022 A.5.19", "SOC 2 CC9.2"],
    docs: r#"
### What it finds

A tenant to which Azure Lighthouse delegates, an application of another tenant that has a service principal, or an issuer of
federated credentials, where the configuration declares vendors and it is none of theirs. One finding each. Without
declared vendors every outsider counts as one, and this rule is silent.

### Why it matters

Whoever is let in and not declared is traced, but nobody has said what that access is for.

### How to fix it

Declare it with `principals` of a `[[vendor]]`: the tenant's id, the application's client id, the issuer's URL.

### Limits

Whether an application is another tenant's is told by no application of the input having its id. Clusters of the input are
no outsiders.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let (inventory, review) = (analysis.inventory, analysis.review);
    if review.vendors.is_empty() {
        return Vec::new();
    }
    let mut findings = Vec::new();
    let mut tell = |resource, who: String, what: &str| {
        if !who.is_empty() && review.vendor_of_principal(&who).is_none() {
            let mut finding = Finding::of_resource(&RULE, inventory, resource, format!("{what} {who} is let in and is no declared vendor"));
            finding.identity.push(who);
            findings.push(finding);
        }
    };
    for resource in &inventory.resources {
        if let Some(grant) = resource.role_grants.first().filter(|g| g.via.is_delegation())
            && review.vendor_of_principal(&inventory.render(&grant.principal)).is_none()
        {
            tell(resource, inventory.render(&resource.account), "tenant");
        }
        let Some(identity) = &resource.identity else { continue };
        if identity.foreign == Tri::Yes && review.vendor_of_resource(inventory, resource).is_none() {
            tell(resource, identity.client.clone().unwrap_or_default(), "application");
        }
        for subject in identity.subjects.iter().filter(|s| !inventory.is_of_cluster(&s.issuer)) {
            tell(resource, inventory.render(&subject.issuer), "issuer");
        }
    }
    findings
}
