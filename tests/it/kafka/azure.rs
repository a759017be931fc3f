//! Azure Event Hubs: for each of k-19 to k-22, for tokens, delegations and capture a role that takes the way, and roles, scopes, conditions and
//! settings with one thing changed that close it; and input in which little can be read, of which nothing is told to be safe.

use keyholder::graph::{AccessGraph, NodeKind, Outside};
use keyholder::model::Review;
use keyholder::trace::{self, Access, Asked, Verdict};
use serde_json::{Value, json};

use Verdict::{Never, Reaches, ReachesIf, Undecided};

type Thing = (&'static str, &'static str, Value);

const V: &str = "aaaaaaaa-0000-0000-0000-000000000001";
const RG: &str = "/subscriptions/s/resourceGroups/rg";
const NS: &str = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.EventHub/namespaces/orders-ns";
const HUB: &str = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.EventHub/namespaces/orders-ns/eventhubs/orders";
const ACCOUNT: &str = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/copies";
const IDENTITY: &str = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/app";
const ROLES: &str = "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions";

const LIST: &str = "Microsoft.EventHub/namespaces/authorizationRules/listKeys/action";
const SETTINGS: &str = "Microsoft.EventHub/namespaces/write";
const ASSIGN: &str = "Microsoft.Authorization/roleAssignments/write";
const RECEIVE: &str = "Microsoft.EventHub/namespaces/messages/receive/action";

/// A role that is given: a built-in one by its name, or lists of actions.
#[derive(Clone)]
struct Given {
    scope: String,
    built_in: Option<&'static str>,
    lists: [Vec<String>; 4],
    condition: Option<String>,
    version: &'static str,
}

fn built_in(name: &'static str, scope: &str) -> Given {
    Given { scope: scope.into(), built_in: Some(name), lists: Default::default(), condition: None, version: "2.0" }
}

fn custom(actions: &[&str], scope: &str) -> Given {
    let own = actions.iter().map(|a| (*a).to_owned()).collect();
    Given { built_in: None, lists: [own, Vec::new(), Vec::new(), Vec::new()], ..built_in("", scope) }
}

impl Given {
    fn without(mut self, not_actions: &[&str]) -> Self {
        self.lists[1] = not_actions.iter().map(|a| (*a).to_owned()).collect();
        self
    }

    fn data(mut self, data: &[&str], not_data: &[&str]) -> Self {
        self.lists[2] = data.iter().map(|a| (*a).to_owned()).collect();
        self.lists[3] = not_data.iter().map(|a| (*a).to_owned()).collect();
        self
    }

    fn under(mut self, condition: &str) -> Self {
        self.condition = Some(condition.into());
        self
    }
}

const NAMES: [&str; 4] = ["g0", "g1", "g2", "g3"];

/// What gives roles to a principal.
fn given(to: &str, roles: &[Given]) -> Vec<Thing> {
    let mut out = Vec::new();
    for (role, name) in roles.iter().zip(NAMES) {
        let mut values = json!({"id": format!("{}/roleAssignments/{name}", role.scope), "name": name, "scope": role.scope, "principal_id": to});
        match role.built_in {
            Some(built_in) => values["role_definition_name"] = json!(built_in),
            None => {
                let id = format!("{ROLES}/{name}");
                values["role_definition_id"] = json!(id);
                let [actions, not_actions, data_actions, not_data_actions] = &role.lists;
                let permissions =
                    json!([{"actions": actions, "not_actions": not_actions, "data_actions": data_actions, "not_data_actions": not_data_actions}]);
                let values = json!({"id": format!("{id}|/subscriptions/s"), "role_definition_resource_id": id, "role_definition_id": name, "name": name, "scope": "/subscriptions/s", "permissions": permissions});
                out.push(("azurerm_role_definition", name, values));
            }
        }
        if let Some(condition) = &role.condition {
            values["condition"] = json!(condition);
            values["condition_version"] = json!(role.version);
        }
        out.push(("azurerm_role_assignment", name, values));
    }
    out
}

/// A group with a namespace and its hub; `more` are further settings of the namespace.
fn base(more: &Value) -> Vec<Thing> {
    let mut namespace = json!({"id": NS, "name": "orders-ns", "resource_group_name": "rg", "sku": "Standard", "local_authentication_enabled": true,
        "public_network_access_enabled": true, "network_rulesets": []});
    more.as_object().unwrap().iter().for_each(|(k, v)| namespace[k] = v.clone());
    vec![
        ("azurerm_resource_group", "rg", json!({"id": RG, "name": "rg"})),
        ("azurerm_eventhub_namespace", "n", namespace),
        ("azurerm_eventhub", "h", json!({"id": HUB, "name": "orders", "namespace_id": NS, "partition_count": 1})),
    ]
}

/// The verdict of reading the hub, and what it leaves open.
fn read_by(start: &dyn Fn(&Outside) -> bool, things: Vec<Thing>) -> (Verdict, Vec<String>) {
    let inventory = crate::stated("111122223333", things);
    let outside: Vec<Outside> = AccessGraph::outsiders_named(&inventory).into_iter().filter(start).collect();
    let graph = AccessGraph::build(&inventory, &outside);
    let starts = outside.iter().filter_map(|o| graph.find(&NodeKind::Outside(o.clone()))).collect();
    let to = trace::to("azurerm_eventhub.h", &inventory, &Review::default(), Access::Read).unwrap();
    let to = to.iter().filter_map(|k| graph.find(k)).collect();
    let answer = trace::answer(&inventory, &graph, &Asked { from: starts, to, access: Access::Read });
    let open = answer.traces.iter().flat_map(|t| &t.unknown).map(|u| format!("{:?}", u.doubt)).collect();
    (answer.verdict, open)
}

fn is_v(outside: &Outside) -> bool {
    matches!(outside, Outside::Object(id) if id.literal() == Some(V))
}

fn verdict(things: Vec<Thing>) -> (Verdict, Vec<String>) {
    read_by(&is_v, things)
}

#[track_caller]
fn expect(settings: &Value, roles: &[Given], expected: Verdict, why: &str) {
    with(settings, roles, Vec::new(), expected, why);
}

#[track_caller]
fn with(settings: &Value, roles: &[Given], more: Vec<Thing>, expected: Verdict, why: &str) {
    let (found, open) = verdict([base(settings), given(V, roles), more].concat());
    assert_eq!(found, expected, "{why}: {open:?}");
}

fn defaults() -> Value {
    json!({})
}

fn no_keys() -> Value {
    json!({"local_authentication_enabled": false})
}

fn private() -> Value {
    json!({"public_network_access_enabled": false, "network_rulesets": [{"default_action": "Deny", "public_network_access_enabled": false}]})
}

/// With each thing changed that closes what one action at a scope opens.
#[track_caller]
fn near_misses(settings: &Value, action: &str, scope: &str, rest: &[Given], more: &[Thing], left: Verdict) {
    let all = |one: Given| [vec![one], rest.to_vec()].concat();
    let gone = |one: Given, why: &str| with(settings, &all(one), more.to_vec(), left, &format!("{action} {why}"));
    gone(custom(&["Microsoft.EventHub/namespaces/read"], scope), "dropped");
    gone(custom(&[action], scope).without(&[action]), "taken away");
    gone(custom(&[action], scope).without(&["*"]), "taken away with everything");
    gone(custom(&[&action.to_uppercase()], scope).without(&[&action.to_lowercase()]), "taken away in other letters");
    gone(custom(&[action], "/subscriptions/other"), "in another subscription");
    gone(custom(&[action], &format!("{RG}-2")), "in a group whose name goes on");
    gone(custom(&[action], &format!("{NS}-2")), "at a namespace whose name goes on");
    gone(custom(&[action], scope).under("ActionMatches{'Microsoft.Storage/*'}"), "under a condition that excludes it");
    gone(custom(&[action], scope).under(&format!("!(ActionMatches{{'{action}'}})")), "under a condition that excludes it by name");
    gone(custom(&[], scope).data(&[action], &[]), "as an action on data");
}

#[test]
fn keys_are_listed_or_made_again() {
    for action in [LIST, "Microsoft.EventHub/namespaces/authorizationRules/regenerateKeys/action"] {
        for pattern in [action, "*", "microsoft.eventhub/*/ACTION", "Microsoft.EventHub/namespaces/authorizationRules/*", &action.to_uppercase()] {
            for scope in [NS, RG, "/subscriptions/s", "/", &NS.to_uppercase()] {
                expect(&defaults(), &[custom(&[pattern], scope)], Reaches, &format!("{pattern} at {scope}"));
            }
        }
        near_misses(&defaults(), action, NS, &[], &[], Never);
        expect(&defaults(), &[custom(&[action], HUB)], Never, "keys of a namespace are not a hub's");
        expect(&no_keys(), &[custom(&[action], NS)], Never, "keys are not accepted");
        near_misses(&no_keys(), SETTINGS, NS, &[custom(&[action], NS)], &[], Never);
        expect(&no_keys(), &[custom(&[action], NS), custom(&[SETTINGS], RG)], Reaches, "it has keys accepted first");
        expect(&private(), &[custom(&[action], NS)], ReachesIf, "through a private endpoint");
    }
    // What one role takes away another gives.
    expect(&defaults(), &[custom(&["*"], NS).without(&["*"]), custom(&[LIST], NS)], Reaches, "roles add up");
    let team = "@Principal[Microsoft.Directory/CustomSecurityAttributes/Id:team] StringEquals 'streams'";
    expect(&defaults(), &[custom(&[LIST], NS).under(team)], ReachesIf, "under a condition that is not known to hold");
    expect(&defaults(), &[built_in("Contributor", RG)], Reaches, "Contributor");
    expect(&no_keys(), &[built_in("Contributor", RG)], Reaches, "Contributor, in two steps");
    expect(&defaults(), &[built_in("Reader", RG)], Never, "Reader");
    expect(&defaults(), &[built_in("Reader", RG), built_in("Azure Event Hubs Data Sender", RG)], Never, "who writes does not read");
    expect(&defaults(), &[built_in("Some role of theirs", RG)], Undecided, "a role that is not known");
}

#[test]
fn who_writes_rules_has_perhaps_a_key() {
    for action in ["Microsoft.EventHub/namespaces/authorizationRules/write", "Microsoft.EventHub/namespaces/authorizationRules/action"] {
        expect(&defaults(), &[custom(&[action], NS)], Undecided, action);
        near_misses(&defaults(), action, NS, &[], &[], Never);
        expect(&no_keys(), &[custom(&[action], NS)], Never, "keys are not accepted, and can't be made to be");
        expect(&no_keys(), &[custom(&[action, SETTINGS], NS)], Undecided, "it has keys accepted first");
        expect(&defaults(), &[custom(&[action], HUB)], Never, "rules of a namespace are not a hub's");
        expect(&defaults(), &[custom(&[action, LIST], NS)], Reaches, "it lists them");
    }
    expect(&defaults(), &[custom(&["Microsoft.EventHub/namespaces/authorizationRules/read"], NS)], Never, "reading rules tells no keys");
    expect(&defaults(), &[custom(&["Microsoft.EventHub/namespaces/authorizationRules/delete"], NS)], Never, "deleting rules tells no keys");
    for action in
        ["Microsoft.EventHub/namespaces/eventhubs/authorizationRules/write", "Microsoft.EventHub/namespaces/eventhubs/authorizationRules/action"]
    {
        expect(&defaults(), &[custom(&[action], HUB)], Undecided, action);
        near_misses(&defaults(), action, HUB, &[], &[], Never);
        expect(&no_keys(), &[custom(&[action], NS)], Never, "keys are not accepted");
        expect(&no_keys(), &[custom(&[action, SETTINGS], NS)], Undecided, "it has keys accepted first");
    }
    let list = "Microsoft.EventHub/namespaces/eventhubs/authorizationRules/listKeys/action";
    let write = "Microsoft.EventHub/namespaces/eventhubs/authorizationRules/write";
    expect(&defaults(), &[custom(&[list, write], HUB)], Reaches, "a rule of its own");
    expect(&defaults(), &[custom(&[list], HUB)], Undecided, "whether there are rules is not known");
    let rule = |listen: bool| {
        let values = json!({"id": format!("{HUB}/authorizationRules/r"), "name": "r", "eventhub_id": HUB, "eventhub_name": "orders",
            "namespace_name": "orders-ns", "resource_group_name": "rg", "listen": listen, "send": true, "manage": false});
        vec![("azurerm_eventhub_authorization_rule", "r", values)]
    };
    with(&defaults(), &[custom(&[list], HUB)], rule(true), Reaches, "a rule that listens");
    near_misses(&defaults(), list, HUB, &[], &rule(true), Never);
    with(&no_keys(), &[custom(&[list], HUB)], rule(true), Never, "keys are not accepted");
    with(&defaults(), &[custom(&[write], HUB)], rule(false), Undecided, "it gives a rule of which it has a key the right to listen");
}

#[test]
fn the_alias_of_a_pairing_lists_keys() {
    let action = "Microsoft.EventHub/namespaces/disasterRecoveryConfigs/authorizationRules/listkeys/action";
    let pairing = || {
        let values = json!({"id": format!("{NS}/disasterRecoveryConfigs/a"), "name": "a", "namespace_name": "orders-ns", "resource_group_name": "rg",
            "partner_namespace_id": format!("{NS}-2")});
        vec![("azurerm_eventhub_namespace_disaster_recovery_config", "a", values)]
    };
    expect(&defaults(), &[custom(&[action], NS)], Undecided, "whether there is a pairing is not known");
    with(&defaults(), &[custom(&[action], NS)], pairing(), Reaches, "a pairing");
    near_misses(&defaults(), action, NS, &[], &pairing(), Never);
    with(&no_keys(), &[custom(&[action], NS)], pairing(), Never, "keys are not accepted");
}

#[test]
fn the_network_is_opened() {
    let reader = || built_in("Azure Event Hubs Data Receiver", HUB);
    let rules = json!({"network_rulesets": [{"default_action": "Deny", "public_network_access_enabled": true,
        "ip_rule": [{"ip_mask": "198.51.100.0/24", "action": "Allow"}]}]});
    expect(&defaults(), &[reader()], Reaches, "open");
    for settings in [private(), rules.clone()] {
        expect(&settings, &[reader()], ReachesIf, "closed");
        for action in [SETTINGS, "Microsoft.EventHub/namespaces/privateEndpointConnectionsApproval/action"] {
            expect(&settings, &[custom(&[action], NS), reader()], Reaches, action);
            expect(&settings, &[custom(&[action], NS)], Never, "opening reads nothing");
            near_misses(&settings, action, NS, &[reader()], &[], ReachesIf);
            expect(&settings, &[custom(&[action], HUB), reader()], ReachesIf, "at the hub");
        }
    }
    let write = "Microsoft.EventHub/namespaces/networkRuleSets/write";
    expect(&rules, &[custom(&[write], NS), reader()], Reaches, "rules of a public network");
    near_misses(&rules, write, NS, &[reader()], &[], ReachesIf);
    let (found, _) = verdict([base(&private()), given(V, &[custom(&[write], NS), reader()])].concat());
    assert_ne!(found, Never, "rules of a closed network");
    let differ = json!({"network_rulesets": [{"default_action": "Allow", "public_network_access_enabled": false}]});
    expect(&differ, &[reader()], Undecided, "the two settings differ");
    let deny =
        json!({"network_rulesets": [{"default_action": "Deny", "public_network_access_enabled": true, "ip_rule": [], "virtual_network_rule": []}]});
    expect(&deny, &[reader()], Undecided, "denied without a rule");
}

#[test]
fn data_actions_read() {
    for pattern in [RECEIVE, "*", "Microsoft.EventHub/*", "microsoft.eventhub/NAMESPACES/messages/*/Action"] {
        for scope in [HUB, NS, RG, "/subscriptions/S/", "/"] {
            expect(&defaults(), &[custom(&[], scope).data(&[pattern], &[])], Reaches, &format!("{pattern} at {scope}"));
        }
        let taken = |not: &[&str]| custom(&[], HUB).data(&[pattern], not);
        expect(&defaults(), &[taken(&["*"])], Never, "all taken away");
        expect(&defaults(), &[taken(&["MICROSOFT.EVENTHUB/*/receive/*"])], Never, "receiving taken away");
        expect(&defaults(), &[taken(&["Microsoft.EventHub/namespaces/messages/send/action"])], Reaches, "sending taken away");
        expect(&defaults(), &[taken(&["*"]), taken(&[])], Reaches, "and given by another role");
    }
    expect(&defaults(), &[custom(&[RECEIVE], HUB)], Never, "an action on data among those on resources");
    expect(&defaults(), &[custom(&["*"], HUB).without(&["*"]).data(&["*/read"], &[])], Never, "no such action");
    expect(&defaults(), &[custom(&[], &format!("{HUB}-2")).data(&["*"], &[])], Never, "another hub");
    let group = format!("{HUB}/consumerGroups/c");
    let (found, _) = verdict([base(&defaults()), given(V, &[built_in("Azure Event Hubs Data Receiver", &group)])].concat());
    assert_ne!(found, Never, "at a consumer group");
    let rule = format!("{NS}/authorizationRules/RootManageSharedAccessKey");
    let (found, _) = verdict([base(&defaults()), given(V, &[built_in("Contributor", &rule)])].concat());
    assert_ne!(found, Never, "at a rule");
}

fn account(keys: bool) -> Thing {
    let values = json!({"id": ACCOUNT, "name": "copies", "resource_group_name": "rg", "shared_access_key_enabled": keys,
        "public_network_access_enabled": true, "allow_nested_items_to_be_public": false});
    ("azurerm_storage_account", "copies", values)
}

#[test]
fn capture_copies_records() {
    let write = "Microsoft.EventHub/namespaces/eventhubs/write";
    for scope in [HUB, NS, RG] {
        expect(&defaults(), &[custom(&[write], scope)], ReachesIf, "it turns capture on");
    }
    near_misses(&defaults(), write, HUB, &[], &[], Never);
    expect(&json!({"sku": "Basic"}), &[custom(&[write], HUB)], Never, "there is no capture");
    expect(&no_keys(), &[custom(&[write], HUB)], ReachesIf, "capture needs no key");

    let captured = |enabled: bool, keys: bool, role: Given| {
        let mut things = base(&json!({"local_authentication_enabled": false, "public_network_access_enabled": false}));
        let destination = json!([{"name": "EventHubArchive.AzureBlockBlob", "storage_account_id": ACCOUNT, "blob_container_name": "c"}]);
        things[2].2["capture_description"] = json!([{"enabled": enabled, "encoding": "Avro", "destination": destination}]);
        things.push(account(keys));
        verdict([things, given(V, &[role])].concat()).0
    };
    let blobs = |scope: &str| built_in("Storage Blob Data Reader", scope);
    assert_eq!(captured(true, false, blobs(ACCOUNT)), Reaches);
    assert_eq!(captured(false, false, blobs(ACCOUNT)), Never, "capture is off");
    assert_eq!(captured(true, false, blobs(&format!("{ACCOUNT}2"))), Never, "another account");
    assert_eq!(captured(true, false, built_in("Reader", ACCOUNT)), Never);
    assert_ne!(captured(true, false, blobs(&format!("{ACCOUNT}/blobServices/default/containers/c"))), Never, "the container itself");
    for action in ["listKeys", "regenerateKey", "listAccountSas", "listServiceSas"] {
        let list = || custom(&[&format!("Microsoft.Storage/storageAccounts/{action}/action")], ACCOUNT);
        assert_eq!(captured(true, true, list()), Reaches, "{action}");
        assert_eq!(captured(true, false, list()), Never, "{action}: keys are not accepted");
    }
}

#[test]
fn who_assigns_roles_gives_itself_one() {
    for scope in [HUB, NS, RG, "/subscriptions/s"] {
        for settings in [defaults(), no_keys()] {
            expect(&settings, &[custom(&[ASSIGN], scope)], Reaches, scope);
        }
    }
    near_misses(&no_keys(), ASSIGN, NS, &[], &[], Never);
    for role in ["Owner", "User Access Administrator", "Role Based Access Control Administrator"] {
        expect(&no_keys(), &[built_in(role, RG)], Reaches, role);
    }
    let only = |operator: &str, ids: &str| {
        format!("((!(ActionMatches{{'{ASSIGN}'}})) OR (@Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId] {operator} {{{ids}}}))")
    };
    let admin = |condition: &str| [built_in("Role Based Access Control Administrator", RG).under(condition)];
    let (any, none) = ("ForAnyOfAnyValues:GuidEquals", "ForAnyOfAllValues:GuidNotEquals");
    let receiver = "A638D3C7-ab3a-418d-83e6-5f17a39d4fde";
    expect(&no_keys(), &admin(&only(any, "acdd72a7-3385-48ef-bd42-f606fba81ae7")), Never, "Reader alone");
    expect(&no_keys(), &admin(&only(any, receiver)), Reaches, "the role that reads");
    expect(&no_keys(), &admin(&only(any, "00000000-0000-0000-0000-00000000000f")), Undecided, "a role that is not known");
    let excluded = format!(
        "{receiver}, f526a384-b230-433a-b45c-95f59c4a2dec, 8e3af657-a8ff-443c-a75c-2fe8c4bcb635, b24988ac-6180-42a0-ab88-20f7382dd24c, \
        18d7d88d-d35e-4fb5-a5c3-7773c20a72d9, f58310d9-a9f6-439a-9e8d-f62e7b41a168"
    );
    expect(&no_keys(), &admin(&only(none, &excluded)), Undecided, "every known role that leads on is excluded, others are not");
    expect(&no_keys(), &admin("what is no expression"), Undecided, "a condition that can't be read");
    expect(&no_keys(), &admin(&only(any, "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9")), Reaches, "a role that assigns roles without a condition");
    // Two steps: it gives itself what writes settings and lists keys.
    expect(&no_keys(), &admin(&only(any, "b24988ac-6180-42a0-ab88-20f7382dd24c")), Reaches, "Contributor, which has keys accepted and lists them");
    // Custom roles are rewritten.
    let rewrite = "Microsoft.Authorization/roleDefinitions/write";
    expect(&no_keys(), &[custom(&[rewrite], RG)], Undecided, "its own role");
    near_misses(&no_keys(), rewrite, RG, &[], &[], Never);
    expect(
        &no_keys(),
        &[custom(&["Microsoft.Authorization/roleAssignmentScheduleRequests/write"], RG)],
        Undecided,
        "an active assignment is asked for",
    );
}

const ISSUER: &str = "https://token.actions.githubusercontent.com";

fn identity() -> Thing {
    (
        "azurerm_user_assigned_identity",
        "app",
        json!({"id": IDENTITY, "name": "app", "resource_group_name": "rg", "principal_id": "bbbbbbbb-0000-0000-0000-000000000002", "client_id": "cccccccc-0000-0000-0000-000000000002"}),
    )
}

fn credential(subject: Value, of: &str) -> Thing {
    let values = json!({"id": format!("{of}/federatedIdentityCredentials/f"), "name": "f", "parent_id": of, "issuer": ISSUER, "subject": subject, "audience": ["api://AzureADTokenExchange"]});
    ("azurerm_federated_identity_credential", "f", values)
}

#[test]
fn tokens_become_identities() {
    let is_token = |o: &Outside| matches!(o, Outside::Identity { provider, .. } if provider.literal() == Some(ISSUER));
    let by_token = |roles: &[Given], subject: Value, of: &str| {
        let things = vec![identity(), credential(subject, of)];
        read_by(&is_token, [base(&defaults()), given("BBBBBBBB-0000-0000-0000-000000000002", roles), things].concat()).0
    };
    let subject = || json!("repo:vendor/deploy:environment:prod");
    let reader = |scope: &str| built_in("Azure Event Hubs Data Receiver", scope);
    assert_eq!(by_token(&[reader(HUB)], subject(), IDENTITY), Reaches);
    assert_eq!(by_token(&[reader(HUB)], subject(), &IDENTITY.to_uppercase()), Reaches, "ids differ in case");
    assert_eq!(by_token(&[reader(&format!("{HUB}2"))], subject(), IDENTITY), Never, "another hub");
    assert_eq!(by_token(&[], subject(), IDENTITY), Never, "no role");
    assert_eq!(by_token(&[reader(HUB)], subject(), &format!("{IDENTITY}-2")), Never, "an identity that the input does not show");
    assert_eq!(by_token(&[reader(HUB)], Value::Null, IDENTITY), Undecided, "which subjects is not known");

    // Who writes the credentials of an identity, or puts it on compute.
    let write = "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write";
    let own = |role: Given| {
        let mut things = [base(&defaults()), given("bbbbbbbb-0000-0000-0000-000000000002", &[reader(HUB)])].concat();
        things.push(identity());
        let mut more = given(V, &[role]);
        more.iter_mut().for_each(|(_, name, _)| *name = "v");
        verdict([things, more].concat()).0
    };
    assert_eq!(own(custom(&[write], IDENTITY)), Reaches);
    assert_eq!(own(custom(&[write], RG)), Reaches);
    assert_eq!(own(custom(&[write], IDENTITY).without(&[write])), Never);
    assert_eq!(own(custom(&[write], &format!("{IDENTITY}-2"))), Never);
    assert_eq!(own(custom(&["Microsoft.ManagedIdentity/userAssignedIdentities/read"], IDENTITY)), Never);
    assert_eq!(own(custom(&["Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action"], IDENTITY)), Undecided, "code on compute");
}

#[test]
fn delegations_give_no_data_actions() {
    let delegated = |block: &str, role: &str, scope: &str| {
        let entry = json!({"principal_id": V, "role_definition_id": role});
        let mut values =
            json!({"id": "/providers/x", "name": "d", "managing_tenant_id": "dddddddd-0000-0000-0000-000000000003", "scope": "/subscriptions/s"});
        values[block] = json!([entry]);
        let assignment = json!({"id": "/providers/y", "name": "e", "scope": scope, "lighthouse_definition_id": "/providers/x"});
        let things: Vec<Thing> = vec![("azurerm_lighthouse_definition", "d", values), ("azurerm_lighthouse_assignment", "e", assignment)];
        verdict([base(&defaults()), things].concat()).0
    };
    let contributor = "b24988ac-6180-42a0-ab88-20f7382dd24c";
    assert_eq!(delegated("authorization", contributor, "/subscriptions/s"), Reaches);
    assert_eq!(delegated("authorization", contributor, RG), Reaches);
    assert_eq!(delegated("authorization", contributor, &format!("{RG}2")), Never, "another group");
    assert_eq!(delegated("authorization", "acdd72a7-3385-48ef-bd42-f606fba81ae7", RG), Never, "Reader");
    assert_eq!(delegated("authorization", "a638d3c7-ab3a-418d-83e6-5f17a39d4fde", RG), Never, "a data role");
    assert_eq!(delegated("eligible_authorization", contributor, RG), ReachesIf, "to be activated");
    assert_eq!(delegated("authorization", "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9", RG), Undecided, "which roles it assigns");
}

/// Input of which little can be read: never told to be safe.
#[test]
fn hostile_input_is_never_told_to_be_safe() {
    let open = |things: Vec<Thing>, why: &str| {
        let (found, open) = verdict(things);
        assert_ne!(found, Never, "{why}: {open:?}");
    };
    let reader = || built_in("Azure Event Hubs Data Receiver", HUB);
    // Versions of conditions that are not documented.
    let team = "@Principal[Microsoft.Directory/CustomSecurityAttributes/Id:team] StringEquals 'streams'";
    for version in ["1.0", "", "3.0", "2.0 "] {
        for condition in [team, "ActionMatches{'Microsoft.Storage/*'}", "NOT", &"(".repeat(100_000), &"!(".repeat(10_000), "\0", "{é", "'"] {
            let role = Given { version, ..reader().under(condition) };
            open([base(&defaults()), given(V, &[role])].concat(), version);
        }
    }
    // Scopes.
    let group = "/providers/Microsoft.Management/managementGroups/root";
    for scope in [group, &group.to_uppercase(), "", "/", "//", "/subscriptions//s/", "not an id é"] {
        let mut things = [base(&defaults()), given(V, &[Given { scope: scope.into(), ..reader() }])].concat();
        if scope == "not an id é" {
            things.iter_mut().filter(|t| t.0 == "azurerm_role_assignment").for_each(|t| t.2["scope"] = Value::Null);
        }
        open(things, scope);
    }
    // Ids that are missing, or no ids.
    for id in [Value::Null, json!(""), json!(7), json!("é"), json!(["x"]), json!({})] {
        for kind in ["azurerm_resource_group", "azurerm_eventhub_namespace", "azurerm_eventhub", "azurerm_role_definition"] {
            let mut things = [base(&defaults()), given(V, &[custom(&[], NS).data(&["*"], &[]), custom(&["*"], RG)])].concat();
            things.iter_mut().filter(|t| t.0 == kind).for_each(|t| t.2["id"] = id.clone());
            open(things, &format!("{kind} {id}"));
        }
        for attribute in ["namespace_id", "principal_id", "scope", "role_definition_id", "condition_version"] {
            let mut things = [base(&defaults()), given(V, &[reader(), custom(&["*"], NS).data(&["*"], &[])])].concat();
            things.iter_mut().for_each(|t| {
                if t.2.get(attribute).is_some() {
                    t.2[attribute] = id.clone();
                }
            });
            if attribute != "principal_id" {
                open(things, &format!("{attribute} {id}"));
            }
        }
    }
    // What stands in itself.
    let mut cyclic = [base(&defaults()), given(V, &[built_in("Contributor", RG)])].concat();
    cyclic[1].2["resource_group_name"] = json!("orders-ns");
    cyclic[0].2["id"] = json!(NS);
    cyclic[2].2["namespace_id"] = json!(HUB);
    open(cyclic, "a cycle");
    let loops = [
        base(&defaults()),
        given(V, &[reader()]),
        vec![
            (
                "azuread_group",
                "a",
                json!({"id": "a", "object_id": "eeeeeeee-0000-0000-0000-00000000000a", "display_name": "a", "members": ["eeeeeeee-0000-0000-0000-00000000000b"]}),
            ),
            (
                "azuread_group",
                "b",
                json!({"id": "b", "object_id": "eeeeeeee-0000-0000-0000-00000000000b", "display_name": "b", "members": ["eeeeeeee-0000-0000-0000-00000000000a"]}),
            ),
        ],
    ];
    open(loops.concat(), "groups in each other");
    // Lists that are not all known.
    for list in [json!([null]), json!("*"), json!({}), json!([["*"]]), json!([7])] {
        for attribute in ["actions", "not_actions", "data_actions", "not_data_actions"] {
            let mut things = [base(&defaults()), given(V, &[custom(&["*"], NS).data(&["*"], &[])])].concat();
            things.iter_mut().filter(|t| t.0 == "azurerm_role_definition").for_each(|t| t.2["permissions"][0][attribute] = list.clone());
            open(things, &format!("{attribute} {list}"));
        }
    }
    // Wildcards in what is taken away, that do not take it away.
    for not in ["*/write", "*/receive", "*receive/action/", "Microsoft.EventHub", "?*", "Microsoft.EventHub/*/send/*", "**/delete"] {
        open([base(&defaults()), given(V, &[custom(&[], HUB).data(&["*"], &[not])])].concat(), not);
    }
    for not in ["*/write", "*/listKeys", "Microsoft.EventHub/namespaces/eventhubs/*", "?", "M?crosoft.EventHub/*"] {
        open([base(&defaults()), given(V, &[custom(&["*"], NS).without(&[not])])].concat(), not);
    }
}

/// The changes that close the way to the hub, and whether a way is left that is not decided.
fn closed_by(things: Vec<Thing>) -> Option<(Vec<(trace::EditKind, String)>, bool)> {
    let inventory = crate::stated("111122223333", things);
    let outside: Vec<Outside> = AccessGraph::outsiders_named(&inventory).into_iter().filter(is_v).collect();
    let graph = AccessGraph::build(&inventory, &outside);
    let starts = outside.iter().filter_map(|o| graph.find(&NodeKind::Outside(o.clone()))).collect();
    let to = trace::to("azurerm_eventhub.h", &inventory, &Review::default(), Access::Read).unwrap();
    let to = to.iter().filter_map(|k| graph.find(k)).collect();
    let answer = trace::answer(&inventory, &graph, &Asked { from: starts, to, access: Access::Read });
    let way = answer.traces.iter().find(|t| t.verdict >= ReachesIf)?;
    let remedy = trace::Remedies::new(&inventory, &graph).of(way)?;
    let name = |e: &trace::Edit| inventory.resource(e.holder).and_then(|r| r.origin.address.clone()).unwrap_or_default();
    Some((remedy.edits.iter().map(|e| (e.kind, name(e))).collect(), remedy.open))
}

#[test]
fn ways_are_closed_by_narrower_roles_or_none() {
    use trace::EditKind::{NarrowRole, RemoveAssignment};
    let by = |settings: &Value, roles: &[Given]| closed_by([base(settings), given(V, roles)].concat());
    let first = "azurerm_role_assignment.g0".to_owned();
    let second = "azurerm_role_assignment.g1".to_owned();
    for role in ["Contributor", "Owner", "User Access Administrator"] {
        for settings in [defaults(), no_keys(), private()] {
            assert_eq!(by(&settings, &[built_in(role, RG)]), Some((vec![(NarrowRole, first.clone())], false)), "{role}");
        }
    }
    let reader = || built_in("Azure Event Hubs Data Receiver", HUB);
    assert_eq!(by(&defaults(), &[reader()]), Some((vec![(RemoveAssignment, first.clone())], false)));
    assert_eq!(by(&defaults(), &[built_in("Reader", RG), reader()]), Some((vec![(RemoveAssignment, second.clone())], false)));
    // Both lead there.
    let both = by(&defaults(), &[built_in("Contributor", RG), reader()]).unwrap();
    assert_eq!((both.0.len(), both.1), (2, false), "{both:?}");
    assert!(both.0.contains(&(NarrowRole, first.clone())) && both.0.contains(&(RemoveAssignment, second)), "{both:?}");
    // A role of which is not known what it lists stays.
    let left = by(&defaults(), &[reader(), built_in("Some role of theirs", RG)]);
    assert_eq!(left, Some((vec![(RemoveAssignment, first)], true)));
    assert_eq!(by(&defaults(), &[built_in("Reader", RG)]), None, "nothing to close");
}

fn group(name: &'static str, object: &str, members: Value) -> Thing {
    ("azuread_group", name, json!({"id": format!("/groups/{object}"), "object_id": object, "display_name": name, "members": members}))
}

#[test]
fn members_of_groups_have_their_roles() {
    let ids = ["eeeeeeee-0000-0000-0000-000000000001", "eeeeeeee-0000-0000-0000-000000000002", "eeeeeeee-0000-0000-0000-000000000003"];
    let with =
        |to: &str, groups: Vec<Thing>| verdict([base(&defaults()), given(to, &[built_in("Azure Event Hubs Data Receiver", HUB)]), groups].concat()).0;
    assert_eq!(with(ids[0], vec![group("a", ids[0], json!([V]))]), Reaches);
    assert_eq!(with(ids[0], vec![group("a", ids[0], json!([ids[1]])), group("b", ids[1], json!([V.to_uppercase()]))]), Reaches, "a group in a group");
    let three = |last: Value| vec![group("a", ids[0], json!([ids[1]])), group("b", ids[1], json!([ids[2]])), group("c", ids[2], last)];
    assert_eq!(with(ids[0], three(json!([V, ids[0]]))), Reaches, "through two, in a circle");
    // What holds somebody is not what stands beside it.
    assert_ne!(with(ids[0], vec![group("a", ids[0], json!([])), group("b", ids[1], json!([V, ids[0]]))]), Reaches, "a group that holds the other");
}

#[test]
fn identities_of_services_that_are_not_read_are_not_told_to_be_safe() {
    let etl = "/subscriptions/s/resourceGroups/etl";
    let factory = |identity: Value| {
        let id = format!("{etl}/providers/Microsoft.DataFactory/factories/f");
        ("azurerm_data_factory", "f", json!({"id": id, "name": "f", "resource_group_name": "etl", "identity": identity}))
    };
    let own = "bbbbbbbb-0000-0000-0000-000000000009";
    let by = |identity: Value, to: &str, role: Given| {
        let app_identity = self::identity();
        let mut mine = given(V, &[role]);
        mine.iter_mut().for_each(|(_, name, _)| *name = "v");
        let reader = given(to, &[built_in("Azure Event Hubs Data Receiver", HUB)]);
        let group = ("azurerm_resource_group", "etl", json!({"id": etl, "name": "etl"}));
        verdict([base(&defaults()), reader, vec![app_identity, group, factory(identity)], mine].concat()).0
    };
    let system = || json!([{"type": "SystemAssigned", "principal_id": own, "identity_ids": []}]);
    let user = || json!([{"type": "UserAssigned", "principal_id": "", "identity_ids": [IDENTITY]}]);
    let app = "bbbbbbbb-0000-0000-0000-000000000002";
    for (identity, to) in [(system(), own), (user(), app)] {
        assert_eq!(by(identity.clone(), to, built_in("Contributor", etl)), Undecided);
        assert_eq!(by(identity.clone(), to, custom(&["Microsoft.DataFactory/factories/*"], etl)), Undecided);
        assert_eq!(by(identity.clone(), to, built_in("Reader", etl)), Never, "Reader changes nothing");
        assert_eq!(by(identity.clone(), to, custom(&["Microsoft.Storage/*"], etl)), Never, "another service");
        assert_eq!(by(identity.clone(), to, built_in("Contributor", "/subscriptions/s/resourceGroups/etl2")), Never, "another group");
        let nobody = "bbbbbbbb-0000-0000-0000-00000000000a";
        assert_eq!(by(identity, nobody, built_in("Contributor", etl)), Never, "its identity has no role");
    }
    assert_eq!(by(json!([]), app, built_in("Contributor", etl)), Never, "it has no identity");
}

#[test]
fn who_attaches_an_identity_is_undecided() {
    let app = "bbbbbbbb-0000-0000-0000-000000000002";
    let by = |roles: &[Given]| {
        let mut mine = given(V, roles);
        mine.iter_mut().zip(["v", "w", "x", "y"]).for_each(|((_, name, _), new)| *name = new);
        verdict([base(&defaults()), given(app, &[built_in("Azure Event Hubs Data Receiver", HUB)]), vec![identity()], mine].concat()).0
    };
    let operator = |scope: &str| built_in("Managed Identity Operator", scope);
    assert_eq!(by(&[operator(IDENTITY)]), Undecided);
    assert_eq!(by(&[operator(RG), custom(&["Microsoft.Compute/virtualMachines/write"], "/subscriptions/s")]), Undecided);
    assert_eq!(by(&[operator(&format!("{IDENTITY}-2"))]), Never, "another identity");
    assert_eq!(by(&[custom(&["Microsoft.Compute/*"], "/subscriptions/s")]), Never, "it may attach none");
    assert_eq!(by(&[built_in("Managed Identity Contributor", RG)]), Reaches, "it adds a federated credential");
}
