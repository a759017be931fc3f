//! `aws iam get-account-authorization-details`: users, groups, roles and managed policies of an account.
//!
//! Source: "GetAccountAuthorizationDetails", IAM API Reference. Policy documents stand as objects, or as text that may be percent-encoded (RFC 3986).

use serde_json::{Value, json};

use super::super::entity::{Entity, text};
use super::{Call, Sink, by, is};
use crate::aws::reference::managed_policies;

const DETAILS: &str = "iam.get-account-authorization-details";

pub(super) const CALLS: &[Call] = &[
    by(DETAILS, "RoleDetailList", "", role),
    by(DETAILS, "UserDetailList", "", user),
    by(DETAILS, "GroupDetailList", "", group),
    by(DETAILS, "Policies", "PolicyVersionList", policy),
    is(
        "iam.list-roles",
        "Roles",
        "RoleName",
        "aws_iam_role",
        &[
            ("name", "RoleName"),
            ("path", "Path"),
            ("arn", "Arn"),
            ("assume_role_policy", "%AssumeRolePolicyDocument"),
            ("max_session_duration", "MaxSessionDuration"),
            ("permissions_boundary", "PermissionsBoundary.PermissionsBoundaryArn"),
        ],
    ),
];

/// ARNs of the attached managed policies.
fn attached<'a>(entity: &Entity<'a>) -> Vec<(usize, &'a str)> {
    entity.list("AttachedManagedPolicies").filter_map(|(index, p)| Some((index, p.get("PolicyArn")?.as_str()?))).collect()
}

fn boundary<'a>(entity: &Entity<'a>) -> Option<&'a Value> {
    entity.value.get("PermissionsBoundary").and_then(|b| b.get("PermissionsBoundaryArn"))
}

fn tags(entity: &Entity<'_>) -> Value {
    entity.tags().unwrap_or_else(|| json!({}))
}

fn role(sink: &mut Sink<'_>, entity: &Entity<'_>) {
    let name = entity.str("RoleName");
    let values = json!({
        "name": name, "path": entity.value.get("Path"), "arn": entity.str("Arn"), "tags": tags(entity),
        "assume_role_policy": text(entity.value.get("AssumeRolePolicyDocument")), "permissions_boundary": boundary(entity),
        "max_session_duration": entity.value.get("MaxSessionDuration"),
    });
    sink.add("aws_iam_role", entity, values);
    sink.made.stands(&[("assume_role_policy", "AssumeRolePolicyDocument"), ("permissions_boundary", "PermissionsBoundary")]);
    policies(sink, entity, ("role", name), "RolePolicyList");
    for (index, profile) in entity.list("InstanceProfileList") {
        let profile = entity.part(profile, &format!("InstanceProfileList/{index}"));
        let (profile_name, arn) = (profile.str("InstanceProfileName"), profile.str("Arn"));
        let values = json!({"name": profile_name, "arn": arn, "path": profile.value.get("Path"), "role": name});
        sink.add("aws_iam_instance_profile", &profile, values);
    }
}

fn user(sink: &mut Sink<'_>, entity: &Entity<'_>) {
    let name = entity.str("UserName");
    let values = json!({"name": name, "path": entity.value.get("Path"), "arn": entity.str("Arn"), "tags": tags(entity),
        "permissions_boundary": boundary(entity)});
    sink.add("aws_iam_user", entity, values);
    policies(sink, entity, ("user", name), "UserPolicyList");
    let groups: Vec<&Value> = entity.list("GroupList").map(|(_, g)| g).collect();
    if !groups.is_empty() {
        sink.add("aws_iam_user_group_membership", entity, json!({"user": name, "groups": groups}));
    }
}

fn group(sink: &mut Sink<'_>, entity: &Entity<'_>) {
    let name = entity.str("GroupName");
    sink.add("aws_iam_group", entity, json!({"name": name, "path": entity.value.get("Path"), "arn": entity.str("Arn")}));
    policies(sink, entity, ("group", name), "GroupPolicyList");
}

/// Inline and attached policies of a role, user or group.
fn policies(sink: &mut Sink<'_>, entity: &Entity<'_>, (holder, name): (&str, &str), list: &str) {
    let (inline, attachment) = match holder {
        "role" => ("aws_iam_role_policy", "aws_iam_role_policy_attachment"),
        "user" => ("aws_iam_user_policy", "aws_iam_user_policy_attachment"),
        _ => ("aws_iam_group_policy", "aws_iam_group_policy_attachment"),
    };
    let of = entity.str("Arn").split(':').nth(4).map(str::to_owned);
    for (index, block) in entity.list(list) {
        let block = entity.part(block, &format!("{list}/{index}"));
        let values = json!({holder: name, "name": block.str("PolicyName"), "policy": text(block.value.get("PolicyDocument")), "owner_id": of,
            "shown": entity.str("Arn")});
        sink.add(inline, &block, values);
        sink.made.stands(&[("policy", "PolicyDocument")]);
    }
    for (index, arn) in attached(entity) {
        let part = entity.part(entity.value, &format!("AttachedManagedPolicies/{index}"));
        sink.add(attachment, &part, json!({holder: name, "policy_arn": arn, "owner_id": of, "shown": entity.str("Arn")}));
    }
}

fn policy(sink: &mut Sink<'_>, entity: &Entity<'_>) {
    // What AWS maintains is built in, where it is known.
    if managed_policies::by_arn(entity.str("Arn")).is_some() {
        return;
    }
    let default = |version: &Value| version.get("IsDefaultVersion") == Some(&Value::Bool(true));
    let documents = |wanted: bool| -> Vec<Value> {
        entity.list("PolicyVersionList").filter(|(_, v)| default(v) == wanted).map(|(_, v)| text(v.get("Document"))).collect()
    };
    let values = json!({"name": entity.str("PolicyName"), "path": entity.value.get("Path"), "arn": entity.str("Arn"), "tags": tags(entity),
        "policy": documents(true).into_iter().next(), "other_versions": documents(false)});
    sink.add("aws_iam_policy", entity, values);
    sink.made.stands(&[("policy", "PolicyVersionList"), ("other_versions", "PolicyVersionList")]);
}
