//! An access control list entry covers every topic or group.

use crate::confluent::On;
use crate::findings::acls::{entries, finding};
use crate::findings::clusters::{bindings, every_topic, gives_data, of_binding};
use crate::findings::grant;
use crate::findings::guard::covers;
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::kafka::{Acl, Operation, Pattern, Permission, ResourceType};
use crate::policy::{Actions, Statement};

pub(super) static RULE: Rule = Rule {
    id: "kafka-acl-wildcard",
    title: "An access control list entry covers every topic or group",
    severity: Severity::Medium,
    since: "0.1.0",
    controls: &["KC-AUT-03", "KC-AUT-05", "NIST 800-53 r5 AC-6", "ISO 27001:2022 A.8.3", "SOC 2 CC6.3"],
    docs: r#"
### What it finds

An entry that allows reading, writing or everything on the name `*`, or on a prefix of fewer than three characters; a role
binding on `topic=*`; a statement of IAM that allows `kafka-cluster:ReadData` or `WriteData` on every topic
(`*`, `topic/NAME/*`, `topic/NAME/UUID/*`) in a policy that does not administer the cluster.

### Why it matters

The principal has topics that are not its own, and every topic that is made later.

### How to fix it

One prefix an application.

### Limits

The three characters are a threshold of this program. High for writing and for all operations. Entries for everyone
are told by another rule.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let wide = entries(analysis).filter(|e| is_wide(e.acl));
    let told = wide.map(|e| {
        let severity = if e.acl.operation == Operation::Read { Severity::Medium } else { Severity::High };
        finding(&RULE, analysis, e, "covers every name, or nearly so").severity(severity)
    });
    let bound = bindings(analysis)
        .into_iter()
        .filter(|(b, _)| matches!(&b.binding.on, On::Resource(sort, name) if sort == "topic" && name.literal() == Some("*")));
    let bound = bound.filter(|(b, _)| gives_data(b)).map(|(b, _)| of_binding(&RULE, analysis, b, "covers every topic"));
    told.chain(bound).chain(by_iam(analysis)).collect()
}

/// Statements of IAM that let read or write every topic, of policies that do not administer the cluster.
fn by_iam(analysis: &Analysis<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for held in grant::held(analysis) {
        let named = |a: &Actions| matches!(a, Actions::Only(list) if !list.iter().any(|a| matches!(a.literal(), Some("*" | "kafka-cluster:*"))));
        let data = |s: &Statement| ["kafka-cluster:readdata", "kafka-cluster:writedata"].iter().any(|a| covers(&s.actions, a));
        let admin = held.allows().any(|s| covers(&s.actions, "kafka-cluster:altercluster"));
        let wide = held.allows().filter(|s| named(&s.actions) && data(s) && every_topic(s) && s.conditions.is_empty());
        let wide: Vec<u32> = wide.filter(|_| !admin).map(|s| s.index).collect();
        if !wide.is_empty() {
            found.push(held.finding(&RULE, analysis, "reads or writes every topic".to_owned()).shown_by(held.policy, wide));
        }
    }
    found
}

fn is_wide(acl: &Acl) -> bool {
    let data = matches!(acl.resource, ResourceType::Topic | ResourceType::Group);
    let strong = matches!(acl.operation, Operation::Read | Operation::Write | Operation::All);
    let named = acl.principal.literal().is_none_or(|p| p != "User:*" && p != "User:ANONYMOUS");
    let name = acl.name.literal();
    let wide = match acl.pattern {
        Pattern::Literal => name == Some("*"),
        Pattern::Prefixed => name.is_some_and(|n| n.chars().count() < 3),
    };
    data && strong && named && wide && acl.permission == Permission::Allow
}
