//! A person signs in beside the identity provider.

use crate::findings::clusters::switched;
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::Tri;

pub(super) static RULE: Rule = Rule {
    id: "sso-bypass",
    title: "A person signs in beside the identity provider",
    severity: Severity::Low,
    since: "0.1.0",
    controls: &["KC-PRO-02", "KC-OPS-02", "NIST 800-53 r5 IA-2", "ISO 27001:2022 A.5.16", "SOC 2 CC6.1"],
    docs: r#"
### What it finds

An invitation to Confluent Cloud with the type `AUTH_TYPE_LOCAL`.

### Why it matters

The identity provider's rules (second factor, leaving the company) do not count for that account.

### How to fix it

Invite with `AUTH_TYPE_SSO`, but for one account for emergencies.

### Limits

Accounts that exist already are not in the input.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    switched(&RULE, analysis, "local-user", Tri::Yes, false, "the account signs in with a password of its own, not by the identity provider")
}
