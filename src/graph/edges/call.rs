//! Calls that a step makes: an action, and the resources it must be allowed on, told from the resource types of the Service Authorization
//! Reference. What does not exist yet is asked about as "some resource of this shape".

use crate::aws::reference::actions::{self, ResourceUse};
use crate::aws::{Action, Arn, Text};
use crate::graph::actor::Actor;
use crate::graph::attempt::Attempt;
use crate::graph::world::World;
use crate::model::Resource;
use crate::policy::{Evaluation, Fact, Scope, Target};

/// What a call is made with.
#[derive(Clone, Copy, Default)]
pub(super) struct With<'a, 'f> {
    /// The existing resource that it is about.
    pub on: Option<&'a Resource>,
    /// What the request holds.
    pub facts: &'f [(&'f str, Fact)],
}

/// The action of a call: its first word.
pub(super) fn action(call: &str) -> Option<Action> {
    Action::parse(call.split(' ').next()?).ok()
}

/// Whether the actor's own side may allow every call. A "no" is final.
pub(super) fn may(actor: &Actor<'_>, calls: &[&str]) -> bool {
    calls.iter().all(|c| action(c).is_some_and(|a| actor.may(&a)))
}

/// A call that is made on one resource, and the ARN that this has.
pub(super) struct Single {
    action: Action,
    arn: &'static str,
}

/// Those of the calls that are made on one resource.
pub(super) fn single(calls: &[&str]) -> Vec<Single> {
    let about = |call: &&str| -> Option<Single> {
        let action = action(call).filter(|_| !call.contains(' '))?;
        let mut required = actions::lookup(action.service(), action.name())?.resource_types.iter().filter(|u| u.required);
        let arn = required.next()?.resource.arn;
        required.next().is_none().then_some(Single { action, arn })
    };
    calls.iter().filter_map(about).collect()
}

/// Whether the actor's own side may allow every call that is made on this very resource. A "no" is final.
pub(super) fn may_on(world: &World<'_>, actor: &Actor<'_>, calls: &[Single], resource: &Resource) -> bool {
    calls.iter().all(|c| actor.may_on(world, &c.action, resource) || !is_of(&resource.arn, c.arn))
}

/// Whether the actor's own side allows a call on nothing but resources that the input shows, by their full ARNs.
pub(super) fn only_known(world: &World<'_>, actor: &Actor<'_>, call: &str, kind: &str) -> bool {
    let Some(act) = action(call) else { return false };
    let documents = actor.identity().unwrap_or_default().iter().filter_map(|s| s.document);
    let known = |pattern: &&Text| pattern.literal().is_some() && world.by_arn(pattern).is_some_and(|r| r.kind == kind && !r.referenced);
    let mut lists = documents.map(|d| d.may_allow_on(&act));
    lists.all(|list| list.is_some_and(|l| l.iter().all(known)))
}

/// Adds the needs of a call. `ssm:SendCommand document instance` must be allowed on a document and on an instance; `a|b` is one of both.
/// Without types it is every type that each call of the action names, or `*` where there is none.
pub(super) fn need<'a>(world: &'a World<'a>, actor: &Actor<'a>, call: &str, with: With<'a, '_>, attempt: &mut Attempt) {
    let Some(act) = action(call) else { return };
    let uses = actions::lookup(act.service(), act.name()).map(|f| f.resource_types.as_slice()).unwrap_or_default();
    let named: Vec<&str> = call.split(' ').skip(1).collect();
    let groups: Vec<Vec<&ResourceUse>> = if named.is_empty() {
        uses.iter().filter(|u| u.required).map(|u| vec![u]).collect()
    } else {
        named.iter().map(|n| uses.iter().filter(|u| n.split('|').any(|name| name == u.resource.name)).collect()).collect()
    };
    if groups.is_empty() {
        let answer = ask(world, actor, &act, "*".into(), None, with.facts);
        attempt.need(&act, "*".into(), answer);
    }
    for group in groups {
        let mut best: Option<(Text, Evaluation)> = None;
        for usage in group {
            let existing = with.on.filter(|r| is_of(&r.arn, usage.resource.arn));
            let place = existing.map_or_else(|| shape(usage.resource.arn, actor, with.on), |r| r.arn.clone());
            let answer = ask(world, actor, &act, place.clone(), existing, with.facts);
            if best.as_ref().is_none_or(|(_, b)| rank(&answer) > rank(b)) {
                best = Some((place, answer));
            }
        }
        if let Some((place, answer)) = best {
            attempt.need(&act, place, answer);
        }
        if attempt.refused() {
            return;
        }
    }
}

fn ask<'a>(world: &'a World<'a>, actor: &Actor<'a>, act: &Action, place: Text, existing: Option<&'a Resource>, facts: &[(&str, Fact)]) -> Evaluation {
    let one = existing.is_some() || place.literal() == Some("*");
    let target = if one { Target::One(place) } else { Target::Some(place) };
    let mut answer = world.ask(actor, act, &target, existing, facts);
    if let Evaluation::Allowed(grant) | Evaluation::AllowedIf(_, _, grant) = &mut answer {
        // One name that may be used is all that is needed.
        grant.scope = Scope::All;
    }
    answer
}

fn rank(answer: &Evaluation) -> u8 {
    match answer {
        Evaluation::Denied(_) => 0,
        Evaluation::Uncertain(_) => 1,
        Evaluation::AllowedIf(..) => 2,
        Evaluation::Allowed(_) => 3,
    }
}

/// Whether an ARN is of this template: service and the fixed beginning of the last part agree.
fn is_of(arn: &Text, template: &str) -> bool {
    let (Ok(arn), Ok(template)) = (Arn::parse(arn), Arn::parse(&template.into())) else { return false };
    let fixed = template.resource.literal().and_then(|t| t.split("${").next()).unwrap_or_default();
    arn.service == template.service && arn.resource.strip_prefix(fixed).is_some_and(|rest| !rest.is_empty())
}

/// Some ARN of the template in the actor's account, or beside the resource that the call is about.
fn shape(template: &str, actor: &Actor<'_>, beside: Option<&Resource>) -> Text {
    let arn = beside.and_then(|r| Arn::parse(&r.arn).ok());
    let mut out = Text::new();
    let mut rest = template;
    while let Some((literal, after)) = rest.split_once("${") {
        let Some((variable, after)) = after.split_once('}') else { break };
        out.push_str(literal);
        match (variable, &arn, &actor.account) {
            ("Partition", Some(arn), _) => out.push(&arn.partition),
            ("Region", Some(arn), _) if !arn.region.is_empty() => out.push(&arn.region),
            ("Account", _, Some(account)) => out.push(account),
            _ => out.push_str("*"),
        }
        rest = after;
    }
    out.with(rest)
}
