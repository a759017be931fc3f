//! `data.aws_iam_policy_document`: its `json` as a tree. Source: the provider's documentation of the data source ("Combining Multiple Documents",
//! "Context Variable Interpolation").

use std::collections::BTreeMap;

use super::super::json::{self, JsonNode};
use super::super::policy::policy;
use super::super::text::{Piece, Segment, Text};
use super::super::value::{Entry, Kind, Place, Sequence, Symbol, Value};
use super::Of;

/// Documents that hang on more conditions are given up.
const MOST_CONDITIONS: usize = 5;

/// Arguments of the data source.
const ARGUMENTS: &[&str] =
    &["source_json", "source_policy_documents", "override_json", "override_policy_documents", "statement", "version", "policy_id"];

/// The document of a data source.
pub(super) fn json(of: &mut Of<'_, '_>) -> Value {
    let arguments = ARGUMENTS.iter().filter_map(|name| Some((*name, of.configured(name)?))).collect();
    let place = of.machine.resource_place(of.resource);
    let mut unread = Vec::new();
    let document = assemble(&arguments, place, &mut unread);
    for message in unread {
        of.gap(&message);
    }
    document
}

/// The document that arguments make. `unread` gets why a document could not be merged.
pub(in super::super) fn assemble(arguments: &BTreeMap<&str, Value>, place: Option<Place>, unread: &mut Vec<String>) -> Value {
    let sources = documents(arguments, &["source_json", "source_policy_documents"]);
    let overrides = documents(arguments, &["override_json", "override_policy_documents"]);
    let argument = |name: &str| arguments.get(name).cloned();
    let parts = Parts { sources, own: argument("statement"), overrides, version: argument("version"), id: argument("policy_id"), place };
    build(unread, &parts, 0)
}

#[derive(Clone)]
struct Parts {
    sources: Vec<Value>,
    own: Option<Value>,
    overrides: Vec<Value>,
    version: Option<Value>,
    id: Option<Value>,
    place: Option<Place>,
}

/// Documents that arguments give, singly or in lists.
fn documents(arguments: &BTreeMap<&str, Value>, names: &[&str]) -> Vec<Value> {
    let mut out = Vec::new();
    for name in names {
        match arguments.get(name) {
            None => {}
            Some(Value::List(list)) => out.extend(list.items.iter().cloned()),
            Some(one) => out.push(one.clone()),
        }
    }
    out
}

/// Builds the document, once with each outcome where one of the documents is undecided.
fn build(unread: &mut Vec<String>, parts: &Parts, conditions: usize) -> Value {
    let condition = |value: &Value| match value {
        Value::Either(either) => Some(either.on.clone()),
        Value::Spread(inner) => {
            if let Value::Either(either) = &**inner {
                Some(either.on.clone())
            } else {
                None
            }
        }
        _ => None,
    };
    let undecided = parts.sources.iter().chain(&parts.overrides).find_map(condition).filter(|_| conditions < MOST_CONDITIONS);
    if let Some(on) = undecided {
        let mut outcome = |holds: bool| {
            let decide = |list: &[Value]| {
                let decided = list.iter().flat_map(|v| match v {
                    Value::Spread(inner) => match (**inner).clone().when(&on, holds) {
                        Value::List(list) => list.items.clone(),
                        other => vec![Value::Spread(other.into())],
                    },
                    other => vec![other.clone().when(&on, holds)],
                });
                decided.collect::<Vec<_>>()
            };
            let decided = Parts { sources: decide(&parts.sources), overrides: decide(&parts.overrides), ..parts.clone() };
            build(unread, &decided, conditions + 1)
        };
        let (yes, no) = (outcome(true), outcome(false));
        return Value::either(&on, yes, no);
    }
    let mut document = Document::default();
    // Between sources a sid must not occur twice.
    for source in &parts.sources {
        document.merge_text(unread, source);
    }
    document.earlier = document.statements.len();
    let version = parts.version.clone().unwrap_or_else(|| Value::string("2012-10-17"));
    document.version(&version);
    if let Some(id) = &parts.id {
        document.id = Some(id.clone());
    }
    match &parts.own {
        None => {}
        Some(Value::List(list)) => list.items.iter().for_each(|s| document.add(statement(s))),
        Some(Value::Object(_)) => parts.own.iter().for_each(|s| document.add(statement(s))),
        Some(other) => document.add(Value::Spread(other.clone().into())),
    }
    for source in &parts.overrides {
        document.earlier = document.statements.len();
        document.merge_text(unread, source);
    }
    Value::String(Text::json(document.value(parts.place)))
}

#[derive(Default)]
struct Document {
    version: Option<Value>,
    id: Option<Value>,
    statements: Vec<Value>,
    /// How many of them the next ones may take the place of.
    earlier: usize,
}

impl Document {
    /// A later version wins.
    fn version(&mut self, new: &Value) {
        let newer = match (&self.version, new.as_str()) {
            (None, _) => true,
            (Some(old), Some(new)) => old.as_str().is_none_or(|old| old < new),
            (Some(_), None) => true,
        };
        if newer {
            self.version = Some(new.clone());
        }
    }

    /// A statement with the sid of an earlier one takes its place. One whose sid is not known may take that of any which has one.
    fn add(&mut self, statement: Value) {
        let sid = sid(&statement);
        let mut placed = false;
        for (i, other) in self.statements.iter_mut().enumerate() {
            let certain = match (&sid, self::sid(other)) {
                (Sid::None, _) | (_, Sid::None) => continue,
                (Sid::Known(sid), Sid::Known(other)) if *sid != other => continue,
                (Sid::Known(_), Sid::Known(_)) => !matches!(statement, Value::Spread(_)),
                _ if i < self.earlier => false,
                _ => continue,
            };
            *other = if certain { statement.clone() } else { doubtful(other) };
            placed |= certain;
        }
        if !placed {
            self.statements.push(statement);
        }
    }

    /// Merges a document given as text.
    fn merge_text(&mut self, unread: &mut Vec<String>, text: &Value) {
        let parsed = match policy(text) {
            Ok(None) => return,
            Ok(Some(parsed)) => parsed,
            Err(message) => {
                unread.push(format!("a merged document is no JSON: {message}"));
                let symbol = Symbol::new(&format!("statements of {}", json::show(text)), Kind::Any);
                self.add(Value::Spread(Value::Unknown(symbol).into()));
                return;
            }
        };
        let JsonNode::Object(members) = &parsed.document.node else {
            if let JsonNode::Unknown(symbol) = &parsed.document.node {
                let symbol = Symbol::new(&format!("{} statements", symbol.name), Kind::Any);
                self.add(Value::Spread(Value::Unknown(symbol).into()));
            }
            return;
        };
        for (key, value) in members {
            match key.simple() {
                Some("Version") => self.version(&value.clone().into_value()),
                Some("Id") => self.id = Some(value.clone().into_value()),
                _ => {}
            }
        }
        for statement in parsed.statement_list() {
            match &statement.node {
                JsonNode::Unknown(symbol) => self.add(Value::Spread(Value::Unknown(symbol.clone()).into())),
                _ => self.add(statement.clone().into_value()),
            }
        }
    }

    fn value(self, place: Option<Place>) -> Value {
        let mut members = BTreeMap::new();
        let mut put = |key: &str, value: Value| members.insert(Text::from(key), Entry { value, at: None });
        if let Some(version) = self.version {
            put("Version", version);
        }
        if let Some(id) = self.id {
            put("Id", id);
        }
        put("Statement", Value::tuple(self.statements));
        Value::object(false, place, members, None)
    }
}

/// What is known of a statement's sid.
enum Sid {
    None,
    Known(String),
    Unknown,
}

fn sid(statement: &Value) -> Sid {
    match statement {
        Value::Spread(inner) => sid(inner),
        Value::Object(object) => match object.entries.get(&Text::from("Sid")).map(|e| &e.value) {
            None | Some(Value::Null) => Sid::None,
            Some(value) => match value.as_str() {
                Some(known) if known.is_empty() => Sid::None,
                Some(known) => Sid::Known(known),
                None => Sid::Unknown,
            },
        },
        _ => Sid::Unknown,
    }
}

/// What stands for a statement that another may take the place of.
fn doubtful(statement: &Value) -> Value {
    match statement {
        Value::Spread(_) => statement.clone(),
        _ => Value::Unknown(Symbol::new(&format!("{}, or what overrides it", json::show(statement)), Kind::Any)),
    }
}

/// A `statement` block as a statement; where there is an unknown number of blocks, of as many.
fn statement(block: &Value) -> Value {
    match block {
        Value::Spread(inner) => Value::Spread(statement(inner).into()),
        Value::Either(either) => Value::either(&either.on, statement(&either.yes), statement(&either.no)),
        Value::List(list) => Value::list(list.sequence, list.items.iter().map(statement).collect()),
        Value::Object(object) => {
            let mut members: BTreeMap<Text, Entry> = BTreeMap::new();
            let mut put = |key: &str, value: Value, at: Option<Place>| members.insert(Text::from(key), Entry { value, at });
            let given = |name: &str| object.entries.get(&Text::from(name)).filter(|e| !is_unset(&e.value));
            if let Some(sid) = given("sid") {
                put("Sid", sid.value.clone(), sid.at);
            }
            let effect = given("effect");
            put("Effect", effect.map_or_else(|| Value::string("Allow"), |e| e.value.clone()), effect.and_then(|e| e.at));
            for (argument, element) in
                [("actions", "Action"), ("not_actions", "NotAction"), ("resources", "Resource"), ("not_resources", "NotResource")]
            {
                if let Some(entry) = given(argument) {
                    put(element, variables(&entry.value), entry.at);
                }
            }
            for (argument, element) in [("principals", "Principal"), ("not_principals", "NotPrincipal")] {
                if let Some(entry) = given(argument) {
                    put(element, decided(&entry.value, &principals, 0), entry.at);
                }
            }
            if let Some(entry) = given("condition") {
                put("Condition", decided(&entry.value, &conditions, 0), entry.at);
            }
            Value::object(false, object.at, members, None)
        }
        other => other.clone(),
    }
}

fn is_unset(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.simple() == Some(""),
        Value::List(list) => list.items.is_empty(),
        _ => false,
    }
}

/// `&{…}` stands for the policy variable `${…}`.
fn variables(value: &Value) -> Value {
    match value {
        Value::String(text) if text.show().contains("&{") => {
            let mut out = Text::default();
            for segment in text.segments() {
                match segment {
                    Segment::Literal(s) => out.push_str(&s.replace("&{", "${")),
                    Segment::Symbol(symbol) => out.push_piece(Piece::Symbol(symbol)),
                }
            }
            Value::String(out)
        }
        Value::List(list) => Value::list(Sequence::Tuple, list.items.iter().map(variables).collect()),
        Value::Spread(inner) => Value::Spread(variables(inner).into()),
        Value::Either(either) => Value::either(&either.on, variables(&either.yes), variables(&either.no)),
        other => other.clone(),
    }
}

/// Makes an element of blocks; of those that hang on a condition one for each outcome.
fn decided(blocks: &Value, make: &dyn Fn(&Value) -> Value, conditions: usize) -> Value {
    let Value::List(list) = blocks else { return make(blocks) };
    let on = list.items.iter().find_map(|item| match item {
        Value::Either(either) => Some(&either.on),
        Value::Spread(inner) => {
            if let Value::Either(either) = &**inner {
                Some(&either.on)
            } else {
                None
            }
        }
        _ => None,
    });
    let Some(on) = on.filter(|_| conditions < MOST_CONDITIONS) else { return make(blocks) };
    let outcome = |holds: bool| {
        let items = list.items.iter().map(|item| match item {
            Value::Spread(inner) => Value::Spread((**inner).clone().when(on, holds).into()),
            other => other.clone().when(on, holds),
        });
        decided(&Value::list(list.sequence, items.collect()), make, conditions + 1)
    };
    Value::either(on, outcome(true), outcome(false))
}

/// Blocks by what their attributes name, values of the same names together; unknown where the blocks are.
fn grouped(blocks: &Value, names: &[&str], values: &str) -> Result<BTreeMap<Vec<Text>, Vec<Value>>, Value> {
    let unknown = || Value::Unknown(json::symbol_of(blocks));
    let list = match blocks {
        Value::List(list) => list.items.clone(),
        Value::Object(_) => vec![blocks.clone()],
        _ => return Err(unknown()),
    };
    let mut out: BTreeMap<Vec<Text>, Vec<Value>> = BTreeMap::new();
    for block in &list {
        let Value::Object(_) = block else { return Err(Value::Unknown(json::symbol_of(block))) };
        let mut key = Vec::new();
        for name in names {
            match block.get(name).map(super::super::evaluate::to_text) {
                Some(Ok(text)) => key.push(text.plain()),
                _ => return Err(unknown()),
            }
        }
        let group = out.entry(key).or_default();
        match block.get(values).map(variables) {
            Some(Value::List(list)) => group.extend(list.items.iter().cloned()),
            Some(Value::Null) | None => {}
            Some(other) => group.push(Value::Spread(other.into())),
        }
    }
    Ok(out)
}

fn principals(blocks: &Value) -> Value {
    let grouped = match grouped(blocks, &["type"], "identifiers") {
        Ok(grouped) => grouped,
        Err(unknown) => return unknown,
    };
    let mut members = BTreeMap::new();
    for (key, identifiers) in grouped {
        let Some(kind) = key.into_iter().next() else { continue };
        if kind.simple() == Some("*") && identifiers.iter().all(|i| i.as_str().as_deref() == Some("*")) {
            return Value::string("*");
        }
        members.insert(kind, Entry { value: Value::tuple(identifiers), at: None });
    }
    Value::object(false, None, members, None)
}

fn conditions(blocks: &Value) -> Value {
    let grouped = match grouped(blocks, &["test", "variable"], "values") {
        Ok(grouped) => grouped,
        Err(unknown) => return unknown,
    };
    let mut operators: BTreeMap<Text, BTreeMap<Text, Entry>> = BTreeMap::new();
    for (key, values) in grouped {
        let mut key = key.into_iter();
        if let (Some(test), Some(variable)) = (key.next(), key.next()) {
            operators.entry(test).or_default().insert(variable, Entry { value: Value::tuple(values), at: None });
        }
    }
    let members = operators.into_iter().map(|(k, keys)| (k, Entry { value: Value::object(false, None, keys, None), at: None }));
    Value::object(false, None, members.collect(), None)
}
