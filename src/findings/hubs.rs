//! Who gets at the records of Event Hubs by role assignments, as far as facts tell.

use super::Analysis;
use crate::azure;
use crate::azure_rbac::{Answer, Assignment, Plane, ask};
use crate::model::{Resource, ResourceId, RoleGrant, Tri};

pub(super) const ASSIGN: &str = "Microsoft.Authorization/roleAssignments/write";
pub(super) const RECEIVE: &str = "Microsoft.EventHub/namespaces/messages/receive/action";
pub(super) const LIST_KEYS: &str = "Microsoft.EventHub/namespaces/authorizationRules/listKeys/action";
pub(super) const WRITE_NAMESPACE: &str = "Microsoft.EventHub/namespaces/write";

/// Role assignments of the input, in its order.
pub(super) fn grants<'a>(analysis: &Analysis<'a>) -> Vec<(&'a Resource, &'a RoleGrant)> {
    analysis.inventory.resources.iter().filter_map(|r| Some((r, r.role_grant.as_ref()?))).collect()
}

/// Namespaces of the input.
pub(super) fn namespaces<'a>(analysis: &Analysis<'a>) -> impl Iterator<Item = &'a Resource> {
    analysis.inventory.resources.iter().filter(|r| r.kind == "event-hubs-namespace")
}

/// Whether the scope of a grant holds a resource: what the input refers to first, then ids; `None` where neither tells.
pub(super) fn covers(analysis: &Analysis<'_>, grant: &RoleGrant, resource: &Resource) -> Option<bool> {
    if let Some(on) = grant.on {
        let above = above(analysis, resource.id);
        if above.contains(&on) {
            return Some(true);
        }
        // A resource is in one group; where the input does not show which, any may hold it.
        let is_group = |id: ResourceId| analysis.inventory.resource(id).is_some_and(|r| r.kind == "azure-resource-group");
        if !is_group(on) || above.iter().any(|id| is_group(*id)) {
            return Some(false);
        }
    }
    match (grant.scope.literal(), resource.arn.literal()) {
        (Some(scope), Some(id)) => Some(azure::holds(scope, id)),
        _ => None,
    }
}

/// The resource and the scopes above it that the input shows.
fn above(analysis: &Analysis<'_>, resource: ResourceId) -> Vec<ResourceId> {
    let mut list = vec![resource];
    while let Some(next) = list.last().and_then(|id| analysis.inventory.resource(*id)?.parent).filter(|p| !list.contains(p)) {
        list.push(next);
    }
    list
}

/// Whether a grant lets do something to a resource.
pub(super) fn may(analysis: &Analysis<'_>, grant: &RoleGrant, resource: &Resource, plane: Plane, action: &str) -> Answer {
    let condition = grant.condition.as_ref().map(|c| c.literal().unwrap_or_default());
    ask(&Assignment { role: grant.known, covers: covers(analysis, grant, resource), condition }, plane, action)
}

/// How a grant leads to the records of a namespace or hub, for a reader, and how sure it is; `None` where it does not.
pub(super) fn way(analysis: &Analysis<'_>, grant: &RoleGrant, resource: &Resource) -> Option<(String, Answer)> {
    let ways = [
        (vec![may(analysis, grant, resource, Plane::Data, RECEIVE)], "receives with the role itself"),
        (keys(analysis, grant, resource, true), "lists the keys of a shared access rule, which are accepted"),
        (keys(analysis, grant, resource, false), "turns shared keys on, then lists those of a rule"),
    ];
    let both = |answers: Vec<Answer>| answers.into_iter().reduce(|a, b| if rank(&a) < rank(&b) { a } else { b });
    let tried = ways.into_iter().filter_map(|(answers, how)| Some((how.to_owned(), both(answers)?)));
    // The surest, and of those the plainest.
    tried.filter(|(_, a)| *a != Answer::Denied).rev().max_by_key(|(_, a)| rank(a))
}

fn keys(analysis: &Analysis<'_>, grant: &RoleGrant, resource: &Resource, on: bool) -> Vec<Answer> {
    if resource.kind != "event-hubs-namespace" {
        return Vec::new();
    }
    let listed = may(analysis, grant, resource, Plane::Control, LIST_KEYS);
    let local = match (resource.switch("shared-keys"), on) {
        (Tri::Unknown, _) => Answer::Uncertain("whether shared keys are accepted".to_owned()),
        (Tri::Yes, true) => Answer::Allowed,
        (Tri::No, false) => may(analysis, grant, resource, Plane::Control, WRITE_NAMESPACE),
        (Tri::No, true) | (Tri::Yes, false) => Answer::Denied,
    };
    vec![listed, local]
}

fn rank(answer: &Answer) -> u8 {
    match answer {
        Answer::Denied => 0,
        Answer::Uncertain(_) => 1,
        Answer::AllowedIf(_) => 2,
        Answer::Allowed => 3,
    }
}
