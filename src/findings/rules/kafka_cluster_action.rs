//! A principal may act as a broker.

use crate::findings::acls::{entries, finding};
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::kafka::{Operation, Permission, ResourceType};

pub(super) static RULE: Rule = Rule {
    id: "kafka-cluster-action",
    title: "A principal may act as a broker",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-AUT-01", "NIST 800-53 r5 AC-6", "ISO 27001:2022 A.8.3", "SOC 2 CC6.3"],
    docs: r#"
### What it finds

An entry that allows `ClusterAction` on the cluster.

### Why it matters

Whoever may do that fetches as a follower does: every partition, whatever entries stand on topics.

### How to fix it

Keep it for the brokers' own principals.

### Limits

Which principals are brokers' is not known: accept the finding for those.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let acts = entries(analysis).filter(|e| e.acl.resource == ResourceType::Cluster && e.acl.operation == Operation::ClusterAction);
    let allowed = acts.filter(|e| e.acl.permission == Permission::Allow);
    allowed.map(|e| finding(&RULE, analysis, e, "lets it fetch every partition as a broker does")).collect()
}
