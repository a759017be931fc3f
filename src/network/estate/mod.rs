//! The parts of networks as AWS describes them: what the engine is asked about.
//!
//! Components name each other by id. An id that no component has means something that is not in the input. Where a fact may be unknown it
//! is an `Option`, `None` for unknown, or its list has a neighbour `open`: more may exist.

mod balancer;
mod filter;
mod gateway;
mod transit;
mod vpc;

use std::collections::BTreeMap;
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

    /// Adds what another says.
    pub fn extend(&mut self, other: Estate) {
        let Estate {
            vpcs,
            subnets,
            tables,
            acls,
            groups,
            interfaces,
            gateways,
            egress_gateways,
            nats,
            peerings,
            transits,
            attachments,
            transit_tables,
            endpoints,
            services,
            prefix_lists,
            balancers,
            target_groups,
            block_public_access,
            aliases,
        } = other;
        self.vpcs.extend(vpcs);
        self.subnets.extend(subnets);
        self.tables.extend(tables);
        self.acls.extend(acls);
        self.groups.extend(groups);
        self.interfaces.extend(interfaces);
        self.gateways.extend(gateways);
        self.egress_gateways.extend(egress_gateways);
        self.nats.extend(nats);
        self.peerings.extend(peerings);
        self.transits.extend(transits);
        self.attachments.extend(attachments);
        self.transit_tables.extend(transit_tables);
        self.endpoints.extend(endpoints);
        self.services.extend(services);
        self.prefix_lists.extend(prefix_lists);
        self.balancers.extend(balancers);
        self.target_groups.extend(target_groups);
        self.block_public_access.extend(block_public_access);
        self.aliases.extend(aliases);
    }
}
