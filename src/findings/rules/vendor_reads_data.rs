//! A vendor reads data with the permissions it has.

use crate::findings::finding::label;
use crate::findings::way::{Means, Prize, Way, kind, node_name, report, resource};
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::RoleKind;
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
together. A role that the configuration declares to be the product itself (kind `service`) may read what it serves, when
the vendor acts as it directly.

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
            let owned = data && matches!(way.means, Means::Permissions | Means::Other) && !serves(analysis, way);
            owned.then(|| vec![way.entry.map_or_else(String::new, |e| label(analysis.inventory, e)), dataset(analysis, way)])
        },
        |way, reached| format!("{} {} {reached}", node_name(analysis, way.trace.from), verb(way)),
    )
}

/// Whether this is the declared product at its own work.
fn serves(analysis: &Analysis<'_>, way: &Way<'_>) -> bool {
    way.means == Means::Permissions && way.trace.hops.len() <= 2 && way.entry.is_some_and(|role| kind(analysis, role) == Some(RoleKind::Service))
}

fn dataset(analysis: &Analysis<'_>, way: &Way<'_>) -> String {
    let store = resource(analysis, way.trace.to);
    let sets = store.map(|s| analysis.review.datasets_of(analysis.inventory, s)).unwrap_or_default();
    sets.first().map_or_else(|| "data".to_owned(), |d| d.name.clone())
}

fn verb(way: &Way<'_>) -> &'static str {
    match way.trace.access {
        Access::Write => "changes data in",
        _ => "reads data of",
    }
}
