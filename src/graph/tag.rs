//! Tags that an actor may choose: a test of them holds nobody up.

use std::collections::BTreeSet;

use super::NodeKind;
use super::actor::Actor;
use super::attempt::Attempt;
use super::world::World;
use crate::aws::{Action, Arn};
use crate::model::{Inventory, Principal, Resource};
use crate::policy::{Evaluation, ResourceSide, Target};

/// Whose tags conditions test.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Tests {
    /// Those of principals.
    pub principals: bool,
    /// Those of what is acted on.
    pub resources: bool,
}

impl Tests {
    pub fn of(inventory: &Inventory) -> Self {
        let documents = inventory.policies.iter().filter_map(|p| p.document.as_ref());
        let conditions = documents.flat_map(|d| &d.statements).flat_map(|s| &s.conditions);
        let mut out = Self::default();
        for key in conditions.filter_map(|c| c.key.literal()).map(str::to_lowercase) {
            out.principals |= key.starts_with("aws:principaltag/");
            out.resources |= key.starts_with("aws:resourcetag/");
        }
        out
    }
}

/// Tag keys that occur in conditions, in lower case.
pub(super) fn tested_tags(inventory: &Inventory) -> BTreeSet<String> {
    let documents = inventory.policies.iter().filter_map(|p| p.document.as_ref());
    let conditions = documents.flat_map(|d| &d.statements).flat_map(|s| &s.conditions);
    conditions
        .filter_map(|c| c.key.literal())
        .filter_map(|key| {
            let key = key.to_lowercase();
            ["aws:resourcetag/", "aws:principaltag/"].iter().find_map(|p| key.strip_prefix(p).map(str::to_owned))
        })
        .collect()
}

/// What sets tags of a service's resources.
fn calls(service: &str) -> &'static [&'static str] {
    match service {
        "iam" => &["TagRole", "TagUser"],
        "ec2" => &["CreateTags"],
        "s3" => &["PutBucketTagging", "TagResource"],
        "ssm" | "rds" => &["AddTagsToResource"],
        "sqs" => &["TagQueue"],
        _ => &["TagResource"],
    }
}

fn actions(service: &str) -> impl Iterator<Item = Action> + '_ {
    calls(service).iter().filter_map(move |name| Action::parse(&format!("{service}:{name}")).ok())
}

impl<'a> World<'a> {
    /// Whether the actor can carry principal tags of its choice: session tags, where the trust policy lets them be passed, or tags that it gives
    /// itself.
    ///
    /// Source: "Pass session tags in AWS STS", IAM User Guide: session tags override the tags of the role.
    pub fn chooses_tags(&'a self, actor: &Actor<'a>, resource: &'a Resource, principal: &Principal) -> bool {
        if self.tested_tags.is_empty() {
            return false;
        }
        let trust = principal.trust.and_then(|t| self.source(t).document);
        let passed = Action::parse("sts:TagSession").is_ok_and(|act| trust.is_some_and(|t| t.may_allow(&act)));
        passed || self.tagging(actor, resource).is_some()
    }

    /// The call by which the actor may set tags of a resource, as it is tagged now: what it tests of them does not hold it.
    pub fn tagging(&'a self, actor: &Actor<'a>, resource: &'a Resource) -> Option<(Action, Evaluation)> {
        let arn = Arn::parse(&resource.arn).ok()?;
        let tags = actions(arn.service.literal()?).filter(|act| actor.may(act)).map(|act| {
            let target = Target::One(resource.arn.clone());
            let answer = self.decide(actor, &act, &target, Some((resource, true)), &[], ResourceSide::NoPolicy);
            (act, answer)
        });
        tags.into_iter().find(|(_, answer)| !matches!(answer, Evaluation::Denied(_)))
    }

    /// Whether the actor's own side may allow it to tag anything at all. A "no" is final.
    pub fn tags_something(&self, actor: &Actor<'_>) -> bool {
        self.services.iter().any(|service| actions(service).any(|act| actor.may(&act)))
    }

    /// The same, asked once of each resource.
    pub fn sets_tags(&'a self, actor: &Actor<'a>, resource: &'a Resource) -> bool {
        let known = actor.tags.borrow().get(&resource.id).copied();
        known.unwrap_or_else(|| {
            let found = self.tagging(actor, resource).is_some();
            actor.tags.borrow_mut().insert(resource.id, found);
            found
        })
    }

    /// A step that is refused for the tags that a resource has: the same once somebody has changed them.
    pub fn retagged(&'a self, actor: &Actor<'a>, resource: &'a Resource, attempt: Attempt, again: impl FnOnce() -> Option<Attempt>) -> Attempt {
        if !attempt.refused() || !self.tests.resources || resource.referenced || self.sets_tags(actor, resource) {
            return attempt;
        }
        actor.tags.borrow_mut().insert(resource.id, true);
        let changed = again();
        actor.tags.borrow_mut().insert(resource.id, false);
        match changed.filter(|c| !c.refused()) {
            Some(mut changed) => {
                changed.also.push(NodeKind::Tagged(resource.id));
                changed.facts.push(format!("once the tags of {} are changed", self.name(resource)));
                changed
            }
            None => attempt,
        }
    }
}
