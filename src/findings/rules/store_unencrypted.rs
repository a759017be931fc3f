//! A store without encryption at rest.

use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::Encryption;

pub(super) static RULE: Rule = Rule {
    id: "store-unencrypted",
    title: "A store is not encrypted at rest",
    severity: Severity::Medium,
    since: "0.1.0",
    controls: &["KC-DAT-08", "NIST 800-53 r5 SC-28", "ISO 27001:2022 A.8.24", "SOC 2 CC6.1"],
    docs: r#"
### What it finds

A store of the input that is known not to be encrypted at rest.

### Why it matters

Copies and snapshots can be shared without a key, so permission on the store is all that guards the data.

### How to fix it

Turn on encryption with a customer managed key; most stores have to be made anew for it.

### Limits

High where the store belongs to a regulated dataset. Which key encrypts a store is another question.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let stores = analysis.inventory.resources.iter().filter(|r| !r.referenced);
    let bare = stores.filter(|r| r.store.as_ref().is_some_and(|s| s.encryption == Encryption::None));
    let findings = bare.map(|store| {
        let severity = if analysis.review.is_regulated(analysis.inventory, store) { Severity::High } else { Severity::Medium };
        Finding::of_resource(&RULE, analysis.inventory, store, "the store is not encrypted at rest".to_owned()).severity(severity)
    });
    findings.collect()
}
