//! Somebody who can act: who it is to the policy evaluator, and everything that grants to and limits it.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::index::{Candidates, Shapes};
use super::world::World;
use super::{NodeKind, Outside};
use crate::aws::{Action, Text};
use crate::model::{Resource, ResourceId};
use crate::policy::{Caller, Document, Fact, PolicyId, Source};

/// Somebody who can act, with everything that grants to and limits it.
#[derive(Clone, Debug)]
pub(super) struct Actor<'a> {
    /// Its node.
    pub kind: NodeKind,
    /// Who it is to the evaluator.
    pub caller: Caller,
    /// Its account; `None` for services and nobody in particular.
    pub account: Option<Text>,
    /// The resource, for roles and users of the input.
    pub resource: Option<&'a Resource>,
    /// Its identity policies; `None` where its own side is not in the input.
    pub identity: Option<Vec<Source<'a>>>,
    /// Its permissions boundary.
    pub boundary: Option<Source<'a>>,
    /// What its requests hold.
    pub facts: BTreeMap<String, Fact>,
    /// Services whose actions its own side may allow; `None`: any.
    pub services: Option<BTreeSet<String>>,
    /// What it may be allowed on, by action, as far as asked.
    pub targets: RefCell<BTreeMap<String, Rc<Candidates>>>,
    /// Whether it may set the tags of a resource, as far as asked.
    pub tags: RefCell<BTreeMap<ResourceId, bool>>,
}

impl<'a> Actor<'a> {
    pub fn new(kind: NodeKind, caller: Caller, account: Option<Text>) -> Self {
        Self {
            kind,
            caller,
            account,
            resource: None,
            identity: None,
            boundary: None,
            facts: BTreeMap::new(),
            services: None,
            targets: RefCell::default(),
            tags: RefCell::default(),
        }
    }

    pub fn holding(mut self, identity: Vec<Source<'a>>) -> Self {
        let services: Option<Vec<_>> = identity.iter().filter_map(|s| s.document).map(Document::services).collect();
        self.services = services.map(|all| all.into_iter().flatten().collect());
        self.identity = Some(identity);
        self
    }

    /// Identity policies whose text is not known: what they grant or deny is open.
    pub fn unknown_policies(&self) -> impl Iterator<Item = PolicyId> + '_ {
        self.identity.iter().flatten().filter(|s| s.document.is_none()).map(|s| s.id)
    }

    /// Whether a principal that the input shows has policies whose text is not known: they may grant anything.
    pub fn is_open(&self) -> bool {
        self.resource.is_some_and(|r| !r.referenced) && self.unknown_policies().next().is_some()
    }

    /// Whether its own side, as far as it is known, may allow the action at all. Policies whose text is not known are the business of
    /// [`NodeKind::Anything`].
    pub fn may(&self, action: &Action) -> bool {
        match &self.identity {
            None => true,
            Some(sources) => {
                let service = self.services.as_ref().is_none_or(|s| s.contains(action.service()) || action.service() == "*");
                service && sources.iter().any(|s| s.document.is_some_and(|d| d.may_allow(action)))
            }
        }
    }

    /// Which of these its own side may allow the action on. What is left out is refused.
    pub fn among(&self, shapes: &Shapes, action: &Action) -> Candidates {
        let Some(sources) = &self.identity else { return Candidates::All };
        if !self.may(action) {
            return Candidates::Only(BTreeSet::new());
        }
        let patterns: Option<Vec<Vec<&Text>>> = sources.iter().filter_map(|s| s.document).map(|d| d.may_allow_on(action)).collect();
        patterns.map_or(Candidates::All, |p| shapes.matching(p.into_iter().flatten()))
    }

    /// Which resources its own side may allow the action on.
    pub fn targets(&self, world: &World<'_>, action: &Action) -> Rc<Candidates> {
        let known = self.targets.borrow().get(action.as_str()).cloned();
        known.unwrap_or_else(|| {
            let found = Rc::new(self.among(&world.arns, action));
            self.targets.borrow_mut().insert(action.as_str().to_owned(), Rc::clone(&found));
            found
        })
    }

    /// Whether its own side may allow the action on a resource.
    pub fn may_on(&self, world: &World<'_>, action: &Action, resource: &Resource) -> bool {
        self.may(action) && self.targets(world, action).contains(resource.id)
    }

    /// Whether it is a principal of the input, or made by one.
    pub fn is_ours(&self) -> bool {
        self.identity.is_some()
    }

    /// Whether a resource is of its account, and not the actor itself.
    pub fn rules(&self, other: &Resource) -> bool {
        self.account.as_ref() == Some(&other.account) && self.resource.is_none_or(|r| r.id != other.id)
    }

    /// Whether an ARN is that of the role or user it is, whose sessions count as it.
    pub fn has_arn(&self, arn: &Text) -> bool {
        match &self.kind {
            NodeKind::Outside(Outside::Principal(own)) => own == arn,
            NodeKind::Outside(_) | NodeKind::Admin(_) => false,
            _ => self.resource.is_some_and(|r| r.arn == *arn),
        }
    }

    /// Its permissions boundary.
    pub fn boundary(&self) -> Option<&Source<'a>> {
        self.boundary.as_ref()
    }

    /// Its identity policies; `None` where its own side is not in the input.
    pub fn identity(&self) -> Option<&[Source<'a>]> {
        self.identity.as_deref()
    }
}
