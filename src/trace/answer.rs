//! Answering: the best way from each start to each target, and why there is none.

use std::collections::BTreeSet;

use super::{Access, Blocker, Remedies, Trace, Unknown, Verdict};
use crate::graph::{AccessGraph, Cost, Edge, EdgeId, EdgeKind, Node, NodeId, NodeKind, Refusal, Status, Ways};
use crate::model::Inventory;
use crate::policy::Scope;

/// How many refused steps explain a "never", and how many of one kind between the same two.
const BLOCKERS: usize = 40;
const ALIKE: usize = 8;

/// For how many pairs of one question a remedy is looked for.
const REMEDIES: usize = 20;

/// Up to how many first steps are told apart exactly.
const FIRST: usize = 10;

/// A question in terms of the graph.
#[derive(Clone, Debug)]
pub struct Asked {
    /// States to start in.
    pub from: Vec<NodeId>,
    /// States to get into.
    pub to: Vec<NodeId>,
    /// What to do there.
    pub access: Access,
}

/// The answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The strongest verdict over all pairs.
    pub verdict: Verdict,
    /// One trace a pair.
    pub traces: Vec<Trace>,
    /// All distinct first steps of ways with the best verdict.
    pub first_hops: Vec<EdgeId>,
    /// Nodes that every way passes through.
    pub dominators: Vec<NodeId>,
}

/// Answers a question.
pub fn answer(inventory: &Inventory, graph: &AccessGraph, asked: &Asked) -> Answer {
    let mut traces = Vec::new();
    let mut best = (Verdict::Never, None);
    for from in &asked.from {
        let search = Search::new(graph, *from, asked.access);
        let found: Vec<Option<Trace>> = asked.to.iter().map(|to| search.trace(*to)).collect();
        // An undecided answer says as well what else keeps the way shut.
        let open = |t: &Option<Trace>| t.as_ref().is_some_and(|t| t.verdict > Verdict::Undecided);
        let shut: Vec<NodeId> = asked.to.iter().zip(&found).filter(|(_, t)| !open(t)).map(|(to, _)| *to).collect();
        let mut nevers = nevers(inventory, graph, &search, &shut).into_iter();
        let explained = found.into_iter().filter_map(|found| match found {
            Some(trace) if trace.verdict > Verdict::Undecided => Some(trace),
            Some(trace) => Some(Trace { blocked_by: nevers.next()?.blocked_by, ..trace }),
            None => nevers.next(),
        });
        for trace in explained {
            if trace.verdict > best.0 {
                best = (trace.verdict, Some((*from, trace.to)));
            }
            traces.push(trace);
        }
    }
    let (verdict, pair) = best;
    let (first_hops, dominators) = match pair {
        Some((from, to)) => (first_hops(graph, from, to, verdict, asked.access), dominators(graph, from, to, verdict, asked.access)),
        None => (Vec::new(), Vec::new()),
    };
    Answer { verdict, traces, first_hops, dominators }
}

/// Looks for changes that close the ways of an answer, as far as that is quickly asked.
pub fn remedy(inventory: &Inventory, graph: &AccessGraph, answer: &mut Answer) {
    let mut remedies = Remedies::new(inventory, graph);
    for trace in answer.traces.iter_mut().filter(|t| t.verdict >= Verdict::ReachesIf).take(REMEDIES) {
        trace.remedy = remedies.of(trace);
    }
}

/// All ways from one start, for the three grades of certainty.
pub(super) struct Search<'g> {
    graph: &'g AccessGraph,
    from: NodeId,
    access: Access,
    certain: Ways,
    conditional: Ways,
    unknown: Ways,
    easiest: Ways,
}

impl<'g> Search<'g> {
    pub fn new(graph: &'g AccessGraph, from: NodeId, access: Access) -> Self {
        Self::over(graph, from, access, &|_| true)
    }

    /// Only over edges that `allow` lets pass.
    pub fn over(graph: &'g AccessGraph, from: NodeId, access: Access, allow: &dyn Fn(&Edge) -> bool) -> Self {
        let start = BTreeSet::from([from]);
        let pass = |e: &Edge| serves(graph, e, access) && allow(e);
        let ways = |worst, cost| graph.ways(&start, worst, cost, pass);
        Self {
            graph,
            from,
            access,
            certain: ways(Status::Certain, Cost::Hops),
            conditional: ways(Status::Conditional, Cost::Hops),
            unknown: ways(Status::Unknown, Cost::Hops),
            easiest: ways(Status::Conditional, Cost::Conditions),
        }
    }

    /// The trace to a node, unless it is never reached.
    pub fn trace(&self, to: NodeId) -> Option<Trace> {
        let (verdict, ways, goal) = if self.certain.reaches(to) {
            (Verdict::Reaches, &self.certain, to)
        } else if self.conditional.reaches(to) {
            (Verdict::ReachesIf, &self.conditional, to)
        } else if self.unknown.reaches(to) {
            (Verdict::Undecided, &self.unknown, to)
        } else {
            let anything = self.graph.find(&NodeKind::Anything).filter(|a| self.unknown.reaches(*a))?;
            (Verdict::Undecided, &self.unknown, anything)
        };
        let mut trace = self.along(ways.way(self.graph, goal)?, to, verdict);
        if verdict == Verdict::ReachesIf
            && let Some(way) = self.easiest.way(self.graph, to)
            && way != trace.hops
        {
            let easiest = self.along(way, to, verdict);
            if easiest.conditions.len() < trace.conditions.len() {
                trace.easiest = Some(Box::new(easiest));
            }
        }
        Some(trace)
    }

    /// States that may be got into, for explaining refusals.
    pub fn reached(&self) -> BTreeSet<NodeId> {
        self.unknown.reached().collect()
    }

    fn along(&self, hops: Vec<EdgeId>, to: NodeId, verdict: Verdict) -> Trace {
        let edges: Vec<&Edge> = hops.iter().filter_map(|h| self.graph.edge(*h)).collect();
        let mut assumptions: Vec<&'static str> = edges.iter().flat_map(|e| e.assumptions.iter().copied()).collect();
        assumptions.extend(self.graph.assumed());
        assumptions.sort_unstable();
        assumptions.dedup();
        let mut conditions = Vec::new();
        for condition in edges.iter().flat_map(|e| &e.conditions) {
            if !conditions.contains(condition) {
                conditions.push(condition.clone());
            }
        }
        let unknown: BTreeSet<Unknown> =
            edges.iter().flat_map(|e| e.doubts.iter().map(|d| Unknown { from: e.from, to: e.to, doubt: d.clone() })).collect();
        let last = edges.last().filter(|e| e.to == to);
        Trace {
            from: self.from,
            to,
            access: self.access,
            verdict,
            scope: last.map_or(Scope::All, |e| e.scope),
            conditions,
            assumptions,
            hops,
            easiest: None,
            blocked_by: Vec::new(),
            unknown: unknown.into_iter().collect(),
            remedy: None,
        }
    }
}

/// Whether a step serves the question: into stores and keys only by what is asked for.
fn serves(graph: &AccessGraph, edge: &Edge, access: Access) -> bool {
    let into_data = graph.node(edge.to).is_some_and(|n| matches!(n.kind, NodeKind::Store(_) | NodeKind::Key(_)));
    !into_data
        || match access {
            Access::Read => matches!(edge.kind, EdgeKind::Read | EdgeKind::Decrypt | EdgeKind::Expose),
            Access::Write => matches!(edge.kind, EdgeKind::Write | EdgeKind::Expose),
            Access::Decrypt => matches!(edge.kind, EdgeKind::Decrypt | EdgeKind::Expose),
            Access::Become | Access::Connect | Access::Any => true,
        }
}

/// For targets that are never reached: the nearest refused steps from what is reached to what leads on to each.
pub(super) fn nevers(inventory: &Inventory, graph: &AccessGraph, search: &Search<'_>, targets: &[NodeId]) -> Vec<Trace> {
    let leading: Vec<BTreeSet<NodeId>> = targets.iter().map(|t| graph.leading_to(&BTreeSet::from([*t]), Status::Conditional)).collect();
    let union: BTreeSet<NodeId> = leading.iter().flatten().copied().collect();
    let refusals = if targets.is_empty() { Vec::new() } else { graph.refusals(inventory, &search.reached(), &union) };
    targets
        .iter()
        .zip(&leading)
        .map(|(to, leading)| {
            let mut trace = search.along(Vec::new(), *to, Verdict::Never);
            trace.blocked_by = nearest(refusals.iter().filter(|r| leading.contains(&r.to)));
            trace
        })
        .collect()
}

fn nearest<'r>(refusals: impl Iterator<Item = &'r Refusal>) -> Vec<Blocker> {
    let mut blockers: Vec<Blocker> = Vec::new();
    for r in refusals {
        if blockers.len() == BLOCKERS {
            break;
        }
        let alike = blockers.iter().filter(|b| b.from == r.from && b.to == r.to && b.kind == r.kind);
        let told = alike.clone().any(|b| b.need == r.need) || alike.count() >= ALIKE;
        if !told {
            let r = r.clone();
            blockers.push(Blocker { from: r.from, to: r.to, kind: r.kind, need: r.need, denial: r.denial, missing: r.missing });
        }
    }
    blockers
}

fn worst(verdict: Verdict) -> Status {
    match verdict {
        Verdict::Reaches => Status::Certain,
        Verdict::ReachesIf => Status::Conditional,
        Verdict::Undecided | Verdict::Never => Status::Unknown,
    }
}

/// First steps without which, beside some others, the target is not reached.
fn first_hops(graph: &AccessGraph, from: NodeId, to: NodeId, verdict: Verdict, access: Access) -> Vec<EdgeId> {
    let worst = worst(verdict);
    let start = BTreeSet::from([from]);
    let all = graph.ways(&start, worst, Cost::Hops, |e| serves(graph, e, access));
    let leading = graph.leading_to(&BTreeSet::from([to]), worst);
    let usable = |e: &&Edge| e.status >= worst && leading.contains(&e.to) && e.to != from && serves(graph, e, access);
    let met = |e: &&Edge| e.also.iter().all(|n| all.reaches(*n));
    let first: Vec<EdgeId> = graph.leaving(from).filter(usable).filter(met).map(|e| e.id).collect();
    let reached =
        |with: &[EdgeId]| graph.ways(&start, worst, Cost::Hops, |e| (e.from != from || with.contains(&e.id)) && serves(graph, e, access)).reaches(to);
    // Several first steps may be needed together; others are left out as long as the target is still reached.
    let needed = |step: &EdgeId| {
        if reached(&[*step]) {
            return true;
        }
        let mut with = first.clone();
        for other in first.iter().filter(|o| *o != step) {
            let without: Vec<EdgeId> = with.iter().copied().filter(|e| e != other).collect();
            if reached(&without) {
                with = without;
            }
        }
        with.retain(|e| e != step);
        !reached(&with)
    };
    let exact = first.len() <= FIRST;
    first
        .iter()
        .copied()
        .filter(|step| if exact { needed(step) } else { reached(&[*step]) || graph.edge(*step).is_some_and(|e| !e.also.is_empty()) })
        .collect()
}

/// Nodes without which the target is no longer reached.
fn dominators(graph: &AccessGraph, from: NodeId, to: NodeId, verdict: Verdict, access: Access) -> Vec<NodeId> {
    let start = BTreeSet::from([from]);
    let ways = |without: Option<NodeId>| {
        graph.ways(&start, worst(verdict), Cost::Hops, |e| serves(graph, e, access) && without != Some(e.to) && without != Some(e.from))
    };
    let Some(way) = ways(None).way(graph, to) else { return Vec::new() };
    let mut between: Vec<NodeId> = way.iter().filter_map(|h| graph.edge(*h)).map(|e| e.to).filter(|n| *n != to && *n != from).collect();
    between.dedup();
    between
        .retain(|n| graph.node(*n).is_some_and(|n: &Node| !matches!(n.kind, NodeKind::Anyone | NodeKind::Anything)) && !ways(Some(*n)).reaches(to));
    between
}
