//! Gateways, peering, endpoints, VPC Block Public Access.

use ipnet::IpNet;

use super::Id;

/// An internet gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gateway {
    /// Id.
    pub id: Id,
    /// The VPC it is attached to.
    pub vpc: Option<Id>,
}

/// An egress-only internet gateway.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EgressGateway {
    /// Id.
    pub id: Id,
    /// The VPC it is attached to.
    pub vpc: Option<Id>,
}

/// A NAT gateway. Its addresses are those of its interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nat {
    /// Id.
    pub id: Id,
    /// Its VPC.
    pub vpc: Id,
    /// Its subnet; none of a regional one.
    pub subnet: Option<Id>,
    /// Its interfaces.
    pub interfaces: Vec<Id>,
    /// With a public address.
    pub public: Option<bool>,
    /// Zones of a regional NAT gateway; `None` where all are served or not told.
    pub zones: Option<Vec<String>>,
}

/// A peering connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peering {
    /// Id.
    pub id: Id,
    /// Active.
    pub active: Option<bool>,
    /// Requester and accepter.
    pub sides: [PeeringSide; 2],
}

/// One side of a peering connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeeringSide {
    /// VPC.
    pub vpc: Id,
    /// Region; empty when not told.
    pub region: String,
    /// Blocks as the connection tells them.
    pub cidrs: Vec<IpNet>,
}

/// A VPC endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// Id.
    pub id: Id,
    /// Its VPC.
    pub vpc: Id,
    /// Kind.
    pub kind: EndpointKind,
    /// Service name.
    pub service: String,
    /// Interfaces.
    pub interfaces: Vec<Id>,
    /// Its prefix list (gateway).
    pub prefix_list: Option<Id>,
    /// Usable: accepted by the service's owner.
    pub available: Option<bool>,
    /// The service's public name resolves to it.
    pub private_dns: Option<bool>,
}

/// Kind of endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EndpointKind {
    /// Gateway.
    Gateway,
    /// Interface.
    Interface,
    /// Gateway load balancer.
    GatewayBalancer,
    /// Network Firewall.
    Firewall,
    /// Not modelled.
    Other(String),
}

/// An endpoint service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointService {
    /// Service name (`com.amazonaws.vpce.…`).
    pub name: String,
    /// Network load balancers behind it.
    pub balancers: Vec<Id>,
    /// Others may be behind it.
    pub open: bool,
    /// Its owner accepts each endpoint by hand.
    pub acceptance: Option<bool>,
    /// Who may make endpoints to it, `*` for everybody; `None` where that is not known.
    pub principals: Option<Vec<String>>,
}

/// VPC Block Public Access of an account and Region ("Block public access to VPCs and subnets").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockPublicAccess {
    /// Mode.
    pub mode: BlockMode,
    /// Exclusions: VPC or subnet.
    pub exclusions: Vec<(Id, Exclusion)>,
}

/// Mode of Block Public Access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockMode {
    /// Off.
    Off,
    /// Not known.
    Unknown,
    /// Both directions.
    Bidirectional,
    /// Inbound: NAT gateways and egress-only internet gateways still work.
    Ingress,
}

/// What an exclusion allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exclusion {
    /// Everything.
    Bidirectional,
    /// Outbound through NAT gateways and egress-only internet gateways.
    Egress,
}
