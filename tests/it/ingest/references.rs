//! References: followed although the value is known after apply, and through what.

use super::*;
use keyholder::model::{Built, Encryption};

/// The names of a role's policies.
fn attached(inventory: &Inventory, address: &str) -> Vec<String> {
    policies(inventory, &at(inventory, address).principal.as_ref().unwrap().attached).into_iter().map(|p| p.name.clone()).collect()
}

fn role(address: &str) -> Planned {
    let name = address.split('.').next_back().unwrap().to_owned();
    create(address, json!({"name": name, "path": "/", "assume_role_policy": trust("*")}), json!({"arn": true, "id": true}), json!({"name": {}}))
}

fn policy(address: &str) -> Planned {
    let name = address.split('.').next_back().unwrap().to_owned();
    create(address, json!({"name": name, "path": "/", "policy": allow("s3:GetObject", "*")}), json!({"arn": true, "id": true}), json!({"name": {}}))
}

fn references(list: &[&str]) -> Value {
    json!({"references": list})
}

fn attachment(address: &str, role: &Value, policy: &Value) -> Planned {
    let unknown = json!({"role": role.is_object(), "policy_arn": policy.is_object()});
    let known = |v: &Value| if v.is_object() { Value::Null } else { v.clone() };
    let expression = |v: &Value| if v.is_object() { v.clone() } else { json!({"constant_value": v}) };
    create(
        address,
        json!({"role": known(role), "policy_arn": known(policy)}),
        unknown,
        json!({"role": expression(role), "policy_arn": expression(policy)}),
    )
}

#[test]
fn a_reference_names_the_resource() {
    let read = inventory(&[plan(&[
        role("aws_iam_role.r"),
        policy("aws_iam_policy.p"),
        attachment(
            "aws_iam_role_policy_attachment.a",
            &references(&["aws_iam_role.r.name", "aws_iam_role.r"]),
            &references(&["aws_iam_policy.p.arn", "aws_iam_policy.p"]),
        ),
    ])]);
    assert_eq!(attached(&read, "aws_iam_role.r"), ["aws_iam_policy.p policy"]);
    let policy = policies(&read, &at(&read, "aws_iam_role.r").principal.as_ref().unwrap().attached)[0];
    assert_eq!(read.render(policy.arn.as_ref().unwrap()), "arn:aws:iam::111122223333:policy/p");
    assert_eq!(policy.other_versions.as_deref(), Some([].as_slice()));
}

#[test]
fn known_names_and_arns_are_looked_up() {
    let read = inventory(&[plan(&[
        role("aws_iam_role.r"),
        attachment("aws_iam_role_policy_attachment.a", &json!("r"), &json!("arn:aws:iam::aws:policy/ReadOnlyAccess")),
        attachment("aws_iam_role_policy_attachment.b", &json!("elsewhere"), &json!("arn:aws:iam::111122223333:policy/elsewhere")),
    ])]);
    assert_eq!(attached(&read, "aws_iam_role.r"), ["arn:aws:iam::aws:policy/ReadOnlyAccess"]);
    let elsewhere = with_arn(&read, "arn:aws:iam::111122223333:role/elsewhere");
    assert!(elsewhere.referenced);
    let principal = elsewhere.principal.as_ref().unwrap();
    assert!(policies(&read, &principal.attached).iter().all(|p| matches!(p.built, Built::Unseen(_))));
    assert_eq!(principal.attached.len(), 2, "the named policy, and those nobody shows");
    assert_eq!(gaps(&read, GapKind::NotInInput).len(), 1);
    assert_eq!(read.policy_counts().unknown, 0, "what is only named is not counted");
}

#[test]
fn instances_are_told_by_their_key() {
    let all = [role("aws_iam_role.r[\"a\"]"), role("aws_iam_role.r[\"b\"]"), policy("aws_iam_policy.p[\"a\"]"), policy("aws_iam_policy.p[\"b\"]")];
    for (references_role, references_policy) in [
        (references(&["aws_iam_role.r", "each.key"]), references(&["aws_iam_policy.p", "each.key"])),
        (references(&["each.value.name", "each.value"]), references(&["aws_iam_policy.p", "each.key"])),
    ] {
        let mut a = attachment("aws_iam_role_policy_attachment.t[\"a\"]", &references_role, &references_policy);
        let mut b = attachment("aws_iam_role_policy_attachment.t[\"b\"]", &references_role, &references_policy);
        for planned in [&mut a, &mut b] {
            planned.config["for_each_expression"] = references(&["aws_iam_role.r"]);
        }
        let mut resources = all.to_vec();
        resources.extend([a, b]);
        for (i, name) in ["a", "b", "a", "b"].iter().enumerate() {
            resources[i].change["change"]["after"]["name"] = json!(name);
        }
        let read = inventory(&[plan(&resources)]);
        assert_eq!(attached(&read, "aws_iam_role.r[\"a\"]"), ["aws_iam_policy.p[\"a\"] policy"]);
        assert_eq!(attached(&read, "aws_iam_role.r[\"b\"]"), ["aws_iam_policy.p[\"b\"] policy"]);
    }
    let constant = attachment(
        "aws_iam_role_policy_attachment.one",
        &references(&["aws_iam_role.r[\"b\"].name", "aws_iam_role.r[\"b\"]", "aws_iam_role.r"]),
        &json!("arn:aws:iam::aws:policy/ReadOnlyAccess"),
    );
    let read = inventory(&[plan(&[all[0].clone(), all[1].clone(), constant])]);
    assert!(attached(&read, "aws_iam_role.r[\"a\"]").is_empty());
    assert_eq!(attached(&read, "aws_iam_role.r[\"b\"]").len(), 1);
}

#[test]
fn module_inputs_and_outputs_are_followed() {
    let mut key = create("aws_kms_key.k", json!({}), json!({"arn": true, "key_id": true}), json!({}));
    key.change["address"] = json!("module.keys[0].aws_kms_key.k");
    key.change["module_address"] = json!("module.keys[0]");
    let mut table = create(
        "aws_dynamodb_table.t",
        json!({"name": "t", "server_side_encryption": [{"enabled": true}]}),
        json!({"server_side_encryption": [{"kms_key_arn": true}]}),
        json!({"server_side_encryption": [{"kms_key_arn": references(&["var.key"])}]}),
    );
    table.change["address"] = json!("module.data[\"x\"].aws_dynamodb_table.t");
    table.change["module_address"] = json!("module.data[\"x\"]");
    let mut plan = plan(&[key.clone(), table.clone()]);
    plan["configuration"]["root_module"] = json!({"module_calls": {
        "keys": {"count_expression": {"constant_value": 1}, "module": {
            "resources": [key.config],
            "outputs": {"arn": {"expression": references(&["aws_kms_key.k.arn", "aws_kms_key.k"])}}
        }},
        "data": {"for_each_expression": {}, "expressions": {"key": references(&["module.keys[0].arn", "module.keys[0]", "module.keys"])}, "module": {
            "resources": [table.config], "variables": {"key": {}}
        }}
    }});
    let read = inventory(std::slice::from_ref(&plan));
    let key = at(&read, "module.keys[0].aws_kms_key.k").id;
    assert_eq!(at(&read, "module.data[\"x\"].aws_dynamodb_table.t").store.as_ref().unwrap().encryption, Encryption::Key(key));

    // A local value is not in a plan: then it stays unknown, with a symbol.
    plan["configuration"]["root_module"]["module_calls"]["data"]["expressions"]["key"] = references(&["local.key"]);
    let read = inventory(&[plan]);
    assert!(matches!(at(&read, "module.data[\"x\"].aws_dynamodb_table.t").store.as_ref().unwrap().encryption, Encryption::Unknown(Some(_))));
}

#[test]
fn the_branch_that_does_not_exist_is_no_candidate() {
    let conditional = references(&[
        "var.create",
        "aws_iam_policy.mine[0].arn",
        "aws_iam_policy.mine[0]",
        "aws_iam_policy.mine",
        "aws_iam_policy.theirs[0].arn",
        "aws_iam_policy.theirs[0]",
    ]);
    let read = inventory(&[plan(&[
        role("aws_iam_role.r"),
        policy("aws_iam_policy.mine[0]"),
        attachment("aws_iam_role_policy_attachment.a", &json!("r"), &conditional),
    ])]);
    assert_eq!(attached(&read, "aws_iam_role.r"), ["aws_iam_policy.mine[0] policy"]);
}

#[test]
fn an_undecided_reference_is_a_gap_and_perhaps_each() {
    let either = references(&["aws_iam_role.a.name", "aws_iam_role.a", "aws_iam_role.b.name", "aws_iam_role.b"]);
    let read = inventory(&[plan(&[
        role("aws_iam_role.a"),
        role("aws_iam_role.b"),
        attachment("aws_iam_role_policy_attachment.t", &either, &json!("arn:aws:iam::aws:policy/ReadOnlyAccess")),
    ])]);
    for address in ["aws_iam_role.a", "aws_iam_role.b"] {
        let policies = policies(&read, &at(&read, address).principal.as_ref().unwrap().attached);
        assert!(policies.len() == 1 && policies[0].document.is_none());
    }
    assert_eq!(gaps(&read, GapKind::UnknownReference).len(), 1);
}

#[test]
fn cyclic_references_end() {
    let mut plan = plan(&[
        role("aws_iam_role.r"),
        attachment("aws_iam_role_policy_attachment.a", &references(&["module.m.out"]), &json!("arn:aws:iam::aws:policy/ReadOnlyAccess")),
    ]);
    plan["configuration"]["root_module"]["module_calls"] = json!({"m": {"expressions": {"x": references(&["module.m.out"])}, "module": {
        "outputs": {"out": {"expression": references(&["var.x"])}}, "variables": {"x": {}}
    }}});
    assert_eq!(gaps(&inventory(&[plan]), GapKind::UnknownReference).len(), 1);
}

#[test]
fn what_policies_name_is_there_once_an_account_and_pattern() {
    let statements = json!({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Action": ["s3:Get*", "kms:Decrypt"], "Resource": ["arn:aws:s3:::own/*", "arn:aws:s3:::literal/*", "arn:aws:s3:::acme-*/x", "arn:aws:s3:::acme-*", "arn:aws:kms:eu-central-1:111122223333:key/k-1", "arn:aws:kms:eu-central-1:999988887777:key/theirs"]},
        {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": ["arn:aws:iam::111122223333:role/data-*", "arn:aws:iam::999988887777:role/theirs"]},
        {"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::denied"},
        {"Effect": "Allow", "Action": "dynamodb:GetItem", "Resource": "arn:aws:dynamodb:*:*:table/t-${aws:username}/index/*"},
        {"Effect": "Allow", "Action": "secretsmanager:List*", "Resource": "*"}
    ]});
    let user = |name: &str| create(&format!("aws_iam_user.{name}"), json!({"name": name, "path": "/"}), json!({}), json!({}));
    let inline =
        |name: &str| create(&format!("aws_iam_user_policy.{name}"), json!({"user": name, "policy": statements.to_string()}), json!({}), json!({}));
    let own = create("aws_s3_bucket.own", json!({"bucket": "own"}), json!({}), json!({}));
    let read = inventory(&[plan(&[user("u"), user("v"), inline("u"), inline("v"), own])]);
    let named: Vec<String> =
        read.resources.iter().filter(|r| r.referenced).map(|r| format!("{} | {}", read.render(&r.name), read.render(&r.arn))).collect();
    assert_eq!(
        named,
        [
            "k-1 | arn:aws:kms:eu-central-1:111122223333:key/k-1",
            "literal | arn:aws:s3:::literal",
            "any S3 bucket in 111122223333 matching acme-* | arn:aws:s3:::acme-*",
            "any role in 111122223333 matching data-* | arn:aws:iam::111122223333:role/data-*",
            "any DynamoDB table in 111122223333 matching t-* | arn:aws:dynamodb:*:111122223333:table/t-*",
        ]
    );
}
