//! An external id that is not enforced.

use crate::findings::door::{self, Door};
use crate::findings::finding::listed;
use crate::findings::way::{Prize, prize_through};
use crate::findings::{Analysis, Finding, Rule, Severity};

pub(super) static RULE: Rule = Rule {
    id: "ineffective-external-id",
    title: "A trust policy names an external id but does not enforce it",
    severity: Severity::Medium,
    since: "0.1.0",
    controls: &["KC-VND-09", "NIST 800-53 r5 AC-3", "NIST 800-53 r5 IA-9", "ISO 27001:2022 A.5.19", "SOC 2 CC6.1"],
    docs: r#"
### What it finds

A role whose trust policy has a condition on `sts:ExternalId` for an outside principal, and that principal gets in all
the same: the operator also holds without the key (`ForAllValues:…`, `…IfExists`, a negated operator), the pattern
matches every value, or another statement asks for none. One finding a role.

### Why it matters

The policy looks protected and passes checks that only look for the word. The confused deputy problem stays.

### How to fix it

Use `StringEquals` with concrete values, in every statement that allows `sts:AssumeRole` to the vendor.

### Limits

Whether the value is hard to guess, and who chose it, is not judged. Severity is high where the role leads to data or
more.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let doors = door::of_roles(analysis);
    let open = door::without_external_id(&doors);
    let named = open.into_iter().filter(|(role, _)| doors.iter().any(|d| d.resource.id == role.id && d.asks_for("sts:externalid").is_some()));
    let findings = named.map(|(role, open)| {
        let who = listed(open.iter().map(|d| door::who_name(analysis, &d.who)));
        let severity = if prize_through(analysis, role.id) >= Prize::Data { Severity::High } else { Severity::Medium };
        let message = format!("{who} can assume the role whatever external id is sent: {}", why(&open));
        door::finding(&RULE, analysis, role, &open, message).severity(severity)
    });
    findings.collect()
}

fn why(open: &[Door<'_>]) -> &'static str {
    let empty = open.iter().find_map(|d| d.empty_condition("sts:ExternalId"));
    match empty {
        Some((_, why)) => why,
        None if open.iter().any(|d| d.asks_for("sts:ExternalId").is_some()) => "the value is empty",
        None => "a statement asks for none",
    }
}
