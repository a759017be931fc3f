//! A role that an IAM user of another account may assume.

use crate::findings::door::{self, Door, Who};
use crate::findings::finding::listed;
use crate::findings::way::{Prize, prize_through};
use crate::findings::{Analysis, Finding, Rule, Severity};

pub(super) static RULE: Rule = Rule {
    id: "trust-user-of-vendor",
    title: "A role trusts an IAM user of another account",
    severity: Severity::Medium,
    since: "0.1.0",
    controls: &["KC-VND-05", "NIST 800-53 r5 IA-5", "ISO 27001:2022 A.5.17", "SOC 2 CC6.1"],
    docs: r#"
### What it finds

A trust policy statement whose principal is an IAM user of another account. One finding a role.

### Why it matters

Users have access keys that do not expire. A leaked key of the vendor opens the role until somebody notices.

### How to fix it

Ask the vendor for a role as the principal; sessions of roles are short-lived.

### Limits

Whether the user has keys at all is the vendor's knowledge. Low where the role leads to no data.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let doors = door::of_roles(analysis);
    let user = |d: &Door<'_>| matches!(&d.who, Who::Principal(_, arn) if arn.contains(":user/"));
    let findings = door::by_resource(&doors, user).into_iter().map(|(role, doors)| {
        let who = listed(doors.iter().map(|d| door::who_name(analysis, &d.who)));
        let severity = if prize_through(analysis, role.id) >= Prize::Data { Severity::Medium } else { Severity::Low };
        door::finding(&RULE, analysis, role, &doors, format!("{who} is an IAM user with long-lived keys and may assume the role")).severity(severity)
    });
    findings.collect()
}
