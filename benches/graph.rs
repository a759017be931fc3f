//! How the access graph grows with the account: `cargo bench --bench graph`, or with numbers of roles as arguments after `--`.
//!
//! Each role has policies of its own that equal no other's: an inline policy for its bucket, queue, table, log group and key, every third a
//! customer managed policy, every tenth role delivers (passes roles, changes functions), every hundredth administers a part of the account by
//! name, and a few are administrators. A line a size: seconds to read, seconds to build, nodes, edges, and the most memory held so far.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

use std::time::Instant;

use keyholder::graph::AccessGraph;
use keyholder::ingest::{self, Options, Source};
use serde_json::{Value, json};

const ACCOUNT: &str = "111122223333";
const REGION: &str = "eu-central-1";

fn here(service: &str, rest: &str) -> String {
    format!("arn:aws:{service}:{REGION}:{ACCOUNT}:{rest}")
}

fn document(statements: Vec<Value>) -> String {
    json!({"Version": "2012-10-17", "Statement": statements}).to_string()
}

fn allow(actions: &[&str], resources: &[String]) -> Value {
    json!({"Effect": "Allow", "Action": actions, "Resource": resources})
}

fn trust(i: usize) -> String {
    let principal = match i % 20 {
        0..=6 => json!({"Service": "lambda.amazonaws.com"}),
        7..=10 => json!({"Service": "ecs-tasks.amazonaws.com"}),
        11..=13 => json!({"Service": "ec2.amazonaws.com"}),
        14 => json!({"Service": "codebuild.amazonaws.com"}),
        15 | 16 => json!({"AWS": format!("arn:aws:iam::{ACCOUNT}:role/app/app-{}-worker", i / 2)}),
        17 => json!({"AWS": format!("arn:aws:iam::{ACCOUNT}:root")}),
        18 => json!({"AWS": format!("arn:aws:iam::{}:root", 900_000_000_000_u64 + (i as u64 % 40))}),
        _ => json!({"Service": "glue.amazonaws.com"}),
    };
    document(vec![json!({"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"})])
}

fn inline(i: usize, roles: usize) -> String {
    let bucket = format!("arn:aws:s3:::data-{}", i / 5);
    let mut statements = vec![
        allow(&["s3:GetObject", "s3:PutObject"], &[format!("{bucket}/app-{i}-worker/*")]),
        allow(&["s3:ListBucket"], &[bucket]),
        allow(&["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage"], &[here("sqs", &format!("queue-{i}"))]),
        allow(&["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"], &[here("dynamodb", &format!("table/table-{}", i / 4))]),
        allow(&["logs:CreateLogStream", "logs:PutLogEvents"], &[here("logs", &format!("log-group:/app/app-{i}-worker:*"))]),
        allow(&["kms:Decrypt", "kms:GenerateDataKey"], &[here("kms", &format!("key/key-{}", i / 25))]),
        allow(&["ec2:Describe*", "cloudwatch:PutMetricData", "xray:PutTraceSegments"], &["*".into()]),
    ];
    if i % 10 == 3 {
        let passed = format!("arn:aws:iam::{ACCOUNT}:role/app/app-{}-*", (i * 7) % roles.max(1));
        statements.push(allow(&["iam:PassRole"], &[passed]));
        statements.push(allow(
            &["lambda:CreateFunction", "lambda:UpdateFunctionCode", "lambda:InvokeFunction"],
            &[here("lambda", &format!("function:fn-{i}-*"))],
        ));
        statements.push(allow(&["ecs:RunTask", "ecs:RegisterTaskDefinition", "codebuild:StartBuild"], &["*".into()]));
    }
    if i % 10 == 6 {
        statements.push(allow(&["sts:AssumeRole"], &[format!("arn:aws:iam::{ACCOUNT}:role/app/app-{}-*", i * 2)]));
        statements.push(json!({"Effect": "Allow", "Action": "ssm:GetParameter*", "Resource": here("ssm", &format!("parameter/app/{i}/*")),
            "Condition": {"StringEquals": {"aws:PrincipalTag/team": format!("t-{}", i % 30)}}}));
    }
    if i % 100 == 50 {
        statements.push(allow(&["iam:AttachRolePolicy", "iam:PutRolePolicy"], &[format!("arn:aws:iam::{ACCOUNT}:role/app/app-{i}-worker*")]));
        statements.push(allow(&["secretsmanager:GetSecretValue"], &[here("secretsmanager", &format!("secret:app-{i}-*"))]));
    }
    if i % 1000 == 999 {
        statements.push(allow(&["*"], &["*".into()]));
    }
    document(statements)
}

fn state(roles: usize) -> Vec<u8> {
    let mut all: Vec<Value> = Vec::new();
    let mut add = |kind: &str, name: String, values: Value| {
        all.push(json!({"address": format!("{kind}.{name}"), "mode": "managed", "type": kind, "name": name,
            "provider_name": "registry.terraform.io/hashicorp/aws", "values": values}));
    };
    for i in 0..roles {
        let name = format!("app-{i}-worker");
        let role = format!("arn:aws:iam::{ACCOUNT}:role/app/{name}");
        add(
            "aws_iam_role",
            name.clone(),
            json!({"name": name, "path": "/app/", "arn": role, "assume_role_policy": trust(i), "tags": {"team": format!("t-{}", i % 30)}}),
        );
        add("aws_iam_role_policy", name.clone(), json!({"role": name, "name": "own", "policy": inline(i, roles)}));
        if i % 3 == 0 {
            let arn = format!("arn:aws:iam::{ACCOUNT}:policy/extra-{i}");
            let text = document(vec![
                allow(&["sns:Publish"], &[here("sns", &format!("topic-{i}"))]),
                allow(&["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], &[here("ecr", &format!("repository/app-{}", i / 10))]),
            ]);
            add("aws_iam_policy", format!("extra-{i}"), json!({"name": format!("extra-{i}"), "arn": arn, "policy": text}));
            add("aws_iam_role_policy_attachment", format!("extra-{i}"), json!({"role": name, "policy_arn": arn}));
        }
        if i % 20 < 7 && i % 2 == 0 {
            let function = json!({"function_name": format!("fn-{i}"), "arn": here("lambda", &format!("function:fn-{i}")), "role": role});
            add("aws_lambda_function", format!("fn-{i}"), function);
        }
        if i % 5 == 0 {
            let bucket = format!("data-{}", i / 5);
            add("aws_s3_bucket", bucket.clone(), json!({"bucket": bucket, "id": bucket, "arn": format!("arn:aws:s3:::{bucket}")}));
            let text = json!({"Version": "2012-10-17", "Statement": [
                {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": format!("arn:aws:s3:::{bucket}/*"), "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
                {"Effect": "Allow", "Principal": {"AWS": role}, "Action": "s3:GetObject", "Resource": format!("arn:aws:s3:::{bucket}/*")}]});
            add("aws_s3_bucket_policy", bucket.clone(), json!({"bucket": bucket, "policy": text.to_string()}));
        }
        if i % 4 == 0 {
            let table = format!("table-{}", i / 4);
            add("aws_dynamodb_table", table.clone(), json!({"name": table, "arn": here("dynamodb", &format!("table/{table}"))}));
        }
        if i % 25 == 0 {
            let key = format!("key-{}", i / 25);
            add(
                "aws_kms_key",
                key.clone(),
                json!({"key_id": key, "arn": here("kms", &format!("key/{key}")), "policy": document(vec![
                json!({"Effect": "Allow", "Principal": {"AWS": format!("arn:aws:iam::{ACCOUNT}:root")}, "Action": "kms:*", "Resource": "*"})])}),
            );
        }
        if i % 2 == 0 {
            add("aws_sqs_queue", format!("queue-{i}"), json!({"name": format!("queue-{i}"), "arn": here("sqs", &format!("queue-{i}"))}));
        }
    }
    json!({"format_version": "1.0", "terraform_version": "1.9.8", "values": {"root_module": {"resources": all}}}).to_string().into_bytes()
}

/// The most memory that this process has held, in MiB, where the system tells.
fn most_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kib| kib / 1024)
}

fn main() {
    let asked: Vec<usize> = std::env::args().filter_map(|a| a.parse().ok()).collect();
    let sizes = if asked.is_empty() { vec![1_000, 2_000, 5_000, 10_000] } else { asked };
    println!("{:>7} {:>8} {:>8} {:>8} {:>8} {:>8}", "roles", "read s", "build s", "nodes", "edges", "MiB");
    for roles in sizes {
        let bytes = state(roles);
        let started = Instant::now();
        let inventory = ingest::read(&[Source { name: "state.json".into(), bytes }], &Options::default()).unwrap();
        let read = started.elapsed();
        let started = Instant::now();
        let graph = AccessGraph::build(&inventory, &[]);
        let built = started.elapsed();
        println!(
            "{roles:>7} {:>8.2} {:>8.2} {:>8} {:>8} {:>8}",
            read.as_secs_f64(),
            built.as_secs_f64(),
            graph.nodes().count(),
            graph.edges().count(),
            most_memory().map_or_else(|| "?".to_owned(), |m| m.to_string())
        );
    }
}
