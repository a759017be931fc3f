//! Service and resource control policies: which accounts they bind, and what stays open where the way to the root is not in the input.

use keyholder::graph::{AccessGraph, NodeKind, Outside};
use keyholder::ingest::{self, Options, Source};
use keyholder::model::Review;
use keyholder::trace::{self, Access, Asked, Verdict};
use serde_json::{Value, json};

const ACCOUNT: &str = "111122223333";
const READER: &str = "arn:aws:iam::111122223333:role/reader";

fn document(statement: &Value) -> String {
    json!({"Version": "2012-10-17", "Statement": [statement]}).to_string()
}

type Thing = (&'static str, &'static str, Value);

fn organization(management: &str) -> Thing {
    let arn = format!("arn:aws:organizations::{management}:organization/o-1");
    ("aws_organizations_organization", "o", json!({"id": "o-1", "arn": arn, "master_account_id": management, "roots": [{"id": "r-1"}]}))
}

fn unit(name: &'static str, parent: &str) -> Thing {
    let arn = format!("arn:aws:organizations::999900001111:ou/o-1/ou-{name}");
    ("aws_organizations_organizational_unit", name, json!({"id": format!("ou-{name}"), "name": name, "parent_id": parent, "arn": arn}))
}

fn account(parent: &str) -> Thing {
    let arn = format!("arn:aws:organizations::999900001111:account/o-1/{ACCOUNT}");
    ("aws_organizations_account", "own", json!({"id": ACCOUNT, "name": "own", "parent_id": parent, "arn": arn}))
}

fn policy(kind: &str, statement: &Value) -> Thing {
    ("aws_organizations_policy", "p", json!({"id": "p-1", "name": "p", "type": kind, "content": document(statement)}))
}

fn scp(statement: &Value) -> Thing {
    policy("SERVICE_CONTROL_POLICY", statement)
}

fn deny() -> Thing {
    scp(&json!({"Effect": "Deny", "Action": "s3:Get*", "Resource": "*"}))
}

fn attached(policy: &str, target: &str) -> Thing {
    let name = if policy == "p-1" { "a" } else { "b" };
    ("aws_organizations_policy_attachment", name, json!({"policy_id": policy, "target_id": target}))
}

/// From a role that reads a bucket, or an account that the bucket's policy lets in.
fn verdict(from: &str, things: Vec<Thing>) -> Verdict {
    let trust = json!({"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"});
    let read = json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::lake/*"});
    let outside = json!({"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::444455556666:root"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::lake/*"});
    let own = vec![
        ("aws_iam_role", "reader", json!({"name": "reader", "arn": READER, "assume_role_policy": document(&trust), "tags": {}})),
        ("aws_iam_role_policy", "reader", json!({"role": "reader", "name": "p", "policy": document(&read)})),
        ("aws_s3_bucket", "lake", json!({"bucket": "lake", "arn": "arn:aws:s3:::lake", "tags": {}})),
        ("aws_s3_bucket_policy", "lake", json!({"bucket": "lake", "policy": document(&outside)})),
    ];
    let all = own.into_iter().chain(things).map(|(kind, name, values)| {
        json!({"address": format!("{kind}.{name}"), "mode": "managed", "type": kind, "name": name,
            "provider_name": "registry.terraform.io/hashicorp/aws", "values": values})
    });
    let state = json!({"format_version": "1.0", "terraform_version": "1.9.8", "values": {"root_module": {"resources": all.collect::<Vec<_>>()}}});
    let source = Source { name: "state.json".into(), bytes: state.to_string().into_bytes() };
    let inventory = ingest::read(&[source], &Options::default()).unwrap();
    let starts = trace::from(from, &inventory, &Review::default(), &[]).unwrap();
    let targets = trace::to("aws_s3_bucket.lake", &inventory, &Review::default(), Access::Read).unwrap();
    let outside: Vec<Outside> = starts.iter().filter_map(|k| if let NodeKind::Outside(o) = k { Some(o.clone()) } else { None }).collect();
    let graph = AccessGraph::build(&inventory, &outside);
    let ids = |kinds: &[NodeKind]| kinds.iter().filter_map(|k| graph.find(k)).collect();
    trace::answer(&inventory, &graph, &Asked { from: ids(&starts), to: ids(&targets), access: Access::Read }).verdict
}

#[test]
fn what_is_attached_above_an_account_binds_it() {
    let chain = || vec![organization("999900001111"), unit("prod", "r-1"), unit("data", "ou-prod"), account("ou-data"), deny()];
    let with = |mut things: Vec<Thing>, target: &str| {
        things.push(attached("p-1", target));
        verdict(READER, things)
    };
    assert_eq!(verdict(READER, chain()), Verdict::Reaches);
    for target in [ACCOUNT, "ou-data", "ou-prod", "r-1"] {
        assert_eq!(with(chain(), target), Verdict::Never, "{target}");
    }
    assert_eq!(with(chain(), "ou-other"), Verdict::Reaches);
    assert_eq!(with(chain(), "444455556666"), Verdict::Reaches);
    // The unit of the account is not in the input.
    assert_eq!(with(vec![deny()], "ou-data"), Verdict::Undecided);
    assert_eq!(with(vec![deny()], ACCOUNT), Verdict::Never);
    // The management account is bound by nothing.
    assert_eq!(with(vec![organization(ACCOUNT), deny()], "r-1"), Verdict::Reaches);
}

#[test]
fn a_control_policy_limits_and_grants_nothing() {
    let ask = |statement: Value| verdict(READER, vec![scp(&statement), attached("p-1", ACCOUNT)]);
    assert_eq!(ask(json!({"Effect": "Deny", "Action": "sqs:*", "Resource": "*"})), Verdict::Reaches);
    let condition = json!({"StringNotEquals": {"aws:RequestedRegion": "eu-central-1"}});
    assert_eq!(ask(json!({"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": condition})), Verdict::ReachesIf);
    // Whether AWS's own policy is still attached beside a list of what is allowed, the input does not tell.
    let list = || scp(&json!({"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}));
    assert_eq!(verdict(READER, vec![list(), attached("p-1", ACCOUNT)]), Verdict::Undecided);
    assert_eq!(verdict(READER, vec![list(), attached("p-1", ACCOUNT), attached("p-FullAWSAccess", ACCOUNT)]), Verdict::Reaches);
    assert_eq!(ask(json!({"Effect": "Allow", "Action": "s3:*", "Resource": "*"})), Verdict::Reaches);
}

#[test]
fn service_control_policies_bind_our_principals_and_resource_control_policies_our_resources() {
    let outsider = "account:444455556666";
    let on_root = |thing: Thing| vec![organization("999900001111"), account("r-1"), thing, attached("p-1", "r-1")];
    assert_eq!(verdict(outsider, on_root(deny())), Verdict::Reaches);
    let statement = json!({"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*",
        "Condition": {"StringNotEquals": {"aws:PrincipalAccount": ACCOUNT}}});
    let rcp = || policy("RESOURCE_CONTROL_POLICY", &statement);
    assert_eq!(verdict(outsider, on_root(rcp())), Verdict::Never);
    assert_eq!(verdict(READER, on_root(rcp())), Verdict::Reaches);
}
