//! VPCs that are linked: transit gateways with several tables, peering, appliances.

use super::*;

/// Spokes 10.1 and 10.2, shared services 10.3, and a VPC 10.9 with a NAT gateway for all; spokes do not see each other.
fn hub() -> Snap {
    let mut s = Snap::new();
    s.add("TransitGateways", json!({"TransitGatewayId": "tgw-1", "OwnerId": OWNER, "State": "available", "Options": {}}));
    for n in [1, 2, 3] {
        let (vpc, subnet, cidr) = (format!("vpc-s{n}"), format!("subnet-s{n}"), format!("10.{n}.0.0/16"));
        s.vpc(&vpc, &[&cidr]);
        s.subnet(&subnet, &vpc, "use1-az1", &[&format!("10.{n}.1.0/24")]);
        s.group(&format!("sg-s{n}"), &vpc, &["tcp 443 10.0.0.0/8", "icmp - 10.0.0.0/8"], ALL);
        s.host(&format!("s{n}"), &subnet, &[&format!("10.{n}.1.10")], &[&format!("sg-s{n}")]);
        s.table(&format!("rtb-s{n}"), &vpc, &[&subnet], &[(&cidr, "local"), ("0.0.0.0/0", "tgw-1")]);
        s.attach(&format!("tgw-attach-s{n}"), "tgw-1", &vpc, &[&subnet], if n == 3 { "tgw-rtb-shared" } else { "tgw-rtb-spokes" });
    }
    s.vpc("vpc-out", &["10.9.0.0/16"]);
    s.subnet("subnet-tgw", "vpc-out", "use1-az1", &["10.9.1.0/24"]);
    s.subnet("subnet-nat", "vpc-out", "use1-az1", &["10.9.2.0/24"]);
    s.add("InternetGateways", json!({"InternetGatewayId": "igw-out", "OwnerId": OWNER, "Attachments": [{"State": "available", "VpcId": "vpc-out"}]}));
    s.nat("nat-out", "vpc-out", "subnet-nat", "10.9.2.5", Some("54.0.0.9"));
    s.table("rtb-tgw", "vpc-out", &["subnet-tgw"], &[("10.9.0.0/16", "local"), ("0.0.0.0/0", "nat-out")]);
    s.table("rtb-nat", "vpc-out", &["subnet-nat"], &[("10.9.0.0/16", "local"), ("0.0.0.0/0", "igw-out"), ("10.0.0.0/8", "tgw-1")]);
    s.attach("tgw-attach-out", "tgw-1", "vpc-out", &["subnet-tgw"], "tgw-rtb-shared");
    s.hub("tgw-rtb-spokes", "tgw-1", &["tgw-attach-s3"], &[("0.0.0.0/0", "tgw-attach-out"), ("10.0.0.0/8", "-")]);
    s.hub("tgw-rtb-shared", "tgw-1", &["tgw-attach-s1", "tgw-attach-s2", "tgw-attach-s3"], &[]);
    s
}

#[test]
fn spokes_see_shared_services_and_the_internet_but_not_each_other() {
    let s = hub();
    s.passes("i-s1", "i-s3", "443");
    s.passes("i-s3", "i-s1", "ping");
    s.blocked("i-s1", "i-s2", "443", Code::TransitBadStateRoute);
    s.passes("i-s1", "internet", "443");
    s.blocked("internet", "i-s1", "443", Code::GatewayIngressAddress);
    // Replies need the way back from the NAT gateway.
    let mut lost = s.clone();
    let tables = lost.files.get_mut(&(lost.folder.clone(), "RouteTables")).unwrap();
    tables.iter_mut().find(|t| t["RouteTableId"] == "rtb-nat").unwrap()["Routes"].as_array_mut().unwrap().pop();
    assert_eq!(lost.ask("i-s1", "internet", "443").verdict, Verdict::OneWay);
}

#[test]
fn groups_across_a_gateway_that_does_not_carry_them() {
    let mut s = hub();
    s.group("sg-by-name", "vpc-s3", &["tcp 443 sg-s1"], ALL);
    s.host("named", "subnet-s3", &["10.3.1.11"], &["sg-by-name"]);
    s.blocked("i-s1", "i-named", "443", Code::GroupReferencing);
    s.last("TransitGateways")["Options"] = json!({"SecurityGroupReferencingSupport": "enable"});
    s.passes("i-s1", "i-named", "443");
}

#[test]
fn attachments_that_only_their_own_call_tells_of() {
    let mut s = hub();
    s.files.remove(&(s.folder.clone(), "TransitGatewayAttachments"));
    let answer = s.ask("i-s1", "i-s3", "443");
    assert_eq!(answer.verdict, Verdict::Unknown, "{:#?}", answer.reasons);
}

#[test]
fn an_inspection_vpc_is_a_firewalls_business() {
    let mut s = hub();
    s.interface("eni-fw", "subnet-tgw", &["10.9.1.9"], &[]);
    s.last("NetworkInterfaces")["InterfaceType"] = json!("gateway_load_balancer_endpoint");
    s.endpoint("vpce-fw", "vpc-out", "GatewayLoadBalancer", "com.amazonaws.vpce.us-east-1.vpce-svc-1", &[]);
    let tables = s.files.get_mut(&(s.folder.clone(), "RouteTables")).unwrap();
    tables.iter_mut().find(|t| t["RouteTableId"] == "rtb-tgw").unwrap()["Routes"] = json!([
        {"DestinationCidrBlock": "10.9.0.0/16", "GatewayId": "local", "State": "active"},
        {"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": "vpce-fw", "State": "active"}]);
    s.unknown("i-s1", "internet", "443", Code::FirewallOpaque);
    s.passes("i-s1", "i-s3", "443");
}

#[test]
fn vpn_and_direct_connect_leave_vpcs_as_they_are() {
    let mut s = hub();
    for (id, kind) in [("tgw-attach-vpn", "vpn"), ("tgw-attach-dx", "direct-connect-gateway")] {
        s.add("TransitGatewayAttachments", json!({"TransitGatewayAttachmentId": id, "TransitGatewayId": "tgw-1", "TransitGatewayOwnerId": OWNER, "ResourceType": kind, "ResourceId": "x",
            "State": "available", "Association": {"TransitGatewayRouteTableId": "tgw-rtb-shared", "State": "associated"}}));
    }
    let propagated = s.files.get_mut(&(s.folder.clone(), "TransitGatewayPropagations")).unwrap();
    propagated[1]["TransitGatewayRouteTablePropagations"]
        .as_array_mut()
        .unwrap()
        .push(json!({"TransitGatewayAttachmentId": "tgw-attach-vpn", "State": "enabled"}));
    s.passes("i-s3", "i-s1", "443");
    s.unknown("i-s3", "192.168.1.1", "443", Code::BgpUnknown);
    s.blocked("i-s1", "10.77.0.1", "443", Code::TransitBadStateRoute);
}

/// Two VPCs that peer, with a route on one side only.
fn peered(back: bool) -> Snap {
    let mut s = Snap::new();
    s.vpc("vpc-2", &["10.2.0.0/16"]);
    s.subnet("subnet-2", "vpc-2", "use1-az1", &["10.2.1.0/24"]);
    s.group("sg-1", "vpc-1", &["tcp 443 0.0.0.0/0"], ALL);
    s.group("sg-2", "vpc-2", &["tcp 443 sg-1"], ALL);
    s.host("a", "subnet-a", &["10.0.1.10"], &["sg-1"]);
    s.host("b", "subnet-2", &["10.2.1.10"], &["sg-2"]);
    s.peering("pcx-1", [("vpc-1", "10.0.0.0/16", "us-east-1"), ("vpc-2", "10.2.0.0/16", "us-east-1")]);
    s.table("rtb-a", "vpc-1", &["subnet-a"], &[("10.0.0.0/16", "local"), ("10.2.0.0/16", "pcx-1")]);
    if back {
        s.table("rtb-2", "vpc-2", &["subnet-2"], &[("10.2.0.0/16", "local"), ("10.0.1.0/24", "pcx-1")]);
    }
    s
}

#[test]
fn peering_with_a_route_on_one_side() {
    peered(true).passes("i-a", "i-b", "443");
    peered(false).one_way("i-a", "i-b", "443", Code::NoRoute);
    peered(false).blocked("i-b", "i-a", "443", Code::NoRoute);
    let mut stale = peered(true);
    stale.last("SecurityGroups")["IpPermissions"] = json!([permission("tcp 443 !sg-1")]);
    stale.blocked("i-a", "i-b", "443", Code::StaleReference);
    let mut gone = peered(true);
    gone.last("VpcPeeringConnections")["Status"]["Code"] = json!("pending-acceptance");
    gone.blocked("i-a", "i-b", "443", Code::BadState);
    let mut far = peered(true);
    far.last("VpcPeeringConnections")["AccepterVpcInfo"]["Region"] = json!("eu-west-1");
    far.blocked("i-a", "i-b", "443", Code::GroupReferenceLost);
}

#[test]
fn networks_whose_blocks_overlap() {
    let mut s = hub();
    // A fourth VPC with the first spoke's block, not propagated anywhere.
    s.vpc("vpc-copy", &["10.1.0.0/16"]);
    s.subnet("subnet-copy", "vpc-copy", "use1-az1", &["10.1.1.0/24"]);
    s.group("sg-copy", "vpc-copy", &["tcp 443 0.0.0.0/0"], ALL);
    s.host("copy", "subnet-copy", &["10.1.1.11"], &["sg-copy"]);
    s.passes("i-s3", "i-s1", "443");
    assert_eq!(s.ask("i-s3", "i-copy", "443").verdict, Verdict::Blocked);
    assert_eq!(s.ask("i-s1", "i-copy", "443").verdict, Verdict::Blocked);
    assert_eq!(s.ask("i-copy", "i-s1", "443").verdict, Verdict::Blocked);
}

#[test]
fn rings_end() {
    let mut s = hub();
    // Two VPCs whose attachments' tables lead back into the gateway, and a gateway that peers with itself.
    let tables = s.files.get_mut(&(s.folder.clone(), "RouteTables")).unwrap();
    tables.iter_mut().find(|t| t["RouteTableId"] == "rtb-tgw").unwrap()["Routes"][1] =
        json!({"DestinationCidrBlock": "0.0.0.0/0", "TransitGatewayId": "tgw-1", "State": "active"});
    s.hub("tgw-rtb-ring", "tgw-1", &[], &[("0.0.0.0/0", "tgw-attach-out")]);
    let attachments = s.files.get_mut(&(s.folder.clone(), "TransitGatewayAttachments")).unwrap();
    attachments.iter_mut().for_each(|a| a["Association"]["TransitGatewayRouteTableId"] = json!("tgw-rtb-ring"));
    attachments.push(json!({"TransitGatewayAttachmentId": "tgw-attach-self", "TransitGatewayId": "tgw-1", "TransitGatewayOwnerId": OWNER, "ResourceType": "peering", "ResourceId": "tgw-1", "State": "available",
        "Association": {"TransitGatewayRouteTableId": "tgw-rtb-ring", "State": "associated"}}));
    s.blocked("i-s1", "internet", "443", Code::NoPossibleDestination);
    let attachments = s.files.get_mut(&(s.folder.clone(), "TransitGatewayStaticRoutes")).unwrap();
    attachments[2]["Routes"] = json!([{"DestinationCidrBlock": "0.0.0.0/0", "Type": "static", "State": "active", "TransitGatewayAttachments": [{"TransitGatewayAttachmentId": "tgw-attach-self"}]}]);
    s.blocked("i-s1", "internet", "443", Code::NoPossibleDestination);
}
