//! VPCs, subnets, route tables, network interfaces.

use std::net::IpAddr;

use ipnet::IpNet;

use super::Id;

/// A VPC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vpc {
    /// Id.
    pub id: Id,
    /// Owner.
    pub account: String,
    /// Region. A name that begins with neither letter nor digit stands for one that is not known.
    pub region: String,
    /// Address blocks of both families.
    pub cidrs: Vec<IpNet>,
    /// Blocks that hold further address blocks of it which are not known.
    pub perhaps: Vec<IpNet>,
    /// Further subnets and interfaces may be in it.
    pub open: bool,
}

/// A subnet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subnet {
    /// Id.
    pub id: Id,
    /// Its VPC.
    pub vpc: Id,
    /// Zone id (`use1-az2`), or the zone's name where the id is not told.
    pub zone: Option<String>,
    /// Address blocks of both families.
    pub cidrs: Vec<IpNet>,
}

/// A route table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Id.
    pub id: Id,
    /// Its VPC.
    pub vpc: Id,
    /// Routes. Those to the VPC's own blocks may be left out.
    pub routes: Vec<Route>,
    /// Further routes may exist.
    pub open: bool,
    /// What it is for.
    pub associations: Vec<Association>,
}

/// What a route table is associated with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Association {
    /// The VPC: the table of subnets without one of their own.
    Main,
    /// A subnet.
    Subnet(Id),
    /// An internet or virtual private gateway, or a regional NAT gateway.
    Gateway(Id),
}

/// A route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Where to.
    pub destination: Destination,
    /// By way of what.
    pub target: Target,
    /// Its target is gone: it still wins, and drops.
    pub blackhole: bool,
    /// Learned from a virtual private gateway or route server.
    pub propagated: bool,
}

/// The destination of a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// A block.
    Block(IpNet),
    /// A prefix list.
    PrefixList(Id),
    /// Not known.
    Unknown,
}

/// The target of a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// The VPC itself.
    Local,
    /// An internet gateway.
    Gateway(Id),
    /// An egress-only internet gateway.
    EgressGateway(Id),
    /// A NAT gateway.
    Nat(Id),
    /// A peering connection.
    Peering(Id),
    /// A transit gateway.
    Transit(Id),
    /// A VPC endpoint: gateway, gateway load balancer, or firewall.
    Endpoint(Id),
    /// A network interface.
    Interface(Id),
    /// An instance, by its primary interface.
    Instance(Id),
    /// A virtual private gateway.
    VpnGateway(Id),
    /// Of a type that is not modelled (core network, local or carrier gateway).
    Other(Id),
    /// Not known.
    Unknown,
}

/// A network interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interface {
    /// Id.
    pub id: Id,
    /// Owner.
    pub account: String,
    /// Its subnet.
    pub subnet: Id,
    /// What it belongs to.
    pub kind: InterfaceKind,
    /// Addresses.
    pub addresses: Vec<Address>,
    /// Security groups.
    pub groups: Vec<Id>,
    /// Further security groups may be on it.
    pub open: bool,
    /// It drops what is neither from nor to its own addresses.
    pub source_dest_check: Option<bool>,
    /// Attached to something.
    pub attached: Option<bool>,
    /// The instance it is attached to.
    pub instance: Option<Id>,
    /// It is the instance's first interface.
    pub primary: bool,
    /// What it was made for, where that is no instance: a cluster, database, function.
    pub owner: Option<Id>,
    /// Local ports from which its owner opens connections ("Ephemeral ports"); `None` where the owner's operating system is not known.
    pub ephemeral: Option<(u16, u16)>,
}

/// What an interface belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum InterfaceKind {
    /// An instance, a task, a function, a broker.
    Host,
    /// A NAT gateway.
    Nat(Id),
    /// A load balancer.
    Balancer(Id),
    /// An interface endpoint.
    Endpoint(Id),
    /// A transit gateway attachment: nothing answers.
    Transit,
    /// Of a type that is not modelled.
    Other(String),
}

/// An address of an interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// Its private IPv4 or its IPv6 address; where that is not known, the block in which it lies.
    pub private: IpNet,
    /// The public IPv4 address associated with it.
    pub public: Option<IpAddr>,
    /// It has a public IPv4 address; `Some(true)` with `public` absent where the address is not known.
    pub has_public: Option<bool>,
}
