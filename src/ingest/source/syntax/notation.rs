//! The JSON notation (`.tf.json`, `.tfvars.json`). Source: "JSON Configuration Syntax", Terraform documentation.
//!
//! Strings are templates. Which members of an object are arguments and which are blocks depends on the schema; only the outermost levels
//! are blocks here, deeper objects are values, which read the same.

use std::sync::Arc;

use super::{Attribute, Block, Body, Expr, Failure, Node, Part, native};
use crate::ingest::source::json::{self, Json, JsonNode};
use crate::ingest::source::text::Text;
use crate::ingest::source::value::Place;

/// How many names precede the body of a top-level block.
fn labels(kind: &str) -> Option<usize> {
    match kind {
        "resource" | "data" | "ephemeral" => Some(2),
        "module" | "variable" | "output" | "provider" | "check" => Some(1),
        "locals" | "terraform" => Some(0),
        _ => None,
    }
}

/// Parses a file: a configuration, or variable values (all members are arguments) when `values`.
///
/// # Errors
/// When it is no JSON object.
pub(in super::super) fn file(number: u32, text: &str, values: bool) -> Result<Body, Failure> {
    let start = Place { file: number, line: 1, column: 1 };
    let parsed = json::parse(&Text::written(text, start)).map_err(|message| Failure { line: 1, column: 1, message })?;
    let JsonNode::Object(members) = parsed.node else {
        return Err(Failure { line: 1, column: 1, message: "not a JSON object".to_owned() });
    };
    let mut out = Body::default();
    for (key, value) in members {
        let name = key.show();
        match labels(&name).filter(|_| !values) {
            Some(count) => blocks(&mut out, &name, value, count, &mut Vec::new()),
            None if values => attribute(&mut out, &name, value),
            None => {}
        }
    }
    Ok(out)
}

fn attribute(body: &mut Body, name: &str, value: Json) {
    let at = value.at.unwrap_or(Place { file: 0, line: 1, column: 1 });
    body.attributes.insert(Arc::from(name), Attribute { at, value: expr(value, at) });
}

/// Adds the blocks of a kind: objects nested as deep as it has labels, each perhaps a list of them.
fn blocks(out: &mut Body, kind: &str, value: Json, left: usize, labels: &mut Vec<String>) {
    let at = value.at.unwrap_or(Place { file: 0, line: 1, column: 1 });
    match value.node {
        JsonNode::Array(items) => items.into_iter().for_each(|item| blocks(out, kind, item, left, labels)),
        JsonNode::Object(members) if left > 0 => {
            for (key, value) in members {
                labels.push(key.show());
                blocks(out, kind, value, left - 1, labels);
                labels.pop();
            }
        }
        JsonNode::Object(members) => {
            let body = contents(kind, members);
            out.blocks.push(Block { at, kind: Arc::from(kind), labels: labels.clone(), body });
        }
        _ => {}
    }
}

fn contents(kind: &str, members: Vec<(Text, Json)>) -> Body {
    let mut body = Body::default();
    for (key, value) in members {
        match key.show().as_str() {
            "//" => {}
            name @ "lifecycle" if kind != "locals" => blocks(&mut body, name, value, 0, &mut Vec::new()),
            "dynamic" if matches!(kind, "resource" | "data" | "provider" | "content") => {
                blocks(&mut body, "dynamic", value, 1, &mut Vec::new());
            }
            name @ "content" if kind == "dynamic" => blocks(&mut body, name, value, 0, &mut Vec::new()),
            name => attribute(&mut body, name, value),
        }
    }
    body
}

fn expr(value: Json, parent: Place) -> Expr {
    let at = value.at.unwrap_or(parent);
    let node = match value.node {
        JsonNode::Null => Node::Null,
        JsonNode::Bool(b) => Node::Bool(b),
        JsonNode::Number(n) => Node::Number(n),
        JsonNode::String(text) => return string(&text.show(), at),
        JsonNode::Array(items) => Node::Tuple(items.into_iter().map(|item| expr(item, at)).collect()),
        JsonNode::Object(members) => {
            Node::Object(members.into_iter().map(|(key, value)| (string(&key.show(), value.at.unwrap_or(at)), expr(value, at))).collect())
        }
        JsonNode::Unknown(_) => Node::Null,
    };
    Expr { at, node }
}

fn string(text: &str, at: Place) -> Expr {
    if !text.contains("${") && !text.contains("%{") {
        let parts = if text.is_empty() { Vec::new() } else { vec![Part::Literal(Arc::from(text), None)] };
        return Expr { at, node: Node::Template(parts) };
    }
    native::template(at.file, text, (at.line, at.column)).unwrap_or_else(|failure| Expr { at, node: Node::Invalid(failure.message) })
}
