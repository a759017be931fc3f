//! Route tables.

use super::*;

fn hosts() -> Net {
    let mut net = Net::peered();
    net.0.transits.push(Transit { id: id("tgw"), group_references: None });
    net
}

#[test]
fn the_longest_prefix_wins() {
    let mut net = hosts();
    net.passes("a", "c", "443");
    net.route("rtb", "10.1.1.0/24", Target::Transit(id("tgw")));
    net.blocked("a", "c", "443", Code::BadStateAttachment);
    net.table_at("rtb").routes.pop();
    net.route("rtb", "10.0.0.0/8", Target::Transit(id("tgw")));
    net.passes("a", "c", "443");
}

#[test]
fn a_split_default_route_is_one() {
    let mut net = Net::new();
    net.public("b", "54.0.0.2");
    net.one_way("internet", "b", "443", Code::NoRoute);
    net.route("rtb", "0.0.0.0/1", Target::Gateway(id("igw")));
    net.passes("internet@8.8.8.8", "54.0.0.2", "443");
    net.one_way("internet@200.1.1.1", "54.0.0.2", "443", Code::NoRoute);
    net.route("rtb", "128.0.0.0/1", Target::Gateway(id("igw")));
    net.passes("internet@200.1.1.1", "54.0.0.2", "443");
}

#[test]
fn blackholes_win_and_drop() {
    let mut net = hosts();
    net.route("rtb", "10.1.1.0/24", Target::Peering(id("pcx")));
    net.passes("a", "c", "443");
    net.table_at("rtb").routes.last_mut().unwrap().blackhole = true;
    net.blocked("a", "c", "443", Code::BadStateRoute);
}

#[test]
fn routes_more_specific_than_local() {
    let mut net = Net::new();
    net.host("box", "sub-a", "10.0.1.99", &[]);
    net.route("rtb", "10.0.2.0/24", Target::Interface(id("box")));
    net.blocked("a", "b", "443", Code::SourceDestCheck);
    net.at("box").source_dest_check = Some(false);
    net.unknown("a", "b", "443", Code::Middlebox);
    net.table_at("rtb").routes.clear();
    net.passes("a", "b", "443");
    // The same within a subnet is never routed.
    net.host("a2", "sub-a", "10.0.1.11", &["sg-a"]);
    net.route("rtb", "10.0.1.0/24", Target::Interface(id("box")));
    net.passes("a", "a2", "443");
}

#[test]
fn local_routes_may_have_another_target() {
    let mut net = Net::new();
    net.host("box", "sub-a", "10.0.1.99", &[]);
    net.route("rtb", "10.0.0.0/16", Target::Interface(id("box")));
    net.blocked("a", "b", "443", Code::SourceDestCheck);
    net.at("box").source_dest_check = Some(false);
    net.unknown("a", "b", "443", Code::Middlebox);
    // A route of the same block that was learned does not replace it.
    net.table_at("rtb").routes[0].propagated = true;
    net.passes("a", "b", "443");
}

#[test]
fn among_equal_prefixes_static_routes_win() {
    let mut net = hosts();
    net.route("rtb", "10.1.0.0/16", Target::VpnGateway(id("vgw")));
    net.table_at("rtb").routes.last_mut().unwrap().propagated = true;
    net.passes("a", "c", "443");
    net.table_at("rtb").routes.retain(|r| r.propagated);
    net.unknown("a", "c", "443", Code::BgpUnknown);
    // A block beats a prefix list, and that a propagated route.
    net.list("pl-far", Some(&["10.1.0.0/16"]));
    net.route("rtb", "pl-far", Target::Peering(id("pcx")));
    net.passes("a", "c", "443");
    net.route("rtb", "10.1.0.0/16", Target::Transit(id("tgw")));
    net.blocked("a", "c", "443", Code::BadStateAttachment);
}

#[test]
fn prefix_lists_in_routes() {
    let mut net = hosts();
    net.table_at("rtb").routes.clear();
    net.route("rtb", "pl-far", Target::Peering(id("pcx")));
    net.list("pl-far", Some(&["10.1.0.0/16"]));
    net.passes("a", "c", "443");
    net.0.prefix_lists[0].entries = Some(vec![block("10.2.0.0/16")]);
    net.blocked("a", "c", "443", Code::NoRoute);
    net.0.prefix_lists[0].entries = None;
    net.unknown("a", "c", "443", Code::PrefixListUnknown);
    // Two that overlap and lead elsewhere.
    net.0.prefix_lists[0].entries = Some(vec![block("10.1.0.0/16")]);
    net.list("pl-too", Some(&["10.1.0.0/16"]));
    net.route("rtb", "pl-too", Target::Transit(id("tgw")));
    net.unknown("a", "c", "443", Code::RouteAmbiguous);
}

#[test]
fn subnets_have_their_own_table_or_their_vpcs_main_one() {
    let mut net = hosts();
    net.table("rtb-a", "vpc", Association::Subnet(id("sub-a")), &[]);
    net.blocked("a", "c", "443", Code::NoRoute);
    net.passes("b", "c", "443");
    net.table_at("rtb-a").open = true;
    net.unknown("a", "c", "443", Code::PlanUnknown);
}

#[test]
fn reserved_ranges_are_never_forwarded() {
    let mut net = Net::new();
    net.route("rtb", "0.0.0.0/0", Target::Gateway(id("igw")));
    net.blocked("a", "169.254.169.1", "443", Code::ReservedRange);
    net.blocked("a", "8.8.8.8", "443", Code::GatewayEgressAddress);
}

#[test]
fn routes_of_an_internet_gateway() {
    let mut net = Net::new();
    net.public("b", "54.0.0.2");
    net.route("rtb", "0.0.0.0/0", Target::Gateway(id("igw")));
    net.passes("internet", "b", "443");
    net.host("box", "sub-a", "10.0.1.99", &[]);
    net.table("edge", "vpc", Association::Gateway(id("igw")), &[("10.0.2.0/24", Target::Interface(id("box")))]);
    net.at("box").source_dest_check = Some(false);
    net.blocked("internet", "b", "443", Code::IngressTargetAddress);
    net.public("box", "54.0.0.9");
    net.unknown("internet", "b", "443", Code::Middlebox);
    net.at("box").source_dest_check = Some(true);
    net.blocked("internet", "b", "443", Code::SourceDestCheck);
    net.table_at("edge").routes.clear();
    net.passes("internet", "b", "443");
}

#[test]
fn what_is_not_modelled_is_not_known() {
    for (target, code) in [
        (Target::Other(id("core")), Code::UnmodelledType),
        (Target::VpnGateway(id("vgw")), Code::BgpUnknown),
        (Target::Endpoint(id("vpce-nobody")), Code::UnknownResource),
        (Target::Peering(id("pcx-nobody")), Code::UnknownResource),
        (Target::Transit(id("tgw-nobody")), Code::ForeignAccount),
        (Target::Unknown, Code::PlanUnknown),
    ] {
        let mut net = Net::two();
        net.blocked("a", "c", "443", Code::NoRoute);
        net.route("rtb", "10.1.0.0/16", target);
        net.unknown("a", "c", "443", code);
    }
}

#[test]
fn loops_end() {
    let mut net = Net::transit();
    net.route("rtb-c", "10.1.0.0/16", Target::Transit(id("tgw")));
    net.0.transit_tables[0].routes.push(TransitRoute {
        destination: TransitDestination::Block(block("10.9.0.0/16")),
        attachment: Some(id("att-c")),
        fixed: true,
    });
    net.route("rtb", "10.9.0.0/16", Target::Transit(id("tgw")));
    net.route("rtb-c", "10.9.0.0/16", Target::Transit(id("tgw")));
    net.blocked("a", "10.9.0.1", "443", Code::NoPossibleDestination);
}
