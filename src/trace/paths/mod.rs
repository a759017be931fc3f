//! The network paths of each Kafka cluster across its four boundaries: clients, brokers among themselves, control, dependencies.
//!
//! A row tells who connects to what, whether that stays private, by which means, and where it does not, whether it could and what is missing.

mod clusters;
mod control;
mod dependency;

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Inventory, Review};
use crate::network::{Answer, Flow, Id, Interface, Point, Question, Reachability, Verdict};
use clusters::Cluster;

/// A boundary of a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Boundary {
    /// Producers and consumers to the brokers.
    Client,
    /// Brokers among themselves.
    Broker,
    /// Administration, and agents that call a vendor.
    Control,
    /// Services that brokers need.
    Dependency,
}

/// Whether a path is private.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Privacy {
    /// Connections get through, and never leave private networks.
    Private,
    /// Connections from or to public addresses get through.
    PublicPossible,
    /// Connections do not get through.
    Blocked,
    /// Not known.
    Unknown,
}

/// A path across a boundary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// The cluster, by its name.
    pub cluster: String,
    /// The boundary.
    pub boundary: Boundary,
    /// Who connects.
    pub from: String,
    /// To what.
    pub to: String,
    /// TCP ports that get through, or that were asked for where none does.
    pub ports: Vec<u16>,
    /// The verdict.
    pub verdict: Privacy,
    /// What carries it: a gateway, peering connection, endpoint.
    pub mechanism: String,
    /// How it could be private, where it is not and can be.
    pub alternative: Option<String>,
    /// What is missing for that, or what stops a path that is blocked or open.
    pub missing: Vec<String>,
    /// Rules, routes and settings that decide, by their ids.
    pub evidence: Vec<String>,
    /// Codes of what stops a path that does not get through, or leaves it open.
    pub codes: Vec<&'static str>,
    /// VPC of the brokers, by its id.
    pub home: Option<String>,
    /// VPC of the end that is not the cluster, where it is in one of the input.
    pub place: Option<String>,
}

/// Questions about one cluster. More are not asked, and the rest is not known.
const MOST: usize = 20_000;

/// The paths of all clusters of an inventory.
pub fn paths(inventory: &Inventory, config: &Review) -> Vec<Path> {
    let found = clusters::clusters(inventory, config);
    if found.is_empty() {
        return Vec::new();
    }
    let network = Reachability::new(inventory.estate.clone());
    let mut out = Vec::new();
    for cluster in &found {
        let mut asker = Asker { network: &network, cluster, left: MOST };
        out.extend(clients(&mut asker));
        out.extend(services(&asker));
        out.extend(brokers(&mut asker));
        out.extend(control::paths(&mut asker, inventory));
        out.extend(dependency::paths(&mut asker, inventory));
    }
    out
}

/// A cluster and who is asked about it.
struct Asker<'a> {
    network: &'a Reachability,
    cluster: &'a Cluster,
    left: usize,
}

impl Asker<'_> {
    fn ask(&mut self, from: Point, to: Point, port: u16) -> Option<Answer> {
        self.left = self.left.checked_sub(1)?;
        Some(self.network.ask(&Question { from, to, flow: Flow::tcp(port) }))
    }

    fn row(&self, boundary: Boundary, from: &str, to: &str) -> Path {
        Path {
            cluster: self.cluster.name.clone(),
            boundary,
            from: from.to_owned(),
            to: to.to_owned(),
            ports: Vec::new(),
            verdict: Privacy::Unknown,
            mechanism: String::new(),
            alternative: None,
            missing: Vec::new(),
            evidence: Vec::new(),
            codes: Vec::new(),
            home: self.cluster.brokers.first().and_then(|b| self.vpc(b)),
            place: None,
        }
    }

    /// The VPC of an interface.
    fn vpc(&self, interface: &str) -> Option<String> {
        let interface = self.network.interfaces_of(interface).into_iter().next()?;
        self.network.place_of(interface).map(|(vpc, _)| vpc.id.to_string())
    }

    /// Asks one end about every broker on every port, and puts the answers together.
    fn ask_brokers(&mut self, boundary: Boundary, from: &str, points: &[Point], public: bool) -> Path {
        let mut row = self.row(boundary, from, &self.cluster.name.clone());
        let mut worst = Vec::new();
        let mut open: BTreeMap<Id, bool> = BTreeMap::new();
        for broker in self.cluster.brokers.clone() {
            for port in self.cluster.ports.clone() {
                for point in points {
                    let Some(answer) = self.ask(point.clone(), Point::Interface(broker.clone(), None), port) else {
                        row.missing.push("too many questions: not all were asked".into());
                        return row;
                    };
                    let passes = answer.verdict == Verdict::Reachable;
                    *open.entry(broker.clone()).or_default() |= passes;
                    if passes && !row.ports.contains(&port) {
                        row.ports.push(port);
                    }
                    worst.push(answer);
                }
            }
        }
        let some = |verdict| worst.iter().any(|a| a.verdict == verdict);
        row.verdict = match (some(Verdict::Reachable), some(Verdict::Unknown)) {
            (true, _) if public => Privacy::PublicPossible,
            (true, _) => Privacy::Private,
            (false, true) => Privacy::Unknown,
            (false, false) => Privacy::Blocked,
        };
        row.ports.sort_unstable();
        if row.ports.is_empty() {
            row.ports.clone_from(&self.cluster.ports);
        }
        if let Some(best) = worst.iter().min_by_key(|a| (a.verdict, a.reasons.len())) {
            row.mechanism = mechanism(self.network, best);
            tell(&mut row, best);
        }
        // Clients are told every broker's address and connect to each.
        if row.verdict != Privacy::Blocked && open.values().any(|o| *o) {
            let shut =
                open.iter().filter(|(_, open)| !**open).map(|(id, _)| format!("broker `{id}` is not reachable, and clients connect to every broker"));
            row.missing.extend(shut);
        }
        row
    }
}

/// Adds the rules that let pass or stop.
fn tell(row: &mut Path, answer: &Answer) {
    if answer.verdict == Verdict::Reachable {
        row.evidence.extend(answer.forward.iter().flat_map(|h| h.rules.clone()));
    } else {
        row.missing.extend(answer.reasons.iter().map(|r| format!("{}: {}", r.component, r.detail)));
        row.evidence.extend(answer.reasons.iter().flat_map(|r| r.rules.clone()));
        for reason in &answer.reasons {
            if !row.codes.contains(&reason.code.name()) {
                row.codes.push(reason.code.name());
            }
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    row.evidence.retain(|e| seen.insert(e.clone()));
    let mut seen = std::collections::BTreeSet::new();
    row.missing.retain(|m| seen.insert(m.clone()));
}

/// What carries a request.
fn mechanism(network: &Reachability, answer: &Answer) -> String {
    let mut found: Vec<String> = Vec::new();
    for hop in &answer.forward {
        let Some(kind) = network.carrier(&hop.component) else { continue };
        let text = format!("{kind} {}", hop.component);
        if !found.contains(&text) {
            found.push(text);
        }
    }
    if found.is_empty() { "inside the VPC".into() } else { found.join(", ") }
}

/// Who can connect: the internet, and everything in the estate that is not the cluster.
fn clients(asker: &mut Asker<'_>) -> Vec<Path> {
    let mut rows = Vec::new();
    let mut internet = asker.ask_brokers(Boundary::Client, "internet", &[Point::Internet(None)], true);
    if internet.verdict == Privacy::PublicPossible {
        internet.alternative = Some(
            "brokers without public addresses; clients over peering, a transit gateway, or an endpoint service with a network load balancer".into(),
        );
        internet.missing.push("public addresses and the rules that admit public sources have to go".into());
    }
    rows.push(internet);
    let network = asker.network;
    let mut near: BTreeSet<Id> = BTreeSet::new();
    for broker in &asker.cluster.brokers {
        let flows = asker.cluster.ports.iter().map(|port| Flow::tcp(*port));
        near.extend(flows.flat_map(|flow| network.who_reaches(broker, flow)).map(|(id, _)| id));
    }
    let mut sources: BTreeMap<String, Vec<Point>> = BTreeMap::new();
    for interface in near.iter().filter(|id| !asker.cluster.brokers.contains(id)).filter_map(|id| network.interface(id)) {
        sources.entry(owner(interface)).or_default().push(Point::Interface(interface.id.clone(), None));
    }
    for (name, points) in sources {
        let mut row = asker.ask_brokers(Boundary::Client, &name, &points, false);
        row.place = points.first().and_then(|p| if let Point::Interface(id, _) = p { asker.vpc(id) } else { None });
        if row.mechanism.contains("internet gateway") && row.verdict == Privacy::Private {
            row.verdict = Privacy::PublicPossible;
            row.alternative = Some("peering, a transit gateway or PrivateLink to the brokers' private addresses".into());
        }
        // What is shut off from the cluster is no client of it.
        if row.verdict != Privacy::Blocked {
            rows.push(row);
        }
    }
    rows
}

/// What a reader calls an interface's owner.
fn owner(interface: &Interface) -> String {
    interface.owner.as_ref().or(interface.instance.as_ref()).unwrap_or(&interface.id).to_string()
}

/// Endpoint services that lead to the brokers.
fn services(asker: &Asker<'_>) -> Vec<Path> {
    let estate = asker.network.estate();
    let mut rows = Vec::new();
    for service in &estate.services {
        let behind = |id: &Id| {
            let listeners = estate.balancers.iter().filter(|b| b.id == *id).flat_map(|b| &b.listeners);
            let targets = listeners.flat_map(|l| &l.targets).filter_map(|g| asker.network.target_group(g)).flat_map(|g| &g.targets);
            let mut broker =
                targets.map(|(point, _)| asker.network.interface_of(point)).filter(|i| i.is_some_and(|i| asker.cluster.brokers.contains(&i.id)));
            broker.next().is_some()
        };
        if !service.balancers.iter().any(behind) {
            continue;
        }
        let mut row = asker.row(Boundary::Client, &format!("consumers of endpoint service {}", service.name), &asker.cluster.name);
        row.verdict = if service.open { Privacy::Unknown } else { Privacy::Private };
        row.ports.clone_from(&asker.cluster.ports);
        row.mechanism = format!("PrivateLink, {}", service.balancers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "));
        match &service.principals {
            Some(list) if list.iter().any(|p| p == "*") => row.missing.push("everybody may make an endpoint to it (allowed principal `*`)".into()),
            Some(list) => row.evidence.extend(list.iter().cloned()),
            None => row.missing.push("not known who may make an endpoint to it".into()),
        }
        if service.acceptance == Some(false) {
            row.missing.push("endpoints are accepted automatically".into());
        }
        rows.push(row);
    }
    rows
}

/// Brokers among themselves: replication, and what else of the VPC gets to the same ports.
fn brokers(asker: &mut Asker<'_>) -> Vec<Path> {
    let all: Vec<Point> = asker.cluster.brokers.iter().map(|b| Point::Interface(b.clone(), None)).collect();
    if all.len() < 2 {
        return Vec::new();
    }
    let name = format!("brokers of {}", asker.cluster.name);
    let mut row = asker.ask_brokers(Boundary::Broker, &name, &all, false);
    row.to = name;
    row.place.clone_from(&row.home);
    if row.mechanism.contains("internet gateway") {
        row.verdict = Privacy::PublicPossible;
    }
    vec![row]
}
