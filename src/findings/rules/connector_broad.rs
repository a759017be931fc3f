//! A connector reads and writes every topic.

use crate::findings::clusters::every_topic;
use crate::findings::grant;
use crate::findings::guard::covers;
use crate::findings::{Analysis, Finding, Rule, Severity};

pub(super) static RULE: Rule = Rule {
    id: "connector-broad",
    title: "A connector reads and writes every topic",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-CON-01", "KC-AUT-06", "NIST 800-53 r5 AC-6", "ISO 27001:2022 A.8.3", "SOC 2 CC6.3"],
    docs: r#"
### What it finds

A connector of MSK Connect whose role may both read and write every topic of a cluster. One finding a connector.

### Why it matters

Its configuration decides what it does. Whoever changes that, or the plugin's code, has every topic; and a mistake in
the configuration as well.

### How to fix it

The topics that it copies, by prefix, and its own internal topics.

### Limits

Conditions of the statements are not looked at.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let held = grant::held(analysis);
    let mut found = Vec::new();
    for connector in analysis.inventory.resources.iter().filter(|r| r.kind == "mskconnect-connector") {
        for role in &connector.runs_as {
            let own = held.iter().filter(|h| h.holders.iter().any(|r| r.id == role.role));
            let statements: Vec<_> = own.flat_map(|h| h.allows()).filter(|s| every_topic(s)).collect();
            let may = |action: &str| statements.iter().any(|s| covers(&s.actions, action));
            if may("kafka-cluster:readdata") && may("kafka-cluster:writedata") {
                let message = "its role reads and writes every topic".to_owned();
                found.push(Finding::of_resource(&RULE, analysis.inventory, connector, message));
            }
        }
    }
    found
}
