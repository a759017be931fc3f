//! AWS KMS. A key holds no records; it is a store because who rules it rules what it encrypts.

use super::{KeyUse, ServiceFacts, StoreKind, Way};

/// Sources: "Actions, resources, and condition keys for AWS Key Management Service"; "AWS KMS permissions"; "Grants in AWS KMS" (CreateGrant
/// is as strong as PutKeyPolicy); "Create multi-Region replica keys" (ReplicateKey sets the replica's own key policy and needs kms:CreateKey).
pub(super) static FACTS: ServiceFacts = ServiceFacts {
    service: "kms",
    stores: &[StoreKind {
        id: "kms-key",
        label: "KMS key",
        arn: "arn:${Partition}:kms:${Region}:${Account}:key/${KeyId}",
        read: &[
            Way::store("kms:Decrypt"),
            // "ReEncrypt": the other side may be any key of the caller.
            Way::store("kms:ReEncryptFrom"),
            Way::store("kms:DeriveSharedSecret"),
        ],
        write: &[
            Way::store("kms:Encrypt"),
            Way::store("kms:GenerateDataKey"),
            Way::store("kms:GenerateDataKeyWithoutPlaintext"),
            Way::store("kms:ReEncryptTo"),
        ],
        delete: &[Way::store("kms:ScheduleKeyDeletion"), Way::store("kms:DisableKey"), Way::store("kms:DeleteImportedKeyMaterial")],
        list: &[Way::any("kms:ListKeys")],
        control: &[Way::store("kms:PutKeyPolicy"), Way::store("kms:CreateGrant"), Way::store("kms:ReplicateKey").with(&[Way::any("kms:CreateKey")])],
        key: KeyUse::Service,
        beside_iam: Some("grants"),
    }],
};
