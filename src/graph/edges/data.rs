//! Data: reading and writing what is in stores, with the key where the caller needs it, and the use of keys.
//!
//! Which actions do that is told by `aws::services`. Reading an encrypted store is one step with both needs: the same caller must hold both.

use std::collections::{BTreeMap, BTreeSet};

use super::Reach;
use crate::aws::services::{self, KeyUse, StoreKind, Way};
use crate::aws::{Action, Arn, Text};
use crate::graph::actor::Actor;
use crate::graph::attempt::Attempt;
use crate::graph::index::Candidates;
use crate::graph::world::World;
use crate::graph::{EdgeKind, NodeKind, Status};
use crate::model::{Encryption, Resource, ResourceId, Store, Tri};
use crate::policy::{Evaluation, Fact, Target};

pub(super) fn steps<'a>(world: &'a World<'a>, actor: &Actor<'a>, reach: Reach<'_>, out: &mut Vec<Attempt>) {
    let sections = |kind: &'static StoreKind| [kind.read, kind.write, kind.delete];
    let possible = matches!(reach, Reach::Possible);
    for (id, wanted) in wanted(world, actor, reach, sections, true) {
        on(world, actor, id, &wanted, possible, out);
    }
}

/// What the administrator of its account, whom it goes on as, may not be able to do: where a policy names it, or denies.
pub(super) fn beside<'a>(world: &'a World<'a>, actor: &Actor<'a>, out: &mut Vec<Attempt>) {
    let mut named = world.granting.direct(&actor.caller, actor.account.as_ref(), actor.is_ours());
    named.extend(world.of_kind("kms-key").filter(|key| world.is_grantee(actor, key)).map(|key| key.id));
    named.extend(&world.denying);
    let by_key = |r: &&Resource| matches!(r.store.as_ref().map(|s| &s.encryption), Some(Encryption::Key(key)) if named.contains(key));
    let encrypted: Vec<ResourceId> = world.inventory.resources.iter().filter(by_key).map(|r| r.id).collect();
    named.extend(encrypted);
    named.into_iter().for_each(|id| on(world, actor, id, &Wanted::All, true, out));
}

fn on<'a>(world: &'a World<'a>, actor: &Actor<'a>, id: ResourceId, wanted: &Wanted, possible: bool, out: &mut Vec<Attempt>) {
    let Some(resource) = world.inventory.resource(id) else { return };
    if let Some(store) = &resource.store
        && let Some(kind) = services::store(store.kind)
    {
        ways(world, actor, resource, wanted, EdgeKind::Read, kind.read, Some((store, kind)), possible, out);
        ways(world, actor, resource, wanted, EdgeKind::Write, kind.write, Some((store, kind)), possible, out);
        ways(world, actor, resource, wanted, EdgeKind::Write, kind.delete, None, possible, out);
    }
    if resource.key.is_some()
        && let Some(kind) = services::store("kms-key")
    {
        ways(world, actor, resource, wanted, EdgeKind::Decrypt, kind.read, None, possible, out);
    }
}

/// Actions that are worth a question about a store.
pub(super) enum Wanted {
    All,
    Only(BTreeSet<&'static str>),
}

impl Wanted {
    pub fn has(&self, way: &Way) -> bool {
        match self {
            Self::All => true,
            Self::Only(actions) => actions.contains(way.action),
        }
    }
}

/// Stores and keys with the actions that the actor may be allowed there: by its own side, or by theirs (`granted`: of principals of ours as well).
pub(super) fn wanted<const N: usize>(
    world: &World<'_>,
    actor: &Actor<'_>,
    reach: Reach<'_>,
    sections: fn(&'static StoreKind) -> [&'static [Way]; N],
    granted: bool,
) -> BTreeMap<ResourceId, Wanted> {
    let mut found: BTreeMap<ResourceId, Wanted> = BTreeMap::new();
    if let Reach::Everything(only) = reach {
        return only.iter().flatten().map(|id| (*id, Wanted::All)).collect();
    }
    for (kind, shapes) in world.stores.iter().filter(|_| actor.is_ours()) {
        for way in services::store(kind).into_iter().flat_map(sections).flatten() {
            let Some(shapes) = shapes.get(way.action) else { continue };
            let Ok(act) = Action::parse(way.action) else { continue };
            if !actor.may(&act) {
                continue;
            }
            let ids = match actor.among(shapes, &act) {
                Candidates::Only(ids) => ids,
                Candidates::All => shapes.all().collect(),
            };
            for id in ids {
                if let Wanted::Only(actions) = found.entry(id).or_insert_with(|| Wanted::Only(BTreeSet::new())) {
                    actions.insert(way.action);
                }
            }
        }
    }
    if granted || !actor.is_ours() {
        let mut direct = world.granting.direct(&actor.caller, actor.account.as_ref(), actor.is_ours());
        if let Some(account) = actor.account.as_ref().filter(|_| actor.is_open()) {
            direct.extend(world.granting.delegated(account));
        }
        direct.extend(world.of_kind("kms-key").filter(|key| world.is_grantee(actor, key)).map(|key| key.id));
        found.extend(direct.into_iter().map(|id| (id, Wanted::All)));
    }
    found
}

/// Of the ways to do one thing the best is kept: each is sufficient alone.
#[allow(clippy::too_many_arguments)]
fn ways<'a>(
    world: &'a World<'a>,
    actor: &Actor<'a>,
    resource: &'a Resource,
    wanted: &Wanted,
    kind: EdgeKind,
    ways: &'static [Way],
    encrypted: Option<(&'a Store, &'static StoreKind)>,
    possible: bool,
    out: &mut Vec<Attempt>,
) {
    let try_all = || best_of(world, actor, resource, wanted, kind, ways, encrypted);
    let best = try_all();
    out.extend(best.map(|b| if possible { world.retagged(actor, resource, b, try_all) } else { b }));
}

/// Whoever controls a machine has what is on the volumes attached to it, decrypted ("How Amazon EBS encryption works").
pub(in crate::graph) fn on_machine(world: &World<'_>, machine: ResourceId) -> Vec<Attempt> {
    let disks = world.inventory.resource(machine).into_iter().flat_map(|m| m.disks.iter().map(move |d| (m, *d)));
    let held = |(machine, disk): (&Resource, ResourceId)| {
        [EdgeKind::Read, EdgeKind::Write].map(|kind| {
            let mut attempt = Attempt::new(NodeKind::Store(disk), kind, &[]);
            attempt.facts.push(format!("it is attached to {}", world.name(machine)));
            attempt
        })
    };
    disks.flat_map(held).collect()
}

/// Reading a store, for what follows from having its data.
pub(super) fn reading<'a>(world: &'a World<'a>, actor: &Actor<'a>, resource: &'a Resource) -> Option<Attempt> {
    let store = resource.store.as_ref()?;
    let kind = services::store(store.kind)?;
    best_of(world, actor, resource, &Wanted::All, EdgeKind::Read, kind.read, Some((store, kind)))
}

fn best_of<'a>(
    world: &'a World<'a>,
    actor: &Actor<'a>,
    resource: &'a Resource,
    wanted: &Wanted,
    kind: EdgeKind,
    ways: &'static [Way],
    encrypted: Option<(&'a Store, &'static StoreKind)>,
) -> Option<Attempt> {
    let mut best: Option<Attempt> = None;
    for way in ways.iter().filter(|w| wanted.has(w)) {
        let node = if kind == EdgeKind::Decrypt { NodeKind::Key(resource.id) } else { NodeKind::Store(resource.id) };
        let mut attempt = Attempt::new(node, kind, &[]);
        need(world, actor, resource, way, &mut attempt);
        way.also.iter().for_each(|w| need(world, actor, resource, w, &mut attempt));
        if !attempt.refused()
            && let Some((store, facts)) = encrypted
        {
            key_needs(world, actor, resource, store, facts, kind, &mut attempt);
        }
        if resource.referenced {
            attempt.assumptions.push("referenced-store-has-no-deny");
        }
        if let Some(switch) = way.switch {
            on_if(world, resource, switch, &mut attempt);
        }
        if way.over_network && resource.kafka.is_some() {
            super::kafka::by_iam(world, actor, resource, kind, &mut attempt);
        } else if way.over_network {
            attempt.unseen.push(format!("whether there is a network path to {}", world.inventory.render(&resource.name)));
        }
        let better = best.as_ref().is_none_or(|b| rank(&attempt) > rank(b));
        if better {
            best = Some(attempt);
        }
        if best.as_ref().and_then(Attempt::status) == Some(Status::Certain) {
            break;
        }
    }
    best
}

/// A way that is closed while a setting of the store is off.
fn on_if(world: &World<'_>, resource: &Resource, switch: services::Switch, attempt: &mut Attempt) {
    let name = world.inventory.render(&resource.name);
    match resource.switch(switch.name) {
        Tri::Yes => {}
        Tri::No => attempt.missing = Some(format!("{name} is without {}", switch.label)),
        Tri::Unknown => attempt.unseen.push(format!("whether {name} has {}", switch.label)),
    }
}

fn rank(attempt: &Attempt) -> (Option<Status>, usize) {
    (attempt.status(), attempt.needs.len())
}

pub(super) fn need<'a>(world: &'a World<'a>, actor: &Actor<'a>, resource: &'a Resource, way: &Way, attempt: &mut Attempt) {
    let Ok(act) = Action::parse(way.action) else { return };
    let Some(target) = way.on.target(&resource.arn) else {
        attempt.unseen.push(format!("the ARN of {}", world.inventory.render(&resource.name)));
        return;
    };
    let about = match way.on {
        services::On::Store | services::On::Under(_) | services::On::Beside(..) => Some(resource),
        services::On::New(_) | services::On::Other(_) | services::On::Any => None,
    };
    let some = !matches!(way.on, services::On::Any);
    let question = if some && target.pattern.to_string().contains(['*', '?']) {
        Target::Some(target.pattern.clone())
    } else {
        Target::One(target.pattern.clone())
    };
    let (answer, told) = world.ask_and_tell(actor, &act, &question, about, &[]);
    attempt.facts.extend(told);
    if !target.every && !matches!(answer, Evaluation::Denied(_)) {
        attempt.unseen.push(format!("which {} belongs to {}", world.inventory.render(&target.pattern), world.inventory.render(&resource.name)));
    }
    attempt.facts.extend(about.and_then(|key| world.grant(actor, &act, key)).map(|_| grant_fact(world, &act, resource)));
    attempt.need(&act, target.pattern, answer);
}

fn grant_fact(world: &World<'_>, act: &Action, key: &Resource) -> String {
    format!("a grant on {} lets it call {}", world.inventory.render(&key.name), act.as_str())
}

/// What the caller needs on the key that encrypts the store.
pub(super) fn key_needs<'a>(
    world: &'a World<'a>,
    actor: &Actor<'a>,
    resource: &'a Resource,
    store: &'a Store,
    kind: &'static StoreKind,
    edge: EdgeKind,
    attempt: &mut Attempt,
) {
    let (actions, unclear) = match &kind.key {
        KeyUse::Service => return,
        KeyUse::Caller { read, write } => (if edge == EdgeKind::Read { read } else { write }, false),
        KeyUse::Unclear { read, write } => (if edge == EdgeKind::Read { read } else { write }, true),
    };
    let key = match &store.encryption {
        Encryption::None | Encryption::ServiceManaged => return,
        // A store known by name only: that it has no key of its own is part of the assumption `referenced-store-has-no-deny`.
        Encryption::Unknown(None) if resource.referenced => return,
        Encryption::Unknown(_) => {
            attempt.unseen.push(format!("which key encrypts {}", world.inventory.render(&resource.name)));
            return;
        }
        Encryption::Key(id) => world.inventory.resource(*id),
    };
    let Some(key) = key else { return };
    for act in actions.iter().filter_map(|a| Action::parse(a).ok()) {
        let answer = world.ask(actor, &act, &Target::One(key.arn.clone()), Some(key), &[("kms:viaservice", via(resource, key))]);
        if matches!(answer, Evaluation::Denied(_)) && unclear {
            attempt.unseen.push(format!("whether {act} on {} is needed", world.inventory.render(&key.arn)));
        } else {
            attempt.need(&act, key.arn.clone(), answer);
        }
    }
}

/// `kms:ViaService`: the service that uses the key for the caller, in the key's Region.
fn via(resource: &Resource, key: &Resource) -> Fact {
    let Ok(arn) = Arn::parse(&resource.arn) else { return Fact::Open };
    let region = if key.region.is_empty() { &resource.region } else { &key.region };
    Fact::Known(vec![Text::concat([&arn.service, &Text::from("."), region, &Text::from(".amazonaws.com")])])
}
