//! Control policies at every level of a tree of three units, as an organization's own answers tell it.

use serde_json::{Value, json};

use super::{ACCOUNT, AGENT, BUCKETS, DETAILS, answer, buckets, details, document, keyholder, trace, write};

const MANAGEMENT: &str = "444455556666";
const PLACE: &str = "snapshot/accounts/444455556666/global/organizations";
/// From the account to the root.
const LEVELS: &[&str] = &[ACCOUNT, "ou-c", "ou-b", "ou-a", "r-1"];

/// What the organization answers: three units below each other with the account in the lowest, and a policy that is attached somewhere.
fn organization(kind: &str, content: &Value, target: Option<&str>) -> Vec<(String, Value)> {
    let arn = |what: &str| format!("arn:aws:organizations::{MANAGEMENT}:{what}");
    let summary = json!({"Id": "p-1", "Arn": arn("policy/o-1/p-1"), "Name": "p", "Type": kind, "AwsManaged": false});
    let unit = |id: &str| json!({"OrganizationalUnits": [{"Id": id, "Arn": arn(&format!("ou/o-1/{id}")), "Name": id}]});
    let account = json!({"Id": ACCOUNT, "Arn": arn(&format!("account/o-1/{ACCOUNT}")), "Name": "own"});
    let member = |place: &str, accounts: Vec<&Value>| (format!("{PLACE}.list-accounts-for-parent/{place}.json"), json!({"Accounts": accounts}));
    let units = |place: &str, answer: Value| (format!("{PLACE}.list-organizational-units-for-parent/{place}.json"), answer);
    let targets: Vec<Value> = target.iter().map(|t| json!({"TargetId": t, "Name": t, "Type": "X"})).collect();
    let mut files = vec![
        (
            format!("{PLACE}.describe-organization.json"),
            json!({"Organization": {"Id": "o-1", "Arn": arn("organization/o-1"), "MasterAccountId": MANAGEMENT}}),
        ),
        (format!("{PLACE}.list-roots.json"), json!({"Roots": [{"Id": "r-1", "Arn": arn("root/o-1/r-1"), "Name": "Root"}]})),
        units("r-1", unit("ou-a")),
        units("ou-a", unit("ou-b")),
        units("ou-b", unit("ou-c")),
        units("ou-c", json!({"OrganizationalUnits": []})),
        member("ou-c", vec![&account]),
        (format!("{PLACE}.list-policies/{kind}.json"), json!({"Policies": [summary]})),
        (format!("{PLACE}.describe-policy/p-1.json"), json!({"Policy": {"PolicySummary": summary, "Content": content.to_string()}})),
    ];
    files.extend(["r-1", "ou-a", "ou-b"].map(|place| member(place, Vec::new())));
    if target.is_some() {
        files.push((format!("{PLACE}.list-targets-for-policy/p-1.json"), json!({"Targets": targets})));
    }
    files
}

/// The way from an outsider to the bucket: through a role, or by the bucket's own policy.
fn verdict(from: &str, organization: &[(String, Value)], listing: Value) -> String {
    let folder = tempfile::tempdir().unwrap();
    let (own, list) = (format!("snapshot/{DETAILS}"), format!("snapshot/{BUCKETS}"));
    let grants = document(json!([{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::777788889999:root"}, "Action": "s3:GetObject",
        "Resource": "arn:aws:s3:::acme-records/*"}]));
    let policy = format!("snapshot/accounts/{ACCOUNT}/global/s3api.get-bucket-policy/acme-records.json");
    let mut files = vec![
        (own.as_str(), details()),
        (list.as_str(), buckets()),
        (policy.as_str(), json!({"Policy": grants.to_string()})),
        ("snapshot/snapshot.json", listing),
    ];
    files.extend(organization.iter().map(|(path, value)| (path.as_str(), value.clone())));
    write(folder.path(), &files);
    trace(folder.path(), &["snapshot"], from)["verdict"].as_str().unwrap().to_owned()
}

fn listing(denied: &[&str]) -> Value {
    let own = |operation: &str| {
        json!({"account": ACCOUNT, "region": "global", "service": "s3api", "operation": operation,
        "args": {"Bucket": "acme-records"}, "status": "absent"})
    };
    let refused = |operation: &&str| {
        json!({"account": MANAGEMENT, "region": "global", "service": "organizations", "operation": operation,
        "args": {"PolicyId": "p-1"}, "status": "denied"})
    };
    let mut calls = vec![own("get-public-access-block"), own("get-bucket-encryption"), own("get-bucket-ownership-controls")];
    calls.extend(denied.iter().map(refused));
    json!({"version": 1, "complete": true, "calls": calls})
}

#[test]
fn a_service_control_policy_binds_from_every_level() {
    let deny = document(json!([{"Effect": "Deny", "Action": "s3:Get*", "Resource": "*"}]));
    let ask = |target: Option<&str>| verdict(AGENT, &organization("SERVICE_CONTROL_POLICY", &deny, target), listing(&[]));
    for level in LEVELS {
        assert_eq!(ask(Some(level)), "never", "{level}");
    }
    assert_eq!(ask(Some("ou-x")), "reaches");
    assert_eq!(ask(Some("222233334444")), "reaches");
}

#[test]
fn a_resource_control_policy_binds_from_every_level() {
    let outsider = "account:777788889999";
    let deny = document(json!([{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*",
        "Condition": {"StringNotEquals": {"aws:PrincipalAccount": ACCOUNT}}}]));
    let ask = |from: &str, target: &str| verdict(from, &organization("RESOURCE_CONTROL_POLICY", &deny, Some(target)), listing(&[]));
    for level in LEVELS {
        assert_eq!(ask(outsider, level), "never", "{level}");
        // A role of the account is one of its own principals, whoever assumes it.
        assert_eq!(ask(AGENT, level), "reaches", "{level}");
    }
    assert_eq!(ask(outsider, "ou-x"), "reaches");
}

#[test]
fn where_a_policy_is_attached_that_nobody_was_told() {
    let deny = document(json!([{"Effect": "Deny", "Action": "s3:Get*", "Resource": "*"}]));
    let policy = organization("SERVICE_CONTROL_POLICY", &deny, None);
    assert_eq!(verdict(AGENT, &policy, listing(&["list-targets-for-policy"])), "undecided");
    assert_eq!(verdict(AGENT, &policy, listing(&[])), "undecided", "nobody asked");
}

#[test]
fn a_role_that_its_account_does_not_have_opens_nothing() {
    let mut told = details();
    let goes_on = document(json!([{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "arn:aws:iam::111122223333:role/of-old"}]));
    told["RoleDetailList"][0]["RolePolicyList"] = json!([{"PolicyName": "on", "PolicyDocument": goes_on}]);
    told["RoleDetailList"][0]["AttachedManagedPolicies"] = json!([]);
    told["RoleDetailList"].as_array_mut().unwrap().truncate(1);
    let none = |operation: &str| {
        json!({"account": ACCOUNT, "region": "global", "service": "s3api", "operation": operation,
        "args": {"Bucket": "acme-records"}, "status": "absent"})
    };
    let details = |status: &str| {
        json!({"account": ACCOUNT, "region": "global", "service": "iam", "operation": "get-account-authorization-details",
        "args": {}, "status": status, "file": DETAILS})
    };
    for (status, verdict) in [("ok", "never"), ("failed", "undecided")] {
        let calls = ["get-bucket-policy", "get-public-access-block", "get-bucket-encryption", "get-bucket-ownership-controls"].map(none);
        let calls = [&calls[..], &[details(status)]].concat();
        let listing = json!({"version": 1, "complete": true, "calls": calls});
        let folder = tempfile::tempdir().unwrap();
        let at = |path: &str| format!("snapshot/{path}");
        write(folder.path(), &[(&at(DETAILS), told.clone()), (&at(BUCKETS), buckets()), ("snapshot/snapshot.json", listing)]);
        let arguments = ["trace", "snapshot", "--from", AGENT, "--to", "arn:aws:s3:::acme-records", "--format", "json"];
        assert_eq!(answer(&keyholder(folder.path(), &arguments))["verdict"], verdict, "{status}");
    }
}
