//! Brokers write no logs that leave them.

use crate::findings::clusters::switched;
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::Tri;

pub(super) static RULE: Rule = Rule {
    id: "broker-logs-off",
    title: "Brokers write no logs that leave them",
    severity: Severity::Medium,
    since: "0.1.0",
    controls: &["KC-AUD-03", "KC-EVT-01", "NIST 800-53 r5 AU-12", "ISO 27001:2022 A.8.15", "SOC 2 CC7.2"],
    docs: r#"
### What it finds

A cluster of Amazon MSK of which no broker log goes to CloudWatch Logs, Firehose or a bucket.

### Why it matters

Failed authentications show in the brokers' logs alone; without a sink nobody sees them.

### How to fix it

Turn `logging_info.broker_logs` on, to a place of your own.

### Limits

Denials of Kafka's authorizer are a log of their own, which the provider does not show.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    switched(&RULE, analysis, "broker-logs", Tri::No, false, "no broker log goes anywhere")
}
