//! A vendor changes or deletes data that it can't read.

use std::collections::BTreeSet;

use crate::findings::way::{Means, Prize, Way, by_dataset, report, serves, ways, written};
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::trace::Access;

pub(super) static RULE: Rule = Rule {
    id: "vendor-changes-data",
    title: "A vendor can change or delete data that it does not read",
    severity: Severity::Medium,
    since: "0.1.0",
    controls: &["KC-VND-01", "NIST 800-53 r5 AC-6", "ISO 27001:2022 A.8.3", "SOC 2 CC6.3"],
    docs: r#"
### What it finds

A way from a vendor to writing or deleting what a store holds, where the same role (or workload) does not read that
dataset. One finding a role and dataset; stores outside any dataset are one finding together. A way on which
every role is declared to be the product itself (kind `service`) is not reported.

### Why it matters

Records and logs that somebody outside can overwrite or delete prove nothing, and can be held to ransom.

### How to fix it

Take the write and delete actions out of the role, or give the vendor a store of its own to write to. Versioning and
object lock limit the damage.

### Limits

Adding new objects and overwriting old ones are the same permission in S3. One severity lower than reading.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let held = |w: &Way<'_>| matches!(w.prize, Prize::Data | Prize::Regulated) && w.means == Means::Permissions;
    let read: BTreeSet<_> = ways(analysis).iter().filter(|w| held(w) && w.trace.access != Access::Write).map(|w| by_dataset(analysis, w)).collect();
    let findings = report(
        &RULE,
        analysis,
        |way| {
            let owned = held(way) && way.trace.access == Access::Write && !serves(analysis, way);
            owned.then(|| by_dataset(analysis, way)).filter(|key| !read.contains(key))
        },
        |_, actors, reached| format!("{actors} can change or delete data of {reached}"),
    );
    findings.into_iter().map(|f| Finding { severity: written(f.severity), ..f }).collect()
}
