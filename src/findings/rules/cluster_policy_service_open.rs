//! The policy of a Kafka cluster trusts a service for whomever it acts.

use crate::findings::finding::listed;
use crate::findings::guard::guarded;
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::ResourcePolicy;
use crate::policy::{Effect, PrincipalPattern, Principals, Statement};

pub(super) static RULE: Rule = Rule {
    id: "cluster-policy-service-open",
    title: "The policy of a Kafka cluster trusts a service for whomever it acts",
    severity: Severity::Medium,
    since: "0.1.0",
    controls: &["KC-VND-09", "NIST 800-53 r5 AC-3", "ISO 27001:2022 A.8.3", "SOC 2 CC6.1"],
    docs: r#"
### What it finds

A statement of a cluster policy that allows a service of AWS without a condition on `aws:SourceArn`,
`aws:SourceAccount` or the organization. One finding a cluster.

### Why it matters

The service acts for every account: somebody else's stream can be pointed at the cluster.

### How to fix it

Add `aws:SourceAccount` with your account, or `aws:SourceArn`.

### Limits

Whether the service lets other accounts name the cluster is not known.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for cluster in analysis.inventory.resources.iter().filter(|r| r.kafka.is_some()) {
        let ResourcePolicy::Policy(id) = cluster.resource_policy else { continue };
        let Some((policy, document)) = analysis.inventory.policy(id).and_then(|p| Some((p, p.document.as_ref()?))) else { continue };
        let open = document.statements.iter().filter(|s| s.effect == Effect::Allow && !guarded(s, |key, _| KEYS.contains(&key)));
        let open: Vec<_> = open.filter(|s| !services(s).is_empty()).collect();
        let names: Vec<String> = open.iter().flat_map(|s| services(s)).collect();
        if !names.is_empty() {
            let message = format!("{} is let in for whomever it acts", listed(names));
            found.push(Finding::of_resource(&RULE, analysis.inventory, cluster, message).shown_by(policy, open.iter().map(|s| s.index)));
        }
    }
    found
}

const KEYS: &[&str] = &["aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths"];

fn services(statement: &Statement) -> Vec<String> {
    let Principals::Only(list) = &statement.principals else { return Vec::new() };
    let names = list.iter().filter_map(|p| if let PrincipalPattern::Service(name) = p { name.literal() } else { None });
    names.map(str::to_owned).collect()
}
