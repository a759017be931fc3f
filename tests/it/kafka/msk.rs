//! Amazon MSK: the ways to a topic, and for each a near miss a need.

use keyholder::trace::Verdict::{self, Never, ReachesIf, Undecided};
use serde_json::{Value, json};

use crate::ways::{ACCOUNT, Thing, World, allow, document, iam, idle, role, service};

const CLUSTER: &str = "arn:aws:kafka:eu-central-1:111122223333:cluster/orders/abc-1";
const TOPICS: &str = "arn:aws:kafka:eu-central-1:111122223333:topic/orders/abc-1/*";
const SECRET: &str = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:AmazonMSK_app-AbCdEf";
const KEY: &str = "arn:aws:kms:eu-central-1:111122223333:key/k";
const CA: &str = "arn:aws:acm-pca:eu-central-1:111122223333:certificate-authority/ca";
const TARGET: &str = "aws_msk_cluster.orders";

fn cluster(authentication: Value) -> Thing {
    let brokers = json!([{"client_subnets": ["subnet-1"], "security_groups": ["sg-1"], "connectivity_info": []}]);
    let transit = json!([{"encryption_in_transit": [{"client_broker": "TLS", "in_cluster": true}]}]);
    let values = json!({"cluster_name": "orders", "arn": CLUSTER, "client_authentication": [authentication], "encryption_info": transit,
        "broker_node_group_info": brokers, "configuration_info": []});
    ("aws_msk_cluster", "orders", values)
}

fn reads() -> Vec<Value> {
    let groups = TOPICS.replace(":topic/", ":group/");
    vec![
        allow("kafka-cluster:Connect", CLUSTER),
        allow("kafka-cluster:DescribeTopic", TOPICS),
        allow("kafka-cluster:ReadData", TOPICS),
        allow("kafka-cluster:AlterGroup", &groups),
    ]
}

fn world(statements: Vec<Value>, things: Vec<Thing>) -> World {
    let start = role("start", &json!([service("ec2")]), &json!([]));
    World { start: "role", statements, things: start.into_iter().chain(things).collect() }
}

fn verdict(world: &World) -> Verdict {
    world.answer(&iam("role/start"), TARGET).0
}

fn expect(world: &World, expected: Verdict, why: &str) {
    let (verdict, open) = world.answer(&iam("role/start"), TARGET);
    assert_eq!(verdict, expected, "{why}: {open:?}");
}

/// The world with each permission taken away in turn.
fn without_each(world: &World, expected: Verdict) {
    for i in 0..world.statements.len() {
        let mut less = world.clone();
        let gone = less.statements.remove(i);
        expect(&less, expected, &format!("without {}", gone["Action"]));
    }
}

fn changed(world: &World, change: impl Fn(&mut World)) -> World {
    let mut other = world.clone();
    change(&mut other);
    other
}

#[test]
fn through_iam() {
    let all = world(reads(), vec![cluster(json!({"sasl": [{"iam": true}]}))]);
    expect(&all, ReachesIf, "with a place in the network");
    // Who assigns partitions itself joins no group.
    expect(&changed(&all, |w| drop(w.statements.pop())), ReachesIf, "without AlterGroup");
    without_each(&changed(&all, |w| drop(w.statements.pop())), Never);
    expect(&changed(&all, |w| w.set("aws_msk_cluster", "orders", "client_authentication", json!([{"sasl": [{"scram": true}]}]))), Never, "no IAM");
    let elsewhere = CLUSTER.replace("orders", "other");
    expect(&changed(&all, |w| w.statements[0]["Resource"] = json!(elsewhere)), Never, "another cluster");
    let public = json!([{"client_subnets": ["subnet-1"], "connectivity_info": [{"public_access": [{"type": "SERVICE_PROVIDED_EIPS"}]}]}]);
    expect(&changed(&all, |w| w.set("aws_msk_cluster", "orders", "broker_node_group_info", public.clone())), Verdict::Reaches, "a public listener");
}

fn secret(user: &str) -> Vec<Thing> {
    let string = json!({"username": user, "password": "FAKE-p"}).to_string();
    let policy = document(&json!([{"Effect": "Allow", "Principal": {"AWS": iam("root")}, "Action": "kms:*", "Resource": "*"}]));
    vec![
        ("aws_kms_key", "k", json!({"key_id": "k", "arn": KEY, "tags": {}, "policy": policy})),
        ("aws_secretsmanager_secret", "app", json!({"name": "AmazonMSK_app", "arn": SECRET, "policy": "", "kms_key_id": KEY, "id": SECRET})),
        ("aws_secretsmanager_secret_version", "app", json!({"secret_id": SECRET, "secret_string": string})),
        ("aws_msk_scram_secret_association", "app", json!({"cluster_arn": CLUSTER, "secret_arn_list": [SECRET]})),
    ]
}

fn acl(name: &'static str, principal: &str, topic: &str, permission: &str) -> Thing {
    let values = json!({"resource_name": topic, "resource_type": "Topic", "resource_pattern_type_filter": "Literal", "acl_principal": principal,
        "acl_host": "*", "acl_operation": "Read", "acl_permission_type": permission});
    ("kafka_acl", name, values)
}

#[test]
fn through_a_scram_secret() {
    let may = vec![allow("secretsmanager:GetSecretValue", SECRET), allow("kms:Decrypt", KEY)];
    let mut things = vec![cluster(json!({"sasl": [{"scram": true}]}))];
    things.extend(secret("app"));
    let open = world(may, things);
    expect(&open, ReachesIf, "open default, no entries");
    without_each(&open, Never);
    let listed = changed(&open, |w| w.things.push(acl("a", "User:app", "orders", "Allow")));
    expect(&listed, ReachesIf, "an entry lets it");
    without_each(&listed, Never);
    let closed = |w: &mut World| {
        let arn = "arn:aws:kafka:eu-central-1:111122223333:configuration/c/u-1";
        let text = "# closed\nallow.everyone.if.no.acl.found = false\n";
        w.things.push(("aws_msk_configuration", "c", json!({"name": "c", "arn": arn, "latest_revision": 1, "server_properties": text})));
        w.set("aws_msk_cluster", "orders", "configuration_info", json!([{"arn": arn, "revision": 1}]));
    };
    expect(&changed(&open, closed), Undecided, "closed by default, and entries are not in the input");
    expect(&changed(&listed, closed), ReachesIf, "closed by default, and an entry lets it");
    let other = changed(&changed(&open, |w| w.things.push(acl("a", "User:other", "orders", "Allow"))), closed);
    expect(&other, Never, "the entry is another user's");
    let denied = changed(&changed(&listed, |w| w.things.push(acl("d", "User:*", "*", "Deny"))), closed);
    expect(&denied, Never, "an entry denies it");
    let any = changed(&changed(&listed, |w| w.set("kafka_acl", "a", "resource_type", json!("Any"))), closed);
    expect(&any, Undecided, "an entry that brokers refuse grants nothing");
    let revision = changed(&changed(&listed, closed), |w| w.set("aws_msk_cluster", "orders", "configuration_info", json!([])));
    expect(&revision, ReachesIf, "no configuration: open");
    let tls = |w: &mut World| w.set("aws_msk_cluster", "orders", "client_authentication", json!([{"sasl": [{"iam": true}]}]));
    expect(&changed(&listed, tls), Never, "no SCRAM listener");
    let unassociated = changed(&listed, |w| w.things.retain(|(k, ..)| *k != "aws_msk_scram_secret_association"));
    expect(&unassociated, Never, "the cluster does not know the secret");
}

#[test]
fn through_a_password_that_is_set() {
    let may = vec![allow("secretsmanager:PutSecretValue", SECRET), allow("kms:GenerateDataKey", KEY), allow("kms:Decrypt", KEY)];
    let mut things = vec![cluster(json!({"sasl": [{"scram": true}]})), acl("a", "User:app", "orders", "Allow")];
    things.extend(secret("app"));
    let all = world(may, things);
    expect(&all, ReachesIf, "sets the password");
    without_each(&all, Never);
}

#[test]
fn through_a_certificate() {
    let may = vec![allow("acm-pca:IssueCertificate", CA), allow("acm-pca:GetCertificate", CA)];
    let authority = ("aws_acmpca_certificate_authority", "ca", json!({"id": CA, "arn": CA}));
    let all = world(may, vec![cluster(json!({"tls": [{"certificate_authority_arns": [CA]}]})), authority]);
    expect(&all, ReachesIf, "any principal of a certificate");
    without_each(&all, Never);
    expect(
        &changed(&all, |w| w.things.push(acl("a", "User:CN=app", "orders", "Allow"))),
        ReachesIf,
        "the certificate of a principal that an entry lets",
    );
    let other = json!([{"tls": [{"certificate_authority_arns": [format!("{CA}-2")]}]}]);
    expect(&changed(&all, |w| w.set("aws_msk_cluster", "orders", "client_authentication", other.clone())), Never, "another authority is trusted");
}

#[test]
fn through_a_connector() {
    let may = vec![allow("kafkaconnect:CreateConnector", "*"), allow("iam:PassRole", &iam("role/sink"))];
    let plugin = (
        "aws_mskconnect_custom_plugin",
        "s3",
        json!({"name": "s3", "arn": format!("arn:aws:kafkaconnect:eu-central-1:{ACCOUNT}:custom-plugin/s3/u-1")}),
    );
    let mut things = vec![cluster(json!({"sasl": [{"iam": true}]})), plugin];
    things.extend(role("sink", &json!([service("kafkaconnect")]), &json!(reads())));
    let all = world(may, things);
    expect(&all, ReachesIf, "a connector with the role");
    without_each(&all, Never);
    let ec2 = json!(document(&json!([service("ec2")])));
    expect(&changed(&all, |w| w.set("aws_iam_role", "sink", "assume_role_policy", ec2.clone())), Never, "the role trusts another service");
    expect(&changed(&all, |w| w.set("aws_iam_role_policy", "sink", "policy", json!(document(&idle())))), Never, "the role reads nothing");
    let to = json!({"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}});
    expect(&changed(&all, |w| w.statements[1]["Condition"] = to.clone()), Never, "the role may be passed to another service");
    let update = changed(&all, |w| {
        w.statements = vec![allow("kafkaconnect:UpdateConnector", "*")];
        let arn = format!("arn:aws:kafkaconnect:eu-central-1:{ACCOUNT}:connector/c/u-1");
        w.things.push(("aws_mskconnect_connector", "c", json!({"name": "c", "arn": arn, "service_execution_role_arn": iam("role/sink")})));
    });
    expect(&update, ReachesIf, "a connector that runs gets another configuration");
    without_each(&update, Never);
}

fn bucket() -> Thing {
    ("aws_s3_bucket", "lake", json!({"bucket": "lake", "arn": "arn:aws:s3:::lake", "tags": {}, "policy": null}))
}

#[test]
fn through_a_mover_that_runs() {
    let arn = "arn:aws:kafka:eu-central-1:111122223333:channel/c/u-1";
    let channel = json!({"name": "c", "arn": arn, "cluster_arn": CLUSTER, "topic": "orders",
        "s3_destination": [{"bucket": "lake", "service_execution_role_arn": iam("role/mover")}]});
    let mut things = vec![cluster(json!({"sasl": [{"iam": true}]})), bucket(), ("aws_msk_channel", "c", channel)];
    things.extend(role("mover", &json!([service("kafka")]), &json!([allow("s3:PutObject", "arn:aws:s3:::lake/*")])));
    let all = world(vec![allow("s3:GetObject", "arn:aws:s3:::lake/*")], things);
    expect(&all, Verdict::Reaches, "the bucket holds records, and no place in the network is needed");
    without_each(&all, Never);
    expect(&changed(&all, |w| w.statements = vec![allow("s3:GetObject", "arn:aws:s3:::other/*")]), Never, "another bucket");
    expect(&changed(&all, |w| w.things.retain(|(k, ..)| *k != "aws_msk_channel")), Never, "no channel");
    let sink = json!({"connector.class": "S3SinkConnector", "topics": "orders", "s3.bucket.name": "lake"});
    let connector = json!({"name": "c", "arn": format!("arn:aws:kafkaconnect:eu-central-1:{ACCOUNT}:connector/c/u-1"), "connector_configuration": sink,
        "kafka_cluster": [{"apache_kafka_cluster": [{"bootstrap_servers": "b-1.orders.a1b2c3.c2.kafka.eu-central-1.amazonaws.com:9098"}]}],
        "service_execution_role_arn": iam("role/mover")});
    let sunk = changed(&all, |w| {
        w.things.retain(|(k, ..)| *k != "aws_msk_channel");
        w.things.push(("aws_mskconnect_connector", "c", connector.clone()));
    });
    expect(&sunk, Verdict::Reaches, "a connector writes to the bucket");
    let writes = changed(&all, |w| w.statements = vec![allow("s3:PutObject", "arn:aws:s3:::lake/*")]);
    expect(&writes, Never, "who writes to the bucket reads no topic");
}

#[test]
fn through_a_mover_that_is_made() {
    let may = vec![allow("kafka:CreateChannel", "*"), allow("s3:GetObject", "arn:aws:s3:::lake/*"), allow("iam:PassRole", &iam("role/mover"))];
    let mut things = vec![cluster(json!({"sasl": [{"iam": true}]})), bucket()];
    things.extend(role("mover", &json!([service("kafka")]), &json!([allow("s3:PutObject", "arn:aws:s3:::lake/*")])));
    let all = world(may, things);
    assert!(verdict(&all) >= ReachesIf, "a channel to a bucket that the actor reads");
    expect(&changed(&all, |w| drop(w.statements.pop())), Undecided, "whether passing the role is needed is not documented");
    for i in [0, 1] {
        expect(&changed(&all, |w| drop(w.statements.remove(i))), Never, "one need less");
    }
    let ec2 = json!(document(&json!([service("ec2")])));
    expect(&changed(&all, |w| w.set("aws_iam_role", "mover", "assume_role_policy", ec2.clone())), Never, "the role trusts another service");
    expect(&changed(&all, |w| w.set("aws_iam_role_policy", "mover", "policy", json!(document(&idle())))), Never, "the role writes nowhere");
}

#[test]
fn through_a_replicator_that_is_made() {
    let other = CLUSTER.replace("orders", "copy");
    let topics = TOPICS.replace("orders", "copy");
    let mut may = vec![allow("kafka:CreateReplicator", "*"), allow("iam:PassRole", &iam("role/mover"))];
    may.push(allow("kafka-cluster:Connect", &other));
    may.push(allow("kafka-cluster:DescribeTopic", &topics));
    may.push(allow("kafka-cluster:ReadData", &topics));
    let mut copy = cluster(json!({"sasl": [{"iam": true}]}));
    copy.1 = "copy";
    copy.2["cluster_name"] = json!("copy");
    copy.2["arn"] = json!(other);
    let mut things = vec![cluster(json!({"sasl": [{"iam": true}]})), copy];
    let mut role_may = reads();
    role_may.push(allow("kafka-cluster:WriteData", &topics));
    things.extend(role("mover", &json!([service("kafka")]), &json!(role_may)));
    let all = world(may, things);
    expect(&all, ReachesIf, "a replicator to a cluster that the actor reads");
    without_each(&all, Never);
}

#[test]
fn through_a_function_that_polls() {
    let may = vec![allow("lambda:CreateEventSourceMapping", "*"), allow("lambda:UpdateFunctionCode", "*"), allow("lambda:InvokeFunction", "*")];
    let arn = format!("arn:aws:lambda:eu-central-1:{ACCOUNT}:function:f");
    let function = ("aws_lambda_function", "f", json!({"function_name": "f", "arn": arn, "role": iam("role/f"), "kms_key_arn": ""}));
    let mut things = vec![cluster(json!({"sasl": [{"iam": true}]})), function];
    things.extend(role("f", &json!([service("lambda")]), &json!(reads())));
    let all = world(may, things);
    assert!(verdict(&all) >= ReachesIf, "Lambda polls for a function whose code the actor changes");
    expect(&changed(&all, |w| w.set("aws_iam_role_policy", "f", "policy", json!(document(&idle())))), Never, "the role reads nothing");
}
