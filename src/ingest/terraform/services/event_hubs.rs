//! Azure Event Hubs: namespaces, hubs with capture, shared access rules, private endpoints.
//!
//! Source: documentation of the provider hashicorp/azurerm 4 and 5; arguments that version 5 renamed are read by both names.

use super::super::build::Builder;
use super::super::catalogue::{Type, adds, makes};
use super::super::instance::{At, Instance, State};
use super::azure::{GROUP, Of, STORAGE, entries, place, refer};
use crate::model::{Encryption, Mover, ResourceId, Store, Tri};

/// Kind of a namespace.
pub(super) const NAMESPACE: &str = "event-hubs-namespace";
/// Kind of a hub.
pub(super) const HUB: &str = "event-hub";

pub(super) const TYPES: &[Type] = &[
    makes("azurerm_eventhub_namespace", NAMESPACE, "name", "{id}", namespace),
    makes("data.azurerm_eventhub_namespace", NAMESPACE, "name", "{id}", namespace),
    makes("azurerm_eventhub", HUB, "name", "{id}", hub),
    makes("data.azurerm_eventhub", HUB, "name", "{id}", hub),
    makes("azurerm_eventhub_namespace_authorization_rule", "shared-access-rule", "name", "{id}", rule),
    makes("azurerm_eventhub_authorization_rule", "shared-access-rule", "name", "{id}", rule),
    makes("azurerm_private_endpoint", "azure-private-endpoint", "name", "{id}", endpoint),
    adds("azurerm_eventhub_namespace_customer_managed_key", customer_key),
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
    let (basic, premium) = (sku("Basic"), sku("Premium"));
    let old_tls = match i.at("minimum_tls_version").str() {
        Some("1.0" | "1.1") => Tri::Yes,
        Some(_) => Tri::No,
        // Since version 4 of the provider 1.2 is the least.
        None => default(Tri::No),
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
        r.switches.insert("retention-stated", kept);
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
    let Some(namespace) = refer(b, i, &["eventhub_namespace_id"], &[NAMESPACE]) else { return };
    b.edit(namespace, |r| r.switches.extend([("customer-key", Tri::Yes)]));
}

/// A pairing has an alias, whose rules are those of the namespace.
fn pairing(b: &mut Builder<'_>, i: &Instance) {
    let Some(namespace) = refer(b, i, &["namespace_id", "namespace_name"], &[NAMESPACE]) else { return };
    b.edit(namespace, |r| r.switches.extend([("paired", Tri::Yes)]));
}

/// What of a namespace is logged, and where to. `log` and `metric` are the older names of `enabled_log` and `enabled_metric`.
fn diagnostics(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let target = refer(b, i, &["target_resource_id"], &[NAMESPACE, STORAGE]);
    if target.is_none() {
        b.unknown_reference(&i.at("target_resource_id"));
    }
    let blocks: Vec<At<'_>> =
        ["enabled_log", "log"].iter().flat_map(|n| i.at(n).items()).filter(|l| l.get("enabled").bool(Tri::Yes) != Tri::No).collect();
    let unsure = ["enabled_log", "log"].iter().any(|n| matches!(i.at(n).state(), State::Unknown) || !i.at(n).is_whole());
    let audits =
        |l: &At<'_>| l.get("category").str() == Some("RuntimeAuditLogs") || matches!(l.get("category_group").str(), Some("allLogs" | "audit"));
    let tri = |yes: bool| match (yes, unsure) {
        (true, _) => Tri::Yes,
        (false, true) => Tri::Unknown,
        (false, false) => Tri::No,
    };
    let (some, audit) = (tri(!blocks.is_empty()), tri(blocks.iter().any(audits)));
    let partner = match i.at("partner_solution_id").state() {
        State::Known(_) => Tri::Yes,
        State::Unset => Tri::No,
        State::Unknown => Tri::Unknown,
    };
    let subscription =
        |at: &At<'_>| at.str().and_then(|id| id.to_ascii_lowercase().strip_prefix("/subscriptions/")?.split('/').next().map(str::to_owned));
    let own = subscription(&i.at("target_resource_id"));
    let sinks = ["log_analytics_workspace_id", "storage_account_id", "eventhub_authorization_rule_id"];
    let other = sinks.iter().filter_map(|a| subscription(&i.at(a))).any(|s| own.as_ref().is_some_and(|own| *own != s));
    b.edit(id, |r| {
        r.parent = target;
        r.switches.extend([
            ("logs", some),
            ("runtime-audit", audit),
            ("to-partner", partner),
            ("to-other-subscription", if other { Tri::Yes } else { Tri::No }),
        ]);
    });
}
