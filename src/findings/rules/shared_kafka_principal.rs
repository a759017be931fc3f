//! One principal is in entries of several applications.

use std::collections::{BTreeMap, BTreeSet};

use crate::aws::wildcard;
use crate::findings::acls::{Entry, entries};
use crate::findings::finding::listed;
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::kafka::{Acl, Operation, Permission, ResourceType};
use crate::model::ResourceId;

pub(super) static RULE: Rule = Rule {
    id: "shared-kafka-principal",
    title: "One principal is in entries of several applications",
    severity: Severity::Medium,
    since: "0.1.0",
    controls: &["KC-AUT-01", "KC-AUT-04", "KC-AUT-06", "NIST 800-53 r5 AC-5", "ISO 27001:2022 A.5.16", "SOC 2 CC6.1"],
    docs: r#"
### What it finds

A principal with entries that allow reading or writing topics whose names begin with different words (up to the first
`.`, `-` or `_`), which no dataset groups. One finding a principal.

### Why it matters

What one application leaks opens the topics of the other, and nobody can tell from the brokers' view which of them did
something.

### How to fix it

A principal an application.

### Limits

Names tell which topics belong together; `topics` of a `[[dataset]]` say otherwise.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let mut by: BTreeMap<(ResourceId, String), (Vec<&str>, Entry<'_>)> = BTreeMap::new();
    for entry in entries(analysis).filter(|e| is_data(e.acl)) {
        let (Some(principal), Some(name)) = (entry.acl.principal.literal(), entry.acl.name.literal().filter(|n| *n != "*")) else { continue };
        if principal != "User:*" {
            by.entry((entry.cluster, principal.to_owned())).or_insert((Vec::new(), entry)).0.push(name);
        }
    }
    let mut found = Vec::new();
    for ((_, principal), (names, first)) in by {
        let families: BTreeSet<&str> = names.iter().filter_map(|n| n.split(['.', '-', '_']).next()).collect();
        let grouped = analysis.review.datasets.iter().any(|d| names.iter().all(|n| d.topics.iter().any(|t| wildcard::matches(t, n))));
        if families.len() > 1 && !grouped {
            let message = format!("{principal} has topics of {}", listed(families.iter().map(|f| format!("`{f}`"))));
            let mut finding = Finding::of_name(&RULE, &principal, message).at(Some(first.origin.clone()));
            finding.identity.push(crate::findings::Subject::Resource(first.cluster).label(analysis.inventory));
            found.push(finding);
        }
    }
    found
}

fn is_data(acl: &Acl) -> bool {
    let data = matches!(acl.operation, Operation::Read | Operation::Write | Operation::All);
    data && acl.resource == ResourceType::Topic && acl.permission == Permission::Allow
}
