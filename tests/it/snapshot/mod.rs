//! Snapshot folders: answers of the AWS command line as an account.

mod facts;
mod hostile;
mod keys;
mod msk;
mod organization;
mod overlay;
mod parity;

use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use keyholder::ingest::{self, Options, Snapshot, Source};
use keyholder::model::Inventory;
use serde_json::{Value, json};

const ACCOUNT: &str = "111122223333";

/// Writes files by path; values that are strings as they are.
fn write(folder: &Path, files: &[(&str, Value)]) {
    for (path, value) in files {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, value.as_str().map_or_else(|| value.to_string(), str::to_owned)).unwrap();
    }
}

fn keyholder(folder: &Path, arguments: &[&str]) -> Output {
    Command::cargo_bin("keyholder").unwrap().current_dir(folder).args(arguments).output().unwrap()
}

fn answer(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)))
}

/// Reads a snapshot with other sources.
fn read(files: &[(&str, Value)], sources: &[(&str, Value)]) -> Inventory {
    let bytes = |v: &Value| v.as_str().map_or_else(|| v.to_string(), str::to_owned).into_bytes();
    let files = files.iter().map(|(path, value)| ((*path).to_owned(), bytes(value))).collect();
    let snapshot = Snapshot { name: "snapshot".into(), files, unread: Vec::new(), alone: false };
    let sources: Vec<Source> = sources.iter().map(|(name, value)| Source { name: (*name).to_owned(), bytes: bytes(value) }).collect();
    ingest::read(&sources, &Options { snapshots: vec![snapshot], ..Options::default() }).unwrap()
}

fn gaps(inventory: &Inventory) -> String {
    inventory.gaps.iter().map(|g| format!("{}\n", g.message)).collect()
}

fn document(statements: Value) -> Value {
    json!({"Version": "2012-10-17", "Statement": statements})
}

/// A role that an outsider may assume, with an inline policy and an attached one.
fn details() -> Value {
    let trust = document(json!([{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::999988887777:role/agent"}, "Action": "sts:AssumeRole"}]));
    let read = document(json!([{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::acme-records/*"}]));
    json!({
        "UserDetailList": [], "GroupDetailList": [], "Policies": [],
        "RoleDetailList": [
            {"RoleName": "ops", "Path": "/", "Arn": format!("arn:aws:iam::{ACCOUNT}:role/ops"), "AssumeRolePolicyDocument": trust,
             "RolePolicyList": [{"PolicyName": "read", "PolicyDocument": read}],
             "AttachedManagedPolicies": [{"PolicyName": "ViewOnlyAccess", "PolicyArn": "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"}],
             "InstanceProfileList": []},
            {"RoleName": "by-hand", "Path": "/", "Arn": format!("arn:aws:iam::{ACCOUNT}:role/by-hand"), "AssumeRolePolicyDocument": trust,
             "RolePolicyList": [{"PolicyName": "read", "PolicyDocument": read}], "AttachedManagedPolicies": [], "InstanceProfileList": []}
        ]
    })
}

const DETAILS: &str = "accounts/111122223333/global/iam.get-account-authorization-details.json";
const BUCKETS: &str = "accounts/111122223333/global/s3api.list-buckets.json";

fn buckets() -> Value {
    json!({"Buckets": [{"Name": "acme-records", "CreationDate": "2024-01-01T00:00:00+00:00"}], "Owner": {"ID": "own"}})
}

fn trace(folder: &Path, sources: &[&str], from: &str) -> Value {
    let arguments = [&["trace"], sources, &["--from", from, "--to", "arn:aws:s3:::acme-records", "--format", "json"]].concat();
    answer(&keyholder(folder, &arguments))
}

const AGENT: &str = "arn:aws:iam::999988887777:role/agent";
