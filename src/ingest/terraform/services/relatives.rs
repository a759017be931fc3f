//! Redpanda and Aiven for Apache Kafka: clusters that share the shapes of others.
//!
//! Source: documentation of the providers redpanda-data/redpanda (`redpanda_cluster`) and aiven/aiven (`aiven_kafka`). Networks, registries and services of
//! theirs that are not listed here are not read.

use super::super::build::Builder;
use super::super::catalogue::{Type, makes};
use super::super::instance::{At, Instance, State};
use crate::aws::{Arn, Text};
use crate::model::{Authentication, Authority, ClientNetwork, Encryption, Exposure, KafkaCluster, Listener, ResourceId, Store, Tri};

pub(super) const TYPES: &[Type] = &[
    makes("redpanda_cluster", "redpanda-cluster", "name", "kafka:redpanda-cluster:{id}", redpanda),
    makes("aiven_kafka", "aiven-kafka", "service_name", "kafka:aiven-kafka:{service_name}", aiven),
];

fn listener(i: &Instance, name: &str, exists: Tri, authentication: Authentication, exposure: Exposure, authority: Authority) -> Listener {
    Listener {
        name: name.to_owned(),
        exists,
        ports: None,
        tls: Tri::Yes,
        authentication,
        exposure,
        admits: None,
        authority,
        between_brokers: false,
        origin: i.origin(),
    }
}

fn set(b: &mut Builder<'_>, id: ResourceId, kind: &'static str, owner: &str, kafka: KafkaCluster) {
    let public = kafka.listeners.iter().any(|l| l.exposure == Exposure::Public);
    b.edit(id, |r| {
        r.account = owner.into();
        r.store = Some(Store { encryption: Encryption::Unknown(None), public: if public { Tri::Yes } else { Tri::Unknown }, ..Store::new(kind) });
        r.kafka = Some(kafka);
    });
}

/// Who may make endpoints of a private link is named; `*` is everybody.
fn redpanda(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let connection = i.at("connection_type");
    let exposure = match (connection.state(), connection.str()) {
        (State::Known(_), Some("public")) => Exposure::Public,
        (State::Known(_), Some("private")) => Exposure::Private,
        _ => Exposure::Unknown,
    };
    let api = i.at("kafka_api");
    let listeners = vec![
        listener(i, "SASL", api.within("sasl").within("enabled").bool(Tri::Unknown), Authentication::Scram, exposure, Authority::Acl),
        listener(i, "mutual TLS", api.within("mtls").within("enabled").bool(Tri::No), Authentication::Certificate, exposure, Authority::Acl),
    ];
    let link = i.at("aws_private_link");
    let mut clients = Vec::new();
    if link.within("enabled").bool(Tri::No) != Tri::No {
        for principal in b.texts(&link.within("allowed_principals")).0 {
            let who = Arn::parse(&principal).map(|arn| arn.account).unwrap_or(principal);
            clients.push(ClientNetwork { how: "private link", who, origin: i.origin() });
        }
    }
    let listeners = listeners.into_iter().filter(|l| l.exists != Tri::No).collect();
    let kafka =
        KafkaCluster { listeners, clients, inter_broker_tls: Tri::Yes, authorizer: Tri::Yes, open_default: Tri::No, ..KafkaCluster::default() };
    set(b, id, "redpanda-cluster", "Redpanda", kafka);
}

/// Public unless it lies in a network of the project; `avnadmin` may do everything by the list that it begins with.
fn aiven(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let network = i.at("project_vpc_id");
    let exposure = match network.state() {
        State::Unset => Exposure::Public,
        State::Known(v) if v.as_str() == Some("") => Exposure::Public,
        _ => Exposure::Peer,
    };
    let settings = i.at("kafka_user_config");
    let admits = admitted(b, &settings);
    let methods = settings.within("kafka_authentication_methods");
    let mut listeners = vec![
        listener(i, "client certificates", methods.within("certificate").bool(Tri::Yes), Authentication::Certificate, exposure, Authority::Aiven),
        listener(i, "SASL", methods.within("sasl").bool(Tri::No), Authentication::Scram, exposure, Authority::Aiven),
    ];
    listeners.retain(|l| l.exists != Tri::No);
    listeners.iter_mut().for_each(|l| l.admits.clone_from(&admits));
    let kafka = KafkaCluster { listeners, inter_broker_tls: Tri::Yes, authorizer: Tri::Yes, open_default: Tri::No, ..KafkaCluster::default() };
    set(b, id, "aiven-kafka", "Aiven", kafka);
}

/// Address blocks that a service admits; `None` where every one is, as is the default.
fn admitted(b: &mut Builder<'_>, settings: &At<'_>) -> Option<Vec<Text>> {
    let mut blocks = b.texts(&settings.within("ip_filter")).0;
    blocks.extend(b.texts(&settings.within("ip_filter_string")).0);
    for entry in settings.within("ip_filter_object").items() {
        blocks.extend(b.text(&entry.get("network")));
    }
    let every = blocks.iter().any(|t| matches!(t.literal(), Some("0.0.0.0/0" | "0.0.0.0")));
    (!blocks.is_empty() && !every).then_some(blocks)
}
