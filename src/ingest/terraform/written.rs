//! Terraform source as an input: what it declares, as a plan for an empty account would state it.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Map, Value as Plain, json};

use super::super::source::{Block, Given, Kind, Mode, Symbol, Tree, Value, plain};
use super::super::{Error, Folder};
use super::address::Address;
use super::catalogue::{self, Reads};
use super::config::Provider;
use super::instance::{Instance, marks, pointer_token, stated};
use super::{Document, rebuild};

/// What source is called.
pub(super) const KIND: &str = "Terraform source";

/// Reads a folder.
///
/// # Errors
/// When there is no configuration in it.
pub(super) fn read(folder: &Folder, given: &[Given], input: u32) -> Result<Document, Error> {
    let tree = Tree::read(&*folder.files, &folder.entry);
    if !tree.is_configuration() {
        return Err(Error::Unrecognised { name: folder.name.clone(), found: "a folder without `.tf` files".to_owned() });
    }
    let mut evaluated = tree.evaluate(&*folder.files, given, &());
    let mut document = Document { kind: KIND, ..Document::default() };
    for block in &mut evaluated.blocks {
        let Some(address) = Address::parse(&block.address) else { continue };
        document.seen(&address);
        if !super::is_read(&address.ty) {
            continue;
        }
        if !block.certain {
            doubt(block, &address);
        }
        document.instances.push(instance(block, address, input));
    }
    let unparsed =
        evaluated.gaps.iter().find_map(|gap| Some((gap, gap.at.filter(|at| evaluated.files.get(at.file as usize) == Some(&gap.subject))?)));
    if let Some((gap, at)) = unparsed.filter(|_| !document.any) {
        let (line, column) = (at.line as usize, at.column as usize);
        return Err(Error::Json { name: gap.subject.clone(), line, column, message: gap.message.clone() });
    }
    document.config.provider_config = evaluated.providers.iter().map(|(key, body)| (key.clone(), provider(key, body))).collect();
    document.evaluated = Some(evaluated);
    Ok(document)
}

fn instance(block: &Block, address: Address, input: u32) -> Instance {
    let (values, unknown) = plain(&block.body);
    let managed = block.mode == Mode::Managed;
    // What is configured; how, the value itself tells.
    let expressions = members(&block.body).filter(|(_, entry)| entry.1).map(|(name, _)| (name, json!({ "references": [] }))).collect();
    let sensitive = block.sensitive.iter().map(|name| (name.clone(), Plain::Bool(true))).collect();
    Instance {
        input,
        provider: block.provider.clone(),
        shown: block.address.clone(),
        values: stated(values),
        unknown: marks(unknown),
        sensitive: Plain::Object(sensitive),
        expressions: Some(Arc::new(Plain::Object(expressions))),
        created: managed,
        // What a data source will read, nobody says here.
        omits_unknown: !managed,
        rank: 0,
        ..Instance::new(address, format!("/{}", pointer_token(&block.address)))
    }
}

/// Members of a body with their values, and whether they are written there.
fn members(body: &Value) -> impl Iterator<Item = (String, (&Value, bool))> {
    let entries = if let Value::Object(object) = body { Some(&object.entries) } else { None };
    entries.into_iter().flatten().map(|(name, entry)| (name.show(), (&entry.value, entry.at.is_some())))
}

/// Of an instance that may not be there, only what names it is known.
fn doubt(block: &mut Block, address: &Address) {
    let Value::Object(object) = &block.body else { return };
    let own = match catalogue::reads(address) {
        Some(Reads::Resource(makes, _)) => Some(makes.name),
        _ => None,
    };
    let names: BTreeSet<&str> = NAMING.iter().copied().chain(own).collect();
    let mut entries = object.entries.clone();
    for (name, entry) in &mut entries {
        if !names.contains(name.show().as_str()) {
            entry.value = Value::Unknown(Symbol::new(&format!("{}.{}, if it exists", block.address, name.show()), Kind::Any));
        }
    }
    block.body = Value::object(object.map, object.at, entries, object.open.clone());
}

/// Arguments that say what a resource is, or what it is about.
const NAMING: &[&str] = &[
    "arn",
    "bucket",
    "bucket_prefix",
    "file_system_id",
    "function_name",
    "group",
    "id",
    "key_id",
    "name",
    "name_prefix",
    "path",
    "queue_url",
    "repository",
    "resource_arn",
    "role",
    "route_table_id",
    "secret_arn",
    "security_group_id",
    "subnet_id",
    "user",
    "vpc_endpoint_id",
    "vpc_id",
];

/// A provider configuration as plans have it.
fn provider(key: &str, body: &Value) -> Provider {
    let expressions: Map<String, Plain> = members(body).map(|(name, (value, _))| (name, expression(value))).collect();
    Provider { expressions: Plain::Object(expressions), module_address: key.rsplit_once(':').map(|(module, _)| module.to_owned()) }
}

/// A value as a plan's expression: blocks are lists of expressions by name.
fn expression(value: &Value) -> Plain {
    match value {
        Value::List(list) if list.items.iter().any(|i| matches!(i, Value::Object(_))) => {
            let block = |item: &Value| Plain::Object(members(item).map(|(name, (value, _))| (name, expression(value))).collect());
            Plain::Array(list.items.iter().map(block).collect())
        }
        value if value.is_known() => json!({ "constant_value": plain(value).0 }),
        value => json!({ "references": rebuild::symbols(value) }),
    }
}
