//! Networks and permissions in one answer: calls through VPC endpoints or over the internet, and hosts that the internet reaches.

use keyholder::graph::{AccessGraph, EdgeKind, NodeKind, Outside, Refusal, Status};
use keyholder::model::{Inventory, Review};
use keyholder::policy::{Fact, PolicyKind, Target};
use keyholder::trace::{self, Access, Answer, Asked, Verdict};
use serde_json::{Value, json};

const ACCOUNT: &str = "111122223333";
const OUTSIDER: &str = "arn:aws:iam::888877776666:role/vendor";

/// A bucket and a role that may read it; an instance that runs as the role, in a VPC with a gateway endpoint.
struct World {
    /// The bucket's policy.
    bucket: Vec<Value>,
    /// Who takes on the role.
    trust: Value,
    /// The endpoint's policy; none: AWS's default.
    endpoint: Option<Vec<Value>>,
    /// The subnet's routes lead to the endpoint.
    routed: bool,
    /// The subnet's routes lead to an internet gateway.
    public: bool,
    /// Inbound rules of the instance.
    ingress: Value,
    /// The network ACL lets nothing in.
    refuses: bool,
    /// Outbound entries of the network ACL: action and block, in turn.
    out: Vec<(&'static str, &'static str)>,
}

fn document(statements: &Value) -> String {
    json!({"Version": "2012-10-17", "Statement": statements}).to_string()
}

fn service() -> Value {
    json!({"Service": "ec2.amazonaws.com"})
}

fn outsider() -> Value {
    json!({"AWS": OUTSIDER})
}

fn deny(condition: Value) -> Value {
    json!({"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::data/*", "Condition": condition})
}

fn unless(key: &str, value: &str) -> Value {
    deny(json!({"StringNotEquals": {key: value}}))
}

impl World {
    fn new(bucket: Vec<Value>, trust: Value) -> Self {
        let ingress = json!([{"protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_blocks": ["203.0.113.0/24"]}]);
        Self { bucket, trust, endpoint: None, routed: true, public: false, ingress, refuses: false, out: vec![("allow", "0.0.0.0/0")] }
    }

    fn inventory(&self) -> Inventory {
        let trust = json!([{"Effect": "Allow", "Principal": self.trust, "Action": "sts:AssumeRole"}]);
        let read = json!([{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::data/*"}]);
        let arn = |kind: &str, id: &str| format!("arn:aws:ec2:eu-west-1:{ACCOUNT}:{kind}/{id}");
        let mut routes = Vec::new();
        if self.public {
            routes.push(json!({"cidr_block": "0.0.0.0/0", "gateway_id": "igw-1"}));
        }
        let number = if self.refuses { "deny" } else { "allow" };
        let entry = |(number, (action, block)): (usize, &(&str, &str))| json!({"rule_no": 100 + number, "action": action, "protocol": "-1", "cidr_block": block, "from_port": 0, "to_port": 0});
        let entries = |list: &[(&str, &str)]| list.iter().enumerate().map(entry).collect::<Vec<_>>();
        let mut endpoint = json!({"id": "vpce-1", "arn": arn("vpc-endpoint", "vpce-1"), "vpc_id": "vpc-1", "vpc_endpoint_type": "Gateway",
            "service_name": "com.amazonaws.eu-west-1.s3", "prefix_list_id": "pl-1", "route_table_ids": if self.routed { vec!["rtb-1"] } else { Vec::new() }});
        if let Some(policy) = &self.endpoint {
            endpoint["policy"] = json!(document(&json!(policy)));
        }
        let mut all = vec![
            (
                "aws_iam_role",
                "r",
                json!({"name": "r", "id": "r", "arn": format!("arn:aws:iam::{ACCOUNT}:role/r"), "assume_role_policy": document(&trust)}),
            ),
            ("aws_iam_role_policy", "r", json!({"role": "r", "name": "p", "policy": document(&read)})),
            ("aws_iam_instance_profile", "r", json!({"name": "r", "arn": format!("arn:aws:iam::{ACCOUNT}:instance-profile/r"), "role": "r"})),
            ("aws_s3_bucket", "data", json!({"bucket": "data", "id": "data", "arn": "arn:aws:s3:::data"})),
            ("aws_vpc", "v", json!({"id": "vpc-1", "arn": arn("vpc", "vpc-1"), "cidr_block": "10.0.0.0/16"})),
            ("aws_internet_gateway", "g", json!({"id": "igw-1", "vpc_id": "vpc-1"})),
            (
                "aws_subnet",
                "s",
                json!({"id": "subnet-1", "arn": arn("subnet", "subnet-1"), "vpc_id": "vpc-1", "cidr_block": "10.0.1.0/24", "map_public_ip_on_launch": false}),
            ),
            ("aws_route_table", "t", json!({"id": "rtb-1", "vpc_id": "vpc-1", "route": routes})),
            ("aws_route_table_association", "t", json!({"id": "a-1", "subnet_id": "subnet-1", "route_table_id": "rtb-1"})),
            (
                "aws_network_acl",
                "n",
                json!({"id": "acl-1", "vpc_id": "vpc-1", "subnet_ids": ["subnet-1"], "ingress": entries(&[(number, "0.0.0.0/0")]), "egress": entries(&self.out)}),
            ),
            (
                "aws_security_group",
                "sg",
                json!({"id": "sg-1", "arn": arn("security-group", "sg-1"), "vpc_id": "vpc-1", "ingress": self.ingress,
                "egress": [{"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"]}]}),
            ),
            ("aws_vpc_endpoint", "s3", endpoint),
            (
                "aws_instance",
                "i",
                json!({"id": "i-1", "arn": arn("instance", "i-1"), "subnet_id": "subnet-1", "vpc_security_group_ids": ["sg-1"],
                "iam_instance_profile": "r", "private_ip": "10.0.1.10", "associate_public_ip_address": true, "public_ip": "198.51.100.1",
                "primary_network_interface_id": "eni-1"}),
            ),
        ];
        if !self.bucket.is_empty() {
            all.push(("aws_s3_bucket_policy", "data", json!({"bucket": "data", "policy": document(&json!(self.bucket))})));
        }
        crate::stated(ACCOUNT, all)
    }

    fn ask(&self, from: &NodeKind) -> Told {
        let inventory = self.inventory();
        let outside = if let NodeKind::Outside(o) = from { vec![o.clone()] } else { Vec::new() };
        let graph = AccessGraph::build(&inventory, &outside);
        let to = trace::to("data", &inventory, &Review::default(), Access::Read).unwrap();
        let start = graph.find(from).unwrap();
        let end: Vec<_> = to.iter().filter_map(|k| graph.find(k)).collect();
        let refusals = graph.refusals(&inventory, &[start].into(), &graph.nodes().map(|n| n.id).collect());
        let answer = trace::answer(&inventory, &graph, &Asked { from: vec![start], to: end, access: Access::Read });
        Told { graph, answer, refusals }
    }

    /// What the role's own reading is.
    fn reads(&self) -> Option<(Status, Vec<String>, String)> {
        let inventory = self.inventory();
        let graph = AccessGraph::build(&inventory, &[]);
        let role = graph.nodes().find(|n| n.resource().and_then(|r| inventory.resource(r)).is_some_and(|r| r.kind == "iam-role"))?;
        let edge = graph.leaving(role.id).find(|e| e.kind == EdgeKind::Read)?;
        let conditions = edge.conditions.iter().map(|c| format!("{} {} {}", c.key, c.operator, c.values[0])).collect();
        Some((edge.status, conditions, edge.facts.join("; ")))
    }
}

struct Told {
    graph: AccessGraph,
    answer: Answer,
    refusals: Vec<Refusal>,
}

fn vendor() -> NodeKind {
    NodeKind::Outside(Outside::Principal(OUTSIDER.into()))
}

fn everyone() -> NodeKind {
    NodeKind::Outside(Outside::Everyone)
}

#[test]
fn a_role_whose_place_is_known_passes_the_endpoint_of_that_place() {
    for (key, value) in [("aws:SourceVpce", "vpce-1"), ("aws:SourceVpc", "vpc-1")] {
        let mut world = World::new(vec![unless(key, value)], service());
        let (status, conditions, facts) = world.reads().unwrap();
        assert!(status == Status::Certain && conditions.is_empty() && facts.contains("calls s3 through aws_vpc_endpoint.s3"), "{status:?} {facts}");
        // Where its calls do not take that way, whoever has the credentials may still find one that does.
        world.routed = false;
        let (status, conditions, facts) = world.reads().unwrap();
        assert!(status == Status::Conditional && facts.contains("does not call s3 through aws_vpc_endpoint.s3: "), "{status:?} {facts}");
        assert_eq!(conditions, [format!("{key} StringEquals {value}")]);
    }
}

#[test]
fn a_network_acl_on_the_way_to_the_endpoint_counts() {
    let mut world = World::new(vec![unless("aws:SourceVpce", "vpce-1")], service());
    for (out, told) in [
        (vec![("deny", "0.0.0.0/0")], "does not call s3 through aws_vpc_endpoint.s3: acl-1"),
        (vec![("allow", "10.0.0.0/8")], "does not call s3 through aws_vpc_endpoint.s3: acl-1"),
        // Which addresses S3 has is not in the input.
        (vec![("allow", "52.0.0.0/8")], "not known whether aws_instance.i, which runs as it, calls s3 through aws_vpc_endpoint.s3: acl-1"),
        (vec![("deny", "52.0.0.0/8"), ("allow", "0.0.0.0/0")], "not known whether aws_instance.i"),
    ] {
        world.out = out;
        let (status, conditions, facts) = world.reads().unwrap();
        assert!(status == Status::Conditional && conditions.len() == 1 && facts.contains(told), "{status:?} {facts}");
    }
    world.out = vec![("deny", "10.9.0.0/16"), ("allow", "0.0.0.0/0")];
    assert_eq!(world.reads().unwrap().0, Status::Certain);
    // The reply comes back by the same subnet.
    world.refuses = true;
    let (status, _, facts) = world.reads().unwrap();
    assert!(status == Status::Conditional && facts.contains("does not call s3"), "{status:?} {facts}");
}

#[test]
fn from_an_unknown_place_the_condition_stays_and_is_named() {
    let world = World::new(vec![unless("aws:SourceVpce", "vpce-1")], outsider());
    let told = world.ask(&vendor());
    assert_eq!(told.answer.verdict, Verdict::ReachesIf);
    let (status, conditions, facts) = world.reads().unwrap();
    assert!(
        status == Status::Conditional && facts.contains("calls that pass aws_vpc_endpoint.s3 are let through by its policy"),
        "{status:?} {facts}"
    );
    assert_eq!(conditions, ["aws:SourceVpce StringEquals vpce-1"]);
    // Without the condition the vendor reads over the internet.
    assert_eq!(World::new(Vec::new(), outsider()).ask(&vendor()).answer.verdict, Verdict::Reaches);
}

#[test]
fn an_endpoint_that_the_input_does_not_hold_leaves_the_condition_open() {
    let world = World::new(vec![unless("aws:SourceVpce", "vpce-9")], service());
    let (status, conditions, _) = world.reads().unwrap();
    assert_eq!((status, conditions), (Status::Conditional, vec!["aws:SourceVpce StringEquals vpce-9".to_owned()]));
}

#[test]
fn the_policy_of_the_only_endpoint_that_is_left_refuses() {
    let mut world = World::new(vec![unless("aws:SourceVpce", "vpce-1")], outsider());
    let own = json!({"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::other/*"});
    world.endpoint = Some(vec![own]);
    assert!(world.reads().is_none(), "its policy lets calls to another bucket pass only");
    let told = world.ask(&vendor());
    assert_eq!(told.answer.verdict, Verdict::Never);
    // Where the bucket asks for no endpoint, its policy stops nobody: calls go over the internet.
    let open = World { bucket: Vec::new(), ..world };
    assert_eq!(open.reads().unwrap().0, Status::Certain);
    let mut both = World::new(vec![unless("aws:SourceVpce", "vpce-1")], outsider());
    both.endpoint = Some(vec![json!({"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::data/*"})]);
    assert_eq!(both.reads().unwrap().0, Status::Conditional);
    both.endpoint = Some(vec![
        json!({"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}),
        json!({"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"}),
    ]);
    let inventory = both.inventory();
    let role = inventory.resources.iter().find(|r| r.kind == "iam-role").unwrap();
    let bucket = inventory.resources.iter().find(|r| r.kind == "s3-bucket").unwrap();
    let decider = keyholder::graph::Decider::new(&inventory);
    let get = keyholder::aws::Action::parse("s3:GetObject").unwrap();
    let ask = |facts: &[(&str, Fact)]| {
        decider.ask(&NodeKind::Principal(role.id), &get, &Target::One("arn:aws:s3:::data/x".into()), Some(bucket), facts).unwrap()
    };
    for facts in [&[][..], &[("aws:sourcevpce", Fact::Known(vec!["vpce-1".into()]))]] {
        let keyholder::policy::Evaluation::Denied(denial) = ask(facts) else { panic!("{:?}", ask(facts)) };
        assert_eq!((denial.by, denial.explicit), (PolicyKind::Endpoint, true));
    }
}

#[test]
fn a_call_has_a_public_address_or_an_endpoint_and_never_both() {
    let address = || deny(json!({"NotIpAddress": {"aws:SourceIp": "198.51.100.0/24"}}));
    assert_eq!(World::new(vec![address()], outsider()).reads().unwrap().0, Status::Conditional);
    assert!(World::new(vec![address(), unless("aws:SourceVpce", "vpce-1")], outsider()).reads().is_none());
    assert!(World::new(vec![address(), unless("aws:SourceVpce", "vpce-9")], outsider()).reads().is_none());
    // One of the two is enough where the statement names both.
    let either = deny(json!({"NotIpAddress": {"aws:SourceIp": "198.51.100.0/24"}, "StringNotEquals": {"aws:SourceVpce": "vpce-1"}}));
    assert_eq!(World::new(vec![either], outsider()).reads().unwrap().0, Status::Conditional);
    // A private address is there only through an endpoint.
    let private = || deny(json!({"NotIpAddress": {"aws:VpcSourceIp": "10.0.0.0/16"}}));
    assert_eq!(World::new(vec![private()], outsider()).reads().unwrap().0, Status::Conditional);
    assert!(World::new(vec![private(), address()], outsider()).reads().is_none());
}

#[test]
fn services_that_call_for_somebody_are_excepted_only_where_the_policy_says_so() {
    let strict = World::new(vec![unless("aws:SourceVpce", "vpce-1")], outsider());
    let excepted = deny(json!({"StringNotEquals": {"aws:SourceVpce": "vpce-1"}, "Bool": {"aws:ViaAWSService": "false"}}));
    let shut = |mut world: World| {
        world.endpoint = Some(vec![json!({"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"})]);
        world.reads()
    };
    assert!(shut(strict).is_none());
    let (status, conditions, _) = shut(World::new(vec![excepted], outsider())).unwrap();
    assert!(status == Status::Conditional && conditions.iter().any(|c| c.starts_with("aws:ViaAWSService")), "{conditions:?}");
}

#[test]
fn a_host_that_the_internet_reaches_is_a_foothold_under_the_condition_that_code_runs() {
    let mut world = World::new(Vec::new(), service());
    world.public = true;
    let told = world.ask(&everyone());
    assert_eq!(told.answer.verdict, Verdict::ReachesIf);
    let edge = told.graph.edges().find(|e| e.kind == EdgeKind::Connect).unwrap();
    let facts = edge.facts.join("; ");
    assert!(
        edge.status == Status::Conditional && facts.contains("203.0.113.0/24 on port 22") && facts.contains("igw-1") && facts.contains("code to run"),
        "{facts}"
    );
    let missing = |world: &World| {
        let told = world.ask(&everyone());
        assert_eq!(told.answer.verdict, Verdict::Never);
        told.refusals.into_iter().find(|r| r.kind == EdgeKind::Connect).and_then(|r| r.missing).unwrap()
    };
    world.refuses = true;
    assert!(missing(&world).contains("acl-1"), "{}", missing(&world));
    world.refuses = false;
    world.ingress = json!([{"protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_blocks": ["10.0.0.0/8"]}]);
    assert!(missing(&world).contains("security group"), "{}", missing(&world));
}

/// HT-19. Public and private endpoint and blocks, in all combinations: what decides is the public endpoint, and its default is on.
#[test]
fn the_api_of_kubernetes_is_public_unless_its_public_endpoint_is_off() {
    use keyholder::trace::{Boundary, Privacy};
    let verdict = |config: Value| {
        let mut world =
            vec![("aws_eks_cluster", "c", json!({"name": "c", "arn": format!("arn:aws:eks:eu-west-1:{ACCOUNT}:cluster/c"), "vpc_config": [config]}))];
        world.push(("aws_vpc", "v", json!({"id": "vpc-1", "cidr_block": "10.0.0.0/16"})));
        world.push(("aws_subnet", "s", json!({"id": "subnet-1", "vpc_id": "vpc-1", "cidr_block": "10.0.1.0/24"})));
        world.push(("aws_security_group", "g", json!({"id": "sg-1", "vpc_id": "vpc-1", "ingress": [], "egress": []})));
        world.push((
            "aws_instance",
            "kafka",
            json!({"id": "i-1", "subnet_id": "subnet-1", "vpc_security_group_ids": ["sg-1"], "private_ip": "10.0.1.10"}),
        ));
        let paths = trace::paths(&crate::stated(ACCOUNT, world), &Review::default());
        let found = paths.into_iter().find(|p| p.boundary == Boundary::Control && p.to.contains("Kubernetes API")).unwrap();
        (found.verdict, found.missing.join("; "))
    };
    for private in [false, true] {
        for blocks in [None, Some("203.0.113.0/24")] {
            let mut config = json!({"endpoint_private_access": private, "endpoint_public_access": true});
            if let Some(block) = blocks {
                config["public_access_cidrs"] = json!([block]);
            }
            let (open, why) = verdict(config.clone());
            assert!(open == Privacy::PublicPossible && why.contains(blocks.unwrap_or("the public endpoint admits")), "{why}");
            config["endpoint_public_access"] = json!(false);
            assert_eq!(verdict(config).0, Privacy::Private);
        }
    }
}
