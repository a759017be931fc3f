//! Remedies: the smallest statement changes that close a way, each proven by asking again with the changes made.
//!
//! What is cut is a need of a step: the one action on the one resource, by narrowing the statement that grants it where it grants just that,
//! else by a Deny of it on the same principal. All needs that one principal's steps rest on go into one statement; the principal whose single
//! statement closes every way wins. Where no principal of the input acts, the statement that lets the outsider in is removed. In Azure what gives a
//! role is changed: it gives `Reader` where that closes every way, else nothing.

use std::collections::BTreeSet;

use super::answer::Search;
use super::{Access, Trace, Verdict};
use crate::aws::{Action, Text, wildcard};
use crate::graph::{AccessGraph, Decider, Edge, EdgeKind, NodeId, NodeKind};
use crate::model::{Built, Inventory, Policy, Resource, ResourceId};
use crate::policy::{Actions, Document, Effect, Evaluation, PolicyId, PolicyKind, Resources, Statement, StatementRef, Target, Value};

/// How a statement changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EditKind {
    /// The statement is removed: it grants nothing else.
    RemoveStatement,
    /// The actions are taken out of the statement.
    DropAction,
    /// The resources are taken out of the statement.
    DropResource,
    /// A statement that denies the actions on the resources is added to an inline policy.
    AddDeny,
    /// What gives a role of Azure gives `Reader` instead.
    NarrowRole,
    /// What gives a role of Azure is removed.
    RemoveAssignment,
}

/// One changed statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// How.
    pub kind: EditKind,
    /// Whose policy: the principal, or the resource whose own policy it is.
    pub holder: ResourceId,
    /// The statement that is changed; `None` for one that is added.
    pub statement: Option<StatementRef>,
    /// The role of Azure that is changed, by its place among those that the holder gives.
    pub role: Option<usize>,
    /// The actions that are no longer allowed; none where a whole statement goes.
    pub actions: Vec<Action>,
    /// On what, in the order of first need.
    pub resources: Vec<Text>,
}

/// Somebody loses a permission that the ways did not need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// Who.
    pub principal: NodeId,
    /// The action.
    pub action: Action,
    /// On what.
    pub resource: Text,
}

/// Changes that close every way between two nodes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remedy {
    /// The changes.
    pub edits: Vec<Edit>,
    /// What is lost besides the ways.
    pub lost: Vec<Lost>,
    /// Whether a way is left of which it is not known whether it can be taken.
    pub open: bool,
}

/// How many principals are tried, and how many needs of one.
const PRINCIPALS: usize = 4;
const NEEDS: usize = 8;
/// How much asking again may cost: resources of the input and edges of its graph, summed over the graphs that are built.
const EFFORT: usize = 8_000;
/// How many graphs are built at most.
const GRAPHS: usize = 16;

/// Finds remedies; what they may cost is spent together.
pub struct Remedies<'a> {
    inventory: &'a Inventory,
    graph: &'a AccessGraph,
    effort: usize,
    graphs: usize,
}

impl<'a> Remedies<'a> {
    /// Of a graph and its inventory.
    pub fn new(inventory: &'a Inventory, graph: &'a AccessGraph) -> Self {
        Self { inventory, graph, effort: EFFORT, graphs: GRAPHS }
    }

    /// The changes after which the end of the trace is not reached from its start; `None` when none is found, or asking again costs too much.
    pub fn of(&mut self, trace: &Trace) -> Option<Remedy> {
        self.beside(trace, &|_, _| Box::new(|_| false))
    }

    /// The same where some steps are allowed: `skips` tells them, of a world and its graph.
    pub(super) fn beside(&mut self, trace: &Trace, skips: &Skips<'_>) -> Option<Remedy> {
        if trace.verdict < Verdict::ReachesIf || !self.affordable() {
            return None;
        }
        let (from, to) = (self.graph.node(trace.from)?.kind.clone(), self.graph.node(trace.to)?.kind.clone());
        let goal = Goal { from, to, access: trace.access, skips };
        let way: Vec<&Edge> = trace.hops.iter().filter_map(|h| self.graph.edge(*h)).collect();
        if way.iter().any(|e| !e.given.is_empty()) {
            return self.unassign(&goal, &way);
        }
        let mut best: Option<Remedy> = None;
        for principal in self.cutters(&way) {
            if let Some(found) = self.cut(&goal, &way, principal) {
                let price = |r: &Remedy| (r.open, r.edits.len(), r.lost.len());
                if best.as_ref().is_none_or(|b| price(&found) < price(b)) {
                    best = Some(found);
                }
                if best.as_ref().is_some_and(|b| b.lost.is_empty() && !b.open) {
                    break;
                }
            }
        }
        match best {
            Some(best) if !best.open => Some(best),
            open => self.shut(&goal, &way).filter(|shut| !shut.open || open.is_none()).or(open),
        }
    }

    /// Principals of ours that act on the way: who escalates first, then who changes roles, then who uses data as it was meant to.
    fn cutters(&self, way: &[&Edge]) -> Vec<ResourceId> {
        let mut ranked: Vec<(u8, usize, ResourceId)> = Vec::new();
        for (i, edge) in way.iter().enumerate() {
            if let Some(actor) = self.graph.node(edge.from).and_then(|n| Some(n.kind.change()?.0)).filter(|_| deniable(edge).next().is_some()) {
                ranked.push((rank(edge.kind), i, actor));
            }
        }
        ranked.sort();
        let mut found: Vec<ResourceId> = Vec::new();
        for (.., actor) in ranked {
            if !found.contains(&actor) {
                found.push(actor);
            }
        }
        found.truncate(PRINCIPALS);
        found
    }

    /// Takes needs of one principal away, one after the other, until no way is left.
    fn cut(&mut self, goal: &Goal<'_>, way: &[&Edge], principal: ResourceId) -> Option<Remedy> {
        let mut needs: Vec<(Action, Text)> = Vec::new();
        let mut all: BTreeSet<(String, Text)> = BTreeSet::new();
        let mut pending = next_need(self.graph, way, principal, &needs)?;
        let mut granted: Vec<StatementRef> = statements_of(self.graph, way, principal, &pending);
        // What leaves ways open that are not decided, in case that these can't be closed.
        let mut open: Option<Remedy> = None;
        while needs.len() < NEEDS {
            all.insert((pending.0.as_str().to_owned(), pending.1.clone()));
            needs.push(pending);
            let edit = deny(principal, &needs);
            let Some((graph, again)) = self.ask(std::slice::from_ref(&edit), goal) else { break };
            let decided = again.as_ref().is_none_or(|t| t.verdict < Verdict::ReachesIf);
            if decided && (again.is_none() || open.is_none()) {
                let edit = self.narrowed(goal, principal, &needs, &granted, again.is_some()).unwrap_or(edit);
                let lost = self.lost(principal, &edit, &all);
                open = Some(Remedy { edits: vec![edit], lost, open: again.is_some() });
            }
            let Some(trace) = again else { break };
            let left: Vec<&Edge> = trace.hops.iter().filter_map(|h| graph.edge(*h)).collect();
            let Some(next) = next_need(&graph, &left, principal, &needs) else { break };
            granted.extend(statements_of(&graph, &left, principal, &next));
            pending = next;
        }
        open
    }

    /// The statement that grants just what has to go, where it is the principal's alone. `open`: a way that is not decided may stay.
    fn narrowed(&mut self, goal: &Goal<'_>, principal: ResourceId, needs: &[(Action, Text)], granted: &[StatementRef], open: bool) -> Option<Edit> {
        let [(action, resource)] = needs else { return None };
        let found = granted.iter().find_map(|at| {
            let policy = self.inventory.policy(at.policy)?;
            let statement = policy.document.as_ref()?.statements.iter().find(|s| s.index == at.index)?;
            let own = !matches!(policy.built, Built::BuiltIn) && holders(self.inventory, at.policy) == [principal];
            let kind = narrow(statement, action, resource).filter(|_| own)?;
            Some(Edit { kind, holder: principal, statement: Some(*at), role: None, actions: vec![action.clone()], resources: vec![resource.clone()] })
        })?;
        let (_, again) = self.ask(std::slice::from_ref(&found), goal)?;
        again.is_none_or(|t| open && t.verdict < Verdict::ReachesIf).then_some(found)
    }

    /// Removes the statement that lets an outsider in.
    fn shut(&mut self, goal: &Goal<'_>, way: &[&Edge]) -> Option<Remedy> {
        let mut open = None;
        for edge in way {
            let kinds = [PolicyKind::Trust, PolicyKind::Resource];
            let lets = edge.statements.iter().find(|s| self.inventory.policy(s.policy).is_some_and(|p| kinds.contains(&p.kind)));
            let (Some(at), Some(holder)) = (lets, self.graph.node(edge.to).and_then(|n| n.resource())) else { continue };
            let edit = Edit { kind: EditKind::RemoveStatement, holder, statement: Some(*at), role: None, actions: Vec::new(), resources: Vec::new() };
            let Some((_, again)) = self.ask(std::slice::from_ref(&edit), goal) else { break };
            if again.as_ref().is_none_or(|t| t.verdict < Verdict::ReachesIf) {
                let others = self.graph.edges().filter(|e| e.statements.contains(at) && self.graph.node(e.from).is_none_or(|n| n.kind != goal.from));
                let lost = others.filter_map(|e| {
                    let need = e.needs.first()?;
                    Some(Lost { principal: e.from, action: need.action.clone(), resource: need.resource.clone() })
                });
                let remedy = Remedy { edits: vec![edit], lost: lost.collect(), open: again.is_some() };
                if !remedy.open {
                    return Some(remedy);
                }
                open = open.or(Some(remedy));
            }
        }
        open
    }

    /// Takes roles of Azure away, one after the other, until no way is left; leaves `Reader` where that is enough.
    fn unassign(&mut self, goal: &Goal<'_>, way: &[&Edge]) -> Option<Remedy> {
        let mut edits: Vec<Edit> = Vec::new();
        let mut next = given(way, &edits);
        let open = loop {
            let (by, entry) = next.filter(|_| edits.len() < NEEDS)?;
            let edit =
                Edit { kind: EditKind::RemoveAssignment, holder: by, statement: None, role: Some(entry), actions: Vec::new(), resources: Vec::new() };
            edits.push(edit);
            let (graph, again) = self.ask(&edits, goal)?;
            let Some(trace) = again else { break false };
            if trace.verdict < Verdict::ReachesIf {
                break true;
            }
            let left: Vec<&Edge> = trace.hops.iter().filter_map(|h| graph.edge(*h)).collect();
            next = given(&left, &edits);
        };
        let mut narrow = edits.clone();
        let roles = narrow.iter_mut().filter(|e| e.role.is_some_and(|role| is_more_than_reader(self.inventory, e.holder, role)));
        roles.for_each(|e| e.kind = EditKind::NarrowRole);
        if narrow != edits
            && let Some((_, again)) = self.ask(&narrow, goal)
            && again.is_none_or(|t| open && t.verdict < Verdict::ReachesIf)
        {
            edits = narrow;
        }
        Some(Remedy { edits, lost: Vec::new(), open })
    }

    /// What asking once costs.
    fn cost(&self) -> usize {
        self.inventory.resources.len() + self.graph.edges().count()
    }

    /// Whether there is enough left to ask once.
    fn affordable(&self) -> bool {
        self.graphs > 0 && self.effort >= self.cost()
    }

    /// The way that is left after changes, if one is, and be it one that is not decided.
    fn ask(&mut self, edits: &[Edit], goal: &Goal<'_>) -> Option<(AccessGraph, Option<Trace>)> {
        if !self.affordable() {
            return None;
        }
        self.graphs = self.graphs.checked_sub(1)?;
        self.effort = self.effort.checked_sub(self.cost())?;
        let changed = &apply(self.inventory, edits)?;
        let graph = AccessGraph::build(changed, &self.graph.outsiders());
        let (from, to) = (graph.find(&goal.from)?, graph.find(&goal.to));
        let skips = (goal.skips)(changed, &graph);
        let search = Search::over(&graph, from, goal.access, &|e| !skips(e));
        let trace = to.and_then(|to| search.trace(to));
        drop(search);
        drop(skips);
        Some((graph, trace))
    }

    /// Permissions that the change takes away and that no way needed.
    fn lost(&self, principal: ResourceId, edit: &Edit, needed: &BTreeSet<(String, Text)>) -> Vec<Lost> {
        let decider = Decider::new(self.inventory);
        let kind = NodeKind::Principal(principal);
        let Some(node) = self.graph.find(&kind) else { return Vec::new() };
        let mut lost = Vec::new();
        for action in &edit.actions {
            for place in edit.resources.iter().filter(|r| !needed.contains(&(action.as_str().to_owned(), (*r).clone()))) {
                let pattern = self.inventory.render(place);
                let met = self.inventory.resources.iter().filter(|r| {
                    let arn = self.inventory.render(&r.arn);
                    let way = needed.iter().any(|(a, p)| a == action.as_str() && wildcard::matches(&self.inventory.render(p), &arn));
                    !way && wildcard::matches(&pattern, &arn)
                });
                let allowed = |r: &&Resource| {
                    let answer = decider.ask(&kind, action, &Target::One(r.arn.clone()), Some(r), &[]);
                    matches!(answer, Some(Evaluation::Allowed(_) | Evaluation::AllowedIf(..)))
                };
                lost.extend(met.filter(allowed).map(|r| Lost { principal: node, action: action.clone(), resource: r.arn.clone() }));
            }
        }
        lost
    }
}

/// Which steps of a world a question leaves out.
pub(super) type Skips<'s> = dyn for<'i> Fn(&'i Inventory, &'i AccessGraph) -> Box<dyn Fn(&Edge) -> bool + 'i> + 's;

struct Goal<'s> {
    from: NodeKind,
    to: NodeKind,
    access: Access,
    skips: &'s Skips<'s>,
}

/// What is cut first: roundabout steps before plain ones.
fn rank(kind: EdgeKind) -> u8 {
    match kind {
        EdgeKind::PassNew
        | EdgeKind::Hijack
        | EdgeKind::Credential
        | EdgeKind::RewriteTrust
        | EdgeKind::RewriteGrant
        | EdgeKind::RemoveGuard
        | EdgeKind::Expose
        | EdgeKind::FlipTag => 0,
        EdgeKind::Assume | EdgeKind::AssumeWebIdentity | EdgeKind::AssumeSaml | EdgeKind::RunsAs | EdgeKind::Connect => 1,
        EdgeKind::Read | EdgeKind::Write | EdgeKind::Decrypt => 2,
        EdgeKind::Admin => 3,
    }
}

/// Needs of a step that a Deny on the actor takes away: all but those that somebody else has, such as the service that assumes the passed role.
fn deniable(edge: &Edge) -> impl Iterator<Item = (Action, Text)> + '_ {
    let theirs = move |a: &Action| edge.kind == EdgeKind::PassNew && a.service() == "sts";
    // Holding everything is no single permission.
    let needs = edge.needs.iter().filter(|_| edge.kind != EdgeKind::Admin);
    needs.filter(move |n| !theirs(&n.action)).map(|n| (n.action.clone(), n.resource.clone()))
}

/// The need to take away next: of the least plain step of the principal; a named resource before a pattern.
fn next_need(graph: &AccessGraph, way: &[&Edge], principal: ResourceId, taken: &[(Action, Text)]) -> Option<(Action, Text)> {
    let acts = |e: &&&Edge| graph.node(e.from).and_then(|n| Some(n.kind.change()?.0)) == Some(principal);
    let mut steps: Vec<&&Edge> = way.iter().filter(acts).collect();
    steps.sort_by_key(|e| rank(e.kind));
    let open = |t: &Text| t.literal().is_none_or(|s| s.contains('*'));
    steps.into_iter().find_map(|edge| {
        let mut needs: Vec<_> = deniable(edge).filter(|n| !taken.contains(n)).collect();
        needs.sort_by_key(|(action, place)| (open(place), action.as_str() != "iam:PassRole"));
        needs.into_iter().next()
    })
}

fn statements_of(graph: &AccessGraph, way: &[&Edge], principal: ResourceId, need: &(Action, Text)) -> Vec<StatementRef> {
    let acts = |e: &&&Edge| graph.node(e.from).and_then(|n| Some(n.kind.change()?.0)) == Some(principal);
    let has = |e: &&&Edge| e.needs.iter().any(|n| (&n.action, &n.resource) == (&need.0, &need.1));
    way.iter().filter(acts).filter(has).flat_map(|e| e.statements.iter().copied()).collect()
}

fn deny(holder: ResourceId, needs: &[(Action, Text)]) -> Edit {
    let mut edit = Edit { kind: EditKind::AddDeny, holder, statement: None, role: None, actions: Vec::new(), resources: Vec::new() };
    for (action, resource) in needs {
        if !edit.actions.contains(action) {
            edit.actions.push(action.clone());
        }
        if !edit.resources.contains(resource) {
            edit.resources.push(resource.clone());
        }
    }
    edit
}

/// How the statement can lose just this, if it can.
fn narrow(statement: &Statement, action: &Action, resource: &Text) -> Option<EditKind> {
    let (Actions::Only(actions), Resources::Only(resources)) = (&statement.actions, &statement.resources) else { return None };
    let named = actions.iter().any(|a| a.literal().is_some_and(|a| a.eq_ignore_ascii_case(action.as_str())));
    // A pattern of what does not exist yet is all that the action is about.
    let whole = |r: &Text| r == resource || r.literal() == Some("*") && resource.literal().is_some_and(|p| p.contains('*'));
    let known = statement.effect == Effect::Allow && named && resources.iter().any(whole);
    match (known, actions.len(), resources.len()) {
        (true, 1, 1) => Some(EditKind::RemoveStatement),
        (true, _, 1) => Some(EditKind::DropAction),
        (true, 1, _) if resources.contains(resource) => Some(EditKind::DropResource),
        _ => None,
    }
}

/// Whose policy it is.
fn holders(inventory: &Inventory, policy: PolicyId) -> Vec<ResourceId> {
    let holds = |r: &&Resource| r.principal.as_ref().is_some_and(|p| p.inline.contains(&policy) || p.attached.contains(&policy));
    inventory.resources.iter().filter(holds).map(|r| r.id).collect()
}

/// The first role of Azure that a way rests on and that is not changed yet.
fn given(way: &[&Edge], edits: &[Edit]) -> Option<(ResourceId, usize)> {
    let all = way.iter().flat_map(|e| &e.given).map(|g| (g.by, g.entry));
    all.into_iter().find(|(by, entry)| !edits.iter().any(|e| e.holder == *by && e.role == Some(*entry)))
}

/// Whether a role lets do more to resources than to read them, so that `Reader` is a part of it.
fn is_more_than_reader(inventory: &Inventory, by: ResourceId, entry: usize) -> bool {
    let known = inventory.resource(by).and_then(|r| r.role_grants.get(entry)).and_then(|g| g.known.as_ref());
    known.is_some_and(|role| role.permissions.iter().any(|p| p.actions.iter().any(|a| a == "*" || a == "*/read")) && role.name != "Reader")
}

/// The input with the changes made.
fn apply(inventory: &Inventory, edits: &[Edit]) -> Option<Inventory> {
    let mut changed = inventory.clone();
    for edit in edits {
        match (edit.kind, edit.statement) {
            (EditKind::AddDeny, _) => add(&mut changed, edit)?,
            (EditKind::NarrowRole | EditKind::RemoveAssignment, _) => assign(&mut changed, edit)?,
            (_, Some(at)) => narrow_to(&mut changed, edit, at)?,
            (_, None) => return None,
        }
    }
    Some(changed)
}

/// A role that lists nothing stands for none.
fn assign(inventory: &mut Inventory, edit: &Edit) -> Option<()> {
    let grant = inventory.resources.get_mut(edit.holder.0 as usize)?.role_grants.get_mut(edit.role?)?;
    let reader = || crate::azure::role("Reader").cloned();
    grant.known = if edit.kind == EditKind::NarrowRole { Some(reader()?) } else { Some(crate::azure::Role::default()) };
    Some(())
}

fn add(inventory: &mut Inventory, edit: &Edit) -> Option<()> {
    let strings = |list: Vec<Text>| Value::Array(list.into_iter().map(Value::String).collect());
    let statement = vec![
        ("Effect".into(), Value::String("Deny".into())),
        ("Action".into(), strings(edit.actions.iter().map(|a| a.as_str().into()).collect())),
        ("Resource".into(), strings(edit.resources.clone())),
    ];
    let members = vec![("Version".into(), Value::String("2012-10-17".into())), ("Statement".into(), Value::Object(statement))];
    let document = Document::parse(&Value::Object(members)).ok()?;
    let id = PolicyId(u32::try_from(inventory.policies.len()).ok()?);
    let holder = inventory.resources.get_mut(edit.holder.0 as usize)?;
    holder.principal.as_mut()?.inline.push(id);
    inventory.policies.push(Policy {
        id,
        kind: PolicyKind::Identity,
        name: "remedy".into(),
        arn: None,
        document: Some(document),
        built: Built::Derived("a remedy"),
        origin: holder.origin.clone(),
        sensitive: false,
        places: Default::default(),
        other_versions: None,
    });
    Some(())
}

fn narrow_to(inventory: &mut Inventory, edit: &Edit, at: StatementRef) -> Option<()> {
    let document = inventory.policies.get_mut(at.policy.0 as usize)?.document.as_mut()?;
    match edit.kind {
        EditKind::RemoveStatement => document.statements.retain(|s| s.index != at.index),
        EditKind::DropAction | EditKind::DropResource => {
            let statement = document.statements.iter_mut().find(|s| s.index == at.index)?;
            let gone = |t: &Text| t.literal().is_some_and(|t| edit.actions.iter().any(|a| a.as_str().eq_ignore_ascii_case(t)));
            let (mut actions, mut resources) = (statement.actions.clone(), statement.resources.clone());
            match (&mut actions, &mut resources, edit.kind) {
                (Actions::Only(list), _, EditKind::DropAction) => list.retain(|t| !gone(t)),
                (_, Resources::Only(list), _) => list.retain(|t| !edit.resources.contains(t)),
                _ => return None,
            }
            *statement = statement.with(actions, resources);
        }
        EditKind::AddDeny | EditKind::NarrowRole | EditKind::RemoveAssignment => return None,
    }
    Some(())
}
