//! Terraform source: expressions against what Terraform makes of them, modules, policies with places, hostile input.

mod applied;
mod beside;
mod folder;
mod hostile;
mod proof;
mod symbols;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use keyholder::ingest::source::{Evaluated, Files, Given, Json, JsonNode, Name, Tree, Value, json_of};

type Memory = BTreeMap<String, Vec<u8>>;
type Sources<'a> = &'a [(&'a str, &'a str)];

fn memory(files: Sources<'_>) -> Memory {
    files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
}

fn evaluate(files: Sources<'_>) -> Evaluated {
    with(files, &[])
}

fn with(files: Sources<'_>, given: &[Given]) -> Evaluated {
    let files = memory(files);
    Tree::read(&files, "").evaluate(&files, given, &())
}

/// JSON with symbols in `⟨…⟩`; those outside of strings bare.
fn show(json: &Json) -> String {
    match &json.node {
        JsonNode::Null => "null".to_owned(),
        JsonNode::Bool(b) => b.to_string(),
        JsonNode::Number(n) => n.to_string(),
        JsonNode::String(text) => serde_json::to_string(&text.show()).unwrap(),
        JsonNode::Array(items) => format!("[{}]", items.iter().map(show).collect::<Vec<_>>().join(",")),
        JsonNode::Object(members) => {
            let members = members.iter().map(|(k, v)| format!("{}:{}", serde_json::to_string(&k.show()).unwrap(), show(v)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
        JsonNode::Unknown(symbol) => format!("⟨{}⟩", symbol.name),
    }
}

fn shown(value: &Value) -> String {
    show(&json_of(value))
}

#[test]
fn expressions_are_what_terraform_makes_of_them() {
    let table = include_str!("../../fixtures/source/expressions.tsv");
    let mut wrong = Vec::new();
    for line in table.lines() {
        let (expression, expected) = line.split_once('\t').unwrap();
        let out = evaluate(&[("main.tf", &format!("output \"x\" {{\n  value = {expression}\n}}\n"))]);
        let found = match out.outputs.get("x") {
            Some(Value::Unknown(_)) if !out.gaps.is_empty() => "error".to_owned(),
            Some(value) => shown(value),
            None => "no output".to_owned(),
        };
        let same = match (serde_json::from_str::<serde_json::Value>(expected), serde_json::from_str::<serde_json::Value>(&found)) {
            (Ok(a), Ok(b)) => a == b,
            _ => expected == found,
        };
        if !same {
            wrong.push(format!("{expression}\n    expected {expected}\n    found    {found}  {:?}", out.gaps.first().map(|g| &g.message)));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), table.lines().count(), wrong.join("\n"));
}

/// The files of a folder of this repository.
#[derive(Debug)]
struct Folder(PathBuf);

impl Files for Folder {
    fn entries(&self, folder: &str) -> Vec<Name> {
        let Ok(entries) = std::fs::read_dir(self.0.join(folder)) else { return Vec::new() };
        let mut names: Vec<Name> = entries
            .map(|e| e.unwrap())
            .map(|e| Name { name: e.file_name().into_string().unwrap(), folder: e.file_type().unwrap().is_dir() })
            .collect();
        names.sort();
        names
    }

    fn read(&self, path: &str) -> Option<Vec<u8>> {
        std::fs::read(self.0.join(path)).ok()
    }
}

fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Folders that hold `terraform`, the plan of it, and the state once that is applied: the samples, what registries' modules look like, and what
/// `KEYHOLDER_WORLDS` names, a folder of such folders.
fn worlds() -> Vec<PathBuf> {
    let own = ["samples", "tests/fixtures/source/idioms"].map(repository);
    let folders = own.into_iter().chain(std::env::var_os("KEYHOLDER_WORLDS").map(PathBuf::from));
    let inside = folders.flat_map(|folder| std::fs::read_dir(folder).unwrap()).map(|entry| entry.unwrap().path());
    let mut worlds: Vec<PathBuf> = inside.filter(|path| path.join("terraform").is_dir() && path.join("state.json").is_file()).collect();
    worlds.sort();
    worlds
}

/// All files of a folder.
fn whole(folder: &Path) -> Memory {
    fn walk(folder: &Folder, below: &str, out: &mut Memory) {
        for entry in folder.entries(below) {
            let path = if below.is_empty() { entry.name } else { format!("{below}/{}", entry.name) };
            if entry.folder {
                walk(folder, &path, out);
            } else {
                out.insert(path.clone(), folder.read(&path).unwrap());
            }
        }
    }
    let mut out = Memory::new();
    walk(&Folder(folder.to_owned()), "", &mut out);
    out
}

/// Types, defaults of optional attributes, heredocs and templates; `expected.json` is what Terraform 1.11 makes of `local.all`.
#[test]
fn types_and_templates_are_what_terraform_makes_of_them() {
    let files = whole(&repository("tests/fixtures/source/types"));
    let out = Tree::read(&files, "").evaluate(&files, &[], &());
    assert_eq!(out.gaps, []);
    let found: serde_json::Value = serde_json::from_str(&out.outputs["x"].as_str().unwrap()).unwrap();
    let expected: serde_json::Value = serde_json::from_slice(&files["expected.json"]).unwrap();
    for (i, (found, expected)) in found.as_array().unwrap().iter().zip(expected.as_array().unwrap()).enumerate() {
        assert_eq!(found, expected, "item {i}");
    }
}
