//! The network facet: the parts of a VPC, and what sits in it.

use super::{ResourceId, Tri};
use crate::aws::Text;

/// A part of a network, or something attached to one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Network {
    /// A VPC.
    Vpc(Vpc),
    /// A subnet.
    Subnet(Subnet),
    /// A route table.
    RouteTable(RouteTable),
    /// A security group.
    SecurityGroup(SecurityGroup),
    /// An internet gateway (`egress_only` for IPv6 outbound) attached to a VPC.
    InternetGateway {
        /// The VPC.
        vpc: Option<ResourceId>,
        /// Outbound only.
        egress_only: bool,
    },
    /// A NAT gateway.
    NatGateway {
        /// Its subnet.
        subnet: Option<ResourceId>,
        /// With a public address.
        public: Tri,
    },
    /// A VPC endpoint.
    Endpoint(Endpoint),
    /// A peering connection.
    Peering {
        /// Requester.
        requester: Option<ResourceId>,
        /// Accepter; `None` when in another account or not known.
        accepter: Option<ResourceId>,
        /// Accepter's account, when named.
        peer_account: Option<Text>,
    },
    /// A transit gateway.
    TransitGateway,
    /// A transit gateway attachment of a VPC.
    TransitGatewayAttachment {
        /// The gateway.
        gateway: Option<ResourceId>,
        /// The VPC.
        vpc: Option<ResourceId>,
    },
    /// Something with network interfaces: an instance, load balancer, cluster, function.
    Attachment(Attachment),
}

/// A VPC.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vpc {
    /// Address blocks, IPv4 and IPv6.
    pub cidrs: Vec<Text>,
}

/// A subnet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subnet {
    /// Its VPC.
    pub vpc: Option<ResourceId>,
    /// Availability zone.
    pub zone: Option<Text>,
    /// Address blocks.
    pub cidrs: Vec<Text>,
    /// Launched interfaces get a public address.
    pub public_addresses: Tri,
}

/// A route table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RouteTable {
    /// Its VPC.
    pub vpc: Option<ResourceId>,
    /// Routes besides the local one.
    pub routes: Vec<Route>,
    /// Subnets associated explicitly.
    pub subnets: Vec<ResourceId>,
    /// It is the VPC's main table.
    pub main: bool,
}

/// A route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Destination block or prefix list id.
    pub destination: Text,
    /// Where to.
    pub target: RouteTarget,
}

/// Where a route leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RouteTarget {
    /// To a resource of the input: gateway, NAT, endpoint, peering, transit gateway, interface.
    Resource(ResourceId),
    /// To something known by id only.
    Other(Text),
    /// Not known.
    Unknown,
}

/// A security group.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SecurityGroup {
    /// Its VPC.
    pub vpc: Option<ResourceId>,
    /// Rules of both directions.
    pub rules: Vec<Rule>,
    /// Further rules may exist: `ingress` or `egress` is unknown, or the group is known by id only.
    pub open: bool,
}

/// Direction of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Inbound.
    Ingress,
    /// Outbound.
    Egress,
}

/// One rule of a security group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Direction.
    pub direction: Direction,
    /// `tcp`, `udp`, `icmp`, `icmpv6`, `-1` for all, or a protocol number.
    pub protocol: Text,
    /// Ports, inclusive; `None` for all or where ports do not apply.
    pub ports: Option<(u16, u16)>,
    /// The other side: one entry a block, group or prefix list.
    pub peers: Vec<Peer>,
    /// Where it stands.
    pub origin: super::Origin,
}

/// The other side of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Peer {
    /// An address block.
    Cidr(Text),
    /// Members of a security group of the input.
    Group(ResourceId),
    /// A prefix list, by id.
    PrefixList(Text),
    /// Not known.
    Unknown,
}

/// Kind of VPC endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndpointKind {
    /// Gateway (S3, DynamoDB).
    Gateway,
    /// Interface (PrivateLink).
    Interface,
    /// Gateway load balancer.
    GatewayLoadBalancer,
}

/// A VPC endpoint. Its policy is the resource's `resource_policy`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// Its VPC.
    pub vpc: Option<ResourceId>,
    /// Service name, such as `com.amazonaws.eu-central-1.s3`.
    pub service: Text,
    /// Kind.
    pub kind: EndpointKind,
    /// Subnets (interface).
    pub subnets: Vec<ResourceId>,
    /// Security groups (interface).
    pub groups: Vec<ResourceId>,
    /// Route tables (gateway).
    pub route_tables: Vec<ResourceId>,
    /// Private DNS (interface).
    pub private_dns: Tri,
}

/// Something with network interfaces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attachment {
    /// Subnets.
    pub subnets: Vec<ResourceId>,
    /// Security groups.
    pub groups: Vec<ResourceId>,
    /// It has, or asks for, a public address.
    pub public: Tri,
    /// Listener ports, where stated.
    pub ports: Vec<u16>,
    /// Subnets or groups are not known.
    pub open: bool,
}
