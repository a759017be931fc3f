//! A policy that lets every role be passed.

use std::collections::BTreeSet;

use crate::findings::grant;
use crate::findings::guard::{covers, guarded, is_any};
use crate::findings::way::{Means, ways};
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::policy::{Actions, Resources, Statement, StatementRef};

pub(super) static RULE: Rule = Rule {
    id: "pass-role-wildcard",
    title: "A policy allows passing every role to every service",
    severity: Severity::Medium,
    since: "0.1.0",
    controls: &["KC-BYO-01", "NIST 800-53 r5 AC-6", "ISO 27001:2022 A.8.2", "SOC 2 CC6.3"],
    docs: r#"
### What it finds

An identity policy that allows `iam:PassRole` on every role without a condition with force, by name or within `iam:*`.
One finding a policy. Policies that allow everything, and steps that a traced escalation already shows, are left out.

### Why it matters

Every role that a service can run as is within reach of whoever can start anything in that service, roles made later
included.

### How to fix it

Name the roles, and add `StringEquals` on `iam:PassedToService`.

### Limits

A Deny elsewhere that narrows it is not looked at.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let steps = ways(analysis).into_iter().filter(|w| w.means == Means::PassRole).filter_map(|w| w.step);
    let told: BTreeSet<StatementRef> = steps.flat_map(|e| e.statements.iter().copied()).collect();
    let findings = grant::held(analysis).into_iter().filter_map(|held| {
        let wide = held.allows().filter(|s| is_wide(s));
        let wide = wide.filter(|s| !told.contains(&StatementRef { policy: held.policy.id, index: s.index }));
        let wide: Vec<_> = wide.map(|s| s.index).collect();
        let message = format!("{} allows passing every role to every service", held.policy.name);
        (!wide.is_empty()).then(|| held.finding(&RULE, analysis, message).shown_by(held.policy, wide))
    });
    findings.collect()
}

fn is_wide(statement: &Statement) -> bool {
    let named = matches!(&statement.actions, Actions::Only(list) if !list.iter().any(|a| is_any(a) || a.literal() == Some("*:*")));
    let every_role = |pattern: &str| pattern.ends_with(":role/*") && pattern.starts_with("arn:");
    let everywhere = match &statement.resources {
        Resources::Only(list) => list.iter().any(|r| is_any(r) || r.literal().is_some_and(every_role)),
        Resources::AllBut(_) | Resources::Absent => false,
    };
    named && covers(&statement.actions, "iam:passrole") && everywhere && !guarded(statement, |_, _| true)
}
