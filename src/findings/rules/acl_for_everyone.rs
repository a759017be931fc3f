//! An access control list entry is for everyone.

use crate::findings::acls::{entries, finding};
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::kafka::{Operation, Permission};

pub(super) static RULE: Rule = Rule {
    id: "acl-for-everyone",
    title: "An access control list entry is for everyone",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-AUT-03", "KC-AUT-04", "NIST 800-53 r5 AC-6", "ISO 27001:2022 A.8.3", "SOC 2 CC6.3"],
    docs: r#"
### What it finds

An entry that allows something to `User:*` or to `User:ANONYMOUS`.

### Why it matters

Every client has the right, whoever it is; with `User:ANONYMOUS` also those who do not authenticate.

### How to fix it

Name the principals.

### Limits

An entry that lets everyone see that a topic exists (`Describe`) is not told of, nor is one that denies.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let everyone = |a: &crate::kafka::Acl| matches!(a.principal.literal(), Some("User:*" | "User:ANONYMOUS"));
    let wide = entries(analysis).filter(|e| e.acl.permission == Permission::Allow && e.acl.operation != Operation::Describe && everyone(e.acl));
    wide.map(|e| finding(&RULE, analysis, e, "is for everyone")).collect()
}
