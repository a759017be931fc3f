//! Load balancers.

use std::net::IpAddr;

use super::{Id, Protocol};

/// A load balancer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Balancer {
    /// ARN.
    pub id: Id,
    /// Its VPC.
    pub vpc: Id,
    /// Kind.
    pub kind: BalancerKind,
    /// Enabled subnets, one a zone.
    pub subnets: Vec<Id>,
    /// Interfaces.
    pub interfaces: Vec<Id>,
    /// Listeners.
    pub listeners: Vec<Listener>,
    /// Further listeners may exist.
    pub open: bool,
    /// Cross-zone load balancing.
    pub cross_zone: Option<bool>,
    /// Inbound rules of its security groups hold for PrivateLink traffic too.
    pub filters_private_link: Option<bool>,
}

/// Kind of load balancer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BalancerKind {
    /// Network.
    Network,
    /// Application.
    Application,
    /// Gateway.
    Gateway,
    /// Classic.
    Classic,
}

/// A listener.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listener {
    /// TCP, UDP; `Any` for both.
    pub protocol: Protocol,
    /// Port.
    pub port: u16,
    /// Target groups.
    pub targets: Vec<Id>,
}

/// A target group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetGroup {
    /// ARN.
    pub id: Id,
    /// Its VPC.
    pub vpc: Id,
    /// Targets.
    pub targets: Vec<(TargetPoint, Option<u16>)>,
    /// Further targets may exist.
    pub open: bool,
    /// Default port.
    pub port: Option<u16>,
    /// Clients' addresses are kept.
    pub preserve_client: Attribute,
    /// Cross-zone load balancing, where it differs from the load balancer's.
    pub cross_zone: Option<bool>,
}

/// An attribute with a default that depends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attribute {
    /// Stated.
    Known(bool),
    /// Taken to be the default, which is this.
    Assumed(bool),
    /// Not known.
    Unknown,
}

/// A target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TargetPoint {
    /// An instance, by its first interface.
    Instance(Id),
    /// An address.
    Address(IpAddr),
    /// A network interface (a plan's reference).
    Interface(Id),
    /// A load balancer, function, or something unknown.
    Other(Id),
}
