//! Load balancers, listeners, target groups.

use std::net::IpAddr;

use super::super::instance::State;
use super::interface::{SERVICE, blank};
use super::refer::{Found, GROUPS, INSTANCES, SUBNETS, VPCS};
use super::{One, Reader, choice, flag, port, set, state, text};
use crate::network::{Attribute, Balancer, BalancerKind, Id, Interface, InterfaceKind, Listener, Protocol, TargetGroup, TargetPoint};

pub(super) const BALANCERS: &[&str] = &["aws_lb", "aws_alb"];
const TARGETS: &[&str] = &["aws_lb_target_group", "aws_alb_target_group"];

pub(super) fn read(r: &mut Reader<'_, '_>) {
    for one in r.of(BALANCERS).filter(|o| !o.seen()) {
        balancer(r, one);
    }
    for one in r.of(&["aws_elb"]).filter(|o| !o.seen()) {
        classic(r, one);
    }
    listeners(r);
    for one in r.of(TARGETS).filter(|o| !o.seen()) {
        target_group(r, one);
    }
    targets(r);
    scaled(r);
}

fn balancer<'w>(r: &mut Reader<'_, 'w>, one: One<'w>) {
    let kind = match (text(&one.at("load_balancer_type")), state(&one.at("load_balancer_type"))) {
        (Some("network"), _) => BalancerKind::Network,
        (Some("gateway"), _) => BalancerKind::Gateway,
        _ => BalancerKind::Application,
    };
    let (mut subnets, _) = r.refer_all(&one.at("subnets"), SUBNETS);
    let mapped: Vec<Id> = one.at("subnet_mapping").items().iter().filter_map(|m| r.refer(&m.get("subnet_id"), SUBNETS).id()).collect();
    subnets.extend(mapped);
    let mut seen = std::collections::BTreeSet::new();
    subnets.retain(|s| seen.insert(s.clone()));
    let vpc = subnets.first().map_or_else(|| "?".into(), |s| r.vpc_of(s));
    let grouped = one.at("security_groups");
    let (mut groups, open) = r.refer_all(&grouped, GROUPS);
    if groups.is_empty() && !open && kind == BalancerKind::Application {
        groups.extend(r.default_group(&vpc));
    }
    let cross_zone = match kind {
        BalancerKind::Application => Some(true),
        _ => flag(&one.at("enable_cross_zone_load_balancing"), false),
    };
    let facts = Balancer {
        id: r.id(one),
        vpc,
        kind,
        interfaces: Vec::new(),
        listeners: Vec::new(),
        open: false,
        cross_zone,
        filters_private_link: choice(&one.at("enforce_security_group_inbound_rules_on_private_link_traffic"), "on", true),
        subnets,
    };
    put(r, one, facts, groups, open);
}

fn classic<'w>(r: &mut Reader<'_, 'w>, one: One<'w>) {
    let (subnets, _) = r.refer_all(&one.at("subnets"), SUBNETS);
    let vpc = subnets.first().map_or_else(|| "?".into(), |s| r.vpc_of(s));
    let (mut groups, open) = r.refer_all(&one.at("security_groups"), GROUPS);
    if groups.is_empty() && !open {
        groups.extend(r.default_group(&vpc));
    }
    let list = one.at("listener");
    let ports: Vec<u16> = list.items().iter().filter_map(|l| port(&l.get("lb_port"))).collect();
    let listeners = ports.into_iter().map(|port| Listener { protocol: Protocol::Number(6), port, targets: Vec::new() });
    let facts = Balancer {
        id: r.id(one),
        vpc,
        kind: BalancerKind::Classic,
        interfaces: Vec::new(),
        listeners: listeners.collect(),
        open: state(&list) == State::Unknown,
        cross_zone: flag(&one.at("cross_zone_load_balancing"), true),
        filters_private_link: Some(true),
        subnets,
    };
    put(r, one, facts, groups, open);
}

/// Adds a load balancer with its node in each subnet.
fn put<'w>(r: &mut Reader<'_, 'w>, one: One<'w>, mut facts: Balancer, groups: Vec<Id>, open: bool) {
    let public = flag(&one.at("internal"), false).map(|internal| !internal);
    for subnet in facts.subnets.clone() {
        let id: Id = format!("{} in {subnet}", facts.id).into();
        let mapping = one.at("subnet_mapping").items().into_iter().find(|m| r.refer(&m.get("subnet_id"), SUBNETS).id().as_ref() == Some(&subnet));
        let fixed = |name: &str| mapping.as_ref().and_then(|m| text(&m.get(name))).and_then(|t| t.parse::<IpAddr>().ok());
        let mut addresses: Vec<_> = r.somewhere(&subnet, public).into_iter().collect();
        for address in &mut addresses {
            if let Some(private) = fixed("private_ipv4_address") {
                address.private = private.into();
            }
        }
        let kind = InterfaceKind::Balancer(facts.id.clone());
        let node = blank(r, one, id.clone(), subnet);
        r.estate.interfaces.push(Interface { kind, addresses, groups: groups.clone(), open, ephemeral: Some(SERVICE), ..node });
        facts.interfaces.push(id);
    }
    r.estate.balancers.push(facts);
}

fn listeners(r: &mut Reader<'_, '_>) {
    for one in r.of(&["aws_lb_listener", "aws_alb_listener"]).filter(|o| !o.seen()) {
        let balancer = r.refer(&one.at("load_balancer_arn"), BALANCERS).id();
        let protocol = match (text(&one.at("protocol")), state(&one.at("protocol"))) {
            (Some("UDP" | "QUIC"), _) => Some(Protocol::Number(17)),
            (Some("TCP_UDP" | "TCP_QUIC"), _) => Some(Protocol::Any),
            (_, State::Unknown) => None,
            _ => Some(Protocol::Number(6)),
        };
        let mut targets = Vec::new();
        let mut whole = true;
        for action in one.at("default_action").items() {
            let forwarded = action.get("forward").items().into_iter().flat_map(|f| f.get("target_group").items());
            for at in std::iter::once(action.get("target_group_arn")).chain(forwarded.map(|t| t.get("arn"))) {
                match r.refer(&at, TARGETS) {
                    Found::Unset => {}
                    Found::Id(id) => targets.push(id),
                    Found::Unknown(_) => whole = false,
                }
            }
        }
        let listener = port(&one.at("port")).zip(protocol).map(|(port, protocol)| Listener { protocol, port, targets });
        for facts in r.estate.balancers.iter_mut().filter(|b| balancer.as_ref().is_none_or(|id| b.id == *id)) {
            match listener.clone().filter(|_| balancer.is_some() && whole) {
                Some(listener) => facts.listeners.push(listener),
                None => facts.open = true,
            }
        }
    }
}

fn target_group<'w>(r: &mut Reader<'_, 'w>, one: One<'w>) {
    let kind = one.at("target_type");
    let by_address = match state(&kind) {
        State::Unknown => None,
        _ => Some(text(&kind) == Some("ip")),
    };
    let udp = matches!(text(&one.at("protocol")), Some("UDP" | "TCP_UDP" | "QUIC" | "TCP_QUIC"));
    let keeps = one.at("preserve_client_ip");
    let preserve_client = match (state(&keeps), flag(&keeps, false)) {
        (State::Known(_), Some(keeps)) => Attribute::Known(keeps),
        // The default: off for addresses, but for UDP ("Target group attributes").
        _ => by_address.map_or(Attribute::Unknown, |by_address| Attribute::Assumed(!by_address || udp)),
    };
    let facts = TargetGroup {
        id: r.id(one),
        vpc: r.refer(&one.at("vpc_id"), VPCS).or_nobody(),
        targets: Vec::new(),
        open: false,
        port: port(&one.at("port")),
        preserve_client,
        cross_zone: match text(&one.at("load_balancing_cross_zone_enabled")) {
            Some("true") => Some(true),
            Some("false") => Some(false),
            _ => None,
        },
    };
    r.estate.target_groups.push(facts);
}

fn targets(r: &mut Reader<'_, '_>) {
    for one in r.of(&["aws_lb_target_group_attachment", "aws_alb_target_group_attachment"]) {
        let group = r.refer(&one.at("target_group_arn"), TARGETS).id();
        let at = one.at("target_id");
        let types: Vec<&str> = INSTANCES.iter().chain(super::interface::INTERFACES).chain(BALANCERS).copied().collect();
        let point = match r.refer(&at, &types) {
            Found::Id(id) => Some(point(r, id)),
            _ => None,
        };
        let own = one.at("port");
        let point = point.filter(|_| state(&own) != State::Unknown);
        for facts in r.estate.target_groups.iter_mut().filter(|g| group.as_ref().is_none_or(|id| g.id == *id)) {
            match point.clone().filter(|_| group.is_some()) {
                Some(point) => facts.targets.push((point, port(&own))),
                None => facts.open = true,
            }
        }
    }
}

fn point(r: &Reader<'_, '_>, id: Id) -> TargetPoint {
    if let Ok(address) = id.parse() {
        return TargetPoint::Address(address);
    }
    if r.estate.interfaces.iter().any(|i| i.instance.as_ref() == Some(&id)) {
        return TargetPoint::Instance(id);
    }
    if r.estate.interfaces.iter().any(|i| i.id == id) { TargetPoint::Interface(id) } else { TargetPoint::Other(id) }
}

/// Targets that Auto Scaling groups and services register.
fn scaled(r: &mut Reader<'_, '_>) {
    let mut found: Vec<(Option<Id>, Option<Id>)> = Vec::new();
    for one in r.of(&["aws_autoscaling_group"]) {
        let (groups, open) = r.refer_all(&one.at("target_group_arns"), TARGETS);
        let id = r.id(one);
        found.extend(groups.into_iter().map(|g| (Some(g), Some(id.clone()))));
        if open && set(&one.at("target_group_arns")) {
            found.push((None, Some(id)));
        }
    }
    for one in r.of(&["aws_autoscaling_attachment"]) {
        let group = r.refer(&one.at("lb_target_group_arn"), TARGETS).id();
        found.push((group, r.refer(&one.at("autoscaling_group_name"), &["aws_autoscaling_group"]).id()));
    }
    for one in r.of(&["aws_ecs_service"]) {
        for block in one.at("load_balancer").items() {
            found.push((r.refer(&block.get("target_group_arn"), TARGETS).id(), Some(r.id(one))));
        }
    }
    for (group, owner) in found {
        let members: Vec<Id> = r.estate.interfaces.iter().filter(|i| i.owner.is_some() && i.owner == owner).map(|i| i.id.clone()).collect();
        for facts in r.estate.target_groups.iter_mut().filter(|g| group.as_ref().is_none_or(|id| g.id == *id)) {
            facts.open = true;
            if group.is_some() {
                facts.targets.extend(members.iter().map(|m| (TargetPoint::Interface(m.clone()), None)));
            }
        }
    }
}
