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
        println!("{sample}: {count} policies");
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

/// A value of the root module, shown.
fn output(text: &str) -> String {
    let out = evaluate(&[("main.tf", text)]);
    shown(out.outputs.get("x").unwrap())
}

#[test]
fn what_is_not_known_is_a_symbol_where_it_stands() {
    let cases = [
        // Identity: ARNs from names, account and partition as symbols of the provider configuration.
        (
            r#"resource "aws_s3_bucket" "b" { bucket = "data" }
               output "x" { value = "${aws_s3_bucket.b.arn}/*" }"#,
            r#""arn:⟨partition:aws⟩:s3:::data/*""#,
        ),
        (
            r#"provider "aws" { region = "eu-central-1" }
               resource "aws_s3_bucket" "b" {}
               output "x" { value = [aws_s3_bucket.b.arn, aws_s3_bucket.b.id] }"#,
            r#"["arn:aws:s3:::⟨aws_s3_bucket.b.bucket⟩","⟨aws_s3_bucket.b.bucket⟩"]"#,
        ),
        (
            r#"provider "aws" {
                 region              = "cn-north-1"
                 allowed_account_ids = ["111122223333"]
               }
               resource "aws_iam_role" "r" { name_prefix = "ops-" }
               output "x" { value = aws_iam_role.r.arn }"#,
            r#""arn:aws-cn:iam::111122223333:role/ops-⟨aws_iam_role.r.name⟩""#,
        ),
        (
            r#"data "aws_iam_role" "r" { name = "there" }
               output "x" { value = data.aws_iam_role.r.arn }"#,
            r#""arn:⟨partition:aws⟩:iam::⟨account:aws⟩:role⟨data.aws_iam_role.r.path⟩there""#,
        ),
        (
            r#"output "x" { value = data.aws_eks_cluster.c.identity[0].oidc[0].issuer }
            data "aws_eks_cluster" "c" { name = "c" }"#,
            r#""⟨data.aws_eks_cluster.c.identity[0].oidc[0].issuer⟩""#,
        ),
        // Variables without value; what is derived from them; keys.
        (
            r#"variable "v" { type = string }
            output "x" { value = { "${var.v}:sub" = upper(var.v), b = [var.v, md5(var.v) == md5(var.v)] } }"#,
            r#"{"b":["⟨var.v⟩",true],"⟨var.v⟩:sub":"⟨upper(var.v)⟩"}"#,
        ),
        // Undecidable conditions keep both; the same condition is decided once.
        (
            r#"variable "v" { type = bool }
            output "x" { value = var.v ? (var.v ? "a" : "b") : (!var.v ? "c" : "d") }"#,
            "⟨var.v ? \"a\" : \"c\"⟩",
        ),
        (
            r#"variable "v" { type = bool }
            output "x" { value = (var.v ? "a" : "b") == "c" }"#,
            "false",
        ),
        (
            r#"variable "v" { type = bool }
            output "x" { value = length(var.v ? ["a"] : ["b"]) }"#,
            "1",
        ),
        (
            r#"variable "v" { type = string }
            output "x" { value = "p-${var.v}" == "" || startswith("arn:${var.v}", "arm") }"#,
            "false",
        ),
        // Lists of unknown length.
        (
            r#"variable "v" { type = list(string) }
            output "x" { value = concat(["a"], [for a in var.v : "arn:aws:iam::${a}:root"]) }"#,
            r#"["a",⟨"arn:aws:iam::⟨var.v[*]⟩:root"⟩]"#,
        ),
        (
            r#"variable "v" { type = bool }
            output "x" { value = concat(["a"], var.v ? ["b"] : [])[0] }"#,
            r#""a""#,
        ),
        // Instances that may not be there.
        (
            r#"variable "v" { type = bool }
            resource "aws_iam_role" "r" {
              count = var.v ? 1 : 0
              name  = "r"
            }
            output "x" { value = [aws_iam_role.r[0].name, one(aws_iam_role.r[*].name)] }"#,
            r#"["r",⟨var.v ? "r" : null⟩]"#,
        ),
        (
            r#"variable "v" { type = map(string) }
            resource "aws_iam_role" "r" {
              for_each = var.v
              name     = "r-${each.key}-${each.value}"
            }
            output "x" { value = [for r in aws_iam_role.r : r.name] }"#,
            r#"[⟨"r-⟨var.v[*].key⟩-⟨var.v[*]⟩"⟩]"#,
        ),
        // A known part is enough.
        (
            r#"variable "v" { type = any }
            output "x" { value = [merge(var.v, { a = 1 })["a"], try(var.v.x, "y"), can(var.v.x)] }"#,
            r#"[1,⟨var.v.x⟩,⟨can(var.v.x)⟩]"#,
        ),
        (
            r#"variable "v" { type = string }
            output "x" { value = element(split(":", "arn:aws:iam::${data.aws_caller_identity.c.account_id}:root"), 4) }
            data "aws_caller_identity" "c" {}"#,
            r#""⟨account:aws⟩""#,
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(output(text), expected, "{text}");
    }
}

#[test]
fn documents_with_symbols_keep_their_structure() {
    let out = evaluate(&[(
        "main.tf",
        r#"
        variable "principals" { type = list(string) }
        variable "strict" { type = bool }
        data "aws_iam_policy_document" "d" {
          source_policy_documents = [var.strict ? data.aws_iam_policy_document.strict.json : "{}"]
          statement {
            sid     = "A"
            actions = ["s3:GetObject"]
            principals {
              type        = "AWS"
              identifiers = concat(["arn:aws:iam::111122223333:root"], var.principals)
            }
            resources = [aws_s3_bucket.b.arn]
          }
        }
        data "aws_iam_policy_document" "strict" {
          statement {
            sid       = "B"
            effect    = "Deny"
            actions   = ["s3:*"]
            resources = ["*"]
          }
        }
        resource "aws_s3_bucket" "b" {}
        resource "aws_s3_bucket_policy" "b" {
          bucket = aws_s3_bucket.b.id
          policy = data.aws_iam_policy_document.d.json
        }
        resource "aws_sqs_queue" "q" {
          policy = <<-JSON
            {"Statement": {"Effect": "Allow", "Action": ${jsonencode(var.principals)}, "Resource": ${var.strict}, "Sid": "x${var.strict}y"}}
          JSON
        }
        "#,
    )]);
    let bucket = out.block("aws_s3_bucket_policy.b").unwrap().body.get("policy").unwrap();
    let Value::Either(either) = bucket else { panic!("{bucket:?}") };
    assert_eq!(&*either.on.name, "var.strict");
    let sids = |v: &Value| {
        let rebuilt = policy(v).unwrap().unwrap();
        rebuilt.statement_list().iter().map(show).collect::<Vec<_>>().join(" ")
    };
    assert!(sids(&either.yes).contains(r#""Sid":"B""#) && !sids(&either.no).contains(r#""Sid":"B""#));
    assert!(sids(&either.no).contains(r#""AWS":["arn:aws:iam::111122223333:root",⟨var.principals⟩]"#), "{}", sids(&either.no));
    let queue = policy(out.block("aws_sqs_queue.q").unwrap().body.get("policy").unwrap()).unwrap().unwrap();
    assert_eq!(show(&queue.document), r#"{"Statement":{"Effect":"Allow","Action":⟨var.principals⟩,"Resource":⟨var.strict⟩,"Sid":"x⟨var.strict⟩y"}}"#);
    assert_eq!(out.gaps, []);
}

#[test]
fn variables_come_from_the_place_that_wins() {
    let files: &[(&str, &str)] = &[
        (
            "main.tf",
            r#"variable "a" { default = "default" }
               variable "b" { default = "default" }
               variable "c" { default = "default" }
               variable "d" { default = "default" }
               variable "e" { default = "default" }
               variable "f" { type = list(number) }
               variable "g" {
                 default  = "g"
                 nullable = false
               }
               output "x" { value = [var.a, var.b, var.c, var.d, var.e, var.f, var.g] }"#,
        ),
        ("terraform.tfvars", "b = \"tfvars\"\nc = \"tfvars\"\nd = \"tfvars\"\ne = \"tfvars\"\ng = null\n"),
        ("terraform.tfvars.json", r#"{"c": "json", "d": "json", "e": "json"}"#),
        ("a.auto.tfvars", "d = \"auto a\"\ne = \"auto a\"\n"),
        ("b.auto.tfvars.json", r#"{"e": "auto b"}"#),
    ];
    let x = |given: &[Given]| shown(with(files, given).outputs.get("x").unwrap());
    let argument = |name: &str, value: &str| Given::Argument { name: name.to_owned(), value: value.to_owned() };
    assert_eq!(x(&[argument("f", "[1, 2]")]), r#"["default","tfvars","json","auto a","auto b",[1,2],"g"]"#);
    let file = Given::File { name: "x.tfvars".to_owned(), bytes: b"a = \"file\"\nf = [\"3\"]\n".to_vec() };
    assert_eq!(x(&[argument("a", "argument"), file.clone()]), r#"["file","tfvars","json","auto a","auto b",[3],"g"]"#);
    assert_eq!(x(&[file, argument("a", "${literal}")]), r#"["${literal}","tfvars","json","auto a","auto b",[3],"g"]"#);
}

#[test]
fn json_notation_overrides_and_byte_order_marks_are_read() {
    let out = evaluate(&[
        ("main.tf", "\u{feff}variable \"n\" { default = \"n\" }\nresource \"aws_sns_topic\" \"t\" {\n  name = \"t\"\n  policy = \"{}\"\n}\n"),
        ("t_override.tf", "resource \"aws_sns_topic\" \"t\" { name = \"over\" }\n"),
        (
            "more.tf.json",
            r#"{
  "//": "comment",
  "locals": {"l": "${var.n}-l"},
  "resource": {"aws_iam_role": {"r": {
    "name": "${local.l}",
    "assume_role_policy": "${jsonencode({Statement = [{Effect = \"Allow\", Action = \"sts:AssumeRole\"}]})}",
    "inline_policy": [{"name": "p", "policy": "{}"}]
  }}},
  "data": [{"aws_iam_policy_document": {"d": {"statement": {"actions": ["s3:*"], "resources": ["*"]}}}}],
  "output": {"x": {"value": ["${aws_iam_role.r.name}", "${data.aws_iam_policy_document.d.json}"]}}
}"#,
        ),
    ]);
    assert_eq!(out.gaps, []);
    assert_eq!(
        shown(out.outputs.get("x").unwrap()),
        r#"["n-l","{\"Statement\":[{\"Action\":[\"s3:*\"],\"Effect\":\"Allow\",\"Resource\":[\"*\"]}],\"Version\":\"2012-10-17\"}"]"#
    );
    assert_eq!(shown(out.block("aws_sns_topic.t").unwrap().body.get("name").unwrap()), "\"over\"");
    let role = out.block("aws_iam_role.r").unwrap();
    assert_eq!(out.show(role.at), "more.tf.json:4:38");
    assert_eq!(shown(role.body.get("inline_policy").unwrap()), r#"[{"name":"p","policy":"{}"}]"#);
}

#[test]
fn modules_that_are_not_there_are_gaps_and_their_outputs_symbols() {
    let out = evaluate(&[(
        "a/main.tf",
        r#"module "vpc" { source = "terraform-aws-modules/vpc/aws" }
           module "up" { source = "../../up" }
           output "x" { value = [module.vpc.vpc_id, module.up.arn] }"#,
    )]);
    assert!(out.blocks.is_empty() && out.outputs.is_empty());
    let files = memory(&[
        (
            "a/main.tf",
            r#"module "vpc" { source = "terraform-aws-modules/vpc/aws" }
           module "up" { source = "../../up" }
           module "in" { source = "../b" }
           output "x" { value = [module.vpc.vpc_id, module.up.arn, module.in.p] }"#,
        ),
        ("b/main.tf", r#"output "p" { value = path.module }"#),
    ]);
    let out = Tree::read(&files, "a").evaluate(&files, &[], &());
    assert_eq!(shown(out.outputs.get("x").unwrap()), r#"[⟨module.vpc.vpc_id⟩,"⟨module.up.arn⟩","../b"]"#);
    assert_eq!(out.gaps.iter().map(|g| g.subject.as_str()).collect::<Vec<_>>(), ["module.up", "module.vpc"]);
    // What `terraform init` fetched is read.
    let files = memory(&[
        (
            "main.tf",
            r#"module "vpc" { source = "terraform-aws-modules/vpc/aws" }
           output "x" { value = module.vpc.id }"#,
        ),
        (
            ".terraform/modules/modules.json",
            r#"{"Modules":[{"Key":"","Source":"","Dir":"."},{"Key":"vpc","Source":"x","Dir":".terraform/modules/vpc"}]}"#,
        ),
        (".terraform/modules/vpc/main.tf", r#"output "id" { value = "v" }"#),
    ]);
    let out = Tree::read(&files, "").evaluate(&files, &[], &());
    assert_eq!(shown(out.outputs.get("x").unwrap()), "\"v\"");
    assert_eq!(out.gaps, []);
}
