//! A filter of identities admits every token of the issuer.

use crate::findings::clusters::switched;
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::Tri;

pub(super) static RULE: Rule = Rule {
    id: "identity-filter-open",
    title: "A filter of identities admits every token of the issuer",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-PRO-02", "KC-PRO-03", "NIST 800-53 r5 IA-2", "ISO 27001:2022 A.5.16", "SOC 2 CC6.1"],
    docs: r#"
### What it finds

An identity pool, certificate pool or group mapping of Confluent Cloud whose filter is `true` or asks for no claim
that singles somebody out (`sub`, `groups`, `client_id`, a name of a certificate). A filter that is not understood is
told of as possible.

### Why it matters

Everyone who gets a token of that issuer, for whatever purpose, is this principal and has its roles.

### How to fix it

Ask for the subject, or for the audience and a group.

### Limits

Equalities, `in`, `contains` and `startsWith` joined by `&&` are read; other expressions are not.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    switched(&RULE, analysis, "narrow-filter", Tri::No, true, "the filter singles nobody out: tokens of the issuer are admitted whoever holds them")
}
