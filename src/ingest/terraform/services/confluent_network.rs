//! The networks of Confluent Cloud: who connects to a cluster's network, and address filters before public ones.
//!
//! Source: documentation of the provider confluentinc/confluent 2.83; "IP Filtering on Confluent Cloud"; `confluent iam ip-filter create`, which lists the
//! groups of operations.

use super::super::build::Builder;
use super::super::catalogue::{Type, adds, makes, nothing};
use super::super::instance::{At, Instance, State};
use super::confluent::{CLUSTER, ENVIRONMENT, NETWORK, one};
use crate::aws::{Arn, Text};
use crate::confluent;
use crate::model::{ClientNetwork, Exposure, ResourceId, Tri};

const GROUP: &str = "confluent-ip-group";
/// The group that stands for no public network at all.
const NOBODY: &str = "ipg-none";

pub(super) const TYPES: &[Type] = &[
    makes("confluent_network", NETWORK, "id", "confluent:network:{id}", nothing),
    makes("data.confluent_network", NETWORK, "id", "confluent:network:{id}", nothing),
    makes("confluent_ip_group", GROUP, "id", "confluent:ip-group:{id}", nothing),
    makes("confluent_access_point", "confluent-access-point", "id", "confluent:access-point:{id}", nothing),
    adds("confluent_private_link_access", |b, i| {
        joined(b, i, "private link access", &[("aws", "account"), ("azure", "subscription"), ("gcp", "project")])
    }),
    adds("confluent_peering", |b, i| joined(b, i, "peering", &[("aws", "account"), ("azure", "tenant"), ("gcp", "project")])),
    adds("confluent_transit_gateway_attachment", |b, i| joined(b, i, "transit gateway attachment", &[("aws", "ram_resource_share_arn")])),
    adds("confluent_network_link_service", service),
    adds("confluent_ip_filter", filter),
    adds("aws_network_interface_permission", driven),
    adds("confluent_private_link_attachment", |_, _| {}),
    adds("confluent_private_link_attachment_connection", |_, _| {}),
    adds("confluent_network_link_endpoint", |_, _| {}),
    adds("confluent_gateway", |_, _| {}),
    adds("confluent_dns_forwarder", |_, _| {}),
    adds("confluent_dns_record", |_, _| {}),
];

/// The clusters in a network.
fn within(b: &mut Builder<'_>, network: ResourceId) -> Vec<ResourceId> {
    let all: Vec<ResourceId> = b.inventory.resources.iter().filter(|r| r.kind == CLUSTER).map(|r| r.id).collect();
    let mut found = Vec::new();
    for id in all {
        let Some(cluster) = b.instance_of(id) else { continue };
        if one(b, &cluster.at("network").within("id"), &[NETWORK]) == Some(network) {
            found.push(id);
        }
    }
    found
}

/// Somebody's network may connect to a network of Confluent's.
fn joined(b: &mut Builder<'_>, i: &Instance, how: &'static str, parties: &[(&str, &str)]) {
    let Some(network) = one(b, &i.at("network").within("id"), &[NETWORK]) else { return };
    let party = parties.iter().find_map(|(cloud, member)| {
        let block = i.at(cloud).block()?;
        b.text(&block.get(member))
    });
    let Some(who) = party.map(account_of) else { return };
    let clusters = within(b, network);
    add(b, i, clusters, how, who);
}

/// The account of an ARN, or what is stated.
fn account_of(text: Text) -> Text {
    Arn::parse(&text).map(|arn| arn.account).unwrap_or(text)
}

/// Networks and environments that a link service of a network accepts.
fn service(b: &mut Builder<'_>, i: &Instance) {
    let Some(network) = one(b, &i.at("network").within("id"), &[NETWORK]) else { return };
    for (member, kind) in [("environments", ENVIRONMENT), ("networks", NETWORK)] {
        for item in i.at("accept").within(member).items() {
            // What the input holds is ours.
            if one(b, &item, &[kind]).is_none()
                && let Some(who) = b.text(&item)
            {
                let clusters = within(b, network);
                add(b, i, clusters, "network link service", who);
            }
        }
    }
}

fn add(b: &mut Builder<'_>, i: &Instance, clusters: Vec<ResourceId>, how: &'static str, who: Text) {
    for cluster in clusters {
        let client = ClientNetwork { how, who: who.clone(), origin: i.origin() };
        b.edit(cluster, |r| r.kafka.get_or_insert_default().clients.push(client));
    }
}

/// A filter before public endpoints: of its environment, or of all. Only one that is about reading and writing records limits clients of Kafka.
fn filter(b: &mut Builder<'_>, i: &Instance) {
    let groups = i.at("operation_groups");
    let known: Option<Vec<&str>> = groups.items().iter().map(At::str).collect();
    let data = match (groups.state(), known) {
        (State::Unknown, _) | (_, None) => Tri::Unknown,
        (_, Some(names)) if names.contains(&"KAFKA_DATA") => Tri::Yes,
        _ => Tri::No,
    };
    let scope = i.at("resource_scope");
    let environment = one(b, &scope, &[ENVIRONMENT]).or_else(|| {
        let id = confluent::part(&b.text(&scope)?, "environment")?;
        b.named(ENVIRONMENT, id.literal()?).first().copied()
    });
    let somewhere = !matches!(scope.state(), State::Unset) && environment.is_none() && scope.str().is_none_or(|s| s.contains("environment="));
    let blocks = blocks(b, i);
    let all: Vec<(ResourceId, Option<ResourceId>)> = b.inventory.resources.iter().filter(|r| r.kind == CLUSTER).map(|r| (r.id, r.parent)).collect();
    for (cluster, parent) in all {
        if somewhere || environment.is_some_and(|e| parent.is_some_and(|p| p != e)) {
            continue;
        }
        let blocks = blocks.clone();
        b.edit(cluster, |r| {
            let there = r.switches.entry("ip-filter").or_insert(Tri::No);
            *there = Tri::Yes;
            let over = r.switches.entry("ip-filter-on-data").or_insert(Tri::No);
            *over = if *over == Tri::Yes { Tri::Yes } else { data };
            if data != Tri::No {
                let listeners = r.kafka.iter_mut().flat_map(|k| &mut k.listeners);
                listeners.filter(|l| l.exposure == Exposure::Public).for_each(|l| l.admits = Some(blocks.clone()));
            }
        });
    }
}

/// The address blocks of a filter's groups.
fn blocks(b: &mut Builder<'_>, i: &Instance) -> Vec<Text> {
    let mut blocks = Vec::new();
    for item in i.at("ip_groups").items() {
        match one(b, &item, &[GROUP]).and_then(|id| b.instance_of(id)) {
            Some(group) => blocks.extend(b.texts(&group.at("cidr_blocks")).0),
            None if item.str() == Some(NOBODY) => {}
            None => blocks.extend(b.text(&item)),
        }
    }
    blocks
}

/// Another account may attach an interface of ours to its machines.
fn driven(b: &mut Builder<'_>, i: &Instance) {
    let Some(interface) = one(b, &i.at("network_interface_id"), &["network-interface"]) else { return };
    let Some(who) = b.text(&i.at("aws_account_id")) else { return };
    let own = b.inventory.is_own(&who);
    let driven = if own {
        Tri::No
    } else if who.literal().is_some() {
        Tri::Yes
    } else {
        Tri::Unknown
    };
    b.edit(interface, |r| r.switches.extend([("driven-from-outside", driven)]));
}
