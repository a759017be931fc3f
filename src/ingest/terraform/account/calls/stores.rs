//! Services that keep data: secrets, parameters, tables, log groups, images, file systems, catalogues.

use serde_json::{Value, json};

use super::super::entity::Entity;
use super::{Call, Sink, by, is, no};

const SECRET: &[(&str, &str)] = &[("name", "Name"), ("arn", "ARN"), ("kms_key_id", "KmsKeyId"), ("rotation_enabled", "RotationEnabled")];
const FILE_SYSTEM_POLICY: &[(&str, &str)] = &[("file_system_id", "FileSystemId"), ("policy", "%Policy")];

pub(super) const CALLS: &[Call] = &[
    is("secretsmanager.list-secrets", "SecretList", "", "aws_secretsmanager_secret", SECRET),
    is("secretsmanager.describe-secret", "", "", "aws_secretsmanager_secret", SECRET),
    by("secretsmanager.get-resource-policy", "", "", |sink, entity| {
        sink.with("aws_secretsmanager_secret", entity, &[("name", "Name"), ("arn", "ARN")]);
        if !entity.str("ResourcePolicy").is_empty() {
            sink.with("aws_secretsmanager_secret_policy", entity, &[("secret_arn", "ARN"), ("policy", "%ResourcePolicy")]);
        }
    }),
    no("secretsmanager.get-secret-value", ""),
    by("ssm.describe-parameters", "Parameters", "Type", |sink, entity| {
        sink.with("aws_ssm_parameter", entity, &[("name", "Name"), ("arn", "ARN"), ("type", "Type"), ("key_id", "KeyId")]);
    }),
    no("ssm.get-parameters-by-path", "Parameters"),
    no("ssm.describe-instance-information", "InstanceInformationList"),
    is("dynamodb.list-tables", "TableNames", "", "aws_dynamodb_table", &[("name", "")]),
    by("dynamodb.describe-table", "Table", "TableArn", table),
    by("dynamodb.describe-continuous-backups", "ContinuousBackupsDescription", "", |sink, entity| {
        let status = entity.take("PointInTimeRecoveryDescription.PointInTimeRecoveryStatus");
        let values = json!({"name": entity.named(), "point_in_time_recovery": {"enabled": status == "ENABLED"}});
        if !entity.named().is_empty() && !entity.named().starts_with("arn:") {
            sink.add("aws_dynamodb_table", entity, values);
        }
    }),
    is("dynamodb.get-resource-policy", "Policy", "-", "aws_dynamodb_resource_policy", &[("resource_arn", "@name"), ("policy", "%")]),
    by("logs.describe-log-groups", "logGroups", "", |sink, entity| {
        let arn = entity.str("arn");
        let arn = arn.strip_suffix(":*").unwrap_or(arn);
        let values = json!({"name": entity.str("logGroupName"), "arn": arn, "kms_key_id": entity.value.get("kmsKeyId")});
        sink.add("aws_cloudwatch_log_group", entity, values);
    }),
    is(
        "logs.describe-resource-policies",
        "resourcePolicies",
        "",
        "aws_cloudwatch_log_resource_policy",
        &[("name", "policyName"), ("policy", "%policyDocument")],
    ),
    is("logs.describe-destinations", "destinations", "", "aws_cloudwatch_log_destination", &[("name", "destinationName"), ("arn", "arn")]),
    is(
        "ecr.describe-repositories",
        "repositories",
        "repositoryName",
        "aws_ecr_repository",
        &[
            ("name", "repositoryName"),
            ("arn", "repositoryArn"),
            ("encryption_configuration.encryption_type", "encryptionConfiguration.encryptionType"),
            ("encryption_configuration.kms_key", "encryptionConfiguration.kmsKey"),
        ],
    ),
    is("ecr.get-repository-policy", "", "", "aws_ecr_repository_policy", &[("repository", "repositoryName"), ("policy", "%policyText")]),
    is(
        "efs.describe-file-systems",
        "FileSystems",
        "FileSystemId",
        "aws_efs_file_system",
        &[("id", "FileSystemId"), ("arn", "FileSystemArn"), ("encrypted", "Encrypted"), ("kms_key_id", "KmsKeyId")],
    ),
    is("efs.describe-file-system-policy", "", "", "aws_efs_file_system_policy", FILE_SYSTEM_POLICY),
    is(
        "efs.describe-mount-targets",
        "MountTargets",
        "",
        "aws_efs_mount_target",
        &[("id", "MountTargetId"), ("file_system_id", "FileSystemId"), ("subnet_id", "SubnetId")],
    ),
    by("efs.describe-mount-target-security-groups", "SecurityGroups", "-", |sink, entity| {
        let values = json!({"id": entity.named(), "security_groups": [entity.value]});
        if entity.value.is_string() && !entity.named().is_empty() {
            sink.add("aws_efs_mount_target", entity, values);
        }
    }),
    no("efs.describe-access-points", "AccessPoints"),
    is("glue.get-databases", "DatabaseList", "", "aws_glue_catalog_database", &[("name", "Name")]),
    is("glue.get-connections", "ConnectionList", "", "aws_glue_connection", &[("name", "Name")]),
    by("glue.get-resource-policy", "", "", glue_policy),
    no("glue.get-tables", "TableList"),
];

const TABLE: &[(&str, &str)] = &[
    ("name", "TableName"),
    ("arn", "TableArn"),
    ("server_side_encryption.kms_key_arn", "SSEDescription.KMSMasterKeyArn"),
    ("stream_enabled", "StreamSpecification.StreamEnabled"),
];

/// Copies in other Regions are tables of their own there; those in other accounts are not ours.
fn table(sink: &mut Sink<'_>, entity: &Entity<'_>) {
    sink.with("aws_dynamodb_table", entity, TABLE);
    let account = |arn: &str| arn.split(':').nth(4).unwrap_or_default().to_owned();
    let (arn, copies) = (entity.str("TableArn"), entity.take("Replicas[].ReplicaArn"));
    let others: Vec<String> =
        copies.as_array().into_iter().flatten().filter_map(Value::as_str).map(account).filter(|a| !a.is_empty() && *a != account(arn)).collect();
    sink.shared(arn, &others.iter().map(String::as_str).collect::<Vec<_>>());
}

fn glue_policy(sink: &mut Sink<'_>, entity: &Entity<'_>) {
    if entity.value.get("PolicyInJson").and_then(Value::as_str).is_some_and(|p| !p.is_empty()) {
        sink.with("aws_glue_resource_policy", entity, &[("name", "PolicyHash"), ("policy", "%PolicyInJson")]);
    }
}
