//! EKS: clusters, node groups, and the roles of pods. Roles for service accounts are told by their trust policies.

use super::super::build::Builder;
use super::super::catalogue::{Type, adds, makes};
use super::super::find::Ref;
use super::super::instance::{At, Instance, State};
use crate::aws::{SymbolKind, Text};
use crate::model::{ClusterEntry, ClusterRight, GapKind, Network, PodRole, Resource, ResourceId, Tri};

const CLUSTER: &str = "arn:{partition}:eks:{region}:{account}:cluster/{name}";

pub(super) const TYPES: &[Type] = &[
    makes("aws_eks_cluster", "eks-cluster", "name", CLUSTER, cluster),
    makes("data.aws_eks_cluster", "eks-cluster", "name", CLUSTER, cluster),
    makes(
        "aws_eks_node_group",
        "eks-node-group",
        "node_group_name",
        "arn:{partition}:eks:{region}:{account}:nodegroup/{cluster_name}/{node_group_name}/{uuid}",
        node_group,
    ),
    makes(
        "aws_eks_fargate_profile",
        "eks-fargate-profile",
        "fargate_profile_name",
        "arn:{partition}:eks:{region}:{account}:fargateprofile/{cluster_name}/{fargate_profile_name}/{uuid}",
        fargate_profile,
    ),
    adds("aws_eks_pod_identity_association", pod_identity),
    adds("aws_eks_access_entry", access_entry),
    adds("aws_eks_access_policy_association", access_policy),
    adds("aws_eks_addon", |_, _| {}),
    adds("kubernetes_config_map", config_map),
    adds("kubernetes_config_map_v1", config_map),
    adds("kubernetes_config_map_v1_data", config_map),
];

/// The `aws-auth` map: who may act inside, by the roles and users that it lists.
///
/// Source: "Grant IAM users access to Kubernetes with a ConfigMap", Amazon EKS User Guide: a role's ARN stands there without its path.
fn config_map(b: &mut Builder<'_>, i: &Instance) {
    let metadata = i.at("metadata");
    if metadata.within("name").str() != Some("aws-auth") {
        return;
    }
    let clusters: Vec<ResourceId> = b.inventory.resources.iter().filter(|r| r.kind == "eks-cluster" && !r.referenced).map(|r| r.id).collect();
    // The map names no cluster: of several it may be any.
    let several = clusters.len() > 1;
    for (list, arn, kind) in [("mapRoles", "rolearn", "iam-role"), ("mapUsers", "userarn", "iam-user")] {
        let at = i.at("data").get(list);
        let entries = match at.state() {
            State::Unset => continue,
            State::Known(text) => text.as_str().and_then(crate::ingest::source::of_yaml),
            State::Unknown => None,
        };
        let Some(entries) = entries else {
            let message = format!("whom `{}` lets in is not known", at.name());
            b.gap(GapKind::UnknownReference, &at, message, clusters.first().copied(), None);
            let principal = b.symbol(&at, SymbolKind::Any, "known after apply");
            mapped(b, i, &clusters, &principal, Vec::new());
            continue;
        };
        for entry in entries.as_array().into_iter().flatten() {
            let Some(named) = entry.get(arn).and_then(serde_json::Value::as_str) else { continue };
            let principal = mapped_principal(b, named, kind);
            let groups = entry.get("groups").and_then(serde_json::Value::as_array).into_iter().flatten();
            let groups: Vec<Text> = groups.filter_map(|g| g.as_str()).filter(|g| !several || *g != "system:masters").map(Text::from).collect();
            mapped(b, i, &clusters, &principal, groups);
        }
    }
}

/// The principal of the input that an entry names by account and name, or the ARN as it stands.
fn mapped_principal(b: &Builder<'_>, named: &str, kind: &'static str) -> Text {
    let (account, name) = (named.split(':').nth(4), named.rsplit('/').next().unwrap_or_default());
    let own = b.named(kind, name).iter().filter_map(|id| b.inventory.resource(*id)).find(|r| r.account.literal().is_none_or(|a| Some(a) == account));
    own.map_or_else(|| Text::from(named), |r| r.arn.clone())
}

fn mapped(b: &mut Builder<'_>, i: &Instance, clusters: &[ResourceId], principal: &Text, groups: Vec<Text>) {
    // Nodes are let in this way, too.
    if groups.iter().any(|g| g.literal() == Some("system:nodes")) {
        return;
    }
    for cluster in clusters {
        let entry = ClusterEntry { principal: principal.clone(), right: ClusterRight::Groups(groups.clone()), by_map: true, origin: i.origin() };
        b.edit(*cluster, |r| r.cluster.get_or_insert_default().entries.push(entry));
    }
}

fn cluster(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let role = b.runs(&i.at("role_arn"), "cluster role", "eks.amazonaws.com");
    let types = i.at("enabled_cluster_log_types");
    let audits = match types.state() {
        State::Known(_) if types.items().iter().any(|t| t.str() == Some("audit")) => Tri::Yes,
        State::Known(_) if types.is_whole() => Tri::No,
        State::Unset if !i.address.data && i.place.is_none() => Tri::No,
        _ => Tri::Unknown,
    };
    b.edit(id, |r| r.switches.extend([("api-audit", audits)]));
    let place = i.at("vpc_config");
    let public = place.within("endpoint_public_access").bool(Tri::Yes);
    let mut attachment = b.attachment(&place.within("subnet_ids"), &place.within("security_group_ids"), public);
    // The cluster's own group is made by EKS.
    attachment.open = true;
    attachment.ports = vec![443];
    // A cluster made without a mode is ruled by its `aws-auth` map alone ("Grant IAM users and roles access to Kubernetes APIs").
    let by_entry = match i.at("access_config").within("authentication_mode").state() {
        State::Known(mode) => {
            if mode.as_str() == Some("CONFIG_MAP") {
                Tri::No
            } else {
                Tri::Yes
            }
        }
        State::Unset | State::Unknown => Tri::Unknown,
    };
    let by_map = match i.at("access_config").within("authentication_mode").state() {
        State::Known(mode) if mode.as_str() == Some("API") => Tri::No,
        State::Known(_) | State::Unset => Tri::Yes,
        State::Unknown => Tri::Unknown,
    };
    // In Auto Mode nodes are no group of their own.
    let nodes = b.resource(&i.at("compute_config").within("node_role_arn"), &["iam-role"]);
    let (admits, _) = b.texts(&place.within("public_access_cidrs"));
    let open = admits.iter().any(|block| block.literal() == Some("0.0.0.0/0"));
    b.edit(id, |r| {
        r.runs_as = role.into_iter().collect();
        r.network = Some(Network::Attachment(attachment));
        let cluster = r.cluster.get_or_insert_default();
        cluster.node_roles.extend(nodes);
        cluster.by_entry = by_entry;
        cluster.by_map = by_map;
        cluster.admits = if open { Vec::new() } else { admits };
    });
}

fn node_group(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let role = b.runs(&i.at("node_role_arn"), "node role", "ec2.amazonaws.com");
    super::ec2::key_pair(b, id, &i.at("remote_access").within("ec2_ssh_key"));
    let (subnets, _) = b.resources(&i.at("subnet_ids"), &["subnet"]);
    if let Some(cluster) = b.resource(&i.at("cluster_name"), &["eks-cluster"]) {
        b.edit(cluster, |r| r.cluster.get_or_insert_default().nodes.push(id));
    }
    b.edit(id, |r| {
        r.runs_as = role.into_iter().collect();
        r.network = Some(Network::Attachment(crate::model::Attachment { subnets, open: true, ..Default::default() }));
    });
}

fn fargate_profile(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let role = b.runs(&i.at("pod_execution_role_arn"), "execution role", "eks-fargate-pods.amazonaws.com");
    b.edit(id, |r| r.runs_as = role.into_iter().collect());
}

/// Pods of a service account act as a role.
fn pod_identity(b: &mut Builder<'_>, i: &Instance) {
    let Some(cluster) = b.resource(&i.at("cluster_name"), &["eks-cluster"]) else { return };
    let Some(role) = b.resource(&i.at("role_arn"), &["iam-role"]) else { return };
    let namespace = b.text(&i.at("namespace")).unwrap_or_default();
    let service_account = b.text(&i.at("service_account")).unwrap_or_default();
    b.edit(cluster, |r| r.cluster.get_or_insert_default().pods.push(PodRole { namespace, service_account, role }));
}

/// A principal that is let into the cluster, as a member of groups or as a node.
fn access_entry(b: &mut Builder<'_>, i: &Instance) {
    let Some(cluster) = b.resource(&i.at("cluster_name"), &["eks-cluster"]) else { return };
    if i.str("type").is_some_and(|ty| ty != "STANDARD") {
        if let Some(role) = b.resource(&i.at("principal_arn"), &["iam-role"]) {
            b.edit(cluster, |r| {
                let roles = &mut r.cluster.get_or_insert_default().node_roles;
                if !roles.contains(&role) {
                    roles.push(role);
                }
            });
        }
        return;
    }
    let (groups, more) = b.texts(&i.at("kubernetes_groups"));
    if more {
        let message = format!("`{}` is known after apply", i.at("kubernetes_groups").name());
        b.gap(GapKind::UnmodelledType, &i.at("kubernetes_groups"), message, Some(cluster), None);
    }
    // Without groups the entry gives nothing but what access policies are associated with it.
    if !groups.is_empty() || more {
        let_in(b, i, cluster, ClusterRight::Groups(groups));
    }
}

/// An access policy for a principal that is let in.
fn access_policy(b: &mut Builder<'_>, i: &Instance) {
    let Some(cluster) = b.resource(&i.at("cluster_name"), &["eks-cluster"]) else { return };
    let arn = b.text(&i.at("policy_arn")).unwrap_or_default();
    let scope = i.at("access_scope");
    let namespaces = match scope.within("type").str() {
        Some("cluster") => None,
        _ => {
            let (mut namespaces, more) = b.texts(&scope.within("namespaces"));
            if more || namespaces.is_empty() {
                namespaces.push(b.symbol(&scope.within("namespaces"), SymbolKind::Any, "known after apply"));
            }
            Some(namespaces)
        }
    };
    let_in(b, i, cluster, ClusterRight::Policy { arn, namespaces });
}

fn let_in(b: &mut Builder<'_>, i: &Instance, cluster: ResourceId, right: ClusterRight) {
    let principal = b.arn_of(&i.at("principal_arn"), &["iam-role", "iam-user"]);
    let entry = ClusterEntry { principal, right, by_map: false, origin: i.origin() };
    b.edit(cluster, |r| r.cluster.get_or_insert_default().entries.push(entry));
}

impl Builder<'_> {
    /// The cluster whose issuer a URL is.
    pub(super) fn cluster_of_issuer(&mut self, url: &At<'_>) -> Option<ResourceId> {
        if let Some(url) = url.str() {
            let of = |r: &&Resource| {
                let issuer = |i: &Instance| i.at("identity").within("oidc").within("issuer").str() == Some(url);
                r.kind == "eks-cluster" && self.instance_of(r.id).is_some_and(issuer)
            };
            return self.inventory.resources.iter().find(of).map(|r| r.id);
        }
        match self.refer(url, &["eks-cluster"]) {
            Ref::To(cluster) => Some(cluster),
            Ref::Unset | Ref::OneOf(_) | Ref::Named(_) => None,
        }
    }
}
