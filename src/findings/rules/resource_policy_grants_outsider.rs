//! A resource-based policy that lets another account read.

use crate::findings::door::{self, Who};
use crate::findings::finding::listed;
use crate::findings::{Analysis, Finding, Rule, Severity};

pub(super) static RULE: Rule = Rule {
    id: "resource-policy-grants-outsider",
    title: "A resource-based policy gives another account data, a key, or control",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-VND-01", "KC-BYO-04", "KC-KEY-04", "NIST 800-53 r5 AC-3", "ISO 27001:2022 A.8.3", "SOC 2 CC6.3"],
    docs: r#"
### What it finds

An Allow statement of a bucket, key, queue, topic, secret, repository or similar policy that names an account or
principal outside and an action that reads, decrypts, receives, deletes, or changes permissions. One finding a resource.

### Why it matters

This way needs no role and no trust policy: a review of roles alone does not see it, and `sts:AssumeRole` logs do not
show its use.

### How to fix it

Remove the statement, or let the vendor come in by a role that you can see, limit and revoke.

### Limits

Statements that only add or list are not reported. Critical where the resource belongs to a regulated dataset; one lower
where network or service conditions have to hold.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let doors = door::of_resources(analysis);
    let outsider = |d: &door::Door<'_>| matches!(d.who, Who::Account(_) | Who::Principal(..)) && d.opens() && !d.refused();
    let findings = door::by_resource(&doors, outsider).into_iter().map(|(resource, doors)| {
        let who = listed(doors.iter().map(|d| door::who_name(analysis, &d.who)));
        let regulated = analysis.review.is_regulated(analysis.inventory, resource);
        let severity = match (regulated, doors.iter().all(door::Door::limited)) {
            (true, false) => Severity::Critical,
            (true, true) | (false, false) => Severity::High,
            (false, true) => Severity::Medium,
        };
        door::finding(&RULE, analysis, resource, &doors, format!("the resource's own policy opens it to {who}")).severity(severity)
    });
    findings.collect()
}
