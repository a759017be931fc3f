//! Who can connect: networks, gateways, load balancers, endpoints.

use super::Value::{Each, Is, Which};
use super::{Call, once, regional};

const TABLE: &[(&str, super::Value)] = &[("TransitGatewayRouteTableId", Each("TransitGatewayRouteTables[].TransitGatewayRouteTableId"))];
const BALANCER: &[(&str, super::Value)] = &[("LoadBalancerArn", Each("LoadBalancers[].LoadBalancerArn"))];
const TARGETS: &[(&str, super::Value)] = &[("TargetGroupArn", Each("TargetGroups[].TargetGroupArn"))];

pub(super) const CALLS: &[Call] = &[
    once("ec2", "describe-regions", "ec2:DescribeRegions").with(&[("AllRegions", Is("true"))]),
    regional("ec2", "describe-availability-zones", "ec2:DescribeAvailabilityZones"),
    regional("ec2", "describe-vpcs", "ec2:DescribeVpcs"),
    vpc_attribute(&[("VpcId", Each("Vpcs[].VpcId")), ("Attribute", Which("enableDnsSupport"))]),
    vpc_attribute(&[("VpcId", Each("Vpcs[].VpcId")), ("Attribute", Which("enableDnsHostnames"))]),
    regional("ec2", "describe-subnets", "ec2:DescribeSubnets"),
    regional("ec2", "describe-route-tables", "ec2:DescribeRouteTables"),
    regional("ec2", "describe-network-acls", "ec2:DescribeNetworkAcls"),
    regional("ec2", "describe-security-groups", "ec2:DescribeSecurityGroups"),
    regional("ec2", "describe-security-group-vpc-associations", "ec2:DescribeSecurityGroupVpcAssociations"),
    regional("ec2", "describe-network-interfaces", "ec2:DescribeNetworkInterfaces"),
    regional("ec2", "describe-addresses", "ec2:DescribeAddresses"),
    regional("ec2", "describe-internet-gateways", "ec2:DescribeInternetGateways"),
    regional("ec2", "describe-egress-only-internet-gateways", "ec2:DescribeEgressOnlyInternetGateways"),
    regional("ec2", "describe-nat-gateways", "ec2:DescribeNatGateways"),
    regional("ec2", "describe-prefix-lists", "ec2:DescribePrefixLists"),
    regional("ec2", "describe-managed-prefix-lists", "ec2:DescribeManagedPrefixLists"),
    regional("ec2", "get-managed-prefix-list-entries", "ec2:GetManagedPrefixListEntries")
        .after("describe-managed-prefix-lists")
        .with(&[("PrefixListId", Each("PrefixLists[].PrefixListId"))]),
    regional("ec2", "describe-vpc-peering-connections", "ec2:DescribeVpcPeeringConnections"),
    regional("ec2", "describe-vpc-endpoints", "ec2:DescribeVpcEndpoints"),
    regional("ec2", "describe-vpc-endpoint-connections", "ec2:DescribeVpcEndpointConnections"),
    regional("ec2", "describe-vpc-endpoint-service-configurations", "ec2:DescribeVpcEndpointServiceConfigurations"),
    regional("ec2", "describe-vpc-endpoint-service-permissions", "ec2:DescribeVpcEndpointServicePermissions")
        .after("describe-vpc-endpoint-service-configurations")
        .with(&[("ServiceId", Each("ServiceConfigurations[].ServiceId"))]),
    regional("ec2", "describe-vpc-block-public-access-options", "ec2:DescribeVpcBlockPublicAccessOptions"),
    regional("ec2", "describe-vpc-block-public-access-exclusions", "ec2:DescribeVpcBlockPublicAccessExclusions"),
    regional("ec2", "describe-transit-gateways", "ec2:DescribeTransitGateways"),
    regional("ec2", "describe-transit-gateway-attachments", "ec2:DescribeTransitGatewayAttachments"),
    regional("ec2", "describe-transit-gateway-vpc-attachments", "ec2:DescribeTransitGatewayVpcAttachments"),
    regional("ec2", "describe-transit-gateway-peering-attachments", "ec2:DescribeTransitGatewayPeeringAttachments"),
    regional("ec2", "describe-transit-gateway-route-tables", "ec2:DescribeTransitGatewayRouteTables"),
    transit("get-transit-gateway-route-table-associations", "ec2:GetTransitGatewayRouteTableAssociations").with(TABLE),
    transit("get-transit-gateway-route-table-propagations", "ec2:GetTransitGatewayRouteTablePropagations").with(TABLE),
    transit("search-transit-gateway-routes", "ec2:SearchTransitGatewayRoutes").with(&[
        ("TransitGatewayRouteTableId", Each("TransitGatewayRouteTables[].TransitGatewayRouteTableId")),
        ("Filters", Is(r#"[{"Name": "type", "Values": ["static", "propagated"]}]"#)),
    ]),
    regional("ec2", "describe-customer-gateways", "ec2:DescribeCustomerGateways"),
    regional("ec2", "describe-vpn-gateways", "ec2:DescribeVpnGateways"),
    regional("ec2", "describe-vpn-connections", "ec2:DescribeVpnConnections"),
    regional("ec2", "describe-client-vpn-endpoints", "ec2:DescribeClientVpnEndpoints"),
    regional("directconnect", "describe-virtual-interfaces", "directconnect:DescribeVirtualInterfaces"),
    regional("directconnect", "describe-direct-connect-gateways", "directconnect:DescribeDirectConnectGateways"),
    regional("elbv2", "describe-load-balancers", "elasticloadbalancing:DescribeLoadBalancers"),
    of_balancer("describe-listeners", "elasticloadbalancing:DescribeListeners").with(BALANCER),
    of_balancer("describe-load-balancer-attributes", "elasticloadbalancing:DescribeLoadBalancerAttributes").with(BALANCER),
    regional("elbv2", "describe-target-groups", "elasticloadbalancing:DescribeTargetGroups"),
    of_targets("describe-target-group-attributes", "elasticloadbalancing:DescribeTargetGroupAttributes").with(TARGETS),
    of_targets("describe-target-health", "elasticloadbalancing:DescribeTargetHealth").with(TARGETS),
    once("route53", "list-hosted-zones", "route53:ListHostedZones"),
    once("route53", "get-hosted-zone", "route53:GetHostedZone").after("list-hosted-zones").with(&[("Id", Each("HostedZones[].Id"))]),
    regional("network-firewall", "list-firewalls", "network-firewall:ListFirewalls"),
    regional("network-firewall", "describe-firewall", "network-firewall:DescribeFirewall")
        .after("list-firewalls")
        .with(&[("FirewallArn", Each("Firewalls[].FirewallArn"))]),
    regional("network-firewall", "list-firewall-policies", "network-firewall:ListFirewallPolicies"),
    regional("network-firewall", "describe-firewall-policy", "network-firewall:DescribeFirewallPolicy")
        .after("list-firewall-policies")
        .with(&[("FirewallPolicyArn", Each("FirewallPolicies[].Arn"))]),
    regional("vpc-lattice", "list-service-networks", "vpc-lattice:ListServiceNetworks"),
    regional("vpc-lattice", "list-service-network-vpc-associations", "vpc-lattice:ListServiceNetworkVpcAssociations")
        .after("list-service-networks")
        .with(&[("serviceNetworkIdentifier", Each("items[].id"))]),
    regional("vpc-lattice", "list-services", "vpc-lattice:ListServices"),
    regional("vpc-lattice", "get-auth-policy", "vpc-lattice:GetAuthPolicy")
        .after("list-service-networks")
        .with(&[("resourceIdentifier", Each("items[].arn"))])
        .absent(&["ResourceNotFoundException"]),
    regional("vpc-lattice", "get-auth-policy", "vpc-lattice:GetAuthPolicy")
        .after("list-services")
        .with(&[("resourceIdentifier", Each("items[].arn"))])
        .absent(&["ResourceNotFoundException"]),
];

const fn vpc_attribute(arguments: &'static [(&'static str, super::Value)]) -> Call {
    regional("ec2", "describe-vpc-attribute", "ec2:DescribeVpcAttribute").after("describe-vpcs").with(arguments)
}

const fn transit(operation: &'static str, action: &'static str) -> Call {
    regional("ec2", operation, action).after("describe-transit-gateway-route-tables")
}

const fn of_balancer(operation: &'static str, action: &'static str) -> Call {
    regional("elbv2", operation, action).after("describe-load-balancers")
}

const fn of_targets(operation: &'static str, action: &'static str) -> Call {
    regional("elbv2", operation, action).after("describe-target-groups")
}
