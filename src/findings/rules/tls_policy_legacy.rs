//! Old versions of TLS.

use crate::findings::hubs::namespaces;
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::Tri;

pub(super) static RULE: Rule = Rule {
    id: "tls-policy-legacy",
    title: "A namespace takes versions of TLS older than 1.2",
    severity: Severity::Medium,
    since: "0.1.0",
    controls: &["KC-PRO-07", "NIST 800-53 r5 SC-8", "ISO 27001:2022 A.8.24", "SOC 2 CC6.7"],
    docs: r#"
### What it finds

An Event Hubs namespace whose least version of TLS is 1.0 or 1.1. One finding a namespace.

### Why it matters

These versions are withdrawn (RFC 8996).

### How to fix it

Set `minimum_tls_version = "1.2"`.

### Limits

Versions of the provider from 4 on take nothing older.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let old = namespaces(analysis).filter(|r| r.switch("old-tls") == Tri::Yes);
    old.map(|r| Finding::of_resource(&RULE, analysis.inventory, r, "its least version of TLS is older than 1.2".to_owned())).collect()
}
