//! The catalogue of rules: its page is up to date, and every rule says what it has to say.

use std::collections::BTreeSet;
use std::path::Path;

use assert_cmd::Command;
use keyholder::findings::{self, docs};
use serde_json::Value;

#[test]
fn the_page_of_rules_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md");
    let page = docs::page(&[findings::rules(), findings::change_rules()].concat());
    if std::env::var_os("KEYHOLDER_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &page).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == page, "docs/rules.md is out of date: KEYHOLDER_BLESS=1 cargo test rewrites it");
}

#[test]
fn every_rule_has_four_sections_in_order() {
    for rule in findings::rules() {
        let headings: Vec<_> = rule.docs.lines().filter_map(|l| l.strip_prefix("### ")).collect();
        assert_eq!(headings, docs::SECTIONS, "{}", rule.id);
        let bodies = rule.docs.split("### ").skip(1).map(|s| s.split_once('\n').unwrap().1.trim());
        assert!(bodies.into_iter().all(|b| b.len() > 10 && b.ends_with('.')), "{}: a section is empty or no sentence", rule.id);
    }
}

#[test]
fn rules_are_named_and_titled() {
    let ids: Vec<_> = findings::rules().iter().map(|r| r.id).collect();
    assert!(ids.is_sorted(), "{ids:?}");
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
    for rule in findings::rules() {
        assert!(rule.id.split('-').all(|w| !w.is_empty() && w.bytes().all(|b| b.is_ascii_lowercase())), "{}", rule.id);
        assert!(!rule.title.ends_with('.') && rule.title.starts_with(char::is_uppercase), "{}", rule.title);
        assert!(!rule.controls.is_empty(), "{}: no control", rule.id);
        assert_eq!(rule.since.split('.').count(), 3, "{}", rule.id);
    }
}

#[test]
fn every_rule_file_is_listed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/findings/rules");
    let files = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path().file_stem().unwrap().to_string_lossy().replace('_', "-"));
    let files: BTreeSet<String> = files.filter(|f| f != "mod").collect();
    let listed: BTreeSet<String> = findings::rules().iter().map(|r| r.id.to_owned()).collect();
    assert_eq!(files, listed);
    assert!(listed.len() >= 20);
}

/// A control is a row of the project's control matrix, or an id of a catalogue with the catalogue's version.
#[test]
fn controls_name_their_catalogue() {
    let catalogues = ["KC-", "NIST 800-53 r5 ", "ISO 27001:2022 A.", "SOC 2 CC", "CIS AWS Foundations 5.0.0 "];
    for rule in findings::rules() {
        for control in rule.controls {
            assert!(catalogues.iter().any(|c| control.starts_with(c)), "{}: {control}", rule.id);
        }
    }
}

/// The answer of the program about the clean sample: every rule ran, and a clean rule is visibly clean.
fn reviewed(format: &str) -> Value {
    let mut command = Command::cargo_bin("keyholder").unwrap();
    let output = command.current_dir(env!("CARGO_MANIFEST_DIR")).args(["review", "samples/clean/plan.json", "--format", format]).output().unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn json_and_sarif_list_every_rule() {
    let all: Vec<_> = findings::rules().iter().map(|r| r.id).collect();
    let ids = |rules: &Value| -> Vec<String> { rules.as_array().unwrap().iter().map(|r| r["id"].as_str().unwrap_or_default().to_owned()).collect() };
    assert_eq!(ids(&reviewed("json")["rules"]), all);
    assert_eq!(ids(&reviewed("sarif")["runs"][0]["tool"]["driver"]["rules"]), all);
}

#[test]
fn every_rule_explains_itself() {
    for rule in findings::rules() {
        let output = Command::cargo_bin("keyholder").unwrap().args(["explain", rule.id]).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success() && docs::SECTIONS.iter().all(|s| text.contains(s)), "{}", rule.id);
    }
}
