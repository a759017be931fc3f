//! Amazon Redshift: clusters and serverless workgroups.

use super::{KeyUse, ServiceFacts, StoreKind, Way};

/// "Authorizing access to the Amazon Redshift Data API": a statement runs as a database user, by temporary credentials or by a secret.
/// Results are fetched with GetStatementResult; without it a statement still changes data, or copies it out (UNLOAD).
const RESULT: Way = Way::any("redshift-data:GetStatementResult");
const SECRET: Way = Way::other("secretsmanager:GetSecretValue", "arn:${Partition}:secretsmanager:${Region}:${Account}:secret:${SecretId}");
const AS_IAM: Way = Way::beside("redshift:GetClusterCredentialsWithIAM", ":cluster:", ":dbname:", "/*");
const AS_USER: Way = Way::beside("redshift:GetClusterCredentials", ":cluster:", ":dbuser:", "/*");
const EXECUTE: Way = Way::store("redshift-data:ExecuteStatement");
const SNAPSHOT: &str = "arn:${Partition}:redshift:${Region}:${Account}:snapshot:${ClusterName}/${SnapshotName}";

/// Sources: "Actions, resources, and condition keys for Amazon Redshift" and "… Redshift Data API"; "Amazon Redshift database encryption": the
/// cluster itself uses the key.
pub(super) static FACTS: ServiceFacts = ServiceFacts {
    service: "redshift",
    stores: &[StoreKind {
        id: "redshift-cluster",
        label: "Redshift cluster",
        arn: "arn:${Partition}:redshift:${Region}:${Account}:cluster:${ClusterName}",
        read: &[
            EXECUTE.with(&[AS_IAM, RESULT]),
            EXECUTE.with(&[AS_USER, RESULT]),
            EXECUTE.with(&[SECRET, RESULT]),
            AS_IAM.over_network(),
            AS_USER.over_network(),
        ],
        write: &[EXECUTE.with(&[AS_IAM]), EXECUTE.with(&[AS_USER]), EXECUTE.with(&[SECRET]), AS_IAM.over_network(), AS_USER.over_network()],
        delete: &[Way::store("redshift:DeleteCluster")],
        list: &[Way::store("redshift:DescribeClusters")],
        control: &[
            // Sets a new master password.
            Way::store("redshift:ModifyCluster"),
            // "Sharing snapshots".
            Way::store("redshift:CreateClusterSnapshot")
                .with(&[Way::creating("redshift:CreateClusterSnapshot", SNAPSHOT), Way::creating("redshift:AuthorizeSnapshotAccess", SNAPSHOT)]),
        ],
        key: KeyUse::Service,
        beside_iam: Some("database users with passwords, over a network path; data shares"),
    }],
};

/// Sources: "Actions, resources, and condition keys for Amazon Redshift Serverless" and "… Redshift Data API".
pub(super) static SERVERLESS: ServiceFacts = ServiceFacts {
    service: "redshift-serverless",
    stores: &[StoreKind {
        id: "redshift-workgroup",
        label: "Redshift Serverless workgroup",
        arn: "arn:${Partition}:redshift-serverless:${Region}:${Account}:workgroup/${WorkgroupId}",
        read: &[
            EXECUTE.with(&[Way::store("redshift-serverless:GetCredentials"), RESULT]),
            EXECUTE.with(&[SECRET, RESULT]),
            Way::store("redshift-serverless:GetCredentials").over_network(),
        ],
        write: &[
            EXECUTE.with(&[Way::store("redshift-serverless:GetCredentials")]),
            EXECUTE.with(&[SECRET]),
            Way::store("redshift-serverless:GetCredentials").over_network(),
        ],
        delete: &[Way::other(
            "redshift-serverless:DeleteNamespace",
            "arn:${Partition}:redshift-serverless:${Region}:${Account}:namespace/${NamespaceId}",
        )],
        list: &[Way::any("redshift-serverless:ListWorkgroups")],
        control: &[
            // Sets a new admin password.
            Way::other("redshift-serverless:UpdateNamespace", "arn:${Partition}:redshift-serverless:${Region}:${Account}:namespace/${NamespaceId}"),
        ],
        key: KeyUse::Service,
        beside_iam: Some("database users with passwords, over a network path; data shares"),
    }],
};
