//! Internet gateways, NAT gateways, Block Public Access, IPv6.

use super::*;

fn open() -> Net {
    let mut net = Net::new();
    net.route("rtb", "0.0.0.0/0", Target::Gateway(id("igw")));
    net.route("rtb", "::/0", Target::Gateway(id("igw")));
    net.public("b", "54.0.0.2");
    net
}

#[test]
fn three_things_make_a_host_public() {
    let net = open();
    net.passes("internet", "b", "443");
    net.blocked("internet", "a", "443", Code::GatewayIngressAddress);
    let mut without = net.clone();
    without.0.gateways[0].vpc = None;
    without.blocked("internet", "b", "443", Code::GatewayIngressAddress);
    without.blocked("b", "internet", "443", Code::BadStateAttachment);
    let mut without = net.clone();
    without.table_at("rtb").routes.clear();
    without.one_way("internet", "b", "443", Code::NoRoute);
    let mut without = net.clone();
    without.at("b").attached = Some(false);
    without.blocked("internet", "b", "443", Code::GatewayIngressAddress);
    without.at("b").attached = None;
    without.unknown("internet", "b", "443", Code::PlanUnknown);
    net.blocked("a", "internet", "443", Code::GatewayEgressAddress);
    net.passes("b", "internet", "443");
}

#[test]
fn public_addresses_that_are_not_known() {
    let mut net = open();
    net.at("b").addresses[0].public = None;
    net.passes("internet", "b", "443");
    net.passes("b", "internet", "443");
    net.at("b").addresses[0].has_public = None;
    net.unknown("internet", "b", "443", Code::PlanUnknown);
    net.unknown("b", "internet", "443", Code::PlanUnknown);
}

#[test]
fn gateways_drop_private_addresses() {
    let mut net = open();
    for (address, code) in [("192.168.1.1", Code::GatewayPrivateDestination), ("100.64.1.1", Code::GatewaySharedDestination)] {
        net.blocked("b", address, "443", code);
    }
    net.blocked("internet@192.168.1.1", "54.0.0.2", "443", Code::GatewayPrivateSource);
    net.blocked("internet@100.64.1.1", "54.0.0.2", "443", Code::GatewaySharedSource);
    net.passes("internet@8.8.4.4", "54.0.0.2", "443");
    net.public("a", "54.0.0.1");
    net.passes("a", "54.0.0.2", "443");
}

#[test]
fn nat_gateways_serve_their_vpc_outwards() {
    let mut net = open();
    net.subnet("sub-nat", "vpc", "az1", "10.0.3.0/24");
    net.nat("nat", "sub-nat", "10.0.3.5", Some("54.0.0.9"));
    net.blocked("a", "internet", "443", Code::GatewayEgressAddress);
    net.table("rtb-a", "vpc", Association::Subnet(id("sub-a")), &[("0.0.0.0/0", Target::Nat(id("nat")))]);
    net.passes("a", "internet", "443");
    net.passes("a", "internet", "ping");
    net.blocked("a", "internet", "protocol 47", Code::Protocol);
    net.blocked("internet", "54.0.0.9", "443", Code::NatNoSession);
    // What comes in by a public address goes back by the NAT gateway, which has no session for it.
    net.public("a", "54.0.0.1");
    net.one_way("internet", "a", "443", Code::NatNoSession);
    // The gateway's subnet has an ACL, for requests and for replies.
    net.acl("sub-nat", &["allow in 100 any - 10.0.0.0/16", "allow out 100 any - 0.0.0.0/0"]);
    net.one_way("a", "internet", "443", Code::Acl);
    net.0.acls.clear();
    net.acl("sub-nat", &["allow in 100 tcp 1024-65535 0.0.0.0/0", "allow out 100 any - 0.0.0.0/0"]);
    net.blocked("a", "internet", "443", Code::Acl);
}

#[test]
fn private_nat_gateways_do_not_reach_the_internet() {
    let mut net = open();
    net.subnet("sub-nat", "vpc", "az1", "10.0.3.0/24");
    net.nat("nat", "sub-nat", "10.0.3.5", None);
    net.table("rtb-a", "vpc", Association::Subnet(id("sub-a")), &[("0.0.0.0/0", Target::Nat(id("nat")))]);
    net.blocked("a", "internet", "443", Code::GatewayEgressAddress);
    net.public("eni-nat", "54.0.0.9");
    net.passes("a", "internet", "443");
}

#[test]
fn regional_nat_gateways_are_in_zones() {
    let mut net = open();
    net.0.nats.push(Nat { id: id("nat"), vpc: id("vpc"), subnet: None, interfaces: vec![], public: Some(true), zones: Some(vec!["az2".into()]) });
    net.table("rtb-a", "vpc", Association::Subnet(id("sub-a")), &[("0.0.0.0/0", Target::Nat(id("nat")))]);
    net.blocked("a", "internet", "443", Code::NatZone);
    net.0.nats[0].zones = Some(vec!["az1".into()]);
    net.unknown("a", "internet", "443", Code::UnknownResource);
}

#[test]
fn nat_gateways_and_other_vpcs() {
    let central = |mut net: Net| {
        net.public("b", "54.0.0.2");
        net.subnet("sub-nat", "vpc", "az1", "10.0.3.0/24");
        net.nat("nat", "sub-nat", "10.0.3.5", Some("54.0.0.9"));
        net.table("rtb-nat", "vpc", Association::Subnet(id("sub-nat")), &[("0.0.0.0/0", Target::Gateway(id("igw")))]);
        let link = net.table_at("rtb").routes[0].target.clone();
        net.route("rtb-nat", "10.1.0.0/16", link.clone());
        net.route("rtb-c", "0.0.0.0/0", link);
        net.route("rtb", "0.0.0.0/0", Target::Nat(id("nat")));
        net
    };
    // Not from a peer.
    let peered = central(Net::peered());
    peered.blocked("c", "internet", "443", Code::PeeringAddress);
    peered.passes("a", "internet", "443");
    // But over a transit gateway.
    let mut net = central(Net::transit());
    net.0.transit_tables[0].routes.push(TransitRoute {
        destination: TransitDestination::Block(block("0.0.0.0/0")),
        attachment: Some(id("att")),
        fixed: true,
    });
    net.passes("c", "internet", "443");
    net.0.transit_tables[0].routes.clear();
    net.blocked("c", "internet", "443", Code::TransitNoRoute);
}

#[test]
fn block_public_access_overrides() {
    let mut net = open();
    net.subnet("sub-nat", "vpc", "az1", "10.0.3.0/24");
    net.nat("nat", "sub-nat", "10.0.3.5", Some("54.0.0.9"));
    net.table(
        "rtb-a",
        "vpc",
        Association::Subnet(id("sub-a")),
        &[("0.0.0.0/0", Target::Nat(id("nat"))), ("::/0", Target::EgressGateway(id("eigw")))],
    );
    net.0.egress_gateways.push(EgressGateway { id: id("eigw"), vpc: Some(id("vpc")) });
    net.v6("a", "2600:1f18::10");
    let code = Code::BlockPublicAccess;
    let six = ("a@2600:1f18::10", "internet@2001:4860:4860::8888");
    for (mode, exclusion, inbound, outbound) in [
        (BlockMode::Off, None, true, true),
        (BlockMode::Bidirectional, None, false, false),
        (BlockMode::Bidirectional, Some(Exclusion::Bidirectional), true, true),
        (BlockMode::Bidirectional, Some(Exclusion::Egress), false, true),
        (BlockMode::Ingress, None, false, true),
        (BlockMode::Ingress, Some(Exclusion::Bidirectional), true, true),
        (BlockMode::Ingress, Some(Exclusion::Egress), false, true),
    ] {
        let exclusions = exclusion.map(|e| (id("vpc"), e)).into_iter().collect();
        net.0.block_public_access.insert(("1".into(), "r1".into()), BlockPublicAccess { mode, exclusions });
        let what = |ok: bool, from: &str, to: &str| if ok { net.passes(from, to, "443") } else { net.blocked(from, to, "443", code) };
        what(inbound, "internet", "b");
        what(outbound, "a", "internet@8.8.8.8");
        what(outbound, six.0, six.1);
        // In ingress mode only NAT gateways and egress-only gateways get out.
        what(inbound, "b", "internet");
    }
    let of_subnet = BlockPublicAccess { mode: BlockMode::Bidirectional, exclusions: vec![(id("sub-b"), Exclusion::Bidirectional)] };
    net.0.block_public_access.insert(("1".into(), "r1".into()), of_subnet);
    net.passes("internet", "b", "443");
    net.blocked("a", "internet@8.8.8.8", "443", code);
    net.0.block_public_access.insert(("1".into(), "r1".into()), BlockPublicAccess { mode: BlockMode::Unknown, exclusions: vec![] });
    net.unknown("internet", "b", "443", Code::PlanUnknown);
    // Another Region's is none of ours.
    net.0.block_public_access.clear();
    net.0.block_public_access.insert(("1".into(), "r2".into()), BlockPublicAccess { mode: BlockMode::Bidirectional, exclusions: vec![] });
    net.passes("internet", "b", "443");
}

#[test]
fn ipv6_goes_both_ways_by_an_internet_gateway() {
    let mut net = open();
    net.v6("b", "2600:1f18:0:1::10");
    net.group("sg-b", "vpc", &["tcp 443 ::/0"], ALL);
    let somebody = "internet@2001:4860:4860::8888";
    net.passes(somebody, "2600:1f18:0:1::10", "443");
    net.passes("b@2600:1f18:0:1::10", somebody, "443");
    net.table_at("rtb").routes.retain(|r| r.destination != Destination::Block(block("::/0")));
    net.one_way(somebody, "2600:1f18:0:1::10", "443", Code::NoRoute);
}

#[test]
fn egress_only_gateways_let_nothing_in() {
    let mut net = open();
    net.0.gateways.clear();
    net.0.egress_gateways.push(EgressGateway { id: id("eigw"), vpc: Some(id("vpc")) });
    net.table_at("rtb").routes.clear();
    net.route("rtb", "::/0", Target::EgressGateway(id("eigw")));
    net.v6("b", "2600:1f18:0:1::10");
    net.group("sg-b", "vpc", &["tcp 443 ::/0"], ALL);
    let somebody = "internet@2001:4860:4860::8888";
    net.passes("b@2600:1f18:0:1::10", somebody, "443");
    net.blocked(somebody, "2600:1f18:0:1::10", "443", Code::EgressOnlyInbound);
    net.route("rtb", "0.0.0.0/0", Target::EgressGateway(id("eigw")));
    net.blocked("b@10.0.2.10", "8.8.8.8", "443", Code::Protocol);
    net.0.egress_gateways.clear();
    net.blocked(somebody, "2600:1f18:0:1::10", "443", Code::GatewayIngressAddress);
}
