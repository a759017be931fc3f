//! Policies that are none: the review goes on, with a gap that names the place, and they are not counted as known.

use super::*;

/// What a policy must not be, and the place that the complaint names.
fn bad() -> Vec<(&'static str, String, &'static str)> {
    let statement = |rest: &str| format!(r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":"*","Resource":"*",{rest}}}]}}"#);
    let long = format!(r#""Action":["s3:GetObject"{}]"#, r#","s3:GetObject""#.repeat(80_000));
    vec![
        ("syntax", r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow",}]}"#.to_owned(), "at `/Statement/0`: not JSON"),
        ("cut-off", r#"{"Version":"2012-10-17","Statement":[{"Effect":"#.to_owned(), "at `/Statement/0/Effect`: not JSON"),
        ("element", statement(r#""Action":"*","Colour":"red""#), "at `/Statement/0/Colour`"),
        ("type", statement(r#""Action":["*",7]"#), "at `/Statement/0/Action/1`"),
        ("principal", statement(r#""Action":"*","Condition":{"StringEquals":{"aws:a":{}}}"#), "at `/Statement/0/Condition/StringEquals/aws:a`"),
        ("list", "[]".to_owned(), "at ``: expected an object"),
        ("long", statement(&long), "bytes are more than any policy may have"),
    ]
}

fn judged(inventory: &Inventory) {
    let bad = bad();
    let counts = inventory.policy_counts();
    assert_eq!((counts.known, counts.rebuilt, counts.unknown), (1, 0, u32::try_from(bad.len()).unwrap()));
    for (name, _, place) in &bad {
        let address = format!("aws_s3_bucket_policy.{name}");
        let gap = inventory.gaps.iter().find(|g| g.subject == address).unwrap_or_else(|| panic!("no gap at {address}: {:?}", inventory.gaps));
        assert_eq!(gap.kind, GapKind::InvalidPolicy);
        assert!(gap.message.contains(place), "{}", gap.message);
        let policy = inventory.policy(gap.policy.unwrap()).unwrap();
        assert!(policy.document.is_none());
    }
}

#[test]
fn a_plan_with_bad_policies_is_read_to_its_end() {
    let mut resources = Vec::new();
    for (name, text, _) in bad() {
        let bucket = json!({"bucket": name});
        resources.push(create(&format!("aws_s3_bucket.{name}"), bucket.clone(), json!({}), json!({"bucket": {"constant_value": name}})));
        let policy = json!({"bucket": name, "policy": text});
        resources.push(create(&format!("aws_s3_bucket_policy.{name}"), policy, json!({}), json!({"bucket": {"constant_value": name}})));
    }
    resources.push(create("aws_iam_role.good", json!({"name": "good", "assume_role_policy": trust("999988887777")}), json!({}), json!({})));
    judged(&inventory(&[plan(&resources)]));
}

#[test]
fn a_state_with_bad_policies_is_read_to_its_end() {
    let bad = bad();
    let names: Vec<(String, String)> =
        bad.iter().map(|(name, ..)| (format!("aws_s3_bucket.{name}"), format!("aws_s3_bucket_policy.{name}"))).collect();
    let mut resources: Vec<(&str, Value)> = Vec::new();
    for ((name, text, _), (bucket, policy)) in bad.iter().zip(&names) {
        resources.push((bucket, json!({"bucket": name, "id": name, "arn": format!("arn:aws:s3:::{name}")})));
        resources.push((policy, json!({"bucket": name, "policy": text})));
    }
    resources.push(("aws_iam_role.good", json!({"name": "good", "assume_role_policy": trust("999988887777")})));
    judged(&inventory(&[state(&resources)]));
}

#[test]
fn the_review_of_a_plan_and_of_a_state_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let broken = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*","Colour":"red"}]}"#;
    let role = json!({"name": "good", "assume_role_policy": trust("999988887777")});
    let bucket = json!({"bucket": "b", "id": "b", "arn": "arn:aws:s3:::b"});
    let policy = json!({"bucket": "b", "policy": broken});
    let planned = plan(&[
        create("aws_s3_bucket.b", json!({"bucket": "b"}), json!({}), json!({"bucket": {"constant_value": "b"}})),
        create("aws_s3_bucket_policy.b", policy.clone(), json!({}), json!({"bucket": {"constant_value": "b"}})),
        create("aws_iam_role.good", role.clone(), json!({}), json!({})),
    ]);
    let stated = state(&[("aws_s3_bucket.b", bucket), ("aws_s3_bucket_policy.b", policy), ("aws_iam_role.good", role)]);
    for input in [planned, stated] {
        let path = folder.path().join("input.json");
        std::fs::write(&path, input.to_string()).unwrap();
        let run = |more: &[&str]| {
            let mut command = assert_cmd::Command::cargo_bin("keyholder").unwrap();
            command.current_dir(folder.path()).args(["review", "input.json", "--account", "111122223333", "--format", "json", "--fail-on", "never"]);
            command.args(more).output().unwrap()
        };
        let out = run(&[]);
        assert_eq!(out.status.code(), Some(0), "{}", String::from_utf8_lossy(&out.stderr));
        let report: Value = serde_json::from_slice(&out.stdout).unwrap();
        assert_eq!(report["complete"], false);
        assert_eq!(report["policies"], json!({"known": 1, "rebuilt": 0, "unknown": 1}));
        let gaps = report["gaps"].as_array().unwrap();
        assert!(gaps.iter().any(|g| g["kind"] == "invalid-policy" && g.to_string().contains("/Statement/0/Colour")), "{gaps:?}");
        // What the bucket's policy grants is not known; what the role's trust policy grants is.
        let verdict = |kind: &str| report["traces"].as_array().unwrap().iter().any(|t| t["verdict"] == kind);
        assert!(verdict("undecided"), "{}", report["traces"]);
        assert_eq!(run(&["--strict"]).status.code(), Some(3));
    }
}
