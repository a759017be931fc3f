//! Where networks end: internet, NAT and other gateways, blocks and routes of a VPC.

use super::*;

/// A private host `a`, a public host `b`, both letting 443 in from anywhere.
fn public_and_private() -> Snap {
    let mut s = Snap::new();
    s.group("sg-web", "vpc-1", &["tcp 443 0.0.0.0/0", "tcp 443 ::/0"], ALL);
    s.host("a", "subnet-a", &["10.0.1.10"], &["sg-web"]);
    s.host("b", "subnet-b", &["10.0.2.10"], &["sg-web"]);
    s.public("54.0.0.2");
    s.table("rtb-b", "vpc-1", &["subnet-b"], &[("10.0.0.0/16", "local"), ("0.0.0.0/0", "igw-1"), ("::/0", "igw-1")]);
    s
}

#[test]
fn nat_gateways_need_a_subnet_that_leads_out() {
    let mut s = public_and_private();
    s.nat("nat-1", "vpc-1", "subnet-b", "10.0.2.5", Some("54.0.0.9"));
    s.table("rtb-a", "vpc-1", &["subnet-a"], &[("10.0.0.0/16", "local"), ("0.0.0.0/0", "nat-1")]);
    s.passes("i-a", "internet", "443");
    s.passes("i-a", "54.0.0.2", "443");
    s.blocked("internet", "i-a", "443", Code::GatewayIngressAddress);
    // The same in the private subnet: its own default route leads back to it.
    let mut s = public_and_private();
    s.nat("nat-1", "vpc-1", "subnet-a", "10.0.1.5", Some("54.0.0.9"));
    s.table("rtb-a", "vpc-1", &["subnet-a"], &[("10.0.0.0/16", "local"), ("0.0.0.0/0", "nat-1")]);
    assert_eq!(s.ask("i-a", "internet", "443").verdict, Verdict::Blocked);
}

#[test]
fn an_elastic_ip_is_told_by_either_answer() {
    let mut s = public_and_private();
    s.host("c", "subnet-b", &["10.0.2.11"], &["sg-web"]);
    s.blocked("internet", "i-c", "443", Code::GatewayIngressAddress);
    s.add("Addresses", json!({"PublicIp": "54.0.0.3", "PrivateIpAddress": "10.0.2.11", "NetworkInterfaceId": "eni-c", "AllocationId": "eipalloc-1"}));
    s.passes("internet", "i-c", "443");
}

#[test]
fn an_interface_that_is_attached_to_nothing_neither_sends_nor_answers() {
    let mut s = public_and_private();
    s.interface("eni-spare", "subnet-b", &["10.0.2.20"], &["sg-web"]);
    s.public("54.0.0.4");
    s.passes("i-a", "eni-spare", "443");
    s.last("NetworkInterfaces")["Status"] = json!("available");
    s.blocked("i-a", "eni-spare", "443", Code::BadStateAttachment);
    s.blocked("internet", "eni-spare", "443", Code::GatewayIngressAddress);
    s.blocked("eni-spare", "i-a", "443", Code::BadStateAttachment);
}

#[test]
fn the_local_route_may_be_given_another_target() {
    let mut s = public_and_private();
    s.interface("eni-fw", "subnet-b", &["10.0.2.30"], &["sg-web"]);
    s.last("NetworkInterfaces")["SourceDestCheck"] = json!(false);
    s.table("rtb-a", "vpc-1", &["subnet-a"], &[("10.0.0.0/16", "eni-fw")]);
    s.unknown("i-a", "i-b", "443", Code::Middlebox);
    let mut closed = s.clone();
    let all = closed.files.get_mut(&(closed.folder.clone(), "NetworkInterfaces")).unwrap();
    all.iter_mut().for_each(|i| i["SourceDestCheck"] = json!(true));
    closed.blocked("i-a", "i-b", "443", Code::SourceDestCheck);
}

#[test]
fn a_block_that_is_gone_is_not_local() {
    let mut s = Snap::new();
    s.files.get_mut(&(s.folder.clone(), "Vpcs")).unwrap()[0]["CidrBlockAssociationSet"]
        .as_array_mut()
        .unwrap()
        .push(json!({"CidrBlock": "10.7.0.0/16", "CidrBlockState": {"State": "associated"}}));
    s.subnet("subnet-7", "vpc-1", "use1-az1", &["10.7.1.0/24"]);
    s.group("sg-web", "vpc-1", &["tcp 443 0.0.0.0/0"], ALL);
    s.host("a", "subnet-a", &["10.0.1.10"], &["sg-web"]);
    s.host("seven", "subnet-7", &["10.7.1.10"], &["sg-web"]);
    s.passes("i-a", "i-seven", "443");
    s.passes("i-seven", "i-a", "443");
    s.files.get_mut(&(s.folder.clone(), "Vpcs")).unwrap()[0]["CidrBlockAssociationSet"][1]["CidrBlockState"]["State"] = json!("disassociated");
    s.blocked("i-a", "i-seven", "443", Code::NoRoute);
}

#[test]
fn ipv6_by_both_kinds_of_gateway() {
    let mut s = Snap::new();
    s.add("EgressOnlyInternetGateways", json!({"EgressOnlyInternetGatewayId": "eigw-1", "Attachments": [{"State": "attached", "VpcId": "vpc-1"}]}));
    s.group("sg-web", "vpc-1", &["tcp 443 ::/0"], ALL);
    s.host("six", "subnet-a", &["2600:1f18:0:1001::10"], &["sg-web"]);
    s.host("both", "subnet-b", &["10.0.2.10", "2600:1f18:0:1002::10"], &["sg-web"]);
    s.table("rtb-a", "vpc-1", &["subnet-a"], &[("2600:1f18:0:1000::/56", "local"), ("::/0", "eigw-1")]);
    s.table("rtb-b", "vpc-1", &["subnet-b"], &[("2600:1f18:0:1000::/56", "local"), ("::/0", "igw-1")]);
    s.passes("i-six", "internet", "443");
    s.passes("internet", "i-both", "443");
    s.passes("i-six", "i-both", "443");
    assert_ne!(s.ask("internet", "i-six", "443").verdict, Verdict::Reachable);
    // Of a host with both families only the open one counts.
    s.blocked("internet", "10.0.2.10", "443", Code::NoPossibleDestination);
    // NAT64 is a way that is not followed.
    s.nat("nat-1", "vpc-1", "subnet-b", "10.0.2.5", Some("54.0.0.9"));
    let tables = s.files.get_mut(&(s.folder.clone(), "RouteTables")).unwrap();
    tables.iter_mut().find(|t| t["RouteTableId"] == "rtb-a").unwrap()["Routes"]
        .as_array_mut()
        .unwrap()
        .push(json!({"DestinationIpv6CidrBlock": "64:ff9b::/96", "NatGatewayId": "nat-1", "State": "active"}));
    s.unknown("i-six", "64:ff9b::808:808", "443", Code::UnmodelledType);
}

#[test]
fn block_public_access_with_exclusions() {
    let options = |mode: &str| json!({"AwsAccountId": OWNER, "AwsRegion": "us-east-1", "State": "update-complete", "InternetGatewayBlockMode": mode, "ManagedBy": "account"});
    let arn = format!("arn:aws:ec2:us-east-1:{OWNER}:subnet/subnet-b");
    let exclusion = |state: &str, mode: &str| json!({"ExclusionId": "e", "ResourceArn": arn, "State": state, "InternetGatewayExclusionMode": mode});
    let with = |mode: &str, excluded: Option<Value>| {
        let mut s = public_and_private();
        s.nat("nat-1", "vpc-1", "subnet-b", "10.0.2.5", Some("54.0.0.9"));
        s.table("rtb-a", "vpc-1", &["subnet-a"], &[("10.0.0.0/16", "local"), ("0.0.0.0/0", "nat-1")]);
        s.alone.push((format!("{}/bpa.json", s.folder), json!({"VpcBlockPublicAccessOptions": options(mode)})));
        excluded.into_iter().for_each(|e| s.add("VpcBlockPublicAccessExclusions", e));
        s
    };
    with("off", None).passes("internet", "i-b", "443");
    with("block-bidirectional", None).blocked("internet", "i-b", "443", Code::BlockPublicAccess);
    with("block-bidirectional", None).blocked("i-a", "internet", "443", Code::BlockPublicAccess);
    with("block-ingress", None).blocked("internet", "i-b", "443", Code::BlockPublicAccess);
    with("block-ingress", None).blocked("i-b", "internet", "443", Code::BlockPublicAccess);
    with("block-ingress", None).passes("i-a", "internet", "443");
    with("block-bidirectional", Some(exclusion("create-complete", "allow-bidirectional"))).passes("internet", "i-b", "443");
    with("block-bidirectional", Some(exclusion("delete-complete", "allow-bidirectional"))).blocked("internet", "i-b", "443", Code::BlockPublicAccess);
    with("block-bidirectional", Some(exclusion("create-complete", "allow-egress"))).passes("i-a", "internet", "443");
    with("block-bidirectional", Some(exclusion("create-complete", "allow-egress"))).blocked("internet", "i-b", "443", Code::BlockPublicAccess);
    // Inside the VPC nothing is blocked.
    with("block-bidirectional", None).passes("i-a", "i-b", "443");
}

#[test]
fn gateways_that_are_not_modelled_are_not_known() {
    for target in ["cagw-1", "lgw-1", "vgw-1", "arn:aws:networkmanager::111122223333:core-network/core-network-1"] {
        let mut s = public_and_private();
        s.table("rtb-a", "vpc-1", &["subnet-a"], &[("10.0.0.0/16", "local"), ("172.16.0.0/12", target), ("0.0.0.0/0", target)]);
        for goal in ["internet", "172.16.0.1"] {
            let answer = s.ask("i-a", goal, "443");
            assert_eq!(answer.verdict, Verdict::Unknown, "{target} {goal} {:#?}", answer.reasons);
        }
        s.passes("i-a", "i-b", "443");
    }
}

#[test]
fn replies_go_to_the_ports_of_the_client() {
    let mut s = public_and_private();
    s.acl("acl-b", "vpc-1", &["subnet-b"], &["allow in 100 tcp 443 0.0.0.0/0", "allow out 100 tcp 32768-60999 0.0.0.0/0"]);
    s.passes("i-a", "i-b", "443");
    // Windows opens connections from 49152-65535.
    let reservations = s.files.get_mut(&(s.folder.clone(), "Reservations")).unwrap();
    reservations[0]["Instances"][0]["Platform"] = json!("windows");
    s.one_way("i-a", "i-b", "443", Code::EphemeralPartial);
    // A host of the internet may use any; nothing goes back to most of them.
    assert_ne!(s.ask("internet", "i-b", "443").verdict, Verdict::Reachable);
    // No state: what only leaves is answered nowhere.
    let mut s = public_and_private();
    s.acl("acl-b", "vpc-1", &["subnet-b"], &["allow in 100 tcp 443 0.0.0.0/0"]);
    s.one_way("i-a", "i-b", "443", Code::Acl);
}

#[test]
fn lists_of_two_calls() {
    let mut s = public_and_private();
    s.add("ManagedPrefixLists", json!({"PrefixListId": "pl-own", "PrefixListName": "own", "OwnerId": OWNER, "MaxEntries": 5}));
    s.group("sg-listed", "vpc-1", &["tcp 443 pl-own"], ALL);
    s.host("c", "subnet-b", &["10.0.2.11"], &["sg-listed"]);
    s.unknown("i-a", "i-c", "443", Code::PrefixListUnknown);
    s.alone.push((format!("{}/ec2.get-managed-prefix-list-entries/pl-own.json", s.folder), json!({"Entries": [{"Cidr": "10.0.1.0/24"}]})));
    s.passes("i-a", "i-c", "443");
    s.blocked("i-b", "i-c", "22", Code::GroupRules);
}
