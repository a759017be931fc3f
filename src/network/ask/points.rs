//! The ends of a question as addresses.

use std::net::IpAddr;

use ipnet::IpNet;

use super::super::address::{Holds, host, public, some_public, somebody};
use super::super::group::passes;
use super::super::walk::Client;
use super::super::{Flow, Interface, Peer, Point, Question, Reachability, Rule};

/// A point's name for a reader.
pub(super) fn named(point: &Point) -> String {
    match point {
        Point::Interface(id, _) => id.to_string(),
        Point::Internet(None) => "internet".into(),
        Point::Internet(Some(address)) | Point::Address(address) => address.to_string(),
    }
}

impl Reachability {
    /// Who the client may be, with which address.
    pub(super) fn sources(&self, question: &Question) -> Vec<(Client, IpNet)> {
        match &question.from {
            Point::Interface(id, address) => {
                let Some(place) = self.interfaces.get(id).copied() else { return Vec::new() };
                let facts = self.estate.interfaces.get(place);
                let fits = |spot: &IpNet| address.is_none_or(|a| host(a) == *spot);
                let own = facts.into_iter().flat_map(|f| &f.addresses).map(|a| a.private).filter(fits);
                own.map(|spot| (Client::Interface(place), spot)).collect()
            }
            Point::Internet(Some(address)) => vec![(Client::Internet, host(*address))],
            Point::Internet(None) => self.somebody(&question.to, false, question.flow).into_iter().map(|spot| (Client::Internet, spot)).collect(),
            Point::Address(address) => match self.owner(*address) {
                Some(place) => vec![(Client::Interface(place), host(*address))],
                None if public(&host(*address)) => vec![(Client::Internet, host(*address))],
                None => Vec::new(),
            },
        }
    }

    /// Where the request may go: the address, and the interface that is meant, if one is.
    pub(super) fn destinations(&self, question: &Question) -> Vec<(Option<usize>, IpNet)> {
        match &question.to {
            Point::Interface(id, address) => {
                let Some(place) = self.interfaces.get(id).copied() else { return Vec::new() };
                match address {
                    Some(address) => vec![(Some(place), host(*address))],
                    None => self.estate.interfaces.get(place).map_or_else(Vec::new, |i| addresses(place, i)),
                }
            }
            Point::Internet(Some(address)) | Point::Address(address) => vec![(None, host(*address))],
            Point::Internet(None) => self.somebody(&question.from, true, question.flow).into_iter().map(|spot| (None, spot)).collect(),
        }
    }

    /// Hosts on the internet that rules of the other end's groups may mean, of those about the flow.
    pub(super) fn somebody(&self, other: &Point, egress: bool, flow: Flow) -> Vec<IpNet> {
        let mut out = somebody().to_vec();
        let Point::Interface(id, _) = other else { return out };
        let groups = self.interfaces.get(id).and_then(|i| self.estate.interfaces.get(*i)).map_or(&[][..], |i| &i.groups);
        for group in groups.iter().filter_map(|g| self.groups.get(g).and_then(|g| self.estate.groups.get(*g))) {
            let about = |r: &&Rule| [false, true].iter().any(|v6| passes(r, flow.for_family(*v6)) != Holds::No);
            for peer in if egress { &group.egress } else { &group.ingress }.iter().filter(about).flat_map(|r| &r.peers) {
                let blocks: &[IpNet] = match peer {
                    Peer::Block(block) => std::slice::from_ref(block),
                    Peer::PrefixList(list) => {
                        self.prefix_lists.get(list).and_then(|p| self.estate.prefix_lists.get(*p)?.entries.as_deref()).unwrap_or_default()
                    }
                    _ => &[],
                };
                out.extend(blocks.iter().map(|b| host(b.network())).filter(|spot| public(spot) && !self.is_ours(spot)));
            }
        }
        out.sort();
        out.dedup();
        out
    }

    fn is_ours(&self, spot: &IpNet) -> bool {
        self.public_at(spot.addr()).is_some() || (0..self.estate.vpcs.len()).any(|v| self.in_vpc(v, spot) == Holds::Yes)
    }

    /// The only interface that has a private address, or the one that has a public one.
    fn owner(&self, address: IpAddr) -> Option<usize> {
        if let Some((place, _)) = self.public_at(address) {
            return Some(place);
        }
        let spot = host(address);
        let mut found = (0..self.estate.vpcs.len()).filter_map(|v| self.interface_at(v, &spot, None));
        let first = found.next()?;
        found.next().is_none().then_some(first)
    }
}

/// Private addresses before public ones.
pub(super) fn addresses(place: usize, interface: &Interface) -> Vec<(Option<usize>, IpNet)> {
    let private = interface.addresses.iter().map(|a| a.private);
    let public = interface.addresses.iter().filter_map(|a| match (a.public, a.has_public) {
        (Some(public), _) => Some(host(public)),
        (None, Some(true)) => Some(some_public()),
        _ => None,
    });
    private.chain(public).map(|spot| (Some(place), spot)).collect()
}
