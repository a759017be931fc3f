//! A bucket that may be made public.

use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::Tri;

pub(super) static RULE: Rule = Rule {
    id: "bucket-public-access-not-blocked",
    title: "A bucket does not refuse public policies",
    severity: Severity::Medium,
    since: "0.1.0",
    controls: &["KC-DAT-08", "CIS AWS Foundations 5.0.0 2.1.4", "NIST 800-53 r5 AC-3", "ISO 27001:2022 A.8.3", "SOC 2 CC6.1"],
    docs: r#"
### What it finds

A bucket for which BlockPublicPolicy or RestrictPublicBuckets is off.

### Why it matters

One careless policy, or a vendor that may write bucket policies, makes the data public.

### How to fix it

Set all four settings of `aws_s3_bucket_public_access_block`, best for the whole account.

### Limits

A bucket whose settings are not in the input is not reported. Buckets that a plan creates have AWS's default since April
2023: blocked.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let buckets = analysis.inventory.resources.iter().filter(|r| !r.referenced && r.kind == "s3-bucket");
    let findings = buckets.filter_map(|bucket| {
        let store = bucket.store.as_ref()?;
        let off = [(store.block_public_policy, "BlockPublicPolicy"), (store.restrict_public_buckets, "RestrictPublicBuckets")];
        let off: Vec<_> = off.into_iter().filter(|(setting, _)| *setting == Tri::No).map(|(_, name)| name).collect();
        let message = format!("a policy may make the bucket public: {} off", off.join(" and "));
        (!off.is_empty()).then(|| Finding::of_resource(&RULE, analysis.inventory, bucket, message))
    });
    findings.collect()
}
