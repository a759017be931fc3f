//! `docs/cli.md` is what the program says of itself. `KEYHOLDER_BLESS=1 cargo test` rewrites it.

use assert_cmd::Command;

fn help(command: &[&str]) -> String {
    let output = Command::cargo_bin("keyholder").unwrap().args(command).arg("--help").output().unwrap();
    assert!(output.status.success(), "{command:?}");
    String::from_utf8(output.stdout).unwrap().lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// The commands as the help lists them.
fn commands(help: &str) -> Vec<String> {
    let list = help.lines().skip_while(|l| *l != "Commands:").skip(1).take_while(|l| !l.is_empty());
    list.filter(|l| l.starts_with("  ") && !l.starts_with("   ")).filter_map(|l| l.split_whitespace().next()).map(str::to_owned).collect()
}

#[test]
fn the_page_of_the_command_line_is_the_programs_own_help() {
    let whole = help(&[]);
    let mut page = format!("# Command line\n\nGenerated from `keyholder --help`: `KEYHOLDER_BLESS=1 cargo test`.\n\n```text\n{whole}\n```\n");
    let commands = commands(&whole);
    assert!(commands.len() > 8 && commands.contains(&"review".to_owned()), "{commands:?}");
    for command in &commands {
        page.push_str(&format!("\n## keyholder {command}\n\n```text\n{}\n```\n", help(&[command])));
    }
    page.push_str("\n## Exit codes\n\n| code | meaning |\n|---|---|\n");
    page.push_str("| 0 | reviewed; nothing at or above `--fail-on`, no claim refuted; for questions with `--expect`: the expected verdict |\n");
    page.push_str("| 1 | findings at or above `--fail-on`, or a claim refuted; with `--expect`: another verdict |\n");
    page.push_str("| 2 | wrong use, unreadable input, no resource that keyholder knows |\n");
    page.push_str("| 3 | with `--strict`: incomplete, or a claim undecided; with `--expect`: undecided |\n");
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/cli.md");
    if std::env::var_os("KEYHOLDER_BLESS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    assert!(std::fs::read_to_string(&path).unwrap_or_default() == page, "docs/cli.md is not the program's help: KEYHOLDER_BLESS=1 cargo test");
}
