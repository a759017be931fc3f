//! Azure Key Vault: vaults, their keys, and who an access policy lets use them.
//!
//! Source: documentation of the provider hashicorp/azurerm 4 and 5 (`rbac_authorization_enabled` was `enable_rbac_authorization`); "Azure role-based
//! access control (Azure RBAC) vs. access policies (legacy)", Microsoft Learn.

use super::super::build::Builder;
use super::super::catalogue::{Type, makes};
use super::super::instance::{At, Instance, State};
use super::azure::{GROUP, Of, PRINCIPALS, STORAGE, place, refer, rules_of};
use super::event_hubs::NAMESPACE;
use crate::aws::Text;
use crate::azure::{Permissions, Role};
use crate::model::{ResourceId, RoleGrant, Tri, Via};

/// Kind of a vault.
pub(super) const VAULT: &str = "key-vault";
/// Kind of a key in one.
pub(super) const KEY: &str = "key-vault-key";

/// Kind of a secret in one.
pub(super) const SECRET: &str = "key-vault-secret";

pub(super) const TYPES: &[Type] = &[
    makes("azurerm_key_vault", VAULT, "name", "{id}", vault),
    makes("data.azurerm_key_vault", VAULT, "name", "{id}", vault),
    makes("azurerm_key_vault_key", KEY, "name", "{resource_versionless_id}", key),
    makes("data.azurerm_key_vault_key", KEY, "name", "{resource_versionless_id}", key),
    makes("azurerm_key_vault_secret", SECRET, "name", "{resource_versionless_id}", secret),
    makes("azurerm_key_vault_access_policy", "azure-vault-policy", "id", "{id}", policy),
];

fn vault(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let group = refer(b, i, &["resource_group_name"], &[GROUP]);
    // What a data source reads was set by somebody else.
    let default = |tri| if i.address.data { Tri::Unknown } else { tri };
    let by_roles = match [i.at("rbac_authorization_enabled"), i.at("enable_rbac_authorization")].map(|a| a.bool(Tri::Unknown)) {
        // Which of both is the default depends on the version of the provider.
        [Tri::Unknown, other] => other,
        [one, _] => one,
    };
    let rules = i.at("network_acls");
    let (denies, some) = match (rules.block().is_some(), rules.is_whole() && !matches!(rules.state(), State::Unknown)) {
        (true, _) => rules_of(&rules),
        (false, true) => (default(Tri::No), default(Tri::No)),
        (false, false) => (Tri::Unknown, Tri::Unknown),
    };
    let policies = i.at("access_policy").items();
    let grants: Vec<RoleGrant> = policies.iter().filter_map(|at| grant(b, at, id)).collect();
    // A list that is not all known may let anybody in.
    let open = matches!(i.at("access_policy").state(), State::Unknown) || grants.len() < policies.len();
    let switches = [
        ("by-roles", by_roles),
        ("purge-protection", i.at("purge_protection_enabled").bool(default(Tri::No))),
        ("public-network", i.at("public_network_access_enabled").bool(default(Tri::Yes))),
        ("denies-by-default", denies),
        ("network-rules", some),
        ("policies-known", if open || i.address.data { Tri::No } else { Tri::Yes }),
    ];
    b.edit(id, |r| {
        r.parent = group;
        r.role_grants = grants;
        r.switches.extend(switches);
    });
    place(b, i, id);
}

fn key(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    for attribute in ["id", "versionless_id", "resource_id", "resource_versionless_id"] {
        if let Some(known) = i.str(attribute) {
            b.also_named(KEY, known, id);
        }
    }
    let vault = refer(b, i, &["key_vault_id"], &[VAULT]);
    if vault.is_none() {
        b.unknown_reference(&i.at("key_vault_id"));
    }
    let policy = i.at("rotation_policy");
    let automatic = policy.within("automatic");
    let rotates = match (policy.block().and(automatic.block()).is_some(), policy.state(), automatic.state()) {
        (true, ..) => Tri::Yes,
        (false, State::Unknown, _) | (false, _, State::Unknown) => Tri::Unknown,
        _ if i.address.data => Tri::Unknown,
        _ => Tri::No,
    };
    b.edit(id, |r| {
        r.parent = vault;
        r.switches.insert("rotates", rotates);
    });
}

/// A secret whose value is made of a key or a connection string holds that.
fn secret(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let vault = refer(b, i, &["key_vault_id"], &[VAULT]);
    let mut holds: Vec<ResourceId> = Vec::new();
    for attribute in ["value", "value_wo"] {
        let at = i.at(attribute);
        // Its name opens nothing.
        let keys = b.made_of(&at).iter().any(|n| n.contains("_key") || n.contains("connection_string"));
        if keys && matches!(at.state(), State::Unknown) {
            holds.extend(b.resources(&at, &[NAMESPACE, "shared-access-rule", STORAGE]).0);
        }
    }
    b.edit(id, |r| {
        r.parent = vault;
        r.holds_keys = holds;
    });
}

fn policy(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let Some(vault) = refer(b, i, &["key_vault_id"], &[VAULT]) else {
        b.unknown_reference(&i.at("key_vault_id"));
        return;
    };
    let lists = lists(&i.at("key_permissions"), &i.at("secret_permissions"));
    let to = refer(b, i, &["object_id"], PRINCIPALS);
    let principal = b.text(&i.at("object_id")).unwrap_or_default();
    let grant = granted(b, principal, to, lists, vault, i.origin());
    b.edit(id, |r| {
        r.parent = Some(vault);
        r.role_grants = vec![grant];
    });
}

/// An access policy that a vault states itself; `None` where nothing of it is known.
fn grant(b: &mut Builder<'_>, at: &At<'_>, vault: ResourceId) -> Option<RoleGrant> {
    let object = at.get("object_id");
    let to = refer(b, &Of(&object), &[""], PRINCIPALS);
    let principal = b.text(&object)?;
    Some(granted(b, principal, to, lists(&at.get("key_permissions"), &at.get("secret_permissions")), vault, at.origin()))
}

fn granted(
    b: &Builder<'_>,
    principal: Text,
    to: Option<ResourceId>,
    lists: Option<Vec<String>>,
    vault: ResourceId,
    origin: crate::model::Origin,
) -> RoleGrant {
    let role = "access policy";
    let known = lists.map(|data_actions| Role {
        name: role.to_owned(),
        id: String::new(),
        permissions: vec![Permissions { data_actions, ..Permissions::default() }],
    });
    let scope = b.inventory.resource(vault).map(|r| r.arn.clone()).unwrap_or_default();
    RoleGrant { via: Via::VaultPolicy, principal, to, role: role.into(), known, scope, on: Some(vault), condition: None, origin }
}

/// The permissions for keys and secrets, as actions on data of the same meaning; `None` where some are not known.
fn lists(keys: &At<'_>, secrets: &At<'_>) -> Option<Vec<String>> {
    if [keys, secrets].iter().any(|at| matches!(at.state(), State::Unknown)) {
        return None;
    }
    let key = |name: &str| match name.to_ascii_lowercase().as_str() {
        "all" => "*".to_owned(),
        "get" | "list" => "read".to_owned(),
        "delete" => "delete".to_owned(),
        "unwrapkey" => "unwrap/action".to_owned(),
        "wrapkey" => "wrap/action".to_owned(),
        other => format!("{other}/action"),
    };
    let secret = |name: &str| match name.to_ascii_lowercase().as_str() {
        "all" => "*".to_owned(),
        "get" => "getSecret/action".to_owned(),
        "list" => "readMetadata/action".to_owned(),
        other => format!("{other}/action"),
    };
    let keys = keys.items().iter().map(|p| Some(format!("Microsoft.KeyVault/vaults/keys/{}", key(p.str()?)))).collect::<Option<Vec<String>>>()?;
    let secrets =
        secrets.items().iter().map(|p| Some(format!("Microsoft.KeyVault/vaults/secrets/{}", secret(p.str()?)))).collect::<Option<Vec<String>>>()?;
    Some([keys, secrets].concat())
}
