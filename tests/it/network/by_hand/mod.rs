//! Snapshots by hand, in the form of the AWS command line: situations that no measured network has, each with a twin that goes the other way.

mod accounts;
mod balanced;
mod edges;
mod hubs;
mod services;
mod stated;

use std::collections::BTreeMap;

use keyholder::ingest::{self, Options, Snapshot};
use keyholder::network::{Answer, Code, Flow, Point, Question, Reachability, Verdict};
use serde_json::{Value, json};

const OWNER: &str = "111122223333";

/// Answers of the command line by folder and key.
#[derive(Clone, Default)]
struct Snap {
    folder: String,
    files: BTreeMap<(String, &'static str), Vec<Value>>,
    alone: Vec<(String, Value)>,
}

/// `tcp 443 10.0.0.0/8`, `any - sg-a`, `icmp - 10.0.0.0/8`, `47 - pl-a`.
fn permission(text: &str) -> Value {
    let words: Vec<&str> = text.split(' ').collect();
    let mut out = json!({"IpProtocol": if words[0] == "any" { "-1" } else { words[0] }, "IpRanges": [], "Ipv6Ranges": [], "PrefixListIds": [], "UserIdGroupPairs": []});
    if words[0] == "icmp" {
        out["FromPort"] = json!(-1);
        out["ToPort"] = json!(-1);
    } else if words[1] != "-" {
        let (from, to) = words[1].split_once(['/', '-']).unwrap_or((words[1], words[1]));
        let number = |t: &str| t.parse::<i64>().unwrap_or(-1);
        out["FromPort"] = json!(number(from));
        out["ToPort"] = json!(number(to));
    }
    match words[2] {
        peer if peer.starts_with("sg-") => out["UserIdGroupPairs"] = json!([{"GroupId": peer, "UserId": OWNER}]),
        peer if peer.starts_with("!sg-") => out["UserIdGroupPairs"] = json!([{"GroupId": &peer[1..], "UserId": OWNER, "PeeringStatus": "deleted"}]),
        peer if peer.starts_with("pl-") => out["PrefixListIds"] = json!([{"PrefixListId": peer}]),
        peer if peer.contains(':') => out["Ipv6Ranges"] = json!([{"CidrIpv6": peer}]),
        peer => out["IpRanges"] = json!([{"CidrIp": peer}]),
    }
    out
}

const ALL: &[&str] = &["any - 0.0.0.0/0", "any - ::/0"];

impl Snap {
    /// One VPC, 10.0.0.0/16 and 2600:1f18:0:1000::/56, with an internet gateway, subnets `subnet-a` and `subnet-b` in two zones, a main table with local routes,
    /// and a default ACL that lets all pass.
    fn new() -> Self {
        let mut s = Self { folder: "aws_configs/us-east-1".into(), ..Self::default() };
        s.vpc("vpc-1", &["10.0.0.0/16", "2600:1f18:0:1000::/56"]);
        s.subnet("subnet-a", "vpc-1", "use1-az1", &["10.0.1.0/24", "2600:1f18:0:1001::/64"]);
        s.subnet("subnet-b", "vpc-1", "use1-az2", &["10.0.2.0/24", "2600:1f18:0:1002::/64"]);
        s.add("InternetGateways", json!({"InternetGatewayId": "igw-1", "OwnerId": OWNER, "Attachments": [{"State": "available", "VpcId": "vpc-1"}]}));
        s
    }

    fn add(&mut self, key: &'static str, value: Value) {
        self.files.entry((self.folder.clone(), key)).or_default().push(value);
    }

    /// Changes what was added last under a key.
    fn last(&mut self, key: &'static str) -> &mut Value {
        self.files.get_mut(&(self.folder.clone(), key)).and_then(|l| l.last_mut()).unwrap()
    }

    /// A VPC with its main table and default ACL.
    fn vpc(&mut self, id: &str, cidrs: &[&str]) {
        let (v6, v4): (Vec<&str>, Vec<&str>) = cidrs.iter().partition(|c| c.contains(':'));
        let v4_set: Vec<Value> = v4.iter().map(|c| json!({"CidrBlock": c, "CidrBlockState": {"State": "associated"}})).collect();
        let v6_set: Vec<Value> = v6.iter().map(|c| json!({"Ipv6CidrBlock": c, "Ipv6CidrBlockState": {"State": "associated"}})).collect();
        self.add(
            "Vpcs",
            json!({"VpcId": id, "OwnerId": OWNER, "CidrBlock": v4[0], "CidrBlockAssociationSet": v4_set, "Ipv6CidrBlockAssociationSet": v6_set}),
        );
        let local: Vec<(&str, &str)> = cidrs.iter().map(|c| (*c, "local")).collect();
        self.table(&format!("rtb-main-{id}"), id, &[], &local);
        self.last("RouteTables")["Associations"] = json!([{"Main": true}]);
        self.acl(
            &format!("acl-{id}"),
            id,
            &[],
            &["allow in 100 any - 0.0.0.0/0", "allow out 100 any - 0.0.0.0/0", "allow in 101 any - ::/0", "allow out 101 any - ::/0"],
        );
        self.last("NetworkAcls")["IsDefault"] = json!(true);
    }

    fn subnet(&mut self, id: &str, vpc: &str, zone: &str, cidrs: &[&str]) {
        let v6: Vec<Value> =
            cidrs.iter().filter(|c| c.contains(':')).map(|c| json!({"Ipv6CidrBlock": c, "Ipv6CidrBlockState": {"State": "associated"}})).collect();
        let v4 = cidrs.iter().find(|c| !c.contains(':'));
        self.add(
            "Subnets",
            json!({"SubnetId": id, "VpcId": vpc, "OwnerId": OWNER, "AvailabilityZoneId": zone, "CidrBlock": v4, "Ipv6CidrBlockAssociationSet": v6}),
        );
    }

    /// A table with routes to targets by their ids.
    fn table(&mut self, id: &str, vpc: &str, subnets: &[&str], routes: &[(&str, &str)]) {
        let route = |(to, target): &(&str, &str)| {
            let destination = match *to {
                to if to.starts_with("pl-") => "DestinationPrefixListId",
                to if to.contains(':') => "DestinationIpv6CidrBlock",
                _ => "DestinationCidrBlock",
            };
            let by = match target.split('-').next().unwrap() {
                "nat" => "NatGatewayId",
                "tgw" => "TransitGatewayId",
                "pcx" => "VpcPeeringConnectionId",
                "eigw" => "EgressOnlyInternetGatewayId",
                "eni" => "NetworkInterfaceId",
                "cagw" => "CarrierGatewayId",
                "lgw" => "LocalGatewayId",
                "arn:aws:networkmanager::111122223333:core" => "CoreNetworkArn",
                _ => "GatewayId",
            };
            json!({destination: to, by: target, "State": "active", "Origin": if *target == "local" { "CreateRouteTable" } else { "CreateRoute" }})
        };
        let associations: Vec<Value> =
            subnets.iter().map(|s| json!({"Main": false, "SubnetId": s, "AssociationState": {"State": "associated"}})).collect();
        let routes: Vec<Value> = routes.iter().map(route).collect();
        self.add("RouteTables", json!({"RouteTableId": id, "VpcId": vpc, "OwnerId": OWNER, "Associations": associations, "Routes": routes}));
    }

    /// `allow in 100 tcp 443 0.0.0.0/0`.
    fn acl(&mut self, id: &str, vpc: &str, subnets: &[&str], entries: &[&str]) {
        let entry = |text: &&str| {
            let words: Vec<&str> = text.split(' ').collect();
            let protocol = match words[3] {
                "any" => "-1",
                "tcp" => "6",
                "udp" => "17",
                "icmp" => "1",
                other => other,
            };
            let mut out =
                json!({"RuleAction": words[0], "Egress": words[1] == "out", "RuleNumber": words[2].parse::<u32>().unwrap(), "Protocol": protocol});
            if words[4] != "-" {
                let (from, to) = words[4].split_once('-').unwrap_or((words[4], words[4]));
                out["PortRange"] = json!({"From": from.parse::<u16>().unwrap(), "To": to.parse::<u16>().unwrap()});
            }
            out[if words[5].contains(':') { "Ipv6CidrBlock" } else { "CidrBlock" }] = json!(words[5]);
            out
        };
        let entries: Vec<Value> = entries.iter().map(entry).collect();
        let associations: Vec<Value> = subnets.iter().map(|s| json!({"SubnetId": s})).collect();
        self.add(
            "NetworkAcls",
            json!({"NetworkAclId": id, "VpcId": vpc, "OwnerId": OWNER, "IsDefault": false, "Associations": associations, "Entries": entries}),
        );
    }

    fn group(&mut self, id: &str, vpc: &str, ingress: &[&str], egress: &[&str]) {
        let list = |texts: &[&str]| texts.iter().map(|t| permission(t)).collect::<Vec<_>>();
        self.add(
            "SecurityGroups",
            json!({"GroupId": id, "VpcId": vpc, "OwnerId": OWNER, "IpPermissions": list(ingress), "IpPermissionsEgress": list(egress)}),
        );
    }

    /// An interface `eni-<name>` of an instance `i-<name>`; IPv6 addresses are told from IPv4 ones.
    fn host(&mut self, name: &str, subnet: &str, addresses: &[&str], groups: &[&str]) {
        let attachment = json!({"InstanceId": format!("i-{name}"), "DeviceIndex": 0, "Status": "attached"});
        self.interface(&format!("eni-{name}"), subnet, addresses, groups);
        self.last("NetworkInterfaces")["Attachment"] = attachment;
        self.add(
            "Reservations",
            json!({"OwnerId": OWNER, "Instances": [{"InstanceId": format!("i-{name}"), "State": {"Name": "running"}, "NetworkInterfaces": []}]}),
        );
    }

    fn interface(&mut self, id: &str, subnet: &str, addresses: &[&str], groups: &[&str]) {
        let (v6, v4): (Vec<&str>, Vec<&str>) = addresses.iter().partition(|a| a.contains(':'));
        let v4: Vec<Value> = v4.iter().map(|a| json!({"PrivateIpAddress": a, "Primary": true})).collect();
        let v6: Vec<Value> = v6.iter().map(|a| json!({"Ipv6Address": a})).collect();
        let groups: Vec<Value> = groups.iter().map(|g| json!({"GroupId": g})).collect();
        self.add(
            "NetworkInterfaces",
            json!({"NetworkInterfaceId": id, "SubnetId": subnet, "OwnerId": OWNER, "InterfaceType": "interface", "Status": "in-use", "SourceDestCheck": true, "Description": "",
                "PrivateIpAddresses": v4, "Ipv6Addresses": v6, "Groups": groups}),
        );
    }

    /// The interface added last has a public address.
    fn public(&mut self, address: &str) {
        self.last("NetworkInterfaces")["PrivateIpAddresses"][0]["Association"] = json!({"PublicIp": address});
    }

    fn nat(&mut self, name: &str, vpc: &str, subnet: &str, address: &str, public: Option<&str>) {
        self.interface(&format!("eni-{name}"), subnet, &[address], &[]);
        let facts = self.last("NetworkInterfaces");
        facts["InterfaceType"] = json!("nat_gateway");
        facts["Description"] = json!(format!("Interface for NAT Gateway {name}"));
        facts["SourceDestCheck"] = json!(false);
        public.into_iter().for_each(|p| self.public(p));
        self.add(
            "NatGateways",
            json!({"NatGatewayId": name, "VpcId": vpc, "SubnetId": subnet, "State": "available", "ConnectivityType": if public.is_some() { "public" } else { "private" },
                "NatGatewayAddresses": [{"NetworkInterfaceId": format!("eni-{name}"), "PrivateIp": address, "PublicIp": public}]}),
        );
    }

    fn peering(&mut self, id: &str, sides: [(&str, &str, &str); 2]) {
        let [a, b] = sides.map(
            |(vpc, cidr, region)| json!({"VpcId": vpc, "CidrBlock": cidr, "Region": region, "OwnerId": OWNER, "CidrBlockSet": [{"CidrBlock": cidr}]}),
        );
        self.add(
            "VpcPeeringConnections",
            json!({"VpcPeeringConnectionId": id, "Status": {"Code": "active"}, "RequesterVpcInfo": a, "AccepterVpcInfo": b}),
        );
    }

    fn endpoint(&mut self, id: &str, vpc: &str, kind: &str, service: &str, interfaces: &[&str]) {
        for interface in interfaces {
            let all = self.files.get_mut(&(self.folder.clone(), "NetworkInterfaces")).unwrap();
            all.iter_mut().find(|i| i["NetworkInterfaceId"] == *interface).unwrap()["InterfaceType"] = json!("vpc_endpoint");
        }
        self.add(
            "VpcEndpoints",
            json!({"VpcEndpointId": id, "VpcId": vpc, "OwnerId": OWNER, "VpcEndpointType": kind, "ServiceName": service, "State": "available", "PrivateDnsEnabled": kind == "Interface",
                "NetworkInterfaceIds": interfaces}),
        );
    }

    /// An attachment of a VPC to a transit gateway, with the table it uses.
    fn attach(&mut self, id: &str, gateway: &str, vpc: &str, subnets: &[&str], table: &str) {
        self.add(
            "TransitGatewayAttachments",
            json!({"TransitGatewayAttachmentId": id, "TransitGatewayId": gateway, "TransitGatewayOwnerId": OWNER, "ResourceType": "vpc", "ResourceId": vpc, "State": "available",
                "Association": {"TransitGatewayRouteTableId": table, "State": "associated"}}),
        );
        self.add(
            "TransitGatewayVpcAttachments",
            json!({"TransitGatewayAttachmentId": id, "TransitGatewayId": gateway, "VpcId": vpc, "State": "available", "SubnetIds": subnets}),
        );
    }

    /// A table of a transit gateway: what propagates into it, and static routes (`-` drops).
    fn hub(&mut self, table: &str, gateway: &str, propagated: &[&str], fixed: &[(&str, &str)]) {
        self.add("TransitGatewayRouteTables", json!({"TransitGatewayRouteTableId": table, "TransitGatewayId": gateway, "State": "available"}));
        let enabled: Vec<Value> = propagated.iter().map(|a| json!({"TransitGatewayAttachmentId": a, "State": "enabled"})).collect();
        self.add("TransitGatewayPropagations", json!({"TransitGatewayRouteTableId": table, "TransitGatewayRouteTablePropagations": enabled}));
        let route = |(to, by): &(&str, &str)| match *by {
            "-" => json!({"DestinationCidrBlock": to, "Type": "static", "State": "blackhole"}),
            by => {
                json!({"DestinationCidrBlock": to, "Type": "static", "State": "active", "TransitGatewayAttachments": [{"TransitGatewayAttachmentId": by}]})
            }
        };
        let routes: Vec<Value> = fixed.iter().map(route).collect();
        self.add("TransitGatewayStaticRoutes", json!({"TransitGatewayRouteTableId": table, "Routes": routes, "AdditionalRoutesAvailable": false}));
    }

    fn network(&self) -> Reachability {
        let together = self.files.iter().map(|((folder, key), list)| (format!("{folder}/{key}.json"), json!({*key: list})));
        let files = together.chain(self.alone.iter().cloned()).map(|(path, value)| (path, value.to_string().into_bytes())).collect();
        let snapshot = Snapshot { name: "by-hand".into(), files, unread: Vec::new(), alone: false };
        Reachability::new(ingest::read(&[], &Options { snapshots: vec![snapshot], ..Options::default() }).unwrap().estate)
    }

    /// As in a command: ends are interfaces, instances and so on, addresses, or `internet`.
    fn ask(&self, from: &str, to: &str, traffic: &str) -> Answer {
        let network = self.network();
        let points = |word: &str| match word.parse() {
            _ if word == "internet" => vec![Point::Internet(None)],
            Ok(address) => vec![Point::Address(address)],
            Err(_) => {
                let found: Vec<Point> = network.interfaces_of(word).into_iter().map(|i| Point::Interface(i.id.clone(), None)).collect();
                assert!(!found.is_empty(), "{word} has no interface");
                found
            }
        };
        let flow = match traffic.split_once(' ') {
            Some(("udp", port)) => Flow::udp(port.parse().unwrap()),
            _ if traffic == "ping" => Flow::ping(),
            _ => Flow::tcp(traffic.parse().unwrap()),
        };
        let asked = points(from).into_iter().flat_map(|f| points(to).into_iter().map(move |t| Question { from: f.clone(), to: t, flow }));
        asked.map(|q| network.ask(&q)).min_by_key(|a| (a.verdict, a.reasons.len())).unwrap()
    }

    #[track_caller]
    fn is(&self, from: &str, to: &str, traffic: &str, verdict: Verdict, code: Option<Code>) {
        let answer = self.ask(from, to, traffic);
        let told = answer.reasons.iter().any(|r| code.is_none_or(|c| r.code == c)) || code.is_none();
        assert!(answer.verdict == verdict && told, "{from} → {to} {traffic}: {:?} {:#?}", answer.verdict, answer.reasons);
    }

    #[track_caller]
    fn passes(&self, from: &str, to: &str, traffic: &str) {
        self.is(from, to, traffic, Verdict::Reachable, None);
    }

    #[track_caller]
    fn blocked(&self, from: &str, to: &str, traffic: &str, code: Code) {
        self.is(from, to, traffic, Verdict::Blocked, Some(code));
    }

    #[track_caller]
    fn one_way(&self, from: &str, to: &str, traffic: &str, code: Code) {
        self.is(from, to, traffic, Verdict::OneWay, Some(code));
    }

    #[track_caller]
    fn unknown(&self, from: &str, to: &str, traffic: &str, code: Code) {
        self.is(from, to, traffic, Verdict::Unknown, Some(code));
    }
}
