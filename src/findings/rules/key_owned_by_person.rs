//! A key of a service belongs to a person.

use crate::findings::clusters::switched;
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::Tri;

pub(super) static RULE: Rule = Rule {
    id: "key-owned-by-person",
    title: "A key of a service belongs to a person",
    severity: Severity::Medium,
    since: "0.1.0",
    controls: &["KC-AUT-04", "KC-PRO-04", "NIST 800-53 r5 IA-5", "ISO 27001:2022 A.5.16", "SOC 2 CC6.1"],
    docs: r#"
### What it finds

An API key of Confluent Cloud whose owner is a user, not a service account.

### Why it matters

The key has all that the person may do, now and later, and ends when the person leaves. What it did cannot be told
from what the person did.

### How to fix it

Make a service account with the roles that the program needs, and a key of that.

### Limits

Keys that are made outside Terraform are not seen.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    switched(&RULE, analysis, "owner-is-person", Tri::Yes, false, "the key belongs to a person, not to a service account")
}
