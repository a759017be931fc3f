//! AutoMQ in the customer's own account: instances that its control plane makes.
//!
//! Source: documentation of the provider automq/automq 0.4, resource `automq_kafka_instance`; "Manage Kafka ACLs", AutoMQ Cloud documentation.

use super::super::build::Builder;
use super::super::catalogue::{Type, adds, makes, nothing};
use super::super::instance::{At, Instance, State};
use crate::model::{Authentication, Authority, Encryption, Exposure, KafkaCluster, Listener, ResourceId, Store, Tri};

pub(super) const TYPES: &[Type] = &[
    makes("automq_kafka_instance", "automq-instance", "name", "kafka:automq-instance:{id}", instance),
    makes("automq_kafka_link", "automq-link", "name", "automq:link:{id}", link),
    makes("automq_connect_cluster", "automq-connect-cluster", "name", "automq:connect-cluster:{id}", connect),
    makes("automq_connector", "automq-connector", "name", "automq:connector:{id}", nothing),
    makes("automq_connector_plugin", "automq-plugin", "name", "automq:plugin:{id}", plugin),
    adds("automq_mirror_topic", |_, _| {}),
    adds("automq_mirror_group", |_, _| {}),
];

/// A link may accept whatever certificate its source shows.
fn link(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let off = i.at("source_cluster").within("disable_endpoint_identification").bool(Tri::No);
    b.edit(id, |r| r.switches.extend([("hostname-check", !(off))]));
}

fn connect(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let off = i.at("metric_exporter").within("remote_write").within("insecure_skip_verify").bool(Tri::No);
    b.edit(id, |r| r.switches.extend([("hostname-check", !(off))]));
}

/// Code that connectors run, and from where it is taken.
fn plugin(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let from = i.at("storage_url");
    let open = match (from.state(), from.str()) {
        (State::Known(_), Some(url)) => yes(url.starts_with("http://")),
        _ => Tri::Unknown,
    };
    b.edit(id, |r| r.switches.extend([("plain-source", open)]));
}

/// Whether metrics are sent to an endpoint that is not written to with IAM credentials of ours.
fn sends_out(i: &Instance) -> Tri {
    let prometheus = i.at("features").within("metrics_exporter").within("prometheus");
    let (endpoint, kind) = (prometheus.within("endpoint"), prometheus.within("auth_type"));
    match (endpoint.state(), kind.str()) {
        (State::Unset, _) => Tri::No,
        (State::Unknown, _) => Tri::Unknown,
        (_, Some("sigv4")) => Tri::No,
        _ => {
            let host = endpoint.str().and_then(|e| e.split("://").last()).and_then(|e| e.split(['/', ':']).next()).unwrap_or_default();
            let private = host.ends_with(".internal") || host.ends_with(".local") || host.parse::<std::net::Ipv4Addr>().is_ok_and(|a| a.is_private());
            yes(!private)
        }
    }
}

fn yes(known: bool) -> Tri {
    if known { Tri::Yes } else { Tri::No }
}

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
        between_brokers: false,
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
    let mut kafka = KafkaCluster { listeners: listeners.collect(), ..there };
    let compute = i.at("compute_specs");
    // On Kubernetes role and network are the cluster's.
    let machines = if compute.within("deploy_type").str() == Some("K8S") { Tri::Unknown } else { Tri::No };
    let own = |name: &str| match present(&compute.within(name)) {
        Tri::No if name != "data_buckets" => machines,
        known => known,
    };
    let sends = sends_out(i);
    // Without a mode the bucket's own default holds (SSE-S3); with one, the bucket's key, which the bucket tells.
    let mode = security.within("data_encryption_mode");
    let encryption = match (mode.state(), mode.str()) {
        (State::Unset, _) | (_, Some("NONE")) => Encryption::ServiceManaged,
        _ => Encryption::Unknown(None),
    };
    let mut stores = Vec::new();
    for bucket in compute.within("data_buckets").items() {
        stores.extend(b.resource(&bucket.get("bucket_name"), &["s3-bucket"]));
    }
    let switches = [("own-buckets", own("data_buckets")), ("own-role", own("instance_role")), ("own-groups", own("security_groups"))];
    let names = security.within("tls_hostname_validation_enabled").bool(Tri::Yes);
    b.edit(id, |r| {
        r.switches.extend(switches);
        r.switches.extend([("hostname-check", names), ("sends-metrics-out", sends)]);
        kafka.stores = stores;
        r.kafka = Some(kafka);
        r.store = Some(Store { encryption, ..Store::new("automq-instance") });
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
