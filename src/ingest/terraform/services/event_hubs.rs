//! Azure Event Hubs: namespaces, hubs with capture, shared access rules, private endpoints.
//!
//! Source: documentation of the provider hashicorp/azurerm 4 and 5; arguments that version 5 renamed are read by both names.

use super::super::build::Builder;
use super::super::catalogue::{Type, adds, makes};
use super::super::instance::{At, Instance, State};
use super::azure::{GROUP, Of, STORAGE, SUBSCRIPTION, entries, place, refer};
use super::key_vault::{KEY, VAULT};
use crate::model::{Encryption, Mover, ResourceId, Store, Tri};

/// Kind of a namespace.
pub(super) const NAMESPACE: &str = "event-hubs-namespace";
/// Kind of a hub.
pub(super) const HUB: &str = "event-hub";

/// Kind of a workspace that keeps logs.
const WORKSPACE: &str = "azure-log-workspace";

pub(super) const TYPES: &[Type] = &[
    makes("azurerm_eventhub_namespace", NAMESPACE, "name", "{id}", namespace),
    makes("data.azurerm_eventhub_namespace", NAMESPACE, "name", "{id}", namespace),
    makes("azurerm_eventhub", HUB, "name", "{id}", hub),
    makes("data.azurerm_eventhub", HUB, "name", "{id}", hub),
    makes("azurerm_eventhub_namespace_authorization_rule", "shared-access-rule", "name", "{id}", rule),
    makes("azurerm_eventhub_authorization_rule", "shared-access-rule", "name", "{id}", rule),
    makes("azurerm_private_endpoint", "azure-private-endpoint", "name", "{id}", endpoint),
    adds("azurerm_eventhub_namespace_customer_managed_key", customer_key),
    makes("azurerm_log_analytics_workspace", WORKSPACE, "name", "{id}", workspace),
    makes("data.azurerm_log_analytics_workspace", WORKSPACE, "name", "{id}", workspace),
    adds("azurerm_eventhub_namespace_disaster_recovery_config", pairing),
    makes("azurerm_monitor_diagnostic_setting", "azure-diagnostic-setting", "name", "{id}", diagnostics),
];

fn namespace(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let group = refer(b, i, &["resource_group_name"], &[GROUP]);
    // What a data source reads was set by somebody else.
    let default = |tri| if i.address.data { Tri::Unknown } else { tri };
    let public = i.at("public_network_access_enabled").bool(default(Tri::Yes));
    let rules = i.at("network_rulesets");
    let stated = rules.block().is_some();
    let whole = rules.is_whole() && !matches!(rules.state(), State::Unknown) && !i.address.data;
    let action = rules.within("default_action");
    let denies = match (action.state(), action.str()) {
        (State::Known(_), Some(action)) if action.eq_ignore_ascii_case("Deny") => Tri::Yes,
        (State::Known(_), _) => Tri::No,
        (State::Unknown, _) => Tri::Unknown,
        (State::Unset, _) if whole || stated => Tri::No,
        (State::Unset, _) => Tri::Unknown,
    };
    let some = match (entries(&rules.within("ip_rule")), entries(&rules.within("virtual_network_rule"))) {
        (Tri::Yes, _) | (_, Tri::Yes) => Tri::Yes,
        (Tri::No, Tri::No) if whole || stated => Tri::No,
        _ => Tri::Unknown,
    };
    let own = rules.within("public_network_access_enabled").bool(Tri::Yes);
    let differs = match (stated, public, own) {
        (false, ..) if whole => Tri::No,
        (false, ..) | (_, Tri::Unknown, _) | (_, _, Tri::Unknown) => Tri::Unknown,
        (_, one, other) if one == other => Tri::No,
        _ => Tri::Yes,
    };
    let trusted = match (stated, whole) {
        (true, _) => rules.within("trusted_service_access_enabled").bool(Tri::No),
        (false, true) => Tri::No,
        (false, false) => Tri::Unknown,
    };
    let local = i.at("local_authentication_enabled").bool(default(Tri::Yes));
    let sku = |name: &str| match i.at("sku").str() {
        Some(sku) if sku.eq_ignore_ascii_case(name) => Tri::Yes,
        Some(_) => Tri::No,
        None => Tri::Unknown,
    };
    // What only Premium has a namespace in a dedicated cluster has, too.
    let dedicated = i.at("dedicated_cluster_id");
    let dedicated = matches!(dedicated.state(), State::Known(_)) || dedicated.configured() == Some(true);
    let (basic, premium) = (sku("Basic"), if dedicated { Tri::Yes } else { sku("Premium") });
    let tls = i.at("minimum_tls_version");
    let old_tls = match (tls.state(), tls.str()) {
        (_, Some("1.0" | "1.1")) => Tri::Yes,
        (_, Some("1.2" | "1.3")) => Tri::No,
        // Since version 4 of the provider 1.2 is the least.
        (State::Unset, _) => default(Tri::No),
        _ => Tri::Unknown,
    };
    let identity = super::azure::of_its_own(b, i, id);
    b.edit(id, |r| {
        r.parent = group;
        r.identity = identity;
        r.store = Some(store(NAMESPACE));
        r.switches.extend([
            ("shared-keys", local),
            ("public-network", public),
            ("trusted-services", trusted),
            ("public-flags-differ", differs),
            ("denies-by-default", denies),
            ("network-rules", some),
            ("basic", basic),
            ("premium", premium),
            ("old-tls", old_tls),
        ]);
    });
    place(b, i, id);
}

/// Records are encrypted at rest with a key of Microsoft's, unless there is one of the customer's.
fn store(kind: &'static str) -> Store {
    Store { encryption: Encryption::ServiceManaged, ..Store::new(kind) }
}

fn hub(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let namespace = refer(b, i, &["namespace_id", "namespace_name"], &[NAMESPACE]);
    let capture = i.at("capture_description");
    let on = capture.within("enabled").bool(Tri::Unknown);
    let destination = capture.within("destination");
    let captures = match (capture.state(), capture.block().is_some()) {
        (State::Unknown, false) => Tri::Unknown,
        (_, true) => on,
        // What a data source reads it tells not.
        (_, false) if i.address.data || !capture.is_whole() => Tri::Unknown,
        (_, false) => Tri::No,
    };
    let to =
        if on == Tri::No || capture.block().is_none() { None } else { refer(b, &Of(&destination.within("storage_account_id")), &[""], &[STORAGE]) };
    let sas = match destination.within("storage_authentication_type").str() {
        Some(how) => {
            if how.eq_ignore_ascii_case("StorageSAS") {
                Tri::Yes
            } else {
                Tri::No
            }
        }
        None => Tri::Yes,
    };
    let kept = match ["message_retention", "retention_description"].map(|a| i.at(a)) {
        all if all.iter().any(|a| matches!(a.state(), State::Known(_)) && (a.int().is_some() || a.block().is_some())) => Tri::Yes,
        all if all.iter().any(|a| matches!(a.state(), State::Unknown)) => Tri::Unknown,
        _ => Tri::No,
    };
    let origin = capture.origin();
    let topics = b.text(&i.at("name")).unwrap_or_default();
    b.edit(id, |r| {
        r.parent = namespace;
        r.store = Some(store(HUB));
        r.switches.extend([("retention-stated", kept), ("captures", captures)]);
        if let Some(to) = to {
            r.movers.push(Mover { what: "capture", from: id, to, topics, origin });
            r.switches.insert("capture-by-sas", sas);
        }
    });
    if capture.block().is_some() && on != Tri::No && to.is_none() {
        b.unknown_reference(&destination.within("storage_account_id"));
    }
    // A namespace whose hubs the input shows is told by them.
    if let Some(namespace) = namespace {
        b.edit(namespace, |r| r.store = None);
    }
    place(b, i, id);
}

fn rule(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let namespace = refer(b, i, &["namespace_id", "namespace_name"], &[NAMESPACE]);
    let hub = refer(b, i, &["eventhub_id"], &[HUB]).or_else(|| {
        // Hubs of several namespaces share names.
        let name = i.at("eventhub_name");
        let named = name.str().map(|n| b.named(HUB, n).to_vec()).unwrap_or_default();
        let of_it = |hub: &ResourceId| namespace.is_some() && b.inventory.resource(*hub).is_some_and(|r| r.parent == namespace);
        named.iter().copied().find(of_it).or_else(|| match name.state() {
            State::Unknown => refer(b, i, &["eventhub_name"], &[HUB]),
            _ => None,
        })
    });
    let whole = if i.address.ty == "azurerm_eventhub_namespace_authorization_rule" { Tri::Yes } else { Tri::No };
    let rights = ["listen", "send", "manage"].map(|name| (name, i.at(name).bool(Tri::No)));
    b.edit(id, |r| {
        r.parent = if whole == Tri::Yes { namespace } else { hub };
        r.switches.extend(rights);
        r.switches.insert("whole-namespace", whole);
    });
}

fn endpoint(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let to = i.at("private_service_connection").within("private_connection_resource_id");
    let of = refer(b, &Of(&to), &[""], &[NAMESPACE, STORAGE]);
    b.edit(id, |r| r.parent = of);
}

fn customer_key(b: &mut Builder<'_>, i: &Instance) {
    let Some(namespace) = refer(b, i, &["eventhub_namespace_id"], &[NAMESPACE]) else {
        b.unknown_reference(&i.at("eventhub_namespace_id"));
        return;
    };
    let (keys, open) = b.resources(&i.at("key_vault_key_ids"), &[KEY]);
    let listed = entries(&i.at("key_vault_key_ids"));
    // Keys that the input does not show are keys of the customer's, too.
    let shown =
        if open || keys.is_empty() || keys.iter().any(|k| b.inventory.resource(*k).is_none_or(|r| r.referenced)) { Tri::No } else { Tri::Yes };
    // A list that is not known has some.
    let has = if listed == Tri::No && !open { Tri::Unknown } else { Tri::Yes };
    b.edit(namespace, |r| {
        r.switches.extend([("customer-key", has), ("customer-key-shown", shown)]);
        r.vault_keys = keys;
    });
}

/// A pairing has an alias, whose rules are those of the namespace.
fn pairing(b: &mut Builder<'_>, i: &Instance) {
    let Some(namespace) = refer(b, i, &["namespace_id", "namespace_name"], &[NAMESPACE]) else { return };
    b.edit(namespace, |r| r.switches.extend([("paired", Tri::Yes)]));
}

fn workspace(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let group = refer(b, i, &["resource_group_name"], &[GROUP]);
    b.edit(id, |r| r.parent = group);
    place(b, i, id);
}

/// What of a namespace or a subscription is logged, and where to. `log` and `metric` are the older names of `enabled_log` and `enabled_metric`.
fn diagnostics(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let target = refer(b, i, &["target_resource_id"], &[NAMESPACE, STORAGE, VAULT, SUBSCRIPTION]);
    let named = i.at("target_resource_id").str().map(str::to_ascii_lowercase);
    // A subscription by its id alone.
    let whole = named.as_deref().and_then(|t| t.trim_end_matches('/').strip_prefix("/subscriptions/")).is_some_and(|rest| !rest.contains('/'));
    if target.is_none() && !whole {
        b.unknown_reference(&i.at("target_resource_id"));
    }
    let blocks: Vec<At<'_>> =
        ["enabled_log", "log"].iter().flat_map(|n| i.at(n).items()).filter(|l| l.get("enabled").bool(Tri::Yes) != Tri::No).collect();
    let unsure = ["enabled_log", "log"].iter().any(|n| matches!(i.at(n).state(), State::Unknown) || !i.at(n).is_whole());
    let tells = |l: &At<'_>, category: &str, groups: &[&str]| {
        let is = |name: &str, wanted: &[&str]| l.get(name).str().is_some_and(|s| wanted.iter().any(|w| s.eq_ignore_ascii_case(w)));
        is("category", &[category]) || is("category_group", groups)
    };
    let tri = |yes: bool| match (yes, unsure) {
        (true, _) => Tri::Yes,
        (false, true) => Tri::Unknown,
        (false, false) => Tri::No,
    };
    let (some, audit) = (tri(!blocks.is_empty()), tri(blocks.iter().any(|l| tells(l, "RuntimeAuditLogs", &["allLogs", "audit"]))));
    let edits = tri(blocks.iter().any(|l| tells(l, "Administrative", &["allLogs"])));
    let partner = match i.at("partner_solution_id").state() {
        State::Known(_) => Tri::Yes,
        State::Unset => Tri::No,
        State::Unknown => Tri::Unknown,
    };
    let subscription =
        |at: &At<'_>| at.str().and_then(|id| id.to_ascii_lowercase().strip_prefix("/subscriptions/")?.split('/').next().map(str::to_owned));
    let own = subscription(&i.at("target_resource_id"));
    let sinks = ["log_analytics_workspace_id", "storage_account_id", "eventhub_authorization_rule_id"];
    let places: Vec<String> = sinks.iter().filter_map(|a| subscription(&i.at(a))).collect();
    let other = places.iter().any(|s| own.as_ref().is_some_and(|own| own != s));
    let shown = sinks.iter().any(|a| refer(b, i, &[a], &[WORKSPACE, STORAGE, "shared-access-rule"]).is_some());
    let ours = match (other || partner == Tri::Yes, shown || places.iter().any(|s| own.as_ref() == Some(s))) {
        (true, _) => Tri::No,
        (false, true) if partner == Tri::No => Tri::Yes,
        _ => Tri::Unknown,
    };
    b.edit(id, |r| {
        r.parent = target;
        r.switches.extend([
            ("logs", some),
            ("runtime-audit", audit),
            ("administrative", edits),
            ("of-subscription", if whole { Tri::Yes } else { Tri::No }),
            ("to-partner", partner),
            ("to-own", ours),
            ("to-other-subscription", if other { Tri::Yes } else { Tri::No }),
        ]);
    });
}
