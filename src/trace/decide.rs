//! Decisions: may this principal do this action on this resource, and who may. One call, not a way of many steps.

use super::words::{NotFound, named, names};
use crate::aws::reference::actions;
use crate::aws::services::{self, StoreKind};
use crate::aws::{Action, Arn, Text};
use crate::graph::{Decider, NodeKind};
use crate::model::{Inventory, Origin, Resource, ResourcePolicy};
use crate::policy::{Doubt, Evaluation, Fact, Target};

/// One question without its principal.
#[derive(Clone, Debug)]
pub struct Asking {
    /// What is done.
    pub action: Action,
    /// On what: an ARN, an ARN pattern ("some resource of this shape"), an address, a unique name, or `*`.
    pub resource: String,
    /// What the request holds, by condition key; keys that are not given are open.
    pub context: Vec<(String, Fact)>,
}

/// The decision on one principal.
#[derive(Clone, Debug)]
pub struct Decision {
    /// Who.
    pub principal: NodeKind,
    /// The answer.
    pub evaluation: Evaluation,
}

/// Decisions on one target.
#[derive(Clone, Debug)]
pub struct Decisions {
    /// The resource, or the pattern of which some resource is meant.
    pub target: Text,
    /// The account that owns it, when known.
    pub account: Option<Text>,
    /// One a principal.
    pub each: Vec<Decision>,
}

/// What is acted on.
struct Place<'a> {
    target: Target,
    /// The resource of the input whose policy counts, or a stand-in for one that is not in the input.
    resource: Option<std::borrow::Cow<'a, Resource>>,
}

/// Decides for these principals. Of compute the roles it runs as are asked about.
///
/// # Errors
/// When the resource means nothing.
pub fn decide(inventory: &Inventory, principals: &[NodeKind], asking: &Asking) -> Result<Decisions, NotFound> {
    let place = place(inventory, asking)?;
    let decider = Decider::new(inventory);
    Ok(answer(&decider, &place, &acting(inventory, principals), asking))
}

/// Who may: everybody of the input and whom its policies name that is not refused. Where the policy of the resource is not known, anybody may.
///
/// # Errors
/// When the resource means nothing.
pub fn who_can(inventory: &Inventory, asking: &Asking) -> Result<Decisions, NotFound> {
    let place = place(inventory, asking)?;
    let decider = Decider::new(inventory);
    let mut found = answer(&decider, &place, &decider.actors(), asking);
    found.each.retain(|d| !matches!(d.evaluation, Evaluation::Denied(_)));
    let doubt = place.resource.as_deref().and_then(|r| policy_doubt(inventory, r, &asking.action));
    found.each.extend(doubt.map(|d| Decision { principal: NodeKind::Anyone, evaluation: Evaluation::Uncertain(vec![d]) }));
    Ok(found)
}

/// Why whom the resource's own policy lets in is not known.
fn policy_doubt(inventory: &Inventory, resource: &Resource, action: &Action) -> Option<Doubt> {
    let unknown = |id| inventory.policy(id).is_some_and(|p| p.document.is_none()).then_some(Doubt::UnknownPolicy(id));
    match (&resource.principal, &resource.resource_policy) {
        (Some(principal), _) if action.service() == "sts" => match principal.trust {
            Some(trust) => unknown(trust),
            None => resource.referenced.then_some(Doubt::UnseenResourcePolicy),
        },
        (_, ResourcePolicy::Unseen) => Some(Doubt::UnseenResourcePolicy),
        (_, ResourcePolicy::Policy(id)) => unknown(*id),
        _ => None,
    }
}

fn answer(decider: &Decider<'_>, place: &Place<'_>, principals: &[NodeKind], asking: &Asking) -> Decisions {
    let facts: Vec<(&str, Fact)> = asking.context.iter().map(|(k, f)| (k.as_str(), f.clone())).collect();
    let ask = |p: &NodeKind| decider.ask(p, &asking.action, &place.target, place.resource.as_deref(), &facts);
    let each = principals.iter().filter_map(|p| Some(Decision { principal: p.clone(), evaluation: ask(p)? })).collect();
    let (Target::One(target) | Target::Some(target)) = &place.target;
    let account = place.resource.as_deref().map(|r| r.account.clone()).filter(|a| !a.is_empty());
    Decisions { target: target.clone(), account, each }
}

fn acting(inventory: &Inventory, principals: &[NodeKind]) -> Vec<NodeKind> {
    let mut out: Vec<NodeKind> = Vec::new();
    for kind in principals {
        let roles: Vec<NodeKind> = match kind {
            NodeKind::Compute(id) => {
                inventory.resource(*id).into_iter().flat_map(|r| &r.runs_as).map(|role| NodeKind::Principal(role.role)).collect()
            }
            other => vec![other.clone()],
        };
        out.extend(roles.into_iter().filter(|r| !out.contains(r)).collect::<Vec<_>>());
    }
    out
}

fn place<'a>(inventory: &'a Inventory, asking: &Asking) -> Result<Place<'a>, NotFound> {
    let word = asking.resource.as_str();
    if word == "*" {
        return Ok(Place { target: Target::One(word.into()), resource: None });
    }
    let matches: Vec<&Resource> = named(inventory, word);
    // A bucket, its policy and its settings share a name: what a policy can be about is meant.
    let holds = |r: &&&Resource| r.store.is_some() || r.key.is_some() || r.principal.is_some();
    let found = match matches.as_slice() {
        [one] => Some(*one),
        several => {
            let telling: Vec<&&Resource> = several.iter().filter(holds).collect();
            match telling.as_slice() {
                [one] => Some(**one),
                _ => several.first().copied().filter(|_| word.starts_with("arn:")),
            }
        }
    };
    let is_pattern = word.contains(['*', '?']);
    let target = |text: Text| if is_pattern { Target::Some(text) } else { Target::One(text) };
    if let Some(resource) = found {
        let itself = !word.starts_with("arn:") || Arn::parse(&resource.arn).is_ok_and(|a| a.resource == last_part(word));
        let target = if itself { within(resource, &asking.action) } else { target(word.into()) };
        return Ok(Place { target, resource: Some(std::borrow::Cow::Borrowed(resource)) });
    }
    let Ok(arn) = Arn::parse(&word.into()) else {
        return Err(NotFound { word: word.into(), known: names(inventory, |r| r.store.is_some() || r.key.is_some() || r.principal.is_some()) });
    };
    if let Some(resource) = inventory.resources.iter().filter(holds_data).find(|r| begins(word, r)) {
        return Ok(Place { target: target(word.into()), resource: Some(std::borrow::Cow::Borrowed(resource)) });
    }
    // Not in the input, or several resources at once: what their policies say is not known.
    let account = if arn.account.is_empty() || arn.account.literal().is_some_and(|a| a.contains(['*', '?'])) {
        inventory.accounts.first().map(|a| a.id.clone()).unwrap_or_default()
    } else {
        arn.account.clone()
    };
    let mut stand_in = Resource::new("resource", arn.resource.clone(), word.into(), account, arn.region.clone(), Origin::default());
    stand_in.referenced = true;
    stand_in.tags.open = true;
    // "AWS services that work with IAM": neither has resource-based policies, but for the trust policies of roles.
    let without = matches!(arn.service.literal(), Some("iam" | "ec2")) && asking.action.service() != "sts";
    stand_in.resource_policy = if without { ResourcePolicy::NotApplicable } else { ResourcePolicy::Unseen };
    Ok(Place { target: target(word.into()), resource: Some(std::borrow::Cow::Owned(stand_in)) })
}

fn holds_data(resource: &&Resource) -> bool {
    resource.store.is_some() || resource.key.is_some()
}

/// Whether an ARN, perhaps with wildcards, is of something in this resource.
fn begins(word: &str, resource: &Resource) -> bool {
    resource.arn.literal().is_some_and(|a| word.strip_prefix(a).is_some_and(|rest| rest.starts_with(['/', ':', '*'])))
}

fn last_part(word: &str) -> Text {
    Arn::parse(&word.into()).map(|a| a.resource).unwrap_or_default()
}

/// What an action on a store acts on: the store, or some object in it.
fn within(resource: &Resource, action: &Action) -> Target {
    let kind = resource.store.as_ref().and_then(|s| services::store(s.kind));
    if let Some(pattern) = kind.and_then(|k| way(k, action, resource)) {
        return if pattern.to_string().contains(['*', '?']) { Target::Some(pattern) } else { Target::One(pattern) };
    }
    let types = actions::lookup(action.service(), action.name()).map(|f| f.resource_types.as_slice()).unwrap_or_default();
    let has = |name: &str| types.iter().any(|u| u.resource.name == name);
    if resource.kind == "s3-bucket" && has("object") && !has("bucket") {
        return Target::Some(resource.arn.clone().with("/*"));
    }
    Target::One(resource.arn.clone())
}

fn way(kind: &StoreKind, action: &Action, resource: &Resource) -> Option<Text> {
    let ways = [kind.read, kind.write, kind.delete, kind.list, kind.control].into_iter().flatten();
    let way = ways.flat_map(|w| std::iter::once(w).chain(w.also)).find(|w| w.action.eq_ignore_ascii_case(action.as_str()))?;
    way.on.target(&resource.arn).map(|t| t.pattern)
}
