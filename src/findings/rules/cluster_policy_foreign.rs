//! The policy of a Kafka cluster opens it to another account.

use crate::findings::door::{self, Door, Who};
use crate::findings::finding::listed;
use crate::findings::guard::covers;
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::Exposure;

pub(super) static RULE: Rule = Rule {
    id: "cluster-policy-foreign",
    title: "The policy of a Kafka cluster opens it to another account",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-VND-01", "KC-NET-08", "NIST 800-53 r5 AC-3", "ISO 27001:2022 A.8.3", "SOC 2 CC6.1"],
    docs: r#"
### What it finds

A cluster policy that allows an account or principal outside actions on data (`kafka-cluster:`), or a connection from
its own VPC (`kafka:CreateVpcConnection`) where the cluster takes such. Critical for reading by an account that is no
declared vendor's. One finding a cluster.

### Why it matters

No role of ours is involved, and no trust policy shows it: whoever is named reads with credentials of their own
account.

### How to fix it

Remove the statement, or name the topics and the vendor's role.

### Limits

Connections that exist already are not in the input.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let doors = door::of_clusters(analysis);
    let foreign =
        |d: &Door<'_>| matches!(d.who, Who::Account(_) | Who::Principal(..)) && (gives(d, DATA) || gives(d, CONNECTS) && peers(d)) && !d.refused();
    let told = door::by_resource(&doors, foreign).into_iter().map(|(cluster, doors)| {
        let who = listed(doors.iter().map(|d| door::who_name(analysis, &d.who)));
        let reads = doors.iter().any(|d| gives(d, READS) && !declared(analysis, d));
        let severity = if reads { Severity::Critical } else { Severity::High };
        door::finding(&RULE, analysis, cluster, &doors, format!("the cluster's own policy opens it to {who}")).severity(severity)
    });
    told.collect()
}

const READS: &[&str] = &["kafka-cluster:readdata"];
const CONNECTS: &[&str] = &["kafka:createvpcconnection"];
const DATA: &[&str] = &[
    "kafka-cluster:readdata",
    "kafka-cluster:writedata",
    "kafka-cluster:createtopic",
    "kafka-cluster:altertopic",
    "kafka-cluster:deletetopic",
    "kafka-cluster:altercluster",
];

fn gives(door: &Door<'_>, actions: &[&str]) -> bool {
    actions.iter().any(|a| covers(&door.statement.actions, a))
}

/// Whether the cluster takes connections from other VPCs.
fn peers(door: &Door<'_>) -> bool {
    door.resource.kafka.iter().flat_map(|k| &k.listeners).any(|l| l.exposure == Exposure::Peer)
}

fn declared(analysis: &Analysis<'_>, door: &Door<'_>) -> bool {
    match &door.who {
        Who::Account(account) | Who::Principal(account, _) => analysis.review.vendor_of_account(account).is_some(),
        Who::Everyone | Who::Deleted(_) => false,
    }
}
