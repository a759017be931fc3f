//! Amazon EFS.

use super::{KeyUse, ServiceFacts, StoreKind, Way};

/// Sources: "Actions, resources, and condition keys for Amazon Elastic File System"; "Using IAM to control file system data access": the default
/// file system policy does not use IAM and gives full access to any client that reaches a mount target; "Encrypting data at rest": EFS uses a
/// grant, clients need nothing on the key.
pub(super) static FACTS: ServiceFacts = ServiceFacts {
    service: "elasticfilesystem",
    stores: &[StoreKind {
        id: "efs-file-system",
        label: "EFS file system",
        arn: "arn:${Partition}:elasticfilesystem:${Region}:${Account}:file-system/${FileSystemId}",
        read: &[Way::store("elasticfilesystem:ClientMount").over_network()],
        write: &[Way::store("elasticfilesystem:ClientWrite").with(&[Way::store("elasticfilesystem:ClientMount")]).over_network()],
        delete: &[
            Way::store("elasticfilesystem:ClientWrite").with(&[Way::store("elasticfilesystem:ClientMount")]).over_network(),
            Way::store("elasticfilesystem:DeleteFileSystem"),
        ],
        list: &[Way::store("elasticfilesystem:DescribeFileSystems")],
        control: &[
            Way::store("elasticfilesystem:PutFileSystemPolicy"),
            Way::store("elasticfilesystem:DeleteFileSystemPolicy"),
            // "Replicating EFS file systems": to another Region or account.
            Way::store("elasticfilesystem:CreateReplicationConfiguration"),
        ],
        key: KeyUse::Service,
        beside_iam: Some("without a file system policy, any network path to a mount target"),
    }],
};
