//! Plan JSON of every format version: what changes, what stays, what is known after apply.
//!
//! Source: "JSON Output Format", Terraform documentation.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::super::{Error, Side};
use super::address::{Address, Key};
use super::config::Config;
use super::decode::{Json, Members};
use super::instance::{Instance, marks, stated};
use super::{Document, state};

/// What a plan is called.
pub const KIND: &str = "Terraform plan";

#[derive(Deserialize)]
struct ResourceChange<'a> {
    #[serde(default)]
    address: String,
    #[serde(default)]
    mode: Option<String>,
    #[serde(default, rename = "type")]
    ty: Option<String>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    index: Option<Value>,
    #[serde(default)]
    module_address: Option<String>,
    #[serde(default)]
    deposed: Option<String>,
    #[serde(default)]
    previous_address: Option<String>,
    #[serde(borrow)]
    change: Change<'a>,
}

#[derive(Deserialize)]
struct Change<'a> {
    #[serde(default)]
    actions: Vec<String>,
    #[serde(default, borrow)]
    before: Option<&'a RawValue>,
    #[serde(default, borrow)]
    after: Option<&'a RawValue>,
    #[serde(default, borrow)]
    after_unknown: Option<&'a RawValue>,
    #[serde(default, borrow)]
    before_sensitive: Option<&'a RawValue>,
    #[serde(default, borrow)]
    after_sensitive: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Variable {
    #[serde(default)]
    value: Value,
}

/// Reads a plan as the world on one side of it.
///
/// # Errors
/// When a member is not of the type the format gives it.
pub(super) fn read(json: Json<'_>, members: &Members<'_>, side: Side, input: u32) -> Result<Document, Error> {
    let mut document = Document { kind: KIND, ..Document::default() };
    document.date = member(json, members, "timestamp")?;
    document.config = member::<Config>(json, members, "configuration")?.unwrap_or_default();
    if let Some(variables) = members.get("variables") {
        let variables: std::collections::BTreeMap<String, Variable> = json.read(variables.get())?;
        document.config.variables = variables.into_iter().map(|(name, v)| (name, v.value)).collect();
    }
    let changes: Vec<&RawValue> = member(json, members, "resource_changes")?.unwrap_or_default();
    let mut plan = Plan { json, side, input, document, touched: BTreeSet::new() };
    for (index, change) in changes.iter().enumerate() {
        plan.change(json.read(change.get())?, index)?;
    }
    plan.untouched(members, !changes.is_empty())?;
    plan.partial(members, !changes.is_empty())?;
    Ok(plan.document)
}

fn member<'a, T: Deserialize<'a>>(json: Json<'a>, members: &Members<'a>, name: &str) -> Result<Option<T>, Error> {
    members.get(name).map_or(Ok(None), |raw| json.read::<Option<T>>(raw.get()))
}

struct Plan<'a> {
    json: Json<'a>,
    side: Side,
    input: u32,
    document: Document,
    touched: BTreeSet<Address>,
}

impl<'a> Plan<'a> {
    fn change(&mut self, change: ResourceChange<'a>, index: usize) -> Result<(), Error> {
        let Some(address) =
            state::address(&change.address, change.module_address.as_deref(), change.mode.as_deref(), change.ty, change.name, change.index.as_ref())
        else {
            self.document.unreadable(&format!("/resource_changes/{index}"), &change.address);
            return Ok(());
        };
        self.document.seen(&address);
        if change.deposed.is_some() {
            return Ok(());
        }
        if let Some(previous) = change.previous_address.as_deref().and_then(Address::parse) {
            if self.side == Side::After {
                self.document.gone.push(previous.clone());
            }
            self.touched.insert(previous);
        }
        self.touched.insert(address.clone());
        let does = |action: &str| change.change.actions.iter().any(|a| a == action);
        // What Terraform forgets stays in AWS as it was.
        let forgotten = does("forget") && !does("create");
        let after = self.side == Side::After && !forgotten;
        let (values, sensitive) =
            if after { (change.change.after, change.change.after_sensitive) } else { (change.change.before, change.change.before_sensitive) };
        let pointer = format!("/resource_changes/{index}/change/{}", if after { "after" } else { "before" });
        // `null` on the side that is read: not there.
        let nothing_known = after && does("read");
        if values.is_none() && !nothing_known {
            if self.side == Side::After {
                if super::is_read(&address.ty) {
                    let values = self.value(change.change.before)?;
                    self.document.removed.push(Instance { values, ..self.instance(address.clone(), String::new()) });
                }
                self.document.gone.push(address);
            }
            return Ok(());
        }
        if !super::is_read(&address.ty) {
            return Ok(());
        }
        let unknown = if after { change.change.after_unknown } else { None };
        let instance = Instance {
            values: stated(self.value(values)?),
            unknown: marks(self.value(unknown)?),
            sensitive: marks(self.value(sensitive)?),
            created: after && does("create"),
            existed: change.change.before.is_some(),
            replaced: after && change.change.actions.first().is_some_and(|a| a == "delete"),
            ..self.instance(address, pointer)
        };
        self.document.instances.push(instance);
        Ok(())
    }

    fn value(&self, raw: Option<&'a RawValue>) -> Result<Value, Error> {
        raw.map_or(Ok(Value::Null), |raw| self.json.read(raw.get()))
    }

    fn instance(&self, address: Address, pointer: String) -> Instance {
        let config = self.document.config.resource(&address);
        let provider = config.map_or(Some("aws"), |c| Some(self.document.config.provider_key(&c.provider_config_key)));
        Instance {
            input: self.input,
            provider: provider.filter(|p| !p.is_empty()).unwrap_or("aws").to_owned(),
            expressions: config.map(|c| c.expressions.clone()),
            rank: 3,
            ..Instance::new(address, pointer)
        }
    }

    /// What no change names: data sources read while planning, the resources that a targeted plan leaves out, and, in files without
    /// `resource_changes`, the planned values themselves.
    fn untouched(&mut self, members: &Members<'a>, has_changes: bool) -> Result<(), Error> {
        if self.side == Side::After
            && !has_changes
            && let Some(planned) = members.get("planned_values")
        {
            for resource in state::resources(self.json, planned.get(), "/planned_values")? {
                if self.touched.insert(resource.address.clone()) {
                    self.document.seen(&resource.address);
                    if super::is_read(&resource.address.ty) {
                        let instance = Instance {
                            values: self.value(resource.values)?,
                            sensitive: marks(self.value(resource.sensitive)?),
                            created: !resource.address.data,
                            omits_unknown: true,
                            ..self.instance(resource.address, resource.pointer)
                        };
                        self.document.instances.push(instance);
                    }
                }
            }
        }
        let mut left_out = 0_usize;
        if let Some(prior) = member::<Members<'a>>(self.json, members, "prior_state")?
            && let Some(values) = prior.get("values")
        {
            for resource in state::resources(self.json, values.get(), "/prior_state/values")? {
                self.document.seen(&resource.address);
                if !self.touched.insert(resource.address.clone()) {
                    continue;
                }
                left_out += usize::from(!resource.address.data);
                if super::is_read(&resource.address.ty) {
                    let instance = Instance {
                        values: stated(self.value(resource.values)?),
                        sensitive: marks(self.value(resource.sensitive)?),
                        ..self.instance(resource.address, resource.pointer)
                    };
                    self.document.instances.push(instance);
                }
            }
        }
        if has_changes && left_out > 0 {
            self.document.partial(
                format!("the plan names {left_out} of its state's resources in no change: it was made for some targets only"),
                "/resource_changes",
            );
        }
        Ok(())
    }

    fn partial(&mut self, members: &Members<'a>, has_changes: bool) -> Result<(), Error> {
        if member::<bool>(self.json, members, "errored")? == Some(true) {
            self.document.partial("planning ended in an error: changes are missing".to_owned(), "/errored");
        }
        if member::<bool>(self.json, members, "complete")? == Some(false) {
            self.document.partial("the plan is not complete: a further plan will follow its apply".to_owned(), "/complete");
        }
        let deferred: Vec<&RawValue> = member(self.json, members, "deferred_changes")?.unwrap_or_default();
        if !deferred.is_empty() {
            self.document.partial(format!("{} changes are deferred to a later plan", deferred.len()), "/deferred_changes");
        }
        if has_changes && self.side == Side::After && self.document.partial_inputs.is_empty() {
            let missing = missing(&self.document.config.root_module, &self.touched);
            if let Some(first) = missing.first() {
                let message = format!("{} configured resources have no change, `{first}` first: it was made for some targets only", missing.len());
                self.document.partial(message, "/resource_changes");
            }
        }
        Ok(())
    }
}

/// Addresses of configured managed resources that must have an instance and have none.
fn missing(root: &super::config::Module, touched: &BTreeSet<Address>) -> Vec<String> {
    let touched: BTreeSet<String> = touched.iter().map(|address| address.resource().to_string()).collect();
    let mut out = Vec::new();
    let mut modules = vec![(String::new(), root)];
    while let Some((prefix, module)) = modules.pop() {
        for (address, resource) in &module.resources {
            let always = resource.count_expression.is_none() && resource.for_each_expression.is_none() && !address.starts_with("data.");
            let full = format!("{prefix}{address}");
            if always && Address::parse(address).is_some() && !touched.contains(&full) {
                out.push(full);
            }
        }
        for (name, call) in &module.module_calls {
            if call.count_expression.is_none() && call.for_each_expression.is_none() {
                modules.push((format!("{prefix}module.{name}."), &call.module));
            }
        }
    }
    out.sort();
    out
}

impl Key {
    /// The key stated beside an address, where the address itself has none (plans of Terraform 0.12).
    pub(super) fn beside(address: Option<Key>, index: Option<&Value>) -> Option<Key> {
        address.or_else(|| index.and_then(Key::from_json))
    }
}
