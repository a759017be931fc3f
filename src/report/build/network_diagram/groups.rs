//! Security groups: chips on what they guard, and arrows between what they let through.

use super::canvas::Canvas;
use crate::aws::Text;
use crate::model::{Direction, Network, Peer, ResourceId, Rule, SecurityGroup};
use crate::report::diagram::view::EdgeKind;

/// Arrows between groups.
const ARROWS: usize = 60;
/// Rules told on a chip.
const RULES: usize = 2;

/// The group in few words: name, and what it lets in.
pub(super) fn chip(canvas: &Canvas<'_, '_>, group: ResourceId) -> String {
    let Some(resource) = canvas.world.sources.inventory.resource(group) else { return "security group".to_owned() };
    // The chip's glyph says that it is a security group.
    let title = canvas.short(resource);
    let title = title.strip_prefix("security_group.").unwrap_or(&title);
    let Some(Network::SecurityGroup(facts)) = &resource.network else { return format!("{title} · not in the input") };
    let inbound: Vec<&Rule> = facts.rules.iter().filter(|r| r.direction == Direction::Ingress).collect();
    let mut told: Vec<String> = inbound.iter().take(RULES).map(|r| format!("{} from {}", ports(r), peers(canvas, r))).collect();
    if inbound.len() > RULES {
        told.push(format!("+{}", inbound.len() - RULES));
    }
    match (told.is_empty(), facts.open) {
        (true, true) => format!("{title} · rules not known"),
        (true, false) => format!("{title} · no inbound"),
        (false, true) => format!("{title} · {}, more not known", told.join(", ")),
        (false, false) => format!("{title} · {}", told.join(", ")),
    }
}

/// What a group lets in, but for the addresses of single networks and the names of other groups.
pub(super) fn sign(canvas: &Canvas<'_, '_>, group: ResourceId) -> String {
    let Some(Network::SecurityGroup(facts)) = canvas.world.sources.inventory.resource(group).and_then(|r| r.network.as_ref()) else {
        return "not known".to_owned();
    };
    let who = |peer: &Peer| match peer {
        Peer::Cidr(block) if is_everywhere(block) => "everywhere",
        Peer::Cidr(_) => "network",
        Peer::Group(_) => "group",
        Peer::PrefixList(_) => "list",
        Peer::Unknown => "unknown",
    };
    let mut rules: Vec<String> = inbound(facts).map(|r| format!("{} {}", ports(r), r.peers.iter().map(who).collect::<Vec<_>>().join(" "))).collect();
    rules.sort();
    format!("{} {}", facts.open, rules.join("/"))
}

/// Arrows from members of a group, or from the internet, to members of a group that lets them in.
pub(super) fn rules(canvas: &mut Canvas<'_, '_>) {
    let inventory = canvas.world.sources.inventory;
    let mut left = 0;
    for (resource, facts) in inventory.resources.iter().filter_map(|r| match &r.network {
        Some(Network::SecurityGroup(g)) => Some((r, g)),
        _ => None,
    }) {
        let guarded = members(canvas, resource.id);
        for rule in inbound(facts) {
            for peer in &rule.peers {
                let members = match peer {
                    Peer::Group(group) => members(canvas, *group),
                    _ => Vec::new(),
                };
                let everywhere = matches!(peer, Peer::Cidr(block) if is_everywhere(block));
                let ways = guarded.iter().flat_map(|to| {
                    // From the internet only into what a route leads to from there.
                    let from = if everywhere { canvas.entrances(to) } else { members.clone() };
                    from.into_iter().map(move |from| (from, to))
                });
                for (from, to) in ways.filter(|(from, to)| from != *to).collect::<Vec<_>>() {
                    if canvas.arrows() >= ARROWS {
                        left += 1;
                        continue;
                    }
                    let text = format!("{} lets {} in from {}", canvas.title(resource), ports(rule), name(canvas, peer));
                    canvas.arrow_at(&from, to, EdgeKind::Network, &ports(rule), &text, &rule.origin);
                }
            }
        }
    }
    if left > 0 {
        canvas.folded.push(format!("{left} arrows of security group rules not drawn"));
    }
}

fn inbound(group: &SecurityGroup) -> impl Iterator<Item = &Rule> {
    group.rules.iter().filter(|r| r.direction == Direction::Ingress)
}

/// Boxes guarded by a group.
fn members(canvas: &Canvas<'_, '_>, group: ResourceId) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for resource in &canvas.world.sources.inventory.resources {
        let guarded = match &resource.network {
            Some(Network::Attachment(a)) => a.groups.contains(&group),
            Some(Network::Endpoint(e)) => e.groups.contains(&group),
            _ => false,
        };
        if let Some(id) = canvas.id_of(resource.id).filter(|_| guarded)
            && !ids.contains(&id)
        {
            ids.push(id);
        }
    }
    ids
}

fn is_everywhere(block: &Text) -> bool {
    matches!(block.literal(), Some("0.0.0.0/0" | "::/0"))
}

fn ports(rule: &Rule) -> String {
    let protocol = rule.protocol.literal().unwrap_or("?");
    match (protocol, rule.ports) {
        ("-1" | "all", _) => "any".to_owned(),
        (_, Some((0, 65535))) => format!("all {protocol}"),
        ("tcp" | "6", Some((from, to))) if from == to => from.to_string(),
        ("tcp" | "6", Some((from, to))) => format!("{from}–{to}"),
        (_, Some((from, to))) if from == to => format!("{from}/{protocol}"),
        (_, Some((from, to))) => format!("{from}–{to}/{protocol}"),
        (_, None) => format!("all {protocol}"),
    }
}

fn peers(canvas: &Canvas<'_, '_>, rule: &Rule) -> String {
    let mut names: Vec<String> = rule.peers.iter().take(2).map(|p| name(canvas, p)).collect();
    if rule.peers.len() > 2 {
        names.push(format!("+{}", rule.peers.len() - 2));
    }
    names.join(", ")
}

fn name(canvas: &Canvas<'_, '_>, peer: &Peer) -> String {
    match peer {
        Peer::Cidr(block) => canvas.world.render(block),
        Peer::Group(group) => {
            canvas.world.sources.inventory.resource(*group).map_or_else(String::new, |r| canvas.short(r).replace("security_group.", ""))
        }
        Peer::PrefixList(list) => canvas.world.render(list),
        Peer::Unknown => "not known".to_owned(),
    }
}
