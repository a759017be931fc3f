//! Amazon SQS.

use super::{KeyUse, ServiceFacts, StoreKind, Way};

/// Sources: "Actions, resources, and condition keys for Amazon SQS"; "Amazon SQS Key management": a producer needs kms:GenerateDataKey and
/// kms:Decrypt, a consumer kms:Decrypt.
pub(super) static FACTS: ServiceFacts = ServiceFacts {
    service: "sqs",
    stores: &[StoreKind {
        id: "sqs-queue",
        label: "SQS queue",
        arn: "arn:${Partition}:sqs:${Region}:${Account}:${QueueName}",
        read: &[Way::store("sqs:ReceiveMessage")],
        write: &[Way::store("sqs:SendMessage")],
        delete: &[
            // The receipt handle comes from ReceiveMessage.
            Way::store("sqs:DeleteMessage").with(&[Way::store("sqs:ReceiveMessage")]),
            Way::store("sqs:PurgeQueue"),
            Way::store("sqs:DeleteQueue"),
        ],
        list: &[Way::any("sqs:ListQueues")],
        control: &[Way::store("sqs:AddPermission"), Way::store("sqs:RemovePermission"), Way::store("sqs:SetQueueAttributes")],
        key: KeyUse::Caller { read: &["kms:Decrypt"], write: &["kms:GenerateDataKey", "kms:Decrypt"] },
        beside_iam: None,
    }],
};
