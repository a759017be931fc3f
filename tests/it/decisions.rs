//! Single calls and pairs of policies, asked of the program as a user would and of the library: decisions, exit codes, the shape of the JSON.

use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use keyholder::policy::{
    Caller, Comparison, Context, Document, Evaluation, Example, Fact, Policies, PolicyId, Request, ResourceSide, Sort, Source, Target, authorize,
    grants_any, new_access,
};
use serde_json::{Value, json};

use crate::policy::dice::{Dice, OWN};

fn keyholder(folder: &Path, arguments: &[&str]) -> Output {
    Command::cargo_bin("keyholder").unwrap().current_dir(folder).args(arguments).output().unwrap()
}

fn told(arguments: &[&str]) -> (Option<i32>, Value) {
    let mut all = arguments.to_vec();
    all.extend(["--format", "json"]);
    let output = keyholder(Path::new(env!("CARGO_MANIFEST_DIR")), &all);
    (output.status.code(), serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr))))
}

const STATE: &str = "samples/rewrite-trust/state.json";

#[test]
fn a_call_is_decided_with_its_statement_condition_and_witness() {
    let (code, answer) = told(&["can", STATE, "lumendb-acme-storage", "s3:GetObject", "acme-lumendb-vectors"]);
    assert_eq!((code, &answer["decision"], &answer["decided_by"]), (Some(0), &json!("allowed-if"), &json!("identity")));
    assert_eq!(answer["version"], 1);
    assert_eq!(answer["resource"], "arn:aws:s3:::acme-lumendb-vectors/*", "some object of the bucket");
    let statement = &answer["statements"][0];
    assert_eq!((&statement["sid"], &statement["kind"], &statement["index"]), (&json!("Objects"), &json!("identity"), &json!(0)));
    assert!(statement["origin"]["pointer"].as_str().unwrap().ends_with("/values/policy"), "{statement}");
    assert_eq!(answer["conditions"][0]["key"], "aws:SecureTransport");
    assert_eq!(answer["witness"]["context"], json!({"aws:securetransport": "true"}));
    assert!(answer["assumptions"].as_array().unwrap().contains(&json!("no-scp")));
    assert!(answer.get("kind").is_none());
}

#[test]
fn the_context_settles_what_was_open() {
    let ask = |context: &str| told(&["can", STATE, "lumendb-acme-storage", "s3:GetObject", "acme-lumendb-vectors", "--context", context]).1;
    assert_eq!(ask("aws:SecureTransport=true")["decision"], "allowed");
    let refused = ask("AWS:securetransport=false");
    assert_eq!((&refused["decision"], &refused["kind"], &refused["decided_by"]), (&json!("denied"), &json!("explicit"), &json!("resource")));
    assert_eq!(refused["statements"][0]["sid"], "DenyPlainHttp");
    assert_eq!(ask("aws:SourceIp=198.51.100.1")["decision"], "allowed-if");
    let trust = |context: &[&str]| {
        let mut words = vec!["can", STATE, "arn:aws:iam::888877776666:role/lumendb-cloud", "sts:AssumeRole", "lumendb-acme-control"];
        words.extend(context);
        told(&words).1["decision"].clone()
    };
    assert_eq!(trust(&[]), "allowed-if");
    assert_eq!(trust(&["--context", "sts:ExternalId=ldb-acme-52d0e8"]), "allowed");
    for refused in ["!sts:ExternalId", "sts:ExternalId=", "sts:ExternalId=other"] {
        assert_eq!(trust(&["--context", refused]), "denied", "{refused}");
    }
}

#[test]
fn expectations_decide_the_exit_code() {
    let ask = |who: &str, action: &str, on: &str, more: &[&str]| {
        let mut words = vec!["can", STATE, who, action, on];
        words.extend(more);
        told(&words).0
    };
    let (role, bucket) = ("lumendb-acme-storage", "acme-lumendb-vectors");
    let tls = ["--context", "aws:SecureTransport=true"];
    let expect = |v: &'static str| ["--expect", v, tls[0], tls[1]];
    assert_eq!(ask(role, "s3:GetObject", bucket, &expect("allowed")), Some(0));
    assert_eq!(ask(role, "s3:GetObject", bucket, &expect("denied")), Some(1));
    assert_eq!(ask("lumendb-acme-control", "s3:GetObject", bucket, &expect("denied")), Some(0));
    assert_eq!(ask("lumendb-acme-control", "s3:GetObject", bucket, &expect("allowed")), Some(1));
    // Under a condition is not allowed, and not denied.
    assert_eq!(ask(role, "s3:GetObject", bucket, &["--expect", "allowed"]), Some(1));
    assert_eq!(ask(role, "s3:GetObject", bucket, &["--expect", "denied"]), Some(1));
    // The bucket's policy is not in the input, so the "no" is not known.
    for verdict in ["allowed", "denied"] {
        assert_eq!(ask("internet", "s3:GetObject", "arn:aws:s3:::elsewhere/*", &["--expect", verdict]), Some(3));
    }
    assert_eq!(ask("internet", "s3:GetObject", "arn:aws:s3:::elsewhere/*", &[]), Some(0));
}

#[test]
fn wrong_words_are_wrong_use() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for words in [
        &["can", STATE, "s3:GetObject", "acme-lumendb-vectors"][..],
        &["can", STATE, "lumendb-acme-storage", "s3:GetObject", "acme-lumendb-vektors"],
        &["can", STATE, "lumendb-acme-stohrage", "s3:GetObject", "acme-lumendb-vectors"],
        &["can", STATE, "lumendb-acme-storage", "GetObject", "acme-lumendb-vectors"],
        &["can", STATE, "lumendb-acme-storage", "s3:Get*", "acme-lumendb-vectors"],
        &["can", STATE, "lumendb-acme-storage", "s3:GetObject", "acme-lumendb-vectors", "--context", "nonsense"],
        &["who-can", STATE, "s3:GetObject"],
        &["new-access", STATE, STATE],
    ] {
        let output = keyholder(root, words);
        assert_eq!(output.status.code(), Some(2), "{words:?}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{words:?}");
    }
    let near = keyholder(root, &["can", STATE, "lumendb-acme-storage", "s3:GetObject", "acme-lumendb-vektors"]);
    assert!(String::from_utf8_lossy(&near.stderr).contains("did you mean `acme-lumendb-vectors`"));
}

#[test]
fn who_can_lists_those_who_are_not_refused() {
    let (code, answer) = told(&["who-can", STATE, "sts:AssumeRole", "lumendb-acme-control"]);
    assert_eq!(code, Some(0));
    let principals = answer["principals"].as_array().unwrap();
    let ids: Vec<&Value> = principals.iter().map(|p| &p["principal"]["id"]).collect();
    assert_eq!(ids, [&json!("arn:aws:iam::888877776666:role/lumendb-cloud")]);
    assert_eq!((&principals[0]["decision"], &principals[0]["decided_by"]), (&json!("allowed-if"), &json!("trust")));
    // Whom the policy of a bucket outside the input lets in is not known.
    let (_, answer) = told(&["who-can", STATE, "s3:GetObject", "arn:aws:s3:::elsewhere/*"]);
    let anyone = answer["principals"].as_array().unwrap().iter().find(|p| p["principal"]["kind"] == "anyone").unwrap();
    assert_eq!(anyone["decision"], "undecided");
}

#[test]
fn answers_are_of_their_schemas() {
    for (schema, words) in [
        ("can", &["can", STATE, "lumendb-acme-storage", "s3:GetObject", "acme-lumendb-vectors"][..]),
        ("who-can", &["who-can", STATE, "s3:GetObject", "acme-lumendb-vectors"]),
    ] {
        let output = keyholder(Path::new(env!("CARGO_MANIFEST_DIR")), &["schema", schema]);
        let schema: Value = serde_json::from_slice(&output.stdout).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let answer = told(words).1;
        assert!(validator.is_valid(&answer), "{:?}", validator.iter_errors(&answer).map(|e| e.to_string()).collect::<Vec<_>>());
    }
}

// Pairs of policies.

fn policy(statements: &Value) -> Document {
    Document::parse_str(&json!({"Version": "2012-10-17", "Statement": statements}).to_string()).unwrap()
}

fn verdict(comparison: &Comparison) -> &'static str {
    match comparison {
        Comparison::Gain(_) => "yes",
        Comparison::NoGain => "no",
        Comparison::Unknown(_) => "undecided",
    }
}

fn allow(actions: &str, resource: &str) -> Value {
    json!({"Effect": "Allow", "Action": actions.split(' ').collect::<Vec<_>>(), "Resource": resource})
}

fn with(mut statement: Value, operator: &str, key: &str, values: Value) -> Value {
    statement["Condition"] = json!({operator: {key: values}});
    statement
}

fn deny(mut statement: Value) -> Value {
    statement["Effect"] = json!("Deny");
    statement
}

#[test]
fn identity_policies_come_out_as_expected() {
    let read = allow("s3:GetObject", "arn:aws:s3:::b/*");
    let ip = |range: &str| with(read.clone(), "IpAddress", "aws:SourceIp", json!(range));
    let cases = [
        // Old, new, whether there is new access.
        (json!([read]), json!([read]), "no"),
        (json!([read]), json!([]), "no"),
        (json!([]), json!([read]), "yes"),
        (json!([read]), json!([allow("s3:GetObject", "arn:aws:s3:::b/k")]), "no"),
        (json!([allow("s3:GetObject", "arn:aws:s3:::b/k")]), json!([read]), "yes"),
        (json!([read]), json!([allow("S3:getobject", "arn:aws:s3:::b/?*")]), "no"),
        (json!([read]), json!([allow("s3:Get*", "arn:aws:s3:::b/*")]), "yes"),
        (json!([allow("s3:*", "*")]), json!([allow("s3:Get* s3:Put*", "*")]), "no"),
        // Two halves are the whole, in actions and in resources.
        (json!([allow("s3:Get*", "*"), allow("s3:List*", "*")]), json!([allow("s3:Get* s3:List*", "*")]), "no"),
        (
            json!([allow("s3:GetObject", "arn:aws:s3:::a*"), deny(allow("s3:GetObject", "arn:aws:s3:::ab*"))]),
            json!([allow("s3:GetObject", "arn:aws:s3:::ac*")]),
            "no",
        ),
        (
            json!([allow("s3:GetObject", "arn:aws:s3:::a*"), deny(allow("s3:GetObject", "arn:aws:s3:::ab*"))]),
            json!([allow("s3:GetObject", "arn:aws:s3:::a*")]),
            "yes",
        ),
        // A Deny that goes.
        (json!([allow("*", "*"), deny(allow("iam:*", "*"))]), json!([allow("*", "*")]), "yes"),
        (json!([allow("*", "*")]), json!([allow("*", "*"), deny(allow("iam:*", "*"))]), "no"),
        (json!([allow("*", "*"), deny(allow("iam:*", "*"))]), json!([{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}]), "no"),
        (json!([{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}]), json!([allow("*", "*"), deny(allow("iam:*", "*"))]), "no"),
        (
            json!([{"Effect": "Allow", "NotAction": ["iam:*", "sts:*"], "Resource": "*"}]),
            json!([{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}]),
            "yes",
        ),
        // Conditions.
        (json!([ip("198.51.100.0/24")]), json!([ip("198.51.100.128/25")]), "no"),
        (json!([ip("198.51.100.128/25")]), json!([ip("198.51.100.0/24")]), "yes"),
        (json!([ip("198.51.100.0/24")]), json!([read]), "yes"),
        (json!([ip("198.51.100.0/25"), ip("198.51.100.128/25")]), json!([ip("198.51.100.0/24")]), "no"),
        (
            json!([with(read.clone(), "StringLike", "aws:PrincipalTag/team", json!("a*"))]),
            json!([with(read.clone(), "StringEquals", "aws:PrincipalTag/team", json!(["ab", "ac"]))]),
            "no",
        ),
        (
            json!([with(read.clone(), "StringEquals", "aws:PrincipalTag/team", json!("a"))]),
            json!([with(read.clone(), "StringEqualsIfExists", "aws:PrincipalTag/team", json!("a"))]),
            "yes",
        ),
        (
            json!([with(read.clone(), "NumericLessThan", "aws:MultiFactorAuthAge", json!("3600"))]),
            json!([with(read.clone(), "NumericLessThan", "aws:MultiFactorAuthAge", json!("60"))]),
            "no",
        ),
        // Roles and keys have policies of their own, which an identity policy does not show.
        (json!([read]), json!([read, allow("sts:AssumeRole", "arn:aws:iam::111122223333:role/r")]), "yes"),
        (json!([read]), json!([read, allow("sts:TagSession", "*")]), "yes"),
        (json!([read]), json!([read, allow("kms:Decrypt", "arn:aws:kms:us-east-1:111122223333:key/k")]), "yes"),
        (json!([allow("kms:* sts:*", "*")]), json!([allow("kms:Decrypt sts:AssumeRole", "*")]), "no"),
        // A new action of tomorrow counts.
        (json!([allow("s3:GetObject", "*")]), json!([allow("s3:GetObject s3:NoSuchAction", "*")]), "yes"),
        (json!([allow("zz:A", "*")]), json!([allow("zz:A*", "*")]), "yes"),
        (json!([allow("zz:A*", "*")]), json!([allow("zz:Ab?", "*")]), "no"),
    ];
    for (old, new, expected) in cases {
        let found = new_access(&policy(&old), &policy(&new), Sort::Identity);
        assert_eq!(verdict(&found), expected, "{old} → {new}: {found:?}");
    }
}

#[test]
fn resource_policies_come_out_as_expected() {
    let to = |who: Value| json!({"Effect": "Allow", "Principal": who, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"});
    let account = to(json!({"AWS": "111122223333"}));
    let role = to(json!({"AWS": "arn:aws:iam::111122223333:role/r"}));
    let trust = |condition: Value| json!({"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "sts:AssumeRole", "Condition": condition});
    let cases = [
        (json!([account]), json!([to(json!({"AWS": "arn:aws:iam::111122223333:root"}))]), "no"),
        (json!([account]), json!([role]), "no"),
        (json!([role]), json!([account]), "yes"),
        (json!([account]), json!([to(json!({"AWS": ["111122223333", "444455556666"]}))]), "yes"),
        (json!([account]), json!([to(json!("*"))]), "yes"),
        (json!([to(json!("*"))]), json!([to(json!({"AWS": "444455556666"})), role]), "no"),
        (json!([account]), json!([to(json!({"Service": "logs.amazonaws.com"}))]), "yes"),
        (json!([account]), json!([with(to(json!("*")), "StringEquals", "aws:PrincipalAccount", json!("111122223333"))]), "no"),
        (json!([trust(json!({"StringLike": {"sts:ExternalId": "a*"}}))]), json!([trust(json!({"StringEquals": {"sts:ExternalId": "ab"}}))]), "no"),
        (json!([trust(json!({"StringEquals": {"sts:ExternalId": "ab"}}))]), json!([trust(json!({}))]), "yes"),
    ];
    for (old, new, expected) in cases {
        let found = new_access(&policy(&old), &policy(&new), Sort::Resource);
        // An account that only a condition names may be an account's or a stranger's: not told apart, so that at worst it is not known.
        let fine =
            verdict(&found) == expected || (expected == "no" && verdict(&found) == "undecided" && new.to_string().contains("PrincipalAccount"));
        assert!(fine, "{old} → {new}: {found:?}");
    }
}

#[test]
fn access_is_granted_or_not() {
    let document = policy(&json!([allow("s3:Get*", "arn:aws:s3:::b/*"), deny(allow("s3:GetObject", "arn:aws:s3:::b/secret/*"))]));
    let ask = |actions: &[&str], resources: &[&str]| {
        let actions: Vec<String> = actions.iter().map(|a| (*a).to_owned()).collect();
        let resources: Vec<_> = resources.iter().map(|r| (*r).into()).collect();
        verdict(&grants_any(&document, Sort::Identity, &actions, &resources))
    };
    assert_eq!(ask(&["s3:GetObject"], &[]), "yes");
    assert_eq!(ask(&["s3:PutObject", "iam:PassRole"], &[]), "no");
    assert_eq!(ask(&["s3:*"], &[]), "yes");
    assert_eq!(ask(&["s3:GetObject"], &["arn:aws:s3:::c/*"]), "no");
    assert_eq!(ask(&["s3:GetObject"], &["arn:aws:s3:::b/secret/*"]), "no");
    let key = "arn:aws:kms:us-east-1:111122223333:key/k";
    let keys = policy(&json!([allow("kms:Decrypt", key), allow("sts:AssumeRole", "*")]));
    for (action, on) in [("kms:Decrypt", key), ("sts:AssumeRole", "arn:aws:iam::111122223333:role/r")] {
        assert_eq!(verdict(&grants_any(&keys, Sort::Identity, &[action.to_owned()], &[on.into()])), "yes", "{action}");
    }
    assert_eq!(ask(&["s3:GetObject"], &["arn:aws:s3:::c/*", "arn:aws:s3:::*/k"]), "yes");
}

fn decide(document: &Document, sort: Sort, example: &Example) -> Evaluation {
    let source = Source { id: PolicyId(0), document: Some(document) };
    // Roles and keys leave the decision to their account.
    let delegating = policy(&json!([{"Effect": "Allow", "Principal": {"AWS": example.account.to_string()}, "Action": "*", "Resource": "*"}]));
    let (identity, resource) = match sort {
        Sort::Identity => (Some(vec![source]), ResourceSide::Policy(Source { id: PolicyId(1), document: Some(&delegating) })),
        Sort::Resource => (None, ResourceSide::Policy(source)),
    };
    let policies = Policies {
        identity,
        boundary: None,
        session: None,
        scps: None,
        rcps: None,
        endpoints: Vec::new(),
        resource,
        restrict_public_buckets: false,
        beside: keyholder::policy::Beside::default(),
    };
    let context = Context { keys: example.context.clone(), complete: true };
    let target = Target::One(example.resource.clone());
    let request =
        Request { caller: &example.caller, action: &example.action, target: &target, resource_account: Some(&example.account), context: &context };
    authorize(&request, &policies)
}

/// A random request of somebody of the own account.
fn request(dice: &mut Dice, sort: Sort) -> Example {
    let action = dice.action();
    let callers = [
        Caller::User(format!("arn:aws:iam::{OWN}:user/alice").as_str().into()),
        Caller::Role { arn: format!("arn:aws:iam::{OWN}:role/app").as_str().into(), session: Some("s".into()) },
    ];
    let mut example = Example {
        caller: callers[dice.below(2)].clone(),
        action: keyholder::aws::Action::parse(action).unwrap(),
        resource: dice.resource(action).into(),
        account: if sort == Sort::Identity { OWN } else { "000000000000" }.into(),
        context: std::collections::BTreeMap::new(),
    };
    for (key, values) in crate::policy::dice::KEYS {
        match dice.below(3) {
            0 => drop(example.context.insert(key.to_lowercase(), Fact::Known(vec![dice.pick(values).into()]))),
            1 if key == "test:Set" => {
                let both = vec![dice.pick(values).into(), dice.pick(values).into()];
                drop(example.context.insert(key.to_lowercase(), Fact::Many(both)));
            }
            _ => {}
        }
    }
    example
}

/// Every "yes" has a witness that the library decides as said; no "no" is refuted by 200 random requests; a policy against itself gains nothing.
#[test]
fn comparisons_of_random_policies_stand_attack() {
    let mut counts = std::collections::BTreeMap::new();
    for seed in 0..60 {
        let mut dice = Dice::new(seed);
        let sort = if dice.once_in(3) { Sort::Resource } else { Sort::Identity };
        let names = sort == Sort::Resource;
        let mut draw = || Document::parse_str(&dice.policy(names).to_string());
        let (Ok(old), Ok(new)) = (draw(), draw()) else { continue };
        assert_eq!(new_access(&old, &old, sort), Comparison::NoGain, "seed {seed}: itself");
        let found = new_access(&old, &new, sort);
        *counts.entry(verdict(&found)).or_insert(0) += 1;
        match &found {
            Comparison::Gain(example) => {
                assert!(matches!(decide(&new, sort, example), Evaluation::Allowed(_)), "seed {seed}: {example:?}");
                assert!(matches!(decide(&old, sort, example), Evaluation::Denied(_)), "seed {seed}: {example:?}");
            }
            Comparison::NoGain => {
                for _ in 0..200 {
                    let example = request(&mut dice, sort);
                    let gained = matches!(decide(&new, sort, &example), Evaluation::Allowed(_))
                        && matches!(decide(&old, sort, &example), Evaluation::Denied(_));
                    assert!(!gained, "seed {seed}: {example:?}");
                }
            }
            Comparison::Unknown(_) => {}
        }
    }
    assert!(counts.get("yes") > Some(&5) && counts.get("no") > Some(&5), "{counts:?}");
    assert!(counts.get("undecided") < counts.get("no"), "{counts:?}");
}

#[test]
fn an_added_allow_is_what_the_witness_uses() {
    for seed in 0..25 {
        let mut dice = Dice::new(10_000 + seed);
        let value = dice.policy(false);
        let Ok(old) = Document::parse_str(&value.to_string()) else { continue };
        let mut longer = value.clone();
        let mut statements = match longer["Statement"].take() {
            Value::Array(list) => list,
            one => vec![one],
        };
        statements.push(allow("sqs:PurgeQueue", "arn:aws:sqs:us-east-1:111122223333:fresh"));
        longer["Statement"] = Value::Array(statements);
        let new = Document::parse_str(&longer.to_string()).unwrap();
        match new_access(&old, &new, Sort::Identity) {
            Comparison::Gain(example) => {
                assert_eq!(
                    (example.action.folded(), example.resource.to_string().as_str()),
                    ("sqs:purgequeue", "arn:aws:sqs:us-east-1:111122223333:fresh")
                );
            }
            // A Deny or an Allow of the old policy may cover it, for certain or perhaps.
            _ => assert!(value.to_string().contains('*') || value.to_string().contains("Not"), "seed {seed}: {value}"),
        }
        assert_eq!(new_access(&new, &old, Sort::Identity), Comparison::NoGain, "seed {seed}");
    }
}

#[test]
fn the_program_tells_the_verdict_and_its_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, statements: Value| {
        std::fs::write(folder.path().join(name), json!({"Version": "2012-10-17", "Statement": statements}).to_string()).unwrap();
    };
    write("read.json", json!([allow("s3:GetObject", "arn:aws:s3:::b/*")]));
    write("more.json", json!([allow("s3:GetObject s3:PutObject", "arn:aws:s3:::b/*")]));
    // Nobody has said what a shortened ARN means.
    write("short.json", json!([allow("s3:GetObject", "arn:aws:s3")]));
    let ask = |words: &[&str]| {
        let output = keyholder(folder.path(), words);
        (output.status.code(), serde_json::from_slice::<Value>(&output.stdout).unwrap_or_default())
    };
    let (code, answer) = ask(&["new-access", "read.json", "more.json", "--format", "json", "--expect", "no-new-access"]);
    assert_eq!((code, &answer["verdict"]), (Some(1), &json!("yes")));
    assert_eq!((&answer["witness"]["action"], &answer["witness"]["resource"]), (&json!("s3:PutObject"), &json!("arn:aws:s3:::b/x")));
    // The witness is a case that `simulate` decides.
    for (file, expected) in [("read.json", "ImplicitlyDenied"), ("more.json", "Allowed")] {
        let policy: Value = serde_json::from_slice(&std::fs::read(folder.path().join(file)).unwrap()).unwrap();
        let case = json!({"id": "w", "request": answer["witness"], "identityPolicies": [policy]}).to_string();
        let output = Command::cargo_bin("keyholder").unwrap().arg("simulate").write_stdin(case).output().unwrap();
        let decided: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(decided["decision"], expected, "{decided}");
    }
    let (code, answer) = ask(&["new-access", "more.json", "read.json", "--format", "json", "--expect", "no-new-access"]);
    assert_eq!((code, &answer["verdict"], answer.get("witness")), (Some(0), &json!("no"), None));
    let (code, answer) = ask(&["new-access", "read.json", "short.json", "--format", "json", "--expect", "no-new-access"]);
    assert_eq!((code, &answer["verdict"]), (Some(3), &json!("undecided")), "{answer}");
    assert_eq!(ask(&["new-access", "read.json", "more.json"]).0, Some(0));
    let (code, answer) = ask(&["access-not-granted", "read.json", "--actions", "s3:PutObject,iam:*", "--format", "json", "--expect", "denied"]);
    assert_eq!((code, &answer["verdict"]), (Some(0), &json!("yes")));
    let (code, answer) = ask(&["access-not-granted", "more.json", "--actions", "s3:PutObject", "--format", "json", "--expect", "denied"]);
    assert_eq!((code, &answer["verdict"], &answer["witness"]["action"]), (Some(1), &json!("no"), &json!("s3:PutObject")));
}

/// What is of Azure is not answered as if it were of AWS: that nobody may do something there would be wrong.
#[test]
fn words_of_azure_are_refused_by_what_answers_for_aws() {
    let plan = "samples/event-hubs/plan.json";
    let receive = "Microsoft.EventHub/namespaces/messages/receive/action";
    let vendor = "aaaaaaaa-0000-0000-0000-000000000001";
    let hub = "/subscriptions/1/resourceGroups/rg/providers/Microsoft.EventHub/namespaces/n/eventhubs/h";
    for words in [
        &["can", plan, vendor, receive, "azurerm_eventhub.payments"][..],
        &["can", plan, vendor, "s3:GetObject", "azurerm_eventhub.payments"],
        &["can", plan, "AAAAAAAA-0000-0000-0000-000000000001", "s3:GetObject", "*"],
        &["who-can", plan, receive, "azurerm_eventhub.payments"],
        &["who-can", plan, "s3:GetObject", "azurerm_eventhub.payments"],
        &["who-can", plan, "s3:GetObject", "payments"],
        &["who-can", plan, "s3:GetObject", hub],
    ] {
        let output = assert_cmd::Command::cargo_bin("keyholder").unwrap().current_dir(env!("CARGO_MANIFEST_DIR")).args(words).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{words:?}: {said}");
        assert!(said.contains("of Azure: `can` and `who-can` answer for AWS alone"), "{words:?}: {said}");
        assert!(output.stdout.is_empty(), "{words:?}");
    }
}
