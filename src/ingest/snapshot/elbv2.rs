//! Elastic Load Balancing: load balancers, listeners, target groups.

use std::collections::BTreeMap;

use super::{Fields, Key, Place};
use crate::network::{Attribute, Balancer, BalancerKind, Estate, Id, Listener, Protocol, TargetGroup, TargetPoint};

pub(super) const KEYS: &[Key] = &[
    ("LoadBalancers", balancer),
    ("LoadBalancerListeners", listeners),
    ("Listeners", listener),
    ("LoadBalancerAttributes", attributes),
    ("TargetGroups", target_group),
    ("TargetGroupAttributes", attributes),
    ("LoadBalancerTargetHealth", health),
    ("TargetHealthDescriptions", target),
    ("Attributes", attribute),
];

/// What is read of load balancers.
#[derive(Debug, Default)]
pub(super) struct Parts {
    balancers: BTreeMap<Id, Balancer>,
    listeners: BTreeMap<Id, Vec<Listener>>,
    groups: BTreeMap<Id, Group>,
    targets: BTreeMap<Id, Vec<(TargetPoint, Option<u16>)>>,
    attributes: BTreeMap<(Id, String), String>,
}

#[derive(Debug)]
struct Group {
    facts: TargetGroup,
    by_address: bool,
    udp: bool,
}

fn balancer(parts: &mut super::Parts, _: &Place, f: Fields<'_>) {
    if !f.get("State").is("Code", &["active", "provisioning", "active_impaired", ""]) {
        return;
    }
    let kind = match f.str("Type") {
        "network" => BalancerKind::Network,
        "gateway" => BalancerKind::Gateway,
        _ => BalancerKind::Application,
    };
    let id = f.id("LoadBalancerArn");
    let facts = Balancer {
        id: id.clone(),
        vpc: f.id("VpcId"),
        kind,
        subnets: f.list("AvailabilityZones").map(|z| z.id("SubnetId")).collect(),
        interfaces: Vec::new(),
        listeners: Vec::new(),
        open: false,
        cross_zone: Some(kind == BalancerKind::Application),
        filters_private_link: Some(!f.is("EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic", &["off"])),
    };
    parts.elbv2.balancers.insert(id, facts);
}

fn listeners(parts: &mut super::Parts, place: &Place, f: Fields<'_>) {
    for one in f.list("Listeners") {
        listener(parts, place, one);
    }
}

fn listener(parts: &mut super::Parts, _: &Place, f: Fields<'_>) {
    let Some(port) = f.int("Port").and_then(|p| u16::try_from(p).ok()) else { return };
    let protocol = match f.str("Protocol") {
        "UDP" | "QUIC" => Protocol::Number(17),
        "TCP_UDP" | "TCP_QUIC" => Protocol::Any,
        _ => Protocol::Number(6),
    };
    let mut targets: Vec<Id> = Vec::new();
    for action in f.list("DefaultActions") {
        let forwarded = action.get("ForwardConfig").list("TargetGroups").map(|t| t.id("TargetGroupArn"));
        targets.extend(action.some("TargetGroupArn").map(Id::from).into_iter().chain(forwarded));
    }
    targets.sort();
    targets.dedup();
    parts.elbv2.listeners.entry(f.id("LoadBalancerArn")).or_default().push(Listener { protocol, port, targets });
}

fn target_group(parts: &mut super::Parts, _: &Place, f: Fields<'_>) {
    let id = f.id("TargetGroupArn");
    let facts = TargetGroup {
        id: id.clone(),
        vpc: f.id("VpcId"),
        targets: Vec::new(),
        open: false,
        port: f.int("Port").and_then(|p| u16::try_from(p).ok()),
        preserve_client: Attribute::Unknown,
        cross_zone: None,
    };
    let group = Group { facts, by_address: f.is("TargetType", &["ip"]), udp: f.is("Protocol", &["UDP", "TCP_UDP", "QUIC", "TCP_QUIC"]) };
    parts.elbv2.groups.insert(id, group);
}

fn health(parts: &mut super::Parts, place: &Place, f: Fields<'_>) {
    let place = Place { name: Some(f.str("TargetGroupArn").to_owned()), ..place.clone() };
    for one in f.list("TargetHealthDescriptions") {
        target(parts, &place, one);
    }
}

/// A target: whether it is healthy does not count, as a group without healthy targets is open.
fn target(parts: &mut super::Parts, place: &Place, f: Fields<'_>) {
    let Some(group) = &place.name else { return };
    let target = f.get("Target");
    let id = target.str("Id");
    let point = match id.parse() {
        Ok(address) => TargetPoint::Address(address),
        Err(_) if id.starts_with("i-") => TargetPoint::Instance(id.into()),
        Err(_) => TargetPoint::Other(id.into()),
    };
    let port = target.int("Port").and_then(|p| u16::try_from(p).ok());
    let targets = parts.elbv2.targets.entry(group.as_str().into()).or_default();
    if !targets.contains(&(point.clone(), port)) {
        targets.push((point, port));
    }
}

fn attributes(parts: &mut super::Parts, place: &Place, f: Fields<'_>) {
    let owner = f.some("LoadBalancerArn").or_else(|| f.some("TargetGroupArn")).unwrap_or_default();
    let place = Place { name: Some(owner.to_owned()), ..place.clone() };
    for one in f.list("Attributes") {
        attribute(parts, &place, one);
    }
}

fn attribute(parts: &mut super::Parts, place: &Place, f: Fields<'_>) {
    if let Some(owner) = &place.name {
        parts.elbv2.attributes.insert((owner.as_str().into(), f.str("Key").to_owned()), f.str("Value").to_owned());
    }
}

impl Parts {
    /// Puts the parts together.
    pub(super) fn join(self, estate: &mut Estate) {
        let Parts { balancers, mut listeners, groups, mut targets, attributes } = self;
        let flag = |id: &Id, key: &str| match attributes.get(&(id.clone(), key.to_owned())).map(String::as_str) {
            Some("true") => Some(true),
            Some("false") => Some(false),
            _ => None,
        };
        for (id, mut balancer) in balancers {
            balancer.listeners = listeners.remove(&id).unwrap_or_default();
            balancer.cross_zone = flag(&id, "load_balancing.cross_zone.enabled").or(balancer.cross_zone);
            estate.balancers.push(balancer);
        }
        for (id, Group { mut facts, by_address, udp }) in groups {
            facts.targets = targets.remove(&id).unwrap_or_default();
            facts.cross_zone = flag(&id, "load_balancing.cross_zone.enabled");
            // The default: off for addresses, but for UDP ("Target group attributes").
            facts.preserve_client = match flag(&id, "preserve_client_ip.enabled") {
                Some(keeps) => Attribute::Known(keeps),
                None => Attribute::Assumed(!by_address || udp),
            };
            estate.target_groups.push(facts);
        }
    }
}
