//! A principal may make Kafka users and entries.

use crate::findings::acls::{entries, finding};
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::kafka::{Acl, Operation, Permission, ResourceType};

pub(super) static RULE: Rule = Rule {
    id: "kafka-can-mint-users",
    title: "A principal may make Kafka users and entries",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-AUT-01", "NIST 800-53 r5 AC-6", "ISO 27001:2022 A.8.3", "SOC 2 CC6.3"],
    docs: r#"
### What it finds

An entry that allows `Alter` on the cluster, or `CreateTokens` on users.

### Why it matters

`Alter` on the cluster edits access control lists and sets passwords of users; tokens act as somebody else. Either is
every right there is.

### How to fix it

Keep it for the principal that administers the cluster.

### Limits

Which principal administers is not known: accept the finding for that one. `All` on the cluster is told by the rule
on principals that are both application and administrator.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let mints =
        |a: &Acl| matches!((a.resource, a.operation), (ResourceType::Cluster, Operation::Alter) | (ResourceType::User, Operation::CreateTokens));
    let found = entries(analysis).filter(|e| e.acl.permission == Permission::Allow && mints(e.acl));
    found.map(|e| finding(&RULE, analysis, e, "lets it become any user")).collect()
}
