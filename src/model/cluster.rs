//! The facet of a Kubernetes cluster of EKS: who is let in, and what its pods act as.

use super::{Origin, ResourceId, Tri};
use crate::aws::Text;

/// A cluster of EKS.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cluster {
    /// Whether access entries count: not when the authentication mode is `CONFIG_MAP`.
    pub by_entry: Tri,
    /// Whether the `aws-auth` map counts: not when the authentication mode is `API`.
    pub by_map: Tri,
    /// Address blocks that the public endpoint of the API server admits; empty for all.
    pub admits: Vec<Text>,
    /// Who may act inside, and as what.
    pub entries: Vec<ClusterEntry>,
    /// Roles that EKS Pod Identity gives to service accounts.
    pub pods: Vec<PodRole>,
    /// Node groups.
    pub nodes: Vec<ResourceId>,
    /// Roles of nodes that are let in by an access entry.
    pub node_roles: Vec<ResourceId>,
}

/// What a principal may do inside a cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClusterEntry {
    /// ARN of a role or user, of any account.
    pub principal: Text,
    /// What it may do.
    pub right: ClusterRight,
    /// It is told by the `aws-auth` map of the cluster, not by an access entry.
    pub by_map: bool,
    /// Where it is stated.
    pub origin: Origin,
}

/// What an access entry gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClusterRight {
    /// An access policy of EKS.
    Policy {
        /// ARN of the access policy.
        arn: Text,
        /// The namespaces it is for, perhaps with `*`; `None` for the whole cluster.
        namespaces: Option<Vec<Text>>,
    },
    /// Membership in groups to which role bindings inside the cluster give rights.
    Groups(Vec<Text>),
}

/// Pods of a service account act as a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PodRole {
    /// Namespace.
    pub namespace: Text,
    /// Service account.
    pub service_account: Text,
    /// The role.
    pub role: ResourceId,
}
