//! Amazon MSK: clusters with IAM access control.

use super::{KeyUse, ServiceFacts, StoreKind, Way};

/// A topic of the cluster.
const fn topic(action: &'static str) -> Way {
    Way::beside(action, ":cluster/", ":topic/", "/*")
}

/// "Semantics of IAM authorization policy actions and resources", MSK Developer Guide. It also lists AlterGroup for ReadData; a consumer that
/// assigns partitions itself joins no group, so it is not demanded here.
const CONNECT: &[Way] = &[Way::store("kafka-cluster:Connect"), topic("kafka-cluster:DescribeTopic")];

/// Sources: "Actions, resources, and condition keys for Apache Kafka APIs for Amazon MSK clusters" and "… for Amazon Managed Streaming for
/// Apache Kafka"; "Amazon MSK encryption": MSK encrypts at rest by itself, clients need nothing on the key.
pub(super) static FACTS: ServiceFacts = ServiceFacts {
    service: "kafka",
    stores: &[StoreKind {
        id: "msk-cluster",
        label: "MSK cluster",
        arn: "arn:${Partition}:kafka:${Region}:${Account}:cluster/${ClusterName}/${Uuid}",
        read: &[topic("kafka-cluster:ReadData").with(CONNECT).over_network()],
        write: &[topic("kafka-cluster:WriteData").with(CONNECT).over_network()],
        delete: &[topic("kafka-cluster:DeleteTopic").with(CONNECT).over_network(), Way::store("kafka:DeleteCluster")],
        list: &[topic("kafka-cluster:DescribeTopic").with(&[Way::store("kafka-cluster:Connect")]).over_network(), Way::any("kafka:ListClustersV2")],
        control: &[
            Way::store("kafka:PutClusterPolicy"),
            Way::store("kafka:DeleteClusterPolicy"),
            Way::store("kafka:BatchAssociateScramSecret"),
            Way::store("kafka:UpdateSecurity"),
            Way::store("kafka:UpdateConnectivity"),
            Way::store("kafka:UpdateClusterConfiguration"),
        ],
        key: KeyUse::Service,
        beside_iam: Some("SCRAM users, client certificates, Kafka ACLs or unauthenticated access, where the cluster allows them"),
    }],
};
