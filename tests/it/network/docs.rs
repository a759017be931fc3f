//! `docs/network.md`: every answer it shows is what keyholder says, and its scope is one that keyholder takes.

use std::path::Path;

use assert_cmd::Command;

/// Fences of a language, without the fences.
fn blocks<'a>(page: &'a str, language: &str) -> Vec<&'a str> {
    let mut out = Vec::new();
    let mut rest = page;
    while let Some((_, after)) = rest.split_once(&format!("\n```{language}\n")) {
        let (block, next) = after.split_once("\n```").unwrap();
        out.push(block);
        rest = next;
    }
    out
}

/// Words of a command line with quotes such as shells take.
fn words(line: &str) -> Vec<String> {
    line.split('\'')
        .enumerate()
        .flat_map(|(n, part)| if n % 2 == 1 { vec![part.to_owned()] } else { part.split_whitespace().map(str::to_owned).collect() })
        .collect()
}

fn run(fixture: &str, arguments: &[String]) -> std::process::Output {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/network").join(fixture);
    Command::cargo_bin("keyholder").unwrap().current_dir(folder).args(arguments).output().unwrap()
}

/// An answer is shown from its first line on, whole paragraphs of it.
#[test]
fn the_page_shows_real_answers() {
    let page = include_str!("../../../docs/network.md");
    let shown = blocks(page, "text");
    let fixtures = ["kafka", "kafka", "balanced"];
    assert_eq!(shown.len(), fixtures.len());
    for (block, fixture) in shown.into_iter().zip(fixtures) {
        let (command, answer) = block.split_once('\n').unwrap();
        let arguments = words(command.strip_prefix("$ keyholder ").unwrap());
        let said = String::from_utf8(run(fixture, &arguments).stdout).unwrap();
        let rest = said.strip_prefix(answer).unwrap_or_else(|| panic!("{command}\n{said}"));
        assert!(rest.starts_with("\n\n"), "{command}: the page stops within a paragraph: {rest}");
    }
}

#[test]
fn the_scope_of_the_page_holds_of_the_plan() {
    let page = include_str!("../../../docs/network.md");
    let scope = blocks(page, "json").into_iter().find(|b| b.contains("MatchPaths")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("scope.json");
    std::fs::write(&file, scope).unwrap();
    let arguments = ["reach", "plan.json", "--scope", file.to_str().unwrap()].map(str::to_owned);
    assert_eq!(run("kafka", &arguments).status.code(), Some(0));
    // The twin: what clients do to brokers is no path that must not be.
    std::fs::write(&file, scope.replace(r#"{"ResourceTypes": ["AWS::EC2::InternetGateway"]}"#, r#"{"Resources": ["aws_security_group.client"]}"#))
        .unwrap();
    assert_eq!(run("kafka", &arguments).status.code(), Some(1));
}
