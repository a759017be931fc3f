//! Route tables, routes, associations.

use std::collections::BTreeSet;

use super::super::instance::{At, State};
use super::refer::{Found, INSTANCES, LISTS, SUBNETS, TABLES, VPCS};
use super::vpc::block;
use super::{One, Reader, endpoint, set, state, text};
use crate::network::{Association, Destination, Id, Route, Table, Target};

pub(super) fn read(r: &mut Reader<'_, '_>) {
    tables(r);
    main_tables(r);
    routes(r);
    by_endpoints(r);
    learned(r);
    associations(r);
}

fn tables(r: &mut Reader<'_, '_>) {
    for one in r.of(TABLES) {
        let id = r.id(one);
        if one.seen() && r.estate.tables.iter().any(|t| t.id == id) {
            continue;
        }
        let list = one.at(if one.seen() { "routes" } else { "route" });
        let mut vpc = r.refer(&one.at("vpc_id"), VPCS).or_nobody();
        if one.is.address.ty == "aws_default_route_table"
            && let Some(owner) = r.of(VPCS).find(|v| r.main_table(*v) == id)
        {
            vpc = r.id(owner);
        }
        let mut facts = Table { id, vpc, routes: Vec::new(), open: state(&list) == State::Unknown, associations: Vec::new() };
        for at in list.items() {
            facts.routes.extend(route(r, |name| at.get(name)));
        }
        let gone: Vec<Destination> = removed(r, one).into_iter().filter_map(|i| route(r, |name| i.at(name)).map(|g| g.destination)).collect();
        facts.routes.retain(|route| !gone.contains(&route.destination));
        for association in one.at("associations").items() {
            if let Some(subnet) = text(&association.get("subnet_id")) {
                facts.associations.push(Association::Subnet(subnet.into()));
            }
        }
        r.estate.tables.push(facts);
    }
}

/// Routes that the plan removes and the table's own attribute still shows.
fn removed<'w>(r: &Reader<'_, 'w>, table: One<'w>) -> Vec<&'w super::Instance> {
    let Some(id) = table.is.str("id") else { return Vec::new() };
    let world = r.world;
    world.removed.iter().filter(|i| i.world == table.is.world && i.address.ty == "aws_route" && i.str("route_table_id") == Some(id)).collect()
}

/// The main table with which a VPC is made has its local routes only.
fn main_tables(r: &mut Reader<'_, '_>) {
    for vpc in r.of(VPCS) {
        let id = r.main_table(vpc);
        let owner = r.id(vpc);
        if !r.estate.tables.iter().any(|t| t.id == id) {
            let open = vpc.seen() || vpc.is.address.ty == "aws_default_vpc";
            r.estate.tables.push(Table { id: id.clone(), vpc: owner.clone(), routes: Vec::new(), open, associations: Vec::new() });
        }
        let mains: Vec<One<'_>> =
            r.of(&["aws_main_route_table_association"]).filter(|a| r.refer(&a.at("vpc_id"), VPCS).id().is_none_or(|v| v == owner)).collect();
        let main = match mains.first() {
            None => Some(id),
            Some(association) => r.refer(&association.at("route_table_id"), TABLES).id(),
        };
        match main.and_then(|id| r.estate.tables.iter_mut().find(|t| t.id == id)) {
            Some(table) => table.associations.push(Association::Main),
            None => r.estate.tables.push(nobody(owner, Association::Main)),
        }
    }
}

/// A table of which nothing is known.
fn nobody(vpc: Id, association: Association) -> Table {
    Table { id: "a route table that is not known".into(), vpc, routes: Vec::new(), open: true, associations: vec![association] }
}

/// A route; `None` for one without destination.
fn route<'w>(r: &Reader<'_, 'w>, at: impl Fn(&str) -> At<'w>) -> Option<Route> {
    let blocks = ["cidr_block", "ipv6_cidr_block", "destination_cidr_block", "destination_ipv6_cidr_block"];
    let lists = ["destination_prefix_list_id", "prefix_list_id"];
    let known = blocks.iter().find_map(|name| block(&at(name))).map(Destination::Block);
    let list = lists.iter().find_map(|name| r.refer(&at(name), LISTS).id()).map(Destination::PrefixList);
    let perhaps = || blocks.iter().chain(&lists).any(|name| set(&at(name))).then_some(Destination::Unknown);
    let destination = known.or(list).or_else(perhaps)?;
    Some(Route { destination, target: target(r, at), blackhole: false, propagated: false })
}

fn target<'w>(r: &Reader<'_, 'w>, at: impl Fn(&str) -> At<'w>) -> Target {
    let gateway = at("gateway_id");
    if text(&gateway) == Some("local") {
        return Target::Local;
    }
    match r.refer(&gateway, &["aws_internet_gateway", "aws_vpn_gateway", "aws_vpc_endpoint"]) {
        Found::Id(id) if is(r, &id, "aws_vpn_gateway") || id.starts_with("vgw-") => return Target::VpnGateway(id),
        Found::Id(id) if is(r, &id, "aws_vpc_endpoint") || id.starts_with("vpce-") => return Target::Endpoint(id),
        Found::Id(id) => return Target::Gateway(id),
        Found::Unset | Found::Unknown(_) => {}
    }
    type Make = fn(Id) -> Target;
    let others: [(&str, &[&str], Make); 7] = [
        ("nat_gateway_id", &["aws_nat_gateway"], Target::Nat),
        ("transit_gateway_id", &["aws_ec2_transit_gateway"], Target::Transit),
        ("vpc_peering_connection_id", &["aws_vpc_peering_connection", "aws_vpc_peering_connection_accepter"], Target::Peering),
        ("egress_only_gateway_id", &["aws_egress_only_internet_gateway"], Target::EgressGateway),
        ("network_interface_id", &["aws_network_interface", "aws_instance"], Target::Interface),
        ("instance_id", INSTANCES, Target::Instance),
        ("vpc_endpoint_id", &["aws_vpc_endpoint"], Target::Endpoint),
    ];
    for (name, types, make) in others {
        if let Found::Id(id) = r.refer(&at(name), types) {
            return make(id);
        }
    }
    for name in ["carrier_gateway_id", "local_gateway_id", "core_network_arn", "odb_network_arn"] {
        if let Some(id) = text(&at(name)) {
            return Target::Other(id.into());
        }
    }
    Target::Unknown
}

fn is(r: &Reader<'_, '_>, id: &Id, ty: &str) -> bool {
    r.ids.iter().position(|i| i == id).and_then(|n| r.one(n)).is_some_and(|one| one.is.address.ty == ty)
}

fn routes(r: &mut Reader<'_, '_>) {
    let mut separate: BTreeSet<Id> = BTreeSet::new();
    for one in r.of(&["aws_route"]).filter(|o| !o.seen()) {
        let found = r.refer(&one.at("route_table_id"), TABLES);
        let route = route(r, |name| one.at(name));
        let of = |t: &Table| match &found {
            Found::Id(id) => t.id == *id,
            Found::Unknown(ids) if !ids.is_empty() => ids.contains(&t.id),
            _ => true,
        };
        let sure = matches!(found, Found::Id(_));
        for table in r.estate.tables.iter_mut().filter(|t| of(t)) {
            match route.clone().filter(|_| sure) {
                Some(route) => {
                    // What a table shows of a separate route may be how it was before.
                    if !separate.contains(&table.id) || route.destination != Destination::Unknown {
                        table.routes.retain(|r| r.destination != route.destination || route.destination == Destination::Unknown);
                    }
                    table.routes.push(route);
                    separate.insert(table.id.clone());
                }
                None => table.open = true,
            }
        }
    }
}

fn by_endpoints(r: &mut Reader<'_, '_>) {
    for (table, list, id) in endpoint::routes(r) {
        let destination = list.map_or(Destination::Unknown, Destination::PrefixList);
        let route = Route { destination, target: Target::Endpoint(id), blackhole: false, propagated: false };
        for facts in r.estate.tables.iter_mut().filter(|t| table.as_ref().is_none_or(|id| t.id == *id)) {
            match &table {
                Some(_) if !facts.routes.contains(&route) => facts.routes.push(route.clone()),
                Some(_) => {}
                None => facts.open = true,
            }
        }
    }
}

/// Routes that virtual private gateways propagate are not in the input.
fn learned(r: &mut Reader<'_, '_>) {
    let mut tables: Vec<Option<Id>> = Vec::new();
    for one in r.of(TABLES) {
        let gateways = one.at("propagating_vgws");
        if state(&gateways) == State::Unknown || !gateways.items().is_empty() {
            tables.push(Some(r.id(one)));
        }
    }
    for one in r.of(&["aws_vpn_gateway_route_propagation"]) {
        tables.push(r.refer(&one.at("route_table_id"), TABLES).id());
    }
    for table in tables {
        r.estate.tables.iter_mut().filter(|t| table.as_ref().is_none_or(|id| t.id == *id)).for_each(|t| t.open = true);
    }
}

fn associations(r: &mut Reader<'_, '_>) {
    for one in r.of(&["aws_route_table_association"]) {
        let table = r.refer(&one.at("route_table_id"), TABLES).id();
        let gateways = &["aws_internet_gateway", "aws_vpn_gateway"];
        let association = match (r.refer(&one.at("subnet_id"), SUBNETS), r.refer(&one.at("gateway_id"), gateways)) {
            (Found::Id(subnet), _) => Association::Subnet(subnet),
            (_, Found::Id(gateway)) => Association::Gateway(gateway),
            _ => {
                r.loose.tables = true;
                continue;
            }
        };
        match table.and_then(|id| r.estate.tables.iter_mut().find(|t| t.id == id)) {
            Some(table) if table.associations.contains(&association) => {}
            Some(table) => table.associations.push(association),
            None => r.estate.tables.push(nobody("?".into(), association)),
        }
    }
    if r.loose.tables {
        let told: BTreeSet<Id> = r
            .estate
            .tables
            .iter()
            .flat_map(|t| &t.associations)
            .filter_map(|a| match a {
                Association::Subnet(subnet) => Some(subnet.clone()),
                _ => None,
            })
            .collect();
        let left: Vec<Id> = r.estate.subnets.iter().map(|s| s.id.clone()).filter(|s| !told.contains(s)).collect();
        r.estate.tables.extend(left.into_iter().map(|subnet| nobody("?".into(), Association::Subnet(subnet))));
    }
}
