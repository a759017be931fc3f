//! Services that keep data: secrets, parameters, tables, log groups, images, file systems, volumes, catalogues.

use super::super::build::Builder;
use super::super::catalogue::{Type, adds, makes};
use super::super::instance::{At, Instance, State};
use crate::model::{Encryption, Network, ResourceId, ResourcePolicy, Store, Tri};
use crate::policy::PolicyKind;

const SECRET: &str = "arn:{partition}:secretsmanager:{region}:{account}:secret:{name}-{random}";
const PARAMETER: &str = "arn:{partition}:ssm:{region}:{account}:parameter{slash_name}";
const TABLE: &str = "arn:{partition}:dynamodb:{region}:{account}:table/{name}";
const LOG_GROUP: &str = "arn:{partition}:logs:{region}:{account}:log-group:{name}";
const REPOSITORY: &str = "arn:{partition}:ecr:{region}:{account}:repository/{name}";
const FILE_SYSTEM: &str = "arn:{partition}:elasticfilesystem:{region}:{account}:file-system/{id}";
const SNAPSHOT: &str = "arn:{partition}:ec2:{region}::snapshot/{id}";

pub(super) const TYPES: &[Type] = &[
    makes("aws_secretsmanager_secret", "secretsmanager-secret", "name", SECRET, secret),
    makes("data.aws_secretsmanager_secret", "secretsmanager-secret", "name", SECRET, secret),
    adds("aws_secretsmanager_secret_policy", |b, i| policy_on(b, i, &i.at("secret_arn"), "secretsmanager-secret", "policy")),
    adds("aws_secretsmanager_secret_rotation", |b, i| {
        if let Some(secret) = b.resource(&i.at("secret_id"), &["secretsmanager-secret"]) {
            b.edit(secret, |r| r.switches.extend([("rotates", Tri::Yes)]));
        }
    }),
    makes("aws_ssm_parameter", "ssm-parameter", "name", PARAMETER, parameter),
    makes("data.aws_ssm_parameter", "ssm-parameter", "name", PARAMETER, parameter),
    makes("aws_dynamodb_table", "dynamodb-table", "name", TABLE, table),
    makes("data.aws_dynamodb_table", "dynamodb-table", "name", TABLE, table),
    adds("aws_dynamodb_resource_policy", |b, i| policy_on(b, i, &i.at("resource_arn"), "dynamodb-table", "policy")),
    adds("aws_dynamodb_table_item", |_, _| {}),
    makes("aws_cloudwatch_log_group", "log-group", "name", LOG_GROUP, log_group),
    makes("data.aws_cloudwatch_log_group", "log-group", "name", LOG_GROUP, log_group),
    makes("aws_ecr_repository", "ecr-repository", "name", REPOSITORY, repository),
    makes("data.aws_ecr_repository", "ecr-repository", "name", REPOSITORY, repository),
    adds("aws_ecr_repository_policy", |b, i| policy_on(b, i, &i.at("repository"), "ecr-repository", "policy")),
    makes("aws_efs_file_system", "efs-file-system", "id", FILE_SYSTEM, file_system),
    makes("data.aws_efs_file_system", "efs-file-system", "id", FILE_SYSTEM, file_system),
    adds("aws_efs_file_system_policy", |b, i| policy_on(b, i, &i.at("file_system_id"), "efs-file-system", "policy")),
    adds("aws_efs_mount_target", mount_target),
    adds("aws_efs_access_point", |_, _| {}),
    makes("aws_ebs_volume", "ebs-volume", "id", "arn:{partition}:ec2:{region}:{account}:volume/{id}", volume),
    adds("aws_volume_attachment", attached),
    makes("aws_ebs_snapshot", "ebs-snapshot", "id", SNAPSHOT, volume),
    makes("data.aws_ebs_snapshot", "ebs-snapshot", "id", SNAPSHOT, volume),
    makes("aws_ebs_snapshot_copy", "ebs-snapshot", "id", SNAPSHOT, volume),
    makes("aws_ebs_snapshot_import", "ebs-snapshot", "id", SNAPSHOT, volume),
    makes("aws_glue_catalog_database", "glue-database", "name", "arn:{partition}:glue:{region}:{account}:database/{name}", |b, i, id| {
        plain(b, i, id, "glue-database");
    }),
    adds("aws_glue_catalog_table", |_, _| {}),
    makes("aws_glue_connection", "glue-connection", "name", "arn:{partition}:glue:{region}:{account}:connection/{name}", |b, i, id| {
        plain(b, i, id, "glue-connection");
    }),
];

/// The policy that a resource of its own puts on what `target` names.
pub(super) fn policy_on(b: &mut Builder<'_>, i: &Instance, target: &At<'_>, kind: &'static str, attribute: &str) {
    let Some(target) = b.resource(target, &[kind]) else { return };
    let Some(policy) = b.policy(&i.at(attribute), PolicyKind::Resource, "policy", Some(target)) else { return };
    b.edit(target, |r| r.resource_policy = ResourcePolicy::Policy(policy));
}

/// What stands where no policy is stated: none on what Terraform manages (the assumption `no-policy-outside-terraform`), perhaps one on what it
/// only looks up.
pub(super) fn no_policy(i: &Instance) -> ResourcePolicy {
    if i.address.data || i.lacks("policy") { ResourcePolicy::Unseen } else { ResourcePolicy::None }
}

/// Sets the store facet.
pub(super) fn set_store(b: &mut Builder<'_>, id: ResourceId, store: Store, policy: ResourcePolicy) {
    b.edit(id, |r| {
        r.store = Some(store);
        r.resource_policy = policy;
    });
}

fn plain(b: &mut Builder<'_>, i: &Instance, id: ResourceId, kind: &'static str) {
    set_store(b, id, Store::new(kind), no_policy(i));
}

fn secret(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let encryption = b.encryption(&i.at("kms_key_id"), Encryption::ServiceManaged);
    // A state shows a secret's own policy even when a resource of its own sets it.
    let none = no_policy(i);
    let policy = if b.has_separate(i, "aws_secretsmanager_secret_policy") { none } else { b.resource_policy(&i.at("policy"), id, none) };
    set_store(b, id, Store { encryption, ..Store::new("secretsmanager-secret") }, policy);
    // Terraform has a resource of its own for rotation.
    let absent = if i.address.data || i.lacks("rotation_enabled") { Tri::Unknown } else { Tri::No };
    let rotates = match i.at("rotation_enabled").bool(absent) {
        Tri::Unknown => absent,
        known => known,
    };
    b.edit(id, |r| r.switches.extend([("rotates", rotates)]));
}

fn parameter(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let ty = i.at("type");
    let encryption = match (ty.state(), ty.str()) {
        (State::Unknown, _) => Encryption::Unknown(None),
        (_, Some("SecureString")) => b.encryption(&i.at("key_id"), Encryption::ServiceManaged),
        _ => Encryption::None,
    };
    set_store(b, id, Store { encryption, ..Store::new("ssm-parameter") }, ResourcePolicy::NotApplicable);
}

fn table(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    // Without a key of one's own, a key that AWS owns or manages.
    let encryption = b.encryption(&i.at("server_side_encryption").within("kms_key_arn"), Encryption::ServiceManaged);
    let versioned = i.at("point_in_time_recovery").within("enabled").bool(Tri::No);
    let policy = no_policy(i);
    set_store(b, id, Store { encryption, versioned, ..Store::new("dynamodb-table") }, policy);
    let stream = i.at("stream_enabled").bool(Tri::No);
    b.edit(id, |r| r.switches.extend([("stream", stream)]));
}

fn log_group(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let encryption = b.encryption(&i.at("kms_key_id"), Encryption::ServiceManaged);
    set_store(b, id, Store { encryption, ..Store::new("log-group") }, ResourcePolicy::NotApplicable);
}

fn repository(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let block = i.at("encryption_configuration");
    let encryption = match block.within("encryption_type").str() {
        Some("KMS" | "KMS_DSSE") => b.encryption(&block.within("kms_key"), Encryption::ServiceManaged),
        _ if block.state() == State::Unknown => Encryption::Unknown(None),
        _ => Encryption::ServiceManaged,
    };
    let policy = no_policy(i);
    set_store(b, id, Store { encryption, ..Store::new("ecr-repository") }, policy);
}

fn file_system(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let encryption = b.encryption_if(&i.at("encrypted"), Tri::No, &i.at("kms_key_id"));
    let policy = no_policy(i);
    set_store(b, id, Store { encryption, ..Store::new("efs-file-system") }, policy);
}

fn mount_target(b: &mut Builder<'_>, i: &Instance) {
    let Some(file_system) = b.resource(&i.at("file_system_id"), &["efs-file-system"]) else { return };
    let mut attachment = b.attachment(&i.at("subnet_id"), &i.at("security_groups"), Tri::No);
    attachment.ports.push(2049);
    b.edit(file_system, |r| match &mut r.network {
        Some(Network::Attachment(there)) => {
            there.subnets.extend(attachment.subnets);
            there.groups.extend(attachment.groups);
            there.open |= attachment.open;
        }
        _ => r.network = Some(Network::Attachment(attachment)),
    });
}

fn attached(b: &mut Builder<'_>, i: &Instance) {
    let on = b.resource(&i.at("instance_id"), &["ec2-instance"]);
    let disk = b.resource(&i.at("volume_id"), &["ebs-volume"]);
    if let (Some(on), Some(disk)) = (on, disk) {
        b.edit(on, |r| r.disks.push(disk));
    }
}

fn volume(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let kind = if i.address.ty == "aws_ebs_volume" { "ebs-volume" } else { "ebs-snapshot" };
    let encryption = b.encryption_if(&i.at("encrypted"), Tri::Unknown, &i.at("kms_key_id"));
    set_store(b, id, Store { encryption, ..Store::new(kind) }, ResourcePolicy::NotApplicable);
}
