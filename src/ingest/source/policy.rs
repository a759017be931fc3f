//! Policy texts as trees: what an attribute of policy type holds, whichever way it was written, with the place of every statement.

use super::json::{self, Json, JsonNode};
use super::value::{Place, Value};

/// A policy document.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The document.
    pub document: Json,
    /// The place of each statement, in order, as far as known. A `Statement` that is a single object has one.
    pub statements: Vec<Option<Place>>,
}

/// The policy that a value holds: text, or the tree that `jsonencode` was given.
///
/// # Errors
/// When it is no JSON; `Ok(None)` when there is no policy (null, or an empty string).
pub fn policy(value: &Value) -> Result<Option<Policy>, String> {
    let document = match value {
        Value::Null => return Ok(None),
        Value::String(text) if text.simple().is_some_and(|s| s.trim().is_empty()) => return Ok(None),
        Value::String(text) => match text.as_json() {
            Some(value) => json::from_value(value),
            None => json::parse(text)?,
        },
        Value::Unknown(_) | Value::Either(_) | Value::Spread(_) | Value::Resource(_) | Value::Module(_) => {
            Json { at: None, node: JsonNode::Unknown(json::symbol_of(value)) }
        }
        other => json::from_value(other),
    };
    let statements = statements(&document);
    Ok(Some(Policy { document, statements }))
}

fn statements(document: &Json) -> Vec<Option<Place>> {
    let JsonNode::Object(members) = &document.node else { return Vec::new() };
    match members.iter().find(|(key, _)| key.simple() == Some("Statement")).map(|(_, value)| value) {
        Some(Json { node: JsonNode::Array(items), .. }) => items.iter().map(|s| s.at.or(document.at)).collect(),
        Some(one) => vec![one.at.or(document.at)],
        None => Vec::new(),
    }
}

impl Policy {
    /// The member `Statement`, as a list.
    pub fn statement_list(&self) -> &[Json] {
        let JsonNode::Object(members) = &self.document.node else { return &[] };
        match members.iter().find(|(key, _)| key.simple() == Some("Statement")).map(|(_, value)| value) {
            Some(Json { node: JsonNode::Array(items), .. }) => items,
            Some(one) => std::slice::from_ref(one),
            None => &[],
        }
    }
}
