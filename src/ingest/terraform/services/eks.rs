//! EKS: clusters, node groups, and the roles of pods. Roles for service accounts are told by their trust policies.

use super::super::build::Builder;
use super::super::catalogue::{Type, adds, makes};
use super::super::instance::Instance;
use crate::model::{GapKind, Network, ResourceId, Tri};

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
    adds("aws_eks_access_policy_association", |_, _| {}),
    adds("aws_eks_addon", |_, _| {}),
];

fn cluster(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let role = b.runs(&i.at("role_arn"), "cluster role", "eks.amazonaws.com");
    let place = i.at("vpc_config");
    let public = place.within("endpoint_public_access").bool(Tri::Yes);
    let mut attachment = b.attachment(&place.within("subnet_ids"), &place.within("security_group_ids"), public);
    // The cluster's own group is made by EKS.
    attachment.open = true;
    attachment.ports = vec![443];
    b.edit(id, |r| {
        r.runs_as = role.into_iter().collect();
        r.network = Some(Network::Attachment(attachment));
    });
}

fn node_group(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let role = b.runs(&i.at("node_role_arn"), "node role", "ec2.amazonaws.com");
    let (subnets, _) = b.resources(&i.at("subnet_ids"), &["subnet"]);
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
    let Some(role) = b.runs(&i.at("role_arn"), "pod identity", "pods.eks.amazonaws.com") else { return };
    b.edit(cluster, |r| {
        if !r.runs_as.contains(&role) {
            r.runs_as.push(role);
        }
    });
}

/// A principal that acts inside the cluster.
fn access_entry(b: &mut Builder<'_>, i: &Instance) {
    // Node roles join nodes, nothing more.
    if i.str("type").is_some_and(|ty| ty != "STANDARD") {
        return;
    }
    let cluster = b.resource(&i.at("cluster_name"), &["eks-cluster"]);
    let who = b.arn_of(&i.at("principal_arn"), &["iam-role", "iam-user"]);
    let who = b.inventory.render(&who);
    let message = format!("what `{who}` may do inside the cluster is not modelled");
    b.gap(GapKind::UnmodelledType, &i.at("principal_arn"), message, cluster, None);
}
