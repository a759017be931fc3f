//! How the network engine grows with the estate: `cargo bench --bench network`, or with numbers of VPCs as arguments after `--`.
//!
//! A VPC has six subnets in three zones, a hundred interfaces (one in twenty with a public address, by an internet gateway) and twenty security groups
//! of seven or eight rules, a quarter of them with outbound rules of their own; every VPC is attached to a transit gateway, whose tables keep ten
//! segments apart. The answers of the command line are written to a folder as it prints them, and read from there. A line each: seconds of the
//! processor to read and to index them, and for questions about sets, with what came of them and the memory that it took beside the estate. Then
//! fifty questions about boundaries on five VPCs.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::print_stdout)]

use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Instant;

use keyholder::ingest::{self, Options, Snapshot};
use keyholder::network::{Flow, Id, Interface, Point, Question, Reachability, Verdict};
use serde::Serialize;
use serde_json::{Value, json};

const SEGMENTS: usize = 10;
const GROUPS: usize = 20;
const INTERFACES: usize = 100;
const OWNER: &str = "111122223333";

fn prefix(vpc: usize) -> String {
    format!("10.{}.{}", vpc / 16, vpc % 16 * 16)
}

fn subnet_block(vpc: usize, subnet: usize) -> String {
    format!("10.{}.{}", vpc / 16, vpc % 16 * 16 + subnet)
}

/// Ids as long as AWS's.
fn id(kind: &str, vpc: usize, number: usize) -> String {
    format!("{kind}-{vpc:08x}{number:09x}")
}

fn tags(name: &str, team: usize) -> Value {
    json!([{"Key": "Name", "Value": name}, {"Key": "team", "Value": format!("team-{team}")}, {"Key": "cost-center", "Value": "4711"}])
}

fn rules(vpc: usize, group: usize) -> (Vec<Value>, Vec<Value>) {
    let rule = |protocol: &str, ports: Option<(u16, u16)>, blocks: Vec<String>, groups: Vec<usize>| {
        let pair = |g: &usize| json!({"UserId": OWNER, "GroupId": id("sg", vpc, *g)});
        let range = |b: &String| json!({"Description": "as agreed with the platform team", "CidrIp": b});
        let mut rule = json!({"IpProtocol": protocol, "UserIdGroupPairs": groups.iter().map(pair).collect::<Vec<_>>(),
            "IpRanges": blocks.iter().map(range).collect::<Vec<_>>(), "Ipv6Ranges": [], "PrefixListIds": []});
        if let Some((from, to)) = ports {
            rule["FromPort"] = from.into();
            rule["ToPort"] = to.into();
        }
        rule
    };
    let ingress = vec![
        rule("tcp", Some((22, 22)), vec![format!("{}.0/24", subnet_block(vpc, 0))], vec![]),
        rule("tcp", Some((443, 443)), vec!["10.0.0.0/8".into()], vec![]),
        rule("tcp", Some((9092, 9098)), vec![format!("{}.0/20", prefix((vpc + SEGMENTS) % 1000))], vec![(group + 1) % GROUPS, (group + 7) % GROUPS]),
        rule("tcp", Some((5432, 5432)), vec![], vec![(group + 3) % GROUPS]),
        rule("tcp", Some((8443, 8443)), if group == 7 { vec!["0.0.0.0/0".into()] } else { vec![format!("203.0.113.{}/32", vpc % 256)] }, vec![]),
    ];
    let egress = if group.is_multiple_of(4) {
        vec![rule("tcp", Some((443, 443)), vec!["0.0.0.0/0".into()], vec![]), rule("tcp", Some((9092, 9098)), vec!["10.0.0.0/8".into()], vec![])]
    } else {
        vec![rule("-1", None, vec!["0.0.0.0/0".into()], vec![])]
    };
    (ingress, egress)
}

/// Writes an answer of the command line, in the layout in which that prints it.
struct Answer(BufWriter<std::fs::File>, bool);

impl Answer {
    fn new(folder: &Path, key: &str) -> Self {
        let mut file = BufWriter::new(std::fs::File::create(folder.join(format!("{key}.json"))).unwrap());
        write!(file, "{{\n    \"{key}\": [").unwrap();
        Self(file, true)
    }

    fn add(&mut self, value: &Value) {
        self.0.write_all(if std::mem::take(&mut self.1) { b"\n" } else { b",\n" }).unwrap();
        let indent = serde_json::ser::PrettyFormatter::with_indent(b"    ");
        value.serialize(&mut serde_json::Serializer::with_formatter(&mut self.0, indent)).unwrap();
    }

    fn end(mut self) {
        self.0.write_all(b"\n    ]\n}\n").unwrap();
    }
}

fn interface(v: usize, n: usize) -> Value {
    let address = format!("{}.{}", subnet_block(v, n % 6), n / 6 + 10);
    let dns = format!("ip-{}.ec2.internal", address.replace('.', "-"));
    let groups: Vec<Value> = [n % GROUPS, (n / GROUPS * 3 + n) % GROUPS]
        .map(|g| json!({"GroupId": id("sg", v, g), "GroupName": format!("team-{}-workload-{g}", v % 40)}))
        .into();
    let mut one = json!({"Primary": true, "PrivateDnsName": dns, "PrivateIpAddress": address});
    let mut facts = json!({"Attachment": {"AttachTime": "2026-03-01T09:13:27+00:00", "AttachmentId": id("eni-attach", v, n), "DeleteOnTermination": true,
        "DeviceIndex": 0, "NetworkCardIndex": 0, "InstanceId": id("i", v, n), "InstanceOwnerId": OWNER, "Status": "attached"},
        "AvailabilityZone": format!("us-east-1{}", ["a", "b", "c"][n % 3]), "Description": "Primary network interface", "Groups": groups,
        "InterfaceType": "interface", "Ipv6Addresses": [], "MacAddress": format!("0a:58:{:02x}:{:02x}:{n:02x}:0b", v / 256, v % 256),
        "NetworkInterfaceId": id("eni", v, n), "OwnerId": OWNER, "PrivateDnsName": dns, "PrivateIpAddress": address, "RequesterManaged": false,
        "SourceDestCheck": true, "Status": "in-use", "SubnetId": id("subnet", v, n % 6), "TagSet": tags(&format!("workload-{n}"), v % 40), "VpcId": id("vpc", v, 0)});
    if n % 20 == 7 {
        let public = format!("54.{}.{}.{}", v / 256, v % 256, n);
        one["Association"] = json!({"AllocationId": id("eipalloc", v, n), "AssociationId": id("eipassoc", v, n), "IpOwnerId": OWNER,
            "PublicDnsName": format!("ec2-{}.compute-1.amazonaws.com", public.replace('.', "-")), "PublicIp": public});
        facts["Association"] = one["Association"].clone();
    }
    facts["PrivateIpAddresses"] = json!([one]);
    facts
}

/// Writes a snapshot folder.
fn write(folder: &Path, vpcs: usize) {
    let folder = folder.join("aws_configs/us-east-1");
    std::fs::create_dir_all(&folder).unwrap();
    let fill = |key: &str, rows: &mut dyn Iterator<Item = Value>| {
        let mut answer = Answer::new(&folder, key);
        rows.for_each(|row| answer.add(&row));
        answer.end();
    };
    let (gateway, vpc, table) = (id("tgw", 0, 1), |v: usize| id("vpc", v, 0), |segment: usize| id("tgw-rtb", segment, 0));
    let attachment = |v: usize| id("tgw-attach", v, 0);
    fill("TransitGateways", &mut [json!({"TransitGatewayId": gateway, "State": "available", "OwnerId": OWNER, "Options": {}})].into_iter());
    fill(
        "TransitGatewayRouteTables",
        &mut (0..SEGMENTS).map(|s| json!({"TransitGatewayRouteTableId": table(s), "TransitGatewayId": gateway, "State": "available"})),
    );
    let member = |v: usize| json!({"TransitGatewayAttachmentId": attachment(v), "ResourceType": "vpc", "ResourceId": vpc(v), "State": "enabled"});
    let members = |s: usize| (s..vpcs).step_by(SEGMENTS).map(member).collect::<Vec<_>>();
    let propagations = |s| json!({"TransitGatewayRouteTableId": table(s), "TransitGatewayRouteTablePropagations": members(s)});
    fill("TransitGatewayPropagations", &mut (0..SEGMENTS).map(propagations));
    let attached = |v: usize| {
        json!({"TransitGatewayAttachmentId": attachment(v), "TransitGatewayId": gateway, "TransitGatewayOwnerId": OWNER, "ResourceType": "vpc",
            "ResourceId": vpc(v), "State": "available", "Association": {"TransitGatewayRouteTableId": table(v % SEGMENTS), "State": "associated"}})
    };
    fill("TransitGatewayAttachments", &mut (0..vpcs).map(attached));
    let by_subnets = |v: usize| {
        let subnets = [0, 1, 2].map(|s| id("subnet", v, s));
        json!({"TransitGatewayAttachmentId": attachment(v), "TransitGatewayId": gateway, "VpcId": vpc(v),
            "SubnetIds": subnets, "State": "available"})
    };
    fill("TransitGatewayVpcAttachments", &mut (0..vpcs).map(by_subnets));
    fill(
        "Vpcs",
        &mut (0..vpcs).map(|v| json!({"VpcId": vpc(v), "OwnerId": OWNER, "CidrBlock": format!("{}.0/20", prefix(v)), "Tags": tags("vpc", v % 40)})),
    );
    let internet = |v: usize| json!({"InternetGatewayId": id("igw", v, 0), "OwnerId": OWNER, "Attachments": [{"State": "available", "VpcId": vpc(v)}], "Tags": tags("igw", v % 40)});
    fill("InternetGateways", &mut (0..vpcs).map(internet));
    let routes = |v: usize| {
        let local =
            json!({"DestinationCidrBlock": format!("{}.0/20", prefix(v)), "GatewayId": "local", "Origin": "CreateRouteTable", "State": "active"});
        let hub = json!({"DestinationCidrBlock": "10.0.0.0/8", "TransitGatewayId": gateway, "Origin": "CreateRoute", "State": "active"});
        let out = json!({"DestinationCidrBlock": "0.0.0.0/0", "GatewayId": id("igw", v, 0), "Origin": "CreateRoute", "State": "active"});
        json!({"RouteTableId": id("rtb", v, 0), "VpcId": vpc(v), "OwnerId": OWNER, "Routes": [local, hub, out],
            "Associations": [{"Main": true, "RouteTableId": id("rtb", v, 0), "RouteTableAssociationId": id("rtbassoc", v, 0)}], "Tags": []})
    };
    fill("RouteTables", &mut (0..vpcs).map(routes));
    let acl = |v: usize| {
        let entry = |egress| json!({"RuleNumber": 100, "Egress": egress, "Protocol": "-1", "RuleAction": "allow", "CidrBlock": "0.0.0.0/0"});
        json!({"NetworkAclId": id("acl", v, 0), "VpcId": vpc(v), "IsDefault": true, "Associations": [], "Entries": [entry(true), entry(false)]})
    };
    fill("NetworkAcls", &mut (0..vpcs).map(acl));
    let subnet = |(v, s): (usize, usize)| {
        json!({"SubnetId": id("subnet", v, s), "VpcId": vpc(v), "AvailabilityZoneId": format!("use1-az{}", s % 3 + 1), "OwnerId": OWNER,
            "CidrBlock": format!("{}.0/24", subnet_block(v, s)), "State": "available", "Tags": tags("subnet", v % 40)})
    };
    let each = |count: usize| (0..vpcs).flat_map(move |v| (0..count).map(move |n| (v, n)));
    fill("Subnets", &mut each(6).map(subnet));
    let group = |(v, g): (usize, usize)| {
        let (ingress, egress) = rules(v, g);
        json!({"Description": "managed elsewhere", "GroupName": format!("team-{}-workload-{g}", v % 40), "OwnerId": OWNER, "GroupId": id("sg", v, g),
            "VpcId": vpc(v), "IpPermissions": ingress, "IpPermissionsEgress": egress, "Tags": tags(&format!("workload-{g}"), v % 40)})
    };
    fill("SecurityGroups", &mut each(GROUPS).map(group));
    fill("NetworkInterfaces", &mut each(INTERFACES).map(|(v, n)| interface(v, n)));
}

/// Reads a folder as the command does.
fn read(folder: &Path) -> Snapshot {
    let below = folder.join("aws_configs/us-east-1");
    let entries = std::fs::read_dir(below).unwrap().map(|e| e.unwrap().path());
    let named =
        |path: std::path::PathBuf| (format!("aws_configs/us-east-1/{}", path.file_name().unwrap().to_string_lossy()), std::fs::read(&path).unwrap());
    Snapshot { name: "estate".into(), files: entries.map(named).collect(), unread: Vec::new(), alone: false }
}

/// Memory of the process in MB: the most so far, or what it has now.
fn memory(key: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with(key)).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|n| n.parse::<u64>().ok()).unwrap_or_default() / 1024
}

/// Seconds of the processor in the process so far, in hundredths.
fn processor() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks = stat.rsplit(')').next().unwrap_or_default().split_whitespace().nth(11).and_then(|t| t.parse::<u32>().ok());
    f64::from(ticks.unwrap_or_default()) / 100.0
}

/// Does something, and tells its seconds of the processor.
fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let start = processor();
    let out = work();
    (out, processor() - start)
}

fn main() {
    let sizes: Vec<usize> = std::env::args().skip(1).filter_map(|a| a.parse().ok()).collect();
    for vpcs in if sizes.is_empty() { vec![100, 1_000] } else { sizes } {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), vpcs);
        let (snapshot, loading) = timed(|| read(folder.path()));
        let bytes: usize = snapshot.files.iter().map(|(_, b)| b.len()).sum();
        let options = Options { snapshots: vec![snapshot], ..Options::default() };
        let (inventory, reading) = timed(|| ingest::read(&[], &options).unwrap());
        drop(options);
        let (network, index) = timed(|| Reachability::new(inventory.estate));
        println!(
            "{vpcs} VPCs, {} MB: load {:.2} s, index {index:.2} s, {} MB at most, {} MB now",
            bytes / 1_000_000,
            loading + reading,
            memory("VmHWM"),
            memory("VmRSS")
        );
        sets(&network, vpcs);
    }
    boundaries();
}

fn sets(network: &Reachability, vpcs: usize) {
    // From here on the most is that of the questions.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
    let before = memory("VmRSS");
    let of = |fits: &dyn Fn(usize) -> bool| -> Vec<Id> {
        let vpc = |i: &Interface| usize::from_str_radix(i.id.get(4..12).unwrap_or_default(), 16).unwrap_or_default();
        network.estate().interfaces.iter().filter(|i| fits(vpc(i))).map(|i| i.id.clone()).collect()
    };
    let told = |name: &str, (found, seconds): (usize, f64)| {
        println!("  {name}: {found} in {seconds:.2} s, {} MB more", memory("VmHWM").saturating_sub(before))
    };
    let one = |vpc: usize, n: usize| id("eni", vpc, n);
    told("what the internet reaches on 8443", timed(|| network.exposed(Flow::tcp(8443)).len()));
    told("which sources reach port 9092 of a broker", timed(|| network.who_reaches(&one(3, 7), Flow::tcp(9092)).len()));
    told("which sources reach an open port 443", timed(|| network.who_reaches(&one(5, 11), Flow::tcp(443)).len()));
    told("what a host reaches by SSH", timed(|| network.reached_from(&one(3, 7), Flow::tcp(22)).len()));
    let out = |id: &Id| network.ask(&Question { from: Point::Interface(id.clone(), None), to: Point::Internet(None), flow: Flow::tcp(443) }).verdict;
    told("what of a VPC reaches the internet", timed(|| of(&|v| v == 3).iter().filter(|i| out(i) == Verdict::Reachable).count()));
    let between = |first: &[Id], second: &[Id]| {
        let mut found = 0;
        network.between(first, second, Flow::tcp(443), |_, _, _| found += 1);
        found
    };
    for teams in [200, 40] {
        let (first, second) = (of(&|v| v % teams == 3), of(&|v| v % teams == 13));
        let name = format!("HTTPS from the {} interfaces of one team to the {} of another", first.len(), second.len());
        told(&name, timed(|| between(&first, &second)));
    }
    let (first, second) = (of(&|v| v == 3), of(&|v| v < vpcs));
    told("HTTPS from a VPC to everything", timed(|| between(&first, &second)));
}

fn boundaries() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), 5);
    let network = Reachability::new(ingest::read(&[], &Options { snapshots: vec![read(folder.path())], ..Options::default() }).unwrap().estate);
    let start = Instant::now();
    let mut reachable = 0;
    for n in 0..50_usize {
        let point = |n: usize| Point::Interface(id("eni", n % 5, n * 7 % INTERFACES).into(), None);
        let from = if n.is_multiple_of(7) { Point::Internet(None) } else { point(n + 5) };
        let answer = network.ask(&Question { from, to: point(n), flow: Flow::tcp(if n.is_multiple_of(2) { 9092 } else { 443 }) });
        reachable += usize::from(answer.verdict == Verdict::Reachable);
    }
    println!("50 boundary questions on 5 VPCs: {reachable} reachable, {:.1} ms", start.elapsed().as_secs_f64() * 1000.0);
}
