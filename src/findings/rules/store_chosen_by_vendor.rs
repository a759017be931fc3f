//! Storage, roles and groups that a vendor's control plane chooses.

use crate::findings::finding::listed;
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::Tri;

pub(super) static RULE: Rule = Rule {
    id: "store-chosen-by-vendor",
    title: "The vendor's control plane chooses where records are kept or what brokers may do",
    severity: Severity::Medium,
    since: "0.1.0",
    controls: &["KC-DAT-02", "NIST 800-53 r5 CM-2", "ISO 27001:2022 A.5.23", "SOC 2 CC6.1"],
    docs: r#"
### What it finds

An AutoMQ instance for which no data bucket, no role or no security group is named. One finding an instance.

### Why it matters

What is not named is made by the control plane. No plan shows it, so that neither its policies nor its encryption nor
its network were reviewed.

### How to fix it

Name a bucket, role and security group of your own (`data_buckets`, `instance_role`, `security_groups`).

### Limits

Instances on Kubernetes take role and network from the cluster; only the bucket is looked at there.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let parts = [("own-buckets", "data bucket"), ("own-role", "role"), ("own-groups", "security group")];
    let findings = analysis.inventory.resources.iter().filter_map(|r| {
        let open: Vec<String> = parts.iter().filter(|(s, _)| r.switch(s) == Tri::No).map(|(_, name)| format!("no {name}")).collect();
        (!open.is_empty())
            .then(|| Finding::of_resource(&RULE, analysis.inventory, r, format!("{} is named: the control plane chooses", listed(open))))
    });
    findings.collect()
}
