//! A bucket that answers plain HTTP.

use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::{Resource, ResourcePolicy};
use crate::policy::{Document, Effect};

pub(super) static RULE: Rule = Rule {
    id: "bucket-without-tls-only",
    title: "A bucket does not refuse requests without TLS",
    severity: Severity::Low,
    since: "0.1.0",
    controls: &["KC-DAT-08", "CIS AWS Foundations 5.0.0 2.1.1", "NIST 800-53 r5 SC-8", "ISO 27001:2022 A.8.24", "SOC 2 CC6.7"],
    docs: r#"
### What it finds

A bucket of a dataset (of the input, when no dataset is declared) whose policy has no Deny for `aws:SecureTransport`
false, or for old versions by `s3:TlsVersion`.

### Why it matters

A client that is set up wrongly sends records and signed requests in the clear.

### How to fix it

Add a Deny for every principal and action with `Bool` `aws:SecureTransport` `false`.

### Limits

Access points and clients inside the VPC are not looked at.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let buckets = analysis.inventory.resources.iter().filter(|r| !r.referenced && r.kind == "s3-bucket" && is_data(analysis, r));
    let open = buckets.filter(|bucket| match bucket.resource_policy {
        ResourcePolicy::None => true,
        ResourcePolicy::Policy(id) => analysis.inventory.policy(id).and_then(|p| p.document.as_ref()).is_some_and(|d| !demands_tls(d)),
        ResourcePolicy::NotApplicable | ResourcePolicy::Unseen => false,
    });
    let message = "the bucket policy does not refuse requests without TLS";
    open.map(|bucket| Finding::of_resource(&RULE, analysis.inventory, bucket, message.to_owned())).collect()
}

fn is_data(analysis: &Analysis<'_>, bucket: &Resource) -> bool {
    analysis.review.datasets.is_empty() || !analysis.review.datasets_of(analysis.inventory, bucket).is_empty()
}

/// A statement list with unknown parts may hold the Deny: it counts.
fn demands_tls(document: &Document) -> bool {
    let about_tls = |key: &str| key.eq_ignore_ascii_case("aws:SecureTransport") || key.eq_ignore_ascii_case("s3:TlsVersion");
    let denies = document.statements.iter().filter(|s| s.effect == Effect::Deny).flat_map(|s| &s.conditions);
    !document.unknown_statements.is_empty() || denies.into_iter().any(|c| c.key.literal().is_some_and(about_tls))
}
