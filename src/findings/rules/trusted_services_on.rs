//! Services that pass the rules.

use crate::findings::hubs::namespaces;
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::Tri;

pub(super) static RULE: Rule = Rule {
    id: "trusted-services-on",
    title: "Services of Azure pass a namespace's network rules",
    severity: Severity::Info,
    since: "0.1.0",
    controls: &["KC-NET-05", "NIST 800-53 r5 SC-7", "ISO 27001:2022 A.8.20", "SOC 2 CC6.6"],
    docs: r#"
### What it finds

An Event Hubs namespace whose network rules let trusted services of Azure through. One finding a namespace.

### Why it matters

What those services send or read does not come from the networks that the rules name.

### How to fix it

Turn it off where no such service is in use.

### Limits

They need an identity with a role all the same.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let on = namespaces(analysis).filter(|r| r.switch("trusted-services") == Tri::Yes);
    on.map(|r| Finding::of_resource(&RULE, analysis.inventory, r, "trusted services pass the network rules".to_owned())).collect()
}
