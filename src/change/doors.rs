//! What security groups admit in one world and do not in the other, and hosts that the internet can connect to and could not.

use std::collections::{BTreeMap, BTreeSet};

use super::World;
use super::twins::Twins;
use crate::aws::Text;
use crate::model::{Direction, Network, Origin, Peer, Resource, ResourceId, SecurityGroup};
use crate::network::{Flow, Id, IpNet, Point, Question, Reachability, Verdict};

/// Who is admitted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Peers {
    /// Every address.
    Internet,
    /// An address block.
    Block(String),
    /// Members of a security group of the input.
    Group(ResourceId),
    /// A prefix list.
    List(String),
    /// Not known.
    Unknown,
}

/// More ports that a security group admits somebody on, or that somebody reaches on a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Door {
    /// The group; for a host, what the estate calls it.
    pub at: DoorAt,
    /// Who is admitted.
    pub who: Peers,
    /// Protocol and ports, as `tcp 9092` or `every protocol and port`.
    pub flows: Vec<String>,
    /// They are ports of public web services only.
    pub web: bool,
    /// Whether who is admitted was admitted on other ports.
    pub known: bool,
    /// Whether the internet gets through to something that has the group; none where that is not asked.
    pub through: Option<Verdict>,
    /// What of those who have the group is asked for that, by the names of the estate.
    pub hosts: Vec<String>,
    /// The rule.
    pub origin: Origin,
}

/// What is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DoorAt {
    /// A security group.
    Group(ResourceId),
    /// A host, by the name of the estate, with a resource that has it, if one.
    Host(String, Option<ResourceId>),
}

/// An inbound rule, a peer each.
#[derive(Clone, Debug)]
struct Entry {
    /// `None` for every protocol.
    protocol: Option<String>,
    low: u16,
    high: u16,
    who: Peers,
    origin: Origin,
}

/// Questions about one world at most; hosts looked at for one door.
const QUESTIONS: usize = 4_000;
const HOSTS: usize = 50;

/// What `now` opens and `before` does not, in the order of the inventory.
pub(super) fn opened(now: World<'_>, before: World<'_>) -> Vec<Door> {
    let twins = Twins::new(now, before);
    let mut doors = Vec::new();
    for (group, facet) in groups(now) {
        let twin = twins.resource(group.id).or_else(|| by_name(group, now, before)).and_then(|id| facet_of(before, id));
        let entries = entries(facet, &|id| id);
        // A peer group of the other world is called as in this one.
        let back = |id: ResourceId| {
            now.inventory.resources.iter().map(|r| r.id).find(|own| twins.resource(*own) == Some(id)).unwrap_or(ResourceId(u32::MAX))
        };
        let old = twin.map(|facet| self::entries(facet, &back)).unwrap_or_default();
        // What a new group admits of private networks is no news of the networks that are there.
        let told = |e: &&Entry| twin.is_some() || e.who == Peers::Internet;
        let mut found: BTreeMap<Peers, Door> = BTreeMap::new();
        for entry in entries.iter().filter(told) {
            let gained = gained(entry, &old);
            if gained.is_empty() {
                continue;
            }
            let door = found.entry(entry.who.clone()).or_insert_with(|| Door {
                at: DoorAt::Group(group.id),
                who: entry.who.clone(),
                flows: Vec::new(),
                web: true,
                known: old.iter().any(|o| covers(&[o], &entry.who)),
                through: None,
                hosts: Vec::new(),
                origin: entry.origin.clone(),
            });
            door.web &= gained.iter().all(|(low, high)| low == high && matches!(low, 80 | 443));
            door.flows.extend(gained.iter().map(|(low, high)| words(entry.protocol.as_deref(), *low, *high)));
        }
        doors.extend(found.into_values());
    }
    through(now, before, &mut doors);
    doors
}

fn groups<'a>(world: World<'a>) -> impl Iterator<Item = (&'a Resource, &'a SecurityGroup)> {
    world.inventory.resources.iter().filter_map(|r| if let Some(Network::SecurityGroup(g)) = &r.network { Some((r, g)) } else { None })
}

fn facet_of<'a>(world: World<'a>, id: ResourceId) -> Option<&'a SecurityGroup> {
    groups(world).find(|(r, _)| r.id == id).map(|(_, facet)| facet)
}

/// The one group of the other world with the same name, where neither has a twin.
fn by_name(group: &Resource, now: World<'_>, before: World<'_>) -> Option<ResourceId> {
    let name = &group.name;
    let of = |world: World<'_>| groups(world).filter(|(r, _)| !r.referenced && r.name == *name).map(|(r, _)| r.id).collect::<Vec<_>>();
    match (of(now).as_slice(), of(before).as_slice()) {
        ([_], [one]) if name.literal().is_some() => Some(*one),
        _ => None,
    }
}

fn entries(group: &SecurityGroup, own: &dyn Fn(ResourceId) -> ResourceId) -> Vec<Entry> {
    let rules = group.rules.iter().filter(|r| r.direction == Direction::Ingress);
    let of_rule = rules.flat_map(|rule| {
        let protocol = match rule.protocol.literal() {
            Some("-1" | "all") => None,
            Some("6") => Some("tcp".to_owned()),
            Some("17") => Some("udp".to_owned()),
            _ => Some(rule.protocol.to_string()),
        };
        let (low, high) = rule.ports.filter(|_| protocol.is_some()).unwrap_or((0, u16::MAX));
        rule.peers.iter().map(move |peer| Entry { protocol: protocol.clone(), low, high, who: who(peer, own), origin: rule.origin.clone() })
    });
    of_rule.collect()
}

fn who(peer: &Peer, own: &dyn Fn(ResourceId) -> ResourceId) -> Peers {
    let text = |t: &Text| t.to_string();
    match peer {
        Peer::Cidr(block) if matches!(block.literal(), Some("0.0.0.0/0" | "::/0")) => Peers::Internet,
        Peer::Cidr(block) => Peers::Block(text(block)),
        Peer::Group(id) => Peers::Group(own(*id)),
        Peer::PrefixList(list) => Peers::List(text(list)),
        Peer::Unknown => Peers::Unknown,
    }
}

/// The ports of an entry that none of the old ones admits its peer on.
fn gained(entry: &Entry, old: &[Entry]) -> Vec<(u16, u16)> {
    let alike: Vec<&Entry> = old.iter().filter(|o| o.protocol.is_none() || o.protocol == entry.protocol).collect();
    let mut starts: BTreeSet<u16> = alike.iter().flat_map(|o| [Some(o.low), o.high.checked_add(1)]).flatten().collect();
    starts.retain(|s| (entry.low..=entry.high).contains(s));
    starts.insert(entry.low);
    let mut out: Vec<(u16, u16)> = Vec::new();
    let mut rest = starts.iter().copied().peekable();
    while let Some(low) = rest.next() {
        let high = rest.peek().map_or(entry.high, |next| next.saturating_sub(1));
        let there: Vec<&Entry> = alike.iter().copied().filter(|o| o.low <= low && high <= o.high).collect();
        if covers(&there, &entry.who) {
            continue;
        }
        match out.last_mut() {
            Some(last) if last.1.checked_add(1) == Some(low) => last.1 = high,
            _ => out.push((low, high)),
        }
    }
    out
}

/// Whether some entries together admit all of a peer.
fn covers(entries: &[&Entry], who: &Peers) -> bool {
    let net = |p: &Peers| if let Peers::Block(block) = p { block.parse::<IpNet>().ok() } else { None };
    let Some(wanted) = net(who) else { return entries.iter().any(|e| e.who == *who) };
    let every = entries.iter().any(|e| e.who == Peers::Internet);
    let nets: Vec<IpNet> = entries.iter().filter_map(|e| net(&e.who)).collect();
    every || IpNet::aggregate(&nets).iter().any(|n| n.contains(&wanted))
}

fn words(protocol: Option<&str>, low: u16, high: u16) -> String {
    match (protocol, low, high) {
        (None, 0, u16::MAX) => "every protocol and port".to_owned(),
        (None, low, high) if low == high => format!("every protocol on port {low}"),
        (None, low, high) => format!("every protocol on ports {low}-{high}"),
        (Some(protocol), 0, u16::MAX) => format!("{protocol}, every port"),
        (Some(protocol), low, high) if low == high => format!("{protocol} {low}"),
        (Some(protocol), low, high) => format!("{protocol} {low}-{high}"),
    }
}

/// Asks the network whether the internet gets through the doors, and which hosts it gets to otherwise: over a public address or a route.
fn through(now: World<'_>, before: World<'_>, doors: &mut Vec<Door>) {
    let estate = &now.inventory.estate;
    if estate.interfaces.is_empty() {
        return;
    }
    let (network, old) = (Reachability::new(estate.clone()), Reachability::new(before.inventory.estate.clone()));
    let mut left = QUESTIONS;
    let mut ask = |network: &Reachability, interface: &Id, port: u16| {
        left = left.checked_sub(1)?;
        Some(network.ask(&Question { from: Point::Internet(None), to: Point::Interface(interface.clone(), None), flow: Flow::tcp(port) }).verdict)
    };
    let mut told: BTreeSet<Id> = BTreeSet::new();
    for door in doors.iter_mut().filter(|d| d.who == Peers::Internet) {
        let DoorAt::Group(id) = door.at else { continue };
        let ids = names(now, id);
        let ports = facet_of(now, id).map(|g| open_ports(&entries(g, &|id| id))).unwrap_or_default();
        for interface in estate.interfaces.iter().filter(|i| i.groups.iter().any(|g| ids.contains(g))).take(HOSTS) {
            told.insert(interface.id.clone());
            let owner = interface.owner.as_ref().or(interface.instance.as_ref()).unwrap_or(&interface.id).to_string();
            let verdicts = ports.iter().filter_map(|p| ask(&network, &interface.id, *p));
            let best = verdicts.min().filter(|v| *v != Verdict::Blocked);
            if best.is_some() && !door.hosts.contains(&owner) {
                door.hosts.push(owner);
            }
            door.through = [door.through, Some(best.unwrap_or(Verdict::Blocked))].into_iter().flatten().min();
        }
    }
    let mut hosts: BTreeMap<String, Door> = BTreeMap::new();
    for interface in estate.interfaces.iter().filter(|i| !told.contains(&i.id) && i.addresses.iter().any(|a| a.has_public != Some(false))) {
        let groups: Vec<ResourceId> =
            groups(now).filter(|(r, _)| names(now, r.id).iter().any(|n| interface.groups.contains(n))).map(|(r, _)| r.id).collect();
        for (id, facet) in groups.iter().filter_map(|id| Some((id, facet_of(now, *id)?))) {
            for port in open_ports(&entries(facet, &|id| id)) {
                if ask(&network, &interface.id, port) != Some(Verdict::Reachable) || ask(&old, &interface.id, port) == Some(Verdict::Reachable) {
                    continue;
                }
                let owner = interface.owner.as_ref().or(interface.instance.as_ref()).unwrap_or(&interface.id).to_string();
                let resource = now
                    .inventory
                    .resources
                    .iter()
                    .find(|r| r.origin.address.as_deref() == Some(owner.as_str()) || names(now, r.id).contains(&Id::from(owner.as_str())));
                let origin = resource.or(now.inventory.resource(*id)).map(|r| r.origin.clone()).unwrap_or_default();
                let door = hosts.entry(owner.clone()).or_insert_with(|| Door {
                    at: DoorAt::Host(owner.clone(), resource.map(|r| r.id)),
                    who: Peers::Internet,
                    flows: Vec::new(),
                    web: true,
                    known: false,
                    through: Some(Verdict::Reachable),
                    hosts: vec![owner],
                    origin,
                });
                let flow = words(Some("tcp"), port, port);
                if !door.flows.contains(&flow) {
                    door.web &= matches!(port, 80 | 443);
                    door.flows.push(flow);
                }
            }
        }
    }
    doors.extend(hosts.into_values());
}

/// What the estate may call a resource.
fn names(world: World<'_>, id: ResourceId) -> Vec<Id> {
    let Some(resource) = world.inventory.resource(id) else { return Vec::new() };
    let words = [resource.origin.address.clone(), resource.arn.literal().map(str::to_owned), resource.name.literal().map(str::to_owned)];
    let aliases = &world.inventory.estate.aliases;
    words.into_iter().flatten().flat_map(|w| [aliases.get(&w).cloned(), Some(w.as_str().into())]).flatten().collect()
}

/// A TCP port of each range that every address is admitted on.
fn open_ports(entries: &[Entry]) -> BTreeSet<u16> {
    let tcp = |e: &&Entry| e.protocol.as_deref().is_none_or(|p| p == "tcp") && e.who == Peers::Internet;
    entries.iter().filter(tcp).map(|e| e.low.max(1)).take(16).collect()
}
