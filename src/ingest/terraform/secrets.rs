//! Attributes that hold secrets, whatever the provider marks as sensitive: that they are stated in clear is noted, and the values are taken out
//! before anything else reads them.
//!
//! Sources: the providers' documentation of the types listed, 2026.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::instance::{At, Instance, State};
use crate::model::{Inventory, Place, SecretWeight, StatedSecret};

/// Where a type keeps secrets.
struct Keeps {
    ty: &'static str,
    /// Paths through blocks; of a path that ends in `?`, members of the map whose names are those of passwords.
    paths: &'static [&'static str],
    weight: fn(&Instance) -> SecretWeight,
}

const RULE_KEYS: &[&str] = &[
    "primary_key",
    "secondary_key",
    "primary_connection_string",
    "secondary_connection_string",
    "primary_connection_string_alias",
    "secondary_connection_string_alias",
];

const CREDENTIALS: &[&str] = &["credentials.secret", "credentials.key"];

const KEEPS: &[Keeps] = &[
    Keeps { ty: "aiven_kafka_user", paths: &["password", "access_key"], weight: ordinary },
    Keeps { ty: "automq_connector", paths: &["connector_config?", "connector_config_sensitive"], weight: ordinary },
    Keeps { ty: "automq_kafka_instance", paths: &["features.security.private_key"], weight: root },
    Keeps {
        ty: "automq_kafka_instance",
        paths: &["features.metrics_exporter.prometheus.password", "features.metrics_exporter.prometheus.token"],
        weight: ordinary,
    },
    Keeps { ty: "automq_kafka_user", paths: &["password"], weight: ordinary },
    Keeps { ty: "aws_mskconnect_connector", paths: &["connector_configuration?"], weight: ordinary },
    Keeps { ty: "aws_secretsmanager_secret_version", paths: &["secret_string", "secret_binary"], weight: ordinary },
    Keeps { ty: "azurerm_eventhub_authorization_rule", paths: RULE_KEYS, weight: rule },
    Keeps {
        ty: "azurerm_eventhub_namespace",
        paths: &[
            "default_primary_key",
            "default_secondary_key",
            "default_primary_connection_string",
            "default_secondary_connection_string",
            "default_primary_connection_string_alias",
            "default_secondary_connection_string_alias",
        ],
        weight: root,
    },
    Keeps { ty: "azurerm_eventhub_namespace_authorization_rule", paths: RULE_KEYS, weight: rule },
    Keeps { ty: "azurerm_eventhub_namespace_disaster_recovery_config", paths: RULE_KEYS, weight: root },
    Keeps { ty: "confluent_api_key", paths: &["secret"], weight: cloud_key },
    Keeps { ty: "confluent_connector", paths: &["config_sensitive", "config_nonsensitive?"], weight: ordinary },
    Keeps { ty: "confluent_kafka_acl", paths: CREDENTIALS, weight: ordinary },
    Keeps { ty: "confluent_kafka_cluster_config", paths: CREDENTIALS, weight: ordinary },
    Keeps { ty: "confluent_kafka_topic", paths: CREDENTIALS, weight: ordinary },
    Keeps { ty: "kafka_user_scram_credential", paths: &["password"], weight: ordinary },
    Keeps { ty: "redpanda_user", paths: &["password"], weight: ordinary },
    Keeps { ty: "streamnative_service_account", paths: &["private_key_data"], weight: ordinary },
];

/// Ends of the names of settings that hold a secret.
const PASSWORDS: &[&str] = &[
    "api.key",
    "api.secret",
    "connection.string",
    "credentials.json",
    "jaas.config",
    "passphrase",
    "password",
    "passwd",
    "private.key",
    "secret",
    "secret.access.key",
    "secret.key",
    "token",
];

fn ordinary(_: &Instance) -> SecretWeight {
    SecretWeight::Ordinary
}

fn root(_: &Instance) -> SecretWeight {
    SecretWeight::Root
}

/// Whoever manages a namespace or hub may also send and listen.
fn rule(instance: &Instance) -> SecretWeight {
    if instance.at("manage").bool(crate::model::Tri::No) == crate::model::Tri::Yes { SecretWeight::Root } else { SecretWeight::Ordinary }
}

/// A key without a managed resource is one of the management plane.
fn cloud_key(instance: &Instance) -> SecretWeight {
    let resource = instance.at("managed_resource");
    let absent = matches!(resource.state(), State::Unset) || resource.items().is_empty() && !matches!(resource.state(), State::Unknown);
    if absent { SecretWeight::Root } else { SecretWeight::Ordinary }
}

/// Whether instances of a type are read for the secrets in them.
pub(super) fn holds(ty: &str) -> bool {
    KEEPS.iter().any(|k| k.ty == ty)
}

/// Notes the secrets that instances state, and takes their values out.
pub(super) fn take(instances: &mut [Instance], inventory: &mut Inventory) {
    let of_keys = |i: &&mut Instance| i.address.ty == "confluent_api_key";
    let ids: BTreeSet<String> = instances.iter_mut().filter(of_keys).filter_map(|i| i.str("id").map(str::to_owned)).collect();
    for instance in instances {
        let ty = instance.address.ty.clone();
        let user = instance.str("secret_string").and_then(user_of);
        let keys = instance.str("secret_string").map(|s| keys_in(s, &ids)).filter(|k| !k.is_empty());
        for keeps in KEEPS.iter().filter(|k| k.ty == ty) {
            take_from(instance, keeps, inventory);
        }
        if let Some(user) = user {
            put(&mut instance.values, &[USER.to_owned()], Value::String(user));
        }
        if let Some(keys) = keys {
            put(&mut instance.values, &[KEYS.to_owned()], Value::Array(keys));
        }
    }
}

/// Says where in the source the secrets stand, which is known later than that they do.
pub(super) fn locate(instances: &[Instance], inventory: &mut Inventory) {
    let written = instances.iter().filter_map(|i| Some(((i.input, i.shown.as_str()), i.written.as_ref()?)));
    let written: BTreeMap<(u32, &str), &Place> = written.collect();
    for secret in &mut inventory.secrets {
        if let Some(place) = written.get(&(secret.origin.input, secret.address.as_str())) {
            secret.origin = std::mem::take(&mut secret.origin).at(place);
        }
    }
}

/// Where the name of the user whose password a secret holds is kept: no secret, and what access control lists are about.
pub(super) const USER: &str = "username";

/// Where the ids of keys that a secret holds are kept: they are no secrets, and tell whose it is.
pub(super) const KEYS: &str = "api_key_ids";

/// The ids among the members of a secret's value.
fn keys_in(secret: &str, ids: &BTreeSet<String>) -> Vec<Value> {
    let Ok(Value::Object(members)) = serde_json::from_str(secret) else { return Vec::new() };
    members.into_iter().map(|(_, value)| value).filter(|v| v.as_str().is_some_and(|s| ids.contains(s))).collect()
}

/// The member `username` of a secret's value, as Secrets Manager's own templates and Amazon MSK have it.
fn user_of(secret: &str) -> Option<String> {
    let value: Value = serde_json::from_str(secret).ok()?;
    value.get(USER).and_then(Value::as_str).map(str::to_owned)
}

fn take_from(instance: &mut Instance, keeps: &Keeps, inventory: &mut Inventory) {
    let weight = (keeps.weight)(instance);
    let mut held = Vec::new();
    for path in keeps.paths {
        let (whole, passwords) = path.strip_suffix('?').map_or((*path, false), |p| (p, true));
        let mut names = whole.split('.');
        let first: Vec<At<'_>> = names.next().map(|name| instance.at(name)).into_iter().collect();
        let found = names.fold(first, |blocks, name| blocks.iter().flat_map(At::items).map(|block| block.get(name)).collect());
        held.extend(if passwords { found.iter().flat_map(settings).collect() } else { found });
    }
    for at in held.iter().filter(|at| is_clear(at)) {
        let name = at.name();
        let attribute = name.strip_prefix(&instance.shown).map_or(name.as_str(), |rest| rest.trim_start_matches('.')).to_owned();
        inventory.secrets.push(StatedSecret { address: instance.shown.clone(), attribute, weight, origin: at.origin() });
    }
    let paths: Vec<Vec<String>> = held.into_iter().filter(|at| matches!(at.state(), State::Known(_))).map(|at| at.path).collect();
    for path in paths {
        put(&mut instance.values, &path, Value::Null);
        put(&mut instance.sensitive, &path, Value::Bool(true));
        put(&mut instance.unknown, &path, Value::Bool(true));
    }
}

/// The settings of a map whose names are those of passwords.
fn settings<'a>(map: &At<'a>) -> Vec<At<'a>> {
    let named = map.keys().into_iter().filter(|key| {
        let key = key.to_lowercase().replace(['_', '-'], ".");
        PASSWORDS.iter().any(|end| key.ends_with(end))
    });
    named.map(|key| map.get(key)).collect()
}

/// Whether a value is known and does not merely name where it is kept (`${secretsmanager:…}`).
fn is_clear(at: &At<'_>) -> bool {
    match at.state() {
        State::Known(Value::String(s)) => !s.is_empty() && !s.contains("${"),
        State::Known(Value::Object(map)) => !map.is_empty(),
        _ => false,
    }
}

/// Puts a value at a path, with what leads there.
fn put(at: &mut Value, path: &[String], value: Value) {
    let Some((step, rest)) = path.split_first() else {
        *at = value;
        return;
    };
    // A mark stands for everything below.
    if *at == Value::Bool(true) {
        return;
    }
    if let (Ok(index), true) = (step.parse::<usize>(), at.is_array() || at.is_null()) {
        if at.is_null() {
            *at = Value::Array(Vec::new());
        }
        if let Value::Array(list) = at {
            if list.len() <= index {
                list.resize(index + 1, Value::Null);
            }
            if let Some(item) = list.get_mut(index) {
                put(item, rest, value);
            }
        }
        return;
    }
    if !at.is_object() {
        *at = Value::Object(serde_json::Map::new());
    }
    if let Value::Object(map) = at {
        put(map.entry(step.clone()).or_insert(Value::Null), rest, value);
    }
}
