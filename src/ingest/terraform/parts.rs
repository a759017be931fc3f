//! Types that hold what another resource has: what tells their instances apart in an account, whatever source states them.

use super::instance::Instance;

/// Types with the attributes that tell their instances apart; the first one names the resource that has the part.
const PARTS: &[(&str, &[&str])] = &[
    ("aws_dynamodb_resource_policy", &["resource_arn"]),
    ("aws_ecr_repository_policy", &["repository"]),
    ("aws_efs_file_system_policy", &["file_system_id"]),
    ("aws_efs_mount_target", &["id"]),
    ("aws_eks_access_entry", &["cluster_name", "principal_arn"]),
    ("aws_eks_access_policy_association", &["cluster_name", "principal_arn", "policy_arn"]),
    ("aws_eks_pod_identity_association", &["cluster_name", "namespace", "service_account"]),
    ("aws_iam_access_key", &["user", "number"]),
    ("aws_iam_group_policy", &["group", "name"]),
    ("aws_iam_group_policy_attachment", &["group", "policy_arn"]),
    ("aws_iam_role_policy", &["role", "name"]),
    ("aws_iam_role_policy_attachment", &["role", "policy_arn"]),
    ("aws_iam_user_group_membership", &["user"]),
    ("aws_iam_user_login_profile", &["user"]),
    ("aws_iam_user_policy", &["user", "name"]),
    ("aws_iam_user_policy_attachment", &["user", "policy_arn"]),
    ("aws_kinesis_resource_policy", &["resource_arn"]),
    ("aws_kms_grant", &["key_id", "grant_id"]),
    ("aws_kms_key_policy", &["key_id"]),
    ("aws_lambda_event_source_mapping", &["id"]),
    ("aws_lambda_permission", &["function_name", "statement_id"]),
    ("aws_lb_listener", &["id"]),
    ("aws_msk_cluster_policy", &["cluster_arn"]),
    ("aws_msk_single_scram_secret_association", &["cluster_arn", "secret_arn"]),
    ("aws_organizations_policy_attachment", &["policy_id", "target_id"]),
    ("aws_rds_cluster_instance", &["identifier"]),
    ("aws_s3_bucket_acl", &["bucket"]),
    ("aws_s3_bucket_ownership_controls", &["bucket"]),
    ("aws_s3_bucket_policy", &["bucket"]),
    ("aws_s3_bucket_public_access_block", &["bucket"]),
    ("aws_s3_bucket_replication_configuration", &["bucket"]),
    ("aws_s3_bucket_server_side_encryption_configuration", &["bucket"]),
    ("aws_s3_bucket_versioning", &["bucket"]),
    ("aws_secretsmanager_secret_policy", &["secret_arn"]),
    ("aws_sns_topic_policy", &["arn"]),
    ("aws_sqs_queue_policy", &["queue_url"]),
];

/// The attributes that tell instances of a type apart; `None` for types that are no such parts.
pub(super) fn key(ty: &str) -> Option<&'static [&'static str]> {
    PARTS.iter().find(|(name, _)| *name == ty).map(|(_, attributes)| *attributes)
}

/// What tells an instance apart, and the resource that has it, by their names: of ARNs and URLs the last part, where that is the name.
pub(super) fn told(instance: &Instance) -> Option<(String, String)> {
    let attributes = key(&instance.address.ty)?;
    let mut values = Vec::new();
    for attribute in attributes {
        let value = instance.str(attribute)?;
        let whole = matches!(*attribute, "policy_arn" | "principal_arn" | "id" | "namespace");
        values.push(if whole { value } else { value.rsplit(['/', ':']).next().unwrap_or(value) });
    }
    let owner = (*values.first()?).to_owned();
    Some((values.join("|"), owner))
}
