//! What the picture of the network says of gateways and connections.

use keyholder::report::diagram::view::{Diagram, Edge, Node, NodeClass};
use serde_json::{Value, json};

/// Everything untrue that a picture of the network can say by its arrows alone.
pub(super) fn untrue(diagram: &Diagram) -> Vec<String> {
    let node = |id: &str| diagram.nodes.iter().find(|n| n.id == id).unwrap();
    let vpc = |node: &Node| {
        let frame = |id: &str| diagram.clusters.iter().find(|c| c.id == id);
        let own = node.cluster.as_deref().and_then(frame)?;
        Some(if own.label.starts_with("VPC ") { own.id.clone() } else { own.parent.clone()? })
    };
    let mut out = Vec::new();
    for edge in diagram.edges.iter().filter(|e| node(&e.from).class == NodeClass::InternetGateway) {
        let (from, to) = (node(&edge.from), node(&edge.to));
        if to.class != NodeClass::Internet && vpc(from) != vpc(to) {
            out.push(format!("the internet comes in to {:?} by the gateway of another VPC, {:?}", to.label, from.label));
        }
    }
    let peerings: Vec<&Node> = diagram.nodes.iter().filter(|n| n.label.iter().any(|l| l.starts_with("pcx-"))).collect();
    for (at, one) in peerings.iter().enumerate() {
        if peerings.iter().skip(at + 1).any(|two| one.label.first() == two.label.first()) {
            out.push(format!("{:?} stands twice", one.label));
        }
    }
    out
}

fn resource(kind: &str, name: &str, values: Value) -> Value {
    json!({"address": format!("{kind}.{name}"), "mode": "managed", "type": kind, "name": name, "provider_name": "registry.terraform.io/hashicorp/aws",
        "schema_version": 0, "values": values, "sensitive_values": {}})
}

/// Two VPCs alike, each with a gateway and a host that all may reach, joined by a peering connection and a transit gateway.
fn two_vpcs() -> Diagram {
    let mut resources = vec![
        resource("aws_vpc_peering_connection", "ab", json!({"id": "pcx-1", "vpc_id": "vpc-a", "peer_vpc_id": "vpc-b", "accept_status": "active"})),
        resource("aws_ec2_transit_gateway", "hub", json!({"id": "tgw-1"})),
    ];
    for (name, other, number) in [("a", "b", 1), ("b", "a", 2)] {
        let away = 3 - number;
        let id = |kind: &str| format!("{kind}-{name}");
        let route = |cidr: String, more: Value| {
            let mut route = json!({"cidr_block": cidr, "gateway_id": "", "vpc_peering_connection_id": "", "transit_gateway_id": ""});
            route.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
            route
        };
        let routes = [
            route("0.0.0.0/0".into(), json!({"gateway_id": id("igw")})),
            route(format!("10.{away}.0.0/16"), json!({"vpc_peering_connection_id": "pcx-1"})),
            route(format!("172.16.{away}.0/24"), json!({"transit_gateway_id": "tgw-1"})),
        ];
        let everywhere = json!([{"from_port": 22, "to_port": 22, "protocol": "tcp", "cidr_blocks": ["0.0.0.0/0"], "ipv6_cidr_blocks": [],
            "prefix_list_ids": [], "security_groups": [], "self": false, "description": ""}]);
        resources.extend([
            resource("aws_vpc", name, json!({"id": id("vpc"), "cidr_block": format!("10.{number}.0.0/16"), "tags": {"Name": name}})),
            resource("aws_internet_gateway", name, json!({"id": id("igw"), "vpc_id": id("vpc")})),
            resource("aws_subnet", name, json!({"id": id("subnet"), "vpc_id": id("vpc"), "cidr_block": format!("10.{number}.1.0/24")})),
            resource("aws_route_table", name, json!({"id": id("rtb"), "vpc_id": id("vpc"), "route": routes})),
            resource("aws_route_table_association", name, json!({"subnet_id": id("subnet"), "route_table_id": id("rtb")})),
            resource("aws_security_group", name, json!({"id": id("sg"), "name": id("sg"), "vpc_id": id("vpc"), "ingress": everywhere, "egress": []})),
            resource(
                "aws_instance",
                name,
                json!({"id": id("i"), "subnet_id": id("subnet"), "vpc_security_group_ids": [id("sg")], "associate_public_ip_address": true,
                    "public_ip": "198.51.100.7", "tags": {"Name": id("host")}}),
            ),
            resource(
                "aws_ec2_transit_gateway_vpc_attachment",
                name,
                json!({"id": id("tgw-attach"), "transit_gateway_id": "tgw-1", "vpc_id": id("vpc"), "subnet_ids": [id("subnet")], "tags": {"Name": format!("to {other}")}}),
            ),
        ]);
    }
    let state = json!({"format_version": "1.0", "terraform_version": "1.11.4", "values": {"root_module": {"resources": resources}}});
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    std::fs::write(&path, state.to_string()).unwrap();
    let (inventory, review) = crate::formats::world("state.json", &path, &folder.path().join("none.toml"));
    crate::formats::reviewed(&inventory, &review).diagrams.into_iter().find(|d| d.id == "network").unwrap()
}

#[test]
fn gateways_and_connections_are_where_they_are() {
    let diagram = two_vpcs();
    assert_eq!(untrue(&diagram), Vec::<String>::new());
    let named = |name: &str| diagram.nodes.iter().find(|n| n.label.first().is_some_and(|l| l == name)).unwrap_or_else(|| panic!("{name}"));
    let into = |node: &Node| diagram.edges.iter().filter(|e| e.to == node.id).collect::<Vec<&Edge>>();
    for name in ["a", "b"] {
        let host = named(&format!("host-{name}"));
        let [way] = into(host)[..] else { panic!("{:?}", into(host)) };
        assert_eq!(way.label, "22");
    }
    let class = |class: NodeClass| diagram.nodes.iter().filter(|n| n.class == class).collect::<Vec<_>>();
    let [peering] = class(NodeClass::Peering)[..] else { panic!("{:?}", class(NodeClass::Peering)) };
    assert_eq!(into(peering).iter().map(|e| e.label.as_str()).collect::<Vec<_>>(), ["10.2.0.0/16", "10.1.0.0/16"]);
    let transit = class(NodeClass::TransitGateway);
    assert_eq!(transit.len(), 3, "two attachments and the gateway: {transit:?}");
    let hub = transit.iter().find(|n| n.label.last().is_some_and(|l| l == "transit gateway")).unwrap();
    assert_eq!(into(hub).len(), 2);
    for attachment in transit.iter().filter(|n| n.id != hub.id) {
        assert_eq!(into(attachment).len(), 1, "{:?}", attachment.label);
    }
}
