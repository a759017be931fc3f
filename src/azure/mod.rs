//! Names of Azure: scopes, and built-in roles as of 2026-11.
//!
//! *In:* resource ids, names and ids of roles.
//! *Out:* whether one scope holds another; what a built-in role lists.
//! *Does not:* know assignments, or decide anything.
//!
//! Source: "Azure built-in roles" (General, Privileged, Analytics), Microsoft Learn.

/// What a role lists. `*` stands for any part of an action.
#[derive(Debug, PartialEq, Eq)]
pub struct Role {
    /// Its name.
    pub name: &'static str,
    /// Its id, lower case.
    pub id: &'static str,
    /// Actions of the control plane.
    pub actions: &'static [&'static str],
    /// What is taken away from them.
    pub not_actions: &'static [&'static str],
    /// Actions on data.
    pub data_actions: &'static [&'static str],
}

/// Built-in roles that matter for Event Hubs; none of them takes data actions away.
const ROLES: &[Role] = &[
    Role { name: "Owner", id: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635", actions: &["*"], not_actions: &[], data_actions: &[] },
    Role {
        name: "Contributor",
        id: "b24988ac-6180-42a0-ab88-20f7382dd24c",
        actions: &["*"],
        not_actions: &[
            "Microsoft.Authorization/*/Delete",
            "Microsoft.Authorization/*/Write",
            "Microsoft.Authorization/elevateAccess/Action",
            "Microsoft.Blueprint/blueprintAssignments/write",
            "Microsoft.Blueprint/blueprintAssignments/delete",
            "Microsoft.Compute/galleries/share/action",
            "Microsoft.Purview/consents/write",
            "Microsoft.Purview/consents/delete",
        ],
        data_actions: &[],
    },
    Role { name: "Reader", id: "acdd72a7-3385-48ef-bd42-f606fba81ae7", actions: &["*/read"], not_actions: &[], data_actions: &[] },
    Role {
        name: "User Access Administrator",
        id: "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
        actions: &["*/read", "Microsoft.Authorization/*", "Microsoft.Support/*"],
        not_actions: &[],
        data_actions: &[],
    },
    Role {
        name: "Role Based Access Control Administrator",
        id: "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
        actions: &[
            "Microsoft.Authorization/roleAssignments/write",
            "Microsoft.Authorization/roleAssignments/delete",
            "*/read",
            "Microsoft.Support/*",
        ],
        not_actions: &[],
        data_actions: &[],
    },
    Role {
        name: "Azure Event Hubs Data Owner",
        id: "f526a384-b230-433a-b45c-95f59c4a2dec",
        actions: &["Microsoft.EventHub/*"],
        not_actions: &[],
        data_actions: &["Microsoft.EventHub/*"],
    },
    Role {
        name: "Azure Event Hubs Data Receiver",
        id: "a638d3c7-ab3a-418d-83e6-5f17a39d4fde",
        actions: &["Microsoft.EventHub/*/eventhubs/consumergroups/read"],
        not_actions: &[],
        data_actions: &["Microsoft.EventHub/*/receive/action"],
    },
    Role {
        name: "Azure Event Hubs Data Sender",
        id: "2b629674-e913-4c01-ae53-ef4638d8f975",
        actions: &["Microsoft.EventHub/*/eventhubs/read"],
        not_actions: &[],
        data_actions: &["Microsoft.EventHub/*/send/action"],
    },
];

/// A built-in role by its name, its id, or the path that ends in its id.
pub fn role(named: &str) -> Option<&'static Role> {
    let last = named.rsplit('/').next().unwrap_or(named);
    ROLES.iter().find(|r| r.name.eq_ignore_ascii_case(named) || r.id.eq_ignore_ascii_case(last))
}

/// Every built-in role that is known.
pub fn roles() -> &'static [Role] {
    ROLES
}

/// Whether a scope holds a resource, both by id: it is the resource, or a path that leads to it. Ids differ in case.
pub fn holds(scope: &str, resource: &str) -> bool {
    let parts = |id: &str| id.to_ascii_lowercase().split('/').filter(|p| !p.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    parts(resource).starts_with(&parts(scope))
}

#[cfg(test)]
mod tests {
    use super::{holds, role};

    #[test]
    fn scopes_hold_by_whole_parts() {
        let group = "/subscriptions/1/resourceGroups/rg";
        assert!(holds(group, "/subscriptions/1/resourcegroups/RG/providers/Microsoft.EventHub/namespaces/n"));
        assert!(holds("/", group) && holds(group, group));
        assert!(!holds(group, "/subscriptions/1/resourceGroups/rg2/providers/x"));
        assert!(!holds(group, "/subscriptions/1"));
    }

    #[test]
    fn roles_are_found_by_name_and_by_path() {
        let path = "/subscriptions/1/providers/Microsoft.Authorization/roleDefinitions/B24988AC-6180-42a0-ab88-20f7382dd24c";
        assert_eq!(role(path).map(|r| r.name), Some("Contributor"));
        assert_eq!(role("azure event hubs data receiver").map(|r| r.id), Some("a638d3c7-ab3a-418d-83e6-5f17a39d4fde"));
        assert_eq!(role("Operator of ours"), None);
    }
}
