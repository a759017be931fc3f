//! The network of Terraform instances as the engine of `network` is asked about it.
//!
//! A component's id is AWS's where the source knows it, else the address of its resource. What a new VPC has by itself (default security group,
//! network ACL, main route table) is made as AWS makes it unless the source manages it. What is only looked up (`data`) is open: more may be in it.

mod balancer;
mod endpoint;
mod filter;
mod gateway;
mod interface;
mod refer;
mod route;
mod transit;
mod vpc;

use std::collections::{BTreeMap, BTreeSet};

use super::build::Builder;
use super::instance::{At, Instance, State};
use super::world::World;
use crate::network::{Estate, Id};

/// Types that are read for the network alone.
pub(super) const READ: &[&str] = &[
    "aws_autoscaling_attachment",
    "aws_default_network_acl",
    "aws_ec2_managed_prefix_list",
    "aws_ec2_managed_prefix_list_entry",
    "aws_ec2_transit_gateway_peering_attachment",
    "aws_ec2_transit_gateway_peering_attachment_accepter",
    "aws_ec2_transit_gateway_prefix_list_reference",
    "aws_ec2_transit_gateway_route",
    "aws_ec2_transit_gateway_route_table",
    "aws_ec2_transit_gateway_route_table_association",
    "aws_ec2_transit_gateway_route_table_propagation",
    "aws_ec2_transit_gateway_vpc_attachment_accepter",
    "aws_lb_target_group",
    "aws_lb_target_group_attachment",
    "aws_network_acl",
    "aws_network_acl_association",
    "aws_network_acl_rule",
    "aws_network_interface_attachment",
    "aws_network_interface_sg_attachment",
    "aws_vpc_block_public_access_exclusion",
    "aws_vpc_block_public_access_options",
    "aws_vpc_endpoint_connection_accepter",
    "aws_vpc_endpoint_private_dns",
    "aws_vpc_endpoint_service",
    "aws_vpc_endpoint_service_allowed_principal",
];

/// Reads the network of all instances.
pub(super) fn read(b: &Builder<'_>) -> Estate {
    let mut reader = Reader::new(b);
    vpc::read(&mut reader);
    filter::read(&mut reader);
    gateway::read(&mut reader);
    endpoint::read(&mut reader);
    route::read(&mut reader);
    transit::read(&mut reader);
    interface::read(&mut reader);
    balancer::read(&mut reader);
    reader.aliases();
    reader.estate
}

/// What is read so far, and how to find things.
struct Reader<'b, 'w> {
    b: &'b Builder<'w>,
    world: &'w World,
    estate: Estate,
    /// The id of each instance.
    ids: Vec<Id>,
    /// Instances by known id and ARN.
    known: BTreeMap<&'w str, usize>,
    loose: Loose,
}

/// Associations of subnets that are not known.
#[derive(Clone, Copy, Debug, Default)]
struct Loose {
    acls: bool,
    tables: bool,
}

/// An instance and its place.
#[derive(Clone, Copy)]
struct One<'w> {
    number: usize,
    is: &'w Instance,
}

impl<'w> One<'w> {
    fn at(&self, name: &str) -> At<'w> {
        self.is.at(name)
    }

    /// It is looked up, not managed.
    fn seen(&self) -> bool {
        self.is.address.data
    }
}

impl<'b, 'w> Reader<'b, 'w> {
    fn new(b: &'b Builder<'w>) -> Self {
        let world = b.world;
        let mut shared: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
        for instance in &world.instances {
            shared.entry(&instance.shown).or_default().insert(instance.world);
        }
        let own = |i: &Instance| {
            let several = shared.get(i.shown.as_str()).is_some_and(|worlds| worlds.len() > 1);
            let input = b.inventory.inputs.get(i.input as usize).filter(|_| several);
            input.map_or_else(|| Id::from(i.shown.as_str()), |input| format!("{}: {}", input.name, i.shown).into())
        };
        let ids = world.instances.iter().map(|i| refer::stated(i).map_or_else(|| own(i), Id::from)).collect();
        let mut known = BTreeMap::new();
        for (number, instance) in world.instances.iter().enumerate() {
            for attribute in ["id", "arn"] {
                if let Some(text) = instance.str(attribute) {
                    known.entry(text).or_insert(number);
                }
            }
        }
        let mut reader = Self { b, world, estate: Estate::default(), ids, known, loose: Loose::default() };
        reader.same();
        reader
    }

    /// Instances of these types, looked-up ones too. What an account itself told is read for the network apart.
    fn of(&self, types: &'static [&'static str]) -> impl Iterator<Item = One<'w>> + use<'w> {
        let all = self.world.instances.iter().enumerate();
        all.filter(|(_, i)| i.place.is_none() && !i.covered && types.contains(&i.address.ty.as_str())).map(|(number, is)| One { number, is })
    }

    fn one(&self, number: usize) -> Option<One<'w>> {
        self.world.instances.get(number).map(|is| One { number, is })
    }

    fn id(&self, one: One<'_>) -> Id {
        self.ids.get(one.number).cloned().unwrap_or_else(|| "".into())
    }

    /// Account and Region. Where they are not known, a name of their own that begins with no letter or digit.
    fn scope(&self, one: One<'_>) -> (String, String) {
        let scope = self.b.scope(one.is);
        (self.b.inventory.render(&scope.account), self.b.inventory.render(&scope.region))
    }

    /// Makes resources findable by their addresses and ARNs.
    fn aliases(&mut self) {
        for (instance, id) in self.world.instances.iter().zip(&self.ids).filter(|(i, _)| i.arn.is_none()) {
            for name in [Some(instance.shown.as_str()), instance.str("arn")].into_iter().flatten().filter(|n| **n != **id) {
                self.estate.aliases.entry(name.to_owned()).or_insert_with(|| id.clone());
            }
        }
    }
}

/// What is known of an attribute. What must not be shown is not known.
fn state<'w>(at: &At<'w>) -> State<'w> {
    if at.is_sensitive() { State::Unknown } else { at.state() }
}

/// A known text that is not empty.
fn text<'w>(at: &At<'w>) -> Option<&'w str> {
    match state(at) {
        State::Known(value) => value.as_str().filter(|t| !t.is_empty()),
        _ => None,
    }
}

/// Whether an attribute is set to something, known or not.
fn set(at: &At<'_>) -> bool {
    match state(at) {
        State::Unset => false,
        State::Unknown => true,
        State::Known(value) => !value.as_str().is_some_and(str::is_empty),
    }
}

/// A truth value; `None` where it is not known.
fn flag(at: &At<'_>, unset: bool) -> Option<bool> {
    use crate::model::Tri;
    match at.bool(if unset { Tri::Yes } else { Tri::No }) {
        Tri::Yes => Some(true),
        Tri::No => Some(false),
        Tri::Unknown => None,
    }
}

/// A choice of two words; `None` where it is not known.
fn choice(at: &At<'_>, yes: &str, unset: bool) -> Option<bool> {
    match state(at) {
        State::Unset => Some(unset),
        State::Unknown => None,
        State::Known(value) => Some(value.as_str().map_or(unset, |v| v.eq_ignore_ascii_case(yes))),
    }
}

/// A port.
fn port(at: &At<'_>) -> Option<u16> {
    at.int().and_then(|p| u16::try_from(p).ok())
}
