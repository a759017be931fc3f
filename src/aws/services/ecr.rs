//! Amazon ECR: private repositories.

use super::{KeyUse, ServiceFacts, StoreKind, Way};

/// Sources: "Actions, resources, and condition keys for Amazon Elastic Container Registry"; "Encryption at rest", ECR User Guide: grants let
/// ECR use the key, callers need nothing on it. ecr:GetAuthorizationToken is for Docker clients only; the API goes without.
pub(super) static FACTS: ServiceFacts = ServiceFacts {
    service: "ecr",
    stores: &[StoreKind {
        id: "ecr-repository",
        label: "ECR repository",
        arn: "arn:${Partition}:ecr:${Region}:${Account}:repository/${RepositoryName}",
        read: &[Way::store("ecr:GetDownloadUrlForLayer").with(&[Way::store("ecr:BatchGetImage")])],
        // PutImage alone moves a tag to another image; new layers need the three upload actions too.
        write: &[Way::store("ecr:PutImage")],
        delete: &[Way::store("ecr:BatchDeleteImage"), Way::store("ecr:DeleteRepository")],
        list: &[Way::store("ecr:ListImages"), Way::store("ecr:DescribeRepositories")],
        control: &[
            Way::store("ecr:SetRepositoryPolicy"),
            Way::store("ecr:DeleteRepositoryPolicy"),
            // "Private image replication": to a registry of another account.
            Way::any("ecr:PutReplicationConfiguration"),
        ],
        key: KeyUse::Service,
        beside_iam: None,
    }],
};
