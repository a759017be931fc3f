//! Policies from data sources that are read while applying: a plan shows of a `data.aws_iam_policy_document` the statements with holes, and its
//! configuration what fills them. Expressions are not in it, only what they refer to; so a hole is filled where that leaves one reading.

use std::collections::BTreeMap;

use serde_json::Value as Plain;

use super::super::source::{self, Kind, Symbol, Text, Value};
use super::build::Builder;
use super::instance::{At, Instance, State};
use super::reference::{self, Reached};
use super::world::World;

/// Documents merged into documents.
const DEPTH: u32 = 16;

impl Builder<'_> {
    /// What the plan shows of a policy that is the `json` of a data source and nothing else.
    pub(super) fn deferred(&self, at: &At<'_>) -> Option<Value> {
        the_document(self.world, at.instance, at.expression()?, DEPTH)
    }
}

/// The document that is all an expression refers to.
fn the_document(world: &World, by: &Instance, expression: &Plain, depth: u32) -> Option<Value> {
    let mut reached = reference::each(world, by, expression);
    // What they decide is decided; were they all, the text would be known.
    reached.retain(|r| !matches!(r, Reached::Value(Plain::Bool(_) | Plain::Null)));
    match reached.as_slice() {
        [Reached::Attribute(number, attribute)] => document(world, *number, attribute.as_deref(), depth),
        _ => None,
    }
}

fn document(world: &World, number: usize, attribute: Option<&str>, depth: u32) -> Option<Value> {
    let depth = depth.checked_sub(1)?;
    let instance = world.instances.get(number)?;
    let attribute = attribute.unwrap_or("json");
    // Anything else may be used in a policy as well as being one.
    if !instance.address.data || instance.address.ty != "aws_iam_policy_document" || !matches!(attribute, "json" | "minified_json") {
        return None;
    }
    if let State::Known(text) = instance.at(attribute).state() {
        return text.as_str().map(Value::string);
    }
    let mut arguments = BTreeMap::new();
    for name in ["source_json", "source_policy_documents", "override_json", "override_policy_documents"] {
        if let Some(documents) = documents(world, instance, name, depth) {
            arguments.insert(name, documents);
        }
    }
    for name in ["version", "policy_id"] {
        arguments.extend(argument(world, &Hole::of(instance, name)).map(|value| (name, value)));
    }
    arguments.extend(statements(world, &Hole::of(instance, "statement")).map(|value| ("statement", value)));
    Some(source::policy_document(&arguments))
}

/// Documents to merge: those that are not known are told by the references, where there are as many.
fn documents(world: &World, instance: &Instance, name: &str, depth: u32) -> Option<Value> {
    let hole = Hole::of(instance, name);
    let told = hole.expression.map_or_else(Vec::new, |e| reference::each(world, instance, e));
    let items: Vec<Hole<'_>> = match (hole.unknown, hole.value) {
        (Some(Plain::Bool(true)), _) => return Some(compacted(world, &told, depth).unwrap_or_else(|| hole.symbol())),
        (_, None) => return None,
        (_, Some(Plain::Array(items))) => (0..items.len()).map(|i| hole.element(i)).collect(),
        _ => vec![hole.clone()],
    };
    let told: Vec<&Reached> = told.iter().filter(|r| !matches!(r, Reached::Value(Plain::Bool(_)))).collect();
    let told = if told.len() == items.len() { told } else { Vec::new() };
    let merged = items.iter().enumerate().map(|(i, item)| match (item.value.and_then(Plain::as_str), told.get(i)) {
        (Some(text), _) => Value::string(text),
        (None, Some(Reached::Attribute(number, attribute))) => document(world, *number, attribute.as_deref(), depth).unwrap_or_else(|| item.symbol()),
        _ => item.symbol(),
    });
    Some(Value::tuple(merged.collect()))
}

/// A list of documents of which even the number is not known, as of `compact`: what its references come to, one after the other, where each
/// is a document. `var.on ? data.…[0].json : ""` gives the condition and then the document: it is there when the condition holds, and where it
/// is not, there must be no instance of the document.
fn compacted(world: &World, told: &[Reached], depth: u32) -> Option<Value> {
    let mut documents = Vec::new();
    let mut condition = None;
    for reached in told {
        let holds = condition.take();
        match (reached, holds) {
            (Reached::Value(Plain::Bool(on)), None) => condition = Some(*on),
            (Reached::Attribute(number, attribute), None | Some(true)) => documents.push(document(world, *number, attribute.as_deref(), depth)?),
            (Reached::Value(Plain::String(text)), None | Some(true)) => documents.push(Value::string(text)),
            (Reached::Value(Plain::Null), _) | (Reached::Other, Some(false)) => {}
            _ => return None,
        }
    }
    condition.is_none().then(|| Value::tuple(documents))
}

/// A part of what a plan shows of a data source: its value, where that is not known, and its expression.
#[derive(Clone)]
struct Hole<'a> {
    instance: &'a Instance,
    path: String,
    value: Option<&'a Plain>,
    unknown: Option<&'a Plain>,
    expression: Option<&'a Plain>,
}

impl<'a> Hole<'a> {
    fn of(instance: &'a Instance, name: &str) -> Self {
        Hole {
            instance,
            path: format!("{}.{name}", instance.shown),
            value: instance.values.get(name),
            unknown: instance.unknown.get(name),
            expression: instance.expressions.as_deref().and_then(|e| e.get(name)),
        }
    }

    fn below(&self, step: &str, part: impl Fn(&'a Plain) -> Option<&'a Plain>) -> Self {
        let whole = |mark: Option<&'a Plain>| mark.and_then(|m| if m.is_boolean() { Some(m) } else { part(m) });
        Hole {
            instance: self.instance,
            path: format!("{}{step}", self.path),
            value: self.value.and_then(&part),
            unknown: whole(self.unknown),
            expression: self.expression,
        }
    }

    /// An item of a list that is one argument.
    fn element(&self, index: usize) -> Self {
        self.below(&format!("[{index}]"), |list| list.get(index))
    }

    /// A block among those of one name; `expression` is its own, where it can be told which that is.
    fn block(&self, index: usize, expression: Option<&'a Plain>) -> Self {
        Hole { expression, ..self.element(index) }
    }

    fn member(&self, name: &str) -> Self {
        Hole { expression: self.expression.and_then(|e| e.get(name)), ..self.below(&format!(".{name}"), |object| object.get(name)) }
    }

    fn is_hole(&self) -> bool {
        self.unknown == Some(&Plain::Bool(true))
    }

    fn symbol(&self) -> Value {
        Value::Unknown(Symbol::new(&self.path, Kind::Any))
    }

    /// Blocks of this name with the expressions that are theirs: in lists by place, in sets only the single one.
    fn blocks(&self, ordered: bool) -> Option<Vec<Hole<'a>>> {
        let count = self.value.and_then(Plain::as_array).map_or(0, Vec::len);
        let written = self.expression.and_then(Plain::as_array).map_or(&[][..], Vec::as_slice);
        // Fewer are written than there are: some are made by `dynamic`.
        let same = written.len() == count && (ordered || count == 1);
        (!self.is_hole()).then(|| (0..count).map(|i| self.block(i, written.get(i).filter(|_| same))).collect())
    }
}

/// An argument that is a string, or a list of them.
fn argument(world: &World, hole: &Hole<'_>) -> Option<Value> {
    if hole.is_hole() {
        return Some(filled(world, hole));
    }
    match hole.value? {
        Plain::Array(items) => {
            let items = (0..items.len()).map(|i| hole.element(i));
            Some(Value::tuple(items.map(|item| argument(world, &item).unwrap_or(Value::Null)).collect()))
        }
        known => Some(source::from_plain(known)),
    }
}

/// What fills a hole: an ARN that is all it refers to, with what may follow it there; else a symbol of its own.
fn filled(world: &World, hole: &Hole<'_>) -> Value {
    let single = hole.value.is_none_or(Plain::is_null) && hole.path.ends_with(']');
    let told = hole.expression.filter(|_| single).map_or_else(Vec::new, |e| reference::each(world, hole.instance, e));
    if let [Reached::Attribute(number, Some(attribute))] = told.as_slice()
        && attribute == "arn"
        && let Some(instance) = world.instances.get(*number)
    {
        let mut text = Text::symbol(Symbol::new(&format!("{}.arn", instance.shown), Kind::String));
        // A principal's ARN stands alone.
        if !hole.path.contains(".principals[") && !hole.path.contains(".not_principals[") {
            text.push(&Text::symbol(Symbol::new(&format!("{}.suffix", hole.path), Kind::Any)));
        }
        return Value::String(text);
    }
    hole.symbol()
}

fn statements(world: &World, hole: &Hole<'_>) -> Option<Value> {
    hole.value.or(hole.unknown)?;
    let Some(blocks) = hole.blocks(true) else { return Some(hole.symbol()) };
    let statements = blocks.iter().map(|block| {
        let mut members = BTreeMap::new();
        for name in ["sid", "effect", "actions", "not_actions", "resources", "not_resources"] {
            members.extend(argument(world, &block.member(name)).map(|value| (name, value)));
        }
        for (name, arguments) in [
            ("principals", &["type", "identifiers"][..]),
            ("not_principals", &["type", "identifiers"]),
            ("condition", &["test", "variable", "values"]),
        ] {
            members.extend(inner(world, &block.member(name), arguments).map(|value| (name, value)));
        }
        object(members)
    });
    Some(Value::tuple(statements.collect()))
}

/// Blocks of a statement.
fn inner(world: &World, hole: &Hole<'_>, arguments: &[&'static str]) -> Option<Value> {
    hole.value.or(hole.unknown)?;
    let Some(blocks) = hole.blocks(false) else { return Some(hole.symbol()) };
    let one = |block: &Hole<'_>, name: &'static str| match argument(world, &block.member(name))? {
        // Once applied, the URL of an identity provider is seen without its scheme.
        Value::String(key) if name == "variable" => {
            Some((name, key.known().map_or(Value::String(key), |known| Value::string(known.trim_start_matches("https://")))))
        }
        value => Some((name, value)),
    };
    let blocks = blocks.iter().map(|block| object(arguments.iter().filter_map(|a| one(block, a)).collect()));
    Some(Value::tuple(blocks.collect()))
}

fn object(members: BTreeMap<&str, Value>) -> Value {
    let entries = members.into_iter().map(|(name, value)| (Text::from(name), source::Entry { value, at: None }));
    Value::object(false, None, entries.collect(), None)
}
