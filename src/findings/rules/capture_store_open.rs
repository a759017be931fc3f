//! A copy of every record in an account that stands open.

use crate::findings::finding::label;
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::{Resource, Tri};

pub(super) static RULE: Rule = Rule {
    id: "capture-store-open",
    title: "Capture copies records to a storage account that stands open",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-AUT-07", "KC-DAT-08", "NIST 800-53 r5 AC-3", "ISO 27001:2022 A.8.3", "SOC 2 CC6.1"],
    docs: r#"
### What it finds

A hub whose capture writes to a storage account that takes shared keys from the public network, or that lets anybody read
containers that are made public, or a capture that authenticates with shared access signatures. One finding a hub.

### Why it matters

Capture is a second copy of every record, with rules of its own: what the namespace closes, the account may leave open.

### How to fix it

No shared keys, no public network or rules that deny, no public containers; let capture authenticate with a managed
identity.

### Limits

An account that the input only names is not judged.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let inventory = analysis.inventory;
    let hubs = inventory.resources.iter().filter(|r| r.kind == "event-hub");
    let findings = hubs.flat_map(|hub| hub.movers.iter().map(move |m| (hub, m.to))).filter_map(|(hub, to)| {
        let account = inventory.resource(to)?;
        let mut why = open(account);
        if hub.switch("capture-by-sas") == Tri::Yes {
            why.push("capture authenticates with shared access signatures");
        }
        let message = format!("its capture copies records to {}: {}", label(inventory, account), why.join("; "));
        (!why.is_empty()).then(|| Finding::of_resource(&RULE, inventory, hub, message))
    });
    findings.collect()
}

/// What stands open of an account.
fn open(account: &Resource) -> Vec<&'static str> {
    let yes = |name: &str| account.switch(name) == Tri::Yes;
    let public = yes("public-network") && account.switch("denies-by-default") == Tri::No;
    let found = [
        (public && yes("shared-keys"), "it takes shared keys from the public network"),
        (public && yes("anonymous-reads"), "its containers can be made public"),
    ];
    found.into_iter().filter(|(holds, _)| *holds).map(|(_, what)| what).collect()
}
