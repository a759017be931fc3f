//! VPC endpoints and endpoint services.

use super::super::instance::State;
use super::interface::blank;
use super::refer::{Found, GROUPS, SUBNETS, TABLES, VPCS};
use super::{One, Reader, flag, set, state, text};
use crate::network::{Address, Endpoint, EndpointKind, EndpointService, Id, Interface, InterfaceKind, PrefixList};

pub(super) fn read(r: &mut Reader<'_, '_>) {
    services(r);
    for one in r.of(&["aws_vpc_endpoint"]) {
        endpoint(r, one);
    }
}

fn services(r: &mut Reader<'_, '_>) {
    for one in r.of(&["aws_vpc_endpoint_service"]).filter(|o| !o.seen()) {
        let (balancers, open) = r.refer_all(&one.at("network_load_balancer_arns"), super::balancer::BALANCERS);
        let id = r.id(one);
        let acceptance = flag(&one.at("acceptance_required"), true);
        let own = one.at("allowed_principals");
        let mut principals: Option<Vec<String>> =
            (state(&own) != State::Unknown).then(|| own.items().iter().filter_map(|p| text(p).map(str::to_owned)).collect());
        for apart in r.of(&["aws_vpc_endpoint_service_allowed_principal"]) {
            match r.refer(&apart.at("vpc_endpoint_service_id"), &["aws_vpc_endpoint_service"]) {
                Found::Id(service) if service == id => match (text(&apart.at("principal_arn")), &mut principals) {
                    (Some(principal), Some(list)) => list.push(principal.to_owned()),
                    _ => principals = None,
                },
                Found::Id(_) => {}
                _ => principals = None,
            }
        }
        r.estate.services.push(EndpointService { name: id.to_string(), balancers, open, acceptance, principals });
    }
}

fn endpoint<'w>(r: &mut Reader<'_, 'w>, one: One<'w>) {
    let id = r.id(one);
    let kind = match (text(&one.at("vpc_endpoint_type")), state(&one.at("vpc_endpoint_type"))) {
        (Some("Interface"), _) => EndpointKind::Interface,
        (Some("GatewayLoadBalancer"), _) => EndpointKind::GatewayBalancer,
        (Some("Gateway"), _) | (_, State::Unset) => EndpointKind::Gateway,
        (Some(other), _) => EndpointKind::Other(other.to_owned()),
        (None, _) => EndpointKind::Other("known after apply".into()),
    };
    let service = match r.refer(&one.at("service_name"), &["aws_vpc_endpoint_service"]) {
        Found::Id(name) => name.to_string(),
        _ => String::new(),
    };
    // Of AWS's services there is nobody who accepts.
    let foreign = !service.starts_with("com.amazonaws.") || service.contains(".vpce");
    let available = match text(&one.at("state")) {
        Some(told) => Some(told == "available"),
        None if !foreign => Some(true),
        None => accepted(r, one, &id),
    };
    let vpc = r.refer(&one.at("vpc_id"), VPCS).or_nobody();
    let private_dns = private_dns(r, one, &vpc);
    let prefix_list = (kind == EndpointKind::Gateway).then(|| list(r, one, &service));
    let interfaces = if matches!(kind, EndpointKind::Interface) { interfaces(r, one, &id, &vpc) } else { Vec::new() };
    r.estate.endpoints.push(Endpoint { id, vpc, kind, service, interfaces, prefix_list, available, private_dns });
}

/// Whether the service's name leads to the endpoint for what is in the VPC: not where it does for an inbound Resolver endpoint only, and not without
/// both DNS attributes of the VPC ("DNS attributes for your VPC").
fn private_dns<'w>(r: &Reader<'_, 'w>, one: One<'w>, vpc: &Id) -> Option<bool> {
    let by_resolver = flag(&one.at("dns_options").within("private_dns_only_for_inbound_resolver_endpoint"), false);
    let of_vpc = |name: &str, unset| r.of(VPCS).find(|v| r.id(*v) == *vpc && !v.seen()).and_then(|v| flag(&v.at(name), unset));
    // Where an attribute of the VPC is not known it is on: AWS refuses private names of endpoints otherwise.
    if of_vpc("enable_dns_support", true) == Some(false) || of_vpc("enable_dns_hostnames", false) == Some(false) || by_resolver == Some(true) {
        return Some(false);
    }
    flag(&one.at("private_dns_enabled"), false).filter(|on| !on || by_resolver.is_some())
}

/// Whether the owner of a service of the input accepts the endpoint.
fn accepted<'w>(r: &Reader<'_, 'w>, one: One<'w>, id: &Id) -> Option<bool> {
    if flag(&one.at("auto_accept"), false) == Some(true) {
        return Some(true);
    }
    let by_hand =
        r.of(&["aws_vpc_endpoint_connection_accepter"]).any(|a| r.refer(&a.at("vpc_endpoint_id"), &["aws_vpc_endpoint"]).id().as_ref() == Some(id));
    if by_hand {
        return Some(true);
    }
    let name = r.refer(&one.at("service_name"), &["aws_vpc_endpoint_service"]).id()?;
    let service = r.of(&["aws_vpc_endpoint_service"]).find(|s| !s.seen() && r.id(*s) == name)?;
    flag(&service.at("acceptance_required"), true).and_then(|required| (!required).then_some(true))
}

/// The prefix list of a gateway endpoint: one that is looked up by the service's name, or its own.
fn list<'w>(r: &mut Reader<'_, 'w>, one: One<'w>, service: &str) -> Id {
    let id = r.part(one, "prefix_list_id");
    if let Some(known) = r.estate.prefix_lists.iter().find(|l| l.id == id || (!service.is_empty() && l.name == service)) {
        return known.id.clone();
    }
    let blocks = one.at("cidr_blocks");
    let entries: Option<Vec<_>> = match state(&blocks) {
        State::Known(_) => blocks.items().iter().map(super::vpc::block).collect(),
        _ => None,
    };
    r.estate.prefix_lists.push(PrefixList { id: id.clone(), name: service.to_owned(), entries: entries.filter(|e| !e.is_empty()) });
    id
}

/// An interface in each subnet.
fn interfaces<'w>(r: &mut Reader<'_, 'w>, one: One<'w>, id: &Id, vpc: &Id) -> Vec<Id> {
    let (mut subnets, _) = r.refer_all(&one.at("subnet_ids"), SUBNETS);
    let about = |r: &Reader<'_, 'w>, other: &One<'w>| r.refer(&other.at("vpc_endpoint_id"), &["aws_vpc_endpoint"]).id().as_ref() == Some(id);
    let further = r.of(&["aws_vpc_endpoint_subnet_association"]).filter(|o| about(r, o)).filter_map(|o| r.refer(&o.at("subnet_id"), SUBNETS).id());
    subnets.extend(further.collect::<Vec<_>>());
    let at = one.at("security_group_ids");
    let (mut groups, mut open) = r.refer_all(&at, GROUPS);
    for other in r.of(&["aws_vpc_endpoint_security_group_association"]).filter(|o| about(r, o)).collect::<Vec<_>>() {
        match r.refer(&other.at("security_group_id"), GROUPS) {
            Found::Id(group) => groups.push(group),
            _ => open = true,
        }
    }
    if !set(&at) && groups.is_empty() && !open {
        groups.extend(r.default_group(vpc));
        open = groups.is_empty();
    }
    let mut out = Vec::new();
    for subnet in subnets {
        let interface: Id = format!("{id} in {subnet}").into();
        let addresses = r.somewhere(&subnet, Some(false)).into_iter().collect::<Vec<Address>>();
        let kind = InterfaceKind::Endpoint(id.clone());
        r.estate.interfaces.push(Interface { kind, addresses, groups: groups.clone(), open, ..blank(r, one, interface.clone(), subnet) });
        out.push(interface);
    }
    out
}

/// Routes that gateway endpoints put into tables: the table, the list, the endpoint.
pub(super) fn routes(r: &Reader<'_, '_>) -> Vec<(Option<Id>, Option<Id>, Id)> {
    let mut out = Vec::new();
    for one in r.of(&["aws_vpc_endpoint"]) {
        let id = r.id(one);
        let Some(list) = r.estate.endpoints.iter().find(|e| e.id == id).and_then(|e| e.prefix_list.clone()) else { continue };
        let (tables, open) = r.refer_all(&one.at("route_table_ids"), TABLES);
        out.extend(tables.into_iter().map(|table| (Some(table), Some(list.clone()), id.clone())));
        if open {
            out.push((None, Some(list), id));
        }
    }
    for one in r.of(&["aws_vpc_endpoint_route_table_association"]) {
        let table = r.refer(&one.at("route_table_id"), TABLES).id();
        if let Some(id) = r.refer(&one.at("vpc_endpoint_id"), &["aws_vpc_endpoint"]).id() {
            let list = r.estate.endpoints.iter().find(|e| e.id == id).and_then(|e| e.prefix_list.clone());
            out.push((table, list, id));
        }
    }
    out
}
