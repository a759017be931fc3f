//! What a step gains from one world to another: the permissions that it rests on, decided over the policies of both.

use super::decide::Decider;
use super::world::policies;
use super::{Need, NodeKind, organization};
use crate::model::{Resource, ResourcePolicy};
use crate::policy::{Gained, Request, Target, gained};

/// What a need gains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gain {
    /// Whatever is allowed now was allowed before.
    Nothing,
    /// Some request is allowed now that was not.
    Something,
    /// Not known.
    Unknown,
}

/// One need in one world: who has it, and what it is about.
#[derive(Clone, Copy)]
pub struct Place<'w, 'a> {
    /// The world.
    pub decider: &'a Decider<'w>,
    /// Who acts there.
    pub actor: &'a NodeKind,
    /// The resource of that world that the need is about, if one.
    pub about: Option<&'w Resource>,
}

/// What a need gains from `before` to `now`. Both inventories must call unknown values by the same symbols.
pub fn gain<'a>(need: &Need, now: Place<'a, 'a>, before: Place<'a, 'a>) -> Gain {
    // The policy of a key that only a name is known of is AWS's default, which the evaluator is told apart from others.
    let unseen = |p: &Place<'_, '_>| p.about.is_some_and(|r| r.resource_policy == ResourcePolicy::Unseen);
    if unseen(&now) || unseen(&before) {
        return Gain::Unknown;
    }
    let (world, old_world) = (&now.decider.world, &before.decider.world);
    let (Some(actor), Some(old_actor)) = (world.actor(now.actor), old_world.actor(before.actor)) else { return Gain::Unknown };
    let pattern = need.resource.to_string().contains(['*', '?']);
    let target = if pattern { Target::Some(need.resource.clone()) } else { Target::One(need.resource.clone()) };
    let context = world.context(&actor, now.about.map(|r| (r, true)), &[]);
    let account = now.about.map(|r| &r.account).or(actor.account.as_ref());
    let mut new = policies(&actor, now.about, world.side(&need.action, now.about));
    let mut old = policies(&old_actor, before.about, old_world.side(&need.action, before.about));
    let old_account = before.about.map(|r| &r.account).or(old_actor.account.as_ref());
    let bound = [(world, &actor, account, &mut new), (old_world, &old_actor, old_account, &mut old)].map(|(world, actor, owner, policies)| {
        let [caller, owner] = world.bounds(actor, owner);
        organization::bind(policies, caller, owner)
    });
    if bound.contains(&false) {
        return Gain::Unknown;
    }
    let request = Request { caller: &actor.caller, action: &need.action, target: &target, resource_account: account, context: &context };
    match gained(&request, &new, &old) {
        Gained::Nothing => Gain::Nothing,
        Gained::Request(..) => Gain::Something,
        Gained::Unknown(_) => Gain::Unknown,
    }
}
