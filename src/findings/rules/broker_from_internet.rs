//! Kafka brokers answer from the internet.

use crate::findings::clusters::clusters;
use crate::findings::finding::listed;
use crate::findings::hubs;
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::{Exposure, Tri};

pub(super) static RULE: Rule = Rule {
    id: "broker-from-internet",
    title: "Kafka brokers answer from the internet",
    severity: Severity::Critical,
    since: "0.1.0",
    controls: &["KC-NET-04", "KC-NET-10", "NIST 800-53 r5 SC-7", "ISO 27001:2022 A.8.20", "SOC 2 CC6.6"],
    docs: r#"
### What it finds

A listener of a Kafka cluster that is known to exist and to be reached from the internet, with no filter of addresses
before it that is about records. One finding a cluster. Critical where the brokers stand in a network of ours; for the
public endpoint of a service medium, and high where a dataset of the cluster is regulated. Also a namespace of Event Hubs
whose public network is open, which is the default, and which no network rule narrows: a private endpoint alone closes
nothing.

### Why it matters

Whoever has a credential, or a listener without authentication, needs no place in a network: what is stolen works from
anywhere, and every weakness of the authentication is open to all.

### How to fix it

Private connectivity: a private link, peering or transit gateway for a service, an internal load balancer and private
addresses for own brokers. Where it must be public, a filter that is about the data plane.

### Limits

Public access of Amazon MSK is told by msk-public-access. A namespace of Event Hubs that denies by default without any
rule is possible only: what that does is not documented. For brokers of one's own
what the listener says is taken; `keyholder reach` asks the network itself.
"#,
    check,
};

/// Clusters whose brokers stand in a network of the service.
const SERVED: &[&str] = &["aiven-kafka", "confluent-cluster", "redpanda-cluster"];

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let mut found = hubs::from_internet(&RULE, analysis);
    for (cluster, kafka) in clusters(analysis).filter(|(r, _)| r.kind != "msk-cluster") {
        let open = kafka.listeners.iter().filter(|l| l.exists == Tri::Yes && l.exposure == Exposure::Public && l.admits.is_none());
        let names: Vec<String> = open.clone().map(|l| format!("`{}`", l.name)).collect();
        if names.is_empty() {
            continue;
        }
        let served = SERVED.contains(&cluster.kind);
        let severity = match (served, analysis.review.is_regulated(analysis.inventory, cluster)) {
            (false, _) => Severity::Critical,
            (true, true) => Severity::High,
            (true, false) => Severity::Medium,
        };
        let message = format!("listener {} answers from the internet", listed(names));
        found.push(Finding::of_resource(&RULE, analysis.inventory, cluster, message).severity(severity));
    }
    found
}
