//! A second reading of the semantics, for small estates of IPv4: one packet with one port at a time, every list searched from the start.

use std::net::{IpAddr, Ipv4Addr};

use ipnet::IpNet;
use keyholder::network::*;

#[derive(Clone, Debug)]
pub struct Pkt {
    pub src: Ipv4Addr,
    pub dst: Ipv4Addr,
    pub port: u16,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Land {
    Eni(Id),
    Net,
}

/// What a way does to group membership.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
pub enum Keeps {
    All,
    Inbound,
    None,
}

pub struct Trip {
    pub land: Land,
    pub pkt: Pkt,
    /// NAT interface passed, and the source before it.
    pub nat: Option<(Id, Ipv4Addr)>,
    pub keeps: Keeps,
}

pub struct Walker<'a>(pub &'a Estate);

fn has(net: &IpNet, a: Ipv4Addr) -> bool {
    net.contains(&IpAddr::V4(a))
}

fn private(a: Ipv4Addr) -> bool {
    a.is_private() || (a.octets()[0] == 100 && a.octets()[1] & 0xc0 == 64)
}

fn addr(i: &Interface) -> Ipv4Addr {
    match i.addresses[0].private.addr() {
        IpAddr::V4(a) => a,
        IpAddr::V6(_) => unreachable!(),
    }
}

fn public(i: &Interface) -> Option<Ipv4Addr> {
    match i.addresses[0].public {
        Some(IpAddr::V4(a)) => Some(a),
        _ => None,
    }
}

impl Walker<'_> {
    pub fn eni(&self, id: &str) -> &Interface {
        self.0.interfaces.iter().find(|i| &*i.id == id).unwrap()
    }

    fn subnet(&self, id: &str) -> &Subnet {
        self.0.subnets.iter().find(|s| &*s.id == id).unwrap()
    }

    fn acl(&self, subnet: &str, egress: bool, far: Ipv4Addr, port: u16) -> bool {
        let mine = self.0.acls.iter().find(|a| a.subnets.iter().any(|s| &**s == subnet));
        let vpc = &self.subnet(subnet).vpc;
        let Some(acl) = mine.or_else(|| self.0.acls.iter().find(|a| a.default && a.vpc == *vpc)) else { return true };
        let mut entries: Vec<&AclEntry> = acl.entries.iter().filter(|e| e.egress == egress).collect();
        entries.sort_by_key(|e| e.number);
        for e in entries {
            let proto = matches!(e.protocol, Some(Protocol::Any | Protocol::Number(6)));
            let ports = e.protocol == Some(Protocol::Any)
                || match e.ports {
                    Ports::Range(a, b) => a <= port && port <= b,
                    _ => true,
                };
            if proto && ports && has(&e.block.unwrap(), far) {
                return e.action == Action::Allow;
            }
        }
        false
    }

    pub fn groups(&self, eni: &Interface, egress: bool, far: Ipv4Addr, who: Option<&Interface>, keeps: Keeps, port: u16) -> bool {
        eni.groups.is_empty()
            || eni.groups.iter().any(|g| {
                let g = self.0.groups.iter().find(|x| x.id == *g).unwrap();
                let rules = if egress { &g.egress } else { &g.ingress };
                rules.iter().any(|r| {
                    let proto = matches!(r.protocol, Some(Protocol::Any | Protocol::Number(6)));
                    let ports = r.protocol == Some(Protocol::Any)
                        || match r.ports {
                            Ports::Range(a, b) => a <= port && port <= b,
                            _ => true,
                        };
                    proto
                        && ports
                        && r.peers.iter().any(|p| match p {
                            Peer::Block(b) => has(b, far),
                            Peer::Group(id) => {
                                (keeps == Keeps::All || (keeps == Keeps::Inbound && !egress)) && who.is_some_and(|w| w.groups.contains(id))
                            }
                            _ => false,
                        })
                })
            })
    }

    fn lookup<'b>(&'b self, subnet: &Subnet, dst: Ipv4Addr) -> Option<&'b Route> {
        let own = self.0.tables.iter().find(|t| t.associations.iter().any(|a| *a == Association::Subnet(subnet.id.clone())));
        let table = own.or_else(|| self.0.tables.iter().find(|t| t.vpc == subnet.vpc && t.associations.contains(&Association::Main)))?;
        let mut best: Option<(u8, &Route)> = None;
        for r in &table.routes {
            let Destination::Block(b) = &r.destination else { continue };
            if has(b, dst) && best.is_none_or(|(l, o)| b.prefix_len() > l || (b.prefix_len() == l && o.propagated && !r.propagated)) {
                best = Some((b.prefix_len(), r));
            }
        }
        best.map(|(_, r)| r)
    }

    fn arrive(&self, vpc: &str, from: Option<&str>, pkt: Pkt, nat: Option<(Id, Ipv4Addr)>, keeps: Keeps) -> Option<Trip> {
        let subnet = self.0.subnets.iter().find(|s| &*s.vpc == vpc && s.cidrs.iter().any(|c| has(c, pkt.dst)))?;
        if from != Some(&*subnet.id) && !self.acl(&subnet.id, false, pkt.src, pkt.port) {
            return None;
        }
        let eni = self.0.interfaces.iter().find(|i| i.subnet == subnet.id && addr(i) == pkt.dst)?;
        Some(Trip { land: Land::Eni(eni.id.clone()), pkt, nat, keeps })
    }

    fn vpc_has(&self, vpc: &str, a: Ipv4Addr) -> bool {
        self.0.vpcs.iter().any(|v| &*v.id == vpc && v.cidrs.iter().any(|c| has(c, a)))
    }

    fn gateway(&self, vpc: &str) -> bool {
        self.0.gateways.iter().any(|g| g.vpc.as_deref() == Some(vpc))
    }

    /// From the internet inwards, or to a host out there.
    pub fn outside(&self, mut pkt: Pkt, nat: Option<(Id, Ipv4Addr)>) -> Option<Trip> {
        let Some(eni) = self.0.interfaces.iter().find(|i| public(i) == Some(pkt.dst)) else {
            return (!private(pkt.dst)).then_some(Trip { land: Land::Net, pkt, nat, keeps: Keeps::None });
        };
        if private(pkt.src) {
            return None;
        }
        let vpc = self.subnet(&eni.subnet).vpc.clone();
        if !self.gateway(&vpc) {
            return None;
        }
        pkt.dst = addr(eni);
        self.arrive(&vpc, None, pkt, nat, Keeps::None)
    }

    #[allow(clippy::too_many_arguments)]
    pub fn inside(
        &self,
        subnet: &Subnet,
        own: bool,
        sender: Option<&Interface>,
        zone: &str,
        mut pkt: Pkt,
        nat: Option<(Id, Ipv4Addr)>,
        keeps: Keeps,
        reply: bool,
        fuel: u8,
    ) -> Option<Trip> {
        if fuel == 0 {
            return None;
        }
        let vpc = subnet.vpc.clone();
        if subnet.cidrs.iter().any(|c| has(c, pkt.dst)) {
            return self.arrive(&vpc, Some(&subnet.id), pkt, nat, keeps);
        }
        if !self.acl(&subnet.id, true, pkt.dst, pkt.port) {
            return None;
        }
        let route = self.lookup(subnet, pkt.dst)?;
        if route.blackhole {
            return None;
        }
        match &route.target {
            Target::Local => self.arrive(&vpc, Some(&subnet.id), pkt, nat, keeps),
            Target::Gateway(_) => {
                if private(pkt.dst) || !self.gateway(&vpc) || !own {
                    return None;
                }
                let sender = sender?;
                if addr(sender) != pkt.src {
                    return None;
                }
                pkt.src = public(sender)?;
                self.outside(pkt, nat)
            }
            Target::Nat(id) => {
                let gateway = self.0.nats.iter().find(|n| n.id == *id)?;
                if reply || gateway.vpc != vpc {
                    return None;
                }
                let home = self.subnet(gateway.subnet.as_ref()?);
                if home.id != subnet.id && !self.acl(&home.id, false, pkt.src, pkt.port) {
                    return None;
                }
                let eni = self.eni(&gateway.interfaces[0]);
                let before = pkt.src;
                pkt.src = addr(eni);
                if nat.is_some() {
                    return None;
                }
                let zone = home.zone.clone().unwrap();
                self.inside(home, true, Some(eni), &zone, pkt, Some((eni.id.clone(), before)), Keeps::None, reply, fuel - 1)
            }
            Target::Peering(id) => {
                let p = self.0.peerings.iter().find(|p| p.id == *id)?;
                let far = if p.sides[0].vpc == vpc { &p.sides[1] } else { &p.sides[0] };
                if p.active != Some(true) || !own || !self.vpc_has(&vpc, pkt.src) || !self.vpc_has(&far.vpc, pkt.dst) {
                    return None;
                }
                let keeps = if p.sides[0].region == p.sides[1].region { keeps } else { Keeps::None };
                self.arrive(&far.vpc.clone(), None, pkt, nat, keeps)
            }
            Target::Transit(id) => {
                let mine = |v: &str| {
                    self.0.attachments.iter().find(|a| a.transit == *id && matches!(&a.kind, AttachmentKind::Vpc { vpc, .. } if &**vpc == v))
                };
                let a = mine(&vpc)?;
                let AttachmentKind::Vpc { subnets, .. } = &a.kind else { return None };
                let door = subnets.iter().map(|s| self.subnet(s)).find(|s| s.zone.as_deref() == Some(zone))?;
                if !self.acl(&door.id, false, pkt.src, pkt.port) {
                    return None;
                }
                let table = a.table.clone()??;
                let table = self.0.transit_tables.iter().find(|t| t.id == table)?;
                let mut offers: Vec<(u8, u8, Option<Id>)> = Vec::new();
                for r in &table.routes {
                    if let TransitDestination::Block(b) = &r.destination
                        && has(b, pkt.dst)
                    {
                        offers.push((32 - b.prefix_len(), 0, r.attachment.clone()));
                    }
                }
                for p in &table.propagations {
                    let at = self.0.attachments.iter().find(|x| x.id == *p)?;
                    if let AttachmentKind::Vpc { vpc, .. } = &at.kind {
                        let blocks = self.0.vpcs.iter().filter(|v| v.id == *vpc).flat_map(|v| &v.cidrs);
                        offers.extend(blocks.filter(|b| has(b, pkt.dst)).map(|b| (32 - b.prefix_len(), 1, Some(p.clone()))));
                    }
                }
                offers.sort();
                let to = offers.into_iter().next()?.2?;
                let b = self.0.attachments.iter().find(|x| x.id == to)?;
                let AttachmentKind::Vpc { subnets, .. } = &b.kind else { return None };
                let doors: Vec<&Subnet> = subnets.iter().map(|s| self.subnet(s)).collect();
                let door = doors.iter().find(|s| s.zone.as_deref() == Some(zone)).or(doors.first())?;
                let on = self.0.transits[0].group_references == Some(true) && a.group_references == Some(true) && b.group_references == Some(true);
                let keeps = if on && zone != "use1-az3" && keeps != Keeps::None { Keeps::Inbound } else { Keeps::None };
                let next = door.zone.clone().unwrap();
                self.inside(door, false, None, &next, pkt, nat, keeps, reply, fuel - 1)
            }
            Target::Interface(_) => None,
            _ => None,
        }
    }

    fn of_interface(&self, eni: &Interface, pkt: Pkt, reply: bool) -> Option<Trip> {
        let home = self.subnet(&eni.subnet);
        self.inside(home, true, Some(eni), home.zone.as_deref().unwrap(), pkt, None, Keeps::All, reply, 12)
    }

    /// The verdict's name.
    pub fn verdict(&self, from: Option<&Interface>, src: Ipv4Addr, dst: Ipv4Addr, port: u16) -> &'static str {
        let trip = match from {
            Some(eni) => self.of_interface(eni, Pkt { src, dst, port }, false),
            None => self.outside(Pkt { src, dst, port }, None),
        };
        let Some(trip) = trip else { return "blocked" };
        let end = match &trip.land {
            Land::Eni(id) => Some(self.eni(id)),
            Land::Net => None,
        };
        if let Some(from) = from
            && !self.groups(from, true, dst, end, trip.keeps, port)
        {
            return "blocked";
        }
        if let Some(end) = end {
            let who = if trip.nat.is_none() { from } else { None };
            if matches!(end.kind, InterfaceKind::Nat(_)) || !self.groups(end, false, trip.pkt.src, who, trip.keeps, port) {
                return "blocked";
            }
        }
        let (low, high) = if trip.nat.is_some() { (1024, 65535) } else { from.and_then(|f| f.ephemeral).unwrap_or((1024, 65535)) };
        let mut ports = vec![low, high];
        for e in self.0.acls.iter().flat_map(|a| &a.entries) {
            if let Ports::Range(a, b) = e.ports {
                ports.extend([a.saturating_sub(1), a, b, b.saturating_add(1)].into_iter().filter(|p| (low..=high).contains(p)));
            }
        }
        let back = |port: u16| {
            let pkt = Pkt { src: trip.pkt.dst, dst: trip.pkt.src, port };
            let first = match end {
                Some(end) => self.of_interface(end, pkt, true),
                None => self.outside(pkt, None),
            };
            let Some(first) = first else { return false };
            let wanted = match (&trip.nat, from) {
                (Some((id, _)), _) => Land::Eni(id.clone()),
                (None, Some(eni)) => Land::Eni(eni.id.clone()),
                (None, None) => Land::Net,
            };
            if first.land != wanted {
                return false;
            }
            let Some((nat, before)) = &trip.nat else { return true };
            let second = self.of_interface(self.eni(nat), Pkt { src: dst, dst: *before, port }, true);
            second.is_some_and(|t| Some(&t.land) == from.map(|f| Land::Eni(f.id.clone())).as_ref())
        };
        // The stretch from a NAT gateway to its client is to the client's own ports.
        let known = from.is_some_and(|f| f.ephemeral.is_some());
        let told = |passing: Vec<bool>| match (passing.iter().all(|p| *p), passing.iter().any(|p| *p)) {
            (true, _) => "reachable",
            (false, true) if !known => "unknown",
            _ => "one-way",
        };
        if let Some(nat) = trip.nat.as_ref() {
            let own = from.and_then(|f| f.ephemeral).unwrap_or((1024, 65535));
            let mut own_ports: Vec<u16> = ports.iter().copied().filter(|p| (own.0..=own.1).contains(p)).collect();
            own_ports.extend([own.0, own.1]);
            let outer = ports.iter().all(|p| {
                let pkt = Pkt { src: trip.pkt.dst, dst: trip.pkt.src, port: *p };
                let t = match end {
                    Some(end) => self.of_interface(end, pkt, true),
                    None => self.outside(pkt, None),
                };
                t.is_some_and(|t| t.land == Land::Eni(nat.0.clone()))
            });
            if !outer {
                return "one-way";
            }
            let inner = own_ports.iter().map(|p| {
                let t = self.of_interface(self.eni(&nat.0), Pkt { src: dst, dst: nat.1, port: *p }, true);
                t.is_some_and(|t| t.land == Land::Eni(from.unwrap().id.clone()))
            });
            told(inner.collect())
        } else {
            told(ports.iter().map(|p| back(*p)).collect())
        }
    }
}
