//! AWS Glue Data Catalog: what tables exist and where their data is, and connections, which may hold passwords.

use super::{KeyUse, ServiceFacts, StoreKind, Way};

const CATALOG: &str = "arn:${Partition}:glue:${Region}:${Account}:catalog";

/// "Setting up encryption in AWS Glue": any client that uses an encrypted catalog needs all three; not when the catalog names a service role.
const KEY: KeyUse = KeyUse::Caller { read: &["kms:Decrypt"], write: &["kms:GenerateDataKey", "kms:Decrypt", "kms:Encrypt"] };

/// A call on tables names the catalog and the database too ("Specifying AWS Glue resource ARNs").
const fn tables(action: &'static str, also: &'static [Way]) -> Way {
    Way::beside(action, ":database/", ":table/", "/*").with(also)
}

/// Source: "Actions, resources, and condition keys for AWS Glue". Lake Formation may narrow what IAM allows.
pub(super) static FACTS: ServiceFacts = ServiceFacts {
    service: "glue",
    stores: &[
        StoreKind {
            id: "glue-database",
            label: "Glue Data Catalog database",
            arn: "arn:${Partition}:glue:${Region}:${Account}:database/${DatabaseName}",
            read: &[
                tables("glue:GetTable", &[Way::store("glue:GetTable"), Way::other("glue:GetTable", CATALOG)]),
                tables("glue:GetTables", &[Way::store("glue:GetTables"), Way::other("glue:GetTables", CATALOG)]),
                tables("glue:GetPartitions", &[Way::store("glue:GetPartitions"), Way::other("glue:GetPartitions", CATALOG)]),
            ],
            write: &[
                tables("glue:CreateTable", &[Way::store("glue:CreateTable"), Way::other("glue:CreateTable", CATALOG)]),
                tables("glue:UpdateTable", &[Way::store("glue:UpdateTable"), Way::other("glue:UpdateTable", CATALOG)]),
            ],
            delete: &[
                tables("glue:DeleteTable", &[Way::store("glue:DeleteTable"), Way::other("glue:DeleteTable", CATALOG)]),
                tables("glue:DeleteDatabase", &[Way::store("glue:DeleteDatabase"), Way::other("glue:DeleteDatabase", CATALOG)]),
            ],
            list: &[Way::store("glue:GetDatabases").with(&[Way::other("glue:GetDatabases", CATALOG)])],
            control: &[Way::other("glue:PutResourcePolicy", CATALOG), Way::other("glue:DeleteResourcePolicy", CATALOG)],
            key: KEY,
            beside_iam: Some("Lake Formation, which may also narrow what IAM allows"),
        },
        StoreKind {
            id: "glue-connection",
            label: "Glue connection",
            arn: "arn:${Partition}:glue:${Region}:${Account}:connection/${ConnectionName}",
            read: &[
                Way::store("glue:GetConnection").with(&[Way::other("glue:GetConnection", CATALOG)]),
                Way::store("glue:GetConnections").with(&[Way::other("glue:GetConnections", CATALOG)]),
            ],
            write: &[Way::store("glue:UpdateConnection").with(&[Way::other("glue:UpdateConnection", CATALOG)])],
            delete: &[Way::store("glue:DeleteConnection").with(&[Way::other("glue:DeleteConnection", CATALOG)])],
            list: &[Way::store("glue:GetConnections").with(&[Way::other("glue:GetConnections", CATALOG)])],
            control: &[],
            key: KEY,
            beside_iam: None,
        },
    ],
};
