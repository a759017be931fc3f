//! A break-glass role that stands open.

use crate::findings::door::{self, Door, Who};
use crate::findings::finding::listed;
use crate::findings::guard;
use crate::findings::way::{Prize, kind, prize_through};
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::RoleKind;

pub(super) static RULE: Rule = Rule {
    id: "break-glass-open",
    title: "A break-glass role can be assumed at any time",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-OPS-04", "KC-VND-02", "NIST 800-53 r5 AC-2", "ISO 27001:2022 A.8.2", "SOC 2 CC7.4"],
    docs: r#"
### What it finds

A role that the configuration declares as `break-glass` and that an outside principal may assume without any condition
that takes an event: a date, a source identity, MFA, a principal tag. One finding a role.

### Why it matters

Emergency access is wide by nature. If it is not closed between emergencies, it is standing access.

### How to fix it

Set the trust statement to Deny by default and open it for the incident, or demand `aws:MultiFactorAuthPresent`,
`sts:SourceIdentity` or a date.

### Limits

An external id and conditions on the principal's ARN, account or organisation are not events. Critical where the role
leads to regulated data or the whole account.
"#,
    check,
};

const ALWAYS_TRUE: &[&str] = &["sts:externalid", "aws:principalarn", "aws:principalaccount", "aws:principalorgid", "aws:principalorgpaths"];

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let doors = door::of_roles(analysis);
    let standing = |d: &Door<'_>| {
        let outside = !matches!(d.who, Who::Deleted(_));
        outside && kind(analysis, d.resource) == Some(RoleKind::BreakGlass) && !guard::guarded(d.statement, |key, _| !ALWAYS_TRUE.contains(&key))
    };
    let findings = door::by_resource(&doors, standing).into_iter().map(|(role, doors)| {
        let who = listed(doors.iter().map(|d| door::who_name(analysis, &d.who)));
        let severity = if prize_through(analysis, role.id) >= Prize::Regulated { Severity::Critical } else { Severity::High };
        door::finding(&RULE, analysis, role, &doors, format!("{who} may assume the break-glass role at any time")).severity(severity)
    });
    findings.collect()
}
