//! The parts of networks as AWS describes them: what the engine is asked about.
//!
//! Components name each other by id. An id that no component has means something that is not in the input. Where a fact may be unknown it
//! is an `Option`, `None` for unknown, or its list has a neighbour `open`: more may exist.

mod balancer;
mod filter;
mod gateway;
mod transit;
mod vpc;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use balancer::{Attribute, Balancer, BalancerKind, Listener, TargetGroup, TargetPoint};
pub use filter::{Acl, AclEntry, Action, Group, Peer, Ports, PrefixList, Protocol, Rule};
pub use gateway::{
    BlockMode, BlockPublicAccess, EgressGateway, Endpoint, EndpointKind, EndpointService, Exclusion, Gateway, Nat, Peering, PeeringSide,
};
pub use transit::{Attachment, AttachmentKind, Transit, TransitDestination, TransitRoute, TransitTable};
pub use vpc::{Address, Association, Destination, Interface, InterfaceKind, Route, Subnet, Table, Target, Vpc};

/// An id of AWS, or the address of a resource in a plan.
pub type Id = Arc<str>;

/// Everything there is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Estate {
    /// VPCs.
    pub vpcs: Vec<Vpc>,
    /// Subnets.
    pub subnets: Vec<Subnet>,
    /// Route tables.
    pub tables: Vec<Table>,
    /// Network ACLs.
    pub acls: Vec<Acl>,
    /// Security groups.
    pub groups: Vec<Group>,
    /// Network interfaces.
    pub interfaces: Vec<Interface>,
    /// Internet gateways.
    pub gateways: Vec<Gateway>,
    /// Egress-only internet gateways.
    pub egress_gateways: Vec<EgressGateway>,
    /// NAT gateways.
    pub nats: Vec<Nat>,
    /// Peering connections.
    pub peerings: Vec<Peering>,
    /// Transit gateways.
    pub transits: Vec<Transit>,
    /// Attachments to transit gateways.
    pub attachments: Vec<Attachment>,
    /// Route tables of transit gateways.
    pub transit_tables: Vec<TransitTable>,
    /// VPC endpoints.
    pub endpoints: Vec<Endpoint>,
    /// Endpoint services.
    pub services: Vec<EndpointService>,
    /// Prefix lists.
    pub prefix_lists: Vec<PrefixList>,
    /// Load balancers.
    pub balancers: Vec<Balancer>,
    /// Target groups.
    pub target_groups: Vec<TargetGroup>,
    /// VPC Block Public Access, by account and Region.
    pub block_public_access: BTreeMap<(String, String), BlockPublicAccess>,
    /// Other names of components (addresses in Terraform, ARNs), and their ids.
    pub aliases: BTreeMap<String, Id>,
}

impl Estate {
    /// Nothing at all.
    pub fn is_empty(&self) -> bool {
        self.vpcs.is_empty() && self.subnets.is_empty() && self.interfaces.is_empty() && self.groups.is_empty()
    }

    /// Adds what another says of components that are not here; not of those that are gone.
    pub fn lay_over(&mut self, other: Estate, gone: &BTreeSet<Id>) {
        fn add<T>(here: &mut Vec<T>, other: Vec<T>, gone: &BTreeSet<Id>, id: fn(&T) -> &Id) {
            let there: BTreeSet<Id> = here.iter().map(|t| id(t).clone()).collect();
            here.extend(other.into_iter().filter(|t| !there.contains(id(t)) && !gone.contains(id(t))));
        }
        add(&mut self.vpcs, other.vpcs, gone, |t| &t.id);
        add(&mut self.subnets, other.subnets, gone, |t| &t.id);
        add(&mut self.tables, other.tables, gone, |t| &t.id);
        add(&mut self.acls, other.acls, gone, |t| &t.id);
        add(&mut self.groups, other.groups, gone, |t| &t.id);
        let of_gone = |i: &Interface| i.instance.as_ref().is_some_and(|id| gone.contains(id));
        add(&mut self.interfaces, other.interfaces.into_iter().filter(|i| !of_gone(i)).collect(), gone, |t| &t.id);
        add(&mut self.gateways, other.gateways, gone, |t| &t.id);
        add(&mut self.egress_gateways, other.egress_gateways, gone, |t| &t.id);
        add(&mut self.nats, other.nats, gone, |t| &t.id);
        add(&mut self.peerings, other.peerings, gone, |t| &t.id);
        add(&mut self.transits, other.transits, gone, |t| &t.id);
        // Both sides of a peering have the same attachment.
        self.attachments.extend(other.attachments.into_iter().filter(|a| !gone.contains(&a.id)));
        add(&mut self.transit_tables, other.transit_tables, gone, |t| &t.id);
        add(&mut self.endpoints, other.endpoints, gone, |t| &t.id);
        self.services.extend(other.services);
        add(&mut self.prefix_lists, other.prefix_lists, gone, |t| &t.id);
        add(&mut self.balancers, other.balancers, gone, |t| &t.id);
        add(&mut self.target_groups, other.target_groups, gone, |t| &t.id);
        for (place, block) in other.block_public_access {
            self.block_public_access.entry(place).or_insert(block);
        }
        for (name, id) in other.aliases {
            self.aliases.entry(name).or_insert(id);
        }
    }
}
