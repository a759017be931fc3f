//! Bodies of resources as values; all instances of a tree; provider configurations.

use std::collections::{BTreeMap, BTreeSet};

use super::super::config;
use super::super::syntax::{Block, Body, Expr, Node};
use super::super::text::Text;
use super::super::value::{Entry, Place, Value};
use super::super::{Evaluated, Missing, Mode, aws};
use super::{Bound, Cached, Machine, Once, Outcome, Problem, Scope};

/// Arguments that Terraform itself reads.
const META: &[&str] = &["count", "for_each", "provider", "depends_on"];
const META_BLOCKS: &[&str] = &["lifecycle", "provisioner", "connection"];

impl<'t> Machine<'t> {
    /// Evaluates all instances of all modules.
    pub(super) fn blocks(&mut self, out: &mut Evaluated) {
        let mut waiting = vec![0_u32];
        while let Some(module) = waiting.pop() {
            let Some(config) = self.module_config(module) else {
                out.missing.extend(self.missing(module));
                continue;
            };
            for (mode, ty, name) in &config.order {
                let Some(block) = config.resources.get(&(*mode, ty.clone(), name.clone())) else { continue };
                for resource in self.instances(module, *mode, ty, name, block.at) {
                    out.blocks.extend(self.instance(resource));
                }
            }
            let calls = config.calls.iter().flat_map(|(name, call)| self.call_instances(module, name, call.at)).collect::<Vec<_>>();
            waiting.extend(calls.into_iter().rev());
            for (name, alias) in config.providers.keys() {
                let local = alias.as_ref().map_or_else(|| name.clone(), |alias| format!("{name}.{alias}"));
                let key = self.provider(module, &local);
                if !out.providers.contains_key(&key)
                    && let Some(body) = self.provider_body(module, name, alias.as_deref())
                {
                    out.providers.insert(key, body);
                }
            }
        }
        if let Some(config) = self.module_config(0) {
            for (name, output) in &config.outputs {
                self.sensitive = false;
                let outcome = self.output(0, name, output.at);
                let value = self.about(&format!("output.{name}"), |m| m.or_symbol(outcome, &format!("output.{name}")));
                out.outputs.insert(name.clone(), value);
            }
        }
    }

    fn missing(&mut self, module: u32) -> Option<Missing> {
        let (parent, call, iteration) = self.caller(module)?;
        let address = self.module_address(module);
        let scope = Scope { iteration: iteration.as_deref(), ..Scope::of(parent) };
        let given = call.body.attributes.iter().filter(|(name, _)| !META.contains(&&***name) && &***name != "providers");
        let outcomes: Vec<Outcome> = given.map(|(_, a)| self.about(&address, |m| m.eval(&a.value, scope))).collect();
        Some(Missing { address, arguments: outcomes.into_iter().flatten().collect(), at: call.at })
    }

    fn instance(&mut self, resource: u32) -> Option<super::super::Block> {
        let r = self.resources.get(resource as usize)?;
        let (block, module, address, ty) = (r.block, r.module, r.address.clone(), r.ty);
        let mut out = super::super::Block {
            mode: r.mode,
            resource: r.resource.clone(),
            ty: ty.to_owned(),
            certain: r.certain,
            at: block.at,
            address: address.clone(),
            provider: String::new(),
            body: Value::Null,
            sensitive: Vec::new(),
            ignored_changes: ignored_changes(block),
        };
        out.provider = self.provider_of(resource, module);
        let attributes = block.body.attributes.iter().filter(|(name, _)| !META.contains(&&***name)).map(|(name, a)| (name.to_string(), Some(a.at)));
        let blocks = block.body.blocks.iter().filter(|b| !META_BLOCKS.contains(&&*b.kind)).map(|b| (block_name(b), Some(b.at)));
        let fixed = aws::fixed(ty).iter().map(|name| ((*name).to_owned(), None));
        let names: BTreeMap<String, Option<Place>> = fixed.chain(blocks).chain(attributes).collect();
        let mut entries = BTreeMap::new();
        for (name, at) in names {
            self.sensitive = false;
            let outcome = self.resource_attribute(resource, &name);
            let shown = format!("{address}.{name}");
            let value = self.about(&address, |m| m.or_symbol(outcome, &shown));
            if let Some(Cached::Done(_, true)) = self.cache.get(&Once::Attribute(resource, name.clone())) {
                out.sensitive.push(name.clone());
            }
            entries.insert(Text::from(name), Entry { value, at });
        }
        self.sensitive = false;
        out.body = Value::object(false, Some(block.at), entries, None);
        Some(out)
    }

    /// What the configuration says of an attribute or of the blocks of a name; `None` when it says nothing.
    pub(in super::super) fn configured(&mut self, resource: u32, name: &str) -> Option<Outcome> {
        let r = self.resources.get(resource as usize)?;
        let (block, module, iteration, address) = (r.block, r.module, r.iteration.clone(), r.address.clone());
        if META.contains(&name) || META_BLOCKS.contains(&name) {
            return None;
        }
        let scope = Scope { iteration: iteration.as_deref(), this: Some(resource), ..Scope::of(module) };
        if let Some(attribute) = block.body.attributes.get(name) {
            return Some(self.eval(&attribute.value, scope));
        }
        let own: Vec<&Block> = block.body.blocks.iter().filter(|b| block_name(b) == name).collect();
        if own.is_empty() { None } else { Some(self.block_list(&own, scope, &format!("{address}.{name}"))) }
    }

    /// Blocks of one name as a list of objects.
    fn block_list(&mut self, blocks: &[&Block], scope: Scope<'_>, shown: &str) -> Outcome {
        let mut items = Vec::new();
        for block in blocks {
            self.spend(1)?;
            if &*block.kind == "dynamic" {
                self.dynamic(block, scope, shown, &mut items)?;
            } else {
                items.push(self.body(&block.body, block.at, scope, shown)?);
            }
        }
        Ok(Value::tuple(items))
    }

    fn dynamic(&mut self, block: &Block, scope: Scope<'_>, shown: &str, items: &mut Vec<Value>) -> Result<(), Problem> {
        let (Some(each), Some(content)) = (block.body.attributes.get("for_each"), block.body.blocks.iter().find(|b| &*b.kind == "content")) else {
            self.gap("a `dynamic` block without `for_each` or `content`", Some(block.at));
            return Ok(());
        };
        let label = block.labels.first().map_or("", String::as_str);
        let iterator = block.body.attributes.get("iterator").and_then(|a| config::dotted(&a.value)).unwrap_or_else(|| label.to_owned());
        let collection = self.eval(&each.value, scope)?;
        let made = self.lift(&collection, &mut |m, collection| {
            let mut out = Vec::new();
            for (key, value, many) in m.pairs(collection, each.value.at)? {
                let bound = Bound { name: &iterator, value: Value::record([("key", key), ("value", value)]), next: scope.bound };
                let body = m.body(&content.body, content.at, scope.with(&bound), shown)?;
                out.push(if many { Value::Spread(body.into()) } else { body });
            }
            Ok(Value::tuple(out))
        })?;
        items.push(Value::Spread(made.into()));
        Ok(())
    }

    /// A body as an object; blocks in it are lists.
    fn body(&mut self, body: &Body, at: Place, scope: Scope<'_>, shown: &str) -> Outcome {
        let mut entries = BTreeMap::new();
        for (name, attribute) in &body.attributes {
            let outcome = self.eval(&attribute.value, scope);
            if let Err(Problem::Exhausted) = outcome {
                return outcome;
            }
            let value = self.or_symbol(outcome, &format!("{shown}.{name}"));
            entries.insert(Text::from(&**name), Entry { value, at: Some(attribute.at) });
        }
        let names: BTreeSet<String> = body.blocks.iter().map(block_name).collect();
        for name in names {
            let own: Vec<&Block> = body.blocks.iter().filter(|b| block_name(b) == name).collect();
            let first = own.first().map(|b| b.at);
            let value = self.block_list(&own, scope, &format!("{shown}.{name}"))?;
            entries.insert(Text::from(name), Entry { value, at: first });
        }
        Ok(Value::object(false, Some(at), entries, None))
    }

    /// The key of the provider configuration that a resource instance uses.
    pub(in super::super) fn provider_of_resource(&mut self, resource: u32) -> String {
        let module = self.resources.get(resource as usize).map_or(0, |r| r.module);
        self.provider_of(resource, module)
    }

    fn provider_of(&mut self, resource: u32, module: u32) -> String {
        let Some(r) = self.resources.get(resource as usize) else { return String::new() };
        let named = r.block.body.attributes.get("provider").and_then(|a| config::dotted(&a.value));
        let local = named.unwrap_or_else(|| r.ty.split('_').next().unwrap_or("").to_owned());
        self.provider(module, &local)
    }

    /// What a provider's local name (`aws`, `aws.prod`) means in a module: `aws.prod` of the root, or `module.m:aws` where `m` configures it.
    pub(super) fn provider(&self, module: u32, local: &str) -> String {
        let (mut module, mut local) = (module, local.to_owned());
        loop {
            let (name, alias) = local.split_once('.').map_or((local.as_str(), None), |(n, a)| (n, Some(a)));
            let Some((parent, call, _)) = self.caller(module) else { return local };
            if let Some(passed) = passed(call, &local) {
                (module, local) = (parent, passed);
                continue;
            }
            let own = self.module_config(module).and_then(|c| c.providers.get(&(name.to_owned(), alias.map(str::to_owned))));
            if own.is_some_and(|block| block.body.attributes.keys().any(|k| &**k != "alias") || !block.body.blocks.is_empty()) {
                return format!("{}:{local}", self.module_names(module));
            }
            module = parent;
        }
    }

    fn provider_body(&mut self, module: u32, name: &str, alias: Option<&str>) -> Option<Value> {
        let config = self.module_config(module)?;
        let block = config.providers.get(&(name.to_owned(), alias.map(str::to_owned)))?;
        let shown = format!("provider.{name}");
        let outcome = self.about(&shown.clone(), |m| m.body(&block.body, block.at, Scope::of(module), &shown));
        outcome.ok()
    }

    /// An argument of the provider configuration with a key, if it is set.
    pub(in super::super) fn provider_argument(&mut self, key: &str, argument: &'static str) -> Option<Value> {
        let place = (key.to_owned(), argument);
        if let Some(known) = self.provider_arguments.get(&place) {
            return known.clone();
        }
        // Found while it is evaluated, it is unknown: a provider that depends on its own resources.
        self.provider_arguments.insert(place.clone(), None);
        let value = self.find_provider_argument(key, argument);
        self.provider_arguments.insert(place, value.clone());
        value
    }

    fn find_provider_argument(&mut self, key: &str, argument: &str) -> Option<Value> {
        let (names, local) = key.rsplit_once(':').unwrap_or(("", key));
        let module = (0..self.modules.len()).filter_map(|m| u32::try_from(m).ok()).find(|m| self.module_names(*m) == names)?;
        let (name, alias) = local.split_once('.').map_or((local, None), |(n, a)| (n, Some(a)));
        let config: &'t config::Module = self.module_config(module)?;
        let block = config.providers.get(&(name.to_owned(), alias.map(str::to_owned)))?;
        if let Some(attribute) = block.body.attributes.get(argument) {
            return self.eval(&attribute.value, Scope::of(module)).ok();
        }
        let own: Vec<&Block> = block.body.blocks.iter().filter(|b| block_name(b) == argument).collect();
        if own.is_empty() { None } else { self.block_list(&own, Scope::of(module), &format!("provider.{name}.{argument}")).ok() }
    }

    /// Type of a resource instance.
    pub(in super::super) fn resource_type(&self, resource: u32) -> (Mode, &'t str) {
        self.resources.get(resource as usize).map_or((Mode::Managed, ""), |r| (r.mode, r.ty))
    }

    /// Where a resource is declared.
    pub(in super::super) fn resource_place(&self, resource: u32) -> Option<Place> {
        self.resources.get(resource as usize).map(|r| r.block.at)
    }
}

fn block_name(block: &Block) -> String {
    match (&*block.kind, block.labels.first()) {
        ("dynamic", Some(label)) => label.clone(),
        (kind, _) => kind.to_owned(),
    }
}

/// The provider that a call passes for a local name.
fn passed(call: &Block, local: &str) -> Option<String> {
    let Node::Object(pairs) = &call.body.attributes.get("providers")?.value.node else { return None };
    let is = |key: &Expr| config::dotted(key).is_some_and(|k| k == local);
    pairs.iter().find(|(key, _)| is(key)).and_then(|(_, value)| config::dotted(value))
}

fn ignored_changes(block: &Block) -> Vec<String> {
    let lifecycle = block.body.blocks.iter().find(|b| &*b.kind == "lifecycle");
    let Some(ignored) = lifecycle.and_then(|l| l.body.attributes.get("ignore_changes")) else { return Vec::new() };
    match &ignored.value.node {
        Node::Tuple(items) => items.iter().filter_map(config::dotted).collect(),
        _ => config::dotted(&ignored.value).into_iter().map(|name| if name == "all" { "*".to_owned() } else { name }).collect(),
    }
}
