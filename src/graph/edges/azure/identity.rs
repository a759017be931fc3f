//! Identities of Entra ID: who holds which roles, who becomes one by a token, and who makes itself one.

use super::{Held, Who, label};
use crate::aws::Text;
use crate::azure_rbac::Plane;
use crate::graph::attempt::Attempt;
use crate::graph::edge::Given;
use crate::graph::world::World;
use crate::graph::{EdgeKind, NodeKind, Outside};
use crate::model::{Identity, Inventory, Resource, RoleGrant, Subject, Via};

/// The roles that the input gives to a state: its own, and those of groups that list it.
pub(super) fn held<'a>(world: &World<'a>, kind: &NodeKind) -> Vec<Held<'a>> {
    let inventory = world.inventory;
    let has = |grant: &RoleGrant| match kind {
        NodeKind::Outside(Outside::Object(object)) => match grant.to.and_then(|id| inventory.resource(id)).and_then(|r| r.identity.as_ref()) {
            None => same(&grant.principal, object),
            Some(to) => to.members.iter().any(|m| same(m, object)),
        },
        NodeKind::Identity(id) => {
            let own = inventory.resource(*id).and_then(|r| r.identity.as_ref()).and_then(|i| i.object.as_deref()).map(Text::from);
            let named = |text: &Text| own.as_ref().is_some_and(|own| same(own, text));
            let group = grant.to.and_then(|to| inventory.resource(to)).and_then(|r| r.identity.as_ref());
            let member = group.is_some_and(|g| g.member_ids.contains(id) || g.members.iter().any(named));
            grant.to == Some(*id) || grant.to.is_none() && named(&grant.principal) || member
        }
        _ => false,
    };
    world.roles.iter().filter(|(_, _, g)| has(g)).copied().collect()
}

/// Object ids differ in case.
fn same(a: &Text, b: &Text) -> bool {
    match (a.literal(), b.literal()) {
        (Some(a), Some(b)) => a.eq_ignore_ascii_case(b),
        _ => a == b,
    }
}

/// Everybody outside whom the input's role assignments and federated credentials name, in its order.
pub(in crate::graph) fn outsiders(inventory: &Inventory) -> Vec<Outside> {
    let mut out: Vec<Outside> = Vec::new();
    let held = |text: &Text| {
        let known = inventory.resources.iter().filter_map(|r| r.identity.as_ref()).filter_map(|i| i.object.as_deref());
        text.literal().is_some_and(|t| known.into_iter().any(|o| o.eq_ignore_ascii_case(t)))
    };
    for resource in &inventory.resources {
        // Whom an access policy of a vault names leads nowhere: it is told where it is known who that is.
        let told = |g: &&RoleGrant| g.to.is_none() && (g.via != Via::VaultPolicy || g.principal.literal().is_some());
        let principals = resource.role_grants.iter().filter(told).map(|g| &g.principal);
        let members = resource.identity.iter().flat_map(|i| &i.members);
        let objects = principals.chain(members).filter(|t| !t.is_empty() && !held(t)).map(|t| Outside::Object(folded(t)));
        let subjects = resource.identity.iter().flat_map(|i| &i.subjects).map(by);
        for outside in objects.chain(subjects) {
            if !out.contains(&outside) {
                out.push(outside);
            }
        }
    }
    out
}

fn folded(text: &Text) -> Text {
    text.literal().map_or_else(|| text.clone(), |t| Text::from(t.to_ascii_lowercase()))
}

/// Who has the tokens that a federated credential takes.
fn by(subject: &Subject) -> Outside {
    Outside::Identity { provider: subject.issuer.clone(), subject: subject.subject.clone(), audience: subject.audience.clone() }
}

/// Identities that somebody with tokens becomes.
pub(super) fn by_token(world: &World<'_>, kind: &NodeKind) -> Vec<Attempt> {
    let mut out = Vec::new();
    for (resource, identity) in identities(world) {
        for subject in identity.subjects.iter().filter(|s| NodeKind::Outside(by(s)) == *kind) {
            let mut attempt = Attempt::new(NodeKind::Identity(resource.id), EdgeKind::AssumeWebIdentity, &[]);
            attempt.facts.push(format!("a federated credential of {} takes its tokens", label(world, resource)));
            attempt.places.push(subject.origin.clone());
            if subject.subject.is_none() {
                attempt.unseen.push("which subjects the federated credential takes".to_owned());
            }
            out.push(attempt);
        }
    }
    out
}

/// Principals of which the input does not say who they are may be anybody.
pub(super) fn unknown(world: &World<'_>) -> Vec<Attempt> {
    let mut seen: Vec<&Text> = Vec::new();
    let mut out = Vec::new();
    for (resource, entry, grant) in &world.roles {
        if grant.to.is_some() || grant.principal.literal().is_some_and(|t| !t.is_empty()) || seen.contains(&&grant.principal) {
            continue;
        }
        seen.push(&grant.principal);
        let mut attempt = Attempt::new(NodeKind::Outside(Outside::Object(grant.principal.clone())), EdgeKind::Assume, &[]);
        attempt.unseen.push(format!("whom {} names", label(world, resource)));
        attempt.given.push(Given { by: resource.id, entry: *entry, action: "" });
        out.push(attempt);
    }
    out
}

fn identities<'a>(world: &World<'a>) -> impl Iterator<Item = (&'a Resource, &'a Identity)> + use<'a> {
    world.inventory.resources.iter().filter_map(|r| Some((r, r.identity.as_ref()?)))
}

/// Making itself an identity: a federated credential of its own, or code on compute that has the identity.
pub(super) fn credentials(who: &Who<'_>, out: &mut Vec<Attempt>) {
    let world = who.world;
    for resource in world.of_kind("azure-managed-identity") {
        let mut attempt = Attempt::new(NodeKind::Identity(resource.id), EdgeKind::Credential, &[]);
        let action = "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write";
        who.need(resource, Plane::Control, action, &mut attempt);
        attempt.facts.push("it adds a federated credential that takes its own tokens".to_owned());
        out.push(attempt);
    }
    // The operation, and how built-in roles list it ("Managed Identity Operator").
    let assign =
        ["Microsoft.ManagedIdentity/userAssignedIdentities/assign/action", "Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action"];
    for (resource, action) in world.of_kind("azure-managed-identity").flat_map(|r| assign.map(|a| (r, a))) {
        let mut attempt = Attempt::new(NodeKind::Identity(resource.id), EdgeKind::Credential, &[]);
        who.need(resource, Plane::Control, action, &mut attempt);
        attempt.facts.push("it runs code on compute that has the identity".to_owned());
        attempt.unseen.push("whether it may make or change compute somewhere".to_owned());
        out.push(attempt);
    }
    for compute in world.inventory.resources.iter().filter(|r| r.kind.starts_with("azure-") && !r.runs_as.is_empty()) {
        for (action, sure) in runs_code(compute.kind) {
            let mut attempt = Attempt::new(NodeKind::Compute(compute.id), EdgeKind::Hijack, &[]);
            who.need(compute, Plane::Control, action, &mut attempt);
            if !sure {
                attempt.unseen.push("whether its code gets the credentials of the identity there".to_owned());
            }
            out.push(attempt);
        }
    }
}

/// Actions that run code on compute, and whether that is sure.
fn runs_code(kind: &str) -> &'static [(&'static str, bool)] {
    match kind {
        "azure-virtual-machine" => &[
            ("Microsoft.Compute/virtualMachines/runCommand/action", true),
            ("Microsoft.Compute/virtualMachines/runCommands/write", true),
            ("Microsoft.Compute/virtualMachines/extensions/write", true),
            ("Microsoft.Compute/virtualMachines/write", false),
            ("Microsoft.Compute/virtualMachineScaleSets/write", false),
            ("Microsoft.Compute/virtualMachineScaleSets/extensions/write", false),
            ("Microsoft.Compute/virtualMachineScaleSets/virtualMachines/runCommand/action", false),
        ],
        "azure-kubernetes-cluster" => &[
            ("Microsoft.ContainerService/managedClusters/runCommand/action", false),
            ("Microsoft.ContainerService/managedClusters/listClusterAdminCredential/action", false),
            ("Microsoft.ContainerService/managedClusters/listClusterUserCredential/action", false),
        ],
        "azure-web-app" => &[
            ("Microsoft.Web/sites/write", false),
            ("Microsoft.Web/sites/config/write", false),
            ("Microsoft.Web/sites/publishxml/action", false),
            ("Microsoft.Web/sites/config/list/action", false),
            ("Microsoft.Web/sites/extensions/write", false),
        ],
        "azure-container-app" => &[("Microsoft.App/containerApps/write", false)],
        _ => &[
            ("Microsoft.ContainerInstance/containerGroups/write", false),
            ("Microsoft.ContainerInstance/containerGroups/containers/exec/action", false),
        ],
    }
}
