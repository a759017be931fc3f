//! AWS Secrets Manager.

use super::{KeyUse, ServiceFacts, StoreKind, Way};

/// Sources: "Actions, resources, and condition keys for AWS Secrets Manager" (BatchGetSecretValue also needs GetSecretValue on each secret);
/// "Secret encryption and decryption in AWS Secrets Manager": it acts on behalf of the user, who needs kms:Decrypt to read and
/// kms:GenerateDataKey and kms:Decrypt to change a value.
pub(super) static FACTS: ServiceFacts = ServiceFacts {
    service: "secretsmanager",
    stores: &[StoreKind {
        id: "secretsmanager-secret",
        label: "secret",
        arn: "arn:${Partition}:secretsmanager:${Region}:${Account}:secret:${SecretId}",
        read: &[Way::store("secretsmanager:GetSecretValue")],
        write: &[Way::store("secretsmanager:PutSecretValue"), Way::store("secretsmanager:UpdateSecret")],
        delete: &[Way::store("secretsmanager:DeleteSecret")],
        list: &[Way::any("secretsmanager:ListSecrets")],
        control: &[Way::store("secretsmanager:PutResourcePolicy"), Way::store("secretsmanager:DeleteResourcePolicy")],
        key: KeyUse::Caller { read: &["kms:Decrypt"], write: &["kms:GenerateDataKey", "kms:Decrypt"] },
        beside_iam: None,
    }],
};
