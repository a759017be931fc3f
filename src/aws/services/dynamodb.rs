//! Amazon DynamoDB: tables and their streams.

use super::{KeyUse, ServiceFacts, StoreKind, Way};

/// "DynamoDB encryption at rest": DynamoDB uses the key on behalf of the principal that uses the table; reads and writes both unwrap the table
/// key, so both need kms:Decrypt (for writes seen as an access-denied error in aws/aws-cdk#10010).
const KEY: KeyUse = KeyUse::Caller { read: &["kms:Decrypt"], write: &["kms:Decrypt"] };

/// Sources: "Actions, resources, and condition keys for Amazon DynamoDB"; "Using resource-based policies for DynamoDB"; "DynamoDB data export
/// to Amazon S3: how it works" (needs point-in-time recovery; the bucket may be in another account).
pub(super) static FACTS: ServiceFacts = ServiceFacts {
    service: "dynamodb",
    stores: &[
        StoreKind {
            id: "dynamodb-table",
            label: "DynamoDB table",
            arn: "arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}",
            read: &[
                Way::store("dynamodb:GetItem"),
                Way::store("dynamodb:BatchGetItem"),
                Way::store("dynamodb:Query"),
                Way::store("dynamodb:Scan"),
                Way::store("dynamodb:PartiQLSelect"),
                // A query of an index names the index alone.
                Way::under("dynamodb:Query", "/index/*"),
                Way::under("dynamodb:Scan", "/index/*"),
                Way::under("dynamodb:PartiQLSelect", "/index/*"),
                Way::under("dynamodb:SearchVectors", "/index/*").with(&[Way::store("dynamodb:SearchVectors")]),
                // What is changed, for a day.
                Way::under("dynamodb:GetRecords", "/stream/*")
                    .with(&[Way::under("dynamodb:GetShardIterator", "/stream/*")])
                    .if_on("stream", "a stream"),
            ],
            write: &[
                Way::store("dynamodb:PutItem"),
                Way::store("dynamodb:UpdateItem"),
                Way::store("dynamodb:BatchWriteItem"),
                Way::store("dynamodb:PartiQLInsert"),
                Way::store("dynamodb:PartiQLUpdate"),
            ],
            delete: &[
                Way::store("dynamodb:DeleteItem"),
                Way::store("dynamodb:BatchWriteItem"),
                Way::store("dynamodb:PartiQLDelete"),
                Way::store("dynamodb:DeleteTable"),
            ],
            list: &[Way::any("dynamodb:ListTables"), Way::store("dynamodb:DescribeTable")],
            control: &[
                Way::store("dynamodb:PutResourcePolicy"),
                Way::store("dynamodb:DeleteResourcePolicy"),
                Way::store("dynamodb:ExportTableToPointInTime"),
            ],
            key: KEY,
            beside_iam: None,
        },
        StoreKind {
            id: "dynamodb-stream",
            label: "DynamoDB stream",
            arn: "arn:${Partition}:dynamodb:${Region}:${Account}:table/${TableName}/stream/${StreamLabel}",
            read: &[Way::store("dynamodb:GetRecords").with(&[Way::store("dynamodb:GetShardIterator")])],
            write: &[],
            delete: &[],
            list: &[Way::any("dynamodb:ListStreams"), Way::store("dynamodb:DescribeStream")],
            control: &[Way::store("dynamodb:PutResourcePolicy"), Way::store("dynamodb:DeleteResourcePolicy")],
            key: KEY,
            beside_iam: None,
        },
    ],
};
