//! Whether a condition on `sts:ExternalId` protects: judged by its operator, not by its presence.
//!
//! Source: "The confused deputy problem", "Condition operators" and "Multivalued context keys", AWS IAM User Guide.

use crate::policy::Condition;

/// How strong an external id condition of one statement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// No such condition.
    Absent,
    /// There is one, but it holds without the id: by `ForAllValues`, `IfExists`, a negation, or a pattern that everything matches.
    Ineffective,
    /// The value is not known.
    Unknown,
    /// The caller must give the id.
    Effective,
}

/// The strength of the external id conditions of one statement: all must hold, so the strongest counts.
pub fn strength(conditions: &[Condition]) -> Strength {
    conditions.iter().filter(|c| c.key.to_string().eq_ignore_ascii_case("sts:ExternalId")).map(of).max().unwrap_or(Strength::Absent)
}

fn of(condition: &Condition) -> Strength {
    let operator = condition.operator.to_string().to_lowercase();
    if operator.starts_with("forallvalues:") || operator.ends_with("ifexists") || condition.values.is_empty() {
        return Strength::Ineffective;
    }
    let name = operator.strip_prefix("foranyvalue:").unwrap_or(&operator);
    match name {
        "stringequals" | "stringequalsignorecase" if condition.values.iter().any(|v| v.literal().is_none()) => Strength::Unknown,
        "stringequals" | "stringequalsignorecase" if condition.values.iter().any(|v| v.is_empty()) => Strength::Ineffective,
        "stringequals" | "stringequalsignorecase" => Strength::Effective,
        // A pattern of wildcards alone asks for an id, but any id will do.
        "stringlike" | "arnlike" | "arnequals" => {
            let open = condition.values.iter().any(|v| v.literal().is_some_and(|l| l.chars().all(|c| matches!(c, '*' | '?'))));
            match condition.values.iter().any(|v| v.literal().is_none()) {
                _ if open => Strength::Ineffective,
                true => Strength::Unknown,
                false => Strength::Effective,
            }
        }
        _ => Strength::Ineffective,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn condition(operator: &str, values: &[&str]) -> Condition {
        Condition { operator: operator.into(), key: "sts:externalid".into(), values: values.iter().map(|v| (*v).into()).collect() }
    }

    #[test]
    fn the_operator_decides() {
        for (operator, values, expected) in [
            ("StringEquals", &["a"][..], Strength::Effective),
            ("StringEquals", &["a", ""], Strength::Ineffective),
            ("ForAllValues:StringEquals", &["a"], Strength::Ineffective),
            ("StringEqualsIfExists", &["a"], Strength::Ineffective),
            ("StringLike", &["*"], Strength::Ineffective),
            ("StringLike", &["acme-*"], Strength::Effective),
            ("StringNotEquals", &["a"], Strength::Ineffective),
            ("Null", &["false"], Strength::Ineffective),
        ] {
            assert_eq!(strength(&[condition(operator, values)]), expected, "{operator} {values:?}");
        }
        assert_eq!(strength(&[]), Strength::Absent);
        assert_eq!(strength(&[condition("Null", &["false"]), condition("StringEquals", &["a"])]), Strength::Effective);
    }
}
