//! Azure Event Hubs: namespaces, hubs, shared access rules, network rules, and role assignments.
//!
//! Source: documentation of the provider hashicorp/azurerm 4 and 5; arguments that version 5 renamed are read by both names.

use super::super::build::Builder;
use super::super::catalogue::{Type, makes, nothing};
use super::super::find::Ref;
use super::super::instance::{Instance, State};
use crate::aws::Text;
use crate::azure;
use crate::model::{GapKind, ResourceId, RoleGrant, Tri};

const NAMESPACE: &str = "event-hubs-namespace";
const HUB: &str = "event-hub";
const GROUP: &str = "azure-resource-group";

pub(super) const TYPES: &[Type] = &[
    makes("azurerm_resource_group", GROUP, "name", "{id}", nothing),
    makes("data.azurerm_resource_group", GROUP, "name", "{id}", nothing),
    makes("azurerm_eventhub_namespace", NAMESPACE, "name", "{id}", namespace),
    makes("azurerm_eventhub", HUB, "name", "{id}", hub),
    makes("azurerm_eventhub_namespace_authorization_rule", "shared-access-rule", "name", "{id}", rule),
    makes("azurerm_eventhub_authorization_rule", "shared-access-rule", "name", "{id}", rule),
    makes("azurerm_role_assignment", "azure-role-assignment", "name", "{id}", assignment),
];

fn namespace(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let group = parent(b, i, &["resource_group_name"], &[GROUP]);
    let public = i.at("public_network_access_enabled").bool(Tri::Yes);
    let rules = i.at("network_rulesets");
    let stated = rules.block().is_some();
    let default = rules.within("default_action");
    let denies = match (default.state(), default.str()) {
        (State::Known(_), Some(action)) if action.eq_ignore_ascii_case("Deny") => Tri::Yes,
        (State::Unknown, _) => Tri::Unknown,
        _ => Tri::No,
    };
    let entries = |name: &str| {
        let list = rules.within(name);
        if !list.is_whole() || matches!(list.state(), State::Unknown) {
            Tri::Unknown
        } else if list.items().is_empty() {
            Tri::No
        } else {
            Tri::Yes
        }
    };
    let some = match (entries("ip_rule"), entries("virtual_network_rule")) {
        (Tri::Yes, _) | (_, Tri::Yes) => Tri::Yes,
        (Tri::No, Tri::No) => Tri::No,
        _ => Tri::Unknown,
    };
    let own = rules.within("public_network_access_enabled").bool(Tri::Yes);
    let differs = match (stated, public, own) {
        (false, ..) => Tri::No,
        (_, Tri::Unknown, _) | (_, _, Tri::Unknown) => Tri::Unknown,
        (_, one, other) => {
            if one == other {
                Tri::No
            } else {
                Tri::Yes
            }
        }
    };
    let message = "no ways to its records are followed: role assignments and shared access rules are judged by rules".to_owned();
    b.gap(GapKind::UnmodelledType, &i.at("name"), message, Some(id), None);
    let local = i.at("local_authentication_enabled").bool(Tri::Yes);
    let trusted = if stated { rules.within("trusted_service_access_enabled").bool(Tri::No) } else { Tri::No };
    b.edit(id, |r| {
        r.parent = group;
        r.switches.extend([
            ("shared-keys", local),
            ("public-network", public),
            ("trusted-services", trusted),
            ("public-flags-differ", differs),
            ("denies-by-default", denies),
            ("network-rules", some),
        ]);
    });
}

fn hub(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let namespace = parent(b, i, &["namespace_id", "namespace_name"], &[NAMESPACE]);
    b.edit(id, |r| r.parent = namespace);
}

fn rule(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let hub = parent(b, i, &["eventhub_id", "eventhub_name"], &[HUB]);
    let namespace = parent(b, i, &["namespace_id", "namespace_name"], &[NAMESPACE]);
    let whole = if i.address.ty == "azurerm_eventhub_namespace_authorization_rule" { Tri::Yes } else { Tri::No };
    let rights = ["listen", "send", "manage"].map(|name| (name, i.at(name).bool(Tri::No)));
    b.edit(id, |r| {
        r.parent = hub.or(namespace);
        r.switches.extend(rights);
        r.switches.insert("whole-namespace", whole);
    });
}

fn assignment(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let stated = ["role_definition_name", "role_definition_id"].iter().find_map(|a| b.text(&i.at(a)));
    let role = stated.unwrap_or_default();
    let on = parent(b, i, &["scope"], &[HUB, NAMESPACE, GROUP]);
    let grant = RoleGrant {
        principal: b.text(&i.at("principal_id")).unwrap_or_default(),
        known: role.literal().and_then(azure::role),
        role,
        scope: b.text(&i.at("scope")).unwrap_or_default(),
        on,
        condition: b.text(&i.at("condition")).filter(|c| *c != Text::new()),
        origin: i.origin(),
    };
    b.edit(id, |r| r.role_grant = Some(grant));
}

/// What the first of these attributes that is set refers to.
fn parent(b: &mut Builder<'_>, i: &Instance, attributes: &[&str], kinds: &[&'static str]) -> Option<ResourceId> {
    attributes.iter().find_map(|attribute| match b.refer(&i.at(attribute), kinds) {
        Ref::To(id) => Some(id),
        _ => None,
    })
}
