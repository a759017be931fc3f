//! A password stands among a connector's settings.

use std::collections::BTreeMap;

use crate::findings::finding::listed;
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::StatedSecret;

pub(super) static RULE: Rule = Rule {
    id: "connector-secret-inline",
    title: "A password stands among a connector's settings",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-CON-01", "KC-PRO-04", "NIST 800-53 r5 IA-5", "ISO 27001:2022 A.5.17", "SOC 2 CC6.1"],
    docs: r#"
### What it finds

A setting of a connector whose name is that of a password or key and whose value the input tells, in a map that is no
place for secrets (`connector_configuration`, `config_nonsensitive`, `connector_config`). One finding a connector.

### Why it matters

Settings are shown in consoles and to everyone who may describe the connector; they stand in plans and states, and
often in logs.

### How to fix it

A configuration provider (`${secretsmanager:…}`) or the map for sensitive settings.

### Limits

A name tells what is a password. What a configuration provider fetches may still show in the connector's logs.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    const MAPS: &[&str] = &["connector_configuration", "config_nonsensitive", "connector_config."];
    let inline = |attribute: &str| MAPS.iter().any(|m| attribute.starts_with(m));
    let mut by: BTreeMap<&str, Vec<&StatedSecret>> = BTreeMap::new();
    for secret in analysis.inventory.secrets.iter().filter(|s| inline(&s.attribute)) {
        by.entry(&secret.address).or_default().push(secret);
    }
    let told = by.into_iter().map(|(address, secrets)| {
        let names = listed(secrets.iter().map(|s| format!("`{}`", s.attribute)));
        Finding::of_name(&RULE, address, format!("{names} is written in clear")).at(secrets.first().map(|s| s.origin.clone()))
    });
    told.collect()
}
