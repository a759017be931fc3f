//! Load balancers, and services behind them.

use super::*;

const NLB: &str = "arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/net/nlb/0123456789abcdef";
const ALB: &str = "arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/alb/0123456789abcdef";

/// A load balancer with a node in each of two subnets, which listens on 443.
fn balancer(s: &mut Snap, arn: &str, groups: &[&str], subnets: &[(&str, &str)]) {
    let kind = if arn.contains("/net/") { "network" } else { "application" };
    let name = arn.split_once("loadbalancer/").unwrap().1;
    for (number, (subnet, address)) in subnets.iter().enumerate() {
        s.interface(&format!("eni-{kind}-{number}"), subnet, &[address], groups);
        let facts = s.last("NetworkInterfaces");
        facts["Description"] = json!(format!("ELB {name}"));
        if kind == "network" {
            facts["InterfaceType"] = json!("network_load_balancer");
        }
    }
    let zones: Vec<Value> = subnets.iter().map(|(subnet, _)| json!({"SubnetId": subnet})).collect();
    s.add("LoadBalancers", json!({"LoadBalancerArn": arn, "Type": kind, "VpcId": "vpc-1", "Scheme": "internal", "State": {"Code": "active"}, "AvailabilityZones": zones}));
    let tg = format!("tg-{kind}");
    s.add("LoadBalancerListeners", json!({"LoadBalancerArn": arn, "Listeners": [{"LoadBalancerArn": arn, "Port": 443, "Protocol": if kind == "network" { "TCP" } else { "HTTPS" },
        "DefaultActions": [{"Type": "forward", "TargetGroupArn": tg}]}]}));
}

fn targets(s: &mut Snap, group: &str, kind: &str, points: &[(&str, u16)]) {
    s.add("TargetGroups", json!({"TargetGroupArn": group, "TargetType": kind, "Protocol": "TCP", "Port": 443, "VpcId": "vpc-1"}));
    let told: Vec<Value> =
        points.iter().map(|(id, port)| json!({"Target": {"Id": id, "Port": port}, "TargetHealth": {"State": "unhealthy"}})).collect();
    s.add("LoadBalancerTargetHealth", json!({"TargetGroupArn": group, "TargetHealthDescriptions": told}));
}

fn clients() -> Snap {
    let mut s = Snap::new();
    s.group("sg-client", "vpc-1", &[], ALL);
    s.host("client", "subnet-a", &["10.0.1.10"], &["sg-client"]);
    s
}

#[test]
fn clients_addresses_by_kind_of_target() {
    let ask = |kind: &str, peer: &str, attribute: Option<&str>| {
        let mut s = clients();
        s.group("sg-t", "vpc-1", &[&format!("tcp 8443 {peer}")], &[]);
        s.host("t", "subnet-a", &["10.0.1.30"], &["sg-t"]);
        balancer(&mut s, NLB, &[], &[("subnet-a", "10.0.1.20")]);
        targets(&mut s, "tg-network", kind, &[(if kind == "ip" { "10.0.1.30" } else { "i-t" }, 8443)]);
        let value = |v: &str| json!({"TargetGroupArn": "tg-network", "Attributes": [{"Key": "preserve_client_ip.enabled", "Value": v}]});
        attribute.into_iter().for_each(|v| s.add("TargetGroupAttributes", value(v)));
        s.ask("i-client", NLB, "443").verdict
    };
    let (client, node) = ("10.0.1.10/32", "10.0.1.20/32");
    assert_eq!(ask("instance", client, None), Verdict::Reachable);
    assert_eq!(ask("instance", node, None), Verdict::Blocked);
    assert_eq!(ask("ip", client, None), Verdict::Blocked);
    assert_eq!(ask("ip", node, None), Verdict::Reachable);
    assert_eq!(ask("instance", node, Some("false")), Verdict::Reachable);
    assert_eq!(ask("ip", client, Some("true")), Verdict::Reachable);
    // With the client's address kept its group is not.
    assert_eq!(ask("instance", "sg-client", None), Verdict::Blocked);
}

#[test]
fn nodes_send_to_their_own_zone_unless_told_otherwise() {
    let ask = |of_balancer: &str, of_group: &str, to: &str| {
        let mut s = clients();
        s.group("sg-t", "vpc-1", &["tcp 443 10.0.0.0/16"], &[]);
        s.host("t", "subnet-b", &["10.0.2.30"], &["sg-t"]);
        balancer(&mut s, NLB, &[], &[("subnet-a", "10.0.1.20"), ("subnet-b", "10.0.2.20")]);
        targets(&mut s, "tg-network", "ip", &[("10.0.2.30", 443)]);
        let attribute = |value: &str| json!([{"Key": "load_balancing.cross_zone.enabled", "Value": value}]);
        s.add("LoadBalancerAttributes", json!({"LoadBalancerArn": NLB, "Attributes": attribute(of_balancer)}));
        s.add("TargetGroupAttributes", json!({"TargetGroupArn": "tg-network", "Attributes": attribute(of_group)}));
        s.ask("i-client", to, "443").verdict
    };
    let own = "use_load_balancer_configuration";
    assert_eq!(ask("false", own, "eni-network-0"), Verdict::Blocked);
    assert_eq!(ask("false", own, "eni-network-1"), Verdict::Reachable);
    assert_eq!(ask("true", own, "eni-network-0"), Verdict::Reachable);
    assert_eq!(ask("true", "false", "eni-network-0"), Verdict::Blocked);
    assert_eq!(ask("false", "true", "eni-network-0"), Verdict::Reachable);
}

#[test]
fn groups_of_a_network_load_balancer() {
    let ask = |ingress: &str, egress: &[&str]| {
        let mut s = clients();
        s.group("sg-t", "vpc-1", &["tcp 443 sg-nlb"], &[]);
        s.group("sg-nlb", "vpc-1", &[ingress], egress);
        s.host("t", "subnet-a", &["10.0.1.30"], &["sg-t"]);
        balancer(&mut s, NLB, &["sg-nlb"], &[("subnet-a", "10.0.1.20")]);
        targets(&mut s, "tg-network", "ip", &[("10.0.1.30", 443)]);
        s.ask("i-client", NLB, "443").verdict
    };
    assert_eq!(ask("tcp 443 sg-client", &["tcp 443 sg-t"]), Verdict::Reachable);
    assert_eq!(ask("tcp 443 10.0.2.0/24", &["tcp 443 sg-t"]), Verdict::Blocked);
    assert_eq!(ask("tcp 443 sg-client", &["tcp 80 sg-t"]), Verdict::Blocked);
}

/// A network load balancer before an application load balancer: the latter sees the clients, and answers on its own listeners.
#[test]
fn a_load_balancer_behind_another() {
    let ask = |ingress: &str, port: u16| {
        let mut s = clients();
        s.group("sg-alb", "vpc-1", &[ingress], ALL);
        balancer(&mut s, NLB, &[], &[("subnet-a", "10.0.1.20")]);
        balancer(&mut s, ALB, &["sg-alb"], &[("subnet-a", "10.0.1.60"), ("subnet-b", "10.0.2.60")]);
        targets(&mut s, "tg-network", "alb", &[(ALB, port)]);
        s.ask("i-client", NLB, "443")
    };
    let answer = ask("tcp 443 10.0.1.10/32", 443);
    assert_eq!(answer.verdict, Verdict::Reachable, "{:#?}", answer.reasons);
    assert_eq!(ask("tcp 443 10.0.1.20/32", 443).verdict, Verdict::Blocked);
    let answer = ask("tcp 8443 10.0.0.0/16", 8443);
    assert!(answer.verdict == Verdict::Blocked && answer.reasons.iter().any(|r| r.code == Code::Listener), "{:#?}", answer.reasons);
}

/// A service behind a network load balancer, with an endpoint in another VPC.
#[test]
fn private_link_by_a_network_load_balancer() {
    let ask = |target: &str, filter: Option<(&str, &str)>, state: &str| {
        let mut s = clients();
        s.vpc("vpc-c", &["10.5.0.0/16"]);
        s.subnet("subnet-c", "vpc-c", "use1-az1", &["10.5.1.0/24"]);
        s.group("sg-c", "vpc-c", &["tcp 443 10.5.0.0/16"], ALL);
        s.host("consumer", "subnet-c", &["10.5.1.10"], &["sg-c"]);
        s.interface("eni-pl", "subnet-c", &["10.5.1.20"], &["sg-c"]);
        s.endpoint("vpce-pl", "vpc-c", "Interface", "com.amazonaws.vpce.us-east-1.vpce-svc-1", &["eni-pl"]);
        s.last("VpcEndpoints")["State"] = json!(state);
        s.add(
            "ServiceConfigurations",
            json!({"ServiceName": "com.amazonaws.vpce.us-east-1.vpce-svc-1", "NetworkLoadBalancerArns": [NLB], "AcceptanceRequired": true}),
        );
        s.group("sg-t", "vpc-1", &[target], &[]);
        s.host("t", "subnet-a", &["10.0.1.30"], &["sg-t"]);
        let groups: &[&str] = if filter.is_some() { &["sg-nlb"] } else { &[] };
        s.group("sg-nlb", "vpc-1", &[filter.map_or("tcp 443 10.5.0.0/16", |f| f.1)], ALL);
        balancer(&mut s, NLB, groups, &[("subnet-a", "10.0.1.20")]);
        if let Some((enforced, _)) = filter {
            s.last("LoadBalancers")["EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic"] = json!(enforced);
        }
        targets(&mut s, "tg-network", "instance", &[("i-t", 443)]);
        assert_eq!(s.ask("i-t", "i-consumer", "443").verdict, Verdict::Blocked, "one way only");
        s.ask("i-consumer", "vpce-pl", "443").verdict
    };
    // Targets see the load balancer, whatever the kind of target.
    assert_eq!(ask("tcp 443 10.0.1.20/32", None, "available"), Verdict::Reachable);
    assert_eq!(ask("tcp 443 10.5.0.0/16", None, "available"), Verdict::Blocked);
    assert_eq!(ask("tcp 443 10.0.1.20/32", None, "pendingAcceptance"), Verdict::Blocked);
    assert_eq!(ask("tcp 443 10.0.1.20/32", Some(("on", "tcp 443 10.5.0.0/16")), "available"), Verdict::Reachable);
    assert_eq!(ask("tcp 443 10.0.1.20/32", Some(("on", "tcp 443 10.0.0.0/16")), "available"), Verdict::Blocked);
    assert_eq!(ask("tcp 443 10.0.1.20/32", Some(("off", "tcp 443 10.0.0.0/16")), "available"), Verdict::Reachable);
}
