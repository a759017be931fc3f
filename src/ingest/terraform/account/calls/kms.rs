//! KMS: keys, their policies, aliases and grants.

use super::{Call, by, is, no};

pub(super) const CALLS: &[Call] = &[
    is("kms.list-keys", "Keys", "KeyArn", "aws_kms_key", &[("key_id", "KeyId"), ("arn", "KeyArn")]),
    is("kms.describe-key", "KeyMetadata", "", "aws_kms_key", &[("key_id", "KeyId"), ("arn", "Arn"), ("key_manager", "KeyManager")]),
    is("kms.get-key-policy", "Policy", "-", "aws_kms_key_policy", &[("key_id", "/@name"), ("policy", "%")]),
    no("kms.list-key-policies", "PolicyNames"),
    is("kms.get-key-rotation-status", "KeyRotationEnabled", "-", "aws_kms_key", &[("key_id", "/@name"), ("enable_key_rotation", "")]),
    by("kms.list-aliases", "Aliases", "AliasName", |sink, entity| {
        // Aliases of AWS's own keys are known by their names.
        if !entity.str("TargetKeyId").is_empty() && !entity.str("AliasName").starts_with("alias/aws/") {
            sink.with("aws_kms_alias", entity, &[("name", "AliasName"), ("arn", "AliasArn"), ("target_key_id", "TargetKeyId")]);
        }
    }),
    is(
        "kms.list-grants",
        "Grants",
        "GrantId",
        "aws_kms_grant",
        &[
            ("key_id", "/KeyId"),
            ("grant_id", "GrantId"),
            ("grantee_principal", "GranteePrincipal"),
            ("operations", "Operations"),
            ("constraints", "Constraints"),
        ],
    ),
    no("kms.list-resource-tags", "Tags"),
];
