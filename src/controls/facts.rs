//! What rows are judged from: the analysed world, with the questions that several rows ask of it.

use std::collections::BTreeSet;

use super::Fact;
use crate::aws::Action;
use crate::findings::{Analysis, Subject};
use crate::graph::{Cost, Decider, NodeId, NodeKind, Outside, Status};
use crate::model::{PrincipalKind, Resource, ResourceId, ResourcePolicy};
use crate::policy::{Evaluation, PolicyKind, Target};
use crate::trace::Verdict;

/// Examples named in a sentence.
const NAMED: usize = 3;

/// The analysed world.
pub(super) struct Facts<'a> {
    pub analysis: &'a Analysis<'a>,
    decider: Decider<'a>,
    /// Roles and users of ours that somebody outside may get into, and whether with their permissions rewritten.
    pub entered: Vec<(&'a Resource, bool)>,
}

/// Who may do something.
#[derive(Default)]
pub(super) struct May {
    /// Who may, surely or under conditions.
    pub yes: Vec<Fact>,
    /// For whom it is not known.
    pub perhaps: Vec<String>,
}

impl<'a> Facts<'a> {
    pub fn new(analysis: &'a Analysis<'a>) -> Self {
        Self { analysis, decider: Decider::new(analysis.inventory), entered: entered(analysis) }
    }

    /// What a reader calls a resource.
    pub fn label(&self, resource: &Resource) -> String {
        Subject::Resource(resource.id).label(self.analysis.inventory)
    }

    /// A fact about a resource: `NAME WORDS`.
    pub fn about(&self, resource: &Resource, words: &str) -> Fact {
        Fact { text: format!("{} {words}", self.label(resource)), resource: Some(resource.id) }
    }

    /// Stores that the input states.
    pub fn stores(&self) -> impl Iterator<Item = &'a Resource> + '_ {
        self.analysis.inventory.resources.iter().filter(|r| r.store.is_some() && !r.referenced)
    }

    /// Keys that the input states.
    pub fn keys(&self) -> impl Iterator<Item = &'a Resource> + '_ {
        self.analysis.inventory.resources.iter().filter(|r| r.key.is_some() && !r.referenced)
    }

    /// Resources of a kind that the input states.
    pub fn kind<'s>(&'s self, kind: &'s str) -> impl Iterator<Item = &'a Resource> + 's {
        self.analysis.inventory.resources.iter().filter(move |r| r.kind == kind && !r.referenced)
    }

    /// A resource.
    pub fn resource(&self, id: ResourceId) -> Option<&'a Resource> {
        self.analysis.inventory.resource(id)
    }

    /// Names of a list in a sentence: `a, b, c and 4 more`.
    pub fn named(&self, resources: &[&Resource]) -> String {
        listed(resources.iter().map(|r| self.label(r)).collect())
    }

    /// What keeps the review of access open: undecided ways, policies not known.
    pub fn access_open(&self) -> Vec<String> {
        let mut missing = Vec::new();
        let undecided: Vec<_> = self.analysis.traces.iter().filter(|t| t.verdict == Verdict::Undecided).collect();
        if !undecided.is_empty() {
            let to: BTreeSet<NodeId> = undecided.iter().map(|t| t.to).collect();
            let names = to.iter().filter_map(|n| self.analysis.graph.node(*n)?.resource()).filter_map(|r| self.resource(r));
            missing.push(format!("whether vendor actors reach {}: the way is undecided", self.named(&names.collect::<Vec<_>>())));
        }
        missing.extend(self.policies_open(&[PolicyKind::Identity, PolicyKind::Trust, PolicyKind::Boundary]));
        missing
    }

    /// Policies of these kinds whose text is not known.
    pub fn policies_open(&self, kinds: &[PolicyKind]) -> Option<String> {
        let unknown = self.analysis.inventory.policies.iter().filter(|p| {
            let told = matches!(p.built, crate::model::Built::Known | crate::model::Built::Rebuilt(_) | crate::model::Built::Unknown(_));
            told && p.document.is_none() && kinds.contains(&p.kind)
        });
        let names: Vec<String> = unknown.map(|p| p.name.clone()).collect();
        (!names.is_empty()).then(|| format!("the text of {}", listed(names)))
    }

    /// Whether the resource policy of something is not known.
    pub fn policy_open(&self, resource: &Resource) -> bool {
        match resource.resource_policy {
            ResourcePolicy::Unseen => true,
            ResourcePolicy::Policy(id) => self.analysis.inventory.policy(id).is_none_or(|p| p.document.is_none()),
            ResourcePolicy::NotApplicable | ResourcePolicy::None => false,
        }
    }

    /// Which of the roles that somebody outside gets into may do one of these actions on some resource of this shape (`ec2:*:security-group/*`).
    pub fn outsiders_may(&self, actions: &[&str], shape: &str) -> May {
        self.outsiders_may_on(actions, |role| crate::aws::Text::concat([&format!("arn:aws:{shape}:").as_str().into(), &role.account, &":*".into()]))
    }

    /// The same, on some resource of the pattern that a role's account gives.
    pub fn outsiders_may_on(&self, actions: &[&str], pattern: impl Fn(&Resource) -> crate::aws::Text) -> May {
        let mut may = May::default();
        for (role, rewritten) in &self.entered {
            if *rewritten {
                may.yes.push(self.about(role, "can be given any permission by a vendor actor"));
                continue;
            }
            let pattern = pattern(role);
            let ask = |action: &&str| {
                let action = Action::parse(action).ok()?;
                self.decider.ask(&NodeKind::Principal(role.id), &action, &Target::Some(pattern.clone()), None, &[])
            };
            let answers: Vec<(&str, Evaluation)> = actions.iter().filter_map(|a| Some((*a, ask(a)?))).collect();
            let allowed: Vec<&str> = answers.iter().filter(|(_, e)| grants(e)).map(|(a, _)| *a).collect();
            if let Some(first) = allowed.first() {
                let more = if allowed.len() > 1 { format!(" and {} more", allowed.len() - 1) } else { String::new() };
                may.yes.push(self.about(role, &format!("lets a vendor actor do {first}{more}")));
            } else if answers.iter().any(|(_, e)| matches!(e, Evaluation::Uncertain(_))) {
                may.perhaps.push(self.label(role));
            }
        }
        may
    }

    /// Whether a role may write logs to some group.
    pub fn may_log(&self, role: &Resource) -> Option<bool> {
        let action = Action::parse("logs:PutLogEvents").ok()?;
        let groups = Target::Some("arn:aws:logs:*".into());
        match self.decider.ask(&NodeKind::Principal(role.id), &action, &groups, None, &[])? {
            Evaluation::Uncertain(_) => None,
            answer => Some(grants(&answer)),
        }
    }

    /// Roles and users of the input that may do an action on a resource, and those of whom it is not known.
    pub fn holders(&self, action: &str, on: &Resource) -> (Vec<&'a Resource>, Vec<&'a Resource>) {
        let (mut yes, mut perhaps) = (Vec::new(), Vec::new());
        let Ok(action) = Action::parse(action) else { return (yes, perhaps) };
        let acts = |r: &&Resource| !r.referenced && r.principal.as_ref().is_some_and(|p| p.kind != PrincipalKind::Group);
        for principal in self.analysis.inventory.resources.iter().filter(acts) {
            match self.decider.ask(&NodeKind::Principal(principal.id), &action, &Target::Some(on.arn.clone()), Some(on), &[]) {
                Some(Evaluation::Uncertain(_)) => perhaps.push(principal),
                Some(answer) if grants(&answer) => yes.push(principal),
                _ => {}
            }
        }
        (yes, perhaps)
    }
}

fn grants(evaluation: &Evaluation) -> bool {
    !matches!(evaluation, Evaluation::Denied(_) | Evaluation::Uncertain(_))
}

/// `a, b, c and 4 more`.
pub(super) fn listed(mut names: Vec<String>) -> String {
    names.sort();
    names.dedup();
    let more = names.len().saturating_sub(NAMED);
    names.truncate(NAMED);
    let shown = names.join(", ");
    if more > 0 { format!("{shown} and {more} more") } else { shown }
}

/// Roles and users that an outsider gets into, in inventory order.
fn entered<'a>(analysis: &Analysis<'a>) -> Vec<(&'a Resource, bool)> {
    let graph = analysis.graph;
    let starts = analysis.groups.iter().flat_map(|g| &g.starts);
    let starts: BTreeSet<NodeId> = starts.filter(|k| !matches!(k, NodeKind::Outside(Outside::Everyone))).filter_map(|k| graph.find(k)).collect();
    let ways = graph.ways(&starts, Status::Conditional, Cost::Hops, |_| true);
    let mut found: std::collections::BTreeMap<ResourceId, bool> = std::collections::BTreeMap::new();
    for kind in ways.reached().filter_map(|n| graph.node(n)).map(|n| &n.kind) {
        let (id, rewritten) = match kind {
            NodeKind::Principal(id) => (*id, false),
            NodeKind::Raised(id) => (*id, true),
            NodeKind::Altered(id, change) => (*id, change.raised),
            _ => continue,
        };
        *found.entry(id).or_default() |= rewritten;
    }
    let acts = |r: &&Resource| r.principal.as_ref().is_some_and(|p| p.kind != PrincipalKind::Group);
    found.into_iter().filter_map(|(id, rewritten)| Some((analysis.inventory.resource(id).filter(acts)?, rewritten))).collect()
}
