//! Metrics of a cluster leave for an endpoint that is not ours.

use crate::findings::clusters::switched;
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::Tri;

pub(super) static RULE: Rule = Rule {
    id: "telemetry-direct-to-vendor",
    title: "Metrics of a cluster leave for an endpoint that is not ours",
    severity: Severity::Medium,
    since: "0.1.0",
    controls: &["KC-VND-01", "KC-DAT-04", "KC-BYO-05", "NIST 800-53 r5 AC-4", "ISO 27001:2022 A.8.12", "SOC 2 CC6.7"],
    docs: r#"
### What it finds

An instance of AutoMQ that writes metrics to an endpoint on a public host without credentials of IAM (`auth_type`
other than `sigv4`).

### Why it matters

Metrics name topics, groups and clients, and show when business happens.

### How to fix it

Your own Prometheus, with `sigv4` or on a private name; forward from there what others may see.

### Limits

A host is taken to be private by its name (`.internal`, `.local`) or address.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    switched(&RULE, analysis, "sends-metrics-out", Tri::Yes, false, "metrics, which name topics and groups, are sent to an endpoint outside")
}
