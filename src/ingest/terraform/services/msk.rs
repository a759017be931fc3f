//! Amazon MSK: clusters, their listeners, configurations and policies, and the secrets that users authenticate with.

use std::collections::BTreeMap;

use super::super::build::Builder;
use super::super::catalogue::{Type, adds, makes, nothing};
use super::super::find::Ref;
use super::super::instance::{At, Instance, State};
use super::super::properties::properties;
use super::super::secrets::USER;
use super::data_services::{no_policy, policy_on, set_store};
use super::logs::{and, deliveries, or, silent};
use crate::aws::{SymbolKind, Text};
use crate::model::{
    Authentication, Authority, Credential, CredentialKind, Encryption, Exposure, KafkaCluster, Listener, Network, Origin, ResourceId, Store, Topic,
    Tri,
};

const CLUSTER: &str = "arn:{partition}:kafka:{region}:{account}:cluster/{cluster_name}/{uuid}";
const CONFIGURATION: &str = "arn:{partition}:kafka:{region}:{account}:configuration/{name}/{uuid}";
const CA: &str = "arn:{partition}:acm-pca:{region}:{account}:certificate-authority/{uuid}";
const SECRET: &str = "secretsmanager-secret";

pub(super) const TYPES: &[Type] = &[
    makes("aws_msk_cluster", "msk-cluster", "cluster_name", CLUSTER, cluster),
    makes("data.aws_msk_cluster", "msk-cluster", "cluster_name", CLUSTER, cluster),
    makes("aws_msk_serverless_cluster", "msk-cluster", "cluster_name", CLUSTER, serverless),
    makes("aws_msk_configuration", "msk-configuration", "name", CONFIGURATION, nothing),
    makes("data.aws_msk_configuration", "msk-configuration", "name", CONFIGURATION, nothing),
    makes("aws_acmpca_certificate_authority", "certificate-authority", "id", CA, nothing),
    makes("data.aws_acmpca_certificate_authority", "certificate-authority", "id", CA, nothing),
    adds("aws_msk_cluster_policy", |b, i| policy_on(b, i, &i.at("cluster_arn"), "msk-cluster", "policy")),
    adds("aws_msk_scram_secret_association", |b, i| scram(b, i, "secret_arn_list")),
    adds("aws_msk_single_scram_secret_association", |b, i| scram(b, i, "secret_arn")),
    adds("aws_msk_topic", topic),
];

fn cluster(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let encryption = b.encryption(&i.at("encryption_info").within("encryption_at_rest_kms_key_arn"), Encryption::ServiceManaged);
    let brokers = i.at("broker_node_group_info");
    let public = public(&brokers);
    let kafka = kafka(b, i, public);
    let mut attachment = b.attachment(&brokers.within("client_subnets"), &brokers.within("security_groups"), public);
    attachment.ports = ports(&kafka.listeners);
    set_store(b, id, Store { encryption, public, ..Store::new("msk-cluster") }, no_policy(i));
    let authorities = i.at("client_authentication").within("tls").within("certificate_authority_arns");
    let (authorities, _) = b.resources(&authorities, &["certificate-authority"]);
    let origin = i.origin();
    for ca in authorities {
        let credential = Credential { kind: CredentialKind::ClientAuthority, cluster: id, principal: None, origin: origin.clone() };
        b.edit(ca, |r| r.credentials.push(credential));
    }
    let mut switches = switches(i);
    // A data source tells nothing of logs, nor does what an account tells where it is silent.
    let (logged, sinks) = if i.address.data || silent(&i.at("logging_info")) {
        (Tri::Unknown, Vec::new())
    } else {
        deliveries(b, &i.at("logging_info").within("broker_logs"), "broker logs")
    };
    switches.push(("broker-logs", logged));
    b.edit(id, |r| {
        r.logging.sinks.extend(sinks);
        r.network = Some(Network::Attachment(attachment));
        r.kafka = Some(kafka);
        r.switches.extend(switches);
    });
}

/// Settings that rules ask for. A data source tells none of them.
fn switches(i: &Instance) -> Vec<(&'static str, Tri)> {
    if i.address.data {
        return Vec::new();
    }
    let any = |block: At<'_>, members: &[&str], on: &str| members.iter().map(|m| block.within(m).within(on).bool(Tri::No)).fold(Tri::No, or);
    let exporters = i.at("open_monitoring").within("prometheus");
    let known = |at: &At<'_>, value: Tri| if matches!(at.state(), State::Unknown) { Tri::Unknown } else { value };
    let size = i.at("broker_node_group_info").within("instance_type");
    let express = match (size.state(), size.str()) {
        (State::Known(_), Some(size)) => tri(size.starts_with("express.")),
        _ => Tri::Unknown,
    };
    let version = i.at("kafka_version");
    // "KRaft mode": versions that end so, and all from 4 on.
    let zookeeper = match (version.state(), version.str()) {
        (State::Known(_), Some(v)) => tri(!v.contains("kraft") && v.split('.').next().and_then(|n| n.parse::<u32>().ok()).is_some_and(|n| n < 4)),
        _ => Tri::Unknown,
    };
    vec![
        ("express", express),
        ("zookeeper", zookeeper),
        ("exporters", known(&i.at("open_monitoring"), any(exporters, &["jmx_exporter", "node_exporter"], "enabled_in_broker"))),
    ]
}

fn tri(known: bool) -> Tri {
    if known { Tri::Yes } else { Tri::No }
}

fn public(brokers: &At<'_>) -> Tri {
    let access = brokers.within("connectivity_info").within("public_access").within("type");
    match (access.state(), access.str()) {
        (State::Unknown, _) => Tri::Unknown,
        (_, Some("SERVICE_PROVIDED_EIPS")) => Tri::Yes,
        _ => Tri::No,
    }
}

/// Ways to authenticate that are on.
struct Schemes {
    none: Tri,
    tls: Tri,
    scram: Tri,
    iam: Tri,
}

const UNKNOWN: Schemes = Schemes { none: Tri::Unknown, tls: Tri::Unknown, scram: Tri::Unknown, iam: Tri::Unknown };

/// What `client_authentication` turns on; `absent`: whether clients need not authenticate where there is no such block.
fn schemes(at: &At<'_>, absent: Tri) -> Schemes {
    if at.state() == State::Unknown {
        return UNKNOWN;
    }
    if at.block().is_none() {
        return Schemes { none: absent, tls: Tri::No, scram: Tri::No, iam: Tri::No };
    }
    let tls = at.within("tls");
    let authorities = tls.within("certificate_authority_arns");
    let tls = match (tls.state(), tls.block(), authorities.state()) {
        (State::Unknown, ..) => Tri::Unknown,
        (State::Known(list), None, _) if list.is_array() && tls.is_whole() => Tri::No,
        (_, None, _) | (_, _, State::Unset) => tls.bool(Tri::No),
        (_, _, State::Known(list)) if list.as_array().is_some_and(Vec::is_empty) && authorities.is_whole() => Tri::No,
        _ => Tri::Yes,
    };
    let sasl = at.within("sasl");
    Schemes {
        none: at.within("unauthenticated").bool(Tri::No),
        tls,
        scram: sasl.within("scram").bool(Tri::No),
        iam: sasl.within("iam").bool(Tri::No),
    }
}

/// Whether clients may use TLS, and whether they may do without.
///
/// Sources: "Amazon MSK encryption", "Authentication and authorization for Apache Kafka APIs", Amazon MSK Developer Guide. Where nothing is said the
/// service decides, unless SASL is on, which takes TLS only.
fn transit(i: &Instance, schemes: &Schemes) -> (Tri, Tri) {
    let transit = i.at("encryption_info").within("encryption_in_transit");
    let client = transit.within("client_broker");
    let sasl = schemes.iam == Tri::Yes || schemes.scram == Tri::Yes;
    match (client.state(), client.str()) {
        (_, Some("TLS")) => (Tri::Yes, Tri::No),
        (_, Some("TLS_PLAINTEXT")) => (Tri::Yes, Tri::Yes),
        (_, Some("PLAINTEXT")) => (Tri::No, Tri::Yes),
        (State::Unset, _) if transit.block().is_some() || sasl => (Tri::Yes, Tri::No),
        _ => (Tri::Unknown, Tri::Unknown),
    }
}

/// Source: "Port information", Amazon MSK Developer Guide. Which ports multi-VPC connectivity uses no page of AWS says.
fn kafka(b: &mut Builder<'_>, i: &Instance, public: Tri) -> KafkaCluster {
    // A data source does not tell how clients authenticate.
    let told = !i.address.data;
    let clients = i.at("client_authentication");
    let on = if told { schemes(&clients, Tri::Yes) } else { UNKNOWN };
    let (tls, plain) = transit(i, &on);
    let settings = configured(b, i, told);
    let origin = if clients.block().is_some() { clients.origin() } else { i.origin() };
    let mut listeners = Vec::new();
    let mut add = |name: &str, exists: Tri, port: Option<u16>, encrypted: Tri, authentication: Authentication, exposure: Exposure| {
        if exists != Tri::No {
            let authority = if authentication == Authentication::Iam { Authority::Iam } else { Authority::Acl };
            let ports = port.map(|p| (p, p));
            listeners.push(Listener {
                name: name.into(),
                exists,
                ports,
                tls: encrypted,
                authentication,
                exposure,
                admits: None,
                between_brokers: false,
                authority,
                origin: origin.clone(),
            });
        }
    };
    use Authentication::{Certificate, Iam, None as Nobody, Scram};
    use Exposure::{Peer, Private, Public};
    add("plaintext", and(plain, or(on.none, on.tls)), Some(9092), Tri::No, Nobody, Private);
    add("TLS without authentication", and(tls, on.none), Some(9094), Tri::Yes, Nobody, Private);
    add("mutual TLS", and(tls, on.tls), Some(9094), Tri::Yes, Certificate, Private);
    add("SCRAM", on.scram, Some(9096), Tri::Yes, Scram, Private);
    add("IAM", on.iam, Some(9098), Tri::Yes, Iam, Private);
    add("mutual TLS, public", and(public, on.tls), Some(9194), Tri::Yes, Certificate, Public);
    add("SCRAM, public", and(public, on.scram), Some(9196), Tri::Yes, Scram, Public);
    add("IAM, public", and(public, on.iam), Some(9198), Tri::Yes, Iam, Public);
    let peers = i.at("broker_node_group_info").within("connectivity_info").within("vpc_connectivity").within("client_authentication");
    let peer = schemes(&peers, Tri::No);
    add("mutual TLS, multi-VPC", peer.tls, None, Tri::Yes, Certificate, Peer);
    add("SCRAM, multi-VPC", peer.scram, None, Tri::Yes, Scram, Peer);
    add("IAM, multi-VPC", peer.iam, None, Tri::Yes, Iam, Peer);
    KafkaCluster {
        listeners,
        open: !told,
        inter_broker_tls: i.at("encryption_info").within("encryption_in_transit").within("in_cluster").bool(if told {
            Tri::Yes
        } else {
            Tri::Unknown
        }),
        // "Apache Kafka ACLs": an authorizer is always set, `super.users` can't be, and only brokers are super users.
        authorizer: Tri::Yes,
        super_users: Some(Vec::new()),
        open_default: open_default(settings.as_ref()),
        retention_ms: retention(settings.as_ref()),
        ..KafkaCluster::default()
    }
}

/// The settings of the configuration in use; `None` where they are not known. Without a configuration there are none.
fn configured(b: &mut Builder<'_>, i: &Instance, told: bool) -> Option<BTreeMap<String, String>> {
    let info = i.at("configuration_info");
    if !told || info.state() == State::Unknown || i.lacks("configuration_info") {
        return None;
    }
    if info.block().is_none() {
        return Some(BTreeMap::new());
    }
    let Ref::To(configuration) = b.refer(&info.within("arn"), &["msk-configuration"]) else { return None };
    let configuration = b.instance_of(configuration)?;
    let used = info.within("revision").int();
    // An account tells what each revision says.
    if let Some(told) = used.and_then(|used| configuration.at("revisions").within(&used.to_string()).str().map(properties)) {
        return Some(told);
    }
    // What an older revision says is not in the input.
    let latest = configuration.at("latest_revision").int();
    if used.zip(latest).is_some_and(|(used, latest)| used != latest) {
        return None;
    }
    let text = configuration.at("server_properties");
    match (text.state(), text.str()) {
        (State::Known(_), Some(text)) => Some(properties(text)),
        _ => None,
    }
}

/// `allow.everyone.if.no.acl.found`: true where the configuration does not say otherwise ("Custom Amazon MSK configurations").
fn open_default(settings: Option<&BTreeMap<String, String>>) -> Tri {
    let Some(settings) = settings else { return Tri::Unknown };
    match settings.get("allow.everyone.if.no.acl.found").map(|v| v.trim().to_lowercase()).as_deref() {
        None | Some("true") => Tri::Yes,
        Some("false") => Tri::No,
        Some(_) => Tri::Unknown,
    }
}

/// `log.retention.ms`, else minutes, else hours; 168 hours where none is set ("Apache Kafka documentation", broker configurations).
fn retention(settings: Option<&BTreeMap<String, String>>) -> Option<i64> {
    let settings = settings?;
    let of = |name: &str, unit: i64| settings.get(name).map(|v| v.trim().parse::<i64>().ok().map(|n| if n < 0 { n } else { n.saturating_mul(unit) }));
    let stated = of("log.retention.ms", 1).or_else(|| of("log.retention.minutes", 60_000)).or_else(|| of("log.retention.hours", 3_600_000));
    stated.unwrap_or(Some(168 * 3_600_000))
}

/// Ports inside the VPC of listeners that exist, and of those with TLS that may.
fn ports(listeners: &[Listener]) -> Vec<u16> {
    let inside = listeners.iter().filter(|l| l.exposure == Exposure::Private && (l.exists == Tri::Yes || l.tls == Tri::Yes));
    let mut ports: Vec<u16> = inside.filter_map(|l| l.ports.map(|(first, _)| first)).collect();
    ports.dedup();
    ports
}

fn serverless(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let place = i.at("vpc_config");
    let mut attachment = b.attachment(&place.within("subnet_ids"), &place.within("security_group_ids"), Tri::No);
    attachment.ports = vec![9098];
    set_store(b, id, Store { encryption: Encryption::ServiceManaged, public: Tri::No, ..Store::new("msk-cluster") }, no_policy(i));
    // "MSK Serverless": IAM access control only.
    let iam = Listener {
        name: "IAM".into(),
        exists: Tri::Yes,
        ports: Some((9098, 9098)),
        tls: Tri::Yes,
        authentication: Authentication::Iam,
        exposure: Exposure::Private,
        admits: None,
        between_brokers: false,
        authority: Authority::Iam,
        origin: i.origin(),
    };
    let kafka = KafkaCluster {
        listeners: vec![iam],
        inter_broker_tls: Tri::Yes,
        authorizer: Tri::Yes,
        super_users: Some(Vec::new()),
        ..KafkaCluster::default()
    };
    b.edit(id, |r| {
        r.network = Some(Network::Attachment(attachment));
        r.kafka = Some(kafka);
    });
}

/// Secrets with user names and passwords that a cluster accepts.
fn scram(b: &mut Builder<'_>, i: &Instance, attribute: &str) {
    let Some(cluster) = b.resource(&i.at("cluster_arn"), &["msk-cluster"]) else { return };
    let (secrets, _) = b.resources(&i.at(attribute), &[SECRET]);
    for secret in secrets {
        let principal = user_of(b, secret);
        b.edit(cluster, |r| {
            if let Some(kafka) = &mut r.kafka
                && !kafka.principals.contains(&principal)
            {
                kafka.principals.push(principal.clone());
            }
        });
        let credential = Credential { kind: CredentialKind::ScramSecret, cluster, principal: Some(principal), origin: i.origin() };
        b.edit(secret, |r| r.credentials.push(credential));
    }
}

/// The principal of a secret for MSK: its member `username`, and of the secret that alone is read.
fn user_of(b: &mut Builder<'_>, secret: ResourceId) -> Text {
    let world = b.world;
    for version in world.instances.iter().filter(|v| !v.covered && v.address.ty == "aws_secretsmanager_secret_version") {
        let about = matches!(b.refer(&version.at("secret_id"), &[SECRET]), Ref::To(id) if id == secret);
        if let Some(name) = version.str(USER).filter(|_| about) {
            return Text::from("User:").with(name);
        }
    }
    let shown = b.inventory.resource(secret).map(|r| r.origin.address.clone().unwrap_or_else(|| b.inventory.render(&r.arn))).unwrap_or_default();
    let symbol = b.inventory.symbol(SymbolKind::Any, &format!("{shown}.username"), "it is in the secret");
    Text::from("User:").with_symbol(symbol)
}

fn topic(b: &mut Builder<'_>, i: &Instance) {
    let (Some(cluster), Some(name)) = (b.resource(&i.at("cluster_arn"), &["msk-cluster"]), b.text(&i.at("name"))) else { return };
    let configs = i.at("configs").str().and_then(|s| serde_json::from_str::<serde_json::Value>(s).ok());
    let retention = configs.as_ref().and_then(|c| c.get("retention.ms")).and_then(|v| v.as_i64().or_else(|| v.as_str()?.parse().ok()));
    add_topic(b, cluster, name, retention, i.origin());
}

/// Adds a topic to a cluster.
pub(super) fn add_topic(b: &mut Builder<'_>, cluster: ResourceId, name: Text, retention_ms: Option<i64>, origin: Origin) {
    b.edit(cluster, |r| r.kafka.get_or_insert_default().topics.push(Topic { name, retention_ms, origin }));
}
