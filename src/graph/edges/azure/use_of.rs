//! The use of what somebody has: a role, a key, a copy; with what network and settings ask for.

use super::site::{Network, Site, is_open, network, of};
use super::{NO_DENY, label};
use crate::graph::attempt::Attempt;
use crate::graph::edges::Reach;
use crate::graph::world::World;
use crate::graph::{EdgeKind, NodeKind};
use crate::model::{Resource, ResourceId, Tri};

/// The ways to take a step that needs a connection, and (`keyed`) that shared keys are accepted: as things stand, and after they were opened.
pub(super) fn ways(world: &World<'_>, site: &Site<'_>, keyed: bool, step: Attempt) -> Vec<Attempt> {
    let mut as_is = step.clone();
    if keyed {
        keys(world, site, &mut as_is);
    }
    connect(world, site, &mut as_is);
    let mut out = vec![as_is];
    let Some(gate) = site.gate.filter(|g| !is_open(g)) else { return out };
    if network(gate) != Network::Open {
        let mut connected = step.clone();
        if keyed {
            keys(world, site, &mut connected);
        }
        connected.also.push(NodeKind::Connected(gate.id));
        out.push(connected);
    }
    if keyed && gate.switch("shared-keys") != Tri::Yes || network(gate) != Network::Open {
        let mut opened = step;
        opened.also.push(NodeKind::Opened(gate.id));
        out.push(opened);
    }
    out
}

fn keys(world: &World<'_>, site: &Site<'_>, attempt: &mut Attempt) {
    let name = label(world, site.gate.unwrap_or(site.store));
    match site.gate.map(|g| g.switch("shared-keys")) {
        Some(Tri::Yes) => attempt.facts.push(format!("{name} accepts shared keys")),
        Some(Tri::No) => {
            attempt.missing.get_or_insert(format!("{name} accepts no shared keys"));
        }
        Some(Tri::Unknown) | None => attempt.unseen.push(format!("whether {name} accepts shared keys")),
    }
}

fn connect(world: &World<'_>, site: &Site<'_>, attempt: &mut Attempt) {
    let name = label(world, site.gate.unwrap_or(site.store));
    match site.gate.map(network) {
        Some(Network::Open) => attempt.facts.push(format!("{name} can be reached from the internet")),
        Some(Network::Rules) => {
            attempt.conditional = true;
            attempt.facts.push(format!("under the condition that it connects from an address or subnet that the network rules of {name} let in"));
        }
        Some(Network::Private) => {
            attempt.conditional = true;
            let gate = site.gate.map(|g| g.id);
            let endpoints: Vec<String> = world.of_kind("azure-private-endpoint").filter(|e| e.parent == gate).map(|e| label(world, e)).collect();
            let which = if endpoints.is_empty() { "of which the input shows none".to_owned() } else { endpoints.join(", ") };
            attempt.facts.push(format!("under the condition that it connects through a private endpoint of {name}: {which}"));
        }
        Some(Network::Unknown) | None => attempt.unseen.push(format!("whether the network of {name} lets it in")),
    }
}

/// A key of a namespace or account opens all of it; one of a hub, the hub; one of a rule, what the rule says.
pub(super) fn shared_key(world: &World<'_>, holder: ResourceId, reach: Reach<'_>) -> Vec<Attempt> {
    let Some(of_what) = world.inventory.resource(holder) else { return Vec::new() };
    let rule = of_what.kind == "shared-access-rule";
    let over = if rule { of_what.parent } else { Some(holder) };
    let mut out = Vec::new();
    for site in under(world, over).into_iter().filter(|s| reach.wants(s.store, true)) {
        for (kind, right) in [(EdgeKind::Read, "listen"), (EdgeKind::Write, "send")] {
            let mut attempt = Attempt::new(NodeKind::Store(site.store.id), kind, &[]);
            if rule {
                rights(world, of_what, right, &mut attempt);
            }
            out.extend(ways(world, &site, true, attempt));
        }
    }
    out
}

fn rights(world: &World<'_>, rule: &Resource, right: &'static str, attempt: &mut Attempt) {
    let name = label(world, rule);
    match (rule.switch(right), rule.switch("manage")) {
        (Tri::Yes, _) | (_, Tri::Yes) => attempt.facts.push(format!("{name} may {right}")),
        (Tri::No, Tri::No) => {
            attempt.missing.get_or_insert(format!("{name} may not {right}"));
        }
        _ => attempt.unseen.push(format!("whether {name} may {right}")),
    }
}

/// A data role that somebody gave itself at a resource.
pub(super) fn granted(world: &World<'_>, at: ResourceId, reach: Reach<'_>) -> Vec<Attempt> {
    let mut out = Vec::new();
    for site in under(world, Some(at)).into_iter().filter(|s| reach.wants(s.store, true)) {
        for kind in [EdgeKind::Read, EdgeKind::Write] {
            let mut attempt = Attempt::new(NodeKind::Store(site.store.id), kind, &[]);
            attempt.assumptions.push(NO_DENY);
            out.extend(ways(world, &site, false, attempt));
        }
    }
    out
}

/// What holds records at or below a resource.
fn under<'a>(world: &World<'a>, at: Option<ResourceId>) -> Vec<Site<'a>> {
    let below = |s: &Site<'_>| at.is_some() && (Some(s.store.id) == at || s.store.parent == at);
    super::site::all(world).into_iter().filter(below).collect()
}

/// Whoever has what capture wrote has the records.
pub(super) fn captured(world: &World<'_>, store: ResourceId) -> Vec<Attempt> {
    let Some(account) = world.inventory.resource(store).and_then(|s| of(world, s)) else { return Vec::new() };
    let perhaps = world.of_kind("event-hub").filter(|hub| hub.movers.is_empty() && hub.switch("captures") != Tri::No && !hub.referenced);
    let perhaps = perhaps.map(|hub| {
        let mut attempt = Attempt::new(NodeKind::Store(hub.id), EdgeKind::Read, &[]);
        attempt.unseen.push(format!("whether capture of {} copies its records to {}", label(world, hub), label(world, account.store)));
        attempt.met += 1;
        attempt
    });
    let movers = world.movers.iter().filter_map(|id| world.inventory.resource(*id)).filter(|m| m.kind == "event-hub");
    let copies = movers.flat_map(|m| m.movers.iter().map(move |c| (m, c))).filter(|(_, c)| c.to == store);
    copies
        .map(|(hub, _)| {
            let mut attempt = Attempt::new(NodeKind::Store(hub.id), EdgeKind::Read, &[]);
            attempt.facts.push(format!("capture of {} copies its records to {}", label(world, hub), label(world, account.store)));
            attempt
        })
        .chain(perhaps)
        .collect()
}
