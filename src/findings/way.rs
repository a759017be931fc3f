//! Ways: the traces that reach something, told by how they do it, so that each is reported by one rule.

use std::collections::BTreeMap;

use super::finding::{label, listed};
use super::{Analysis, Confidence, Finding, Rule, Severity};
use crate::graph::{Edge, EdgeKind, NodeId, NodeKind, Outside};
use crate::model::{Resource, ResourceId, RoleKind};
use crate::policy::Controller;
use crate::trace::{Access, Trace, Verdict};

/// What a way leads to, least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Prize {
    /// Nothing that is data.
    Nothing,
    /// The use of a key.
    Key,
    /// Data.
    Data,
    /// Regulated data.
    Regulated,
    /// A whole account.
    Admin,
}

/// How a way leads there: by the first step that is more than using what one has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Means {
    /// A resource-based policy names the actor.
    ResourcePolicy,
    /// Assumed roles and their permissions.
    Permissions,
    /// A new workload with a stronger role.
    PassRole,
    /// A rewritten trust policy.
    Trust,
    /// Rewritten permissions.
    Grant,
    /// A principal that is made, with any permission.
    Creation,
    /// A workload that is changed or entered.
    Compute,
    /// Credentials made or changed.
    Credential,
    /// A boundary, a deny or a tag test that is taken out of the way.
    Guard,
    /// The guard of a store or key rewritten, or a copy shared.
    Exposure,
}

/// A trace that reaches something.
#[derive(Clone, Copy, Debug)]
pub(super) struct Way<'a> {
    /// The trace.
    pub trace: &'a Trace,
    /// What it leads to.
    pub prize: Prize,
    /// How.
    pub means: Means,
    /// The first role or user of ours on it, or the workload it starts from.
    pub entry: Option<&'a Resource>,
    /// The escalating step.
    pub step: Option<&'a Edge>,
}

impl Way<'_> {
    /// The severity: what is reached, one less where conditions that the caller does not choose have to hold.
    pub fn severity(&self) -> Severity {
        severity(self.prize, self.trace)
    }

    /// Certain, or resting on listed assumptions.
    pub fn confidence(&self) -> Confidence {
        if self.trace.assumptions.is_empty() { Confidence::Proven } else { Confidence::Assumed }
    }
}

/// All ways of somebody, in the order of the traces. What everybody can do is told by the rules about the policies that say so.
pub(super) fn ways<'a>(analysis: &Analysis<'a>) -> Vec<Way<'a>> {
    let everyone = |t: &Trace| matches!(analysis.graph.node(t.from).map(|n| &n.kind), Some(NodeKind::Outside(Outside::Everyone)));
    let reaching = analysis.traces.iter().filter(|t| t.verdict >= Verdict::ReachesIf && !t.hops.is_empty());
    reaching.filter(|t| !everyone(t)).map(|t| way(analysis, t)).collect()
}

/// What the vendors get at by way of a role.
pub(super) fn prize_through(analysis: &Analysis<'_>, role: ResourceId) -> Prize {
    let through = analysis.traces.iter().filter(|t| t.verdict >= Verdict::ReachesIf);
    let through = through.filter(|t| edges(analysis, t).any(|e| [e.from, e.to].into_iter().any(|n| acts_as(analysis, n) == Some(role))));
    through.map(|t| prize(analysis, t.to)).max().unwrap_or(Prize::Nothing)
}

/// One finding for each key that `key` makes of a way (none: not this rule's), led by the worst way; `say` makes the sentence from that way,
/// the names of all actors and of all that is reached.
pub(super) fn report<'a>(
    rule: &Rule,
    analysis: &Analysis<'a>,
    mut key: impl FnMut(&Way<'a>) -> Option<Vec<String>>,
    say: impl Fn(&Way<'a>, &str, &str) -> String,
) -> Vec<Finding> {
    let mut groups: BTreeMap<Vec<String>, Vec<Way<'a>>> = BTreeMap::new();
    for way in ways(analysis) {
        if let Some(key) = key(&way) {
            groups.entry(key).or_default().push(way);
        }
    }
    let findings = groups.into_iter().filter_map(|(identity, mut group)| {
        let name = |w: &Way<'_>| node_name(analysis, w.trace.to);
        group.sort_by_key(|w| (std::cmp::Reverse((w.severity(), w.confidence())), w.trace.hops.len(), name(w), node_name(analysis, w.trace.from)));
        let first = group.first()?;
        let actors = listed(group.iter().map(|w| node_name(analysis, w.trace.from)));
        let reached = listed(group.iter().map(name));
        let subject = first.entry.or_else(|| resource(analysis, first.trace.to))?;
        let mut finding = Finding::of_resource(rule, analysis.inventory, subject, say(first, &actors, &reached));
        finding.severity = first.severity();
        finding.confidence = first.confidence();
        finding.hops.clone_from(&first.trace.hops);
        finding.way = analysis.traces.iter().position(|t| std::ptr::eq(t, first.trace));
        finding.conditions.clone_from(&first.trace.conditions);
        finding.identity = identity;
        if let Some(target) = resource(analysis, first.trace.to)
            && !finding.locations.contains(&target.origin)
        {
            finding.locations.push(target.origin.clone());
        }
        Some(finding)
    });
    findings.collect()
}

/// One finding for each pair of who escalates by these means and what by; `say` makes the sentence from the names of the actors, of what the
/// escalating step is about, and of what is reached.
pub(super) fn report_step(rule: &Rule, analysis: &Analysis<'_>, means: Means, say: impl Fn(&str, &str, &str) -> String) -> Vec<Finding> {
    let target = |way: &Way<'_>| way.step.map_or_else(String::new, |e| node_name(analysis, e.to));
    report(rule, analysis, |way| by_step(analysis, way, means), |way, actors, reached| say(actors, &target(way), reached))
}

/// The key of a way that escalates by these means: who escalates, and to what.
fn by_step(analysis: &Analysis<'_>, way: &Way<'_>, means: Means) -> Option<Vec<String>> {
    let step = way.step.filter(|_| way.means == means && way.prize > Prize::Nothing)?;
    let entry = way.entry.map_or_else(|| node_name(analysis, way.trace.from), |e| label(analysis.inventory, e));
    Some(vec![entry, node_name(analysis, step.to)])
}

/// The key of a way by dataset: who, and which data. Stores outside any dataset are one.
pub(super) fn by_dataset(analysis: &Analysis<'_>, way: &Way<'_>) -> Vec<String> {
    let entry = way.entry.map_or_else(|| node_name(analysis, way.trace.from), |e| label(analysis.inventory, e));
    let sets = resource(analysis, way.trace.to).map(|s| analysis.review.datasets_of(analysis.inventory, s)).unwrap_or_default();
    vec![entry, sets.first().map_or_else(|| "stores outside any dataset".to_owned(), |d| d.name.clone())]
}

/// Whether this is the declared product at its own work: every role on the way is of kind `service`.
pub(super) fn serves(analysis: &Analysis<'_>, way: &Way<'_>) -> bool {
    let acted = edges(analysis, way.trace).flat_map(|e| [e.from, e.to]).filter_map(|n| acts_as(analysis, n));
    let mut roles = acted.filter_map(|id| analysis.inventory.resource(id)).peekable();
    way.means == Means::Permissions && roles.peek().is_some() && roles.all(|r| kind(analysis, r) == Some(RoleKind::Service))
}

/// What a reader calls a node.
pub(super) fn node_name(analysis: &Analysis<'_>, id: NodeId) -> String {
    let inventory = analysis.inventory;
    let of = |id: &ResourceId| inventory.resource(*id).map_or_else(String::new, |r| label(inventory, r));
    match analysis.graph.node(id).map(|n| &n.kind) {
        Some(NodeKind::Outside(outside)) => outside_name(analysis, outside),
        Some(NodeKind::Admin(account)) => format!("everything in account {}", inventory.render(account)),
        Some(NodeKind::SharedKey(r)) => format!("shared keys of {}", of(r)),
        Some(NodeKind::Granted(r)) => format!("a data role at {}", of(r)),
        Some(NodeKind::Opened(r)) => format!("the settings of {}", of(r)),
        Some(NodeKind::Connected(r)) => format!("the network of {}", of(r)),
        Some(NodeKind::Kafka(r, Some(principal))) => format!("{} of {}", inventory.render(principal), of(r)),
        Some(NodeKind::Kafka(r, None)) => format!("any principal of a certificate of {}", of(r)),
        Some(_) => resource(analysis, id).map_or_else(String::new, |r| label(inventory, r)),
        None => String::new(),
    }
}

/// The kind that the configuration gives a role.
pub(super) fn kind(analysis: &Analysis<'_>, role: &Resource) -> Option<RoleKind> {
    analysis.review.role_kind(analysis.inventory, role)
}

/// The resource that a node stands for.
pub(super) fn resource<'a>(analysis: &Analysis<'a>, id: NodeId) -> Option<&'a Resource> {
    analysis.graph.node(id).and_then(|n| n.resource()).and_then(|r| analysis.inventory.resource(r))
}

/// The severity of changing what is this bad to read.
pub(super) fn written(read: Severity) -> Severity {
    if read == Severity::Critical { Severity::High } else { read.min(Severity::Medium) }
}

/// How bad it is that a trace reaches what it reaches; `None` where it does not, or that is not known.
pub fn severity_of(analysis: &Analysis<'_>, trace: &Trace) -> Option<Severity> {
    let reached = severity(prize(analysis, trace.to), trace);
    let reached = if trace.access == Access::Write { written(reached) } else { reached };
    (trace.verdict >= Verdict::ReachesIf).then_some(reached)
}

/// The severity of reaching a prize under the conditions of a trace.
fn severity(prize: Prize, trace: &Trace) -> Severity {
    // In Azure conditions stand among the facts of the steps.
    let azure = trace.verdict == Verdict::ReachesIf && trace.conditions.is_empty() && trace.assumptions.contains(&"no-azure-deny-or-policy");
    let open = azure || trace.conditions.iter().any(|c| c.who != Controller::Caller);
    match (prize, open) {
        (Prize::Admin | Prize::Regulated, false) => Severity::Critical,
        (Prize::Admin | Prize::Regulated, true) | (Prize::Data, false) => Severity::High,
        (Prize::Data, true) | (Prize::Key, false) => Severity::Medium,
        (Prize::Key, true) | (Prize::Nothing, _) => Severity::Low,
    }
}

fn way<'a>(analysis: &Analysis<'a>, trace: &'a Trace) -> Way<'a> {
    let first = edges(analysis, trace).next();
    // In Azure what gives the role is where it is taken away.
    let given = edges(analysis, trace).find_map(|e| e.given.first()).and_then(|g| analysis.inventory.resource(g.by));
    let entry = first.and_then(|e| match analysis.graph.node(e.from).map(|n| &n.kind) {
        Some(NodeKind::Outside(_)) => resource(analysis, e.to),
        _ => resource(analysis, e.from),
    });
    let direct = given.is_none() && trace.hops.len() == 1 && entry.is_some_and(|r| r.principal.is_none() && r.runs_as.is_empty());
    // Permissions that lead to everything at once are those of a principal that is made.
    let creates = |e: &Edge| matches!(analysis.graph.node(e.to).map(|n| &n.kind), Some(NodeKind::Admin(_)));
    let means = |e: &Edge| escalation(e.kind).map(|m| if m == Means::Grant && creates(e) { Means::Creation } else { m });
    let step = edges(analysis, trace).find_map(|e| Some((e, means(e)?)));
    let means = step.map_or(if direct { Means::ResourcePolicy } else { Means::Permissions }, |(_, means)| means);
    let entry = given.or(entry.filter(|_| !direct));
    Way { trace, prize: prize(analysis, trace.to), means, entry, step: step.map(|(e, _)| e) }
}

fn escalation(kind: EdgeKind) -> Option<Means> {
    match kind {
        EdgeKind::PassNew => Some(Means::PassRole),
        EdgeKind::RewriteTrust => Some(Means::Trust),
        EdgeKind::RewriteGrant => Some(Means::Grant),
        EdgeKind::Hijack => Some(Means::Compute),
        EdgeKind::Credential => Some(Means::Credential),
        EdgeKind::RemoveGuard | EdgeKind::FlipTag => Some(Means::Guard),
        EdgeKind::Expose => Some(Means::Exposure),
        EdgeKind::Assume
        | EdgeKind::AssumeWebIdentity
        | EdgeKind::AssumeSaml
        | EdgeKind::RunsAs
        | EdgeKind::Connect
        | EdgeKind::Read
        | EdgeKind::Write
        | EdgeKind::Decrypt
        | EdgeKind::Admin => None,
    }
}

/// What a node is worth.
pub(super) fn prize(analysis: &Analysis<'_>, target: NodeId) -> Prize {
    let regulated = |r: &ResourceId| analysis.inventory.resource(*r).is_some_and(|r| analysis.review.is_regulated(analysis.inventory, r));
    match analysis.graph.node(target).map(|n| &n.kind) {
        Some(NodeKind::Admin(_)) => Prize::Admin,
        Some(NodeKind::Store(r)) if regulated(r) => Prize::Regulated,
        Some(NodeKind::Store(_)) => Prize::Data,
        Some(NodeKind::Key(_)) => Prize::Key,
        _ => Prize::Nothing,
    }
}

fn edges<'a>(analysis: &Analysis<'a>, trace: &'a Trace) -> impl Iterator<Item = &'a Edge> {
    let graph = analysis.graph;
    trace.hops.iter().filter_map(move |id| graph.edge(*id))
}

fn acts_as(analysis: &Analysis<'_>, id: NodeId) -> Option<ResourceId> {
    match analysis.graph.node(id).map(|n| &n.kind) {
        Some(NodeKind::Principal(r) | NodeKind::Raised(r) | NodeKind::Altered(r, _)) => Some(*r),
        _ => None,
    }
}

fn outside_name(analysis: &Analysis<'_>, outside: &Outside) -> String {
    let render = |t| analysis.inventory.render(t);
    match outside {
        Outside::Everyone => "everyone".to_owned(),
        Outside::Account(id) => super::door::account_name(analysis, &render(id)),
        Outside::Principal(arn) => render(arn),
        Outside::Identity { provider, subject, .. } => {
            subject.as_ref().map_or_else(|| format!("identities of {}", render(provider)), |s| format!("{} of {}", render(s), render(provider)))
        }
        Outside::Service(name) => render(name),
        Outside::Object(id) => format!("object {}", render(id)),
    }
}
