//! Network reachability: which source can open a connection to which destination, over which path, and why not.
//!
//! *In:* an [`Estate`]: the parts of networks as AWS describes them, and a [`Question`].
//! *Out:* [`Reachability`], which answers with a [`Verdict`], the path, and AWS's explanation codes for what stops it.
//! *Does not:* read inputs, or know about IAM.

mod acl;
mod address;
mod answer;
mod ask;
mod estate;
mod group;
mod index;
mod neighbour;
mod reason;
mod route;
mod walk;

pub use answer::{Answer, Hop, Leg, Point, Question, Verdict};
pub use estate::{
    Acl, AclEntry, Action, Address, Association, Attachment, AttachmentKind, Attribute, Balancer, BalancerKind, BlockMode, BlockPublicAccess,
    Destination, EgressGateway, Endpoint, EndpointKind, EndpointService, Estate, Exclusion, Gateway, Group, Id, Interface, InterfaceKind, Listener,
    Nat, Peer, Peering, PeeringSide, Ports, PrefixList, Protocol, Route, Rule, Subnet, Table, Target, TargetGroup, TargetPoint, Transit,
    TransitDestination, TransitRoute, TransitTable, Vpc,
};
pub use index::Reachability;
pub use ipnet::IpNet;
pub use reason::{Code, Reason};

/// What passes filters: an IP protocol and destination ports, or an ICMP type and code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Flow {
    /// IP protocol number.
    pub protocol: u8,
    /// Destination ports, inclusive; for ICMP the type and the code.
    pub ports: (u16, u16),
}

impl Flow {
    /// TCP to a port.
    pub fn tcp(port: u16) -> Self {
        Self { protocol: 6, ports: (port, port) }
    }

    /// UDP to a port.
    pub fn udp(port: u16) -> Self {
        Self { protocol: 17, ports: (port, port) }
    }

    /// An ICMP echo request over IPv4; ICMPv6 is made of it where addresses are IPv6.
    pub fn ping() -> Self {
        Self { protocol: ICMP, ports: (8, 0) }
    }

    /// Whether ports are an ICMP type and code.
    pub fn icmp(self) -> bool {
        matches!(self.protocol, ICMP | ICMP6)
    }

    /// The flow in the family of the addresses it is sent to.
    fn for_family(self, v6: bool) -> Self {
        match (self.protocol, v6) {
            (ICMP, true) if self.ports == (8, 0) => Self { protocol: ICMP6, ports: (128, 0) },
            (ICMP, true) => Self { protocol: ICMP6, ..self },
            (ICMP6, false) if self.ports == (128, 0) => Self { protocol: ICMP, ports: (8, 0) },
            _ => self,
        }
    }

    /// The replies to it, to a client with these ports.
    fn reply(self, ephemeral: (u16, u16)) -> Self {
        match (self.protocol, self.ports) {
            (ICMP, (8, _)) => Self { protocol: ICMP, ports: (0, 0) },
            (ICMP6, (128, _)) => Self { protocol: ICMP6, ports: (129, 0) },
            (6 | 17, _) => Self { protocol: self.protocol, ports: ephemeral },
            _ => self,
        }
    }
}

const ICMP: u8 = 1;
const ICMP6: u8 = 58;
