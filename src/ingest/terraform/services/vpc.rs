//! VPCs, subnets, gateways, endpoints, peering, transit gateways.

use super::super::build::Builder;
use super::super::catalogue::{Type, adds, makes};
use super::super::instance::{At, Instance, State};
use super::super::policies::{document, object, string};
use crate::model::{Endpoint, EndpointKind, Network, ResourceId, ResourcePolicy, Subnet, Tri, Vpc};
use crate::policy::PolicyKind;

const VPC: &str = "arn:{partition}:ec2:{region}:{account}:vpc/{id}";
const SUBNET: &str = "arn:{partition}:ec2:{region}:{account}:subnet/{id}";

pub(super) const TYPES: &[Type] = &[
    makes("aws_vpc", "vpc", "id", VPC, vpc),
    makes("aws_default_vpc", "vpc", "id", VPC, vpc),
    makes("data.aws_vpc", "vpc", "id", VPC, vpc),
    adds("aws_vpc_ipv4_cidr_block_association", |b, i| more_cidr(b, i, "cidr_block")),
    adds("aws_vpc_ipv6_cidr_block_association", |b, i| more_cidr(b, i, "ipv6_cidr_block")),
    makes("aws_subnet", "subnet", "id", SUBNET, subnet),
    makes("aws_default_subnet", "subnet", "id", SUBNET, subnet),
    makes("data.aws_subnet", "subnet", "id", SUBNET, subnet),
    makes("aws_internet_gateway", "internet-gateway", "id", "arn:{partition}:ec2:{region}:{account}:internet-gateway/{id}", |b, i, id| {
        gateway(b, i, id, false);
    }),
    makes(
        "data.aws_internet_gateway",
        "internet-gateway",
        "internet_gateway_id",
        "arn:{partition}:ec2:{region}:{account}:internet-gateway/{internet_gateway_id}",
        |b, i, id| {
            gateway(b, i, id, false);
        },
    ),
    makes(
        "aws_egress_only_internet_gateway",
        "egress-only-internet-gateway",
        "id",
        "arn:{partition}:ec2:{region}:{account}:egress-only-internet-gateway/{id}",
        |b, i, id| gateway(b, i, id, true),
    ),
    adds("aws_internet_gateway_attachment", attached_gateway),
    makes("aws_nat_gateway", "nat-gateway", "id", "arn:{partition}:ec2:{region}:{account}:natgateway/{id}", nat),
    makes("aws_vpc_endpoint", "vpc-endpoint", "id", "arn:{partition}:ec2:{region}:{account}:vpc-endpoint/{id}", endpoint),
    makes("data.aws_vpc_endpoint", "vpc-endpoint", "id", "arn:{partition}:ec2:{region}:{account}:vpc-endpoint/{id}", endpoint),
    adds("aws_vpc_endpoint_policy", endpoint_policy),
    adds("aws_vpc_endpoint_route_table_association", |b, i| more_endpoint(b, i, "route_table_id", "route-table")),
    adds("aws_vpc_endpoint_subnet_association", |b, i| more_endpoint(b, i, "subnet_id", "subnet")),
    adds("aws_vpc_endpoint_security_group_association", |b, i| more_endpoint(b, i, "security_group_id", "security-group")),
    makes(
        "aws_vpc_peering_connection",
        "vpc-peering-connection",
        "id",
        "arn:{partition}:ec2:{region}:{account}:vpc-peering-connection/{id}",
        peering,
    ),
    adds("aws_vpc_peering_connection_accepter", |_, _| {}),
    adds("aws_vpc_peering_connection_options", |_, _| {}),
    makes("aws_ec2_transit_gateway", "transit-gateway", "id", "arn:{partition}:ec2:{region}:{account}:transit-gateway/{id}", transit_gateway),
    makes("data.aws_ec2_transit_gateway", "transit-gateway", "id", "arn:{partition}:ec2:{region}:{account}:transit-gateway/{id}", transit_gateway),
    makes(
        "aws_ec2_transit_gateway_vpc_attachment",
        "transit-gateway-attachment",
        "id",
        "arn:{partition}:ec2:{region}:{account}:transit-gateway-attachment/{id}",
        transit_attachment,
    ),
];

fn set(b: &mut Builder<'_>, id: ResourceId, network: Network) {
    b.edit(id, |r| r.network = Some(network));
}

fn vpc(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let cidrs = ["cidr_block", "ipv6_cidr_block"].iter().filter_map(|a| b.text(&i.at(a))).filter(|c| !c.is_empty()).collect();
    set(b, id, Network::Vpc(Vpc { cidrs }));
}

fn more_cidr(b: &mut Builder<'_>, i: &Instance, attribute: &str) {
    let Some(vpc) = b.resource(&i.at("vpc_id"), &["vpc"]) else { return };
    let cidr = b.text(&i.at(attribute));
    b.edit(vpc, |r| {
        if let Some(Network::Vpc(vpc)) = &mut r.network {
            vpc.cidrs.extend(cidr);
        }
    });
}

fn subnet(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let vpc = b.resource(&i.at("vpc_id"), &["vpc"]);
    let zone = b.text(&i.at("availability_zone"));
    let cidrs = ["cidr_block", "ipv6_cidr_block"].iter().filter_map(|a| b.text(&i.at(a))).filter(|c| !c.is_empty()).collect();
    let unset = if i.address.ty == "aws_default_subnet" { Tri::Yes } else { Tri::No };
    let public_addresses = i.at("map_public_ip_on_launch").bool(unset);
    set(b, id, Network::Subnet(Subnet { vpc, zone, cidrs, public_addresses }));
}

fn gateway(b: &mut Builder<'_>, i: &Instance, id: ResourceId, egress_only: bool) {
    let vpc = b.resource(&i.at("vpc_id"), &["vpc"]);
    set(b, id, Network::InternetGateway { vpc, egress_only });
}

fn attached_gateway(b: &mut Builder<'_>, i: &Instance) {
    let Some(gateway) = b.resource(&i.at("internet_gateway_id"), &["internet-gateway"]) else { return };
    let attached = b.resource(&i.at("vpc_id"), &["vpc"]);
    b.edit(gateway, |r| {
        if let Some(Network::InternetGateway { vpc, .. }) = &mut r.network {
            *vpc = attached;
        }
    });
}

fn nat(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let subnet = b.resource(&i.at("subnet_id"), &["subnet"]);
    let kind = i.at("connectivity_type");
    let public = match (kind.state(), kind.str()) {
        (State::Unknown, _) => Tri::Unknown,
        (_, Some("private")) => Tri::No,
        _ => Tri::Yes,
    };
    set(b, id, Network::NatGateway { subnet, public });
}

fn endpoint(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let kind = match i.str("vpc_endpoint_type") {
        Some("Interface") => EndpointKind::Interface,
        Some("GatewayLoadBalancer") => EndpointKind::GatewayLoadBalancer,
        _ => EndpointKind::Gateway,
    };
    let endpoint = Endpoint {
        vpc: b.resource(&i.at("vpc_id"), &["vpc"]),
        service: b.text(&i.at("service_name")).unwrap_or_default(),
        kind,
        subnets: b.resources(&i.at("subnet_ids"), &["subnet"]).0,
        groups: b.resources(&i.at("security_group_ids"), &["security-group"]).0,
        route_tables: b.resources(&i.at("route_table_ids"), &["route-table"]).0,
        private_dns: match i.at("dns_options").within("private_dns_only_for_inbound_resolver_endpoint").bool(Tri::No) {
            Tri::Yes => Tri::No,
            _ => i.at("private_dns_enabled").bool(Tri::No),
        },
    };
    let stated =
        if b.has_separate(i, "aws_vpc_endpoint_policy") { None } else { b.policy(&i.at("policy"), PolicyKind::Endpoint, "policy", Some(id)) };
    let policy = match stated {
        Some(policy) => ResourcePolicy::Policy(policy),
        None if i.address.data => ResourcePolicy::Unseen,
        None => ResourcePolicy::Policy(full_access(b, i)),
    };
    b.edit(id, |r| {
        r.network = Some(Network::Endpoint(endpoint));
        r.resource_policy = policy;
    });
}

/// "Control access to VPC endpoints using endpoint policies": the default endpoint policy.
fn full_access(b: &mut Builder<'_>, i: &Instance) -> crate::policy::PolicyId {
    let statement = object(vec![("Effect", string("Allow")), ("Principal", string("*")), ("Action", string("*")), ("Resource", string("*"))]);
    b.builtin_policy(&document(vec![statement]), PolicyKind::Endpoint, format!("{} default policy", i.shown), i.origin())
}

fn endpoint_policy(b: &mut Builder<'_>, i: &Instance) {
    let Some(endpoint) = b.resource(&i.at("vpc_endpoint_id"), &["vpc-endpoint"]) else { return };
    let Some(policy) = b.policy(&i.at("policy"), PolicyKind::Endpoint, "policy", Some(endpoint)) else { return };
    b.edit(endpoint, |r| r.resource_policy = ResourcePolicy::Policy(policy));
}

fn more_endpoint(b: &mut Builder<'_>, i: &Instance, attribute: &str, kind: &'static str) {
    let Some(endpoint) = b.resource(&i.at("vpc_endpoint_id"), &["vpc-endpoint"]) else { return };
    let Some(more) = b.resource(&i.at(attribute), &[kind]) else { return };
    b.edit(endpoint, |r| {
        if let Some(Network::Endpoint(endpoint)) = &mut r.network {
            let list = match kind {
                "subnet" => &mut endpoint.subnets,
                "security-group" => &mut endpoint.groups,
                _ => &mut endpoint.route_tables,
            };
            if !list.contains(&more) {
                list.push(more);
            }
        }
    });
}

fn peering(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let own = b.scope(i).account;
    let requester = b.resource(&i.at("vpc_id"), &["vpc"]);
    let peer_account = b.text(&i.at("peer_owner_id"));
    let foreign = peer_account.as_ref().is_some_and(|peer| *peer != own && peer.literal().is_some());
    let accepter = if foreign { known(b, &i.at("peer_vpc_id")) } else { b.resource(&i.at("peer_vpc_id"), &["vpc"]) };
    set(b, id, Network::Peering { requester, accepter, peer_account });
}

/// A VPC of the input, or none.
fn known(b: &mut Builder<'_>, at: &At<'_>) -> Option<ResourceId> {
    match b.refer(at, &["vpc"]) {
        super::super::find::Ref::To(id) => Some(id),
        _ => None,
    }
}

fn transit_gateway(b: &mut Builder<'_>, _: &Instance, id: ResourceId) {
    set(b, id, Network::TransitGateway);
}

fn transit_attachment(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let gateway = b.resource(&i.at("transit_gateway_id"), &["transit-gateway"]);
    let vpc = b.resource(&i.at("vpc_id"), &["vpc"]);
    set(b, id, Network::TransitGatewayAttachment { gateway, vpc });
}
