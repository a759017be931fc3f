//! A vendor decrypts with a customer's key.

use std::collections::BTreeSet;

use crate::findings::finding::label;
use crate::findings::way::{Prize, report, ways};
use crate::findings::{Analysis, Finding, Rule, Severity};

pub(super) static RULE: Rule = Rule {
    id: "vendor-uses-key",
    title: "A vendor can decrypt with a customer managed key, without reaching a store under it",
    severity: Severity::Medium,
    since: "0.1.0",
    controls: &["KC-KEY-04", "NIST 800-53 r5 SC-12", "ISO 27001:2022 A.8.24", "SOC 2 CC6.1"],
    docs: r#"
### What it finds

A way from a vendor to the use of a customer managed key, where the same vendor role reaches no store that the input
shows. One finding a role.

### Why it matters

Half of what a read of encrypted data needs is granted already; a copy of the data, or a later change of one policy,
opens it.

### How to fix it

Take `kms:Decrypt` and `kms:CreateGrant` out of the role or the key policy, or limit them by encryption context or
`kms:ViaService`.

### Limits

Stores outside the input that use the key are not known.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let reaching: BTreeSet<_> = ways(analysis).iter().filter(|w| w.prize > Prize::Key).filter_map(|w| w.entry).map(|r| r.id).collect();
    report(
        &RULE,
        analysis,
        |way| {
            let entry = way.entry.filter(|e| way.prize == Prize::Key && way.step.is_none() && !reaching.contains(&e.id))?;
            Some(vec![label(analysis.inventory, entry)])
        },
        |_, actors, reached| format!("{actors} can decrypt with {reached}"),
    )
}
