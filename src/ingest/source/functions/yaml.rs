//! YAML, as far as configurations use it. Aliases are refused: they can multiply without bound.

use std::collections::BTreeMap;

use yaml_rust2::Event;
use yaml_rust2::parser::{MarkedEventReceiver, Parser};
use yaml_rust2::scanner::{Marker, TScalarStyle};

use super::super::number::Number;
use super::super::text::Text;
use super::super::value::{Entry, Value};

const DEEPEST: usize = 100;
const MOST_NODES: usize = 200_000;

/// Decodes one document.
pub(in crate::ingest::source) fn decode(text: &str) -> Result<Value, String> {
    let mut builder = Builder::default();
    if deepest(text) > DEEPEST {
        return Err("nested too deep".to_owned());
    }
    Parser::new_from_str(text).load(&mut builder, false).map_err(|e| format!("not YAML: {e}"))?;
    match builder.problem {
        Some(problem) => Err(problem),
        None => Ok(builder.done.unwrap_or(Value::Null)),
    }
}

/// How deep flow collections and indentation could nest: the parser recurses.
fn deepest(text: &str) -> usize {
    let mut flow: usize = 0;
    let mut most = 0;
    for c in text.chars() {
        match c {
            '[' | '{' => flow += 1,
            ']' | '}' => flow = flow.saturating_sub(1),
            _ => {}
        }
        most = most.max(flow);
    }
    let dashes = |l: &str| l.trim_start().split(' ').take_while(|w| *w == "-").count() + (l.len() - l.trim_start().len());
    most.max(text.lines().map(dashes).max().unwrap_or(0) / 2)
}

#[derive(Default)]
struct Builder {
    stack: Vec<Open>,
    done: Option<Value>,
    problem: Option<String>,
    nodes: usize,
}

enum Open {
    List(Vec<Value>),
    Map(BTreeMap<Text, Entry>, Option<Text>),
}

impl Builder {
    fn fail(&mut self, message: &str) {
        self.problem.get_or_insert_with(|| message.to_owned());
    }

    fn add(&mut self, value: Value) {
        match self.stack.last_mut() {
            None => self.done = Some(value),
            Some(Open::List(items)) => items.push(value),
            Some(Open::Map(entries, key)) => match key.take() {
                Some(key) => {
                    entries.insert(key, Entry { value, at: None });
                }
                None => match super::to_text(&value) {
                    Ok(text) => *key = Some(text),
                    Err(_) if matches!(value, Value::Null) => *key = Some(Text::from("null")),
                    Err(_) => self.fail("a key is no string"),
                },
            },
        }
    }
}

impl MarkedEventReceiver for Builder {
    fn on_event(&mut self, event: Event, _: Marker) {
        self.nodes += 1;
        if self.nodes > MOST_NODES {
            self.fail("too large");
        }
        if self.problem.is_some() {
            return;
        }
        match event {
            Event::Scalar(text, style, _, tag) => {
                let plain = style == TScalarStyle::Plain && tag.is_none();
                self.add(if plain { scalar(&text) } else { Value::string(&text) });
            }
            Event::SequenceStart(..) => self.stack.push(Open::List(Vec::new())),
            Event::MappingStart(..) => self.stack.push(Open::Map(BTreeMap::new(), None)),
            Event::SequenceEnd | Event::MappingEnd => match self.stack.pop() {
                Some(Open::List(items)) => self.add(Value::tuple(items)),
                Some(Open::Map(entries, _)) => self.add(Value::object(false, None, entries, None)),
                None => {}
            },
            Event::Alias(_) => self.fail("aliases are not read"),
            _ => {}
        }
    }
}

fn scalar(text: &str) -> Value {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        // As YAML 1.1 has it, which Terraform reads.
        "true" | "True" | "TRUE" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Value::Bool(true),
        "false" | "False" | "FALSE" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Value::Bool(false),
        _ => Number::parse(text).map_or_else(|| Value::string(text), Value::Number),
    }
}

/// Encodes a known value.
pub(super) fn encode(value: &Value) -> String {
    let mut out = String::new();
    write(value, 0, &mut out);
    out
}

/// Writes a value where the line stands; further lines are indented.
fn write(value: &Value, indent: usize, out: &mut String) {
    let line = |out: &mut String, indent: usize| out.push_str(&" ".repeat(indent));
    match value {
        Value::Object(object) if !object.entries.is_empty() => {
            for (i, (key, entry)) in object.entries.iter().enumerate() {
                if i > 0 {
                    line(out, indent);
                }
                out.push_str(&super::json::encode(&Value::String(key.clone())).show());
                out.push(':');
                // Lists stand as far left as their key.
                let below = match &entry.value {
                    Value::Object(o) if !o.entries.is_empty() => Some(indent + 2),
                    Value::List(l) if !l.items.is_empty() => Some(indent),
                    _ => None,
                };
                match below {
                    Some(indent) => {
                        out.push('\n');
                        line(out, indent);
                        write(&entry.value, indent, out);
                    }
                    None => {
                        out.push(' ');
                        write(&entry.value, indent, out);
                    }
                }
            }
        }
        Value::List(list) if !list.items.is_empty() => {
            for (i, item) in list.items.iter().enumerate() {
                if i > 0 {
                    line(out, indent);
                }
                out.push_str("- ");
                write(item, indent + 2, out);
            }
        }
        Value::Object(_) => out.push_str("{}\n"),
        Value::List(_) => out.push_str("[]\n"),
        scalar => {
            out.push_str(&super::json::encode(scalar).show());
            out.push('\n');
        }
    }
}
