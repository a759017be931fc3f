//! The services of AWS and of others: one file each, with the types it reads.

mod automq;
mod azure;
mod confluent;
mod confluent_movers;
mod confluent_network;
mod data_services;
mod databases;
mod ec2;
mod ecs;
mod eks;
mod event_hubs;
mod iam;
mod iam_attach;
mod jobs;
mod kafka;
mod key_vault;
mod kms;
mod lambda;
mod load_balancer;
mod logs;
mod machine;
mod messaging;
mod msk;
mod msk_movers;
mod organizations;
mod relatives;
mod routes;
mod s3;
mod security_group;
mod vpc;

pub(super) use azure::OF_ITS_OWN;

use super::catalogue::Type;
pub(super) use organizations::Organization;

/// The types of every service.
pub(super) const ALL: &[&[Type]] = &[
    iam::TYPES,
    iam_attach::TYPES,
    kms::TYPES,
    s3::TYPES,
    data_services::TYPES,
    databases::TYPES,
    messaging::TYPES,
    msk::TYPES,
    automq::TYPES,
    confluent::TYPES,
    confluent_network::TYPES,
    confluent_movers::TYPES,
    azure::TYPES,
    event_hubs::TYPES,
    key_vault::TYPES,
    msk_movers::TYPES,
    kafka::TYPES,
    relatives::TYPES,
    organizations::TYPES,
    ec2::TYPES,
    lambda::TYPES,
    ecs::TYPES,
    eks::TYPES,
    jobs::TYPES,
    machine::TYPES,
    vpc::TYPES,
    routes::TYPES,
    security_group::TYPES,
    load_balancer::TYPES,
    logs::TYPES,
];
