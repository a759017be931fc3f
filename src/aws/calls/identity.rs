//! Who there is: principals, the organization and its policies, Identity Center.

use super::Value::{Asked, Each, Which};
use super::{Call, once, regional};

const NO_ORGANIZATION: &[&str] = &["AWSOrganizationsNotInUseException"];

pub(super) const CALLS: &[Call] = &[
    once("sts", "get-caller-identity", "sts:GetCallerIdentity"),
    once("iam", "get-account-authorization-details", "iam:GetAccountAuthorizationDetails"),
    // Sessions' longest duration is not among the details.
    once("iam", "list-roles", "iam:ListRoles"),
    once("iam", "list-instance-profiles", "iam:ListInstanceProfiles"),
    once("iam", "list-open-id-connect-providers", "iam:ListOpenIDConnectProviders"),
    once("iam", "get-open-id-connect-provider", "iam:GetOpenIDConnectProvider")
        .after("list-open-id-connect-providers")
        .with(&[("OpenIDConnectProviderArn", Each("OpenIDConnectProviderList[].Arn"))])
        .absent(&["NoSuchEntity"]),
    once("iam", "list-saml-providers", "iam:ListSAMLProviders"),
    once("iam", "list-account-aliases", "iam:ListAccountAliases"),
    once("iam", "get-account-summary", "iam:GetAccountSummary"),
    once("iam", "generate-credential-report", "iam:GenerateCredentialReport"),
    once("iam", "get-credential-report", "iam:GetCredentialReport").after("generate-credential-report"),
    once("organizations", "describe-organization", "organizations:DescribeOrganization").absent(NO_ORGANIZATION),
    once("organizations", "list-accounts", "organizations:ListAccounts").absent(NO_ORGANIZATION),
    once("organizations", "list-roots", "organizations:ListRoots").absent(NO_ORGANIZATION),
    once("organizations", "list-organizational-units-for-parent", "organizations:ListOrganizationalUnitsForParent")
        .after("list-roots")
        .with(&[("ParentId", Each("Roots[].Id"))]),
    once("organizations", "list-organizational-units-for-parent", "organizations:ListOrganizationalUnitsForParent")
        .after("list-organizational-units-for-parent")
        .with(&[("ParentId", Each("OrganizationalUnits[].Id"))]),
    once("organizations", "list-accounts-for-parent", "organizations:ListAccountsForParent")
        .after("list-organizational-units-for-parent")
        .with(&[("ParentId", Asked("ParentId"))]),
    once("organizations", "list-policies", "organizations:ListPolicies").with(&[("Filter", Which("SERVICE_CONTROL_POLICY"))]).absent(NO_ORGANIZATION),
    once("organizations", "list-policies", "organizations:ListPolicies")
        .with(&[("Filter", Which("RESOURCE_CONTROL_POLICY"))])
        .absent(NO_ORGANIZATION),
    once("organizations", "describe-policy", "organizations:DescribePolicy").after("list-policies").with(&[("PolicyId", Each("Policies[].Id"))]),
    once("organizations", "list-targets-for-policy", "organizations:ListTargetsForPolicy")
        .after("list-policies")
        .with(&[("PolicyId", Each("Policies[].Id"))]),
    regional("sso-admin", "list-instances", "sso:ListInstances"),
    regional("sso-admin", "list-permission-sets", "sso:ListPermissionSets")
        .after("list-instances")
        .with(&[("InstanceArn", Each("Instances[].InstanceArn"))]),
    permission_set("describe-permission-set", "sso:DescribePermissionSet"),
    permission_set("get-inline-policy-for-permission-set", "sso:GetInlinePolicyForPermissionSet"),
    permission_set("list-managed-policies-in-permission-set", "sso:ListManagedPoliciesInPermissionSet"),
    permission_set("list-customer-managed-policy-references-in-permission-set", "sso:ListCustomerManagedPolicyReferencesInPermissionSet"),
    permission_set("get-permissions-boundary-for-permission-set", "sso:GetPermissionsBoundaryForPermissionSet")
        .absent(&["ResourceNotFoundException"]),
    permission_set("list-accounts-for-provisioned-permission-set", "sso:ListAccountsForProvisionedPermissionSet"),
    regional("sso-admin", "list-account-assignments", "sso:ListAccountAssignments").after("list-accounts-for-provisioned-permission-set").with(&[
        ("InstanceArn", Asked("InstanceArn")),
        ("PermissionSetArn", Asked("PermissionSetArn")),
        ("AccountId", Each("AccountIds[]")),
    ]),
];

const fn permission_set(operation: &'static str, action: &'static str) -> Call {
    regional("sso-admin", operation, action)
        .after("list-permission-sets")
        .with(&[("InstanceArn", Asked("InstanceArn")), ("PermissionSetArn", Each("PermissionSets[]"))])
}
