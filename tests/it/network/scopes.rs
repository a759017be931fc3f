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

#[test]
fn a_scope_is_a_claim_of_the_configuration() {
    let folder = std::env::temp_dir().join(format!("keyholder-claims-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
    let plan = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/network/kafka/plan.json");
    let path = |source: Value, port: &str| {
        let header = json!({"DestinationPorts": [port], "Protocols": ["tcp"]});
        let to = json!({"ResourceStatement": {"Resources": ["aws_security_group.broker"]}, "PacketHeaderStatement": header});
        json!({"MatchPaths": [{"Source": {"ResourceStatement": source}, "Destination": to}]}).to_string()
    };
    write("internet.json", &path(json!({"ResourceTypes": ["AWS::EC2::InternetGateway"]}), "9092"));
    write("app.json", &path(json!({"Resources": ["aws_instance.app"]}), "9092"));
    write("keyholder.toml", "version = 1\n[[scope]]\nid = \"shut\"\nfile = \"internet.json\"\n[[scope]]\nid = \"open\"\nfile = \"app.json\"\n");
    let review = |more: &[&str]| {
        let mut command = Command::cargo_bin("keyholder").unwrap();
        command.args(["review", "--quiet", "--config"]).arg(folder.join("keyholder.toml")).arg(&plan).args(more).output().unwrap()
    };
    let out = review(&["--format", "json", "--fail-on", "never"]);
    let report: Value = serde_json::from_slice(&out.stdout).unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&out.stderr)));
    let told: Vec<(&str, &str)> =
        report["claims"].as_array().unwrap().iter().map(|c| (c["id"].as_str().unwrap(), c["verdict"].as_str().unwrap())).collect();
    assert_eq!(told, [("shut", "proven"), ("open", "refuted")]);
    assert!(report["claims"][1]["says"].as_str().unwrap().contains("aws_instance.app"), "{}", report["claims"][1]);
    assert!(report["findings"].as_array().unwrap().iter().any(|f| f["rule"] == "refuted-claim"));
    assert_eq!(out.status.code(), Some(1), "a claim is refuted");
    write("app.json", "{\"MatchPath\": []}");
    let wrong = review(&[]);
    assert!(wrong.status.code() == Some(2) && String::from_utf8_lossy(&wrong.stderr).contains("MatchPath"), "{wrong:?}");
    let _ = std::fs::remove_dir_all(&folder);
}

#[test]
fn answers_are_of_their_schema() {
    let out = Command::cargo_bin("keyholder").unwrap().args(["schema", "reach"]).output().unwrap();
    let validator = jsonschema::validator_for(&serde_json::from_slice(&out.stdout).unwrap()).unwrap();
    let check = |answer: &Value| {
        assert!(validator.is_valid(answer), "{answer}: {:?}", validator.iter_errors(answer).map(|e| e.to_string()).collect::<Vec<_>>());
    };
    for args in [
        &["--from", "aws_instance.app", "--to", "aws_instance.kafka[0]", "--port", "9092"][..],
        &["--from", "internet", "--to", "aws_instance.kafka[0]", "--port", "9092"],
        &["--to", "aws_instance.kafka[0]", "--port", "9092"],
    ] {
        check(&json_of(args));
    }
    check(&scope(&json!({"MatchPaths": [{"Destination": {"ResourceStatement": {"Resources": ["aws_security_group.broker"]}}}]})).0);
    let plan = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/network/kafka/plan.json");
    let probes = [
        json!({"id": 1, "src": "aws_instance.app", "dst": "aws_instance.kafka[0]", "protocol": "tcp", "dst_port": 9092}),
        json!({"id": 2, "src": "nobody", "dst": "aws_instance.kafka[0]", "protocol": "tcp", "dst_port": 9092}),
    ];
    let lines: String = probes.iter().map(|p| format!("{p}\n")).collect();
    let out = Command::cargo_bin("keyholder").unwrap().args(["reach", "--batch", "-"]).arg(plan).write_stdin(lines).output().unwrap();
    String::from_utf8(out.stdout).unwrap().lines().for_each(|l| check(&serde_json::from_str(l).unwrap()));
    assert!(!validator.is_valid(&json!({"version": 1, "verdict": "reachable"})), "an answer without reasons and path is none");
}
