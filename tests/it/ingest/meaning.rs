//! What a change means, which account is meant, what is unset and what is unknown.

use super::*;
use keyholder::ingest::Side;
use keyholder::model::{Built, Encryption, Network, Tri};
use keyholder::policy::{PrincipalPattern, Principals};

fn role(name: &str, principal: &str) -> Value {
    json!({"name": name, "path": "/", "assume_role_policy": trust(principal), "arn": format!("arn:aws:iam::111122223333:role/{name}")})
}

/// Who a role's trust policy names.
fn trusted(inventory: &Inventory, address: &str) -> String {
    let trust = at(inventory, address).principal.as_ref().unwrap().trust.unwrap();
    match &inventory.policy(trust).unwrap().document.as_ref().unwrap().statements[0].principals {
        Principals::Only(list) => match &list[0] {
            PrincipalPattern::Aws(text) => inventory.render(text),
            PrincipalPattern::Everyone => "*".into(),
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_side_of_a_plan_is_a_world() {
    let (a, b) = ("arn:aws:iam::444455556666:root", "arn:aws:iam::999988887777:root");
    let none = json!({});
    let mut plan = plan(&[
        changed("aws_iam_role.same", &["no-op"], role("same", a), role("same", a), none.clone(), none.clone()),
        changed("aws_iam_role.widened", &["update"], role("widened", a), role("widened", b), none.clone(), none.clone()),
        changed("aws_iam_role.replaced", &["create", "delete"], role("replaced", a), role("replaced", b), none.clone(), none.clone()),
        changed("aws_iam_role.gone", &["delete"], role("gone", a), Value::Null, none.clone(), none.clone()),
        changed("aws_iam_role.forgotten", &["forget"], role("forgotten", a), Value::Null, none.clone(), none.clone()),
        changed("aws_iam_role.new", &["create"], Value::Null, role("new", b), none.clone(), none.clone()),
        changed("aws_iam_role.moved", &["no-op"], role("moved", a), role("moved", a), none.clone(), none.clone()),
    ]);
    plan["resource_changes"][6]["previous_address"] = json!("aws_iam_role.before_the_move");
    let mut deposed = plan["resource_changes"][0].clone();
    deposed["deposed"] = json!("00000001");
    deposed["change"]["after"] = role("deposed", b);
    plan["resource_changes"].as_array_mut().unwrap().insert(0, deposed);

    let after = inventory(std::slice::from_ref(&plan));
    let names = |i: &Inventory| i.resources.iter().map(|r| i.render(&r.name)).collect::<Vec<_>>();
    assert_eq!(names(&after), ["same", "widened", "replaced", "forgotten", "new", "moved"]);
    assert_eq!(trusted(&after, "aws_iam_role.widened"), b);
    assert_eq!(trusted(&after, "aws_iam_role.replaced"), b);

    let before = inventory_with(&[plan], &Options { side: Side::Before, ..options(&[("111122223333", &[])]) });
    assert_eq!(names(&before), ["same", "widened", "replaced", "gone", "forgotten", "moved"]);
    assert_eq!(trusted(&before, "aws_iam_role.widened"), a);
}

#[test]
fn a_partial_plan_is_a_gap_and_keeps_what_it_does_not_name() {
    let mut plan = plan(&[changed("aws_iam_role.a", &["no-op"], role("a", "*"), role("a", "*"), json!({}), json!({}))]);
    plan["prior_state"] = state(&[("aws_iam_role.a", role("a", "*")), ("aws_iam_role.b", role("b", "*"))]);
    let read = inventory(std::slice::from_ref(&plan));
    assert_eq!(read.resources.len(), 2);
    assert_eq!(gaps(&read, GapKind::PartialInput).len(), 1);

    plan["prior_state"] = Value::Null;
    plan["configuration"]["root_module"]["resources"].as_array_mut().unwrap().push(json!({"address": "aws_s3_bucket.left_out", "expressions": {}}));
    assert!(gaps(&inventory(std::slice::from_ref(&plan)), GapKind::PartialInput)[0].contains("aws_s3_bucket.left_out"));

    plan["configuration"]["root_module"]["resources"].as_array_mut().unwrap().pop();
    assert!(gaps(&inventory(std::slice::from_ref(&plan)), GapKind::PartialInput).is_empty());
    for (member, value) in [("errored", json!(true)), ("complete", json!(false)), ("deferred_changes", json!([{}]))] {
        let mut partial = plan.clone();
        partial[member] = value;
        assert_eq!(gaps(&inventory(&[partial]), GapKind::PartialInput).len(), 1, "{member}");
    }
}

#[test]
fn a_plan_and_a_state_of_one_world_are_one() {
    let state = state(&[
        ("aws_iam_role.kept", role("kept", "*")),
        ("aws_iam_role.gone", role("gone", "*")),
        ("aws_kms_key.k", json!({"key_id": "k-1", "arn": "arn:aws:kms:eu-central-1:111122223333:key/k-1"})),
    ]);
    let plan = plan(&[
        changed("aws_iam_role.kept", &["update"], role("kept", "*"), role("kept", "arn:aws:iam::444455556666:root"), json!({}), json!({})),
        changed("aws_iam_role.gone", &["delete"], role("gone", "*"), Value::Null, json!({}), json!({})),
    ]);
    for inputs in [[state.clone(), plan.clone()], [plan, state]] {
        let read = inventory(&inputs);
        assert_eq!(read.resources.len(), 2, "{:?}", arns(&read));
        assert_eq!(trusted(&read, "aws_iam_role.kept"), "arn:aws:iam::444455556666:root");
    }
    // What the plan was to create and the state holds has been applied.
    let created = create("aws_kms_key.k", json!({}), json!({"key_id": true, "arn": true}), json!({}));
    let applied = super::state(&[("aws_kms_key.k", json!({"key_id": "k-1", "arn": "arn:aws:kms:eu-central-1:111122223333:key/k-1"}))]);
    assert_eq!(arns(&inventory(&[super::plan(&[created]), applied])), ["arn:aws:kms:eu-central-1:111122223333:key/k-1"]);
}

#[test]
fn two_worlds_with_the_same_addresses_stay_two() {
    let dev = state(&[("aws_iam_role.r", json!({"name": "r", "arn": "arn:aws:iam::111122223333:role/r"}))]);
    let prod = state(&[("aws_iam_role.r", json!({"name": "r", "arn": "arn:aws:iam::444455556666:role/r"}))]);
    let read = inventory_with(&[dev, prod], &Options::default());
    assert_eq!(arns(&read), ["arn:aws:iam::111122223333:role/r", "arn:aws:iam::444455556666:role/r"]);
    assert_eq!(read.accounts.len(), 2);
}

fn account_of(plan: &Value, options: &Options) -> String {
    let read = inventory_with(std::slice::from_ref(plan), options);
    read.render(&at(&read, "aws_s3_bucket.b").account)
}

#[test]
fn an_account_is_told_in_order_and_never_by_policies() {
    let none = Options::default();
    let policy = allow("s3:*", "arn:aws:iam::999988887777:role/theirs");
    let bucket = create("aws_s3_bucket.b", json!({"bucket": "b", "policy": policy}), json!({}), json!({"bucket": {}, "policy": {}}));
    let mut plan = plan(&[bucket]);
    assert_eq!(account_of(&plan, &none), "⟨account:aws⟩");

    let mut with_arn = plan.clone();
    let change = changed("aws_iam_role.r", &["no-op"], role("r", "*"), role("r", "*"), json!({}), json!({})).change;
    with_arn["resource_changes"].as_array_mut().unwrap().push(change);
    assert_eq!(account_of(&with_arn, &none), "111122223333");

    plan["prior_state"] = json!({"values": {"root_module": {"resources": [
        {"address": "data.aws_caller_identity.c", "mode": "data", "type": "aws_caller_identity", "name": "c", "values": {"account_id": "222233334444"}}
    ]}}});
    assert_eq!(account_of(&plan, &none), "222233334444");

    let provider = &mut plan["configuration"]["provider_config"]["aws"]["expressions"];
    provider["assume_role"] = json!([{"role_arn": {"constant_value": "arn:aws:iam::333344445555:role/deploy"}}]);
    assert_eq!(account_of(&plan, &none), "333344445555");
    plan["configuration"]["provider_config"]["aws"]["expressions"]["allowed_account_ids"] = json!({"references": ["var.ids"]});
    plan["variables"] = json!({"ids": {"value": ["444455556666"]}});
    assert_eq!(account_of(&plan, &none), "444455556666");

    assert_eq!(account_of(&plan, &options(&[("555566667777", &[])])), "555566667777");
    assert_eq!(account_of(&plan, &options(&[("555566667777", &["aws.other"]), ("666677778888", &["aws"])])), "666677778888");
    assert_eq!(account_of(&plan, &options(&[("555566667777", &["aws.other"]), ("666677778888", &["aws.more"])])), "444455556666");
}

#[test]
fn configurations_with_the_same_credentials_share_the_account() {
    let mut east = create("aws_s3_bucket.east", json!({"bucket": "east"}), json!({}), json!({}));
    east.config["provider_config_key"] = json!("aws.east");
    let mut prod = create("aws_s3_bucket.prod", json!({"bucket": "prod"}), json!({}), json!({}));
    prod.config["provider_config_key"] = json!("aws.prod");
    let mut plan = plan(&[create("aws_s3_bucket.b", json!({"bucket": "b"}), json!({}), json!({})), east, prod]);
    let providers = &mut plan["configuration"]["provider_config"];
    providers["aws.east"] = json!({"alias": "east", "expressions": {"region": {"constant_value": "us-east-1"}}});
    providers["aws.prod"] =
        json!({"alias": "prod", "expressions": {"profile": {"constant_value": "prod"}, "region": {"constant_value": "cn-north-1"}}});
    let read = inventory_with(&[plan], &Options::default());
    let accounts: Vec<String> = read.resources.iter().map(|r| read.render(&r.account)).collect();
    assert_eq!(accounts, ["⟨account:aws⟩", "⟨account:aws⟩", "⟨account:aws.prod⟩"]);
    assert_eq!(arns(&read), ["arn:aws:s3:::b", "arn:aws:s3:::east", "arn:aws-cn:s3:::prod"]);
    assert_eq!(read.accounts.len(), 2);
}

#[test]
fn unset_is_not_unknown() {
    let computed = json!({"inline_policy": true, "managed_policy_arns": true, "policy": true, "ingress": true, "egress": true, "arn": true, "key_id": true, "id": true});
    let role = json!({"name": "r", "path": "/", "assume_role_policy": trust("*")});
    let created = |expressions: Value| {
        plan(&[
            create("aws_iam_role.r", role.clone(), computed.clone(), expressions.clone()),
            create("aws_kms_key.k", json!({}), computed.clone(), expressions.clone()),
            create("aws_security_group.g", json!({"name": "g"}), computed.clone(), expressions.clone()),
            create("aws_s3_bucket.b", json!({"bucket": "b"}), computed.clone(), expressions.clone()),
            create("aws_sqs_queue.q", json!({"name": "q"}), computed.clone(), expressions.clone()),
            create("aws_sns_topic.t", json!({"name": "t"}), computed.clone(), expressions),
        ])
    };
    let read = inventory(&[created(json!({}))]);
    let principal = at(&read, "aws_iam_role.r").principal.as_ref().unwrap();
    assert!(principal.inline.is_empty() && principal.attached.is_empty());
    assert!(gaps(&read, GapKind::UnknownPolicy).is_empty());
    let ResourcePolicy::Policy(key) = at(&read, "aws_kms_key.k").resource_policy else { panic!() };
    assert_eq!(read.policy(key).unwrap().built, Built::BuiltIn);
    let Some(Network::SecurityGroup(group)) = &at(&read, "aws_security_group.g").network else { panic!() };
    assert!(!group.open && group.rules.is_empty());
    assert_eq!(at(&read, "aws_s3_bucket.b").resource_policy, ResourcePolicy::None);
    assert_eq!(at(&read, "aws_sqs_queue.q").resource_policy, ResourcePolicy::None);
    let counts = read.policy_counts();
    assert_eq!((counts.known, counts.unknown), (1, 0), "defaults are not counted");

    let refers = json!({"references": ["data.aws_iam_policy_document.d.json", "data.aws_iam_policy_document.d"]});
    let configured = json!({"inline_policy": refers, "managed_policy_arns": refers, "policy": refers, "ingress": refers});
    let read = inventory(&[created(configured)]);
    let principal = at(&read, "aws_iam_role.r").principal.as_ref().unwrap();
    assert_eq!((principal.inline.len(), principal.attached.len()), (1, 1));
    assert_eq!(gaps(&read, GapKind::UnknownPolicy).len(), 5);
    let Some(Network::SecurityGroup(group)) = &at(&read, "aws_security_group.g").network else { panic!() };
    assert!(group.open);
    let counts = read.policy_counts();
    assert_eq!((counts.known, counts.unknown), (1, 5));
}

#[test]
fn a_new_bucket_has_the_defaults_of_2023_unless_the_plan_sets_them() {
    let refers = |what: &str| json!({"bucket": {"references": [format!("{what}.id"), what]}});
    let mut resources = vec![
        create("aws_s3_bucket.b", json!({"bucket": "b"}), json!({"id": true}), json!({"bucket": {}})),
        changed("aws_s3_bucket.old", &["update"], json!({"bucket": "old"}), json!({"bucket": "old"}), json!({}), json!({})),
    ];
    let store = |read: &Inventory, address: &str| at(read, address).store.clone().unwrap();
    let read = inventory(&[plan(&resources)]);
    let new = store(&read, "aws_s3_bucket.b");
    assert_eq!((new.block_public_policy, new.restrict_public_buckets, new.encryption), (Tri::Yes, Tri::Yes, Encryption::ServiceManaged));
    assert_eq!(store(&read, "aws_s3_bucket.old").block_public_policy, Tri::Unknown);
    // What Terraform manages has no policy that Terraform does not know.
    assert_eq!(at(&read, "aws_s3_bucket.old").resource_policy, ResourcePolicy::None);

    resources.push(create(
        "aws_s3_bucket_public_access_block.b",
        json!({"block_public_policy": false}),
        json!({"bucket": true}),
        refers("aws_s3_bucket.b"),
    ));
    resources.push(create(
        "aws_s3_bucket_policy.b",
        json!({"policy": allow("s3:GetObject", "*")}),
        json!({"bucket": true}),
        refers("aws_s3_bucket.b"),
    ));
    let read = inventory(&[plan(&resources)]);
    assert_eq!(store(&read, "aws_s3_bucket.b").block_public_policy, Tri::No);
    assert!(matches!(at(&read, "aws_s3_bucket.b").resource_policy, ResourcePolicy::Policy(_)));
}

#[test]
fn what_is_secret_or_sensitive_is_not_kept() {
    let mut resources = [
        create("aws_secretsmanager_secret_version.v", json!({"secret_string": "hunter2-value"}), json!({}), json!({})),
        create("aws_instance.i", json!({"user_data": "hunter2-data", "tags": {"team": "hunter2-tag"}}), json!({"id": true}), json!({})),
        create("aws_iam_role.r", json!({"name": "r", "path": "/", "assume_role_policy": trust("*")}), json!({}), json!({})),
    ];
    resources[1].change["change"]["after_sensitive"] = json!({"tags": {"team": true}});
    resources[2].change["change"]["after_sensitive"] = json!({"assume_role_policy": true});
    let read = inventory(&[plan(&resources)]);
    assert!(!format!("{read:?}").contains("hunter2"));
    assert_eq!(read.render(&at(&read, "aws_instance.i").tags.known["team"]), "⟨aws_instance.i.tags.team⟩");
    let trust = at(&read, "aws_iam_role.r").principal.as_ref().unwrap().trust.unwrap();
    let trust = read.policy(trust).unwrap();
    assert!(trust.sensitive && trust.document.is_some());
}

#[test]
fn what_a_plan_removes_is_gone_from_what_it_was_on() {
    let none = json!({});
    let role = json!({
        "id": "r", "name": "r", "arn": "arn:aws:iam::111122223333:role/r", "assume_role_policy": trust("*"),
        "managed_policy_arns": ["arn:aws:iam::aws:policy/ReadOnlyAccess", "arn:aws:iam::aws:policy/AdministratorAccess"],
        "inline_policy": [{"name": "old", "policy": allow("s3:*", "*")}, {"name": "kept", "policy": allow("s3:Get*", "*")}]
    });
    let group = json!({
        "id": "sg-1", "arn": "arn:aws:ec2:eu-central-1:111122223333:security-group/sg-1", "egress": [],
        "ingress": [
            {"protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_blocks": ["0.0.0.0/0", "10.0.0.0/8"]},
            {"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": ["0.0.0.0/0"]}
        ]
    });
    let rule = |port: u16| json!({"security_group_id": "sg-1", "type": "ingress", "protocol": "tcp", "from_port": port, "to_port": port, "cidr_blocks": ["0.0.0.0/0"]});
    let bucket = json!({"id": "b", "bucket": "b", "arn": "arn:aws:s3:::b", "policy": allow("s3:*", "*")});
    let same = |address: &str, values: &Value| changed(address, &["no-op"], values.clone(), values.clone(), none.clone(), none.clone());
    let gone = |address: &str, values: Value| changed(address, &["delete"], values, Value::Null, none.clone(), none.clone());
    let plan = plan(&[
        same("aws_iam_role.r", &role),
        same("aws_security_group.g", &group),
        same("aws_s3_bucket.b", &bucket),
        gone("aws_iam_role_policy_attachment.a", json!({"role": "r", "policy_arn": "arn:aws:iam::aws:policy/AdministratorAccess"})),
        gone("aws_iam_role_policy.old", json!({"role": "r", "name": "old", "policy": allow("s3:*", "*")})),
        gone("aws_security_group_rule.ssh", rule(22)),
        gone("aws_security_group_rule.https", rule(443)),
        gone("aws_s3_bucket_policy.b", json!({"bucket": "b", "policy": allow("s3:*", "*")})),
    ]);
    let read = inventory(&[plan]);
    let principal = at(&read, "aws_iam_role.r").principal.as_ref().unwrap();
    assert_eq!(policies(&read, &principal.attached).iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), ["arn:aws:iam::aws:policy/ReadOnlyAccess"]);
    assert_eq!(principal.inline.len(), 1);
    let Some(Network::SecurityGroup(group)) = &at(&read, "aws_security_group.g").network else { panic!() };
    assert_eq!(group.rules.iter().map(|r| (r.ports, r.peers.len())).collect::<Vec<_>>(), [(Some((22, 22)), 1)]);
    assert_eq!(at(&read, "aws_s3_bucket.b").resource_policy, ResourcePolicy::None);
}
