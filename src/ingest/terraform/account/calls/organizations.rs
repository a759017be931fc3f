//! AWS Organizations and Identity Center: the tree, and the policies that bind its accounts.

use serde_json::json;

use super::super::entity::Entity;
use super::{Call, Sink, by, is, no};

pub(super) const CALLS: &[Call] = &[
    is(
        "organizations.describe-organization",
        "Organization",
        "",
        "aws_organizations_organization",
        &[("id", "Id"), ("arn", "Arn"), ("master_account_id", "MasterAccountId"), ("enabled_policy_types", "AvailablePolicyTypes[].Type")],
    ),
    no("organizations.list-roots", "Roots"),
    by("organizations.list-organizational-units-for-parent", "OrganizationalUnits", "", |sink, entity| {
        let values =
            json!({"id": entity.str("Id"), "arn": entity.value.get("Arn"), "name": entity.str("Name"), "parent_id": entity.argument("ParentId")});
        sink.add("aws_organizations_organizational_unit", entity, values);
    }),
    by("organizations.list-accounts-for-parent", "Accounts", "-", |sink, entity| {
        let values =
            json!({"id": entity.str("Id"), "arn": entity.value.get("Arn"), "name": entity.str("Name"), "parent_id": entity.argument("ParentId")});
        sink.add("aws_organizations_account", entity, values);
    }),
    is("organizations.list-accounts", "Accounts", "JoinedMethod", "aws_organizations_account", &[("id", "Id"), ("arn", "Arn"), ("name", "Name")]),
    by("organizations.list-parents", "Parents", "-", |sink, entity| {
        let child = entity.argument("ChildId").unwrap_or_default();
        let ty = if child.starts_with("ou-") { "aws_organizations_organizational_unit" } else { "aws_organizations_account" };
        sink.add(ty, entity, json!({"id": child, "parent_id": entity.str("Id")}));
    }),
    by("organizations.list-children", "Children", "-", |sink, entity| {
        let ou = entity.str("Type") == "ORGANIZATIONAL_UNIT";
        let ty = if ou { "aws_organizations_organizational_unit" } else { "aws_organizations_account" };
        sink.add(ty, entity, json!({"id": entity.str("Id"), "parent_id": entity.argument("ParentId")}));
    }),
    by("organizations.list-policies", "Policies", "AwsManaged", |sink, entity| policy(sink, entity, None)),
    by("organizations.describe-policy", "Policy", "PolicySummary", |sink, entity| {
        if let Some(summary) = entity.value.get("PolicySummary") {
            policy(sink, &entity.part(summary, "PolicySummary"), Some(entity));
        }
    }),
    by("organizations.list-targets-for-policy", "Targets", "TargetId", |sink, entity| {
        let policy = entity.argument("PolicyId").unwrap_or_default();
        sink.add("aws_organizations_policy_attachment", entity, json!({"policy_id": policy, "target_id": entity.str("TargetId")}));
    }),
    by("organizations.list-policies-for-target", "Policies", "-", |sink, entity| {
        policy(sink, entity, None);
        let target = entity.argument("TargetId").unwrap_or_default();
        sink.add("aws_organizations_policy_attachment", entity, json!({"policy_id": entity.str("Id"), "target_id": target}));
    }),
    no("sso-admin.list-instances", "Instances"),
    by("sso-admin.list-permission-sets", "PermissionSets", "", |sink, entity| {
        sink.add("aws_ssoadmin_permission_set", entity, json!({"name": entity.value, "arn": entity.value}));
    }),
    no("sso-admin.describe-permission-set", "PermissionSet"),
    no("sso-admin.get-inline-policy-for-permission-set", "InlinePolicy"),
    no("sso-admin.list-managed-policies-in-permission-set", "AttachedManagedPolicies"),
    no("sso-admin.list-customer-managed-policy-references-in-permission-set", "CustomerManagedPolicyReferences"),
    no("sso-admin.get-permissions-boundary-for-permission-set", "PermissionsBoundary"),
    no("sso-admin.list-accounts-for-provisioned-permission-set", "AccountIds"),
    no("sso-admin.list-account-assignments", "AccountAssignments"),
];

/// The ARN of an organization's policy names the management account, not the account that asked.
fn policy(sink: &mut Sink<'_>, summary: &Entity<'_>, whole: Option<&Entity<'_>>) {
    let content = whole.map(|w| w.take("%Content"));
    let values =
        json!({"id": summary.str("Id"), "arn": summary.str("Arn"), "name": summary.str("Name"), "type": summary.str("Type"), "content": content});
    sink.add("aws_organizations_policy", summary, values);
}
