//! Amazon ElastiCache: replication groups and serverless caches with IAM authentication.

use super::{KeyUse, ServiceFacts, StoreKind, Way};

/// "Authenticating with IAM", ElastiCache User Guide: Connect must be allowed on the cache and on the user.
const CONNECT: Way = Way::store("elasticache:Connect")
    .with(&[Way::other("elasticache:Connect", "arn:${Partition}:elasticache:${Region}:${Account}:user:${UserId}")])
    .over_network()
    .if_on("iam-sign-in", "sign-in by IAM");
const SNAPSHOT: &str = "arn:${Partition}:elasticache:${Region}:${Account}:snapshot:${SnapshotName}";
const SERVERLESS_SNAPSHOT: &str = "arn:${Partition}:elasticache:${Region}:${Account}:serverlesscachesnapshot:${ServerlessCacheSnapshotName}";
const BESIDE_IAM: Option<&str> = Some("passwords or no authentication, over a network path");

/// Sources: "Actions, resources, and condition keys for Amazon ElastiCache"; "Exporting a backup" (to a bucket); "At-Rest Encryption in
/// ElastiCache": the service uses the key.
pub(super) static FACTS: ServiceFacts = ServiceFacts {
    service: "elasticache",
    stores: &[
        StoreKind {
            id: "elasticache-replication-group",
            label: "ElastiCache replication group",
            arn: "arn:${Partition}:elasticache:${Region}:${Account}:replicationgroup:${ReplicationGroupId}",
            read: &[CONNECT],
            write: &[CONNECT],
            delete: &[CONNECT, Way::store("elasticache:DeleteReplicationGroup")],
            list: &[Way::store("elasticache:DescribeReplicationGroups")],
            control: &[
                Way::store("elasticache:ModifyReplicationGroup"),
                Way::store("elasticache:CreateSnapshot")
                    .with(&[Way::creating("elasticache:CreateSnapshot", SNAPSHOT), Way::creating("elasticache:CopySnapshot", SNAPSHOT)]),
            ],
            key: KeyUse::Service,
            beside_iam: BESIDE_IAM,
        },
        StoreKind {
            id: "elasticache-serverless-cache",
            label: "ElastiCache serverless cache",
            arn: "arn:${Partition}:elasticache:${Region}:${Account}:serverlesscache:${ServerlessCacheName}",
            read: &[CONNECT],
            write: &[CONNECT],
            delete: &[CONNECT, Way::store("elasticache:DeleteServerlessCache")],
            list: &[Way::store("elasticache:DescribeServerlessCaches")],
            control: &[
                Way::store("elasticache:ModifyServerlessCache"),
                Way::store("elasticache:CreateServerlessCacheSnapshot").with(&[
                    Way::creating("elasticache:CreateServerlessCacheSnapshot", SERVERLESS_SNAPSHOT),
                    Way::creating("elasticache:ExportServerlessCacheSnapshot", SERVERLESS_SNAPSHOT),
                ]),
            ],
            key: KeyUse::Service,
            beside_iam: BESIDE_IAM,
        },
    ],
};
