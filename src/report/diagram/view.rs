//! The plain value a picture is drawn from: strings and small enums, no graph types.
//!
//! Whoever builds a [`Diagram`] has already sliced, folded and named; the drawing code adds nothing and leaves nothing
//! out. Every string may be hostile: it is escaped where it is written, never here.

use std::collections::BTreeSet;

use serde::Serialize;

/// One page of one picture.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Diagram {
    /// Stable name, used for file names and as prefix of element ids: `access`, `trace-F-001`.
    pub id: String,
    /// Heading of the title block.
    pub title: String,
    /// The question that the picture answers, as a sentence.
    pub question: String,
    /// The answer, when there is one.
    pub verdict: Option<Verdict>,
    /// One line of counts: "4 vendor principals · 15 roles · 3 findings".
    pub counts: String,
    /// What was read, in the order of the command line.
    pub sources: Vec<SourceNote>,
    /// Tool and version: "keyholder 0.1.0".
    pub tool: String,
    /// Page n of m.
    pub page: Page,
    /// What was left out or drawn together, counted: "12 log groups without a finding not drawn".
    pub folded: Vec<String>,
    /// Evidence of steps that belong to the question and are not drawn.
    pub left_out: Vec<String>,
    /// How nodes are arranged.
    pub arrangement: Arrangement,
    /// Frames, parents before their children; siblings are drawn in this order, top to bottom, where they share columns.
    pub clusters: Vec<Cluster>,
    /// Boxes.
    pub nodes: Vec<Node>,
    /// Arrows. An arrow whose end is not among the nodes is not drawn.
    pub edges: Vec<Edge>,
}

/// The answer to the picture's question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// One sentence.
    pub text: String,
    /// How it is marked.
    pub tone: Tone,
}

/// How strongly something is marked. Shape carries it, colour repeats it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tone {
    /// Nothing to say.
    #[default]
    Neutral,
    /// Shown to be safe: check mark.
    Good,
    /// Not decided, because the input does not say: question mark.
    Unknown,
    /// Needs review: triangle.
    Review,
    /// Finding: octagon.
    Critical,
}

/// A file the picture was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceNote {
    /// Path relative to the working directory, or a name.
    pub name: String,
    /// SHA-256 in hexadecimal, whole or a prefix; empty when there is none.
    pub sha256: String,
    /// Date of the input as the input says it; never the clock.
    pub date: Option<String>,
}

/// Page `number` of `of`, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Page {
    /// This page.
    pub number: u32,
    /// All pages.
    pub of: u32,
}

impl Default for Page {
    fn default() -> Self {
        Self { number: 1, of: 1 }
    }
}

/// How the columns of a picture come about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Arrangement {
    /// From outside principals on the left over conditions and roles to data on the right; columns have headings.
    #[default]
    Access,
    /// From the internet on the left over gateways, tiers and endpoints; frames nest.
    Network,
}

/// A frame around nodes and other frames.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cluster {
    /// Made-up id, unique among clusters: `c3`.
    pub id: String,
    /// The frame this one lies in.
    pub parent: Option<String>,
    /// What it stands for.
    pub kind: ClusterKind,
    /// Text on the frame.
    pub label: String,
    /// Text for the tooltip.
    pub full: String,
}

/// What a frame stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum ClusterKind {
    VendorAccount,
    CustomerAccount,
    OtherAccount,
    Outside,
    IdentityProviders,
    TrustConditions,
    Roles,
    /// Data inside the vendor's contract.
    Data,
    /// Data the vendor has no business with.
    SensitiveData,
    Region,
    Vpc,
    Zone,
    PublicSubnet,
    PrivateSubnet,
    Group,
}

/// A box.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Node {
    /// Made-up id, unique among nodes: `n12`.
    pub id: String,
    /// What it is: column, glyph and word.
    pub class: NodeClass,
    /// Text lines; the first is the name and is bold.
    pub label: Vec<String>,
    /// Whole name for the tooltip: address and ARN.
    pub full: String,
    /// Small tags below the text.
    pub badges: Vec<Badge>,
    /// Mark of the whole box.
    pub tone: Tone,
    /// Named by the input but not part of it: dashed box.
    pub referenced: bool,
    /// The frame it lies in directly.
    pub cluster: Option<String>,
}

impl Node {
    /// A plain box: no badge, no mark, no frame.
    #[must_use]
    pub fn new(id: impl Into<String>, class: NodeClass, label: &[&str]) -> Self {
        Self {
            id: id.into(),
            class,
            label: label.iter().map(|line| (*line).to_owned()).collect(),
            full: label.join(" · "),
            badges: Vec::new(),
            tone: Tone::Neutral,
            referenced: false,
            cluster: None,
        }
    }
}

/// A small tag on a box.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Badge {
    /// What kind of tag.
    pub kind: BadgeKind,
    /// Its text.
    pub text: String,
}

/// Kinds of tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum BadgeKind {
    /// A finding's number: "F-001".
    Finding,
    /// Several equal things drawn as one: "×3"; stands beside the name.
    Count,
    /// Something is missing or too wide: "no ExternalId", "no boundary".
    Warning,
    /// A neutral remark: "referenced", "classified: PII".
    Note,
    /// A security group that guards this interface.
    SecurityGroup,
}

/// What a box is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum NodeClass {
    VendorPrincipal,
    OutsideAccount,
    IdentityProvider,
    AwsService,
    Internet,
    TrustCondition,
    AutomationRole,
    SupportRole,
    BreakGlassRole,
    CiRole,
    WorkloadRole,
    ServiceRole,
    User,
    Group,
    PermissionsBoundary,
    /// Instance, function, container task, pod: what runs as a role.
    Compute,
    Bucket,
    Key,
    Secret,
    Parameter,
    Table,
    Queue,
    Topic,
    LogGroup,
    Registry,
    Database,
    Cache,
    FileSystem,
    Volume,
    Snapshot,
    Stream,
    KafkaCluster,
    KafkaTopic,
    OtherData,
    Vpc,
    Subnet,
    SecurityGroup,
    NetworkAcl,
    RouteTable,
    InternetGateway,
    NatGateway,
    VpnGateway,
    TransitGateway,
    Peering,
    Endpoint,
    EndpointService,
    LoadBalancer,
    NetworkInterface,
    Address,
    /// Anything without a class of its own.
    Other,
}

impl NodeClass {
    /// The class in words, for tooltips: "KMS key".
    #[must_use]
    pub fn word(self) -> &'static str {
        use NodeClass as N;
        match self {
            N::VendorPrincipal => "vendor principal",
            N::OutsideAccount => "outside account",
            N::IdentityProvider => "identity provider",
            N::AwsService => "AWS service",
            N::Internet => "internet",
            N::TrustCondition => "trust condition",
            N::AutomationRole => "automation role",
            N::SupportRole => "support role",
            N::BreakGlassRole => "break-glass role",
            N::CiRole => "CI role",
            N::WorkloadRole => "workload role",
            N::ServiceRole => "service role",
            N::User => "user",
            N::Group => "group",
            N::PermissionsBoundary => "permissions boundary",
            N::Compute => "compute",
            N::Bucket => "S3 bucket",
            N::Key => "KMS key",
            N::Secret => "secret",
            N::Parameter => "parameter",
            N::Table => "table",
            N::Queue => "queue",
            N::Topic => "topic",
            N::LogGroup => "log group",
            N::Registry => "registry",
            N::Database => "database",
            N::Cache => "cache",
            N::FileSystem => "file system",
            N::Volume => "volume",
            N::Snapshot => "snapshot",
            N::Stream => "stream",
            N::KafkaCluster => "Kafka cluster",
            N::KafkaTopic => "Kafka topic",
            N::OtherData => "data store",
            N::Vpc => "VPC",
            N::Subnet => "subnet",
            N::SecurityGroup => "security group",
            N::NetworkAcl => "network ACL",
            N::RouteTable => "route table",
            N::InternetGateway => "internet gateway",
            N::NatGateway => "NAT gateway",
            N::VpnGateway => "VPN gateway",
            N::TransitGateway => "transit gateway",
            N::Peering => "VPC peering",
            N::Endpoint => "VPC endpoint",
            N::EndpointService => "endpoint service",
            N::LoadBalancer => "load balancer",
            N::NetworkInterface => "network interface",
            N::Address => "address",
            N::Other => "resource",
        }
    }
}

/// An arrow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Edge {
    /// Made-up id, unique among edges: `e7`.
    pub id: String,
    /// Node id of the tail.
    pub from: String,
    /// Node id of the head.
    pub to: String,
    /// What the arrow says; decides line, head and colour.
    pub kind: EdgeKind,
    /// Words on the arrow: "s3:GetObject"; may be empty.
    pub label: String,
    /// Whole text for the tooltip.
    pub full: String,
    /// Number of the finding whose path this is part of: "F-001".
    pub finding: Option<String>,
    /// How it differs from the state before, in a comparison.
    pub change: Change,
    /// Whether the arrow may push its head to a later column. False for arrows that run back (`encrypts`, `deny`).
    pub constraint: bool,
    /// Keys of the evidence (statements, facts) in the report that it rests on, for links: one a step of the graph that it stands for.
    pub evidence: Vec<String>,
}

impl Edge {
    /// An arrow without label, finding or evidence.
    #[must_use]
    pub fn new(id: impl Into<String>, from: impl Into<String>, to: impl Into<String>, kind: EdgeKind) -> Self {
        Self {
            id: id.into(),
            from: from.into(),
            to: to.into(),
            kind,
            label: String::new(),
            full: String::new(),
            finding: None,
            change: Change::Same,
            constraint: !kind.runs_back(),
            evidence: Vec::new(),
        }
    }
}

/// How an arrow of a comparison came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// There before and after, or nothing is compared.
    #[default]
    Same,
    /// Only there after: marked "NEW".
    Added,
    /// Only there before: marked "GONE".
    Removed,
}

impl Change {
    /// The word that marks the arrow.
    #[must_use]
    pub fn word(self) -> Option<&'static str> {
        match self {
            Self::Same => None,
            Self::Added => Some("NEW"),
            Self::Removed => Some("GONE"),
        }
    }
}

/// What an arrow says. The first block is the report's edge kinds, the rest exists in pictures only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum EdgeKind {
    Assume,
    AssumeWebIdentity,
    AssumeSaml,
    RunsAs,
    PassNew,
    Hijack,
    Credential,
    RewriteTrust,
    RewriteGrant,
    RemoveGuard,
    Expose,
    FlipTag,
    Connect,
    Read,
    Write,
    Decrypt,
    ReadWrite,
    /// From an outside principal to the trust condition it has to meet.
    Trust,
    Encrypts,
    Deny,
    /// From a permissions boundary, SCP or RCP to what it limits.
    Boundary,
    /// Traffic that routes, security groups and ACLs let through.
    Network,
    /// A way that exists but is blocked.
    Blocked,
    /// A route without a statement about traffic.
    Route,
    Attached,
}

impl EdgeKind {
    /// Whether arrows of this kind usually run against the columns.
    #[must_use]
    pub fn runs_back(self) -> bool {
        matches!(self, Self::Encrypts | Self::Deny | Self::Boundary | Self::Attached)
    }
}

/// What the legend has to explain: only what occurs, in a fixed order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Legend {
    /// Edge kinds.
    pub edges: BTreeSet<EdgeKind>,
    /// Marks of boxes.
    pub tones: BTreeSet<Tone>,
    /// Whether some edge is part of a finding.
    pub finding: bool,
    /// Whether some box is only referenced.
    pub referenced: bool,
}

impl Diagram {
    /// The legend of this picture, computed from what it holds.
    #[must_use]
    pub fn legend(&self) -> Legend {
        Legend {
            edges: self.edges.iter().map(|edge| edge.kind).collect(),
            tones: self.nodes.iter().map(|node| node.tone).filter(|tone| *tone != Tone::Neutral).collect(),
            finding: self.edges.iter().any(|edge| edge.finding.is_some()),
            referenced: self.nodes.iter().any(|node| node.referenced),
        }
    }
}
