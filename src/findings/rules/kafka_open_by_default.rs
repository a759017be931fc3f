//! Kafka lets everyone in where no access control list entry is found.

use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::kafka::{Pattern, ResourceType};
use crate::model::{Authority, KafkaCluster, Tri};

pub(super) static RULE: Rule = Rule {
    id: "kafka-open-by-default",
    title: "Kafka lets everyone in where no access control list entry is found",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-AUT-01", "KC-AUT-02", "NIST 800-53 r5 AC-6", "ISO 27001:2022 A.8.3", "SOC 2 CC6.3"],
    docs: r#"
### What it finds

A cluster with a listener under Kafka's access control lists (SCRAM, mutual TLS, or none) on which
`allow.everyone.if.no.acl.found` is true: set so, or left at Amazon MSK's default.

### Why it matters

Every user who can authenticate reads and writes each topic on which no entry stands, also topics that are made
tomorrow.

### How to fix it

Set `allow.everyone.if.no.acl.found=false` in the configuration, after entries for all clients are there.

### Limits

Silent where the revision in use is not known. It has no effect on IAM listeners.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let open = analysis.inventory.resources.iter().filter(|r| r.kafka.as_ref().is_some_and(is_open));
    let message = "everyone who authenticates may do everything on what no access control list entry is about";
    open.map(|r| Finding::of_resource(&RULE, analysis.inventory, r, message.to_owned())).collect()
}

fn is_open(kafka: &KafkaCluster) -> bool {
    let listens = kafka.listeners.iter().any(|l| l.exists == Tri::Yes && l.authority == Authority::Acl);
    kafka.open_default == Tri::Yes && listens && !closed(kafka)
}

/// Entries on every name of every type close the default.
fn closed(kafka: &KafkaCluster) -> bool {
    let on = |resource, name: &str| {
        let every = |a: &crate::kafka::Acl| a.resource == resource && a.pattern == Pattern::Literal && a.name.literal() == Some(name);
        kafka.acls.iter().any(|a| every(&a.acl))
    };
    let stars = [ResourceType::Topic, ResourceType::Group, ResourceType::TransactionalId].into_iter().all(|kind| on(kind, "*"));
    stars && (on(ResourceType::Cluster, "*") || on(ResourceType::Cluster, "kafka-cluster"))
}
