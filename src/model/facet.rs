//! The facets of resources that matter for access.

use super::ResourceId;
use crate::aws::{Symbol, Text};
use crate::policy::PolicyId;

/// Yes, no, or not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Tri {
    /// Known to hold.
    Yes,
    /// Known not to hold.
    No,
    /// Not known.
    #[default]
    Unknown,
}

impl std::ops::Not for Tri {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Unknown => Self::Unknown,
        }
    }
}

/// What sort of principal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PrincipalKind {
    /// An IAM role.
    Role,
    /// An IAM user.
    User,
    /// An IAM group: holds policies, can't act.
    Group,
}

/// A role, user or group with the policies on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// Role, user or group.
    pub kind: PrincipalKind,
    /// Inline policies.
    pub inline: Vec<PolicyId>,
    /// Attached managed policies. A policy whose text is unknown is listed all the same. Where further, unseen policies may exist (a role known by
    /// name only), an unknown policy stands for them.
    pub attached: Vec<PolicyId>,
    /// Permissions boundary.
    pub boundary: Option<PolicyId>,
    /// Trust policy (roles).
    pub trust: Option<PolicyId>,
    /// Groups a user is in.
    pub groups: Vec<ResourceId>,
    /// Maximum session duration in seconds, when stated.
    pub max_session: Option<u32>,
}

impl Principal {
    /// A principal without policies.
    pub fn new(kind: PrincipalKind) -> Self {
        Self { kind, inline: Vec::new(), attached: Vec::new(), boundary: None, trust: None, groups: Vec::new(), max_session: None }
    }
}

/// An OIDC or SAML identity provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// Issuer host and path without scheme (OIDC); empty for SAML.
    pub issuer: Text,
    /// Client ids (audiences) it accepts.
    pub audiences: Vec<Text>,
    /// The cluster whose service accounts it speaks for, where the input shows it.
    pub cluster: Option<ResourceId>,
}

/// An instance profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InstanceProfile {
    /// The role in it.
    pub role: Option<ResourceId>,
}

/// The resource-based policy of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResourcePolicy {
    /// This kind of resource has none.
    NotApplicable,
    /// It could have one and is known to have none.
    None,
    /// It has this one (its text may be unknown).
    Policy(PolicyId),
    /// It may have one that the input does not show.
    Unseen,
}

/// A KMS key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// A customer managed key, not one that AWS manages for a service.
    pub customer_managed: bool,
    /// Grants.
    pub grants: Vec<KeyGrant>,
    /// Alias names, with `alias/`.
    pub aliases: Vec<Text>,
    /// Automatic rotation.
    pub rotation: Tri,
}

/// A KMS grant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyGrant {
    /// Grantee principal ARN.
    pub grantee: Text,
    /// Operations, as `Decrypt`, `GenerateDataKey`, ….
    pub operations: Vec<Text>,
    /// An encryption context is required.
    pub constrained: bool,
}

/// How a store is encrypted at rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Encryption {
    /// Not encrypted.
    None,
    /// With a key that AWS manages and callers need no permission for (SSE-S3, an AWS owned or AWS managed key).
    ServiceManaged,
    /// With a KMS key (perhaps a referenced one).
    Key(ResourceId),
    /// Not known; the symbol when an attribute is known after apply.
    Unknown(Option<Symbol>),
}

/// A resource that holds data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Store {
    /// Store kind of `aws::services` (`s3-bucket`, `dynamodb-table`, …).
    pub kind: &'static str,
    /// Encryption at rest.
    pub encryption: Encryption,
    /// S3: a policy that makes the bucket public is refused.
    pub block_public_policy: Tri,
    /// S3: a public policy gives access within the account only.
    pub restrict_public_buckets: Tri,
    /// Versioning or an equivalent is on.
    pub versioned: Tri,
    /// It is reachable from the internet by its own setting (publicly accessible database).
    pub public: Tri,
}

impl Store {
    /// A store of a kind of which no more is known.
    pub fn new(kind: &'static str) -> Self {
        Self {
            kind,
            encryption: Encryption::Unknown(None),
            block_public_policy: Tri::Unknown,
            restrict_public_buckets: Tri::Unknown,
            versioned: Tri::Unknown,
            public: Tri::Unknown,
        }
    }
}

/// Compute acts as a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunsAs {
    /// The role.
    pub role: ResourceId,
    /// By what: `instance profile`, `task role`, `execution role`, `function role`, `node role`, `cluster role`.
    pub how: &'static str,
    /// The service that hands out the credentials, such as `ec2.amazonaws.com`.
    pub service: &'static str,
}
