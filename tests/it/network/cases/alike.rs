//! Hosts that are alike but for one thing: questions about sets must tell them apart as questions about each do.

use super::super::sets::agree;
use super::balancers::{network, target};
use super::links::two_gateways;
use super::*;

impl Net {
    /// Questions about sets are answered as those about each pair.
    #[track_caller]
    fn agrees(&self, port: u16) {
        agree(&Reachability::new(self.0.clone()), Flow::tcp(port), "by hand");
    }

    #[track_caller]
    fn set(&self, found: Vec<(Id, Verdict)>, wanted: &[&str]) {
        let reachable: Vec<&str> = found.iter().filter(|(_, v)| *v == Verdict::Reachable).map(|(name, _)| &**name).collect();
        assert_eq!(reachable, wanted, "{found:?}");
    }
}

/// Of two hosts with the same address, the first has it; the second's likeness to a third changes nothing.
#[test]
fn an_address_that_two_claim_is_the_firsts() {
    let mut net = Net::new();
    for (name, address) in [("first", "10.0.2.20"), ("other", "10.0.2.21"), ("second", "10.0.2.20")] {
        net.host(name, "sub-b", address, &["sg-b"]);
    }
    net.passes("a", "other", "443");
    net.blocked("a", "second", "443", Code::NoPossibleDestination);
    net.set(Reachability::new(net.0.clone()).reached_from("a", Flow::tcp(443)), &["b", "first", "other"]);
    net.agrees(443);
}

/// A host behind a load balancer that keeps clients' addresses does not reach itself through it; one like it that is no target reaches it.
#[test]
fn targets_of_a_load_balancer_are_not_as_their_likes() {
    let mut net = Net::new();
    net.group("sg-d", "vpc", &["tcp 443 10.0.0.0/16"], ALL);
    net.host("d", "sub-a", "10.0.1.30", &["sg-d"]);
    net.host("like-d", "sub-a", "10.0.1.31", &["sg-d"]);
    for point in [TargetPoint::Interface(id("d")), TargetPoint::Address("10.0.1.30".parse().unwrap())] {
        let mut net = net.clone();
        network(&mut net, "nlb", "vpc", "sub-a", "10.0.1.20");
        target(&mut net, "nlb", "vpc", point, Attribute::Known(true));
        net.blocked("d", "eni-nlb", "443", Code::AddressPreservation);
        net.passes("like-d", "eni-nlb", "443");
        net.set(Reachability::new(net.0.clone()).who_reaches("eni-nlb", Flow::tcp(443)), &["a", "b", "like-d"]);
        net.agrees(443);
    }
}

/// Who has a public address is asked for by it: what is not known of a further address leaves nothing open.
#[test]
fn the_internet_uses_public_addresses() {
    let mut net = Net::new();
    net.route("rtb", "0.0.0.0/0", Target::Gateway(id("igw")));
    net.public("a", "54.0.0.1");
    net.at("a").addresses.push(Address { private: block("10.0.1.11/32"), public: None, has_public: None });
    net.agrees(443);
    // The request gets in; no reply gets out.
    net.acl("sub-a", &["allow in 100 any - 0.0.0.0/0", "deny out 100 any - 0.0.0.0/0"]);
    net.one_way("internet", "a", "443", Code::Acl);
    net.agrees(443);
    assert_eq!(Reachability::new(net.0.clone()).exposed(Flow::tcp(443)), [(id("a"), Verdict::OneWay)]);
}

/// Transit gateways that peer make neighbours of what is attached to them.
#[test]
fn networks_that_gateways_link_are_neighbours() {
    let net = two_gateways();
    net.set(Reachability::new(net.0.clone()).who_reaches("c", Flow::tcp(443)), &["a"]);
    net.agrees(443);
    for linked in [Net::peered(), Net::transit(), Net::two()] {
        linked.agrees(443);
    }
}
