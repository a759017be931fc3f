//! Hostile source: cycles, files elsewhere, large results, broken syntax; and how long a large tree takes.

use keyholder::ingest::source::{Evaluated, Tree, Value, policy};
use proptest::prelude::any;

use super::{Memory, Sources, evaluate, repository, shown, whole};

/// Evaluates, and says how long it took.
fn timed(name: &str, files: Sources<'_>) -> Evaluated {
    let start = std::time::Instant::now();
    let out = evaluate(files);
    let took = start.elapsed();
    assert!(took.as_secs() < 60, "{name} took {took:?}");
    out
}

fn gaps_of(out: &Evaluated) -> String {
    out.gaps.iter().map(|g| format!("{}: {}", g.subject, g.message)).collect::<Vec<_>>().join("\n")
}

#[test]
fn cycles_end_in_a_gap() {
    let cases: &[(&str, Sources, &str)] = &[
        ("module of itself", &[("main.tf", r#"module "m" { source = "./" }"#)], "calls itself"),
        (
            "modules of each other",
            &[
                ("main.tf", r#"module "m" { source = "./a" }"#),
                ("a/main.tf", r#"module "m" { source = "../b" }"#),
                ("b/main.tf", r#"module "m" { source = "../a" }"#),
            ],
            "calls itself",
        ),
        ("locals", &[("main.tf", "locals {\n  a = local.b\n  b = [local.a]\n}\noutput \"x\" { value = local.a }")], "`local.a` depends on itself"),
        (
            "output and input",
            &[
                ("main.tf", "module \"m\" {\n  source = \"./m\"\n  v = module.m.o\n}\noutput \"x\" { value = module.m.o }"),
                ("m/main.tf", "variable \"v\" {}\noutput \"o\" { value = var.v }"),
            ],
            "depends on itself",
        ),
        ("attributes", &[("main.tf", "resource \"aws_iam_role\" \"r\" { name = aws_iam_role.r.name }")], "depends on itself"),
        ("count", &[("main.tf", "resource \"aws_iam_role\" \"r\" { count = length(aws_iam_role.r) }")], "depend on themselves"),
        (
            "template",
            &[("main.tf", "output \"x\" { value = templatefile(\"t.tpl\", {}) }"), ("t.tpl", "a${templatefile(\"t.tpl\", {})}")],
            "nested too deep",
        ),
    ];
    for (name, files, gap) in cases {
        let out = timed(name, files);
        assert!(gaps_of(&out).contains(gap), "{name}:\n{}", gaps_of(&out));
    }
}

#[test]
fn files_outside_of_the_folder_are_refused() {
    for path in ["/etc/passwd", "../x", "a/../../x", "~/.aws/credentials", "${path.module}/../x", "..\\\\x", "C:/x"] {
        for call in [
            format!("file(\"{path}\")"),
            format!("templatefile(\"{path}\", {{}})"),
            format!("fileset(\"{path}\", \"**\")"),
            format!("fileexists(\"{path}\")"),
        ] {
            let out = evaluate(&[("main.tf", &format!("output \"x\" {{ value = {call} }}"))]);
            assert!(gaps_of(&out).contains("refused") && matches!(out.outputs["x"], Value::Unknown(_)), "{call}: {}", gaps_of(&out));
        }
    }
    let files = [
        (
            "main.tf",
            "output \"x\" { value = [file(\"${path.module}/a/b\"), fileset(\".\", \"**/b\"), fileexists(\"nowhere\"), try(file(\"nowhere\"), 1)] }",
        ),
        ("a/b", "text"),
    ];
    assert_eq!(shown(&evaluate(&files).outputs["x"]), r#"["text",["a/b"],false,1]"#);
}

#[test]
fn large_results_are_given_up() {
    let doubling = |start: &str, step: &str| {
        let steps: String = (1..200).map(|i| format!("  l{i} = {}\n", step.replace('@', &format!("local.l{}", i - 1)))).collect();
        format!("locals {{\n  l0 = {start}\n{steps}}}\noutput \"x\" {{ value = jsonencode(local.l199) == \"\" }}")
    };
    let chain: String = (1..20_000).map(|i| format!("  l{i} = local.l{} + 1\n", i - 1)).collect();
    let conditions: String = (0..40).map(|i| format!("${{var.v{i} ? \"a\" : \"b\"}}")).collect();
    let variables: String = (0..40).map(|i| format!("variable \"v{i}\" {{}}\n")).collect();
    let fan: String = (0..10).map(|i| format!("module \"m{i}\" {{ source = \"./%\" }}\n")).collect();
    let mut modules: Vec<(String, String)> = (0..9).map(|d| (format!("{}main.tf", "m/".repeat(d)), fan.replace('%', "m"))).collect();
    modules.push(("m/".repeat(9) + "main.tf", "resource \"aws_iam_role\" \"r\" { name = \"r\" }".to_owned()));
    let expression = |e: &str| format!("output \"x\" {{ value = {e} }}");
    let cases: Vec<(&str, Vec<(String, String)>)> = vec![
        ("strings doubled", vec![("main.tf".into(), doubling("\"x\"", "\"${@}${@}\""))]),
        ("lists doubled", vec![("main.tf".into(), doubling("[1]", "[@, @]"))]),
        ("lists joined", vec![("main.tf".into(), doubling("[1]", "concat(@, @)"))]),
        ("objects nested", vec![("main.tf".into(), doubling("{}", "{ a = @, b = @ }"))]),
        ("json in json", vec![("main.tf".into(), doubling("\"x\"", "jsonencode([@, @])"))]),
        ("a chain of locals", vec![("main.tf".into(), format!("locals {{\n  l0 = 0\n{chain}}}\noutput \"x\" {{ value = local.l19999 }}"))]),
        (
            "loops in loops",
            vec![(
                "main.tf".into(),
                expression("[for a in range(1024) : [for b in range(1024) : [for c in range(1024) : [for d in range(1024) : 1]]]]"),
            )],
        ),
        ("products", vec![("main.tf".into(), expression("length(setproduct(range(1000), range(1000), range(1000), range(1000)))"))]),
        ("a large count", vec![("main.tf".into(), "resource \"aws_iam_role\" \"r\" { count = 1000000000 }".into())]),
        ("many conditions in a string", vec![("main.tf".into(), variables.clone() + &expression(&format!("\"{conditions}\"")))]),
        (
            "many conditions in a list",
            vec![(
                "main.tf".into(),
                variables
                    + &expression(&format!(
                        "join(\",\", flatten([{}]))",
                        (0..40).map(|i| format!("var.v{i} ? [\"a\"] : []")).collect::<Vec<_>>().join(", ")
                    )),
            )],
        ),
        ("a fan of modules", modules),
        ("a wide format", vec![("main.tf".into(), expression("format(\"%999999999999d%0999999999d\", 1, 2)"))]),
        ("a deep pattern", vec![("main.tf".into(), expression("regexall(\"((((a{1000}){1000}){1000}){1000})\", \"aaaa\")"))]),
        ("a slow pattern", vec![("main.tf".into(), expression(&format!("regexall(\"(a*)*b\", \"{}\")", "a".repeat(20_000))))]),
        ("a wide indent", vec![("main.tf".into(), expression("indent(99999999999, \"a\\nb\")"))]),
        (
            "replacement",
            vec![("main.tf".into(), expression(&format!("replace(\"{0}\", \"a\", replace(\"{0}\", \"a\", \"{0}\"))", "a".repeat(3000))))],
        ),
        (
            "yaml aliases",
            vec![
                ("main.tf".into(), expression("yamldecode(file(\"a.yaml\"))")),
                ("a.yaml".into(), "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b]\n".into()),
            ],
        ),
        ("yaml nested", vec![("main.tf".into(), expression("yamldecode(file(\"a.yaml\"))")), ("a.yaml".into(), "[".repeat(100_000))]),
        ("yaml dashes", vec![("main.tf".into(), expression("yamldecode(file(\"a.yaml\"))")), ("a.yaml".into(), "- ".repeat(100_000))]),
        ("json nested", vec![("main.tf".into(), expression("jsondecode(file(\"a.json\"))")), ("a.json".into(), "[".repeat(1_000_000))]),
        ("brackets", vec![("main.tf".into(), expression(&"[".repeat(100_000)))]),
        ("blocks", vec![("main.tf".into(), "a {\n".repeat(100_000))]),
        ("negations", vec![("main.tf".into(), expression(&("!".repeat(100_000) + "true")))]),
        ("conditions", vec![("main.tf".into(), expression(&("true ? 1 : ".repeat(100_000) + "1")))]),
        ("templates", vec![("main.tf".into(), expression(&("\"${".repeat(100_000) + "1")))]),
        ("sums", vec![("main.tf".into(), expression(&("1 + ".repeat(100_000) + "1")))]),
        ("indices", vec![("main.tf".into(), expression(&("local.a".to_owned() + &"[0]".repeat(100_000))))]),
        ("many keys", vec![("main.tf".into(), expression(&format!("{{\n{}}}", (0..20_001).map(|i| format!("k{i} = 1\n")).collect::<String>())))]),
        ("a json configuration nested", vec![("main.tf.json".into(), "{\"locals\":".repeat(100_000))]),
    ];
    for (name, files) in &cases {
        let files: Vec<(&str, &str)> = files.iter().map(|(n, t)| (n.as_str(), t.as_str())).collect();
        let out = timed(name, &files);
        let harmless = [
            "many conditions in a string",
            "many conditions in a list",
            "a wide format",
            "a slow pattern",
            "a wide indent",
            "replacement",
            "lists doubled",
            "objects nested",
            "json in json",
        ];
        assert!(!out.gaps.is_empty() || harmless.contains(name), "{name}: {:?}", out.outputs.get("x").map(shown));
    }
}

#[test]
fn ten_thousand_keys_are_evaluated() {
    let out = timed(
        "keys",
        &[(
            "main.tf",
            r#"resource "aws_iam_role" "r" {
             for_each = { for p in setproduct(range(100), range(100)) : "${p[0]}-${p[1]}" => p }
             name     = "role-${each.key}"
             assume_role_policy = jsonencode({ Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { AWS = "arn:aws:iam::111122223333:role/${each.key}" } }] })
           }
           output "x" { value = length(aws_iam_role.r) }"#,
        )],
    );
    assert_eq!(out.blocks.len(), 10_000);
    assert_eq!(shown(&out.outputs["x"]), "10000");
    assert_eq!(shown(out.block("aws_iam_role.r[\"7-99\"]").unwrap().body.get("name").unwrap()), "\"role-7-99\"");
    assert_eq!(out.gaps, []);
}

/// Sources of the samples and fixtures with pieces cut out, doubled, swapped or replaced: whatever comes of it, there is an answer.
#[test]
fn broken_sources_give_an_answer() {
    let folders = ["samples/byoc-kafka/terraform", "samples/rewrite-trust/terraform", "tests/fixtures/source/vendors"];
    let trees: Vec<Memory> = folders.iter().map(|f| whole(&repository(f))).collect();
    let junk = [
        "\"",
        "${",
        "}",
        "{",
        "[",
        "]",
        "(",
        ")",
        "<<EOT\n",
        "%{ if ",
        "%{ for x in ",
        "...",
        "[*]",
        ".*",
        "null",
        "\u{0}",
        "é",
        "!",
        "? 1 : ",
        "=",
        "\n",
        "1e999",
        "each.value",
        "count.index",
        "var.",
        "for_each = ",
    ];
    let mut runner = proptest::test_runner::TestRunner::new(proptest::test_runner::Config { cases: 150, ..Default::default() });
    let strategy = (
        0..trees.len(),
        proptest::collection::vec((any::<proptest::sample::Index>(), any::<proptest::sample::Index>(), 0..60_usize, 0..4_u8, 0..junk.len()), 1..6),
    );
    runner
        .run(&strategy, |(tree, edits)| {
            let mut files = trees[tree].clone();
            for (file, at, length, kind, with) in edits {
                let names: Vec<String> = files.keys().cloned().collect();
                let text = files.get_mut(&names[file.index(names.len())]).unwrap();
                if text.is_empty() {
                    continue;
                }
                let start = at.index(text.len());
                let end = (start + length).min(text.len());
                let part = text[start..end].to_vec();
                let insert = match kind {
                    0 => Vec::new(),
                    1 => [part.clone(), part].concat(),
                    2 => junk[with].as_bytes().to_vec(),
                    _ => part.into_iter().rev().collect(),
                };
                text.splice(start..end, insert);
            }
            let out = Tree::read(&files, "").evaluate(&files, &[], &());
            for block in &out.blocks {
                if let Value::Object(body) = &block.body {
                    for entry in body.entries.values() {
                        let _ = policy(&entry.value);
                    }
                }
            }
            proptest::prop_assert!(!out.gaps.iter().any(|g| g.message == "the evaluation failed"));
            Ok(())
        })
        .unwrap();
}

/// `cargo test --release --test it source::a_tree_of -- --ignored --nocapture`
#[test]
#[ignore = "a measurement, for the release profile"]
#[allow(clippy::print_stdout)]
fn a_tree_of_three_hundred_files_takes_less_than_two_seconds() {
    let vendors = whole(&repository("tests/fixtures/source/vendors"));
    let mut files = Memory::new();
    let mut root = String::new();
    for copy in 0..45 {
        for (name, text) in &vendors {
            files.insert(format!("copy{copy}/{name}"), text.clone());
        }
        let values = String::from_utf8(vendors["customer.auto.tfvars"].clone()).unwrap();
        root.push_str(&format!("module \"copy{copy}\" {{\n  source = \"./copy{copy}\"\n{values}}}\n"));
    }
    files.insert("main.tf".to_owned(), root.into_bytes());
    let start = std::time::Instant::now();
    let tree = Tree::read(&files, "");
    let read = start.elapsed();
    let out = tree.evaluate(&files, &[], &());
    println!("{} files, {} blocks, {} gaps: read {read:?}, all {:?}", files.len(), out.blocks.len(), out.gaps.len(), start.elapsed());
    assert!(start.elapsed().as_secs_f64() < 2.0);
}
