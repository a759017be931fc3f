//! VPC endpoints and endpoint services.

use super::*;

const S3: &str = "com.amazonaws.r1.s3";

fn endpoint(net: &mut Net, name: &str, kind: EndpointKind, service: &str, interfaces: &[&str]) {
    for interface in interfaces {
        net.at(interface).kind = InterfaceKind::Endpoint(id(name));
    }
    net.0.endpoints.push(Endpoint {
        id: id(name),
        vpc: id("vpc"),
        kind,
        service: service.into(),
        interfaces: interfaces.iter().map(|i| id(i)).collect(),
        prefix_list: None,
        available: Some(true),
        private_dns: Some(true),
    });
}

fn with_gateway() -> Net {
    let mut net = Net::peered();
    net.list("pl-s3", Some(&["52.216.0.0/15"]));
    endpoint(&mut net, "vpce", EndpointKind::Gateway, S3, &[]);
    net.route("rtb", "pl-s3", Target::Endpoint(id("vpce")));
    net
}

#[test]
fn gateway_endpoints_take_what_is_on_their_list() {
    let mut net = with_gateway();
    net.passes("a", "52.216.1.1", "443");
    net.passes("a", "52.216.1.1", "ping");
    net.blocked("a", "52.216.1.1", "udp 443", Code::EndpointProtocol);
    net.blocked("a", "52.216.1.1", "icmp 13", Code::EndpointProtocol);
    net.blocked("a", "52.218.1.1", "443", Code::NoRoute);
    // It beats the route to the internet, for which the host lacks an address.
    net.route("rtb", "0.0.0.0/0", Target::Gateway(id("igw")));
    net.passes("a", "52.216.1.1", "443");
    net.blocked("a", "52.218.1.1", "443", Code::GatewayEgressAddress);
}

#[test]
fn gateway_endpoints_need_an_outbound_rule() {
    let mut net = with_gateway();
    net.group("sg-a", "vpc", &[], &["tcp 443 10.0.0.0/8"]);
    net.blocked("a", "52.216.1.1", "443", Code::GroupRules);
    net.group("sg-a", "vpc", &[], &["tcp 443 pl-s3"]);
    net.passes("a", "52.216.1.1", "443");
    net.acl("sub-a", &["allow out 100 any - 0.0.0.0/0"]);
    net.one_way("a", "52.216.1.1", "443", Code::Acl);
}

#[test]
fn gateway_endpoints_serve_their_own_vpc() {
    let mut net = with_gateway();
    net.route("rtb-c", "52.216.0.0/15", Target::Peering(id("pcx")));
    net.blocked("c", "52.216.1.1", "443", Code::PeeringAddress);
    let mut net = Net::transit();
    net.list("pl-s3", Some(&["52.216.0.0/15"]));
    endpoint(&mut net, "vpce", EndpointKind::Gateway, S3, &[]);
    net.route("rtb", "pl-s3", Target::Endpoint(id("vpce")));
    net.route("rtb-c", "52.216.0.0/15", Target::Transit(id("tgw")));
    let route = TransitRoute { destination: TransitDestination::Block(block("52.216.0.0/15")), attachment: Some(id("att")), fixed: true };
    net.0.transit_tables[0].routes.push(route);
    net.blocked("c", "52.216.1.1", "443", Code::EndpointSource);
    net.passes("a", "52.216.1.1", "443");
}

#[test]
fn service_lists_of_unknown_contents() {
    let mut net = with_gateway();
    net.0.prefix_lists[0].entries = None;
    net.unknown("a", "52.216.1.1", "443", Code::PrefixListUnknown);
    // Neither private addresses nor somebody's on the internet are a service's.
    net.passes("a", "c", "443");
    net.blocked("a", "internet", "443", Code::NoRoute);
}

impl Net {
    /// Whether requests of an interface take an endpoint.
    #[track_caller]
    fn takes(&self, from: &str, verdict: Verdict, code: Option<Code>) {
        let answer = Reachability::new(self.0.clone()).through_endpoint(from, "vpce");
        let codes: Vec<Code> = answer.reasons.iter().map(|r| r.code).collect();
        assert!(answer.verdict == verdict && code.is_none_or(|c| codes.contains(&c)), "{:?} {:#?}", answer.verdict, answer.reasons);
    }
}

#[test]
fn requests_take_a_gateway_endpoint_by_route() {
    for known in [true, false] {
        let mut net = with_gateway();
        net.0.endpoints[0].prefix_list = Some(id("pl-s3"));
        if !known {
            net.0.prefix_lists[0].entries = None;
        }
        net.route("rtb", "0.0.0.0/0", Target::Gateway(id("igw")));
        net.takes("a", Verdict::Reachable, None);
        net.takes("c", Verdict::Blocked, Some(Code::EndpointSource));
        // What is more specific than the list goes elsewhere, if it is about the same addresses.
        let mut split = net.clone();
        split.route("rtb", "52.216.0.0/16", Target::Gateway(id("igw")));
        split.takes("a", if known { Verdict::Blocked } else { Verdict::Unknown }, None);
        split.table_at("rtb").routes.pop();
        split.route("rtb", "10.9.0.0/16", Target::Gateway(id("igw")));
        split.takes("a", Verdict::Reachable, None);
        split.table_at("rtb").routes.remove(0);
        split.table_at("rtb").routes.retain(|r| r.destination != Destination::PrefixList(id("pl-s3")));
        split.takes("a", Verdict::Blocked, Some(Code::NoRoute));
        // Groups by the list, or by blocks that hold it.
        for (rule, verdict) in [
            ("tcp 443 pl-s3", Verdict::Reachable),
            ("tcp 443 0.0.0.0/0", Verdict::Reachable),
            ("tcp 443 10.0.0.0/8", Verdict::Blocked),
            ("tcp 80 pl-s3", Verdict::Blocked),
            ("tcp 443 52.0.0.0/8", if known { Verdict::Reachable } else { Verdict::Unknown }),
        ] {
            let mut net = net.clone();
            net.group("sg-a", "vpc", &[], &[rule]);
            net.takes("a", verdict, None);
        }
        for (entries, verdict) in [
            (&["allow out 100 any - 0.0.0.0/0", "allow in 100 any - 0.0.0.0/0"][..], Verdict::Reachable),
            (&["deny out 90 any - 10.0.0.0/8", "allow out 100 any - 0.0.0.0/0", "allow in 100 any - 0.0.0.0/0"], Verdict::Reachable),
            (&["allow out 100 any - 10.0.0.0/8", "allow in 100 any - 0.0.0.0/0"], Verdict::Blocked),
            (&["allow out 100 any - 0.0.0.0/0", "allow in 100 tcp 443 0.0.0.0/0"], Verdict::OneWay),
            (&["allow out 100 any - 52.0.0.0/8", "allow in 100 any - 0.0.0.0/0"], if known { Verdict::Reachable } else { Verdict::Unknown }),
        ] {
            let mut net = net.clone();
            net.acl("sub-a", entries);
            net.takes("a", verdict, None);
        }
    }
}

#[test]
fn requests_take_an_interface_endpoint_by_name() {
    let mut net = with_interface();
    net.takes("a", Verdict::Reachable, None);
    net.takes("c", Verdict::Blocked, Some(Code::EndpointSource));
    net.0.endpoints[0].private_dns = Some(false);
    net.takes("a", Verdict::Blocked, Some(Code::EndpointDns));
    net.0.endpoints[0].private_dns = None;
    net.takes("a", Verdict::Unknown, Some(Code::PlanUnknown));
    net.0.endpoints[0].private_dns = Some(true);
    net.group("sg-e", "vpc", &["tcp 443 sg-b"], &[]);
    net.takes("a", Verdict::Blocked, Some(Code::GroupRules));
    net.takes("b", Verdict::Reachable, None);
    // One of two interfaces is enough: clients try all addresses of the name.
    net.group("sg-e2", "vpc", &["tcp 443 sg-a"], &[]);
    net.host("eni-e2", "sub-a", "10.0.1.20", &["sg-e2"]);
    net.at("eni-e2").kind = InterfaceKind::Endpoint(id("vpce"));
    net.0.endpoints[0].interfaces.push(id("eni-e2"));
    net.takes("a", Verdict::Reachable, None);
}

fn with_interface() -> Net {
    let mut net = Net::peered();
    net.group("sg-e", "vpc", &["tcp 443 10.0.0.0/8"], &[]);
    net.host("eni-e", "sub-b", "10.0.2.20", &["sg-e"]);
    endpoint(&mut net, "vpce", EndpointKind::Interface, "com.amazonaws.r1.kms", &["eni-e"]);
    net
}

#[test]
fn interface_endpoints_have_groups_and_ports() {
    let mut net = with_interface();
    net.passes("a", "eni-e", "443");
    net.blocked("a", "eni-e", "80", Code::GroupRules);
    net.passes("c", "eni-e", "443");
    net.group("sg-e", "vpc", &["any - 0.0.0.0/0"], &[]);
    net.blocked("a", "eni-e", "22", Code::Protocol);
    net.unknown("a", "eni-e", "80", Code::UnmodelledType);
    net.group("sg-e", "vpc", &[], &[]);
    net.blocked("a", "eni-e", "443", Code::GroupEmpty);
    net.at("eni-e").groups = vec![id("sg-b")];
    net.blocked("eni-e", "a", "443", Code::EndpointInitiates);
}

#[test]
fn interface_endpoints_must_be_accepted() {
    let mut net = with_interface();
    net.0.endpoints[0].available = Some(false);
    net.blocked("a", "eni-e", "443", Code::NotAccepted);
    net.0.endpoints[0].available = None;
    net.unknown("a", "eni-e", "443", Code::PlanUnknown);
}

#[test]
fn endpoints_of_other_kinds_are_not_known() {
    let mut net = Net::two();
    for (kind, code) in [
        (EndpointKind::GatewayBalancer, Code::FirewallOpaque),
        (EndpointKind::Firewall, Code::FirewallOpaque),
        (EndpointKind::Other("Resource".into()), Code::UnmodelledType),
    ] {
        net.0.endpoints.clear();
        endpoint(&mut net, "vpce", kind, "x", &[]);
        net.table_at("rtb").routes.clear();
        net.route("rtb", "10.1.0.0/16", Target::Endpoint(id("vpce")));
        net.unknown("a", "c", "443", code);
    }
    net.0.endpoints.clear();
    endpoint(&mut net, "vpce", EndpointKind::Interface, "x", &[]);
    net.blocked("a", "c", "443", Code::NoRoute);
    // An interface of a type that is not modelled.
    net.at("b").kind = InterfaceKind::Other("vpc_lattice".into());
    net.unknown("a", "b", "443", Code::UnmodelledType);
}

/// A service of VPC `far` with a network load balancer and host `c` behind it, and an endpoint to it in `vpc`.
pub fn with_service() -> Net {
    let mut net = Net::two();
    net.group("sg-e", "vpc", &["tcp 443 10.0.0.0/16"], &[]);
    net.host("eni-e", "sub-a", "10.0.1.20", &["sg-e"]);
    let name = "com.amazonaws.vpce.r1.vpce-svc-1";
    endpoint(&mut net, "vpce", EndpointKind::Interface, name, &["eni-e"]);
    super::balancers::network(&mut net, "nlb", "far", "sub-c", "10.1.1.20");
    super::balancers::target(&mut net, "nlb", "far", TargetPoint::Interface(id("c")), Attribute::Known(true));
    net.0.services.push(EndpointService {
        name: name.into(),
        balancers: vec![id("nlb")],
        open: false,
        acceptance: Some(false),
        principals: Some(vec![]),
    });
    net
}

#[test]
fn endpoint_services_lead_one_way() {
    let mut net = with_service();
    net.passes("a", "eni-e", "443");
    net.blocked("c", "a", "443", Code::NoRoute);
    net.blocked("a", "eni-e", "80", Code::GroupRules);
    // The provider sees the load balancer, whatever its target group says of clients' addresses.
    net.group("sg-c", "far", &["tcp 443 10.1.1.20/32"], ALL);
    net.passes("a", "eni-e", "443");
    net.group("sg-c", "far", &["tcp 443 10.0.0.0/16"], ALL);
    net.blocked("a", "eni-e", "443", Code::GroupRules);
    net.group("sg-c", "far", &["tcp 443 sg-a"], ALL);
    net.blocked("a", "eni-e", "443", Code::GroupRules);
}

#[test]
fn endpoint_services_and_zones() {
    let mut net = with_service();
    net.0.subnets.iter_mut().filter(|s| *s.id == *"sub-c").for_each(|s| s.zone = Some("az2".into()));
    net.blocked("a", "eni-e", "443", Code::NoTargetsInZone);
    let mut net = with_service();
    net.0.services[0].balancers.clear();
    net.0.services[0].open = true;
    net.unknown("a", "eni-e", "443", Code::PlanUnknown);
    net.0.services.clear();
    net.unknown("a", "eni-e", "443", Code::ForeignAccount);
}

#[test]
fn groups_of_the_load_balancer_behind_a_service() {
    let mut net = with_service();
    net.group("sg-nlb", "far", &[], ALL);
    net.at("eni-nlb").groups = vec![id("sg-nlb")];
    net.blocked("a", "eni-e", "443", Code::GroupEmpty);
    net.0.balancers[0].filters_private_link = Some(false);
    net.passes("a", "eni-e", "443");
    net.0.balancers[0].filters_private_link = None;
    net.unknown("a", "eni-e", "443", Code::CapabilityMissing);
    net.group("sg-nlb", "far", &["tcp 443 10.0.0.0/16"], ALL);
    net.0.balancers[0].filters_private_link = Some(true);
    net.passes("a", "eni-e", "443");
}
