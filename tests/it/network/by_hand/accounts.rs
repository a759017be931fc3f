//! Several accounts in one folder, and answers that are broken.

use super::*;

const OTHER: &str = "444455556666";

/// HT-24: a VPC that its owner shares; the participant's answers show the owner's subnet with the participant's names of zones, and no tables.
fn shared() -> Snap {
    let mut s = Snap::new();
    s.folder = format!("aws_configs/accounts/{OWNER}/us-east-1");
    s.files.clear();
    s.vpc("vpc-1", &["10.0.0.0/16"]);
    s.subnet("subnet-a", "vpc-1", "use1-az1", &["10.0.1.0/24"]);
    s.subnet("subnet-b", "vpc-1", "use1-az2", &["10.0.2.0/24"]);
    s.last("Subnets")["AvailabilityZone"] = json!("us-east-1a");
    s.acl("acl-b", "vpc-1", &["subnet-b"], &["allow in 100 tcp 443 0.0.0.0/0", "allow out 100 tcp 1024-65535 0.0.0.0/0"]);
    s.group("sg-owner", "vpc-1", &["tcp 443 sg-participant"], ALL);
    s.host("owner", "subnet-b", &["10.0.2.10"], &["sg-owner"]);
    // The owner sees the participant's interface without its groups' rules; the record of whoever owns it counts.
    s.interface("eni-participant", "subnet-a", &["10.0.1.10"], &[]);
    s.last("NetworkInterfaces")["OwnerId"] = json!(OTHER);
    s.folder = format!("aws_configs/accounts/{OTHER}/us-east-1");
    s.subnet("subnet-a", "vpc-1", "use1-az1", &["10.0.1.0/24"]);
    s.last("Subnets")["AvailabilityZone"] = json!("us-east-1f");
    // What the participant's answers leave out of the owner's VPC does not count.
    s.add("Vpcs", json!({"VpcId": "vpc-1", "OwnerId": OWNER, "CidrBlock": "10.0.0.0/16"}));
    s.add("NetworkAcls", json!({"NetworkAclId": "acl-b", "VpcId": "vpc-1", "OwnerId": OWNER, "IsDefault": false, "Associations": [], "Entries": []}));
    s.add("SecurityGroups", json!({"GroupId": "sg-participant", "VpcId": "vpc-1", "OwnerId": OTHER, "IpPermissions": [], "IpPermissionsEgress": [permission("any - 0.0.0.0/0")]}));
    s.interface("eni-participant", "subnet-a", &["10.0.1.10"], &["sg-participant"]);
    s.last("NetworkInterfaces")["OwnerId"] = json!(OTHER);
    s
}

#[test]
fn the_owners_record_of_what_two_accounts_show() {
    let s = shared();
    s.passes("eni-participant", "i-owner", "443");
    s.blocked("eni-participant", "i-owner", "80", Code::Acl);
    s.blocked("i-owner", "eni-participant", "443", Code::GroupEmpty);
}

/// HT-24: zones are the same where their ids are, whatever an account calls them.
#[test]
fn zones_of_two_accounts_are_told_by_id() {
    let linked = |zone: &str| {
        let mut s = shared();
        s.add("TransitGateways", json!({"TransitGatewayId": "tgw-1", "OwnerId": OWNER, "State": "available", "Options": {}}));
        s.vpc("vpc-2", &["10.2.0.0/16"]);
        for key in ["Vpcs", "RouteTables", "NetworkAcls"] {
            s.last(key)["OwnerId"] = json!(OTHER);
        }
        s.subnet("subnet-2", "vpc-2", zone, &["10.2.1.0/24"]);
        s.last("Subnets")["OwnerId"] = json!(OTHER);
        s.last("Subnets")["AvailabilityZone"] = json!("us-east-1a");
        s.subnet("subnet-2t", "vpc-2", "use1-az1", &["10.2.2.0/24"]);
        s.last("Subnets")["OwnerId"] = json!(OTHER);
        s.last("Subnets")["AvailabilityZone"] = json!("us-east-1f");
        s.group("sg-2", "vpc-2", &["tcp 443 0.0.0.0/0"], ALL);
        s.last("SecurityGroups")["OwnerId"] = json!(OTHER);
        s.host("two", "subnet-2", &["10.2.1.10"], &["sg-2"]);
        s.last("NetworkInterfaces")["OwnerId"] = json!(OTHER);
        s.table("rtb-2", "vpc-2", &["subnet-2", "subnet-2t"], &[("10.2.0.0/16", "local"), ("10.0.0.0/16", "tgw-1")]);
        s.last("RouteTables")["OwnerId"] = json!(OTHER);
        s.attach("tgw-attach-2", "tgw-1", "vpc-2", &["subnet-2t"], "tgw-rtb-1");
        s.folder = format!("aws_configs/accounts/{OWNER}/us-east-1");
        s.table("rtb-1", "vpc-1", &["subnet-a", "subnet-b"], &[("10.0.0.0/16", "local"), ("10.2.0.0/16", "tgw-1")]);
        s.attach("tgw-attach-1", "tgw-1", "vpc-1", &["subnet-a"], "tgw-rtb-1");
        s.hub("tgw-rtb-1", "tgw-1", &["tgw-attach-1", "tgw-attach-2"], &[]);
        s
    };
    linked("use1-az1").passes("eni-participant", "i-two", "443");
    linked("use1-az2").one_way("eni-participant", "i-two", "443", Code::TransitZone);
}

/// Whatever is in a folder, asking ends, and nothing that is missing is a no.
#[test]
fn answers_that_are_broken() {
    let keys = ["Vpcs", "Subnets", "RouteTables", "NetworkAcls", "SecurityGroups", "NetworkInterfaces", "InternetGateways", "Reservations"];
    let whole = {
        let mut s = Snap::new();
        s.group("sg-a", "vpc-1", &["tcp 443 sg-a", "tcp 443 sg-a"], ALL);
        s.host("a", "subnet-a", &["10.0.1.10"], &["sg-a"]);
        s.host("b", "subnet-b", &["10.0.2.10"], &["sg-a"]);
        s
    };
    whole.passes("i-a", "i-b", "443");
    // A file that is missing, cut, of the wrong type, or there twice.
    for key in keys {
        let path = (whole.folder.clone(), key);
        let mut missing = whole.clone();
        missing.files.remove(&path);
        let mut twice = whole.clone();
        let list = twice.files.get_mut(&path).unwrap();
        list.extend(list.clone());
        let mut odd = whole.clone();
        odd.files.get_mut(&path).unwrap().extend([json!(null), json!(7), json!("x"), json!([]), json!({"VpcId": 1, "CidrBlock": ["10.0.0.0/16"]})]);
        for changed in [&missing, &odd] {
            let network = changed.network();
            for (from, to) in [("eni-a", "eni-b"), ("eni-b", "eni-a")] {
                let question = Question { from: Point::Interface(from.into(), None), to: Point::Interface(to.into(), None), flow: Flow::tcp(443) };
                let verdict = network.ask(&question).verdict;
                assert!(matches!(verdict, Verdict::Reachable | Verdict::Unknown), "{key}: {verdict:?}");
                let _ = (network.who_reaches(to, Flow::tcp(443)), network.reached_from(from, Flow::tcp(443)), network.exposed(Flow::tcp(443)));
            }
        }
        twice.passes("i-a", "i-b", "443");
    }
}

#[test]
fn blocks_and_names_that_mislead() {
    let mut s = Snap::new();
    s.vpc("vpc-0", &["0.0.0.0/0", "::/0"]);
    s.subnet("subnet-0", "vpc-0", "use1-az1", &["0.0.0.0/0", "::/0"]);
    s.subnet("subnet-bad", "vpc-0", "use1-az1", &["10.0.0.300/99", ":::/300"]);
    s.group("sg-0", "vpc-0", &["any - 0.0.0.0/0", "any - ::/0", "any - sg-0", "300 - 0.0.0.0/0", "tcp 70000-1 10.0.0.0/8"], ALL);
    for n in 0..20 {
        // A ring of groups that name each other.
        s.group(&format!("sg-ring-{n}"), "vpc-0", &[&format!("any - sg-ring-{}", (n + 1) % 20)], &[&format!("any - sg-ring-{}", (n + 19) % 20)]);
    }
    s.host("zero", "subnet-0", &["0.0.0.0", "255.255.255.255", "::", "::ffff:10.0.1.10"], &["sg-0"]);
    s.host("same", "subnet-0", &["0.0.0.0", "::ffff:10.0.1.10"], &["sg-0", "sg-ring-1"]);
    s.host("lost", "subnet-nowhere", &["10.0.1.10"], &["sg-nowhere", "sg-ring-2"]);
    s.nat("nat-0", "vpc-0", "subnet-0", "0.0.0.0", Some("0.0.0.0"));
    s.peering("pcx-self", [("vpc-0", "0.0.0.0/0", "us-east-1"), ("vpc-0", "0.0.0.0/0", "us-east-1")]);
    s.table(
        "rtb-0",
        "vpc-0",
        &["subnet-0", "subnet-0"],
        &[
            ("0.0.0.0/0", "pcx-self"),
            ("0.0.0.0/0", "nat-0"),
            ("0.0.0.0/1", "rtb-0"),
            ("::/0", "pcx-self"),
            ("pl-none", "vpce-none"),
            ("x", "eni-nat-0"),
        ],
    );
    let network = s.network();
    let names = ["eni-zero", "eni-same", "eni-lost", "eni-nat-0"];
    for from in names {
        for to in names {
            for flow in [Flow::tcp(443), Flow::ping(), Flow { protocol: 255, ports: (0, 0) }] {
                let _ = network.ask(&Question { from: Point::Interface(from.into(), None), to: Point::Interface(to.into(), None), flow });
                let _ = network.ask(&Question { from: Point::Internet(None), to: Point::Interface(to.into(), None), flow });
                let _ = network.ask(&Question { from: Point::Interface(from.into(), None), to: Point::Internet(None), flow });
            }
        }
        let _ = (network.who_reaches(from, Flow::tcp(443)), network.reached_from(from, Flow::tcp(443)));
    }
    let _ = network.exposed(Flow::tcp(443));
    for address in ["::ffff:10.0.1.10", "0.0.0.0", "255.255.255.255", "224.0.0.1", "::1", "fe80::1", "169.254.169.254"] {
        let _ = network.ask(&Question {
            from: Point::Address(address.parse().unwrap()),
            to: Point::Address("10.0.1.10".parse().unwrap()),
            flow: Flow::tcp(443),
        });
        let _ = network.ask(&Question {
            from: Point::Interface("eni-zero".into(), None),
            to: Point::Address(address.parse().unwrap()),
            flow: Flow::tcp(443),
        });
    }
}
