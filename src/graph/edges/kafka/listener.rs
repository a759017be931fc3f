//! Listeners: whether one of a kind is there, and from where it can be reached.

use crate::aws::{Action, Text};
use crate::graph::EdgeKind;
use crate::graph::actor::Actor;
use crate::graph::attempt::Attempt;
use crate::graph::world::World;
use crate::model::{Authentication, Exposure, Listener, Network, Resource, Tri};
use crate::policy::{Evaluation, Target};

/// Reading or writing with IAM credentials: a listener that takes them, and a place from where it is reached.
pub(in crate::graph::edges) fn by_iam<'a>(world: &'a World<'a>, actor: &Actor<'a>, cluster: &'a Resource, kind: EdgeKind, attempt: &mut Attempt) {
    connect(world, cluster, Authentication::Iam, attempt);
    if attempt.refused() || kind != EdgeKind::Read {
        return;
    }
    // "Semantics of IAM authorization policy actions and resources" demands it; who assigns partitions itself may do without.
    let (Ok(act), Some(group)) = (Action::parse("kafka-cluster:AlterGroup"), groups(&cluster.arn)) else { return };
    if let Evaluation::Denied(_) = world.ask(actor, &act, &Target::Some(group), Some(cluster), &[]) {
        attempt.conditional = true;
        attempt.facts.push("it may join no consumer group: under the condition that a consumer that assigns partitions itself may do without".into());
    }
}

/// `…:group/NAME/UUID/*` of a cluster.
fn groups(cluster: &Text) -> Option<Text> {
    let arn = crate::aws::Arn::parse(cluster).ok()?;
    let name = arn.resource.strip_prefix("cluster/")?;
    let resource = Text::concat([&Text::from("group/"), &name, &Text::from("/*")]);
    Some(crate::aws::Arn { resource, ..arn }.to_text())
}

/// A listener of the cluster that authenticates so: that it exists, and from where it is reached.
pub(super) fn connect(world: &World<'_>, cluster: &Resource, by: Authentication, attempt: &mut Attempt) {
    let name = world.name(cluster);
    let Some(kafka) = &cluster.kafka else {
        attempt.unseen.push(format!("whether there is a network path to {name}"));
        return;
    };
    let all = kafka.listeners.iter().filter(|l| l.exists != Tri::No && (l.authentication == by || l.authentication == Authentication::Unknown));
    // The one that is known to be there and is reached from most places.
    let Some(best) = all.max_by_key(|l| (l.exists == Tri::Yes, l.authentication == by, l.exposure == Exposure::Public)) else {
        if kafka.open {
            attempt.unseen.push(format!("whether {name} has a listener that authenticates by {}", word(by)));
        } else {
            attempt.missing = Some(format!("{name} has no listener that authenticates by {}", word(by)));
        }
        return;
    };
    if best.exists != Tri::Yes || best.authentication != by {
        attempt.unseen.push(format!("whether {name} has a listener that authenticates by {}", word(by)));
    }
    place(world, cluster, best, attempt);
}

/// From where a listener is reached.
fn place(world: &World<'_>, cluster: &Resource, listener: &Listener, attempt: &mut Attempt) {
    let name = world.name(cluster);
    let ports = match listener.ports {
        Some((first, last)) if first == last => format!(" on port {first}"),
        Some((first, last)) => format!(" on ports {first} to {last}"),
        None => String::new(),
    };
    if let Some(blocks) = &listener.admits {
        attempt.conditional = true;
        let blocks: Vec<String> = blocks.iter().map(|b| world.inventory.render(b)).collect();
        let from = if blocks.is_empty() { "no public network".to_owned() } else { blocks.join(", ") };
        attempt.facts.push(format!("under the condition that it connects from {from}, which a filter before listener `{}` admits", listener.name));
        return;
    }
    if listener.exposure == Exposure::Public {
        attempt.facts.push(format!("listener `{}` of {name} is public{ports}", listener.name));
        return;
    }
    attempt.conditional = true;
    let from = networks(world, cluster).or_else(|| joined(world, cluster)).unwrap_or_else(|| "the cluster's network".into());
    attempt
        .facts
        .push(format!("under the condition that it connects from {from}, or a network with a path there, to listener `{}`{ports}", listener.name));
}

/// Networks that the input connects to the cluster through its provider.
fn joined(world: &World<'_>, cluster: &Resource) -> Option<String> {
    let clients = &cluster.kafka.as_ref()?.clients;
    let told: Vec<String> = clients.iter().map(|c| format!("{} ({})", world.inventory.render(&c.who), c.how)).collect();
    (!told.is_empty()).then(|| format!("a network of {}", told.join(", ")))
}

/// The VPC of a cluster, or its subnets where the VPC is not known.
fn networks(world: &World<'_>, cluster: &Resource) -> Option<String> {
    let Some(Network::Attachment(at)) = &cluster.network else { return None };
    let subnets: Vec<&Resource> = at.subnets.iter().filter_map(|s| world.inventory.resource(*s)).collect();
    let vpc = |s: &&Resource| if let Some(Network::Subnet(s)) = &s.network { s.vpc } else { None };
    let label = |r: &Resource| r.origin.address.clone().filter(|_| !r.referenced).unwrap_or_else(|| world.name(r));
    if let Some(vpc) = subnets.iter().find_map(vpc).and_then(|v| world.inventory.resource(v)) {
        return Some(format!("VPC {}", label(vpc)));
    }
    let names: Vec<String> = subnets.into_iter().take(3).map(label).collect();
    (!names.is_empty()).then(|| format!("subnet {}", names.join(", ")))
}

/// For readers.
pub(super) fn word(by: Authentication) -> &'static str {
    match by {
        Authentication::None => "nothing",
        Authentication::Iam => "IAM",
        Authentication::Scram => "SCRAM",
        Authentication::Plain => "a password or API key",
        Authentication::Certificate => "client certificate",
        Authentication::OAuth => "token",
        Authentication::SharedKey => "a shared key",
        Authentication::Unknown => "something that is not known",
    }
}
