//! How the network engine grows with the estate: `cargo bench --bench network`, or with numbers of VPCs as arguments after `--`.
//!
//! A VPC has six subnets in three zones, a hundred interfaces and twenty security groups of seven or eight rules, a quarter of them with outbound
//! rules of their own; every VPC is attached to a transit gateway, whose tables keep ten segments apart. A line a size: seconds to read the answers
//! of the command line, to index them, for each question about a set, and the most memory held so far. Then fifty questions about boundaries on
//! five VPCs.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

use std::time::Instant;

use keyholder::ingest::{self, Options, Snapshot};
use keyholder::network::{Flow, Point, Question, Reachability};
use serde_json::{Value, json};

const SEGMENTS: usize = 10;
const GROUPS: usize = 20;
const INTERFACES: usize = 100;

fn prefix(vpc: usize) -> String {
    format!("10.{}.{}", vpc / 16, vpc % 16 * 16)
}

fn subnet_block(vpc: usize, subnet: usize) -> String {
    format!("10.{}.{}", vpc / 16, vpc % 16 * 16 + subnet)
}

fn rules(vpc: usize, group: usize) -> (Vec<Value>, Vec<Value>) {
    let tcp = |from: u16, to: u16, peer: Value| {
        let mut rule = json!({"IpProtocol": "tcp", "FromPort": from, "ToPort": to});
        rule.as_object_mut().unwrap().extend(peer.as_object().unwrap().clone());
        rule
    };
    let range = |block: String| json!({"IpRanges": [{"CidrIp": block}]});
    let pair = |vpc: usize, group: usize| json!({"UserIdGroupPairs": [{"GroupId": format!("sg-{vpc}-{group}")}]});
    let ingress = vec![
        tcp(22, 22, range(format!("{}.0/24", subnet_block(vpc, 0)))),
        tcp(443, 443, range("10.0.0.0/8".into())),
        tcp(9092, 9098, pair(vpc, (group + 1) % GROUPS)),
        tcp(9092, 9098, pair(vpc, (group + 7) % GROUPS)),
        tcp(9092, 9098, range(format!("{}.0/20", prefix((vpc + SEGMENTS) % 1000)))),
        tcp(5432, 5432, pair(vpc, (group + 3) % GROUPS)),
    ];
    let egress = if group.is_multiple_of(4) {
        vec![tcp(443, 443, range("0.0.0.0/0".into())), tcp(9092, 9098, range("10.0.0.0/8".into()))]
    } else {
        vec![json!({"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]})]
    };
    (ingress, egress)
}

fn snapshot(vpcs: usize) -> Snapshot {
    let mut lists: Vec<(&str, Vec<Value>)> = [
        "Vpcs",
        "Subnets",
        "RouteTables",
        "NetworkAcls",
        "SecurityGroups",
        "NetworkInterfaces",
        "TransitGateways",
        "TransitGatewayAttachments",
        "TransitGatewayVpcAttachments",
        "TransitGatewayRouteTables",
        "TransitGatewayPropagations",
    ]
    .map(|name| (name, Vec::new()))
    .into();
    let mut add = |name: &str, value: Value| lists.iter_mut().find(|(n, _)| *n == name).unwrap().1.push(value);
    add("TransitGateways", json!({"TransitGatewayId": "tgw-1", "State": "available", "OwnerId": "111122223333", "Options": {}}));
    for segment in 0..SEGMENTS {
        let table = format!("tgw-rtb-{segment}");
        add("TransitGatewayRouteTables", json!({"TransitGatewayRouteTableId": table, "TransitGatewayId": "tgw-1", "State": "available"}));
        let members: Vec<Value> = (segment..vpcs)
            .step_by(SEGMENTS)
            .map(|v| json!({"TransitGatewayAttachmentId": format!("att-{v}"), "ResourceType": "vpc", "ResourceId": format!("vpc-{v}"), "State": "enabled"}))
            .collect();
        add("TransitGatewayPropagations", json!({"TransitGatewayRouteTableId": table, "TransitGatewayRouteTablePropagations": members}));
    }
    for v in 0..vpcs {
        let vpc = format!("vpc-{v}");
        add("Vpcs", json!({"VpcId": vpc, "OwnerId": "111122223333", "CidrBlock": format!("{}.0/20", prefix(v))}));
        let local = json!({"DestinationCidrBlock": format!("{}.0/20", prefix(v)), "GatewayId": "local", "State": "active"});
        let hub = json!({"DestinationCidrBlock": "10.0.0.0/8", "TransitGatewayId": "tgw-1", "State": "active"});
        let main = json!({"Main": true, "RouteTableId": format!("rtb-{v}")});
        add("RouteTables", json!({"RouteTableId": format!("rtb-{v}"), "VpcId": vpc, "Routes": [local, hub], "Associations": [main]}));
        let entry = |egress| json!({"RuleNumber": 100, "Egress": egress, "Protocol": "-1", "RuleAction": "allow", "CidrBlock": "0.0.0.0/0"});
        add(
            "NetworkAcls",
            json!({"NetworkAclId": format!("acl-{v}"), "VpcId": vpc, "IsDefault": true, "Associations": [], "Entries": [entry(true), entry(false)]}),
        );
        for s in 0..6 {
            let zone = format!("use1-az{}", s % 3 + 1);
            add(
                "Subnets",
                json!({"SubnetId": format!("subnet-{v}-{s}"), "VpcId": vpc, "AvailabilityZoneId": zone, "CidrBlock": format!("{}.0/24", subnet_block(v, s))}),
            );
        }
        let (id, subnets) = (format!("att-{v}"), [0, 1, 2].map(|s| format!("subnet-{v}-{s}")));
        let association = json!({"TransitGatewayRouteTableId": format!("tgw-rtb-{}", v % SEGMENTS), "State": "associated"});
        add(
            "TransitGatewayAttachments",
            json!({"TransitGatewayAttachmentId": id, "TransitGatewayId": "tgw-1", "TransitGatewayOwnerId": "111122223333", "ResourceType": "vpc", "ResourceId": vpc, "State": "available", "Association": association}),
        );
        add(
            "TransitGatewayVpcAttachments",
            json!({"TransitGatewayAttachmentId": id, "TransitGatewayId": "tgw-1", "VpcId": vpc, "SubnetIds": subnets, "State": "available"}),
        );
        for g in 0..GROUPS {
            let (ingress, egress) = rules(v, g);
            add(
                "SecurityGroups",
                json!({"GroupId": format!("sg-{v}-{g}"), "GroupName": format!("g{g}"), "VpcId": vpc, "IpPermissions": ingress, "IpPermissionsEgress": egress}),
            );
        }
        for n in 0..INTERFACES {
            let groups: Vec<Value> = [n % GROUPS, (n / GROUPS * 3 + n) % GROUPS].map(|g| json!({"GroupId": format!("sg-{v}-{g}")})).into();
            let address = format!("{}.{}", subnet_block(v, n % 6), n / 6 + 10);
            add(
                "NetworkInterfaces",
                json!({"NetworkInterfaceId": format!("eni-{v}-{n}"), "VpcId": vpc, "SubnetId": format!("subnet-{v}-{}", n % 6), "InterfaceType": "interface", "Status": "in-use", "SourceDestCheck": true, "Groups": groups, "PrivateIpAddresses": [{"PrivateIpAddress": address}]}),
            );
        }
    }
    let files = lists
        .into_iter()
        .map(|(name, list)| (format!("aws_configs/us-east-1/{name}.json"), serde_json::to_vec(&json!({name: list})).unwrap()))
        .collect();
    Snapshot { name: "estate".into(), files, unread: Vec::new(), alone: false }
}

/// Most memory held so far, in MB.
fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmHWM")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|n| n.parse::<u64>().ok()).unwrap_or_default() / 1024
}

fn main() {
    let sizes: Vec<usize> = std::env::args().skip(1).filter_map(|a| a.parse().ok()).collect();
    for vpcs in if sizes.is_empty() { vec![100, 1_000] } else { sizes } {
        let options = Options { snapshots: vec![snapshot(vpcs)], ..Options::default() };
        let bytes: usize = options.snapshots.iter().flat_map(|s| &s.files).map(|(_, b)| b.len()).sum();
        let start = Instant::now();
        let inventory = ingest::read(&[], &options).unwrap();
        let read = start.elapsed();
        let network = Reachability::new(inventory.estate);
        let index = start.elapsed() - read;
        println!("{vpcs} VPCs, {} MB: read {:.2} s, index {:.2} s, {} MB", bytes / 1_000_000, read.as_secs_f64(), index.as_secs_f64(), memory());
        let start = Instant::now();
        let brokers = network.who_reaches("eni-3-7", Flow::tcp(9092)).len();
        println!("  who reaches a broker: {brokers} in {:.2} s, {} MB", start.elapsed().as_secs_f64(), memory());
        let start = Instant::now();
        let web = network.who_reaches("eni-5-11", Flow::tcp(443)).len();
        println!("  who reaches an open port: {web} in {:.2} s, {} MB", start.elapsed().as_secs_f64(), memory());
        let start = Instant::now();
        let from = network.reached_from("eni-3-7", Flow::tcp(22)).len();
        println!("  what a host reaches by SSH: {from} in {:.2} s, {} MB", start.elapsed().as_secs_f64(), memory());
        let start = Instant::now();
        let exposed = network.exposed(Flow::tcp(443)).len();
        println!("  what the internet reaches: {exposed} in {:.2} s, {} MB", start.elapsed().as_secs_f64(), memory());
    }
    let options = Options { snapshots: vec![snapshot(5)], ..Options::default() };
    let network = Reachability::new(ingest::read(&[], &options).unwrap().estate);
    let start = Instant::now();
    let mut reachable = 0;
    for n in 0..50_usize {
        let point = |n: usize| Point::Interface(format!("eni-{}-{}", n % 5, n * 7 % INTERFACES).into(), None);
        let from = if n.is_multiple_of(7) { Point::Internet(None) } else { point(n + 5) };
        let answer = network.ask(&Question { from, to: point(n), flow: Flow::tcp(if n.is_multiple_of(2) { 9092 } else { 443 }) });
        reachable += usize::from(answer.verdict == keyholder::network::Verdict::Reachable);
    }
    println!("50 boundary questions on 5 VPCs: {reachable} reachable, {:.1} ms", start.elapsed().as_secs_f64() * 1000.0);
}
