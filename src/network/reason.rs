//! Why a packet does not arrive: AWS's explanation codes where there are such ("Reachability Analyzer explanation codes"), and our own.

use super::Leg;

/// One thing on the way that stops a packet, or leaves open whether it passes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reason {
    /// What kind of thing.
    pub code: Code,
    /// On which leg.
    pub leg: Leg,
    /// The component that decides, by its id.
    pub component: String,
    /// Rules that decided, by their ids.
    pub rules: Vec<String>,
    /// In a reader's words.
    pub detail: String,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// Codes of reasons.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[$doc])* $name,)* }

        impl Code {
            /// All codes.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];

            /// The code as it is written.
            pub fn name(self) -> &'static str {
                match self { $(Code::$name => $text,)* }
            }
        }
    };
}

codes! {
    /// A component does not work.
    BadState = "BAD_STATE",
    /// An attachment between two components does not work.
    BadStateAttachment = "BAD_STATE_ATTACHMENT",
    /// A route is a blackhole.
    BadStateRoute = "BAD_STATE_ROUTE",
    /// A transit gateway's route is a blackhole.
    TransitBadStateRoute = "TGW_RTB_BAD_STATE_ROUTE",
    /// No route covers the destination.
    NoRoute = "NO_ROUTE_TO_DESTINATION",
    /// A more specific route takes the packet elsewhere.
    MoreSpecificRoute = "MORE_SPECIFIC_ROUTE",
    /// Delivered to something else than was asked for.
    NoPossibleDestination = "NO_POSSIBLE_DESTINATION",
    /// Not enough is known of the destination.
    UnknownDestination = "UNKNOWN_DESTINATION",
    /// No interface has the address.
    InterfaceAddress = "ENI_ADDRESS_RESTRICTION",
    /// No rule of the security groups admits it.
    GroupRules = "ENI_SG_RULES_MISMATCH",
    /// The security groups have no rule in the direction.
    GroupEmpty = "SG_HAS_NO_RULES",
    /// A rule names a group, but membership is not carried along the way.
    GroupReferenceLost = "SG_REFERENCES_NOT_PRESERVED",
    /// Security group referencing is off on the transit gateway or its attachment.
    GroupReferencing = "SG_REFERENCING_SUPPORT",
    /// The interface drops what is neither from nor to its own addresses.
    SourceDestCheck = "ENI_SOURCE_DEST_CHECK_RESTRICTION",
    /// A network ACL does not admit it.
    Acl = "SUBNET_ACL_RESTRICTION",
    /// The component takes other protocols only.
    Protocol = "PROTOCOL_RESTRICTION",
    /// Private destination at an internet gateway.
    GatewayPrivateDestination = "IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS",
    /// Shared destination (RFC 6598) at an internet gateway.
    GatewaySharedDestination = "IGW_DESTINATION_ADDRESS_NOT_IN_RFC6598_EGRESS",
    /// Private source at an internet gateway.
    GatewayPrivateSource = "IGW_SOURCE_ADDRESS_NOT_IN_RFC1918_INGRESS",
    /// Shared source (RFC 6598) at an internet gateway.
    GatewaySharedSource = "IGW_SOURCE_ADDRESS_NOT_IN_RFC6598_INGRESS",
    /// The destination is no public address of an attached interface behind an attached gateway.
    GatewayIngressAddress = "IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS",
    /// The source has no public address.
    GatewayEgressAddress = "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS",
    /// The target of a gateway's route lacks a public address.
    IngressTargetAddress = "INGRESS_RTB_NO_PUBLIC_IP",
    /// A gateway's route table sends the subnet's traffic elsewhere.
    IngressRedirection = "INGRESS_RTB_TRAFFIC_REDIRECTION",
    /// VPC Block Public Access.
    BlockPublicAccess = "VPC_BLOCK_PUBLIC_ACCESS_ENABLED",
    /// A NAT gateway does not serve peers.
    NatSource = "NGW_REQUIRES_SOURCE_IN_VPC",
    /// A regional NAT gateway is not in the source's zone.
    NatZone = "REGIONAL_NGW_ROUTE_AZ_RESTRICTION",
    /// An address outside the VPCs of a peering connection.
    PeeringAddress = "PCX_REQUIRES_ADDRESS_IN_VPC_CIDR",
    /// A transit gateway attachment without route table.
    TransitAssociation = "TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION",
    /// No subnet of the attachment in the source's zone.
    TransitZone = "TGW_ROUTE_AZ_RESTRICTION",
    /// No route in the transit gateway's table.
    TransitNoRoute = "TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT",
    /// The transit gateway's routes are not all known.
    TransitRoutesUnknown = "TGW_RTB_ROUTES_ARE_UNKNOWN",
    /// No listener on the port.
    Listener = "ELBV2_LISTENERS_MISMATCH",
    /// A classic load balancer has no listener on the port.
    ClassicListener = "ELB_LISTENERS_MISMATCH",
    /// A listener forwards to nothing.
    ListenerWithoutTargets = "ELBV2_LISTENER_HAS_NO_TG",
    /// No target in the zone.
    NoTargetsInZone = "ELBV2_NO_TARGETS_IN_AZ",
    /// The target is the client and would see its own address.
    AddressPreservation = "ELBV2_SOURCE_ADDRESS_PRESERVATION",
    /// A gateway endpoint takes TCP and ICMP echo only.
    EndpointProtocol = "VPCE_GATEWAY_PROTOCOL_RESTRICTION",
    /// A gateway endpoint serves its own VPC only.
    EndpointSource = "VPCE_GATEWAY_EGRESS_SOURCE_ADDRESS_RESTRICTION",
    /// An endpoint can't initiate.
    EndpointInitiates = "VPCE_INTRA_VPC_TRAFFIC",
    /// Something that is not in the input.
    UnknownResource = "UNKNOWN_RESOURCE",
    /// A packet reaches a NAT gateway that has no session for it.
    NatNoSession = "KH_NAT_NO_SESSION",
    /// An egress-only internet gateway has no session for it.
    EgressOnlyInbound = "KH_EIGW_INBOUND",
    /// Replies pass for some ephemeral ports only.
    EphemeralPartial = "KH_EPHEMERAL_PARTIAL",
    /// A rule names a group that is gone.
    StaleReference = "KH_SG_STALE_REFERENCE",
    /// Overlapping prefix lists lead to different targets.
    RouteAmbiguous = "KH_ROUTE_AMBIGUOUS",
    /// A range that is never forwarded.
    ReservedRange = "KH_RESERVED_RANGE",
    /// The contents of a prefix list are not known.
    PrefixListUnknown = "KH_PREFIX_LIST_UNKNOWN",
    /// There is an endpoint, but the service's name leads past it.
    EndpointDns = "KH_ENDPOINT_DNS_PUBLIC",
    /// A private connection to a service is not accepted.
    NotAccepted = "KH_PRIVATELINK_NOT_ACCEPTED",
    /// Addresses that mean something within one VPC only.
    LinkLocalOnly = "KH_LINK_LOCAL_ONLY",
    /// A forwarding appliance, or the operating system behind one, decides.
    Middlebox = "KH_MIDDLEBOX",
    /// Rules of a firewall that are not modelled.
    FirewallOpaque = "KH_FIREWALL_OPAQUE",
    /// Learned routes are not in the input.
    BgpUnknown = "KH_BGP_UNKNOWN",
    /// Known after apply.
    PlanUnknown = "KH_PLAN_UNKNOWN",
    /// The owner's account is not in the input.
    ForeignAccount = "KH_FOREIGN_ACCOUNT_MISSING",
    /// A part of the input that would tell is absent.
    CapabilityMissing = "KH_CAPABILITY_MISSING",
    /// A type that is not modelled.
    UnmodelledType = "KH_UNMODELLED_TYPE",
}
