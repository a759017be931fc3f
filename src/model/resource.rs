//! One resource: who it is, and its facets.

use std::collections::BTreeMap;

use super::{
    Cluster, Credential, Identity, InstanceProfile, KafkaCluster, Key, Mover, Network, Origin, Principal, Provider, ResourcePolicy, RoleGrant,
    RunsAs, Store, Tri,
};
use crate::aws::Text;

/// Index into [`super::Inventory::resources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResourceId(pub u32);

/// Tags. A value with a symbol is not known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tags {
    /// Tag values by key.
    pub known: BTreeMap<String, Text>,
    /// Further tags may exist (the whole map, or its keys, are unknown or not in the input).
    pub open: bool,
}

/// A thing that exists (or will, once the plan is applied). Resources are told by facets, not by service.
#[derive(Clone, Debug)]
pub struct Resource {
    /// Its index.
    pub id: ResourceId,
    /// Kebab-case kind, such as `iam-role`, `s3-bucket`, `ec2-instance`: a label, not something to branch on. Store kinds are those of `aws::services`.
    pub kind: &'static str,
    /// Name as AWS calls it (role name, bucket name, id).
    pub name: Text,
    /// ARN; may hold symbols.
    pub arn: Text,
    /// Owning account id; a symbol when not known. Never empty.
    pub account: Text,
    /// Region; empty for global resources.
    pub region: Text,
    /// Tags.
    pub tags: Tags,
    /// Where it is stated.
    pub origin: Origin,
    /// Known only by being named: by a statement, an attachment, or a pattern. Its own policies are not in the input.
    pub referenced: bool,
    /// It is a role, user or group.
    pub principal: Option<Principal>,
    /// It is an identity provider.
    pub provider: Option<Provider>,
    /// It is an instance profile.
    pub instance_profile: Option<InstanceProfile>,
    /// Its resource-based policy (not trust policies: those belong to the principal facet).
    pub resource_policy: ResourcePolicy,
    /// It is a KMS key.
    pub key: Option<Key>,
    /// It holds data.
    pub store: Option<Store>,
    /// It is compute that acts as these roles.
    pub runs_as: Vec<RunsAs>,
    /// Volumes that are attached to it: whoever controls it has what is on them.
    pub disks: Vec<ResourceId>,
    /// It is a Kubernetes cluster.
    pub cluster: Option<Cluster>,
    /// It is a Kafka cluster.
    pub kafka: Option<KafkaCluster>,
    /// It authenticates principals of Kafka clusters.
    pub credentials: Vec<Credential>,
    /// It copies records of Kafka clusters.
    pub movers: Vec<Mover>,
    /// It is a part of a network, or sits in one.
    pub network: Option<Network>,
    /// The scope of Azure or Confluent Cloud that it stands in, where the input shows that.
    pub parent: Option<ResourceId>,
    /// Keys of a key vault of Azure that encrypt at rest what it holds.
    pub vault_keys: Vec<ResourceId>,
    /// Whose shared keys it holds, as a secret of a key vault of Azure.
    pub holds_keys: Vec<ResourceId>,
    /// It gives roles of Azure to principals.
    pub role_grants: Vec<RoleGrant>,
    /// It is a role of Azure that the input defines, as far as it is known.
    pub role_definition: Option<crate::azure::Role>,
    /// It is an identity of Entra ID, or has one of its own.
    pub identity: Option<Identity>,
    /// What it records, sends away and watches.
    pub logging: super::Logging,
    /// Settings that open or close a way in, by name: `execute-command`, `acls`, `login-profile`. One that is not listed is not known.
    pub switches: BTreeMap<&'static str, Tri>,
}

impl Resource {
    /// A resource without facets.
    pub fn new(kind: &'static str, name: Text, arn: Text, account: Text, region: Text, origin: Origin) -> Self {
        Self {
            id: ResourceId(u32::MAX),
            kind,
            name,
            arn,
            account,
            region,
            tags: Tags::default(),
            origin,
            referenced: false,
            principal: None,
            provider: None,
            instance_profile: None,
            resource_policy: ResourcePolicy::NotApplicable,
            key: None,
            store: None,
            runs_as: Vec::new(),
            disks: Vec::new(),
            cluster: None,
            kafka: None,
            credentials: Vec::new(),
            movers: Vec::new(),
            network: None,
            parent: None,
            vault_keys: Vec::new(),
            holds_keys: Vec::new(),
            role_grants: Vec::new(),
            role_definition: None,
            identity: None,
            logging: super::Logging::default(),
            switches: BTreeMap::new(),
        }
    }

    /// A setting.
    pub fn switch(&self, name: &str) -> Tri {
        self.switches.get(name).copied().unwrap_or_default()
    }
}
