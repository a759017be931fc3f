//! A bucket that an outsider fills and our compute reads.

use std::collections::{BTreeMap, BTreeSet};

use crate::findings::door::{self, Who};
use crate::findings::finding::{label, listed};
use crate::findings::guard::covers;
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::graph::{EdgeKind, NodeKind, Status};
use crate::model::ResourceId;

pub(super) static RULE: Rule = Rule {
    id: "vendor-supply-channel",
    title: "An outsider may write where software in the account loads from",
    severity: Severity::Medium,
    since: "0.1.0",
    controls: &["KC-VND-01", "NIST 800-53 r5 SR-3", "ISO 27001:2022 A.5.21", "SOC 2 CC6.8"],
    docs: r#"
### What it finds

A bucket whose policy lets another account put objects, and which a role reads that compute of this account runs as: a
console, an agent, brokers. One finding a bucket.

### Why it matters

What the outsider puts there, licences, templates, versions, becomes input of software with permissions in this account.
It is a way in that no trust policy shows.

### How to fix it

Let the outsider read only, or have our own pipeline copy what it delivers after a check.

### Limits

What the software does with an object is not known: the finding says that there is a channel, not that code is run.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let run: BTreeSet<ResourceId> = analysis.inventory.resources.iter().flat_map(|r| &r.runs_as).map(|r| r.role).collect();
    let doors = door::of_resources(analysis);
    let foreign = |d: &door::Door<'_>| matches!(d.who, Who::Everyone | Who::Account(_) | Who::Principal(..));
    let writes = |d: &door::Door<'_>| foreign(d) && covers(&d.statement.actions, "s3:putobject") && !d.refused();
    let mut readers: BTreeMap<ResourceId, BTreeSet<String>> = BTreeMap::new();
    for edge in analysis.graph.edges().filter(|e| e.kind == EdgeKind::Read && e.status > Status::Unknown) {
        let ends = (analysis.graph.node(edge.from).map(|n| &n.kind), analysis.graph.node(edge.to).map(|n| &n.kind));
        if let (Some(NodeKind::Principal(role)), Some(NodeKind::Store(store))) = ends
            && run.contains(role)
            && let Some(role) = analysis.inventory.resource(*role)
        {
            readers.entry(*store).or_default().insert(label(analysis.inventory, role));
        }
    }
    let findings = door::by_resource(&doors, writes).into_iter().filter(|(r, _)| r.kind == "s3-bucket").filter_map(|(bucket, doors)| {
        let readers = listed(readers.get(&bucket.id)?.iter().cloned());
        let who = listed(doors.iter().map(|d| door::who_name(analysis, &d.who)));
        Some(door::finding(&RULE, analysis, bucket, &doors, format!("{who} may put objects that {readers} reads")))
    });
    findings.collect()
}
