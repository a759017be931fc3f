//! Security groups, network ACLs, prefix lists.

use ipnet::IpNet;

use super::Id;

/// A security group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Id.
    pub id: Id,
    /// Its VPC.
    pub vpc: Id,
    /// Inbound rules.
    pub ingress: Vec<Rule>,
    /// Outbound rules.
    pub egress: Vec<Rule>,
    /// Further rules may exist.
    pub open: bool,
}

/// A rule of a security group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its id, or its place in the group.
    pub id: Id,
    /// Protocol; `None` when not known.
    pub protocol: Option<Protocol>,
    /// Ports.
    pub ports: Ports,
    /// The other side, any of them.
    pub peers: Vec<Peer>,
}

/// The protocol of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Protocol {
    /// `-1`.
    Any,
    /// An IP protocol number.
    Number(u8),
}

impl Protocol {
    /// By what EC2 calls it, in any case: a name, `all`, or a number, `-1` for all.
    pub fn named(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "-1" | "all" => Some(Self::Any),
            "tcp" => Some(Self::Number(6)),
            "udp" => Some(Self::Number(17)),
            "icmp" => Some(Self::Number(1)),
            "icmpv6" => Some(Self::Number(58)),
            number => number.parse().ok().map(Self::Number),
        }
    }
}

/// Ports of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ports {
    /// All.
    All,
    /// From, to, inclusive.
    Range(u16, u16),
    /// ICMP type and code, `None` for all.
    Icmp(Option<u8>, Option<u8>),
}

/// The other side of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Peer {
    /// A block.
    Block(IpNet),
    /// Members of a security group.
    Group(Id),
    /// Members of a group that is gone, or whose peering connection is.
    Stale(Id),
    /// A prefix list.
    PrefixList(Id),
    /// Not known.
    Unknown,
}

/// A network ACL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acl {
    /// Id.
    pub id: Id,
    /// Its VPC.
    pub vpc: Id,
    /// The VPC's default.
    pub default: bool,
    /// Subnets.
    pub subnets: Vec<Id>,
    /// Entries, in any order.
    pub entries: Vec<AclEntry>,
    /// Further entries may exist.
    pub open: bool,
}

/// An entry of a network ACL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AclEntry {
    /// Rule number.
    pub number: u32,
    /// Outbound.
    pub egress: bool,
    /// Protocol; `None` when not known.
    pub protocol: Option<Protocol>,
    /// Ports.
    pub ports: Ports,
    /// Block.
    pub block: Option<IpNet>,
    /// What happens.
    pub action: Action,
}

/// What a network ACL's entry does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Let pass.
    Allow,
    /// Drop.
    Deny,
}

/// A prefix list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrefixList {
    /// Id.
    pub id: Id,
    /// Name, such as `com.amazonaws.us-east-1.s3`.
    pub name: String,
    /// Entries; `None` when not known.
    pub entries: Option<Vec<IpNet>>,
}
