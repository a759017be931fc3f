//! Security groups and their rules, inline and separate.

use super::super::build::Builder;
use super::super::catalogue::{Type, adds, makes};
use super::super::find::Ref;
use super::super::instance::{At, Instance, State};
use crate::aws::Text;
use crate::model::{Direction, Network, Peer, ResourceId, Rule, SecurityGroup, Tri};

const GROUP: &str = "arn:{partition}:ec2:{region}:{account}:security-group/{id}";

/// Types of separate rules.
const RULES: &[&str] = &["aws_security_group_rule", "aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"];

/// Attributes that list address blocks and prefix lists.
const LISTS: &[&str] = &["cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids"];

pub(super) const TYPES: &[Type] = &[
    makes("aws_security_group", "security-group", "id", GROUP, group),
    makes("aws_default_security_group", "security-group", "id", GROUP, group),
    makes("data.aws_security_group", "security-group", "id", GROUP, seen_group),
    adds("aws_security_group_rule", rule),
    adds("aws_vpc_security_group_ingress_rule", rule),
    adds("aws_vpc_security_group_egress_rule", rule),
    adds("aws_vpc_security_group_vpc_association", |_, _| {}),
];

fn group(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let vpc = b.resource(&i.at("vpc_id"), &["vpc"]);
    if let Some(name) = i.str("name") {
        b.also_named("security-group", name, id);
    }
    let removed = removed(b, i, id);
    let mut out = SecurityGroup { vpc, ..SecurityGroup::default() };
    for (attribute, direction) in [("ingress", Direction::Ingress), ("egress", Direction::Egress)] {
        let blocks = i.at(attribute);
        out.open |= blocks.state() == State::Unknown;
        for block in blocks.items() {
            let mut rule = inline(b, &block, direction, id);
            let same = |r: &&Rule| (r.direction, &r.protocol, r.ports) == (rule.direction, &rule.protocol, rule.ports);
            let gone: Vec<Peer> = removed.iter().filter(same).flat_map(|r| r.peers.clone()).collect();
            rule.peers.retain(|peer| !gone.contains(peer));
            if gone.is_empty() || !rule.peers.is_empty() {
                out.rules.push(rule);
            }
        }
    }
    b.edit(id, |r| r.network = Some(Network::SecurityGroup(out)));
}

fn seen_group(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let vpc = b.resource(&i.at("vpc_id"), &["vpc"]);
    b.edit(id, |r| r.network = Some(Network::SecurityGroup(SecurityGroup { vpc, open: true, ..SecurityGroup::default() })));
}

fn inline(b: &mut Builder<'_>, block: &At<'_>, direction: Direction, own: ResourceId) -> Rule {
    let (protocol, ports) = protocol(b, &block.get("protocol"), &block.get("from_port"), &block.get("to_port"));
    let mut peers = Vec::new();
    for attribute in LISTS {
        blocks(b, attribute, &block.get(attribute), &mut peers);
    }
    list(b, &block.get("security_groups"), &mut peers);
    if block.get("self").bool(Tri::No) == Tri::Yes {
        peers.push(Peer::Group(own));
    }
    Rule { direction, protocol, ports, peers, origin: block.origin() }
}

/// Address blocks or prefix lists.
fn blocks(b: &mut Builder<'_>, attribute: &str, at: &At<'_>, peers: &mut Vec<Peer>) {
    let (texts, open) = b.texts(at);
    peers.extend(texts.into_iter().map(if attribute == "prefix_list_ids" { Peer::PrefixList } else { Peer::Cidr }));
    if open {
        peers.push(Peer::Unknown);
    }
}

fn list(b: &mut Builder<'_>, groups: &At<'_>, peers: &mut Vec<Peer>) {
    let (ids, open) = b.resources(groups, &["security-group"]);
    peers.extend(ids.into_iter().map(Peer::Group));
    if open {
        peers.push(Peer::Unknown);
    }
}

/// Protocol, and ports where they apply. Unknown ports are all ports.
fn protocol(b: &mut Builder<'_>, protocol: &At<'_>, from: &At<'_>, to: &At<'_>) -> (Text, Option<(u16, u16)>) {
    let name = b.text(protocol).unwrap_or_else(|| Text::from("-1"));
    let name = match name.literal() {
        Some("all") => Text::from("-1"),
        Some(written) => Text::from(written.to_ascii_lowercase()),
        None => name,
    };
    let port = |at: &At<'_>| at.int().and_then(|p| u16::try_from(p).ok());
    let ports = if matches!(name.literal(), Some("tcp" | "udp" | "6" | "17")) { port(from).zip(port(to)) } else { None };
    (name, ports)
}

fn add(b: &mut Builder<'_>, group: ResourceId, rule: Rule) {
    b.edit(group, |r| {
        if let Some(Network::SecurityGroup(group)) = &mut r.network {
            let same = |other: &Rule| {
                (other.direction, &other.protocol, other.ports, &other.peers) == (rule.direction, &rule.protocol, rule.ports, &rule.peers)
            };
            if !group.rules.iter().any(same) {
                group.rules.push(rule);
            }
        }
    });
}

fn one(b: &mut Builder<'_>, at: &At<'_>, peers: &mut Vec<Peer>) {
    match b.refer(at, &["security-group"]) {
        Ref::Unset => {}
        Ref::To(id) => peers.push(Peer::Group(id)),
        Ref::Named(name) => {
            let id = b.referenced("security-group", &name, at);
            peers.push(Peer::Group(id));
        }
        Ref::OneOf(_) => peers.push(Peer::Unknown),
    }
}

/// A separate rule of a group.
fn separate(b: &mut Builder<'_>, i: &Instance, group: ResourceId) -> Rule {
    let mut peers = Vec::new();
    let (direction, protocol, ports) = if i.address.ty == "aws_security_group_rule" {
        for attribute in LISTS {
            blocks(b, attribute, &i.at(attribute), &mut peers);
        }
        one(b, &i.at("source_security_group_id"), &mut peers);
        if i.at("self").bool(Tri::No) == Tri::Yes {
            peers.push(Peer::Group(group));
        }
        let direction = if i.str("type") == Some("egress") { Direction::Egress } else { Direction::Ingress };
        let (protocol, ports) = protocol(b, &i.at("protocol"), &i.at("from_port"), &i.at("to_port"));
        (direction, protocol, ports)
    } else {
        peers.extend(["cidr_ipv4", "cidr_ipv6"].iter().filter_map(|a| b.text(&i.at(a))).map(Peer::Cidr));
        peers.extend(b.text(&i.at("prefix_list_id")).map(Peer::PrefixList));
        one(b, &i.at("referenced_security_group_id"), &mut peers);
        let egress = i.address.ty == "aws_vpc_security_group_egress_rule";
        let (protocol, ports) = protocol(b, &i.at("ip_protocol"), &i.at("from_port"), &i.at("to_port"));
        (if egress { Direction::Egress } else { Direction::Ingress }, protocol, ports)
    };
    Rule { direction, protocol, ports, peers, origin: i.origin() }
}

fn rule(b: &mut Builder<'_>, i: &Instance) {
    let Some(group) = b.resource(&i.at("security_group_id"), &["security-group"]) else { return };
    let rule = separate(b, i, group);
    add(b, group, rule);
}

/// Rules that the plan removes and the group's own attributes still show.
fn removed(b: &mut Builder<'_>, i: &Instance, group: ResourceId) -> Vec<Rule> {
    let Some(id) = i.str("id") else { return Vec::new() };
    let about = |r: &&Instance| r.world == i.world && RULES.contains(&r.address.ty.as_str()) && r.str("security_group_id") == Some(id);
    let world = b.world;
    world.removed.iter().filter(about).map(|r| separate(b, r, group)).collect()
}
