//! Allow with NotPrincipal.

use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::policy::{Effect, Principals};

pub(super) static RULE: Rule = Rule {
    id: "not-principal-with-allow",
    title: "An Allow statement names who is left out instead of who is let in",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["NIST 800-53 r5 AC-3", "ISO 27001:2022 A.8.3", "SOC 2 CC6.1"],
    docs: r#"
### What it finds

An Allow statement with `NotPrincipal` in a trust policy or resource-based policy. One finding a policy.

### Why it matters

It allows everybody who is not listed, anonymous callers included. AWS no longer accepts such statements, but old
policies hold them.

### How to fix it

Name the principals with `Principal`; use `NotPrincipal` with Deny only.

### Limits

None known.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let findings = analysis.inventory.policies.iter().filter_map(|policy| {
        let statements = &policy.document.as_ref()?.statements;
        let wrong = statements.iter().filter(|s| s.effect == Effect::Allow && matches!(s.principals, Principals::AllBut(_)));
        let wrong: Vec<_> = wrong.map(|s| s.index).collect();
        let message = "an Allow with NotPrincipal lets in everybody but those it names".to_owned();
        (!wrong.is_empty()).then(|| Finding::of_policy(&RULE, analysis.inventory, policy, message).shown_by(policy, wrong))
    });
    findings.collect()
}
