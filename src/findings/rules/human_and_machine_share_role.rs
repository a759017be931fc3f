//! People and machines of a vendor share a role.

use crate::aws::wildcard;
use crate::findings::door::{self, Door, Who};
use crate::findings::finding::listed;
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::RoleKind;

pub(super) static RULE: Rule = Rule {
    id: "human-and-machine-share-role",
    title: "People and machines may assume the same role",
    severity: Severity::Medium,
    since: "0.1.0",
    controls: &["KC-VND-05", "NIST 800-53 r5 AC-5", "ISO 27001:2022 A.5.3", "SOC 2 CC6.3"],
    docs: r#"
### What it finds

A role whose trust policy lets in both an outside principal that the configuration declares as `support` or
`break-glass` and one that it declares as `automation`, `service` or `ci`. One finding a role.

### Why it matters

A person's session can't be told from a machine's in the logs, and a person has what the machine needs at all times.

### How to fix it

Give people a role of their own, with less, for a shorter time, behind an approval.

### Limits

Only principals whose kind the configuration declares (`[[vendor.role]]` with the principal's ARN as pattern) are
judged.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let doors = door::of_roles(analysis);
    let findings = door::by_resource(&doors, |d| kind(analysis, d).is_some()).into_iter().filter_map(|(role, doors)| {
        let (people, machines): (Vec<_>, Vec<_>) =
            doors.iter().partition(|d| matches!(kind(analysis, d), Some(RoleKind::Support | RoleKind::BreakGlass)));
        if people.is_empty() || machines.is_empty() {
            return None;
        }
        let names = |doors: &[&Door<'_>]| listed(doors.iter().map(|d| door::who_name(analysis, &d.who)));
        let message = format!("people ({}) and machines ({}) may assume the same role", names(&people), names(&machines));
        Some(door::finding(&RULE, analysis, role, &doors, message))
    });
    findings.collect()
}

/// What the configuration says an outside principal is for.
fn kind(analysis: &Analysis<'_>, door: &Door<'_>) -> Option<RoleKind> {
    let Who::Principal(_, arn) = &door.who else { return None };
    let patterns = analysis.review.vendors.iter().flat_map(|v| &v.roles);
    patterns.into_iter().find(|p| wildcard::matches(&p.pattern, arn)).map(|p| p.kind)
}
