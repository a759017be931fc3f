//! How fast policies are decided and compared: `cargo bench --bench policy`.
//!
//! `decide`: concrete decisions, one core, no cache of results: an identity policy of 13 statements with one service control policy and one
//! bucket policy, over 10,000 different requests that are read beforehand, half of them denied. `new-access`: comparisons of pairs of policies.
//! `sweep`: 100,000 principals, no two with the same policies, × 10,000 targets × 16 groups of actions, with the peak of memory (Linux).
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

use std::collections::BTreeMap;
use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use keyholder::aws::{Action, Text};
use keyholder::policy::sweep::{Subject, Sweep, Swept};
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

/// What this thread has had of the processor, in ns: says more than a clock on a machine that others use (Linux).
fn processor_time() -> Option<u64> {
    std::fs::read_to_string("/proc/thread-self/schedstat").ok()?.split_whitespace().next()?.parse().ok()
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
        beside: keyholder::policy::Beside::default(),
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
    if let Some(start) = processor_time() {
        const ROUNDS: u64 = 100;
        for _ in 0..ROUNDS {
            black_box(cases.iter().filter(|c| matches!(ask(black_box(c)), Evaluation::Allowed(_))).count());
        }
        let spent = processor_time().unwrap_or(start) - start;
        println!("decide: {} ns of processor time each", spent / ROUNDS / REQUESTS as u64);
    }
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

const GROUPS: [&[&str]; 16] = [
    &["s3:GetObject", "s3:GetObjectVersion"],
    &["s3:PutObject", "s3:DeleteObject"],
    &["s3:ListBucket"],
    &["s3:PutBucketPolicy", "s3:PutBucketAcl"],
    &["sqs:ReceiveMessage"],
    &["sqs:SendMessage"],
    &["dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan"],
    &["dynamodb:PutItem", "dynamodb:UpdateItem"],
    &["kms:Decrypt"],
    &["kms:PutKeyPolicy", "kms:CreateGrant"],
    &["secretsmanager:GetSecretValue"],
    &["sts:AssumeRole"],
    &["iam:PassRole"],
    &["iam:UpdateAssumeRolePolicy"],
    &["iam:PutRolePolicy", "iam:AttachRolePolicy"],
    &["lambda:UpdateFunctionCode"],
];
const PRINCIPALS: u64 = 100_000;
const TARGETS: u64 = 10_000;
const POLICIES: u64 = 10_000;

fn target(i: u64) -> Target {
    let one = |s: String| Target::One(s.into());
    match i % 8 {
        0 => Target::Some(format!("arn:aws:s3:::bucket-{i}/*").into()),
        1 => one(format!("arn:aws:s3:::bucket-{}", i - 1)),
        2 => one(format!("arn:aws:sqs:eu-west-1:111122223333:queue-{i}")),
        3 => one(format!("arn:aws:dynamodb:eu-west-1:111122223333:table/t-{i}")),
        4 => one(format!("arn:aws:kms:eu-west-1:111122223333:key/k-{i}")),
        5 => one(format!("arn:aws:secretsmanager:eu-west-1:111122223333:secret:s-{i}")),
        6 => one(format!("arn:aws:iam::111122223333:role/r-{i}")),
        _ => one(format!("arn:aws:lambda:eu-west-1:111122223333:function:f-{i}")),
    }
}

/// Two statements of one of several shapes; every tenth policy denies as well.
fn policy(i: u64) -> Document {
    let n = (i * 7919) % TARGETS / 8 * 8;
    let m = i % 100;
    let mut statements = vec![
        json!({"Effect": "Allow", "Action": ["s3:Get*", "s3:List*"], "Resource": [format!("arn:aws:s3:::bucket-{n}"), format!("arn:aws:s3:::bucket-{n}/*")]}),
        match i % 6 {
            0 => json!({"Effect": "Allow", "Action": "sqs:*", "Resource": format!("arn:aws:sqs:*:111122223333:queue-{m}*")}),
            1 => json!({"Effect": "Allow", "Action": "dynamodb:*Item", "Resource": format!("arn:aws:dynamodb:eu-west-1:111122223333:table/t-{m}*")}),
            2 => json!({"Effect": "Allow", "Action": ["kms:*", "s3:PutObject"], "Resource": format!("arn:aws:*:*:*:*-{m}?{}", i % 10),
                "Condition": {"StringEquals": {"aws:PrincipalTag/t": format!("{i}")}}}),
            3 => json!({"Effect": "Allow", "Action": ["sts:AssumeRole", "iam:PassRole"], "Resource": format!("arn:aws:iam::*:role/r-{}", n + 6)}),
            4 => json!({"Effect": "Allow", "Action": "lambda:*", "Resource": format!("arn:aws:lambda:eu-*:111122223333:function:*{m}")}),
            _ => json!({"Effect": "Allow", "Action": "secretsmanager:Get*", "Resource": format!("arn:aws:secretsmanager:*:*:secret:s-{i}*")}),
        },
    ];
    if i.is_multiple_of(10) {
        statements.push(json!({"Effect": "Deny", "Action": "s3:*", "Resource": format!("arn:aws:s3:::bucket-{m}*")}));
    }
    document(&Value::Array(statements))
}

/// The most memory the process has had, in MB.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
}

fn sweep(criterion: &mut Criterion) {
    let policies: Vec<Document> = (0..POLICIES).map(policy).collect();
    let targets: Vec<Target> = (0..TARGETS).map(target).collect();
    let bucket = document(&json!([{"Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "s3:GetObject", "Resource": "*"}]));
    let boundary = document(&json!([{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}]));
    let scp = document(
        &json!([{"Effect": "Allow", "Action": "*", "Resource": "*"}, {"Effect": "Deny", "Action": "iam:UpdateAssumeRolePolicy", "Resource": "*"}]),
    );
    // Fifteen policies each, by a generator of its own.
    let mut state = 1_u64;
    let mut pick = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((state >> 33) % POLICIES).unwrap()
    };
    let sets: std::collections::BTreeSet<Vec<usize>> = std::iter::repeat_with(|| {
        let mut set: Vec<usize> = (0..15).map(|_| pick()).collect();
        set.sort_unstable();
        set
    })
    .take(usize::try_from(PRINCIPALS).unwrap())
    .collect();
    assert_eq!(sets.len() as u64, PRINCIPALS, "no two have the same policies");
    let (own, before) = (Text::from("111122223333"), peak());
    let run = || {
        let groups = GROUPS.iter().map(|g| g.iter().map(|a| Action::parse(a).unwrap()).collect()).collect();
        let mut sweep = Sweep::new(groups, &targets);
        let swept: Vec<Swept> = policies.iter().map(|d| sweep.policy(Some(d))).collect();
        let boundary = sweep.policy(Some(&boundary));
        let scps = [vec![sweep.policy(Some(&scp))]];
        (0..targets.len()).step_by(8).for_each(|t| sweep.resource_policy(t, Some(&bucket)));
        let mut candidates = sweep.blank();
        let mut found = 0;
        for (i, set) in sets.iter().enumerate() {
            let identity: Vec<Swept> = set.iter().filter_map(|p| swept.get(*p)).copied().collect();
            let boundary = i.is_multiple_of(4).then_some(boundary);
            sweep.candidates(&Subject { account: Some(&own), identity: Some(&identity), boundary, session: None, scps: &scps }, &mut candidates);
            found += candidates.count();
        }
        found
    };
    let mut group = criterion.benchmark_group("policy");
    group
        .throughput(Throughput::Elements(PRINCIPALS * TARGETS * GROUPS.len() as u64))
        .sample_size(10)
        .warm_up_time(std::time::Duration::from_millis(1));
    let mut found = None;
    group.bench_function("sweep", |b| b.iter(|| found = Some(run())));
    group.finish();
    if let Some(found) = found {
        println!("sweep: {found} candidates; peak of memory {:?} MB, of which {before:?} before", peak());
    }
}

criterion_group!(benches, decide, compare, sweep);
criterion_main!(benches);
