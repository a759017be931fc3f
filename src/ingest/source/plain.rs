//! Values as plans state them: JSON of what is known, and a mask of the same shape that is `true` where something is not.

use serde_json::{Map, Value as Plain};

use super::value::Value;

/// What is known of a value, and where it is unknown. A string with symbols is unknown as a whole, as is a list of unknown length; an object
/// that may have more entries has a mask for the symbol of those.
pub fn plain(value: &Value) -> (Plain, Plain) {
    let known = |value: Plain| (value, Plain::Bool(false));
    match value {
        Value::Null => known(Plain::Null),
        Value::Bool(b) => known(Plain::Bool(*b)),
        Value::Number(n) => known(n.to_string().parse().map_or_else(|_| Plain::String(n.to_string()), Plain::Number)),
        Value::String(text) => text.known().map_or_else(unknown, |s| known(Plain::String(s))),
        Value::List(list) if list.items.iter().any(|i| matches!(i, Value::Spread(_))) => unknown(),
        Value::List(list) => {
            let (values, masks): (Vec<Plain>, Vec<Plain>) = list.items.iter().map(plain).unzip();
            (Plain::Array(values), mask(masks.iter().any(is_marked), || Plain::Array(masks.clone())))
        }
        Value::Object(object) => {
            let mut values = Map::new();
            let mut masks = Map::new();
            for (key, entry) in &object.entries {
                let (value, mask) = plain(&entry.value);
                let shown = key.show();
                if is_marked(&mask) || !key.is_known() {
                    masks.insert(shown.clone(), if key.is_known() { mask } else { Plain::Bool(true) });
                }
                if key.is_known() {
                    values.insert(shown, value);
                }
            }
            if let Some(open) = &object.open {
                masks.insert(format!("⟨{}⟩", open.name), Plain::Bool(true));
            }
            (Plain::Object(values), mask(!masks.is_empty(), || Plain::Object(masks.clone())))
        }
        Value::Unknown(_) | Value::Either(_) | Value::Spread(_) | Value::Resource(_) | Value::Module(_) => unknown(),
    }
}

fn unknown() -> (Plain, Plain) {
    (Plain::Null, Plain::Bool(true))
}

fn mask(marked: bool, mask: impl FnOnce() -> Plain) -> Plain {
    if marked { mask() } else { Plain::Bool(false) }
}

/// What YAML states, as JSON; `None` when it is none.
pub(in crate::ingest) fn of_yaml(text: &str) -> Option<Plain> {
    super::functions::of_yaml(text).ok().map(|value| plain(&value).0)
}

/// The value that JSON states.
pub fn from_plain(plain: &Plain) -> Value {
    super::json::parse(&super::Text::from(plain.to_string())).map_or(Value::Null, super::Json::into_value)
}

/// Whether something in a mask is unknown.
fn is_marked(mask: &Plain) -> bool {
    !matches!(mask, Plain::Bool(false))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::value::Kind;
    use super::*;

    #[test]
    fn unknown_parts_are_marked_where_they_are() {
        let unknown = || Value::unknown("aws_x.y.arn", Kind::String);
        let value = Value::record([("a", Value::string("x")), ("b", unknown()), ("c", Value::tuple(vec![Value::Bool(true), unknown()]))]);
        assert_eq!(plain(&value), (json!({"a": "x", "b": null, "c": [true, null]}), json!({"b": true, "c": [false, true]})));
        let list = Value::tuple(vec![Value::Spread(unknown().into())]);
        assert_eq!(plain(&Value::record([("l", list)])), (json!({"l": null}), json!({"l": true})));
        assert_eq!(plain(&Value::tuple(vec![Value::Null])), (json!([null]), json!(false)));
    }
}
