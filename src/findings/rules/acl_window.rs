//! A plan takes entries away before it makes them again.

use std::collections::BTreeMap;

use crate::aws::Text;
use crate::findings::clusters::clusters;
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::kafka::{Pattern, ResourceType};
use crate::model::{StatedAcl, Tri};

pub(super) static RULE: Rule = Rule {
    id: "acl-window",
    title: "A plan takes entries away before it makes them again",
    severity: Severity::Info,
    since: "0.1.0",
    controls: &["KC-EVT-04", "KC-AUT-02", "NIST 800-53 r5 CM-3", "ISO 27001:2022 A.8.32", "SOC 2 CC8.1"],
    docs: r#"
### What it finds

A plan that replaces every entry on a topic, group or other resource by deleting first, on a cluster that lets
everyone in where no entry is found. One finding a resource.

### Why it matters

Between the two nobody is on the list, and the default holds: for everyone.

### How to fix it

`create_before_destroy`, an entry that stays, or a default that is closed.

### Limits

How long it lasts is not known. States and sources show no plan.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (cluster, kafka) in clusters(analysis).filter(|(_, k)| k.open_default == Tri::Yes) {
        let mut on: BTreeMap<(ResourceType, Pattern, &Text), Vec<&StatedAcl>> = BTreeMap::new();
        for stated in &kafka.acls {
            on.entry((stated.acl.resource, stated.acl.pattern, &stated.acl.name)).or_default().push(stated);
        }
        for ((kind, _, name), entries) in on.into_iter().filter(|(_, e)| e.iter().all(|e| e.replaced)) {
            let what = format!("{} {}", kind.word(), analysis.inventory.render(name));
            let message = format!("the plan deletes every entry on {what} before it makes them again, and everyone is let in where there is none");
            let mut finding = Finding::of_resource(&RULE, analysis.inventory, cluster, message);
            finding.identity.push(what);
            finding.locations.splice(0..0, entries.first().map(|e| e.origin.clone()));
            found.push(finding);
        }
    }
    found
}
