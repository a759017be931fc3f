//! Managed services in a VPC, and the list of what is written by hand.

use keyholder::network::*;
use serde_json::{Value, json};

const ACCOUNT: &str = "111122223333";

/// What the internet gets of something in a public subnet whose security group has these inbound rules.
fn from_internet(thing: &str, made: Vec<(&'static str, &'static str, Value)>, ingress: Value, port: u16) -> Answer {
    let arn = |kind: &str, id: &str| format!("arn:aws:ec2:eu-west-1:{ACCOUNT}:{kind}/{id}");
    let mut all = vec![
        ("aws_vpc", "v", json!({"id": "vpc-1", "arn": arn("vpc", "vpc-1"), "cidr_block": "10.0.0.0/16"})),
        ("aws_internet_gateway", "g", json!({"id": "igw-1", "vpc_id": "vpc-1"})),
        ("aws_subnet", "s", json!({"id": "subnet-1", "arn": arn("subnet", "subnet-1"), "vpc_id": "vpc-1", "cidr_block": "10.0.1.0/24"})),
        ("aws_route_table", "t", json!({"id": "rtb-1", "vpc_id": "vpc-1", "route": [{"cidr_block": "0.0.0.0/0", "gateway_id": "igw-1"}]})),
        ("aws_route_table_association", "t", json!({"id": "a-1", "subnet_id": "subnet-1", "route_table_id": "rtb-1"})),
        (
            "aws_security_group",
            "sg",
            json!({"id": "sg-1", "arn": arn("security-group", "sg-1"), "vpc_id": "vpc-1", "ingress": ingress, "egress": []}),
        ),
    ];
    all.extend(made);
    let network = Reachability::new(crate::stated(ACCOUNT, all).estate);
    let found = network.interfaces_of(thing);
    let interface = found.first().unwrap_or_else(|| panic!("no interface of {thing} in {:#?}", network.estate().interfaces));
    network.ask(&Question { from: Point::Internet(None), to: Point::Interface(interface.id.clone(), None), flow: Flow::tcp(port) })
}

fn open(port: u16) -> Value {
    json!([{"protocol": "tcp", "from_port": port, "to_port": port, "cidr_blocks": ["0.0.0.0/0"]}])
}

/// HT-19: "publicly accessible" gives a database a public address; its security group still decides.
#[test]
fn databases_with_public_addresses_are_behind_their_groups() {
    let ask = |public: Value, ingress: Value| {
        let group = json!({"id": "g", "name": "g", "subnet_ids": ["subnet-1"]});
        let mut database = json!({"id": "d", "identifier": "d", "arn": format!("arn:aws:rds:eu-west-1:{ACCOUNT}:db:d"), "engine": "postgres",
            "db_subnet_group_name": "g", "vpc_security_group_ids": ["sg-1"], "port": 5432});
        database["publicly_accessible"] = public;
        let made = vec![("aws_db_subnet_group", "g", group), ("aws_db_instance", "d", database)];
        let answer = from_internet("aws_db_instance.d", made, ingress, 5432);
        (answer.verdict, answer.reasons.into_iter().map(|r| r.code).collect::<Vec<_>>())
    };
    assert_eq!(ask(json!(true), open(5432)).0, Verdict::Reachable);
    let (verdict, codes) = ask(json!(true), json!([]));
    assert!(verdict == Verdict::Blocked && codes == [Code::GroupEmpty], "{verdict:?} {codes:?}");
    let (verdict, codes) = ask(json!(true), open(22));
    assert!(verdict == Verdict::Blocked && codes == [Code::GroupRules], "{verdict:?} {codes:?}");
    let (verdict, codes) = ask(json!(false), open(5432));
    assert!(verdict == Verdict::Blocked && codes.contains(&Code::GatewayIngressAddress), "{verdict:?} {codes:?}");
}

/// HT-19: public access of MSK, on each of its ports ("Port information").
#[test]
fn brokers_of_msk_have_public_addresses_when_public_access_is_on() {
    let ask = |access: &str, ingress: Value, port: u16| {
        let brokers = json!([{"client_subnets": ["subnet-1"], "security_groups": ["sg-1"], "instance_type": "kafka.m5.large",
            "connectivity_info": [{"public_access": [{"type": access}], "vpc_connectivity": []}]}]);
        let cluster = json!({"id": "c", "cluster_name": "c", "arn": format!("arn:aws:kafka:eu-west-1:{ACCOUNT}:cluster/c/u-1"),
            "number_of_broker_nodes": 1, "broker_node_group_info": brokers});
        let answer = from_internet("aws_msk_cluster.c", vec![("aws_msk_cluster", "c", cluster)], ingress, port);
        (answer.verdict, answer.reasons.into_iter().map(|r| r.code).collect::<Vec<_>>())
    };
    for port in [9194, 9196, 9198] {
        assert_eq!(ask("SERVICE_PROVIDED_EIPS", open(port), port).0, Verdict::Reachable);
        let (verdict, codes) = ask("SERVICE_PROVIDED_EIPS", open(port), port - 100);
        assert!(verdict == Verdict::Blocked && codes == [Code::GroupRules], "{verdict:?} {codes:?}");
        let (verdict, codes) = ask("DISABLED", open(port), port);
        assert!(verdict == Verdict::Blocked && codes.contains(&Code::GatewayIngressAddress), "{verdict:?} {codes:?}");
    }
}

/// What no measured probe covers, and the tests that cover it.
const WRITTEN: [(&str, &[&str]); 24] = [
    ("HT-01", &["outbound_rules_count"]),
    (
        "HT-02",
        &["references_match_private_addresses_of_members", "references_are_lost_over_public_addresses", "references_are_lost_behind_a_nat_gateway"],
    ),
    ("HT-03", &["groups_are_named_across_transit_gateways_inbound", "peered_transit_gateways"]),
    ("HT-04", &["groups_serve_other_vpcs_that_they_are_associated_with"]),
    (
        "HT-05",
        &["a_split_default_route_is_one", "routes_more_specific_than_local", "blackholes_win_and_drop", "among_equal_prefixes_static_routes_win"],
    ),
    ("HT-06", &["prefix_lists_in_rules", "prefix_lists_in_routes"]),
    ("HT-07", &["replies_to_some_ephemeral_ports_only"]),
    ("HT-08", &["ipv6_goes_both_ways_by_an_internet_gateway", "egress_only_gateways_let_nothing_in", "ipv6_has_rules_and_entries_of_its_own"]),
    ("HT-09", &["block_public_access_overrides"]),
    ("HT-10", &["routes_of_an_internet_gateway"]),
    ("HT-11", &["application_load_balancers"]),
    ("HT-12", &["zones_of_a_network_load_balancer", "clients_addresses_are_kept_or_not", "groups_of_the_load_balancer_behind_a_service"]),
    ("HT-13", &["gateway_endpoints_need_an_outbound_rule", "gateway_endpoints_serve_their_own_vpc", "gateway_endpoints_take_what_is_on_their_list"]),
    (
        "HT-14",
        &[
            "interface_endpoints_have_groups_and_ports",
            "requests_take_an_interface_endpoint_by_name",
            "names_that_lead_to_an_endpoint",
            "names_that_lead_to_an_endpoint_of_a_plan",
        ],
    ),
    ("HT-15", &["the_policy_of_the_only_endpoint_that_is_left_refuses"]),
    ("HT-16", &["endpoint_services_lead_one_way"]),
    ("HT-17", &["private_nat_gateways_do_not_reach_the_internet", "nat_gateways_and_other_vpcs", "regional_nat_gateways_are_in_zones"]),
    ("HT-18", &["peering_needs_routes_on_both_sides", "peering_is_for_the_two_vpcs_addresses"]),
    (
        "HT-19",
        &[
            "the_api_of_kubernetes_is_public_unless_its_public_endpoint_is_off",
            "databases_with_public_addresses_are_behind_their_groups",
            "brokers_of_msk_have_public_addresses_when_public_access_is_on",
        ],
    ),
    ("HT-20", &["hosts_that_forward_are_not_known", "endpoints_of_other_kinds_are_not_known"]),
    ("HT-21", &["protocols_and_ports_of_rules"]),
    ("HT-22", &["endpoints_of_other_kinds_are_not_known"]),
    (
        "HT-23",
        &["a_call_has_a_public_address_or_an_endpoint_and_never_both", "services_that_call_for_somebody_are_excepted_only_where_the_policy_says_so"],
    ),
    ("HT-24", &["shared_subnets_are_routed_by_their_owner", "the_owners_record_of_what_two_accounts_show", "zones_of_two_accounts_are_told_by_id"]),
];

#[test]
fn everything_that_is_to_be_written_by_hand_is() {
    let texts = [
        include_str!("cases/balancers.rs"),
        include_str!("cases/endpoints.rs"),
        include_str!("cases/filters.rs"),
        include_str!("cases/internet.rs"),
        include_str!("cases/links.rs"),
        include_str!("cases/routes.rs"),
        include_str!("by_hand/accounts.rs"),
        include_str!("by_hand/services.rs"),
        include_str!("managed.rs"),
        include_str!("../passages.rs"),
    ];
    let is_test = |name: &str| texts.iter().any(|t| t.contains(&format!("#[test]\nfn {name}() {{")));
    let missing: Vec<_> = WRITTEN.iter().flat_map(|(id, tests)| tests.iter().map(move |t| (id, t))).filter(|(_, t)| !is_test(t)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(WRITTEN.iter().enumerate().all(|(n, (id, tests))| *id == format!("HT-{:02}", n + 1) && !tests.is_empty()));
}
