//! Line glyphs of our own, 16 by 16 pixels, drawn with the colour of the text. AWS's icons may not be recoloured.

use super::view::NodeClass;

/// SVG path data of the glyph of a class.
pub(crate) fn path(class: NodeClass) -> &'static str {
    use NodeClass as N;
    match class {
        N::VendorPrincipal | N::OutsideAccount => "M2.5 13.5V5.5L8 2.5l5.5 3v8M1.5 13.5h13M6.5 13.5v-3.5h3v3.5M5.5 7h.2M8 7h.2M10.3 7h.2",
        N::IdentityProvider => "M2 4h12v8.5H2zM4.2 7h3.6M4.2 9.5h2.4M9.5 8.6l1.4 1.5 2-2.8",
        N::AwsService => "M8 1.8l5.4 3.1v6.2L8 14.2l-5.4-3.1V4.9zM8 6.2a1.8 1.8 0 1 1-.01 0",
        N::Internet | N::Address => "M4.6 12.4a3 3 0 0 1-.3-6a4 4 0 0 1 7.6.5a2.8 2.8 0 0 1-.3 5.5z",
        N::TrustCondition => "M2.4 3h11.2L9.5 8v4.6l-3 1.2V8z",
        N::AutomationRole | N::ServiceRole => {
            "M8 5.4a2.6 2.6 0 1 1-.01 0M8 2.2v1.6M8 12.2v1.6M2.2 8h1.6M12.2 8h1.6M3.9 3.9l1.1 1.1M11 11l1.1 1.1M3.9 12.1L5 11M11 5l1.1-1.1"
        }
        N::SupportRole => "M2.8 9.2V8a5.2 5.2 0 0 1 10.4 0v1.2M2.8 8.6h2v4h-2zM11.2 8.6h2v4h-2zM12.2 12.6c0 1-1.6 1.6-3.2 1.6",
        N::BreakGlassRole => "M8 1.8l5.2 1.9v3.9c0 3.3-2.2 5.5-5.2 6.6c-3-1.1-5.2-3.3-5.2-6.6V3.7zM8.8 4.6L6.4 8.2h3.2L7.2 11.6",
        N::CiRole => "M4 3a1.5 1.5 0 1 1-.01 0M4 10a1.5 1.5 0 1 1-.01 0M12 3a1.5 1.5 0 1 1-.01 0M4 6v4M12 6c0 3-8 1.5-8 4",
        N::WorkloadRole => "M8 2.2a2.6 2.6 0 1 1-.01 0M3 13.8c0-3 2.2-4.8 5-4.8s5 1.8 5 4.8M10.8 3.2l2.7 1v1.9c0 1.3-1.1 2.2-2.2 2.6",
        N::User => "M8 2.2a2.8 2.8 0 1 1-.01 0M2.8 13.8c0-3 2.3-4.6 5.2-4.6s5.2 1.6 5.2 4.6",
        N::Group => "M6 3a2.4 2.4 0 1 1-.01 0M1.6 13c0-2.6 1.8-4 4.4-4s4.4 1.4 4.4 4M10.4 3.2a2.3 2.3 0 0 1 0 4.4M12 9.2c1.6.6 2.4 1.9 2.4 3.8",
        N::PermissionsBoundary => "M2.5 2.5h11v11h-11zM5.5 8h5M8 5.5v5",
        N::Compute => "M4 4h8v8H4zM6.4 6.4h3.2v3.2H6.4zM6 1.8V4M10 1.8V4M6 12v2.2M10 12v2.2M1.8 6H4M1.8 10H4M12 6h2.2M12 10h2.2",
        N::Bucket => "M2.6 3.4h10.8L12 13.6H4zM2.6 3.4c0 1.8 10.8 1.8 10.8 0",
        N::Key => "M5.2 5.2a2.9 2.9 0 1 1-.01 0M8 8h6M11.4 8v2.4M13.6 8v1.7",
        N::Secret => "M3.6 7.2h8.8v6.4H3.6zM5.4 7.2V5a2.6 2.6 0 0 1 5.2 0v2.2M8 9.7v1.6",
        N::Parameter => "M3 4.5h10M3 8h10M3 11.5h10M6 3v3M10.5 6.5v3M5 10v3",
        N::Table => "M2.4 3h11.2v10H2.4zM2.4 6.2h11.2M2.4 9.6h11.2M6.4 6.2V13",
        N::Queue => "M2 5h3v6H2zM6.5 5h3v6h-3zM11 5h3v6h-3z",
        N::Topic => "M3.6 8a1.6 1.6 0 1 1-.01 -.01M5.2 6.8L10.6 4M5.2 8.4L10.6 11.6M12 2a1.5 1.5 0 1 1-.01 0M12 10.6a1.5 1.5 0 1 1-.01 0",
        N::LogGroup => "M4 1.9h5.6l2.8 2.8v9.4H4zM9.4 2v3h3M6 7.6h4.4M6 9.8h4.4M6 12h2.6",
        N::Registry => "M2.5 4.8L8 2l5.5 2.8v6.4L8 14l-5.5-2.8zM2.5 4.8L8 7.6l5.5-2.8M8 7.6V14",
        N::Database => "M3 4.2c0-2.6 10-2.6 10 0v7.6c0 2.6-10 2.6-10 0zM3 4.2c0 2.6 10 2.6 10 0M3 8c0 2.6 10 2.6 10 0",
        N::Cache => "M3 4.2c0-2.6 10-2.6 10 0v7.6c0 2.6-10 2.6-10 0zM3 4.2c0 2.6 10 2.6 10 0M8.6 7L6.4 10h3.2L7.4 13",
        N::FileSystem => "M2 4.5h4.2l1.4 1.6H14v7H2z",
        N::Volume | N::Snapshot => "M2.5 3h11v10h-11zM2.5 9.5h11M11 11.3h.2M5 5.5h6",
        N::Stream | N::KafkaTopic => "M2 5.5c2-2 4 2 6 0s4 2 6 0M2 8.5c2-2 4 2 6 0s4 2 6 0M2 11.5c2-2 4 2 6 0s4 2 6 0",
        N::KafkaCluster => {
            "M5 6.4a1.7 1.7 0 1 1-.01 0M5 1.8a1.3 1.3 0 1 1-.01 0M5 11.6a1.3 1.3 0 1 1-.01 0M11 4a1.4 1.4 0 1 1-.01 0M11 9.4a1.4 1.4 0 1 1-.01 0M5 4.4v2M5 9.8v1.8M6.5 7.4l3.2-1.5M6.5 8.8l3.2 1.5"
        }
        N::OtherData => "M2.5 5L8 2.5 13.5 5 8 7.5zM2.5 8L8 10.5 13.5 8M2.5 11L8 13.5 13.5 11",
        N::Vpc | N::Subnet => "M3.4 2.5h9.2v11H3.4zM5.6 5h4.8M5.6 8h4.8M5.6 11h4.8",
        N::SecurityGroup => "M8 1.9l5.2 1.9v3.8c0 3.3-2.2 5.5-5.2 6.6c-3-1.1-5.2-3.3-5.2-6.6V3.8zM5.7 8l1.7 1.8L10.5 6",
        N::NetworkAcl => "M3 3h10v10H3zM5.2 6l1 1 1.6-1.8M9.4 6.2h2M5.4 9.2l2 2M7.4 9.2l-2 2M9.4 10.2h2",
        N::RouteTable => "M8 14.2V9.6M8 4.2V2M3 4.2h8.2l2 1.4-2 1.4H3zM13 9.6H5.8",
        N::InternetGateway => "M8 2a6 6 0 1 1-.01 0M2.2 8h11.6M8 2c-3.4 3.4-3.4 8.6 0 12M8 2c3.4 3.4 3.4 8.6 0 12",
        N::NatGateway => "M3 3h10v10H3zM5 8h6M8.8 5.8L11 8l-2.2 2.2",
        N::VpnGateway => "M4.5 7.2h7v5.6h-7zM6 7.2V5.4a2 2 0 0 1 4 0v1.8M1.5 10h3M11.5 10h3",
        N::TransitGateway => "M8 5.8a2.2 2.2 0 1 1-.01 0M8 1.8v4M8 10.2v4M1.8 8h4M10.2 8h4",
        N::Peering => "M5.6 5a3 3 0 1 1-.01 0M10.4 5a3 3 0 1 1-.01 0",
        N::Endpoint | N::EndpointService => "M2 8h3.4M5.4 5v6h2.4a3 3 0 0 0 0-6zM10.8 6.4H14M10.8 9.6H14",
        N::LoadBalancer => "M4 6.4a1.6 1.6 0 1 1-.01 0M5.4 7.2L10 3.6M5.6 8h4.6M5.4 8.8l4.6 3.6M10.4 1.9h3v3h-3zM10.4 6.5h3v3h-3zM10.4 11.1h3v3h-3z",
        N::NetworkInterface => "M2.5 4h11v7h-11zM5 11v2.2M8 11v2.2M11 11v2.2M5 6.2v1.6M8 6.2v1.6M11 6.2v1.6",
        N::Other => "M3 3h10v10H3z",
    }
}

/// The shield of a security group chip, for a box of 12 by 12 pixels.
pub(crate) const SHIELD: &str = "M6 1.2l4 1.5v3c0 2.5-1.7 4.2-4 5c-2.3-.8-4-2.5-4-5v-3zM4.2 5.9l1.3 1.4 2.4-2.8";
