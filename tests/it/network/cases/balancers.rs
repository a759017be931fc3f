//! Load balancers.

use super::*;

/// A network load balancer with a node `eni-…` and a listener on 443.
pub fn network(net: &mut Net, name: &str, vpc: &str, subnet: &str, address: &str) {
    balancer(net, name, vpc, &[(subnet, address)], BalancerKind::Network);
}

fn balancer(net: &mut Net, name: &str, vpc: &str, nodes: &[(&str, &str)], kind: BalancerKind) {
    let mut interfaces = Vec::new();
    for (number, (subnet, address)) in nodes.iter().enumerate() {
        let interface = if number == 0 { format!("eni-{name}") } else { format!("eni-{name}-{number}") };
        net.host(&interface, subnet, address, &[]);
        let node = net.at(&interface);
        node.kind = InterfaceKind::Balancer(id(name));
        node.ephemeral = Some((1024, 65535));
        interfaces.push(id(&interface));
    }
    net.0.balancers.push(Balancer {
        id: id(name),
        vpc: id(vpc),
        kind,
        subnets: nodes.iter().map(|(s, _)| id(s)).collect(),
        interfaces,
        listeners: vec![Listener { protocol: Protocol::Number(6), port: 443, targets: vec![id(&format!("tg-{name}"))] }],
        open: false,
        cross_zone: Some(kind == BalancerKind::Application),
        filters_private_link: Some(true),
    });
}

/// Its target group with one target on 443.
pub fn target(net: &mut Net, balancer: &str, vpc: &str, point: TargetPoint, preserve_client: Attribute) {
    net.0.target_groups.push(TargetGroup {
        id: id(&format!("tg-{balancer}")),
        vpc: id(vpc),
        targets: vec![(point, None)],
        open: false,
        port: Some(443),
        preserve_client,
        cross_zone: None,
    });
}

/// Host `a` asks a load balancer in its own subnet, whose target is `d` in the same.
fn net(keeps: Attribute) -> Net {
    let mut net = Net::new();
    net.host("d", "sub-a", "10.0.1.30", &["sg-b"]);
    network(&mut net, "nlb", "vpc", "sub-a", "10.0.1.20");
    target(&mut net, "nlb", "vpc", TargetPoint::Interface(id("d")), keeps);
    net
}

#[test]
fn listeners_and_targets() {
    let mut net = net(Attribute::Known(false));
    net.passes("a", "eni-nlb", "443");
    net.blocked("a", "eni-nlb", "80", Code::Listener);
    net.blocked("a", "eni-nlb", "ping", Code::Listener);
    net.0.balancers[0].open = true;
    net.unknown("a", "eni-nlb", "80", Code::PlanUnknown);
    net.0.balancers[0].open = false;
    net.0.target_groups[0].targets[0].1 = Some(8443);
    net.blocked("a", "eni-nlb", "443", Code::GroupRules);
    net.group("sg-b", "vpc", &["tcp 8443 0.0.0.0/0"], ALL);
    net.passes("a", "eni-nlb", "443");
    net.0.target_groups[0].targets.clear();
    net.blocked("a", "eni-nlb", "443", Code::ListenerWithoutTargets);
    net.0.target_groups[0].open = true;
    net.unknown("a", "eni-nlb", "443", Code::PlanUnknown);
    net.0.balancers[0].listeners[0].protocol = Protocol::Number(17);
    net.blocked("a", "eni-nlb", "443", Code::Listener);
}

#[test]
fn clients_addresses_are_kept_or_not() {
    for (keeps, client, node) in
        [(Attribute::Known(true), true, false), (Attribute::Known(false), false, true), (Attribute::Assumed(true), true, false)]
    {
        let mut net = net(keeps);
        net.group("sg-b", "vpc", &["tcp 443 10.0.1.10/32"], ALL);
        if client {
            net.passes("a", "eni-nlb", "443")
        } else {
            net.blocked("a", "eni-nlb", "443", Code::GroupRules)
        }
        net.group("sg-b", "vpc", &["tcp 443 10.0.1.20/32"], ALL);
        if node { net.passes("a", "eni-nlb", "443") } else { net.blocked("a", "eni-nlb", "443", Code::GroupRules) }
    }
    // Where that is not known, either may be.
    for (peer, verdict) in
        [("10.0.1.0/24", Verdict::Unknown), ("10.0.1.10/32", Verdict::Unknown), ("10.0.1.20/32", Verdict::Unknown), ("10.0.2.0/24", Verdict::Blocked)]
    {
        let mut net = net(Attribute::Unknown);
        net.group("sg-b", "vpc", &[&format!("tcp 443 {peer}")], ALL);
        net.fails("a", "eni-nlb", "443", verdict, Code::CapabilityMissing);
    }
}

#[test]
fn targets_see_the_groups_of_the_load_balancer() {
    let mut net = net(Attribute::Known(false));
    net.group("sg-nlb", "vpc", &["tcp 443 10.0.0.0/16"], ALL);
    net.at("eni-nlb").groups = vec![id("sg-nlb")];
    net.group("sg-b", "vpc", &["tcp 443 sg-nlb"], ALL);
    net.passes("a", "eni-nlb", "443");
    net.0.target_groups[0].preserve_client = Attribute::Known(true);
    net.blocked("a", "eni-nlb", "443", Code::GroupReferenceLost);
    net.0.target_groups[0].preserve_client = Attribute::Known(false);
    net.group("sg-nlb", "vpc", &["tcp 443 10.9.0.0/16"], ALL);
    net.blocked("a", "eni-nlb", "443", Code::GroupRules);
    // Outbound rules of the load balancer count as well.
    net.group("sg-nlb", "vpc", &["tcp 443 10.0.0.0/16"], &[]);
    net.blocked("a", "eni-nlb", "443", Code::GroupEmpty);
}

#[test]
fn zones_of_a_network_load_balancer() {
    let mut net = Net::new();
    network(&mut net, "nlb", "vpc", "sub-a", "10.0.1.20");
    target(&mut net, "nlb", "vpc", TargetPoint::Interface(id("b")), Attribute::Known(false));
    net.blocked("a", "eni-nlb", "443", Code::NoTargetsInZone);
    net.0.balancers[0].cross_zone = Some(true);
    // Cross-zone load balancing is among the enabled zones.
    net.blocked("a", "eni-nlb", "443", Code::NoTargetsInZone);
    net.0.balancers[0].subnets.push(id("sub-b"));
    net.passes("a", "eni-nlb", "443");
    net.0.target_groups[0].cross_zone = Some(false);
    net.blocked("a", "eni-nlb", "443", Code::NoTargetsInZone);
    net.0.target_groups[0].cross_zone = None;
    net.0.balancers[0].cross_zone = None;
    net.unknown("a", "eni-nlb", "443", Code::CapabilityMissing);
}

#[test]
fn a_client_behind_its_own_load_balancer() {
    let mut net = net(Attribute::Known(true));
    net.at("a").groups = vec![id("sg-b")];
    net.0.target_groups[0].targets = vec![(TargetPoint::Interface(id("a")), None)];
    net.blocked("a", "eni-nlb", "443", Code::AddressPreservation);
    net.0.target_groups[0].preserve_client = Attribute::Known(false);
    net.passes("a", "eni-nlb", "443");
}

#[test]
fn targets_by_address_and_instance() {
    let mut net = net(Attribute::Known(false));
    net.0.target_groups[0].targets = vec![(TargetPoint::Address("10.0.1.30".parse().unwrap()), None)];
    net.passes("a", "eni-nlb", "443");
    net.0.target_groups[0].targets = vec![(TargetPoint::Address("10.0.1.99".parse().unwrap()), None)];
    net.blocked("a", "eni-nlb", "443", Code::InterfaceAddress);
    net.at("d").instance = Some(id("i-d"));
    net.0.target_groups[0].targets = vec![(TargetPoint::Instance(id("i-d")), None)];
    net.passes("a", "eni-nlb", "443");
    net.0.target_groups[0].targets = vec![(TargetPoint::Other(id("arn")), None)];
    net.unknown("a", "eni-nlb", "443", Code::UnknownResource);
}

#[test]
fn application_load_balancers() {
    let mut net = Net::new();
    balancer(&mut net, "alb", "vpc", &[("sub-a", "10.0.1.20"), ("sub-b", "10.0.2.20")], BalancerKind::Application);
    target(&mut net, "alb", "vpc", TargetPoint::Interface(id("b")), Attribute::Known(false));
    net.group("sg-alb", "vpc", &["tcp 443 0.0.0.0/0"], &["tcp 443 sg-b"]);
    for node in ["eni-alb", "eni-alb-1"] {
        net.at(node).groups = vec![id("sg-alb")];
    }
    net.passes("a", "eni-alb", "443");
    net.blocked("a", "eni-alb", "80", Code::GroupRules);
    net.group("sg-alb", "vpc", &["any - 0.0.0.0/0"], ALL);
    net.blocked("a", "eni-alb", "80", Code::Listener);
    // It faces the internet where its nodes have public addresses and their subnets a route.
    net.public("eni-alb", "54.0.0.5");
    net.one_way("internet", "eni-alb", "443", Code::NoRoute);
    net.route("rtb", "0.0.0.0/0", Target::Gateway(id("igw")));
    net.passes("internet", "eni-alb", "443");
    net.blocked("internet", "eni-alb-1", "443", Code::GatewayIngressAddress);
    // It takes connections itself; what it opens to its targets is its own, with its own groups.
    net.group("sg-b", "vpc", &["tcp 443 sg-alb"], ALL);
    net.passes("eni-alb", "b", "443");
    net.group("sg-b", "vpc", &["tcp 443 10.0.1.10/32"], ALL);
    net.blocked("eni-alb", "b", "443", Code::GroupRules);
    net.0.balancers[0].kind = BalancerKind::Classic;
    net.blocked("a", "eni-alb", "80", Code::ClassicListener);
}

#[test]
fn replies_of_targets_go_by_the_load_balancer() {
    let mut net = Net::new();
    network(&mut net, "nlb", "vpc", "sub-a", "10.0.1.20");
    net.0.balancers[0].subnets.push(id("sub-b"));
    net.0.balancers[0].cross_zone = Some(true);
    target(&mut net, "nlb", "vpc", TargetPoint::Interface(id("b")), Attribute::Known(true));
    net.passes("a", "eni-nlb", "443");
    net.acl("sub-b", &["allow in 100 tcp 443 10.0.1.0/24"]);
    net.one_way("a", "eni-nlb", "443", Code::Acl);
    net.0.acls.clear();
    net.acl("sub-b", &["allow out 100 any - 0.0.0.0/0"]);
    net.blocked("a", "eni-nlb", "443", Code::Acl);
}

#[test]
fn a_load_balancer_behind_another() {
    let with = |port: u16| {
        let mut net = net(Attribute::Assumed(true));
        net.group("sg-alb", "vpc", &["tcp 443 10.0.1.10/32", "tcp 80 10.0.1.10/32"], ALL);
        balancer(&mut net, "alb", "vpc", &[("sub-a", "10.0.1.40"), ("sub-b", "10.0.2.40")], BalancerKind::Application);
        for node in ["eni-alb", "eni-alb-1"] {
            net.at(node).groups = vec![id("sg-alb")];
        }
        net.0.target_groups[0].targets = vec![(TargetPoint::Other(id("alb")), Some(port))];
        net
    };
    with(443).passes("a", "eni-nlb", "443");
    with(80).blocked("a", "eni-nlb", "443", Code::Listener);
    let mut net = with(443);
    net.group("sg-alb", "vpc", &["tcp 443 10.0.1.20/32"], ALL);
    net.blocked("a", "eni-nlb", "443", Code::GroupRules);
    net.0.balancers.pop();
    net.unknown("a", "eni-nlb", "443", Code::UnknownResource);
}
