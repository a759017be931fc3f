//! Amazon MemoryDB: clusters with IAM authentication.

use super::{KeyUse, ServiceFacts, StoreKind, Way};

/// "Authenticating with IAM", MemoryDB Developer Guide: Connect must be allowed on the cluster and on the user.
const CONNECT: Way = Way::store("memorydb:Connect")
    .with(&[Way::other("memorydb:Connect", "arn:${Partition}:memorydb:${Region}:${Account}:user/${UserName}")])
    .over_network()
    .if_on("iam-sign-in", "sign-in by IAM");
const SNAPSHOT: &str = "arn:${Partition}:memorydb:${Region}:${Account}:snapshot/${SnapshotName}";

/// Sources: "Actions, resources, and condition keys for Amazon MemoryDB"; "Exporting a snapshot" (to a bucket); "At-Rest Encryption in
/// MemoryDB": the service uses the key.
pub(super) static FACTS: ServiceFacts = ServiceFacts {
    service: "memorydb",
    stores: &[StoreKind {
        id: "memorydb-cluster",
        label: "MemoryDB cluster",
        arn: "arn:${Partition}:memorydb:${Region}:${Account}:cluster/${ClusterName}",
        read: &[CONNECT],
        write: &[CONNECT],
        delete: &[CONNECT, Way::store("memorydb:DeleteCluster")],
        list: &[Way::store("memorydb:DescribeClusters")],
        control: &[
            Way::store("memorydb:UpdateCluster"),
            Way::store("memorydb:CreateSnapshot").with(&[Way::creating("memorydb:CopySnapshot", SNAPSHOT)]),
        ],
        key: KeyUse::Service,
        beside_iam: Some("passwords or an open ACL, over a network path"),
    }],
};
