//! Generated estates: the engine against the naive walker.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};

use keyholder::network::*;

use super::naive::Walker;

pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % n as u64).unwrap()
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.roll(100) < percent
    }

    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        let n = self.roll(list.len());
        &list[n]
    }
}

const PORTS: &[u16] = &[22, 443, 9092];
const ZONES: &[&str] = &["use1-az1", "use1-az2", "use1-az3"];

pub fn id(text: String) -> Id {
    text.into()
}

pub fn block(text: impl AsRef<str>) -> ipnet::IpNet {
    text.as_ref().parse().unwrap()
}

pub fn estate(d: &mut Dice) -> Estate {
    let mut e = Estate::default();
    let vpcs = 2 + d.roll(3);
    let blocks: Vec<String> = (0..vpcs).map(|v| format!("10.{v}.0.0/16")).collect();
    let mut peers = vec!["0.0.0.0/0".to_owned(), "10.0.0.0/8".to_owned(), "54.0.0.0/8".to_owned(), "8.8.8.8/32".to_owned()];
    peers.extend(blocks.iter().cloned());
    peers.extend((0..vpcs).map(|v| format!("10.{v}.0.0/24")));
    for (v, own) in blocks.iter().enumerate() {
        let vpc = id(format!("vpc-{v}"));
        e.vpcs.push(Vpc { id: vpc.clone(), account: "1".into(), region: "r".into(), cidrs: vec![block(own)], perhaps: Vec::new(), open: false });
        if d.chance(80) {
            e.gateways.push(Gateway { id: id(format!("igw-{v}")), vpc: Some(vpc.clone()) });
        }
        for g in 0..2 {
            let rules = |d: &mut Dice, way: &str| {
                (0..1 + d.roll(3))
                    .map(|n| {
                        let peer = if d.chance(30) {
                            Peer::Group(id(format!("sg-{}-{}", d.roll(vpcs), d.roll(2))))
                        } else {
                            Peer::Block(block(d.pick(&peers)))
                        };
                        let any = d.chance(40);
                        let port = *d.pick(PORTS);
                        let (protocol, ports) =
                            if any { (Protocol::Any, Ports::Range(1, 1)) } else { (Protocol::Number(6), Ports::Range(port, port + 1)) };
                        Rule { id: id(format!("sg-{v}-{g} {way} {n}")), protocol: Some(protocol), ports, peers: vec![peer] }
                    })
                    .collect::<Vec<_>>()
            };
            let ingress = rules(d, "ingress");
            let egress = if d.chance(60) {
                vec![Rule {
                    id: id(format!("sg-{v}-{g} egress")),
                    protocol: Some(Protocol::Any),
                    ports: Ports::All,
                    peers: vec![Peer::Block(block("0.0.0.0/0"))],
                }]
            } else {
                rules(d, "egress")
            };
            e.groups.push(Group { id: id(format!("sg-{v}-{g}")), vpc: vpc.clone(), ingress, egress, open: false });
        }
        let all = |egress| AclEntry {
            number: 900,
            egress,
            protocol: Some(Protocol::Any),
            ports: Ports::All,
            block: Some(block("0.0.0.0/0")),
            action: Action::Allow,
        };
        e.acls.push(Acl {
            id: id(format!("acl-{v}")),
            vpc: vpc.clone(),
            default: true,
            subnets: vec![],
            entries: vec![all(true), all(false)],
            open: false,
        });
        for s in 0..2 + d.roll(2) {
            let subnet = id(format!("subnet-{v}-{s}"));
            e.subnets.push(Subnet {
                id: subnet.clone(),
                vpc: vpc.clone(),
                zone: Some((*d.pick(ZONES)).to_owned()),
                cidrs: vec![block(format!("10.{v}.{s}.0/24"))],
            });
            for n in 0..1 + d.roll(2) {
                let public = d
                    .chance(40)
                    .then(|| IpAddr::V4(Ipv4Addr::new(54, u8::try_from(v).unwrap(), u8::try_from(s).unwrap(), u8::try_from(n + 10).unwrap())));
                let groups = if d.chance(20) { vec![] } else { vec![id(format!("sg-{v}-{}", d.roll(2)))] };
                e.interfaces.push(Interface {
                    id: id(format!("eni-{v}-{s}-{n}")),
                    account: "1".into(),
                    subnet: subnet.clone(),
                    kind: InterfaceKind::Host,
                    addresses: vec![Address { private: block(format!("10.{v}.{s}.{}/32", n + 10)), public, has_public: Some(public.is_some()) }],
                    groups,
                    open: false,
                    source_dest_check: Some(true),
                    attached: Some(true),
                    instance: None,
                    primary: true,
                    owner: None,
                    ephemeral: Some(if d.chance(50) { (32768, 60999) } else { (49152, 65535) }),
                });
            }
            if d.chance(35) {
                let mut entries = Vec::new();
                for egress in [true, false] {
                    for n in 0..1 + d.roll(3) {
                        let ports = *d.pick(&[(22, 22), (443, 443), (1024, 65535), (32768, 65535), (49152, 65535), (0, 65535)]);
                        let protocol = if d.chance(15) { Protocol::Any } else { Protocol::Number(6) };
                        let action = if d.chance(30) { Action::Deny } else { Action::Allow };
                        entries.push(AclEntry {
                            number: u32::try_from(100 - n * 7).unwrap(),
                            egress,
                            protocol: Some(protocol),
                            ports: Ports::Range(ports.0, ports.1),
                            block: Some(block(d.pick(&peers))),
                            action,
                        });
                    }
                    if d.chance(70) {
                        entries.push(all(egress));
                    }
                }
                e.acls.push(Acl { id: id(format!("acl-{v}-{s}")), vpc: vpc.clone(), default: false, subnets: vec![subnet], entries, open: false });
            }
        }
        if d.chance(60) {
            let subnet = id(format!("subnet-{v}-0"));
            let public = d.chance(80).then(|| IpAddr::V4(Ipv4Addr::new(54, u8::try_from(v).unwrap(), 99, 1)));
            e.interfaces.push(Interface {
                id: id(format!("eni-nat-{v}")),
                account: "1".into(),
                subnet: subnet.clone(),
                kind: InterfaceKind::Nat(id(format!("nat-{v}"))),
                addresses: vec![Address { private: block(format!("10.{v}.0.200/32")), public, has_public: Some(public.is_some()) }],
                groups: vec![],
                open: false,
                source_dest_check: Some(false),
                attached: Some(true),
                instance: None,
                primary: false,
                owner: None,
                ephemeral: Some((1024, 65535)),
            });
            e.nats.push(Nat {
                id: id(format!("nat-{v}")),
                vpc: vpc.clone(),
                subnet: Some(subnet),
                interfaces: vec![id(format!("eni-nat-{v}"))],
                public: Some(public.is_some()),
                zones: None,
            });
        }
    }
    for a in 0..vpcs {
        for b in a + 1..vpcs {
            if d.chance(45) {
                let far = if d.chance(25) { "s" } else { "r" };
                let side = |v: usize, region: &str| PeeringSide { vpc: id(format!("vpc-{v}")), region: region.into(), cidrs: vec![] };
                e.peerings.push(Peering { id: id(format!("pcx-{a}-{b}")), active: Some(d.chance(90)), sides: [side(a, "r"), side(b, far)] });
            }
        }
    }
    e.transits.push(Transit { id: id("tgw".into()), group_references: Some(d.chance(60)) });
    for v in 0..vpcs {
        if !d.chance(75) {
            continue;
        }
        let mine: Vec<Id> = e.subnets.iter().filter(|s| *s.vpc == *format!("vpc-{v}")).map(|s| s.id.clone()).collect();
        let mut zones = std::collections::BTreeSet::new();
        let subnets =
            mine.into_iter().filter(|s| zones.insert(e.subnets.iter().find(|x| x.id == *s).unwrap().zone.clone())).take(1 + d.roll(3)).collect();
        let table = d.chance(92).then(|| id(format!("rtb-tgw-{}", d.roll(2))));
        e.attachments.push(Attachment {
            id: id(format!("att-{v}")),
            transit: id("tgw".into()),
            kind: AttachmentKind::Vpc { vpc: id(format!("vpc-{v}")), subnets },
            available: Some(true),
            table: Some(table),
            group_references: Some(d.chance(80)),
        });
    }
    for t in 0..2 {
        let propagations = e.attachments.iter().filter(|_| d.chance(70)).map(|a| a.id.clone()).collect();
        let mut routes: Vec<TransitRoute> = Vec::new();
        for _ in 0..d.roll(3) {
            let destination = TransitDestination::Block(block(d.pick(&["0.0.0.0/0", "10.0.0.0/16", "10.1.0.0/24", "10.2.0.0/16", "10.1.1.0/24"])));
            if routes.iter().any(|r| r.destination == destination) || e.attachments.is_empty() {
                continue;
            }
            let attachment = d.chance(75).then(|| d.pick(&e.attachments).id.clone());
            routes.push(TransitRoute { destination, attachment, fixed: true });
        }
        e.transit_tables.push(TransitTable { id: id(format!("rtb-tgw-{t}")), transit: id("tgw".into()), routes, propagations, open: false });
    }
    tables(d, &mut e, &blocks);
    e
}

fn tables(d: &mut Dice, e: &mut Estate, blocks: &[String]) {
    for v in 0..blocks.len() {
        let subnets: Vec<Id> = e.subnets.iter().filter(|s| *s.vpc == *format!("vpc-{v}")).map(|s| s.id.clone()).collect();
        for t in 0..=subnets.len() {
            let association = if t == 0 { Association::Main } else { Association::Subnet(subnets[t - 1].clone()) };
            if t > 0 && d.chance(35) {
                continue;
            }
            let mut routes: BTreeMap<String, Target> = BTreeMap::new();
            let gateway = Target::Gateway(id(format!("igw-{v}")));
            let out = |d: &mut Dice| if d.chance(65) { gateway.clone() } else { Target::Nat(id(format!("nat-{v}"))) };
            let exists = |t: &Target, e: &Estate| match t {
                Target::Gateway(g) => e.gateways.iter().any(|x| x.id == *g),
                Target::Nat(n) => e.nats.iter().any(|x| x.id == *n),
                _ => true,
            };
            for destination in ["0.0.0.0/0", "0.0.0.0/1", "54.0.0.0/8"] {
                let target = out(d);
                if d.chance(if destination == "0.0.0.0/0" { 75 } else { 15 }) && exists(&target, e) {
                    routes.insert(destination.into(), target);
                }
            }
            for (w, other) in blocks.iter().enumerate().filter(|(w, _)| *w != v) {
                let (a, b) = (v.min(w), v.max(w));
                let peered = e.peerings.iter().find(|p| *p.id == *format!("pcx-{a}-{b}"));
                let attached = e.attachments.iter().any(|x| *x.id == *format!("att-{v}"));
                match (d.roll(10), peered, attached) {
                    (0..5, Some(p), _) => drop(routes.insert(other.clone(), Target::Peering(p.id.clone()))),
                    (0..8, _, true) => drop(routes.insert(other.clone(), Target::Transit(id("tgw".into())))),
                    _ => {}
                }
                if d.chance(10) && attached {
                    routes.insert(format!("10.{w}.1.0/24"), Target::Transit(id("tgw".into())));
                }
            }
            let mut routes: Vec<Route> = routes
                .into_iter()
                .map(|(b, target)| Route { destination: Destination::Block(block(&b)), target, blackhole: d.chance(6), propagated: false })
                .collect();
            routes.push(Route { destination: Destination::Block(block(&blocks[v])), target: Target::Local, blackhole: false, propagated: false });
            e.tables.push(Table {
                id: id(format!("rtb-{v}-{t}")),
                vpc: id(format!("vpc-{v}")),
                routes,
                open: false,
                associations: vec![association],
            });
        }
    }
}

#[test]
fn the_engine_and_a_naive_walker_agree() {
    let somebody = Ipv4Addr::new(8, 8, 8, 8);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for seed in 1..=500_u64 {
        let mut d = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        let estate = estate(&mut d);
        let engine = Reachability::new(estate.clone());
        let walker = Walker(&estate);
        let hosts: Vec<&Interface> = estate.interfaces.iter().filter(|i| i.kind == InterfaceKind::Host).collect();
        for _ in 0..210 {
            let port = *d.pick(PORTS);
            let from = (!d.chance(20)).then(|| *d.pick(&hosts));
            let to = d.pick(&estate.interfaces);
            let v4 = |a: IpAddr| if let IpAddr::V4(a) = a { a } else { unreachable!() };
            let dst = match d.roll(10) {
                0..6 => v4(to.addresses[0].private.addr()),
                6..9 => to.addresses[0].public.map_or(somebody, v4),
                _ => somebody,
            };
            let src = from.map_or(somebody, |f| v4(f.addresses[0].private.addr()));
            if src == dst {
                continue;
            }
            let question = Question {
                from: from.map_or(Point::Internet(Some(somebody.into())), |f| Point::Interface(f.id.clone(), None)),
                to: Point::Address(dst.into()),
                flow: Flow::tcp(port),
            };
            let answer = engine.ask(&question);
            // By which of several subnets a packet enters from another zone is not defined: the walker takes the first.
            if answer.verdict == Verdict::Unknown && answer.reasons.iter().any(|r| r.code == Code::TransitZone) {
                *counts.entry("by any subnet").or_default() += 1;
                continue;
            }
            let expected = walker.verdict(from, src, dst, port);
            assert_eq!(answer.verdict.name(), expected, "seed {seed}: {question:?}\n{answer:#?}");
            *counts.entry(expected).or_default() += 1;
        }
    }
    assert!(counts.get("by any subnet").is_none_or(|n| *n < 2_000), "{counts:?}");
    // All verdicts occur often, so that agreement means something.
    for verdict in ["reachable", "one-way", "blocked"] {
        assert!(counts.get(verdict).is_some_and(|n| *n > 1000), "{counts:?}");
    }
}
