//! How fast policies are decided and compared: `cargo bench --bench policy`.
//!
//! `decide`: concrete decisions, one core, no cache of results: an identity policy of 13 statements with one service control policy and one
//! bucket policy, over 10,000 different requests that are read beforehand, half of them denied. `new-access`: comparisons of pairs of policies.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

use std::collections::BTreeMap;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use keyholder::aws::{Action, Text};
use keyholder::policy::{
    Caller, Context, Document, Evaluation, Fact, Policies, PolicyId, Request, ResourceSide, Sort, Source, Target, authorize, new_access,
};
use serde_json::{Value, json};

const REQUESTS: usize = 10_000;

fn document(statements: &Value) -> Document {
    Document::parse_str(&json!({"Version": "2012-10-17", "Statement": statements}).to_string()).unwrap()
}

/// 13 statements.
fn identity() -> Document {
    let mut statements = vec![
        json!({"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "arn:aws:s3:::data/team-a/*"}),
        json!({"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::data", "Condition": {"StringLike": {"s3:prefix": "team-a/*"}}}),
        json!({"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::data/shared/*", "Condition": {"IpAddress": {"aws:SourceIp": "198.51.100.0/24"}}}),
        json!({"Effect": "Deny", "Action": "s3:Delete*", "Resource": "*", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}}),
    ];
    for service in ["sqs", "sns", "dynamodb", "kms", "logs", "ecr", "lambda", "ec2", "iam"] {
        statements
            .push(json!({"Effect": "Allow", "Action": format!("{service}:Get*"), "Resource": format!("arn:aws:{service}:*:111122223333:app-*")}));
    }
    assert_eq!(statements.len(), 13);
    document(&Value::Array(statements))
}

struct Case {
    action: Action,
    target: Target,
    context: Context,
}

/// Different requests, every second one for the bucket's open part.
fn cases() -> Vec<Case> {
    (0..REQUESTS)
        .map(|i| {
            let (action, resource) = match i % 8 {
                0 => ("s3:GetObject", format!("arn:aws:s3:::data/team-a/{i}")),
                1 => ("s3:GetObject", format!("arn:aws:s3:::data/team-b/{i}")),
                2 => ("s3:PutObject", format!("arn:aws:s3:::data/team-a/{i}/x")),
                3 => ("s3:PutObject", format!("arn:aws:s3:::data/shared/{i}")),
                4 => ("s3:GetObject", format!("arn:aws:s3:::data/shared/{i}")),
                5 => ("s3:DeleteObject", format!("arn:aws:s3:::data/team-a/{i}")),
                6 => ("s3:GetObjectTagging", format!("arn:aws:s3:::data/shared/{i}")),
                _ => ("s3:GetObject", format!("arn:aws:s3:::other/{i}")),
            };
            let known = |v: &str| Fact::Known(vec![v.into()]);
            let keys = BTreeMap::from([
                ("aws:sourceip".to_owned(), known(&format!("198.51.100.{}", i % 250))),
                ("aws:securetransport".to_owned(), known("true")),
                ("aws:multifactorauthpresent".to_owned(), known("false")),
                ("aws:principalarn".to_owned(), known("arn:aws:iam::111122223333:role/app")),
            ]);
            Case { action: Action::parse(action).unwrap(), target: Target::One(resource.as_str().into()), context: Context { keys, complete: true } }
        })
        .collect()
}

fn decide(criterion: &mut Criterion) {
    let identity = identity();
    let scp = document(&json!([
        {"Effect": "Allow", "Action": "*", "Resource": "*"},
        {"Effect": "Deny", "Action": ["organizations:*", "account:*"], "Resource": "*"}
    ]));
    let bucket = document(&json!([
        {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": ["arn:aws:s3:::data", "arn:aws:s3:::data/*"], "Condition": {"Bool": {"aws:SecureTransport": "false"}}}
    ]));
    let source = |id, document| Source { id: PolicyId(id), document: Some(document) };
    let policies = Policies {
        identity: Some(vec![source(0, &identity)]),
        boundary: None,
        session: None,
        scps: Some(vec![vec![source(1, &scp)]]),
        rcps: None,
        endpoints: Vec::new(),
        resource: ResourceSide::Policy(source(2, &bucket)),
        restrict_public_buckets: false,
    };
    let caller = Caller::Role { arn: "arn:aws:iam::111122223333:role/app".into(), session: Some("s".into()) };
    let account: Text = "111122223333".into();
    let cases = cases();
    let ask = |case: &Case| {
        let request =
            Request { caller: &caller, action: &case.action, target: &case.target, resource_account: Some(&account), context: &case.context };
        authorize(&request, &policies)
    };
    let denied = cases.iter().filter(|c| matches!(ask(c), Evaluation::Denied(_))).count();
    let allowed = cases.iter().filter(|c| matches!(ask(c), Evaluation::Allowed(_))).count();
    assert_eq!((denied, allowed), (REQUESTS / 2, REQUESTS / 2));
    let mut group = criterion.benchmark_group("policy");
    group.throughput(Throughput::Elements(REQUESTS as u64)).sample_size(20);
    group.bench_function("decide", |b| b.iter(|| cases.iter().filter(|c| matches!(ask(black_box(c)), Evaluation::Allowed(_))).count()));
    group.finish();
}

/// Pairs of policies of some variety: the old one, and the old one with one statement changed.
fn pairs() -> Vec<(Document, Document)> {
    let services = ["s3", "sqs", "kms", "dynamodb", "lambda"];
    (0..40)
        .map(|i| {
            let service = services.get(i % services.len()).copied().unwrap_or("s3");
            let statement = |n: usize, more: &str| {
                json!({"Effect": if n % 5 == 4 { "Deny" } else { "Allow" }, "Action": [format!("{service}:Get*"), format!("{service}:List{more}*")],
                    "Resource": format!("arn:aws:{service}:*:111122223333:app-{n}*{more}"), "Condition": {"StringLike": {"aws:PrincipalTag/team": format!("t{n}*")}}})
            };
            let old: Vec<Value> = (0..6 + i % 4).map(|n| statement(n, "")).collect();
            let mut new = old.clone();
            if i % 2 == 0 {
                new.pop();
                new.push(statement(i, "x"));
            } else if let Some(first) = new.first_mut() {
                *first = statement(0, "x");
            }
            (document(&Value::Array(old)), document(&Value::Array(new)))
        })
        .collect()
}

fn compare(criterion: &mut Criterion) {
    let pairs = pairs();
    // The tables are unpacked once.
    if let Some((old, new)) = pairs.first() {
        black_box(new_access(old, new, Sort::Identity));
    }
    let mut times: Vec<std::time::Duration> = pairs
        .iter()
        .map(|(old, new)| {
            let start = std::time::Instant::now();
            black_box(new_access(old, new, Sort::Identity));
            start.elapsed()
        })
        .collect();
    times.sort();
    println!("new-access: median {:?}, slowest {:?} of {}", times.get(times.len() / 2), times.last(), times.len());
    let mut group = criterion.benchmark_group("policy");
    group.throughput(Throughput::Elements(pairs.len() as u64)).sample_size(10);
    group.bench_function("new-access", |b| b.iter(|| pairs.iter().for_each(|(old, new)| drop(black_box(new_access(old, new, Sort::Identity))))));
    group.finish();
}

criterion_group!(benches, decide, compare);
criterion_main!(benches);
