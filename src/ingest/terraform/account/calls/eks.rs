//! EKS: clusters, node groups, who is let in, and the roles of pods.

use serde_json::json;

use super::super::entity::Entity;
use super::{Call, Sink, by, is, no};

pub(super) const CALLS: &[Call] = &[
    is("eks.list-clusters", "clusters", "-", "aws_eks_cluster", &[("name", "")]),
    is(
        "eks.describe-cluster",
        "cluster",
        "resourcesVpcConfig",
        "aws_eks_cluster",
        &[
            ("name", "name"),
            ("arn", "arn"),
            ("role_arn", "roleArn"),
            ("vpc_config.subnet_ids", "resourcesVpcConfig.subnetIds"),
            ("vpc_config.security_group_ids", "resourcesVpcConfig.securityGroupIds"),
            ("vpc_config.cluster_security_group_id", "resourcesVpcConfig.clusterSecurityGroupId"),
            ("vpc_config.endpoint_public_access", "resourcesVpcConfig.endpointPublicAccess"),
            ("vpc_config.endpoint_private_access", "resourcesVpcConfig.endpointPrivateAccess"),
            ("vpc_config.public_access_cidrs", "resourcesVpcConfig.publicAccessCidrs"),
            ("access_config.authentication_mode", "accessConfig.authenticationMode"),
            ("identity.oidc.issuer", "identity.oidc.issuer"),
            ("compute_config.node_role_arn", "computeConfig.nodeRoleArn"),
            ("remote_network_config", "remoteNetworkConfig"),
        ],
    ),
    by("eks.list-nodegroups", "nodegroups", "", |sink, entity| {
        let cluster = entity.argument("clusterName");
        sink.add("aws_eks_node_group", entity, json!({"node_group_name": entity.value, "cluster_name": cluster}));
    }),
    is(
        "eks.describe-nodegroup",
        "nodegroup",
        "nodegroupName",
        "aws_eks_node_group",
        &[
            ("node_group_name", "nodegroupName"),
            ("cluster_name", "clusterName"),
            ("arn", "nodegroupArn"),
            ("node_role_arn", "nodeRole"),
            ("remote_access.ec2_ssh_key", "remoteAccess.ec2SshKey"),
            ("subnet_ids", "subnets"),
        ],
    ),
    no("eks.list-fargate-profiles", "fargateProfileNames"),
    is(
        "eks.describe-fargate-profile",
        "fargateProfile",
        "fargateProfileName",
        "aws_eks_fargate_profile",
        &[
            ("fargate_profile_name", "fargateProfileName"),
            ("cluster_name", "clusterName"),
            ("arn", "fargateProfileArn"),
            ("pod_execution_role_arn", "podExecutionRoleArn"),
        ],
    ),
    no("eks.list-access-entries", "accessEntries"),
    is(
        "eks.describe-access-entry",
        "accessEntry",
        "principalArn",
        "aws_eks_access_entry",
        &[("cluster_name", "clusterName"), ("principal_arn", "principalArn"), ("kubernetes_groups", "kubernetesGroups"), ("type", "type")],
    ),
    by("eks.list-associated-access-policies", "", "", associated),
    no("eks.list-pod-identity-associations", "associations"),
    is(
        "eks.describe-pod-identity-association",
        "association",
        "associationArn",
        "aws_eks_pod_identity_association",
        &[
            ("cluster_name", "clusterName"),
            ("namespace", "namespace"),
            ("service_account", "serviceAccount"),
            ("role_arn", "roleArn"),
            ("disable_session_tags", "disableSessionTags"),
        ],
    ),
    no("eks.list-addons", "addons"),
    no("eks.describe-addon", "addon"),
    no("eks.list-identity-provider-configs", "identityProviderConfigs"),
];

/// The answer names cluster and principal beside the list.
fn associated(sink: &mut Sink<'_>, entity: &Entity<'_>) {
    for (index, policy) in entity.list("associatedAccessPolicies") {
        let part = entity.part(policy, &format!("associatedAccessPolicies/{index}"));
        let values = json!({
            "cluster_name": entity.str("clusterName"), "principal_arn": entity.str("principalArn"), "policy_arn": policy.get("policyArn"),
            "access_scope": policy.get("accessScope"),
        });
        sink.add("aws_eks_access_policy_association", &part, values);
    }
}
