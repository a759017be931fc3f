//! The `configuration` of a plan: expressions as constants and references, module calls, provider configurations.
//!
//! Source: "JSON Output Format", Terraform documentation ("Configuration Representation", "Expression Representation").

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;

use super::address::{Address, Call};

/// A plan's configuration.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Config {
    /// Provider configurations by key: `aws`, `aws.prod`, `module.m:aws`.
    #[serde(default)]
    pub provider_config: BTreeMap<String, Provider>,
    /// The root module.
    #[serde(default)]
    pub root_module: Module,
    /// Root variables' values: the plan's `variables`.
    #[serde(skip)]
    pub variables: BTreeMap<String, Value>,
}

/// A provider configuration.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Provider {
    /// Arguments by name.
    #[serde(default)]
    pub expressions: Value,
    /// Where it stands; absent for the root.
    #[serde(default)]
    pub module_address: Option<String>,
}

/// A module.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Module {
    /// Resources by address in the module, data sources with `data.`.
    #[serde(default, deserialize_with = "by_address")]
    pub resources: BTreeMap<String, Resource>,
    /// Module calls by name.
    #[serde(default)]
    pub module_calls: BTreeMap<String, ModuleCall>,
    /// Outputs by name.
    #[serde(default)]
    pub outputs: BTreeMap<String, Output>,
    /// Variables by name.
    #[serde(default)]
    pub variables: BTreeMap<String, Variable>,
}

/// A resource's or data source's configuration.
#[derive(Debug, Deserialize)]
pub(super) struct Resource {
    #[serde(default)]
    address: String,
    /// Key of its provider configuration.
    #[serde(default)]
    pub provider_config_key: String,
    /// Arguments and blocks by name. Blocks made by `dynamic` are not in it.
    #[serde(default)]
    pub expressions: Arc<Value>,
    /// `count`.
    #[serde(default)]
    pub count_expression: Option<Value>,
    /// `for_each`.
    #[serde(default)]
    pub for_each_expression: Option<Value>,
}

/// A module call.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ModuleCall {
    /// Inputs by name.
    #[serde(default)]
    pub expressions: Value,
    /// The module called.
    #[serde(default)]
    pub module: Module,
    /// `count`.
    #[serde(default)]
    pub count_expression: Option<Value>,
    /// `for_each`.
    #[serde(default)]
    pub for_each_expression: Option<Value>,
}

/// A module output.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Output {
    /// Its value.
    #[serde(default)]
    pub expression: Value,
}

/// A module variable.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Variable {
    /// Default value.
    #[serde(default)]
    pub default: Option<Value>,
}

fn by_address<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, Resource>, D::Error> {
    let list = Option::<Vec<Resource>>::deserialize(deserializer)?.unwrap_or_default();
    Ok(list.into_iter().map(|r| (r.address.clone(), r)).collect())
}

impl Config {
    /// The module at a path of calls.
    pub(super) fn module(&self, path: &[Call]) -> Option<&Module> {
        path.iter().try_fold(&self.root_module, |module, call| module.module_calls.get(&call.name).map(|c| &c.module))
    }

    /// The call that leads to the module at `path`, with the path of the module that holds the call.
    pub(super) fn call<'a>(&self, path: &'a [Call]) -> Option<(&ModuleCall, &'a [Call], &'a Call)> {
        let (last, parent) = path.split_last()?;
        Some((self.module(parent)?.module_calls.get(&last.name)?, parent, last))
    }

    /// The configuration of a resource.
    pub(super) fn resource(&self, address: &Address) -> Option<&Resource> {
        let data = if address.data { "data." } else { "" };
        self.module(&address.modules)?.resources.get(&format!("{data}{}.{}", address.ty, address.name))
    }

    /// The provider configuration that a resource's key leads to: plans before Terraform 1.1 write the key of a module that has none of its
    /// own and inherits the root's.
    pub(super) fn provider_key<'a>(&self, key: &'a str) -> &'a str {
        let local = key.rsplit_once(':').map_or(key, |(_, local)| local);
        let own = self.provider_config.get(key).is_some_and(|p| !p.expressions.is_null() || !self.provider_config.contains_key(local));
        if own { key } else { local }
    }
}
