//! From the internet into compute that it reaches: whoever connects and gets code to run there has the credentials. That code can be run is a
//! condition, never a given.
//!
//! Whether a connection arrives, and a reply returns, is for the network engine to say: every block of the internet that an inbound rule admits is
//! asked about, each by one of its addresses.

use std::net::IpAddr;

use super::Reach;
use crate::aws::Text;
use crate::graph::actor::Actor;
use crate::graph::attempt::Attempt;
use crate::graph::world::World;
use crate::graph::{EdgeKind, NodeKind, Outside};
use crate::model::{Attachment, Direction, Network, Peer, Resource, ResourceId};
use crate::network::{Answer, Flow, Point, Question, Verdict};

/// Where no rule tells of a port.
const SHELL: u16 = 22;
/// More doors than these are not asked about.
const MOST: usize = 64;

pub(super) fn steps<'a>(world: &'a World<'a>, actor: &Actor<'a>, reach: Reach<'_>, out: &mut Vec<Attempt>) {
    if actor.kind != NodeKind::Outside(Outside::Everyone) {
        return;
    }
    for target in world.of_kind("ec2-instance").filter(|r| !r.runs_as.is_empty() && reach.wants(r, true)) {
        let Some(Network::Attachment(at)) = &target.network else { continue };
        out.push(attempt(world, target, at));
    }
}

fn attempt(world: &World<'_>, target: &Resource, at: &Attachment) -> Attempt {
    let name = world.name(target);
    let mut attempt = Attempt::new(NodeKind::Compute(target.id), EdgeKind::Connect, &[]);
    attempt.conditional = true;
    let mut doors = doors(world, &at.groups);
    // Nobody in particular, on the port of administration: for what it says where nobody is let in.
    doors.push(Door { shown: format!("anybody on port {SHELL}"), from: None, flow: Flow::tcp(SHELL) });
    let interfaces = world.interfaces_of(target);
    let ask = |door: &Door| {
        let to = interfaces.iter().map(|i| Point::Interface(i.id.clone(), None));
        let asked = to.map(|to| world.network().ask(&Question { from: Point::Internet(door.from), to, flow: door.flow }));
        asked.min_by_key(|a| (a.verdict.rank(), a.reasons.len()))
    };
    let answers: Vec<(&Door, Answer)> = doors.iter().filter_map(|d| Some((d, ask(d)?))).collect();
    let open: Vec<&str> = answers.iter().filter(|(_, a)| a.verdict == Verdict::Reachable).map(|(d, _)| d.shown.as_str()).collect();
    match answers.iter().min_by_key(|(_, a)| (a.verdict.rank(), a.reasons.len())) {
        None => attempt.unseen.push(format!("how {name} is attached to the network")),
        Some((_, best)) if best.verdict == Verdict::Reachable => {
            attempt.facts.push(format!("the network lets {} connect to {name}", open.join(", ")));
            attempt.facts.push(format!("by way of {}", way(best)));
        }
        Some((door, best)) if best.verdict == Verdict::Unknown => {
            attempt.unseen.push(format!("whether the network lets {} connect to {name}: {}", door.shown, best.why()));
        }
        Some((_, best)) => attempt.missing = Some(format!("nobody on the internet connects to {name}: {}", best.why())),
    }
    attempt.facts.push(format!("under the condition that whoever connects gets code to run on {name}"));
    attempt
}

/// Components on the way and the rules that let it pass.
fn way(answer: &Answer) -> String {
    let mut steps: Vec<String> = Vec::new();
    for hop in answer.forward.iter().skip(1) {
        let by = if hop.rules.is_empty() { String::new() } else { format!(" ({})", hop.rules.join(", ")) };
        let step = format!("{}{by}", hop.component);
        if steps.last() != Some(&step) {
            steps.push(step);
        }
    }
    steps.join(", ")
}

/// A block of the internet that an inbound rule admits, and one of its addresses.
struct Door {
    shown: String,
    from: Option<IpAddr>,
    flow: Flow,
}

fn doors(world: &World<'_>, groups: &[ResourceId]) -> Vec<Door> {
    let mut out: Vec<Door> = Vec::new();
    for group in groups.iter().filter_map(|g| world.inventory.resource(*g)) {
        let Some(Network::SecurityGroup(group)) = &group.network else { continue };
        for rule in group.rules.iter().filter(|r| r.direction == Direction::Ingress && !matches!(r.protocol.literal(), Some("icmp" | "icmpv6"))) {
            let ports =
                rule.ports.map_or_else(|| "all ports".to_owned(), |(a, b)| if a == b { format!("port {a}") } else { format!("ports {a}-{b}") });
            let port = rule.ports.map_or(SHELL, |(low, high)| if (low..=high).contains(&SHELL) { SHELL } else { low });
            let flow = if matches!(rule.protocol.literal(), Some("udp" | "17")) { Flow::udp(port) } else { Flow::tcp(port) };
            let blocks = rule.peers.iter().filter_map(|p| if let Peer::Cidr(block) = p { Some(block) } else { None });
            for block in blocks.filter(|b| is_public(b)) {
                let shown = format!("{} on {ports}", world.inventory.render(block));
                if out.len() < MOST && !out.iter().any(|d| d.shown == shown) {
                    out.push(Door { shown, from: host(block), flow });
                }
            }
        }
    }
    out
}

/// An address of a block; of everything, none in particular.
fn host(block: &Text) -> Option<IpAddr> {
    let block: crate::network::IpNet = block.literal()?.parse().ok()?;
    (block.prefix_len() > 0).then(|| block.hosts().next()).flatten()
}

/// Whether a block holds addresses of the internet: it is none of the private ranges (RFC 1918, RFC 6598, RFC 4193), loopback or link-local.
fn is_public(block: &Text) -> bool {
    let Some(address) = block.literal().and_then(|b| b.split('/').next()).and_then(|a| a.parse::<IpAddr>().ok()) else { return false };
    match address {
        IpAddr::V4(a) => {
            let [first, second, ..] = a.octets();
            !(a.is_private() || a.is_loopback() || a.is_link_local() || first == 100 && (64..128).contains(&second))
        }
        IpAddr::V6(a) => {
            let [first, ..] = a.segments();
            first & 0xfe00 != 0xfc00 && first & 0xffc0 != 0xfe80 && !a.is_loopback()
        }
    }
}
