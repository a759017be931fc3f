//! Endpoints, PrivateLink, and what AWS's services put into subnets.

use super::*;

fn through(s: &Snap, from: &str, endpoint: &str) -> (Verdict, Vec<Code>) {
    let answer = s.network().through_endpoint(from, endpoint);
    (answer.verdict, answer.reasons.iter().map(|r| r.code).collect())
}

/// A host `a`, and an endpoint of S3 of each kind.
fn storage() -> Snap {
    let mut s = Snap::new();
    s.group("sg-a", "vpc-1", &[], &["tcp 443 10.0.0.0/16", "tcp 443 pl-s3"]);
    s.group("sg-e", "vpc-1", &["tcp 443 10.0.0.0/16"], &[]);
    s.host("a", "subnet-a", &["10.0.1.10"], &["sg-a"]);
    s.interface("eni-e", "subnet-b", &["10.0.2.20"], &["sg-e"]);
    s.add("PrefixLists", json!({"PrefixListId": "pl-s3", "PrefixListName": "com.amazonaws.us-east-1.s3", "Cidrs": ["52.216.0.0/15", "3.5.0.0/19"]}));
    s.add("ManagedPrefixLists", json!({"PrefixListId": "pl-s3", "PrefixListName": "com.amazonaws.us-east-1.s3", "OwnerId": "AWS"}));
    s.endpoint("vpce-g", "vpc-1", "Gateway", "com.amazonaws.us-east-1.s3", &[]);
    s.table("rtb-a", "vpc-1", &["subnet-a"], &[("10.0.0.0/16", "local"), ("pl-s3", "vpce-g"), ("0.0.0.0/0", "igw-1")]);
    s.endpoint("vpce-i", "vpc-1", "Interface", "com.amazonaws.us-east-1.s3", &["eni-e"]);
    s
}

#[test]
fn names_that_lead_to_an_endpoint() {
    let mut s = storage();
    assert_eq!(through(&s, "eni-a", "vpce-g").0, Verdict::Reachable);
    assert_eq!(through(&s, "eni-a", "vpce-i").0, Verdict::Reachable);
    // HT-14: only for those who ask through an inbound Resolver endpoint; the VPC's hosts take the gateway endpoint.
    s.last("VpcEndpoints")["DnsOptions"] = json!({"DnsRecordIpType": "ipv4", "PrivateDnsOnlyForInboundResolverEndpoint": true});
    assert_eq!(through(&s, "eni-a", "vpce-i"), (Verdict::Blocked, vec![Code::EndpointDns]));
    assert_eq!(through(&s, "eni-a", "vpce-g").0, Verdict::Reachable);
    // By its address it is still reached.
    s.passes("i-a", "10.0.2.20", "443");
    s.last("VpcEndpoints")["DnsOptions"]["PrivateDnsOnlyForInboundResolverEndpoint"] = json!(false);
    assert_eq!(through(&s, "eni-a", "vpce-i").0, Verdict::Reachable);
    // HT-14: private names need both DNS attributes of the VPC.
    for attribute in ["EnableDnsSupport", "EnableDnsHostnames"] {
        for (on, verdict) in [(true, Verdict::Reachable), (false, Verdict::Blocked)] {
            let mut s = s.clone();
            s.alone.push((format!("{}/{attribute}.json", s.folder), json!({"VpcId": "vpc-1", attribute: {"Value": on}})));
            assert_eq!(through(&s, "eni-a", "vpce-i").0, verdict, "{attribute} {on}");
        }
    }
}

/// HT-14 in a plan.
#[test]
fn names_that_lead_to_an_endpoint_of_a_plan() {
    let ask = |vpc: Value, options: Value| {
        let mut v = json!({"id": "vpc-1", "arn": "arn:aws:ec2:eu-west-1:111122223333:vpc/vpc-1", "cidr_block": "10.0.0.0/16", "enable_dns_support": true, "enable_dns_hostnames": true});
        v.as_object_mut().unwrap().extend(vpc.as_object().unwrap().clone());
        let open = json!([{"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"]}]);
        let estate = crate::stated(
            OWNER,
            vec![
                ("aws_vpc", "v", v),
                ("aws_subnet", "s", json!({"id": "subnet-1", "vpc_id": "vpc-1", "cidr_block": "10.0.1.0/24"})),
                ("aws_security_group", "g", json!({"id": "sg-1", "vpc_id": "vpc-1", "ingress": open, "egress": open})),
                (
                    "aws_instance",
                    "a",
                    json!({"id": "i-1", "subnet_id": "subnet-1", "private_ip": "10.0.1.10", "vpc_security_group_ids": ["sg-1"], "primary_network_interface_id": "eni-1"}),
                ),
                (
                    "aws_vpc_endpoint",
                    "e",
                    json!({"id": "vpce-1", "vpc_id": "vpc-1", "vpc_endpoint_type": "Interface", "service_name": "com.amazonaws.eu-west-1.s3", "subnet_ids": ["subnet-1"],
                "security_group_ids": ["sg-1"], "private_dns_enabled": true, "dns_options": options}),
                ),
            ],
        );
        Reachability::new(estate.estate).through_endpoint("eni-1", "vpce-1").verdict
    };
    assert_eq!(ask(json!({}), json!([])), Verdict::Reachable);
    assert_eq!(ask(json!({}), json!([{"private_dns_only_for_inbound_resolver_endpoint": false}])), Verdict::Reachable);
    assert_eq!(ask(json!({}), json!([{"private_dns_only_for_inbound_resolver_endpoint": true}])), Verdict::Blocked);
    assert_eq!(ask(json!({"enable_dns_support": false}), json!([])), Verdict::Blocked);
    assert_eq!(ask(json!({"enable_dns_hostnames": false}), json!([])), Verdict::Blocked);
}

#[test]
fn ports_on_which_endpoints_of_services_answer() {
    let ask = |service: &str, port: &str| {
        let mut s = storage();
        s.group("sg-open", "vpc-1", ALL, ALL);
        s.host("c", "subnet-a", &["10.0.1.11"], &["sg-open"]);
        s.interface("eni-x", "subnet-b", &["10.0.2.21"], &["sg-open"]);
        s.endpoint("vpce-x", "vpc-1", "Interface", &format!("com.amazonaws.us-east-1.{service}"), &["eni-x"]);
        s.ask("i-c", "vpce-x", port).verdict
    };
    assert_eq!(ask("kms", "443"), Verdict::Reachable);
    assert_eq!(ask("kms", "9142"), Verdict::Blocked);
    assert_eq!(ask("cassandra", "9142"), Verdict::Reachable);
    assert_eq!(ask("s3", "80"), Verdict::Reachable);
    assert_eq!(ask("email-smtp", "587"), Verdict::Reachable);
    assert_eq!(ask("iot.data", "8883"), Verdict::Reachable);
    assert_eq!(ask("kms", "ping"), Verdict::Blocked);
    // Many services answer on port 80 too, and there is no list of them.
    assert_eq!(ask("sqs", "80"), Verdict::Unknown);
}

#[test]
fn functions_and_databases() {
    let mut s = Snap::new();
    s.group("sg-fn", "vpc-1", &[], ALL);
    s.group("sg-db", "vpc-1", &["tcp 5432 sg-fn"], &[]);
    s.interface("eni-fn", "subnet-a", &["10.0.1.40"], &["sg-fn"]);
    s.last("NetworkInterfaces")["InterfaceType"] = json!("lambda");
    s.interface("eni-db", "subnet-b", &["10.0.2.40"], &["sg-db"]);
    s.last("NetworkInterfaces")["Description"] = json!("RDSNetworkInterface");
    s.public("54.0.0.40");
    s.table("rtb-b", "vpc-1", &["subnet-b"], &[("10.0.0.0/16", "local"), ("0.0.0.0/0", "igw-1")]);
    s.passes("eni-fn", "eni-db", "5432");
    s.blocked("eni-fn", "eni-db", "22", Code::GroupRules);
    // Publicly accessible, but the group admits the function only.
    s.blocked("internet", "eni-db", "5432", Code::GroupRules);
    // By its public address membership is not told.
    s.table("rtb-a", "vpc-1", &["subnet-a"], &[("10.0.0.0/16", "local"), ("0.0.0.0/0", "igw-1")]);
    assert_eq!(s.ask("eni-fn", "54.0.0.40", "5432").verdict, Verdict::Blocked);
    s.files.get_mut(&(s.folder.clone(), "SecurityGroups")).unwrap()[1]["IpPermissions"] = json!([permission("tcp 5432 0.0.0.0/0")]);
    s.passes("internet", "eni-db", "5432");
}

#[test]
fn instance_connect_endpoints() {
    let mut s = Snap::new();
    s.group("sg-eice", "vpc-1", &[], &["tcp 22 sg-a"]);
    s.group("sg-a", "vpc-1", &["tcp 22 sg-eice"], &[]);
    s.host("a", "subnet-a", &["10.0.1.10"], &["sg-a"]);
    s.interface("eni-eice", "subnet-b", &["10.0.2.50"], &["sg-eice"]);
    s.last("NetworkInterfaces")["InterfaceType"] = json!("ec2_instance_connect_endpoint");
    s.passes("eni-eice", "i-a", "22");
    s.blocked("eni-eice", "i-a", "3389", Code::GroupRules);
    s.blocked("i-a", "eni-eice", "22", Code::GroupEmpty);
    s.blocked("internet", "i-a", "22", Code::GatewayIngressAddress);
}

/// Addresses of prefixes that an interface was given are its own, though no answer lists them.
#[test]
fn addresses_of_delegated_prefixes() {
    let mut s = Snap::new();
    s.group("sg-a", "vpc-1", &["tcp 443 0.0.0.0/0"], ALL);
    s.host("a", "subnet-a", &["10.0.1.10"], &["sg-a"]);
    s.host("node", "subnet-b", &["10.0.2.10"], &["sg-a"]);
    s.blocked("i-a", "10.0.2.37", "443", Code::InterfaceAddress);
    s.last("NetworkInterfaces")["Ipv4Prefixes"] = json!([{"Ipv4Prefix": "10.0.2.32/28"}]);
    assert_ne!(s.ask("i-a", "10.0.2.37", "443").verdict, Verdict::Blocked);
    s.passes("i-a", "i-node", "443");
    s.blocked("i-a", "i-node", "22", Code::GroupRules);
    s.blocked("i-a", "10.0.2.77", "443", Code::InterfaceAddress);
}
