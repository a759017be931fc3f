//! The review: every outsider against every store, key and account, and the claims.

use std::collections::BTreeSet;

use super::answer::{Search, nevers};
use super::claims::{self, judge, scopes};
use super::{Access, ClaimResult, Group, Path, Remedies, Trace, Verdict, groups, paths};
use crate::aws::Arn;
use crate::graph::{AccessGraph, NodeId, NodeKind, Outside};
use crate::model::{Inventory, Review};

/// What a review found.
#[derive(Clone, Debug)]
pub struct Reviewed {
    /// The graph.
    pub graph: AccessGraph,
    /// Vendors and other outsiders.
    pub groups: Vec<Group>,
    /// Ways from each outsider to each target; `never` only for datasets with a name.
    pub traces: Vec<Trace>,
    /// Judged claims.
    pub claims: Vec<ClaimResult>,
    /// Network paths of Kafka clusters.
    pub paths: Vec<Path>,
}

/// Reviews a world.
pub fn review(inventory: &Inventory, config: &Review) -> Reviewed {
    let asked: Vec<Outside> = config.vendors.iter().flat_map(|v| &v.accounts).map(|a| Outside::Account(a.as_str().into())).collect();
    let graph = AccessGraph::build(inventory, &asked);
    let groups = groups(inventory, config, &graph.outsiders());
    let mut traces = Vec::new();
    for group in &groups {
        let found = starts(&graph, group).into_iter().flat_map(|start| from_one(inventory, config, &graph, start)).collect();
        traces.extend(without_echoes(&graph, found));
    }
    let mut claims: Vec<ClaimResult> = config.claims.iter().map(|c| judge(inventory, config, &graph, &groups, c)).collect();
    {
        let mut remedies = Remedies::new(inventory, &graph);
        for (claim, result) in config.claims.iter().zip(&mut claims) {
            claims::remedy(config, &mut remedies, claim, result);
        }
    }
    claims.extend(scopes(inventory, config));
    Reviewed { graph, groups, traces, claims, paths: paths(inventory, config) }
}

/// Where a group starts, without what it gets into anyway from another of its starts.
fn starts(graph: &AccessGraph, group: &Group) -> Vec<NodeId> {
    let all: Vec<NodeId> = group.starts.iter().filter_map(|k| graph.find(k)).collect();
    let outside = |n: &NodeId| graph.node(*n).is_some_and(|n| matches!(n.kind, NodeKind::Outside(_)));
    let reached: BTreeSet<NodeId> = all
        .iter()
        .filter(|n| outside(n))
        .flat_map(|n| {
            graph.ways(&BTreeSet::from([*n]), crate::graph::Status::Conditional, crate::graph::Cost::Hops, |_| true).reached().collect::<Vec<_>>()
        })
        .collect();
    all.into_iter().filter(|n| outside(n) || !reached.contains(n)).collect()
}

fn from_one(inventory: &Inventory, config: &Review, graph: &AccessGraph, from: NodeId) -> Vec<Trace> {
    let read = Search::new(graph, from, Access::Read);
    let write = Search::new(graph, from, Access::Write);
    let mut traces = Vec::new();
    let mut shut = Vec::new();
    for node in graph.nodes() {
        match &node.kind {
            NodeKind::Store(resource) => {
                let named = || inventory.resource(*resource).is_some_and(|r| !config.datasets_of(inventory, r).is_empty());
                let found = read.trace(node.id);
                let told = found.is_some();
                match found {
                    Some(trace) => traces.push(trace),
                    None if named() => shut.push(node.id),
                    None => {}
                }
                // An undecided write beside an undecided read says nothing new.
                traces.extend(write.trace(node.id).filter(|t| t.verdict > Verdict::Undecided || !told));
            }
            NodeKind::Key(_) => traces.extend(read.trace(node.id).map(|t| Trace { access: Access::Decrypt, ..t })),
            NodeKind::Admin(_) => traces.extend(read.trace(node.id).map(|t| Trace { access: Access::Become, ..t })),
            _ => {}
        }
    }
    traces.extend(nevers(inventory, graph, &read, &shut));
    traces
}

/// Leaves out what an account as a whole reaches no better than one of its principals that a policy names.
fn without_echoes(graph: &AccessGraph, traces: Vec<Trace>) -> Vec<Trace> {
    let account = |id: NodeId| match graph.node(id).map(|n| &n.kind) {
        Some(NodeKind::Outside(Outside::Account(account))) => Some(account.clone()),
        _ => None,
    };
    let member = |id: NodeId| match graph.node(id).map(|n| &n.kind) {
        Some(NodeKind::Outside(Outside::Principal(arn))) => Arn::parse(arn).ok().map(|a| a.account),
        _ => None,
    };
    let echo = |t: &Trace| {
        account(t.from).is_some_and(|whole| {
            traces.iter().any(|o| o.to == t.to && o.access == t.access && o.verdict >= t.verdict && member(o.from).as_ref() == Some(&whole))
        })
    };
    let echoes: Vec<bool> = traces.iter().map(echo).collect();
    traces.into_iter().zip(echoes).filter(|(_, echo)| !echo).map(|(t, _)| t).collect()
}
