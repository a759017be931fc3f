//! Tags that an actor may choose: a test of them holds nobody up.

use super::world::{Actor, World};
use crate::aws::{Action, Arn};
use crate::model::{Principal, Resource};
use crate::policy::{Evaluation, ResourceSide, Target};

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
        passed || self.tags(actor, resource)
    }

    /// Whether the actor may set tags of a resource, as it is tagged now: what it tests of them does not hold it.
    fn tags(&'a self, actor: &Actor<'a>, resource: &'a Resource) -> bool {
        let Some(service) = Arn::parse(&resource.arn).ok().and_then(|a| a.service.literal().map(str::to_owned)) else { return false };
        let names: &[&str] = match service.as_str() {
            "iam" => &["TagRole", "TagUser"],
            "ec2" => &["CreateTags"],
            "s3" => &["PutBucketTagging", "TagResource"],
            "ssm" | "rds" => &["AddTagsToResource"],
            "sqs" => &["TagQueue"],
            _ => &["TagResource"],
        };
        names.iter().filter_map(|name| Action::parse(&format!("{service}:{name}")).ok()).filter(|act| actor.may(act)).any(|act| {
            let target = Target::One(resource.arn.clone());
            !matches!(self.decide(actor, &act, &target, Some((resource, true)), &[], ResourceSide::NoPolicy), Evaluation::Denied(_))
        })
    }

    /// The same, asked once of each resource.
    pub fn sets_tags(&'a self, actor: &Actor<'a>, resource: &'a Resource) -> bool {
        let known = actor.tags.borrow().get(&resource.id).copied();
        known.unwrap_or_else(|| {
            let found = self.tags(actor, resource);
            actor.tags.borrow_mut().insert(resource.id, found);
            found
        })
    }
}
