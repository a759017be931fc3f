//! S3: buckets and what is set on them.

use serde_json::{Value, json};

use super::super::entity::Entity;
use super::{Call, Sink, by, is, no};

const BLOCK: &[(&str, &str)] = &[
    ("bucket", "@name"),
    ("block_public_policy", "BlockPublicPolicy"),
    ("restrict_public_buckets", "RestrictPublicBuckets"),
    ("block_public_acls", "BlockPublicAcls"),
];

pub(super) const CALLS: &[Call] = &[
    by("s3api.list-buckets", "Buckets", "", bucket),
    is("s3api.get-bucket-policy", "Policy", "-", "aws_s3_bucket_policy", &[("bucket", "@name"), ("policy", "%")]),
    no("s3api.get-bucket-policy-status", "PolicyStatus"),
    is("s3api.get-public-access-block", "PublicAccessBlockConfiguration", "-", "aws_s3_bucket_public_access_block", BLOCK),
    is("s3control.get-public-access-block", "PublicAccessBlockConfiguration", "-", "aws_s3_account_public_access_block", BLOCK),
    by("s3api.get-bucket-ownership-controls", "OwnershipControls", "-", |sink, entity| {
        let ownership = entity.list("Rules").next().and_then(|(_, rule)| rule.get("ObjectOwnership"));
        let values = json!({"bucket": entity.named(), "rule": {"object_ownership": ownership}});
        sink.add("aws_s3_bucket_ownership_controls", entity, values);
    }),
    by("s3api.get-bucket-acl", "", "", acl),
    by("s3api.get-bucket-encryption", "ServerSideEncryptionConfiguration", "-", |sink, entity| {
        encryption(sink, entity, entity.named(), entity.value);
    }),
    by("s3api.get-bucket-location", "", "", location),
    by("s3api.get-bucket-versioning", "", "", |sink, entity| {
        let values = json!({"bucket": entity.named(), "versioning_configuration": {"status": entity.value.get("Status")}});
        sink.add("aws_s3_bucket_versioning", entity, values);
    }),
    by("s3api.get-bucket-replication", "ReplicationConfiguration", "-", |sink, entity| {
        let values = json!({"bucket": entity.named(), "role": entity.value.get("Role"), "rule": entity.value.get("Rules")});
        sink.add("aws_s3_bucket_replication_configuration", entity, values);
    }),
    by("s3api.get-bucket-tagging", "TagSet", "-", |sink, entity| {
        let tag = entity.value;
        if let Some(key) = tag.get("Key").and_then(Value::as_str) {
            let values = json!({"bucket": entity.named(), "tags": {key: tag.get("Value")}});
            sink.add("aws_s3_bucket", entity, values);
        }
    }),
    no("s3api.get-bucket-logging", "LoggingEnabled"),
    no("s3api.get-bucket-notification-configuration", ""),
    no("s3api.get-bucket-website", ""),
    no("s3api.get-bucket-lifecycle-configuration", "Rules"),
    no("s3api.get-bucket-cors", "CORSRules"),
    no("s3api.get-object-lock-configuration", "ObjectLockConfiguration"),
    no("s3api.list-bucket-inventory-configurations", "InventoryConfigurationList"),
    by("s3control.list-access-points", "AccessPointList", "", |sink, entity| {
        let values = json!({"name": entity.str("Name"), "arn": entity.value.get("AccessPointArn"), "bucket": entity.value.get("Bucket")});
        sink.add("aws_s3_access_point", entity, values);
    }),
    by("s3control.get-access-point-policy", "Policy", "-", |_, _| {}),
    no("s3control.get-access-point", ""),
];

/// A bucket; settings that stand beside its name are those of calls about it.
fn bucket(sink: &mut Sink<'_>, entity: &Entity<'_>) {
    let name = entity.str("Name");
    let region = entity.value.get("BucketRegion");
    sink.add("aws_s3_bucket", entity, json!({"bucket": name, "region": region, "tags": entity.tags()}));
}

fn encryption(sink: &mut Sink<'_>, entity: &Entity<'_>, bucket: &str, configuration: &Value) {
    let rules = configuration.get("Rules").and_then(Value::as_array).into_iter().flatten();
    let rules: Vec<Value> = rules
        .map(|rule| {
            let default = rule.get("ApplyServerSideEncryptionByDefault");
            let of = |name: &str| default.and_then(|d| d.get(name));
            json!({"apply_server_side_encryption_by_default": {"sse_algorithm": of("SSEAlgorithm"), "kms_master_key_id": of("KMSMasterKeyID")}})
        })
        .collect();
    sink.add("aws_s3_bucket_server_side_encryption_configuration", entity, json!({"bucket": bucket, "rule": rules}));
}

/// Grants to others than the owner.
fn acl(sink: &mut Sink<'_>, entity: &Entity<'_>) {
    let owner = entity.value.get("Owner").and_then(|o| o.get("ID"));
    let grants: Vec<Value> = entity
        .list("Grants")
        .filter_map(|(_, grant)| {
            let grantee = grant.get("Grantee")?;
            let own = owner.is_some() && grantee.get("ID") == owner;
            let others = json!({"grantee": {"type": "not the owner", "uri": grantee.get("URI")}, "permission": grant.get("Permission")});
            (!own).then_some(others)
        })
        .collect();
    sink.add("aws_s3_bucket_acl", entity, json!({"bucket": entity.named(), "access_control_policy": {"grant": grants}}));
}

/// "GetBucketLocation": null is us-east-1, `EU` eu-west-1.
fn location(sink: &mut Sink<'_>, entity: &Entity<'_>) {
    let region = match entity.value.get("LocationConstraint").and_then(Value::as_str) {
        None | Some("") => "us-east-1",
        Some("EU") => "eu-west-1",
        Some(region) => region,
    };
    sink.add("aws_s3_bucket", entity, json!({"bucket": entity.named(), "region": region}));
}
