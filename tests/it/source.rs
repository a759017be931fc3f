//! Terraform source: expressions against what Terraform makes of them, modules, policies with places, hostile input.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use keyholder::ingest::source::{Evaluated, Files, Given, Json, JsonNode, Name, Segment, Text, Tree, Value, json_of, policy};

type Memory = BTreeMap<String, Vec<u8>>;

fn memory(files: &[(&str, &str)]) -> Memory {
    files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec())).collect()
}

fn evaluate(files: &[(&str, &str)]) -> Evaluated {
    with(files, &[])
}

fn with(files: &[(&str, &str)], given: &[Given]) -> Evaluated {
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
    let table = include_str!("../fixtures/source/expressions.tsv");
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

/// What a state says of each address.
fn applied(path: &Path) -> BTreeMap<String, serde_json::Value> {
    fn walk(module: &serde_json::Value, out: &mut BTreeMap<String, serde_json::Value>) {
        for resource in module["resources"].as_array().into_iter().flatten() {
            out.insert(resource["address"].as_str().unwrap().to_owned(), resource["values"].clone());
        }
        module["child_modules"].as_array().into_iter().flatten().for_each(|m| walk(m, out));
    }
    let state: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let mut out = BTreeMap::new();
    walk(&state["values"]["root_module"], &mut out);
    out
}

/// Compares rebuilt documents with applied ones; each symbol must stand for one string throughout.
#[derive(Default)]
struct Comparison {
    bound: BTreeMap<String, String>,
}

impl Comparison {
    fn new(state: &BTreeMap<String, serde_json::Value>) -> Self {
        let mut bound = BTreeMap::new();
        for (address, values) in state {
            for (name, value) in values.as_object().into_iter().flatten() {
                if let Some(text) = value.as_str() {
                    bound.insert(format!("{address}.{name}"), text.to_owned());
                }
            }
        }
        Self { bound }
    }

    fn text(&mut self, text: &Text, applied: &str) -> Result<(), String> {
        let mut pattern = String::from("^");
        let mut names = Vec::new();
        for segment in text.segments() {
            match segment {
                Segment::Literal(s) => pattern.push_str(&regex::escape(&s)),
                Segment::Symbol(symbol) => match self.bound.get(&*symbol.name).filter(|v| applied.contains(v.as_str())) {
                    Some(value) => pattern.push_str(&regex::escape(value)),
                    None => {
                        names.push(symbol.name.to_string());
                        pattern.push_str("(.+)");
                    }
                },
            }
        }
        pattern.push('$');
        let found = regex::Regex::new(&pattern).unwrap().captures(applied).ok_or_else(|| format!("`{}` for `{applied}`", text.show()))?;
        for (name, value) in names.iter().zip(found.iter().skip(1)) {
            self.bound.insert(name.clone(), value.unwrap().as_str().to_owned());
        }
        Ok(())
    }

    fn json(&mut self, ours: &Json, applied: &serde_json::Value, at: &str) -> Result<(), String> {
        use serde_json::Value as J;
        match (&ours.node, applied) {
            (JsonNode::Object(members), J::Object(applied)) => {
                let mut left: BTreeMap<String, &Json> = members.iter().map(|(k, v)| (k.show(), v)).collect();
                for (key, value) in applied {
                    // Keys with symbols are found by what they stand for.
                    let name = left
                        .keys()
                        .find(|k| k.as_str() == key)
                        .cloned()
                        .or_else(|| members.iter().find(|(k, _)| !k.is_known() && self.text(k, key).is_ok()).map(|(k, _)| k.show()));
                    match name.and_then(|n| left.remove(&n)) {
                        Some(mine) => self.json(mine, value, &format!("{at}/{key}"))?,
                        None if key == "Sid" && value == "" => {}
                        None => return Err(format!("{at}: `{key}` is missing in {:?}", members.iter().map(|m| m.0.show()).collect::<Vec<_>>())),
                    }
                }
                left.keys().next().map_or(Ok(()), |key| Err(format!("{at}: `{key}` is too much")))
            }
            (JsonNode::Array(ours), J::Array(applied)) if ours.len() == applied.len() => {
                if at.ends_with("/Statement") {
                    return ours.iter().zip(applied).enumerate().try_for_each(|(i, (a, b))| self.json(a, b, &format!("{at}/{i}")));
                }
                // Elsewhere order means nothing, and the provider sorts.
                let mut left: Vec<&J> = applied.iter().collect();
                for item in ours {
                    let found = left.iter().position(|candidate| self.json(item, candidate, at).is_ok());
                    left.remove(found.ok_or_else(|| format!("{at}: {} is not in {left:?}", show(item)))?);
                }
                Ok(())
            }
            (JsonNode::Array(ours), applied) if ours.len() == 1 && !applied.is_array() => self.json(&ours[0], applied, at),
            (_, J::Array(applied)) if applied.len() == 1 && !matches!(ours.node, JsonNode::Array(_)) => self.json(ours, &applied[0], at),
            (JsonNode::String(text), J::String(applied)) => self.text(text, applied).map_err(|e| format!("{at}: {e}")),
            (JsonNode::Unknown(symbol), J::String(applied)) => match self.bound.get(&*symbol.name) {
                Some(value) if value != applied => Err(format!("{at}: ⟨{}⟩ is `{value}`, not `{applied}`", symbol.name)),
                _ => Ok(()),
            },
            (_, applied) if show(ours) == applied.to_string() => Ok(()),
            _ => Err(format!("{at}: {} for {applied}", show(ours))),
        }
    }
}

/// Attributes that hold policies, with the way to them.
const POLICIES: &[&str] = &["policy", "assume_role_policy", "json", "key_policy", "access_policies"];

/// Every policy of a state against the one evaluated from source: how many there are, and what differs.
fn compare(folder: &str, state: &Path) -> (usize, Vec<String>) {
    let files = Folder(repository(folder));
    let out = Tree::read(&files, "").evaluate(&files, &[], &());
    let applied = applied(state);
    let mut comparison = Comparison::new(&applied);
    let (mut count, mut wrong) = (0, Vec::new());
    for (address, values) in &applied {
        let mut policies: Vec<(String, &serde_json::Value)> = POLICIES.iter().map(|name| ((*name).to_owned(), &values[*name])).collect();
        for (i, block) in values["inline_policy"].as_array().into_iter().flatten().enumerate() {
            policies.push((format!("inline_policy.{i}"), &block["policy"]));
        }
        for (name, text) in policies {
            let Some(document) = text.as_str().and_then(|t| serde_json::from_str::<serde_json::Value>(t).ok()).filter(|d| d.is_object()) else {
                continue;
            };
            let Some(block) = out.block(address) else {
                wrong.push(format!("{address} is not there"));
                continue;
            };
            let value = match name.strip_prefix("inline_policy.") {
                None => block.body.get(&name),
                Some(i) => match block.body.get("inline_policy") {
                    Some(Value::List(list)) => list.items.get(i.parse::<usize>().unwrap()).and_then(|b| b.get("policy")),
                    _ => None,
                },
            };
            // What is not configured is the provider's echo of another resource, or a default.
            let Some(value) = value else { continue };
            count += 1;
            let result = match policy(value) {
                Ok(Some(rebuilt)) => {
                    let unplaced = rebuilt.statements.iter().filter(|s| s.is_none()).count();
                    let placed =
                        if unplaced == 0 && !rebuilt.statements.is_empty() { Ok(()) } else { Err(format!("{unplaced} statements without place")) };
                    comparison.json(&rebuilt.document, &document, "").and(placed)
                }
                other => Err(format!("{other:?}")),
            };
            if let Err(message) = result {
                wrong.push(format!("{address}.{name}: {message}"));
            }
        }
    }
    wrong.extend(out.gaps.iter().map(|g| format!("gap {}: {}", g.subject, g.message)));
    (count, wrong)
}

#[test]
fn policies_of_the_samples_are_those_that_were_applied() {
    for sample in ["byoc-kafka", "rewrite-trust", "clean"] {
        let (count, wrong) = compare(&format!("samples/{sample}/terraform"), &repository(&format!("samples/{sample}/state.json")));
        assert!(wrong.is_empty(), "{sample}: {} of {count}:\n{}", wrong.len(), wrong.join("\n"));
        assert!(count > 5, "{sample}: {count} policies");
        println!("{sample}: {count} policies");
    }
}
