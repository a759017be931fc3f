//! Names of Azure: scopes, and built-in roles as of 2026-11.
//!
//! *In:* resource ids, names and ids of roles.
//! *Out:* whether one scope holds another; what a built-in role lists.
//! *Does not:* know assignments, or decide anything.
//!
//! Source: "Azure built-in roles" (General, Privileged, Analytics, Storage, Security, Identity, Monitor), Microsoft Learn.

use std::sync::LazyLock;

/// What a role lists. `*` stands for any part of an action.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Role {
    /// Its name.
    pub name: String,
    /// Its id, lower case; empty where that is not known.
    pub id: String,
    /// Sets of permissions; they add up.
    pub permissions: Vec<Permissions>,
}

/// A set of permissions of a role: what is taken away is taken from this set alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Permissions {
    /// Actions of the control plane.
    pub actions: Vec<String>,
    /// What is taken away from them.
    pub not_actions: Vec<String>,
    /// Actions on data.
    pub data_actions: Vec<String>,
    /// What is taken away from them.
    pub not_data_actions: Vec<String>,
}

/// Name, id, actions, what is taken away from them, data actions. No built-in role of these takes data actions away.
type Row = (&'static str, &'static str, &'static [&'static str], &'static [&'static str], &'static [&'static str]);

/// The actions that the roles about what vaults hold have in common.
const VAULTS_SEEN: &[&str] = &[
    "Microsoft.Authorization/*/read",
    "Microsoft.Insights/alertRules/*",
    "Microsoft.Resources/deployments/*",
    "Microsoft.Resources/subscriptions/resourceGroups/read",
    "Microsoft.Support/*",
    "Microsoft.KeyVault/checkNameAvailability/read",
    "Microsoft.KeyVault/deletedVaults/read",
    "Microsoft.KeyVault/locations/*/read",
    "Microsoft.KeyVault/vaults/*/read",
    "Microsoft.KeyVault/operations/read",
];

/// Built-in roles that matter for Event Hubs, for the storage that capture writes to, for keys and for identities.
const ROWS: &[Row] = &[
    ("Owner", "8e3af657-a8ff-443c-a75c-2fe8c4bcb635", &["*"], &[], &[]),
    (
        "Contributor",
        "b24988ac-6180-42a0-ab88-20f7382dd24c",
        &["*"],
        &[
            "Microsoft.Authorization/*/Delete",
            "Microsoft.Authorization/*/Write",
            "Microsoft.Authorization/elevateAccess/Action",
            "Microsoft.Blueprint/blueprintAssignments/write",
            "Microsoft.Blueprint/blueprintAssignments/delete",
            "Microsoft.Compute/galleries/share/action",
            "Microsoft.Purview/consents/write",
            "Microsoft.Purview/consents/delete",
        ],
        &[],
    ),
    ("Reader", "acdd72a7-3385-48ef-bd42-f606fba81ae7", &["*/read"], &[], &[]),
    ("User Access Administrator", "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9", &["*/read", "Microsoft.Authorization/*", "Microsoft.Support/*"], &[], &[]),
    (
        "Role Based Access Control Administrator",
        "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
        &["Microsoft.Authorization/roleAssignments/write", "Microsoft.Authorization/roleAssignments/delete", "*/read", "Microsoft.Support/*"],
        &[],
        &[],
    ),
    ("Azure Event Hubs Data Owner", "f526a384-b230-433a-b45c-95f59c4a2dec", &["Microsoft.EventHub/*"], &[], &["Microsoft.EventHub/*"]),
    (
        "Azure Event Hubs Data Receiver",
        "a638d3c7-ab3a-418d-83e6-5f17a39d4fde",
        &["Microsoft.EventHub/*/eventhubs/consumergroups/read"],
        &[],
        &["Microsoft.EventHub/*/receive/action"],
    ),
    (
        "Azure Event Hubs Data Sender",
        "2b629674-e913-4c01-ae53-ef4638d8f975",
        &["Microsoft.EventHub/*/eventhubs/read"],
        &[],
        &["Microsoft.EventHub/*/send/action"],
    ),
    (
        "Storage Account Contributor",
        "17d1049b-9a84-46fb-8f53-869881c3d3ab",
        &[
            "Microsoft.Authorization/*/read",
            "Microsoft.Insights/alertRules/*",
            "Microsoft.Insights/diagnosticSettings/*",
            "Microsoft.Network/virtualNetworks/subnets/joinViaServiceEndpoint/action",
            "Microsoft.ResourceHealth/availabilityStatuses/read",
            "Microsoft.Resources/deployments/*",
            "Microsoft.Resources/subscriptions/resourceGroups/read",
            "Microsoft.Storage/storageAccounts/*",
            "Microsoft.Support/*",
        ],
        &[],
        &[],
    ),
    (
        "Storage Account Key Operator Service Role",
        "81a9662b-bebf-436f-a333-f67b29880f12",
        &["Microsoft.Storage/storageAccounts/listkeys/action", "Microsoft.Storage/storageAccounts/regeneratekey/action"],
        &[],
        &[],
    ),
    (
        "Reader and Data Access",
        "c12c1c16-33a1-487b-954d-41c89c60f349",
        &[
            "Microsoft.Storage/storageAccounts/listKeys/action",
            "Microsoft.Storage/storageAccounts/ListAccountSas/action",
            "Microsoft.Storage/storageAccounts/read",
        ],
        &[],
        &[],
    ),
    (
        "Storage Blob Data Owner",
        "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
        &[
            "Microsoft.Storage/storageAccounts/blobServices/containers/*",
            "Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action",
        ],
        &[],
        &["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/*"],
    ),
    (
        "Storage Blob Data Contributor",
        "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
        &[
            "Microsoft.Storage/storageAccounts/blobServices/containers/delete",
            "Microsoft.Storage/storageAccounts/blobServices/containers/read",
            "Microsoft.Storage/storageAccounts/blobServices/containers/write",
            "Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action",
        ],
        &[],
        &[
            "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/delete",
            "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read",
            "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write",
            "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/move/action",
            "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/add/action",
        ],
    ),
    (
        "Storage Blob Data Reader",
        "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
        &[
            "Microsoft.Storage/storageAccounts/blobServices/containers/read",
            "Microsoft.Storage/storageAccounts/blobServices/generateUserDelegationKey/action",
        ],
        &[],
        &["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"],
    ),
    ("Key Vault Administrator", "00482a5a-887f-4fb3-b363-3b7fe8e74483", VAULTS_SEEN, &[], &["Microsoft.KeyVault/vaults/*"]),
    (
        "Key Vault Contributor",
        "f25e0fa2-a7c8-4377-a976-54943a77a395",
        &[
            "Microsoft.Authorization/*/read",
            "Microsoft.Insights/alertRules/*",
            "Microsoft.KeyVault/*",
            "Microsoft.Resources/deployments/*",
            "Microsoft.Resources/subscriptions/resourceGroups/read",
            "Microsoft.Support/*",
        ],
        &["Microsoft.KeyVault/locations/deletedVaults/purge/action", "Microsoft.KeyVault/hsmPools/*", "Microsoft.KeyVault/managedHsms/*"],
        &[],
    ),
    (
        "Key Vault Crypto Officer",
        "14b46e9e-c2b7-41b4-b07b-48a6ebf60603",
        VAULTS_SEEN,
        &[],
        &["Microsoft.KeyVault/vaults/keys/*", "Microsoft.KeyVault/vaults/keyrotationpolicies/*"],
    ),
    (
        "Key Vault Crypto Service Encryption User",
        "e147488a-f6f5-4113-8e2d-b22465e65bf6",
        &[
            "Microsoft.EventGrid/eventSubscriptions/write",
            "Microsoft.EventGrid/eventSubscriptions/read",
            "Microsoft.EventGrid/eventSubscriptions/delete",
        ],
        &[],
        &["Microsoft.KeyVault/vaults/keys/read", "Microsoft.KeyVault/vaults/keys/wrap/action", "Microsoft.KeyVault/vaults/keys/unwrap/action"],
    ),
    ("Key Vault Crypto Service Release User", "08bbd89e-9f13-488c-ac41-acfcb10c90ab", &[], &[], &["Microsoft.KeyVault/vaults/keys/release/action"]),
    (
        "Key Vault Crypto User",
        "12338af0-0e69-4776-bea7-57ae8d297424",
        &[],
        &[],
        &[
            "Microsoft.KeyVault/vaults/keys/read",
            "Microsoft.KeyVault/vaults/keys/update/action",
            "Microsoft.KeyVault/vaults/keys/backup/action",
            "Microsoft.KeyVault/vaults/keys/encrypt/action",
            "Microsoft.KeyVault/vaults/keys/decrypt/action",
            "Microsoft.KeyVault/vaults/keys/wrap/action",
            "Microsoft.KeyVault/vaults/keys/unwrap/action",
            "Microsoft.KeyVault/vaults/keys/sign/action",
            "Microsoft.KeyVault/vaults/keys/verify/action",
        ],
    ),
    (
        "Key Vault Reader",
        "21090545-7ca7-4776-b22c-e363652d74d2",
        VAULTS_SEEN,
        &[],
        &["Microsoft.KeyVault/vaults/*/read", "Microsoft.KeyVault/vaults/secrets/readMetadata/action"],
    ),
    (
        "Key Vault Secrets User",
        "4633458b-17de-408a-b874-0445c86b69e6",
        &[],
        &[],
        &["Microsoft.KeyVault/vaults/secrets/getSecret/action", "Microsoft.KeyVault/vaults/secrets/readMetadata/action"],
    ),
    (
        "Managed Identity Contributor",
        "e40ec5ca-96e0-45a2-b4ff-59039f2c2b59",
        &[
            "Microsoft.ManagedIdentity/userAssignedIdentities/read",
            "Microsoft.ManagedIdentity/userAssignedIdentities/write",
            "Microsoft.ManagedIdentity/userAssignedIdentities/delete",
            "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/read",
            "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/write",
            "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials/delete",
            "Microsoft.ManagedIdentity/userAssignedIdentities/revokeTokens/action",
            "Microsoft.Authorization/*/read",
            "Microsoft.Insights/alertRules/*",
            "Microsoft.Resources/subscriptions/resourceGroups/read",
            "Microsoft.Resources/deployments/*",
            "Microsoft.Support/*",
        ],
        &[],
        &[],
    ),
    (
        "Managed Identity Operator",
        "f1a07417-d97a-45cb-824c-7a7467783830",
        &[
            "Microsoft.ManagedIdentity/userAssignedIdentities/*/read",
            "Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action",
            "Microsoft.Authorization/*/read",
            "Microsoft.Insights/alertRules/*",
            "Microsoft.Resources/subscriptions/resourceGroups/read",
            "Microsoft.Resources/deployments/*",
            "Microsoft.Support/*",
        ],
        &[],
        &[],
    ),
    (
        "Schema Registry Contributor (Preview)",
        "5dffeca3-4936-4216-b2bc-10343a5abb25",
        &["Microsoft.EventHub/namespaces/schemagroups/*"],
        &[],
        &["Microsoft.EventHub/namespaces/schemas/*"],
    ),
    (
        "Schema Registry Reader (Preview)",
        "2c56ea50-c6b3-40a6-83c0-9d98858bc7d2",
        &["Microsoft.EventHub/namespaces/schemagroups/read"],
        &[],
        &["Microsoft.EventHub/namespaces/schemas/read"],
    ),
    (
        "Monitoring Reader",
        "43d0d8ad-25c7-4714-9337-8ba259a9fe05",
        &["*/read", "Microsoft.OperationalInsights/workspaces/search/action", "Microsoft.Support/*"],
        &[],
        &[],
    ),
];

static ROLES: LazyLock<Vec<Role>> = LazyLock::new(|| {
    let own = |list: &[&str]| list.iter().map(|a| (*a).to_owned()).collect();
    let role = |(name, id, actions, not_actions, data_actions): &Row| Role {
        name: (*name).to_owned(),
        id: (*id).to_owned(),
        permissions: vec![Permissions {
            actions: own(actions),
            not_actions: own(not_actions),
            data_actions: own(data_actions),
            not_data_actions: Vec::new(),
        }],
    };
    ROWS.iter().map(role).collect()
});

/// A built-in role by its name, its id, or the path that ends in its id.
pub fn role(named: &str) -> Option<&'static Role> {
    let last = named.rsplit('/').next().unwrap_or(named);
    ROLES.iter().find(|r| r.name.eq_ignore_ascii_case(named) || r.id.eq_ignore_ascii_case(last))
}

/// Every built-in role that is known.
pub fn roles() -> &'static [Role] {
    &ROLES
}

/// Whether a scope holds a resource, both by id: it is the resource, or a path that leads to it. Ids differ in case. `None`: what a management
/// group holds is not told by ids, nor is what no id of Azure tells.
pub fn holds(scope: &str, resource: &str) -> Option<bool> {
    let (scope, resource) = (parts(scope), parts(resource));
    let group = ["providers", "microsoft.management", "managementgroups"];
    let is_id = |id: &[String]| id.first().is_none_or(|root| root == "subscriptions" || root == "providers");
    if !is_id(&scope) || !is_id(&resource) || resource.is_empty() {
        return None;
    }
    if scope.iter().map(String::as_str).take(3).eq(group) && scope != resource {
        return None;
    }
    Some(resource.starts_with(&scope))
}

fn parts(id: &str) -> Vec<String> {
    id.to_ascii_lowercase().split('/').filter(|p| !p.is_empty()).map(str::to_owned).collect()
}

/// Parts of resources that hold what is in them, or their keys.
const PARTS: [&str; 3] = ["consumergroups", "authorizationrules", "blobservices"];

/// Whether a scope is a part of a resource, both by id.
pub fn is_part(scope: &str, resource: &str) -> bool {
    let (scope, resource) = (parts(scope), parts(resource));
    let below = scope.strip_prefix(resource.as_slice()).and_then(|rest| rest.first());
    below.is_some_and(|kind| PARTS.contains(&kind.as_str()))
}

#[cfg(test)]
mod tests {
    use super::{holds, is_part, role, roles};

    #[test]
    fn scopes_hold_by_whole_parts() {
        let group = "/subscriptions/1/resourceGroups/rg";
        assert_eq!(holds(group, "/subscriptions/1/resourcegroups/RG/providers/Microsoft.EventHub/namespaces/n"), Some(true));
        assert!(holds("/", group) == Some(true) && holds(group, group) == Some(true));
        assert_eq!(holds(group, "/subscriptions/1/resourceGroups/rg2/providers/x"), Some(false));
        assert_eq!(holds(group, "/subscriptions/1"), Some(false));
        assert_eq!((holds("7", group), holds(group, "é"), holds("/", "")), (None, None, None));
        assert_eq!(holds("/providers/Microsoft.Management/managementGroups/root", group), None);
    }

    #[test]
    fn parts_of_resources() {
        let hub = "/subscriptions/1/resourceGroups/rg/providers/Microsoft.EventHub/namespaces/n/eventhubs/h";
        assert!(is_part(&format!("{hub}/ConsumerGroups/c"), &hub.to_uppercase()));
        assert!(!is_part(hub, hub) && !is_part(hub, hub.trim_end_matches("/eventhubs/h")) && !is_part("/", hub));
    }

    #[test]
    fn roles_are_found_by_name_and_by_path() {
        let path = "/subscriptions/1/providers/Microsoft.Authorization/roleDefinitions/B24988AC-6180-42a0-ab88-20f7382dd24c";
        assert_eq!(role(path).map(|r| r.name.as_str()), Some("Contributor"));
        assert_eq!(role("azure event hubs data receiver").map(|r| r.id.as_str()), Some("a638d3c7-ab3a-418d-83e6-5f17a39d4fde"));
        assert_eq!(role("Operator of ours"), None);
        assert!(roles().iter().all(|r| r.id.len() == 36 && r.id == r.id.to_ascii_lowercase()));
    }
}
