//! Findings with their numbers, fingerprints and acceptance.

use sha2::{Digest, Sha256};

use super::trace::{Numbering, hops, remedy};
use super::world::World;
use crate::findings::{Analysis, Finding, Rule, Subject};
use crate::report::view;
use crate::report::visible::{bounded, hexadecimal};

/// Findings worst first, then in the order of rules and of the input.
pub(super) fn findings(world: &World<'_>, analysis: &Analysis<'_>, findings: &[Finding], numbers: &mut Option<Numbering>) -> Vec<view::Finding> {
    order(findings)
        .into_iter()
        .filter_map(|at| findings.get(at))
        .enumerate()
        .map(|(i, finding)| {
            let subject = subject(world, &finding.subject);
            let accept = analysis.acceptance(finding);
            view::Finding {
                id: number(i),
                rule: finding.rule.to_owned(),
                severity: finding.severity,
                confidence: finding.confidence,
                fingerprint: fingerprint(finding.rule, &finding.identity),
                accepted: accept.map(super::control::accepted),
                subject,
                message: bounded(finding.message.clone()),
                locations: finding.locations.iter().map(|o| world.origin(o)).collect(),
                hops: hops(world, &finding.hops, numbers),
                statements: world.quotes(&finding.statements),
                conditions: world.conditions(&finding.conditions),
                baseline: None,
                remedy: finding.remedy.as_ref().map(|r| remedy(world, r)),
            }
        })
        .collect()
}

fn order(findings: &[Finding]) -> Vec<usize> {
    let mut order: Vec<(usize, &Finding)> = findings.iter().enumerate().collect();
    order.sort_by_key(|(_, f)| std::cmp::Reverse((f.severity, f.confidence)));
    order.into_iter().map(|(at, _)| at).collect()
}

fn number(rank: usize) -> String {
    format!("F-{:03}", rank + 1)
}

/// The ids of findings, by their places in the list.
pub(super) fn numbers(findings: &[Finding]) -> Vec<String> {
    let mut ranked: Vec<(usize, usize)> = order(findings).into_iter().enumerate().map(|(rank, at)| (at, rank)).collect();
    ranked.sort_unstable();
    ranked.into_iter().map(|(_, rank)| number(rank)).collect()
}

/// The rules that ran, in their own order.
pub(super) fn rules(rules: &[&Rule], findings: &[view::Finding]) -> Vec<view::Rule> {
    let of = |rule: &&Rule| view::Rule {
        id: rule.id.to_owned(),
        title: rule.title.to_owned(),
        severity: rule.severity,
        since: rule.since.to_owned(),
        controls: rule.controls.iter().map(|c| (*c).to_owned()).collect(),
        help: rule.docs.trim().to_owned(),
        findings: findings.iter().filter(|f| f.rule == rule.id).count(),
    };
    rules.iter().map(of).collect()
}

fn subject(world: &World<'_>, subject: &Subject) -> String {
    let inventory = world.sources.inventory;
    match subject {
        Subject::Resource(id) => inventory.resource(*id).map_or_else(String::new, |r| world.resource(r).id),
        Subject::Policy(id) => inventory.policy(*id).map_or_else(String::new, |p| bounded(p.name.clone())),
        Subject::Named(name) => bounded(name.clone()),
    }
}

/// Hash of the rule and of what identifies the finding, 32 hexadecimal digits. The lengths keep neighbouring parts apart.
pub(super) fn fingerprint(rule: &str, identity: &[String]) -> String {
    let mut hash = Sha256::new();
    for part in std::iter::once(rule).chain(identity.iter().map(String::as_str)) {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hexadecimal(&hash.finalize()).chars().take(32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbouring_parts_of_a_fingerprint_stay_apart() {
        let of = |parts: &[&str]| fingerprint("rule", &parts.iter().map(|p| (*p).to_owned()).collect::<Vec<_>>());
        assert_ne!(of(&["ab", "c"]), of(&["a", "bc"]));
        assert_eq!(of(&["ab"]), of(&["ab"]));
        assert_eq!(of(&["ab"]).len(), 32);
    }
}
