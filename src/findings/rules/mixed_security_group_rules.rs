//! A security group with rules in two places.

use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::{Direction, Network};

pub(super) static RULE: Rule = Rule {
    id: "mixed-security-group-rules",
    title: "A security group has inline rules and separate rule resources",
    severity: Severity::Low,
    since: "0.1.0",
    controls: &["KC-NET-05", "NIST 800-53 r5 CM-3", "ISO 27001:2022 A.8.9", "SOC 2 CC8.1"],
    docs: r#"
### What it finds

A security group that Terraform states both with inline `ingress` or `egress` blocks and by separate rule resources of
the same direction.

### Why it matters

The two overwrite each other on every other run, so what is open depends on which ran last; the review of one plan is
not the state of the next.

### How to fix it

Use separate rule resources only, one a rule.

### Limits

Shows where the input is Terraform's; states that were refreshed may list every rule as inline, so states are not
judged.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let findings = analysis.inventory.resources.iter().filter_map(|resource| {
        let Some(Network::SecurityGroup(group)) = &resource.network else { return None };
        let input = analysis.inventory.inputs.get(resource.origin.input as usize)?;
        let inline = |d: Direction| group.rules.iter().any(|r| r.direction == d && r.origin.address == resource.origin.address);
        let separate = |d: Direction| group.rules.iter().any(|r| r.direction == d && r.origin.address != resource.origin.address);
        let mixed = [(Direction::Ingress, "ingress"), (Direction::Egress, "egress")].into_iter().find(|(d, _)| inline(*d) && separate(*d));
        let (_, word) = mixed.filter(|_| !input.kind.contains("state"))?;
        let message = format!("{word} rules stand both inline and in resources of their own");
        Some(Finding::of_resource(&RULE, analysis.inventory, resource, message))
    });
    findings.collect()
}
