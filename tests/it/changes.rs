//! What a change does to who reaches what: plans of real Terraform that differ in one thing, compared both ways round.
//!
//! `tests/changes/cases.toml` says for each case what differs from `base`; nothing else may. The other way round the same is said, mirrored.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/changes")
}

fn compare(sources: &[&str]) -> Value {
    let mut command = Command::cargo_bin("keyholder").unwrap();
    command.current_dir(folder()).arg("compare").args(sources.iter().map(|s| format!("plans/{s}.json"))).args(["--format", "json"]);
    let output = command.output().unwrap();
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// One line a way: stores that only an account's name is known of are one.
fn lines(changes: &Value) -> Vec<String> {
    let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    // What AWS names differs from plan to plan.
    let name = |node: &Value| if text(&node["name"]).starts_with("sg-") { text(&node["address"]) } else { text(&node["name"]) };
    let ways = |kind: &str| changes[kind].as_array().unwrap().clone();
    let mut lines = Vec::new();
    let end = |t: &Value| {
        let to = name(&t["to"]);
        if to.starts_with("any ") { "any store".to_owned() } else { to }
    };
    for kind in ["added", "removed"] {
        lines.extend(ways(kind).iter().map(|t| format!("{kind}: {} {} {}, {}", name(&t["from"]), text(&t["access"]), end(t), text(&t["verdict"]))));
    }
    for kind in ["widened", "narrowed"] {
        lines.extend(ways(kind).iter().map(|t| {
            assert!(!t["why"].as_array().unwrap().is_empty());
            let was = &t["before"];
            let (from, verdict) = (arrow(&name(&was["from"]), &name(&t["from"])), arrow(&text(&was["verdict"]), &text(&t["verdict"])));
            format!("{kind}: {from} {} {}, {verdict}", text(&t["access"]), end(t))
        }));
    }
    lines.extend(ways("claims_refuted").iter().map(|c| format!("refuted: {}", text(&c["id"]))));
    lines.extend(ways("gaps_added").iter().map(|g| format!("gap: {}", text(&g["subject"]))));
    for kind in ["findings_added", "findings_resolved"] {
        lines.extend(ways(kind).iter().map(|f| format!("{}: {}", kind.replace("findings_", "finding "), text(&f["rule"]))));
    }
    lines.sort();
    lines.dedup();
    lines
}

fn arrow(before: &str, after: &str) -> String {
    if before == after { after.to_owned() } else { format!("{before} to {after}") }
}

/// What the other way round says.
fn mirrored(line: &str) -> Option<String> {
    let (kind, rest) = line.split_once(": ")?;
    let turn = |text: &str| text.split_once(" to ").map_or_else(|| text.to_owned(), |(a, b)| format!("{b} to {a}"));
    Some(match kind {
        "added" => format!("removed: {rest}"),
        "removed" => format!("added: {rest}"),
        "widened" | "narrowed" => {
            let (ends, verdicts) = rest.rsplit_once(", ")?;
            let marks = [" read ", " write ", " decrypt ", " become ", " connect "];
            let (from, access) = marks.iter().find_map(|m| ends.split_once(m).map(|(f, t)| (f, format!("{m}{t}"))))?;
            let kind = if kind == "widened" { "narrowed" } else { "widened" };
            format!("{kind}: {}{access}, {}", turn(from), turn(verdicts))
        }
        "finding added" => format!("finding resolved: {rest}"),
        "finding resolved" => format!("finding added: {rest}"),
        // A claim that holds again, and what is known again, are no news of a change.
        _ => return None,
    })
}

#[derive(serde::Deserialize)]
struct Case {
    expect: Vec<String>,
}

fn expected() -> BTreeMap<String, Vec<String>> {
    let cases: BTreeMap<String, Case> = toml::from_str(&std::fs::read_to_string(folder().join("cases.toml")).unwrap()).unwrap();
    cases.into_iter().map(|(name, case)| (name, case.expect)).collect()
}

fn plans(below: &str) -> Vec<String> {
    let entries = std::fs::read_dir(folder().join(below)).unwrap().map(|e| e.unwrap().path());
    let mut names: Vec<String> = entries.filter(|p| p.is_file()).map(|p| p.file_stem().unwrap().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_plan_that_updates_what_there_is_says_the_same_alone() {
    let expected = expected();
    for case in plans("plans/updates") {
        let account = |line: String| line.replace("⟨account:aws⟩", "444455556666");
        let said: Vec<String> = expected.get(&case).unwrap().iter().cloned().map(account).collect();
        assert_eq!(lines(&compare(&[&format!("updates/{case}")])), said, "{case}");
    }
}

#[test]
fn every_case_differs_from_the_base_in_what_it_says_and_in_nothing_else() {
    let expected = expected();
    let cases: Vec<String> = plans("plans").into_iter().filter(|c| c != "base").collect();
    assert_eq!(cases, expected.keys().cloned().collect::<Vec<_>>(), "cases and expectations");
    let mut wrong = Vec::new();
    for (case, said) in &expected {
        let mut said = said.clone();
        said.sort();
        let mut back: Vec<String> = said.iter().filter_map(|line| mirrored(line)).collect();
        back.sort();
        for (told, said) in [(lines(&compare(&["base", case])), said), (lines(&compare(&[case, "base"])), back)] {
            if told != said {
                wrong.push(format!("{case}:\n  expected {said:#?}\n  told {told:#?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
