//! The access graph: who can become whom, and who can read what.
//!
//! *In:* an [`crate::model::Inventory`] and a [`crate::model::Review`].
//! *Out:* [`AccessGraph`]: nodes, edges that carry their statements and conditions, and what was tried and refused.
//! *Does not:* ask questions of vendors and datasets, or know how an input was read.

mod edge;
mod node;

pub use edge::{Edge, EdgeId, EdgeKind, Need, Refusal, Status, Unsettled};
pub use node::{Node, NodeId, NodeKind, Outside};

use crate::model::ResourceId;

/// Nodes and edges, in inventory order.
#[derive(Clone, Debug, Default)]
pub struct AccessGraph {
    nodes: Vec<Node>,
    edges: Vec<Edge>,
    out: Vec<Vec<EdgeId>>,
    into: Vec<Vec<EdgeId>>,
}

impl AccessGraph {
    /// All nodes.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// A node.
    pub fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(id.0 as usize)
    }

    /// All edges.
    pub fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// An edge.
    pub fn edge(&self, id: EdgeId) -> Option<&Edge> {
        self.edges.get(id.0 as usize)
    }

    /// Edges that leave a node.
    pub fn leaving(&self, id: NodeId) -> impl Iterator<Item = &Edge> {
        self.out.get(id.0 as usize).into_iter().flatten().filter_map(|e| self.edge(*e))
    }

    /// Edges that enter a node.
    pub fn entering(&self, id: NodeId) -> impl Iterator<Item = &Edge> {
        self.into.get(id.0 as usize).into_iter().flatten().filter_map(|e| self.edge(*e))
    }

    /// The nodes that stand for a resource.
    pub fn nodes_of(&self, resource: ResourceId) -> impl Iterator<Item = &Node> {
        self.nodes.iter().filter(move |n| n.resource() == Some(resource))
    }
}
