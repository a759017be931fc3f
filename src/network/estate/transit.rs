//! Transit gateways.

use ipnet::IpNet;

use super::Id;

/// A transit gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transit {
    /// Id.
    pub id: Id,
    /// Security group referencing support.
    pub group_references: Option<bool>,
}

/// An attachment. The two ends of a peering have the same id on two gateways.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Id.
    pub id: Id,
    /// The gateway.
    pub transit: Id,
    /// What is attached.
    pub kind: AttachmentKind,
    /// Available.
    pub available: Option<bool>,
    /// The table that routes what comes from it; `Some(None)` for none, `None` when not known.
    pub table: Option<Option<Id>>,
    /// Security group referencing support.
    pub group_references: Option<bool>,
}

/// What is attached to a transit gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttachmentKind {
    /// A VPC, in these subnets.
    Vpc {
        /// The VPC.
        vpc: Id,
        /// Subnets, one a zone.
        subnets: Vec<Id>,
    },
    /// Another transit gateway.
    Peering {
        /// The other gateway.
        peer: Id,
    },
    /// VPN, Direct Connect, Connect: routes may be learned.
    Learned(String),
}

/// A route table of a transit gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransitTable {
    /// Id.
    pub id: Id,
    /// Its gateway.
    pub transit: Id,
    /// Static routes, and others where the input tells them.
    pub routes: Vec<TransitRoute>,
    /// Attachments that propagate their routes into it.
    pub propagations: Vec<Id>,
    /// Further routes may exist.
    pub open: bool,
}

/// A route of a transit gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransitRoute {
    /// Where to.
    pub destination: TransitDestination,
    /// By which attachment; none drops.
    pub attachment: Option<Id>,
    /// Not propagated.
    pub fixed: bool,
}

/// The destination of a transit gateway's route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TransitDestination {
    /// A block.
    Block(IpNet),
    /// A prefix list.
    PrefixList(Id),
    /// Not known.
    Unknown,
}
