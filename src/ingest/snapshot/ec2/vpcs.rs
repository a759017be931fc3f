//! `describe-vpcs`, `describe-subnets`, `describe-route-tables`, `describe-network-interfaces`, `describe-instances`, `describe-addresses`.

use super::super::{Fields, Parts, Place};
use crate::network::{Address, Association, Destination, Id, Interface, InterfaceKind, Route, Subnet, Table, Target, Vpc};

/// Ports from which Linux opens connections by default ("Ephemeral ports").
const LINUX: (u16, u16) = (32768, 60999);
/// The same of Windows Server 2008 and later.
const WINDOWS: (u16, u16) = (49152, 65535);
/// The same of what AWS runs: NAT gateways, load balancers, functions.
const SERVICE: (u16, u16) = (1024, 65535);

/// The owner, and whether the file is of its account.
pub(super) fn owner(place: &Place, told: &str) -> (String, bool) {
    let owner = if told.is_empty() { place.account.clone() } else { told.to_owned() };
    let own = place.account.is_empty() || owner == place.account;
    (owner, own)
}

pub(in super::super) fn vpc(parts: &mut Parts, place: &Place, f: Fields<'_>) {
    let (account, own) = owner(place, f.str("OwnerId"));
    let live = |state: Fields<'_>| state.is_null() || state.is("State", &["associated", "associating"]);
    let v4 = f.list("CidrBlockAssociationSet").filter(|c| live(c.get("CidrBlockState"))).filter_map(|c| c.block("CidrBlock"));
    let v6 = f.list("Ipv6CidrBlockAssociationSet").filter(|c| live(c.get("Ipv6CidrBlockState"))).filter_map(|c| c.block("Ipv6CidrBlock"));
    let mut cidrs: Vec<_> = f.block("CidrBlock").into_iter().chain(v4).chain(v6).collect();
    cidrs.sort();
    cidrs.dedup();
    parts.ec2.vpcs.add(
        f.str("VpcId"),
        own,
        Vpc { id: f.id("VpcId"), account, region: place.region.clone(), cidrs, perhaps: Vec::new(), open: false },
    );
}

pub(in super::super) fn subnet(parts: &mut Parts, place: &Place, f: Fields<'_>) {
    let (_, own) = owner(place, f.str("OwnerId"));
    let live = |state: Fields<'_>| state.is_null() || state.is("State", &["associated", "associating"]);
    let v6 = f.list("Ipv6CidrBlockAssociationSet").filter(|c| live(c.get("Ipv6CidrBlockState"))).filter_map(|c| c.block("Ipv6CidrBlock"));
    let zone = f.some("AvailabilityZoneId").or_else(|| f.some("AvailabilityZone")).map(str::to_owned);
    let subnet = Subnet { id: f.id("SubnetId"), vpc: f.id("VpcId"), zone, cidrs: f.block("CidrBlock").into_iter().chain(v6).collect() };
    parts.ec2.subnets.add(f.str("SubnetId"), own, subnet);
}

pub(in super::super) fn table(parts: &mut Parts, place: &Place, f: Fields<'_>) {
    let (_, own) = owner(place, f.str("OwnerId"));
    let associations = f
        .list("Associations")
        .filter(|a| a.get("AssociationState").is_null() || a.get("AssociationState").is("State", &["associated", "associating"]))
        .filter_map(|a| match (a.some("SubnetId"), a.some("GatewayId"), a.bool("Main")) {
            (Some(subnet), ..) => Some(Association::Subnet(subnet.into())),
            (_, Some(gateway), _) => Some(Association::Gateway(gateway.into())),
            (_, _, Some(true)) => Some(Association::Main),
            _ => None,
        })
        .collect();
    let routes = f.list("Routes").map(route).collect();
    parts.ec2.tables.add(f.str("RouteTableId"), own, Table { id: f.id("RouteTableId"), vpc: f.id("VpcId"), routes, open: false, associations });
}

fn route(f: Fields<'_>) -> Route {
    let destination = match (f.some("DestinationCidrBlock").or_else(|| f.some("DestinationIpv6CidrBlock")), f.some("DestinationPrefixListId")) {
        (Some(block), _) => block.parse().map_or(Destination::Unknown, Destination::Block),
        (None, Some(list)) => Destination::PrefixList(list.into()),
        (None, None) => Destination::Unknown,
    };
    let named = |name: &str| f.some(name).map(Id::from);
    let target = match named("GatewayId") {
        Some(id) if &*id == "local" => Target::Local,
        Some(id) if id.starts_with("igw-") => Target::Gateway(id),
        Some(id) if id.starts_with("vgw-") => Target::VpnGateway(id),
        Some(id) if id.starts_with("vpce-") => Target::Endpoint(id),
        Some(id) => Target::Other(id),
        None => named("NatGatewayId")
            .map(Target::Nat)
            .or_else(|| named("TransitGatewayId").map(Target::Transit))
            .or_else(|| named("VpcPeeringConnectionId").map(Target::Peering))
            .or_else(|| named("EgressOnlyInternetGatewayId").map(Target::EgressGateway))
            .or_else(|| named("NetworkInterfaceId").map(Target::Interface))
            .or_else(|| named("InstanceId").map(Target::Instance))
            .or_else(|| ["CoreNetworkArn", "LocalGatewayId", "CarrierGatewayId"].iter().find_map(|n| named(n)).map(Target::Other))
            .unwrap_or(Target::Unknown),
    };
    let propagated = f.is("Origin", &["EnableVgwRoutePropagation", "Advertisement"]);
    Route { destination, target, blackhole: f.is("State", &["blackhole"]), propagated }
}

pub(in super::super) fn interface(parts: &mut Parts, place: &Place, f: Fields<'_>) {
    let (account, own) = owner(place, f.str("OwnerId"));
    let attachment = f.get("Attachment");
    let instance = attachment.some("InstanceId").map(Id::from);
    let facts = read(f, account, instance, !f.is("Status", &["available"]));
    // The participant of a shared subnet owns the interface; the VPC's owner sees it too.
    parts.ec2.interfaces.add(f.str("NetworkInterfaceId"), own, facts);
}

/// An interface as `describe-network-interfaces` and `describe-instances` tell it.
fn read(f: Fields<'_>, account: String, instance: Option<Id>, attached: bool) -> Interface {
    let mut addresses: Vec<Address> = Vec::new();
    let mut own = |private: Option<std::net::IpAddr>, public: Option<std::net::IpAddr>| {
        if let Some(private) = private {
            addresses.push(Address { private: private.into(), public, has_public: Some(public.is_some()) });
        }
    };
    for one in f.list("PrivateIpAddresses") {
        own(one.address("PrivateIpAddress"), one.get("Association").address("PublicIp"));
    }
    if f.list("PrivateIpAddresses").next().is_none() {
        own(f.address("PrivateIpAddress"), f.get("Association").address("PublicIp"));
    }
    for one in f.list("Ipv6Addresses") {
        own(one.address("Ipv6Address"), None);
    }
    // Any address of a prefix that it was given may be in use.
    let v4 = f.list("Ipv4Prefixes").filter_map(|p| p.block("Ipv4Prefix"));
    let prefixes: Vec<_> = v4.chain(f.list("Ipv6Prefixes").filter_map(|p| p.block("Ipv6Prefix"))).collect();
    addresses.extend(ipnet::IpNet::aggregate(&prefixes).into_iter().map(|private| Address { private, public: None, has_public: Some(false) }));
    let description = f.str("Description");
    let (kind, ephemeral) = match f.str("InterfaceType") {
        "nat_gateway" => (InterfaceKind::Nat(description.rsplit(' ').next().unwrap_or_default().into()), Some(SERVICE)),
        "network_load_balancer" | "gateway_load_balancer" => {
            (InterfaceKind::Balancer(description.strip_prefix("ELB ").unwrap_or(description).into()), Some(SERVICE))
        }
        "transit_gateway" => (InterfaceKind::Transit, None),
        "vpc_endpoint" => (InterfaceKind::Endpoint(f.id("NetworkInterfaceId")), None),
        "lambda" => (InterfaceKind::Host, Some(SERVICE)),
        "gateway_load_balancer_endpoint" => (InterfaceKind::Other("gateway_load_balancer_endpoint".into()), None),
        _ => match description.strip_prefix("ELB ").filter(|_| f.get("Attachment").some("InstanceId").is_none()) {
            Some(balancer) => (InterfaceKind::Balancer(balancer.into()), Some(SERVICE)),
            None => (InterfaceKind::Host, None),
        },
    };
    let groups = f.list("Groups").map(|g| g.id("GroupId")).collect();
    Interface {
        id: f.id("NetworkInterfaceId"),
        account,
        subnet: f.id("SubnetId"),
        kind,
        addresses,
        groups,
        open: false,
        source_dest_check: Some(f.bool("SourceDestCheck").unwrap_or(true)),
        attached: Some(attached),
        instance,
        primary: f.get("Attachment").int("DeviceIndex") == Some(0),
        owner: None,
        ephemeral,
    }
}

pub(in super::super) fn reservation(parts: &mut Parts, place: &Place, f: Fields<'_>) {
    for instance in f.list("Instances").filter(|i| !i.get("State").is("Name", &["terminated", "shutting-down"])) {
        let ports = if instance.is("Platform", &["windows"]) { WINDOWS } else { LINUX };
        parts.ec2.platforms.insert(instance.id("InstanceId"), ports);
        for interface in instance.list("NetworkInterfaces") {
            let (account, _) = owner(place, interface.str("OwnerId"));
            let facts = read(interface, account, Some(instance.id("InstanceId")), true);
            parts.ec2.interfaces.add(interface.str("NetworkInterfaceId"), false, facts);
        }
    }
}

/// An Elastic IP.
pub(in super::super) fn address(parts: &mut Parts, _: &Place, f: Fields<'_>) {
    if let (Some(public), Some(private)) = (f.address("PublicIp"), f.address("PrivateIpAddress")) {
        parts.ec2.elastic.push((f.id("NetworkInterfaceId"), private, public));
    }
}

/// `enableDnsSupport` or `enableDnsHostnames` of the VPC that a file is about: private names of endpoints need both ("DNS attributes for your VPC").
pub(in super::super) fn dns(parts: &mut Parts, place: &Place, f: Fields<'_>) {
    if let (Some(vpc), Some(false)) = (&place.name, f.bool("Value")) {
        parts.ec2.nameless.insert(vpc.as_str().into());
    }
}
