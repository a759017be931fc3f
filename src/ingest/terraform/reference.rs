//! What an expression of the configuration refers to: resource instances, through module inputs and outputs, `count` and `for_each`.

use std::collections::BTreeSet;

use serde_json::Value;

use super::address::{Address, Call, Key, Step, steps};
use super::config::Config;
use super::instance::{At, Instance};
use super::world::World;

/// Expressions inside one another that are followed.
const DEPTH: u32 = 64;

/// Instances, with the attribute that is asked of them.
pub(super) type Targets = BTreeSet<(usize, Option<String>)>;

/// What an expression refers to.
#[derive(Debug, Default)]
pub(super) struct Referred {
    /// Instances, each once, with the first attribute that is asked of them, if the plan says which.
    pub targets: Targets,
    /// It refers to something, if only to what the configuration states.
    pub any: bool,
    /// Something can't be followed: a local value, or a moving index into something that is not in the input.
    pub opaque: bool,
    /// An expression on the way refers to more than one thing.
    several: bool,
}

/// What the expression of an attribute refers to; nothing when the source has no configuration.
pub(super) fn referred(world: &World, at: &At<'_>) -> Referred {
    let mut out = Referred::default();
    let Some((expression, config)) = at.expression().zip(world.config(at.instance)) else { return out };
    let address = &at.instance.address;
    let for_each = config.resource(address).and_then(|r| r.for_each_expression.as_ref());
    let scope = Scope { modules: &address.modules, key: address.key.as_ref(), for_each };
    let mut walk = Walk { world, config, number: at.instance.world, seen: BTreeSet::new(), out: &mut out };
    walk.expression(expression, scope, DEPTH);
    out
}

/// What one reference comes to.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Reached {
    /// An instance, with the attribute that is asked of it.
    Attribute(usize, Option<String>),
    /// A variable's value.
    Value(Value),
    /// Something else, or nobody knows what.
    Other,
}

/// What each reference of an expression in an instance's configuration comes to, in order: through module inputs and outputs that refer to
/// nothing else.
pub(super) fn each(world: &World, instance: &Instance, expression: &Value) -> Vec<Reached> {
    let references: Vec<&str> = expression.get("references").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let Some(config) = world.config(instance) else { return Vec::new() };
    let for_each = config.resource(&instance.address).and_then(|r| r.for_each_expression.as_ref());
    let scope = Scope { modules: &instance.address.modules, key: instance.address.key.as_ref(), for_each };
    let one = |reference: &&str| {
        if let Some(value) = reference.strip_prefix("var.").and_then(|name| variable(config, scope.modules, name, DEPTH)) {
            return Reached::Value(value);
        }
        let mut out = Referred::default();
        let mut walk = Walk { world, config, number: instance.world, seen: BTreeSet::new(), out: &mut out };
        walk.reference(reference, references.iter().any(|r| is_moving(r)), scope, DEPTH);
        match out.targets.pop_first() {
            Some((instance, attribute)) if out.targets.is_empty() && !out.opaque && !out.several => Reached::Attribute(instance, attribute),
            _ => Reached::Other,
        }
    };
    longest(&references).iter().filter(|r| !is_index(r)).map(one).collect()
}

/// The value of a module's variable, where the configuration states it.
fn variable(config: &Config, modules: &[Call], name: &str, depth: u32) -> Option<Value> {
    let depth = depth.checked_sub(1)?;
    let declared = config.module(modules)?.variables.get(name)?;
    let Some((call, parent, _)) = config.call(modules) else {
        return config.variables.get(name).or(declared.default.as_ref()).cloned();
    };
    let Some(given) = call.expressions.get(name) else {
        // What a call may leave out and has no default that is written is null.
        return Some(declared.default.clone().unwrap_or(Value::Null));
    };
    match (given.get("constant_value"), given.get("references").and_then(Value::as_array).map(Vec::as_slice)) {
        (Some(value), _) => Some(value.clone()),
        (None, Some([Value::String(one)])) => variable(config, parent, one.strip_prefix("var.")?, depth),
        _ => None,
    }
}

fn is_moving(reference: &str) -> bool {
    reference.starts_with("each.") || reference.starts_with("count.")
}

/// Whether a reference is to the own key, which chooses among instances.
fn is_index(reference: &str) -> bool {
    matches!(reference, "each.key" | "count.index")
}

/// Where an expression stands: in which module, for which instance of what holds it.
#[derive(Clone, Copy)]
struct Scope<'a> {
    modules: &'a [Call],
    key: Option<&'a Key>,
    for_each: Option<&'a Value>,
}

struct Walk<'a> {
    world: &'a World,
    config: &'a Config,
    number: u32,
    seen: BTreeSet<(Vec<Call>, Option<Key>, String)>,
    out: &'a mut Referred,
}

impl Walk<'_> {
    fn expression(&mut self, expression: &Value, scope: Scope<'_>, depth: u32) {
        let Some(depth) = depth.checked_sub(1) else {
            self.out.opaque = true;
            return;
        };
        match expression {
            Value::Array(blocks) => blocks.iter().for_each(|block| self.expression(block, scope, depth)),
            Value::Object(map) => match map.get("references").and_then(Value::as_array) {
                Some(references) => {
                    let references: Vec<&str> = references.iter().filter_map(Value::as_str).collect();
                    let moving = references.iter().any(|r| is_moving(r));
                    self.out.any |= !references.is_empty();
                    let longest = longest(&references);
                    self.out.several |= longest.iter().filter(|r| !is_index(r)).count() > 1;
                    for reference in longest {
                        self.reference(reference, moving, scope, depth);
                    }
                }
                None if map.contains_key("constant_value") => {}
                None => map.values().for_each(|inner| self.expression(inner, scope, depth)),
            },
            _ => {}
        }
    }

    fn reference(&mut self, reference: &str, moving: bool, scope: Scope<'_>, depth: u32) {
        if !self.seen.insert((scope.modules.to_vec(), scope.key.cloned(), reference.to_owned())) {
            return;
        }
        let steps = steps(reference);
        let name = |i: usize| steps.get(i).map_or("", |s| s.name.as_str());
        match name(0) {
            "var" => self.variable(name(1), scope, depth),
            "module" => self.output(&steps, moving, scope, depth),
            // A collection without references is not in the configuration: its values are known.
            "each" if name(1) == "value" => match scope.for_each {
                Some(for_each) => self.each(for_each, scope, depth),
                None => self.out.opaque |= scope.key.is_none(),
            },
            "local" | "self" => self.out.opaque = true,
            "each" | "count" | "path" | "terraform" => {}
            "data" => self.resource(true, steps.get(1..).unwrap_or_default(), moving, scope),
            _ => self.resource(false, &steps, moving, scope),
        }
    }

    fn variable(&mut self, name: &str, scope: Scope<'_>, depth: u32) {
        if let Some((call, parent, this)) = self.config.call(scope.modules)
            && let Some(expression) = call.expressions.get(name)
        {
            let outer = Scope { modules: parent, key: this.key.as_ref(), for_each: call.for_each_expression.as_ref() };
            self.expression(expression, outer, depth);
        }
    }

    fn output(&mut self, steps: &[Step], moving: bool, scope: Scope<'_>, depth: u32) {
        let Some(call) = steps.get(1) else { return };
        let mut modules = scope.modules.to_vec();
        modules.push(Call { name: call.name.clone(), key: call.key.clone() });
        let Some(module) = self.config.module(&modules) else {
            self.out.opaque = true;
            return;
        };
        let outputs: Vec<&Value> = match steps.get(2) {
            Some(output) => module.outputs.get(&output.name).map(|o| &o.expression).into_iter().collect(),
            None => module.outputs.values().map(|o| &o.expression).collect(),
        };
        for key in self.module_keys(&modules, moving, scope.key) {
            if let Some(last) = modules.last_mut() {
                last.key = key;
            }
            for output in &outputs {
                self.expression(output, Scope { modules: &modules, key: None, for_each: None }, depth);
            }
        }
    }

    /// The instances of a module call that a reference without a constant index can mean.
    fn module_keys(&self, modules: &[Call], moving: bool, own: Option<&Key>) -> Vec<Option<Key>> {
        let Some(last) = modules.last() else { return Vec::new() };
        if last.key.is_some() {
            return vec![last.key.clone()];
        }
        let counted = self.config.call(modules).is_some_and(|(c, _, _)| c.count_expression.is_some() || c.for_each_expression.is_some());
        if !counted {
            return vec![None];
        }
        let Some(keys) = self.world.keys_of_call(self.number, modules) else { return Vec::new() };
        if moving && keys.contains(&own.cloned()) { vec![own.cloned()] } else { keys.iter().cloned().collect() }
    }

    /// `each.value`: the element of the collection that has the instance's own key.
    fn each(&mut self, for_each: &Value, scope: Scope<'_>, depth: u32) {
        let references: Vec<&str> = for_each.get("references").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
        for reference in longest(&references) {
            // The collection itself does not know `each`.
            self.reference(reference, true, Scope { for_each: None, ..scope }, depth);
        }
    }

    fn resource(&mut self, data: bool, steps: &[Step], moving: bool, scope: Scope<'_>) {
        let [ty, resource, rest @ ..] = steps else { return };
        let address = Address { modules: scope.modules.to_vec(), data, ty: ty.name.clone(), name: resource.name.clone(), key: None };
        let attribute = rest.first().map(|s| s.name.clone()).filter(|s| s != "*");
        let instances = self.world.of(self.number, &address);
        // Of no AWS type, or without instances: what it gives is not known here.
        self.out.opaque |= instances.is_empty();
        let same = |key: Option<&Key>| instances.iter().filter(move |(k, _)| k.as_ref() == key).collect::<Vec<_>>();
        let own = same(scope.key);
        let chosen = match &resource.key {
            Some(key) => same(Some(key)),
            None if moving && scope.key.is_some() && !own.is_empty() => own,
            None => instances.iter().collect(),
        };
        for (_, instance) in chosen {
            self.out.targets.insert((*instance, attribute.clone()));
        }
    }
}

/// References without those that are the beginning of another: Terraform lists `aws_x.y.arn` and `aws_x.y`.
fn longest<'a>(references: &[&'a str]) -> Vec<&'a str> {
    let begins = |short: &str, long: &str| long.strip_prefix(short).is_some_and(|rest| rest.starts_with(['.', '[']));
    let mut out: Vec<&str> = references.iter().copied().filter(|r| !references.iter().any(|other| begins(r, other))).collect();
    out.dedup();
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_beginning_of_a_reference_is_no_other() {
        let references = ["aws_x.y.arn", "aws_x.y", "aws_x.yz", "module.m[0].out", "module.m[0]", "module.m"];
        assert_eq!(super::longest(&references), ["aws_x.y.arn", "aws_x.yz", "module.m[0].out"]);
    }
}
