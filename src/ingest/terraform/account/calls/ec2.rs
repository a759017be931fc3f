//! EC2: instances, launch templates and configurations, Auto Scaling groups, volumes, snapshots, images. User data is never kept.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::super::entity::Entity;
use super::{Call, Sink, by, is, no};

const ENCRYPTED: &[(&str, &str)] = &[("encrypted", "Encrypted"), ("kms_key_id", "KmsKeyId"), ("owner_id", "OwnerId")];

pub(super) const CALLS: &[Call] = &[
    by("ec2.describe-instances", "Reservations", "", |sink, entity| {
        for (index, instance) in entity.list("Instances") {
            let owner = entity.value.get("OwnerId");
            self::instance(sink, &entity.part(instance, &format!("Instances/{index}")), owner);
        }
    }),
    no("ec2.describe-iam-instance-profile-associations", "IamInstanceProfileAssociations"),
    is("ec2.describe-launch-templates", "LaunchTemplates", "", "aws_launch_template", &[("id", "LaunchTemplateId"), ("name", "LaunchTemplateName")]),
    by("ec2.describe-launch-template-versions", "LaunchTemplateVersions", "", template_version),
    is(
        "autoscaling.describe-launch-configurations",
        "LaunchConfigurations",
        "",
        "aws_launch_configuration",
        &[
            ("name", "LaunchConfigurationName"),
            ("arn", "LaunchConfigurationARN"),
            ("iam_instance_profile", "IamInstanceProfile"),
            ("security_groups", "SecurityGroups"),
            ("associate_public_ip_address", "AssociatePublicIpAddress"),
            ("key_name", "KeyName"),
        ],
    ),
    by("autoscaling.describe-auto-scaling-groups", "AutoScalingGroups", "", auto_scaling_group),
    by("ec2.describe-volumes", "Volumes", "VolumeId", |sink, entity| {
        encrypted(sink, entity, "aws_ebs_volume", "VolumeId");
        for (index, attachment) in entity.list("Attachments") {
            let values = json!({"volume_id": entity.str("VolumeId"), "instance_id": attachment.get("InstanceId"), "owner_id": entity.str("OwnerId")});
            sink.add("aws_volume_attachment", &entity.part(attachment, &format!("Attachments/{index}")), values);
        }
    }),
    by("ec2.describe-snapshots", "Snapshots", "SnapshotId", |sink, entity| encrypted(sink, entity, "aws_ebs_snapshot", "SnapshotId")),
    by("ec2.describe-snapshot-attribute", "", "", |sink, entity| shared(sink, entity, "SnapshotId", "CreateVolumePermissions")),
    no("ec2.describe-images", "Images"),
    by("ec2.describe-image-attribute", "", "", |sink, entity| shared(sink, entity, "ImageId", "LaunchPermissions")),
    no("ec2.describe-key-pairs", "KeyPairs"),
    no("ec2.get-ebs-encryption-by-default", ""),
    no("ec2.get-ebs-default-kms-key-id", ""),
    no("ec2.get-snapshot-block-public-access-state", ""),
];

fn instance(sink: &mut Sink<'_>, entity: &Entity<'_>, owner: Option<&Value>) {
    let state = entity.take("State.Name");
    if state.as_str().is_some_and(|s| s.eq_ignore_ascii_case("terminated") || s.eq_ignore_ascii_case("shutting-down")) {
        return;
    }
    let public = entity.value.get("PublicIpAddress").and_then(Value::as_str).is_some_and(|a| !a.is_empty());
    let public = public || entity.take("NetworkInterfaces[].Association.PublicIp").as_array().is_some_and(|l| !l.is_empty());
    // `SecurityGroups` are those of the first interface.
    let interfaces = entity.take("NetworkInterfaces[].Groups[].GroupId");
    let lists = interfaces.as_array().into_iter().flatten().cloned().chain([entity.take("SecurityGroups[].GroupId")]);
    let groups: BTreeSet<String> = lists.filter_map(|list| serde_json::from_value::<Vec<String>>(list).ok()).flatten().collect();
    let values = json!({
        "id": entity.str("InstanceId"), "iam_instance_profile": entity.take("IamInstanceProfile.Arn"), "subnet_id": entity.value.get("SubnetId"),
        "vpc_security_group_ids": groups, "associate_public_ip_address": public, "owner_id": owner, "key_name": entity.value.get("KeyName"),
        "tags": entity.tags().unwrap_or_else(|| json!({})),
    });
    sink.add("aws_instance", entity, values);
}

/// The version that is launched when none is named.
fn template_version(sink: &mut Sink<'_>, entity: &Entity<'_>) {
    if entity.value.get("DefaultVersion") == Some(&Value::Bool(false)) {
        return;
    }
    let interfaces: Vec<Value> = entity
        .take("LaunchTemplateData.NetworkInterfaces")
        .as_array()
        .into_iter()
        .flatten()
        .map(|i| json!({"security_groups": i.get("Groups"), "associate_public_ip_address": i.get("AssociatePublicIpAddress")}))
        .collect();
    let profile = entity.take("LaunchTemplateData.IamInstanceProfile");
    let profile = profile.is_object().then(|| json!({"name": profile.get("Name"), "arn": profile.get("Arn")}));
    let values = json!({
        "id": entity.str("LaunchTemplateId"), "name": entity.str("LaunchTemplateName"), "iam_instance_profile": profile,
        "vpc_security_group_ids": entity.take("LaunchTemplateData.SecurityGroupIds"), "network_interfaces": interfaces,
        "key_name": entity.take("LaunchTemplateData.KeyName"),
    });
    sink.add("aws_launch_template", entity, values);
}

/// Subnets stand in one string with commas.
fn auto_scaling_group(sink: &mut Sink<'_>, entity: &Entity<'_>) {
    let subnets: Vec<&str> = entity.str("VPCZoneIdentifier").split(',').map(str::trim).filter(|s| !s.is_empty()).collect();
    let template = |value: Value| value.is_object().then(|| json!({"id": value.get("LaunchTemplateId"), "name": value.get("LaunchTemplateName")}));
    let own = template(entity.take("LaunchTemplate"));
    let mixed = template(entity.take("MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification"));
    let values = json!({
        "name": entity.str("AutoScalingGroupName"), "arn": entity.value.get("AutoScalingGroupARN"), "vpc_zone_identifier": subnets,
        "launch_template": own.or(mixed), "launch_configuration": entity.value.get("LaunchConfigurationName"),
    });
    sink.add("aws_autoscaling_group", entity, values);
}

fn encrypted(sink: &mut Sink<'_>, entity: &Entity<'_>, ty: &'static str, id: &str) {
    // Without a filter the call lists the snapshots of everybody that are shared with all.
    let owner = entity.str("OwnerId");
    if ty == "aws_ebs_snapshot" && sink.file.account.as_deref().is_some_and(|own| !owner.is_empty() && owner != own) {
        return;
    }
    let mut values = entity.values(ENCRYPTED);
    values.insert("id".to_owned(), entity.str(id).into());
    sink.add(ty, entity, values.into());
}

/// Who else may make a volume or start a machine of it.
fn shared(sink: &mut Sink<'_>, entity: &Entity<'_>, id: &str, list: &str) {
    let others: Vec<&str> =
        entity.list(list).filter_map(|(_, p)| p.get("UserId").or_else(|| p.get("Group")).or_else(|| p.get("OrganizationArn"))?.as_str()).collect();
    sink.shared(entity.str(id), &others);
}
