//! A vendor reads data with the permissions it has.

use crate::findings::way::{Means, Prize, by_dataset, report, serves};
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::trace::Access;

pub(super) static RULE: Rule = Rule {
    id: "vendor-reads-data",
    title: "A vendor gets at data with the permissions of its role",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-VND-01", "NIST 800-53 r5 AC-6", "ISO 27001:2022 A.8.3", "SOC 2 CC6.3"],
    docs: r#"
### What it finds

A way from a vendor to a store that needs no escalation: assumed roles, or a workload that runs as a role, and a
permission on the store. One finding a role (or workload) and dataset; stores outside any dataset are one finding
together. A way on which every role is declared to be the product itself (kind `service`) is not reported.

### Why it matters

Whoever can act as the vendor, including somebody who breaks into the vendor, holds the data.

### How to fix it

Take the data actions out of the role, or limit them to the prefixes that are the vendor's own. If the access is agreed,
declare the role's kind, state it as a claim, or accept the finding with an end date.

### Limits

The vendor's own side is assumed to allow the call, and policies of an organisation count only where the input holds
them. Severity is one lower where conditions that the caller does not choose have to hold.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    report(
        &RULE,
        analysis,
        |way| {
            let data = matches!(way.prize, Prize::Data | Prize::Regulated);
            let reads = data && way.trace.access != Access::Write;
            let owned = reads && way.means == Means::Permissions && !serves(analysis, way);
            owned.then(|| by_dataset(analysis, way))
        },
        |_, actors, reached| format!("{actors} can read data of {reached}"),
    )
}
