//! Every policy evaluated from source against the one that was applied, and the places of statements.

use std::collections::BTreeMap;
use std::path::Path;

use keyholder::ingest::source::{Evaluated, Files, Json, JsonNode, Segment, Text, Tree, Value, json_of, outcomes, policy};

use super::{Folder, repository, show, whole};

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
            (JsonNode::Bool(a), J::Bool(b)) if a == b => Ok(()),
            (JsonNode::Number(a), J::Number(b)) if a.to_string() == b.to_string() => Ok(()),
            (JsonNode::Null, J::Null) => Ok(()),
            _ => Err(format!("{at}: {} for {applied}", show(ours))),
        }
    }
}

impl Comparison {
    /// As [`Comparison::json`], but the applied value may hold more: what the provider fills in, and policies in any notation.
    fn within(&mut self, ours: &Json, applied: &serde_json::Value, at: &str) -> Result<(), String> {
        use serde_json::Value as J;
        match (&ours.node, applied) {
            (JsonNode::Null, _) => Ok(()),
            (JsonNode::Object(members), J::Object(applied)) => {
                members.iter().try_for_each(|(k, v)| self.within(v, &applied[&k.show()], &format!("{at}/{}", k.show())))
            }
            (JsonNode::Array(items), J::Array(applied)) if items.len() == applied.len() => {
                let mut left: Vec<&J> = applied.iter().collect();
                for item in items {
                    let found = left.iter().position(|candidate| self.within(item, candidate, at).is_ok());
                    left.remove(found.ok_or_else(|| format!("{at}: {} is not in {left:?}", show(item)))?);
                }
                Ok(())
            }
            (JsonNode::Number(_) | JsonNode::Bool(_), J::String(s)) if show(ours) == *s => Ok(()),
            (JsonNode::String(t), J::Bool(b)) if t.show() == b.to_string() => Ok(()),
            (JsonNode::String(t), J::Number(n)) if t.show() == n.to_string() => Ok(()),
            _ => self.json(ours, applied, at),
        }
    }
}

/// Attributes that hold policies, with the way to them.
const POLICIES: &[&str] = &["policy", "assume_role_policy", "json", "source_json", "override_json"];

/// Every policy of a state against the one evaluated from source: how many there are, and what differs.
fn compare(folder: &str, state: &Path) -> (usize, Vec<String>) {
    compare_with(folder, applied(state))
}

fn compare_with(folder: &str, applied: BTreeMap<String, serde_json::Value>) -> (usize, Vec<String>) {
    let files = Folder(repository(folder));
    let out = Tree::read(&files, "").evaluate(&files, &[], &());
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
    }
}

#[test]
fn modules_as_vendors_write_them_are_evaluated() {
    let (count, wrong) = compare("tests/fixtures/source/vendors", &repository("tests/fixtures/source/vendors.state.json"));
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(count, 19);
}

/// One changed action, and one changed id of a single place, are found.
#[test]
fn the_comparison_can_fail() {
    let state = repository("tests/fixtures/source/vendors.state.json");
    for (from, to) in
        [("iam:PassRole", "iam:GetRole"), ("ABCDEF0123456789:sub", "ABCDEF0123456788:sub"), ("role/acme-stream/acme-stream-bootstrap", "role/acme-x")]
    {
        let mut applied = applied(&state);
        for values in applied.values_mut() {
            for policy in ["policy", "assume_role_policy"] {
                if let Some(text) = values.get_mut(policy).filter(|v| v.is_string()) {
                    *text = text.as_str().unwrap().replace(from, to).into();
                }
            }
        }
        let (_, wrong) = compare_with("tests/fixtures/source/vendors", applied);
        assert!(!wrong.is_empty(), "{from} is {to}");
    }
}

/// The statement with a sid in a policy of an instance, as `file:line:column`.
fn place_of(out: &Evaluated, address: &str, attribute: &str, sid: &str) -> String {
    let rebuilt = policy(out.block(address).unwrap().body.get(attribute).unwrap()).unwrap().unwrap();
    let is = |s: &Json| matches!(&s.node, JsonNode::Object(m) if m.iter().any(|(k, v)| k.show() == "Sid" && matches!(&v.node, JsonNode::String(t) if t.show() == sid)));
    let index = rebuilt.statement_list().iter().position(is).unwrap();
    out.show(rebuilt.statements[index].unwrap())
}

#[test]
fn statements_are_found_where_they_are_written() {
    let files = Folder(repository("tests/fixtures/source/vendors"));
    let out = Tree::read(&files, "").evaluate(&files, &[], &());
    let expected = [
        // A block of a data source, merged from another, overridden by a third, and made by `dynamic`.
        ("module.bootstrap.aws_iam_role.bootstrap", "assume_role_policy", "Vendor", "  statement {\n    sid     = \"Vendor\""),
        ("module.bootstrap.aws_iam_role_policy.services", "policy", "List", "  statement {\n    sid       = \"List\""),
        (
            "module.bootstrap.aws_iam_role_policy.services",
            "policy",
            "Objects",
            "  statement {\n    sid       = \"Objects\"\n    effect    = \"Deny\"",
        ),
        ("module.bootstrap.aws_iam_role_policy.services", "policy", "Ec2", "    content {\n      sid         = title(statement.key)"),
        // An object, one of a `for`, one of a template file, one of text in a template file, one in a heredoc.
        ("module.bootstrap.aws_iam_role_policy.self", "policy", "Self", "      {\n        Sid      = \"Self\""),
        ("module.bootstrap.aws_iam_role_policy.self", "policy", "Bucket01", "{\n        Sid      = format("),
        ("module.bucket[\"prod\"].aws_s3_bucket_policy.this", "policy", "Tls", "    [{ Sid = \"Tls\""),
        ("module.bootstrap.aws_iam_policy.boundary[0]", "policy", "RoleB", "    {\n      \"Sid\": \"Role$"),
        ("module.bootstrap.aws_iam_policy.boundary[0]", "policy", "Last", "    {\"Sid\": \"Last\""),
        ("module.workload.aws_kms_key.data", "policy", "Root", "        {\"Sid\": \"Root\""),
        ("module.workload.aws_kms_key.data", "policy", "Acme-Stream-Reader", "        {\n          \"Sid\": \"${title(role.name)}\""),
    ];
    for (address, attribute, sid, text) in expected {
        let place = place_of(&out, address, attribute, sid);
        let (file, rest) = place.split_once(':').unwrap();
        let line: usize = rest.split(':').next().unwrap().parse().unwrap();
        let source = String::from_utf8(files.read(file).unwrap()).unwrap();
        let from: String = source.lines().skip(line - 1).map(|l| format!("{l}\n")).collect();
        assert!(
            from.contains(text) && from.find(text) < from.find('\n'),
            "{sid} is at {place}:\n{}",
            from.lines().take(3).collect::<Vec<_>>().join("\n")
        );
    }
    let role = out.block("module.bootstrap.aws_iam_role.bootstrap").unwrap();
    assert_eq!(role.ignored_changes, ["assume_role_policy"]);
    assert_eq!(role.provider, "aws");
    assert_eq!(out.block("module.workload.aws_sns_topic.this[\"audit\"]").unwrap().provider, "aws.replica");
}

/// What the provider writes in its own words: merged documents (compared as `json`), the URL of an identity provider without its scheme, and
/// versioning that is off.
const PROVIDERS_OWN: &[&str] = &["source_policy_documents", "override_policy_documents", "url", "versioning"];

/// All arguments that the source sets, not policies alone, are what the provider holds once applied.
#[test]
fn arguments_are_those_that_were_applied() {
    let inputs = ["byoc-kafka", "rewrite-trust", "clean"].map(|s| (format!("samples/{s}/terraform"), format!("samples/{s}/state.json")));
    let vendors = ("tests/fixtures/source/vendors".to_owned(), "tests/fixtures/source/vendors.state.json".to_owned());
    for (folder, state) in inputs.into_iter().chain([vendors]) {
        let files = Folder(repository(&folder));
        let out = Tree::read(&files, "").evaluate(&files, &[], &());
        let applied = applied(&repository(&state));
        let mut comparison = Comparison::new(&applied);
        let (mut count, mut wrong) = (0, Vec::new());
        for block in &out.blocks {
            let Some(values) = applied.get(&block.address) else {
                wrong.push(format!("{} was not applied", block.address));
                continue;
            };
            let Value::Object(body) = &block.body else { panic!("{:?}", block.body) };
            for (name, entry) in &body.entries {
                let name = name.show();
                let found = &values[name.as_str()];
                if POLICIES.contains(&name.as_str()) || PROVIDERS_OWN.contains(&name.as_str()) || found.is_null() {
                    continue;
                }
                count += 1;
                if let Err(message) = comparison.within(&json_of(&entry.value), found, "") {
                    wrong.push(format!("{}.{name}{message}", block.address));
                }
            }
        }
        assert!(wrong.is_empty(), "{folder}: {} of {count}:\n{}", wrong.len(), wrong.join("\n"));
        assert!(count > 20, "{folder}: {count}");
    }
}

/// Taking a variable's value away leaves documents that become the applied ones once it is put in for the symbol.
#[test]
fn a_variable_without_value_is_a_symbol_for_it() {
    let mut tried = 0;
    for sample in ["byoc-kafka", "rewrite-trust", "clean"] {
        let files = whole(&repository(&format!("samples/{sample}/terraform")));
        let applied = applied(&repository(&format!("samples/{sample}/state.json")));
        let variables = String::from_utf8(files["variables.tf"].clone()).unwrap();
        let known = Tree::read(&files, "").evaluate(&files, &[], &());
        for part in variables.split("variable \"").skip(1) {
            let name = part.split('"').next().unwrap();
            let Some(line) = part.lines().find(|l| l.trim_start().starts_with("default")) else { continue };
            let Some(value) = line.split_once("= \"").map(|(_, v)| v.trim_end_matches('"')) else { continue };
            let mut without = files.clone();
            without.insert("variables.tf".to_owned(), variables.replacen(part, &part.replacen(line, "", 1), 1).into_bytes());
            let out = Tree::read(&without, "").evaluate(&without, &[], &());
            tried += 1;
            assert_eq!(known.blocks.len(), out.blocks.len(), "{sample} without {name}");
            let mut comparison = Comparison::new(&applied);
            comparison.bound.insert(format!("var.{name}"), value.to_owned());
            for (address, values) in &applied {
                for attribute in ["policy", "assume_role_policy", "json"] {
                    let Some(document) = values[attribute].as_str().and_then(|t| serde_json::from_str(t).ok()) else { continue };
                    let Some(rebuilt) = out.block(address).and_then(|b| b.body.get(attribute)) else { continue };
                    let results: Vec<Result<(), String>> =
                        outcomes(rebuilt).iter().map(|o| comparison.json(&policy(&o.value).unwrap().unwrap().document, &document, "")).collect();
                    assert!(results.iter().any(Result::is_ok), "{sample} without {name}: {address}.{attribute}: {results:?}");
                }
            }
        }
    }
    assert!(tried > 10, "{tried}");
}
