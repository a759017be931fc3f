//! Source beside a plan and alone: every policy that is known after apply is rebuilt, and the review is that of the state once applied.

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

/// The large sample's cluster has an issuer that AWS assigns.
fn assigned(text: &str) -> String {
    match text.split_once(":oidc-provider/") {
        Some((before, _)) => format!("{before}:oidc-provider/…"),
        None => text.to_owned(),
    }
}

/// What only the state knows: the issuer of the cluster, and the characters that AWS adds to a secret's name. The verdicts that hang on the
/// latter, with that of the state.
const ONLY_APPLIED: &[[&str; 4]] = &[
    ["arn:aws:iam::999988887777:role/control-plane", "aws_secretsmanager_secret.sasl_admin", "read", "reaches-if"],
    ["aws_iam_role.console", "aws_secretsmanager_secret.sasl_admin", "read", "reaches"],
];

/// The same review from source, from the plan with its source, and from the state once applied.
#[test]
fn the_review_is_the_same_from_source_plan_and_state() {
    for sample in ["byoc-kafka", "clean", "rewrite-trust"] {
        let folder = format!("samples/{sample}");
        let (plan, state) = of_sample(sample);
        let source = review(&[&format!("{folder}/terraform")]);
        assert_eq!(source["gaps"], serde_json::json!([]), "{sample}");
        assert_eq!(source["policies"]["unknown"], 0, "{sample}");
        assert_eq!(traces(&source), traces(&plan), "{sample}");
        assert_eq!(findings(&source), findings(&plan), "{sample}");
        assert_eq!(findings(&source), findings(&state), "{sample}");
        let expected: BTreeSet<[String; 5]> = traces(&state)
            .into_iter()
            .map(|[from, to, access, verdict, scope]| {
                let hangs = ONLY_APPLIED.contains(&[from.as_str(), &to, &access, &verdict]);
                [assigned(&from), to, access, if hangs { "undecided".to_owned() } else { verdict }, scope]
            })
            .collect();
        let found: BTreeSet<[String; 5]> =
            traces(&source).into_iter().map(|[from, to, access, verdict, scope]| [assigned(&from), to, access, verdict, scope]).collect();
        assert_eq!(found, expected, "{sample}");
    }
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
