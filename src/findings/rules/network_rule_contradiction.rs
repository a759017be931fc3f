//! Network settings that contradict each other.

use crate::findings::hubs::namespaces;
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::Tri;

pub(super) static RULE: Rule = Rule {
    id: "network-rule-contradiction",
    title: "Network rules of a namespace do not say what they seem to",
    severity: Severity::Low,
    since: "0.1.0",
    controls: &["KC-NET-10", "NIST 800-53 r5 SC-7", "ISO 27001:2022 A.8.20", "SOC 2 CC6.6"],
    docs: r#"
### What it finds

An Event Hubs namespace whose two settings for public access differ, or whose rules deny by default without an address
or subnet that is let in. One finding a namespace.

### Why it matters

Without any rule a namespace stays reachable from the internet with a key; which of two settings counts a reader can't
tell.

### How to fix it

Turn public access off in both places, or state the addresses and subnets.

### Limits

Whether "deny" without a rule denies, no page of Microsoft says: this does not say that the namespace is open.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let findings = namespaces(analysis).filter_map(|r| {
        let alone = r.switch("denies-by-default") == Tri::Yes && r.switch("network-rules") == Tri::No && r.switch("public-network") == Tri::Yes;
        let message = match (r.switch("public-flags-differ") == Tri::Yes, alone) {
            (true, _) => "its two settings for public access differ",
            (_, true) => "its rules deny by default, and there is no rule",
            _ => return None,
        };
        Some(Finding::of_resource(&RULE, analysis.inventory, r, message.to_owned()))
    });
    findings.collect()
}
