//! Operator names: set prefix, base, `IfExists`; and how the negation of a condition is written.

use super::number::Order;
use crate::policy::template::Style;

/// `ForAllValues:`, `ForAnyValue:` or none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::policy) enum Set {
    /// A single-valued comparison.
    One,
    /// Every value of the request.
    All,
    /// At least one value of the request.
    Any,
}

/// The family of an operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::policy) enum Family {
    /// String operators.
    Text(Style),
    /// ARN operators.
    Arn,
    /// Numeric operators.
    Number(Order),
    /// Date operators.
    Date(Order),
    /// `Bool`.
    Bool,
    /// `BinaryEquals`.
    Binary,
    /// `IpAddress`.
    Ip,
    /// `Null`.
    Null,
}

/// An operator as understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::policy) struct Operator {
    /// Set prefix.
    pub(in crate::policy) set: Set,
    /// Family and order.
    pub(in crate::policy) family: Family,
    /// `Not`.
    pub(in crate::policy) negated: bool,
    /// `IfExists`.
    pub(in crate::policy) if_exists: bool,
}

impl Operator {
    /// Reads an operator, in any case.
    pub(super) fn read(written: &str) -> Option<Self> {
        let lower = written.to_ascii_lowercase();
        let (set, rest) = match lower.split_once(':') {
            Some(("forallvalues", rest)) => (Set::All, rest),
            Some(("foranyvalue", rest)) => (Set::Any, rest),
            Some(_) => return None,
            None => (Set::One, lower.as_str()),
        };
        let (base, if_exists) = match rest.strip_suffix("ifexists") {
            Some(base) => (base, true),
            None => (rest, false),
        };
        let (family, negated) = match base {
            "stringequals" => (Family::Text(Style::Exact), false),
            "stringnotequals" => (Family::Text(Style::Exact), true),
            "stringequalsignorecase" => (Family::Text(Style::AnyCase), false),
            "stringnotequalsignorecase" => (Family::Text(Style::AnyCase), true),
            "stringlike" => (Family::Text(Style::Like), false),
            "stringnotlike" => (Family::Text(Style::Like), true),
            "arnequals" | "arnlike" => (Family::Arn, false),
            "arnnotequals" | "arnnotlike" => (Family::Arn, true),
            "numericequals" => (Family::Number(Order::Equal), false),
            "numericnotequals" => (Family::Number(Order::Equal), true),
            "numericlessthan" => (Family::Number(Order::Less), false),
            "numericlessthanequals" => (Family::Number(Order::LessOrEqual), false),
            "numericgreaterthan" => (Family::Number(Order::Greater), false),
            "numericgreaterthanequals" => (Family::Number(Order::GreaterOrEqual), false),
            "dateequals" => (Family::Date(Order::Equal), false),
            "datenotequals" => (Family::Date(Order::Equal), true),
            "datelessthan" => (Family::Date(Order::Less), false),
            "datelessthanequals" => (Family::Date(Order::LessOrEqual), false),
            "dategreaterthan" => (Family::Date(Order::Greater), false),
            "dategreaterthanequals" => (Family::Date(Order::GreaterOrEqual), false),
            "bool" => (Family::Bool, false),
            "binaryequals" => (Family::Binary, false),
            "ipaddress" => (Family::Ip, false),
            "notipaddress" => (Family::Ip, true),
            "null" => (Family::Null, false),
            _ => return None,
        };
        Some(Self { set, family, negated, if_exists })
    }
}

/// How "the condition does not hold" is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::policy) struct Negation {
    /// The operator.
    pub(in crate::policy) operator: String,
    /// Whether `true` and `false` are swapped in the values.
    pub(in crate::policy) swapped: bool,
    /// Whether the key must be there besides.
    pub(in crate::policy) present: bool,
    /// Whether the operator must hold for each of the values, not for one: then each is a condition of its own.
    pub(in crate::policy) each: bool,
}

/// The negation of a condition with this operator.
pub(in crate::policy) fn negation(written: &str) -> Option<Negation> {
    let op = Operator::read(written)?;
    let (prefix, rest) = written.split_once(':').map_or((None, written), |(p, r)| (Some(p), r));
    let bare = if op.if_exists { rest.get(..rest.len().saturating_sub("IfExists".len()))? } else { rest };
    let swapped = matches!(op.family, Family::Null | Family::Bool);
    let base = match op.family {
        Family::Null | Family::Bool => bare.to_owned(),
        Family::Number(o) | Family::Date(o) if o != Order::Equal => {
            let kind = if matches!(op.family, Family::Date(_)) { "Date" } else { "Numeric" };
            let other = match o {
                Order::Less => "GreaterThanEquals",
                Order::LessOrEqual => "GreaterThan",
                Order::Greater => "LessThanEquals",
                Order::Equal | Order::GreaterOrEqual => "LessThan",
            };
            format!("{kind}{other}")
        }
        _ if op.negated => bare.replacen("Not", "", 1).replacen("not", "", 1),
        Family::Ip => format!("Not{bare}"),
        Family::Text(_) => bare.replacen("String", "StringNot", 1),
        Family::Arn => bare.replacen("Arn", "ArnNot", 1),
        Family::Number(_) => bare.replacen("Numeric", "NumericNot", 1),
        Family::Date(_) => bare.replacen("Date", "DateNot", 1),
        Family::Binary => "BinaryNotEquals".to_owned(),
    };
    let each = swapped || matches!(op.family, Family::Number(o) | Family::Date(o) if o != Order::Equal);
    let as_said = |operator: String, present: bool| Some(Negation { operator, swapped, present, each });
    if op.family == Family::Null {
        return as_said(base, false);
    }
    let negated = base.to_ascii_lowercase().contains("not");
    match prefix {
        // Of a set the negation swaps the quantifier, which settles the missing key too.
        Some(_) => {
            let other = if op.set == Set::All { "ForAnyValue" } else { "ForAllValues" };
            as_said(format!("{other}:{base}"), op.if_exists && other == "ForAllValues")
        }
        // A missing key made it hold: then its negation needs the key.
        None if op.if_exists || op.negated => as_said(base, negated),
        // A missing key made it fail: then its negation holds without the key.
        None if negated => as_said(base, false),
        None => as_said(format!("{base}IfExists"), false),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn not(s: &str) -> (String, bool, bool) {
        let n = negation(s).unwrap();
        (n.operator, n.swapped, n.present)
    }

    #[test]
    fn the_negation_says_what_happens_without_the_key() {
        assert_eq!(not("StringEquals"), ("StringNotEquals".into(), false, false));
        assert_eq!(not("StringNotEquals"), ("StringEquals".into(), false, false));
        assert_eq!(not("StringNotEqualsIfExists"), ("StringEquals".into(), false, false));
        assert_eq!(not("StringEqualsIfExists"), ("StringNotEquals".into(), false, true));
        assert_eq!(not("Bool"), ("BoolIfExists".into(), true, false));
        assert_eq!(not("BoolIfExists"), ("Bool".into(), true, false));
        assert_eq!(not("NumericLessThan"), ("NumericGreaterThanEqualsIfExists".into(), false, false));
        assert_eq!(not("NotIpAddress"), ("IpAddress".into(), false, false));
        assert_eq!(not("IpAddress"), ("NotIpAddress".into(), false, false));
        assert_eq!(not("Null"), ("Null".into(), true, false));
        assert_eq!(not("ForAllValues:StringLike"), ("ForAnyValue:StringNotLike".into(), false, false));
        assert_eq!(not("ForAnyValue:StringEquals"), ("ForAllValues:StringNotEquals".into(), false, false));
    }

    #[test]
    fn unknown_operators_are_not_guessed() {
        assert_eq!(Operator::read("StringMatches"), None);
        assert_eq!(Operator::read("ForSomeValues:StringEquals"), None);
        assert!(Operator::read("stringequals").is_some());
    }
}
