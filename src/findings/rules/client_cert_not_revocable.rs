//! Client certificates cannot be revoked.

use crate::findings::clusters::switched;
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::Tri;

pub(super) static RULE: Rule = Rule {
    id: "client-cert-not-revocable",
    title: "Client certificates cannot be revoked",
    severity: Severity::Medium,
    since: "0.1.0",
    controls: &["KC-PRO-04", "KC-PRO-07", "NIST 800-53 r5 SC-17", "ISO 27001:2022 A.8.24", "SOC 2 CC6.1"],
    docs: r#"
### What it finds

A certificate authority of Confluent Cloud without a revocation list, or that does not ask for one
(`require_crl_on_client_certificate`).

### Why it matters

A certificate that was stolen is accepted until it runs out.

### How to fix it

Name a list (`crl_url` or `crl_chain`) and require it.

### Limits

Whether the list is kept current is not in the input.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    switched(&RULE, analysis, "revocable", Tri::No, false, "no revocation list is required: a stolen certificate works until it runs out")
}
