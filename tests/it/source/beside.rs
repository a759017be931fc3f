//! Source beside a plan and alone: every policy that is known after apply is rebuilt, and the review is that of the state once applied.

use std::collections::BTreeSet;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

use super::{repository, worlds};

fn review(arguments: &[&str]) -> Value {
    let mut command = Command::cargo_bin("keyholder").unwrap();
    let output = command
        .current_dir(repository(""))
        .arg("review")
        .args(arguments)
        .args(["--account", "444455556666", "--format", "json", "--fail-on", "never"])
        .output()
        .unwrap();
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

fn of(world: &Path) -> (Value, Value) {
    let path = |name: &str| world.join(name).display().to_string();
    let plan = review(&[&path("plan.json"), "--source", &path("terraform")]);
    (plan, review(&[&path("state.json")]))
}

/// The large sample's cluster has an issuer that AWS assigns; names are completed, and keys and ids assigned too.
fn assigned(text: &str) -> String {
    match text.split_once(":oidc-provider/") {
        Some((before, _)) => format!("{before}:oidc-provider/…"),
        None => text.to_owned(),
    }
}

/// What no state knows: that rules are stated inside of a group.
const NOT_IN_STATES: &str = "\"mixed-security-group-rules\"";

/// The same review from source, from the plan with its source, and from the state once applied; no policy is unknown, and nothing missing.
#[test]
fn the_review_is_the_same_from_source_plan_and_state() {
    for world in worlds() {
        let name = world.display();
        let (plan, state) = of(&world);
        let source = review(&[&world.join("terraform").display().to_string()]);
        for review in [&plan, &source] {
            assert_eq!(review["gaps"], serde_json::json!([]), "{name}");
            assert_eq!(review["policies"]["unknown"], 0, "{name}");
            let ways = |of: &Value| -> BTreeSet<[String; 5]> {
                traces(of).into_iter().map(|[from, to, access, verdict, scope]| [assigned(&from), to, access, verdict, scope]).collect()
            };
            let (ours, theirs) = (ways(review), ways(&state));
            assert!(ours == theirs, "{name}: only ours {:?}\nonly applied {:?}", ours.difference(&theirs), theirs.difference(&ours));
            let mut found = findings(review);
            found.retain(|[rule, ..]| rule != NOT_IN_STATES);
            assert_eq!(found, findings(&state), "{name}");
        }
    }
}

/// Rebuilt policies say where they are written.
#[test]
fn places_are_in_the_source() {
    let (plan, _) = of(&repository("samples/rewrite-trust"));
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
