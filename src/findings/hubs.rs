//! What several rules about Event Hubs ask.

use super::Analysis;
use crate::azure_rbac::{Answer, Plane};
use crate::graph::azure::{may_assign, rank};
use crate::model::{Resource, RoleGrant};

pub(super) const RECEIVE: &str = "Microsoft.EventHub/namespaces/messages/receive/action";
pub(super) const LIST_KEYS: &str = "Microsoft.EventHub/namespaces/authorizationRules/listKeys/action";

/// Namespaces of the input.
pub(super) fn namespaces<'a>(analysis: &Analysis<'a>) -> impl Iterator<Item = &'a Resource> + use<'a> {
    analysis.inventory.resources.iter().filter(|r| r.kind == "event-hubs-namespace")
}

/// Whether a grant lets assign some role at a resource that leads to records: one that receives, lists keys or assigns roles.
pub(super) fn grants_reach(analysis: &Analysis<'_>, grant: &RoleGrant, resource: &Resource) -> Answer {
    let lists = |role: &crate::azure::Role, plane, action| crate::azure_rbac::lists(role, plane, action);
    let leads = |role: &&crate::azure::Role| {
        lists(role, Plane::Data, RECEIVE) || [LIST_KEYS, crate::azure_rbac::ASSIGN].iter().any(|a| lists(role, Plane::Control, a))
    };
    let answers = crate::azure::roles().iter().filter(leads).map(|r| may_assign(analysis.inventory, grant, resource, &r.id));
    answers.max_by_key(rank).unwrap_or(Answer::Denied)
}
