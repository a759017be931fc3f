//! Amazon SNS.

use super::{KeyUse, ServiceFacts, StoreKind, Way};

/// Sources: "Actions, resources, and condition keys for Amazon SNS"; "Managing Amazon SNS encryption keys and costs": publishers need
/// kms:GenerateDataKey* and kms:Decrypt; SNS itself decrypts what it delivers to subscribers.
pub(super) static FACTS: ServiceFacts = ServiceFacts {
    service: "sns",
    stores: &[StoreKind {
        id: "sns-topic",
        label: "SNS topic",
        arn: "arn:${Partition}:sns:${Region}:${Account}:${TopicName}",
        read: &[Way::store("sns:Subscribe")],
        write: &[Way::store("sns:Publish")],
        delete: &[Way::store("sns:DeleteTopic")],
        list: &[Way::any("sns:ListTopics")],
        control: &[Way::store("sns:AddPermission"), Way::store("sns:RemovePermission"), Way::store("sns:SetTopicAttributes")],
        key: KeyUse::Caller { read: &[], write: &["kms:GenerateDataKey", "kms:Decrypt"] },
        beside_iam: Some("subscriptions that exist already"),
    }],
};
