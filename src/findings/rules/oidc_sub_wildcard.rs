//! Tokens of more than one subject.

use crate::findings::{Analysis, Confidence, Finding, Rule, Severity};

pub(super) static RULE: Rule = Rule {
    id: "oidc-sub-wildcard",
    title: "A federated credential takes tokens of more than one subject",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-VND-09", "NIST 800-53 r5 IA-9", "ISO 27001:2022 A.5.16", "SOC 2 CC6.1"],
    docs: r#"
### What it finds

A federated credential with an expression over claims in place of a subject. One finding an identity.

### Why it matters

An issuer that many use, such as a forge, signs tokens for everybody: what the expression takes may be somebody else's.

### How to fix it

One credential a subject, with an exact subject and audience.

### Limits

The expression is not read: it may take one subject only.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let inventory = analysis.inventory;
    let findings = inventory.resources.iter().filter_map(|r| {
        let wide = r.identity.as_ref()?.subjects.iter().find(|s| s.subject.is_none())?;
        let message = format!("a federated credential takes tokens of {} by an expression over claims", inventory.render(&wide.issuer));
        let mut finding = Finding::of_resource(&RULE, inventory, r, message).confidence(Confidence::Possible);
        if !finding.locations.contains(&wide.origin) {
            finding.locations.push(wide.origin.clone());
        }
        Some(finding)
    });
    findings.collect()
}
