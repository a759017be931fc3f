//! Building the graph: from every actor outward, until nothing new is found.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::graph::{DiGraph, EdgeIndex, NodeIndex};
use rayon::prelude::*;

use super::attempt::Attempt;
use super::edges::{self, Reach};
use super::world::{World, is_pattern};
use super::{AccessGraph, Change, Edge, EdgeId, EdgeKind, Node, NodeId, NodeKind, Outside, Refusal, Status, Unsettled, outsiders};
use crate::aws::{Arn, Text};
use crate::model::{Inventory, PrincipalKind, Resource, ResourceId, ResourcePolicy, Tri};
use crate::policy::{Doubt, Evaluation, Scope};

impl AccessGraph {
    /// The graph of an inventory. `asked` are outsiders that a question names; those that policies name are found.
    pub fn build(inventory: &Inventory, asked: &[Outside]) -> Self {
        let world = World::new(inventory);
        let mut builder = Builder::default();
        builder.seed(inventory, asked);
        let mut next = 0;
        // Wave by wave: the actors of a wave are asked side by side, and what they can do is taken up in order, so that threads change nothing.
        while next < builder.graph.node_count() {
            let wave: Vec<NodeKind> = builder.graph.node_weights().skip(next).take(WAVE).map(|n| n.kind.clone()).collect();
            let found: Vec<Found> = wave.par_iter().map(|kind| look(&world, kind)).collect();
            for (kind, found) in wave.iter().zip(found) {
                builder.expand(&world, NodeId(next as u32), kind, found);
                next += 1;
            }
        }
        builder.finish(inventory)
    }

    /// What was tried between these nodes and refused, nearest misses first. For explaining a "never".
    pub fn refusals(&self, inventory: &Inventory, from: &BTreeSet<NodeId>, to: &BTreeSet<NodeId>) -> Vec<Refusal> {
        let world = World::new(inventory);
        let nodes = || to.iter().filter_map(|n| self.node(*n));
        let mut wanted: BTreeSet<Option<ResourceId>> = nodes().filter_map(Node::resource).map(Some).collect();
        if nodes().any(|n| matches!(n.kind, NodeKind::Admin(_))) {
            wanted.insert(None);
        }
        let of_one = |id: &NodeId| -> Vec<Refusal> {
            let Some(node) = self.node(*id) else { return Vec::new() };
            let tried = match (&node.kind, world.actor(&node.kind)) {
                (kind, _) if edges::azure::is_of(kind) => edges::azure::steps(&world, kind, Reach::Everything(&wanted)),
                (NodeKind::Kafka(cluster, principal), _) => edges::as_kafka_principal(&world, *cluster, principal.as_ref()),
                (_, Some(actor)) => edges::steps(&world, &actor, Reach::Everything(&wanted)),
                (_, None) => return Vec::new(),
            };
            let refused = tried.into_iter().filter(Attempt::refused);
            refused.filter_map(|a| self.find(&a.to).filter(|t| to.contains(t)).map(|target| a.refusal(*id, target))).collect()
        };
        let mut refusals: Vec<Refusal> = from.iter().collect::<Vec<_>>().into_par_iter().flat_map_iter(of_one).collect();
        // A deny first, for it is what guards; then what our own principals miss, plain steps before roundabout ones, the nearest miss of each first.
        let outside = |id: NodeId| self.node(id).is_some_and(|n| matches!(n.kind, NodeKind::Outside(_)));
        refusals.sort_by_key(|r| {
            let explicit = r.denial.as_ref().is_some_and(|d| d.explicit);
            (!explicit, outside(r.from) && r.kind != EdgeKind::Assume, plainness(r.kind), std::cmp::Reverse(r.met), r.denial.is_none(), r.from, r.to)
        });
        refusals
    }
}

/// How plain a step is: what a reader expects to be told first.
fn plainness(kind: EdgeKind) -> u8 {
    match kind {
        EdgeKind::Assume | EdgeKind::AssumeWebIdentity | EdgeKind::AssumeSaml => 0,
        EdgeKind::Read | EdgeKind::Write | EdgeKind::Decrypt | EdgeKind::Admin => 1,
        EdgeKind::RewriteTrust => 2,
        EdgeKind::RewriteGrant => 3,
        EdgeKind::PassNew => 4,
        EdgeKind::Credential => 5,
        EdgeKind::Hijack => 6,
        EdgeKind::RunsAs | EdgeKind::RemoveGuard | EdgeKind::Expose | EdgeKind::FlipTag | EdgeKind::Connect => 7,
    }
}

/// What an actor can do.
#[derive(Default)]
struct Found {
    steps: Vec<Attempt>,
    /// Its own policies that are not known.
    doubts: Vec<Unsettled>,
}

fn look(world: &World<'_>, kind: &NodeKind) -> Found {
    if let NodeKind::Compute(id) = kind {
        let cluster = world.inventory.resource(*id).filter(|r| r.cluster.is_some());
        let inside = cluster.map(|c| edges::from_inside(world, c)).unwrap_or_default();
        let records = edges::on_broker(world, *id);
        return Found { steps: inside.into_iter().chain(records).chain(edges::on_machine(world, *id)).collect(), doubts: Vec::new() };
    }
    if let NodeKind::Kafka(cluster, principal) = kind {
        return Found { steps: edges::as_kafka_principal(world, *cluster, principal.as_ref()), doubts: Vec::new() };
    }
    let azure = edges::azure::steps(world, kind, Reach::Possible);
    let Some(actor) = world.actor(kind) else { return Found { steps: azure, doubts: Vec::new() } };
    let doubts = actor.unknown_policies().map(|p| Unsettled::Policy(Doubt::UnknownPolicy(p))).collect();
    let mut steps = edges::steps(world, &actor, Reach::Possible);
    steps.extend(azure);
    Found { steps, doubts }
}

#[derive(Default)]
struct Builder {
    graph: DiGraph<Node, Box<Edge>>,
    ids: BTreeMap<NodeKind, NodeId>,
    /// The states of a principal that were looked at.
    states: BTreeMap<ResourceId, Vec<(NodeId, Change)>>,
}

/// How many actors are asked before what they can do is taken up: it bounds what is held at a time.
const WAVE: usize = 64;

/// How many states of one principal are followed.
const STATES: usize = 12;

impl Builder {
    fn node(&mut self, kind: NodeKind) -> NodeId {
        if let Some(id) = self.ids.get(&kind) {
            return *id;
        }
        let id = NodeId(self.graph.node_count() as u32);
        self.ids.insert(kind.clone(), id);
        self.graph.add_node(Node { id, kind });
        id
    }

    /// The index of the next edge.
    fn next(&self) -> EdgeId {
        EdgeId(self.graph.edge_count() as u32)
    }

    fn add(&mut self, edge: Edge) {
        self.graph.add_edge(NodeIndex::new(edge.from.0 as usize), NodeIndex::new(edge.to.0 as usize), Box::new(edge));
    }

    fn seed(&mut self, inventory: &Inventory, asked: &[Outside]) {
        self.node(NodeKind::Anyone);
        self.node(NodeKind::Anything);
        for outside in outsiders::named(inventory).into_iter().chain(asked.iter().cloned()) {
            self.node(NodeKind::Outside(outside));
        }
        for resource in &inventory.resources {
            for kind in nodes_of(resource) {
                self.node(kind);
            }
        }
        for account in &inventory.accounts {
            self.node(NodeKind::Admin(account.id.clone()));
        }
    }

    fn expand(&mut self, world: &World<'_>, id: NodeId, kind: &NodeKind, found: Found) {
        let inventory = world.inventory;
        match kind {
            NodeKind::Anyone => {
                self.expand_anyone(inventory, id);
                found.steps.into_iter().for_each(|attempt| self.take(id, attempt));
            }
            NodeKind::Compute(resource) => {
                self.expand_compute(inventory, id, *resource);
                for attempt in found.steps {
                    self.take(id, attempt);
                }
            }
            NodeKind::Kafka(..) | NodeKind::Store(_) | NodeKind::Identity(_) | NodeKind::SharedKey(_) | NodeKind::Granted(_) => {
                found.steps.into_iter().for_each(|attempt| self.take(id, attempt))
            }
            NodeKind::Further(service, account) => self.expand_further(world, id, service, account),
            NodeKind::Anything | NodeKind::Key(_) | NodeKind::Tagged(_) | NodeKind::Opened(_) | NodeKind::Connected(_) => {}
            NodeKind::Admin(_) | NodeKind::Outside(_) | NodeKind::Principal(_) | NodeKind::Raised(_) | NodeKind::Altered(..) => {
                self.merge(id, kind);
                for attempt in found.steps {
                    self.take(id, attempt);
                }
                if !found.doubts.is_empty() {
                    let anything = self.node(NodeKind::Anything);
                    self.unsettled(id, anything, EdgeKind::Assume, found.doubts);
                }
            }
        }
    }

    /// Changes on one principal add up: from two of its states follows the one with both changes.
    fn merge(&mut self, id: NodeId, kind: &NodeKind) {
        let Some((principal, change)) = kind.change() else { return };
        let states = self.states.entry(principal).or_default();
        let others = states.clone();
        states.push((id, change.clone()));
        for (other, made) in others {
            let both = change.and(&made);
            if both == change || both == made {
                continue;
            }
            let known = self.ids.contains_key(&both.clone().of(principal));
            if !known && self.states.get(&principal).is_some_and(|s| s.len() >= STATES) {
                let anything = self.node(NodeKind::Anything);
                let doubt = Unsettled::Fact("what further changes to the principal's policies together give".into());
                self.unsettled(id, anything, EdgeKind::RewriteGrant, vec![doubt]);
                return;
            }
            let to = self.node(both.of(principal));
            let mut edge = plain(self.next(), id, to, EdgeKind::RewriteGrant, Status::Certain);
            edge.also.push(other);
            edge.facts.push("both changes are made".into());
            self.add(edge);
        }
    }

    fn take(&mut self, from: NodeId, attempt: Attempt) {
        if attempt.refused() {
            return;
        }
        let to = self.node(attempt.to.clone());
        let also = attempt.also.iter().map(|k| self.node(k.clone())).collect();
        let id = self.next();
        if let Some(edge) = attempt.edge(id, from, also, to) {
            self.add(edge);
        }
    }

    /// Trust and resource policies that are not known may let anybody in.
    fn expand_anyone(&mut self, inventory: &Inventory, anyone: NodeId) {
        for resource in &inventory.resources {
            // Whether a role exists of which only a pattern is known is the business of whose policy holds the pattern.
            let role = resource.principal.as_ref().filter(|p| p.kind == PrincipalKind::Role && !is_pattern(&resource.arn));
            if let Some(doubt) = role.and_then(|p| match p.trust {
                Some(trust) => inventory.policy(trust).is_some_and(|p| p.document.is_none()).then_some(Doubt::UnknownPolicy(trust)),
                None => resource.referenced.then_some(Doubt::UnseenResourcePolicy),
            }) {
                let to = self.node(NodeKind::Principal(resource.id));
                self.unsettled(anyone, to, EdgeKind::Assume, vec![Unsettled::Policy(doubt)]);
            }
            for entry in resource.cluster.iter().flat_map(|c| &c.entries).filter(|e| Arn::parse(&e.principal).is_err()) {
                let to = self.node(NodeKind::Compute(resource.id));
                let who = inventory.render(&entry.principal);
                self.unsettled(anyone, to, EdgeKind::Hijack, vec![Unsettled::Fact(format!("whom the cluster lets in as {who}"))]);
            }
            if resource.switch("acl-grants") == Tri::Yes && resource.switch("acls") != Tri::No {
                let to = self.node(NodeKind::Store(resource.id));
                let doubt = || vec![Unsettled::Fact(format!("what the access control lists of {} grant", inventory.render(&resource.name)))];
                self.unsettled(anyone, to, EdgeKind::Read, doubt());
                self.unsettled(anyone, to, EdgeKind::Write, doubt());
            }
            let doubt = match resource.resource_policy {
                ResourcePolicy::Unseen => Some(Doubt::UnseenResourcePolicy),
                ResourcePolicy::Policy(id) if inventory.policy(id).is_some_and(|p| p.document.is_none()) => Some(Doubt::UnknownPolicy(id)),
                _ => None,
            };
            let Some(doubt) = doubt else { continue };
            if resource.store.is_some() {
                let to = self.node(NodeKind::Store(resource.id));
                self.unsettled(anyone, to, EdgeKind::Read, vec![Unsettled::Policy(doubt.clone())]);
                self.unsettled(anyone, to, EdgeKind::Write, vec![Unsettled::Policy(doubt)]);
            } else if resource.key.is_some() {
                let to = self.node(NodeKind::Key(resource.id));
                self.unsettled(anyone, to, EdgeKind::Decrypt, vec![Unsettled::Policy(doubt)]);
            }
        }
    }

    fn expand_compute(&mut self, inventory: &Inventory, id: NodeId, resource: ResourceId) {
        let Some(compute) = inventory.resource(resource) else { return };
        // The roles that ECS pulls images with and that EKS runs the control plane as are not the containers'.
        let apart = [("execution role", "ecs-tasks.amazonaws.com"), ("cluster role", "eks.amazonaws.com")];
        for runs_as in compute.runs_as.iter().filter(|r| !apart.contains(&(r.how, r.service))) {
            let azure = inventory.resource(runs_as.role).is_some_and(|r| r.identity.is_some());
            let to = self.node(if azure { NodeKind::Identity(runs_as.role) } else { NodeKind::Principal(runs_as.role) });
            let mut edge = plain(self.next(), id, to, EdgeKind::RunsAs, Status::Certain);
            edge.facts.push(format!("{} hands out the credentials of its {}", runs_as.service, runs_as.how));
            self.add(edge);
        }
    }

    /// Compute that the input does not show may run as any role that trusts its service.
    fn expand_further(&mut self, world: &World<'_>, id: NodeId, kind: &'static str, account: &Text) {
        for (role, trusted) in edges::served(world, kind, account) {
            let to = self.node(NodeKind::Principal(role.id));
            let mut edge = plain(self.next(), id, to, EdgeKind::RunsAs, Status::Unknown);
            let fact = format!("whether a further {} runs as {}", kind.replace('-', " "), world.inventory.render(&role.name));
            edge.doubts.push(Unsettled::Fact(fact));
            if let Evaluation::Uncertain(doubts) = trusted {
                edge.doubts.extend(doubts.into_iter().map(Unsettled::Policy));
            }
            self.add(edge);
        }
    }

    fn unsettled(&mut self, from: NodeId, to: NodeId, kind: EdgeKind, doubts: Vec<Unsettled>) {
        let mut edge = plain(self.next(), from, to, kind, Status::Unknown);
        edge.doubts = doubts;
        self.add(edge);
    }

    fn finish(self, inventory: &Inventory) -> AccessGraph {
        AccessGraph { graph: self.graph, ids: self.ids, assumed: inventory.assumed().collect(), ..AccessGraph::default() }
    }
}

/// The states that a resource of the input stands for from the start; others are found on the way.
fn nodes_of(resource: &Resource) -> Vec<NodeKind> {
    let mut kinds = Vec::new();
    if resource.principal.as_ref().is_some_and(|p| p.kind != PrincipalKind::Group) {
        kinds.push(NodeKind::Principal(resource.id));
    }
    if resource.identity.as_ref().is_some_and(|i| i.members.is_empty() && i.member_ids.is_empty()) {
        kinds.push(NodeKind::Identity(resource.id));
    }
    if !resource.runs_as.is_empty() || resource.cluster.is_some() {
        kinds.push(NodeKind::Compute(resource.id));
    }
    if resource.store.is_some() {
        kinds.push(NodeKind::Store(resource.id));
    }
    if resource.key.is_some() {
        kinds.push(NodeKind::Key(resource.id));
    }
    kinds
}

fn plain(id: EdgeId, from: NodeId, to: NodeId, kind: EdgeKind, status: Status) -> Edge {
    Edge {
        id,
        from,
        also: Vec::new(),
        to,
        kind,
        ids: Vec::new(),
        needs: Vec::new(),
        status,
        statements: Vec::new(),
        given: Vec::new(),
        places: Vec::new(),
        conditions: Vec::new(),
        assumptions: Vec::new(),
        doubts: Vec::new(),
        facts: Vec::new(),
        scope: Scope::All,
    }
}

impl AccessGraph {
    pub(super) fn edge_index(id: EdgeId) -> EdgeIndex {
        EdgeIndex::new(id.0 as usize)
    }
}
