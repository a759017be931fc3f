//! Kafka clients need not authenticate.

use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::{Authentication, Tri};

pub(super) static RULE: Rule = Rule {
    id: "kafka-unauthenticated",
    title: "Kafka clients need not authenticate",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-PRO-02", "KC-PRO-03", "NIST 800-53 r5 IA-2", "ISO 27001:2022 A.8.5", "SOC 2 CC6.1"],
    docs: r#"
### What it finds

A listener of a Kafka cluster that is known to exist and takes clients without authentication: `unauthenticated` is on,
the block `client_authentication` is left out, or mutual TLS stands beside plaintext.

### Why it matters

Whoever can connect is `User:ANONYMOUS`, and reads what access control lists and the default leave open to everyone.

### How to fix it

Turn `unauthenticated` off and IAM, SCRAM or mutual TLS on; let nothing but TLS in.

### Limits

That a block left out means no authentication is taken from how the service behaves. Who can connect is for
`keyholder reach` to say. A connector without authentication is not looked at.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for cluster in &analysis.inventory.resources {
        let listeners = cluster.kafka.iter().flat_map(|k| &k.listeners);
        let open = listeners.filter(|l| l.exists == Tri::Yes && l.authentication == Authentication::None);
        let names: Vec<String> = open.map(|l| format!("`{}`", l.name)).collect();
        if !names.is_empty() {
            let message = format!("clients need not authenticate on listener {}", crate::findings::finding::listed(names));
            found.push(Finding::of_resource(&RULE, analysis.inventory, cluster, message));
        }
    }
    found
}
