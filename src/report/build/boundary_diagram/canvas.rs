//! A page while it is drawn: frames, boxes and arrows by key.

use std::collections::BTreeMap;

use super::ends::short;
use crate::report::build::ledger::Ledger;
use crate::report::build::world::World;
use crate::report::diagram::view::{Badge, BadgeKind, Cluster, ClusterKind, Edge, EdgeKind, Node, NodeClass};
use crate::report::view::Origin;
use crate::trace::Path;

/// What carries paths, by the words of the inventory.
const CARRIERS: [(&str, NodeClass); 8] = [
    ("egress-only internet gateway ", NodeClass::InternetGateway),
    ("internet gateway ", NodeClass::InternetGateway),
    ("NAT gateway ", NodeClass::NatGateway),
    ("peering ", NodeClass::Peering),
    ("transit gateway ", NodeClass::TransitGateway),
    ("gateway endpoint ", NodeClass::Endpoint),
    ("interface endpoint ", NodeClass::Endpoint),
    ("load balancer ", NodeClass::LoadBalancer),
];

pub(super) struct Canvas<'w, 'a> {
    pub(super) world: &'w World<'a>,
    pub(super) folded: Vec<String>,
    frames: BTreeMap<String, String>,
    clusters: Vec<Cluster>,
    places: BTreeMap<String, String>,
    nodes: Vec<Node>,
    edges: Vec<(Edge, Vec<(String, Origin)>)>,
}

/// What an arrow says on all of its way.
pub(super) struct Arrow {
    pub(super) kind: EdgeKind,
    pub(super) label: String,
    pub(super) text: String,
    /// Names of what it rests on; the first of them that is in the input tells its place.
    pub(super) origins: Vec<String>,
    /// It leads away from the cluster.
    pub(super) outward: bool,
}

/// What carries a path, by the words of the inventory, and its class.
pub(super) fn carrier(part: &str) -> Option<(&'static str, NodeClass)> {
    CARRIERS.into_iter().find(|(word, _)| part.starts_with(word))
}

type Drawn = (Vec<String>, Vec<Cluster>, Vec<Node>, Vec<Edge>);

impl<'w, 'a> Canvas<'w, 'a> {
    pub(super) fn new(world: &'w World<'a>) -> Self {
        let (frames, places) = (BTreeMap::new(), BTreeMap::new());
        Self { world, folded: Vec::new(), frames, clusters: Vec::new(), places, nodes: Vec::new(), edges: Vec::new() }
    }

    pub(super) fn size(&self) -> usize {
        self.nodes.len()
    }

    pub(super) fn finish(self, ledger: &mut Ledger) -> Drawn {
        let edges = self.edges.into_iter().map(|(edge, facts)| {
            let evidence = facts.iter().map(|(text, origin)| ledger.fact(text, origin)).collect();
            Edge { evidence, ..edge }
        });
        (self.folded, self.clusters, self.nodes, edges.collect())
    }

    /// The frame of this key, made if there is none yet.
    pub(super) fn frame(&mut self, key: &str, kind: ClusterKind, label: &str, parent: Option<String>) -> String {
        if let Some(id) = self.frames.get(key) {
            return id.clone();
        }
        let id = format!("c{}", self.clusters.len() + 1);
        self.clusters.push(Cluster { id: id.clone(), parent, kind, label: label.to_owned(), full: label.to_owned() });
        self.frames.insert(key.to_owned(), id.clone());
        id
    }

    /// The frame of a VPC.
    pub(super) fn vpc(&mut self, id: Option<&str>) -> Option<String> {
        let id = id?;
        Some(self.frame(&format!("vpc {id}"), ClusterKind::Vpc, &format!("VPC {}", short(id)), None))
    }

    /// The box of this key, made if there is none yet.
    pub(super) fn add(&mut self, key: &str, node: Node) -> String {
        if let Some(id) = self.places.get(key) {
            return id.clone();
        }
        let id = format!("n{}", self.nodes.len() + 1);
        self.nodes.push(Node { id: id.clone(), ..node });
        self.places.insert(key.to_owned(), id.clone());
        id
    }

    /// Notes that the box of a cluster stands for several.
    pub(super) fn stands_for(&mut self, cluster: &str, many: usize) {
        let id = self.places.get(&format!("cluster {cluster}"));
        if let Some(node) = id.and_then(|id| self.nodes.iter_mut().find(|n| n.id == *id)) {
            node.badges.push(Badge { kind: BadgeKind::Count, text: format!("×{many}") });
        }
    }

    /// The boxes of what carries a path; and in words, the gateways by which something is called outside: boxes stand in the direction in which
    /// clients come in.
    pub(super) fn carriers(&mut self, path: &Path, home: Option<&str>, outward: bool) -> (Vec<String>, String) {
        let (mut out, mut words) = (Vec::new(), String::new());
        for part in path.mechanism.split(", ") {
            let Some((word, class)) = carrier(part) else { continue };
            let name = short(part.strip_prefix(word).unwrap_or(part));
            if outward && matches!(class, NodeClass::InternetGateway | NodeClass::NatGateway) {
                words = if words.is_empty() { format!(" by {name}") } else { words };
                continue;
            }
            let mut node = Node::new("", class, &[&name, word.trim_end()]);
            node.full = part.to_owned();
            // What stands between VPCs is in none.
            let between = matches!(class, NodeClass::Peering | NodeClass::TransitGateway);
            node.cluster = home.filter(|_| !between).map(str::to_owned);
            out.push(self.add(&format!("carrier {part}"), node));
        }
        out.dedup();
        (out, words)
    }

    /// Draws a way over boxes; its label stands at the end that is not the cluster.
    pub(super) fn way(&mut self, from: &str, steps: &[String], to: &str, arrow: &Arrow) {
        let origin = self.origin(&arrow.origins);
        let stops: Vec<&str> = std::iter::once(from).chain(steps.iter().map(String::as_str)).chain([to]).collect();
        let last = stops.len().saturating_sub(2);
        for (number, (from, to)) in stops.iter().zip(stops.iter().skip(1)).enumerate() {
            let label = if number == if arrow.outward { last } else { 0 } { arrow.label.as_str() } else { "" };
            self.arrow(from, to, arrow, label, &origin);
        }
    }

    fn arrow(&mut self, from: &str, to: &str, arrow: &Arrow, label: &str, origin: &Origin) {
        let fact = (arrow.text.clone(), origin.clone());
        if let Some((old, facts)) = self.edges.iter_mut().find(|(e, _)| e.from == from && e.to == to && e.kind == arrow.kind) {
            if !label.is_empty() && !old.label.split(" · ").any(|l| l == label) {
                old.label = if old.label.is_empty() { label.to_owned() } else { format!("{} · {label}", old.label) };
            }
            if !facts.contains(&fact) {
                old.full = format!("{} · {}", old.full, arrow.text);
                facts.push(fact);
            }
            return;
        }
        let id = format!("e{}", self.edges.len() + 1);
        let edge = Edge { label: label.to_owned(), full: arrow.text.clone(), ..Edge::new(id, from, to, arrow.kind) };
        self.edges.push((edge, vec![fact]));
    }

    /// Where it stands what a path rests on.
    fn origin(&self, names: &[String]) -> Origin {
        let resources = &self.world.sources.inventory.resources;
        let of = |name: &String| {
            let word = name.split(' ').next().unwrap_or_default();
            resources.iter().find(|r| r.origin.address.as_deref() == Some(word) || r.name.literal() == Some(word))
        };
        names.iter().find_map(of).map(|r| self.world.origin(&r.origin)).unwrap_or_default()
    }
}
