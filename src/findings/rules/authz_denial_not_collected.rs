//! Refusals that nobody collects.

use crate::findings::hubs::{logged, namespaces};
use crate::findings::{Analysis, Confidence, Finding, Rule, Severity};
use crate::model::Tri;

pub(super) static RULE: Rule = Rule {
    id: "authz-denial-not-collected",
    title: "Who was let in and who was refused is not collected",
    severity: Severity::Medium,
    since: "0.1.0",
    controls: &["KC-AUD-03", "KC-EVT-02", "NIST 800-53 r5 AU-2", "ISO 27001:2022 A.8.15", "SOC 2 CC7.2"],
    docs: r#"
### What it finds

A Premium namespace of Event Hubs to which no diagnostic setting of the input sends `RuntimeAuditLogs`. One finding a
namespace.

### Why it matters

Runtime audit logs say who connected, by which key or identity, from where, and whether that was let; nothing else does.

### How to fix it

Enable the category, or the group `audit` or `allLogs`.

### Limits

Standard and Basic namespaces have no such logs. A setting that a policy of Azure makes is not seen: assumed.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let premium = namespaces(analysis).filter(|r| !r.referenced && r.switch("premium") == Tri::Yes);
    let without = premium.filter(|r| logged(analysis, r, "runtime-audit") == Tri::No);
    let message = "no diagnostic setting of the input sends its runtime audit logs anywhere".to_owned();
    without.map(|r| Finding::of_resource(&RULE, analysis.inventory, r, message.clone()).confidence(Confidence::Assumed)).collect()
}
