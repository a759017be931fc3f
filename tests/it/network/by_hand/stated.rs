//! Some of these situations as Terraform states them.

use super::*;

type Resources = Vec<(&'static str, &'static str, Value)>;

/// A VPC with a subnet, a group that lets TCP 443 in from anywhere, and a host.
fn vpc(names: [&'static str; 6], n: u8) -> Resources {
    let [vpc, subnet, group, host, table, association] = names;
    let open =
        |ports: u16| json!([{"protocol": if ports == 0 { "-1" } else { "tcp" }, "from_port": ports, "to_port": ports, "cidr_blocks": ["0.0.0.0/0"]}]);
    vec![
        (
            "aws_vpc",
            vpc,
            json!({"id": format!("vpc-{n}"), "arn": format!("arn:aws:ec2:us-east-1:{OWNER}:vpc/vpc-{n}"), "cidr_block": format!("10.{n}.0.0/16")}),
        ),
        (
            "aws_subnet",
            subnet,
            json!({"id": format!("subnet-{n}"), "vpc_id": format!("vpc-{n}"), "cidr_block": format!("10.{n}.1.0/24"), "availability_zone": "us-east-1a"}),
        ),
        ("aws_security_group", group, json!({"id": format!("sg-{n}"), "vpc_id": format!("vpc-{n}"), "ingress": open(443), "egress": open(0)})),
        (
            "aws_instance",
            host,
            json!({"id": format!("i-{n}"), "subnet_id": format!("subnet-{n}"), "private_ip": format!("10.{n}.1.10"), "vpc_security_group_ids": [format!("sg-{n}")],
                "primary_network_interface_id": format!("eni-{n}")}),
        ),
        ("aws_route_table", table, json!({"id": format!("rtb-{n}"), "vpc_id": format!("vpc-{n}"), "route": []})),
        (
            "aws_route_table_association",
            association,
            json!({"id": format!("rtbassoc-{n}"), "subnet_id": format!("subnet-{n}"), "route_table_id": format!("rtb-{n}")}),
        ),
    ]
}

const ONE: [&str; 6] = ["one", "one", "one", "one", "one", "one"];
const TWO: [&str; 6] = ["two", "two", "two", "two", "two", "two"];

/// Sets attributes of a resource that is there.
fn with(all: &mut Resources, kind: &str, name: &str, values: Value) {
    let found = all.iter_mut().find(|(k, n, _)| *k == kind && *n == name).unwrap();
    found.2.as_object_mut().unwrap().extend(values.as_object().unwrap().clone());
}

fn ask(all: &Resources, from: &str, to: &str) -> Answer {
    let network = Reachability::new(crate::stated(OWNER, all.clone()).estate);
    let points = |word: &str| network.interfaces_of(word).into_iter().map(|i| Point::Interface(i.id.clone(), None)).collect::<Vec<_>>();
    let asked = points(from).into_iter().flat_map(|f| points(to).into_iter().map(move |t| Question { from: f.clone(), to: t, flow: Flow::tcp(443) }));
    asked.map(|q| network.ask(&q)).min_by_key(|a| (a.verdict, a.reasons.len())).unwrap()
}

#[track_caller]
fn told(all: &Resources, from: &str, to: &str, verdict: Verdict, code: Option<Code>) {
    let answer = ask(all, from, to);
    let fits = answer.reasons.iter().any(|r| code.is_none_or(|c| r.code == c)) || code.is_none();
    assert!(answer.verdict == verdict && fits, "{from} → {to}: {:?} {:#?}", answer.verdict, answer.reasons);
}

/// Gateways that peer associate the attachment with their default tables; what leads over it must be said.
#[test]
fn gateways_that_peer_use_their_default_tables() {
    let mut all = vpc(ONE, 1);
    all.extend(vpc(TWO, 2));
    with(&mut all, "aws_route_table", "one", json!({"route": [{"cidr_block": "10.0.0.0/8", "transit_gateway_id": "tgw-1"}]}));
    with(&mut all, "aws_route_table", "two", json!({"route": [{"cidr_block": "10.0.0.0/8", "transit_gateway_id": "tgw-2"}]}));
    let gateway = |n: u8, own: &str| {
        json!({"id": format!("tgw-{n}"), "arn": format!("arn:aws:ec2:us-east-1:{OWNER}:transit-gateway/tgw-{n}"), "association_default_route_table_id": format!("tgw-rtb-{n}"),
            "propagation_default_route_table_id": format!("tgw-rtb-{n}"), "default_route_table_association": own, "default_route_table_propagation": "enable"})
    };
    let attached = |n: u8| json!({"id": format!("tgw-attach-{n}"), "transit_gateway_id": format!("tgw-{n}"), "vpc_id": format!("vpc-{n}"), "subnet_ids": [format!("subnet-{n}")]});
    let route = |n: u8, to: &str| json!({"id": format!("r-{n}"), "transit_gateway_route_table_id": format!("tgw-rtb-{n}"), "destination_cidr_block": to, "transit_gateway_attachment_id": "tgw-attach-p"});
    all.extend(vec![
        ("aws_ec2_transit_gateway", "one", gateway(1, "enable")),
        ("aws_ec2_transit_gateway", "two", gateway(2, "enable")),
        ("aws_ec2_transit_gateway_vpc_attachment", "one", attached(1)),
        ("aws_ec2_transit_gateway_vpc_attachment", "two", attached(2)),
        (
            "aws_ec2_transit_gateway_peering_attachment",
            "p",
            json!({"id": "tgw-attach-p", "transit_gateway_id": "tgw-1", "peer_transit_gateway_id": "tgw-2", "state": "available"}),
        ),
        ("aws_ec2_transit_gateway_route", "one", route(1, "10.2.0.0/16")),
        ("aws_ec2_transit_gateway_route", "two", route(2, "10.1.0.0/16")),
    ]);
    told(&all, "eni-1", "eni-2", Verdict::Reachable, None);
    let mut one_side = all.clone();
    one_side.pop();
    told(&one_side, "eni-1", "eni-2", Verdict::OneWay, Some(Code::TransitNoRoute));
    let mut apart = all.clone();
    with(&mut apart, "aws_ec2_transit_gateway", "two", gateway(2, "disable"));
    told(&apart, "eni-1", "eni-2", Verdict::Blocked, Some(Code::TransitAssociation));
}

#[test]
fn load_balancers_and_local_routes() {
    let arn = |kind: &str| format!("arn:aws:elasticloadbalancing:us-east-1:{OWNER}:loadbalancer/{kind}/0123456789abcdef");
    let group = |name: &str| format!("arn:aws:elasticloadbalancing:us-east-1:{OWNER}:targetgroup/{name}/0123456789abcdef");
    let mut all = vpc(ONE, 1);
    let listens = |kind: &str, protocol: &str, to: &str| json!({"arn": format!("{}/l", arn(kind)), "load_balancer_arn": arn(kind), "port": 443, "protocol": protocol, "default_action": [{"type": "forward", "target_group_arn": group(to)}]});
    let balancer = |kind: &str, ty: &str, groups: &[&str]| json!({"id": arn(kind), "arn": arn(kind), "load_balancer_type": ty, "internal": true, "subnets": ["subnet-1"], "security_groups": groups});
    let admits = |cidr: &str| json!({"id": "sg-alb", "vpc_id": "vpc-1", "ingress": [{"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": [cidr]}], "egress": []});
    all.extend(vec![
        ("aws_security_group", "alb", admits("10.1.1.10/32")),
        ("aws_lb", "net", balancer("net/nlb", "network", &[])),
        ("aws_lb", "app", balancer("app/alb", "application", &["sg-alb"])),
        (
            "aws_lb_target_group",
            "net",
            json!({"id": group("net"), "arn": group("net"), "target_type": "alb", "protocol": "TCP", "port": 443, "vpc_id": "vpc-1"}),
        ),
        (
            "aws_lb_target_group",
            "app",
            json!({"id": group("app"), "arn": group("app"), "target_type": "ip", "protocol": "HTTPS", "port": 443, "vpc_id": "vpc-1"}),
        ),
        ("aws_lb_target_group_attachment", "net", json!({"id": "a", "target_group_arn": group("net"), "target_id": arn("app/alb"), "port": 443})),
        ("aws_lb_listener", "net", listens("net/nlb", "TCP", "net")),
        ("aws_lb_listener", "app", listens("app/alb", "HTTPS", "app")),
    ]);
    told(&all, "eni-1", &arn("net/nlb"), Verdict::Reachable, None);
    with(&mut all, "aws_security_group", "alb", admits("10.9.0.0/16"));
    told(&all, "eni-1", &arn("net/nlb"), Verdict::Blocked, Some(Code::GroupRules));
    // A second subnet, and the local route given to a host that forwards.
    let mut routed = vpc(ONE, 1);
    routed.push((
        "aws_subnet",
        "far",
        json!({"id": "subnet-far", "vpc_id": "vpc-1", "cidr_block": "10.1.2.0/24", "availability_zone": "us-east-1b"}),
    ));
    routed.push((
        "aws_instance",
        "far",
        json!({"id": "i-far", "subnet_id": "subnet-far", "private_ip": "10.1.2.10", "vpc_security_group_ids": ["sg-1"], "primary_network_interface_id": "eni-far", "source_dest_check": false}),
    ));
    routed.push((
        "aws_instance",
        "other",
        json!({"id": "i-other", "subnet_id": "subnet-far", "private_ip": "10.1.2.11", "vpc_security_group_ids": ["sg-1"], "primary_network_interface_id": "eni-other"}),
    ));
    told(&routed, "eni-1", "eni-other", Verdict::Reachable, None);
    with(&mut routed, "aws_route_table", "one", json!({"route": [{"cidr_block": "10.1.0.0/16", "network_interface_id": "eni-far"}]}));
    told(&routed, "eni-1", "eni-other", Verdict::Unknown, None);
}
