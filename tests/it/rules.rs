//! Rules by example: `tests/rules/<id>.md` holds worlds in which a rule fires and near misses in which it stays silent. Each world goes
//! through the whole program: Terraform state, inventory, graph, traces, findings.
//!
//! A page has one part a case, begun by `## `. What stands before the first one is shared. The blocks of a part:
//!
//! - `json`: a world, Terraform address → attributes. A case's attributes replace those of the shared world, `null` takes away. It
//!   is read as a state; with `plan` instead of `json` as a plan that creates everything, with `replace` as one that deletes everything before.
//! - `toml`: `keyholder.toml`; a case's own replaces the shared one.
//! - `expect`: the findings of the page's rule, one a line: severity and subject. A case without one is a near miss.
//!
//! What AWS would fill in (ARNs, ids) is made up where the world does not say; policies are written as JSON, not as strings.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use keyholder::findings::{self, Analysis, Finding};
use keyholder::ingest::{self, Options, Source};
use keyholder::model::{Inventory, OwnAccount, Review};
use keyholder::trace;
use serde_json::{Map, Value, json};

const ACCOUNT: &str = "111122223333";
const REGION: &str = "eu-central-1";
const TODAY: &str = "2026-11-24";

/// One world and what the rule says of it.
struct Case {
    name: String,
    world: Map<String, Value>,
    plan: bool,
    actions: Value,
    config: String,
    expected: Vec<String>,
}

#[derive(Default)]
struct Part {
    name: String,
    blocks: BTreeMap<String, String>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules")
}

/// The parts of a page, the shared one first.
fn parts(page: &str) -> Vec<Part> {
    let mut parts = vec![Part::default()];
    let mut block: Option<(String, String)> = None;
    for line in page.lines() {
        match &mut block {
            Some((kind, text)) if line == "```" => {
                parts.last_mut().unwrap().blocks.insert(kind.clone(), std::mem::take(text));
                block = None;
            }
            Some((_, text)) => {
                text.push_str(line);
                text.push('\n');
            }
            None => {
                if let Some(kind) = line.strip_prefix("```") {
                    block = Some((kind.to_owned(), String::new()));
                } else if let Some(name) = line.strip_prefix("## ") {
                    parts.push(Part { name: name.to_owned(), ..Part::default() });
                }
            }
        }
    }
    parts
}

fn cases(page: &str) -> Vec<Case> {
    let mut parts = parts(page).into_iter();
    let shared = parts.next().unwrap();
    let world = |part: &Part| ["json", "plan", "replace"].iter().find_map(|kind| part.blocks.get(*kind)).cloned();
    let read = |part: &Part| -> Map<String, Value> { world(part).map_or_else(Map::new, |t| serde_json::from_str(&t).unwrap()) };
    parts
        .map(|part| {
            let mut world = read(&shared);
            merge(&mut world, read(&part));
            let config = part.blocks.get("toml").or(shared.blocks.get("toml")).cloned().unwrap_or_default();
            let mut expected: Vec<_> = part.blocks.get("expect").map_or(Vec::new(), |t| t.lines().map(str::to_owned).collect());
            expected.sort();
            let plan = ["plan", "replace"].iter().any(|kind| part.blocks.contains_key(*kind) || shared.blocks.contains_key(*kind));
            let actions = if part.blocks.contains_key("replace") { json!(["delete", "create"]) } else { json!(["create"]) };
            Case { name: part.name, plan, actions, world, config, expected }
        })
        .collect()
}

/// Lays a case's world over the shared one: attributes replace attributes, `null` takes an attribute or a resource away.
fn merge(world: &mut Map<String, Value>, patch: Map<String, Value>) {
    for (address, attributes) in patch {
        let Value::Object(attributes) = attributes else {
            world.remove(&address);
            continue;
        };
        let held = world.entry(address).or_insert(json!({})).as_object_mut().unwrap();
        for (key, value) in attributes {
            if value.is_null() {
                held.remove(&key);
            } else {
                held.insert(key, value);
            }
        }
    }
}

/// The world as a Terraform state or plan (`terraform show -json`).
fn input(case: &Case) -> Value {
    let resources = case.world.iter().map(|(address, attributes)| {
        let (kind, name) = address.split_once('.').unwrap();
        let values = filled(kind, name, attributes.as_object().unwrap().clone());
        let of = json!({"address": address, "mode": "managed", "type": kind, "name": name, "provider_name": "registry.terraform.io/hashicorp/aws"});
        (of, values)
    });
    let with = |mut of: Value, key: &str, value: Value| {
        of[key] = value;
        of
    };
    if case.plan {
        let change = |values| json!({"actions": case.actions, "before": null, "after": values, "after_unknown": {}});
        let changes: Vec<_> = resources.map(|(of, values)| with(of, "change", change(values))).collect();
        json!({"format_version": "1.2", "terraform_version": "1.9.8", "resource_changes": changes})
    } else {
        let resources: Vec<_> = resources.map(|(of, values)| with(of, "values", values.into())).collect();
        json!({"format_version": "1.0", "terraform_version": "1.9.8", "values": {"root_module": {"resources": resources}}})
    }
}

/// The attributes with policies as strings and with what AWS would fill in.
fn filled(kind: &str, name: &str, mut attributes: Map<String, Value>) -> Map<String, Value> {
    for key in ["policy", "assume_role_policy"] {
        if let Some(policy @ Value::Object(_)) = attributes.get_mut(key) {
            let policy = policy.take();
            let text = if policy.get("Statement").is_some() { policy } else { json!({"Version": "2012-10-17", "Statement": [policy]}) };
            attributes[key] = text.to_string().into();
        }
        if let Some(Value::Array(statements)) = attributes.get(key) {
            attributes[key] = json!({"Version": "2012-10-17", "Statement": statements}).to_string().into();
        }
    }
    let own = |key: &str| attributes.get(key).and_then(Value::as_str).unwrap_or(name).to_owned();
    let here = |service: &str, rest: String| format!("arn:aws:{service}:{REGION}:{ACCOUNT}:{rest}");
    let iam = |rest: String| format!("arn:aws:iam::{ACCOUNT}:{rest}");
    let (id, arn) = match kind {
        "aws_iam_role" => (own("name"), Some(iam(format!("role/{}", own("name"))))),
        "aws_iam_user" => (own("name"), Some(iam(format!("user/{}", own("name"))))),
        "aws_iam_policy" => (iam(format!("policy/{}", own("name"))), Some(iam(format!("policy/{}", own("name"))))),
        "aws_iam_instance_profile" => (own("name"), Some(iam(format!("instance-profile/{}", own("name"))))),
        "aws_s3_bucket" => (own("bucket"), Some(format!("arn:aws:s3:::{}", own("bucket")))),
        "aws_kms_key" => (own("key_id"), Some(here("kms", format!("key/{}", own("key_id"))))),
        "aws_sqs_queue" => (own("name"), Some(here("sqs", own("name")))),
        "aws_sns_topic" => (own("name"), Some(here("sns", own("name")))),
        "aws_secretsmanager_secret" => (own("name"), Some(here("secretsmanager", format!("secret:{}-AbCdEf", own("name"))))),
        "aws_security_group" => (format!("sg-{name}"), Some(here("ec2", format!("security-group/sg-{name}")))),
        "aws_vpc_endpoint" => (format!("vpce-{name}"), Some(here("ec2", format!("vpc-endpoint/vpce-{name}")))),
        "aws_instance" => (format!("i-{name}"), Some(here("ec2", format!("instance/i-{name}")))),
        "aws_ebs_volume" => (format!("vol-{name}"), Some(here("ec2", format!("volume/vol-{name}")))),
        "aws_db_instance" => (own("identifier"), Some(here("rds", format!("db:{}", own("identifier"))))),
        _ => (name.to_owned(), None),
    };
    let name_of = match kind {
        "aws_s3_bucket" => Some("bucket"),
        "aws_kms_key" => Some("key_id"),
        "aws_db_instance" => Some("identifier"),
        "aws_iam_role" | "aws_iam_user" | "aws_iam_policy" | "aws_iam_instance_profile" | "aws_sqs_queue" | "aws_sns_topic" => Some("name"),
        "aws_secretsmanager_secret" | "aws_security_group" => Some("name"),
        _ => None,
    };
    if let Some(key) = name_of {
        let own = own(key);
        attributes.entry(key).or_insert(own.into());
    }
    if let Some(arn) = arn {
        attributes.entry("arn").or_insert(arn.into());
    }
    attributes.entry("id").or_insert(id.into());
    attributes
}

fn analysed(case: &Case) -> (Inventory, Vec<Finding>) {
    let review: Review = toml::from_str(&case.config).unwrap();
    let source = Source { name: "input.json".into(), bytes: input(case).to_string().into_bytes() };
    let mut accounts = review.accounts.clone();
    if accounts.is_empty() {
        accounts.push(OwnAccount { id: ACCOUNT.into(), ..OwnAccount::default() });
    }
    let inventory = ingest::read(&[source], &Options { accounts, kafka: review.kafka.clone(), ..Options::default() }).unwrap();
    let reviewed = trace::review(&inventory, &review);
    let analysis = Analysis::of(&inventory, &review, &reviewed, TODAY);
    let found = findings::run(&analysis);
    (inventory, found)
}

#[test]
fn rules_do_what_their_examples_say() {
    let only = std::env::var("RULE").ok();
    let mut wrong = Vec::new();
    for rule in findings::rules().iter().filter(|r| only.as_deref().is_none_or(|o| o == r.id)) {
        let page =
            std::fs::read_to_string(folder().join(format!("{}.md", rule.id))).unwrap_or_else(|_| panic!("tests/rules/{}.md is missing", rule.id));
        let cases = cases(&page);
        assert!(cases.iter().any(|c| !c.expected.is_empty()), "{}: no case fires", rule.id);
        assert!(cases.iter().any(|c| c.expected.is_empty()), "{}: no case is a near miss", rule.id);
        for case in &cases {
            let (inventory, findings) = analysed(case);
            let mine = findings.iter().filter(|f| f.rule == rule.id);
            let mut found: Vec<_> = mine.map(|f| format!("{} {}", f.severity.word(), f.subject.label(&inventory))).collect();
            found.sort();
            if found != case.expected {
                let all: Vec<_> = findings.iter().map(|f| format!("{} {}: {}", f.rule, f.subject.label(&inventory), f.message)).collect();
                let gaps: Vec<_> = inventory.gaps.iter().map(|g| format!("gap {}: {}", g.subject, g.message)).collect();
                wrong.push(format!("{} / {}\n  expected {:?}\n  found    {found:?}\n  all {all:#?} {gaps:#?}", rule.id, case.name, case.expected));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_example_has_a_rule() {
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let id = path.file_stem().unwrap().to_str().unwrap();
        assert!(findings::rule(id).is_some(), "{} is no rule", path.display());
    }
}

#[test]
fn findings_are_well_formed() {
    for rule in findings::rules() {
        let Ok(page) = std::fs::read_to_string(folder().join(format!("{}.md", rule.id))) else { continue };
        for case in cases(&page) {
            let (inventory, findings) = analysed(&case);
            for finding in &findings {
                let place = format!("{} in {} / {}", finding.rule, rule.id, case.name);
                assert!(findings::rule(finding.rule).is_some(), "{place}: no such rule");
                assert!(!finding.identity.iter().any(String::is_empty) && !finding.identity.is_empty(), "{place}: no identity");
                assert!(!finding.subject.label(&inventory).is_empty(), "{place}: no subject");
                assert!(!finding.message.ends_with('.') && !finding.message.is_empty(), "{place}: {}", finding.message);
            }
            let mut ids: Vec<_> = findings.iter().map(|f| (f.rule, &f.identity)).collect();
            let all = ids.len();
            ids.sort();
            ids.dedup();
            assert_eq!(all, ids.len(), "{} / {}: two findings are the same", rule.id, case.name);
        }
    }
}

#[test]
fn a_page_lays_cases_over_the_shared_world() {
    let page = "```json\n{\"a.x\": {\"k\": 1, \"l\": 2}}\n```\n## one\n```json\n{\"a.x\": {\"k\": null}}\n```\n```expect\nhigh a.x\n```\n## two\n";
    let cases = cases(page);
    assert_eq!(Value::Object(cases[0].world.clone()), json!({"a.x": {"l": 2}}));
    assert_eq!(cases[0].expected, ["high a.x"]);
    assert!(cases[1].expected.is_empty());
}
