//! Nodes: states that an actor can be in, and things it can get at.

use std::collections::BTreeSet;

use crate::aws::Text;
use crate::model::ResourceId;
use crate::policy::PolicyId;

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
    /// A user, group or service principal of Entra ID that the input does not hold, by object id in lower case.
    Object(Text),
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
    /// Acting as it after a narrower change, or several.
    Altered(ResourceId, Change),
    /// Controlling compute.
    Compute(ResourceId),
    /// Having the data of a store.
    Store(ResourceId),
    /// Having the use of a key.
    Key(ResourceId),
    /// Being a principal (`User:app`) to a Kafka cluster; `None`: any principal of a client certificate.
    Kafka(ResourceId, Option<Text>),
    /// Having changed the tags of a thing.
    Tagged(ResourceId),
    /// Acting as an identity of Entra ID of the input.
    Identity(ResourceId),
    /// Having a shared key: of a rule, or one that opens all of a hub, namespace or storage account of Azure.
    SharedKey(ResourceId),
    /// Having a data role at a resource of Azure that the actor gave itself.
    Granted(ResourceId),
    /// Having changed the settings of a namespace or storage account: it accepts shared keys, from the internet.
    Opened(ResourceId),
    /// Having made a way into the network of a namespace or storage account.
    Connected(ResourceId),
    /// Controlling compute of a kind, in an account, that the input does not show.
    Further(&'static str, Text),
    /// Everything in an account, by account id.
    Admin(Text),
    /// Every actor is in this state: where a trust or resource policy is not known, the way from here is not known for anybody.
    Anyone,
    /// An actor whose own policies are not known may get anywhere from here.
    Anything,
}

/// What was changed on a principal since the input.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    /// Every action on everything was granted.
    pub raised: bool,
    /// The permissions boundary is gone, or lets everything through.
    pub unbounded: bool,
    /// It carries the tags that conditions ask for.
    pub tagged: bool,
    /// Policies of the inventory that grant now, sorted.
    pub added: Vec<PolicyId>,
    /// Policies of the inventory that no longer count, sorted.
    pub removed: Vec<PolicyId>,
}

impl Change {
    /// Both changes.
    pub fn and(&self, other: &Self) -> Self {
        let union = |a: &[PolicyId], b: &[PolicyId]| a.iter().chain(b).copied().collect::<BTreeSet<_>>().into_iter().collect();
        Self {
            raised: self.raised || other.raised,
            unbounded: self.unbounded || other.unbounded,
            tagged: self.tagged || other.tagged,
            added: union(&self.added, &other.added),
            removed: union(&self.removed, &other.removed),
        }
    }

    /// The state of a principal so changed.
    pub fn of(self, principal: ResourceId) -> NodeKind {
        let only_raised = Self { raised: true, ..Self::default() };
        if self == Self::default() {
            NodeKind::Principal(principal)
        } else if self == only_raised {
            NodeKind::Raised(principal)
        } else {
            NodeKind::Altered(principal, self)
        }
    }
}

impl NodeKind {
    /// The principal that this is a state of, and what was changed on it.
    pub fn change(&self) -> Option<(ResourceId, Change)> {
        match self {
            Self::Principal(id) => Some((*id, Change::default())),
            Self::Raised(id) => Some((*id, Change { raised: true, ..Change::default() })),
            Self::Altered(id, change) => Some((*id, change.clone())),
            _ => None,
        }
    }
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
            NodeKind::Principal(r) | NodeKind::Raised(r) | NodeKind::Altered(r, _) | NodeKind::Compute(r) | NodeKind::Store(r) | NodeKind::Key(r) => {
                Some(r)
            }
            NodeKind::Identity(r) => Some(r),
            NodeKind::Tagged(_) | NodeKind::Kafka(..) => None,
            NodeKind::SharedKey(_) | NodeKind::Granted(_) | NodeKind::Opened(_) | NodeKind::Connected(_) => None,
            NodeKind::Outside(_) | NodeKind::Further(..) | NodeKind::Admin(_) | NodeKind::Anyone | NodeKind::Anything => None,
        }
    }
}
