//! Internet gateways, NAT gateways, peering, endpoints, Block Public Access.

use super::super::{Fields, Parts, Place};
use super::vpcs::owner;
use crate::network::{
    BlockMode, BlockPublicAccess, EgressGateway, Endpoint, EndpointKind, EndpointService, Exclusion, Gateway, Id, Nat, Peering, PeeringSide,
};

/// States in which a thing is no more.
const GONE: &[&str] = &["deleted", "deleting", "failed", "rejected", "expired", "initiating-request"];

fn attached(f: Fields<'_>) -> Option<Id> {
    f.list("Attachments").find(|a| a.is("State", &["available", "attached", "attaching"])).map(|a| a.id("VpcId"))
}

pub(in super::super) fn internet(parts: &mut Parts, place: &Place, f: Fields<'_>) {
    let (_, own) = owner(place, f.str("OwnerId"));
    parts.ec2.gateways.add(f.str("InternetGatewayId"), own, Gateway { id: f.id("InternetGatewayId"), vpc: attached(f) });
}

pub(in super::super) fn egress_only(parts: &mut Parts, _: &Place, f: Fields<'_>) {
    let id = f.id("EgressOnlyInternetGatewayId");
    parts.ec2.egress_gateways.add(&id, true, EgressGateway { id: id.clone(), vpc: attached(f) });
}

pub(in super::super) fn nat(parts: &mut Parts, place: &Place, f: Fields<'_>) {
    if f.is("State", GONE) {
        return;
    }
    let regional = f.is("AvailabilityMode", &["regional"]);
    let zones: Vec<String> = f
        .list("NatGatewayAddresses")
        .filter_map(|a| a.some("AvailabilityZoneId").or_else(|| a.some("AvailabilityZone")).map(str::to_owned))
        .collect();
    let facts = Nat {
        id: f.id("NatGatewayId"),
        vpc: f.id("VpcId"),
        subnet: f.some("SubnetId").map(Id::from),
        interfaces: f.list("NatGatewayAddresses").filter_map(|a| a.some("NetworkInterfaceId").map(Id::from)).collect(),
        public: Some(!f.is("ConnectivityType", &["private"])),
        zones: (regional && !zones.is_empty()).then_some(zones),
    };
    let (_, own) = owner(place, "");
    parts.ec2.nats.add(f.str("NatGatewayId"), own, facts);
}

pub(in super::super) fn peering(parts: &mut Parts, place: &Place, f: Fields<'_>) {
    let status = f.get("Status");
    if status.is("Code", GONE) {
        return;
    }
    let side = |key: &str| {
        let f = f.get(key);
        let more = f.list("CidrBlockSet").filter_map(|c| c.block("CidrBlock"));
        let v6 = f.list("Ipv6CidrBlockSet").filter_map(|c| c.block("Ipv6CidrBlock"));
        PeeringSide { vpc: f.id("VpcId"), region: f.str("Region").into(), cidrs: f.block("CidrBlock").into_iter().chain(more).chain(v6).collect() }
    };
    let id = f.id("VpcPeeringConnectionId");
    let (_, own) = owner(place, f.get("RequesterVpcInfo").str("OwnerId"));
    let sides = [side("RequesterVpcInfo"), side("AccepterVpcInfo")];
    parts.ec2.peerings.add(&id, own, Peering { id: id.clone(), active: Some(status.is("Code", &["active", "provisioning"])), sides });
}

pub(in super::super) fn endpoint(parts: &mut Parts, place: &Place, f: Fields<'_>) {
    if f.is("State", GONE) && !f.is("State", &["rejected"]) {
        return;
    }
    let kind = match f.str("VpcEndpointType") {
        "Gateway" | "" => EndpointKind::Gateway,
        "Interface" => EndpointKind::Interface,
        "GatewayLoadBalancer" => {
            if f.list("Tags").any(|t| t.str("Key") == "AWSNetworkFirewallManaged") {
                EndpointKind::Firewall
            } else {
                EndpointKind::GatewayBalancer
            }
        }
        other => EndpointKind::Other(other.to_owned()),
    };
    // The service's name then leads to it for those who ask through an inbound Resolver endpoint, not for the VPC (`DnsOptions`).
    let by_resolver = f.get("DnsOptions").bool("PrivateDnsOnlyForInboundResolverEndpoint") == Some(true);
    let facts = Endpoint {
        id: f.id("VpcEndpointId"),
        vpc: f.id("VpcId"),
        kind,
        service: f.str("ServiceName").to_owned(),
        interfaces: f.ids("NetworkInterfaceIds"),
        prefix_list: None,
        available: Some(f.is("State", &["available"])),
        private_dns: f.bool("PrivateDnsEnabled").map(|on| on && !by_resolver),
    };
    let (_, own) = owner(place, f.str("OwnerId"));
    parts.ec2.endpoints.add(f.str("VpcEndpointId"), own, facts);
}

pub(in super::super) fn service(parts: &mut Parts, _: &Place, f: Fields<'_>) {
    parts.estate.services.push(EndpointService {
        name: f.str("ServiceName").to_owned(),
        balancers: f.ids("NetworkLoadBalancerArns"),
        open: false,
        acceptance: f.bool("AcceptanceRequired"),
        principals: None,
    });
}

pub(in super::super) fn block_public_access(parts: &mut Parts, place: &Place, f: Fields<'_>) {
    let mode = match f.str("InternetGatewayBlockMode") {
        "block-bidirectional" => BlockMode::Bidirectional,
        "block-ingress" => BlockMode::Ingress,
        _ => BlockMode::Off,
    };
    let (account, _) = owner(place, f.str("AwsAccountId"));
    let region = f.some("AwsRegion").unwrap_or(&place.region).to_owned();
    parts.estate.block_public_access.insert((account, region), BlockPublicAccess { mode, exclusions: Vec::new() });
}

pub(in super::super) fn exclusion(parts: &mut Parts, place: &Place, f: Fields<'_>) {
    if !f.is("State", &["create-complete", "update-complete", "update-in-progress", "update-failed"]) {
        return;
    }
    let exclusion = if f.is("InternetGatewayExclusionMode", &["allow-bidirectional"]) { Exclusion::Bidirectional } else { Exclusion::Egress };
    let arn = f.str("ResourceArn");
    let id: Id = arn.rsplit('/').next().unwrap_or_default().into();
    let account = arn.split(':').nth(4).filter(|a| !a.is_empty()).unwrap_or(&place.account).to_owned();
    let region = arn.split(':').nth(3).filter(|r| !r.is_empty()).unwrap_or(&place.region).to_owned();
    parts.ec2.exclusions.entry((account, region)).or_default().push((id, exclusion));
}
