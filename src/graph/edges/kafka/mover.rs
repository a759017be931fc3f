//! Copies of records: whoever reads where a mover writes has what it copies, and whoever can make one decides where it writes.

use crate::aws::{Action, Text};
use crate::graph::actor::Actor;
use crate::graph::attempt::Attempt;
use crate::graph::edges::{Reach, call, data, is_role};
use crate::graph::world::World;
use crate::graph::{EdgeKind, NodeKind};
use crate::model::{Mover, Resource, Tri};
use crate::policy::{Evaluation, Fact, Scope, Target};

const KAFKA: &str = "kafka.amazonaws.com";

pub(super) fn steps<'a>(world: &'a World<'a>, actor: &Actor<'a>, reach: Reach<'_>, out: &mut Vec<Attempt>) {
    for mover in world.movers.iter().filter_map(|id| world.inventory.resource(*id)) {
        for copy in &mover.movers {
            copied(world, actor, reach, mover, copy, out);
        }
    }
    if !actor.is_ours() {
        return;
    }
    let own = |r: &&Resource| Some(&r.account) == actor.account.as_ref();
    for cluster in world.of_kind("msk-cluster").filter(own) {
        for (call, id) in [("kafka:CreateReplicator", "k-11"), ("kafka:CreateChannel", "k-12")] {
            if reach.wants(cluster, call::may(actor, &[call])) {
                out.extend(made(world, actor, cluster, call, id));
            }
        }
        if reach.wants(cluster, call::may(actor, &["lambda:CreateEventSourceMapping"])) {
            polled(world, actor, cluster, out);
        }
    }
}

/// A mover of the input writes where the actor reads.
fn copied<'a>(world: &'a World<'a>, actor: &Actor<'a>, reach: Reach<'_>, mover: &Resource, copy: &Mover, out: &mut Vec<Attempt>) {
    let (Some(from), Some(to)) = (world.inventory.resource(copy.from), world.inventory.resource(copy.to)) else { return };
    if !reach.wants(from, true) {
        return;
    }
    let found: Vec<Attempt> = if matches!(reach, Reach::Possible) {
        let opens = |a: &&Attempt| a.to == NodeKind::Store(to.id) && matches!(a.kind, EdgeKind::Read | EdgeKind::Expose) && !a.refused();
        out.iter().filter(opens).cloned().collect()
    } else {
        data::reading(world, actor, to).into_iter().collect()
    };
    for mut attempt in found {
        attempt.to = NodeKind::Store(from.id);
        attempt.kind = EdgeKind::Read;
        let (what, name, topics) = (copy.what, world.name(mover), world.inventory.render(&copy.topics));
        attempt.facts.push(if what == "broker volume" {
            format!("records of {} lie on {}, which is attached to a broker", world.name(from), world.name(to))
        } else {
            format!("{what} {name} copies records of {topics} of {} to {}", world.name(from), world.name(to))
        });
        for (_, answer) in &mut attempt.needs {
            if let Evaluation::Allowed(grant) | Evaluation::AllowedIf(_, _, grant) = answer {
                grant.scope = Scope::Some;
            }
        }
        out.push(attempt);
    }
}

/// k-11, k-12: the actor makes a mover with a role that trusts the service.
fn made<'a>(world: &'a World<'a>, actor: &Actor<'a>, cluster: &'a Resource, call: &'static str, id: &'static str) -> Option<Attempt> {
    let mut base = Attempt::new(NodeKind::Store(cluster.id), EdgeKind::Read, &[id]);
    if id == "k-12" && cluster.switch("express") == Tri::No {
        base.missing = Some(format!("{} is no Express cluster, and channels are of those alone", world.name(cluster)));
    }
    call::need(world, actor, call, call::With { on: Some(cluster), facts: &[] }, &mut base);
    let roles = world.inventory.resources.iter().filter(|r| is_role(r) && actor.rules(r));
    let served = |role: &'a Resource| Some((role, world.trusts(role, KAFKA).filter(|t| !matches!(t, Evaluation::Denied(_)))?));
    let tried = roles.filter_map(served).map(|(role, trusted)| with_role(world, actor, cluster, id, base.clone(), role, trusted));
    let best = tried.max_by_key(|a| (a.status(), a.needs.len()));
    best.or_else(|| {
        base.missing = Some(format!("no role of the account trusts {KAFKA}"));
        Some(base)
    })
}

fn with_role<'a>(
    world: &'a World<'a>,
    actor: &Actor<'a>,
    cluster: &'a Resource,
    id: &'static str,
    mut attempt: Attempt,
    role: &'a Resource,
    trusted: Evaluation,
) -> Attempt {
    let Ok(assume) = Action::parse("sts:AssumeRole") else { return attempt };
    attempt.facts.push(format!("role {} trusts {KAFKA}", world.name(role)));
    attempt.need(&assume, role.arn.clone(), trusted);
    pass(world, actor, role, id, &mut attempt);
    if attempt.refused() {
        return attempt;
    }
    let Some(service) = world.actor(&NodeKind::Principal(role.id)) else { return attempt };
    let own = |r: &&Resource| r.account == cluster.account && r.id != cluster.id;
    // Where the role may write and the actor may read.
    let (kind, write, under) = if id == "k-12" { ("s3-bucket", "s3:PutObject", "/*") } else { ("msk-cluster", "kafka-cluster:WriteData", "") };
    let Ok(write) = Action::parse(write) else { return attempt };
    let mut best: Option<Attempt> = None;
    let mut sinks = 0;
    for sink in world.of_kind(kind).filter(own) {
        let Some(place) = written(sink, under) else { continue };
        let answer = world.ask(&service, &write, &Target::Some(place.clone()), Some(sink), &[]);
        if matches!(answer, Evaluation::Denied(_)) {
            continue;
        }
        sinks += 1;
        let Some(reading) = data::reading(world, actor, sink).filter(|r| !r.refused()) else { continue };
        let mut one = attempt.clone();
        one.need(&write, place, answer);
        one.needs.extend(reading.needs);
        one.facts.extend(reading.facts);
        one.unseen.extend(reading.unseen);
        one.conditional |= reading.conditional;
        one.facts.push(format!("the role writes to {}, which the actor reads", world.name(sink)));
        if best.as_ref().is_none_or(|b| b.status() < one.status()) {
            best = Some(one);
        }
    }
    best.unwrap_or_else(|| {
        let noun = if id == "k-12" { "bucket" } else { "cluster" };
        attempt.missing = Some(if sinks == 0 {
            format!("role {} writes to no {noun} of the input", world.name(role))
        } else {
            format!("the actor reads no {noun} that role {} writes to", world.name(role))
        });
        attempt
    })
}

/// Objects of a bucket, topics of a cluster.
fn written(sink: &Resource, under: &str) -> Option<Text> {
    if under.is_empty() {
        let arn = crate::aws::Arn::parse(&sink.arn).ok()?;
        let name = arn.resource.strip_prefix("cluster/")?;
        let resource = Text::concat([&Text::from("topic/"), &name, &Text::from("/*")]);
        return Some(crate::aws::Arn { resource, ..arn }.to_text());
    }
    Some(sink.arn.clone().with(under))
}

/// Whether the role may be passed. Whether `CreateChannel` asks for that no page of AWS says.
fn pass<'a>(world: &'a World<'a>, actor: &Actor<'a>, role: &'a Resource, id: &'static str, attempt: &mut Attempt) {
    let Ok(pass) = Action::parse("iam:PassRole") else { return };
    let service = Fact::Known(vec![Text::from(KAFKA)]);
    let answer = world.ask(actor, &pass, &Target::One(role.arn.clone()), Some(role), &[("iam:passedtoservice", service)]);
    if matches!(answer, Evaluation::Denied(_)) && id == "k-12" {
        attempt.unseen.push(format!("whether making a channel needs iam:PassRole on {}", world.name(role)));
    } else {
        attempt.need(&pass, role.arn.clone(), answer);
    }
}

/// k-13: Lambda polls the cluster with the role of a function that the actor controls, through interfaces of its own.
fn polled<'a>(world: &'a World<'a>, actor: &Actor<'a>, cluster: &'a Resource, out: &mut Vec<Attempt>) {
    let own = |r: &&Resource| r.account == cluster.account && !r.runs_as.is_empty();
    for function in world.of_kind("lambda-function").filter(own) {
        let Some(role) = function.runs_as.iter().find_map(|r| world.actor(&NodeKind::Principal(r.role))) else { continue };
        let Some(reading) = data::reading(world, &role, cluster) else { continue };
        let mut attempt = Attempt::new(NodeKind::Store(cluster.id), EdgeKind::Read, &["k-13"]);
        attempt.also.push(NodeKind::Compute(function.id));
        call::need(world, actor, "lambda:CreateEventSourceMapping", call::With { on: Some(function), facts: &[] }, &mut attempt);
        attempt.needs.extend(reading.needs);
        attempt.unseen.extend(reading.unseen);
        attempt.missing = attempt.missing.or(reading.missing);
        attempt.facts.push(format!(
            "Lambda polls {} for {} with the function's role, from its own network",
            world.name(cluster),
            world.name(function)
        ));
        out.push(attempt);
    }
}
