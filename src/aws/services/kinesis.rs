//! Amazon Kinesis Data Streams.

use super::{KeyUse, ServiceFacts, StoreKind, Way};

/// Sources: "Actions, resources, and condition keys for Amazon Kinesis Data Streams"; "Permissions to use user-generated KMS keys": producers
/// need kms:GenerateDataKey, consumers kms:Decrypt.
pub(super) static FACTS: ServiceFacts = ServiceFacts {
    service: "kinesis",
    stores: &[StoreKind {
        id: "kinesis-stream",
        label: "Kinesis data stream",
        arn: "arn:${Partition}:kinesis:${Region}:${Account}:stream/${StreamName}",
        read: &[
            Way::store("kinesis:GetRecords").with(&[Way::store("kinesis:GetShardIterator")]),
            // Of a consumer that exists, or that kinesis:RegisterStreamConsumer makes.
            Way::under("kinesis:SubscribeToShard", "/consumer/*:*"),
        ],
        write: &[Way::store("kinesis:PutRecord"), Way::store("kinesis:PutRecords")],
        delete: &[Way::store("kinesis:DeleteStream"), Way::store("kinesis:DecreaseStreamRetentionPeriod")],
        list: &[Way::any("kinesis:ListStreams"), Way::store("kinesis:ListShards")],
        control: &[Way::store("kinesis:PutResourcePolicy"), Way::store("kinesis:DeleteResourcePolicy")],
        key: KeyUse::Caller { read: &["kms:Decrypt"], write: &["kms:GenerateDataKey"] },
        beside_iam: None,
    }],
};
