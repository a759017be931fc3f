//! What the role assignments of the input let do on its resources of Azure.
//!
//! Source: "What is Azure role-based access control (Azure RBAC)?", "Understand scope for Azure RBAC", "Azure Lighthouse in enterprise
//! scenarios", Microsoft Learn.

use crate::aws::Text;
use crate::azure::{self, Role};
use crate::azure_rbac::{Answer, Assignment, Plane, ask, ask_to_assign, roles_of};
use crate::model::{Inventory, Resource, ResourceId, RoleGrant, Via};

/// Scopes that hold others, least first; everything else is a leaf, or holds leaves.
const SCOPES: [&str; 3] = ["azure-resource-group", "azure-subscription", "azure-management-group"];

/// Roles that are given, in the order of the input, with what gives them and the place among what that gives. Access policies of vaults are none.
pub fn grants(inventory: &Inventory) -> impl Iterator<Item = (&Resource, usize, &RoleGrant)> {
    let all = inventory.resources.iter().flat_map(|r| r.role_grants.iter().enumerate().map(move |(i, g)| (r, i, g)));
    all.filter(|(_, _, g)| g.via != Via::VaultPolicy)
}

/// Whether the scope of a grant holds a resource: what the input refers to first, then ids; `None` where neither tells.
pub fn covers(inventory: &Inventory, grant: &RoleGrant, resource: &Resource) -> Option<bool> {
    let above = above(inventory, resource.id);
    if let Some(on) = grant.on.filter(|on| above.contains(on)) {
        return inventory.resource(on).is_some().then_some(true);
    }
    if let (Some(scope), Some(id)) = (grant.scope.literal().filter(|s| !s.is_empty()), resource.arn.literal()) {
        // What a role at a part of a resource opens of it (records of a consumer group, keys of a rule, blobs of a container) is not told here.
        return if azure::is_part(scope, id) { None } else { azure::holds(scope, id) };
    }
    let kind = |id: ResourceId| inventory.resource(id).map(|r| r.kind);
    let on = kind(grant.on?)?;
    // A resource stands in one scope of each kind, and a resource that holds no scopes holds it only as its parent.
    let told = above.iter().any(|id| kind(*id) == Some(on));
    let higher = SCOPES.contains(&on) || on == "event-hubs-namespace" && resource.kind == "event-hub";
    (told || !higher).then_some(false)
}

/// The resource and the scopes above it that the input shows.
fn above(inventory: &Inventory, resource: ResourceId) -> Vec<ResourceId> {
    let mut list = vec![resource];
    while let Some(next) = list.last().and_then(|id| inventory.resource(*id)?.parent).filter(|p| !list.contains(p)) {
        list.push(next);
    }
    list
}

/// Whether a grant lets do something to a resource.
pub fn may(inventory: &Inventory, grant: &RoleGrant, resource: &Resource, plane: Plane, action: &str) -> Answer {
    of(inventory, grant, resource, |assignment| ask(assignment, plane, action))
}

/// Whether a grant lets assign a role (by id) at a resource.
pub fn may_assign(inventory: &Inventory, grant: &RoleGrant, resource: &Resource, role: &str) -> Answer {
    let answer = of(inventory, grant, resource, |assignment| ask_to_assign(assignment, role));
    // Of a delegation, roles can be assigned to managed identities, and those that the delegation lists.
    if grant.via.is_delegation() && answer != Answer::Denied { Answer::Uncertain("which roles a delegation lets assign".into()) } else { answer }
}

/// Roles whose lists are known: built-in ones, and those of the input.
pub fn roles(inventory: &Inventory) -> impl Iterator<Item = &Role> {
    azure::roles().iter().chain(inventory.resources.iter().filter_map(|r| r.role_definition.as_ref()))
}

/// Whether a grant lets assign at a resource a role of which is not known what it lists: one that its condition names, or any other.
pub fn may_assign_unknown(inventory: &Inventory, grant: &RoleGrant, resource: &Resource) -> Answer {
    let mut ids = grant.condition.as_ref().and_then(Text::literal).map(roles_of).unwrap_or_default();
    ids.retain(|id| !roles(inventory).any(|r| r.id == *id));
    ids.push(String::new());
    let any = ids.iter().any(|id| may_assign(inventory, grant, resource, id) != Answer::Denied);
    if any { Answer::Uncertain("what the other roles list that it may assign".to_owned()) } else { Answer::Denied }
}

fn of(inventory: &Inventory, grant: &RoleGrant, resource: &Resource, ask: impl Fn(&Assignment<'_>) -> Answer) -> Answer {
    let condition = grant.condition.as_ref().map(|c| c.literal().unwrap_or_default());
    let answer = ask(&Assignment { role: grant.known.as_ref(), covers: covers(inventory, grant, resource), condition });
    match answer {
        Answer::Allowed if grant.via.is_eligible() => Answer::AllowedIf("the role is activated".to_owned()),
        Answer::AllowedIf(condition) if grant.via.is_eligible() => Answer::AllowedIf(format!("the role is activated, and `{condition}`")),
        Answer::AllowedIf(condition) => Answer::AllowedIf(format!("`{condition}`")),
        other => other,
    }
}

/// Better answers are higher.
pub fn rank(answer: &Answer) -> u8 {
    match answer {
        Answer::Denied => 0,
        Answer::Uncertain(_) => 1,
        Answer::AllowedIf(_) => 2,
        Answer::Allowed => 3,
    }
}
