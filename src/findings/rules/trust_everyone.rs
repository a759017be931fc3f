//! A role that everybody may assume.

use crate::findings::door::{self, Door, Who};
use crate::findings::way::{Prize, prize_through};
use crate::findings::{Analysis, Finding, Rule, Severity};

pub(super) static RULE: Rule = Rule {
    id: "trust-everyone",
    title: "A role trusts every AWS account",
    severity: Severity::Critical,
    since: "0.1.0",
    controls: &["KC-VND-09", "NIST 800-53 r5 AC-3", "NIST 800-53 r5 IA-9", "ISO 27001:2022 A.5.19", "SOC 2 CC6.1"],
    docs: r#"
### What it finds

A trust policy statement with the principal `*` and without a condition with force that tells one account, organisation,
principal or network from another. One finding a role.

### Why it matters

Anybody with any AWS account can assume the role.

### How to fix it

Name the principals, or limit by `aws:PrincipalOrgID` if the role is for your organisation.

### Limits

Critical where the role leads to data or more, else high. With an enforced external id one lower: ids are no secrets,
but have to be known.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let doors = door::of_roles(analysis);
    let everyone = |d: &Door<'_>| d.who == Who::Everyone && !d.narrowed_by(door::NARROWING);
    let findings = door::by_resource(&doors, everyone).into_iter().map(|(role, doors)| {
        let secret = doors.iter().all(|d| d.narrowed_by(&["sts:externalid"]));
        let severity = match (prize_through(analysis, role.id) >= Prize::Data, secret) {
            (true, false) => Severity::Critical,
            (false, true) => Severity::Medium,
            _ => Severity::High,
        };
        let who = if secret { "every AWS principal that knows the external id" } else { "every AWS principal" };
        door::finding(&RULE, analysis, role, &doors, format!("{who} may assume the role")).severity(severity)
    });
    findings.collect()
}
