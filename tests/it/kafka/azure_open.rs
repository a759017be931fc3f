//! Plans of Event Hubs in which one attribute is known after apply: what hangs on it is undecided, never told to be safe.

use keyholder::graph::{AccessGraph, NodeKind, Outside};
use keyholder::model::Review;
use keyholder::trace::{self, Access, Asked, Verdict};
use serde_json::{Map, Value, json};

const V: &str = "aaaaaaaa-0000-0000-0000-000000000001";
const APP: &str = "bbbbbbbb-0000-0000-0000-000000000002";
const TEAM: &str = "eeeeeeee-0000-0000-0000-000000000001";

fn id(rest: &str) -> String {
    format!("/subscriptions/s/resourceGroups/{rest}")
}

/// A plan, with these attributes of types known after apply.
fn plan(resources: &[(&str, Value)], unknown: &[(&str, &str)]) -> Value {
    let mut changes = Vec::new();
    let mut configured = Vec::new();
    for (address, values) in resources {
        let (ty, name) = address.split_once('.').unwrap();
        let mut after = values.as_object().unwrap().clone();
        let mut open = Map::new();
        let mut expressions = Map::new();
        for (_, attribute) in unknown.iter().filter(|(of, _)| *of == ty) {
            after.remove(*attribute);
            open.insert((*attribute).to_owned(), json!(true));
            expressions.insert((*attribute).to_owned(), json!({"references": ["terraform_data.u.output", "terraform_data.u"]}));
        }
        changes.push(json!({"address": address, "mode": "managed", "type": ty, "name": name,
            "change": {"actions": ["create"], "before": null, "after": after, "after_unknown": open}}));
        configured.push(
            json!({"address": address, "mode": "managed", "type": ty, "name": name, "provider_config_key": "azurerm", "expressions": expressions}),
        );
    }
    json!({"format_version": "1.2", "terraform_version": "1.11.4", "planned_values": {"root_module": {}}, "resource_changes": changes,
        "configuration": {"root_module": {"resources": configured}}})
}

fn verdict(plan: &Value) -> Verdict {
    let source = keyholder::ingest::Source { name: "plan.json".into(), bytes: plan.to_string().into_bytes() };
    let inventory = keyholder::ingest::read(&[source], &keyholder::ingest::Options::default()).unwrap();
    let named = AccessGraph::outsiders_named(&inventory).into_iter();
    let mut outside: Vec<Outside> = named.filter(|o| matches!(o, Outside::Object(id) if id.literal() == Some(V))).collect();
    outside.dedup();
    let graph = AccessGraph::build(&inventory, &outside);
    let from = outside.iter().filter_map(|o| graph.find(&NodeKind::Outside(o.clone()))).collect();
    let to = trace::to("azurerm_eventhub.h", &inventory, &Review::default(), Access::Read).unwrap();
    let to = to.iter().filter_map(|k| graph.find(k)).collect();
    trace::answer(&inventory, &graph, &Asked { from, to, access: Access::Read }).verdict
}

fn assigned(name: &'static str, scope: &str, role: &str, to: &str) -> (&'static str, Value) {
    (name, json!({"id": format!("{scope}/{name}"), "name": name, "scope": scope, "role_definition_name": role, "principal_id": to}))
}

fn base() -> Vec<(&'static str, Value)> {
    let ns = id("rg/providers/Microsoft.EventHub/namespaces/ns");
    vec![
        ("azurerm_resource_group.rg", json!({"id": id("rg"), "name": "rg"})),
        ("azurerm_resource_group.x", json!({"id": id("x"), "name": "x"})),
        (
            "azurerm_eventhub_namespace.n",
            json!({"id": ns, "name": "ns", "resource_group_name": "rg", "sku": "Standard", "local_authentication_enabled": true,
                "public_network_access_enabled": true, "network_rulesets": []}),
        ),
        ("azurerm_eventhub.h", json!({"id": format!("{ns}/eventhubs/h"), "name": "h", "namespace_id": ns, "capture_description": []})),
        // So that the vendor is somebody of the input.
        assigned("azurerm_role_assignment.nothing", &id("elsewhere"), "Reader", V),
    ]
}

#[test]
fn what_is_known_after_apply_is_never_told_to_be_safe() {
    let hub = id("rg/providers/Microsoft.EventHub/namespaces/ns/eventhubs/h");
    let account = id("rg/providers/Microsoft.Storage/storageAccounts/a");
    let app = id("rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/app");
    let receiver = "Azure Event Hubs Data Receiver";
    let identity = || ("azurerm_user_assigned_identity.app", json!({"id": app, "name": "app", "resource_group_name": "rg", "principal_id": APP}));
    let machine = |ty: &'static str| {
        (ty, json!({"id": id("x/providers/Microsoft.Compute/virtualMachines/vm"), "name": "vm", "resource_group_name": "x", "identity": []}))
    };
    let cases: Vec<(&str, Vec<(&str, Value)>, &[(&str, &str)])> = vec![
        (
            "members of a group",
            vec![
                ("azuread_group.g", json!({"id": "g", "object_id": TEAM, "display_name": "g", "members": []})),
                assigned("azurerm_role_assignment.a", &hub, receiver, TEAM),
            ],
            &[("azuread_group", "members")],
        ),
        (
            "whom a membership names",
            vec![
                ("azuread_group.g", json!({"id": "g", "object_id": TEAM, "display_name": "g"})),
                ("azuread_group_member.m", json!({"id": "m", "group_object_id": TEAM, "member_object_id": "x"})),
                assigned("azurerm_role_assignment.a", &hub, receiver, TEAM),
            ],
            &[("azuread_group_member", "member_object_id")],
        ),
        (
            "what capture writes to",
            vec![
                ("azurerm_storage_account.a", json!({"id": account, "name": "a", "resource_group_name": "rg", "shared_access_key_enabled": false})),
                assigned("azurerm_role_assignment.a", &account, "Storage Blob Data Reader", V),
            ],
            &[("azurerm_eventhub", "capture_description")],
        ),
        (
            "identities of a machine",
            vec![
                identity(),
                machine("azurerm_linux_virtual_machine.vm"),
                assigned("azurerm_role_assignment.a", &hub, receiver, APP),
                assigned("azurerm_role_assignment.b", &id("x"), "Contributor", V),
            ],
            &[("azurerm_linux_virtual_machine", "identity")],
        ),
        (
            "identities of a service that is not read",
            vec![
                identity(),
                machine("azurerm_data_factory.f"),
                assigned("azurerm_role_assignment.a", &hub, receiver, APP),
                assigned("azurerm_role_assignment.b", &id("x"), "Contributor", V),
            ],
            &[("azurerm_data_factory", "identity")],
        ),
    ];
    for (what, more, unknown) in cases {
        let resources = [base(), more].concat();
        assert_eq!(verdict(&plan(&resources, &[])), Verdict::Never, "{what}, known");
        assert_eq!(verdict(&plan(&resources, unknown)), Verdict::Undecided, "{what}, known after apply");
    }
    // What decides on a role that is given.
    let given = |to: &str, role: &str| [base(), vec![assigned("azurerm_role_assignment.a", to, role, V)]].concat();
    let ns = id("rg/providers/Microsoft.EventHub/namespaces/ns");
    for (attribute, resources) in [
        ("scope", given(&hub, receiver)),
        ("role_definition_name", given(&hub, receiver)),
        ("condition", given(&hub, receiver)),
        ("principal_id", given(&hub, receiver)),
    ] {
        assert_eq!(verdict(&plan(&resources, &[])), Verdict::Reaches);
        // Nothing names the vendor where no principal is known.
        let found = verdict(&plan(&resources, &[("azurerm_role_assignment", attribute)]));
        assert!(found == Verdict::Undecided || attribute == "principal_id", "{attribute}: {found:?}");
    }
    for attribute in ["local_authentication_enabled", "public_network_access_enabled", "network_rulesets"] {
        let found = verdict(&plan(&given(&ns, "Azure Event Hubs Data Owner"), &[("azurerm_eventhub_namespace", attribute)]));
        assert_ne!(found, Verdict::Never, "{attribute}");
    }
}

/// Groups in each other, deep scopes and long roles end soon.
#[test]
fn large_and_circular_input_ends() {
    let hub = id("rg/providers/Microsoft.EventHub/namespaces/ns/eventhubs/h");
    let object = |n: usize| format!("eeeeeeee-0000-0000-0000-{n:012}");
    let names: Vec<String> = (0..300).map(|n| format!("azuread_group.g{n}")).collect();
    let mut resources: Vec<(&str, Value)> = base();
    for (n, name) in names.iter().enumerate() {
        let members = if n == 299 { json!([object(0), V]) } else { json!([object(n + 1), object(n / 2)]) };
        resources.push((name, json!({"id": object(n), "object_id": object(n), "display_name": "g", "members": members})));
    }
    resources.push(assigned("azurerm_role_assignment.a", &hub, "Azure Event Hubs Data Receiver", &object(0)));
    assert_eq!(verdict(&plan(&resources, &[])), Verdict::Reaches, "a long chain of groups in a circle");

    let actions: Vec<String> = (0..20_000).map(|n| format!("Microsoft.Other{n}/*/a*b*c*d*e*/action")).collect();
    let definition = format!("{}/providers/Microsoft.Authorization/roleDefinitions/long", id("rg"));
    let role = json!({"id": definition, "role_definition_resource_id": definition, "role_definition_id": "long", "name": "long", "scope": id("rg"),
        "permissions": [{"actions": actions, "not_actions": actions, "data_actions": actions, "not_data_actions": []}]});
    let deep = format!("{hub}{}", "/x/y".repeat(5_000));
    for scope in [hub.as_str(), deep.as_str()] {
        let mut given = assigned("azurerm_role_assignment.a", scope, "", V);
        given.1["role_definition_id"] = json!(definition);
        given.1["condition"] = json!("(".repeat(50_000));
        given.1["condition_version"] = json!("2.0");
        verdict(&plan(&[base(), vec![("azurerm_role_definition.long", role.clone()), given]].concat(), &[]));
    }
}
