//! A vendor that creates roles without a boundary.

use std::collections::BTreeSet;

use crate::aws::Text;
use crate::findings::actors;
use crate::findings::finding::label;
use crate::findings::way::{Means, Prize, Way, report, ways};
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::Resource;
use crate::policy::{Evaluation, OpenCondition, Resources, StatementRef};

pub(super) static RULE: Rule = Rule {
    id: "vendor-creates-unbounded-roles",
    title: "A vendor can create roles and give them any permission",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-BYO-01", "NIST 800-53 r5 AC-6", "ISO 27001:2022 A.8.2", "SOC 2 CC6.3"],
    docs: r#"
### What it finds

A role that a vendor acts as, or that the configuration declares as a vendor's, and that may create roles and put or
attach policies to them, where no condition demands a permissions boundary (`iam:PermissionsBoundary`). One finding a
role. Roles that already reach the whole account are left out.

### Why it matters

A new role is not bound by the boundary of the one that makes it: whoever creates a role, trusts itself in it and
attaches a policy has that policy.

### How to fix it

Allow `iam:CreateRole`, `iam:PutRolePolicy` and `iam:AttachRolePolicy` only with `StringEquals` on
`iam:PermissionsBoundary`, and refuse to delete or change boundaries.

### Limits

Names that the vendor may choose are tried as a pattern; service control policies count only where the input holds them.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    // Who holds everything by other means needs no role of its own making.
    let otherwise = |w: &&Way<'_>| w.prize == Prize::Admin && w.means != Means::Creation;
    let admins: BTreeSet<_> = ways(analysis).iter().filter(otherwise).filter_map(|w| w.entry).map(|r| r.id).collect();
    let roles = actors::roles(analysis).into_iter().filter(|r| !admins.contains(&r.id));
    let mut findings: Vec<Finding> = roles
        .filter_map(|role| {
            let created = allows(analysis, role, "iam:CreateRole", &Text::from("*"))?;
            let names = patterns(analysis, &created);
            let gives = names.iter().any(|n| ["iam:PutRolePolicy", "iam:AttachRolePolicy"].iter().any(|a| allows(analysis, role, a, n).is_some()));
            let message = "the role can create roles and give them any permission: no boundary is demanded".to_owned();
            let mut finding = Finding::of_resource(&RULE, analysis.inventory, role, message);
            finding.statements.extend(created);
            gives.then_some(finding)
        })
        .collect();
    // Users, and roles by names that only some ways allow.
    let entry = |w: &Way<'_>| w.entry.filter(|_| w.means == Means::Creation && w.prize > Prize::Nothing).map(|e| vec![label(analysis.inventory, e)]);
    let made =
        report(&RULE, analysis, entry, |_, actors, reached| format!("{actors} can make a principal with any permission and so reach {reached}"));
    let told: Vec<_> = findings.iter().map(|f| f.subject.clone()).collect();
    findings.extend(made.into_iter().filter(|f| !told.contains(&f.subject)));
    findings
}

/// The statements that allow an action on some role without saying which boundary or which policies.
fn allows(analysis: &Analysis<'_>, role: &Resource, action: &str, pattern: &Text) -> Option<Vec<StatementRef>> {
    let answer = actors::ask(analysis, role, action, pattern)?;
    match answer {
        Evaluation::Allowed(grant) => Some(grant.statements),
        Evaluation::AllowedIf(conditions, _, grant) => {
            let limits = |c: &OpenCondition| {
                let key = c.key.literal().unwrap_or_default().to_ascii_lowercase();
                key == "iam:permissionsboundary" || key == "iam:policyarn"
            };
            (!conditions.iter().any(limits)).then_some(grant.statements)
        }
        Evaluation::Denied(_) | Evaluation::Uncertain(_) => None,
    }
}

/// The resources that statements name.
fn patterns(analysis: &Analysis<'_>, statements: &[StatementRef]) -> Vec<Text> {
    let documents = statements.iter().filter_map(|r| Some((analysis.inventory.policy(r.policy)?.document.as_ref()?, r.index)));
    let named = documents.filter_map(|(d, index)| d.statements.iter().find(|s| s.index == index)).flat_map(|s| match &s.resources {
        Resources::Only(list) => list.clone(),
        Resources::AllBut(_) | Resources::Absent => vec![Text::from("*")],
    });
    named.collect()
}
