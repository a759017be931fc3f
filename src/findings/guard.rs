//! How much a condition is worth: judged by its operator and values, not by its being there.
//!
//! Sources: "IAM JSON policy elements: Condition operators" and "Multivalued context keys", AWS Identity and Access Management User Guide.

use crate::aws::Text;
use crate::aws::wildcard;
use crate::policy::{Actions, Condition, Document, Effect, PrincipalPattern, Principals, Statement};

/// Whether a condition of an Allow keeps anybody out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Force {
    /// The key must be there and hold one of the values.
    Holds,
    /// It holds for requests that lack the key, or for every value; says why.
    Empty(&'static str),
    /// Operator or key is not known.
    Unknown,
}

/// The force of a condition.
pub(super) fn force(condition: &Condition) -> Force {
    let Some(operator) = condition.operator.literal().map(str::to_ascii_lowercase) else { return Force::Unknown };
    if operator.starts_with("forallvalues:") {
        return Force::Empty("ForAllValues also holds when the key is absent");
    }
    if operator.ends_with("ifexists") {
        return Force::Empty("IfExists also holds when the key is absent");
    }
    let base = operator.strip_prefix("foranyvalue:").unwrap_or(&operator);
    if base == "null" {
        return Force::Empty("Null asks only whether the key is there");
    }
    if negated(base) {
        return Force::Empty("a negated operator also holds when the key is absent");
    }
    if takes_wildcards(base) && condition.values.iter().any(is_any) {
        return Force::Empty("the pattern matches every value");
    }
    if base == "ipaddress" && condition.values.iter().any(|v| matches!(v.literal(), Some("0.0.0.0/0" | "::/0"))) {
        return Force::Empty("the block holds every address");
    }
    Force::Holds
}

/// Whether the statement has a condition with force on a key that `wanted` accepts (in lower case). A condition that is not known counts.
pub(super) fn guarded(statement: &Statement, wanted: impl Fn(&str, &Condition) -> bool) -> bool {
    statement.conditions.iter().any(|c| match c.key.literal() {
        Some(key) => wanted(&key.to_ascii_lowercase(), c) && !matches!(force(c), Force::Empty(_)),
        None => true,
    })
}

/// Whether a Deny of the document refuses the action to the principal unless the key holds one of some values.
pub(super) fn demanded_by_deny(document: &Document, action: &str, key: &str, principal: &PrincipalPattern) -> bool {
    document.statements.iter().filter(|s| s.effect == Effect::Deny && covers(&s.actions, action)).any(|s| {
        let about = match &s.principals {
            Principals::Only(list) => list.contains(&PrincipalPattern::Everyone) || list.contains(principal),
            Principals::Absent | Principals::AllBut(_) => false,
        };
        let [condition] = s.conditions.as_slice() else { return false };
        let on_key = condition.key.literal().is_some_and(|k| k.eq_ignore_ascii_case(key));
        let operator = condition.operator.literal().map(str::to_ascii_lowercase).unwrap_or_default();
        let refuses_absent = negated(operator.trim_end_matches("ifexists"));
        about && on_key && refuses_absent && !(takes_wildcards(&operator) && condition.values.iter().any(is_any))
    })
}

/// Whether a Deny with this condition spares only requests that hold the key with one of the values.
pub(super) fn is_negated(condition: &Condition) -> bool {
    condition.operator.literal().is_some_and(|o| negated(o.to_ascii_lowercase().trim_end_matches("ifexists")))
}

/// Whether the action (in lower case) is among those of a statement. A pattern that is not known is not.
pub(super) fn covers(actions: &Actions, action: &str) -> bool {
    let named = |list: &[Text]| list.iter().filter_map(Text::literal).any(|p| wildcard::matches(&p.to_ascii_lowercase(), action));
    match actions {
        Actions::Only(list) => named(list),
        Actions::AllBut(list) => !named(list) && list.iter().all(|t| t.literal().is_some()),
    }
}

/// Whether a pattern matches everything: it has no characters but `*` (and `?`).
pub(super) fn is_any(pattern: &Text) -> bool {
    pattern.literal().is_some_and(|p| p.contains('*') && p.chars().all(|c| c == '*' || c == '?'))
}

fn negated(operator: &str) -> bool {
    ["stringnot", "arnnot", "notipaddress", "numericnot", "datenot"].iter().any(|p| operator.starts_with(p))
}

fn takes_wildcards(operator: &str) -> bool {
    ["stringlike", "stringnotlike", "arnlike", "arnequals", "arnnotlike", "arnnotequals"].contains(&operator.trim_end_matches("ifexists"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn condition(operator: &str, value: &str) -> Condition {
        Condition { operator: operator.into(), key: "sts:ExternalId".into(), values: vec![value.into()] }
    }

    #[test]
    fn force_is_told_by_operator_and_value() {
        for (operator, value) in
            [("StringEquals", "a"), ("StringEquals", "*"), ("stringlike", "a*"), ("ForAnyValue:StringEquals", "a"), ("Bool", "true")]
        {
            assert_eq!(force(&condition(operator, value)), Force::Holds, "{operator} {value}");
        }
        for (operator, value) in [
            ("ForAllValues:StringEquals", "a"),
            ("StringEqualsIfExists", "a"),
            ("StringLike", "*"),
            ("StringNotEquals", "a"),
            ("Null", "false"),
            ("IpAddress", "0.0.0.0/0"),
        ] {
            assert!(matches!(force(&condition(operator, value)), Force::Empty(_)), "{operator} {value}");
        }
    }
}
