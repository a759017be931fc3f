//! Kafka clusters and what surrounds them, for the rules about them.

use std::collections::BTreeMap;

use super::guard::is_any;
use super::{Analysis, Confidence, Finding, Rule};
use crate::aws::Text;
use crate::model::{Direction, KafkaCluster, Level, Network, Peer, Resource, ResourceId, StatedBinding, Tri};
use crate::policy::{Resources, Statement};

/// The clusters of the input, with their facet.
pub(super) fn clusters<'a>(analysis: &'a Analysis<'_>) -> impl Iterator<Item = (&'a Resource, &'a KafkaCluster)> {
    analysis.inventory.resources.iter().filter_map(|r| Some((r, r.kafka.as_ref()?)))
}

/// A finding about each resource on which a setting is known to be so; one that hangs on what is not known where `open` and it is not.
pub(super) fn switched(rule: &Rule, analysis: &Analysis<'_>, setting: &str, wanted: Tri, open: bool, message: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    for resource in analysis.inventory.resources.iter().filter(|r| !r.referenced) {
        let Some(is) = resource.switches.get(setting) else { continue };
        let finding = || Finding::of_resource(rule, analysis.inventory, resource, message.to_owned());
        if *is == wanted {
            found.push(finding());
        } else if open && *is == Tri::Unknown {
            found.push(finding().confidence(Confidence::Possible));
        }
    }
    found
}

/// Role bindings, each once, with the clusters that they cover or may.
pub(super) fn bindings<'a>(analysis: &'a Analysis<'_>) -> Vec<(&'a StatedBinding, Vec<&'a Resource>)> {
    let mut found: BTreeMap<String, (&'a StatedBinding, Vec<&'a Resource>)> = BTreeMap::new();
    for (cluster, kafka) in clusters(analysis) {
        for binding in &kafka.bindings {
            let place = binding.origin.address.clone().unwrap_or_else(|| binding.origin.pointer.clone());
            found.entry(place).or_insert((binding, Vec::new())).1.push(cluster);
        }
    }
    found.into_values().collect()
}

/// A finding about a role binding: `` `ROLE` of PRINCIPAL WORDS ``.
pub(super) fn of_binding(rule: &Rule, analysis: &Analysis<'_>, stated: &StatedBinding, words: &str) -> Finding {
    let show = |t: &Text| analysis.inventory.render(t);
    let told = format!("`{}` of {}", show(&stated.binding.role), show(&stated.binding.principal));
    let name = stated.origin.address.clone().unwrap_or_else(|| told.clone());
    Finding::of_name(rule, &name, format!("{told} {words}")).at(Some(stated.origin.clone()))
}

/// Whether a role binding gives records, or the means to give them to oneself.
pub(super) fn gives_data(stated: &StatedBinding) -> bool {
    use crate::confluent::Right;
    stated.binding.role().is_some_and(|r| r.grants || r.rights.contains(&Right::Read) || r.rights.contains(&Right::Write))
}

/// Whether it is bound to more than one cluster or what is in one.
pub(super) fn is_above(stated: &StatedBinding) -> bool {
    matches!(stated.level, Level::Organization | Level::Environment)
}

/// Whether an account, subscription or project is one of ours, or a declared vendor's.
pub(super) fn is_expected(analysis: &Analysis<'_>, who: &Text) -> bool {
    let name = analysis.inventory.render(who);
    let own = analysis.inventory.is_own(who) || analysis.review.accounts.iter().any(|a| a.id == name);
    own || analysis.review.vendor_of_account(&name).is_some() || analysis.review.vendor_of_principal(&name).is_some()
}

/// Whether a statement is on every topic of a cluster: `*`, `…:topic/NAME/*`, `…:topic/NAME/UUID/*`.
pub(super) fn every_topic(statement: &Statement) -> bool {
    let wide = |pattern: &Text| {
        let shown = pattern.to_string();
        if is_any(pattern) {
            return true;
        }
        let Some((_, topic)) = shown.split_once(":topic/") else { return false };
        let mut parts = topic.splitn(3, '/');
        match (parts.next(), parts.next(), parts.next()) {
            (Some(name), None, None) => name == "*",
            (_, Some(incarnation), None) => incarnation == "*",
            (_, _, Some(name)) => name == "*",
            (None, ..) => false,
        }
    };
    matches!(&statement.resources, Resources::Only(list) if list.iter().any(wide))
}

/// Ports on which consoles and REST endpoints of Kafka listen by default.
const CONSOLES: [u16; 4] = [8080, 8081, 8082, 8083];

/// Machines that run brokers or consoles, or seem to, with those ports of consoles that every address is admitted to.
pub(super) fn consoles<'a>(analysis: &'a Analysis<'_>) -> Vec<(&'a Resource, Vec<u16>)> {
    let inventory = analysis.inventory;
    let brokers: Vec<ResourceId> = clusters(analysis).flat_map(|(_, k)| k.brokers.iter().copied()).collect();
    let says = |text: &str| ["kafka", "console", "automq", "redpanda", "-ui", "connect"].iter().any(|w| text.to_ascii_lowercase().contains(w));
    let mut found = Vec::new();
    for machine in inventory.resources.iter().filter(|r| !r.referenced) {
        let Some(Network::Attachment(at)) = &machine.network else { continue };
        let named = machine.tags.known.get("Name").is_some_and(|n| says(&inventory.render(n))) || machine.origin.address.as_deref().is_some_and(says);
        let compute = matches!(machine.kind, "ec2-instance" | "autoscaling-group" | "launch-template" | "ecs-service");
        if !compute || !(named || brokers.contains(&machine.id) || analysis.review.vendor_of_resource(inventory, machine).is_some()) {
            continue;
        }
        let groups = at.groups.iter().filter_map(|g| inventory.resource(*g));
        let rules = groups.filter_map(|g| if let Some(Network::SecurityGroup(f)) = &g.network { Some(&f.rules) } else { None }).flatten();
        let open = rules.filter(|r| r.direction == Direction::Ingress && r.peers.iter().any(is_everywhere));
        let open: Vec<_> = open.filter_map(|r| r.ports).collect();
        let ports = CONSOLES.into_iter().filter(|p| open.iter().any(|(a, b)| (a..=b).contains(&p)));
        found.push((machine, ports.collect()));
    }
    found
}

fn is_everywhere(peer: &Peer) -> bool {
    matches!(peer, Peer::Cidr(c) if matches!(c.literal(), Some("0.0.0.0/0" | "::/0")))
}
