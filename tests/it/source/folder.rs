//! The program on folders of Terraform source: variables, names and hashes, modules that are not there, hostile source.

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;
use sha2::{Digest, Sha256};

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn run(at: &Path, arguments: &[&str]) -> Output {
    Command::cargo_bin("keyholder").unwrap().current_dir(at).args(arguments).output().unwrap()
}

fn review(at: &Path, arguments: &[&str]) -> Value {
    let mut all = vec!["review"];
    all.extend(arguments);
    all.extend(["--format", "json", "--fail-on", "never", "--quiet"]);
    let output = run(at, &all);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&output.stderr)))
}

fn gaps(report: &Value) -> String {
    let line = |g: &Value| format!("{} {}: {}\n", g["kind"].as_str().unwrap(), g["subject"].as_str().unwrap(), g["message"].as_str().unwrap());
    report["gaps"].as_array().unwrap().iter().map(line).collect()
}

/// A role that the account in `var.vendor` may assume, and may read the bucket with.
const OPEN: &str = r#"
variable "vendor" {
  type = string
}
resource "aws_s3_bucket" "data" {
  bucket = "acme-data"
}
resource "aws_iam_role" "vendor" {
  name               = "vendor"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "arn:aws:iam::${var.vendor}:root" } }]
  })
}
resource "aws_iam_role_policy" "vendor" {
  role   = aws_iam_role.vendor.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "${aws_s3_bucket.data.arn}/*" }]
  })
}
"#;

/// Verdicts of reads by account.
fn reads(report: &Value) -> Vec<(String, String)> {
    let traces = report["traces"].as_array().unwrap().iter().filter(|t| t["to"]["address"] == "aws_s3_bucket.data" && t["access"] == "read");
    traces.map(|t| (t["from"]["account"].as_str().unwrap_or("").to_owned(), t["verdict"].as_str().unwrap().to_owned())).collect()
}

#[test]
fn variables_come_from_files_and_arguments() {
    let at = folder(&[
        ("tf/main.tf", OPEN),
        ("tf/terraform.tfvars", "vendor = \"111122223333\"\n"),
        ("tf/b.auto.tfvars", "vendor = \"222233334444\"\n"),
        ("more.tfvars", "vendor = \"333344445555\"\n"),
    ]);
    let account = |more: &[&str]| {
        let mut arguments = vec!["tf"];
        arguments.extend(more);
        reads(&review(at.path(), &arguments))
    };
    let reaches = |id: &str| vec![(id.to_owned(), "reaches".to_owned())];
    assert_eq!(account(&[]), reaches("222233334444"));
    assert_eq!(account(&["--var-file", "more.tfvars"]), reaches("333344445555"));
    assert_eq!(account(&["--var-file", "more.tfvars", "--var", "vendor=444455556666"]), reaches("444455556666"));
    // Later ones win, as with Terraform.
    assert_eq!(account(&["--var", "vendor=444455556666", "--var-file", "more.tfvars"]), reaches("333344445555"));
    assert_eq!(
        account(&["--var=vendor=444455556666", "--var-file=more.tfvars", "--var", "vendor=1", "--var", "vendor=555566667777"]),
        reaches("555566667777")
    );
    assert_eq!(run(at.path(), &["review", "more.tfvars", "--var", "a=b"]).status.code(), Some(2));
    assert_eq!(run(at.path(), &["review", "tf", "--var", "nothing"]).status.code(), Some(2));
}

#[test]
fn every_command_reads_a_folder() {
    let at = folder(&[("tf/main.tf", OPEN)]);
    let var = ["--var", "vendor=111122223333"];
    let of = |arguments: &[&str]| {
        let output = run(at.path(), &[arguments, &var].concat());
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {text} {}", String::from_utf8_lossy(&output.stderr));
        text
    };
    assert!(of(&["trace", "tf", "--from", "account:111122223333", "--to", "aws_s3_bucket.data", "--expect", "reaches"]).contains("reaches"));
    assert!(of(&["can", "tf", "aws_iam_role.vendor", "s3:GetObject", "aws_s3_bucket.data", "--expect", "allowed"]).contains("allowed"));
    assert!(of(&["who-can", "tf", "s3:GetObject", "aws_s3_bucket.data"]).contains("vendor"));
    assert!(of(&["diagram", "tf", "--view", "access", "--format", "dot"]).contains("digraph"));
    assert!(of(&["init", "tf"]).contains("111122223333"));
    of(&["init", "tf", "--write"]);
    assert!(at.path().join("tf/keyholder.toml").is_file());
}

#[test]
fn a_folder_has_a_name_a_hash_and_places() {
    let at = folder(&[("a/tf/main.tf", OPEN), ("a/tf/sub/x.txt", "x")]);
    let report = review(at.path(), &["a/tf", "--var", "vendor=111122223333"]);
    let hash = |text: &str| Sha256::digest(text.as_bytes()).iter().map(|b| format!("{b:02x}")).collect::<String>();
    let mut lines = [format!("{}  main.tf\n", hash(OPEN)), format!("{}  sub/x.txt\n", hash("x"))];
    lines.sort();
    assert_eq!(report["inputs"][0]["name"], "a/tf");
    assert_eq!(report["inputs"][0]["sha256"], hash(&lines.concat()));
    let statement = &report["traces"][0]["hops"][0]["statements"][0]["origin"];
    assert_eq!((&statement["file"], &statement["line"]), (&"a/tf/main.tf".into(), &12.into()), "{statement}");
    assert_eq!(run(&at.path().join("a/tf"), &["review", ".", "--fail-on", "never"]).status.code(), Some(0));
    let none = run(at.path(), &["review", "a/tf/sub"]);
    assert_eq!(none.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&none.stderr).contains("`.tf`"), "{}", String::from_utf8_lossy(&none.stderr));
}

#[test]
fn modules_are_read_from_around_the_folder_and_from_where_they_are_installed() {
    let call = "module \"m\" {\n  source = \"../../\"\n  vendor = \"111122223333\"\n}\n";
    let installed = "module \"m\" {\n  source = \"acme/m/aws\"\n  vendor = \"111122223333\"\n}\n";
    let manifest = r#"{"Modules": [{"Key": "", "Source": "", "Dir": "."}, {"Key": "m", "Source": "registry.terraform.io/acme/m/aws", "Dir": ".terraform/modules/m"}]}"#;
    let at = folder(&[
        ("main.tf", OPEN),
        ("examples/a/main.tf", call),
        ("examples/b/main.tf", installed),
        ("examples/b/.terraform/modules/modules.json", manifest),
        ("examples/b/.terraform/modules/m/main.tf", OPEN),
        ("examples/c/main.tf", installed),
    ]);
    for example in ["examples/a", "examples/b"] {
        let report = review(at.path(), &[example]);
        assert_eq!(gaps(&report), "", "{example}");
        assert!(report["traces"].as_array().unwrap().iter().any(|t| t["verdict"] == "reaches"), "{example}");
    }
    let missing = run(at.path(), &["review", "examples/c"]);
    assert_eq!(missing.status.code(), Some(2), "nothing that is known is in it");
}

#[test]
fn a_module_that_is_not_on_disk_is_a_gap() {
    let source = format!("{OPEN}\nmodule \"m\" {{\n  source = \"acme/m/aws\"\n}}\n");
    let at = folder(&[("tf/main.tf", &source)]);
    let report = review(at.path(), &["tf", "--var", "vendor=111122223333"]);
    assert!(gaps(&report).contains("not-in-input module.m: the module `acme/m/aws` is not on disk"), "{}", gaps(&report));
    assert_eq!(report["complete"], false);
    assert_eq!(reads(&report), [("111122223333".to_owned(), "reaches".to_owned())]);
    // What it is given it may give policies.
    let closed = OPEN.replace("s3:GetObject", "s3:ListBucket");
    let verdict = |argument: &str| {
        let source = format!("{closed}\nmodule \"m\" {{\n  source = \"acme/m/aws\"\n{argument}}}\n");
        reads(&review(folder(&[("main.tf", &source)]).path(), &[".", "--var", "vendor=111122223333"]))
    };
    let of = |verdict: &str| vec![("111122223333".to_owned(), verdict.to_owned())];
    assert_eq!(verdict(""), []);
    assert_eq!(verdict("  roles = [aws_iam_role.vendor.name]\n"), of("undecided"));
    assert_eq!(verdict("  bucket = aws_s3_bucket.data.id\n"), of("undecided"));
}

/// What may not be there neither opens nor shuts anything.
#[test]
fn what_hangs_on_a_variable_without_value_is_undecided() {
    let denied =
        OPEN.replace("resource \"aws_iam_role_policy\" \"vendor\" {", "resource \"aws_iam_role_policy\" \"vendor\" {\n  count  = var.on ? 1 : 0");
    let at = folder(&[("tf/main.tf", &format!("{denied}\nvariable \"on\" {{\n  type = bool\n}}\n"))]);
    let report = review(at.path(), &["tf", "--var", "vendor=111122223333"]);
    assert_eq!(reads(&report), [("111122223333".to_owned(), "undecided".to_owned())]);
    let report = review(at.path(), &["tf", "--var", "vendor=111122223333", "--var", "on=true"]);
    assert_eq!(reads(&report), [("111122223333".to_owned(), "reaches".to_owned())]);
}

#[test]
fn hostile_source_ends_in_gaps() {
    let bucket = "resource \"aws_s3_bucket\" \"data\" {\n  bucket = \"acme-data\"\n}\n";
    let policy = |expression: &str| {
        format!("{bucket}resource \"aws_s3_bucket_policy\" \"data\" {{\n  bucket = aws_s3_bucket.data.id\n  policy = {expression}\n}}\n")
    };
    let cases: &[(&str, String, &str)] = &[
        ("itself", format!("{bucket}module \"m\" {{\n  source = \"./\"\n}}\n"), "calls itself"),
        ("cycle", format!("{}locals {{\n  a = local.b\n  b = local.a\n}}\n", policy("local.a")), "depends on itself"),
        ("passwd", policy("file(\"/etc/passwd\")"), "outside of the folder"),
        ("outside", policy("templatefile(\"../secret.tftpl\", {})"), "outside of the folder"),
        ("above", policy("templatefile(\"${path.module}/../secret.tftpl\", {})"), "outside of the folder"),
        ("link", policy("file(\"link\")"), "there is no file `link/link`"),
        (
            "keys",
            format!(
                "{bucket}resource \"aws_sqs_queue\" \"q\" {{\n  for_each = toset([for p in setproduct(range(100), range(100)) : \"${{p[0]}}-${{p[1]}}\"])\n  name = each.key\n}}\n"
            ),
            "",
        ),
        ("endless", policy("join(\"\", [for i in range(1000) : join(\"\", [for j in range(1000) : \"${i}${j}\"])])"), "evaluation stopped"),
    ];
    let at = folder(&[("secret.tftpl", "FAKE-secret"), ("half/a.tf", bucket), ("half/b.tf", "resource {"), ("broken/b.tf", "\nresource {")]);
    let deep = format!("locals {{\n  a = {}1{}\n}}\n", "[".repeat(20_000), "]".repeat(20_000));
    fs::write(at.path().join("half/c.tf"), deep).unwrap();
    let encoded: Vec<u8> = "\u{feff}resource \"aws_iam_role\" \"r\" {\n}\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    fs::write(at.path().join("half/d.tf"), encoded).unwrap();
    let lines: String = (0..100_000).map(|i| format!("  l{i} = \"value {i}\"\n")).collect();
    fs::write(at.path().join("half/e.tf"), format!("locals {{\n{lines}}}\n")).unwrap();
    fs::write(at.path().join("half/f.tf"), "variable \"x\" {}\noutput \"x\" {\n  value = var.x\n}\n").unwrap();
    fs::write(at.path().join("half/terraform.tfvars"), b"\xff\xfex\0=\0").unwrap();
    let mut deep_call = at.path().join("half");
    for _ in 0..80 {
        fs::write(deep_call.join("m.tf"), "module \"m\" {\n  source = \"./m\"\n}\n").unwrap();
        deep_call.push("m");
        fs::create_dir(&deep_call).unwrap();
    }
    let unread = gaps(&review(at.path(), &["half"]));
    assert!(unread.contains("half/d.tf: can't be parsed: not UTF-8"), "{unread}");
    assert!(unread.contains("half/e.tf: can't be parsed: more than 20000 members"), "{unread}");
    assert!(unread.contains("half/terraform.tfvars: can't be parsed: not UTF-8"), "{unread}");
    assert!(unread.contains("calls are nested too deep"), "{unread}");
    assert!(gaps(&review(at.path(), &["half"])).contains("half/c.tf: can't be parsed: invalid nesting depth"));
    assert!(gaps(&review(at.path(), &["half"])).contains("unreadable half/b.tf: can't be parsed"));
    let broken = run(at.path(), &["review", "broken"]);
    assert_eq!(broken.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&broken.stderr).starts_with("error: `broken/b.tf`:2:"), "{}", String::from_utf8_lossy(&broken.stderr));
    for (name, text, expected) in cases {
        fs::create_dir_all(at.path().join(name)).unwrap();
        fs::write(at.path().join(name).join("main.tf"), text).unwrap();
        #[cfg(unix)]
        if *name == "link" {
            std::os::unix::fs::symlink("/etc/passwd", at.path().join("link/link")).unwrap();
        }
        let report = review(at.path(), &[name]);
        let gaps = gaps(&report);
        assert!(gaps.contains(expected), "{name}: {gaps}");
        let shown = report.to_string();
        assert!(!shown.contains("FAKE-secret") && !shown.contains("root:x:0"), "{name}");
    }
}

/// Beside a plan, too, what is missing in the source is told where it matters.
#[test]
fn beside_a_plan_the_source_says_why_a_policy_stays_unknown() {
    let plan = serde_json::json!({"format_version": "1.2", "resource_changes": [
        {"address": "aws_s3_bucket.data", "mode": "managed", "type": "aws_s3_bucket", "name": "data",
            "change": {"actions": ["create"], "before": null, "after": {"bucket": "acme-data"}, "after_unknown": {"arn": true, "id": true}}},
        {"address": "aws_s3_bucket_policy.data", "mode": "managed", "type": "aws_s3_bucket_policy", "name": "data",
            "change": {"actions": ["create"], "before": null, "after": {}, "after_unknown": {"id": true, "bucket": true, "policy": true}}},
    ]});
    let source = "resource \"aws_s3_bucket\" \"data\" {\n  bucket = \"acme-data\"\n}\nresource \"aws_s3_bucket_policy\" \"data\" {\n  bucket = aws_s3_bucket.data.id\n  policy = file(\"/etc/passwd\")\n}\n";
    let at = folder(&[("plan.json", &plan.to_string()), ("tf/main.tf", source), ("tf/broken.tf", "resource {")]);
    let gaps = gaps(&review(at.path(), &["plan.json", "--source", "tf"]));
    assert!(gaps.contains("unknown-policy aws_s3_bucket_policy.data:") && gaps.contains("is refused: it is outside of the folder"), "{gaps}");
    assert!(gaps.contains("unreadable broken.tf: can't be parsed"), "{gaps}");
}

/// Modules beside the source of a plan are read where the folder around both is named, and places are told from there.
#[test]
fn the_repository_holds_modules_beside_the_source() {
    let plan = serde_json::json!({"format_version": "1.2", "resource_changes": [
        {"address": "module.role.aws_iam_role.this", "module_address": "module.role", "mode": "managed", "type": "aws_iam_role", "name": "this",
            "change": {"actions": ["create"], "before": null, "after": {"name": "vendor"}, "after_unknown": {"arn": true, "assume_role_policy": true}}},
    ]});
    let module = "resource \"aws_iam_role\" \"this\" {\n  name = \"vendor\"\n  assume_role_policy = jsonencode({\n    Statement = [{ Effect = \"Allow\", Action = \"sts:AssumeRole\", Principal = { AWS = \"999988887777\" } }]\n  })\n}\n";
    let root = "module \"role\" {\n  source = \"../../modules/role\"\n}\n";
    let at = folder(&[("plan.json", &plan.to_string()), ("live/prod/main.tf", root), ("modules/role/main.tf", module)]);
    let places = |arguments: &[&str]| {
        let report = review(at.path(), arguments);
        let findings = report["findings"].as_array().unwrap().clone();
        findings
            .iter()
            .flat_map(|f| f["locations"].as_array().unwrap().clone())
            .map(|l| l["file"].as_str().unwrap_or("").to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(places(&["plan.json", "--source", "live/prod"]), Vec::<String>::new(), "a trust that is not known");
    let files = places(&["plan.json", "--source", "live/prod", "--repository", "."]);
    assert!(!files.is_empty() && files.iter().all(|f| f == "modules/role/main.tf"), "{files:?}");
}
