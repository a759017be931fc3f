//! What is not known: symbols, both outcomes, variables, notations, modules that are not there.

use keyholder::ingest::source::{Given, Outcome, Stated, Tree, Value, outcomes, plain, policy};

use super::{Sources, evaluate, memory, show, shown, with};

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
        // The issuer of a provider, from its ARN.
        (
            r#"resource "aws_eks_cluster" "c" { name = "c" }
               resource "aws_iam_openid_connect_provider" "p" { url = aws_eks_cluster.c.identity[0].oidc[0].issuer }
               output "x" { value = replace(aws_iam_openid_connect_provider.p.arn, "/^(.*provider\\/)/", "") }"#,
            r#""⟨replace(aws_eks_cluster.c.identity[0].oidc[0].issuer, \"https://\", \"\")⟩""#,
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
    let files: Sources<'_> = &[
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

/// A module alone, as its vendor publishes it: variables without values, conditions on them.
#[test]
fn a_module_without_values_keeps_all_it_could_be() {
    let out = evaluate(&[
        (
            "main.tf",
            r#"
            variable "name" { type = string }
            variable "external_id" { type = string }
            variable "key_arns" { type = list(string) }
            variable "create" { type = bool }
            variable "roles" {
              type    = list(string)
              default = ["arn:aws:iam::999988887777:role/vendor"]
            }
            data "aws_kms_key" "default" { key_id = "alias/aws/s3" }
            locals {
              role_name = length(var.name) > 0 ? var.name : "fallback"
              keys      = length(var.key_arns) > 0 ? var.key_arns : [data.aws_kms_key.default.arn]
              quoted    = join(", ", formatlist("\"%s\"", distinct(local.keys)))
              external  = var.external_id != "" ? [{ test : "StringEquals", variable : "sts:ExternalId", values : [var.external_id] }] : []
            }
            data "aws_iam_policy_document" "trust" {
              statement {
                actions = ["sts:AssumeRole"]
                principals {
                  type        = "AWS"
                  identifiers = var.roles
                }
                dynamic "condition" {
                  for_each = local.external
                  content {
                    test     = condition.value["test"]
                    variable = condition.value["variable"]
                    values   = condition.value["values"]
                  }
                }
              }
            }
            resource "aws_iam_role" "r" {
              count              = var.create ? 1 : 0
              name               = local.role_name
              assume_role_policy = data.aws_iam_policy_document.trust.json
            }
            resource "aws_iam_policy" "p" {
              name   = "p"
              policy = templatefile("p.tpl", { kms = local.quoted, role = aws_iam_role.r[0].arn })
            }
            "#,
        ),
        (
            "p.tpl",
            "{\"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"kms:Decrypt\", \"Resource\": [${kms}]}, {\"Sid\": \"Pass\", \"Effect\": \"Allow\", \"Action\": \"iam:PassRole\", \"Resource\": \"${role}\"}]}",
        ),
    ]);
    let role = out.block("aws_iam_role.r[0]").unwrap();
    assert!(!role.certain);
    assert_eq!(
        shown(role.body.get("arn").unwrap()),
        r#"⟨length(var.name) > 0 ? "arn:⟨partition:aws⟩:iam::⟨account:aws⟩:role/⟨var.name⟩" : "arn:⟨partition:aws⟩:iam::⟨account:aws⟩:role/fallback"⟩"#
    );
    let texts = |address: &str, attribute: &str| {
        let outcomes = outcomes(out.block(address).unwrap().body.get(attribute).unwrap());
        let text = |o: &Outcome| {
            let when: Vec<String> = o.when.iter().map(|(on, holds)| format!("{}: {holds}", on.name)).collect();
            format!("{} => {}", when.join(", "), show(&policy(&o.value).unwrap().unwrap().document))
        };
        outcomes.iter().map(text).collect::<Vec<_>>()
    };
    // With the condition, and without it: the external id may be empty.
    let trust = |condition: &str| {
        format!(
            r#"{{"Statement":[{{"Action":["sts:AssumeRole"],"Condition":{{{condition}}},"Effect":"Allow","Principal":{{"AWS":["arn:aws:iam::999988887777:role/vendor"]}}}}],"Version":"2012-10-17"}}"#
        )
    };
    assert_eq!(
        texts("aws_iam_role.r[0]", "assume_role_policy"),
        [
            format!(r#"var.external_id == "": true => {}"#, trust("")),
            format!(r#"var.external_id == "": false => {}"#, trust(r#""StringEquals":{"sts:ExternalId":["⟨var.external_id⟩"]}"#)),
        ]
    );
    let permissions = texts("aws_iam_policy.p", "policy");
    assert_eq!(permissions.len(), 4);
    assert!(permissions[3].ends_with(
        r#" => {"Statement":[{"Effect":"Allow","Action":"kms:Decrypt","Resource":["⟨data.aws_kms_key.default.arn⟩"]},{"Sid":"Pass","Effect":"Allow","Action":"iam:PassRole","Resource":"arn:⟨partition:aws⟩:iam::⟨account:aws⟩:role/fallback"}]}"#
    ));
    assert_eq!(out.gaps.iter().map(|g| g.subject.as_str()).collect::<Vec<_>>(), ["aws_iam_role.r"]);
}

#[test]
fn what_must_not_be_shown_is_named() {
    let out = evaluate(&[
        (
            "main.tf",
            r#"variable "secret" {
                 default   = "s3cr3t"
                 sensitive = true
               }
               locals {
                 l = "x-${var.secret}"
               }
               module "m" {
                 source = "./m"
                 v      = local.l
               }
               resource "aws_iam_policy" "p" {
                 name   = "p"
                 path   = sensitive("/a/")
                 policy = jsonencode({ Statement = [], Id = module.m.o })
               }
               variable "v" { type = string }
               resource "aws_iam_role" "r" {
                 name        = md5("${var.secret}${var.v}")
                 description = tonumber(local.l)
               }"#,
        ),
        ("m/main.tf", "variable \"v\" {}\noutput \"o\" { value = upper(var.v) }"),
    ]);
    assert_eq!(out.block("aws_iam_policy.p").unwrap().sensitive, ["arn", "id", "path", "policy"]);
    assert_eq!(shown(out.block("aws_iam_role.r").unwrap().body.get("name").unwrap()), "\"⟨md5(sensitive) of aws_iam_role.r at main.tf:19:32⟩\"");
    assert_eq!(out.gaps.len(), 1);
    assert!(!format!("{:?}", out.gaps).contains("s3cr3t"));
}

#[test]
fn functions_that_are_not_known_give_a_symbol_and_a_gap() {
    let out =
        evaluate(&[("main.tf", "output \"x\" { value = [provider::aws::nosuch(\"a\"), nosuch(1), timestamp() == timestamp(), csvdecode(\"a\")] }")]);
    assert_eq!(
        shown(&out.outputs["x"]),
        r#"[⟨provider::aws::nosuch("a")⟩,⟨nosuch(1)⟩,⟨timestamp() at main.tf:1:62 == timestamp() at main.tf:1:77⟩,⟨csvdecode("a")⟩]"#
    );
    let gaps: Vec<(&str, &str)> = out.gaps.iter().map(|g| (g.subject.as_str(), g.message.as_str())).collect();
    let not = |name: &str| format!("the function `{name}` is not evaluated");
    assert_eq!(gaps, [("output.x", not("csvdecode").as_str()), ("output.x", &not("nosuch")), ("output.x", &not("provider::aws::nosuch"))]);
}

#[test]
fn providers_are_followed_through_modules() {
    let out = evaluate(&[
        (
            "main.tf",
            r#"provider "aws" { region = "eu-central-1" }
               provider "aws" {
                 alias  = "prod"
                 region = "us-east-1"
                 assume_role { role_arn = "arn:aws:iam::111122223333:role/deploy" }
               }
               module "a" {
                 source    = "./a"
                 providers = { aws.target = aws.prod }
               }
               module "own" { source = "./own" }
               resource "aws_sns_topic" "t" { name = "t" }"#,
        ),
        (
            "a/main.tf",
            r#"resource "aws_sns_topic" "inherited" { name = "t" }
               resource "aws_sns_topic" "passed" {
                 provider = aws.target
                 name     = "t"
               }
               module "b" {
                 source    = "../b"
                 providers = { aws = aws.target }
               }"#,
        ),
        ("b/main.tf", "resource \"aws_sns_topic\" \"t\" { name = \"t\" }"),
        ("own/main.tf", "provider \"aws\" { region = \"cn-north-1\" }\nresource \"aws_sns_topic\" \"t\" { name = \"t\" }"),
    ]);
    let expected = [
        ("aws_sns_topic.t", "aws", "arn:aws:sns:eu-central-1:⟨account:aws⟩:t"),
        ("module.a.aws_sns_topic.inherited", "aws", "arn:aws:sns:eu-central-1:⟨account:aws⟩:t"),
        ("module.a.aws_sns_topic.passed", "aws.prod", "arn:aws:sns:us-east-1:111122223333:t"),
        ("module.a.module.b.aws_sns_topic.t", "aws.prod", "arn:aws:sns:us-east-1:111122223333:t"),
        ("module.own.aws_sns_topic.t", "module.own:aws", "arn:aws-cn:sns:cn-north-1:⟨account:module.own:aws⟩:t"),
    ];
    for (address, provider, arn) in expected {
        let block = out.block(address).unwrap();
        assert_eq!((block.provider.as_str(), shown(block.body.get("arn").unwrap()).as_str()), (provider, format!("\"{arn}\"").as_str()), "{address}");
    }
    assert_eq!(out.providers.keys().collect::<Vec<_>>(), ["aws", "aws.prod", "module.own:aws"]);
}

/// What another input states of a resource goes before what the source says.
#[test]
fn stated_values_win() {
    struct Plan;
    impl Stated for Plan {
        fn attribute(&self, address: &str, attribute: &str) -> Option<Value> {
            (address == "aws_s3_bucket.b" && attribute == "id").then(|| Value::string("from-the-plan"))
        }
    }
    let files = memory(&[("main.tf", "resource \"aws_s3_bucket\" \"b\" {}\noutput \"x\" { value = \"${aws_s3_bucket.b.id}/*\" }")]);
    let out = Tree::read(&files, "").evaluate(&files, &[], &Plan);
    assert_eq!(shown(&out.outputs["x"]), "\"from-the-plan/*\"");
}

/// Tags laid over an unknown map are known; that there may be more is marked.
#[test]
fn known_entries_of_open_maps_are_kept() {
    let out = evaluate(&[("main.tf", "variable \"tags\" {}\nresource \"aws_sns_topic\" \"t\" { tags = merge(var.tags, { Vendor = \"x\" }) }")]);
    let tags = plain(out.block("aws_sns_topic.t").unwrap().body.get("tags").unwrap());
    assert_eq!(tags, (serde_json::json!({"Vendor": "x"}), serde_json::json!({"⟨var.tags⟩": true})));
    assert_eq!(out.gaps, []);
    let given = [Given::Argument { name: "nowhere".to_owned(), value: "x".to_owned() }];
    assert_eq!(with(&[("main.tf", "locals {\n  a = 1\n}\n")], &given).gaps.len(), 1);
}

/// A document that is not known may override any statement that has a sid, and only those.
#[test]
fn what_an_unknown_document_may_override_is_unknown() {
    let document = |merged: &str| {
        output(&format!(
            r#"variable "v" {{ type = string }}
            data "aws_iam_policy_document" "base" {{
              statement {{
                sid       = "Named"
                actions   = ["s3:GetObject"]
                resources = ["*"]
              }}
              statement {{
                actions   = ["s3:PutObject"]
                resources = ["*"]
              }}
            }}
            data "aws_iam_policy_document" "all" {{
              source_policy_documents = [data.aws_iam_policy_document.base.json]
              {merged}
            }}
            output "x" {{ value = jsondecode(data.aws_iam_policy_document.all.json).Statement }}"#
        ))
    };
    let named = document("override_policy_documents = []");
    assert!(named.contains("\"Sid\":\"Named\"") && !named.contains('⟨'), "{named}");
    for merged in [
        "override_policy_documents = [var.v]",
        "override_policy_documents = [jsonencode({ Statement = [{ Sid = var.v, Effect = \"Deny\", Action = \"*\", Resource = \"*\" }] })]",
        "statement {\n sid = var.v\n actions = [\"*\"]\n resources = [\"*\"]\n}",
    ] {
        let doubted = document(merged);
        assert!(!doubted.contains("\"Sid\":\"Named\",\"") || doubted.starts_with("[⟨"), "{doubted}");
        assert!(doubted.contains("[⟨") && doubted.contains(",{\"Action\":[\"s3:PutObject\"]") || doubted.contains("\"s3:PutObject\""), "{doubted}");
    }
    let beside = document("statement {\n sid = \"Other\"\n actions = [\"*\"]\n resources = [\"*\"]\n}");
    assert!(beside.contains("\"Sid\":\"Named\"") && !beside.contains('⟨'), "{beside}");
}

/// Source: the examples of the AWS provider's documentation of its functions.
#[test]
fn functions_of_the_provider_are_evaluated() {
    let cases = [
        (
            r#"provider::aws::arn_parse("arn:aws:iam::444455556666:role/example")"#,
            r#"{"account_id":"444455556666","partition":"aws","region":"","resource":"role/example","service":"iam"}"#,
        ),
        (r#"provider::aws::arn_parse(aws_sqs_queue.q.arn).account_id"#, r#""⟨account:aws⟩""#),
        (r#"provider::aws::arn_parse(aws_sqs_queue.q.arn)["resource"]"#, r#""q""#),
        (r#"provider::aws::arn_parse("arn:aws:logs:eu-west-1:444455556666:log-group:/a:*").resource"#, r#""log-group:/a:*""#),
        (r#"provider::aws::arn_build("aws", "iam", "", "444455556666", "role/example")"#, r#""arn:aws:iam::444455556666:role/example""#),
        (r#"provider::aws::trim_iam_role_path("arn:aws:iam::444455556666:role/with/path/example")"#, r#""arn:aws:iam::444455556666:role/example""#),
        (r#"provider::aws::trim_iam_role_path(aws_iam_role.r.arn)"#, r#""arn:⟨partition:aws⟩:iam::⟨account:aws⟩:role/r""#),
        (r#"try(provider::aws::arn_parse("example").service, "none")"#, r#""none""#),
    ];
    for (expression, expected) in cases {
        let text = format!(
            "resource \"aws_sqs_queue\" \"q\" {{ name = \"q\" }}\nresource \"aws_iam_role\" \"r\" {{\n name = \"r\"\n path = \"/a/b/\"\n}}\noutput \"x\" {{ value = {expression} }}"
        );
        assert_eq!(output(&text), expected, "{expression}");
    }
}

/// Texts are trimmed and taken apart around what is not known.
#[test]
fn symbols_survive_trimming_and_patterns() {
    let with = |expression: &str| {
        output(&format!(
            "resource \"aws_sqs_queue\" \"q\" {{ name = \"q\" }}\nvariable \"v\" {{ type = string }}\noutput \"x\" {{ value = {expression} }}"
        ))
    };
    assert_eq!(with("trimspace(\"\\n a ${aws_sqs_queue.q.arn}\\n\")"), r#""a arn:⟨partition:aws⟩:sqs:⟨region:aws⟩:⟨account:aws⟩:q""#);
    assert_eq!(with("chomp(\"a${var.v}b\\n\\n\")"), r#""a⟨var.v⟩b""#);
    assert_eq!(with("trimspace(\" ${var.v} \")"), r#""⟨trimspace(\" ⟨var.v⟩ \")⟩""#);
    assert_eq!(with("trimspace(var.v)"), r#""⟨trimspace(var.v)⟩""#);
    assert_eq!(
        with("replace(\"a/${aws_sqs_queue.q.arn}/c\", \"//[^/]+$/\", \"/*\")"),
        r#""a/arn:⟨partition:aws⟩:sqs:⟨region:aws⟩:⟨account:aws⟩:q/*""#
    );
}
