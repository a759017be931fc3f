//! Policy texts as trees: what an attribute of policy type holds, whichever way it was written, with the place of every statement.

use super::json::{self, Json, JsonNode};
use super::text::{Piece, Text};
use super::value::{Entry, Place, Symbol, Value};
use crate::policy::Value as PolicyValue;

/// A policy document.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The document.
    pub document: Json,
    /// The place of each statement, in order, as far as known. A `Statement` that is a single object has one.
    pub statements: Vec<Option<Place>>,
}

/// The policy that a value holds: text, or the tree that `jsonencode` was given. What hangs on a condition is unknown in it.
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
        other => json::from_value(other),
    };
    let statements = statements(&document);
    Ok(Some(Policy { document, statements }))
}

/// A value under decisions of the conditions that it hangs on.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The conditions, and whether they hold.
    pub when: Vec<(Symbol, bool)>,
    /// The value then.
    pub value: Value,
}

/// Outcomes told apart at most.
const MOST_OUTCOMES: usize = 16;

/// The outcomes of a value, conditions anywhere in it decided; one that is undecided where there would be too many.
pub fn outcomes(value: &Value) -> Vec<Outcome> {
    let mut done = Vec::new();
    let mut waiting = vec![Outcome { when: Vec::new(), value: value.clone() }];
    while let Some(outcome) = waiting.pop() {
        match condition(&outcome.value) {
            None => done.push(outcome),
            Some(_) if done.len() + waiting.len() + 2 > MOST_OUTCOMES => return vec![Outcome { when: Vec::new(), value: value.clone() }],
            Some(on) => {
                for holds in [false, true] {
                    let mut when = outcome.when.clone();
                    when.push((on.clone(), holds));
                    waiting.push(Outcome { when, value: decide(&outcome.value, &on, holds) });
                }
            }
        }
    }
    done
}

/// The first condition that something in a value hangs on.
fn condition(value: &Value) -> Option<Symbol> {
    match value {
        Value::Either(either) => Some(either.on.clone()),
        Value::List(list) => list.items.iter().find_map(condition),
        Value::Object(object) => object.entries.values().find_map(|e| condition(&e.value)),
        Value::Spread(inner) => condition(inner),
        Value::String(text) => text.pieces().iter().find_map(|p| if let Piece::Json(value) = p { condition(value) } else { None }),
        _ => None,
    }
}

fn decide(value: &Value, on: &Symbol, holds: bool) -> Value {
    match value {
        Value::Either(_) => match value.clone().when(on, holds) {
            Value::Either(either) => Value::either(&either.on, decide(&either.yes, on, holds), decide(&either.no, on, holds)),
            decided => decide(&decided, on, holds),
        },
        Value::List(list) => Value::list(list.sequence, list.items.iter().map(|i| decide(i, on, holds)).collect()),
        Value::Object(object) => {
            let entry = |(key, entry): (&Text, &Entry)| (key.clone(), Entry { value: decide(&entry.value, on, holds), at: entry.at });
            Value::object(object.map, object.at, object.entries.iter().map(entry).collect(), object.open.clone())
        }
        Value::Spread(inner) => Value::Spread(decide(inner, on, holds).into()),
        Value::String(text) if condition(value).is_some() => {
            let mut out = Text::default();
            for piece in text.pieces() {
                match piece {
                    Piece::Json(value) => out.push(&Text::json(decide(value, on, holds))),
                    other => out.push_piece(other.clone()),
                }
            }
            Value::String(out)
        }
        other => other.clone(),
    }
}

fn statements(document: &Json) -> Vec<Option<Place>> {
    match element(document) {
        Some(Json { node: JsonNode::Array(items), .. }) => items.iter().map(|s| s.at.or(document.at)).collect(),
        Some(one) => vec![one.at.or(document.at)],
        None => Vec::new(),
    }
}

fn element(document: &Json) -> Option<&Json> {
    let JsonNode::Object(members) = &document.node else { return None };
    members.iter().find(|(key, _)| key.simple() == Some("Statement")).map(|(_, value)| value)
}

impl Policy {
    /// The member `Statement`, as a list.
    pub fn statement_list(&self) -> &[Json] {
        match element(&self.document) {
            Some(Json { node: JsonNode::Array(items), .. }) => items,
            Some(one) => std::slice::from_ref(one),
            None => &[],
        }
    }

    /// The document as the policy room reads it; `name` gives the text that a symbol stands for.
    pub fn to_policy(&self, name: &mut dyn FnMut(&Symbol) -> crate::aws::Text) -> PolicyValue {
        to_policy(&self.document, name)
    }
}

fn to_policy(json: &Json, name: &mut dyn FnMut(&Symbol) -> crate::aws::Text) -> PolicyValue {
    match &json.node {
        JsonNode::Null => PolicyValue::Null,
        JsonNode::Bool(b) => PolicyValue::Bool(*b),
        JsonNode::Number(n) => PolicyValue::Number(n.to_string()),
        JsonNode::String(text) => PolicyValue::String(to_text(text, name)),
        JsonNode::Array(items) => PolicyValue::Array(items.iter().map(|i| to_policy(i, name)).collect()),
        JsonNode::Object(members) => PolicyValue::Object(members.iter().map(|(k, v)| (to_text(k, name), to_policy(v, name))).collect()),
        JsonNode::Unknown(symbol) => match name(symbol) {
            text if text.literal().is_none() => match text.pieces() {
                [crate::aws::Piece::Symbol(symbol)] => PolicyValue::Unknown(*symbol),
                _ => PolicyValue::String(text),
            },
            text => PolicyValue::String(text),
        },
    }
}

/// A text in which `name` gives what symbols stand for.
pub fn to_text(text: &Text, name: &mut dyn FnMut(&Symbol) -> crate::aws::Text) -> crate::aws::Text {
    let mut out = crate::aws::Text::new();
    for segment in text.segments() {
        match segment {
            super::text::Segment::Literal(s) => out.push_str(&s),
            super::text::Segment::Symbol(symbol) => out.push(&name(&symbol)),
        }
    }
    out
}
