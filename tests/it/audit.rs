//! The auditor's walk of the documentation, walked: from a row of the matrix to its evidence, the hash and the line of the source.
//!
//! `tests/audit.md` holds the words, this the facts; together they are `docs/audit.md`.

use std::collections::BTreeMap;
use std::path::Path;

use crate::pack::{entries, rearchived};
use assert_cmd::Command;
use serde_json::Value;
use sha2::{Digest, Sha256};

const ROW: &str = "KC-VND-09";
const PLAN: &str = "samples/byoc-kafka/plan.json";
const SOURCE: &str = "samples/byoc-kafka/terraform";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn keyholder(arguments: &[&str]) -> String {
    let mut command = Command::cargo_bin("keyholder").unwrap();
    // The sample's exceptions end one day.
    let output = command.current_dir(root()).env("SOURCE_DATE_EPOCH", "1795600000").args(arguments).output().unwrap();
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
}

fn sum(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

/// The cells of the matrix's row that lead on, as rows of a table.
fn row(matrix: &[u8]) -> String {
    let mut reader = csv::Reader::from_reader(matrix);
    let heads = reader.headers().unwrap().clone();
    let row = reader.records().map(Result::unwrap).find(|r| &r[0] == ROW).unwrap();
    let cells = heads.iter().zip(row.iter()).filter(|(head, _)| ["question", "state", "evidence", "gives evidence for", "judged on"].contains(head));
    let lines =
        cells.flat_map(|(head, cell)| cell.lines().enumerate().map(move |(at, line)| format!("| {} | {line} |", if at == 0 { head } else { "" })));
    lines.collect::<Vec<_>>().join("\n")
}

/// What the rows of this input say that keyholder does not look at.
fn unread(report: &Value) -> String {
    let mut rows: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for control in report["controls"].as_array().unwrap().iter().filter(|c| c["state"] == "unknown") {
        for missing in control["missing"].as_array().unwrap().iter().filter_map(Value::as_str).filter(|m| m.contains("keyholder does not")) {
            rows.entry(missing).or_default().push(control["id"].as_str().unwrap());
        }
    }
    let code = |ids: &[&str]| ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
    rows.iter().map(|(missing, ids)| format!("| {missing} | {} |", code(ids))).collect::<Vec<_>>().join("\n")
}

/// The lines of a block of Terraform: its first ones, and the condition.
fn block(file: &Path, line: usize) -> String {
    let text = std::fs::read_to_string(file).unwrap();
    let lines: Vec<&str> = text.lines().skip(line - 1).collect();
    let condition = lines.iter().position(|l| l.trim_start().starts_with("condition {")).unwrap();
    [&lines[..3], &["    …"], &lines[condition..condition + 3]].concat().join("\n")
}

/// A statement with lists of one as their one value, as reports print it.
fn single(value: Value) -> Value {
    match value {
        Value::Array(mut list) if list.len() == 1 => single(list.remove(0)),
        Value::Array(list) => list.into_iter().map(single).collect(),
        Value::Object(map) => map.into_iter().map(|(key, value)| (key, single(value))).collect(),
        other => other,
    }
}

#[test]
fn the_walk_in_the_documentation_is_real() {
    let folder = tempfile::tempdir().unwrap();
    let [pack, changed] = ["pack.zip", "changed.zip"].map(|name| folder.path().join(name));
    let json = folder.path().join("report.json");
    let form = format!("json={}", json.display());
    keyholder(&["review", PLAN, "--source", SOURCE, "-q", "--format", &form, "--pack", pack.to_str().unwrap()]);
    let bytes = std::fs::read(&pack).unwrap();
    let verified = keyholder(&["verify", pack.to_str().unwrap()]);

    // A byte of `matrix.csv` flipped, `report.md` taken out, `notes.txt` put in: by hand, as somebody would who has no keyholder.
    let mut files = entries(&bytes);
    files.get_mut("matrix.csv").unwrap()[100] ^= 1;
    files.remove("report.md");
    files.insert("notes.txt".to_owned(), b"x".to_vec());
    std::fs::write(&changed, rearchived(&files)).unwrap();
    let told = keyholder(&["verify", changed.to_str().unwrap()]);

    let files = entries(&bytes);
    assert_eq!(files["report.json"], std::fs::read(&json).unwrap());
    let report: Value = serde_json::from_slice(&files["report.json"]).unwrap();
    let find = |list: &str, key: &str, value: &str| report[list].as_array().unwrap().iter().find(|v| v[key] == value).unwrap().clone();
    let control = find("controls", "id", ROW);
    let finding = find("findings", "id", control["findings"][0].as_str().unwrap());
    let statement = &control["statements"][0];
    let origin = &statement["origin"];

    // The arrow of the picture whose evidence is this statement.
    let picture = String::from_utf8(files["diagrams/access.svg"].clone()).unwrap();
    let picture = roxmltree::Document::parse(&picture).unwrap();
    let evidence = report["evidence"].as_array().unwrap().iter().find(|e| e["statements"][0]["sha256"] == statement["sha256"]).unwrap();
    let id = evidence["id"].as_str().unwrap();
    let target = evidence["text"].as_str().unwrap().rsplit(' ').next().unwrap();
    let said = |e: &roxmltree::Node<'_, '_>| e.descendants().find(|e| e.has_tag_name("title")).and_then(|e| e.text()).unwrap_or_default().to_owned();
    let rests = |e: &roxmltree::Node<'_, '_>| e.attribute("data-evidence").is_some_and(|ids| ids.split(' ').any(|i| i == id));
    assert!(picture.descendants().any(|e| rests(&e) && said(&e).starts_with("assumes role") && said(&e).contains(target)), "{id} is on the arrow");

    // The hash, the input, the place in it, and the line.
    let text = statement["text"].as_str().unwrap();
    assert_eq!(evidence["statements"][0]["text"], text);
    assert_eq!(sum(text.as_bytes()), statement["sha256"].as_str().unwrap());
    let input = std::fs::read(root().join(PLAN)).unwrap();
    assert_eq!(sum(&input), control["judged_on"][0]["sha256"].as_str().unwrap());
    let pointer = origin["pointer"].as_str().unwrap();
    let plan: Value = serde_json::from_slice(&input).unwrap();
    let policy: Value = serde_json::from_str(plan.pointer(pointer).unwrap().as_str().unwrap()).unwrap();
    let stated = &policy["Statement"][0];
    assert_eq!(serde_json::from_str::<Value>(text).unwrap(), single(stated.clone()));
    let path: String = pointer.split('/').skip(1).map(|p| if p.parse::<usize>().is_ok() { format!("[{p}]") } else { format!(".{p}") }).collect();
    let (file, line) = (origin["file"].as_str().unwrap(), origin["line"].as_u64().unwrap());
    let source = block(&root().join(SOURCE).join(file), usize::try_from(line).unwrap());
    assert!(source.contains(statement["sid"].as_str().unwrap()));

    let string = |value: &Value| value.as_str().unwrap().to_owned();
    let facts = [
        ("verified", verified),
        ("changed", told),
        ("row", row(&files["matrix.csv"])),
        ("finding", string(&finding["id"])),
        ("fingerprint", string(&finding["fingerprint"])),
        ("rule", string(&finding["rule"])),
        ("message", string(&finding["message"])),
        ("target", target.to_owned()),
        ("evidence", id.to_owned()),
        ("statement", text.to_owned()),
        ("hash", string(&statement["sha256"])),
        ("stated", stated.to_string()),
        ("pointer", pointer.to_owned()),
        ("path", path),
        ("input", sum(&input)),
        ("place", format!("{file}:{line}")),
        ("source", source),
        ("unread", unread(&report)),
    ];
    let mut page = std::fs::read_to_string(root().join("tests/audit.md")).unwrap();
    for (name, fact) in facts {
        let slot = format!("{{{{{name}}}}}");
        assert!(page.contains(&slot), "{name} has no place");
        page = page.replace(&slot, &fact);
    }
    assert!(!page.contains("{{"), "a place without a fact");
    let path = root().join("docs/audit.md");
    if std::env::var_os("KEYHOLDER_BLESS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    // The manifest's hash is that of every byte of every picture: another version has another one.
    let masked = |page: &str| page.lines().filter(|l| !l.starts_with("manifest: sha256 ")).collect::<Vec<_>>().join("\n");
    let written = std::fs::read_to_string(&path).unwrap();
    assert!(masked(&written) == masked(&page), "docs/audit.md is not what the walk gives: KEYHOLDER_BLESS=1 cargo test");
}
