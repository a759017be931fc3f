//! Route tables: the longest prefix wins, then what is static ("Route priority").

use ipnet::IpNet;

use super::address::{Holds, public, reserved, some_public, somebody, within};
use super::index::{Reachability, route_name};
use super::walk::Trail;
use super::{AttachmentKind, Code, Destination, Id, Leg, Table, Target, TransitDestination};

/// Blocks of AWS's own prefix lists are not shorter.
const SHORTEST: u8 = 8;

/// Where a table sends a packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// To a target, by this route.
    To(Target, String),
    /// Into nothing: the code and the route.
    Drop(Code, String),
    /// No route.
    Nowhere,
    /// Not known.
    Unknown(Code, String),
}

/// A route that may match.
struct Candidate<'a> {
    sure: bool,
    length: u8,
    /// Lower is preferred among equal prefixes.
    rank: u8,
    target: &'a Target,
    blackhole: bool,
    name: String,
    code: Code,
}

impl Reachability {
    /// Where a route table sends a packet. Local routes of the VPC's blocks are in every table.
    pub(super) fn lookup(&self, table: Option<usize>, vpc: usize, spot: &IpNet, trail: &Trail) -> Way {
        if reserved(spot) {
            return Way::Drop(Code::ReservedRange, spot.to_string());
        }
        let table = table.and_then(|t| self.estate.tables.get(t));
        let name = table.map_or("", |t| &*t.id);
        let mut found: Vec<Candidate<'_>> = Vec::new();
        // "You can replace or restore the target of each local route": the replaced one is about the same block.
        let replaced = |block: &IpNet| {
            let own = |r: &&super::Route| !r.propagated && r.target != Target::Local && r.destination == Destination::Block(*block);
            table.is_some_and(|t| t.routes.iter().any(|r| own(&r)))
        };
        for block in self.estate.vpcs.get(vpc).map_or(&[][..], |v| &v.cidrs).iter().filter(|b| !replaced(b)) {
            let local = |sure| Candidate {
                sure,
                length: block.prefix_len(),
                rank: 0,
                target: &Target::Local,
                blackhole: false,
                name: route_name(name, &Destination::Block(*block)),
                code: Code::PlanUnknown,
            };
            match within(spot, block) {
                Holds::No => {}
                holds => found.push(local(holds == Holds::Yes)),
            }
        }
        // What is not known of the VPC's blocks may be more specific than any route.
        if self.estate.vpcs.get(vpc).is_some_and(|v| v.perhaps.iter().any(|c| within(spot, c) != Holds::No)) {
            let (length, name) = (spot.max_prefix_len(), route_name(name, &Destination::Unknown));
            found.push(Candidate { sure: false, length, rank: 0, target: &Target::Local, blackhole: false, name, code: Code::PlanUnknown });
        }
        if let Some(table) = table {
            self.candidates(table, spot, trail, &mut found);
            if table.open && !found.iter().any(|c| c.sure && *c.target == Target::Local) {
                return Way::Unknown(Code::PlanUnknown, table.id.to_string());
            }
        }
        decide(&found)
    }

    fn candidates<'a>(&'a self, table: &'a Table, spot: &IpNet, trail: &Trail, found: &mut Vec<Candidate<'a>>) {
        for route in table.routes.iter().filter(|r| r.target != Target::Local) {
            let (holds, length, rank, code) = match &route.destination {
                Destination::Block(block) => (within(spot, block), block.prefix_len(), if route.propagated { 2 } else { 0 }, Code::PlanUnknown),
                Destination::Unknown => (Holds::Maybe, spot.max_prefix_len(), 0, Code::PlanUnknown),
                Destination::PrefixList(list) if trail.list.as_ref() == Some(list) => (Holds::Yes, SHORTEST, 1, Code::PrefixListUnknown),
                Destination::PrefixList(list) => match self.prefix_lists.get(list).and_then(|p| self.estate.prefix_lists.get(*p)?.entries.as_ref()) {
                    Some(entries) => {
                        let best = entries.iter().map(|e| (within(spot, e), e.prefix_len())).filter(|(h, _)| *h != Holds::No).max();
                        let Some((holds, length)) = best else { continue };
                        (holds, length, 1, Code::PlanUnknown)
                    }
                    None => (self.list_may_hold(route, spot, trail.leg), spot.max_prefix_len(), 1, Code::PrefixListUnknown),
                },
            };
            if holds != Holds::No {
                found.push(Candidate {
                    sure: holds == Holds::Yes,
                    length,
                    rank,
                    target: &route.target,
                    blackhole: route.blackhole,
                    name: route_name(&table.id, &route.destination),
                    code,
                });
            }
        }
    }

    /// A list of a gateway endpoint holds public addresses of one service, and nobody else's; the service opens no connections, so that nothing
    /// is replied to it.
    fn list_may_hold(&self, route: &super::Route, spot: &IpNet, leg: Leg) -> Holds {
        let service = matches!(&route.target, Target::Endpoint(_));
        let somebodys = *spot == some_public() || somebody().contains(spot);
        if service && (!public(spot) || somebodys || leg == Leg::Return) { Holds::No } else { Holds::Maybe }
    }

    /// Where a transit gateway's table sends a packet: the attachment, or why none. Static routes beat prefix lists, those beat propagated ones.
    pub(super) fn transit_lookup(&self, table: usize, spot: &IpNet) -> Result<(Id, String), (Code, String, bool)> {
        let Some(facts) = self.estate.transit_tables.get(table) else { return Err((Code::TransitNoRoute, String::new(), false)) };
        let mut best: Option<(u8, u8, Option<Id>, String)> = None;
        let mut doubt: Option<(u8, Code)> = None;
        let mut offer = |length: u8, rank: u8, to: Option<Id>, name: String| {
            let better = best.as_ref().is_none_or(|(l, r, ..)| length > *l || (length == *l && rank < *r));
            if better {
                best = Some((length, rank, to, name));
            }
        };
        for route in &facts.routes {
            let name = |what: &dyn std::fmt::Display| format!("{} {what}", facts.id);
            match &route.destination {
                TransitDestination::Block(block) => match within(spot, block) {
                    Holds::Yes => offer(block.prefix_len(), if route.fixed { 0 } else { 2 }, route.attachment.clone(), name(block)),
                    Holds::Maybe => doubt = doubt.max(Some((block.prefix_len(), Code::PlanUnknown))),
                    Holds::No => {}
                },
                TransitDestination::PrefixList(list) => {
                    match self.prefix_lists.get(list).and_then(|p| self.estate.prefix_lists.get(*p)?.entries.as_ref()) {
                        Some(entries) => {
                            let best = entries.iter().filter(|e| e.contains(spot)).map(IpNet::prefix_len).max();
                            if let Some(length) = best {
                                offer(length, 1, route.attachment.clone(), name(list));
                            }
                        }
                        None => doubt = doubt.max(Some((spot.max_prefix_len(), Code::PrefixListUnknown))),
                    }
                }
                TransitDestination::Unknown => doubt = doubt.max(Some((spot.max_prefix_len(), Code::PlanUnknown))),
            }
        }
        for id in &facts.propagations {
            let attachment = self.attachments.get(&(id.clone(), facts.transit.clone())).and_then(|a| self.estate.attachments.get(*a));
            match attachment.map(|a| &a.kind) {
                Some(AttachmentKind::Vpc { vpc, .. }) => match self.vpcs.get(vpc).and_then(|v| self.estate.vpcs.get(*v)) {
                    Some(facts_of_vpc) => {
                        for block in &facts_of_vpc.cidrs {
                            match within(spot, block) {
                                Holds::Yes => offer(block.prefix_len(), 2, Some(id.clone()), format!("{} {block} propagated", facts.id)),
                                Holds::Maybe => doubt = doubt.max(Some((block.prefix_len(), Code::PlanUnknown))),
                                Holds::No => {}
                            }
                        }
                        if facts_of_vpc.perhaps.iter().any(|c| within(spot, c) != Holds::No) {
                            doubt = doubt.max(Some((spot.max_prefix_len(), Code::PlanUnknown)));
                        }
                    }
                    None => doubt = doubt.max(Some((0, Code::ForeignAccount))),
                },
                Some(AttachmentKind::Learned(_)) => doubt = doubt.max(Some((0, Code::BgpUnknown))),
                Some(AttachmentKind::Peering { .. }) => {}
                None => doubt = doubt.max(Some((0, Code::TransitRoutesUnknown))),
            }
        }
        if facts.open {
            doubt = doubt.max(Some((0, Code::TransitRoutesUnknown)));
        }
        match (best, doubt) {
            (Some((length, ..)), Some((unsure, code))) if unsure > length => Err((code, facts.id.to_string(), true)),
            (Some((_, _, Some(to), name)), _) => Ok((to, name)),
            (Some((_, _, None, name)), _) => Err((Code::TransitBadStateRoute, name, false)),
            (None, Some((_, code))) => Err((code, facts.id.to_string(), true)),
            (None, None) => Err((Code::TransitNoRoute, facts.id.to_string(), false)),
        }
    }
}

fn decide(found: &[Candidate<'_>]) -> Way {
    let key = |c: &&Candidate<'_>| (std::cmp::Reverse(c.length), c.rank);
    let Some(best) = found.iter().filter(|c| c.sure).min_by_key(key) else {
        return match found.iter().min_by_key(key) {
            Some(unsure) => Way::Unknown(unsure.code, unsure.name.clone()),
            None => Way::Nowhere,
        };
    };
    let other = |c: &&Candidate<'_>| c.target != best.target;
    if let Some(unsure) = found.iter().filter(|c| !c.sure && c.length > best.length).find(other) {
        return Way::Unknown(unsure.code, unsure.name.clone());
    }
    // Overlapping prefix lists: which of them is chosen is not defined.
    if best.rank == 1 && found.iter().filter(|c| c.sure && c.rank == 1 && c.length == best.length).any(|c| other(&c)) {
        return Way::Unknown(Code::RouteAmbiguous, best.name.clone());
    }
    if best.blackhole {
        return Way::Drop(Code::BadStateRoute, best.name.clone());
    }
    if *best.target == Target::Unknown {
        return Way::Unknown(Code::PlanUnknown, best.name.clone());
    }
    Way::To(best.target.clone(), best.name.clone())
}
