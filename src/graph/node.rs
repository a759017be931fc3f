//! Nodes: states that an actor can be in, and things it can get at.

use crate::aws::Text;
use crate::model::ResourceId;

/// Index of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

/// Somebody who is not a principal of the input.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outside {
    /// Anybody, without credentials or with anybody's.
    Everyone,
    /// Some principal of an account.
    Account(Text),
    /// A role, user or session by ARN.
    Principal(Text),
    /// A web identity or SAML identity.
    Identity {
        /// Provider ARN or host.
        provider: Text,
        /// Subject (`sub`), perhaps with wildcards, where a trust policy names one.
        subject: Option<Text>,
        /// Audience (`aud`), where a trust policy names one.
        audience: Option<Text>,
    },
    /// An AWS service, by service principal.
    Service(Text),
}

/// What a node is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NodeKind {
    /// Somebody outside.
    Outside(Outside),
    /// Acting as a role or user of the input, with the policies it has.
    Principal(ResourceId),
    /// Acting as it after its permissions were rewritten: everything within boundary and guards that stay.
    Raised(ResourceId),
    /// Controlling compute.
    Compute(ResourceId),
    /// Having the data of a store.
    Store(ResourceId),
    /// Having the use of a key.
    Key(ResourceId),
    /// Everything in an account, by account id.
    Admin(Text),
    /// Every actor is in this state: where a trust or resource policy is not known, the way from here is not known for anybody.
    Anyone,
    /// An actor whose own policies are not known may get anywhere from here.
    Anything,
}

/// A node.
#[derive(Clone, Debug)]
pub struct Node {
    /// Its index.
    pub id: NodeId,
    /// What it is.
    pub kind: NodeKind,
}

impl Node {
    /// The resource it stands for, if one.
    pub fn resource(&self) -> Option<ResourceId> {
        match self.kind {
            NodeKind::Principal(r) | NodeKind::Raised(r) | NodeKind::Compute(r) | NodeKind::Store(r) | NodeKind::Key(r) => Some(r),
            NodeKind::Outside(_) | NodeKind::Admin(_) | NodeKind::Anyone | NodeKind::Anything => None,
        }
    }
}
