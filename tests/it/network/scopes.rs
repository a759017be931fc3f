//! `keyholder reach`: one question, sets, expectations, and paths that must not be.

use assert_cmd::Command;
use serde_json::{Value, json};

fn reach(args: &[&str]) -> std::process::Output {
    let plan = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/network/kafka/plan.json");
    Command::cargo_bin("keyholder").unwrap().arg("reach").arg(plan).args(args).output().unwrap()
}

fn json_of(args: &[&str]) -> Value {
    let mut all = args.to_vec();
    all.extend(["--format", "json"]);
    let out = reach(&all);
    serde_json::from_slice(&out.stdout).unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&out.stderr)))
}

fn scope(value: &Value) -> (Value, Option<i32>) {
    let file = std::env::temp_dir().join(format!("keyholder-scope-{}-{:?}.json", std::process::id(), std::thread::current().id()));
    std::fs::write(&file, value.to_string()).unwrap();
    let out = reach(&["--scope", file.to_str().unwrap(), "--format", "json"]);
    let _ = std::fs::remove_file(&file);
    (serde_json::from_slice(&out.stdout).unwrap_or_default(), out.status.code())
}

#[test]
fn expectations_set_the_exit_code() {
    let code = |args: &[&str]| reach(args).status.code();
    let app = ["--from", "aws_instance.app", "--to", "aws_instance.kafka[0]", "--port", "9092"];
    let with = |expect: &'static str| [&app[..], &["--expect", expect]].concat();
    assert_eq!(code(&with("reachable")), Some(0));
    assert_eq!(code(&with("blocked")), Some(1));
    let closed = ["--from", "internet", "--to", "aws_instance.kafka[0]", "--port", "9092", "--expect", "blocked"];
    assert_eq!(code(&closed), Some(0));
    assert_eq!(code(&["--port", "9092"]), Some(2));
}

#[test]
fn one_end_asks_for_the_other() {
    let ids = |value: &Value| value["ends"].as_array().unwrap().iter().map(|e| e["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    let sources = ids(&json_of(&["--to", "aws_instance.kafka[0]", "--port", "9092"]));
    assert!(
        sources.iter().any(|s| s.starts_with("aws_instance.app")) && sources.iter().any(|s| s.starts_with("aws_instance.kafka[1]")),
        "{sources:?}"
    );
    assert!(!sources.iter().any(|s| s == "internet"), "{sources:?}");
    let goals = ids(&json_of(&["--from", "aws_instance.app", "--port", "9092"]));
    assert_eq!(goals.len(), 2, "{goals:?}");
}

#[test]
fn an_answer_tells_all_that_would_have_to_change() {
    let out = reach(&["--from", "internet", "--to", "aws_instance.kafka[0]", "--port", "9092"]);
    let text = String::from_utf8(out.stdout).unwrap();
    for part in ["blocked", "All of this would have to change", "it has no public address", "no security group rule", "Taken to hold"] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
    assert!(!text.contains("The reply's way"), "{text}");
}

#[test]
fn paths_that_must_not_be() {
    let brokers = json!({"ResourceStatement": {"Resources": ["aws_security_group.broker"]}, "PacketHeaderStatement": {"DestinationPorts": ["9092-9098"], "Protocols": ["tcp"]}});
    let from = |types: &[&str]| json!({"ResourceStatement": {"ResourceTypes": types}});
    let internet = json!({"MatchPaths": [{"Source": from(&["AWS::EC2::InternetGateway"]), "Destination": brokers}], "ExcludePaths": []});
    assert_eq!(scope(&internet).1, Some(0));
    let any = json!({"MatchPaths": [{"Source": from(&["AWS::EC2::NetworkInterface"]), "Destination": brokers}]});
    let (judged, code) = scope(&any);
    assert_eq!((judged["verdict"].as_str(), code), (Some("refuted"), Some(1)), "{judged}");
    // Without what is meant to be there, nothing is left.
    let exclude = |group: &str| json!({"Source": {"ResourceStatement": {"Resources": [group]}}});
    let but = json!({"MatchPaths": any["MatchPaths"], "ExcludePaths": [exclude("aws_security_group.client"), exclude("aws_security_group.broker")]});
    let (judged, code) = scope(&but);
    assert_eq!((judged["verdict"].as_str(), code), (Some("proven"), Some(0)), "{judged}");
    // Out by the NAT gateway.
    let out = json!({"MatchPaths": [{"Source": {"ResourceStatement": {"Resources": ["aws_instance.app"]}}, "Destination": {"ResourceStatement": {"ResourceTypes": ["AWS::EC2::InternetGateway"]}, "PacketHeaderStatement": {"DestinationPorts": ["443"], "Protocols": ["tcp"]}}, "ThroughResources": [{"ResourceStatement": {"ResourceTypes": ["AWS::EC2::NatGateway"]}}]}]});
    assert_eq!(scope(&out).1, Some(1));
    assert_eq!(scope(&json!({"MatchPath": []})).1, Some(2));
    assert_eq!(scope(&json!({"MatchPaths": [], "x-keyholder": {"name": "none"}})).1, Some(0));
    assert_eq!(scope(&json!({"MatchPaths": [{"Sources": {}}]})).1, Some(2));
}
