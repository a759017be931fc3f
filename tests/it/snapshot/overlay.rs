//! Plans and states laid over what an account told.

use serde_json::{Value, json};

use super::{ACCOUNT, BUCKETS, DETAILS, buckets, details, document, read};
use keyholder::model::{Inventory, Resource};

fn files() -> Vec<(&'static str, Value)> {
    vec![(DETAILS, details()), (BUCKETS, buckets())]
}

fn role<'a>(inventory: &'a Inventory, name: &str) -> Option<&'a Resource> {
    let mut found = inventory.resources.iter().filter(|r| r.kind == "iam-role" && inventory.render(&r.name) == name && !r.referenced);
    let one = found.next();
    assert!(found.next().is_none(), "{name} is there twice");
    one
}

fn trusts(inventory: &Inventory, name: &str) -> String {
    let trust = role(inventory, name).unwrap().principal.as_ref().unwrap().trust.unwrap();
    format!("{:?}", inventory.policy(trust).unwrap().document)
}

fn change(address: &str, ty: &str, actions: &[&str], before: &Value, after: &Value) -> Value {
    json!({"address": address, "mode": "managed", "type": ty, "name": address.rsplit('.').next(),
        "change": {"actions": actions, "before": before, "after": after, "after_unknown": {}}})
}

fn plan(changes: &[Value]) -> Value {
    json!({"format_version": "1.2", "terraform_version": "1.9.0", "resource_changes": changes})
}

fn values(trusted: &str) -> Value {
    let trust = document(json!([{"Effect": "Allow", "Principal": {"AWS": trusted}, "Action": "sts:AssumeRole"}]));
    json!({"name": "ops", "path": "/", "arn": format!("arn:aws:iam::{ACCOUNT}:role/ops"), "assume_role_policy": trust.to_string()})
}

const OTHER: &str = "arn:aws:iam::555566667777:root";

#[test]
fn a_plan_comes_before_the_account_and_the_rest_stays() {
    let update = change("aws_iam_role.ops", "aws_iam_role", &["update"], &values("arn:aws:iam::999988887777:role/agent"), &values(OTHER));
    let inventory = read(&files(), &[("plan.json", plan(&[update]))]);
    assert!(trusts(&inventory, "ops").contains("555566667777"));
    assert!(!trusts(&inventory, "ops").contains("999988887777"));
    let ops = role(&inventory, "ops").unwrap();
    assert_eq!(ops.origin.address.as_deref(), Some("aws_iam_role.ops"));
    let principal = ops.principal.as_ref().unwrap();
    assert_eq!((principal.inline.len(), principal.attached.len()), (1, 1), "what was put on it by hand stays");
    assert!(trusts(&inventory, "by-hand").contains("999988887777"));
}

#[test]
fn what_a_plan_removes_is_gone_with_its_parts() {
    let delete = change("aws_iam_role.ops", "aws_iam_role", &["delete"], &values(OTHER), &Value::Null);
    let inventory = read(&files(), &[("plan.json", plan(&[delete]))]);
    assert!(role(&inventory, "ops").is_none());
    assert!(!inventory.resources.iter().any(|r| r.kind == "iam-role" && inventory.render(&r.name) == "ops"), "nor is it referenced");
    assert!(role(&inventory, "by-hand").is_some());
}

#[test]
fn a_part_that_a_plan_changes_or_removes_is_not_the_accounts() {
    let write = document(json!([{"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}])).to_string();
    let before = json!({"role": "ops", "name": "read", "policy": "{}"});
    let after = json!({"role": "ops", "name": "read", "policy": write});
    let keep = change("aws_iam_role.ops", "aws_iam_role", &["no-op"], &values(OTHER), &values(OTHER));
    let update = change("aws_iam_role_policy.read", "aws_iam_role_policy", &["update"], &before, &after);
    let inventory = read(&files(), &[("plan.json", plan(&[keep.clone(), update]))]);
    let inline = &role(&inventory, "ops").unwrap().principal.as_ref().unwrap().inline;
    assert_eq!(inline.len(), 1);
    assert!(format!("{:?}", inventory.policy(inline[0]).unwrap().document).contains("PutObject"));
    let delete = change("aws_iam_role_policy.read", "aws_iam_role_policy", &["delete"], &before, &Value::Null);
    let inventory = read(&files(), &[("plan.json", plan(&[keep, delete]))]);
    assert!(role(&inventory, "ops").unwrap().principal.as_ref().unwrap().inline.is_empty());
}

#[test]
fn a_plan_that_does_not_say_its_account_is_that_of_the_only_one() {
    let mut created = values(OTHER);
    created.as_object_mut().unwrap().remove("arn");
    let create = change("aws_iam_role.ops", "aws_iam_role", &["create"], &Value::Null, &created);
    let inventory = read(&files(), &[("plan.json", plan(&[create]))]);
    assert!(trusts(&inventory, "ops").contains("555566667777"));
    assert_eq!(inventory.accounts.len(), 1);
}

#[test]
fn a_state_and_the_account_are_joined_and_the_account_is_true() {
    let resource = json!({"address": "aws_iam_role.ops", "mode": "managed", "type": "aws_iam_role", "name": "ops", "values": values(OTHER)});
    let stale = json!({"address": "aws_iam_role_policy.gone", "mode": "managed", "type": "aws_iam_role_policy", "name": "gone",
        "values": {"role": "ops", "name": "gone", "policy": document(json!([{"Effect": "Allow", "Action": "*", "Resource": "*"}])).to_string()}});
    let state = json!({"format_version": "1.0", "terraform_version": "1.9.0", "values": {"root_module": {"resources": [resource, stale]}}});
    let inventory = read(&files(), &[("state.json", state)]);
    assert!(trusts(&inventory, "ops").contains("999988887777"), "the account is later than the state");
    let ops = role(&inventory, "ops").unwrap();
    assert_eq!(ops.origin.address.as_deref(), Some("aws_iam_role.ops"), "it keeps its address");
    assert_eq!(ops.principal.as_ref().unwrap().inline.len(), 1, "what the state alone has is not on it any more");
}
