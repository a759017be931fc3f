//! A role that a whole other account may assume.

use crate::findings::door::{self, Door, Who};
use crate::findings::finding::listed;
use crate::findings::way::{Prize, prize_through};
use crate::findings::{Analysis, Finding, Rule, Severity};

pub(super) static RULE: Rule = Rule {
    id: "trust-whole-account",
    title: "A role trusts a whole account, not a principal of it",
    severity: Severity::Low,
    since: "0.1.0",
    controls: &["KC-VND-09", "NIST 800-53 r5 AC-3", "NIST 800-53 r5 IA-9", "ISO 27001:2022 A.5.19", "SOC 2 CC6.1"],
    docs: r#"
### What it finds

A trust policy statement whose principal is another account (its id or root ARN), without a condition with force on
`aws:PrincipalArn`, `aws:PrincipalTag` or `aws:userid` that narrows it. One finding a role.

### Why it matters

Every principal that the other account's administrators let may assume the role: build agents, support staff, whoever
breaks in. An external id does not change that; the vendor's code holds it.

### How to fix it

Name the vendor's role in the principal, or keep the account and add `ArnLike` on `aws:PrincipalArn` with that role.

### Limits

Many vendors document the account root with an external id, so this is low unless the role leads to data (medium).
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let doors = door::of_roles(analysis);
    let whole = |d: &Door<'_>| matches!(d.who, Who::Account(_)) && !d.narrowed_by(&["aws:principalarn", "aws:principaltag/*", "aws:userid"]);
    let findings = door::by_resource(&doors, whole).into_iter().map(|(role, doors)| {
        let who = listed(doors.iter().map(|d| door::who_name(analysis, &d.who)));
        let severity = if prize_through(analysis, role.id) >= Prize::Data { Severity::Medium } else { Severity::Low };
        door::finding(&RULE, analysis, role, &doors, format!("every principal of {who} may assume the role")).severity(severity)
    });
    findings.collect()
}
