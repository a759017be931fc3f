//! From the internet into compute that it reaches: whoever connects and gets code to run there has the credentials. That code can be run is a
//! condition, never a given.
//!
//! Coarse on purpose: public address, a route to an internet gateway, and a group that lets addresses of the internet in. What filters besides
//! (network ACLs, firewalls) is for `keyholder reach` to say.

use std::net::IpAddr;

use super::Reach;
use crate::aws::Text;
use crate::graph::actor::Actor;
use crate::graph::attempt::Attempt;
use crate::graph::world::World;
use crate::graph::{EdgeKind, NodeKind, Outside};
use crate::model::{Attachment, Direction, Network, Peer, Resource, ResourceId, RouteTarget, Tri};

pub(super) fn steps<'a>(world: &'a World<'a>, actor: &Actor<'a>, reach: Reach<'_>, out: &mut Vec<Attempt>) {
    if actor.kind != NodeKind::Outside(Outside::Everyone) {
        return;
    }
    for target in world.of_kind("ec2-instance").filter(|r| !r.runs_as.is_empty() && reach.wants(r, true)) {
        let Some(Network::Attachment(at)) = &target.network else { continue };
        out.extend(attempt(world, target, at));
    }
}

fn attempt(world: &World<'_>, target: &Resource, at: &Attachment) -> Option<Attempt> {
    let name = world.name(target);
    let mut attempt = Attempt::new(NodeKind::Compute(target.id), EdgeKind::Connect, &[]);
    attempt.conditional = true;
    let subnets: Vec<&Resource> = at.subnets.iter().filter_map(|s| world.inventory.resource(*s)).collect();
    let public = match at.public {
        Tri::Unknown => {
            subnets.iter().find_map(|s| if let Some(Network::Subnet(s)) = &s.network { Some(s.public_addresses) } else { None }).unwrap_or_default()
        }
        told => told,
    };
    match public {
        Tri::Yes => {}
        Tri::No => attempt.missing = Some(format!("{name} has no public address")),
        Tri::Unknown => return None,
    }
    match routed(world, &at.subnets) {
        Tri::Yes => attempt.facts.push(format!("{name} has a public address and a route to an internet gateway")),
        Tri::No => attempt.missing = Some(format!("no route leads from the internet to {name}")),
        Tri::Unknown => attempt.unseen.push(format!("whether a route leads from the internet to {name}")),
    }
    let doors = doors(world, &at.groups);
    match (doors.is_empty(), at.open) {
        (false, _) => attempt.facts.push(format!("its security groups admit {}", doors.join(", "))),
        (true, true) => attempt.unseen.push(format!("which security groups {name} has")),
        (true, false) => attempt.missing = Some(format!("no security group of {name} admits addresses of the internet")),
    }
    attempt.facts.push(format!("under the condition that whoever connects gets code to run on {name}"));
    Some(attempt)
}

/// Whether a subnet's table, or its VPC's main one, leads to an internet gateway.
fn routed(world: &World<'_>, subnets: &[ResourceId]) -> Tri {
    let tables = || world.inventory.resources.iter().filter_map(|r| if let Some(Network::RouteTable(t)) = &r.network { Some(t) } else { None });
    let gateway = |target: &RouteTarget| match target {
        RouteTarget::Resource(id) => match world.inventory.resource(*id).and_then(|r| r.network.as_ref()) {
            Some(Network::InternetGateway { egress_only: false, .. }) => Tri::Yes,
            _ => Tri::No,
        },
        RouteTarget::Other(id) if id.literal().is_some_and(|id| id.starts_with("igw-")) => Tri::Yes,
        RouteTarget::Other(_) => Tri::No,
        RouteTarget::Unknown => Tri::Unknown,
    };
    let mut best = if subnets.is_empty() { Tri::Unknown } else { Tri::No };
    for subnet in subnets {
        let vpc = world.inventory.resource(*subnet).and_then(|r| if let Some(Network::Subnet(s)) = &r.network { s.vpc } else { None });
        let own = tables().find(|t| t.subnets.contains(subnet));
        let table = own.or_else(|| tables().find(|t| t.main && t.vpc.is_some() && t.vpc == vpc));
        let leads = match table {
            Some(table) => table.routes.iter().map(|r| gateway(&r.target)).fold(Tri::No, better),
            None => Tri::Unknown,
        };
        best = better(best, leads);
    }
    best
}

fn better(a: Tri, b: Tri) -> Tri {
    match (a, b) {
        (Tri::Yes, _) | (_, Tri::Yes) => Tri::Yes,
        (Tri::Unknown, _) | (_, Tri::Unknown) => Tri::Unknown,
        (Tri::No, Tri::No) => Tri::No,
    }
}

/// Blocks of the internet that inbound rules admit, with ports.
fn doors(world: &World<'_>, groups: &[ResourceId]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for group in groups.iter().filter_map(|g| world.inventory.resource(*g)) {
        let Some(Network::SecurityGroup(group)) = &group.network else { continue };
        for rule in group.rules.iter().filter(|r| r.direction == Direction::Ingress && r.protocol.literal() != Some("icmp")) {
            let ports =
                rule.ports.map_or_else(|| "all ports".to_owned(), |(a, b)| if a == b { format!("port {a}") } else { format!("ports {a}-{b}") });
            let blocks = rule.peers.iter().filter_map(|p| if let Peer::Cidr(block) = p { Some(block) } else { None });
            for block in blocks.filter(|b| is_public(b)) {
                let shown = format!("{} on {ports}", world.inventory.render(block));
                if !out.contains(&shown) {
                    out.push(shown);
                }
            }
        }
    }
    out
}

/// Whether a block holds addresses of the internet: it is none of the private ranges (RFC 1918, RFC 6598, RFC 4193), loopback or link-local.
fn is_public(block: &Text) -> bool {
    let Some(address) = block.literal().and_then(|b| b.split('/').next()).and_then(|a| a.parse::<IpAddr>().ok()) else { return false };
    match address {
        IpAddr::V4(a) => {
            let [first, second, ..] = a.octets();
            !(a.is_private() || a.is_loopback() || a.is_link_local() || first == 100 && (64..128).contains(&second))
        }
        IpAddr::V6(a) => {
            let [first, ..] = a.segments();
            first & 0xfe00 != 0xfc00 && first & 0xffc0 != 0xfe80 && !a.is_loopback()
        }
    }
}
