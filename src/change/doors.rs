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
    let old: BTreeMap<ResourceId, &SecurityGroup> = groups(before).map(|(r, facet)| (r.id, facet)).collect();
    let (names, old_names) = (by_name(now), by_name(before));
    let named = |group: &Resource| match (names.get(&group.name), old_names.get(&group.name)) {
        (Some(Some(_)), Some(one)) => *one,
        _ => None,
    };
    let pairs: Vec<_> = groups(now).map(|(group, facet)| (group, facet, twins.resource(group.id).or_else(|| named(group)))).collect();
    // A peer group of the other world is called as in this one.
    let own: BTreeMap<ResourceId, ResourceId> = pairs.iter().filter_map(|(group, _, twin)| Some(((*twin)?, group.id))).collect();
    let back = |id: ResourceId| own.get(&id).copied().unwrap_or(ResourceId(u32::MAX));
    let mut doors = Vec::new();
    for (group, facet, twin) in pairs {
        let twin = twin.and_then(|id| old.get(&id));
        let entries = entries(facet, &|id| id);
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

/// The groups by name; none where several have it.
fn by_name(world: World<'_>) -> BTreeMap<&Text, Option<ResourceId>> {
    let mut found: BTreeMap<&Text, Option<ResourceId>> = BTreeMap::new();
    for (group, _) in groups(world).filter(|(r, _)| !r.referenced && r.name.literal().is_some()) {
        found.entry(&group.name).and_modify(|one| *one = None).or_insert(Some(group.id));
    }
    found
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
    if estate.interfaces.is_empty() || *estate == before.inventory.estate {
        return;
    }
    let mut ports: BTreeMap<Id, (ResourceId, BTreeSet<u16>)> = BTreeMap::new();
    for (group, facet) in groups(now) {
        let open = open_ports(&entries(facet, &|id| id));
        ports.extend(names(now, group).into_iter().map(|name| (name, (group.id, open.clone()))));
    }
    let mut attached: BTreeMap<Id, &Resource> = BTreeMap::new();
    for resource in now.inventory.resources.iter().filter(|r| matches!(r.network, Some(Network::Attachment(_)))) {
        attached.extend(names(now, resource).into_iter().map(|name| (name, resource)));
    }
    let (network, old) = (Reachability::new(estate.clone()), Reachability::new(before.inventory.estate.clone()));
    let mut left = QUESTIONS;
    let mut ask = |network: &Reachability, interface: &Id, port: u16| {
        left = left.checked_sub(1)?;
        Some(network.ask(&Question { from: Point::Internet(None), to: Point::Interface(interface.clone(), None), flow: Flow::tcp(port) }).verdict)
    };
    let mut by_group: BTreeMap<ResourceId, usize> = BTreeMap::new();
    for (place, door) in doors.iter().enumerate().filter(|(_, d)| d.who == Peers::Internet) {
        if let DoorAt::Group(id) = door.at {
            by_group.insert(id, place);
        }
    }
    let mut hosts: BTreeMap<Id, Door> = BTreeMap::new();
    for interface in &estate.interfaces {
        let owner = interface.owner.as_ref().or(interface.instance.as_ref()).unwrap_or(&interface.id);
        let groups: Vec<_> = interface.groups.iter().filter_map(|g| ports.get(g)).collect();
        let public = interface.addresses.iter().any(|a| a.has_public != Some(false));
        let opened: Vec<usize> = groups.iter().filter_map(|(id, _)| by_group.get(id).copied()).collect();
        for place in &opened {
            let Some(door) = doors.get_mut(*place) else { continue };
            let of_door = groups.iter().filter(|(id, _)| door.at == DoorAt::Group(*id)).flat_map(|(_, ports)| ports);
            let asked =
                of_door.filter(|_| public && door.hosts.len() < HOSTS).map(|port| ask(&network, &interface.id, *port).unwrap_or(Verdict::Unknown));
            let best = asked.min().unwrap_or(Verdict::Blocked);
            if best != Verdict::Blocked && !door.hosts.contains(&owner.to_string()) {
                door.hosts.push(owner.to_string());
            }
            door.through = Some(door.through.map_or(best, |other| other.min(best)));
        }
        if !opened.is_empty() || !public {
            continue;
        }
        for (group, port) in groups.iter().flat_map(|(group, ports)| ports.iter().map(move |port| (group, *port))) {
            if ask(&network, &interface.id, port) != Some(Verdict::Reachable) || ask(&old, &interface.id, port) == Some(Verdict::Reachable) {
                continue;
            }
            let resource = attached.get(owner).copied();
            let door = hosts.entry(owner.clone()).or_insert_with(|| Door {
                at: DoorAt::Host(owner.to_string(), resource.map(|r| r.id)),
                who: Peers::Internet,
                flows: Vec::new(),
                web: true,
                known: false,
                through: Some(Verdict::Reachable),
                hosts: vec![owner.to_string()],
                origin: resource.or(now.inventory.resource(*group)).map(|r| r.origin.clone()).unwrap_or_default(),
            });
            let flow = words(Some("tcp"), port, port);
            if !door.flows.contains(&flow) {
                door.web &= matches!(port, 80 | 443);
                door.flows.push(flow);
            }
        }
    }
    doors.extend(hosts.into_values());
}

/// What the estate may call a resource.
fn names(world: World<'_>, resource: &Resource) -> Vec<Id> {
    let words = [resource.origin.address.clone(), resource.arn.literal().map(str::to_owned), resource.name.literal().map(str::to_owned)];
    let aliases = &world.inventory.estate.aliases;
    words.into_iter().flatten().flat_map(|w| [aliases.get(&w).cloned(), Some(w.as_str().into())]).flatten().collect()
}

/// A TCP port of each range that every address is admitted on.
fn open_ports(entries: &[Entry]) -> BTreeSet<u16> {
    let tcp = |e: &&Entry| e.protocol.as_deref().is_none_or(|p| p == "tcp") && e.who == Peers::Internet;
    entries.iter().filter(tcp).map(|e| e.low.max(1)).take(16).collect()
}
