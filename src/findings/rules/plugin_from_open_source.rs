//! Code of connectors is fetched without TLS.

use crate::findings::clusters::switched;
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::Tri;

pub(super) static RULE: Rule = Rule {
    id: "plugin-from-open-source",
    title: "Code of connectors is fetched without TLS",
    severity: Severity::Medium,
    since: "0.1.0",
    controls: &["KC-CON-01", "NIST 800-53 r5 CM-2", "ISO 27001:2022 A.5.23", "SOC 2 CC6.8"],
    docs: r#"
### What it finds

A connector plugin of AutoMQ whose `storage_url` is `http://`.

### Why it matters

Whoever stands on the way, or takes the host over, has code of theirs run with the connector's role and network.

### How to fix it

Your own bucket, with versions.

### Limits

Who may write to a bucket is told by vendor-supply-channel.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    switched(&RULE, analysis, "plain-source", Tri::Yes, false, "the code that connectors run is fetched without TLS")
}
