//! A role that every service account of a cluster may assume.

use crate::findings::federation::{self, Entry};
use crate::findings::finding::listed;
use crate::findings::way::{Prize, prize_through};
use crate::findings::{Analysis, Finding, Rule, Severity};

pub(super) static RULE: Rule = Rule {
    id: "wildcard-service-account-subject",
    title: "A role trusts every service account of a cluster",
    severity: Severity::Medium,
    since: "0.1.0",
    controls: &["KC-VND-09", "NIST 800-53 r5 AC-3", "NIST 800-53 r5 IA-9", "ISO 27001:2022 A.5.19", "SOC 2 CC6.1"],
    docs: r#"
### What it finds

A trust policy statement whose subject pattern takes service accounts of every namespace, such as
`system:serviceaccount:*:*`. One finding a role.

### Why it matters

Every pod of the cluster can get the role's credentials: those of other teams, of other vendors, of whoever may create a
pod.

### How to fix it

Name namespace and service account: `system:serviceaccount:kafka:broker`.

### Limits

A wildcard within one namespace is not reported. High where the role leads to data or more.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let findings = federation::by_role(federation::entries(analysis), |e| e.any_namespace().is_some()).into_iter().map(|(role, entries)| {
        let patterns = listed(entries.iter().filter_map(Entry::any_namespace));
        let severity = if prize_through(analysis, role.id) >= Prize::Data { Severity::High } else { Severity::Medium };
        let finding =
            Finding::of_resource(&RULE, analysis.inventory, role, format!("every service account that matches {patterns} may assume the role"));
        let finding = finding.severity(severity);
        entries.iter().fold(finding, |f, e| f.shown_by(e.policy, [e.statement.index]))
    });
    findings.collect()
}
