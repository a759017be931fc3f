//! Route tables, routes, associations.

use super::super::build::Builder;
use super::super::catalogue::{Type, adds, makes};
use super::super::find::Ref;
use super::super::instance::{At, Instance, State};
use crate::model::{GapKind, Network, ResourceId, Route, RouteTable, RouteTarget};

const TABLE: &str = "arn:{partition}:ec2:{region}:{account}:route-table/{id}";

pub(super) const TYPES: &[Type] = &[
    makes("aws_route_table", "route-table", "id", TABLE, table),
    makes("aws_default_route_table", "route-table", "id", TABLE, table),
    makes("data.aws_route_table", "route-table", "id", TABLE, table),
    adds("aws_route", route),
    adds("aws_route_table_association", association),
    adds("aws_main_route_table_association", main_association),
];

/// Attributes that name a route's target, and what they name.
const TARGETS: &[(&str, &[&str])] = &[
    ("gateway_id", &["internet-gateway"]),
    ("nat_gateway_id", &["nat-gateway"]),
    ("egress_only_gateway_id", &["egress-only-internet-gateway"]),
    ("vpc_endpoint_id", &["vpc-endpoint"]),
    ("vpc_peering_connection_id", &["vpc-peering-connection"]),
    ("transit_gateway_id", &["transit-gateway"]),
    ("network_interface_id", &["network-interface"]),
    ("instance_id", &["ec2-instance"]),
    ("carrier_gateway_id", &[]),
    ("local_gateway_id", &[]),
    ("core_network_arn", &[]),
];

/// Attributes that name a route's destination: of blocks, and of resources.
const DESTINATIONS: &[&str] =
    &["cidr_block", "ipv6_cidr_block", "destination_cidr_block", "destination_ipv6_cidr_block", "destination_prefix_list_id"];

fn table(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let vpc = b.resource(&i.at("vpc_id"), &["vpc"]);
    let blocks = i.at("route");
    if blocks.state() == State::Unknown {
        let message = "routes are known after apply".to_owned();
        b.gap(GapKind::UnknownValue, &blocks, message, Some(id), None);
    }
    let routes = blocks.items().iter().filter_map(|block| one(b, |name| block.get(name))).collect();
    let main = i.address.ty == "aws_default_route_table";
    b.edit(id, |r| r.network = Some(Network::RouteTable(RouteTable { vpc, routes, subnets: Vec::new(), main })));
    for association in i.at("associations").items() {
        let subnet = association.get("subnet_id");
        if subnet.str().is_some_and(|s| !s.is_empty())
            && let Some(subnet) = b.resource(&subnet, &["subnet"])
        {
            edit(b, id, |t| t.subnets.push(subnet));
        }
    }
}

fn edit(b: &mut Builder<'_>, id: ResourceId, change: impl FnOnce(&mut RouteTable)) {
    b.edit(id, |r| {
        if let Some(Network::RouteTable(table)) = &mut r.network {
            change(table);
        }
    });
}

fn one<'a>(b: &mut Builder<'_>, at: impl Fn(&str) -> At<'a>) -> Option<Route> {
    let set = |name: &&str| {
        let at = at(name);
        at.state() == State::Unknown || at.str().is_some_and(|s| !s.is_empty())
    };
    let destination = DESTINATIONS.iter().find(|name| set(name)).and_then(|name| b.text(&at(name)))?;
    let mut target = RouteTarget::Unknown;
    for (name, kinds) in TARGETS {
        let at = at(name);
        match b.refer(&at, kinds) {
            Ref::Unset => {}
            Ref::To(id) => target = RouteTarget::Resource(id),
            Ref::Named(text) => target = RouteTarget::Other(text),
            // An unset attribute that the provider computes is unknown as well; one that names something wins.
            Ref::OneOf(_) => {}
        }
    }
    Some(Route { destination, target })
}

fn route(b: &mut Builder<'_>, i: &Instance) {
    let Some(table) = b.resource(&i.at("route_table_id"), &["route-table"]) else { return };
    let Some(route) = one(b, |name| i.at(name)) else { return };
    edit(b, table, |t| {
        if !t.routes.contains(&route) {
            t.routes.push(route);
        }
    });
}

fn association(b: &mut Builder<'_>, i: &Instance) {
    let Some(table) = b.resource(&i.at("route_table_id"), &["route-table"]) else { return };
    let Some(subnet) = b.resource(&i.at("subnet_id"), &["subnet"]) else { return };
    edit(b, table, |t| {
        if !t.subnets.contains(&subnet) {
            t.subnets.push(subnet);
        }
    });
}

fn main_association(b: &mut Builder<'_>, i: &Instance) {
    let Some(table) = b.resource(&i.at("route_table_id"), &["route-table"]) else { return };
    edit(b, table, |t| t.main = true);
}
