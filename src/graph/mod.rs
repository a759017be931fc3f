//! The access graph: who can become whom, and who can read what.
//!
//! *In:* a [`crate::model::Inventory`], and outsiders that a question names.
//! *Out:* [`AccessGraph`]: nodes, edges that carry their statements and conditions; [`Ways`]; what was tried and refused.
//! *Does not:* know vendors and datasets, or how an input was read.

mod actor;
mod attempt;
pub mod azure;
mod build;
mod catalogue;
mod decide;
mod edge;
mod edges;
mod gain;
mod grant;
mod index;
mod managed;
mod node;
mod organization;
mod outsiders;
mod passage;
mod query;
mod tag;
pub mod vault;
mod world;

use std::collections::BTreeMap;

use petgraph::Direction;
use petgraph::graph::{DiGraph, NodeIndex};

use crate::model::ResourceId;

pub use catalogue::{COMPOSED, NOTHING, Row, catalogue, page as catalogue_page};
pub use decide::Decider;
pub use edge::{Edge, EdgeId, EdgeKind, Given, Need, Refusal, Status, Unsettled};
pub use gain::{Gain, Place, gain};
pub use node::{Change, Node, NodeId, NodeKind, Outside};
pub use query::{Cost, Ways};
pub use world::{DEFAULT_KEY_POLICY, REWRITTEN};

/// Nodes and edges, in inventory order.
#[derive(Clone, Debug, Default)]
pub struct AccessGraph {
    /// Edges are many and large: in boxes they are moved once.
    graph: DiGraph<Node, Box<Edge>>,
    ids: BTreeMap<NodeKind, NodeId>,
    assumed: Vec<&'static str>,
    /// Edges by the further states they need, once asked for.
    waiting: std::sync::OnceLock<BTreeMap<NodeId, Vec<EdgeId>>>,
}

impl AccessGraph {
    /// The assumptions that every answer from the graph rests on ([`crate::model::Inventory::assumed`]).
    pub fn assumed(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.assumed.iter().copied()
    }

    /// All nodes.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.graph.node_weights()
    }

    /// A node.
    pub fn node(&self, id: NodeId) -> Option<&Node> {
        self.graph.node_weight(NodeIndex::new(id.0 as usize))
    }

    /// The node of a kind.
    pub fn find(&self, kind: &NodeKind) -> Option<NodeId> {
        self.ids.get(kind).copied()
    }

    /// All edges.
    pub fn edges(&self) -> impl Iterator<Item = &Edge> {
        self.graph.edge_weights().map(Box::as_ref)
    }

    /// An edge.
    pub fn edge(&self, id: EdgeId) -> Option<&Edge> {
        self.graph.edge_weight(Self::edge_index(id)).map(Box::as_ref)
    }

    /// Edges that leave a node, in order.
    pub fn leaving(&self, id: NodeId) -> impl Iterator<Item = &Edge> {
        self.around(id, Direction::Outgoing)
    }

    /// Edges that enter a node, in order.
    pub fn entering(&self, id: NodeId) -> impl Iterator<Item = &Edge> {
        self.around(id, Direction::Incoming)
    }

    fn around(&self, id: NodeId, direction: Direction) -> impl Iterator<Item = &Edge> {
        let mut edges: Vec<&Edge> = self.graph.edges_directed(NodeIndex::new(id.0 as usize), direction).map(|e| e.weight().as_ref()).collect();
        edges.sort_by_key(|e| e.id);
        edges.into_iter()
    }

    /// Everybody outside whom the policies of an inventory name, in order of first mention.
    pub fn outsiders_named(inventory: &crate::model::Inventory) -> Vec<Outside> {
        outsiders::named(inventory)
    }

    /// Everybody outside, in order of first mention.
    pub fn outsiders(&self) -> Vec<Outside> {
        let outside = |n: &Node| if let NodeKind::Outside(o) = &n.kind { Some(o.clone()) } else { None };
        self.nodes().filter_map(outside).collect()
    }

    /// The nodes that stand for a resource.
    pub fn nodes_of(&self, resource: ResourceId) -> impl Iterator<Item = &Node> {
        self.nodes().filter(move |n| n.resource() == Some(resource))
    }
}
