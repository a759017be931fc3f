//! What one pair of ends gains from one world to another.

use std::collections::{BTreeMap, BTreeSet};

use super::twins::{Twins, covers};
use super::{Why, World, conditions};
use crate::graph::{Cost, Decider, Edge, EdgeId, EdgeKind, Gain, Need, Node, NodeId, NodeKind, Outside, Place, Status, gain};
use crate::model::Resource;
use crate::policy::{OpenCondition, Scope};
use crate::trace::{Trace, Verdict};

/// The trace of the other world that tells of the same ends.
pub(super) struct Twin<'a> {
    /// Its place.
    pub place: usize,
    /// Itself.
    pub trace: &'a Trace,
    /// The wider world's caller stands for more than this one's.
    more_callers: bool,
}

/// From one world to what it is compared with. What it gains is asked both ways round.
pub(super) struct Direction<'a> {
    now: World<'a>,
    before: World<'a>,
    twins: Twins<'a>,
    deciders: (Decider<'a>, Decider<'a>),
    /// What was reached from a start of the other world, as far as asked.
    reached: BTreeMap<NodeId, BTreeSet<NodeId>>,
    /// The traces of the other world by target.
    by_target: BTreeMap<NodeId, Vec<usize>>,
    new_steps: BTreeSet<EdgeId>,
}

impl<'a> Direction<'a> {
    pub fn new(now: World<'a>, before: World<'a>) -> Self {
        let mut by_target: BTreeMap<NodeId, Vec<usize>> = BTreeMap::new();
        for (i, trace) in super::told(before.traces) {
            by_target.entry(trace.to).or_default().push(i);
        }
        let deciders = (Decider::new(now.inventory), Decider::new(before.inventory));
        Self { now, before, twins: Twins::new(now, before), deciders, reached: BTreeMap::new(), by_target, new_steps: BTreeSet::new() }
    }

    /// The first step of a way that was not there or allowed less.
    pub fn first_new(&mut self, trace: &Trace) -> Option<EdgeId> {
        let edges: Vec<&'a Edge> = trace.hops.iter().filter_map(|id| self.now.graph.edge(*id)).collect();
        let new: Vec<EdgeId> = edges.into_iter().filter(|e| !self.counterparts(e).iter().any(|t| self.allows_no_more(e, t))).map(|e| e.id).collect();
        self.new_steps.extend(&new);
        new.first().copied()
    }

    /// Steps of the ways looked at that were not there or allowed less.
    pub fn new_steps(&self) -> BTreeSet<EdgeId> {
        self.new_steps.clone()
    }

    /// What is the same under another name: the one of the other world by that of this one.
    pub fn renamed(&self) -> BTreeMap<String, String> {
        self.twins.renamed()
    }

    /// The trace with the same ends and access; else one whose caller stands for this one or is one of those it stands for.
    pub fn counterpart(&self, trace: &Trace) -> Option<Twin<'a>> {
        let to = self.twins.node(trace.to)?;
        let from = self.twins.node(trace.from);
        let kind = |world: &World<'a>, id| world.graph.node(id).map(|n| n.kind.clone());
        let own = kind(&self.now, trace.from)?;
        let all = self.by_target.get(&to).into_iter().flatten().filter_map(|i| Some((*i, self.before.traces.get(*i)?)));
        let alike: Vec<(usize, &Trace)> = all.filter(|(_, t)| t.access == trace.access).collect();
        let same = alike.iter().find(|(_, t)| Some(t.from) == from);
        if let Some((place, trace)) = same {
            return Some(Twin { place: *place, trace, more_callers: false });
        }
        let with = |test: &dyn Fn(&NodeKind) -> bool| alike.iter().find(|(_, t)| kind(&self.before, t.from).is_some_and(|k| test(&k)));
        // Whom one of the other world's callers stands for is nobody new; who stands for several of them is.
        let wider = with(&|other| covers(other, &own)).map(|found| (found, false));
        // Anybody at all is somebody new, whoever could before.
        let narrower = || with(&|other| own != NodeKind::Outside(Outside::Everyone) && covers(&own, other)).map(|found| (found, true));
        wider.or_else(narrower).map(|((place, trace), more_callers)| Twin { place: *place, trace, more_callers })
    }

    /// Why a way is wider than its twin; empty if it is not.
    pub fn gains(&mut self, trace: &Trace, twin: &Twin<'a>) -> Vec<Why> {
        let old = twin.trace;
        let mut why = Vec::new();
        if twin.more_callers {
            why.push(Why::Callers);
        }
        if trace.verdict > old.verdict {
            why.push(Why::Verdict(old.verdict));
        }
        let everything = old.verdict == Verdict::Reaches && old.scope == Scope::All;
        if everything || [trace.verdict, old.verdict].contains(&Verdict::Undecided) {
            return why;
        }
        if trace.scope == Scope::All && old.scope == Scope::Some {
            why.push(Why::Objects);
        }
        self.steps(trace, old, &mut why);
        if !why.is_empty() {
            let asked = |c: &&OpenCondition| !trace.conditions.iter().any(|n| conditions::same(n, c));
            let mut without: Vec<Why> = old.conditions.iter().filter(asked).cloned().map(Why::Without).collect();
            without.dedup();
            why.extend(without);
        }
        why
    }

    fn steps(&mut self, trace: &Trace, old: &Trace, why: &mut Vec<Why>) {
        let shown = trace.hops.iter().chain(trace.easiest.iter().flat_map(|e| &e.hops));
        let mut edges: Vec<&'a Edge> = shown.filter_map(|id| self.now.graph.edge(*id)).collect();
        let reached = reached(&self.now, trace.from);
        let last = edges.last().map(|e| e.kind);
        let beside =
            self.now.graph.entering(trace.to).filter(|e| Some(e.kind) == last && e.status >= Status::Conditional && reached.contains(&e.from));
        edges.extend(beside);
        edges.sort_by_key(|e| e.id);
        edges.dedup_by_key(|e| e.id);
        let mut new_steps = Vec::new();
        for edge in edges {
            match self.counterparts(edge).as_slice() {
                [] if is_data(edge.kind) && self.read_before(edge, trace, old) => {}
                [] => new_steps.push(edge),
                twins if twins.iter().any(|twin| self.allows_no_more(edge, twin)) => {}
                _ => {
                    self.new_steps.insert(edge.id);
                    if !(why.contains(&Why::Objects) && is_data(edge.kind)) {
                        why.push(Why::Step(edge.id));
                    }
                }
            }
        }
        // A way over other steps is none that is wider, as long as it asks for what one of the old ways asked for.
        let ways = || std::iter::once(old).chain(old.easiest.as_deref());
        let asks = |now: &Trace| ways().any(|w| conditions::as_strong(&now.conditions, &w.conditions));
        if let Some(step) = new_steps.first()
            && !(asks(trace) && trace.easiest.as_deref().is_none_or(asks) && new_steps.iter().all(|e| !is_data(e.kind)))
        {
            why.push(Why::NewStep(step.id));
            self.new_steps.extend(new_steps.iter().map(|e| e.id));
        }
    }

    /// The same step in the other world.
    fn counterparts(&self, edge: &Edge) -> Vec<&'a Edge> {
        let (Some(from), Some(to)) = (self.twins.node(edge.from), self.twins.node(edge.to)) else { return Vec::new() };
        self.before.graph.leaving(from).filter(|e| e.to == to && e.kind == edge.kind).collect()
    }

    fn allows_no_more(&self, edge: &Edge, old: &Edge) -> bool {
        if edge.status > old.status || (edge.scope == Scope::All && old.scope == Scope::Some) {
            return false;
        }
        let no_weaker = || conditions::as_strong(&edge.conditions, &old.conditions);
        if !(is_data(edge.kind) || matches!(edge.kind, EdgeKind::Assume | EdgeKind::AssumeWebIdentity | EdgeKind::AssumeSaml)) {
            return no_weaker();
        }
        let gains: Vec<Gain> = edge.needs.iter().map(|need| self.gain(need, edge, old.from)).collect();
        // What is granted beside policies, and what a policy's default grants, is told by the conditions alone.
        gains.iter().all(|g| *g == Gain::Nothing) || (gains.iter().all(|g| *g != Gain::Something) && no_weaker())
    }

    fn gain(&self, need: &Need, edge: &Edge, old_actor: NodeId) -> Gain {
        let kind = |world: &World<'a>, id| world.graph.node(id).map(|n| &n.kind);
        let (Some(now), Some(before)) = (kind(&self.now, edge.from), kind(&self.before, old_actor)) else { return Gain::Unknown };
        let about = about(&self.now, need, edge.to);
        let old_about = about.and_then(|r| self.twins.resource(r.id)).and_then(|id| self.before.inventory.resource(id));
        let now = Place { decider: &self.deciders.0, actor: now, about };
        gain(need, now, Place { decider: &self.deciders.1, actor: before, about: old_about })
    }

    /// Whether another actor of the other world, which the same caller became under no more conditions, did all that this one does.
    fn read_before(&mut self, edge: &Edge, trace: &Trace, old: &Trace) -> bool {
        let Some(to) = self.twins.node(edge.to) else { return false };
        let before = self.before;
        let reached = self.reached.entry(old.from).or_insert_with(|| self::reached(&before, old.from));
        let entering: Vec<&Edge> = before.graph.entering(to).filter(|e| e.kind == edge.kind && reached.contains(&e.from)).collect();
        let no_weaker = |e: &Edge| trace.to != edge.to || conditions::as_strong(&trace.conditions, &old.conditions) || e.conditions.is_empty();
        entering.into_iter().any(|e| no_weaker(e) && edge.needs.iter().all(|need| self.gain(need, edge, e.from) == Gain::Nothing))
    }
}

fn reached(world: &World<'_>, start: NodeId) -> BTreeSet<NodeId> {
    world.graph.ways(&BTreeSet::from([start]), Status::Conditional, Cost::Hops, |_| true).reached().collect()
}

fn is_data(kind: EdgeKind) -> bool {
    matches!(kind, EdgeKind::Read | EdgeKind::Write | EdgeKind::Decrypt)
}

/// The resource that a need is about: the one it names, or the one whose objects it names.
fn about<'a>(world: &World<'a>, need: &Need, to: NodeId) -> Option<&'a Resource> {
    let target = world.graph.node(to).and_then(Node::resource).and_then(|r| world.inventory.resource(r));
    let named = target.filter(|r| need.resource.strip_prefix(&r.arn.to_string()).is_some() || need.resource == r.arn);
    named.or_else(|| world.inventory.resources.iter().find(|r| r.arn == need.resource))
}
