//! Policy documents that are read while applying, from what the plan alone shows.

use super::*;
use keyholder::model::Built;

/// A bucket, and a role's policy whose expression refers to `references`; documents are the plan's deferred ones.
fn planned(references: &[&str], documents: &[(&str, Value, Value, Value)]) -> Inventory {
    let mut changes = vec![
        json!({"address": "aws_s3_bucket.b", "mode": "managed", "type": "aws_s3_bucket", "name": "b",
            "change": {"actions": ["create"], "before": null, "after": {"bucket": "acme"}, "after_unknown": {"arn": true, "id": true}}}),
        json!({"address": "aws_iam_role_policy.p", "mode": "managed", "type": "aws_iam_role_policy", "name": "p",
            "change": {"actions": ["create"], "before": null, "after": {"name": "p", "role": "r"}, "after_unknown": {"id": true, "policy": true}}}),
    ];
    let mut configured = vec![
        json!({"address": "aws_s3_bucket.b", "mode": "managed", "type": "aws_s3_bucket", "name": "b", "expressions": {"bucket": {"constant_value": "acme"}}}),
        json!({"address": "aws_iam_role_policy.p", "mode": "managed", "type": "aws_iam_role_policy", "name": "p",
            "expressions": {"role": {"constant_value": "r"}, "policy": {"references": references}}}),
    ];
    for (name, after, unknown, expressions) in documents {
        let address = format!("data.aws_iam_policy_document.{name}");
        changes.push(json!({"address": address, "mode": "data", "type": "aws_iam_policy_document", "name": name,
            "change": {"actions": ["read"], "before": null, "after": after, "after_unknown": unknown}}));
        configured.push(json!({"address": address, "mode": "data", "type": "aws_iam_policy_document", "name": name, "expressions": expressions}));
    }
    let plan = json!({"format_version": "1.2", "resource_changes": changes, "configuration": {"root_module": {"resources": configured}}});
    inventory(&[plan])
}

/// How the policy was built; sid, actions and resources of each statement.
fn of(inventory: &Inventory) -> (Built, Vec<String>) {
    let policy = inventory.policies.iter().find(|p| p.name.starts_with("aws_iam_role_policy.p")).unwrap();
    let statements = policy.document.iter().flat_map(|d| &d.statements).map(|s| {
        let texts = |list: &[keyholder::aws::Text]| list.iter().map(|t| inventory.render(t)).collect::<Vec<_>>().join(" ");
        let keyholder::policy::Actions::Only(actions) = &s.actions else { panic!("{s:?}") };
        let keyholder::policy::Resources::Only(resources) = &s.resources else { panic!("{s:?}") };
        format!("{} {} on {}", s.sid.as_ref().map(|t| inventory.render(t)).unwrap_or_default(), texts(actions), texts(resources))
    });
    (policy.built.clone(), statements.collect())
}

const ONE: &[&str] = &["data.aws_iam_policy_document.d.json", "data.aws_iam_policy_document.d"];

fn statement(sid: &str, action: &str, resource: &Value) -> Value {
    json!({"sid": sid, "actions": [action], "resources": [resource], "condition": [], "principals": []})
}

#[test]
fn an_arn_fills_the_hole_that_refers_to_nothing_else() {
    let after = json!({"statement": [statement("Read", "s3:GetObject", &Value::Null)]});
    let unknown = json!({"json": true, "statement": [{"actions": [false], "resources": [true]}]});
    let expressions =
        json!({"statement": [{"sid": {"constant_value": "Read"}, "resources": {"references": ["aws_s3_bucket.b.arn", "aws_s3_bucket.b"]}}]});
    let (built, statements) = of(&planned(ONE, &[("d", after, unknown, expressions)]));
    assert_eq!(built, Built::Rebuilt("aws_iam_policy_document"));
    let suffix = "⟨data.aws_iam_policy_document.d.statement[0].resources[0].suffix⟩";
    assert_eq!(statements, [format!("Read s3:GetObject on arn:⟨partition:aws⟩:s3:::acme{suffix}")]);
}

#[test]
fn a_hole_of_several_references_is_a_symbol() {
    let after = json!({"statement": [statement("Read", "s3:GetObject", &Value::Null)]});
    let unknown = json!({"json": true, "statement": [{"actions": [false], "resources": [true]}]});
    let expressions = json!({"statement": [{"resources": {"references": ["aws_s3_bucket.b.arn", "var.x"]}}]});
    let (_, statements) = of(&planned(ONE, &[("d", after, unknown, expressions)]));
    assert_eq!(statements, ["Read s3:GetObject on ⟨data.aws_iam_policy_document.d.statement[0].resources[0]⟩"]);
}

#[test]
fn documents_are_merged_by_sid() {
    let unknown = || json!({"json": true, "statement": [{"actions": [false], "resources": [true]}]});
    let none = || json!({"statement": [{}]});
    let base = json!({"statement": [statement("Read", "s3:GetObject", &Value::Null)]});
    let over = json!({"statement": [statement("Read", "s3:ListBucket", &json!("*"))]});
    let own =
        json!({"source_policy_documents": [null], "override_policy_documents": [null], "statement": [statement("Put", "s3:PutObject", &json!("*"))]});
    let marks = json!({"json": true, "source_policy_documents": [true], "override_policy_documents": [true]});
    let reference =
        |name: &str| json!({"references": [format!("data.aws_iam_policy_document.{name}.json"), format!("data.aws_iam_policy_document.{name}")]});
    let expressions = json!({"source_policy_documents": reference("base"), "override_policy_documents": reference("over"), "statement": [{}]});
    let known = json!({"json": true});
    let documents = [("base", base, unknown(), none()), ("over", over, known, none()), ("d", own, marks, expressions)];
    let (_, statements) = of(&planned(ONE, &documents));
    assert_eq!(statements, ["Read s3:ListBucket on *", "Put s3:PutObject on *"]);
}

/// What a policy mentions is not what it is.
#[test]
fn a_policy_that_refers_to_a_resource_stays_unknown() {
    let (built, _) = of(&planned(&["aws_s3_bucket.b.arn", "aws_s3_bucket.b"], &[]));
    assert!(matches!(built, Built::Unknown(_)), "{built:?}");
    let document = json!({"statement": [statement("Read", "s3:GetObject", &json!("*"))]});
    let two = ["var.x", "data.aws_iam_policy_document.d.json", "data.aws_iam_policy_document.d"];
    let (built, _) = of(&planned(&two, &[("d", document, json!({"json": true}), json!({"statement": [{}]}))]));
    assert!(matches!(built, Built::Unknown(_)), "{built:?}");
}
