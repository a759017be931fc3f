//! Cases by hand, each with a twin that goes the other way: what no measured probe covers.

mod alike;
mod balancers;
mod endpoints;
mod filters;
mod internet;
mod links;
mod routes;

use keyholder::network::*;

/// An estate that is put together.
#[derive(Clone)]
struct Net(Estate);

fn id(text: &str) -> Id {
    text.into()
}

fn block(text: &str) -> ipnet::IpNet {
    text.parse().unwrap()
}

/// `tcp 443 10.0.0.0/8`, `any - sg-a`, `icmp 8/0 0.0.0.0/0`, `47 - pl-a`; `!sg-a` is stale.
fn rule(text: &str) -> Rule {
    let mut words = text.split(' ');
    let (protocol, ports, peer) = (words.next().unwrap(), words.next().unwrap(), words.next().unwrap());
    let protocol = protocol_of(protocol);
    let peer = match peer {
        p if p.starts_with('!') => Peer::Stale(id(&p[1..])),
        p if p.starts_with("sg-") => Peer::Group(id(p)),
        p if p.starts_with("pl-") => Peer::PrefixList(id(p)),
        "?" => Peer::Unknown,
        p => Peer::Block(block(p)),
    };
    Rule { id: id(text), protocol: Some(protocol), ports: ports_of(ports), peers: vec![peer] }
}

fn protocol_of(name: &str) -> Protocol {
    match name {
        "any" => Protocol::Any,
        "tcp" => Protocol::Number(6),
        "udp" => Protocol::Number(17),
        "icmp" => Protocol::Number(1),
        "icmpv6" => Protocol::Number(58),
        number => Protocol::Number(number.parse().unwrap()),
    }
}

fn ports_of(text: &str) -> Ports {
    let octet = |t: &str| t.parse().ok();
    match (text, text.split_once('/'), text.split_once('-')) {
        ("-", ..) => Ports::All,
        (_, Some((kind, code)), _) => Ports::Icmp(octet(kind), octet(code)),
        (_, _, Some((low, high))) => Ports::Range(low.parse().unwrap(), high.parse().unwrap()),
        _ => Ports::Range(text.parse().unwrap(), text.parse().unwrap()),
    }
}

const ALL: &[&str] = &["any - 0.0.0.0/0", "any - ::/0"];

impl Net {
    /// One VPC, 10.0.0.0/16 with 2001:db8:… for IPv6, two subnets in two zones, an internet gateway, hosts `a` (10.0.1.10) and `b` (10.0.2.10)
    /// with groups of their own that let all out and, from anywhere, TCP 443 in.
    fn new() -> Self {
        let mut net = Self(Estate::default());
        net.vpc("vpc", "10.0.0.0/16");
        net.0.vpcs[0].cidrs.push(block("2600:1f18::/56"));
        net.subnet("sub-a", "vpc", "az1", "10.0.1.0/24");
        net.subnet("sub-b", "vpc", "az2", "10.0.2.0/24");
        net.0.subnets[0].cidrs.push(block("2600:1f18:0:0::/64"));
        net.0.subnets[1].cidrs.push(block("2600:1f18:0:1::/64"));
        net.0.gateways.push(Gateway { id: id("igw"), vpc: Some(id("vpc")) });
        net.group("sg-a", "vpc", &["tcp 443 0.0.0.0/0"], ALL);
        net.group("sg-b", "vpc", &["tcp 443 0.0.0.0/0"], ALL);
        net.host("a", "sub-a", "10.0.1.10", &["sg-a"]);
        net.host("b", "sub-b", "10.0.2.10", &["sg-b"]);
        net.table("rtb", "vpc", Association::Main, &[]);
        net
    }

    /// Two VPCs: that of [`Net::new`], and `far`, 10.1.0.0/16, with host `c` (10.1.1.10) in zone 1.
    fn two() -> Self {
        let mut net = Self::new();
        net.vpc("far", "10.1.0.0/16");
        net.subnet("sub-c", "far", "az1", "10.1.1.0/24");
        net.group("sg-c", "far", &["tcp 443 0.0.0.0/0"], ALL);
        net.host("c", "sub-c", "10.1.1.10", &["sg-c"]);
        net.table("rtb-c", "far", Association::Main, &[]);
        net
    }

    /// The two with peering and routes both ways.
    fn peered() -> Self {
        let mut net = Self::two();
        let side = |vpc: &str, cidr: &str| PeeringSide { vpc: id(vpc), region: String::new(), cidrs: vec![block(cidr)] };
        net.0.peerings.push(Peering { id: id("pcx"), active: Some(true), sides: [side("vpc", "10.0.0.0/16"), side("far", "10.1.0.0/16")] });
        net.route("rtb", "10.1.0.0/16", Target::Peering(id("pcx")));
        net.route("rtb-c", "10.0.0.0/16", Target::Peering(id("pcx")));
        net
    }

    /// The two on a transit gateway with one table that both propagate into.
    fn transit() -> Self {
        let mut net = Self::two();
        net.0.transits.push(Transit { id: id("tgw"), group_references: Some(true) });
        for (name, vpc, subnet) in [("att", "vpc", "sub-a"), ("att-c", "far", "sub-c")] {
            let kind = AttachmentKind::Vpc { vpc: id(vpc), subnets: vec![id(subnet)] };
            net.0.attachments.push(Attachment {
                id: id(name),
                transit: id("tgw"),
                kind,
                available: Some(true),
                table: Some(Some(id("tgw-rtb"))),
                group_references: Some(true),
            });
        }
        net.0.transit_tables.push(TransitTable {
            id: id("tgw-rtb"),
            transit: id("tgw"),
            routes: vec![],
            propagations: vec![id("att"), id("att-c")],
            open: false,
        });
        net.route("rtb", "10.1.0.0/16", Target::Transit(id("tgw")));
        net.route("rtb-c", "10.0.0.0/16", Target::Transit(id("tgw")));
        net
    }

    fn vpc(&mut self, name: &str, cidr: &str) {
        self.0.vpcs.push(Vpc { id: id(name), account: "1".into(), region: "r1".into(), cidrs: vec![block(cidr)], perhaps: vec![], open: false });
    }

    fn subnet(&mut self, name: &str, vpc: &str, zone: &str, cidr: &str) {
        self.0.subnets.push(Subnet { id: id(name), vpc: id(vpc), zone: Some(zone.into()), cidrs: vec![block(cidr)] });
    }

    fn group(&mut self, name: &str, vpc: &str, ingress: &[&str], egress: &[&str]) {
        let list = |texts: &[&str]| texts.iter().map(|t| rule(t)).collect();
        self.0.groups.retain(|g| *g.id != *name);
        self.0.groups.push(Group { id: id(name), vpc: id(vpc), ingress: list(ingress), egress: list(egress), open: false });
    }

    fn host(&mut self, name: &str, subnet: &str, address: &str, groups: &[&str]) {
        self.0.interfaces.push(Interface {
            id: id(name),
            account: "1".into(),
            subnet: id(subnet),
            kind: InterfaceKind::Host,
            addresses: vec![Address { private: address.parse::<std::net::IpAddr>().unwrap().into(), public: None, has_public: Some(false) }],
            groups: groups.iter().map(|g| id(g)).collect(),
            open: false,
            source_dest_check: Some(true),
            attached: Some(true),
            instance: None,
            primary: true,
            owner: None,
            ephemeral: Some((32768, 60999)),
        });
    }

    fn at(&mut self, name: &str) -> &mut Interface {
        self.0.interfaces.iter_mut().find(|i| *i.id == *name).unwrap()
    }

    fn public(&mut self, name: &str, address: &str) {
        let one = &mut self.at(name).addresses[0];
        one.public = Some(address.parse().unwrap());
        one.has_public = Some(true);
    }

    fn v6(&mut self, name: &str, address: &str) {
        let private = address.parse::<std::net::IpAddr>().unwrap().into();
        self.at(name).addresses.push(Address { private, public: None, has_public: Some(false) });
    }

    fn table(&mut self, name: &str, vpc: &str, association: Association, routes: &[(&str, Target)]) {
        self.0.tables.push(Table { id: id(name), vpc: id(vpc), routes: vec![], open: false, associations: vec![association] });
        for (destination, target) in routes {
            self.route(name, destination, target.clone());
        }
    }

    fn table_at(&mut self, name: &str) -> &mut Table {
        self.0.tables.iter_mut().find(|t| *t.id == *name).unwrap()
    }

    fn route(&mut self, table: &str, destination: &str, target: Target) {
        let destination =
            if destination.starts_with("pl-") { Destination::PrefixList(id(destination)) } else { Destination::Block(block(destination)) };
        self.table_at(table).routes.push(Route { destination, target, blackhole: false, propagated: false });
    }

    fn list(&mut self, name: &str, entries: Option<&[&str]>) {
        let entries = entries.map(|list| list.iter().map(|e| block(e)).collect());
        self.0.prefix_lists.push(PrefixList { id: id(name), name: name.into(), entries });
    }

    /// An ACL for a subnet: `allow in 100 tcp 443 0.0.0.0/0`.
    fn acl(&mut self, subnet: &str, entries: &[&str]) {
        let entry = |text: &str| {
            let words: Vec<&str> = text.split(' ').collect();
            AclEntry {
                action: if words[0] == "allow" { Action::Allow } else { Action::Deny },
                egress: words[1] == "out",
                number: words[2].parse().unwrap(),
                protocol: Some(protocol_of(words[3])),
                ports: ports_of(words[4]),
                block: Some(block(words[5])),
            }
        };
        let vpc = self.0.subnets.iter().find(|s| *s.id == *subnet).unwrap().vpc.clone();
        let acl = Acl {
            id: id(&format!("acl-{subnet}")),
            vpc,
            default: false,
            subnets: vec![id(subnet)],
            entries: entries.iter().map(|e| entry(e)).collect(),
            open: false,
        };
        self.0.acls.push(acl);
    }

    fn nat(&mut self, name: &str, subnet: &str, address: &str, public: Option<&str>) {
        let interface = format!("eni-{name}");
        self.host(&interface, subnet, address, &[]);
        let one = self.at(&interface);
        one.kind = InterfaceKind::Nat(id(name));
        one.ephemeral = Some((1024, 65535));
        one.source_dest_check = Some(false);
        if let Some(address) = public {
            self.public(&interface, address);
        }
        let vpc = self.0.subnets.iter().find(|s| *s.id == *subnet).unwrap().vpc.clone();
        self.0.nats.push(Nat {
            id: id(name),
            vpc,
            subnet: Some(id(subnet)),
            interfaces: vec![id(&interface)],
            public: Some(public.is_some()),
            zones: None,
        });
    }

    /// Asks: ends are interfaces (`a`, `a@address`), `internet`, or addresses; traffic `443`, `udp 53`, `ping`, `47`.
    fn ask(&self, from: &str, to: &str, traffic: &str) -> Answer {
        let point = |text: &str| match (text, text.split_once('@'), text.parse()) {
            ("internet", ..) => Point::Internet(None),
            (_, Some(("internet", address)), _) => Point::Internet(Some(address.parse().unwrap())),
            (_, Some((name, address)), _) => Point::Interface(id(name), Some(address.parse().unwrap())),
            (_, _, Ok(address)) => Point::Address(address),
            _ => Point::Interface(id(text), None),
        };
        let flow = match traffic.split_once(' ') {
            Some(("udp", port)) => Flow::udp(port.parse().unwrap()),
            Some(("protocol", number)) => Flow { protocol: number.parse().unwrap(), ports: (0, 0) },
            Some(("icmp", kind)) => Flow { protocol: 1, ports: (kind.parse().unwrap(), 0) },
            _ if traffic == "ping" => Flow::ping(),
            _ => Flow::tcp(traffic.parse().unwrap()),
        };
        Reachability::new(self.0.clone()).ask(&Question { from: point(from), to: point(to), flow })
    }

    #[track_caller]
    fn passes(&self, from: &str, to: &str, traffic: &str) {
        let answer = self.ask(from, to, traffic);
        assert_eq!(answer.verdict, Verdict::Reachable, "{from} → {to} {traffic}: {:#?}", answer.reasons);
    }

    #[track_caller]
    fn fails(&self, from: &str, to: &str, traffic: &str, verdict: Verdict, code: Code) {
        let answer = self.ask(from, to, traffic);
        assert_eq!(answer.verdict, verdict, "{from} → {to} {traffic}: {:#?}", answer.reasons);
        assert!(answer.reasons.iter().any(|r| r.code == code), "{from} → {to} {traffic}: {code:?} is not among {:#?}", answer.reasons);
    }

    #[track_caller]
    fn blocked(&self, from: &str, to: &str, traffic: &str, code: Code) {
        self.fails(from, to, traffic, Verdict::Blocked, code);
    }

    #[track_caller]
    fn one_way(&self, from: &str, to: &str, traffic: &str, code: Code) {
        self.fails(from, to, traffic, Verdict::OneWay, code);
    }

    #[track_caller]
    fn unknown(&self, from: &str, to: &str, traffic: &str, code: Code) {
        self.fails(from, to, traffic, Verdict::Unknown, code);
    }
}
