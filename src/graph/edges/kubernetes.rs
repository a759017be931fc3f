//! Acting inside a cluster of EKS: who is let in, and whose credentials its pods get at.
//!
//! Who signs in to the API server needs no IAM permission for it: the token is a signed `sts:GetCallerIdentity`. Sources: "Grant IAM users access
//! to Kubernetes with EKS access entries", "Review access policy permissions", "IAM roles for service accounts", "Learn how EKS Pod Identity
//! grants pods access to AWS services", "Restrict access to the instance profile assigned to the worker node", Amazon EKS User Guide.

use super::{Reach, action, call, is_role};
use crate::aws::{Arn, Text, wildcard};
use crate::graph::actor::Actor;
use crate::graph::attempt::Attempt;
use crate::graph::outsiders;
use crate::graph::world::World;
use crate::graph::{EdgeKind, NodeKind, Outside};
use crate::model::{Cluster, ClusterEntry, ClusterRight, Network, Resource, Tri};
use crate::policy::Target;

/// Access policies that let somebody make pods.
const MAKES_PODS: &[&str] = &["AmazonEKSClusterAdminPolicy", "AmazonEKSAdminPolicy", "AmazonEKSEditPolicy"];

/// Access policies that let somebody look only.
const LOOKS: &[&str] = &["AmazonEKSViewPolicy", "AmazonEKSAdminViewPolicy", "AmazonEKSClusterInsightsPolicy"];

const PODS: &str = "pods.eks.amazonaws.com";

/// Letting oneself in.
const CALLS: &[&str] = &["eks:CreateAccessEntry", "eks:AssociateAccessPolicy"];

/// What the actor can do as somebody whom a cluster lets in.
pub(super) fn steps<'a>(world: &'a World<'a>, actor: &Actor<'a>, reach: Reach<'_>, out: &mut Vec<Attempt>) {
    for (resource, cluster) in clusters(world) {
        for entry in cluster.entries.iter().filter(|e| actor.has_arn(&e.principal)) {
            let mut base = Attempt::new(NodeKind::Compute(resource.id), EdgeKind::Hijack, &[]);
            let namespaces = admitted(world, resource, entry, &mut base);
            match entry.by_map {
                true if cluster.by_map == Tri::No => {
                    let name = world.name(resource);
                    base.missing = Some(format!("the aws-auth map does not count for {name}: its authentication mode is API"));
                }
                // Nobody can add an entry where the mode forbids it.
                false if cluster.by_entry == Tri::No => counts(world, resource, cluster, &mut base),
                _ => {}
            }
            connect(world, resource, cluster, &mut base);
            match namespaces {
                None => out.push(base),
                Some(namespaces) => out.extend(inside(world, resource).into_iter().filter_map(|w| w.within(world, namespaces, base.clone()))),
            }
        }
        let own = actor.is_ours() && actor.account.as_ref() == Some(&resource.account);
        if own && reach.wants(resource, call::may(actor, CALLS)) {
            out.push(let_oneself_in(world, actor, resource, cluster));
        }
    }
}

/// What who makes pods anywhere in a cluster gets at.
pub(in crate::graph) fn from_inside<'a>(world: &'a World<'a>, cluster: &'a Resource) -> Vec<Attempt> {
    inside(world, cluster).into_iter().map(|w| w.attempt).collect()
}

/// Who may add access entries lets itself in, with the access policy of its choice.
fn let_oneself_in<'a>(world: &'a World<'a>, actor: &Actor<'a>, resource: &'a Resource, cluster: &Cluster) -> Attempt {
    let mut attempt = Attempt::new(NodeKind::Compute(resource.id), EdgeKind::Hijack, &[]);
    let with = call::With { on: Some(resource), facts: &[] };
    CALLS.iter().for_each(|c| call::need(world, actor, c, with, &mut attempt));
    // "Change authentication mode to use access entries": who may, switches.
    let mut switched = attempt.clone();
    call::need(world, actor, "eks:UpdateClusterConfig", with, &mut switched);
    if cluster.by_entry != Tri::Yes && !attempt.refused() && !switched.refused() {
        attempt = switched;
        attempt.facts.push(format!("the actor can let access entries count for {}", world.name(resource)));
    } else {
        counts(world, resource, cluster, &mut attempt);
    }
    connect(world, resource, cluster, &mut attempt);
    attempt
}

/// Whether access entries count for the cluster.
fn counts(world: &World<'_>, resource: &Resource, cluster: &Cluster, attempt: &mut Attempt) {
    let name = world.name(resource);
    match cluster.by_entry {
        Tri::Yes => {}
        Tri::No => attempt.missing = Some(format!("access entries do not count for {name}: its authentication mode is CONFIG_MAP")),
        Tri::Unknown => attempt.unseen.push(format!("whether access entries count for {name}: its authentication mode is not stated")),
    }
}

fn clusters<'a>(world: &'a World<'a>) -> impl Iterator<Item = (&'a Resource, &'a Cluster)> {
    world.clusters.iter().filter_map(|id| world.inventory.resource(*id)).filter_map(|r| Some((r, r.cluster.as_ref()?)))
}

/// What an entry gives; the namespaces it is for.
fn admitted<'e>(world: &World<'_>, resource: &Resource, entry: &'e ClusterEntry, attempt: &mut Attempt) -> Option<&'e [Text]> {
    let cluster = world.name(resource);
    let place = entry.origin.address.as_deref().map(|a| format!(" ({a})")).unwrap_or_default();
    match &entry.right {
        ClusterRight::Groups(groups) if groups.iter().any(|g| g.literal() == Some("system:masters")) => {
            attempt.facts.push(format!("system:masters lets it do everything in {cluster}{place}"));
            None
        }
        ClusterRight::Groups(groups) => {
            let groups: Vec<String> = groups.iter().map(|g| world.inventory.render(g)).collect();
            let groups = if groups.is_empty() { "its groups".into() } else { groups.join(", ") };
            attempt.unseen.push(format!("what role bindings inside {cluster} give to {groups}{place}"));
            None
        }
        ClusterRight::Policy { arn, namespaces } => {
            let shown = world.inventory.render(arn);
            let name = shown.rsplit('/').next().unwrap_or(&shown);
            let wide = match namespaces {
                None => "the whole of".to_owned(),
                Some(list) => format!("{} of", list.iter().map(|n| world.inventory.render(n)).collect::<Vec<_>>().join(", ")),
            };
            if MAKES_PODS.contains(&name) {
                attempt.facts.push(format!("{name} lets it make pods in {wide} {cluster}{place}"));
            } else if LOOKS.contains(&name) {
                attempt.missing = Some(format!("{name} lets nobody make pods in {cluster}{place}"));
            } else {
                attempt.unseen.push(format!("whether {name} lets it make pods in {wide} {cluster}{place}"));
            }
            namespaces.as_deref()
        }
    }
}

/// The way to the API server.
fn connect(world: &World<'_>, resource: &Resource, cluster: &Cluster, attempt: &mut Attempt) {
    let name = world.name(resource);
    let public = match &resource.network {
        Some(Network::Attachment(at)) => at.public,
        _ => Tri::Unknown,
    };
    match public {
        Tri::Yes if cluster.admits.is_empty() => attempt.facts.push(format!("the API server of {name} has a public endpoint")),
        Tri::Yes => {
            let blocks: Vec<String> = cluster.admits.iter().map(|b| world.inventory.render(b)).collect();
            attempt.unseen.push(format!("whether it connects from {}, which the API server of {name} admits", blocks.join(", ")));
        }
        Tri::No => attempt.unseen.push(format!("whether it has a way to the API server of {name}, which has no public endpoint")),
        Tri::Unknown => attempt.unseen.push(format!("whether it has a way to the API server of {name}")),
    }
}

/// What pods of a namespace, or of any, get at.
struct Workload {
    attempt: Attempt,
    /// `None`: pods of every namespace; else a name, or a pattern of names.
    namespace: Option<Text>,
}

impl Workload {
    /// The step of somebody who makes pods in these namespaces.
    fn within(self, world: &World<'_>, namespaces: &[Text], base: Attempt) -> Option<Attempt> {
        let mut attempt = Attempt { to: self.attempt.to, needs: self.attempt.needs, ..base };
        attempt.facts.extend(self.attempt.facts);
        attempt.unseen.extend(self.attempt.unseen);
        if let Some(own) = self.namespace {
            let together = namespaces.iter().map(|n| overlap(n, &own)).max_by_key(|t| match t {
                Tri::No => 0,
                Tri::Unknown => 1,
                Tri::Yes => 2,
            });
            match together? {
                Tri::Yes => {}
                Tri::No => return None,
                Tri::Unknown => attempt.unseen.push(format!("whether it may make pods in {}", world.inventory.render(&own))),
            }
        }
        Some(attempt)
    }
}

/// Whether some name is of both patterns.
fn overlap(a: &Text, b: &Text) -> Tri {
    match (a.literal(), b.literal()) {
        _ if a == b => Tri::Yes,
        (Some("*"), _) | (_, Some("*")) => Tri::Yes,
        (Some(a), Some(b)) if wildcard::matches(a, b) || wildcard::matches(b, a) => Tri::Yes,
        (Some(a), Some(b)) if !(a.contains('*') && b.contains('*')) => Tri::No,
        _ => Tri::Unknown,
    }
}

fn inside<'a>(world: &'a World<'a>, resource: &'a Resource) -> Vec<Workload> {
    let mut out = Vec::new();
    let Some(cluster) = &resource.cluster else { return out };
    let name = world.name(resource);
    for pod in &cluster.pods {
        let Some((role, assume)) = world.inventory.resource(pod.role).zip(action("sts:AssumeRole")) else { continue };
        let mut attempt = Attempt::new(NodeKind::Principal(role.id), EdgeKind::RunsAs, &[]);
        if let Some(answer) = world.trusts(role, PODS) {
            attempt.need(&assume, role.arn.clone(), answer);
        }
        let account = [&pod.namespace, &Text::from(":"), &pod.service_account];
        attempt.facts.push(format!("EKS Pod Identity gives pods of {} in {name} its credentials", world.inventory.render(&Text::concat(account))));
        out.push(Workload { attempt, namespace: Some(pod.namespace.clone()) });
    }
    service_accounts(world, resource, &mut out);
    for node in cluster.nodes.iter().filter_map(|n| world.inventory.resource(*n)) {
        let mut attempt = Attempt::new(NodeKind::Compute(node.id), EdgeKind::Hijack, &[]);
        attempt.facts.push(format!("a pod on the network of a node of {} reads its credentials", world.name(node)));
        out.push(Workload { attempt, namespace: None });
    }
    for role in &cluster.node_roles {
        let mut attempt = Attempt::new(NodeKind::Principal(*role), EdgeKind::RunsAs, &[]);
        attempt.facts.push(format!("a pod on the network of a node of {name} reads its credentials"));
        out.push(Workload { attempt, namespace: None });
    }
    out
}

/// Roles that the cluster's identity provider opens to service accounts.
fn service_accounts<'a>(world: &'a World<'a>, cluster: &'a Resource, out: &mut Vec<Workload>) {
    let Some(assume) = action("sts:AssumeRoleWithWebIdentity") else { return };
    for identity in outsiders::named(world.inventory) {
        let Outside::Identity { provider, subject, .. } = &identity else { continue };
        let Some(unseen) = of_cluster(world, provider, cluster) else { continue };
        let kind = NodeKind::Outside(identity.clone());
        let Some(actor) = world.actor(&kind) else { continue };
        for role in world.principals().filter(|r| is_role(r)) {
            let mut attempt = Attempt::new(NodeKind::Principal(role.id), EdgeKind::AssumeWebIdentity, &[]);
            attempt.need(&assume, role.arn.clone(), world.ask(&actor, &assume, &Target::One(role.arn.clone()), Some(role), &[]));
            if attempt.refused() {
                continue;
            }
            let who = subject.as_ref().map_or_else(|| "any service account".to_owned(), |s| world.inventory.render(s));
            attempt.facts.push(format!("a pod of {} is {who} to its identity provider", world.name(cluster)));
            attempt.unseen.extend(unseen.clone());
            let namespace = subject.as_ref().and_then(|s| s.strip_prefix("system:serviceaccount:")).and_then(|s| s.split_once(':')).map(|(n, _)| n);
            out.push(Workload { attempt, namespace });
        }
    }
}

/// Whether a provider is the cluster's; with what is not known of it.
fn of_cluster(world: &World<'_>, provider: &Text, cluster: &Resource) -> Option<Option<String>> {
    if let Some(other) = world.by_arn(provider).and_then(|r| r.provider.as_ref()).and_then(|p| p.cluster) {
        return (other == cluster.id).then_some(None);
    }
    let here = Arn::parse(provider).is_ok_and(|a| a.account == cluster.account);
    let named = || Some(format!("whether {} is the identity provider of {}", world.inventory.render(provider), world.name(cluster)));
    (here && world.inventory.is_of_cluster(provider)).then(named)
}
