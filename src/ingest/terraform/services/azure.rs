//! Azure around its services: scopes, roles and who is given them, identities of Entra ID, what runs as them, storage accounts.
//!
//! Source: documentation of the providers hashicorp/azurerm 4 and 5 and hashicorp/azuread 2 and 3; arguments that were renamed are read by both
//! names.

use super::super::build::Builder;
use super::super::catalogue::{Makes, Reads, Type, adds, makes, nothing};
use super::super::find::Ref;
use super::super::instance::{At, Instance, State};
use super::event_hubs::{HUB, NAMESPACE};
use super::key_vault::{KEY, SECRET, VAULT};
use crate::aws::Text;
use crate::azure::{self, Permissions, Role};
use crate::model::{Encryption, Identity, ResourceId, RoleGrant, RunsAs, Store, Subject, Tri, Via};

/// Kind of a resource group.
pub(super) const GROUP: &str = "azure-resource-group";
/// Kind of a storage account.
pub(super) const STORAGE: &str = "azure-storage-account";
/// Kind of a subscription.
pub(super) const SUBSCRIPTION: &str = "azure-subscription";
const MANAGEMENT_GROUP: &str = "azure-management-group";
const ROLE: &str = "azure-role-definition";
const MANAGED: &str = "azure-managed-identity";
const SERVICE: &str = "azure-service-principal";
const APPLICATION: &str = "azure-application";
const PEOPLE: &str = "azure-group";
const MACHINE: &str = "azure-virtual-machine";
const KUBERNETES: &str = "azure-kubernetes-cluster";
const WEB: &str = "azure-web-app";
const CONTAINER_APP: &str = "azure-container-app";
const CONTAINERS: &str = "azure-container-group";
const OTHER: &str = "azure-service";
const DELEGATION: &str = "azure-lighthouse-definition";

/// What a role can be given to.
pub(super) const PRINCIPALS: &[&str] = &[MANAGED, SERVICE, PEOPLE, MACHINE, KUBERNETES, WEB, CONTAINER_APP, CONTAINERS, OTHER, NAMESPACE, STORAGE];
/// Where.
const SCOPES: &[&str] = &[
    HUB,
    NAMESPACE,
    STORAGE,
    VAULT,
    KEY,
    SECRET,
    GROUP,
    SUBSCRIPTION,
    MANAGEMENT_GROUP,
    MANAGED,
    MACHINE,
    KUBERNETES,
    WEB,
    CONTAINER_APP,
    CONTAINERS,
    OTHER,
];

pub(super) const TYPES: &[Type] = &[
    makes("azurerm_resource_group", GROUP, "name", "{id}", group),
    makes("data.azurerm_resource_group", GROUP, "name", "{id}", group),
    makes("azurerm_subscription", SUBSCRIPTION, "subscription_name", "{id}", nothing),
    makes("data.azurerm_subscription", SUBSCRIPTION, "display_name", "{id}", nothing),
    makes("azurerm_management_group", MANAGEMENT_GROUP, "name", "{id}", nothing),
    makes("data.azurerm_management_group", MANAGEMENT_GROUP, "name", "{id}", nothing),
    makes("azurerm_role_definition", ROLE, "name", "{id}", role_definition),
    makes("data.azurerm_role_definition", ROLE, "name", "{id}", role_definition),
    makes("azurerm_role_assignment", "azure-role-assignment", "name", "{id}", assignment),
    makes("azurerm_pim_active_role_assignment", "azure-role-assignment", "id", "{id}", assignment),
    makes("azurerm_pim_eligible_role_assignment", "azure-role-assignment", "id", "{id}", assignment),
    makes("azurerm_lighthouse_definition", DELEGATION, "name", "{id}", nothing),
    makes("azurerm_lighthouse_assignment", "azure-lighthouse-assignment", "name", "{id}", delegation),
    makes("azurerm_user_assigned_identity", MANAGED, "name", "{id}", managed),
    makes("data.azurerm_user_assigned_identity", MANAGED, "name", "{id}", managed),
    adds("azurerm_federated_identity_credential", federated),
    makes("azuread_application", APPLICATION, "display_name", "{id}", application),
    makes("azuread_application_registration", APPLICATION, "display_name", "{id}", application),
    makes("azuread_service_principal", SERVICE, "display_name", "{id}", service_principal),
    makes("data.azuread_service_principal", SERVICE, "display_name", "{id}", service_principal),
    adds("azuread_application_federated_identity_credential", application_federated),
    adds("azuread_application_flexible_federated_identity_credential", application_federated),
    makes("azuread_group", PEOPLE, "display_name", "{id}", people),
    makes("data.azuread_group", PEOPLE, "display_name", "{id}", people),
    adds("azuread_group_member", member),
    makes("azurerm_linux_virtual_machine", MACHINE, "name", "{id}", compute),
    makes("azurerm_windows_virtual_machine", MACHINE, "name", "{id}", compute),
    makes("azurerm_linux_virtual_machine_scale_set", MACHINE, "name", "{id}", compute),
    makes("azurerm_windows_virtual_machine_scale_set", MACHINE, "name", "{id}", compute),
    makes("azurerm_kubernetes_cluster", KUBERNETES, "name", "{id}", compute),
    makes("azurerm_linux_web_app", WEB, "name", "{id}", compute),
    makes("azurerm_windows_web_app", WEB, "name", "{id}", compute),
    makes("azurerm_linux_function_app", WEB, "name", "{id}", compute),
    makes("azurerm_windows_function_app", WEB, "name", "{id}", compute),
    makes("azurerm_container_app", CONTAINER_APP, "name", "{id}", compute),
    makes("azurerm_container_group", CONTAINERS, "name", "{id}", compute),
    makes("azurerm_storage_account", STORAGE, "name", "{id}", storage),
    makes("data.azurerm_storage_account", STORAGE, "name", "{id}", storage),
    adds("azurerm_storage_account_network_rules", storage_rules),
];

/// Something of a type without an entry that has an identity: what it does is not known, and whoever rules it may become that.
pub(in crate::ingest::terraform) static OF_ITS_OWN: Reads = Reads::Resource(Makes { kind: OTHER, arn: "{id}", name: "name" }, compute);

/// An attribute, or the first of several that is set.
pub(super) trait Says {
    /// The attribute of a name.
    fn says(&self, name: &str) -> At<'_>;
}

impl Says for Instance {
    fn says(&self, name: &str) -> At<'_> {
        self.at(name)
    }
}

/// An attribute that is at hand.
pub(super) struct Of<'a>(pub &'a At<'a>);

impl Says for Of<'_> {
    fn says(&self, _: &str) -> At<'_> {
        self.0.clone()
    }
}

/// What the first of these attributes that is set refers to; ids differ in case.
pub(super) fn refer(b: &mut Builder<'_>, from: &impl Says, attributes: &[&str], kinds: &[&'static str]) -> Option<ResourceId> {
    attributes.iter().find_map(|attribute| match b.refer(&from.says(attribute), kinds) {
        Ref::To(id) => Some(id),
        Ref::Named(name) => {
            let name = name.literal()?;
            let of_kind = b.inventory.resources.iter().filter(|r| kinds.contains(&r.kind));
            let same = |r: &&crate::model::Resource| {
                r.arn.literal().is_some_and(|a| a.eq_ignore_ascii_case(name))
                    || !name.contains('/') && r.name.literal().is_some_and(|n| n.eq_ignore_ascii_case(name))
            };
            of_kind.into_iter().find(same).map(|r| r.id)
        }
        Ref::Unset | Ref::OneOf(_) => None,
    })
}

/// Whether a list has entries.
pub(super) fn entries(list: &At<'_>) -> Tri {
    if !list.is_whole() || matches!(list.state(), State::Unknown) {
        Tri::Unknown
    } else if list.items().is_empty() {
        Tri::No
    } else {
        Tri::Yes
    }
}

/// Where a resource is.
pub(super) fn place(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    if let Some(location) = b.text(&i.at("location")) {
        b.edit(id, |r| r.region = location);
    }
}

/// A resource group stands in the subscription that the provider works in, where the input reads that.
fn group(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let account = b.scope(i).account;
    let mut own = b.inventory.resources.iter().filter(|r| r.kind == SUBSCRIPTION && r.account == account).map(|r| r.id);
    let read = |id: &ResourceId| {
        b.instance_of(*id).is_some_and(|s| s.address.data && s.world == i.world && s.at("subscription_id").configured() == Some(false))
    };
    let subscription = own.find(read);
    b.edit(id, |r| r.parent = subscription);
    place(b, i, id);
}

/// What a role lists; `None` where some of it is not known.
fn role_definition(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    for attribute in ["role_definition_id", "role_definition_resource_id"] {
        if let Some(known) = i.str(attribute) {
            b.also_named(ROLE, known, id);
        }
    }
    let built_in = i.address.data.then(|| ["name", "role_definition_id"].iter().find_map(|a| azure::role(i.str(a)?))).flatten();
    let role = built_in.cloned().or_else(|| {
        let blocks = i.at("permissions");
        if matches!(blocks.state(), State::Unknown) || i.address.data && blocks.items().is_empty() {
            return None;
        }
        let permissions: Option<Vec<Permissions>> = blocks.items().iter().map(permissions).collect();
        Some(Role {
            name: i.str("name").unwrap_or_default().to_owned(),
            id: i.str("role_definition_id").unwrap_or_default().to_ascii_lowercase(),
            permissions: permissions?,
        })
    });
    b.edit(id, |r| r.role_definition = role);
}

fn permissions(block: &At<'_>) -> Option<Permissions> {
    let list = |name: &str| -> Option<Vec<String>> {
        let at = block.get(name);
        match at.state() {
            State::Unset => Some(Vec::new()),
            State::Unknown => None,
            State::Known(_) => at.items().iter().map(|item| item.str().map(str::to_owned)).collect(),
        }
    };
    Some(Permissions {
        actions: list("actions")?,
        not_actions: list("not_actions")?,
        data_actions: list("data_actions")?,
        not_data_actions: list("not_data_actions")?,
    })
}

fn assignment(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let name = b.text(&i.at("role_definition_name")).filter(|n| n.literal() != Some(""));
    let (role, known) = match name {
        Some(name) if name.literal().is_some() => {
            let known = name.literal().and_then(azure::role).cloned().or_else(|| match b.named(ROLE, name.literal()?) {
                [one] => defined(b, Some(*one)),
                _ => None,
            });
            (name, known)
        }
        _ => role_of(b, &i.at("role_definition_id")),
    };
    let condition = b.text(&i.at("condition")).filter(|c| *c != Text::new()).map(|condition| match i.at("condition_version").str() {
        // What other versions mean is not documented.
        Some(version) if version != "2.0" => Text::new(),
        _ => condition,
    });
    let grant = RoleGrant {
        via: if i.address.ty == "azurerm_pim_eligible_role_assignment" { Via::Eligible } else { Via::Assignment },
        principal: b.text(&i.at("principal_id")).unwrap_or_default(),
        to: refer(b, i, &["principal_id"], PRINCIPALS),
        role,
        known,
        scope: b.text(&i.at("scope")).unwrap_or_default(),
        on: refer(b, i, &["scope"], SCOPES),
        condition,
        origin: i.origin(),
    };
    let machine = match i.at("principal_type").str() {
        Some(kind) => {
            if kind.eq_ignore_ascii_case("ServicePrincipal") {
                Tri::Yes
            } else {
                Tri::No
            }
        }
        None => Tri::Unknown,
    };
    b.edit(id, |r| {
        r.role_grants = vec![grant];
        r.switches.insert("machine", machine);
    });
}

/// A role by its id.
fn role_of(b: &mut Builder<'_>, at: &At<'_>) -> (Text, Option<Role>) {
    let stated = b.text(at).unwrap_or_default();
    if let Some(role) = stated.literal().and_then(azure::role) {
        return (stated, Some(role.clone()));
    }
    let of = refer(b, &Of(at), &[""], &[ROLE]).or_else(|| {
        // `PATH|SCOPE` is how the provider writes the id of a role, and the path ends in the role's own.
        let path = stated.literal()?.split('|').next()?;
        let last = path.rsplit('/').next()?;
        b.named(ROLE, path).first().or_else(|| b.named(ROLE, last).first()).copied()
    });
    (stated, defined(b, of))
}

fn defined(b: &Builder<'_>, role: Option<ResourceId>) -> Option<Role> {
    b.inventory.resource(role?)?.role_definition.clone()
}

/// A delegation gives what its definition authorizes. Roles with data actions can't be delegated ("Azure Lighthouse: role support").
fn delegation(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let scope = b.text(&i.at("scope")).unwrap_or_default();
    let on = refer(b, i, &["scope"], SCOPES);
    let definition = refer(b, i, &["lighthouse_definition_id"], &[DELEGATION]);
    let Some(of) = definition.and_then(|d| b.instance_of(d)) else {
        b.unknown_reference(&i.at("lighthouse_definition_id"));
        return;
    };
    let mut grants = Vec::new();
    for (block, via) in [("authorization", Via::Lighthouse), ("eligible_authorization", Via::LighthouseEligible)] {
        for entry in of.at(block).items() {
            let (role, mut known) = role_of(b, &entry.get("role_definition_id"));
            for set in known.iter_mut().flat_map(|r| &mut r.permissions) {
                set.data_actions.clear();
            }
            let principal = b.text(&entry.get("principal_id")).unwrap_or_default();
            let origin = entry.origin();
            grants.push(RoleGrant { via, principal, to: None, role, known, scope: scope.clone(), on, condition: None, origin });
        }
    }
    let tenant = b.text(&of.at("managing_tenant_id"));
    b.edit(id, |r| {
        r.role_grants = grants;
        if let Some(tenant) = tenant {
            r.account = tenant;
        }
    });
}

fn managed(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let object = known(i, "principal_id");
    if let Some(object) = &object {
        b.also_named(MANAGED, object, id);
    }
    let group = refer(b, i, &["resource_group_name"], &[GROUP]);
    let identity = Identity { object, client: known(i, "client_id"), foreign: Tri::No, ..Identity::default() };
    b.edit(id, |r| {
        r.identity = Some(identity);
        r.parent = group;
    });
}

fn known(i: &Instance, attribute: &str) -> Option<String> {
    i.at(attribute).str().filter(|v| !v.is_empty()).map(str::to_ascii_lowercase)
}

fn federated(b: &mut Builder<'_>, i: &Instance) {
    let Some(identity) = refer(b, i, &["user_assigned_identity_id", "parent_id"], &[MANAGED]) else {
        b.unknown_reference(&i.at("parent_id"));
        return;
    };
    let subject = subject(b, i);
    b.edit(identity, |r| r.identity.get_or_insert_default().subjects.push(subject));
}

fn subject(b: &mut Builder<'_>, i: &Instance) -> Subject {
    let audience = ["audience", "audiences"].iter().find_map(|a| {
        let at = i.at(a);
        at.items().first().and_then(|item| b.text(item)).or_else(|| b.text(&at))
    });
    let subject = b.text(&i.at("subject"));
    Subject { issuer: b.text(&i.at("issuer")).unwrap_or_default(), subject, audience, origin: i.origin() }
}

fn application(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    for attribute in ["client_id", "application_id", "object_id"] {
        if let Some(known) = i.str(attribute) {
            b.also_named(APPLICATION, known, id);
        }
    }
}

fn service_principal(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let object = known(i, "object_id").or_else(|| known(i, "id").map(|id| id.rsplit('/').next().unwrap_or_default().to_owned()));
    if let Some(object) = &object {
        b.also_named(SERVICE, object, id);
    }
    let application = refer(b, i, &["client_id", "application_id"], &[APPLICATION]);
    let client = known(i, "client_id").or_else(|| known(i, "application_id"));
    let own = application.is_some() || client.as_ref().is_some_and(|c| is_own(b, c));
    // An application that the input does not make is somebody else's, or made elsewhere.
    let foreign = match (own, i.address.data, &client) {
        (true, ..) => Tri::No,
        (false, false, Some(_)) => Tri::Yes,
        _ => Tri::Unknown,
    };
    b.edit(id, |r| {
        r.identity = Some(Identity { object, client, foreign, ..Identity::default() });
        r.parent = application;
    });
}

fn is_own(b: &Builder<'_>, client: &str) -> bool {
    let applications = b.inventory.resources.iter().filter(|r| r.kind == APPLICATION).filter_map(|r| b.instance_of(r.id));
    applications.into_iter().any(|a| ["client_id", "application_id"].iter().any(|n| a.str(n).is_some_and(|c| c.eq_ignore_ascii_case(client))))
}

/// A federated credential of an application is one of its service principal.
fn application_federated(b: &mut Builder<'_>, i: &Instance) {
    let application = refer(b, i, &["application_id", "application_object_id"], &[APPLICATION]);
    let subject = subject(b, i);
    let principals: Vec<ResourceId> =
        b.inventory.resources.iter().filter(|r| r.kind == SERVICE && application.is_some() && r.parent == application).map(|r| r.id).collect();
    if principals.is_empty() {
        b.unknown_reference(&i.at("application_id"));
    }
    for principal in principals {
        b.edit(principal, |r| r.identity.get_or_insert_default().subjects.push(subject.clone()));
    }
}

fn people(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let object = known(i, "object_id");
    if let Some(object) = &object {
        b.also_named(PEOPLE, object, id);
    }
    let list = i.at("members");
    let items = list.items();
    let mut member_ids: Vec<ResourceId> = Vec::new();
    let mut told = true;
    for item in &items {
        let found = refer(b, &Of(item), &[""], PRINCIPALS);
        told &= found.is_some() || matches!(item.state(), State::Known(_));
        member_ids.extend(found);
    }
    if matches!(list.state(), State::Unknown) && items.is_empty() {
        let (found, open) = b.resources(&list, PRINCIPALS);
        told = !open;
        member_ids.extend(found);
    }
    let mut members: Vec<Text> = items.iter().filter_map(|m| b.text(m)).collect();
    // It stands for the members that the input does not tell, too.
    members.extend(object.clone().map(Text::from));
    b.edit(id, |r| {
        r.identity = Some(Identity { object, members, member_ids, ..Identity::default() });
        r.switches.insert("members-told", if told { Tri::Yes } else { Tri::No });
    });
}

fn member(b: &mut Builder<'_>, i: &Instance) {
    let Some(group) = refer(b, i, &["group_object_id"], &[PEOPLE]) else {
        b.unknown_reference(&i.at("group_object_id"));
        return;
    };
    let who = refer(b, i, &["member_object_id"], PRINCIPALS);
    let object = i.at("member_object_id");
    let text = b.text(&object);
    let told = who.is_some() || matches!(object.state(), State::Known(_));
    b.edit(group, |r| {
        if !told {
            r.switches.insert("members-told", Tri::No);
        }
        let identity = r.identity.get_or_insert_default();
        identity.member_ids.extend(who);
        identity.members.extend(text);
    });
}

/// The identity that a resource has of its own.
pub(super) fn of_its_own(b: &mut Builder<'_>, i: &Instance, id: ResourceId) -> Option<Identity> {
    let block = i.at("identity");
    let kind = block.within("type");
    let own = match kind.state() {
        State::Known(_) => kind.str().is_some_and(|t| t.to_ascii_lowercase().contains("systemassigned")),
        State::Unknown => block.block().is_some(),
        State::Unset => false,
    };
    let object = block.within("principal_id").str().filter(|o| !o.is_empty()).map(str::to_ascii_lowercase);
    if let (Some(object), Some(kind)) = (&object, b.inventory.resource(id).map(|r| r.kind)) {
        b.also_named(kind, object, id);
    }
    own.then(|| Identity { object, foreign: Tri::No, ..Identity::default() })
}

fn compute(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let identity = of_its_own(b, i, id);
    let service = "its endpoint for tokens";
    let mut runs_as: Vec<RunsAs> = identity.iter().map(|_| RunsAs { role: id, how: "managed identity", service }).collect();
    let given = i.at("identity").within("identity_ids");
    let (ids, open) = b.resources(&given, &[MANAGED]);
    runs_as.extend(ids.into_iter().map(|role| RunsAs { role, how: "managed identity", service }));
    if open {
        b.unknown_reference(&given);
    }
    let group = refer(b, i, &["resource_group_name"], &[GROUP]);
    let block = i.at("identity");
    let unknown = matches!(block.state(), State::Unknown) && block.block().is_none() || matches!(block.within("type").state(), State::Unknown);
    let told = if open || unknown { Tri::No } else { Tri::Yes };
    b.edit(id, |r| {
        r.identity = identity;
        r.runs_as = runs_as;
        r.parent = group;
        r.switches.insert("identities-told", told);
    });
    place(b, i, id);
}

fn storage(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let group = refer(b, i, &["resource_group_name"], &[GROUP]);
    let default = |tri| if i.address.data { Tri::Unknown } else { tri };
    let keys = i.at("shared_access_key_enabled").bool(default(Tri::Yes));
    let public = i.at("public_network_access_enabled").bool(default(Tri::Yes));
    let anonymous = i.at("allow_nested_items_to_be_public").bool(default(Tri::Yes));
    let rules = i.at("network_rules");
    let (denies, some) = if rules.block().is_some() { rules_of(&rules) } else { (default(Tri::No), default(Tri::No)) };
    let identity = of_its_own(b, i, id);
    b.edit(id, |r| {
        r.parent = group;
        r.identity = identity;
        r.store = Some(Store { encryption: Encryption::ServiceManaged, ..Store::new(STORAGE) });
        r.switches.extend([
            ("shared-keys", keys),
            ("public-network", public),
            ("anonymous-reads", anonymous),
            ("denies-by-default", denies),
            ("network-rules", some),
        ]);
    });
    place(b, i, id);
}

/// Whether rules of a storage account deny by default, and whether there are some that let in.
pub(super) fn rules_of(rules: &At<'_>) -> (Tri, Tri) {
    let action = rules.within("default_action");
    let denies = match (action.state(), action.str()) {
        (State::Known(_), Some(a)) => {
            if a.eq_ignore_ascii_case("Deny") {
                Tri::Yes
            } else {
                Tri::No
            }
        }
        _ => Tri::Unknown,
    };
    let some = match ["ip_rules", "virtual_network_subnet_ids", "private_link_access"].map(|n| entries(&rules.within(n))) {
        all if all.contains(&Tri::Yes) => Tri::Yes,
        all if all.contains(&Tri::Unknown) => Tri::Unknown,
        _ => Tri::No,
    };
    (denies, some)
}

fn storage_rules(b: &mut Builder<'_>, i: &Instance) {
    let Some(account) = refer(b, i, &["storage_account_id"], &[STORAGE]) else {
        b.unknown_reference(&i.at("storage_account_id"));
        return;
    };
    let action = i.at("default_action");
    let denies = match action.str() {
        Some(a) => {
            if a.eq_ignore_ascii_case("Deny") {
                Tri::Yes
            } else {
                Tri::No
            }
        }
        None => Tri::Unknown,
    };
    let some = match ["ip_rules", "virtual_network_subnet_ids", "private_link_access"].map(|n| entries(&i.at(n))) {
        all if all.contains(&Tri::Yes) => Tri::Yes,
        all if all.contains(&Tri::Unknown) => Tri::Unknown,
        _ => Tri::No,
    };
    b.edit(account, |r| r.switches.extend([("denies-by-default", denies), ("network-rules", some)]));
}
