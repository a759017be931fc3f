//! Interfaces that are alike for everything but security groups: tables, ACLs, gateways and links can't tell them apart, so that what becomes of one's
//! request becomes of all.

use std::collections::{HashMap, HashSet};
use std::net::IpAddr;

use ipnet::IpNet;

use super::super::address::landmarks;
use super::super::index::single;
use super::super::{Destination, Estate, Interface, InterfaceKind, Peer, Reachability, TargetPoint, TransitDestination};

/// The class of each interface, in the order of the estate.
#[derive(Debug)]
pub(in super::super) struct Classes(Vec<usize>);

/// What the engine looks at of an interface.
#[derive(PartialEq, Eq, Hash)]
struct Traits<'a> {
    subnet: Option<usize>,
    kind: &'a InterfaceKind,
    source_dest_check: Option<bool>,
    attached: Option<bool>,
    ephemeral: Option<(u16, u16)>,
    addresses: Vec<(Spot, Option<Spot>, Option<bool>)>,
    /// Itself, where more than that counts.
    alone: Option<usize>,
}

/// Where an address lies: between which bounds of blocks, or in a block of which no more is known.
#[derive(PartialEq, Eq, Hash)]
enum Spot {
    Between(usize),
    Within(IpNet),
}

impl Classes {
    pub(super) fn of(&self, interface: usize) -> usize {
        self.0.get(interface).copied().unwrap_or(usize::MAX)
    }

    pub(super) fn new(network: &Reachability) -> Self {
        let estate = &network.estate;
        let bounds = bounds(estate);
        let at = |spot: &IpNet| match single(spot) {
            Some(one) => Spot::Between(bounds.partition_point(|b| *b <= key(one))),
            None => Spot::Within(*spot),
        };
        let mut held: HashMap<IpAddr, usize> = HashMap::new();
        for address in estate.interfaces.iter().flat_map(|i| &i.addresses) {
            single(&address.private).into_iter().chain(address.public).for_each(|one| *held.entry(one).or_default() += 1);
        }
        let targets = targets(network);
        let alone = |place: usize, facts: &Interface| {
            // An address that others have too leads elsewhere in their VPCs; a target of a load balancer is not sent its own packets.
            let shared = |one: IpAddr| held.get(&one).is_some_and(|n| *n > 1);
            let mut own = facts.addresses.iter().flat_map(|a| single(&a.private).into_iter().chain(a.public));
            own.any(shared) || targets.contains(&place)
        };
        let mut known: HashMap<Traits<'_>, usize> = HashMap::new();
        let classes = estate.interfaces.iter().enumerate().map(|(place, facts)| {
            let traits = Traits {
                subnet: network.subnet_of(place),
                kind: &facts.kind,
                source_dest_check: facts.source_dest_check,
                attached: facts.attached,
                ephemeral: facts.ephemeral,
                addresses: facts.addresses.iter().map(|a| (at(&a.private), a.public.map(|p| at(&p.into())), a.has_public)).collect(),
                alone: alone(place, facts).then_some(place),
            };
            let next = known.len();
            *known.entry(traits).or_insert(next)
        });
        Self(classes.collect())
    }
}

/// Interfaces that load balancers may send to.
fn targets(network: &Reachability) -> HashSet<usize> {
    let points = || network.estate.target_groups.iter().flat_map(|g| &g.targets).map(|(point, _)| point);
    let addresses: HashSet<IpNet> = points().filter_map(|p| if let TargetPoint::Address(a) = p { Some(IpNet::from(*a)) } else { None }).collect();
    let by_id = points().filter_map(|point| match point {
        TargetPoint::Instance(id) => network.instances.get(id).copied(),
        TargetPoint::Interface(id) => network.interfaces.get(id).copied(),
        TargetPoint::Address(_) | TargetPoint::Other(_) => None,
    });
    let has = |i: &Interface| i.addresses.iter().any(|a| addresses.contains(&a.private));
    let by_address = network.estate.interfaces.iter().enumerate().filter(|(_, i)| has(i)).map(|(place, _)| place);
    by_id.chain(by_address).collect()
}

/// Where blocks begin and end that anything in the estate names, in order. No rule, route or entry tells two addresses apart that have none between them.
fn bounds(estate: &Estate) -> Vec<u128> {
    let mut out = Vec::new();
    let mut add = |block: &IpNet| {
        out.push(key(block.network()));
        out.extend(key(block.broadcast()).checked_add(1));
    };
    landmarks().iter().for_each(&mut add);
    estate.vpcs.iter().flat_map(|v| v.cidrs.iter().chain(&v.perhaps)).for_each(&mut add);
    estate.subnets.iter().flat_map(|s| &s.cidrs).for_each(&mut add);
    estate.interfaces.iter().flat_map(|i| &i.addresses).map(|a| &a.private).filter(|p| single(p).is_none()).for_each(&mut add);
    estate.acls.iter().flat_map(|a| &a.entries).filter_map(|e| e.block.as_ref()).for_each(&mut add);
    estate.prefix_lists.iter().flat_map(|l| l.entries.iter().flatten()).for_each(&mut add);
    estate.peerings.iter().flat_map(|p| &p.sides).flat_map(|s| &s.cidrs).for_each(&mut add);
    let routes = estate.tables.iter().flat_map(|t| &t.routes);
    routes.filter_map(|r| if let Destination::Block(block) = &r.destination { Some(block) } else { None }).for_each(&mut add);
    let transit = estate.transit_tables.iter().flat_map(|t| &t.routes);
    transit.filter_map(|r| if let TransitDestination::Block(block) = &r.destination { Some(block) } else { None }).for_each(&mut add);
    let peers = estate.groups.iter().flat_map(|g| g.ingress.iter().chain(&g.egress)).flat_map(|r| &r.peers);
    peers.filter_map(|p| if let Peer::Block(block) = p { Some(block) } else { None }).for_each(&mut add);
    out.sort_unstable();
    out.dedup();
    out
}

/// Addresses of both families in one order.
fn key(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => v4.to_ipv6_mapped().to_bits(),
        IpAddr::V6(v6) => v6.to_bits(),
    }
}
