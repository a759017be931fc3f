//! Who is let into a cluster of EKS, and what its pods open: asked as a user would, in worlds that differ in one thing.

use assert_cmd::Command;
use serde_json::{Value, json};

const VENDOR: &str = "arn:aws:iam::999988887777:role/operations";

/// A cluster whose service account `lake:reader` reads the bucket `lake`, whose service account `jobs:etl` reads the bucket `jobs`, and whose
/// nodes read the bucket `nodes`.
fn world(scope: Value, policy: &str, changes: &[(&str, &str, Value)]) -> Value {
    let document = |statements: Value| json!({"Version": "2012-10-17", "Statement": statements}).to_string();
    let arn = |role: &str| format!("arn:aws:iam::111122223333:role/{role}");
    let provider = "arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/ABC";
    let key = "oidc.eks.eu-central-1.amazonaws.com/id/ABC:sub";
    let mut all: Vec<(&str, &str, Value)> = vec![
        (
            "aws_eks_cluster",
            "main",
            json!({"name": "main", "arn": "arn:aws:eks:eu-central-1:111122223333:cluster/main", "role_arn": arn("control"),
                "access_config": [{"authentication_mode": "API"}],
                "vpc_config": [{"endpoint_public_access": true, "public_access_cidrs": ["0.0.0.0/0"]}],
                "identity": [{"oidc": [{"issuer": "https://oidc.eks.eu-central-1.amazonaws.com/id/ABC"}]}]}),
        ),
        (
            "aws_iam_openid_connect_provider",
            "main",
            json!({"arn": provider, "url": "https://oidc.eks.eu-central-1.amazonaws.com/id/ABC", "client_id_list": ["sts.amazonaws.com"]}),
        ),
        (
            "aws_eks_node_group",
            "main",
            json!({"cluster_name": "main", "node_group_name": "main", "node_role_arn": arn("nodes"), "subnet_ids": [],
                "arn": "arn:aws:eks:eu-central-1:111122223333:nodegroup/main/main/1"}),
        ),
        (
            "aws_eks_pod_identity_association",
            "etl",
            json!({"cluster_name": "main", "namespace": "jobs", "service_account": "etl", "role_arn": arn("jobs")}),
        ),
        ("aws_eks_access_entry", "vendor", json!({"cluster_name": "main", "principal_arn": VENDOR, "type": "STANDARD", "kubernetes_groups": []})),
        (
            "aws_eks_access_policy_association",
            "vendor",
            json!({"cluster_name": "main", "principal_arn": VENDOR, "policy_arn": format!("arn:aws:eks::aws:cluster-access-policy/{policy}"),
                "access_scope": [scope]}),
        ),
    ];
    let service = |name: &str| json!([{"Effect": "Allow", "Principal": {"Service": name}, "Action": ["sts:AssumeRole", "sts:TagSession"]}]);
    let federated = json!([{"Effect": "Allow", "Principal": {"Federated": provider}, "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": {key: "system:serviceaccount:lake:reader"}}}]);
    let roles = [
        ("control", service("eks.amazonaws.com")),
        ("nodes", service("ec2.amazonaws.com")),
        ("jobs", service("pods.eks.amazonaws.com")),
        ("lake", federated),
        ("start", service("ec2.amazonaws.com")),
    ];
    for (name, trust) in roles {
        all.push(("aws_iam_role", name, json!({"name": name, "arn": arn(name), "path": "/", "assume_role_policy": document(trust)})));
        let reads = json!([{"Effect": "Allow", "Action": "s3:GetObject", "Resource": format!("arn:aws:s3:::{name}/*")}]);
        all.push(("aws_iam_role_policy", name, json!({"name": name, "role": name, "policy": document(reads)})));
        all.push(("aws_s3_bucket", name, json!({"bucket": name, "arn": format!("arn:aws:s3:::{name}"), "policy": null})));
    }
    for (kind, name, change) in changes {
        match all.iter_mut().find(|(k, n, _)| k == kind && n == name) {
            Some((_, _, values)) => change.as_object().unwrap().iter().for_each(|(k, v)| values[k] = v.clone()),
            None => all.push((kind, name, change.clone())),
        }
    }
    let resource = |(kind, name, values): &(&str, &str, Value)| {
        json!({"address": format!("{kind}.{name}"), "mode": "managed", "type": kind, "name": name,
            "provider_name": "registry.terraform.io/hashicorp/aws", "values": values})
    };
    let resources: Vec<Value> = all.iter().map(resource).collect();
    json!({"format_version": "1.0", "terraform_version": "1.11.4", "values": {"root_module": {"resources": resources}}})
}

fn trace(world: &Value, from: &str, to: &str) -> (String, Value) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("state.json"), world.to_string()).unwrap();
    let target = format!("aws_s3_bucket.{to}");
    let arguments = ["trace", "state.json", "--from", from, "--to", &target, "--format", "json"];
    let output = Command::cargo_bin("keyholder").unwrap().current_dir(folder.path()).args(arguments).output().unwrap();
    assert!(!output.stdout.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    (answer["verdict"].as_str().unwrap().to_owned(), answer)
}

fn verdicts(world: &Value, from: &str) -> Vec<String> {
    ["lake", "jobs", "nodes", "control"].iter().map(|to| trace(world, from, to).0).collect()
}

fn whole() -> Value {
    json!({"type": "cluster"})
}

#[test]
fn who_administers_a_cluster_gets_at_what_its_pods_and_nodes_open() {
    let world = world(whole(), "AmazonEKSClusterAdminPolicy", &[]);
    // The control plane's role is out of reach.
    assert_eq!(verdicts(&world, VENDOR), ["reaches", "reaches", "reaches", "never"]);
    let (_, answer) = trace(&world, VENDOR, "lake");
    let hops = answer["traces"][0]["hops"].as_array().unwrap();
    let edges: Vec<&str> = hops.iter().map(|h| h["edge"].as_str().unwrap()).collect();
    assert_eq!(edges, ["hijack", "assume_web_identity", "read"], "{answer}");
    assert!(hops[1]["statements"][0]["policy"].as_str().unwrap().contains("lake"), "{answer}");
}

#[test]
fn a_namespace_opens_its_own_service_accounts_and_the_nodes() {
    let jobs = world(json!({"type": "namespace", "namespaces": ["jobs", "other-*"]}), "AmazonEKSEditPolicy", &[]);
    assert_eq!(verdicts(&jobs, VENDOR), ["never", "reaches", "reaches", "never"]);
    let lake = world(json!({"type": "namespace", "namespaces": ["la*"]}), "AmazonEKSAdminPolicy", &[]);
    assert_eq!(verdicts(&lake, VENDOR), ["reaches", "never", "reaches", "never"]);
}

#[test]
fn who_may_only_look_gets_nothing() {
    let world = world(whole(), "AmazonEKSViewPolicy", &[]);
    assert_eq!(verdicts(&world, VENDOR), ["never", "never", "never", "never"]);
}

#[test]
fn what_the_input_does_not_show_leaves_the_answer_open() {
    let admin = "AmazonEKSClusterAdminPolicy";
    let private = json!({"vpc_config": [{"endpoint_public_access": false, "public_access_cidrs": []}]});
    let narrow = json!({"vpc_config": [{"endpoint_public_access": true, "public_access_cidrs": ["203.0.113.0/24"]}]});
    let groups = json!({"kubernetes_groups": ["operators"]});
    let cases = [
        world(whole(), admin, &[("aws_eks_cluster", "main", private)]),
        world(whole(), admin, &[("aws_eks_cluster", "main", narrow)]),
        world(whole(), "AmazonEKSViewPolicy", &[("aws_eks_access_entry", "vendor", groups)]),
        world(whole(), "AmazonEKSFuturePolicy", &[]),
    ];
    for world in &cases {
        assert_eq!(verdicts(world, VENDOR), ["undecided", "undecided", "undecided", "never"]);
        let (_, answer) = trace(world, VENDOR, "lake");
        assert!(!answer["traces"][0]["unknown"].as_array().unwrap().is_empty(), "{answer}");
    }
}

#[test]
fn a_cluster_or_trust_policy_that_says_otherwise_closes_the_way() {
    let admin = "AmazonEKSClusterAdminPolicy";
    let by_map = world(whole(), admin, &[("aws_eks_cluster", "main", json!({"access_config": [{"authentication_mode": "CONFIG_MAP"}]}))]);
    assert_eq!(verdicts(&by_map, VENDOR), ["never", "never", "never", "never"]);
    let trust = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}}"#;
    let untrusted = world(whole(), admin, &[("aws_iam_role", "jobs", json!({"assume_role_policy": trust}))]);
    assert_eq!(verdicts(&untrusted, VENDOR), ["reaches", "never", "reaches", "never"]);
    let foreign = json!({"identity": [{"oidc": [{"issuer": "https://oidc.eks.eu-central-1.amazonaws.com/id/OTHER"}]}]});
    let other = world(whole(), admin, &[("aws_eks_cluster", "main", foreign)]);
    assert_ne!(trace(&other, VENDOR, "lake").0, "reaches");
}

#[test]
fn who_may_add_entries_lets_itself_in() {
    let may = |actions: Value| {
        let policy = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}]}).to_string();
        world(whole(), "AmazonEKSViewPolicy", &[("aws_iam_role_policy", "start", json!({"policy": policy}))])
    };
    let both = may(json!(["eks:CreateAccessEntry", "eks:AssociateAccessPolicy"]));
    assert_eq!(verdicts(&both, "start"), ["reaches", "reaches", "reaches", "never"]);
    let one = may(json!(["eks:CreateAccessEntry"]));
    assert_eq!(verdicts(&one, "start"), ["never", "never", "never", "never"]);
}

#[test]
fn the_map_of_a_cluster_lets_in_whom_it_lists() {
    let map = |group: &str, mode: &str| {
        let roles = format!("- rolearn: {VENDOR}\n  username: vendor\n  groups:\n    - {group}\n");
        let data = json!({"metadata": [{"name": "aws-auth", "namespace": "kube-system"}], "data": {"mapRoles": roles}});
        let mode = json!({"access_config": [{"authentication_mode": mode}]});
        world(whole(), "AmazonEKSViewPolicy", &[("kubernetes_config_map", "auth", data), ("aws_eks_cluster", "main", mode)])
    };
    assert_eq!(verdicts(&map("system:masters", "API_AND_CONFIG_MAP"), VENDOR), ["reaches", "reaches", "reaches", "never"]);
    // What a group of one's own may do stands in the cluster.
    assert_eq!(verdicts(&map("operators", "API_AND_CONFIG_MAP"), VENDOR), ["undecided", "undecided", "undecided", "never"]);
    // The map counts for nothing where entries alone do, and lets nodes in as nodes.
    assert_eq!(verdicts(&map("system:masters", "API"), VENDOR), ["never", "never", "never", "never"]);
    assert_eq!(verdicts(&map("system:nodes", "API_AND_CONFIG_MAP"), VENDOR), ["never", "never", "never", "never"]);
}

#[test]
fn who_may_switch_the_authentication_mode_makes_entries_count() {
    let may = |actions: Value| {
        let policy = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}]}).to_string();
        let mode = json!({"access_config": [{"authentication_mode": "CONFIG_MAP"}]});
        world(whole(), "AmazonEKSViewPolicy", &[("aws_iam_role_policy", "start", json!({"policy": policy})), ("aws_eks_cluster", "main", mode)])
    };
    let entries = ["eks:CreateAccessEntry", "eks:AssociateAccessPolicy"];
    assert_eq!(verdicts(&may(json!(entries)), "start"), ["never", "never", "never", "never"]);
    let switching = may(json!(["eks:CreateAccessEntry", "eks:AssociateAccessPolicy", "eks:UpdateClusterConfig"]));
    assert_eq!(verdicts(&switching, "start"), ["reaches", "reaches", "reaches", "never"]);
}
