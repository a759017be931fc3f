//! The registry may use the key that fields are encrypted with.

use crate::findings::clusters::switched;
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::Tri;

pub(super) static RULE: Rule = Rule {
    id: "field-key-shared",
    title: "The registry may use the key that fields are encrypted with",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-KEY-04", "KC-VND-01", "NIST 800-53 r5 SC-12", "ISO 27001:2022 A.8.24", "SOC 2 CC6.1"],
    docs: r#"
### What it finds

A key encryption key of a schema registry with `shared = true`.

### Why it matters

Fields are encrypted so that the service that keeps the records does not read them. A key that the registry itself may
use gives it both.

### How to fix it

Leave `shared` off, and give clients the right to use the key.

### Limits

Which subjects the key is for is not read: accept the finding where none of them is regulated.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    switched(
        &RULE,
        analysis,
        "shared-with-registry",
        Tri::Yes,
        false,
        "the registry itself may use the key: encrypting fields no longer keeps the vendor out",
    )
}
