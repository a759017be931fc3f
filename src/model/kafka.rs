//! The facets of Kafka: a cluster with its listeners and access control lists, and what authenticates against it. Whatever product runs the
//! cluster, who authenticates, who decides and who can connect are told by its listeners.

use super::{Origin, ResourceId, Tri};
use crate::aws::Text;
use crate::confluent::Binding;
use crate::kafka::{Acl, Authorizer};

/// A cluster that speaks Kafka's protocol.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KafkaCluster {
    /// Ways to connect. What the input does not tell of them is unknown in each.
    pub listeners: Vec<Listener>,
    /// The input may not tell of all listeners.
    pub open: bool,
    /// Traffic between brokers is encrypted.
    pub inter_broker_tls: Tri,
    /// An authorizer of Kafka's own is set, for listeners whose authority is [`Authority::Acl`].
    pub authorizer: Tri,
    /// Everyone is allowed where no entry is found (`allow.everyone.if.no.acl.found`).
    pub open_default: Tri,
    /// Principals that may do everything; `None` where that is not known.
    pub super_users: Option<Vec<Text>>,
    /// Entries of its access control lists.
    pub acls: Vec<StatedAcl>,
    /// There are entries of which the input does not say what they are.
    pub hidden_acls: bool,
    /// An export lists all entries that there are.
    pub listed: bool,
    /// Role bindings of Confluent Cloud that cover it, or may.
    pub bindings: Vec<StatedBinding>,
    /// Networks that the input connects to it through its provider.
    pub clients: Vec<ClientNetwork>,
    /// Machines of the input that its brokers run on.
    pub brokers: Vec<ResourceId>,
    /// Stores of the input in which its records lie: volumes of brokers, buckets.
    pub stores: Vec<ResourceId>,
    /// How long topics that do not say otherwise are kept, in milliseconds; negative for ever.
    pub retention_ms: Option<i64>,
    /// Topics that the input names.
    pub topics: Vec<Topic>,
    /// Users and other principals that the input makes, as `User:name`.
    pub principals: Vec<Text>,
    /// Users whose passwords are kept with few rounds of hashing, and where that is stated.
    pub weak_users: Vec<(Text, Origin)>,
}

impl KafkaCluster {
    /// What its own authorization answers from. Where the input states entries or role bindings, the entries are taken to be all (the assumption
    /// `no-acl-outside-terraform`); where it states none, there may be any.
    pub fn authorizer(&self) -> Authorizer {
        let known = |t: Tri| match t {
            Tri::Yes => Some(true),
            Tri::No => Some(false),
            Tri::Unknown => None,
        };
        Authorizer {
            on: known(self.authorizer),
            super_users: self.super_users.clone(),
            open: known(self.open_default),
            acls: self.acls.iter().map(|a| a.acl.clone()).collect(),
            complete: (self.listed || !(self.acls.is_empty() && self.bindings.is_empty())) && !self.hidden_acls,
        }
    }
}

/// An entry and where it is stated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedAcl {
    /// The entry.
    pub acl: Acl,
    /// The plan deletes it before it makes it again.
    pub replaced: bool,
    /// Where.
    pub origin: Origin,
}

/// A role binding and where it is stated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatedBinding {
    /// The binding.
    pub binding: Binding,
    /// Where it is bound.
    pub level: Level,
    /// Whether that covers the cluster.
    pub covers: Tri,
    /// Where it is stated.
    pub origin: Origin,
}

/// Where in the tree of scopes something is bound: what is below has it too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The organization.
    Organization,
    /// An environment.
    Environment,
    /// A cluster, or something in one.
    Cluster,
    /// Not known.
    Unknown,
}

/// A network that may connect to a cluster through its provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientNetwork {
    /// By what: `private link access`, `peering`.
    pub how: &'static str,
    /// Whose: an account id, subscription, project or environment.
    pub who: Text,
    /// Where it is stated.
    pub origin: Origin,
}

/// A topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// Its name.
    pub name: Text,
    /// How long records are kept, in milliseconds, where the topic says so; negative for ever.
    pub retention_ms: Option<i64>,
    /// Where it is stated.
    pub origin: Origin,
}

/// One way to connect to a cluster, also to something before it that speaks HTTP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listener {
    /// What a reader calls it: `IAM`, `SCRAM, public`, `CLIENT`.
    pub name: String,
    /// It exists.
    pub exists: Tri,
    /// First and last port, where known.
    pub ports: Option<(u16, u16)>,
    /// It takes nothing but TLS.
    pub tls: Tri,
    /// How clients authenticate.
    pub authentication: Authentication,
    /// From where it can be reached.
    pub exposure: Exposure,
    /// Address blocks that alone are let in, where something before the listener says so.
    pub admits: Option<Vec<Text>>,
    /// Who decides what an authenticated client may do.
    pub authority: Authority,
    /// Brokers alone use it.
    pub between_brokers: bool,
    /// Where it is stated.
    pub origin: Origin,
}

/// How clients authenticate on a listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Authentication {
    /// Not at all: everybody is `User:ANONYMOUS`.
    None,
    /// With IAM credentials.
    Iam,
    /// With a user name and password that are not sent (SCRAM).
    Scram,
    /// With a user name and password that are sent (PLAIN), or an API key.
    Plain,
    /// With a client certificate.
    Certificate,
    /// With a token of an identity provider (OAUTHBEARER, Entra ID).
    OAuth,
    /// With a key of a shared access rule.
    SharedKey,
    /// Not known.
    Unknown,
}

/// From where a listener can be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Exposure {
    /// From its own network, and what is routed there.
    Private,
    /// From networks that connect to it through the provider (multi-VPC connectivity, a peering that the provider makes).
    Peer,
    /// Through a private endpoint.
    Endpoint,
    /// From the internet.
    Public,
    /// Not known.
    Unknown,
}

/// Who decides what an authenticated client of a listener may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Authority {
    /// IAM policies, and the cluster's own.
    Iam,
    /// Kafka's access control lists.
    Acl,
    /// Access control lists and role bindings of Confluent Cloud together.
    Confluent,
    /// Role assignments of Azure.
    AzureRbac,
    /// The rights of a shared access rule.
    SharedKey,
    /// Access control lists of Aiven, whose names are patterns.
    Aiven,
    /// Nobody: whoever connects may do everything.
    None,
    /// Not known.
    Unknown,
}

/// The resource that holds this facet copies records of a cluster: a connector, a replicator, a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mover {
    /// What it is, for a reader: `channel`, `connector`, `replicator`.
    pub what: &'static str,
    /// The cluster it reads.
    pub from: ResourceId,
    /// The store that it writes: a bucket, another cluster.
    pub to: ResourceId,
    /// The topics, for a reader.
    pub topics: Text,
    /// Where it is stated.
    pub origin: Origin,
}

/// What a credential is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CredentialKind {
    /// A user name and password, kept in a secret.
    ScramSecret,
    /// A certificate authority: whoever has it issue certificates is any of its principals.
    ClientAuthority,
    /// An API key.
    ApiKey,
    /// A key of the management plane of a cloud service, with which clusters are administered.
    CloudKey,
    /// A key of a shared access rule.
    SharedKey,
    /// A subject of an identity provider.
    FederatedSubject,
}

/// The resource that holds this facet authenticates a principal of a cluster: a secret, a certificate authority, a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// What it is.
    pub kind: CredentialKind,
    /// The cluster that accepts it.
    pub cluster: ResourceId,
    /// The principal that it makes whoever has it (`User:app`); `None` where that is not known, or where it is any.
    pub principal: Option<Text>,
    /// Where it is stated that the cluster accepts it.
    pub origin: Origin,
}
