//! Ways through the graph. A step may need further states besides the one it starts from (AND), so this is reachability in a directed hypergraph:
//! Dijkstra's algorithm as generalised by Knuth ("A generalization of Dijkstra's algorithm", 1977).

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use super::{AccessGraph, Edge, EdgeId, NodeId, NodeKind, Status};
use crate::policy::Controller;

/// What a way costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cost {
    /// Steps.
    Hops,
    /// Conditions that somebody else than the caller controls, then conditions, then steps.
    Conditions,
}

type Price = (usize, usize, usize);

/// The best ways from a set of states to everything.
#[derive(Clone, Debug)]
pub struct Ways {
    start: BTreeSet<NodeId>,
    best: BTreeMap<NodeId, (Price, Option<EdgeId>)>,
}

impl Ways {
    /// Whether the state can be got into.
    pub fn reaches(&self, node: NodeId) -> bool {
        self.best.contains_key(&node)
    }

    /// Everything that can be got into, in node order.
    pub fn reached(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.best.keys().copied()
    }

    /// The steps of the best way, in an order in which they can be taken. Empty for a start, `None` when there is no way.
    pub fn way(&self, graph: &AccessGraph, to: NodeId) -> Option<Vec<EdgeId>> {
        if !self.reaches(to) {
            return None;
        }
        let mut steps = Vec::new();
        let mut taken = BTreeSet::new();
        // Depth first over the derivation, without recursion: a node is closed when all it needs is.
        let mut stack = vec![(to, false)];
        while let Some((node, closed)) = stack.pop() {
            let Some((_, Some(edge))) = self.best.get(&node) else { continue };
            if closed {
                steps.push(*edge);
                continue;
            }
            if !taken.insert(node) {
                continue;
            }
            stack.push((node, true));
            if let Some(edge) = graph.edge(*edge) {
                stack.push((edge.from, false));
                stack.extend(edge.also.iter().map(|n| (*n, false)));
            }
        }
        Some(steps)
    }

    /// Where the ways start.
    pub fn starts(&self) -> &BTreeSet<NodeId> {
        &self.start
    }
}

impl AccessGraph {
    /// The best ways from `start` over edges at least as good as `worst` that `allow` lets pass.
    pub fn ways(&self, start: &BTreeSet<NodeId>, worst: Status, cost: Cost, allow: impl Fn(&Edge) -> bool) -> Ways {
        let mut best: BTreeMap<NodeId, (Price, Option<EdgeId>)> = BTreeMap::new();
        let mut heap = BinaryHeap::new();
        for node in start {
            heap.push(Reverse(((0, 0, 0), *node, None)));
        }
        // Every actor is `Anyone`, at no cost, where unknown steps count at all.
        if worst == Status::Unknown
            && let Some(anyone) = self.find(&NodeKind::Anyone)
        {
            heap.push(Reverse(((0, 0, 0), anyone, None)));
        }
        let waiting = self.waiting();
        while let Some(Reverse((price, node, via))) = heap.pop() {
            if best.contains_key(&node) {
                continue;
            }
            best.insert(node, (price, via));
            let also = waiting.get(&node).into_iter().flatten().filter_map(|e| self.edge(*e));
            for edge in self.leaving(node).chain(also).filter(|e| e.status >= worst && allow(e)) {
                if best.contains_key(&edge.to) {
                    continue;
                }
                let premises = std::iter::once(&edge.from).chain(&edge.also);
                let prices: Option<Vec<Price>> = premises.map(|p| best.get(p).map(|(price, _)| *price)).collect();
                if let Some(prices) = prices {
                    let sum = prices.into_iter().fold(step(edge, cost), |a, b| (a.0 + b.0, a.1 + b.1, a.2 + b.2));
                    heap.push(Reverse((sum, edge.to, Some(edge.id))));
                }
            }
        }
        Ways { start: start.clone(), best }
    }

    /// Edges by the further states they need.
    fn waiting(&self) -> &BTreeMap<NodeId, Vec<EdgeId>> {
        self.waiting.get_or_init(|| {
            let mut waiting: BTreeMap<NodeId, Vec<EdgeId>> = BTreeMap::new();
            for edge in self.edges() {
                for node in &edge.also {
                    waiting.entry(*node).or_default().push(edge.id);
                }
            }
            waiting
        })
    }

    /// Every state from which `to` might be got into, over edges at least as good as `worst`: an over-approximation, since further needs are not looked at.
    pub fn leading_to(&self, to: &BTreeSet<NodeId>, worst: Status) -> BTreeSet<NodeId> {
        let mut seen = to.clone();
        let mut queue: Vec<NodeId> = to.iter().copied().collect();
        while let Some(node) = queue.pop() {
            for edge in self.entering(node).filter(|e| e.status >= worst) {
                for from in std::iter::once(edge.from).chain(edge.also.iter().copied()) {
                    if seen.insert(from) {
                        queue.push(from);
                    }
                }
            }
        }
        seen
    }
}

fn step(edge: &Edge, cost: Cost) -> Price {
    match cost {
        Cost::Hops => (1, 0, 0),
        Cost::Conditions => {
            let others = edge.conditions.iter().filter(|c| c.who != Controller::Caller).count();
            (others, edge.conditions.len(), 1)
        }
    }
}
