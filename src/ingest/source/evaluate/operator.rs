//! Operators and conversions.

use super::super::json;
use super::super::number::Number;
use super::super::syntax::Operator;
use super::super::text::Text;
use super::super::value::{Kind, Sequence, Symbol, Value};

/// A value as a string, where Terraform converts it.
///
/// # Errors
/// Its type, when it does not.
pub(in super::super) fn to_text(value: &Value) -> Result<Text, String> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(n) => Ok(Text::from(n.to_string())),
        Value::Bool(b) => Ok(Text::from(if *b { "true" } else { "false" })),
        Value::Unknown(symbol) => Ok(Text::symbol(Symbol { name: symbol.name.clone(), kind: string_kind(symbol.kind) })),
        Value::Either(_) | Value::Spread(_) => Ok(Text::symbol(Symbol { kind: Kind::String, ..json::symbol_of(value) })),
        other => Err(format!("a string is expected, not {}", other.type_name())),
    }
}

fn string_kind(kind: Kind) -> Kind {
    if kind == Kind::Any { Kind::String } else { kind }
}

/// A known value as a number, where Terraform converts it; `None` where it is unknown.
pub(super) fn to_number(value: &Value) -> Result<Option<Number>, String> {
    match value {
        Value::Number(n) => Ok(Some(*n)),
        Value::String(text) => match text.known() {
            Some(known) => Number::parse(&known).map(Some).ok_or_else(|| format!("`{known}` is no number, or one too large")),
            None => Ok(None),
        },
        Value::Unknown(_) | Value::Either(_) => Ok(None),
        other => Err(format!("a number is expected, not {}", other.type_name())),
    }
}

/// A known value as a truth value, where Terraform converts it; `None` where it is unknown.
pub(super) fn to_bool(value: &Value) -> Result<Option<bool>, String> {
    match value {
        Value::Bool(b) => Ok(Some(*b)),
        Value::String(text) => match text.known().as_deref() {
            Some("true") => Ok(Some(true)),
            Some("false") => Ok(Some(false)),
            Some(_) => Err("a bool is expected, not a string".to_owned()),
            None => Ok(None),
        },
        Value::Unknown(_) | Value::Either(_) => Ok(None),
        other => Err(format!("a bool is expected, not {}", other.type_name())),
    }
}

/// A condition that is not known, as the symbol that both outcomes hang on.
pub(super) fn condition(value: &Value) -> Symbol {
    json::symbol_of(value)
}

/// Whether two values are equal; `None` where symbols decide.
pub(in super::super) fn equals(a: &Value, b: &Value) -> Option<bool> {
    match (a, b) {
        (Value::Either(either), other) | (other, Value::Either(either)) => {
            let (yes, no) = (equals(&either.yes, other)?, equals(&either.no, other)?);
            (yes == no).then_some(yes)
        }
        (Value::Unknown(x), Value::Unknown(y)) if x == y => Some(true),
        (Value::Unknown(s), Value::Null) | (Value::Null, Value::Unknown(s)) if s.kind != Kind::Any => Some(false),
        (Value::Unknown(s), Value::String(text)) | (Value::String(text), Value::Unknown(s)) => unlike(s, text),
        (Value::Unknown(_) | Value::Spread(_), _) | (_, Value::Unknown(_) | Value::Spread(_)) => None,
        (Value::Null, other) | (other, Value::Null) => Some(matches!(other, Value::Null)),
        (Value::Bool(a), Value::Bool(b)) => Some(a == b),
        (Value::Number(a), Value::Number(b)) => Some(a == b),
        (Value::String(a), Value::String(b)) => a.equals(b),
        (Value::List(a), Value::List(b)) => {
            if a.sequence != b.sequence {
                return Some(false);
            }
            let spread = a.items.iter().chain(&b.items).any(|i| matches!(i, Value::Spread(_)));
            if spread {
                return None;
            }
            if a.items.len() != b.items.len() {
                return Some(false);
            }
            all(a.items.iter().zip(&b.items).map(|(x, y)| equals(x, y)))
        }
        (Value::Object(a), Value::Object(b)) => {
            if a.map != b.map {
                return Some(false);
            }
            if a.open.is_some() || b.open.is_some() || a.entries.keys().chain(b.entries.keys()).any(|k| !k.is_known()) {
                return None;
            }
            if !a.entries.keys().eq(b.entries.keys()) {
                return Some(false);
            }
            all(a.entries.values().zip(b.entries.values()).map(|(x, y)| equals(&x.value, &y.value)))
        }
        (Value::Resource(a), Value::Resource(b)) | (Value::Module(a), Value::Module(b)) => (a == b).then_some(true),
        (Value::Resource(_) | Value::Module(_), Value::Object(_)) | (Value::Object(_), Value::Resource(_) | Value::Module(_)) => None,
        _ => Some(false),
    }
}

/// What AWS assigns is never empty.
fn unlike(symbol: &Symbol, text: &Text) -> Option<bool> {
    let assigned = symbol.kind.is_word();
    let attribute = symbol.name.rsplit('.').next().is_some_and(|a| a == "arn") && !symbol.name.starts_with("var.");
    (text.simple() == Some("") && (assigned || attribute)).then_some(false)
}

fn all(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut undecided = false;
    for part in parts {
        match part {
            Some(false) => return Some(false),
            None => undecided = true,
            Some(true) => {}
        }
    }
    (!undecided).then_some(true)
}

/// The name of what an operator makes of values that are not known.
pub(super) fn derived(operator: &str, a: &Value, b: &Value) -> Value {
    Value::unknown(&format!("{} {operator} {}", json::show(a), json::show(b)), Kind::Any)
}

/// A binary operator other than `&&` and `||`.
///
/// # Errors
/// When Terraform refuses the operands.
pub(super) fn binary(operator: Operator, a: &Value, b: &Value) -> Result<Value, String> {
    let sign = sign(operator);
    match operator {
        Operator::Equal => Ok(equals(a, b).map_or_else(|| derived(sign, a, b), Value::Bool)),
        Operator::NotEqual => Ok(match equals(a, b) {
            Some(equal) => Value::Bool(!equal),
            // As the negation of `==`, so that both hang on one condition.
            None => Value::either(&condition(&derived("==", a, b)), Value::Bool(false), Value::Bool(true)),
        }),
        _ => {
            let (Some(x), Some(y)) = (to_number(a)?, to_number(b)?) else { return Ok(derived(sign, a, b)) };
            let number = |n: Option<Number>| n.map(Value::Number).ok_or_else(|| format!("`{x} {sign} {y}` can't be computed"));
            match operator {
                Operator::Less => Ok(Value::Bool(x < y)),
                Operator::LessOrEqual => Ok(Value::Bool(x <= y)),
                Operator::Greater => Ok(Value::Bool(x > y)),
                Operator::GreaterOrEqual => Ok(Value::Bool(x >= y)),
                Operator::Add => number(x.add(&y)),
                Operator::Subtract => number(x.subtract(&y)),
                Operator::Multiply => number(x.multiply(&y)),
                Operator::Divide => number(x.divide(&y)),
                _ => number(x.remainder(&y)),
            }
        }
    }
}

fn sign(operator: Operator) -> &'static str {
    match operator {
        Operator::Equal => "==",
        Operator::NotEqual => "!=",
        Operator::Less => "<",
        Operator::LessOrEqual => "<=",
        Operator::Greater => ">",
        Operator::GreaterOrEqual => ">=",
        Operator::Add => "+",
        Operator::Subtract => "-",
        Operator::Multiply => "*",
        Operator::Divide => "/",
        Operator::Remainder => "%",
        Operator::And => "&&",
        Operator::Or => "||",
    }
}

/// A list as a set: sorted, without duplicates, items converted to strings if any of them is one.
pub(in super::super) fn to_set(items: &[Value]) -> Value {
    let items = unify(items);
    let mut out: Vec<Value> = Vec::with_capacity(items.len());
    let all_strings = items.iter().all(|i| matches!(i, Value::String(_) | Value::Unknown(_)));
    if all_strings {
        let mut texts: Vec<(Text, Value)> = items.into_iter().map(|v| (to_text(&v).unwrap_or_default(), v)).collect();
        texts.sort_by(|a, b| a.0.cmp(&b.0));
        texts.dedup_by(|a, b| a.0 == b.0);
        out.extend(texts.into_iter().map(|(_, v)| v));
    } else if items.iter().all(|i| matches!(i, Value::Number(_))) {
        let mut numbers: Vec<Number> = items.iter().filter_map(|i| if let Value::Number(n) = i { Some(*n) } else { None }).collect();
        numbers.sort();
        numbers.dedup();
        out.extend(numbers.into_iter().map(Value::Number));
    } else {
        let mut seen: std::collections::BTreeSet<String> = std::collections::BTreeSet::new();
        for item in items {
            if matches!(item, Value::Spread(_)) || seen.insert(json::encode(&item).show()) {
                out.push(item);
            }
        }
    }
    Value::list(Sequence::Set, out)
}

/// Items of one type, as lists, sets and maps need: bools and numbers beside strings become strings.
pub(in super::super) fn unify(items: &[Value]) -> Vec<Value> {
    let is_scalar = |v: &Value| matches!(v, Value::String(_) | Value::Number(_) | Value::Bool(_));
    let mixed = items.iter().any(|i| matches!(i, Value::String(_))) && items.iter().any(|i| matches!(i, Value::Number(_) | Value::Bool(_)))
        || items.iter().any(|i| matches!(i, Value::Number(_))) && items.iter().any(|i| matches!(i, Value::Bool(_)));
    if !mixed {
        return items.to_vec();
    }
    items.iter().map(|i| if is_scalar(i) { to_text(i).map_or_else(|_| i.clone(), Value::String) } else { i.clone() }).collect()
}

/// A text as a value; `None` if it is too long.
pub(super) fn bounded(text: Text) -> Option<Value> {
    Some(Value::String(text)).filter(|value| value.weight() <= super::HEAVIEST_STRING)
}
