//! Security groups and network ACLs.

use super::*;

#[test]
fn outbound_rules_count() {
    let mut net = Net::new();
    net.passes("a", "b", "443");
    net.group("sg-a", "vpc", &[], &["tcp 80 0.0.0.0/0"]);
    net.blocked("a", "b", "443", Code::GroupRules);
    net.group("sg-a", "vpc", &[], &["tcp 443 10.0.1.0/24"]);
    net.blocked("a", "b", "443", Code::GroupRules);
    net.group("sg-a", "vpc", &[], &["tcp 443 10.0.2.0/24"]);
    net.passes("a", "b", "443");
    net.group("sg-a", "vpc", &[], &[]);
    net.blocked("a", "b", "443", Code::GroupEmpty);
}

#[test]
fn replies_need_no_rule() {
    let mut net = Net::new();
    net.group("sg-b", "vpc", &["tcp 443 0.0.0.0/0"], &[]);
    net.group("sg-a", "vpc", &[], ALL);
    net.passes("a", "b", "443");
    net.blocked("b", "a", "443", Code::GroupEmpty);
}

#[test]
fn rules_of_all_groups_count_together() {
    let mut net = Net::new();
    net.group("sg-b", "vpc", &[], &[]);
    net.blocked("a", "b", "443", Code::GroupEmpty);
    net.group("sg-more", "vpc", &["tcp 443 10.0.1.0/24"], &[]);
    net.at("b").groups.push(id("sg-more"));
    net.passes("a", "b", "443");
    net.blocked("a", "b", "80", Code::GroupRules);
}

#[test]
fn interfaces_without_groups_filter_nothing() {
    let mut net = Net::new();
    net.at("b").groups.clear();
    net.passes("a", "b", "22");
    net.at("b").open = true;
    net.unknown("a", "b", "22", Code::PlanUnknown);
}

#[test]
fn interfaces_that_are_attached_to_nothing_neither_send_nor_answer() {
    let mut net = Net::new();
    net.at("b").attached = Some(false);
    net.blocked("a", "b", "443", Code::BadStateAttachment);
    net.blocked("b", "a", "443", Code::BadStateAttachment);
    net.at("b").attached = Some(true);
    net.passes("a", "b", "443");
    net.passes("b", "a", "443");
}

#[test]
fn groups_are_an_interfaces_own() {
    let mut net = Net::new();
    net.host("b2", "sub-b", "10.0.2.11", &[]);
    for name in ["b", "b2"] {
        net.at(name).instance = Some(id("i-b"));
    }
    net.group("sg-b", "vpc", &[], ALL);
    net.blocked("a", "b", "443", Code::GroupEmpty);
    net.passes("a", "b2", "443");
    // Between two interfaces of one instance its operating system decides.
    net.unknown("b", "b2", "443", Code::Middlebox);
}

#[test]
fn references_match_private_addresses_of_members() {
    let mut net = Net::new();
    net.group("sg-b", "vpc", &["tcp 443 sg-a"], ALL);
    net.passes("a", "b", "443");
    net.at("a").groups = vec![id("sg-b")];
    net.blocked("a", "b", "443", Code::GroupRules);
    // A member of the group itself.
    net.group("sg-b", "vpc", &["tcp 443 sg-b"], ALL);
    net.passes("a", "b", "443");
}

#[test]
fn references_count_outbound_too() {
    let mut net = Net::new();
    net.group("sg-a", "vpc", &[], &["tcp 443 sg-b"]);
    net.passes("a", "b", "443");
    net.at("b").groups = vec![id("sg-a")];
    net.group("sg-a", "vpc", &["tcp 443 0.0.0.0/0"], &["tcp 443 sg-b"]);
    net.blocked("a", "b", "443", Code::GroupRules);
}

#[test]
fn references_are_lost_over_public_addresses() {
    let mut net = Net::new();
    net.route("rtb", "0.0.0.0/0", Target::Gateway(id("igw")));
    net.public("a", "54.0.0.1");
    net.public("b", "54.0.0.2");
    net.group("sg-b", "vpc", &["tcp 443 sg-a"], ALL);
    net.passes("a", "b@10.0.2.10", "443");
    net.blocked("a", "54.0.0.2", "443", Code::GroupReferenceLost);
    net.group("sg-b", "vpc", &["tcp 443 54.0.0.1/32"], ALL);
    net.passes("a", "54.0.0.2", "443");
}

#[test]
fn references_are_lost_behind_a_nat_gateway() {
    let mut net = Net::new();
    net.subnet("sub-nat", "vpc", "az1", "10.0.3.0/24");
    net.nat("nat", "sub-nat", "10.0.3.5", Some("54.0.0.9"));
    net.public("b", "54.0.0.2");
    net.table("rtb-a", "vpc", Association::Subnet(id("sub-a")), &[("0.0.0.0/0", Target::Nat(id("nat")))]);
    net.route("rtb", "0.0.0.0/0", Target::Gateway(id("igw")));
    net.group("sg-b", "vpc", &["tcp 443 54.0.0.9/32"], ALL);
    net.passes("a", "54.0.0.2", "443");
    net.group("sg-b", "vpc", &["tcp 443 sg-a"], ALL);
    net.blocked("a", "54.0.0.2", "443", Code::GroupRules);
}

#[test]
fn stale_references_match_nothing() {
    let mut net = Net::new();
    net.group("sg-b", "vpc", &["tcp 443 !sg-a"], ALL);
    net.blocked("a", "b", "443", Code::StaleReference);
    net.group("sg-b", "vpc", &["tcp 443 sg-a"], ALL);
    net.passes("a", "b", "443");
}

#[test]
fn groups_serve_other_vpcs_that_they_are_associated_with() {
    // Membership is what the interface has, not where the group was made.
    let mut net = Net::peered();
    net.at("c").groups = vec![id("sg-a")];
    net.group("sg-b", "vpc", &["tcp 443 sg-a"], ALL);
    net.passes("c", "b", "443");
    net.at("c").groups = vec![id("sg-c")];
    net.blocked("c", "b", "443", Code::GroupRules);
}

#[test]
fn groups_that_are_not_in_the_input_are_not_known() {
    let mut net = Net::new();
    net.at("b").groups = vec![id("sg-elsewhere")];
    net.unknown("a", "b", "443", Code::ForeignAccount);
    net.at("b").groups.push(id("sg-b"));
    net.passes("a", "b", "443");
    // More rules may exist, and what is known does not do.
    net.at("b").groups = vec![id("sg-b")];
    net.0.groups.iter_mut().filter(|g| *g.id == *"sg-b").for_each(|g| g.open = true);
    net.passes("a", "b", "443");
    net.unknown("a", "b", "80", Code::PlanUnknown);
    net.group("sg-b", "vpc", &["tcp 443 ?"], ALL);
    net.unknown("a", "b", "443", Code::PlanUnknown);
}

#[test]
fn protocols_and_ports_of_rules() {
    let with = |rule: &str| {
        let mut net = Net::new();
        net.group("sg-b", "vpc", &[rule], ALL);
        net
    };
    // Of any protocol all ports are meant.
    with("any 22 0.0.0.0/0").passes("a", "b", "443");
    with("47 22 0.0.0.0/0").passes("a", "b", "protocol 47");
    with("47 - 0.0.0.0/0").blocked("a", "b", "443", Code::GroupRules);
    with("tcp 443 0.0.0.0/0").blocked("a", "b", "udp 443", Code::GroupRules);
    with("udp 53 0.0.0.0/0").passes("a", "b", "udp 53");
    with("tcp 440-450 0.0.0.0/0").passes("a", "b", "443");
    with("tcp 440-450 0.0.0.0/0").blocked("a", "b", "451", Code::GroupRules);
    with("icmp 8/* 0.0.0.0/0").passes("a", "b", "ping");
    with("icmp 8/0 0.0.0.0/0").passes("a", "b", "ping");
    with("icmp 3/0 0.0.0.0/0").blocked("a", "b", "ping", Code::GroupRules);
    with("icmp 8/1 0.0.0.0/0").blocked("a", "b", "ping", Code::GroupRules);
    with("icmp 3/4 0.0.0.0/0").blocked("a", "b", "ping", Code::GroupRules);
    with("icmp */* 0.0.0.0/0").passes("a", "b", "ping");
    with("tcp 0-65535 0.0.0.0/0").blocked("a", "b", "ping", Code::GroupRules);
}

#[test]
fn prefix_lists_in_rules() {
    let mut net = Net::new();
    net.group("sg-b", "vpc", &["tcp 443 pl-a"], ALL);
    net.unknown("a", "b", "443", Code::PrefixListUnknown);
    net.list("pl-a", None);
    net.unknown("a", "b", "443", Code::PrefixListUnknown);
    net.0.prefix_lists[0].entries = Some(vec![block("192.168.0.0/16"), block("10.0.1.0/24")]);
    net.passes("a", "b", "443");
    net.0.prefix_lists[0].entries = Some(vec![block("192.168.0.0/16")]);
    net.blocked("a", "b", "443", Code::GroupRules);
}

#[test]
fn acls_count_between_subnets_only() {
    let mut net = Net::new();
    net.host("a2", "sub-a", "10.0.1.11", &["sg-a"]);
    net.acl("sub-a", &[]);
    net.passes("a", "a2", "443");
    net.blocked("a", "b", "443", Code::Acl);
    net.blocked("b", "a", "443", Code::Acl);
}

#[test]
fn the_first_entry_of_an_acl_decides() {
    let mut net = Net::new();
    let back = ["allow out 100 any - 0.0.0.0/0"];
    net.acl("sub-b", &[&back[..], &["deny in 90 tcp 443 10.0.1.0/24", "allow in 100 any - 0.0.0.0/0"]].concat());
    net.blocked("a", "b", "443", Code::Acl);
    net.0.acls.clear();
    net.acl("sub-b", &[&back[..], &["deny in 110 tcp 443 10.0.1.0/24", "allow in 100 any - 0.0.0.0/0"]].concat());
    net.passes("a", "b", "443");
    net.0.acls.clear();
    net.acl("sub-b", &[&back[..], &["allow in 100 tcp 80 0.0.0.0/0"]].concat());
    net.blocked("a", "b", "443", Code::Acl);
    net.0.acls.clear();
    net.acl("sub-b", &[&back[..], &["allow in 100 any 80 0.0.0.0/0"]].concat());
    net.passes("a", "b", "443");
    net.0.acls.clear();
    net.acl("sub-b", &[&back[..], &["allow in 100 tcp 443 10.0.2.0/24"]].concat());
    net.blocked("a", "b", "443", Code::Acl);
    net.0.acls[0].open = true;
    net.unknown("a", "b", "443", Code::PlanUnknown);
    net.0.acls.clear();
    net.acl("sub-b", &[&back[..], &["allow in 100 udp 443 0.0.0.0/0"]].concat());
    net.blocked("a", "b", "443", Code::Acl);
}

#[test]
fn subnets_without_an_acl_have_the_vpcs_default() {
    let mut net = Net::new();
    net.0.acls.push(Acl { id: id("acl"), vpc: id("vpc"), default: true, subnets: vec![], entries: vec![], open: false });
    net.blocked("a", "b", "443", Code::Acl);
    let all = ["allow in 100 any - 0.0.0.0/0", "allow out 100 any - 0.0.0.0/0"];
    net.acl("sub-a", &all);
    net.acl("sub-b", &all);
    net.passes("a", "b", "443");
}

#[test]
fn acls_remember_nothing() {
    let mut net = Net::new();
    net.acl("sub-b", &["allow in 100 tcp 443 0.0.0.0/0"]);
    net.one_way("a", "b", "443", Code::Acl);
    net.0.acls.clear();
    net.acl("sub-b", &["allow in 100 tcp 443 0.0.0.0/0", "allow out 100 tcp 1024-65535 0.0.0.0/0"]);
    net.passes("a", "b", "443");
    // Ping comes back as an echo reply.
    net.group("sg-b", "vpc", &["icmp */* 0.0.0.0/0"], ALL);
    net.0.acls.clear();
    net.acl("sub-b", &["allow in 100 icmp 8/0 0.0.0.0/0", "allow out 100 icmp 8/0 0.0.0.0/0"]);
    net.one_way("a", "b", "ping", Code::Acl);
    net.0.acls.clear();
    net.acl("sub-b", &["allow in 100 icmp 8/0 0.0.0.0/0", "allow out 100 icmp 0/0 0.0.0.0/0"]);
    net.passes("a", "b", "ping");
}

#[test]
fn replies_to_some_ephemeral_ports_only() {
    let mut net = Net::new();
    net.acl("sub-b", &["allow in 100 tcp 443 0.0.0.0/0", "allow out 100 tcp 32768-61000 0.0.0.0/0"]);
    net.passes("a", "b", "443");
    net.at("a").ephemeral = Some((1024, 65535));
    net.one_way("a", "b", "443", Code::EphemeralPartial);
    net.at("a").ephemeral = Some((49152, 65535));
    net.one_way("a", "b", "443", Code::EphemeralPartial);
    // It hangs on the client's operating system.
    net.at("a").ephemeral = None;
    net.unknown("a", "b", "443", Code::EphemeralPartial);
    net.0.acls.clear();
    net.acl("sub-b", &["allow in 100 tcp 443 0.0.0.0/0", "allow out 100 tcp 1024-65535 0.0.0.0/0"]);
    net.passes("a", "b", "443");
}

#[test]
fn ipv6_has_rules_and_entries_of_its_own() {
    let mut net = Net::new();
    net.v6("a", "2600:1f18::10");
    net.v6("b", "2600:1f18:0:1::10");
    let ask = ("a@2600:1f18::10", "2600:1f18:0:1::10");
    net.blocked(ask.0, ask.1, "443", Code::GroupRules);
    net.passes("a", "b", "443");
    net.group("sg-b", "vpc", &["tcp 443 ::/0", "icmpv6 - ::/0"], ALL);
    net.passes(ask.0, ask.1, "443");
    net.passes(ask.0, ask.1, "ping");
    let back = "allow out 100 any - ::/0";
    net.acl("sub-b", &["allow in 100 any - 0.0.0.0/0", back]);
    net.blocked(ask.0, ask.1, "443", Code::Acl);
    net.0.acls.clear();
    net.acl("sub-b", &["allow in 101 any - ::/0", back]);
    net.passes(ask.0, ask.1, "443");
}
