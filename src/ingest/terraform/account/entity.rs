//! One element of an answer, and how its members become attributes.

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use super::file::File;

/// An attribute, blocks with dots before it, and where it comes from: member names with dots between them, `[]` after those that hold a list. Before it
/// stands `%` for a policy document, `/` for what follows the last `/` or `:` of an ARN, `!` for a flag to turn round, and `@` for what the path of the
/// file says instead of a member (`name`).
pub(super) type Attribute = (&'static str, &'static str);

/// An element.
pub(super) struct Entity<'a> {
    /// Its members; of lists of names, a string.
    pub value: &'a Value,
    /// JSON pointer to it.
    pub pointer: String,
    name: Option<&'a str>,
    arguments: Option<&'a Value>,
}

impl<'a> Entity<'a> {
    /// An element of a file's answer.
    pub(super) fn new(value: &'a Value, file: &'a File<'_>, pointer: String) -> Self {
        Self { value, pointer, name: file.name.as_deref(), arguments: file.arguments }
    }

    /// A part of it.
    pub(super) fn part(&self, value: &'a Value, further: &str) -> Self {
        Self { value, pointer: format!("{}/{further}", self.pointer), name: self.name, arguments: self.arguments }
    }

    /// A member that is a string; empty when it is none.
    pub(super) fn str(&self, name: &str) -> &'a str {
        self.value.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// A member that is a list, with indices.
    pub(super) fn list(&self, name: &str) -> impl Iterator<Item = (usize, &'a Value)> + use<'a> {
        self.value.get(name).and_then(Value::as_array).into_iter().flatten().enumerate()
    }

    /// The resource that the file is about.
    pub(super) fn named(&self) -> &'a str {
        self.name.unwrap_or_default()
    }

    /// An argument that the call had: as the snapshot says, else what the file is about.
    pub(super) fn argument(&self, name: &str) -> Option<&'a str> {
        self.arguments.and_then(|a| a.get(name)).and_then(Value::as_str).or(self.name)
    }

    /// What a source of an attribute gives.
    pub(super) fn take(&self, from: &str) -> Value {
        if let Some(rest) = from.strip_prefix('%') {
            return text(Some(&self.take(rest)));
        }
        if let Some(rest) = from.strip_prefix('/') {
            return self.take(rest).as_str().map(|s| Value::from(last(s))).unwrap_or_default();
        }
        if let Some(rest) = from.strip_prefix('!') {
            return self.take(rest).as_bool().map(|b| Value::from(!b)).unwrap_or_default();
        }
        match from {
            "@name" => self.name.map(Value::from).unwrap_or_default(),
            "" => self.value.clone(),
            path => walk(self.value, path),
        }
    }

    /// The attributes.
    pub(super) fn values(&self, attributes: &[Attribute]) -> Map<String, Value> {
        let mut values = Map::new();
        for (to, from) in attributes {
            set(&mut values, to, self.take(from));
        }
        if let Some(tags) = self.tags() {
            values.insert("tags".to_owned(), tags);
        }
        values
    }

    /// Tags, in each of the ways in which services write them.
    pub(super) fn tags(&self) -> Option<Value> {
        let found = ["Tags", "tags", "TagList", "TagSet", "tagList"].iter().find_map(|name| self.value.get(name))?;
        match found {
            Value::Object(map) => Some(Value::Object(map.clone())),
            Value::Array(list) => {
                let member = |t: &Value, names: [&str; 3]| names.iter().find_map(|n| t.get(n)).cloned();
                let pair = |t: &Value| {
                    let key = member(t, ["Key", "key", "TagKey"])?;
                    Some((key.as_str()?.to_owned(), member(t, ["Value", "value", "TagValue"]).unwrap_or_default()))
                };
                Some(Value::Object(list.iter().filter_map(pair).collect()))
            }
            _ => None,
        }
    }
}

/// What follows the last `/` or `:`.
pub(super) fn last(text: &str) -> &str {
    text.rsplit(['/', ':']).next().unwrap_or(text)
}

fn walk(value: &Value, path: &str) -> Value {
    let (step, rest) = path.split_once('.').unwrap_or((path, ""));
    let Some(name) = step.strip_suffix("[]") else {
        let Some(found) = value.get(step) else { return Value::Null };
        return if rest.is_empty() { found.clone() } else { walk(found, rest) };
    };
    let Some(list) = value.get(name).and_then(Value::as_array) else { return Value::Null };
    Value::Array(list.iter().map(|element| if rest.is_empty() { element.clone() } else { walk(element, rest) }).filter(|v| !v.is_null()).collect())
}

/// Sets an attribute, in the blocks before it; `null` is none.
pub(super) fn set(values: &mut Map<String, Value>, to: &str, value: Value) {
    if value.is_null() {
        return;
    }
    let mut here = values;
    let mut rest = to;
    while let Some((block, after)) = rest.split_once('.') {
        let there = here.entry(block).or_insert_with(|| Value::Object(Map::new()));
        let Value::Object(inner) = there else { return };
        here = inner;
        rest = after;
    }
    here.insert(rest.to_owned(), value);
}

/// A policy document as text: it stands as an object, as text, or as text that is percent-encoded (RFC 3986).
pub(super) fn text(document: Option<&Value>) -> Value {
    match document {
        Some(Value::String(s)) if s.is_empty() => Value::Null,
        Some(Value::String(s)) if !s.trim_start().starts_with('{') => Value::String(percent_decode_str(s).decode_utf8_lossy().into_owned()),
        Some(Value::String(s)) => Value::String(s.clone()),
        None | Some(Value::Null) => Value::Null,
        Some(other) => Value::String(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
    use serde_json::json;

    use super::*;

    #[test]
    fn members_become_attributes() {
        let value = json!({"A": {"B": [{"C": "x"}, {"C": "y"}, {}]}, "Arn": "arn:aws:sqs:eu-west-1:111122223333:q", "P": "%7B%7D", "No": false,
            "Tags": [{"Key": "k", "Value": "v"}]});
        let entity = Entity { value: &value, pointer: String::new(), name: Some("n"), arguments: None };
        let values = entity.values(&[("b.c", "A.B[].C"), ("name", "/Arn"), ("policy", "%P"), ("on", "!No"), ("of", "@name"), ("none", "A.X.Y")]);
        let expected = json!({"b": {"c": ["x", "y"]}, "name": "q", "policy": "{}", "on": true, "of": "n", "tags": {"k": "v"}});
        assert_eq!(Value::Object(values), expected);
    }
}
