//! Confluent Cloud: what a key leads to, by role bindings and access control lists together, and by what the cluster's network lets in.

use keyholder::trace::Verdict::{self, Never, Reaches, ReachesIf, Undecided};
use serde_json::{Value, json};

use crate::ways::{Thing, World, allow, document, iam, role, service};

const CRN: &str = "crn://confluent.cloud/organization=o/environment=env-1/cloud-cluster=lkc-1";
const SECRET: &str = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:app-AbCdEf";
const KEY: &str = "arn:aws:kms:eu-central-1:111122223333:key/k";
const TARGET: &str = "confluent_kafka_cluster.orders";

fn cluster(more: Value) -> Thing {
    let mut values = json!({"id": "lkc-1", "display_name": "orders", "region": "eu-central-1", "environment": [{"id": "env-1"}], "basic": [],
        "standard": [], "enterprise": [], "dedicated": [], "byok_key": [], "network": [], "endpoints": []});
    more.as_object().unwrap().iter().for_each(|(k, v)| values[k] = v.clone());
    ("confluent_kafka_cluster", "orders", values)
}

fn bound(name: &'static str, role: &str, crn: &str) -> Thing {
    ("confluent_role_binding", name, json!({"principal": "User:sa-1", "role_name": role, "crn_pattern": crn}))
}

fn acl(name: &'static str, operation: &str, permission: &str) -> Thing {
    let values = json!({"kafka_cluster": [{"id": "lkc-1"}], "resource_type": "TOPIC", "resource_name": "orders", "pattern_type": "LITERAL",
        "principal": "User:sa-1", "host": "*", "operation": operation, "permission": permission});
    ("confluent_kafka_acl", name, values)
}

/// A role of ours that reads the secret with a key of `sa-1`.
fn world(managed: Value, things: Vec<Thing>) -> World {
    let start = role("start", &json!([service("ec2")]), &json!([]));
    let policy = document(&json!([{"Effect": "Allow", "Principal": {"AWS": iam("root")}, "Action": "kms:*", "Resource": "*"}]));
    let base: Vec<Thing> = vec![
        ("aws_kms_key", "k", json!({"key_id": "k", "arn": KEY, "tags": {}, "policy": policy})),
        ("aws_secretsmanager_secret", "app", json!({"name": "app", "arn": SECRET, "policy": "", "kms_key_id": KEY, "id": SECRET})),
        ("aws_secretsmanager_secret_version", "app", json!({"secret_id": SECRET, "secret_string": "{\"key\":\"APIKEY1\",\"secret\":\"FAKE-s\"}"})),
        ("confluent_environment", "e", json!({"id": "env-1"})),
        ("confluent_service_account", "app", json!({"id": "sa-1", "display_name": "app"})),
        (
            "confluent_api_key",
            "app",
            json!({"id": "APIKEY1", "secret": "FAKE-s", "owner": [{"id": "sa-1", "kind": "ServiceAccount"}], "managed_resource": managed}),
        ),
    ];
    let statements = vec![allow("secretsmanager:GetSecretValue", SECRET), allow("kms:Decrypt", KEY)];
    World { start: "role", statements, things: start.into_iter().chain(base).chain(things).collect() }
}

fn kafka_key() -> Value {
    json!([{"id": "lkc-1", "kind": "Cluster", "environment": [{"id": "env-1"}]}])
}

fn expect(world: &World, expected: Verdict, why: &str) {
    let (verdict, open) = world.answer(&iam("role/start"), TARGET);
    assert_eq!(verdict, expected, "{why}: {open:?}");
}

fn standard() -> Thing {
    cluster(json!({"standard": [{}]}))
}

#[test]
fn a_key_in_a_secret_reads_what_bindings_and_lists_allow_together() {
    let topic = format!("{CRN}/kafka=lkc-1/topic=orders*");
    let with = |things: Vec<Thing>| world(kafka_key(), [vec![standard()], things].concat());
    expect(&with(vec![bound("a", "DeveloperRead", &topic)]), Reaches, "a binding");
    expect(&with(vec![acl("a", "READ", "ALLOW")]), Reaches, "an entry");
    expect(&with(vec![bound("a", "DeveloperRead", &topic), acl("a", "READ", "DENY")]), Reaches, "the denial is of another topic than some");
    let exact = format!("{CRN}/kafka=lkc-1/topic=orders");
    expect(&with(vec![bound("a", "DeveloperRead", &exact), acl("a", "READ", "DENY")]), Never, "a denial comes before a binding");
    expect(&with(vec![bound("a", "DeveloperRead", &exact), acl("a", "DELETE", "DENY")]), Reaches, "it denies another operation");
    expect(&with(vec![bound("a", "DeveloperWrite", &topic)]), Reaches, "writing is access as well");
    expect(&with(vec![bound("a", "DeveloperManage", &topic)]), Never, "managing is not reading");
    expect(&with(vec![bound("a", "Operator", CRN)]), Never, "operators see no records");
    expect(&with(vec![bound("a", "DeveloperRead", &topic.replace("lkc-1", "lkc-2"))]), Undecided, "of this cluster nothing is stated");
    expect(&with(Vec::new()), Undecided, "nothing is stated of bindings and entries");
    expect(&with(vec![bound("a", "ConnectManager", CRN)]), Undecided, "what the role leads to is not documented");
}

#[test]
fn a_missing_permission_on_secret_or_key_closes_it() {
    let all = world(kafka_key(), vec![standard(), acl("a", "READ", "ALLOW")]);
    for i in 0..all.statements.len() {
        let mut less = all.clone();
        let gone = less.statements.remove(i);
        expect(&less, Never, &format!("without {}", gone["Action"]));
    }
}

#[test]
fn administrators_give_themselves_roles() {
    let with = |managed: Value, role: &str, crn: &str| world(managed, vec![standard(), bound("a", role, crn)]);
    expect(&with(kafka_key(), "CloudClusterAdmin", CRN), Reaches, "of the cluster");
    expect(&with(kafka_key(), "EnvironmentAdmin", "crn://confluent.cloud/organization=o/environment=env-1"), Reaches, "of its environment");
    expect(&with(kafka_key(), "OrganizationAdmin", "crn://confluent.cloud/organization=o"), Reaches, "of all");
    expect(&with(kafka_key(), "ResourceOwner", &format!("{CRN}/kafka=lkc-1/topic=orders")), Reaches, "of a topic");
    expect(&with(kafka_key(), "ResourceOwner", &format!("{CRN}/kafka=lkc-1/group=orders")), Never, "of a group");
    // A key of the management plane is none of the cluster: whether an administrator makes one is not documented.
    expect(&with(json!([]), "CloudClusterAdmin", CRN), Undecided, "with a cloud key");
    expect(&with(json!([]), "Operator", CRN), Never, "a cloud key without rights");
}

#[test]
fn the_network_of_a_cluster_is_a_condition() {
    let read = || acl("a", "READ", "ALLOW");
    let network = |types: Value| ("confluent_network", "n", json!({"id": "n-1", "connection_types": types}));
    let within = || cluster(json!({"dedicated": [{"cku": 1}], "network": [{"id": "n-1"}]}));
    for types in ["PRIVATELINK", "PEERING", "TRANSITGATEWAY"] {
        expect(&world(kafka_key(), vec![network(json!([types])), within(), read()]), ReachesIf, types);
    }
    expect(&world(kafka_key(), vec![cluster(json!({"dedicated": [{"cku": 1}]})), read()]), Reaches, "dedicated without a network is public");
    expect(&world(kafka_key(), vec![cluster(json!({"enterprise": [{}]})), read()]), ReachesIf, "where its endpoints are is not told");
    let public = json!({"enterprise": [{}], "endpoints": [{"access_point_id": "PUBLIC"}]});
    expect(&world(kafka_key(), vec![cluster(public), read()]), Reaches, "its endpoints are public");
    let filter = |groups: Value| ("confluent_ip_filter", "f", json!({"filter_name": "f", "operation_groups": groups, "ip_groups": ["ipg-1"]}));
    let group = || ("confluent_ip_group", "g", json!({"id": "ipg-1", "cidr_blocks": ["198.51.100.0/24"]}));
    let filtered = |groups| world(kafka_key(), vec![standard(), group(), filter(groups), read()]);
    expect(&filtered(json!(["KAFKA_DATA"])), ReachesIf, "a filter of records");
    expect(&filtered(json!(["MANAGEMENT", "SCHEMA"])), Reaches, "a filter of management lets clients of Kafka in");
}

#[test]
fn a_connector_copies_to_a_bucket() {
    let bucket: Thing = ("aws_s3_bucket", "lake", json!({"bucket": "lake", "arn": "arn:aws:s3:::lake", "region": "eu-central-1"}));
    let settings = json!({"connector.class": "S3_SINK", "topics": "orders", "s3.bucket.name": "lake"});
    let connector: Thing = ("confluent_connector", "c", json!({"id": "lcc-1", "kafka_cluster": [{"id": "lkc-1"}], "config_nonsensitive": settings}));
    let mut all = world(kafka_key(), vec![standard(), acl("a", "DELETE", "ALLOW"), bucket, connector]);
    all.statements = vec![allow("s3:GetObject", "arn:aws:s3:::lake/*")];
    expect(&all, Reaches, "reads where the connector writes");
    all.statements = vec![allow("s3:GetObject", "arn:aws:s3:::other/*")];
    expect(&all, Never, "reads another bucket");
}

/// A plan that creates everything: ids are known after apply, and references tell what belongs together.
fn created(role: &str, crn: &[&str], secret: &str) -> (Verdict, Vec<String>) {
    let resource = |address: &str, after: Value, unknown: &[&str]| {
        let (ty, name) = address.split_once('.').unwrap();
        let unknown: serde_json::Map<String, Value> = unknown.iter().map(|u| ((*u).to_owned(), Value::Bool(true))).collect();
        let change = json!({"actions": ["create"], "before": null, "after": after, "after_unknown": unknown, "after_sensitive": {}});
        json!({"address": address, "mode": "managed", "type": ty, "name": name, "provider_name": "x", "change": change})
    };
    let refers = |to: &[&str]| json!({"references": to});
    let configured = |address: &str, expressions: Value| {
        let (ty, name) = address.split_once('.').unwrap();
        json!({"address": address, "mode": "managed", "type": ty, "name": name, "provider_config_key": "x", "expressions": expressions, "schema_version": 0})
    };
    let trust = document(&json!([{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]));
    let policy = document(&json!([allow("secretsmanager:GetSecretValue", SECRET)]));
    let cluster = json!({"standard": [{}], "dedicated": [], "basic": [], "enterprise": [], "network": [], "byok_key": [], "environment": [{}]});
    let unknown_block = json!([{"id": {"references": ["confluent_kafka_cluster.orders.id", "confluent_kafka_cluster.orders"]}, "kind": {"constant_value": "Cluster"}}]);
    let owner = json!([{"id": {"references": ["confluent_service_account.app.id", "confluent_service_account.app"]}, "kind": {"constant_value": "ServiceAccount"}}]);
    let mut key = resource(
        "confluent_api_key.app",
        json!({"owner": [{"kind": "ServiceAccount"}], "managed_resource": [{"kind": "Cluster"}]}),
        &["id", "secret"],
    );
    key["change"]["after_unknown"]["owner"] = json!([{"id": true}]);
    key["change"]["after_unknown"]["managed_resource"] = json!([{"id": true}]);
    let plan = json!({
        "format_version": "1.2", "terraform_version": "1.11.4",
        "resource_changes": [
            resource("confluent_kafka_cluster.orders", cluster, &["id", "rbac_crn", "endpoints"]),
            resource("confluent_service_account.app", json!({"display_name": "app"}), &["id"]),
            resource("confluent_role_binding.app", json!({"role_name": role}), &["id", "principal", "crn_pattern"]),
            key,
            resource("aws_secretsmanager_secret.app", json!({"name": "app", "arn": SECRET, "id": SECRET, "policy": ""}), &[]),
            resource("aws_secretsmanager_secret_version.app", json!({"secret_id": SECRET}), &["secret_string"]),
            resource("aws_iam_role.start", json!({"name": "start", "arn": iam("role/start"), "assume_role_policy": trust, "tags": {}}), &[]),
            resource("aws_iam_role_policy.start", json!({"role": "start", "name": "own", "policy": policy}), &[]),
        ],
        "configuration": {"provider_config": {"x": {"name": "x", "full_name": "x"}}, "root_module": {"resources": [
            configured("confluent_kafka_cluster.orders", json!({"standard": [{}]})),
            configured("confluent_service_account.app", json!({})),
            configured("confluent_role_binding.app", json!({"principal": refers(&["confluent_service_account.app.id", "confluent_service_account.app"]),
                "role_name": {"constant_value": role}, "crn_pattern": refers(crn)})),
            configured("confluent_api_key.app", json!({"owner": owner, "managed_resource": unknown_block})),
            configured("aws_secretsmanager_secret.app", json!({"name": {"constant_value": "app"}})),
            configured("aws_secretsmanager_secret_version.app", json!({"secret_id": {"references": ["aws_secretsmanager_secret.app.id", "aws_secretsmanager_secret.app"]},
                "secret_string": refers(&[secret])})),
            configured("aws_iam_role.start", json!({"name": {"constant_value": "start"}})),
            configured("aws_iam_role_policy.start", json!({"role": {"constant_value": "start"}})),
        ]}},
    });
    let own = keyholder::model::OwnAccount { id: crate::ways::ACCOUNT.into(), ..Default::default() };
    let options = keyholder::ingest::Options { accounts: vec![own], ..Default::default() };
    let source = keyholder::ingest::Source { name: "plan.json".into(), bytes: plan.to_string().into_bytes() };
    let inventory = keyholder::ingest::read(&[source], &options).unwrap();
    let review = keyholder::model::Review::default();
    let graph = keyholder::graph::AccessGraph::build(&inventory, &[]);
    let starts = keyholder::trace::from(&iam("role/start"), &inventory, &review, &[]).unwrap();
    let targets = keyholder::trace::to(TARGET, &inventory, &review, keyholder::trace::Access::Read).unwrap();
    let ids = |kinds: &[keyholder::graph::NodeKind]| kinds.iter().filter_map(|k| graph.find(k)).collect();
    let asked = keyholder::trace::Asked { from: ids(&starts), to: ids(&targets), access: keyholder::trace::Access::Read };
    let answer = keyholder::trace::answer(&inventory, &graph, &asked);
    let open = answer.traces.iter().flat_map(|t| &t.unknown).map(|u| format!("{:?}", u.doubt)).collect();
    (answer.verdict, open)
}

#[test]
fn a_plan_that_creates_everything_is_followed_by_its_references() {
    let whole = ["confluent_kafka_cluster.orders.rbac_crn", "confluent_kafka_cluster.orders"];
    let secret = "confluent_api_key.app.secret";
    let told = |role: &str, secret: &str| created(role, &whole, secret);
    assert_eq!(told("CloudClusterAdmin", secret).0, Reaches, "{:?}", told("CloudClusterAdmin", secret));
    assert_eq!(told("Operator", secret).0, Never, "{:?}", told("Operator", secret));
    // Which topic the name ends with, the plan does not tell.
    let (verdict, open) = told("DeveloperRead", secret);
    assert_eq!(verdict, Undecided);
    assert!(open.iter().any(|o| o.contains("DeveloperRead")), "{open:?}");
    // Another secret holds something else.
    assert_eq!(told("CloudClusterAdmin", "var.password").0, Never);
    let elsewhere = created("CloudClusterAdmin", &["confluent_environment.other.resource_name"], secret);
    assert_eq!(elsewhere.0, Undecided, "where it is bound is not known: {elsewhere:?}");
}
