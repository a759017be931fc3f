//! A namespace that accepts keys.

use crate::findings::hubs::namespaces;
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::Tri;

pub(super) static RULE: Rule = Rule {
    id: "shared-key-auth-on",
    title: "Keys of shared access rules are accepted",
    severity: Severity::Medium,
    since: "0.1.0",
    controls: &["KC-PRO-08", "NIST 800-53 r5 IA-2", "ISO 27001:2022 A.8.5", "SOC 2 CC6.1"],
    docs: r#"
### What it finds

An Event Hubs namespace whose local authentication is on, which is the default. One finding a namespace.

### Why it matters

A key is no identity: whoever has it is the rule, no role assignment takes it back, and whoever may list keys gets at the
records without a data role.

### How to fix it

Turn it off (`local_authentication_enabled = false`) and give clients data roles.

### Limits

Whoever may write the namespace turns it on again.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let on = namespaces(analysis).filter(|r| r.switch("shared-keys") == Tri::Yes);
    on.map(|r| Finding::of_resource(&RULE, analysis.inventory, r, "keys of shared access rules are accepted".to_owned())).collect()
}
