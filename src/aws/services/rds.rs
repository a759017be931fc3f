//! Amazon RDS and Aurora: clusters, instances and their snapshots.

use super::{KeyUse, ServiceFacts, StoreKind, Way};

/// "Encrypting Amazon RDS resources", "AWS KMS key management": RDS uses a grant, so whoever reads the database needs nothing on the key. Who
/// restores, copies or exports a snapshot needs more (kms:CreateGrant, kms:DescribeKey), which is not modelled.
const KEY: KeyUse = KeyUse::Service;
const PASSWORDS: Option<&str> = Some("database users with passwords, over a network path");

/// "Creating and using an IAM policy for IAM database access": the database user has IAM authentication; the id is not in the store's ARN.
const CONNECT: Way = Way::other("rds-db:connect", "arn:${Partition}:rds-db:${Region}:${Account}:dbuser:${DbiResourceId}/${DbUserName}")
    .over_network()
    .if_on("iam-sign-in", "sign-in by IAM");

/// "Authorizing access to the Amazon RDS Data API": the caller also reads the secret of the database user. Aurora with the Data API on.
const SECRET: &[Way] = &[Way::other("secretsmanager:GetSecretValue", "arn:${Partition}:secretsmanager:${Region}:${Account}:secret:${SecretId}")];
const SQL: &[Way] = &[
    CONNECT,
    Way::store("rds-data:ExecuteStatement").with(SECRET).if_on("data-api", "the Data API"),
    Way::store("rds-data:BatchExecuteStatement").with(SECRET).if_on("data-api", "the Data API"),
];

const SNAPSHOT: &str = "arn:${Partition}:rds:${Region}:${Account}:snapshot:${SnapshotName}";
const CLUSTER_SNAPSHOT: &str = "arn:${Partition}:rds:${Region}:${Account}:cluster-snapshot:${ClusterSnapshotName}";
const INSTANCE: &str = "arn:${Partition}:rds:${Region}:${Account}:db:${DbInstanceName}";
const CLUSTER: &str = "arn:${Partition}:rds:${Region}:${Account}:cluster:${DbClusterInstanceName}";

/// Sources: "Actions, resources, and condition keys for Amazon RDS", "… RDS Data API", "… RDS IAM Authentication"; "Sharing a DB snapshot";
/// "Exporting DB snapshot data to Amazon S3".
pub(super) static FACTS: ServiceFacts = ServiceFacts {
    service: "rds",
    stores: &[
        StoreKind {
            id: "rds-cluster",
            label: "RDS cluster",
            arn: CLUSTER,
            read: SQL,
            write: SQL,
            delete: &[Way::store("rds:DeleteDBCluster")],
            list: &[Way::store("rds:DescribeDBClusters")],
            control: &[
                // Sets a new master password.
                Way::store("rds:ModifyDBCluster"),
                Way::store("rds:CreateDBClusterSnapshot").with(&[
                    Way::creating("rds:CreateDBClusterSnapshot", CLUSTER_SNAPSHOT),
                    Way::creating("rds:ModifyDBClusterSnapshotAttribute", CLUSTER_SNAPSHOT),
                ]),
                Way::store("rds:RestoreDBClusterToPointInTime").with(&[Way::creating("rds:RestoreDBClusterToPointInTime", CLUSTER)]),
                Way::store("rds:StartExportTask"),
            ],
            key: KEY,
            beside_iam: PASSWORDS,
        },
        StoreKind {
            id: "rds-instance",
            label: "RDS instance",
            arn: INSTANCE,
            read: &[CONNECT],
            write: &[CONNECT],
            delete: &[Way::store("rds:DeleteDBInstance")],
            list: &[Way::store("rds:DescribeDBInstances")],
            control: &[
                // Sets a new master password.
                Way::store("rds:ModifyDBInstance"),
                Way::store("rds:CreateDBSnapshot")
                    .with(&[Way::creating("rds:CreateDBSnapshot", SNAPSHOT), Way::creating("rds:ModifyDBSnapshotAttribute", SNAPSHOT)]),
                Way::store("rds:RestoreDBInstanceToPointInTime").with(&[Way::creating("rds:RestoreDBInstanceToPointInTime", INSTANCE)]),
            ],
            key: KEY,
            beside_iam: PASSWORDS,
        },
        StoreKind {
            id: "rds-snapshot",
            label: "RDS snapshot",
            arn: SNAPSHOT,
            read: &[],
            write: &[],
            delete: &[Way::store("rds:DeleteDBSnapshot")],
            list: &[Way::store("rds:DescribeDBSnapshots")],
            control: &[
                Way::store("rds:ModifyDBSnapshotAttribute"),
                Way::store("rds:RestoreDBInstanceFromDBSnapshot").with(&[Way::creating("rds:RestoreDBInstanceFromDBSnapshot", INSTANCE)]),
                Way::store("rds:StartExportTask"),
            ],
            key: KEY,
            beside_iam: Some("sharing with other accounts"),
        },
        StoreKind {
            id: "rds-cluster-snapshot",
            label: "RDS cluster snapshot",
            arn: CLUSTER_SNAPSHOT,
            read: &[],
            write: &[],
            delete: &[Way::store("rds:DeleteDBClusterSnapshot")],
            list: &[Way::store("rds:DescribeDBClusterSnapshots")],
            control: &[
                Way::store("rds:ModifyDBClusterSnapshotAttribute"),
                Way::store("rds:RestoreDBClusterFromSnapshot").with(&[Way::creating("rds:RestoreDBClusterFromSnapshot", CLUSTER)]),
                Way::store("rds:StartExportTask"),
            ],
            key: KEY,
            beside_iam: Some("sharing with other accounts"),
        },
    ],
};
