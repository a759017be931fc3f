//! The key of a Kafka cluster may be administered from outside.

use std::collections::BTreeSet;

use crate::findings::clusters::clusters;
use crate::findings::door::{self, Door, Who};
use crate::findings::finding::listed;
use crate::findings::{Analysis, Finding, Rule, Severity, guard};
use crate::model::{Encryption, ResourceId};

pub(super) static RULE: Rule = Rule {
    id: "key-policy-to-vendor",
    title: "The key of a Kafka cluster may be administered from outside",
    severity: Severity::Medium,
    since: "0.1.0",
    controls: &["KC-KEY-04", "KC-BYO-04", "NIST 800-53 r5 SC-12", "ISO 27001:2022 A.8.24", "SOC 2 CC6.1"],
    docs: r#"
### What it finds

The policy of a key that encrypts a Kafka cluster lets an account outside do more than use the key: make grants
without `kms:GrantIsForAWSResource`, change the policy, disable or delete. Also every use by an account that is no
declared vendor's. One finding a key.

### Why it matters

Who administers the key can give it to others, or take the records away from you. To use it is what the service needs;
the rest it does not.

### How to fix it

Leave the documented list: `kms:Encrypt`, `kms:Decrypt`, `kms:ReEncrypt*`, `kms:GenerateDataKey*`, `kms:DescribeKey`,
and grants for AWS resources alone.

### Limits

Grants that exist already are not looked at.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let used: BTreeSet<ResourceId> = clusters(analysis)
        .filter_map(|(r, _)| match r.store.as_ref()?.encryption {
            Encryption::Key(key) => Some(key),
            _ => None,
        })
        .collect();
    let doors = door::of_resources(analysis);
    let foreign =
        |d: &Door<'_>| used.contains(&d.resource.id) && matches!(d.who, Who::Account(_) | Who::Principal(..)) && (rules(d) || !declared(analysis, d));
    let told = door::by_resource(&doors, foreign).into_iter().map(|(key, doors)| {
        let who = listed(doors.iter().map(|d| door::who_name(analysis, &d.who)));
        let what = if doors.iter().any(|d| rules(d)) { "administer" } else { "use" };
        door::finding(&RULE, analysis, key, &doors, format!("lets {who} {what} the key of a Kafka cluster"))
    });
    told.collect()
}

fn declared(analysis: &Analysis<'_>, door: &Door<'_>) -> bool {
    match &door.who {
        Who::Account(account) | Who::Principal(account, _) => analysis.review.vendor_of_account(account).is_some(),
        Who::Everyone | Who::Deleted(_) => false,
    }
}

/// Whether a statement lets rule the key.
fn rules(door: &Door<'_>) -> bool {
    const RULING: &[&str] = &["kms:putkeypolicy", "kms:schedulekeydeletion", "kms:disablekey", "kms:creategrant"];
    let for_services = door.narrowed_by(&["kms:grantisforawsresource"]);
    RULING.iter().any(|a| guard::covers(&door.statement.actions, a) && !(*a == "kms:creategrant" && for_services))
}
