//! Amazon MSK as an account tells it: what the provider's types give of a plan, the calls give of a snapshot.

use keyholder::ingest::{self, Options, Source};
use keyholder::model::{Inventory, KafkaCluster, OwnAccount};
use serde_json::{Value, json};

use super::{ACCOUNT, gaps, read};

const CLUSTER: &str = "arn:aws:kafka:eu-west-1:111122223333:cluster/orders/abc-1";
const COPY: &str = "arn:aws:kafka:eu-west-1:111122223333:cluster/copy/abc-2";
const CONFIGURATION: &str = "arn:aws:kafka:eu-west-1:111122223333:configuration/strict/def-1";
const SECRET: &str = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:AmazonMSK_app-AbCdEf";
const REPLICATOR: &str = "arn:aws:kafka:eu-west-1:111122223333:replicator/r/ghi-1";
const CONNECTOR: &str = "arn:aws:kafkaconnect:eu-west-1:111122223333:connector/sink/jkl-1";
const ROLE: &str = "arn:aws:iam::111122223333:role/mover";
const PLACE: &str = "accounts/111122223333/eu-west-1";

fn closed() -> &'static str {
    "auto.create.topics.enable=false\nallow.everyone.if.no.acl.found=false\n"
}

fn encoded(text: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(text)
}

fn one(name: &str, arn: &str, configuration: &Value) -> Value {
    json!({"ClusterArn": arn, "ClusterName": name, "ClusterType": "PROVISIONED", "State": "ACTIVE", "Provisioned": {
        "BrokerNodeGroupInfo": {"ClientSubnets": ["subnet-1"], "SecurityGroups": ["sg-1"]},
        "ClientAuthentication": {"Sasl": {"Scram": {"Enabled": true}, "Iam": {"Enabled": true}}},
        "CurrentBrokerSoftwareInfo": configuration, "EncryptionInfo": {"EncryptionInTransit": {"ClientBroker": "TLS", "InCluster": true}}}})
}

/// Files by path.
type Files = Vec<(String, Value)>;

fn files() -> Files {
    let at = |call: &str| format!("{PLACE}/{call}.json");
    let about = |call: &str, name: &str| format!("{PLACE}/{call}/{}.json", name.replace(':', "%3A").replace('/', "%2F"));
    let used = json!({"ConfigurationArn": CONFIGURATION, "ConfigurationRevision": 1, "KafkaVersion": "3.6.0"});
    let revision = |number: u32, text: &str| json!({"Arn": CONFIGURATION, "Revision": number, "ServerProperties": encoded(text)});
    let clusters = json!({"ClusterInfoList": [one("orders", CLUSTER, &used), one("copy", COPY, &json!({"KafkaVersion": "3.6.0"}))]});
    let source = json!({"AmazonMskCluster": {"MskClusterArn": CLUSTER}, "KafkaClusterAlias": "a"});
    let target = json!({"AmazonMskCluster": {"MskClusterArn": COPY}, "KafkaClusterAlias": "b"});
    let replication = json!({"SourceKafkaClusterAlias": "a", "TargetKafkaClusterAlias": "b", "TopicReplication": {"TopicsToReplicate": ["pay.*"]}});
    let connector = json!({"connectorArn": CONNECTOR, "connectorName": "sink", "serviceExecutionRoleArn": ROLE,
        "kafkaCluster": {"apacheKafkaCluster": {"bootstrapServers": "b-1.orders.abc123.c2.kafka.eu-west-1.amazonaws.com:9098"}},
        "connectorConfiguration": {"topics": "orders.paid", "s3.bucket.name": "acme-records", "database.password": "keyholder:redacted"}});
    vec![
        (at("kafka.list-clusters-v2"), clusters),
        (about("kafka.list-scram-secrets", CLUSTER), json!({"SecretArnList": [SECRET]})),
        (about("kafka.list-scram-secrets", COPY), json!({"SecretArnList": []})),
        (at("kafka.list-configurations"), json!({"Configurations": [{"Arn": CONFIGURATION, "Name": "strict", "LatestRevision": {"Revision": 2}}]})),
        (about("kafka.describe-configuration-revision", &format!("{CONFIGURATION},1")), revision(1, closed())),
        (about("kafka.describe-configuration-revision", &format!("{CONFIGURATION},2")), revision(2, "log.retention.hours=1")),
        (at("kafka.list-replicators"), json!({"Replicators": [{"ReplicatorArn": REPLICATOR, "ReplicatorName": "r"}]})),
        (
            about("kafka.describe-replicator", REPLICATOR),
            json!({"ReplicatorArn": REPLICATOR, "ReplicatorName": "r", "ServiceExecutionRoleArn": ROLE, "KafkaClusters": [source, target],
                "ReplicationInfoList": [replication]}),
        ),
        (at("kafkaconnect.list-connectors"), json!({"connectors": [{"connectorArn": CONNECTOR, "connectorName": "sink"}]})),
        (about("kafkaconnect.describe-connector", CONNECTOR), connector),
        (at("secretsmanager.list-secrets"), json!({"SecretList": [{"ARN": SECRET, "Name": "AmazonMSK_app"}]})),
        ("accounts/111122223333/global/s3api.list-buckets.json".to_owned(), json!({"Buckets": [{"Name": "acme-records"}]})),
    ]
}

fn account(files: &Files) -> Inventory {
    let files: Vec<(&str, Value)> = files.iter().map(|(path, value)| (path.as_str(), value.clone())).collect();
    read(&files, &[])
}

/// The same as a state says it.
fn state() -> Inventory {
    let sasl = json!([{"sasl": [{"scram": true, "iam": true}]}]);
    let transit = json!([{"encryption_in_transit": [{"client_broker": "TLS", "in_cluster": true}]}]);
    let brokers = json!([{"client_subnets": ["subnet-1"], "security_groups": ["sg-1"], "connectivity_info": []}]);
    let cluster = |name: &str, arn: &str, configuration: Value| {
        json!({"cluster_name": name, "arn": arn, "client_authentication": sasl, "encryption_info": transit, "broker_node_group_info": brokers,
            "configuration_info": configuration})
    };
    let replication =
        json!([{"source_kafka_cluster_arn": CLUSTER, "target_kafka_cluster_arn": COPY, "topic_replication": [{"topics_to_replicate": ["pay.*"]}]}]);
    let servers = json!([{"apache_kafka_cluster": [{"bootstrap_servers": "b-1.orders.abc123.c2.kafka.eu-west-1.amazonaws.com:9098"}]}]);
    let things = vec![
        ("aws_msk_cluster", "orders", cluster("orders", CLUSTER, json!([{"arn": CONFIGURATION, "revision": 1}]))),
        ("aws_msk_cluster", "copy", cluster("copy", COPY, json!([]))),
        ("aws_msk_configuration", "c", json!({"name": "strict", "arn": CONFIGURATION, "latest_revision": 1, "server_properties": closed()})),
        ("aws_msk_scram_secret_association", "s", json!({"cluster_arn": CLUSTER, "secret_arn_list": [SECRET]})),
        ("aws_secretsmanager_secret", "s", json!({"name": "AmazonMSK_app", "arn": SECRET})),
        (
            "aws_msk_replicator",
            "r",
            json!({"replicator_name": "r", "arn": REPLICATOR, "service_execution_role_arn": ROLE, "replication_info_list": replication}),
        ),
        (
            "aws_mskconnect_connector",
            "c",
            json!({"name": "sink", "arn": CONNECTOR, "service_execution_role_arn": ROLE, "kafka_cluster": servers,
                "connector_configuration": {"topics": "orders.paid", "s3.bucket.name": "acme-records"}}),
        ),
        ("aws_s3_bucket", "b", json!({"bucket": "acme-records", "arn": "arn:aws:s3:::acme-records"})),
    ];
    crate::stated(ACCOUNT, things)
}

/// What is said of a cluster, by name, without places.
fn facets(inventory: &Inventory) -> Vec<String> {
    let name = |id| inventory.resource(id).map(|r| inventory.render(&r.arn)).unwrap_or_default();
    let mut told = Vec::new();
    for resource in &inventory.resources {
        let arn = inventory.render(&resource.arn);
        if let Some(kafka) = &resource.kafka {
            let KafkaCluster { listeners, open_default, inter_broker_tls, principals, .. } = kafka;
            let listeners: Vec<_> = listeners.iter().map(|l| (&l.name, l.exists, l.ports)).collect();
            told.push(format!("{arn}: {listeners:?} {open_default:?} {inter_broker_tls:?} {} users", principals.len()));
        }
        for mover in &resource.movers {
            told.push(format!("{arn}: {} {} -> {} {}", mover.what, name(mover.from), name(mover.to), inventory.render(&mover.topics)));
        }
        for runs in &resource.runs_as {
            told.push(format!("{arn} runs as {}", name(runs.role)));
        }
        for credential in &resource.credentials {
            told.push(format!("{arn}: {:?} of {}", credential.kind, name(credential.cluster)));
        }
    }
    told.sort();
    told
}

#[test]
fn an_account_gives_what_the_types_give() {
    let (live, state) = (account(&files()), state());
    assert_eq!(facets(&live), facets(&state));
    let told = facets(&live).join("\n");
    for part in ["connector", "replicator", "ScramSecret", "runs as"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert!(!gaps(&live).contains("mskconnect") && !gaps(&live).contains("list-scram-secrets"), "{}", gaps(&live));
}

#[test]
fn the_revision_that_a_cluster_uses_counts() {
    let default = |files: &Files, arn: &str| {
        let inventory = account(files);
        let cluster = inventory.resources.iter().find(|r| inventory.render(&r.arn) == arn).and_then(|r| r.kafka.clone());
        format!("{:?}", cluster.unwrap().open_default)
    };
    assert_eq!(default(&files(), CLUSTER), "No");
    assert_eq!(default(&files(), COPY), "Yes", "no configuration is MSK's default");
    let mut newer = files();
    newer[0].1["ClusterInfoList"][0]["Provisioned"]["CurrentBrokerSoftwareInfo"]["ConfigurationRevision"] = json!(2);
    assert_eq!(default(&newer, CLUSTER), "Yes");
    let without: Files = files().into_iter().filter(|(path, _)| !path.contains("describe-configuration-revision")).collect();
    assert_eq!(default(&without, CLUSTER), "Unknown");
    let mut untold = files();
    untold[0].1["ClusterInfoList"][1]["Provisioned"].as_object_mut().unwrap().remove("CurrentBrokerSoftwareInfo");
    assert_eq!(default(&untold, COPY), "Unknown", "an answer without the member");
}

#[test]
fn what_is_not_told_of_a_cluster_is_a_gap() {
    let without = |call: &str| gaps(&account(&files().into_iter().filter(|(path, _)| !path.contains(call)).collect()));
    assert!(without("list-scram-secrets").contains("no answer of `aws kafka list-scram-secrets`"));
    assert!(without("describe-replicator").contains("no answer of `aws kafka describe-replicator`"));
    assert!(without("describe-connector").contains("no answer of `aws kafkaconnect describe-connector`"));
    let mut hidden = files();
    hidden[9].1["connectorConfiguration"]["s3.bucket.name"] = json!("keyholder:redacted");
    assert!(gaps(&account(&hidden)).contains("where the connector `sink` copies which topics is redacted"));
    // Somebody else's VPC is connected to the brokers.
    let mut connected = files();
    let path = format!("{PLACE}/kafka.list-client-vpc-connections/x.json");
    connected.push((
        path,
        json!({"ClientVpcConnections": [{"Owner": "999988887777", "State": "AVAILABLE", "VpcConnectionArn": "arn"},
        {"Owner": "888877776666", "State": "REJECTED"}, {"Owner": ACCOUNT, "State": "AVAILABLE"}]}),
    ));
    let told = gaps(&account(&connected));
    assert!(told.contains("999988887777") && !told.contains("888877776666"), "{told}");
}

#[test]
fn a_file_alone_tells_no_cluster_of_its_secrets() {
    let source = Source { name: "secrets.json".into(), bytes: json!({"SecretArnList": [SECRET]}).to_string().into_bytes() };
    let accounts = vec![OwnAccount { id: ACCOUNT.into(), ..OwnAccount::default() }];
    let inventory = ingest::read(&[source], &Options { accounts, ..Options::default() }).unwrap();
    assert!(gaps(&inventory).contains("which cluster takes these secrets is not said"), "{}", gaps(&inventory));
}
