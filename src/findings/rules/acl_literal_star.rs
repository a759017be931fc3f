//! An access control list entry has a star that matches nothing.

use crate::findings::acls::{entries, finding};
use crate::findings::{Analysis, Finding, Rule, Severity};

pub(super) static RULE: Rule = Rule {
    id: "acl-literal-star",
    title: "An access control list entry has a star that matches nothing",
    severity: Severity::Low,
    since: "0.1.0",
    controls: &["KC-AUT-02", "NIST 800-53 r5 AC-6", "ISO 27001:2022 A.8.3", "SOC 2 CC6.3"],
    docs: r#"
### What it finds

An entry whose name holds `*` together with other characters, such as `orders-*`.

### Why it matters

Kafka knows `*` alone. In a longer name it is an ordinary character: the entry is about a topic of that very name, and
does not do what its author meant.

### How to fix it

Use the pattern type `PREFIXED` and the name without the star.

### Limits

None known.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let starred = entries(analysis).filter(|e| e.acl.name.literal().is_some_and(|n| n.contains('*') && n != "*"));
    starred.map(|e| finding(&RULE, analysis, e, "has a `*` that is an ordinary character").severity(Severity::Low)).collect()
}
