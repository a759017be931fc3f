//! Secrets in clear.

use std::collections::BTreeMap;

use crate::findings::finding::listed;
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::{SecretWeight, StatedSecret};

pub(super) static RULE: Rule = Rule {
    id: "secret-in-plan",
    title: "A plan, state or source holds a secret in clear",
    severity: Severity::Medium,
    since: "0.1.0",
    controls: &["KC-PRO-04", "NIST 800-53 r5 IA-5(7)", "ISO 27001:2022 A.5.17", "SOC 2 CC6.1"],
    docs: r#"
### What it finds

An attribute that is known to hold a password, key or connection string, with a value that the input tells: keys of
Event Hubs, API keys of Confluent Cloud, passwords of Kafka users, the private key of an AutoMQ instance, the value of a
secret in Secrets Manager, settings of connectors named like passwords. One finding a resource.

### Why it matters

Terraform keeps sensitive values in plans and states in clear. Whoever reads the file or its bucket holds the secret.

### How to fix it

Use write-only attributes (`password_wo`), have the secret made outside Terraform, or refer to it (`${secretsmanager:…}`).
Otherwise guard state and plans as the secret itself, and change the secret if they were shared.

### Limits

High where the value is a root or administrator's key. Which attributes hold secrets is a list by type. Values are never
printed, nor kept.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let mut by_resource: BTreeMap<&str, Vec<&StatedSecret>> = BTreeMap::new();
    for secret in &analysis.inventory.secrets {
        by_resource.entry(&secret.address).or_default().push(secret);
    }
    let findings = by_resource.into_iter().map(|(address, secrets)| {
        let root = secrets.iter().any(|s| s.weight == SecretWeight::Root);
        let attributes = listed(secrets.iter().map(|s| format!("`{}`", s.attribute)));
        let mut finding = Finding::of_name(&RULE, address, format!("the value of {attributes} stands in clear"));
        finding.locations = secrets.iter().map(|s| s.origin.clone()).collect();
        finding.severity(if root { Severity::High } else { Severity::Medium })
    });
    findings.collect()
}
