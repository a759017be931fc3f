//! Which VPCs have to do with each other: connections to private addresses do not leave a neighbourhood.

use petgraph::unionfind::UnionFind;

use super::address::rfc1918;
use super::{AttachmentKind, EndpointKind, Estate, Id, Reachability, Target};

/// Interfaces by neighbourhood.
#[derive(Debug, Default)]
pub(super) struct Neighbourhoods {
    /// Neighbourhood of each VPC.
    of_vpc: Vec<usize>,
    /// Interfaces by neighbourhood, in the order of the estate.
    inside: Vec<Vec<usize>>,
    /// Interfaces whose VPC or address is not known, or whose VPC leads to what the input does not show.
    loose: Vec<usize>,
}

impl Reachability {
    /// Interfaces of which a connection to this one may arrive, in the order of the estate; all others are in VPCs that nothing links with its own.
    pub(super) fn neighbours(&self, goal: usize) -> Vec<usize> {
        let everybody = || (0..self.estate.interfaces.len()).collect();
        let Some(facts) = self.estate.interfaces.get(goal) else { return Vec::new() };
        // Public addresses, IPv6 ones among them, are reached over the internet.
        let public =
            facts.addresses.is_empty() || facts.addresses.iter().any(|a| a.has_public != Some(false) || a.public.is_some() || !rfc1918(&a.private));
        let Some(vpc) = self.subnet_of(goal).and_then(|s| self.vpc_of(s)).filter(|_| !public) else { return everybody() };
        let Some(inside) = self.near.of_vpc.get(vpc).and_then(|n| self.near.inside.get(*n)) else { return everybody() };
        let mut found: Vec<usize> = inside.iter().chain(&self.near.loose).copied().collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Puts VPCs together that peering connections and transit gateways link.
    pub(super) fn find_neighbourhoods(&mut self) {
        let estate = &self.estate;
        // Nodes: VPCs, then transit gateways.
        let transit = |id: &Id| self.transits.get(id).map(|t| estate.vpcs.len().saturating_add(*t));
        let vpc = |id: &Id| self.vpcs.get(id).copied();
        let nodes = estate.vpcs.len().saturating_add(estate.transits.len());
        let mut sets = UnionFind::<usize>::new(nodes);
        let mut leads_out: Vec<usize> = Vec::new();
        let mut link = |a: Option<usize>, b: Option<usize>| match (a, b) {
            (Some(a), Some(b)) => drop(sets.union(a, b)),
            (one, other) => leads_out.extend(one.or(other)),
        };
        for peering in &estate.peerings {
            let [one, other] = &peering.sides;
            link(vpc(&one.vpc), vpc(&other.vpc));
        }
        for attachment in &estate.attachments {
            let here = transit(&attachment.transit);
            match &attachment.kind {
                AttachmentKind::Vpc { vpc: id, .. } => link(here, vpc(id)),
                AttachmentKind::Peering { peer } => link(here, transit(peer)),
                AttachmentKind::Learned(_) => link(here, None),
            }
        }
        leads_out.extend(estate.transit_tables.iter().filter(|t| t.open).filter_map(|t| transit(&t.transit)));
        leads_out.extend(estate.vpcs.iter().enumerate().filter(|(_, v)| v.open).map(|(place, _)| place));
        let elsewhere = estate.tables.iter().filter(|t| t.open || t.routes.iter().any(|r| leads_elsewhere(self, &r.target)));
        leads_out.extend(elsewhere.filter_map(|t| vpc(&t.vpc)));
        let no_table = (0..estate.subnets.len()).filter(|s| self.table_of(*s).is_none());
        leads_out.extend(no_table.filter_map(|s| self.vpc_of(s)));
        let mut out = vec![false; nodes];
        for node in leads_out {
            if let Some(mark) = out.get_mut(sets.find(node)) {
                *mark = true;
            }
        }
        let mut near =
            Neighbourhoods { of_vpc: (0..estate.vpcs.len()).map(|v| sets.find(v)).collect(), inside: vec![Vec::new(); nodes], loose: Vec::new() };
        for interface in 0..estate.interfaces.len() {
            let set = self.subnet_of(interface).and_then(|s| self.vpc_of(s)).and_then(|v| near.of_vpc.get(v).copied());
            let placed = estate.interfaces.get(interface).is_some_and(|i| !i.addresses.is_empty());
            match set.filter(|s| placed && out.get(*s) == Some(&false)).and_then(|s| near.inside.get_mut(s)) {
                Some(list) => list.push(interface),
                None => near.loose.push(interface),
            }
        }
        self.near = near;
    }
}

/// Whether a route may lead to where the estate does not tell.
fn leads_elsewhere(network: &Reachability, target: &Target) -> bool {
    let estate: &Estate = &network.estate;
    let balances = |id: &Id| {
        let found = network.endpoints.get(id).and_then(|e| estate.endpoints.get(*e));
        !found.is_some_and(|e| matches!(e.kind, EndpointKind::Gateway | EndpointKind::Interface))
    };
    match target {
        Target::Local | Target::EgressGateway(_) => false,
        Target::Gateway(id) => !network.gateways.contains_key(id) && balances(id),
        Target::Nat(id) => !network.nats.contains_key(id),
        Target::Peering(id) => !network.peerings.contains_key(id),
        Target::Transit(id) => !network.transits.contains_key(id),
        Target::Endpoint(id) => balances(id),
        // A machine that forwards may be the end of a tunnel.
        Target::Interface(_) | Target::Instance(_) | Target::VpnGateway(_) | Target::Other(_) | Target::Unknown => true,
    }
}
