//! Pictures of invented environments, for the tests of this room.

use keyholder::report::diagram::view::{
    Arrangement, Badge, BadgeKind, Cluster, ClusterKind, Diagram, Edge, EdgeKind, Node, NodeClass, SourceNote, Tone, Verdict,
};

/// A diagram under construction, with short words for its parts.
#[derive(Default)]
pub(super) struct Draft(pub(super) Diagram);

impl Draft {
    fn frame(&mut self, id: &str, parent: &str, kind: ClusterKind, label: &str) {
        let parent = (!parent.is_empty()).then(|| parent.to_owned());
        self.0.clusters.push(Cluster { id: id.into(), parent, kind, label: label.into(), full: label.into() });
    }

    fn node(&mut self, id: &str, frame: &str, class: NodeClass, label: &[&str]) -> &mut Node {
        let mut node = Node::new(id, class, label);
        node.cluster = (!frame.is_empty()).then(|| frame.to_owned());
        self.0.nodes.push(node);
        self.0.nodes.last_mut().unwrap()
    }

    fn edge(&mut self, from: &str, to: &str, kind: EdgeKind, label: &str) -> &mut Edge {
        let mut edge = Edge::new(format!("e{}", self.0.edges.len()), from, to, kind);
        edge.label = label.into();
        edge.full = label.into();
        self.0.edges.push(edge);
        self.0.edges.last_mut().unwrap()
    }

    fn on(&mut self, finding: &str, from: &str, to: &str, kind: EdgeKind, label: &str) {
        self.edge(from, to, kind, label).finding = Some(finding.into());
    }
}

fn badge(kind: BadgeKind, text: &str) -> Badge {
    Badge { kind, text: text.into() }
}

fn titled(id: &str, title: &str, question: &str, verdict: &str, counts: &str) -> Diagram {
    Diagram {
        id: id.into(),
        title: title.into(),
        question: question.into(),
        verdict: Some(Verdict { text: verdict.into(), tone: Tone::Critical }),
        counts: counts.into(),
        sources: vec![SourceNote {
            name: "plan.json".into(),
            sha256: "5346da51473b26a7fc68512266df4f445f540acc90aac915bf494eea8008013c".into(),
            date: Some("2026-11-20T09:14:00Z".into()),
        }],
        tool: "keyholder 0.1.0".into(),
        ..Diagram::default()
    }
}

/// A vendor's control plane, trust conditions, roles in the customer's account, data in and out of the contract.
pub(super) fn access() -> Diagram {
    use ClusterKind as C;
    use EdgeKind as E;
    use NodeClass as N;
    let mut d = Draft(titled(
        "access",
        "Access · which vendor roles reach data",
        "Who outside account 444455556666 can become a role in it, and what data does that role open?",
        "Streamworks reaches customer data outside the contract: 2 findings",
        "5 vendor principals · 13 roles · 11 data stores · 3 findings (1 critical, 2 medium)",
    ));
    d.0.folded = vec!["12 log groups without a finding drawn as one".into(), "9 roles without a way in from outside not drawn".into()];
    d.frame("vendor", "", C::VendorAccount, "111122223333 · Streamworks (vendor)");
    d.frame("idp", "", C::IdentityProviders, "Identity providers");
    d.frame("own", "", C::CustomerAccount, "AWS account 444455556666 · acme-prod-data (customer)");
    d.frame("plane", "own", C::Data, "Streaming data plane");
    d.frame("crown", "own", C::SensitiveData, "Customer data · not in the contract");
    d.frame("log", "", C::OtherAccount, "777788889999 · acme-log-archive");
    d.node("support", "vendor", N::VendorPrincipal, &["support-engineer", "SSO permission set"]);
    d.node("root", "vendor", N::VendorPrincipal, &["Vendor account root", "111122223333:root"]);
    d.node("control", "vendor", N::VendorPrincipal, &["control-plane", "role"]);
    d.node("fleet", "vendor", N::VendorPrincipal, &["fleet-deployer", "role"]);
    let github = d.node("github", "idp", N::IdentityProvider, &["GitHub Actions", "repo:streamworks/byoc-agent:*"]);
    github.tone = Tone::Review;
    d.node("eks", "idp", N::IdentityProvider, &["EKS OIDC issuer", "oidc.eks…/id/EXAMPLED539D"]);
    let open = d.node("noext", "own", N::TrustCondition, &["no ExternalId", "condition missing"]);
    open.tone = Tone::Critical;
    d.node("ext", "own", N::TrustCondition, &["sts:ExternalId", "= acme-7f3c"]);
    d.node("sub", "own", N::TrustCondition, &["token sub", "StringLike repo:streamworks/*"]).tone = Tone::Review;
    d.node("irsa", "own", N::TrustCondition, &["token sub", "system:serviceaccount:streamworks:*"]);
    let readonly = d.node("readonly", "own", N::SupportRole, &["swk-support-readonly", "support role"]);
    readonly.tone = Tone::Review;
    readonly.badges = vec![badge(BadgeKind::Finding, "F-002")];
    d.node("agent", "own", N::AutomationRole, &["swk-agent", "automation role"]).badges = vec![badge(BadgeKind::Note, "boundary swk-pb")];
    d.node("bootstrap", "own", N::AutomationRole, &["swk-bootstrap", "automation role"]);
    d.node("upgrade", "own", N::CiRole, &["swk-upgrade", "CI role"]);
    let automation = d.node("automation", "own", N::AutomationRole, &["swk-automation", "automation role"]);
    automation.tone = Tone::Critical;
    automation.badges = vec![badge(BadgeKind::Warning, "no boundary")];
    d.node("tiered", "own", N::WorkloadRole, &["swk-tiered-storage", "IRSA role"]);
    d.node("broker", "own", N::WorkloadRole, &["swk-broker", "EC2 instance role"]).badges = vec![badge(BadgeKind::Count, "×3")];
    d.node("console", "own", N::WorkloadRole, &["swk-console", "IRSA role"]);
    d.node("lake", "own", N::WorkloadRole, &["acme-lake-etl", "EC2 instance role"]).tone = Tone::Critical;
    d.node("mgmt", "plane", N::Bucket, &["swk-mgmt-prod", "S3 bucket"]);
    d.node("sasl", "plane", N::Secret, &["swk/sasl-admin", "secret"]);
    d.node("state", "plane", N::Bucket, &["swk-tfstate", "S3 bucket"]).tone = Tone::Review;
    d.node("data", "plane", N::Bucket, &["swk-tiered-prod", "S3 bucket"]);
    d.node("datakey", "plane", N::Key, &["alias/swk-tiered", "KMS key"]);
    d.node("tls", "plane", N::Secret, &["swk/broker-tls", "secret"]);
    let pii = d.node("pii", "crown", N::Bucket, &["acme-lake-prod", "S3 bucket"]);
    pii.tone = Tone::Critical;
    pii.badges = vec![badge(BadgeKind::Note, "PII")];
    d.node("piikey", "crown", N::Key, &["alias/acme-lake", "KMS key"]).tone = Tone::Critical;
    let referenced = d.node("pay", "crown", N::Secret, &["acme/payments-db", "secret"]);
    referenced.referenced = true;
    d.node("trail", "log", N::Bucket, &["acme-org-trail", "S3 bucket"]);
    d.edge("support", "root", E::Trust, "");
    d.on("F-002", "root", "noext", E::Trust, "");
    d.edge("control", "ext", E::Trust, "");
    d.on("F-001", "fleet", "ext", E::Trust, "");
    d.on("F-003", "github", "sub", E::Trust, "");
    d.edge("eks", "irsa", E::Trust, "");
    d.on("F-002", "noext", "readonly", E::Assume, "AssumeRole");
    d.edge("ext", "agent", E::Assume, "AssumeRole");
    d.edge("ext", "bootstrap", E::Assume, "AssumeRole");
    d.on("F-001", "ext", "automation", E::Assume, "AssumeRole");
    d.on("F-003", "sub", "upgrade", E::AssumeWebIdentity, "WithWebIdentity");
    d.on("F-003", "upgrade", "automation", E::Assume, "AssumeRole");
    d.edge("bootstrap", "automation", E::RewriteGrant, "iam:PutRolePolicy");
    d.edge("irsa", "tiered", E::AssumeWebIdentity, "");
    d.edge("irsa", "console", E::AssumeWebIdentity, "");
    d.edge("automation", "broker", E::PassNew, "iam:PassRole");
    d.on("F-001", "automation", "lake", E::PassNew, "iam:PassRole *");
    d.on("F-002", "readonly", "state", E::Read, "s3:Get*");
    d.edge("agent", "mgmt", E::ReadWrite, "s3:Put*, s3:Get*");
    d.edge("agent", "sasl", E::Read, "GetSecretValue");
    d.edge("automation", "state", E::ReadWrite, "s3:Put*, s3:Delete*");
    d.edge("tiered", "data", E::ReadWrite, "s3:Put*, s3:Get*");
    d.edge("broker", "data", E::ReadWrite, "s3:Put*, s3:Get*");
    d.edge("broker", "datakey", E::Decrypt, "kms:Decrypt");
    d.edge("tiered", "datakey", E::Decrypt, "");
    d.edge("broker", "tls", E::Read, "GetSecretValue");
    d.edge("console", "sasl", E::Read, "GetSecretValue");
    d.on("F-001", "lake", "pii", E::Read, "s3:GetObject");
    d.on("F-001", "lake", "piikey", E::Decrypt, "kms:Decrypt");
    d.edge("datakey", "data", E::Encrypts, "SSE-KMS");
    d.edge("piikey", "pii", E::Encrypts, "SSE-KMS");
    d.edge("agent", "trail", E::Deny, "explicit deny");
    d.0
}

/// One path.
pub(super) fn path() -> Diagram {
    let keep = ["fleet", "ext", "automation", "lake", "pii", "piikey"];
    let mut d = access();
    d.id = "trace-F-001".into();
    d.title = "F-001 · fleet-deployer reads acme-lake-prod".into();
    d.folded.clear();
    d.nodes.retain(|node| keep.contains(&node.id.as_str()));
    d.edges.retain(|edge| keep.contains(&edge.from.as_str()) && keep.contains(&edge.to.as_str()));
    d
}

/// Three zones with equal parts, a second VPC, endpoints, regional services, the vendor's VPC.
pub(super) fn network() -> Diagram {
    use ClusterKind as C;
    use EdgeKind as E;
    use NodeClass as N;
    let mut d = Draft(titled(
        "network",
        "Network · what vendor components can reach",
        "Which ways lead from the internet and the vendor into the data plane, and out of it?",
        "The vendor's agent reaches the analytics VPC on every port: F-005",
        "1 VPC · 3 zones · 9 subnets · 2 findings (1 high, 1 medium)",
    ));
    d.0.arrangement = Arrangement::Network;
    d.frame("outside", "", C::Outside, "Outside AWS");
    d.frame("acct", "", C::CustomerAccount, "Customer account 444455556666");
    d.frame("region", "acct", C::Region, "eu-central-1");
    d.frame("vpc", "region", C::Vpc, "VPC vpc-0a1b · 10.40.0.0/16");
    for zone in ["a", "b", "c"] {
        d.frame(&format!("z{zone}"), "vpc", C::Zone, &format!("eu-central-1{zone}"));
        d.frame(&format!("pub{zone}"), &format!("z{zone}"), C::PublicSubnet, &format!("public-{zone}"));
        d.frame(&format!("prv{zone}"), &format!("z{zone}"), C::PrivateSubnet, &format!("private-{zone}"));
        d.frame(&format!("ep{zone}"), &format!("z{zone}"), C::PrivateSubnet, &format!("endpoints-{zone}"));
    }
    d.frame("lakevpc", "region", C::Vpc, "Analytics VPC vpc-0e9f · 10.60.0.0/16");
    d.frame("regional", "region", C::Group, "Regional services");
    d.frame("vvpc", "", C::VendorAccount, "Vendor VPC · 111122223333 · 10.200.0.0/16");
    d.node("net", "outside", N::Internet, &["Internet", "0.0.0.0/0"]);
    d.node("office", "outside", N::Address, &["Acme office", "198.51.100.0/24"]);
    d.node("igw", "vpc", N::InternetGateway, &["igw-01", "Internet gateway"]);
    for (zone, index) in [("a", 0), ("b", 1), ("c", 2)] {
        let (public, private, ep) = (format!("pub{zone}"), format!("prv{zone}"), format!("ep{zone}"));
        d.node(&format!("nat{zone}"), &public, N::NatGateway, &[&format!("nat-{zone}"), "NAT gateway"]);
        let nlb = d.node(&format!("nlb{zone}"), &public, N::LoadBalancer, &["swk-nlb", &format!("ENI 10.40.{index}.10")]);
        nlb.badges = vec![badge(BadgeKind::SecurityGroup, "sg-nlb · 443, 9092 from 0/0")];
        if zone == "a" {
            nlb.tone = Tone::Review;
        }
        d.node(&format!("agent{zone}"), &private, N::NetworkInterface, &[&format!("agent-{index}"), "EKS node · ENI"]).badges =
            vec![badge(BadgeKind::SecurityGroup, "sg-agent · no inbound")];
        d.node(&format!("broker{zone}"), &private, N::NetworkInterface, &[&format!("broker-{index}"), "EKS node · ENI"]).badges =
            vec![badge(BadgeKind::SecurityGroup, "sg-broker · 9092 from sg-nlb")];
        d.node(&format!("sts{zone}"), &ep, N::Endpoint, &["vpce-sts", "ENI"]);
        d.node(&format!("swk{zone}"), &ep, N::Endpoint, &["vpce-streamworks", "PrivateLink ENI"]).badges =
            vec![badge(BadgeKind::SecurityGroup, "sg-endpoints · 443 from vpc")];
    }
    d.node("pcx", "vpc", N::Peering, &["pcx-07", "VPC peering"]);
    d.node("s3ep", "vpc", N::Endpoint, &["vpce-s3", "Gateway endpoint"]);
    let etl = d.node("etl", "lakevpc", N::Compute, &["lake-etl", "EC2"]);
    etl.tone = Tone::Critical;
    etl.badges = vec![badge(BadgeKind::SecurityGroup, "sg-lake · from 10.0.0.0/8")];
    d.node("rds", "lakevpc", N::Database, &["bi-warehouse", "RDS"]);
    d.node("sts", "regional", N::AwsService, &["STS", "eu-central-1"]);
    d.node("s3", "regional", N::Bucket, &["S3", "eu-central-1"]);
    d.node("pls", "vvpc", N::EndpointService, &["PrivateLink service", "vpce-svc-0c0ffee"]);
    d.node("cp", "vvpc", N::Compute, &["Vendor control plane", "cp.streamworks.example"]);
    d.edge("net", "igw", E::Network, "any → 443");
    d.edge("office", "igw", E::Network, "443");
    for zone in ["a", "b", "c"] {
        let at = |name: &str| format!("{name}{zone}");
        if zone == "a" {
            d.on("F-004", "igw", &at("nlb"), E::Network, "9092");
        } else {
            d.edge("igw", &at("nlb"), E::Network, "9092");
        }
        d.edge(&at("nlb"), &at("broker"), E::Network, "9092");
        d.edge(&at("broker"), &at("nat"), E::Route, "0/0");
        d.edge(&at("nat"), "igw", E::Route, "");
        d.edge(&at("agent"), &at("sts"), E::Network, "443");
        d.edge(&at("agent"), &at("swk"), E::Network, "443");
        d.edge(&at("broker"), "s3ep", E::Network, "443");
        d.edge(&at("sts"), "sts", E::Network, "");
        d.edge(&at("swk"), "pls", E::Network, "443");
    }
    d.on("F-005", "agenta", "pcx", E::Network, "any");
    d.on("F-005", "pcx", "etl", E::Network, "10.0.0.0/8");
    d.edge("s3ep", "s3", E::Network, "443");
    d.edge("etl", "rds", E::Network, "5432");
    d.edge("pls", "cp", E::Network, "443");
    d.0
}

/// All examples.
pub(super) fn all() -> Vec<Diagram> {
    let mut zones = keyholder::report::diagram::fold::equal_zones(&network());
    zones.id = "network-zones".into();
    vec![access(), path(), network(), zones]
}
