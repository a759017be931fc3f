//! Who could act on what, for very many principals at once: an over-approximation whose "no" is final.
//!
//! Every distinct statement becomes a bit set over the targets once; a principal is then a few unions of them for each group of actions.
//! Conditions of an Allow count as met, a Deny counts only where it applies whatever the request, what is unknown counts as granting; so
//! [`Candidates`] hold every triple of principal, group and target for which [`authorize`](super::authorize) might not say `Denied`.
//!
//! A caller that has many principals puts all its targets and the actions it would ask about into one [`Sweep`], tells it each policy once,
//! and asks the evaluator about the candidates only.

mod candidates;
mod grants;
mod targets;

use std::collections::BTreeMap;
use std::sync::Arc;

use fixedbitset::FixedBitSet;

pub use candidates::Candidates;
use grants::Grants;
use targets::Targets;

use super::document::{Document, Effect, Principals, Resources, Statement};
use super::glob::Match;
use super::request::Target;
use crate::aws::{Action, Text};

/// A policy that the sweep was told: see [`Sweep::policy`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Swept(usize);

/// What grants to and limits one principal.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// Its account; `None` for callers of no account and where it is not known.
    pub account: Option<&'a Text>,
    /// Identity policies; `None`: its own side is not in the input, or it needs none (a root user).
    pub identity: Option<&'a [Swept]>,
    /// Permissions boundary.
    pub boundary: Option<Swept>,
    /// Session policy.
    pub session: Option<Swept>,
    /// Service control policies that bind it, by level.
    pub scps: &'a [Vec<Swept>],
}

/// Groups of actions, targets, and the policies in terms of both.
#[derive(Debug)]
pub struct Sweep {
    groups: Vec<Vec<Action>>,
    targets: Targets,
    policies: Vec<Compiled>,
    sets: BTreeMap<Key, Arc<FixedBitSet>>,
    grants: Grants,
}

/// A resource element, and whether it is to match for certain or possibly.
type Key = (bool, Option<(bool, Vec<Text>)>);

#[derive(Debug, Default)]
struct Compiled {
    allows: Vec<Part>,
    denies: Vec<Part>,
}

/// These groups on these targets.
#[derive(Debug)]
struct Part {
    groups: Vec<usize>,
    targets: Arc<FixedBitSet>,
}

impl Sweep {
    /// A sweep over these groups of actions and these targets; both are told by their place in the list.
    pub fn new(groups: Vec<Vec<Action>>, targets: &[Target]) -> Self {
        Self { groups, targets: Targets::new(targets), policies: Vec::new(), sets: BTreeMap::new(), grants: Grants::default() }
    }

    /// Adds a policy of any kind that principals have; `None`: its text is not known.
    pub fn policy(&mut self, document: Option<&Document>) -> Swept {
        let mut out = Compiled::default();
        if document.is_none_or(|d| !d.unknown_statements.is_empty()) {
            let groups = (0..self.groups.len()).collect();
            out.allows.push(Part { groups, targets: Arc::new(self.targets.all()) });
        }
        for statement in document.into_iter().flat_map(|d| &d.statements) {
            let certain = statement.effect == Effect::Deny;
            // Only a Deny without conditions is sure to apply.
            if certain && (!statement.conditions.is_empty() || statement.principals != Principals::Absent) {
                continue;
            }
            let groups = groups(&self.groups, statement, certain);
            if !groups.is_empty() {
                let part = Part { groups, targets: self.set(statement, certain) };
                if certain { out.denies.push(part) } else { out.allows.push(part) }
            }
        }
        self.policies.push(out);
        Swept(self.policies.len() - 1)
    }

    /// Says that the target has this resource-based policy; `None`: one that is not known. Without this call it has none.
    pub fn resource_policy(&mut self, target: usize, document: Option<&Document>) {
        let Some(place) = self.targets.place(target) else { return };
        if document.is_none_or(|d| !d.unknown_statements.is_empty()) {
            (0..self.groups.len()).for_each(|g| self.grants.anyone(g, place));
        }
        for statement in document.into_iter().flat_map(|d| &d.statements).filter(|s| s.effect == Effect::Allow) {
            if self.targets.possible_at(place, &statement.resources, &statement.compiled.resources) {
                for group in groups(&self.groups, statement, false) {
                    self.grants.add(statement, group, place);
                }
            }
        }
    }

    fn set(&mut self, statement: &Statement, certain: bool) -> Arc<FixedBitSet> {
        let element = match &statement.resources {
            Resources::Absent => None,
            Resources::Only(list) => Some((false, list.clone())),
            Resources::AllBut(list) => Some((true, list.clone())),
        };
        let templates = &statement.compiled.resources;
        // The same words mean something else in the language of 2008.
        let variables = templates.iter().any(|t| t.has_variables());
        let make = || Arc::new(self.targets.matching(&statement.resources, templates, certain));
        if variables { make() } else { self.sets.entry((certain, element)).or_insert_with(make).clone() }
    }

    /// No candidates yet: what [`Sweep::candidates`] fills, to be used again for the next principal.
    pub fn blank(&self) -> Candidates {
        Candidates::new(self.groups.len(), self.targets.places())
    }

    /// What the principal could do: everything but what it certainly cannot.
    pub fn candidates(&self, subject: &Subject<'_>, out: &mut Candidates) {
        out.clear();
        match subject.identity {
            None => out.fill(),
            Some(policies) => self.allow(policies, out),
        }
        let limits = subject.boundary.iter().chain(&subject.session);
        limits.for_each(|limit| out.limit(|rows| self.allow(std::slice::from_ref(limit), rows)));
        self.grants.to(subject.account, |group, place| out.insert(group, place));
        subject.scps.iter().for_each(|level| out.limit(|rows| self.allow(level, rows)));
        let all = subject.identity.into_iter().flatten().chain(&subject.boundary).chain(&subject.session).chain(subject.scps.iter().flatten());
        for part in all.filter_map(|p| self.policies.get(p.0)).flat_map(|p| &p.denies) {
            part.groups.iter().for_each(|g| out.remove(*g, &part.targets));
        }
    }

    fn allow(&self, policies: &[Swept], out: &mut Candidates) {
        for part in policies.iter().filter_map(|p| self.policies.get(p.0)).flat_map(|p| &p.allows) {
            part.groups.iter().for_each(|g| out.add(*g, &part.targets));
        }
    }
}

/// The groups that the statement is about: with all their actions for certain, or possibly with one.
fn groups(groups: &[Vec<Action>], statement: &Statement, certain: bool) -> Vec<usize> {
    let about = |action: &Action| statement.compiled.action(action);
    let meant = |group: &[Action]| match certain {
        true => group.iter().all(|a| about(a) == Match::Yes),
        false => group.iter().any(|a| about(a) != Match::No),
    };
    groups.iter().enumerate().filter(|(_, g)| meant(g)).map(|(i, _)| i).collect()
}
