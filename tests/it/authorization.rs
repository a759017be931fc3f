//! The answer of `aws iam get-account-authorization-details` as an input of its own.

use assert_cmd::Command;
use serde_json::{Value, json};

fn arn(rest: &str) -> String {
    format!("arn:aws:iam::111122223333:{rest}")
}

fn document(statements: Value) -> Value {
    json!({"Version": "2012-10-17", "Statement": statements})
}

/// An outside role becomes `ops`, which may make versions of a policy that is attached to itself; a user in a group; documents as objects and as
/// percent-encoded text.
fn answer() -> Value {
    let outside = document(json!([{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::999988887777:role/agent"}, "Action": "sts:AssumeRole"}]));
    let encoded = percent_encode(&outside.to_string());
    let versions = document(json!([{"Sid": "Versions", "Effect": "Allow", "Action": "iam:SetDefaultPolicyVersion", "Resource": arn("policy/data")}]));
    let read = document(json!([{"Sid": "Read", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::acme-records/*"}]));
    json!({
        "RoleDetailList": [{
            "Arn": arn("role/vendor/ops"), "Path": "/vendor/", "RoleName": "ops", "RoleId": "AROAEXAMPLE", "AssumeRolePolicyDocument": encoded,
            "RolePolicyList": [{"PolicyName": "versions", "PolicyDocument": versions}],
            "AttachedManagedPolicies": [{"PolicyName": "data", "PolicyArn": arn("policy/data")}],
            "InstanceProfileList": [{"Arn": arn("instance-profile/ops"), "InstanceProfileName": "ops", "Path": "/", "Roles": []}],
            "Tags": [{"Key": "vendor", "Value": "acme"}]
        }],
        "UserDetailList": [{"Arn": arn("user/ann"), "UserName": "ann", "Path": "/", "GroupList": ["readers"], "AttachedManagedPolicies": []}],
        "GroupDetailList": [{"Arn": arn("group/readers"), "GroupName": "readers", "Path": "/",
            "GroupPolicyList": [{"PolicyName": "read", "PolicyDocument": read}], "AttachedManagedPolicies": []}],
        "Policies": [{"Arn": arn("policy/data"), "PolicyName": "data", "Path": "/", "PolicyVersionList": [
            {"VersionId": "v1", "IsDefaultVersion": false, "Document": read},
            {"VersionId": "v2", "IsDefaultVersion": true, "Document": document(json!([]))}
        ]}],
        "IsTruncated": false
    })
}

fn percent_encode(text: &str) -> String {
    text.bytes().map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

fn run(answer: &Value, arguments: &[&str]) -> (Option<i32>, String, String) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("account.json"), answer.to_string()).unwrap();
    let output = Command::cargo_bin("keyholder").unwrap().current_dir(folder.path()).args(arguments).output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
}

fn trace(answer: &Value, from: &str) -> Value {
    let (_, out, err) = run(answer, &["trace", "account.json", "--from", from, "--to", "arn:aws:s3:::acme-records", "--format", "json"]);
    serde_json::from_str(&out).unwrap_or_else(|_| panic!("{err}"))
}

#[test]
fn roles_users_groups_and_versions_of_policies_are_read() {
    let by_group = trace(&answer(), "ann");
    assert_eq!(by_group["verdict"], "reaches", "{by_group}");
    let by_version = trace(&answer(), "arn:aws:iam::999988887777:role/agent");
    assert_eq!(by_version["verdict"], "reaches", "{by_version}");
    let way = by_version["traces"].as_array().unwrap().iter().find(|t| t["verdict"] == "reaches").unwrap();
    let edges: Vec<&str> = way["hops"].as_array().unwrap().iter().map(|h| h["edge"].as_str().unwrap()).collect();
    assert_eq!(edges, ["assume", "rewrite_grant", "read"]);
    let role = &way["hops"][0]["to"];
    assert_eq!((&role["arn"], &role["address"]), (&json!(arn("role/vendor/ops")), &Value::Null));
    let origin = &way["hops"][0]["statements"][0]["origin"];
    assert_eq!(origin["pointer"], "/RoleDetailList/0/AssumeRolePolicyDocument");
    // Nothing outside Terraform has to be taken for absent.
    assert_eq!(way["assumptions"], json!(["caller-side-allows", "no-rcp", "no-scp", "no-session-policy", "referenced-store-has-no-deny"]));
}

#[test]
fn without_another_version_there_is_nothing_to_switch_to() {
    let mut one = answer();
    one["Policies"][0]["PolicyVersionList"].as_array_mut().unwrap().remove(0);
    assert_ne!(trace(&one, "arn:aws:iam::999988887777:role/agent")["verdict"], "reaches");
}

#[test]
fn what_is_not_known_or_missing_is_told() {
    let mut more = answer();
    more["Surprise"] = json!([1]);
    more["IsTruncated"] = json!(true);
    let (code, out, _) = run(&more, &["review", "account.json", "--format", "json", "--fail-on", "never", "--strict"]);
    assert_eq!(code, Some(3));
    let report: Value = serde_json::from_str(&out).unwrap();
    let gaps = report["gaps"].to_string();
    assert!(gaps.contains("nothing reads `Surprise`") && gaps.contains("further pages of the answer are missing"), "{gaps}");
    let list = json!([{"Resource": "arn:aws:s3:::bucket1", "Policy": {}, "Account": "111122223333"}]);
    let (code, _, err) = run(&list, &["review", "account.json"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("account.json") && err.contains("array"), "{err}");
}

#[test]
fn a_folder_of_answers_holds_the_same_principals() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("snapshot/accounts/111122223333/global");
    std::fs::create_dir_all(&place).unwrap();
    std::fs::write(place.join("iam.get-account-authorization-details.json"), answer().to_string()).unwrap();
    let arguments = ["trace", "snapshot", "--from", "ann", "--to", "arn:aws:s3:::acme-records", "--format", "json"];
    let output = Command::cargo_bin("keyholder").unwrap().current_dir(folder.path()).args(arguments).output().unwrap();
    let trace: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    assert_eq!(trace["verdict"], "reaches");
}
