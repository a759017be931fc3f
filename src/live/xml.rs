//! XML of the query, EC2 and S3 protocols: what is a list, a number or a truth only the shapes say.

use percent_encoding::percent_decode_str;
use roxmltree::{Document, Node};
use serde_json::{Map, Value};

use super::redact::{hide, hides, left};
use super::time;
use super::wire::{Kind, Member, Operation, Shape, wire};

/// Reads an answer; `payload` is the member that is the whole body, if one is.
pub(super) fn read(service: &str, operation: &Operation, shape: &Shape, payload: Option<(&Member, &Shape)>, text: &str) -> Result<Value, String> {
    // Some answers have no body: nothing is in them.
    if text.trim().is_empty() {
        return Ok(Value::Object(Map::new()));
    }
    let document = Document::parse(text).map_err(|e| format!("the answer is not XML: {e}"))?;
    let root = document.root_element();
    if let Some((member, shape)) = payload {
        return Ok(Value::Object([(member.0.clone(), structure(service, root, shape))].into_iter().collect()));
    }
    // Where the answer is one value, the root is that value: GetBucketLocation.
    if let Some(member) = shape.members.iter().find(|m| root.has_tag_name(m.1.as_str())).filter(|_| root.first_element_child().is_none()) {
        let value = root.text().map_or(Value::Null, Value::from);
        return Ok(Value::Object([(member.0.clone(), value)].into_iter().collect()));
    }
    let inner = operation.wrapper.as_ref().and_then(|wrapper| children(root).find(|n| n.tag_name().name() == wrapper));
    Ok(structure(service, inner.unwrap_or(root), shape))
}

/// Code and message of an error.
pub(super) fn error(text: &str) -> (Option<String>, Option<String>) {
    let Ok(document) = Document::parse(text) else { return (None, None) };
    let of = |name: &str| document.descendants().find(|n| n.tag_name().name() == name).and_then(|n| n.text()).map(str::to_owned);
    (of("Code"), of("Message").or_else(|| of("message")))
}

fn children<'a, 'd>(node: Node<'a, 'd>) -> impl Iterator<Item = Node<'a, 'd>> {
    node.children().filter(Node::is_element)
}

fn structure(service: &str, node: Node<'_, '_>, shape: &Shape) -> Value {
    let mut members = Map::new();
    for member in &shape.members {
        let Some(inner) = wire().outputs.get(member.2) else { continue };
        let value = if member.has('a') {
            let name = member.1.rsplit(':').next().unwrap_or(&member.1);
            node.attributes().find(|a| a.name() == name).map(|a| a.value().into())
        } else if member.has('f') {
            let mut all = children(node).filter(|n| n.tag_name().name() == member.1).peekable();
            all.peek().is_some().then_some(()).map(|()| flat(service, all, inner))
        } else {
            children(node).find(|n| n.tag_name().name() == member.1).map(|n| value(service, n, inner))
        };
        if let Some(value) = value {
            members.insert(member.0.clone(), if hides(service, shape, member, inner) { left(service, shape, member, value) } else { value });
        }
    }
    Value::Object(members)
}

/// A list or map whose elements lie where it would.
fn flat<'a, 'd: 'a>(service: &str, nodes: impl Iterator<Item = Node<'a, 'd>>, shape: &Shape) -> Value {
    if shape.kind == Kind::Map { entries(service, nodes, shape) } else { nodes.map(|n| item(service, n, shape)).collect() }
}

fn item(service: &str, node: Node<'_, '_>, shape: &Shape) -> Value {
    match shape.item.and_then(|n| wire().outputs.get(n)) {
        Some(inner) if inner.sensitive => hide(value(service, node, inner)),
        Some(inner) => value(service, node, inner),
        None => Value::Null,
    }
}

fn entries<'a, 'd: 'a>(service: &str, nodes: impl Iterator<Item = Node<'a, 'd>>, shape: &Shape) -> Value {
    let [key, value] = shape.wire.as_slice() else { return Value::Null };
    let entry = |node: Node<'a, 'd>| {
        let named = |name: &String| children(node).find(|n| n.tag_name().name() == name);
        Some((named(key)?.text().unwrap_or_default().to_owned(), named(value).map_or(Value::Null, |n| item(service, n, shape))))
    };
    Value::Object(nodes.filter_map(entry).collect())
}

fn value(service: &str, node: Node<'_, '_>, shape: &Shape) -> Value {
    let text = || node.text().unwrap_or_default();
    match shape.kind {
        Kind::Structure => structure(service, node, shape),
        // Whatever the items are called.
        Kind::List => children(node).map(|n| item(service, n, shape)).collect(),
        Kind::Map => entries(service, children(node), shape),
        Kind::Boolean => Value::Bool(text().eq_ignore_ascii_case("true")),
        Kind::Integer | Kind::Long => text().trim().parse::<i64>().map_or_else(|_| text().into(), Value::from),
        Kind::Float | Kind::Double => text().trim().parse::<f64>().map_or_else(|_| text().into(), Value::from),
        Kind::Timestamp => time::of_text(text()).into(),
        Kind::Policy => policy(text()),
        Kind::String | Kind::Blob | Kind::Document => text().into(),
    }
}

/// A policy document: IAM encodes it for URLs, and not everybody who speaks its protocol does. Text that is no JSON stays as it is.
fn policy(text: &str) -> Value {
    let plain = if text.trim_start().starts_with('{') { text.into() } else { percent_decode_str(text).decode_utf8_lossy() };
    serde_json::from_str(&plain).unwrap_or_else(|_| plain.into_owned().into())
}
