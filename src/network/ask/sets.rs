//! Questions about sets: who reaches an interface, what is reached from one, what the internet reaches.
//!
//! Pairs are not enumerated. The way is walked once for each subnet, because tables, gateways and links treat its interfaces alike; of the
//! subnets that have a way, interfaces are left out by what the security groups at both ends say; what remains is asked about as a pair.

use std::collections::BTreeMap;

use ipnet::IpNet;

use super::super::group::{Carried, Other, Ruling};
use super::super::walk::{End, Packet, Trail};
use super::super::{Code, Destination, Flow, Id, Interface, InterfaceKind, Leg, Point, Question, Reachability, TransitDestination, Verdict};

/// A way for all interfaces of a subnet.
struct Way {
    /// What is carried of group membership.
    carried: Carried,
    /// The source arrives as it was sent.
    same: bool,
}

impl Reachability {
    /// Interfaces that can open a connection to an interface, or perhaps can: all that are not blocked. In the order of the estate.
    pub fn who_reaches(&self, to: &str, flow: Flow) -> Vec<(Id, Verdict)> {
        let Some(goal) = self.interfaces.get(to).copied() else { return Vec::new() };
        let mut ways: BTreeMap<(usize, IpNet), Option<Way>> = BTreeMap::new();
        let mut out = Vec::new();
        for (place, facts) in self.estate.interfaces.iter().enumerate() {
            if place == goal || !opens(facts) {
                continue;
            }
            let Some(subnet) = self.subnet_of(place) else {
                out.extend(self.pair(facts, to, flow));
                continue;
            };
            let destinations: Vec<IpNet> =
                super::points::addresses(goal, self.estate.interfaces.get(goal).unwrap_or(facts)).into_iter().map(|(_, d)| d).collect();
            let mut perhaps = false;
            for dst in destinations {
                for src in facts.addresses.iter().map(|a| a.private).filter(|s| same_family(s, &dst)) {
                    let way = ways.entry((subnet, dst)).or_insert_with(|| self.way(place, src, goal, dst, flow));
                    perhaps |= way.as_ref().is_some_and(|way| self.filters_pass(way, (place, src), (goal, dst), flow));
                }
            }
            if perhaps {
                out.extend(self.pair(facts, to, flow));
            }
        }
        out
    }

    /// Interfaces to which an interface can open a connection, or perhaps can.
    pub fn reached_from(&self, from: &str, flow: Flow) -> Vec<(Id, Verdict)> {
        let Some(sender) = self.interfaces.get(from).copied() else { return Vec::new() };
        let Some(own) = self.estate.interfaces.get(sender) else { return Vec::new() };
        let split = self.split_subnets();
        let mut ways: BTreeMap<(usize, bool), Option<Way>> = BTreeMap::new();
        let mut out = Vec::new();
        for (place, facts) in self.estate.interfaces.iter().enumerate().filter(|(p, _)| *p != sender) {
            let Some(subnet) = self.subnet_of(place) else { continue };
            let mut perhaps = split.get(subnet).copied().unwrap_or(true);
            for (_, dst) in super::points::addresses(place, facts) {
                let private = facts.addresses.iter().any(|a| a.private == dst);
                for src in own.addresses.iter().map(|a| a.private).filter(|s| same_family(s, &dst)) {
                    // Public addresses are reached each by a way of its own.
                    if !private || matches!(dst, IpNet::V6(_)) {
                        perhaps |= self.way(sender, src, place, dst, flow).is_some();
                        continue;
                    }
                    let way = ways.entry((subnet, private)).or_insert_with(|| self.way(sender, src, place, dst, flow));
                    perhaps |= way.as_ref().is_some_and(|way| self.filters_pass(way, (sender, src), (place, dst), flow));
                }
            }
            if perhaps {
                let question = Question { from: Point::Interface(own.id.clone(), None), to: Point::Interface(facts.id.clone(), None), flow };
                let verdict = self.ask(&question).verdict;
                if verdict != Verdict::Blocked {
                    out.push((facts.id.clone(), verdict));
                }
            }
        }
        out
    }

    /// Interfaces to which a host on the internet can open a connection, or perhaps can.
    pub fn exposed(&self, flow: Flow) -> Vec<(Id, Verdict)> {
        let public = |i: &&Interface| i.addresses.iter().any(|a| a.has_public != Some(false) || matches!(a.private, IpNet::V6(_)));
        let asked = self.estate.interfaces.iter().filter(public).map(|i| {
            let question = Question { from: Point::Internet(None), to: Point::Interface(i.id.clone(), None), flow };
            (i.id.clone(), self.ask(&question).verdict)
        });
        asked.filter(|(_, verdict)| *verdict != Verdict::Blocked).collect()
    }

    fn pair(&self, from: &Interface, to: &str, flow: Flow) -> Option<(Id, Verdict)> {
        let question = Question { from: Point::Interface(from.id.clone(), None), to: Point::Interface(to.into(), None), flow };
        let verdict = self.ask(&question).verdict;
        (verdict != Verdict::Blocked).then(|| (from.id.clone(), verdict))
    }

    /// The way from a subnet, by one of its interfaces. None where what stops it stops every interface of the subnet: of ACLs' entries some may
    /// be about a part of it, and a public address is an interface's own.
    fn way(&self, sender: usize, src: IpNet, goal: usize, dst: IpNet, flow: Flow) -> Option<Way> {
        let mut trail = Trail::new(Leg::Forward, Some(goal));
        let mut packet = Packet { src, dst, flow: flow.for_family(matches!(dst, IpNet::V6(_))) };
        let end = self.send(sender, &mut packet, &mut trail);
        let own = [Code::Acl, Code::EphemeralPartial, Code::GatewayEgressAddress, Code::GatewayPrivateSource, Code::GatewaySharedSource];
        let shut = trail.faults.iter().any(|f| !own.contains(&f.code));
        let elsewhere = matches!(end, End::Interface(other) if other != goal);
        // At an internet gateway each source gets its own public address.
        let same = packet.src == src && !trail.faults.iter().any(|f| f.code == Code::GatewayEgressAddress);
        (!shut && !elsewhere).then_some(Way { carried: trail.carried, same })
    }

    /// Whether the groups at both ends may let the flow pass.
    fn filters_pass(&self, way: &Way, (from, src): (usize, IpNet), (to, dst): (usize, IpNet), flow: Flow) -> bool {
        let flow = flow.for_family(matches!(dst, IpNet::V6(_)));
        let refuses = |interface: usize, egress: bool, other: Other<'_>| matches!(self.ruled(interface, egress, other, flow), Ruling::Refuses(..));
        if refuses(from, true, Other { spot: &dst, interface: Some(to), carried: way.carried }) {
            return false;
        }
        !way.same || !refuses(to, false, Other { spot: &src, interface: Some(from), carried: way.carried })
    }

    /// Subnets of which some route is about a part only.
    fn split_subnets(&self) -> Vec<bool> {
        let of_tables = self.estate.tables.iter().flat_map(|t| &t.routes).filter_map(|r| match &r.destination {
            Destination::Block(block) => Some(*block),
            _ => None,
        });
        let of_transits = self.estate.transit_tables.iter().flat_map(|t| &t.routes).filter_map(|r| match &r.destination {
            TransitDestination::Block(block) => Some(*block),
            _ => None,
        });
        let of_lists = self.estate.prefix_lists.iter().flat_map(|l| l.entries.iter().flatten().copied());
        let mut blocks: Vec<IpNet> = of_tables.chain(of_transits).chain(of_lists).collect();
        blocks.sort();
        blocks.dedup();
        let inside = |cidr: &IpNet| {
            let from = blocks.partition_point(|b| b.network() < cidr.network());
            let near = blocks.get(from..).unwrap_or_default();
            near.iter().take_while(|b| cidr.contains(&b.network())).any(|b| cidr.contains(b) && b != cidr)
        };
        self.estate.subnets.iter().map(|s| s.cidrs.iter().any(inside)).collect()
    }
}

/// What opens connections of its own.
fn opens(facts: &Interface) -> bool {
    matches!(facts.kind, InterfaceKind::Host | InterfaceKind::Other(_))
}

fn same_family(a: &IpNet, b: &IpNet) -> bool {
    matches!(a, IpNet::V4(_)) == matches!(b, IpNet::V4(_))
}
