//! What exists, whatever said so: one inventory of resources told by facets, with the origin of every fact and everything not understood.
//!
//! *In:* facts, from whichever room reads an input; what the user says of vendors and data.
//! *Out:* [`Inventory`], [`Review`].
//! *Does not:* read files, decide access, or know that Terraform exists.

mod azure;
mod cluster;
mod declared;
mod facet;
mod gap;
mod inventory;
mod kafka;
mod log;
mod network;
mod organization;
mod origin;
mod parties;
mod policy;
mod resource;
mod review;
mod secret;

pub use azure::{Identity, RoleGrant, Subject, Via};
pub use cluster::{Cluster, ClusterEntry, ClusterRight, PodRole};
pub use declared::{AuthorizerLog, DeclaredCredential, DeclaredListener, Kafka, Mechanism, Transport, Visible};
pub use facet::{Encryption, InstanceProfile, Key, KeyGrant, Principal, PrincipalKind, Provider, ResourcePolicy, RunsAs, Store, Tri};
pub use gap::{Gap, GapKind};
pub use inventory::{Account, Input, Inventory, PolicyCounts, SNAPSHOT, SymbolName};
pub use kafka::{
    Authentication, Authority, ClientNetwork, Credential, CredentialKind, Exposure, KafkaCluster, Level, Listener, Mover, StatedAcl, StatedBinding,
    Topic,
};
pub use log::{Alarm, Logging, Sink, Trail, Watch};
pub use network::{Attachment, Direction, Endpoint, EndpointKind, Network, Peer, Route, RouteTable, RouteTarget, Rule, SecurityGroup, Subnet, Vpc};
pub use organization::{ControlLevel, Controls};
pub use origin::{Origin, Place};
pub use policy::{Built, Policy};
pub use resource::{Resource, ResourceId, Tags};
pub use review::{Accept, Claim, Dataset, Evidence, Lines, OwnAccount, Owner, PathScope, Review, Rhythm, RoleKind, RolePattern, Says, Vendor};
pub use secret::{SecretWeight, StatedSecret};
