//! A tag test stands where there are no tags.

use crate::aws::Text;
use crate::findings::grant;
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::policy::{Condition, Effect, Resources, Statement};

pub(super) static RULE: Rule = Rule {
    id: "kafka-tag-condition-dead",
    title: "A tag test stands where there are no tags",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-AUT-02", "KC-AUT-05", "NIST 800-53 r5 AC-3", "ISO 27001:2022 A.8.3", "SOC 2 CC6.3"],
    docs: r#"
### What it finds

A statement of an identity policy that is only about topics, groups or transactional ids of Amazon MSK and asks for a
tag of the resource (`aws:ResourceTag`). High for a Deny, low for an Allow.

### Why it matters

Topics, groups and transactional ids have no tags, so that the test never holds: the Deny never bites, the Allow never
allows.

### How to fix it

Test the tags of the cluster, or name topics by prefix.

### Limits

Tests with `IfExists` and negated ones hold always; they are not told of here.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for held in grant::held(analysis) {
        for (effect, severity, words) in [(Effect::Deny, Severity::High, "never bites"), (Effect::Allow, Severity::Low, "never allows")] {
            let dead = held.document.statements.iter().filter(|s| s.effect == effect && untagged(s) && s.conditions.iter().any(asks_tag));
            let indexes: Vec<u32> = dead.map(|s| s.index).collect();
            if !indexes.is_empty() {
                let message = format!("a test of tags of topics or groups, which have none, {words}");
                let mut finding = held.finding(&RULE, analysis, message).severity(severity).shown_by(held.policy, indexes);
                finding.identity.push(words.to_owned());
                found.push(finding);
            }
        }
    }
    found
}

/// Whether a statement is about nothing that has tags.
fn untagged(statement: &Statement) -> bool {
    let none = |t: &Text| [":topic/", ":group/", ":transactional-id/"].iter().any(|k| t.to_string().contains(k));
    matches!(&statement.resources, Resources::Only(list) if !list.is_empty() && list.iter().all(none))
}

fn asks_tag(condition: &Condition) -> bool {
    let key = condition.key.literal().is_some_and(|k| k.to_ascii_lowercase().starts_with("aws:resourcetag/"));
    let operator = condition.operator.literal().map(str::to_ascii_lowercase).unwrap_or_default();
    key && matches!(operator.as_str(), "stringequals" | "stringlike" | "stringequalsignorecase")
}
