//! The picture while it is drawn: frames, boxes and arrows with their made-up ids.

use std::collections::BTreeMap;

use crate::model::{Network, Origin, Resource, ResourceId};
use crate::report::build::ledger::Ledger;
use crate::report::build::world::World;
use crate::report::diagram::view::{Cluster, ClusterKind, Edge, EdgeKind, Node, NodeClass};

pub(super) struct Canvas<'w, 'a> {
    pub(super) world: &'w World<'a>,
    ledger: &'w mut Ledger,
    /// What was left out or drawn together.
    pub(super) folded: Vec<String>,
    frames: BTreeMap<String, String>,
    clusters: Vec<Cluster>,
    nodes: Vec<Node>,
    places: BTreeMap<ResourceId, String>,
    /// Boxes by the name of what is not told by one resource alone.
    named: BTreeMap<String, String>,
    edges: Vec<Edge>,
}

impl<'w, 'a> Canvas<'w, 'a> {
    pub(super) fn new(world: &'w World<'a>, ledger: &'w mut Ledger) -> Self {
        Self {
            world,
            ledger,
            folded: Vec::new(),
            frames: BTreeMap::new(),
            clusters: Vec::new(),
            nodes: Vec::new(),
            places: BTreeMap::new(),
            named: BTreeMap::new(),
            edges: Vec::new(),
        }
    }

    pub(super) fn finish(self) -> (Vec<Cluster>, Vec<Node>, Vec<Edge>) {
        (self.clusters, self.nodes, self.edges)
    }

    pub(super) fn size(&self) -> usize {
        self.nodes.len()
    }

    pub(super) fn arrows(&self) -> usize {
        self.edges.len()
    }

    /// What a reader calls a resource: its `Name` tag where it has one.
    pub(super) fn title(&self, resource: &Resource) -> String {
        let tag = resource.tags.known.get("Name").filter(|t| !t.is_empty() && t.literal().is_some());
        tag.map_or_else(|| self.world.resource(resource).name, |t| self.world.render(t))
    }

    /// The title for a box, whose second line says the kind: an address without modules and provider.
    pub(super) fn short(&self, resource: &Resource) -> String {
        let title = self.title(resource);
        match resource.origin.address.as_deref() {
            Some(address) if title == address => address.rsplit_once("aws_").map_or(title.clone(), |(_, rest)| rest.to_owned()),
            _ => title,
        }
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

    /// Adds a box for a resource.
    pub(super) fn add(&mut self, resource: ResourceId, node: Node) -> String {
        self.add_all(&[resource], node)
    }

    /// Adds one box for several resources.
    pub(super) fn add_all(&mut self, resources: &[ResourceId], mut node: Node) -> String {
        if let Some(id) = resources.first().and_then(|r| self.places.get(r)) {
            return id.clone();
        }
        let id = format!("n{}", self.nodes.len() + 1);
        node.id.clone_from(&id);
        node.label.retain(|line| !line.is_empty());
        node.referenced = resources.first().and_then(|r| self.world.sources.inventory.resource(*r)).is_some_and(|r| r.referenced);
        self.nodes.push(node);
        for resource in resources {
            self.places.insert(*resource, id.clone());
        }
        id
    }

    /// Adds a box for a resource, or finds the one of another resource with its name.
    pub(super) fn add_named(&mut self, resource: &Resource, node: Node) -> String {
        let name = self.world.resource(resource).name;
        if let Some(id) = self.named.get(&name) {
            self.places.insert(resource.id, id.clone());
            return id.clone();
        }
        let id = self.add(resource.id, node);
        self.named.insert(name, id.clone());
        id
    }

    /// Whether the input holds VPCs of an account.
    pub(super) fn tells_of(&self, account: &str) -> bool {
        let resources = &self.world.sources.inventory.resources;
        resources.iter().any(|r| matches!(r.network, Some(Network::Vpc(_))) && self.world.resource(r).account == account)
    }

    pub(super) fn id_of(&self, resource: ResourceId) -> Option<String> {
        self.places.get(&resource).cloned()
    }

    pub(super) fn holds(&self, resource: ResourceId) -> bool {
        self.places.contains_key(&resource)
    }

    /// The frame that the box of a resource lies in.
    pub(super) fn frame_of(&self, resource: ResourceId) -> Option<String> {
        let id = self.places.get(&resource)?;
        self.nodes.iter().find(|n| n.id == *id).and_then(|n| n.cluster.clone())
    }

    /// The box of somebody outside, made if there is none yet.
    pub(super) fn outside(&mut self, key: &str, class: NodeClass, label: &[&str]) -> String {
        if let Some(id) = self.named.get(key) {
            return id.clone();
        }
        let frame = self.frame("outside", ClusterKind::Outside, "Outside", None);
        let id = format!("n{}", self.nodes.len() + 1);
        self.nodes.push(Node { cluster: Some(frame), ..Node::new(id.clone(), class, label) });
        self.named.insert(key.to_owned(), id.clone());
        id
    }

    pub(super) fn internet(&mut self) -> String {
        self.outside("internet", NodeClass::Internet, &["Internet", "0.0.0.0/0"])
    }

    /// An AWS service of the Region.
    pub(super) fn service(&mut self, name: &str) -> String {
        let key = format!("service {name}");
        if let Some(id) = self.named.get(&key) {
            return id.clone();
        }
        let frame = self.frame("services", ClusterKind::Region, "Regional services", None);
        let id = format!("n{}", self.nodes.len() + 1);
        self.nodes.push(Node { cluster: Some(frame), ..Node::new(id.clone(), NodeClass::AwsService, &[name, "AWS service"]) });
        self.named.insert(key, id.clone());
        id
    }

    /// The internet gateways by which the internet comes in to a box: those of its VPC, where it lies in a public subnet.
    pub(super) fn entrances(&self, node: &str) -> Vec<String> {
        let frame = |id: &str| self.clusters.iter().find(|c| c.id == id);
        let home = self.nodes.iter().find(|n| n.id == node).and_then(|n| frame(n.cluster.as_ref()?));
        let Some(home) = home.filter(|c| c.kind == ClusterKind::PublicSubnet) else { return Vec::new() };
        let of = |n: &&Node| n.class == NodeClass::InternetGateway && n.cluster == home.parent;
        self.nodes.iter().filter(of).map(|n| n.id.clone()).collect()
    }

    pub(super) fn arrow(&mut self, from: &str, to: &str, kind: EdgeKind, label: &str, text: &str, resource: &Resource) {
        self.arrow_at(from, to, kind, label, text, &resource.origin);
    }

    /// Adds an arrow with its evidence; further facts between the same boxes join its words.
    pub(super) fn arrow_at(&mut self, from: &str, to: &str, kind: EdgeKind, label: &str, text: &str, origin: &Origin) {
        let evidence = self.ledger.fact(text, &self.world.origin(origin));
        if let Some(old) = self.edges.iter_mut().find(|e| e.from == from && e.to == to && e.kind == kind) {
            let known = old.label.split(", ").any(|l| l == label);
            if !label.is_empty() && !known {
                old.label = if old.label.is_empty() { label.to_owned() } else { format!("{}, {label}", old.label) };
            }
            if !old.evidence.contains(&evidence) {
                old.evidence.push(evidence);
            }
            if !old.full.contains(text) && old.full.len() < 2_000 {
                old.full = format!("{} · {text}", old.full);
            }
            return;
        }
        let id = format!("e{}", self.edges.len() + 1);
        // Routes out to the internet run against the columns.
        let back =
            self.class_of(to) == Some(NodeClass::InternetGateway) || (kind == EdgeKind::Route && self.class_of(to) == Some(NodeClass::NatGateway));
        self.edges.push(Edge {
            label: label.to_owned(),
            full: text.to_owned(),
            evidence: vec![evidence],
            constraint: !back || self.class_of(from) == Some(NodeClass::Internet),
            ..Edge::new(id, from, to, kind)
        });
    }

    fn class_of(&self, node: &str) -> Option<NodeClass> {
        self.nodes.iter().find(|n| n.id == node).map(|n| n.class)
    }
}

/// The class of what sits in a subnet.
pub(in crate::report::build) fn class(resource: &Resource) -> NodeClass {
    match resource.kind {
        "msk-cluster" | "msk-serverless-cluster" => NodeClass::KafkaCluster,
        kind if kind.starts_with("rds-") || kind.starts_with("redshift-") => NodeClass::Database,
        kind if kind.starts_with("elasticache-") || kind.starts_with("memorydb-") => NodeClass::Cache,
        kind if kind.starts_with("efs-") => NodeClass::FileSystem,
        kind if kind.contains("load-balancer") || kind.starts_with("lb") || kind.starts_with("elb") => NodeClass::LoadBalancer,
        "network-interface" => NodeClass::NetworkInterface,
        _ if matches!(resource.network, Some(Network::Attachment(_))) => NodeClass::Compute,
        _ => NodeClass::Other,
    }
}
