//! ForAllValues where one value is all there is.

use crate::aws::reference::condition_keys;
use crate::findings::finding::listed;
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::Built;
use crate::policy::{Condition, Effect, Statement};

pub(super) static RULE: Rule = Rule {
    id: "for-all-values-with-allow",
    title: "An Allow statement rests on ForAllValues with a key that may be absent",
    severity: Severity::Medium,
    since: "0.1.0",
    controls: &["NIST 800-53 r5 AC-3", "ISO 27001:2022 A.8.3", "SOC 2 CC6.1"],
    docs: r#"
### What it finds

A condition of an Allow statement that uses a `ForAllValues:` operator on a key that holds one value, such as
`aws:PrincipalArn`. One finding a policy.

### Why it matters

`ForAllValues` holds when the key is absent. The condition looks like a limit and is none for requests that lack the
key.

### How to fix it

Use the plain operator, or add `Null` with `false` for the same key.

### Limits

Keys with several values, such as `aws:TagKeys`, are left out: there the operator has a meaning. External ids and
subjects of trust policies have rules of their own.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let own = analysis.inventory.policies.iter().filter(|p| p.built != Built::BuiltIn);
    let findings = own.filter_map(|policy| {
        let allows = policy.document.as_ref()?.statements.iter().filter(|s| s.effect == Effect::Allow);
        let holes: Vec<_> = allows.flat_map(|s| s.conditions.iter().filter(|c| is_hole(s, c)).map(move |c| (s.index, c))).collect();
        let keys = listed(holes.iter().map(|(_, c)| analysis.inventory.render(&c.key)));
        let message = format!("the condition on {keys} also holds when the key is absent");
        let finding = || Finding::of_policy(&RULE, analysis.inventory, policy, message).shown_by(policy, holes.iter().map(|(i, _)| *i));
        (!holes.is_empty()).then(finding)
    });
    findings.collect()
}

fn is_hole(statement: &Statement, condition: &Condition) -> bool {
    let (Some(operator), Some(key)) = (condition.operator.literal(), condition.key.literal()) else { return false };
    let (operator, key) = (operator.to_ascii_lowercase(), key.to_ascii_lowercase());
    let single = condition_keys::facts(&key).is_some_and(|k| !k.multivalued);
    let elsewhere = key == "sts:externalid" || key.ends_with(":sub");
    let demanded = statement.conditions.iter().any(|c| {
        let same = c.key.literal().is_some_and(|k| k.eq_ignore_ascii_case(&key));
        let null = c.operator.literal().is_some_and(|o| o.eq_ignore_ascii_case("null"));
        same && null && c.values.iter().all(|v| v.literal() == Some("false"))
    });
    operator.starts_with("forallvalues:") && single && !elsewhere && !demanded
}
