//! Single questions, asked of the program as a user would: verdicts, exit codes, and what a "no" says.

use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use serde_json::{Value, json};

fn keyholder(folder: &Path, arguments: &[&str]) -> Output {
    Command::cargo_bin("keyholder").unwrap().current_dir(folder).args(arguments).output().unwrap()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A world with one vendor role that may rewrite the trust of the role that reads a bucket.
fn world(statements: &Value) -> Value {
    let policy = |statements: Value| json!({"Version": "2012-10-17", "Statement": statements}).to_string();
    let role = |name: &str, trust: Value| {
        json!({"address": format!("aws_iam_role.{name}"), "mode": "managed", "type": "aws_iam_role", "name": name,
            "provider_name": "registry.terraform.io/hashicorp/aws", "values": {
                "name": name, "arn": format!("arn:aws:iam::111122223333:role/{name}"), "path": "/", "id": name, "tags": {},
                "assume_role_policy": policy(trust), "inline_policy": [], "managed_policy_arns": [], "permissions_boundary": null}})
    };
    let inline = |role: &str, statements: Value| {
        json!({"address": format!("aws_iam_role_policy.{role}"), "mode": "managed", "type": "aws_iam_role_policy", "name": role,
            "provider_name": "registry.terraform.io/hashicorp/aws", "values": {"name": role, "role": role, "id": format!("{role}:{role}"), "policy": policy(statements)}})
    };
    json!({"format_version": "1.0", "terraform_version": "1.11.4", "values": {"root_module": {"resources": [
        role("ops", json!([{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::999988887777:root"}, "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"sts:ExternalId": "acme-1"}}}])),
        inline("ops", statements.clone()),
        role("storage", json!([{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}])),
        inline("storage", json!([{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::records/*"}])),
        {"address": "aws_s3_bucket.records", "mode": "managed", "type": "aws_s3_bucket", "name": "records", "provider_name": "registry.terraform.io/hashicorp/aws",
            "values": {"bucket": "records", "id": "records", "arn": "arn:aws:s3:::records", "tags": {}, "policy": null}}
    ]}}})
}

fn rewriting() -> Value {
    json!([{"Sid": "Rewrite", "Effect": "Allow", "Action": "iam:UpdateAssumeRolePolicy", "Resource": "arn:aws:iam::111122223333:role/storage"},
        {"Sid": "Look", "Effect": "Allow", "Action": "iam:List*", "Resource": "*"}])
}

fn ask(state: &Value, more: &[&str]) -> (Option<i32>, Value) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("state.json"), serde_json::to_vec(state).unwrap()).unwrap();
    let mut arguments = vec!["trace", "state.json", "--from", "account:999988887777", "--to", "records", "--format", "json"];
    arguments.extend(more);
    let output = keyholder(folder.path(), &arguments);
    assert!(!output.stdout.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    (output.status.code(), serde_json::from_slice(&output.stdout).unwrap())
}

#[test]
fn a_way_names_its_steps_statements_and_conditions() {
    let (code, answer) = ask(&world(&rewriting()), &[]);
    assert_eq!((code, &answer["verdict"]), (Some(0), &json!("reaches-if")));
    let trace = answer["traces"].as_array().unwrap().iter().find(|t| t["verdict"] == "reaches-if").unwrap();
    let edges: Vec<&Value> = trace["hops"].as_array().unwrap().iter().map(|h| &h["edge"]).collect();
    assert_eq!(edges, ["assume", "rewrite_trust", "read"]);
    assert_eq!(trace["hops"][1]["statements"][0]["sid"], "Rewrite");
    assert_eq!(trace["conditions"][0]["key"], "sts:ExternalId");
    assert_eq!(trace["conditions"][0]["who"], "caller");
}

#[test]
fn without_the_deciding_statement_the_answer_names_what_is_missing() {
    let mut statements = rewriting();
    statements.as_array_mut().unwrap().remove(0);
    let (_, answer) = ask(&world(&statements), &[]);
    assert_eq!(answer["verdict"], "never");
    let told = answer["traces"][0]["blocked_by"].to_string();
    assert!(told.contains("iam:UpdateAssumeRolePolicy"), "{told}");
}

#[test]
fn an_explicit_deny_is_told_as_one() {
    let mut statements = rewriting();
    statements.as_array_mut().unwrap().push(json!({"Sid": "Guard", "Effect": "Deny", "Action": "iam:Update*", "Resource": "*"}));
    let (_, answer) = ask(&world(&statements), &[]);
    assert_eq!(answer["verdict"], "never");
    assert!(answer["traces"][0]["blocked_by"].to_string().contains("Guard"), "{}", answer["traces"][0]["blocked_by"]);
}

#[test]
fn expectations_decide_the_exit_code() {
    let open = world(&rewriting());
    assert_eq!(ask(&open, &["--expect", "never"]).0, Some(1));
    assert_eq!(ask(&open, &["--expect", "reaches"]).0, Some(0));
    let shut = world(&json!([]));
    assert_eq!(ask(&shut, &["--expect", "never"]).0, Some(0));
    let mut unknown = open.clone();
    // A role whose policies are not known may do anything, so nothing is settled.
    unknown["values"]["root_module"]["resources"][1]["values"]["policy"] = json!("${not json");
    assert_eq!(ask(&unknown, &["--expect", "never"]).0, Some(3));
}

#[test]
fn a_word_that_means_nothing_is_told_with_the_nearest() {
    let output = keyholder(root(), &["trace", "samples/rewrite-trust/state.json", "--from", "vendor:lumendbb", "--to", "data"]);
    assert_eq!(output.status.code(), Some(2));
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(error.contains("`vendor:lumendbb`") && error.contains("did you mean"), "{error}");
}

#[test]
fn the_order_of_sources_and_members_does_not_matter() {
    let folder = tempfile::tempdir().unwrap();
    let one = world(&rewriting());
    // The same members backwards, at every depth.
    fn backwards(value: &Value) -> Value {
        match value {
            Value::Object(map) => Value::Object(map.iter().rev().map(|(k, v)| (k.clone(), backwards(v))).collect()),
            Value::Array(list) => Value::Array(list.iter().map(backwards).collect()),
            other => other.clone(),
        }
    }
    let review = |name: &str, sources: &[&str]| -> Vec<u8> {
        let mut arguments = vec!["review", "--format", "json", "--fail-on", "never"];
        arguments.extend(sources);
        let output = keyholder(folder.path(), &arguments);
        assert_eq!(output.status.code(), Some(0), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    };
    std::fs::write(folder.path().join("a.json"), one.to_string()).unwrap();
    std::fs::write(folder.path().join("b.json"), std::fs::read(root().join("samples/clean/state.json")).unwrap()).unwrap();
    assert_eq!(review("forth", &["a.json", "b.json"]), review("back", &["b.json", "a.json"]));
    let mut forth: Value = serde_json::from_slice(&review("forth", &["a.json"])).unwrap();
    std::fs::write(folder.path().join("a.json"), backwards(&one).to_string()).unwrap();
    let mut back: Value = serde_json::from_slice(&review("back", &["a.json"])).unwrap();
    // What a hash of the file stands in.
    fn without_inputs(value: &mut Value) {
        match value {
            Value::Object(map) => {
                map.retain(|key, _| key != "inputs" && key != "judged_on");
                map.values_mut().for_each(without_inputs);
            }
            Value::Array(list) => list.iter_mut().for_each(without_inputs),
            _ => {}
        }
    }
    [&mut forth, &mut back].into_iter().for_each(without_inputs);
    assert_eq!(forth, back);
}

#[test]
fn a_plan_on_standard_input_is_reviewed() {
    let plan = std::fs::read(root().join("samples/clean/plan.json")).unwrap();
    let output =
        Command::cargo_bin("keyholder").unwrap().current_dir(root()).args(["review", "-", "--format", "json"]).write_stdin(plan).output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["inputs"][0]["name"], "-");
}

#[test]
fn one_diagram_goes_to_standard_output_or_to_files() {
    let out = tempfile::tempdir().unwrap();
    let svg = keyholder(root(), &["diagram", "samples/rewrite-trust/plan.json", "--view", "access", "--format", "svg"]);
    assert!(svg.status.success() && svg.stdout.starts_with(b"<?xml"), "{}", String::from_utf8_lossy(&svg.stderr));
    let files = keyholder(root(), &["diagram", "samples/rewrite-trust/plan.json", "--view", "access", "--out", out.path().to_str().unwrap()]);
    assert_eq!(String::from_utf8_lossy(&files.stdout).lines().count(), if cfg!(feature = "png") { 4 } else { 3 });
    let none = keyholder(root(), &["diagram", "samples/rewrite-trust/plan.json", "--view", "network"]);
    assert_eq!(none.status.code(), Some(2));
}

#[test]
fn a_boundary_counts_wherever_its_policy_stands() {
    let read = json!([{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::records/*"}]);
    let boundary = "arn:aws:iam::111122223333:policy/limit";
    let limit = |statements: Value| {
        json!({"address": "aws_iam_policy.limit", "mode": "managed", "type": "aws_iam_policy", "name": "limit", "provider_name": "registry.terraform.io/hashicorp/aws",
            "values": {"name": "limit", "path": "/", "arn": boundary, "policy": json!({"Version": "2012-10-17", "Statement": statements}).to_string()}})
    };
    for (allows, verdict) in [("s3:*", "reaches-if"), ("sqs:*", "never")] {
        for first in [true, false] {
            let mut world = world(&read);
            let resources = world["values"]["root_module"]["resources"].as_array_mut().unwrap();
            resources[0]["values"]["permissions_boundary"] = json!(boundary);
            let place = if first { 0 } else { resources.len() };
            resources.insert(place, limit(json!([{"Effect": "Allow", "Action": allows, "Resource": "*"}])));
            assert_eq!(ask(&world, &[]).1["verdict"], verdict, "{allows} {first}");
        }
    }
}

fn state(resources: &[(&str, &str, Value)]) -> Value {
    let resource = |(kind, name, values): &(&str, &str, Value)| {
        json!({"address": format!("{kind}.{name}"), "mode": "managed", "type": kind, "name": name,
            "provider_name": "registry.terraform.io/hashicorp/aws", "values": values})
    };
    let resources: Vec<Value> = resources.iter().map(resource).collect();
    json!({"format_version": "1.0", "terraform_version": "1.11.4", "values": {"root_module": {"resources": resources}}})
}

fn verdict(state: &Value, from: &str, to: &str, access: &str) -> Value {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("state.json"), state.to_string()).unwrap();
    let output = keyholder(folder.path(), &["trace", "state.json", "--from", from, "--to", to, "--access", access, "--format", "json"]);
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    answer["verdict"].clone()
}

/// A role that reads a bucket if it carries a tag, trusted by an outside account for these actions, with a further permission.
fn tagged(trusted_for: Value, further: Value) -> Value {
    let document = |statements: Value| json!({"Version": "2012-10-17", "Statement": statements}).to_string();
    let trust = json!([{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::999988887777:root"}, "Action": trusted_for}]);
    let read = json!({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::lake/*", "Condition": {"StringEquals": {"aws:PrincipalTag/team": "data"}}});
    state(&[
        (
            "aws_iam_role",
            "a",
            json!({"name": "a", "path": "/", "arn": "arn:aws:iam::111122223333:role/a", "tags": {}, "assume_role_policy": document(trust)}),
        ),
        ("aws_iam_role_policy", "a", json!({"role": "a", "name": "p", "policy": document(json!([read, further]))})),
        ("aws_s3_bucket", "lake", json!({"bucket": "lake", "arn": "arn:aws:s3:::lake"})),
    ])
}

#[test]
fn a_tag_that_the_caller_may_choose_guards_nothing() {
    let look = json!({"Effect": "Allow", "Action": "iam:List*", "Resource": "*"});
    let tag = |resource: &str| json!({"Effect": "Allow", "Action": "iam:TagRole", "Resource": resource});
    let from = "account:999988887777";
    let ask = |trusted_for: Value, further: &Value| verdict(&tagged(trusted_for, further.clone()), from, "aws_s3_bucket.lake", "read");
    assert_eq!(ask(json!(["sts:AssumeRole"]), &look), "never");
    // Session tags; then tags that it gives itself, and one that it could give another.
    assert_eq!(ask(json!(["sts:AssumeRole", "sts:TagSession"]), &look), "reaches-if");
    assert_eq!(ask(json!(["sts:AssumeRole"]), &tag("*")), "reaches-if");
    assert_eq!(ask(json!(["sts:AssumeRole"]), &tag("arn:aws:iam::111122223333:role/b")), "never");
}

#[test]
fn a_grant_allows_beside_the_key_policy() {
    let policy = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/other"},"Action":"kms:*","Resource":"*"}}"#;
    let key = "arn:aws:kms:eu-central-1:111122223333:key/abc";
    let world = |operation: &str, policy: &str| {
        state(&[
            ("aws_kms_key", "k", json!({"arn": key, "key_id": "abc", "policy": policy})),
            (
                "aws_kms_grant",
                "g",
                json!({"key_id": "abc", "grantee_principal": "arn:aws:iam::999988887777:role/agent", "operations": [operation], "name": "g"}),
            ),
        ])
    };
    let ask = |world: &Value| verdict(world, "arn:aws:iam::999988887777:role/agent", "aws_kms_key.k", "decrypt");
    assert_eq!(ask(&world("Decrypt", policy)), "reaches");
    assert_eq!(ask(&world("DescribeKey", policy)), "never");
    let deny = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"kms:*","Resource":"*"}}"#;
    assert_eq!(ask(&world("Decrypt", deny)), "never");
}

#[test]
fn access_control_lists_that_name_others_leave_the_answer_open() {
    let world = |acl: &str, ownership: &str| {
        state(&[
            ("aws_s3_bucket", "b", json!({"bucket": "b", "arn": "arn:aws:s3:::b", "acl": acl})),
            ("aws_s3_bucket_ownership_controls", "b", json!({"bucket": "b", "rule": [{"object_ownership": ownership}]})),
        ])
    };
    let ask = |world: &Value| verdict(world, "internet", "aws_s3_bucket.b", "read");
    assert_eq!(ask(&world("public-read", "ObjectWriter")), "undecided");
    assert_eq!(ask(&world("private", "ObjectWriter")), "never");
    assert_eq!(ask(&world("public-read", "BucketOwnerEnforced")), "never");
}

/// A start that gets at a bucket by two ways, both through one role, one of them under a condition.
fn forked() -> Value {
    let document = |statements: Value| json!({"Version": "2012-10-17", "Statement": statements}).to_string();
    let arn = |name: &str| format!("arn:aws:iam::111122223333:role/{name}");
    let role = |name: &'static str, trust: Value, may: Value| {
        [
            ("aws_iam_role", name, json!({"name": name, "path": "/", "arn": arn(name), "tags": {}, "assume_role_policy": document(trust)})),
            ("aws_iam_role_policy", name, json!({"role": name, "name": "p", "policy": document(may)})),
        ]
    };
    let assume =
        |names: &[&str]| json!([{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": names.iter().map(|n| arn(n)).collect::<Vec<_>>()}]);
    let of = |who: &str| json!([{"Effect": "Allow", "Principal": {"AWS": who}, "Action": "sts:AssumeRole"}]);
    let root = "arn:aws:iam::111122223333:root";
    let office = json!([{"Effect": "Allow", "Principal": {"AWS": root}, "Action": "sts:AssumeRole",
        "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}}]);
    let mut all = Vec::new();
    all.extend(role("vendor", of("arn:aws:iam::999988887777:root"), assume(&["left", "right"])));
    all.extend(role("left", office.clone(), assume(&["gate"])));
    all.extend(role("right", office, assume(&["gate"])));
    all.extend(role("gate", of(root), json!([{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::lake/*"}])));
    all.push(("aws_s3_bucket", "lake", json!({"bucket": "lake", "arn": "arn:aws:s3:::lake"})));
    state(&all)
}

fn answered(state: &Value, arguments: &[&str]) -> Value {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("state.json"), state.to_string()).unwrap();
    let config = "version = 1\n[[account]]\nid = \"111122223333\"\n[[vendor]]\nname = \"acme\"\naccounts = [\"999988887777\"]\n\
        [[dataset]]\nname = \"records\"\nstores = [\"lake\"]\n[[claim]]\nid = \"none\"\nfrom = \"vendor:acme\"\nto = \"dataset:records\"\nsays = \"never\"\n";
    std::fs::write(folder.path().join("keyholder.toml"), config).unwrap();
    let output = keyholder(folder.path(), arguments);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

#[test]
fn first_hops_and_dominators_are_those_of_every_way() {
    let names = |list: &Value, end: &str| -> Vec<String> {
        let name = |v: &Value| if end.is_empty() { v["name"].clone() } else { v[end]["name"].clone() };
        list.as_array().unwrap().iter().map(|v| name(v).as_str().unwrap_or_default().to_owned()).collect()
    };
    let ask = |from: &str, to: &str| answered(&forked(), &["trace", "state.json", "--from", from, "--to", to, "--format", "json"]);
    let answer = ask("aws_iam_role.vendor", "lake");
    assert_eq!(answer["verdict"], "reaches-if");
    assert_eq!(names(&answer["first_hops"], "to"), ["left", "right"]);
    assert_eq!(names(&answer["dominators"], ""), ["gate"]);
    for from in ["vendor:acme", "vendors", "account:999988887777", "arn:aws:iam::999988887777:role/any"] {
        for to in ["lake", "data", "dataset:records", "arn:aws:s3:::lake", "aws_s3_bucket.lake"] {
            let answer = ask(from, to);
            assert_eq!(answer["verdict"], "reaches-if", "{from} {to}");
        }
        assert_eq!(ask(from, "admin")["verdict"], "never", "{from}");
        assert_eq!(ask(from, "admin:111122223333")["verdict"], "never", "{from}");
    }
    assert_eq!(ask("internet", "lake")["verdict"], "never");
    assert_eq!(ask("account:444455556666", "data")["verdict"], "never");
}

#[test]
fn the_easiest_way_has_fewer_conditions_than_the_shortest() {
    let mut world = forked();
    // A third way, longer and without a condition.
    let resources = world["values"]["root_module"]["resources"].as_array_mut().unwrap();
    let free = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"sts:ExternalId": "x"}}}]});
    for name in ["detour", "longer"] {
        let next = if name == "detour" { "longer" } else { "gate" };
        let may = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": format!("arn:aws:iam::111122223333:role/{next}")}]});
        let make = |kind: &str, values: Value| {
            json!({"address": format!("{kind}.{name}"), "mode": "managed", "type": kind, "name": name,
            "provider_name": "registry.terraform.io/hashicorp/aws", "values": values})
        };
        resources.push(make(
            "aws_iam_role",
            json!({"name": name, "path": "/", "arn": format!("arn:aws:iam::111122223333:role/{name}"), "tags": {},
            "assume_role_policy": free.to_string()}),
        ));
        resources.push(make("aws_iam_role_policy", json!({"role": name, "name": "p", "policy": may.to_string()})));
    }
    let own = resources.iter_mut().find(|r| r["address"] == "aws_iam_role_policy.vendor").unwrap();
    let text = own["values"]["policy"].as_str().unwrap().replace("role/left\"", "role/left\",\"arn:aws:iam::111122223333:role/detour\"");
    own["values"]["policy"] = json!(text);
    let answer = answered(&world, &["trace", "state.json", "--from", "aws_iam_role.vendor", "--to", "lake", "--format", "json"]);
    let trace = &answer["traces"][0];
    // Conditions of somebody else's count more than those of the caller's choice: fewer of them make a way easy.
    let hops = |t: &Value| t["hops"].as_array().map_or(0, Vec::len);
    assert_eq!((hops(trace), answer["verdict"].as_str()), (3, Some("reaches-if")));
    assert!(trace["conditions"].to_string().contains("aws:SourceIp"), "{trace}");
}

#[test]
fn a_refuted_claim_is_told_with_what_makes_it_hold() {
    let report = answered(&forked(), &["review", "state.json", "--format", "json"]);
    let claim = &report["claims"][0];
    assert_eq!(claim["verdict"], "refuted");
    let remedy = &claim["witness"]["remedy"];
    assert_eq!(remedy["edits"].as_array().map(Vec::len), Some(1), "{claim}");
    assert!(remedy["open"].is_null(), "{remedy}");
}
