//! A role may do everything in every Kafka cluster.

use crate::findings::grant;
use crate::findings::guard::{covers, is_any};
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::policy::{Actions, Resources, Statement};

pub(super) static RULE: Rule = Rule {
    id: "kafka-star",
    title: "A role may do everything in every Kafka cluster",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-AUT-03", "KC-AUT-05", "NIST 800-53 r5 AC-6", "ISO 27001:2022 A.8.3", "SOC 2 CC6.3"],
    docs: r#"
### What it finds

An Allow without condition of `kafka-cluster:*`, or of all actions but some (`NotAction`) among which are those of
Kafka's data plane, on every resource. One finding a policy.

### Why it matters

It reads, writes and administers every cluster with IAM authentication, also those that are made tomorrow. `NotAction`
holds what nobody thought of.

### How to fix it

Name the actions, and ARNs of the cluster, its topics and its groups.

### Limits

`kafka:*` alone is the control plane. Full administrators are told by full-admin-policy. Policies that AWS manages
(PowerUserAccess holds all of `kafka-cluster:`) are not looked at.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let held = grant::held(analysis);
    let told = held.iter().filter_map(|h| {
        let wide: Vec<u32> = h.allows().filter(|s| s.conditions.is_empty() && is_star(s)).map(|s| s.index).collect();
        let message = "every action of Kafka's data plane is allowed on every cluster".to_owned();
        (!wide.is_empty()).then(|| h.finding(&RULE, analysis, message).shown_by(h.policy, wide))
    });
    told.collect()
}

fn is_star(statement: &Statement) -> bool {
    let all = match &statement.actions {
        Actions::Only(list) => list.iter().any(|a| a.literal().is_some_and(|a| a.eq_ignore_ascii_case("kafka-cluster:*"))),
        Actions::AllBut(_) => covers(&statement.actions, "kafka-cluster:readdata"),
    };
    all && matches!(&statement.resources, Resources::Only(list) if list.iter().any(is_any))
}
