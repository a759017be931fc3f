//! VPCs, subnets, routes, gateways, endpoints, security groups, load balancers, as resources; the network as such is read from the same files apart.

use serde_json::{Value, json};

use super::super::entity::Entity;
use super::{Call, Sink, by, is, no};

pub(super) const CALLS: &[Call] = &[
    is("ec2.describe-vpcs", "Vpcs", "", "aws_vpc", &[("id", "VpcId"), ("owner_id", "OwnerId"), ("cidr_block", "CidrBlock")]),
    is(
        "ec2.describe-subnets",
        "Subnets",
        "SubnetId",
        "aws_subnet",
        &[
            ("id", "SubnetId"),
            ("arn", "SubnetArn"),
            ("owner_id", "OwnerId"),
            ("vpc_id", "VpcId"),
            ("cidr_block", "CidrBlock"),
            ("availability_zone", "AvailabilityZone"),
            ("map_public_ip_on_launch", "MapPublicIpOnLaunch"),
        ],
    ),
    by("ec2.describe-security-groups", "SecurityGroups", "GroupId", security_group),
    by("ec2.describe-route-tables", "RouteTables", "", route_table),
    by("ec2.describe-internet-gateways", "InternetGateways", "", |sink, entity| {
        let vpc = entity.take("Attachments[].VpcId");
        let values =
            json!({"id": entity.str("InternetGatewayId"), "owner_id": entity.value.get("OwnerId"), "vpc_id": vpc.get(0), "tags": entity.tags()});
        sink.add("aws_internet_gateway", entity, values);
    }),
    by("ec2.describe-egress-only-internet-gateways", "EgressOnlyInternetGateways", "", |sink, entity| {
        let vpc = entity.take("Attachments[].VpcId");
        sink.add("aws_egress_only_internet_gateway", entity, json!({"id": entity.str("EgressOnlyInternetGatewayId"), "vpc_id": vpc.get(0)}));
    }),
    by("ec2.describe-nat-gateways", "NatGateways", "", |sink, entity| {
        if !is_gone(entity) {
            sink.with("aws_nat_gateway", entity, &[("id", "NatGatewayId"), ("subnet_id", "SubnetId"), ("connectivity_type", "ConnectivityType")]);
        }
    }),
    by("ec2.describe-vpc-endpoints", "VpcEndpoints", "", endpoint),
    by("ec2.describe-vpc-peering-connections", "VpcPeeringConnections", "", peering),
    by("ec2.describe-transit-gateways", "TransitGateways", "", |sink, entity| {
        if !is_gone(entity) {
            sink.with("aws_ec2_transit_gateway", entity, &[("id", "TransitGatewayId"), ("arn", "TransitGatewayArn"), ("owner_id", "OwnerId")]);
        }
    }),
    by("ec2.describe-transit-gateway-vpc-attachments", "TransitGatewayVpcAttachments", "", |sink, entity| {
        if !is_gone(entity) {
            let values =
                [("id", "TransitGatewayAttachmentId"), ("owner_id", "VpcOwnerId"), ("transit_gateway_id", "TransitGatewayId"), ("vpc_id", "VpcId")];
            sink.with("aws_ec2_transit_gateway_vpc_attachment", entity, &values);
        }
    }),
    by("elbv2.describe-load-balancers", "LoadBalancers", "LoadBalancerArn", |sink, entity| {
        let values = json!({
            "name": entity.str("LoadBalancerName"), "arn": entity.str("LoadBalancerArn"), "load_balancer_type": entity.value.get("Type"),
            "internal": entity.str("Scheme") == "internal", "subnets": entity.take("AvailabilityZones[].SubnetId"),
            "security_groups": entity.value.get("SecurityGroups"),
        });
        sink.add("aws_lb", entity, values);
    }),
    is(
        "elbv2.describe-listeners",
        "Listeners",
        "ListenerArn",
        "aws_lb_listener",
        &[("id", "ListenerArn"), ("load_balancer_arn", "LoadBalancerArn"), ("port", "Port")],
    ),
    by("elbv2.describe-listeners", "LoadBalancerListeners", "", |sink, entity| {
        for (index, listener) in entity.list("Listeners") {
            let part = entity.part(listener, &format!("Listeners/{index}"));
            sink.with("aws_lb_listener", &part, &[("id", "ListenerArn"), ("load_balancer_arn", "LoadBalancerArn"), ("port", "Port")]);
        }
    }),
    by("elb.describe-load-balancers", "LoadBalancerDescriptions", "", |sink, entity| {
        let ports: Vec<Value> =
            entity.list("ListenerDescriptions").map(|(_, l)| json!({"lb_port": l.get("Listener").and_then(|l| l.get("LoadBalancerPort"))})).collect();
        let values = json!({
            "name": entity.str("LoadBalancerName"), "internal": entity.str("Scheme") == "internal", "subnets": entity.value.get("Subnets"),
            "security_groups": entity.value.get("SecurityGroups"), "listener": ports,
        });
        sink.add("aws_elb", entity, values);
    }),
    is(
        "network-firewall.list-firewalls",
        "Firewalls",
        "FirewallArn",
        "aws_networkfirewall_firewall",
        &[("name", "FirewallName"), ("arn", "FirewallArn")],
    ),
    by("ec2.describe-vpn-connections", "VpnConnections", "", |sink, entity| sink.leads_in("VPN connection", entity, "VpnConnectionId")),
    by("ec2.describe-vpn-gateways", "VpnGateways", "", |sink, entity| sink.leads_in("VPN gateway", entity, "VpnGatewayId")),
    by("ec2.describe-customer-gateways", "CustomerGateways", "", |sink, entity| sink.leads_in("customer gateway", entity, "CustomerGatewayId")),
    by("ec2.describe-client-vpn-endpoints", "ClientVpnEndpoints", "", |sink, entity| {
        // The state is an object here.
        if entity.take("Status.Code").as_str() != Some("deleted") {
            sink.leads_in("Client VPN endpoint", entity, "ClientVpnEndpointId");
        }
    }),
    by("directconnect.describe-connections", "connections", "connectionId", |sink, entity| {
        sink.leads_in("Direct Connect connection", entity, "connectionId");
    }),
    by("directconnect.describe-virtual-interfaces", "virtualInterfaces", "", |sink, entity| {
        sink.leads_in("Direct Connect virtual interface", entity, "virtualInterfaceId");
    }),
    by("directconnect.describe-direct-connect-gateways", "directConnectGateways", "", |sink, entity| {
        sink.leads_in("Direct Connect gateway", entity, "directConnectGatewayId");
    }),
    by("directconnect.describe-direct-connect-gateway-associations", "directConnectGatewayAssociations", "", |sink, entity| {
        sink.leads_in("association of a Direct Connect gateway", entity, "associationId");
    }),
    no("ec2.describe-vpc-attribute", ""),
    no("ec2.describe-vpc-endpoint-connections", "VpcEndpointConnections"),
    no("ec2.describe-vpc-endpoint-service-permissions", "AllowedPrincipals"),
    no("ec2.get-transit-gateway-route-table-associations", "Associations"),
    no("network-firewall.describe-firewall", ""),
    no("network-firewall.list-firewall-policies", "FirewallPolicies"),
    no("network-firewall.describe-firewall-policy", ""),
    no("route53.list-hosted-zones", "HostedZones"),
    no("route53.get-hosted-zone", ""),
    is("vpc-lattice.list-service-networks", "items", "-", "aws_vpclattice_service_network", &[("name", "name"), ("arn", "arn")]),
    no("vpc-lattice.list-service-network-vpc-associations", "items"),
    is("vpc-lattice.list-services", "items", "-", "aws_vpclattice_service", &[("name", "name"), ("arn", "arn")]),
    no("vpc-lattice.get-auth-policy", ""),
];

fn security_group(sink: &mut Sink<'_>, entity: &Entity<'_>) {
    let id = entity.str("GroupId");
    let rules = |list: &str| -> Vec<Value> {
        let rule = |permission: &Value| {
            let strings = |list: &str, member: &str| -> Vec<Value> {
                permission.get(list).and_then(Value::as_array).into_iter().flatten().filter_map(|r| r.get(member).cloned()).collect()
            };
            let (own, others): (Vec<Value>, Vec<Value>) = strings("UserIdGroupPairs", "GroupId").into_iter().partition(|g| g == id);
            json!({
                "protocol": permission.get("IpProtocol"), "from_port": permission.get("FromPort"), "to_port": permission.get("ToPort"),
                "cidr_blocks": strings("IpRanges", "CidrIp"), "ipv6_cidr_blocks": strings("Ipv6Ranges", "CidrIpv6"),
                "prefix_list_ids": strings("PrefixListIds", "PrefixListId"), "security_groups": others, "self": !own.is_empty(),
            })
        };
        entity.list(list).map(|(_, permission)| rule(permission)).collect()
    };
    let values = json!({
        "id": id, "arn": entity.value.get("SecurityGroupArn"), "name": entity.value.get("GroupName"), "owner_id": entity.value.get("OwnerId"),
        "vpc_id": entity.value.get("VpcId"), "ingress": rules("IpPermissions"), "egress": rules("IpPermissionsEgress"), "tags": entity.tags(),
    });
    sink.add("aws_security_group", entity, values);
}

/// Targets of routes: the member that holds one, and the provider's attribute.
const TARGETS: &[(&str, &str)] = &[
    ("GatewayId", "gateway_id"),
    ("NatGatewayId", "nat_gateway_id"),
    ("EgressOnlyInternetGatewayId", "egress_only_gateway_id"),
    ("VpcPeeringConnectionId", "vpc_peering_connection_id"),
    ("TransitGatewayId", "transit_gateway_id"),
    ("NetworkInterfaceId", "network_interface_id"),
    ("CarrierGatewayId", "carrier_gateway_id"),
    ("LocalGatewayId", "local_gateway_id"),
    ("CoreNetworkArn", "core_network_arn"),
];

fn route_table(sink: &mut Sink<'_>, entity: &Entity<'_>) {
    let main = entity.take("Associations[].Main").as_array().is_some_and(|l| l.contains(&Value::Bool(true)));
    let routes: Vec<Value> = entity
        .list("Routes")
        .filter(|(_, route)| route.get("GatewayId").and_then(Value::as_str) != Some("local"))
        .map(|(_, route)| {
            let mut out = json!({
                "cidr_block": route.get("DestinationCidrBlock"), "ipv6_cidr_block": route.get("DestinationIpv6CidrBlock"),
                "destination_prefix_list_id": route.get("DestinationPrefixListId"),
            });
            if let Value::Object(out) = &mut out {
                for (member, attribute) in TARGETS {
                    let Some(target) = route.get(*member) else { continue };
                    let endpoint = *member == "GatewayId" && target.as_str().is_some_and(|t| t.starts_with("vpce-"));
                    out.insert(if endpoint { "vpc_endpoint_id" } else { attribute }.to_owned(), target.clone());
                }
                out.retain(|_, v| !v.is_null());
            }
            out
        })
        .collect();
    let subnets = entity.take("Associations[].SubnetId");
    let associations: Vec<Value> = subnets.as_array().into_iter().flatten().map(|s| json!({"subnet_id": s})).collect();
    let values = json!({
        "id": entity.str("RouteTableId"), "owner_id": entity.value.get("OwnerId"), "vpc_id": entity.value.get("VpcId"), "route": routes,
        "associations": associations,
    });
    sink.add(if main { "aws_default_route_table" } else { "aws_route_table" }, entity, values);
}

fn endpoint(sink: &mut Sink<'_>, entity: &Entity<'_>) {
    if is_gone(entity) {
        return;
    }
    let mut values = entity.values(&[
        ("id", "VpcEndpointId"),
        ("owner_id", "OwnerId"),
        ("vpc_id", "VpcId"),
        ("vpc_endpoint_type", "VpcEndpointType"),
        ("service_name", "ServiceName"),
        ("subnet_ids", "SubnetIds"),
        ("route_table_ids", "RouteTableIds"),
        ("security_group_ids", "Groups[].GroupId"),
        ("private_dns_enabled", "PrivateDnsEnabled"),
        ("policy", "%PolicyDocument"),
        ("resource_configuration_arn", "ResourceConfigurationArn"),
        ("service_network_arn", "ServiceNetworkArn"),
    ]);
    values.retain(|_, v| v.as_array().is_none_or(|l| !l.is_empty()));
    if entity.take("DnsOptions.PrivateDnsOnlyForInboundResolverEndpoint").as_bool() == Some(true) {
        values.insert("dns_options".into(), json!([{"private_dns_only_for_inbound_resolver_endpoint": true}]));
    }
    sink.add("aws_vpc_endpoint", entity, values.into());
}

/// Whether a thing is no more, or never came to be.
fn is_gone(entity: &Entity<'_>) -> bool {
    matches!(entity.str("State").to_ascii_lowercase().as_str(), "deleted" | "deleting" | "rejected" | "rejecting" | "failed" | "failing" | "expired")
}

fn peering(sink: &mut Sink<'_>, entity: &Entity<'_>) {
    let status = entity.take("Status.Code");
    if status.as_str().is_some_and(|s| matches!(s, "deleted" | "deleting" | "rejected" | "failed" | "expired")) {
        return;
    }
    let values = json!({
        "id": entity.str("VpcPeeringConnectionId"), "owner_id": entity.take("RequesterVpcInfo.OwnerId"), "vpc_id": entity.take("RequesterVpcInfo.VpcId"),
        "peer_vpc_id": entity.take("AccepterVpcInfo.VpcId"), "peer_owner_id": entity.take("AccepterVpcInfo.OwnerId"),
    });
    sink.add("aws_vpc_peering_connection", entity, values);
}
