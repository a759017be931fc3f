//! The samples are demo, documentation and test in one: what the program makes of each is committed in `samples/<name>/expected/`.
//! `KEYHOLDER_BLESS=1 cargo test` rewrites it; read the difference before committing it. Not committed are PNG copies, which are drawn from the
//! SVG, and the HTML page, which holds the same pictures and its fonts again.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;

/// Outputs by path; terminal output is `terminal.txt`.
type Outputs = BTreeMap<String, Vec<u8>>;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn samples() -> Vec<String> {
    let entries = fs::read_dir(root().join("samples")).unwrap().map(|e| e.unwrap());
    let mut names: Vec<_> = entries.filter(|e| e.path().join("plan.json").is_file()).map(|e| e.file_name().into_string().unwrap()).collect();
    names.sort();
    assert!(names.len() >= 3, "{names:?}");
    names
}

/// Runs the program in the root of the repository.
fn keyholder(arguments: &[&str]) -> Output {
    // Dates of the samples are compared to a day: 2026-11-24.
    let day = [("COLUMNS", "100"), ("SOURCE_DATE_EPOCH", "1795478400")];
    Command::cargo_bin("keyholder").unwrap().current_dir(root()).envs(day).args(arguments).output().unwrap()
}

/// Reviews a sample's input with all formats.
fn review(sample: &str, input: &str, more: &[&str]) -> Outputs {
    let out = tempfile::tempdir().unwrap();
    let source = format!("samples/{sample}/{input}");
    let mut arguments = vec!["review", &source, "--quiet", "--out", out.path().to_str().unwrap()];
    arguments.extend(more);
    let output = keyholder(&arguments);
    let code = output.status.code();
    assert!(code == Some(0) || code == Some(1), "{sample}: {code:?} {}", String::from_utf8_lossy(&output.stderr));
    let mut outputs = files(out.path());
    // The program names the files that it wrote; the folder is another one each time.
    let terminal = String::from_utf8(output.stdout).unwrap().replace(out.path().to_str().unwrap(), "out");
    outputs.insert("terminal.txt".into(), terminal.into_bytes());
    outputs
}

fn files(folder: &Path) -> Outputs {
    let mut outputs = Outputs::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                outputs.insert(path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/"), fs::read(&path).unwrap());
            }
        }
    }
    outputs
}

/// Where two outputs part, for a reader.
fn first_difference(expected: &[u8], found: &[u8]) -> String {
    let (expected, found) = (String::from_utf8_lossy(expected).into_owned(), String::from_utf8_lossy(found).into_owned());
    let lines = expected.lines().zip(found.lines()).enumerate().find(|(_, (e, f))| e != f);
    let cut = |s: &str| s.chars().take(160).collect::<String>();
    lines.map_or("one is longer".to_owned(), |(n, (e, f))| format!("line {}: expected {:?}, found {:?}", n + 1, cut(e), cut(f)))
}

#[test]
fn samples_give_what_is_committed() {
    let mut wrong = Vec::new();
    for sample in samples() {
        let folder = root().join("samples").join(&sample).join("expected");
        let mut found = review(&sample, "plan.json", &[]);
        found.retain(|path, _| !path.ends_with(".png") && !path.ends_with(".html"));
        if std::env::var_os("KEYHOLDER_BLESS").is_some() {
            let _ = fs::remove_dir_all(&folder);
            for (path, bytes) in &found {
                let path = folder.join(path);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, bytes).unwrap();
            }
        }
        let expected = if folder.is_dir() { files(&folder) } else { Outputs::new() };
        for path in expected.keys().chain(found.keys()).collect::<std::collections::BTreeSet<_>>() {
            match (expected.get(path), found.get(path)) {
                (Some(e), Some(f)) if e == f => {}
                (Some(e), Some(f)) => wrong.push(format!("samples/{sample}/expected/{path}: {}", first_difference(e, f))),
                (Some(_), None) => wrong.push(format!("samples/{sample}/expected/{path}: no longer written")),
                (None, _) => wrong.push(format!("samples/{sample}/expected/{path}: not committed")),
            }
        }
    }
    assert!(wrong.is_empty(), "KEYHOLDER_BLESS=1 cargo test rewrites:\n{}", wrong.join("\n"));
}

#[test]
fn every_run_gives_the_same_bytes() {
    for sample in samples() {
        let (one, two) = (review(&sample, "plan.json", &["--threads", "1"]), review(&sample, "plan.json", &["--threads", "4"]));
        let differing: Vec<_> = one.keys().filter(|path| one.get(*path) != two.get(*path)).collect();
        assert!(differing.is_empty() && one.len() == two.len(), "{sample}: {differing:?}");
    }
}

/// Rule, severity and subject of each finding.
fn findings(sample: &str, input: &str) -> Vec<[String; 3]> {
    let output = keyholder(&["review", &format!("samples/{sample}/{input}"), "--format", "json", "--fail-on", "never"]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |v: &serde_json::Value| v.as_str().map_or_else(|| v.to_string(), str::to_owned);
    report["findings"].as_array().unwrap().iter().map(|f| ["rule", "severity", "subject"].map(|k| text(&f[k]))).collect()
}

#[test]
fn nothing_fires_on_the_clean_sample() {
    for input in ["plan.json", "state.json"] {
        assert_eq!(findings("clean", input), Vec::<[String; 3]>::new(), "{input}");
        let output = keyholder(&["review", &format!("samples/clean/{input}"), "--quiet"]);
        assert_eq!(output.status.code(), Some(0), "{input}");
    }
}

/// Everything that a picture says, wherever it stands: boxes, arrows, frames with their evidence and full words.
fn content(svg: &[u8]) -> Vec<String> {
    let text = std::str::from_utf8(svg).unwrap();
    let document = roxmltree::Document::parse(text).unwrap();
    let said = |e: roxmltree::Node<'_, '_>| {
        let own = e.attributes().filter(|a| a.name().starts_with("data-")).map(|a| format!("{}={}", a.name(), a.value())).collect::<Vec<_>>();
        let title = e.children().find(|c| c.has_tag_name("title")).and_then(|t| t.text()).unwrap_or_default();
        (!own.is_empty()).then(|| format!("{} {title}", own.join(" ")))
    };
    let mut all: Vec<String> = document.descendants().filter_map(said).collect();
    all.sort();
    all
}

/// Graphviz lays the same graph out differently from version to version, so only what is in the pictures is compared, where it is installed.
#[test]
fn the_layout_of_graphviz_has_the_same_content() {
    if std::process::Command::new("dot").arg("-V").output().is_err() {
        return;
    }
    let (ours, theirs) = (review("byoc-kafka", "plan.json", &[]), review("byoc-kafka", "plan.json", &["--layout", "dot"]));
    let pictures: Vec<_> = ours.iter().filter(|(path, _)| path.ends_with(".svg")).collect();
    assert!(pictures.len() > 5);
    for (path, picture) in pictures {
        assert!(content(picture).len() > 2, "{path}");
        assert_eq!(content(picture), content(&theirs[path]), "{path}");
        assert_ne!(*picture, theirs[path], "{path}");
    }
}
