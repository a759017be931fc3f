//! AutoMQ in the customer's own account: instances that its control plane makes.
//!
//! Source: documentation of the provider automq/automq 0.4, resource `automq_kafka_instance`; "Manage Kafka ACLs", AutoMQ Cloud documentation.

use super::super::build::Builder;
use super::super::catalogue::{Type, makes};
use super::super::instance::{At, Instance, State};
use crate::model::{Authentication, Authority, Exposure, KafkaCluster, Listener, ResourceId, Tri};

pub(super) const TYPES: &[Type] = &[makes("automq_kafka_instance", "automq-instance", "name", "kafka:automq-instance:{id}", instance)];

fn instance(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let security = i.at("features").within("security");
    let methods = words(&security.within("authentication_methods"));
    let modes = words(&security.within("transit_encryption_modes"));
    let tls = match &modes {
        Some(modes) if modes.iter().all(|m| *m == "tls") => Tri::Yes,
        Some(modes) if !modes.contains(&"tls") => Tri::No,
        _ => Tri::Unknown,
    };
    let exposure = exposure(&i.at("endpoints"));
    let listener = |name: &str, authentication, authority| Listener {
        name: name.to_owned(),
        exists: Tri::Yes,
        ports: None,
        tls,
        authentication,
        exposure,
        admits: None,
        authority,
        origin: security.origin(),
    };
    let listeners = match &methods {
        Some(methods) => methods.iter().map(|method| match *method {
            // Whoever need not authenticate may do everything.
            "anonymous" => listener("anonymous", Authentication::None, Authority::None),
            "sasl" => listener("SASL", Authentication::Scram, Authority::Acl),
            "mtls" => listener("mTLS", Authentication::Certificate, Authority::Acl),
            other => listener(other, Authentication::Unknown, Authority::Unknown),
        }),
        None => return b.edit(id, |r| r.kafka.get_or_insert_default().open = true),
    };
    // Whether access control lists are switched on, no attribute tells.
    let there = b.inventory.resource(id).and_then(|r| r.kafka.clone()).unwrap_or_default();
    let kafka = KafkaCluster { listeners: listeners.collect(), ..there };
    let compute = i.at("compute_specs");
    // On Kubernetes role and network are the cluster's.
    let machines = if compute.within("deploy_type").str() == Some("K8S") { Tri::Unknown } else { Tri::No };
    let own = |name: &str| match present(&compute.within(name)) {
        Tri::No if name != "data_buckets" => machines,
        known => known,
    };
    let switches = [("own-buckets", own("data_buckets")), ("own-role", own("instance_role")), ("own-groups", own("security_groups"))];
    let names = security.within("tls_hostname_validation_enabled").bool(Tri::Yes);
    b.edit(id, |r| {
        r.switches.extend(switches);
        r.switches.insert("hostname-check", names);
        r.kafka = Some(kafka);
    });
}

/// The words of a set; `None` where one is not known.
fn words<'a>(at: &At<'a>) -> Option<Vec<&'a str>> {
    if matches!(at.state(), State::Unknown) {
        return None;
    }
    at.items().iter().map(At::str).collect()
}

/// Of endpoints that the control plane has made.
fn exposure(endpoints: &At<'_>) -> Exposure {
    let items = endpoints.items();
    let networks: Option<Vec<&str>> = items.iter().map(|e| e.get("network_type").str()).collect();
    match networks {
        Some(networks) if networks.contains(&"INTERNET") => Exposure::Public,
        Some(networks) if !networks.is_empty() && networks.iter().all(|n| *n == "VPC") => Exposure::Private,
        _ => Exposure::Unknown,
    }
}

/// Whether an attribute names something itself; where it is not set, the control plane makes it.
fn present(at: &At<'_>) -> Tri {
    match at.state() {
        State::Unset => Tri::No,
        State::Known(serde_json::Value::Array(list)) if list.is_empty() && at.is_whole() => Tri::No,
        // What is known after apply because it is configured is named all the same.
        State::Unknown if at.configured() != Some(true) => Tri::Unknown,
        _ => Tri::Yes,
    }
}
