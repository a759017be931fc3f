//! What the Terraform source says beside a plan or state: where each instance is written, and what stands in attributes that are known
//! after apply. Symbols of the source are those of the rest of the inventory, so that a rebuilt policy names a bucket as the bucket itself is.

use std::collections::{BTreeMap, BTreeSet};

use super::super::Options;
use super::super::source::{self, Block, Evaluated, Given, Kind, Missing, Stated, Tree, Value, from_plain, plain};
use super::address::Address;
use super::build::Builder;
use super::catalogue;
use super::instance::{At, Instance, State};
use super::reference::Targets;
use super::world::World;
use crate::aws::{SymbolKind, Text};
use crate::model::{Gap, GapKind, Inventory, Origin, Place, ResourceId};
use crate::policy::Document;

/// The evaluated source, once for each input, and where instances are by address.
#[derive(Debug, Default)]
pub(super) struct Sources {
    evaluated: BTreeMap<u32, Evaluation>,
    /// The same without what inputs state, which knows where the texts of policies are written; only where the source is not the input itself.
    unaided: BTreeMap<u32, Evaluation>,
    instances: BTreeMap<(u32, String), usize>,
    /// Instances by what the source says their `id` is.
    ids: BTreeMap<(u32, source::Text), usize>,
}

#[derive(Debug)]
struct Evaluation {
    evaluated: Evaluated,
    blocks: BTreeMap<String, usize>,
    /// The source is the input itself.
    own: bool,
}

impl Evaluation {
    fn new(evaluated: Evaluated, own: bool) -> Self {
        let blocks = evaluated.blocks.iter().enumerate().map(|(n, b)| (b.address.clone(), n)).collect();
        Self { evaluated, blocks, own }
    }

    fn block(&self, instance: &Instance) -> Option<&Block> {
        self.evaluated.blocks.get(*self.blocks.get(&instance.shown)?)
    }

    fn value(&self, at: &At<'_>) -> Option<&Value> {
        let mut value = &self.block(at.instance)?.body;
        let mut stated = Some(&at.instance.values);
        for step in &at.path {
            stated = stated.and_then(|s| step.parse::<usize>().map_or_else(|_| s.get(step), |index| s.get(index)));
            value = match value {
                Value::List(list) if self.own || at.path.first().is_some_and(|name| at.instance.listed.contains(name)) => {
                    step.parse().ok().and_then(|index: usize| list.items.get(index))?
                }
                Value::List(list) => element(&list.items, stated)?,
                other => other.get(step)?,
            };
        }
        Some(value)
    }
}

/// What became of a policy that is known after apply.
pub(super) enum Rebuilt {
    /// Its document, and from what it was rebuilt.
    Document(Document, &'static str),
    /// Some of its statements; why the others stay unknown, to be appended to a message.
    Part(Document, String),
    /// There is none.
    Absent,
    /// It stays unknown; why, to be appended to a message.
    Unknown(String),
}

impl Sources {
    /// Evaluates the source with each input's variables and known values, and notes in each instance where it is written. Inputs that are source
    /// themselves are evaluated already.
    pub(super) fn evaluate(world: &mut World, own: BTreeMap<u32, Evaluated>, options: &Options) -> Self {
        let mut sources = Self::default();
        if let Some(folder) = &options.configuration {
            let files = &*folder.files;
            let tree = Tree::read(files, &folder.entry);
            let inputs: BTreeSet<u32> =
                world.instances.iter().filter(|i| i.place.is_none()).map(|i| i.input).filter(|i| !own.contains_key(i)).collect();
            for input in inputs {
                let variables = world.configs.get(input as usize).map(|c| &c.variables);
                let stated = variables.into_iter().flatten().map(|(name, value)| Given::Value { name: name.clone(), value: from_plain(value) });
                let given: Vec<Given> = options.given.iter().cloned().chain(stated).collect();
                let known = Known(world.instances.iter().filter(|i| i.input == input).map(|i| (i.shown.as_str(), i)).collect());
                sources.evaluated.insert(input, Evaluation::new(tree.evaluate(files, &given, &known), false));
                sources.unaided.insert(input, Evaluation::new(tree.evaluate(files, &given, &()), false));
            }
        }
        sources.evaluated.extend(own.into_iter().map(|(input, evaluated)| (input, Evaluation::new(evaluated, true))));
        for (number, instance) in world.instances.iter_mut().enumerate() {
            sources.instances.insert((instance.world, instance.shown.clone()), number);
            let found = sources.block(instance);
            let written = found.map(|(of, block)| place(of, block.at));
            let lists = found.filter(|_| !sources.is_own(instance)).map(|(_, block)| lists(block, instance));
            if let Some(Value::String(id)) = found.and_then(|(_, block)| block.body.get("id")) {
                let id = (instance.world, id.clone());
                sources.ids.insert(id, number);
            }
            for (name, (items, unknown)) in lists.into_iter().flatten() {
                instance.list(&name, items, unknown);
            }
            instance.written = written;
        }
        sources
    }

    /// Reports what is missing in source: all but what is about types that give no access and hold no data; beside a plan or state only what could
    /// not be read, because the rest is either known there or is told with the policy that stays unknown.
    pub(super) fn report(&self, inventory: &mut Inventory) {
        let mut told = BTreeSet::new();
        for (input, evaluation) in &self.evaluated {
            for gap in &evaluation.evaluated.gaps {
                let address = Address::parse(&gap.subject).filter(|a| super::is_aws(&a.ty));
                if address.as_ref().is_some_and(|a| !catalogue::is_known(&a.ty) || (!a.data && catalogue::reads(a).is_none())) {
                    continue;
                }
                let written = gap.at.map(|at| place(&evaluation.evaluated, at));
                let kind = match &address {
                    Some(_) => GapKind::UnknownValue,
                    None if gap.subject.is_empty() || written.as_ref().is_some_and(|w| w.file == gap.subject) => GapKind::Unreadable,
                    None if gap.message.contains("is not on disk") => GapKind::NotInInput,
                    None => GapKind::UnknownValue,
                };
                if !evaluation.own && (kind != GapKind::Unreadable || !told.insert(gap)) {
                    continue;
                }
                let name = inventory.inputs.get(*input as usize).map_or_else(String::new, |i| i.name.clone());
                let subject = if gap.subject.is_empty() { name } else { gap.subject.clone() };
                let origin = Origin { input: *input, address: address.map(|a| a.to_string()), ..Origin::default() };
                let origin = written.iter().fold(origin, Origin::at);
                inventory.gaps.push(Gap { kind, subject, message: gap.message.clone(), origin, resource: None, policy: None });
            }
        }
    }

    fn block(&self, instance: &Instance) -> Option<(&Evaluated, &Block)> {
        let evaluation = self.evaluated.get(&instance.input)?;
        Some((&evaluation.evaluated, evaluation.block(instance)?))
    }

    /// Where the statements of a policy are written that an attribute states; nothing where the source and the `count` of them disagree.
    pub(super) fn places(&self, at: &At<'_>, count: usize) -> Vec<Option<Place>> {
        let of = |evaluation: &Evaluation| {
            let policy = source::policy(evaluation.value(at)?).ok()??;
            let places = policy.statements.iter().map(|s| s.map(|s| place(&evaluation.evaluated, s)));
            (policy.statements.len() == count && policy.statements.iter().any(Option::is_some)).then(|| places.collect::<Vec<_>>())
        };
        let input = &at.instance.input;
        self.evaluated.get(input).and_then(of).or_else(|| self.unaided.get(input).and_then(of)).unwrap_or_default()
    }

    fn is_own(&self, instance: &Instance) -> bool {
        self.evaluated.get(&instance.input).is_some_and(|e| e.own)
    }

    /// The value that the source gives an attribute.
    fn value(&self, at: &At<'_>) -> Option<&Value> {
        self.evaluated.get(&at.instance.input)?.value(at)
    }

    /// The first thing that is missing in the source of an instance beside an input, to be appended to a message.
    fn why(&self, instance: &Instance) -> String {
        let evaluation = self.evaluated.get(&instance.input).filter(|e| !e.own);
        let gap = evaluation.and_then(|e| e.evaluated.gaps.iter().find(|g| g.subject == instance.shown));
        gap.map_or_else(String::new, |gap| format!(": {}", gap.message))
    }

    /// Calls of modules that are not there, in source that is an input itself.
    pub(super) fn missing(&self) -> Vec<(u32, Missing)> {
        let own = self.evaluated.iter().filter(|(_, e)| e.own);
        own.flat_map(|(input, e)| e.evaluated.missing.iter().map(|m| (*input, m.clone()))).collect()
    }

    /// What the source says an attribute is made of: instances with the attributes that are asked of them, and whether there is more.
    pub(super) fn made_of(&self, at: &At<'_>) -> Option<(Targets, bool)> {
        let mut targets = BTreeSet::new();
        let mut opaque = false;
        for name in symbols(self.value(at)?) {
            match self.named(at.instance.world, &name) {
                Some((number, attribute)) => {
                    targets.insert((number, Some(attribute)));
                }
                None => opaque = true,
            }
        }
        Some((targets, opaque))
    }

    /// Names of what the source says an attribute is made of, whether an input holds that or not.
    pub(super) fn names_in(&self, at: &At<'_>) -> Option<BTreeSet<String>> {
        Some(symbols(self.value(at)?).into_iter().map(|name| name.to_string()).collect())
    }

    /// The instance and attribute that a symbol is named by.
    pub(super) fn named(&self, world: u32, name: &str) -> Option<(usize, String)> {
        name.rmatch_indices('.').find_map(|(dot, _)| {
            let (address, attribute) = name.split_at_checked(dot)?;
            let number = self.instances.get(&(world, address.to_owned()))?;
            Some((*number, attribute.trim_start_matches('.').to_owned()))
        })
    }
}

/// Lists of scalars that are known after apply as a whole, as the source tells them.
fn lists(block: &Block, instance: &Instance) -> Vec<(String, (serde_json::Value, serde_json::Value))> {
    let unknown = instance.unknown.as_object().into_iter().flatten().filter(|(_, mark)| **mark == serde_json::Value::Bool(true));
    let told = unknown.filter_map(|(name, _)| match block.body.get(name)? {
        value @ Value::List(list) if list.items.iter().all(|i| matches!(i, Value::String(_) | Value::Unknown(_))) => {
            Some((name.clone(), plain(value)))
        }
        _ => None,
    });
    told.collect()
}

/// Names of the symbols in a value.
pub(super) fn symbols(value: &Value) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    let mut waiting = vec![value];
    while let Some(value) = waiting.pop() {
        match value {
            Value::Unknown(symbol) => {
                out.insert(symbol.name.to_string());
            }
            Value::String(text) => out.extend(text.segments().into_iter().filter_map(|s| match s {
                source::Segment::Symbol(symbol) => Some(symbol.name.to_string()),
                source::Segment::Literal(_) => None,
            })),
            Value::List(list) => waiting.extend(&list.items),
            Value::Object(object) => waiting.extend(object.entries.values().map(|e| &e.value)),
            Value::Either(either) => waiting.extend([&either.yes, &either.no]),
            Value::Spread(inner) => waiting.push(inner),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Resource(_) | Value::Module(_) => {}
        }
    }
    out
}

/// The only item that agrees with what is stated: many blocks are sets, whose order here is not that of the source.
fn element<'v>(items: &'v [Value], stated: Option<&serde_json::Value>) -> Option<&'v Value> {
    let agrees = |item: &Value| {
        let members = stated.and_then(|s| s.as_object()).into_iter().flatten();
        members.filter_map(|(name, value)| Some((item.get(name)?.as_str()?, value.as_str()?))).all(|(ours, theirs)| ours == theirs)
    };
    let mut matching = items.iter().filter(|item| agrees(item));
    match (matching.next(), matching.next()) {
        (Some(Value::Spread(_)), _) => None,
        (Some(one), None) => Some(one),
        _ => None,
    }
}

fn place(of: &Evaluated, at: source::Place) -> Place {
    Place { file: of.files.get(at.file as usize).cloned().unwrap_or_default(), line: at.line, column: at.column }
}

/// An issuer's URL without its scheme, which ARNs and condition keys lack, is the same symbol as the URL.
fn without_scheme(name: &str) -> &str {
    let replaced = name.strip_prefix("replace(").and_then(|n| n.strip_suffix(", \"https://\", \"\")"));
    let trimmed = name.strip_prefix("trimprefix(").and_then(|n| n.strip_suffix(", \"https://\")"));
    replaced.or(trimmed).unwrap_or(name)
}

/// What an input states of its instances.
struct Known<'w>(BTreeMap<&'w str, &'w Instance>);

impl Stated for Known<'_> {
    fn attribute(&self, address: &str, attribute: &str) -> Option<Value> {
        let at = self.0.get(address)?.at(attribute);
        match at.state() {
            State::Known(value) if at.is_whole() => Some(from_plain(value)),
            _ => None,
        }
    }
}

impl Builder<'_> {
    /// Rebuilds a policy that is known after apply. Parts that hang on a condition or are not known are unknown in it.
    pub(super) fn rebuilt(&mut self, at: &At<'_>) -> Rebuilt {
        let (value, from) = match self.sources.value(at).cloned() {
            Some(value) => (value, "source"),
            None => match self.deferred(at) {
                Some(value) => (value, "aws_iam_policy_document"),
                None => return Rebuilt::Unknown(self.sources.why(at.instance)),
            },
        };
        let policy = match source::policy(&value) {
            Ok(Some(policy)) => policy,
            Ok(None) if at.instance.created => return Rebuilt::Absent,
            Ok(None) => return Rebuilt::Unknown(", and the source sets none".to_owned()),
            Err(_) => return Rebuilt::Unknown(format!(", and the source gives no JSON{}", self.sources.why(at.instance))),
        };
        let tree = policy.to_policy(&mut |symbol| self.text_of_symbol(symbol, at.instance));
        match Document::parse(&tree) {
            Ok(document) if document.statements.is_empty() && !document.unknown_statements.is_empty() => {
                Rebuilt::Unknown(format!(", and the source does not tell it either{}", self.sources.why(at.instance)))
            }
            Ok(document) if !document.unknown_statements.is_empty() => {
                let why = format!(" in {} of its statements{}", document.unknown_statements.len(), self.sources.why(at.instance));
                Rebuilt::Part(document, why)
            }
            Ok(document) => Rebuilt::Document(document, from),
            Err(_) => Rebuilt::Unknown(format!(", and the source gives no valid policy{}", self.sources.why(at.instance))),
        }
    }

    /// The text that the source gives an attribute, symbols in it.
    pub(super) fn written_text(&mut self, at: &At<'_>) -> Option<Text> {
        let value = if at.is_sensitive() { None } else { self.sources.value(at).cloned() }?;
        match value {
            Value::String(text) => Some(source::to_text(&text, &mut |symbol| self.text_of_symbol(symbol, at.instance))),
            Value::Unknown(symbol) => Some(self.text_of_symbol(&symbol, at.instance)),
            _ => None,
        }
    }

    /// The resource that an attribute refers to in the source.
    pub(super) fn written_reference(&mut self, at: &At<'_>, kinds: &[&'static str]) -> Option<ResourceId> {
        let value = self.sources.value(at)?.clone();
        self.reference(&value, kinds, at.instance)
    }

    /// The resources that a list refers to in the source; `None` when one of them is not found, or their number is not known.
    pub(super) fn written_references(&mut self, at: &At<'_>, kinds: &[&'static str]) -> Option<Vec<ResourceId>> {
        match self.sources.value(at)?.clone() {
            Value::List(list) => list.items.iter().map(|item| self.reference(item, kinds, at.instance)).collect(),
            _ => None,
        }
    }

    /// The resource that a value names by its ARN, name or id.
    fn reference(&mut self, value: &Value, kinds: &[&'static str], by: &Instance) -> Option<ResourceId> {
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Unknown(symbol) => source::Text::symbol(symbol.clone()),
            _ => return None,
        };
        if let [source::Segment::Symbol(symbol)] = text.segments().as_slice()
            && let Some((number, _)) = self.sources.named(by.world, &symbol.name)
        {
            return self.resources.get(number).copied().flatten().filter(|id| self.is_kind(*id, kinds));
        }
        let of_kind = |number: &usize| self.resources.get(*number).copied().flatten().filter(|id| self.is_kind(*id, kinds));
        if let Some(id) = self.sources.ids.get(&(by.world, text.clone())).and_then(of_kind) {
            return Some(id);
        }
        let text = source::to_text(&text, &mut |symbol| self.text_of_symbol(symbol, by));
        match text.literal() {
            Some(name) => self.find(name, kinds, by),
            None => self.by_arn.get(&text).copied().filter(|id| self.is_kind(*id, kinds)),
        }
    }

    /// The text that a symbol of the source stands for: part of a scope, a resource's ARN, a known value; else the symbol of its name.
    pub(super) fn text_of_symbol(&mut self, symbol: &source::Symbol, by: &Instance) -> Text {
        let name = without_scheme(&symbol.name);
        if let Some((what, key)) = name.split_once(':') {
            let key = self.world.config(by).map_or(key, |c| c.provider_key(key));
            if let Some(scope) = self.scopes.of_provider(by.world, key) {
                match what {
                    "account" => return scope.account.clone(),
                    "region" => return scope.region.clone(),
                    "partition" => return scope.partition.clone(),
                    _ => {}
                }
            }
        }
        let kind = match symbol.kind {
            Kind::Any | Kind::String => SymbolKind::Any,
            Kind::Unique => SymbolKind::Unique,
            Kind::Suffix => SymbolKind::Suffix,
            Kind::Account => SymbolKind::Account,
            Kind::Region => SymbolKind::Region,
            Kind::Partition => SymbolKind::Partition,
        };
        let world = self.world;
        if let Some((number, attribute)) = self.sources.named(by.world, name)
            && let Some(instance) = world.instances.get(number)
        {
            let at = instance.at(&attribute);
            let arn = self.resources.get(number).copied().flatten().and_then(|id| self.inventory.resource(id)).map(|r| &r.arn);
            match (attribute.as_str(), arn) {
                ("arn", Some(arn)) => return arn.clone(),
                // Characters that AWS adds to a name.
                ("random" | "uuid", _) => return self.symbol(&instance.at("arn"), kind, "AWS assigns it"),
                _ => {}
            }
            if let Some(known) = at.str().filter(|_| !at.is_sensitive()) {
                return Text::from(known);
            }
        }
        Text::symbol(self.inventory.symbol(kind, name, "known after apply"))
    }
}
