//! Regulated records are encrypted with a key of the provider.

use crate::findings::clusters::clusters;
use crate::findings::hubs;
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::Encryption;

pub(super) static RULE: Rule = Rule {
    id: "provider-managed-key-on-regulated",
    title: "Regulated records are encrypted with a key of the provider",
    severity: Severity::Medium,
    since: "0.1.0",
    controls: &["KC-KEY-02", "KC-DAT-07", "NIST 800-53 r5 SC-12", "ISO 27001:2022 A.8.24", "SOC 2 CC6.1"],
    docs: r#"
### What it finds

A Kafka cluster or a namespace of Event Hubs that belongs to a regulated dataset and is encrypted at rest with a key that the provider manages.

### Why it matters

Its policy cannot be read or changed: nobody on your side can take the records away from the provider, or see who used
the key.

### How to fix it

A key of your own: `encryption_at_rest_kms_key_arn`, `byok_key`, `data_encryption_mode = "CPMK"`,
`azurerm_eventhub_namespace_customer_managed_key`. Most services set it
when the cluster is made.

### Limits

Encryption of fields by clients is not seen. Other stores are answered by KC-KEY-02.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let inventory = analysis.inventory;
    let managed = clusters(analysis).filter(|(r, _)| r.store.as_ref().is_some_and(|s| s.encryption == Encryption::ServiceManaged));
    let regulated = managed.filter(|(r, _)| !r.referenced && analysis.review.is_regulated(inventory, r));
    let message = "its records are regulated, and the key that encrypts them is the provider's";
    let hubs = hubs::regulated_without_key(analysis);
    regulated.map(|(r, _)| r).chain(hubs).map(|r| Finding::of_resource(&RULE, inventory, r, message.to_owned())).collect()
}
