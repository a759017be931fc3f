//! State JSON (`terraform show -json`) and raw state of version 3 and 4.
//!
//! Source: "JSON Output Format", Terraform documentation ("State Representation"); for raw state, the state files themselves: the format is
//! internal to Terraform.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::super::Error;
use super::Document;
use super::address::{Address, Key};
use super::decode::{Json, Members};
use super::instance::{Instance, marks, pointer_token, stated};

/// Modules nested deeper than this are refused: no real configuration comes near.
const MODULE_DEPTH: usize = 64;

#[derive(Deserialize)]
struct Values<'a> {
    #[serde(default, borrow)]
    root_module: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Module<'a> {
    #[serde(default)]
    address: Option<String>,
    #[serde(default, borrow)]
    resources: Option<Vec<&'a RawValue>>,
    #[serde(default, borrow)]
    child_modules: Option<Vec<&'a RawValue>>,
}

#[derive(Deserialize)]
struct Resource<'a> {
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
    deposed_key: Option<String>,
    #[serde(default, borrow)]
    values: Option<&'a RawValue>,
    #[serde(default, borrow)]
    sensitive_values: Option<&'a RawValue>,
}

/// A resource of a state representation, its attributes unread.
pub(super) struct Listed<'a> {
    pub address: Address,
    pub pointer: String,
    pub values: Option<&'a RawValue>,
    pub sensitive: Option<&'a RawValue>,
}

/// The address from all that is said of it. Terraform 0.12 leaves module and index out of some.
pub(super) fn address(
    text: &str,
    module: Option<&str>,
    mode: Option<&str>,
    ty: Option<String>,
    name: Option<String>,
    index: Option<&Value>,
) -> Option<Address> {
    let parsed = Address::parse(text);
    let modules = parsed.as_ref().map(|a| a.modules.clone()).filter(|m| !m.is_empty());
    let data = mode.map_or(parsed.as_ref().is_some_and(|a| a.data), |m| m == "data");
    let key = Key::beside(parsed.as_ref().and_then(|a| a.key.clone()), index);
    let (parsed_ty, parsed_name) = parsed.map(|a| (a.ty, a.name)).unzip();
    Some(Address {
        modules: modules.unwrap_or_else(|| module.map(Address::module_path).unwrap_or_default()),
        data,
        ty: ty.or(parsed_ty)?,
        name: name.or(parsed_name)?,
        key,
    })
}

/// All resources of a state representation (`values`, `planned_values`), but deposed ones.
///
/// # Errors
/// When a member is not of the type the format gives it, or modules nest too deep.
pub(super) fn resources<'a>(json: Json<'a>, values: &'a str, pointer: &str) -> Result<Vec<Listed<'a>>, Error> {
    let mut out = Vec::new();
    let Some(root) = json.read::<Option<Values<'a>>>(values)?.and_then(|v| v.root_module) else { return Ok(out) };
    let mut modules = vec![(root, format!("{pointer}/root_module"), 0)];
    while let Some((raw, pointer, depth)) = modules.pop() {
        let module: Module<'a> = json.read(raw.get())?;
        for (index, raw) in module.resources.unwrap_or_default().into_iter().enumerate() {
            let resource: Resource<'a> = json.read(raw.get())?;
            let found =
                address(&resource.address, module.address.as_deref(), resource.mode.as_deref(), resource.ty, resource.name, resource.index.as_ref());
            if let Some(address) = found
                && resource.deposed_key.is_none()
            {
                let pointer = format!("{pointer}/resources/{index}/values");
                out.push(Listed { address, pointer, values: resource.values, sensitive: resource.sensitive_values });
            }
        }
        for (index, raw) in module.child_modules.unwrap_or_default().into_iter().enumerate().rev() {
            if depth >= MODULE_DEPTH {
                return Err(json.at(raw.get(), "modules are nested too deep"));
            }
            modules.push((raw, format!("{pointer}/child_modules/{index}"), depth + 1));
        }
    }
    Ok(out)
}

/// Reads `terraform show -json` of a state.
///
/// # Errors
/// When a member is not of the type the format gives it.
pub(super) fn read_json(json: Json<'_>, members: &Members<'_>, input: u32) -> Result<Document, Error> {
    let mut document = Document { kind: "Terraform state", ..Document::default() };
    let Some(values) = members.get("values") else { return Ok(document) };
    for resource in resources(json, values.get(), "/values")? {
        document.seen(&resource.address);
        if super::is_read(&resource.address.ty) {
            let read = |raw: Option<&RawValue>| raw.map_or(Ok(Value::Null), |raw| json.read(raw.get()));
            document.instances.push(Instance {
                input,
                values: stated(read(resource.values)?),
                sensitive: marks(read(resource.sensitive)?),
                ..Instance::new(resource.address, resource.pointer)
            });
        }
    }
    Ok(document)
}

#[derive(Deserialize)]
struct RawResource {
    #[serde(default)]
    module: Option<String>,
    #[serde(default)]
    mode: Option<String>,
    #[serde(default, rename = "type")]
    ty: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    provider: Option<String>,
    #[serde(default)]
    instances: Vec<RawInstance>,
}

#[derive(Deserialize)]
struct RawInstance {
    #[serde(default)]
    index_key: Option<Value>,
    #[serde(default)]
    deposed: Option<String>,
    #[serde(default)]
    attributes: Option<Value>,
    #[serde(default)]
    attributes_flat: Option<BTreeMap<String, Value>>,
    #[serde(default)]
    sensitive_attributes: Option<Value>,
}

/// Reads a raw state of version 4.
///
/// # Errors
/// When a member is not of the type the format gives it.
pub(super) fn read_v4(json: Json<'_>, members: &Members<'_>, input: u32) -> Result<Document, Error> {
    let mut document = Document { kind: "Terraform state", ..Document::default() };
    let resources: Vec<&RawValue> = members.get("resources").map_or(Ok(None), |raw| json.read(raw.get()))?.unwrap_or_default();
    for (index, raw) in resources.into_iter().enumerate() {
        let resource: RawResource = json.read(raw.get())?;
        let base = Address {
            modules: resource.module.as_deref().map(Address::module_path).unwrap_or_default(),
            data: resource.mode.as_deref() == Some("data"),
            ty: resource.ty,
            name: resource.name,
            key: None,
        };
        document.seen(&base);
        if !super::is_read(&base.ty) {
            continue;
        }
        let provider = resource.provider.as_deref().map_or_else(|| "aws".to_owned(), provider_key);
        for (number, instance) in resource.instances.into_iter().enumerate() {
            if instance.deposed.is_some() {
                continue;
            }
            let key = instance.index_key.as_ref().and_then(Key::from_json);
            let values = stated(instance.attributes.or_else(|| instance.attributes_flat.map(unflatten)).unwrap_or_default());
            document.instances.push(Instance {
                input,
                provider: provider.clone(),
                rank: 2,
                values,
                sensitive: sensitive(instance.sensitive_attributes.as_ref()),
                ..Instance::new(Address { key, ..base.clone() }, format!("/resources/{index}/instances/{number}/attributes"))
            });
        }
    }
    Ok(document)
}

/// `[[{"type": "get_attr", "value": "secret"}], …]` as the tree of marks that state JSON has; by the first step of each path.
fn sensitive(paths: Option<&Value>) -> Value {
    let steps = paths.and_then(Value::as_array).into_iter().flatten().filter_map(|path| path.get(0)?.get("value")?.as_str());
    Value::Object(steps.map(|name| (name.to_owned(), Value::Bool(true))).collect())
}

#[derive(Deserialize)]
struct OldModule {
    #[serde(default)]
    path: Vec<String>,
    #[serde(default)]
    resources: BTreeMap<String, OldResource>,
}

#[derive(Deserialize)]
struct OldResource {
    #[serde(default)]
    provider: Option<String>,
    #[serde(default)]
    primary: Option<OldInstance>,
}

#[derive(Deserialize)]
struct OldInstance {
    #[serde(default)]
    attributes: Option<BTreeMap<String, Value>>,
}

/// Reads a raw state of version 3 (Terraform 0.7 to 0.11): flat attributes, `type.name.0` for counted resources.
///
/// # Errors
/// When a member is not of the type the format gives it.
pub(super) fn read_v3(json: Json<'_>, members: &Members<'_>, input: u32) -> Result<Document, Error> {
    let mut document = Document { kind: "Terraform state", ..Document::default() };
    let modules: Vec<OldModule> = members.get("modules").map_or(Ok(None), |raw| json.read(raw.get()))?.unwrap_or_default();
    for (index, module) in modules.into_iter().enumerate() {
        let path: String = module.path.iter().skip(1).map(|name| format!("module.{name}.")).collect();
        for (key, resource) in module.resources {
            let Some((base, count)) = old_key(&key) else { continue };
            let Some(address) = address(&format!("{path}{base}"), None, None, None, None, count.map(Value::from).as_ref()) else { continue };
            document.seen(&address);
            if let Some(primary) = resource.primary
                && super::is_read(&address.ty)
            {
                let pointer = format!("/modules/{index}/resources/{}/primary/attributes", pointer_token(&key));
                document.instances.push(Instance {
                    input,
                    provider: resource.provider.as_deref().map_or_else(|| "aws".to_owned(), provider_key),
                    rank: 2,
                    values: unflatten(primary.attributes.unwrap_or_default()),
                    ..Instance::new(address, pointer)
                });
            }
        }
    }
    Ok(document)
}

fn old_key(key: &str) -> Option<(&str, Option<u64>)> {
    if key.split('.').count() < 2 {
        return None;
    }
    match key.rsplit_once('.') {
        Some((base, index)) if base.contains('.') => match index.parse() {
            Ok(n) => Some((base, Some(n))),
            Err(_) => Some((key, None)),
        },
        _ => Some((key, None)),
    }
}

/// `provider["registry.terraform.io/hashicorp/aws"].prod`, `module.m.provider["…"]`, `provider.aws.prod` as a plan's key: `aws.prod`, `module.m:aws`.
fn provider_key(text: &str) -> String {
    let (module, rest) = match text.split_once("provider[\"") {
        Some(split) => split,
        None => {
            let (module, rest) = text.split_once("provider.").unwrap_or(("", text));
            return with_module(module, rest);
        }
    };
    let (source, alias) = rest.split_once("\"]").unwrap_or((rest, ""));
    let local = source.rsplit('/').next().unwrap_or(source);
    with_module(module, &format!("{local}{alias}"))
}

fn with_module(module: &str, local: &str) -> String {
    match module.strip_suffix('.').unwrap_or(module) {
        "" => local.to_owned(),
        module => format!("{module}:{local}"),
    }
}

/// The tree behind flat attributes: `ingress.#`, `ingress.0.cidr_blocks.0`, `tags.%`, `tags.Name`.
///
/// The depth of the tree is bounded, because the work below it recurses.
fn unflatten(flat: BTreeMap<String, Value>) -> Value {
    let mut root = Map::new();
    for (key, value) in flat {
        let steps: Vec<&str> = key.split('.').collect();
        let [parents @ .., last] = steps.as_slice() else { continue };
        if *last == "%" || parents.len() > 16 {
            continue;
        }
        let empty_list = *last == "#";
        if let Some(map) = descend(&mut root, parents) {
            map.entry((*last).to_owned()).or_insert(if empty_list { Value::Null } else { value });
        }
    }
    lists(Value::Object(root))
}

/// The object at a path, made where there is none.
fn descend<'m>(root: &'m mut Map<String, Value>, path: &[&str]) -> Option<&'m mut Map<String, Value>> {
    path.iter().try_fold(root, |map, step| match map.entry((*step).to_owned()).or_insert_with(|| Value::Object(Map::new())) {
        Value::Object(inner) => Some(inner),
        _ => None,
    })
}

/// Objects with a `#` member are lists of the others, in the order of their numbers (hashes, for sets).
fn lists(value: Value) -> Value {
    let Value::Object(map) = value else { return value };
    if map.contains_key("#") {
        let mut items: Vec<(u64, Value)> = map.into_iter().filter_map(|(k, v)| Some((k.parse().ok()?, lists(v)))).collect();
        items.sort_by_key(|(number, _)| *number);
        return Value::Array(items.into_iter().map(|(_, v)| v).collect());
    }
    Value::Object(map.into_iter().map(|(k, v)| (k, lists(v))).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn flat_attributes_become_a_tree() {
        let flat: BTreeMap<String, Value> = serde_json::from_value(serde_json::json!({
            "id": "sg-1", "ingress.#": "1", "ingress.77.cidr_blocks.#": "1", "ingress.77.cidr_blocks.0": "10.0.0.0/8", "ingress.77.from_port": "22",
            "egress.#": "0", "tags.%": "1", "tags.Name": "x"
        }))
        .unwrap();
        let expected = serde_json::json!({
            "egress": [], "id": "sg-1", "ingress": [{"cidr_blocks": ["10.0.0.0/8"], "from_port": "22"}], "tags": {"Name": "x"}
        });
        assert_eq!(unflatten(flat), expected);
    }

    #[test]
    fn provider_keys_are_those_of_plans() {
        assert_eq!(provider_key(r#"provider["registry.terraform.io/hashicorp/aws"]"#), "aws");
        assert_eq!(provider_key(r#"provider["registry.opentofu.org/hashicorp/aws"].prod"#), "aws.prod");
        assert_eq!(provider_key(r#"module.m.provider["registry.terraform.io/hashicorp/aws"].x"#), "module.m:aws.x");
        assert_eq!(provider_key("provider.aws.prod"), "aws.prod");
        assert_eq!(provider_key("module.m.provider.aws"), "module.m:aws");
    }

    #[test]
    fn counted_resources_of_version_3_have_a_key() {
        assert_eq!(old_key("aws_x.y.0"), Some(("aws_x.y", Some(0))));
        assert_eq!(old_key("data.aws_x.y"), Some(("data.aws_x.y", None)));
        assert_eq!(old_key("aws_x.y"), Some(("aws_x.y", None)));
    }
}
