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

/// What it is about, resources beside the common ones, and what of them is known after apply.
type Case = (&'static str, Vec<(&'static str, Value)>, &'static [(&'static str, &'static str)]);

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
    let cases: Vec<Case> = vec![
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

/// A connection string that is kept in a vault: who reads the secret has the key.
#[test]
fn secrets_of_vaults_hold_keys() {
    let vault = id("kv/providers/Microsoft.KeyVault/vaults/v");
    let by = |settings: &[(&str, Value)], held: &str, local: bool, more: Vec<(&'static str, Value)>, unknown: &[(&str, &str)]| {
        let mut values = json!({"id": vault, "name": "v", "resource_group_name": "kv", "rbac_authorization_enabled": true, "public_network_access_enabled": true,
            "network_acls": [], "access_policy": []});
        settings.iter().for_each(|(k, v)| values[*k] = v.clone());
        let secret = json!({"id": "https://v.vault.azure.net/secrets/s/1", "name": "s", "key_vault_id": vault, "resource_versionless_id": format!("{vault}/secrets/s")});
        let own = vec![
            ("azurerm_resource_group.kv", json!({"id": id("kv"), "name": "kv"})),
            ("azurerm_key_vault.v", values),
            ("azurerm_key_vault_secret.s", secret),
        ];
        let mut resources = [base(), own, more].concat();
        resources
            .iter_mut()
            .filter(|(a, _)| *a == "azurerm_eventhub_namespace.n")
            .for_each(|(_, v)| v["local_authentication_enabled"] = json!(local));
        let mut plan = plan(&resources, unknown);
        for (n, resource) in resources.iter().enumerate().filter(|(_, (a, _))| *a == "azurerm_key_vault_secret.s") {
            assert_eq!(resource.0, "azurerm_key_vault_secret.s");
            plan["resource_changes"][n]["change"]["after_unknown"]["value"] = json!(true);
            let of = "azurerm_eventhub_namespace.n";
            plan["configuration"]["root_module"]["resources"][n]["expressions"]["value"] =
                json!({"references": if held.is_empty() { vec!["var.x".to_owned()] } else { vec![format!("{of}.{held}"), of.to_owned()] }});
        }
        verdict(&plan)
    };
    let root = "default_primary_connection_string";
    let reads = |scope: &str| vec![assigned("azurerm_role_assignment.s", scope, "Key Vault Secrets User", V)];
    let contributor = || vec![assigned("azurerm_role_assignment.c", &id("kv"), "Contributor", V)];
    let policy = |permissions: Value| {
        let values =
            json!({"id": "p", "key_vault_id": vault, "object_id": V, "tenant_id": "t", "key_permissions": [], "secret_permissions": permissions});
        vec![("azurerm_key_vault_access_policy.p", values)]
    };
    let policies: &[(&str, Value)] = &[("rbac_authorization_enabled", json!(false))];
    let inline: &[(&str, Value)] = &[
        ("rbac_authorization_enabled", json!(false)),
        ("access_policy", json!([{"object_id": V, "tenant_id": "t", "secret_permissions": ["Get"]}])),
    ];
    let secret = format!("{vault}/secrets/s");
    assert_eq!(by(&[], root, true, reads(&vault), &[]), Verdict::Reaches);
    assert_eq!(by(&[], root, true, reads(&secret), &[]), Verdict::Reaches);
    assert_eq!(by(&[], root, true, reads(&id("kv2")), &[]), Verdict::Never, "another group");
    assert_eq!(by(&[], root, false, reads(&vault), &[]), Verdict::Never, "keys are not accepted");
    assert_eq!(by(&[], "name", true, reads(&vault), &[]), Verdict::Never, "it holds the name");
    assert_eq!(by(&[], "", true, reads(&vault), &[]), Verdict::Never, "it holds something else");
    assert_eq!(by(&[("public_network_access_enabled", json!(false))], root, true, reads(&vault), &[]), Verdict::ReachesIf);
    assert_eq!(by(&[], root, true, contributor(), &[]), Verdict::Never, "the vault decides by roles");
    assert_eq!(by(policies, root, true, contributor(), &[]), Verdict::Reaches, "it gives itself a policy");
    assert_eq!(by(policies, root, true, reads(&vault), &[]), Verdict::Never, "roles do not count there");
    assert_eq!(by(policies, root, true, policy(json!(["Get", "List"])), &[]), Verdict::Reaches);
    assert_eq!(by(inline, root, true, Vec::new(), &[]), Verdict::Reaches);
    assert_eq!(by(policies, root, true, policy(json!(["List"])), &[]), Verdict::Never);
    assert_eq!(by(&[], root, true, policy(json!(["Get"])), &[]), Verdict::Never, "policies do not count there");
    for (open, more) in [
        ("rbac_authorization_enabled", reads(&vault)),
        ("rbac_authorization_enabled", policy(json!(["Get"]))),
        ("public_network_access_enabled", reads(&vault)),
    ] {
        assert_eq!(by(&[], root, true, more, &[("azurerm_key_vault", open)]), Verdict::Undecided, "{open}");
    }
    let open = &[("azurerm_key_vault_access_policy", "secret_permissions")];
    assert_eq!(by(policies, root, true, policy(json!(["Get"])), open), Verdict::Undecided, "what a policy lists");
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

/// Every attribute of every resource of the sample, known after apply or of another type: a way that was open is not told to be shut.
#[test]
fn no_attribute_of_the_sample_shuts_a_way_by_being_unknown() {
    let sample = super::rows::plan("event-hubs");
    let open = |plan: &Value| -> Vec<String> {
        let source = keyholder::ingest::Source { name: "plan.json".into(), bytes: plan.to_string().into_bytes() };
        let inventory = keyholder::ingest::read(&[source], &keyholder::ingest::Options::default()).unwrap();
        let outside = AccessGraph::outsiders_named(&inventory);
        let graph = AccessGraph::build(&inventory, &outside);
        let mut out = Vec::new();
        for who in ["1", "2"] {
            for hub in ["azurerm_eventhub.orders", "azurerm_eventhub.payments"] {
                let is_it = |o: &&Outside| matches!(o, Outside::Object(id) if id.literal().is_some_and(|l| l.ends_with(who)));
                let from: Vec<_> = outside.iter().filter(is_it).filter_map(|o| graph.find(&NodeKind::Outside(o.clone()))).collect();
                let Ok(to) = trace::to(hub, &inventory, &Review::default(), Access::Read) else { continue };
                let to = to.iter().filter_map(|k| graph.find(k)).collect();
                // Nothing names somebody whose id is not known.
                if from.is_empty()
                    || trace::answer(&inventory, &graph, &Asked { from: from.into_iter().collect(), to, access: Access::Read }).verdict
                        != Verdict::Never
                {
                    out.push(format!("{who} {hub}"));
                }
            }
        }
        out
    };
    let known = open(&sample);
    assert_eq!(known, ["1 azurerm_eventhub.orders", "1 azurerm_eventhub.payments", "2 azurerm_eventhub.payments"]);
    let mut shut = Vec::new();
    let changes = sample["resource_changes"].as_array().unwrap();
    for (n, change) in changes.iter().enumerate() {
        let address = change["address"].as_str().unwrap();
        let attributes = change["change"]["after"].as_object().unwrap().keys().chain(change["change"]["after_unknown"].as_object().unwrap().keys());
        for attribute in attributes.collect::<std::collections::BTreeSet<_>>() {
            for wrong in [None, Some(json!({"a": [null, 7]})), Some(json!(null))] {
                let mut plan = sample.clone();
                let place = &mut plan["resource_changes"][n]["change"];
                match &wrong {
                    None => {
                        place["after"].as_object_mut().unwrap().remove(attribute);
                        place["after_unknown"][attribute] = json!(true);
                        let all = plan["configuration"]["root_module"]["resources"].as_array_mut().unwrap();
                        let own = all.iter_mut().find(|r| r["address"] == address).unwrap();
                        own["expressions"][attribute] = json!({"references": ["terraform_data.u.output", "terraform_data.u"]});
                    }
                    Some(value) => {
                        place["after"][attribute] = value.clone();
                        place["after_unknown"].as_object_mut().unwrap().remove(attribute);
                    }
                }
                let found = open(&plan);
                // What is null is not set, and another principal is somebody else.
                let says_less = wrong.as_ref().is_none_or(|w| !w.is_null() && attribute != "principal_id");
                if says_less && !known.iter().all(|k| found.contains(k)) {
                    shut.push(format!("{address}.{attribute} {wrong:?}: {found:?}"));
                }
            }
        }
    }
    assert!(shut.is_empty(), "\n{}", shut.join("\n"));
}
