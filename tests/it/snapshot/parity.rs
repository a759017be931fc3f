//! The same infrastructure from its plan, its state and its account gives the same ways and findings, but for what only one of them can know.
//!
//! The samples were applied to a simulated AWS and read back call by call (`tests/parity/dump.py`, `tests/parity/bundle.py`).

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use super::{answer, keyholder, write};

const SAMPLES: &[&str] = &["byoc-kafka", "clean", "rewrite-trust"];

/// What plans leave open and accounts decide, as docs/evidence.md lists it: sample, from where, to what.
const ONLY_THE_ACCOUNT_DECIDES: &[(&str, &str, &str)] = &[
    // The cluster's issuer is known after apply, so it is not known which roles trust its identities.
    ("byoc-kafka", "an identity of the cluster", ""),
    // Who may read the repository is known after apply.
    ("byoc-kafka", "anybody", "repository/streamhouse/acme-prod"),
];

/// Rules about what stands in plans and states themselves.
const ONLY_TERRAFORM_TELLS: &[&str] = &["secret-in-plan"];

type Counted<T> = BTreeMap<T, i32>;

/// What is compared of a review: ways with their verdicts and steps, and findings.
struct Reviewed {
    ways: Counted<(String, String, String, String, String)>,
    findings: Counted<String>,
}

fn review(folder: &Path, source: &str) -> Reviewed {
    let output = keyholder(folder, &["review", source, "--format", "json", "--fail-on", "never", "--config", "keyholder.toml"]);
    let report = answer(&output);
    let mut reviewed = Reviewed { ways: Counted::new(), findings: Counted::new() };
    for way in report["traces"].as_array().unwrap() {
        let steps: Vec<&str> = way["hops"].as_array().unwrap().iter().map(|h| h["edge"].as_str().unwrap()).collect();
        let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
        let key = (masked(&way["from"]["arn"]), masked(&way["to"]["arn"]), text(&way["access"]), text(&way["verdict"]), steps.join(" "));
        if !only_the_account_knows(&key.1) {
            *reviewed.ways.entry(key).or_default() += 1;
        }
    }
    for finding in report["findings"].as_array().unwrap() {
        let of_terraform = finding["rule"].as_str().is_some_and(|rule| ONLY_TERRAFORM_TELLS.contains(&rule));
        if !of_terraform && !only_the_account_knows(&finding["subject"].to_string()) {
            *reviewed.findings.entry(finding["rule"].as_str().unwrap().to_owned()).or_default() += 1;
        }
    }
    reviewed
}

/// Volumes that instances were launched with, and AWS's own keys.
fn only_the_account_knows(name: &str) -> bool {
    name.contains(":volume/vol-") || name.contains("aws-managed")
}

/// Ids that AWS gives, and values known after apply, are any.
fn masked(arn: &Value) -> String {
    let arn = arn.as_str().unwrap_or_default();
    if let Some((before, _)) = arn.split_once(":oidc-provider/") {
        return format!("{before}:oidc-provider/*");
    }
    if let Some((before, id)) = arn.split_once(":key/") {
        return if AWS_KEYS.contains(&id) { "aws-managed".into() } else { format!("{before}:key/*") };
    }
    match arn.split_once(":secret:") {
        Some((before, name)) => format!("{before}:secret:{}-*", name.rsplit_once('-').map_or(name, |(name, _)| name)),
        None => arn.to_owned(),
    }
}

/// The accounts' keys that AWS manages.
const AWS_KEYS: &[&str] = &["b53bb2ea-db82-4441-b1b9-c015a110ead5", "b94929df-4c95-482d-83dd-0f1954c750b2"];

/// The sample's configuration without what is named by Terraform's addresses, which an account does not know.
fn configuration(sample: &str) -> String {
    let text = std::fs::read_to_string(format!("{}/samples/{sample}/keyholder.toml", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let line = |line: &str| match line.split_once(" = [") {
        Some((name @ ("stores" | "keys"), list)) => {
            let known: Vec<&str> = list.trim_end_matches(']').split(", ").filter(|entry| entry.starts_with("\"arn:")).collect();
            format!("{name} = [{}]", known.join(", "))
        }
        _ => line.to_owned(),
    };
    text.lines().map(|l| line(l) + "\n").collect()
}

fn lay_out(sample: &str, folder: &Path) {
    let root = env!("CARGO_MANIFEST_DIR");
    let bundle: BTreeMap<String, Value> =
        serde_json::from_slice(&std::fs::read(format!("{root}/tests/fixtures/snapshots/{sample}.json")).unwrap()).unwrap();
    let files: Vec<(&str, Value)> = bundle.iter().map(|(path, value)| (path.as_str(), value.clone())).collect();
    write(&folder.join("snapshot"), &files);
    for name in ["plan.json", "state.json"] {
        std::fs::copy(format!("{root}/samples/{sample}/{name}"), folder.join(name)).unwrap();
    }
    std::fs::write(folder.join("keyholder.toml"), configuration(sample)).unwrap();
}

fn less<T: Ord + Clone>(a: &Counted<T>, b: &Counted<T>) -> Vec<T> {
    a.iter().filter(|(key, count)| b.get(*key).copied().unwrap_or_default() < **count).map(|(key, _)| key.clone()).collect()
}

#[test]
fn state_and_account_give_the_same() {
    for sample in SAMPLES {
        let folder = tempfile::tempdir().unwrap();
        lay_out(sample, folder.path());
        let (state, account) = (review(folder.path(), "state.json"), review(folder.path(), "snapshot"));
        assert!(!state.ways.is_empty());
        assert_eq!(less(&state.ways, &account.ways), [], "{sample}: ways that the account does not give");
        assert_eq!(less(&account.ways, &state.ways), [], "{sample}: ways that the state does not give");
        assert_eq!(state.findings, account.findings, "{sample}");
    }
}

#[test]
fn what_a_plan_decides_the_account_decides_alike() {
    for sample in SAMPLES {
        let folder = tempfile::tempdir().unwrap();
        lay_out(sample, folder.path());
        let (plan, account) = (review(folder.path(), "plan.json"), review(folder.path(), "snapshot"));
        let of_plan = less(&plan.ways, &account.ways);
        let decided: Vec<_> = of_plan.iter().filter(|way| way.3 != "undecided").collect();
        assert!(decided.is_empty(), "{sample}: decided otherwise by the plan: {decided:#?}");
        // What is known after apply leaves ways open that the account decides.
        let of_account = less(&account.ways, &plan.ways);
        let open = |way: &&(String, String, String, String, String)| {
            !of_plan.iter().any(|p| (&p.0, &p.2) == (&way.0, &way.2) && (p.1 == way.1 || p.1.contains(['*', '⟨'])))
        };
        let alone: Vec<_> = of_account.iter().filter(open).collect();
        assert!(alone.is_empty(), "{sample}: known to the account alone: {alone:#?}");
        let row = |way: &(String, String, String, String, String)| {
            let from = if way.0.contains(":oidc-provider/") { "an identity of the cluster" } else { "anybody" };
            (from, if from == "anybody" { way.1.rsplit(':').next().unwrap_or_default().to_owned() } else { String::new() })
        };
        let told = ONLY_THE_ACCOUNT_DECIDES.iter().filter(|(of, ..)| of == sample).map(|(_, from, to)| (*from, (*to).to_owned()));
        assert_eq!(of_plan.iter().map(row).collect::<BTreeSet<_>>(), told.collect(), "{sample}: what the plan leaves open");
        let other = |a: &Reviewed, b: &Reviewed| less(&a.findings, &b.findings);
        assert_eq!(other(&account, &plan), [] as [String; 0], "{sample}: findings that the plan does not give");
        let open: &[&str] = if *sample == "byoc-kafka" { &["undecided-claim"] } else { &[] };
        assert_eq!(other(&plan, &account), open, "{sample}: findings that the account does not give");
    }
}
