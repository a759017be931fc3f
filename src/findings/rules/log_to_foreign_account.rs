//! Logs that leave.

use crate::findings::{Analysis, Confidence, Finding, Rule, Severity};
use crate::model::Tri;

pub(super) static RULE: Rule = Rule {
    id: "log-to-foreign-account",
    title: "Logs are sent to somebody else",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-BYO-05", "KC-VND-06", "NIST 800-53 r5 AU-9", "ISO 27001:2022 A.8.15", "SOC 2 CC6.7"],
    docs: r#"
### What it finds

A diagnostic setting that sends logs to a partner's solution, or to a workspace, account or hub in another subscription
than what it logs. One finding a setting.

### Why it matters

Logs name topics, consumer groups, clients and addresses.

### How to fix it

Send them to a workspace of your own, and from there what others need.

### Limits

Whose another subscription is, the input does not say: possible.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let settings = analysis.inventory.resources.iter().filter(|r| r.kind == "azure-diagnostic-setting");
    let findings = settings.filter_map(|r| {
        let (message, confidence) = match (r.switch("to-partner"), r.switch("to-other-subscription")) {
            (Tri::Yes, _) => ("it sends logs to a partner's solution", Confidence::Proven),
            (_, Tri::Yes) => ("it sends logs to another subscription", Confidence::Possible),
            _ => return None,
        };
        Some(Finding::of_resource(&RULE, analysis.inventory, r, message.to_owned()).confidence(confidence))
    });
    findings.collect()
}
