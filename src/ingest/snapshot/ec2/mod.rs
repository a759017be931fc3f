//! Amazon EC2: VPCs and all that belongs to them.

mod filters;
mod gateways;
mod transit;
mod vpcs;

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use super::{Key, Merged};
use crate::network::{
    Acl, Attachment, EgressGateway, Endpoint, Estate, Exclusion, Gateway, Group, Id, Interface, InterfaceKind, Nat, Peering, PrefixList, Subnet,
    Table, Transit, TransitRoute, TransitTable, Vpc,
};

pub(super) const KEYS: &[Key] = &[
    ("Vpcs", vpcs::vpc),
    ("Subnets", vpcs::subnet),
    ("RouteTables", vpcs::table),
    ("NetworkInterfaces", vpcs::interface),
    ("Reservations", vpcs::reservation),
    ("Addresses", vpcs::address),
    ("SecurityGroups", filters::group),
    ("SecurityGroupVpcAssociations", |_, _, _| {}),
    ("NetworkAcls", filters::acl),
    ("PrefixLists", filters::prefix_list),
    ("ManagedPrefixLists", filters::managed_prefix_list),
    ("ManagedPrefixListEntries", filters::prefix_list_entries),
    ("Entries", filters::prefix_list_entry),
    ("InternetGateways", gateways::internet),
    ("EgressOnlyInternetGateways", gateways::egress_only),
    ("NatGateways", gateways::nat),
    ("VpcPeeringConnections", gateways::peering),
    ("VpcEndpoints", gateways::endpoint),
    ("EnableDnsSupport", vpcs::dns),
    ("EnableDnsHostnames", vpcs::dns),
    ("ServiceConfigurations", gateways::service),
    ("VpcBlockPublicAccessOptions", gateways::block_public_access),
    ("VpcBlockPublicAccessExclusions", gateways::exclusion),
    ("TransitGateways", transit::gateway),
    ("TransitGatewayAttachments", transit::attachment),
    ("TransitGatewayVpcAttachments", transit::vpc_attachment),
    ("TransitGatewayPeeringAttachments", transit::peering_attachment),
    ("TransitGatewayRouteTables", transit::table),
    ("TransitGatewayPropagations", transit::propagations),
    ("TransitGatewayRouteTablePropagations", transit::propagation),
    ("TransitGatewayStaticRoutes", transit::routes),
    ("TransitGatewayRoutes", transit::routes),
    ("Routes", transit::route),
];

/// What is read of EC2.
#[derive(Debug, Default)]
pub(super) struct Parts {
    vpcs: Merged<Vpc>,
    /// VPCs in which DNS is off, so that no private name leads to an endpoint.
    nameless: BTreeSet<Id>,
    /// Elastic IPs: interface, private and public address.
    elastic: Vec<(Id, IpAddr, IpAddr)>,
    subnets: Merged<Subnet>,
    tables: Merged<Table>,
    interfaces: Merged<Interface>,
    /// Ephemeral ports of instances by their platform.
    platforms: BTreeMap<Id, (u16, u16)>,
    groups: Merged<Group>,
    acls: Merged<Acl>,
    /// By id: several calls tell of one, and several accounts.
    prefix_lists: BTreeMap<Id, PrefixList>,
    gateways: Merged<Gateway>,
    egress_gateways: Merged<EgressGateway>,
    nats: Merged<Nat>,
    peerings: Merged<Peering>,
    endpoints: Merged<Endpoint>,
    exclusions: BTreeMap<(String, String), Vec<(Id, Exclusion)>>,
    transits: Merged<Transit>,
    attachments: Merged<Attachment>,
    /// Attachments of VPCs as the call that tells their subnets shows them.
    attached: BTreeMap<Id, Attachment>,
    transit_tables: Merged<TransitTable>,
    propagations: BTreeMap<Id, BTreeSet<Id>>,
    routes: BTreeMap<Id, Vec<TransitRoute>>,
    /// Tables whose routes are told, and those of them that are not told in full.
    told: BTreeMap<Id, bool>,
}

impl Parts {
    /// Puts the parts together.
    pub(super) fn join(mut self, estate: &mut Estate) {
        for endpoint in self.endpoints.list() {
            for interface in &endpoint.interfaces {
                if let Some(facts) = self.interfaces.get_mut(interface) {
                    facts.kind = InterfaceKind::Endpoint(endpoint.id.clone());
                }
            }
        }
        // An Elastic IP that an interface's own record does not tell.
        for (interface, private, public) in self.elastic.drain(..) {
            let own = self.interfaces.get_mut(&interface).map(|i| &mut i.addresses);
            for address in own.into_iter().flatten().filter(|a| a.private.addr() == private && a.public.is_none()) {
                address.public = Some(public);
                address.has_public = Some(true);
            }
        }
        for endpoint in self.endpoints.list_mut().iter_mut().filter(|e| self.nameless.contains(&e.vpc)) {
            endpoint.private_dns = Some(false);
        }
        transit::join(&mut self);
        estate.vpcs = self.vpcs.into_list();
        estate.subnets = self.subnets.into_list();
        estate.tables = self.tables.into_list();
        estate.acls = self.acls.into_list();
        estate.groups = self.groups.into_list();
        estate.gateways = self.gateways.into_list();
        estate.egress_gateways = self.egress_gateways.into_list();
        estate.peerings = self.peerings.into_list();
        estate.transits = self.transits.into_list();
        estate.attachments = self.attachments.into_list();
        estate.transit_tables = self.transit_tables.into_list();
        estate.endpoints = self.endpoints.into_list();
        estate.prefix_lists = self.prefix_lists.into_values().collect();
        let lists: BTreeMap<String, Id> = estate.prefix_lists.iter().map(|p| (p.name.clone(), p.id.clone())).collect();
        for endpoint in &mut estate.endpoints {
            endpoint.prefix_list = lists.get(&endpoint.service).cloned();
        }
        estate.nats = self.nats.into_list();
        for (place, excluded) in self.exclusions {
            if let Some(options) = estate.block_public_access.get_mut(&place) {
                options.exclusions.extend(excluded);
            }
        }
        estate.interfaces = self.interfaces.into_list();
        let nodes: BTreeMap<String, Id> = estate.balancers.iter().map(|b| (after_loadbalancer(&b.id).to_owned(), b.id.clone())).collect();
        let mut of_balancer: BTreeMap<Id, Vec<Id>> = BTreeMap::new();
        for interface in &mut estate.interfaces {
            if let Some(instance) = &interface.instance {
                interface.ephemeral = interface.ephemeral.or_else(|| self.platforms.get(instance).copied());
            }
            // A node's description tells its load balancer: `ELB net/name/0123456789abcdef`.
            if let InterfaceKind::Balancer(described) = &interface.kind {
                match nodes.get(&**described) {
                    Some(id) => {
                        of_balancer.entry(id.clone()).or_default().push(interface.id.clone());
                        interface.kind = InterfaceKind::Balancer(id.clone());
                    }
                    None => interface.kind = InterfaceKind::Balancer(described.clone()),
                }
            }
        }
        for balancer in &mut estate.balancers {
            balancer.interfaces = of_balancer.remove(&balancer.id).unwrap_or_default();
        }
    }
}

/// The part of a load balancer's ARN that its interfaces' descriptions have.
fn after_loadbalancer(arn: &str) -> &str {
    arn.split_once("loadbalancer/").map_or(arn, |(_, rest)| rest)
}
