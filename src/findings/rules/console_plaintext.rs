//! A console may be called without TLS on a public address.

use crate::findings::clusters::consoles;
use crate::findings::{Analysis, Confidence, Finding, Rule, Severity};
use crate::model::{Network, Resource, Tri};

pub(super) static RULE: Rule = Rule {
    id: "console-plaintext",
    title: "A console may be called without TLS on a public address",
    severity: Severity::Medium,
    since: "0.1.0",
    controls: &["KC-PRO-06", "KC-NET-05", "NIST 800-53 r5 SC-8", "ISO 27001:2022 A.8.24", "SOC 2 CC6.7"],
    docs: r#"
### What it finds

A machine with a public address that console-open would tell of, reached on 8080 from every address: the port is that
of HTTP. Told as possible.

### Why it matters

Passwords and sessions of administrators can be read on the way.

### How to fix it

HTTPS, by a load balancer or on the machine itself.

### Limits

Whether what listens on 8080 speaks TLS is not in the input.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let public = |r: &Resource| matches!(&r.network, Some(Network::Attachment(a)) if a.public == Tri::Yes);
    let open = consoles(analysis).into_iter().filter(|(machine, ports)| ports.contains(&8080) && public(machine));
    let message = "port 8080, which is that of HTTP, is reached on a public address";
    open.map(|(m, _)| Finding::of_resource(&RULE, analysis.inventory, m, message.to_owned()).confidence(Confidence::Possible)).collect()
}
