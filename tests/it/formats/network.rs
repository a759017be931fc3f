//! The network overview, from an inventory made by hand: three zones that are alike, and a fourth that is not.

use keyholder::model::{
    Account, Attachment, Direction, Endpoint, EndpointKind, Input, Inventory, Network, Origin, Peer, Resource, ResourceId, Route, RouteTable,
    RouteTarget, Rule, SecurityGroup, Subnet, Tri, Vpc,
};
use keyholder::report::Report;
use keyholder::report::diagram::view::{BadgeKind, ClusterKind, Diagram, NodeClass};

struct World(Inventory);

impl World {
    fn add(&mut self, kind: &'static str, name: &str, network: Network) -> ResourceId {
        let address = format!("aws_{}.{}", kind.replace('-', "_"), name.replace('-', "_"));
        let origin = Origin { address: Some(address), pointer: format!("/resources/{}", self.0.resources.len()), ..Origin::default() };
        let arn = format!("arn:aws:ec2:eu-central-1:444455556666:{kind}/{name}");
        let mut resource = Resource::new(kind, name.into(), arn.into(), "444455556666".into(), "eu-central-1".into(), origin);
        resource.network = Some(network);
        self.0.add(resource)
    }

    fn group(&mut self, name: &str, vpc: ResourceId, port: u16, peer: Peer) -> ResourceId {
        let rule = Rule {
            direction: Direction::Ingress,
            protocol: "tcp".into(),
            ports: Some((port, port)),
            peers: vec![peer],
            origin: Origin { address: Some(format!("aws_security_group.{name}")), pointer: "/rule".into(), ..Origin::default() },
        };
        self.add("security-group", name, Network::SecurityGroup(SecurityGroup { vpc: Some(vpc), rules: vec![rule], open: false }))
    }
}

/// A VPC with three equal zones and one without a public subnet.
pub fn inventory() -> Inventory {
    let mut w = World(Inventory::default());
    w.0.inputs.push(Input { name: "plan.json".into(), sha256: "ab".repeat(32), kind: "Terraform plan".into(), date: None, ignored: Vec::new() });
    w.0.accounts.push(Account { id: "444455556666".into(), alias: None, name: Some("acme-prod".into()), management: false });
    let vpc = w.add("vpc", "kafka", Network::Vpc(Vpc { cidrs: vec!["10.40.0.0/16".into()] }));
    let igw = w.add("internet-gateway", "igw", Network::InternetGateway { vpc: Some(vpc), egress_only: false });
    let peering = w.add(
        "vpc-peering-connection",
        "analytics",
        Network::Peering { requester: Some(vpc), accepter: None, peer_account: Some("777788889999".into()) },
    );
    let to = |destination: &str, id: ResourceId| Route { destination: destination.into(), target: RouteTarget::Resource(id) };
    let mut public = Vec::new();
    let mut private = Vec::new();
    let mut tables = Vec::new();
    for (i, zone) in ["a", "b", "c", "d"].into_iter().enumerate() {
        let subnet = |tier: &str, third: usize| {
            Network::Subnet(Subnet {
                vpc: Some(vpc),
                zone: Some(format!("eu-central-1{zone}").as_str().into()),
                cidrs: vec![format!("10.40.{third}.0/24").as_str().into()],
                public_addresses: if tier == "public" { Tri::Yes } else { Tri::No },
            })
        };
        let inner = w.add("subnet", &format!("private-{zone}"), subnet("private", 10 + i));
        if zone == "d" {
            w.add(
                "route-table",
                "private-d",
                Network::RouteTable(RouteTable { vpc: Some(vpc), routes: Vec::new(), subnets: vec![inner], main: false }),
            );
            private.push(inner);
            continue;
        }
        let outer = w.add("subnet", &format!("public-{zone}"), subnet("public", i));
        let nat = w.add("nat-gateway", &format!("nat-{zone}"), Network::NatGateway { subnet: Some(outer), public: Tri::Yes });
        let routes = vec![to("0.0.0.0/0", nat), to("10.60.0.0/16", peering)];
        let table = RouteTable { vpc: Some(vpc), routes, subnets: vec![inner], main: false };
        tables.push(w.add("route-table", &format!("private-{zone}"), Network::RouteTable(table)));
        public.push(outer);
        private.push(inner);
    }
    let table = RouteTable { vpc: Some(vpc), routes: vec![to("0.0.0.0/0", igw)], subnets: public.clone(), main: false };
    w.add("route-table", "public", Network::RouteTable(table));
    let front = w.group("sg-nlb", vpc, 9092, Peer::Cidr("0.0.0.0/0".into()));
    let brokers = w.group("sg-broker", vpc, 9092, Peer::Group(front));
    let inside = w.group("sg-endpoint", vpc, 443, Peer::Group(brokers));
    let zones = &private[..3];
    let attach = |subnets: &[ResourceId], group, public| {
        Network::Attachment(Attachment { subnets: subnets.to_vec(), groups: vec![group], public, ports: vec![9092], open: false })
    };
    w.add("load-balancer", "kafka-nlb", attach(&public, front, Tri::Yes));
    for n in 0..3 {
        w.add("ec2-instance", &format!("broker-{n}"), attach(zones, brokers, Tri::No));
    }
    let endpoint = |service: &str, kind, subnets: &[ResourceId], tables: &[ResourceId]| {
        Network::Endpoint(Endpoint {
            vpc: Some(vpc),
            service: format!("com.amazonaws.eu-central-1.{service}").as_str().into(),
            kind,
            subnets: subnets.to_vec(),
            groups: if kind == EndpointKind::Gateway { Vec::new() } else { vec![inside] },
            route_tables: tables.to_vec(),
            private_dns: Tri::Yes,
        })
    };
    w.add("vpc-endpoint", "s3", endpoint("s3", EndpointKind::Gateway, &[], &tables));
    w.add("vpc-endpoint", "kms", endpoint("kms", EndpointKind::Interface, zones, &[]));
    w.add("vpc-endpoint", "sts", endpoint("sts", EndpointKind::Interface, zones, &[]));
    w.0
}

/// The report of that inventory alone.
pub fn report() -> Report {
    super::reviewed(&inventory(), &keyholder::model::Review::default())
}

fn picture(report: &Report) -> &Diagram {
    report.diagrams.iter().find(|d| d.id == "network").unwrap()
}

#[test]
fn equal_zones_are_drawn_as_one() {
    let report = report();
    let diagram = picture(&report);
    let frames = |kind| diagram.clusters.iter().filter(|c| c.kind == kind).count();
    assert_eq!(frames(ClusterKind::PublicSubnet), 1);
    // The fourth zone has no way out, so it is not like the others.
    assert_eq!(frames(ClusterKind::PrivateSubnet), 2);
    let nat: Vec<_> = diagram.nodes.iter().filter(|n| n.class == NodeClass::NatGateway).collect();
    assert_eq!(nat.len(), 1);
    assert!(nat[0].badges.iter().any(|b| b.kind == BadgeKind::Count && b.text == "×3"));
    assert!(diagram.folded.iter().any(|f| f.contains("3 public subnets")), "{:?}", diagram.folded);
}

#[test]
fn every_arrow_has_its_evidence() {
    let report = report();
    let diagram = picture(&report);
    assert!(!diagram.edges.is_empty());
    for edge in &diagram.edges {
        assert!(!edge.evidence.is_empty());
        for id in &edge.evidence {
            let evidence = report.evidence.iter().find(|e| e.id == *id).unwrap();
            assert!(!evidence.origins.is_empty() && !evidence.text.is_empty());
        }
    }
    let arrow = |label: &str| diagram.edges.iter().any(|e| e.label == label);
    assert!(arrow("9092") && arrow("443") && arrow("0.0.0.0/0"), "{:?}", diagram.edges.iter().map(|e| &e.label).collect::<Vec<_>>());
}
