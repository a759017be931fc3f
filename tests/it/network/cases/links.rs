//! Peering and transit gateways, hosts that forward, shared subnets.

use super::*;

#[test]
fn peering_needs_routes_on_both_sides() {
    let mut net = Net::peered();
    net.passes("a", "c", "443");
    net.table_at("rtb-c").routes.clear();
    net.one_way("a", "c", "443", Code::NoRoute);
    net.blocked("c", "a", "443", Code::NoRoute);
}

#[test]
fn peering_must_be_active() {
    let mut net = Net::peered();
    net.0.peerings[0].active = Some(false);
    net.blocked("a", "c", "443", Code::BadState);
    net.0.peerings[0].active = None;
    net.unknown("a", "c", "443", Code::PlanUnknown);
}

#[test]
fn peering_is_for_the_two_vpcs_addresses() {
    let mut net = Net::peered();
    net.route("rtb", "10.2.0.0/16", Target::Peering(id("pcx")));
    net.blocked("a", "10.2.0.1", "443", Code::PeeringAddress);
    // Not for the peer's internet gateway.
    net.route("rtb", "0.0.0.0/0", Target::Peering(id("pcx")));
    net.blocked("a", "internet", "443", Code::PeeringAddress);
    // Nor beyond the peer.
    net.vpc("third", "10.2.0.0/16");
    net.subnet("sub-d", "third", "az1", "10.2.0.0/24");
    net.host("d", "sub-d", "10.2.0.10", &[]);
    net.blocked("a", "d", "443", Code::PeeringAddress);
    net.passes("a", "c", "443");
}

#[test]
fn peers_that_are_not_in_the_input() {
    let mut net = Net::peered();
    net.0.vpcs.retain(|v| *v.id == *"vpc");
    net.unknown("a", "10.1.1.10", "443", Code::ForeignAccount);
    net.route("rtb", "10.2.0.0/16", Target::Peering(id("pcx")));
    net.blocked("a", "10.2.1.10", "443", Code::PeeringAddress);
}

#[test]
fn groups_are_named_across_peering_in_the_region() {
    let mut net = Net::peered();
    net.group("sg-c", "far", &["tcp 443 sg-a"], ALL);
    net.passes("a", "c", "443");
    net.0.vpcs.iter_mut().filter(|v| *v.id == *"far").for_each(|v| v.region = "r2".into());
    net.blocked("a", "c", "443", Code::GroupReferenceLost);
    net.0.vpcs.iter_mut().filter(|v| *v.id == *"far").for_each(|v| v.region = "⟨region:b⟩".into());
    net.unknown("a", "c", "443", Code::CapabilityMissing);
    net.group("sg-c", "far", &["tcp 443 10.0.0.0/16"], ALL);
    net.passes("a", "c", "443");
}

#[test]
fn groups_are_named_across_transit_gateways_inbound() {
    let mut net = Net::transit();
    net.passes("a", "c", "443");
    net.group("sg-c", "far", &["tcp 443 sg-a"], ALL);
    net.passes("a", "c", "443");
    net.0.transits[0].group_references = Some(false);
    net.blocked("a", "c", "443", Code::GroupReferencing);
    net.0.transits[0].group_references = None;
    net.unknown("a", "c", "443", Code::CapabilityMissing);
    net.0.transits[0].group_references = Some(true);
    for attachment in 0..2 {
        net.0.attachments[attachment].group_references = Some(false);
        net.blocked("a", "c", "443", Code::GroupReferencing);
        net.0.attachments[attachment].group_references = Some(true);
    }
    net.passes("a", "c", "443");
    // Outbound rules can't name them.
    net.group("sg-c", "far", &["tcp 443 0.0.0.0/0"], ALL);
    net.group("sg-a", "vpc", &[], &["tcp 443 sg-c"]);
    net.blocked("a", "c", "443", Code::GroupReferenceLost);
    // Nor can it be done in one zone.
    net.group("sg-a", "vpc", &[], ALL);
    net.group("sg-c", "far", &["tcp 443 sg-a"], ALL);
    for subnet in &mut net.0.subnets {
        subnet.zone = Some("use1-az3".into());
    }
    net.blocked("a", "c", "443", Code::GroupReferencing);
}

#[test]
fn transit_gateways_are_entered_in_the_sources_zone() {
    let mut net = Net::transit();
    net.passes("a", "c", "443");
    net.blocked("b", "c", "443", Code::TransitZone);
    let AttachmentKind::Vpc { subnets, .. } = &mut net.0.attachments[0].kind else { unreachable!() };
    subnets.push(id("sub-b"));
    net.passes("b", "c", "443");
    // Elsewhere than in the zone, which of several subnets it enters by is not defined.
    net.subnet("sub-c2", "far", "az3", "10.1.2.0/24");
    net.0.attachments[1].kind = AttachmentKind::Vpc { vpc: id("far"), subnets: vec![id("sub-c"), id("sub-c2")] };
    net.passes("b", "c", "443");
    net.acl("sub-c2", &[]);
    net.unknown("b", "c", "443", Code::TransitZone);
    net.passes("a", "c", "443");
    net.0.acls.clear();
    // Zones that are not known.
    let AttachmentKind::Vpc { subnets, .. } = &mut net.0.attachments[0].kind else { unreachable!() };
    subnets.pop();
    net.0.subnets[0].zone = None;
    net.unknown("b", "c", "443", Code::PlanUnknown);
}

#[test]
fn transit_tables_decide() {
    let mut net = Net::transit();
    net.0.attachments[0].table = Some(None);
    net.blocked("a", "c", "443", Code::TransitAssociation);
    net.0.attachments[0].table = None;
    net.unknown("a", "c", "443", Code::CapabilityMissing);
    net.0.attachments[0].table = Some(Some(id("tgw-rtb")));
    net.0.transit_tables[0].propagations.retain(|p| **p == *"att");
    net.blocked("a", "c", "443", Code::TransitNoRoute);
    net.0.transit_tables[0].open = true;
    net.unknown("a", "c", "443", Code::TransitRoutesUnknown);
    net.0.transit_tables[0].open = false;
    let to = |block_of: &str, attachment: Option<&str>| TransitRoute {
        destination: TransitDestination::Block(block(block_of)),
        attachment: attachment.map(id),
        fixed: true,
    };
    net.0.transit_tables[0].routes = vec![to("10.1.0.0/16", Some("att-c"))];
    net.passes("a", "c", "443");
    net.0.transit_tables[0].routes = vec![to("10.1.0.0/16", Some("att-c")), to("10.1.1.0/24", None)];
    net.blocked("a", "c", "443", Code::TransitBadStateRoute);
    // Static beats propagated.
    net.0.transit_tables[0].propagations = vec![id("att"), id("att-c")];
    net.0.transit_tables[0].routes = vec![to("10.1.0.0/16", None)];
    net.blocked("a", "c", "443", Code::TransitBadStateRoute);
    net.0.transit_tables[0].routes.clear();
    net.passes("a", "c", "443");
    net.0.attachments[1].available = Some(false);
    net.blocked("a", "c", "443", Code::BadStateAttachment);
    net.0.attachments[1].available = None;
    net.unknown("a", "c", "443", Code::PlanUnknown);
}

#[test]
fn transit_prefix_lists() {
    let mut net = Net::transit();
    net.0.transit_tables[0].propagations = vec![id("att")];
    let route = TransitRoute { destination: TransitDestination::PrefixList(id("pl-far")), attachment: Some(id("att-c")), fixed: true };
    net.0.transit_tables[0].routes = vec![route];
    net.unknown("a", "c", "443", Code::PrefixListUnknown);
    net.list("pl-far", Some(&["10.1.0.0/16"]));
    net.passes("a", "c", "443");
    net.0.prefix_lists[0].entries = Some(vec![]);
    net.blocked("a", "c", "443", Code::TransitNoRoute);
}

#[test]
fn acls_of_transit_subnets() {
    let mut net = Net::transit();
    net.subnet("sub-t", "vpc", "az1", "10.0.9.0/28");
    net.0.attachments[0].kind = AttachmentKind::Vpc { vpc: id("vpc"), subnets: vec![id("sub-t")] };
    net.passes("a", "c", "443");
    net.acl("sub-t", &["allow in 100 tcp 443 10.0.0.0/16"]);
    net.one_way("a", "c", "443", Code::Acl);
    net.0.acls.clear();
    net.acl("sub-t", &["allow out 100 any - 0.0.0.0/0"]);
    net.blocked("a", "c", "443", Code::Acl);
    // In one subnet with the attachment, only what goes out is asked, in both directions of the one ACL.
    net.0.acls.clear();
    net.0.attachments[0].kind = AttachmentKind::Vpc { vpc: id("vpc"), subnets: vec![id("sub-a")] };
    net.acl("sub-a", &["allow out 100 any - 0.0.0.0/0", "allow in 100 tcp 443 10.0.0.0/16"]);
    net.passes("a", "c", "443");
    net.0.acls.clear();
    net.acl("sub-a", &["allow out 100 any - 0.0.0.0/0"]);
    net.blocked("a", "c", "443", Code::Acl);
}

/// The two on a transit gateway each, which peer.
pub fn two_gateways() -> Net {
    let mut net = Net::transit();
    net.0.transits.push(Transit { id: id("tgw2"), group_references: Some(true) });
    net.0.attachments[1].transit = id("tgw2");
    net.0.attachments[1].table = Some(Some(id("tgw2-rtb")));
    net.0.transit_tables[0].propagations = vec![id("att")];
    let to = |cidr: &str| TransitRoute { destination: TransitDestination::Block(block(cidr)), attachment: Some(id("peer")), fixed: true };
    net.0.transit_tables[0].routes = vec![to("10.1.0.0/16")];
    net.0.transit_tables.push(TransitTable {
        id: id("tgw2-rtb"),
        transit: id("tgw2"),
        routes: vec![to("10.0.0.0/16")],
        propagations: vec![id("att-c")],
        open: false,
    });
    for (one, other, table) in [("tgw", "tgw2", "tgw-rtb"), ("tgw2", "tgw", "tgw2-rtb")] {
        net.0.attachments.push(Attachment {
            id: id("peer"),
            transit: id(one),
            kind: AttachmentKind::Peering { peer: id(other) },
            available: Some(true),
            table: Some(Some(id(table))),
            group_references: None,
        });
    }
    net.table_at("rtb-c").routes.clear();
    net.route("rtb-c", "10.0.0.0/16", Target::Transit(id("tgw2")));
    net
}

#[test]
fn peered_transit_gateways() {
    let mut net = two_gateways();
    net.passes("a", "c", "443");
    net.passes("c", "a", "443");
    net.group("sg-c", "far", &["tcp 443 sg-a"], ALL);
    net.blocked("a", "c", "443", Code::GroupReferenceLost);
    net.group("sg-c", "far", &["tcp 443 0.0.0.0/0"], ALL);
    net.0.transit_tables[1].propagations.clear();
    net.blocked("a", "c", "443", Code::TransitNoRoute);
    net.0.attachments.retain(|a| *a.transit != *"tgw2" || *a.id != *"peer");
    net.unknown("a", "c", "443", Code::ForeignAccount);
}

#[test]
fn replies_may_come_back_another_way() {
    // Out over the transit gateway, back over peering.
    let mut net = Net::transit();
    let both = Net::peered();
    net.0.peerings = both.0.peerings;
    net.table_at("rtb-c").routes.clear();
    net.route("rtb-c", "10.0.0.0/16", Target::Peering(id("pcx")));
    net.passes("a", "c", "443");
    net.table_at("rtb-c").routes.clear();
    net.one_way("a", "c", "443", Code::NoRoute);
}

#[test]
fn learned_routes_are_not_known() {
    let mut net = Net::transit();
    net.0.attachments.push(Attachment {
        id: id("vpn"),
        transit: id("tgw"),
        kind: AttachmentKind::Learned("vpn".into()),
        available: Some(true),
        table: Some(Some(id("tgw-rtb"))),
        group_references: None,
    });
    net.route("rtb", "172.16.0.0/12", Target::Transit(id("tgw")));
    net.blocked("a", "172.16.0.1", "443", Code::TransitNoRoute);
    net.0.transit_tables[0].propagations.push(id("vpn"));
    net.unknown("a", "172.16.0.1", "443", Code::BgpUnknown);
    net.passes("a", "c", "443");
}

#[test]
fn hosts_that_forward_are_not_known() {
    let mut net = Net::new();
    net.at("b").source_dest_check = Some(false);
    net.unknown("a", "b", "443", Code::Middlebox);
    net.blocked("a", "b", "80", Code::GroupRules);
    net.at("b").source_dest_check = Some(true);
    net.passes("a", "b", "443");
}

#[test]
fn shared_subnets_are_routed_by_their_owner() {
    // The owner's tables and ACLs, the participant's interfaces and groups; zones are told by their ids.
    let mut net = Net::transit();
    net.at("a").account = "2".into();
    net.passes("a", "c", "443");
    net.acl("sub-a", &[]);
    net.blocked("a", "c", "443", Code::Acl);
}

#[test]
fn what_is_not_known_of_a_vpcs_blocks() {
    let mut net = Net::peered();
    net.0.vpcs.iter_mut().filter(|v| *v.id == *"far").for_each(|v| {
        v.cidrs.clear();
        v.perhaps.push(block("0.0.0.0/0"));
    });
    net.unknown("a", "c", "443", Code::PlanUnknown);
    // What may be the VPC's own is not known to be beyond.
    let mut net = Net::peered();
    net.0.vpcs[0].perhaps.push(block("10.1.0.0/16"));
    net.unknown("a", "c", "443", Code::PlanUnknown);
    net.passes("a", "b", "443");
    // An address of which only the subnet is known.
    let mut net = Net::new();
    net.at("b").addresses[0].private = block("10.0.2.0/24");
    net.passes("a", "b", "443");
    net.group("sg-b", "vpc", &["tcp 443 10.0.0.0/16"], ALL);
    net.group("sg-a", "vpc", &[], &["tcp 443 10.0.2.10/32"]);
    net.unknown("a", "b", "443", Code::PlanUnknown);
    net.group("sg-a", "vpc", &[], &["tcp 443 10.0.3.10/32"]);
    net.blocked("a", "b", "443", Code::GroupRules);
    net.group("sg-a", "vpc", &[], ALL);
    net.unknown("a", "10.0.2.77", "443", Code::UnknownDestination);
    net.blocked("a", "10.0.1.77", "443", Code::InterfaceAddress);
    net.0.vpcs[0].open = true;
    net.unknown("a", "10.0.1.77", "443", Code::UnknownDestination);
}

#[test]
fn an_address_of_the_own_vpc_leads_to_no_other() {
    // Both VPCs have the same block, and of an interface in each only the subnet's block is known.
    let mut net = Net::new();
    net.vpc("twin", "10.0.0.0/16");
    net.subnet("sub-t", "twin", "z1", "10.0.2.0/24");
    net.group("sg-t", "twin", ALL, ALL);
    net.host("t", "sub-t", "10.0.2.10", &["sg-t"]);
    for name in ["b", "t"] {
        net.at(name).addresses[0].private = block("10.0.2.0/24");
    }
    net.passes("a", "b", "443");
    net.blocked("a", "t", "443", Code::InterfaceAddress);
    // A VPC that is not told in full may be the same one.
    net.0.vpcs.iter_mut().filter(|v| *v.id == *"twin").for_each(|v| v.open = true);
    net.unknown("a", "t", "443", Code::UnknownDestination);
}
