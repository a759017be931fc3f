//! Instances of resources and module calls: `count` and `for_each`.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::config::{self, Module};
use super::super::number::Number;
use super::super::syntax::{Block, Body, Node};
use super::super::text::Text;
use super::super::value::{Entry, Kind, Place, Sequence, Symbol, Value};
use super::super::{Mode, json};
use super::expression::invalid;
use super::operator::to_text;
use super::{Iteration, MOST_INSTANCES, Machine, Outcome, Problem, Scope};

/// Calls within calls.
const DEEPEST_MODULE: usize = 40;

/// An instance of a module.
#[derive(Debug)]
pub(super) struct ModuleInstance<'t> {
    /// `None` when it is not on disk.
    pub config: Option<&'t Module>,
    /// `module.a["k"].module.b`; empty for the root.
    pub address: String,
    /// Names of calls.
    pub path: Vec<String>,
    pub parent: Option<u32>,
    pub call: Option<&'t Block>,
    pub iteration: Option<Arc<Iteration>>,
    pub certain: bool,
}

/// An instance of a resource.
#[derive(Debug)]
pub(super) struct ResourceInstance<'t> {
    pub module: u32,
    pub mode: Mode,
    pub ty: &'t str,
    pub block: &'t Block,
    pub address: String,
    /// The address without key.
    pub resource: String,
    pub iteration: Option<Arc<Iteration>>,
    pub certain: bool,
}

/// The instances of a resource or call.
#[derive(Clone, Debug)]
pub(super) enum Expansion {
    Busy,
    Done { value: Value, instances: Vec<u32> },
}

/// One instance to make: its key as the address shows it, its `each` or `count`, whether it certainly exists.
struct Planned {
    key: String,
    iteration: Option<Iteration>,
    certain: bool,
}

/// How the instances form a value; the numbers are places in the list of instances.
enum Shape {
    One,
    Count(Value),
    Each(Value),
}

impl<'t> Machine<'t> {
    /// Makes the root module's instance.
    pub(super) fn root(&mut self) {
        self.modules.push(ModuleInstance {
            config: self.tree.config.modules.get(&self.tree.entry),
            address: String::new(),
            path: Vec::new(),
            parent: None,
            call: None,
            iteration: None,
            certain: true,
        });
    }

    fn module(&self, module: u32) -> Option<&ModuleInstance<'t>> {
        self.modules.get(module as usize)
    }

    pub(super) fn module_config(&self, module: u32) -> Option<&'t Module> {
        self.module(module)?.config
    }

    pub(super) fn module_address(&self, module: u32) -> String {
        self.module(module).map_or_else(String::new, |m| m.address.clone())
    }

    /// The call of a module instance with the scope it stands in.
    pub(super) fn caller(&self, module: u32) -> Option<(u32, &'t Block, Option<Arc<Iteration>>)> {
        let instance = self.module(module)?;
        Some((instance.parent?, instance.call?, instance.iteration.clone()))
    }

    pub(in super::super) fn folder(&self, module: u32) -> String {
        self.module_config(module).map_or_else(String::new, |c| c.folder.clone())
    }

    /// `a.b` as `modules.json` writes it.
    pub(super) fn call_path(&self, module: u32, call: &str) -> String {
        let mut path = self.module(module).map_or_else(Vec::new, |m| m.path.clone());
        path.push(call.to_owned());
        path.join(".")
    }

    /// `module.a.module.b`, without keys; empty for the root.
    pub(super) fn module_names(&self, module: u32) -> String {
        self.module(module).map_or_else(String::new, |m| m.path.iter().map(|p| format!("module.{p}")).collect::<Vec<_>>().join("."))
    }

    /// A name with the address of the module in front.
    pub(super) fn within(&self, module: u32, name: &str) -> String {
        let address = self.module_address(module);
        if address.is_empty() { name.to_owned() } else { format!("{address}.{name}") }
    }

    pub(in super::super) fn resource_address(&self, resource: u32) -> String {
        self.resources.get(resource as usize).map_or_else(String::new, |r| r.address.clone())
    }

    /// A value for names, handles by their address.
    pub(super) fn shown(&self, value: &Value) -> String {
        match value {
            Value::Resource(n) => self.resource_address(*n),
            Value::Module(n) => self.module_address(*n),
            other => json::show(other),
        }
    }

    /// A resource as a value: an instance, a list of them, or a map of them.
    pub(super) fn resource(&mut self, module: u32, mode: Mode, ty: &str, name: &str, at: Place) -> Outcome {
        let key = (module, mode, ty.to_owned(), name.to_owned());
        let data = if mode == Mode::Data { "data." } else { "" };
        let shown = self.within(module, &format!("{data}{ty}.{name}"));
        match self.resource_expansions.get(&key) {
            Some(Expansion::Done { value, .. }) => return Ok(value.clone()),
            Some(Expansion::Busy) => return Ok(self.cycle(&shown, at)),
            None => {}
        }
        let Some(config) = self.module_config(module) else { return Ok(Value::unknown(&shown, Kind::Any)) };
        let Some(((_, ty, _), block)) = config.resources.get_key_value(&(mode, ty.to_owned(), name.to_owned())) else {
            return invalid(at, format!("`{shown}` is not declared"));
        };
        self.resource_expansions.insert(key.clone(), Expansion::Busy);
        let (planned, shape) = self.about(&shown.clone(), |m| m.plan(&block.body, Scope::of(module), &shown));
        let module_certain = self.module(module).is_none_or(|m| m.certain);
        let mut instances = Vec::with_capacity(planned.len());
        for plan in planned {
            if self.resources.len() >= MOST_INSTANCES {
                self.gap("too many instances in all; the others are left out", Some(block.at));
                break;
            }
            instances.push(u32::try_from(self.resources.len()).unwrap_or(u32::MAX));
            self.resources.push(ResourceInstance {
                module,
                mode,
                ty,
                block,
                address: format!("{shown}{}", plan.key),
                resource: shown.clone(),
                iteration: plan.iteration.map(Arc::new),
                certain: plan.certain && module_certain,
            });
        }
        let value = form(&shape, &instances, &Value::Resource);
        self.resource_expansions.insert(key, Expansion::Done { value: value.clone(), instances });
        Ok(value)
    }

    /// The instances of a resource.
    pub(super) fn instances(&mut self, module: u32, mode: Mode, ty: &str, name: &str, at: Place) -> Vec<u32> {
        let outcome = self.resource(module, mode, ty, name, at);
        if let Err(Problem::Invalid(at, message)) = outcome {
            self.gap(&message, Some(at));
        }
        match self.resource_expansions.get(&(module, mode, ty.to_owned(), name.to_owned())) {
            Some(Expansion::Done { instances, .. }) => instances.clone(),
            _ => Vec::new(),
        }
    }

    /// A module call as a value.
    pub(super) fn call(&mut self, module: u32, name: &str, at: Place) -> Outcome {
        let key = (module, name.to_owned());
        let shown = self.within(module, &format!("module.{name}"));
        match self.call_expansions.get(&key) {
            Some(Expansion::Done { value, .. }) => return Ok(value.clone()),
            Some(Expansion::Busy) => return Ok(self.cycle(&shown, at)),
            None => {}
        }
        let Some(config) = self.module_config(module) else { return Ok(Value::unknown(&shown, Kind::Any)) };
        let Some(block) = config.calls.get(name) else { return invalid(at, format!("`{shown}` is not declared")) };
        self.call_expansions.insert(key.clone(), Expansion::Busy);
        let target = self.about(&shown.clone(), |m| m.target(module, name, block));
        let (planned, shape) = self.about(&shown.clone(), |m| m.plan(&block.body, Scope::of(module), &shown));
        let (path, certain) = self.module(module).map_or_else(|| (Vec::new(), true), |m| (m.path.clone(), m.certain));
        let path: Vec<String> = path.into_iter().chain([name.to_owned()]).collect();
        let mut instances = Vec::with_capacity(planned.len());
        for plan in planned {
            if self.modules.len() >= MOST_INSTANCES {
                self.gap("too many instances in all; the others are left out", Some(block.at));
                break;
            }
            instances.push(u32::try_from(self.modules.len()).unwrap_or(u32::MAX));
            self.modules.push(ModuleInstance {
                config: target,
                address: format!("{shown}{}", plan.key),
                path: path.clone(),
                parent: Some(module),
                call: Some(block),
                iteration: plan.iteration.map(Arc::new),
                certain: plan.certain && certain,
            });
        }
        let value = form(&shape, &instances, &Value::Module);
        self.call_expansions.insert(key, Expansion::Done { value: value.clone(), instances });
        Ok(value)
    }

    /// The instances of a module call.
    pub(super) fn call_instances(&mut self, module: u32, name: &str, at: Place) -> Vec<u32> {
        let outcome = self.call(module, name, at);
        if let Err(Problem::Invalid(at, message)) = outcome {
            self.gap(&message, Some(at));
        }
        match self.call_expansions.get(&(module, name.to_owned())) {
            Some(Expansion::Done { instances, .. }) => instances.clone(),
            _ => Vec::new(),
        }
    }

    fn cycle(&mut self, shown: &str, at: Place) -> Value {
        self.gap(&format!("the instances of `{shown}` depend on themselves"), Some(at));
        Value::unknown(shown, Kind::Any)
    }

    /// The module that a call leads to; a gap when it is not there.
    fn target(&mut self, module: u32, name: &str, block: &'t Block) -> Option<&'t Module> {
        let source = config::source(block);
        let shown = source.clone().unwrap_or_else(|| "?".to_owned());
        let Some(folder) = self.called_folder(module, name, source.clone()) else {
            let why = if source.as_deref().is_some_and(config::is_local) {
                format!("the module `{shown}` lies outside of the folder and is not read")
            } else {
                format!("the module `{shown}` is not on disk; what it holds is unknown")
            };
            self.gap(&why, Some(block.at));
            return None;
        };
        let mut ancestor = Some(module);
        let mut depth = 0;
        while let Some(instance) = ancestor.and_then(|m| self.module(m)) {
            depth += 1;
            if instance.config.is_some_and(|c| c.folder == folder) || depth > DEEPEST_MODULE {
                self.gap(&format!("the module `{shown}` calls itself, or calls are nested too deep"), Some(block.at));
                return None;
            }
            ancestor = instance.parent;
        }
        let config = self.tree.config.modules.get(&folder);
        if config
            .is_none_or(|c| c.resources.is_empty() && c.calls.is_empty() && c.outputs.is_empty() && c.variables.is_empty() && c.locals.is_empty())
        {
            self.gap(&format!("the module `{shown}` is not on disk; what it holds is unknown"), Some(block.at));
            return None;
        }
        config
    }

    /// The instances that `count` or `for_each` asks for.
    fn plan(&mut self, body: &Body, scope: Scope<'_>, shown: &str) -> (Vec<Planned>, Shape) {
        if let Some(count) = body.attributes.get("count") {
            let outcome = self.eval(&count.value, scope);
            let value = self.or_symbol(outcome, &format!("{shown} count"));
            let mut planned: Vec<Planned> = Vec::new();
            let mut least = usize::MAX;
            let known = self.count(&value, &mut planned, &mut least);
            if !known || planned.iter().enumerate().any(|(i, _)| i >= least) {
                self.gap(&format!("how many instances there are hangs on `{}`", json::symbol_of(&value).name), Some(count.at));
            }
            for (i, plan) in planned.iter_mut().enumerate() {
                plan.certain = known && i < least;
            }
            return (planned, Shape::Count(value));
        }
        if let Some(each) = body.attributes.get("for_each") {
            let outcome = self.eval(&each.value, scope);
            let value = self.or_symbol(outcome, &format!("{shown} for_each"));
            let value = self.keyed(&value, each.value.at, shown);
            let (keys, known) = each_keys(&value);
            if !known || keys.values().any(|(_, certain)| !certain) {
                self.gap(&format!("which instances there are hangs on `{}`", json::symbol_of(&value).name), Some(each.at));
            }
            let planned = keys.into_iter().map(|(key, (value, certain))| Planned {
                key: bracketed(&key),
                iteration: Some(Iteration { key: Some(Value::String(key)), value: Some(value), index: None }),
                certain,
            });
            return (planned.collect(), Shape::Each(value));
        }
        (vec![Planned { key: String::new(), iteration: None, certain: true }], Shape::One)
    }

    /// Plans as many instances as any outcome has; `false` when the number is not known.
    fn count(&mut self, value: &Value, planned: &mut Vec<Planned>, least: &mut usize) -> bool {
        match value {
            Value::Either(either) => {
                let yes = self.count(&either.yes, planned, least);
                self.count(&either.no, planned, least) && yes
            }
            value => match super::operator::to_number(value) {
                Ok(Some(n)) => {
                    let n = n.index().unwrap_or(0);
                    *least = n.min(*least);
                    if n > MOST_INSTANCES {
                        self.gap("too many instances in all; the others are left out", None);
                    }
                    while planned.len() < n.min(MOST_INSTANCES) && self.spend(1).is_ok() {
                        let index = planned.len();
                        let iteration = Iteration { index: Some(Value::Number(Number::from(index))), ..Iteration::default() };
                        planned.push(Planned { key: format!("[{index}]"), iteration: Some(iteration), certain: false });
                    }
                    true
                }
                _ => {
                    if planned.is_empty() {
                        let symbol = Symbol::new(&format!("count.index below {}", json::show(value)), Kind::Any);
                        let key = format!("[{}]", Text::symbol(symbol.clone()).show());
                        let iteration = Iteration { index: Some(Value::Unknown(symbol)), ..Iteration::default() };
                        planned.push(Planned { key, iteration: Some(iteration), certain: false });
                    }
                    false
                }
            },
        }
    }

    /// A `for_each` value with sets turned to maps of their items.
    fn keyed(&mut self, value: &Value, at: Place, shown: &str) -> Value {
        let outcome = self.lift(value, &mut |m, value| match value {
            Value::List(_) => {
                let mut entries = BTreeMap::new();
                let mut open = None;
                for (_, item, many) in m.pairs(value, at)? {
                    let text = to_text(&item).or_else(|message| invalid(at, message))?.plain();
                    let unknown =
                        text.pieces().iter().find_map(|p| if let super::super::text::Piece::Symbol(s) = p { Some(s.clone()) } else { None });
                    if many {
                        open = open.or(unknown);
                    }
                    entries.insert(text, Entry { value: item, at: None });
                }
                Ok(Value::object(true, None, entries, open))
            }
            Value::Object(_) | Value::Unknown(_) => Ok(value.clone()),
            Value::Resource(_) | Value::Module(_) => Ok(Value::unknown(&m.shown(value), Kind::Any)),
            other => invalid(at, format!("`for_each` of a {}", other.type_name())),
        });
        self.or_symbol(outcome, &format!("{shown} for_each"))
    }
}

/// `["k"]` as Terraform writes it.
fn bracketed(key: &Text) -> String {
    let mut out = String::from("[\"");
    let shown = key.show();
    let mut chars = shown.chars();
    while let Some(c) = chars.next() {
        match c {
            '$' | '%' if chars.as_str().starts_with('{') => out.extend([c, c]),
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c => out.push(c),
        }
    }
    out.push_str("\"]");
    out
}

/// Keys of all outcomes with their values and whether they are there in each; `false` when there may be others.
fn each_keys(value: &Value) -> (BTreeMap<Text, (Value, bool)>, bool) {
    match value {
        Value::Either(either) => {
            let ((yes, a), (mut no, b)) = (each_keys(&either.yes), each_keys(&either.no));
            let mut out = BTreeMap::new();
            for (key, (value, certain)) in yes {
                let merged = match no.remove(&key) {
                    Some((other, also)) => (Value::either(&either.on, value, other), certain && also),
                    None => (value, false),
                };
                out.insert(key, merged);
            }
            out.extend(no.into_iter().map(|(key, (value, _))| (key, (value, false))));
            (out, a && b)
        }
        Value::Object(object) => {
            let known = object.open.is_none() && object.entries.keys().all(Text::is_known);
            let mut keys: BTreeMap<Text, (Value, bool)> =
                object.entries.iter().map(|(k, e)| (k.clone(), (e.value.clone(), k.is_known() || object.open.is_none()))).collect();
            if let Some(open) = object.open.as_ref().filter(|_| object.entries.keys().all(Text::is_known)) {
                keys.insert(any_key(open), (Value::Unknown(open.below("[*]")), false));
            }
            (keys, known)
        }
        Value::Unknown(symbol) => (BTreeMap::from([(any_key(symbol), (Value::Unknown(symbol.below("[*]")), false))]), false),
        _ => (BTreeMap::new(), true),
    }
}

fn any_key(of: &Symbol) -> Text {
    Text::symbol(Symbol::new(&format!("{}[*].key", of.name), Kind::String))
}

/// The instances as one value.
fn form(shape: &Shape, instances: &[u32], handle: &dyn Fn(u32) -> Value) -> Value {
    let at = |i: usize| instances.get(i).map_or(Value::Null, |n| handle(*n));
    match shape {
        Shape::One => at(0),
        Shape::Count(value) => counted(value, instances, handle),
        Shape::Each(value) => {
            let (keys, _) = each_keys(value);
            let numbered: BTreeMap<&Text, usize> = keys.keys().enumerate().map(|(i, k)| (k, i)).collect();
            mapped(value, &numbered, &at)
        }
    }
}

fn counted(value: &Value, instances: &[u32], handle: &dyn Fn(u32) -> Value) -> Value {
    match value {
        Value::Either(either) => Value::either(&either.on, counted(&either.yes, instances, handle), counted(&either.no, instances, handle)),
        value => match super::operator::to_number(value) {
            Ok(Some(n)) => Value::tuple(instances.iter().take(n.index().unwrap_or(0)).map(|i| handle(*i)).collect()),
            _ => Value::list(Sequence::Tuple, instances.first().map(|i| Value::Spread(handle(*i).into())).into_iter().collect()),
        },
    }
}

fn mapped(value: &Value, numbered: &BTreeMap<&Text, usize>, at: &dyn Fn(usize) -> Value) -> Value {
    let entry = |key: &Text| numbered.get(key).map(|i| (key.clone(), Entry { value: at(*i), at: None }));
    match value {
        Value::Either(either) => Value::either(&either.on, mapped(&either.yes, numbered, at), mapped(&either.no, numbered, at)),
        Value::Object(object) => {
            let mut entries: BTreeMap<Text, Entry> = object.entries.keys().filter_map(entry).collect();
            if let Some(open) = &object.open {
                entries.extend(entry(&any_key(open)));
            }
            Value::object(true, None, entries, object.open.clone())
        }
        Value::Unknown(symbol) => Value::object(true, None, entry(&any_key(symbol)).into_iter().collect(), Some(symbol.clone())),
        _ => Value::object(true, None, BTreeMap::new(), None),
    }
}

/// `true` written out.
pub(super) fn is_true(block: &Block, attribute: &str) -> bool {
    block.body.attributes.get(attribute).is_some_and(|a| matches!(a.value.node, Node::Bool(true)))
}
