//! Questions about sets against the same questions about each pair.

use keyholder::network::*;

use super::estates::{Dice, block, estate, id};

/// Makes an estate denser, so that interfaces are alike: more hosts with other groups, some of which are not known, IPv6, addresses of which only the
/// block is known, a VPC whose blocks another has too, hosts with two interfaces, load balancers and endpoints.
fn crowd(d: &mut Dice, e: &mut Estate) {
    let v6 = |subnet: usize, n: usize| block(format!("2600:1f18:0:{subnet:x}::{n:x}/128"));
    for (number, subnet) in e.subnets.iter_mut().enumerate() {
        subnet.cidrs.push(block(format!("2600:1f18:0:{number:x}::/64")));
    }
    for vpc in e.vpcs.iter_mut() {
        vpc.cidrs.extend(e.subnets.iter().filter(|s| s.vpc == vpc.id).map(|s| s.cidrs[1]));
    }
    for table in &mut e.tables {
        if let Some(gateway) = e.gateways.iter().find(|g| g.vpc.as_ref() == Some(&table.vpc)) {
            let destination = Destination::Block(block("::/0"));
            table.routes.push(Route { destination, target: Target::Gateway(gateway.id.clone()), blackhole: false, propagated: false });
        }
    }
    let first: Vec<Interface> = e.interfaces.iter().filter(|i| i.kind == InterfaceKind::Host).cloned().collect();
    for (number, like) in first.iter().enumerate() {
        let place = e.subnets.iter().position(|s| s.id == like.subnet).unwrap();
        let groups: Vec<Id> = e.groups.iter().filter(|g| g.vpc == e.subnets[place].vpc).map(|g| g.id.clone()).collect();
        for n in 0..4 {
            let mut host = like.clone();
            host.id = id(format!("{}-{n}", like.id));
            let ipnet::IpNet::V4(old) = like.addresses[0].private else { unreachable!() };
            let [a, b, c, last] = old.addr().octets();
            host.addresses[0].private = block(format!("{a}.{b}.{c}.{}/32", last as usize + 10 * (n + 1)));
            match d.roll(8) {
                0 => host.addresses[0].private = e.subnets[place].cidrs[0],
                1 => host.addresses[0].has_public = None,
                2 => host.addresses[0].has_public = Some(true),
                _ => {}
            }
            host.addresses[0].public = None;
            if host.addresses[0].has_public == Some(true) && d.chance(60) {
                host.addresses[0].public = Some(format!("54.200.{number}.{}", n + 1).parse().unwrap());
            }
            if d.chance(40) {
                host.addresses.push(Address { private: v6(place, number * 8 + n + 1), public: None, has_public: Some(false) });
                if d.chance(20) {
                    host.addresses.remove(0);
                }
            }
            host.groups = (0..d.roll(3)).map(|_| d.pick(&groups).clone()).collect();
            if d.chance(10) {
                host.groups.push(id("sg-elsewhere".into()));
            }
            host.open = d.chance(10);
            host.source_dest_check = Some(!d.chance(5));
            if d.chance(15) {
                host.instance = Some(id(format!("i-{place}")));
            }
            e.interfaces.push(host);
        }
    }
    twin(e);
    balancers(d, e);
}

/// A VPC with the blocks and addresses of the first.
fn twin(e: &mut Estate) {
    let rename = |i: &Id| id(format!("{i}-twin"));
    let own = e.vpcs[0].id.clone();
    let subnets: Vec<Subnet> = e.subnets.iter().filter(|s| s.vpc == own).cloned().collect();
    let mine = |i: &&Interface| i.kind == InterfaceKind::Host && subnets.iter().any(|s| s.id == i.subnet);
    let hosts: Vec<Interface> = e.interfaces.iter().filter(mine).step_by(2).cloned().collect();
    e.vpcs.push(Vpc { id: rename(&own), ..e.vpcs[0].clone() });
    let tables: Vec<Table> = e.tables.iter().filter(|t| t.vpc == own && t.associations == [Association::Main]).cloned().collect();
    e.tables.extend(tables.into_iter().map(|t| Table { id: rename(&t.id), vpc: rename(&own), ..t }));
    e.subnets.extend(subnets.into_iter().map(|s| Subnet { id: rename(&s.id), vpc: rename(&own), ..s }));
    e.interfaces.extend(hosts.into_iter().map(|h| {
        let addresses = h.addresses.iter().map(|a| Address { public: None, has_public: Some(false), ..a.clone() }).collect();
        Interface { id: rename(&h.id), subnet: rename(&h.subnet), addresses, ..h }
    }));
}

fn balancers(d: &mut Dice, e: &mut Estate) {
    for (number, vpc) in e.vpcs.clone().into_iter().enumerate() {
        let (name, kind) = (id(format!("lb-{number}")), *d.pick(&[BalancerKind::Network, BalancerKind::Network, BalancerKind::Application]));
        let subnets: Vec<Subnet> = e.subnets.iter().filter(|s| s.vpc == vpc.id).cloned().collect();
        let mut hosts: Vec<Interface> =
            e.interfaces.iter().filter(|i| i.kind == InterfaceKind::Host && subnets.iter().any(|s| s.id == i.subnet)).cloned().collect();
        hosts.retain(|_| d.chance(40));
        let targets = hosts.iter().map(|h| match d.roll(2) {
            0 => (TargetPoint::Interface(h.id.clone()), None),
            _ => (TargetPoint::Address(h.addresses[0].private.addr()), Some(9092)),
        });
        e.target_groups.push(TargetGroup {
            id: id(format!("tg-{number}")),
            vpc: vpc.id.clone(),
            targets: targets.collect(),
            open: d.chance(10),
            port: Some(443),
            preserve_client: *d.pick(&[Attribute::Known(true), Attribute::Known(false), Attribute::Unknown]),
            cross_zone: Some(d.chance(70)),
        });
        let node = |owner: InterfaceKind, subnet: &Subnet, n: usize, groups: Vec<Id>, name: &str| Interface {
            id: id(format!("{name}-{}", subnet.id)),
            account: "1".into(),
            subnet: subnet.id.clone(),
            kind: owner,
            addresses: vec![Address { private: subnet.cidrs[0].hosts().nth(n).unwrap().into(), public: None, has_public: Some(false) }],
            groups,
            open: false,
            source_dest_check: Some(true),
            attached: Some(true),
            instance: None,
            primary: true,
            owner: None,
            ephemeral: Some((1024, 65535)),
        };
        let groups: Vec<Id> = e.groups.iter().filter(|g| g.vpc == vpc.id).map(|g| g.id.clone()).collect();
        let own = if groups.is_empty() || d.chance(50) { Vec::new() } else { vec![d.pick(&groups).clone()] };
        let nodes: Vec<Interface> = subnets.iter().map(|s| node(InterfaceKind::Balancer(name.clone()), s, 240, own.clone(), &name)).collect();
        e.balancers.push(Balancer {
            id: name.clone(),
            vpc: vpc.id.clone(),
            kind,
            subnets: subnets.iter().map(|s| s.id.clone()).collect(),
            interfaces: nodes.iter().map(|i| i.id.clone()).collect(),
            listeners: vec![Listener { protocol: Protocol::Number(6), port: 443, targets: vec![id(format!("tg-{number}"))] }],
            open: d.chance(10),
            cross_zone: Some(d.chance(50)),
            filters_private_link: *d.pick(&[Some(true), Some(false), None]),
        });
        e.interfaces.extend(nodes);
        if kind == BalancerKind::Network {
            let service = format!("com.amazonaws.vpce.r.vpce-svc-{number}");
            e.services.push(EndpointService { name: service.clone(), balancers: vec![name], open: d.chance(10), acceptance: None, principals: None });
            let there = e.vpcs[d.roll(e.vpcs.len())].clone();
            let Some(subnet) = e.subnets.iter().find(|s| s.vpc == there.id).cloned() else { continue };
            let endpoint = id(format!("vpce-{number}"));
            let groups: Vec<Id> = e.groups.iter().filter(|g| g.vpc == there.id).map(|g| g.id.clone()).collect();
            let own = if groups.is_empty() { Vec::new() } else { vec![d.pick(&groups).clone()] };
            let interface = node(InterfaceKind::Endpoint(endpoint.clone()), &subnet, 220 + number, own, &endpoint);
            e.endpoints.push(Endpoint {
                id: endpoint,
                vpc: there.id,
                kind: EndpointKind::Interface,
                service,
                interfaces: vec![interface.id.clone()],
                prefix_list: None,
                available: Some(true),
                private_dns: Some(false),
            });
            e.interfaces.push(interface);
        }
    }
}

/// Every answer about sets is what the same question about each pair gives; tells how many pairs there are, and how many of each verdict but blocked.
#[track_caller]
pub fn agree(network: &Reachability, flow: Flow, what: &str) -> (usize, [usize; 3]) {
    let (mut counts, mut pairs) = ([0; 3], 0);
    let all: &Vec<Interface> = &network.estate().interfaces;
    let asked = |from: &Interface, to: &Interface| {
        let question = Question { from: Point::Interface(from.id.clone(), None), to: Point::Interface(to.id.clone(), None), flow };
        network.ask(&question).verdict
    };
    let mut open: Vec<(Id, Id, Verdict)> = Vec::new();
    for to in all {
        for from in all.iter().filter(|f| f.id != to.id) {
            let verdict = asked(from, to);
            pairs += 1;
            if verdict != Verdict::Blocked {
                open.push((from.id.clone(), to.id.clone(), verdict));
                counts[verdict as usize] += 1;
            }
        }
    }
    let ids: Vec<Id> = all.iter().map(|i| i.id.clone()).collect();
    let mut told: Vec<(Id, Id, Verdict)> = Vec::new();
    network.between(&ids, &ids, flow, |from, to, verdict| told.push((from.clone(), to.clone(), verdict)));
    let sorted = |list: &[(Id, Id, Verdict)]| std::collections::BTreeSet::from_iter(list.iter().cloned());
    assert_eq!(sorted(&told), sorted(&open), "{what}: {flow:?}");
    let opens = |name: &Id| all.iter().any(|i| i.id == *name && matches!(i.kind, InterfaceKind::Host | InterfaceKind::Other(_)));
    let some = if all.len() > 50 { 3 } else { 1 };
    for one in all.iter().step_by(some) {
        let sources: Vec<(Id, Verdict)> =
            open.iter().filter(|(from, to, _)| *to == one.id && opens(from)).map(|(from, _, v)| (from.clone(), *v)).collect();
        assert_eq!(network.who_reaches(&one.id, flow), sources, "{what}: to {} {flow:?}", one.id);
        let mut goals: Vec<(Id, Verdict)> = open.iter().filter(|(from, ..)| *from == one.id).map(|(_, to, v)| (to.clone(), *v)).collect();
        goals.sort_by_key(|(to, _)| ids.iter().position(|i| i == to));
        assert_eq!(network.reached_from(&one.id, flow), goals, "{what}: from {} {flow:?}", one.id);
    }
    let internet = |i: &Interface| network.ask(&Question { from: Point::Internet(None), to: Point::Interface(i.id.clone(), None), flow }).verdict;
    let exposed: Vec<(Id, Verdict)> = all.iter().map(|i| (i.id.clone(), internet(i))).filter(|(_, verdict)| *verdict != Verdict::Blocked).collect();
    assert_eq!(network.exposed(flow), exposed, "{what}: exposed on {flow:?}");
    (pairs, counts)
}

#[test]
fn sets_are_what_their_pairs_are() {
    let (mut counts, mut pairs) = ([0; 3], 0);
    for seed in 1..=9_u64 {
        let mut d = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let mut estate = estate(&mut d);
        crowd(&mut d, &mut estate);
        let flow = Flow::tcp(*d.pick(&[22, 443, 9092]));
        let (more, found) = agree(&Reachability::new(estate), flow, &format!("seed {seed}"));
        pairs += more;
        counts.iter_mut().zip(found).for_each(|(all, one)| *all += one);
    }
    assert!(counts.iter().all(|n| *n > 100) && counts.iter().sum::<usize>() < pairs / 2, "{counts:?} of {pairs}");
}

/// Hosts that differ in nothing but the ports that their operating systems use for clients.
#[test]
fn ports_of_clients_tell_hosts_apart() {
    let mut e = Estate::default();
    let vpc = Id::from("vpc");
    e.vpcs.push(Vpc { id: vpc.clone(), account: "1".into(), region: "r".into(), cidrs: vec![block("10.0.0.0/16")], perhaps: vec![], open: false });
    let local = Route { destination: Destination::Block(block("10.0.0.0/16")), target: Target::Local, blackhole: false, propagated: false };
    e.tables.push(Table { id: Id::from("rtb"), vpc: vpc.clone(), routes: vec![local], open: false, associations: vec![Association::Main] });
    let entry = |egress, low| AclEntry {
        number: 100,
        egress,
        protocol: Some(Protocol::Number(6)),
        ports: Ports::Range(low, 65535),
        block: Some(block("0.0.0.0/0")),
        action: Action::Allow,
    };
    for (number, low) in [(0, 0), (1, 49152)] {
        let subnet = id(format!("subnet-{number}"));
        e.subnets.push(Subnet { id: subnet.clone(), vpc: vpc.clone(), zone: None, cidrs: vec![block(format!("10.0.{number}.0/24"))] });
        let entries = vec![entry(false, 0), entry(true, low)];
        e.acls.push(Acl { id: id(format!("acl-{number}")), vpc: vpc.clone(), default: false, subnets: vec![subnet], entries, open: false });
    }
    for (name, address, ephemeral) in
        [("linux", "10.0.0.4/32", (32768, 60999)), ("windows", "10.0.0.5/32", (49152, 65535)), ("server", "10.0.1.4/32", (1024, 65535))]
    {
        e.interfaces.push(Interface {
            id: Id::from(name),
            account: "1".into(),
            subnet: Id::from(if name == "server" { "subnet-1" } else { "subnet-0" }),
            kind: InterfaceKind::Host,
            addresses: vec![Address { private: block(address), public: None, has_public: Some(false) }],
            groups: Vec::new(),
            open: false,
            source_dest_check: Some(true),
            attached: Some(true),
            instance: None,
            primary: true,
            owner: None,
            ephemeral: Some(ephemeral),
        });
    }
    let network = Reachability::new(e);
    let found = network.who_reaches("server", Flow::tcp(9092));
    assert_eq!(found, [(Id::from("linux"), Verdict::OneWay), (Id::from("windows"), Verdict::Reachable)]);
}

/// Over the internet, networks reach each other that nothing else links.
#[test]
fn what_is_not_linked_is_reached_over_the_internet() {
    let mut e = Estate::default();
    for n in [1_u8, 2] {
        let (vpc, gateway, subnet) = (id(format!("vpc-{n}")), id(format!("igw-{n}")), id(format!("subnet-{n}")));
        let cidrs = vec![block(format!("10.{n}.0.0/16")), block(format!("2600:1f18:{n}::/56"))];
        e.vpcs.push(Vpc { id: vpc.clone(), account: "1".into(), region: "r".into(), cidrs: cidrs.clone(), perhaps: vec![], open: false });
        let route = |to: &str, target| Route { destination: Destination::Block(block(to)), target, blackhole: false, propagated: false };
        let mut routes: Vec<Route> = cidrs.iter().map(|c| route(&c.to_string(), Target::Local)).collect();
        routes.extend(["0.0.0.0/0", "::/0"].map(|to| route(to, Target::Gateway(gateway.clone()))));
        e.tables.push(Table { id: id(format!("rtb-{n}")), vpc: vpc.clone(), routes, open: false, associations: vec![Association::Main] });
        e.gateways.push(Gateway { id: gateway, vpc: Some(vpc.clone()) });
        let all = |egress, to: &str| AclEntry {
            number: if to.contains(':') { 101 } else { 100 },
            egress,
            protocol: Some(Protocol::Any),
            ports: Ports::All,
            block: Some(block(to)),
            action: Action::Allow,
        };
        let entries = ["0.0.0.0/0", "::/0"].iter().flat_map(|to| [all(true, to), all(false, to)]).collect();
        e.acls.push(Acl { id: id(format!("acl-{n}")), vpc: vpc.clone(), default: true, subnets: vec![], entries, open: false });
        e.subnets.push(Subnet {
            id: subnet.clone(),
            vpc,
            zone: None,
            cidrs: vec![block(format!("10.{n}.0.0/24")), block(format!("2600:1f18:{n}::/64"))],
        });
        let public = |n: u8, host: u8| Some(std::net::IpAddr::V4(std::net::Ipv4Addr::new(54, 0, n, host)));
        for (host, name, public) in [(4, "public", public(n, 4)), (6, "v6", None), (8, "private", None)] {
            let mut addresses = vec![Address { private: block(format!("10.{n}.0.{host}/32")), public, has_public: Some(public.is_some()) }];
            if name == "v6" {
                addresses.push(Address { private: block(format!("2600:1f18:{n}::{host}/128")), public: None, has_public: Some(false) });
            }
            e.interfaces.push(Interface {
                id: id(format!("{name}-{n}")),
                account: "1".into(),
                subnet: subnet.clone(),
                kind: InterfaceKind::Host,
                addresses,
                groups: Vec::new(),
                open: false,
                source_dest_check: Some(true),
                attached: Some(true),
                instance: None,
                primary: true,
                owner: None,
                ephemeral: Some((1024, 65535)),
            });
        }
    }
    let network = Reachability::new(e);
    let names = |goal: &str| -> Vec<String> { network.who_reaches(goal, Flow::tcp(9092)).into_iter().map(|(id, _)| id.to_string()).collect() };
    assert_eq!(names("public-2"), ["public-1", "v6-2", "private-2"]);
    assert_eq!(names("v6-2"), ["v6-1", "public-2", "private-2"]);
    assert_eq!(names("private-2"), ["public-2", "v6-2"]);
}
