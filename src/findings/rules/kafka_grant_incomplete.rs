//! A grant of records that gives none.

use crate::findings::finding::listed;
use crate::findings::grant;
use crate::findings::guard::covers;
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::{PrincipalKind, ResourcePolicy};

pub(super) static RULE: Rule = Rule {
    id: "kafka-grant-incomplete",
    title: "A grant of records that gives none",
    severity: Severity::Info,
    since: "0.1.0",
    controls: &["KC-AUT-05", "NIST 800-53 r5 AC-6", "ISO 27001:2022 A.5.18", "SOC 2 CC6.3"],
    docs: r#"
### What it finds

A role or user with an Allow of `kafka-cluster:ReadData` or `WriteData` and none of `Connect` or `DescribeTopic`, in
its own policies and in those of the clusters of the input.

### Why it matters

It looks like access and is none. The day somebody adds the missing action for another reason, it is.

### How to fix it

Take the grant away, or complete it on purpose.

### Limits

Policies that the input does not show may hold the missing action: where a principal has one, nothing is told.
Resources and conditions are not compared.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let held = grant::held(analysis);
    let mut found = Vec::new();
    for principal in analysis.inventory.resources.iter().filter(|r| r.principal.as_ref().is_some_and(|p| p.kind != PrincipalKind::Group)) {
        let own: Vec<_> = held.iter().filter(|h| h.holders.iter().any(|r| r.id == principal.id)).collect();
        let all = principal.principal.iter().flat_map(|p| p.inline.iter().chain(&p.attached)).count();
        let groups = principal.principal.as_ref().is_some_and(|p| !p.groups.is_empty());
        if own.len() != all || groups {
            continue;
        }
        let gives = |action: &str| own.iter().find_map(|h| h.allows().find(|s| covers(&s.actions, action)).map(|s| (h, s.index)));
        let Some((policy, index)) = gives("kafka-cluster:readdata").or_else(|| gives("kafka-cluster:writedata")) else { continue };
        let missing = ["kafka-cluster:Connect", "kafka-cluster:DescribeTopic"].into_iter();
        let missing: Vec<String> =
            missing.filter(|a| gives(&a.to_ascii_lowercase()).is_none() && !by_cluster(analysis, a)).map(|a| format!("`{a}`")).collect();
        if !missing.is_empty() {
            let message = format!("records are allowed, but nothing allows {}", listed(missing));
            found.push(Finding::of_resource(&RULE, analysis.inventory, principal, message).shown_by(policy.policy, [index]));
        }
    }
    found
}

/// Whether the policy of some cluster allows an action to somebody.
fn by_cluster(analysis: &Analysis<'_>, action: &str) -> bool {
    let policies = analysis.inventory.resources.iter().filter(|r| r.kafka.is_some()).filter_map(|r| match r.resource_policy {
        ResourcePolicy::Policy(id) => analysis.inventory.policy(id),
        _ => None,
    });
    let action = action.to_ascii_lowercase();
    policies.into_iter().any(|p| p.document.as_ref().is_none_or(|d| d.statements.iter().any(|s| covers(&s.actions, &action))))
}
