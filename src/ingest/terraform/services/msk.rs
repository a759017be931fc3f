//! Amazon MSK: clusters and their policies.

use super::super::build::Builder;
use super::super::catalogue::{Type, adds, makes};
use super::super::instance::{Instance, State};
use super::data_services::{no_policy, policy_on, set_store};
use crate::model::{Encryption, Network, ResourceId, Store, Tri};

const CLUSTER: &str = "arn:{partition}:kafka:{region}:{account}:cluster/{cluster_name}/{uuid}";

pub(super) const TYPES: &[Type] = &[
    makes("aws_msk_cluster", "msk-cluster", "cluster_name", CLUSTER, cluster),
    makes("data.aws_msk_cluster", "msk-cluster", "cluster_name", CLUSTER, cluster),
    makes("aws_msk_serverless_cluster", "msk-cluster", "cluster_name", CLUSTER, serverless),
    adds("aws_msk_cluster_policy", |b, i| policy_on(b, i, &i.at("cluster_arn"), "msk-cluster", "policy")),
    adds("aws_msk_scram_secret_association", |_, _| {}),
];

fn cluster(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let encryption = b.encryption(&i.at("encryption_info").within("encryption_at_rest_kms_key_arn"), Encryption::ServiceManaged);
    let brokers = i.at("broker_node_group_info");
    let access = brokers.within("connectivity_info").within("public_access").within("type");
    let public = match (access.state(), access.str()) {
        (State::Unknown, _) => Tri::Unknown,
        (_, Some("SERVICE_PROVIDED_EIPS")) => Tri::Yes,
        _ => Tri::No,
    };
    let mut attachment = b.attachment(&brokers.within("client_subnets"), &brokers.within("security_groups"), public);
    attachment.ports = ports(i);
    set_store(b, id, Store { encryption, public, ..Store::new("msk-cluster") }, no_policy(i));
    b.edit(id, |r| r.network = Some(Network::Attachment(attachment)));
}

/// Listener ports: "Port information", Amazon MSK Developer Guide.
fn ports(i: &Instance) -> Vec<u16> {
    let transit = i.at("encryption_info").within("encryption_in_transit").within("client_broker");
    let clients = i.at("client_authentication");
    let sasl = clients.within("sasl");
    let on = |flag: Tri| flag != Tri::No;
    let mut ports = Vec::new();
    if transit.str().is_some_and(|t| t != "TLS") {
        ports.push(9092);
    }
    if clients.block().is_none() || clients.within("tls").block().is_some() || on(clients.within("unauthenticated").bool(Tri::No)) {
        ports.push(9094);
    }
    if on(sasl.within("scram").bool(Tri::No)) {
        ports.push(9096);
    }
    if on(sasl.within("iam").bool(Tri::No)) {
        ports.push(9098);
    }
    ports
}

fn serverless(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let place = i.at("vpc_config");
    let mut attachment = b.attachment(&place.within("subnet_ids"), &place.within("security_group_ids"), Tri::No);
    attachment.ports = vec![9098];
    set_store(b, id, Store { encryption: Encryption::ServiceManaged, public: Tri::No, ..Store::new("msk-cluster") }, no_policy(i));
    b.edit(id, |r| r.network = Some(Network::Attachment(attachment)));
}
