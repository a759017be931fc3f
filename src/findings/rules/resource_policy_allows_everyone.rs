//! A resource-based policy that lets everybody in.

use crate::findings::door::{self, Door, Who};
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::Tri;

pub(super) static RULE: Rule = Rule {
    id: "resource-policy-allows-everyone",
    title: "A resource-based policy allows everyone",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-DAT-08", "NIST 800-53 r5 AC-3", "ISO 27001:2022 A.8.3", "SOC 2 CC6.1"],
    docs: r#"
### What it finds

An Allow statement with the principal `*` in a resource-based policy, without a condition with force that tells one
account, organisation, principal, network or calling resource from another. Buckets whose public policies are cut off by
RestrictPublicBuckets are left out. One finding a resource.

### Why it matters

Anybody on the internet, or anybody with an AWS account, can use the resource.

### How to fix it

Name the principals, or limit by `aws:PrincipalOrgID`, `aws:SourceArn` or `aws:SourceVpce`.

### Limits

Sites that are meant to be public are reported too: accept them. Critical where the resource belongs to a regulated
dataset.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let doors = door::of_resources(analysis);
    let everyone = |d: &Door<'_>| {
        let cut_off = d.resource.store.as_ref().is_some_and(|s| s.restrict_public_buckets == Tri::Yes);
        d.who == Who::Everyone && !d.narrowed_by(door::NARROWING) && !cut_off && !d.refused()
    };
    let findings = door::by_resource(&doors, everyone).into_iter().map(|(resource, doors)| {
        let severity = if analysis.review.is_regulated(analysis.inventory, resource) { Severity::Critical } else { Severity::High };
        door::finding(&RULE, analysis, resource, &doors, "the resource's own policy opens it to everyone".to_owned()).severity(severity)
    });
    findings.collect()
}
