//! Traces of the graph as traces of the report.

use super::world::World;
use crate::graph::{Edge, EdgeId, Status};
use crate::policy::Scope;
use crate::report::view;
use crate::report::visible::bounded;
use crate::trace::{Answer, Blocker, Edit, EditKind, Lost, Remedy, Trace, Unknown};

/// Numbers the edges that the report shows, in order of first appearance.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    order: Vec<EdgeId>,
    places: std::collections::BTreeMap<EdgeId, usize>,
}

impl Numbering {
    /// The evidence id of an edge.
    pub(super) fn evidence(&mut self, edge: EdgeId) -> String {
        let place = *self.places.entry(edge).or_insert_with(|| {
            self.order.push(edge);
            self.order.len()
        });
        format!("E-{place:03}")
    }

    /// The numbered edges in order.
    pub(super) fn edges(&self) -> &[EdgeId] {
        &self.order
    }
}

pub(super) fn trace(world: &World<'_>, trace: &Trace, numbers: &mut Option<Numbering>) -> view::Trace {
    view::Trace {
        id: None,
        from: world.node(trace.from),
        to: world.node(trace.to),
        access: trace.access,
        verdict: trace.verdict,
        scope: match trace.scope {
            Scope::Some => view::Reach::Some,
            Scope::All => view::Reach::All,
        },
        conditions: world.conditions(&trace.conditions),
        assumptions: trace.assumptions.iter().map(|a| (*a).to_owned()).collect(),
        hops: hops(world, &trace.hops, numbers),
        // An easiest way has none of its own, so this does not nest further.
        easiest: trace.easiest.as_ref().map(|easiest| {
            let flat = Trace { easiest: None, ..(**easiest).clone() };
            Box::new(self::trace(world, &flat, numbers))
        }),
        blocked_by: trace.blocked_by.iter().map(|b| blocker(world, b)).collect(),
        unknown: trace.unknown.iter().map(|u| unknown(world, u)).collect(),
        remedy: trace.remedy.as_ref().map(|r| remedy(world, r)),
    }
}

/// Permissions told of that are lost.
const LOST: usize = 5;

pub(super) fn remedy(world: &World<'_>, remedy: &Remedy) -> view::Remedy {
    let example = |lost: &Lost| format!("{}: {} on {}", world.node(lost.principal).name, lost.action, world.render(&lost.resource));
    view::Remedy {
        edits: remedy.edits.iter().map(|e| edit(world, e)).collect(),
        open: remedy.open,
        lost: remedy.lost.len(),
        lost_examples: remedy.lost.iter().take(LOST).map(|l| bounded(example(l))).collect(),
    }
}

fn edit(world: &World<'_>, edit: &Edit) -> view::Edit {
    let holder = world.sources.inventory.resource(edit.holder).map(|r| world.resource(r)).unwrap_or_default();
    let actions: Vec<String> = edit.actions.iter().map(|a| a.as_str().to_owned()).collect();
    let resources: Vec<String> = edit.resources.iter().map(|r| world.render(r)).collect();
    let statement = edit.statement.and_then(|s| world.statements(&[s]).into_iter().next());
    let named = statement.as_ref().map(crate::report::words::statement).unwrap_or_default();
    let (list, places) = (actions.join(", "), resources.join(", "));
    let says = match edit.kind {
        EditKind::RemoveStatement => format!("remove {named}"),
        EditKind::DropAction => format!("take {list} out of {named}"),
        EditKind::DropResource => format!("take {places} out of {named}"),
        EditKind::AddDeny => format!("deny {} {list} on {places}", holder.name),
        EditKind::NarrowRole => format!("give `Reader` in place of {}", role(world, edit)),
        EditKind::RemoveAssignment => format!("remove {}", role(world, edit)),
    };
    let deny = || serde_json::json!({"Effect": "Deny", "Action": actions, "Resource": resources}).to_string();
    let add = (edit.kind == EditKind::AddDeny).then(deny);
    view::Edit { kind: edit.kind, holder, statement, add, says: bounded(says), actions, resources }
}

/// A role of Azure that is changed: `ROLE` to somebody at a scope, and where that is stated.
fn role(world: &World<'_>, edit: &Edit) -> String {
    let inventory = world.sources.inventory;
    let by = inventory.resource(edit.holder);
    let grant = by.and_then(|r| r.role_grants.get(edit.role.unwrap_or_default()));
    let (Some(by), Some(grant)) = (by, grant) else { return String::new() };
    let name = grant.known.as_ref().map_or_else(|| world.render(&grant.role), |r| r.name.clone());
    let at = grant.on.and_then(|id| inventory.resource(id)).map_or_else(|| world.render(&grant.scope), |r| world.resource(r).name);
    let place = by.origin.address.clone().unwrap_or_else(|| world.resource(by).name);
    format!("`{name}` at {at} ({place})")
}

pub(super) fn hops(world: &World<'_>, edges: &[EdgeId], numbers: &mut Option<Numbering>) -> Vec<view::Hop> {
    let graph = world.sources.graph;
    edges.iter().filter_map(|id| graph.edge(*id)).map(|edge| hop(world, edge, numbers.as_mut().map(|n| n.evidence(edge.id)))).collect()
}

pub(super) fn hop(world: &World<'_>, edge: &Edge, evidence: Option<String>) -> view::Hop {
    let mut actions: Vec<String> = Vec::new();
    for need in &edge.needs {
        let action = need.action.as_str().to_owned();
        if !actions.contains(&action) {
            actions.push(action);
        }
    }
    for action in edge.given.iter().map(|g| g.action).filter(|a| !a.is_empty()) {
        if !actions.iter().any(|a| a == action) {
            actions.push(action.to_owned());
        }
    }
    let mut statements = world.statements(&edge.statements);
    for given in edge.given.iter().filter_map(|g| world.given(g)) {
        if !statements.contains(&given) {
            statements.push(given);
        }
    }
    view::Hop {
        from: world.node(edge.from),
        to: world.node(edge.to),
        edge: edge.kind,
        ids: edge.ids.iter().map(|i| (*i).to_owned()).collect(),
        actions,
        statements,
        certainty: match edge.status {
            Status::Certain => view::Certainty::Certain,
            Status::Conditional => view::Certainty::Conditional,
            Status::Unknown => view::Certainty::Unknown,
        },
        conditions: world.conditions(&edge.conditions),
        facts: edge.facts.iter().map(|f| bounded(f.clone())).collect(),
        also: edge.also.iter().map(|n| world.node(*n)).collect(),
        evidence,
    }
}

fn blocker(world: &World<'_>, blocker: &Blocker) -> view::Blocker {
    view::Blocker {
        from: world.node(blocker.from),
        to: world.node(blocker.to),
        edge: blocker.kind,
        action: blocker.need.as_ref().map(|n| n.action.as_str().to_owned()),
        resource: blocker.need.as_ref().map(|n| world.render(&n.resource)),
        explicit: blocker.denial.as_ref().map(|d| d.explicit),
        decided_by: blocker.denial.as_ref().map(|d| d.by.word().to_owned()),
        statements: blocker.denial.as_ref().map(|d| world.statements(&d.statements)).unwrap_or_default(),
        missing: blocker.missing.clone().map(bounded),
    }
}

fn unknown(world: &World<'_>, unknown: &Unknown) -> view::Unknown {
    let (kind, message, subject, origin) = world.unsettled(&unknown.doubt);
    view::Unknown { from: world.node(unknown.from), to: world.node(unknown.to), kind: kind.to_owned(), message, subject, origin }
}

/// The answer to a single question, with a picture of it.
pub fn trace_answer(sources: super::Sources<'_>, answer: &Answer, meta: &super::Meta<'_>) -> view::TraceAnswer {
    let world = World::new(sources);
    let traces: Vec<view::Trace> = answer.traces.iter().map(|t| trace(&world, t, &mut None)).collect();
    view::TraceAnswer {
        version: view::VERSION,
        verdict: answer.verdict,
        first_hops: hops(&world, &answer.first_hops, &mut None),
        dominators: answer.dominators.iter().map(|n| world.node(*n)).collect(),
        diagram: super::answer_diagram(&world, &traces, meta),
        traces,
    }
}
