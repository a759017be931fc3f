//! What attributes refer to, as ids of components.

use super::super::instance::{At, Instance, State};
use super::super::reference::referred;
use super::{One, Reader, state};
use crate::network::Id;

/// What an attribute refers to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing.
    Unset,
    /// A component, perhaps one that is not in the input.
    Id(Id),
    /// One of these, or of all there are.
    Unknown(Vec<Id>),
}

impl Found {
    pub(super) fn id(self) -> Option<Id> {
        match self {
            Found::Id(id) => Some(id),
            _ => None,
        }
    }

    /// The id, or one that nothing has.
    pub(super) fn or_nobody(self) -> Id {
        self.id().unwrap_or_else(|| "?".into())
    }
}

/// The id that an instance states.
pub(super) fn stated(i: &Instance) -> Option<&str> {
    let attribute = match i.address.ty.as_str() {
        "aws_lb" | "aws_alb" | "aws_lb_target_group" | "aws_alb_target_group" | "aws_lb_listener" | "aws_alb_listener" => "arn",
        "aws_vpc_endpoint_service" => "service_name",
        "aws_internet_gateway" if i.address.data => "internet_gateway_id",
        "aws_route_table" if i.address.data => "route_table_id",
        "aws_prefix_list" => "id",
        _ => "id",
    };
    i.str(attribute).filter(|id| !id.is_empty())
}

pub(super) const GROUPS: &[&str] = &["aws_security_group", "aws_default_security_group"];
pub(super) const VPCS: &[&str] = &["aws_vpc", "aws_default_vpc"];
pub(super) const SUBNETS: &[&str] = &["aws_subnet", "aws_default_subnet"];
pub(super) const TABLES: &[&str] = &["aws_route_table", "aws_default_route_table"];
pub(super) const ACLS: &[&str] = &["aws_network_acl", "aws_default_network_acl"];
pub(super) const LISTS: &[&str] = &["aws_ec2_managed_prefix_list", "aws_prefix_list"];
pub(super) const INSTANCES: &[&str] = &["aws_instance", "aws_spot_instance_request"];
pub(super) const TRANSIT_TABLES: &[&str] = &["aws_ec2_transit_gateway_route_table"];
pub(super) const ATTACHMENTS: &[&str] = &[
    "aws_ec2_transit_gateway_vpc_attachment",
    "aws_ec2_transit_gateway_vpc_attachment_accepter",
    "aws_ec2_transit_gateway_peering_attachment",
    "aws_ec2_transit_gateway_peering_attachment_accepter",
    "aws_ec2_transit_gateway_connect",
    "aws_vpn_connection",
    "aws_ec2_transit_gateway_dx_gateway_attachment",
    "aws_ec2_transit_gateway_vpn_attachment",
    "aws_ec2_transit_gateway_attachment",
];

impl<'w> Reader<'_, 'w> {
    /// What an attribute refers to, among instances of these types.
    pub(super) fn refer(&self, at: &At<'w>, types: &[&str]) -> Found {
        match state(at) {
            State::Unset => Found::Unset,
            State::Known(value) => match value.as_str() {
                None | Some("") => Found::Unset,
                Some(name) => Found::Id(self.canonical(name)),
            },
            State::Unknown => {
                let (ids, opaque) = self.candidates(at, types);
                match ids.as_slice() {
                    [one] if !opaque => Found::Id(one.clone()),
                    _ => Found::Unknown(ids),
                }
            }
        }
    }

    /// The components that a list refers to; the flag says that there may be more, or fewer.
    pub(super) fn refer_all(&self, at: &At<'w>, types: &[&str]) -> (Vec<Id>, bool) {
        let mut out: Vec<Id> = Vec::new();
        let mut open = false;
        let mut unknown = 0;
        match state(at) {
            State::Unset => {}
            State::Unknown => unknown = usize::MAX,
            State::Known(_) => {
                for item in at.items() {
                    match state(&item) {
                        State::Unknown => unknown += 1,
                        _ => out.extend(self.refer(&item, types).id()),
                    }
                }
            }
        }
        if unknown > 0 {
            let (ids, opaque) = self.candidates(at, types);
            let fresh: Vec<Id> = ids.into_iter().filter(|id| !out.contains(id)).collect();
            open = opaque || fresh.is_empty() || (unknown < usize::MAX && fresh.len() != unknown);
            // Of fewer places than candidates nobody knows which are in them.
            if !(unknown < usize::MAX && fresh.len() > unknown) {
                out.extend(fresh);
            }
        }
        let mut seen = std::collections::BTreeSet::new();
        out.retain(|id| seen.insert(id.clone()));
        (out, open)
    }

    /// Instances that the expression of an attribute names, as ids; the flag tells that it names something else.
    fn candidates(&self, at: &At<'w>, types: &[&str]) -> (Vec<Id>, bool) {
        let (targets, opaque) = self.b.sources.made_of(at).unwrap_or_else(|| {
            let referred = referred(self.world, at);
            (referred.targets, referred.opaque)
        });
        let mut out = Vec::new();
        for (number, attribute) in &targets {
            if let Some(id) = self.one(*number).and_then(|one| self.id_as(one, attribute.as_deref(), types))
                && !out.contains(&id)
            {
                out.push(id);
            }
        }
        (out, opaque)
    }

    /// What an attribute of an instance names: itself, or what comes with it.
    fn id_as(&self, one: One<'w>, attribute: Option<&str>, types: &[&str]) -> Option<Id> {
        let ty = one.is.address.ty.as_str();
        let wants = |list: &[&str]| list.iter().any(|t| types.contains(t));
        match (ty, attribute.unwrap_or("id")) {
            ("aws_vpc" | "aws_default_vpc", "default_security_group_id") => wants(GROUPS).then(|| self.part(one, "default_security_group_id")),
            ("aws_vpc" | "aws_default_vpc", "default_network_acl_id") => wants(ACLS).then(|| self.part(one, "default_network_acl_id")),
            ("aws_vpc" | "aws_default_vpc", "main_route_table_id" | "default_route_table_id") => wants(TABLES).then(|| self.main_table(one)),
            ("aws_ec2_transit_gateway", "association_default_route_table_id" | "propagation_default_route_table_id") => {
                wants(TRANSIT_TABLES).then(|| self.part(one, "association_default_route_table_id"))
            }
            ("aws_eks_cluster", "vpc_config") => wants(GROUPS).then(|| self.part(one, "cluster_security_group_id")),
            ("aws_instance" | "aws_spot_instance_request", "primary_network_interface_id") => {
                types.contains(&"aws_network_interface").then(|| self.part(one, "primary_network_interface_id"))
            }
            ("aws_vpc_endpoint", "prefix_list_id") => wants(LISTS).then(|| self.part(one, "prefix_list_id")),
            ("aws_vpn_connection", "transit_gateway_attachment_id") => wants(ATTACHMENTS).then(|| self.part(one, "transit_gateway_attachment_id")),
            _ => types.contains(&ty).then(|| self.id(one)),
        }
    }

    /// Something that comes with an instance: its id where that is known, else the instance's with the attribute.
    pub(super) fn part(&self, one: One<'w>, attribute: &str) -> Id {
        one.is.str(attribute).filter(|t| !t.is_empty()).map_or_else(|| format!("{}.{attribute}", self.id(one)).into(), Id::from)
    }

    /// The main table with which a VPC was made.
    pub(super) fn main_table(&self, vpc: One<'w>) -> Id {
        let told = ["default_route_table_id", "main_route_table_id"].iter().find_map(|a| vpc.is.str(a).filter(|t| !t.is_empty()));
        told.map_or_else(|| self.part(vpc, "default_route_table_id"), Id::from)
    }

    /// The id of what a known id or ARN names.
    fn canonical(&self, name: &str) -> Id {
        let instance = self.known.get(name).and_then(|n| self.ids.get(*n));
        instance.cloned().unwrap_or_else(|| name.into())
    }

    /// Instances that stand for what another has, or what comes with it, get its id.
    pub(super) fn same(&mut self) {
        const SAME: &[(&str, &str, &[&str])] = &[
            ("aws_default_route_table", "default_route_table_id", TABLES),
            ("aws_default_network_acl", "default_network_acl_id", ACLS),
            ("aws_ec2_transit_gateway_vpc_attachment_accepter", "transit_gateway_attachment_id", ATTACHMENTS),
            ("aws_ec2_transit_gateway_peering_attachment_accepter", "transit_gateway_attachment_id", ATTACHMENTS),
            ("aws_vpc_peering_connection_accepter", "vpc_peering_connection_id", &["aws_vpc_peering_connection"]),
        ];
        for (number, instance) in self.world.instances.iter().enumerate() {
            let one = One { number, is: instance };
            let other = match SAME.iter().find(|(ty, ..)| *ty == instance.address.ty) {
                Some((_, attribute, types)) => self.refer(&one.at(attribute), types).id(),
                None if instance.address.ty == "aws_default_security_group" => {
                    let vpc = self.refer(&one.at("vpc_id"), VPCS).id();
                    vpc.and_then(|id| self.of(VPCS).find(|v| self.id(*v) == id)).map(|v| self.part(v, "default_security_group_id"))
                }
                None => None,
            };
            if let (Some(other), Some(slot)) = (other, self.ids.get_mut(number)) {
                *slot = other;
            }
        }
    }
}
