//! A role that a whole identity provider may assume.

use crate::findings::federation::{self, Entry};
use crate::findings::finding::listed;
use crate::findings::way::{Prize, prize_through};
use crate::findings::{Analysis, Finding, Rule, Severity};

pub(super) static RULE: Rule = Rule {
    id: "web-identity-without-subject",
    title: "A role trusts an identity provider without asking which subject",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-VND-09", "NIST 800-53 r5 AC-3", "NIST 800-53 r5 IA-9", "ISO 27001:2022 A.5.19", "SOC 2 CC6.1"],
    docs: r#"
### What it finds

A trust policy statement for `sts:AssumeRoleWithWebIdentity` without a condition with force on the subject (or another
claim beyond the audience), or with a pattern that takes every subject, such as `repo:*`. For Google, Amazon Cognito,
Amazon and Facebook the audience names the caller and suffices. One finding a role.

### Why it matters

The audience is the same for everybody who uses the provider: every repository of a hosted build service, every workload
of a cluster.

### How to fix it

Add `StringEquals` on the provider's `:sub` with the exact subject.

### Limits

Critical where the role leads to data or more and the provider is a hosted service that anybody can use. Which claims a
provider lets its users choose is not known.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let findings = federation::by_role(federation::entries(analysis), Entry::takes_any_subject).into_iter().map(|(role, entries)| {
        let providers = listed(entries.iter().map(|e| e.issuer.clone()));
        let hosted = entries.iter().any(Entry::is_hosted);
        let severity = match (prize_through(analysis, role.id) >= Prize::Data, hosted) {
            (true, true) => Severity::Critical,
            (false, false) => Severity::Medium,
            _ => Severity::High,
        };
        let finding = Finding::of_resource(&RULE, analysis.inventory, role, format!("any subject of {providers} may assume the role"));
        let finding = finding.severity(severity);
        entries.iter().fold(finding, |f, e| f.shown_by(e.policy, [e.statement.index]))
    });
    findings.collect()
}
