//! Which clusters of Kafka there are: MSK's own, those that the configuration names, and machines whose tags, names or listener ports say so.

use crate::model::{Inventory, Kafka, Network, Resource, Review};
use crate::network::{Estate, Id, InterfaceKind, Ports, Protocol};

/// A cluster.
#[derive(Clone, Debug)]
pub(super) struct Cluster {
    pub name: String,
    /// Interfaces of its brokers.
    pub brokers: Vec<Id>,
    /// Ports for clients.
    pub ports: Vec<u16>,
    /// How it was recognised.
    pub managed: bool,
}

/// Words in names and tags that mean brokers.
const WORDS: &[&str] = &["kafka", "broker", "redpanda", "automq"];
/// Ports of the listeners of Kafka and of MSK ("Port information").
const LISTENERS: [u16; 4] = [9092, 9094, 9096, 9098];
/// A rule about more ports than these is about no listener in particular.
const NARROW: u16 = 16;

pub(super) fn clusters(inventory: &Inventory, config: &Review) -> Vec<Cluster> {
    let estate = &inventory.estate;
    let mut out: Vec<Cluster> = Vec::new();
    let mut taken: Vec<Id> = Vec::new();
    for kafka in &config.kafka {
        let brokers = named(inventory, kafka);
        taken.extend(brokers.iter().cloned());
        let stated: Vec<u16> =
            kafka.ports.iter().copied().chain(kafka.listeners.iter().filter(|l| !l.between_brokers).filter_map(|l| l.port)).collect();
        let ports = if stated.is_empty() { LISTENERS.to_vec() } else { stated };
        out.push(Cluster { name: kafka.name.clone(), brokers, ports, managed: false });
    }
    for resource in inventory.resources.iter().filter(|r| r.kind == "msk-cluster" && !r.referenced) {
        let brokers: Vec<Id> = of_resource(inventory, resource).into_iter().filter(|b| !taken.contains(b)).collect();
        let stated = match &resource.network {
            Some(Network::Attachment(facet)) => facet.ports.clone(),
            _ => Vec::new(),
        };
        taken.extend(brokers.iter().cloned());
        let ports = if stated.is_empty() { LISTENERS.to_vec() } else { stated };
        out.push(Cluster { name: title(inventory, resource), brokers, ports, managed: true });
    }
    for resource in inventory.resources.iter().filter(|r| matches!(r.network, Some(Network::Attachment(_))) && runs_brokers(inventory, r)) {
        let brokers: Vec<Id> = of_resource(inventory, resource).into_iter().filter(|b| !taken.contains(b)).collect();
        if !brokers.is_empty() {
            taken.extend(brokers.iter().cloned());
            out.push(Cluster { name: title(inventory, resource), brokers, ports: LISTENERS.to_vec(), managed: false });
        }
    }
    out.extend(by_listeners(estate, &taken));
    out
}

fn title(inventory: &Inventory, resource: &Resource) -> String {
    resource.origin.address.clone().unwrap_or_else(|| inventory.render(&resource.name))
}

/// Interfaces of a resource, by its address, ARN or name.
fn of_resource(inventory: &Inventory, resource: &Resource) -> Vec<Id> {
    let estate = &inventory.estate;
    let words = [resource.origin.address.clone(), resource.arn.literal().map(str::to_owned), resource.name.literal().map(str::to_owned)];
    let ids: Vec<Id> = words.into_iter().flatten().flat_map(|w| [estate.aliases.get(&w).cloned(), Some(w.as_str().into())]).flatten().collect();
    let of = |i: &&crate::network::Interface| [Some(&i.id), i.owner.as_ref(), i.instance.as_ref()].into_iter().flatten().any(|id| ids.contains(id));
    let found: Vec<Id> = estate.interfaces.iter().filter(of).map(|i| i.id.clone()).collect();
    if !found.is_empty() || resource.origin.address.is_some() {
        return found;
    }
    // An account's interfaces do not tell what AWS made them for: those in the resource's subnets with its groups.
    let Some(Network::Attachment(facet)) = &resource.network else { return found };
    let names =
        |ids: &[crate::model::ResourceId]| -> Vec<Id> { ids.iter().filter_map(|r| inventory.resource(*r)?.name.literal().map(Id::from)).collect() };
    let (subnets, groups) = (names(&facet.subnets), names(&facet.groups));
    let there = |i: &&crate::network::Interface| {
        i.instance.is_none() && i.kind == InterfaceKind::Host && subnets.contains(&i.subnet) && groups.iter().all(|g| i.groups.contains(g))
    };
    estate.interfaces.iter().filter(|i| !groups.is_empty() && there(i)).map(|i| i.id.clone()).collect()
}

fn named(inventory: &Inventory, kafka: &Kafka) -> Vec<Id> {
    let fits = |text: &str| kafka.brokers.iter().any(|p| crate::aws::wildcard::matches(p, text));
    let estate = &inventory.estate;
    let mut ids: Vec<Id> = estate.aliases.iter().filter(|(name, _)| fits(name)).map(|(_, id)| id.clone()).collect();
    ids.extend(
        inventory
            .resources
            .iter()
            .filter(|r| [&r.name, &r.arn].iter().any(|t| t.literal().is_some_and(fits)) || r.origin.address.as_deref().is_some_and(fits))
            .flat_map(|r| of_resource(inventory, r)),
    );
    let of = |i: &&crate::network::Interface| {
        let mut own = [Some(&i.id), i.owner.as_ref(), i.instance.as_ref()].into_iter().flatten();
        own.any(|id| ids.contains(id) || fits(id))
    };
    estate.interfaces.iter().filter(of).map(|i| i.id.clone()).collect()
}

/// Machines whose name or tags say that brokers run on them.
fn runs_brokers(inventory: &Inventory, resource: &Resource) -> bool {
    let machine = matches!(resource.kind, "ec2-instance" | "autoscaling-group" | "eks-node-group");
    let says = |text: &str| {
        let text = text.to_ascii_lowercase();
        let client = ["client", "consumer", "producer", "connect", "bastion", "ui"].iter().any(|w| text.contains(w));
        WORDS.iter().any(|w| text.contains(w)) && !client
    };
    let tagged = resource.tags.known.iter().any(|(key, value)| (key == "Name" || says(key)) && says(&inventory.render(value)));
    machine && (tagged || resource.origin.address.as_deref().is_some_and(says) || resource.name.literal().is_some_and(says))
}

/// Machines with a security group that admits a listener's port and few others: one cluster a group.
fn by_listeners(estate: &Estate, taken: &[Id]) -> Vec<Cluster> {
    let mut out = Vec::new();
    for group in &estate.groups {
        let mut ports: Vec<u16> = Vec::new();
        for rule in group.ingress.iter().filter(|r| r.protocol == Some(Protocol::Number(6))) {
            if let Ports::Range(low, high) = rule.ports
                && high.saturating_sub(low) <= NARROW
            {
                ports.extend(LISTENERS.iter().filter(|p| (low..=high).contains(*p)));
            }
        }
        ports.sort_unstable();
        ports.dedup();
        let mine = |i: &&crate::network::Interface| i.kind == InterfaceKind::Host && i.groups.contains(&group.id) && !taken.contains(&i.id);
        let brokers: Vec<Id> = estate.interfaces.iter().filter(mine).map(|i| i.id.clone()).collect();
        if !ports.is_empty() && !brokers.is_empty() {
            out.push(Cluster { name: format!("listeners of {}", group.id), brokers, ports, managed: false });
        }
    }
    out
}
