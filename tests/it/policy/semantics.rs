//! The table of rules in `docs/semantics.md`: every rule has its code, and cases or tests that exist.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use keyholder::policy::{Caller, Document, Evaluation, PolicyKind, SyntaxError};

use super::ask::*;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, out) } else { out.push(path) }
    }
}

/// Ids of cases and names of functions.
fn known() -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    let mut paths = Vec::new();
    files(&root().join("tests/it"), &mut paths);
    for path in paths {
        let text = std::fs::read_to_string(path).unwrap();
        out.extend(text.lines().filter_map(|l| l.trim_start().strip_prefix("fn ")?.split('(').next().map(str::to_owned)));
    }
    let mut paths = Vec::new();
    files(&root().join("tests/conformance/policy"), &mut paths);
    for line in paths.iter().flat_map(|p| std::fs::read_to_string(p).unwrap().lines().map(str::to_owned).collect::<Vec<_>>()) {
        let case: serde_json::Value = serde_json::from_str(&line).unwrap();
        let id = case["id"].as_str().unwrap().to_owned();
        assert!(out.insert(id.clone()), "two cases are called {id}");
    }
    out
}

#[test]
fn every_rule_has_its_code_and_its_cases() {
    let page = std::fs::read_to_string(root().join("docs/semantics.md")).unwrap();
    let (rules, table) = page.split_once("## Where each rule is").unwrap();
    let known = known();
    let mut seen = Vec::new();
    for row in table.lines().filter(|l| l.starts_with("| ") && !l.starts_with("| rule")) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [number, code, tests] = cells[..] else { panic!("{row}") };
        assert!(root().join(code.trim_matches('`')).is_file(), "no file {code}");
        for test in tests.split(',').map(|t| t.trim().trim_matches('`')) {
            assert!(known.contains(test) || root().join(test).is_file(), "rule {number}: no case or test {test}");
        }
        seen.push(number.parse::<u32>().unwrap());
    }
    assert_eq!(seen, (1..=76).collect::<Vec<_>>());
    for number in seen {
        let told = rules.lines().any(|l| l.starts_with(&format!("{number}. ")) || l.contains(&format!(" {number}. ")));
        assert!(told, "rule {number} is not told");
    }
}

#[test]
fn a_document_is_checked_for_its_kind() {
    let checked = |kind: PolicyKind, json: &str| match Document::parse_str(json).unwrap().check(kind) {
        Ok(()) => None,
        Err(SyntaxError::Element { pointer, .. }) => Some(pointer),
        Err(other) => panic!("{other}"),
    };
    let with = |principal: &str| format!(r#"{{"Statement":[{{"Effect":"Deny",{principal}"Action":"*","Resource":"*"}}]}}"#);
    let (none, only, all_but) = (with(""), with(r#""Principal":"*","#), with(r#""NotPrincipal":{"AWS":"111122223333"},"#));
    for kind in [PolicyKind::Identity, PolicyKind::Boundary, PolicyKind::Session, PolicyKind::Scp] {
        assert_eq!(checked(kind, &none), None);
        assert_eq!(checked(kind, &only).as_deref(), Some("/Statement/0/Principal"));
        assert_eq!(checked(kind, &all_but).as_deref(), Some("/Statement/0/NotPrincipal"));
        let bare = r#"{"Statement":{"Effect":"Deny","Action":"*"}}"#;
        assert_eq!(checked(kind, bare).as_deref(), Some("/Statement"));
    }
    assert_eq!(checked(PolicyKind::Rcp, &all_but).as_deref(), Some("/Statement/0/NotPrincipal"));
    for kind in [PolicyKind::Resource, PolicyKind::Endpoint, PolicyKind::Trust] {
        assert_eq!(checked(kind, &only).or(checked(kind, &all_but)), None);
    }
}

#[test]
fn what_follows_from_the_caller() {
    let allowed = |caller: Caller, key: &str, value: &str| {
        let statement = format!(r#"{{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{{"StringEquals":{{"{key}":"{value}"}}}}}}"#);
        matches!(Ask::new(caller, "s3:GetObject", one("arn:aws:s3:::b/k")).identity(&statement).evaluate(), Evaluation::Allowed(_))
    };
    let session = || Caller::Role { arn: "arn:aws:iam::111122223333:role/team/app".into(), session: Some("s".into()) };
    let user = || Caller::User("arn:aws:iam::111122223333:user/team/ann".into());
    // Rule 24: that of a session is the role's.
    assert!(allowed(session(), "aws:PrincipalArn", "arn:aws:iam::111122223333:role/team/app"));
    assert!(!allowed(session(), "aws:PrincipalArn", "arn:aws:sts::111122223333:assumed-role/app/s"));
    // Rule 69: sessions of roles have no user name.
    assert!(allowed(user(), "aws:username", "ann"));
    assert!(!allowed(session(), "aws:username", "app"));
}
