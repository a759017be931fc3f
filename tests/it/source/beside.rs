//! Source beside a plan: every policy that is known after apply is rebuilt, and the review is that of the state once applied.

use std::collections::BTreeSet;

use assert_cmd::Command;
use serde_json::Value;

use super::repository;

fn review(arguments: &[&str]) -> Value {
    let mut command = Command::cargo_bin("keyholder").unwrap();
    let output = command.current_dir(repository("")).arg("review").args(arguments).args(["--format", "json", "--fail-on", "never"]).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&output.stderr)))
}

/// From, to, access, verdict, scope of each trace.
fn traces(report: &Value) -> BTreeSet<[String; 5]> {
    let node = |n: &Value| n["address"].as_str().or(n["arn"].as_str()).unwrap().to_owned();
    let text = |v: &Value| v.as_str().unwrap_or("").to_owned();
    let of = |t: &Value| [node(&t["from"]), node(&t["to"]), text(&t["access"]), text(&t["verdict"]), text(&t["scope"])];
    report["traces"].as_array().unwrap().iter().map(of).collect()
}

/// Rule, severity and subject of each finding.
fn findings(report: &Value) -> BTreeSet<[String; 3]> {
    report["findings"].as_array().unwrap().iter().map(|f| ["rule", "severity", "subject"].map(|k| f[k].to_string())).collect()
}

fn of_sample(sample: &str) -> (Value, Value) {
    let folder = format!("samples/{sample}");
    let plan = review(&[&format!("{folder}/plan.json"), "--source", &format!("{folder}/terraform")]);
    (plan, review(&[&format!("{folder}/state.json")]))
}

#[test]
fn policies_known_after_apply_are_rebuilt() {
    for (sample, rebuilt) in [("byoc-kafka", 5), ("clean", 0), ("rewrite-trust", 2)] {
        let (plan, _) = of_sample(sample);
        assert_eq!(plan["policies"]["rebuilt"], rebuilt, "{sample}");
        assert_eq!(plan["policies"]["unknown"], 0, "{sample}");
        assert_eq!(plan["gaps"], serde_json::json!([]), "{sample}");
    }
}

#[test]
fn the_review_is_that_of_the_applied_state() {
    for sample in ["clean", "rewrite-trust"] {
        let (plan, state) = of_sample(sample);
        assert_eq!(traces(&plan), traces(&state), "{sample}");
        assert_eq!(findings(&plan), findings(&state), "{sample}");
    }
}

/// What only the state knows of the large sample: the issuer of the cluster, and the characters that AWS adds to a secret's name. A verdict that
/// hangs on them is undecided; none is a `never` that the state contradicts.
#[test]
fn verdicts_that_hang_on_what_aws_assigns_are_undecided() {
    let (plan, state) = of_sample("byoc-kafka");
    let assigned = |[from, to, access, verdict, scope]: &[String; 5]| {
        let from = if from.contains(":oidc-provider/") { "the cluster's issuer".to_owned() } else { from.clone() };
        ([from, to.clone(), access.clone()], (verdict.clone(), scope.clone()))
    };
    let (plan, state): (BTreeSet<_>, BTreeSet<_>) = (traces(&plan).iter().map(assigned).collect(), traces(&state).iter().map(assigned).collect());
    let of = |all: &BTreeSet<([String; 3], (String, String))>, key: &[String; 3]| all.iter().find(|(k, _)| k == key).map(|(_, v)| v.clone());
    for (key, verdict) in &state {
        let ours = of(&plan, key).unwrap_or_else(|| panic!("{key:?} is missing"));
        assert!(ours == *verdict || ours.0 == "undecided", "{key:?}: {ours:?}, applied {verdict:?}");
        assert!(ours == *verdict || key[0] == "the cluster's issuer" || key[1] == "aws_secretsmanager_secret.sasl_admin", "{key:?}: {ours:?}");
    }
    let more: Vec<_> = plan.iter().filter(|(key, _)| of(&state, key).is_none()).collect();
    assert!(more.iter().all(|(key, (verdict, _))| key[0] == "the cluster's issuer" && verdict == "undecided"), "{more:?}");
}

/// Rebuilt policies say where they are written.
#[test]
fn places_are_in_the_source() {
    let (plan, _) = of_sample("rewrite-trust");
    let statement = plan["traces"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|t| t["hops"].as_array().unwrap())
        .flat_map(|h| h["statements"].as_array().unwrap())
        .find(|s| s["origin"]["file"].is_string())
        .unwrap();
    let file = repository("samples/rewrite-trust/terraform").join(statement["origin"]["file"].as_str().unwrap());
    assert!(file.is_file(), "{statement}");
    assert!(statement["origin"]["line"].as_u64().unwrap() > 0);
}
