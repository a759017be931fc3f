//! Identities of Entra ID: who holds which roles, who becomes one by a token, and who makes itself one.

use std::collections::BTreeSet;

use super::{Held, Who, label};
use crate::aws::Text;
use crate::azure_rbac::Plane;
use crate::graph::attempt::Attempt;
use crate::graph::edge::Given;
use crate::graph::world::World;
use crate::graph::{EdgeKind, NodeKind, Outside};
use crate::model::{Identity, Inventory, Resource, ResourceId, RoleGrant, Subject, Tri, Via};

/// The roles that the input gives to a state: its own, and those of groups that list it, or list such a group.
pub(super) fn held<'a>(world: &World<'a>, kind: &NodeKind) -> Vec<Held<'a>> {
    among(world, kind, &mut world.roles.iter().copied())
}

/// Those of some grants that are to a state.
pub(super) fn among<'a>(world: &World<'a>, kind: &NodeKind, grants: &mut dyn Iterator<Item = Held<'a>>) -> Vec<Held<'a>> {
    let inventory = world.inventory;
    let identity = |id| inventory.resource(id).and_then(|r| r.identity.as_ref());
    let (id, object) = match kind {
        NodeKind::Outside(Outside::Object(object)) => (None, Some(object.clone())),
        NodeKind::Identity(id) => (Some(*id), identity(*id).and_then(|i| i.object.as_deref()).map(Text::from)),
        _ => return Vec::new(),
    };
    let own = |text: &Text| object.as_ref().is_some_and(|own| same(own, text));
    let groups = groups(world, id, &own);
    let has = |grant: &RoleGrant| match grant.to {
        Some(to) => id == Some(to) || groups.contains(&to),
        None => own(&grant.principal),
    };
    grants.filter(|(_, _, g)| has(g)).collect()
}

/// The groups that somebody is in, directly or through others.
fn groups(world: &World<'_>, id: Option<ResourceId>, own: &dyn Fn(&Text) -> bool) -> BTreeSet<ResourceId> {
    let all: Vec<(&Resource, &Identity)> = world.of_kind("azure-group").filter_map(|r| Some((r, r.identity.as_ref()?))).collect();
    let mut found: BTreeSet<ResourceId> = BTreeSet::new();
    let mut objects: BTreeSet<String> = BTreeSet::new();
    loop {
        let next = all.iter().filter(|(r, _)| !found.contains(&r.id)).filter(|(_, group)| {
            group.member_ids.iter().any(|m| Some(*m) == id || found.contains(m))
                || group.members.iter().any(|m| own(m) || m.literal().is_some_and(|t| objects.contains(&t.to_ascii_lowercase())))
        });
        let next: Vec<(ResourceId, Option<String>)> = next.map(|(r, group)| (r.id, group.object.clone())).collect();
        if next.is_empty() {
            return found;
        }
        for (group, object) in next {
            found.insert(group);
            objects.extend(object.map(|o| o.to_ascii_lowercase()));
        }
    }
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
    for group in world.of_kind("azure-group").filter(|g| g.switch("members-told") == Tri::No) {
        let mut attempt = Attempt::new(NodeKind::Identity(group.id), EdgeKind::Assume, &[]);
        attempt.unseen.push(format!("who the members of {} are", label(world, group)));
        attempt.met += 1;
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
    for service in world.of_kind("azure-service") {
        services(who, service, out);
    }
    let runs = |r: &&Resource| {
        r.kind.starts_with("azure-") && r.kind != "azure-service" && (!r.runs_as.is_empty() || r.switch("identities-told") == Tri::No)
    };
    for compute in world.inventory.resources.iter().filter(runs) {
        for (action, sure) in runs_code(compute.kind) {
            let mut attempt = Attempt::new(NodeKind::Compute(compute.id), EdgeKind::Hijack, &[]);
            who.need(compute, Plane::Control, action, &mut attempt);
            if !sure {
                attempt.unseen.push("whether its code gets the credentials of the identity there".to_owned());
            }
            out.push(attempt);
            if compute.switch("identities-told") == Tri::No {
                perhaps(who, compute, action, out);
            }
        }
    }
}

/// Compute of which it is not known what it runs as: any identity of the input.
fn perhaps(who: &Who<'_>, compute: &Resource, action: &'static str, out: &mut Vec<Attempt>) {
    for identity in who.world.of_kind("azure-managed-identity") {
        let mut attempt = Attempt::new(NodeKind::Identity(identity.id), EdgeKind::Hijack, &[]);
        who.need(compute, Plane::Control, action, &mut attempt);
        attempt.unseen.push(format!("which identities {} has", label(who.world, compute)));
        out.push(attempt);
    }
}

/// A service of a type that is not read: whoever may do more to it than read its settings runs perhaps as its identity.
fn services(who: &Who<'_>, service: &Resource, out: &mut Vec<Attempt>) {
    let world = who.world;
    let identities = service.runs_as.iter().map(|r| r.role);
    let any = (service.switch("identities-told") == Tri::No).then(|| world.of_kind("azure-managed-identity").map(|r| r.id)).into_iter().flatten();
    let identities: BTreeSet<ResourceId> = identities.chain(any).collect();
    let acts =
        |grant: &RoleGrant| grant.known.as_ref().is_none_or(|role| role.permissions.iter().any(|p| p.actions.iter().any(|a| rules_services(a))));
    let by = who.held.iter().find(|(_, _, g)| acts(g) && crate::graph::azure::covers(world.inventory, g, service) != Some(false));
    for identity in identities {
        let mut attempt = Attempt::new(NodeKind::Identity(identity), EdgeKind::Hijack, &[]);
        match by {
            Some((by, entry, _)) => {
                attempt.met += 1;
                attempt.given.push(Given { by: by.id, entry: *entry, action: "" });
                attempt.unseen.push(format!("whether it runs as the identity of {}, a service of a type that is not read", label(world, service)));
            }
            None => {
                attempt.missing.get_or_insert(format!("no role of the input lets it change {}", label(world, service)));
            }
        }
        out.push(attempt);
    }
}

/// Whether an action of a role may change a service of some type: those of services that are read change no other.
fn rules_services(action: &str) -> bool {
    const OTHERS: [&str; 10] = [
        "microsoft.authorization/",
        "microsoft.eventgrid/",
        "microsoft.eventhub/",
        "microsoft.insights/",
        "microsoft.keyvault/",
        "microsoft.managedidentity/",
        "microsoft.operationalinsights/",
        "microsoft.resources/",
        "microsoft.storage/",
        "microsoft.support/",
    ];
    let action = action.to_ascii_lowercase();
    !action.ends_with("/read") && !OTHERS.iter().any(|o| action.starts_with(o))
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
