//! Keys of Azure Key Vault that encrypt records at rest: who may use one, take it away, or let somebody do so.
//!
//! A key opens nothing by itself: records are read through the service. Whoever takes it away takes the records away.
//!
//! Source: "Azure role-based access control (Azure RBAC) vs. access policies (legacy)", "Configure customer-managed keys for encrypting Azure Event
//! Hubs data at rest", Microsoft Learn. Data actions of roles count where a vault decides by roles, access policies where it does not.

use super::azure::{may, rank};
use crate::azure_rbac::{ASSIGN, Answer, Plane};
use crate::model::{Inventory, Resource, RoleGrant, Tri, Via};

/// What somebody may do to a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Right {
    /// Decrypt or unwrap with it.
    Use,
    /// Disable, delete or purge it, or cut its vault off.
    TakeAway,
    /// Let somebody do so: by roles, or by access policies.
    Give,
}

impl Right {
    /// What it is, after "may".
    pub fn words(self) -> &'static str {
        match self {
            Self::Use => "use",
            Self::TakeAway => "take away",
            Self::Give => "let somebody use",
        }
    }
}

/// A right that something of the input gives.
#[derive(Clone, Debug)]
pub struct KeyRight<'a> {
    /// What gives it: an assignment, an access policy, a vault.
    pub by: &'a Resource,
    /// The place among what that gives.
    pub entry: usize,
    /// The grant.
    pub grant: &'a RoleGrant,
    /// The right.
    pub right: Right,
    /// How sure it is; never denied.
    pub answer: Answer,
}

const USES: &[(Plane, &str)] = &[(Plane::Data, "unwrap/action"), (Plane::Data, "decrypt/action"), (Plane::Data, "release/action")];
const TAKES: &[(Plane, &str)] = &[
    (Plane::Data, "delete"),
    (Plane::Data, "purge/action"),
    (Plane::Data, "update/action"),
    (Plane::Control, "Microsoft.KeyVault/vaults/delete"),
    (Plane::Control, "Microsoft.KeyVault/vaults/write"),
];

/// Every right on a key, one a grant and kind of right, in the order of the input.
pub fn rights<'a>(inventory: &'a Inventory, key: &Resource) -> Vec<KeyRight<'a>> {
    let vault = key.parent.and_then(|id| inventory.resource(id));
    let by_roles = vault.map_or(Tri::Unknown, |v| v.switch("by-roles"));
    let mut out = Vec::new();
    for by in &inventory.resources {
        for (entry, grant) in by.role_grants.iter().enumerate() {
            for right in [Right::Use, Right::TakeAway, Right::Give] {
                let answer = answer(inventory, grant, key, vault, by_roles, right);
                if answer != Answer::Denied {
                    out.push(KeyRight { by, entry, grant, right, answer });
                }
            }
        }
    }
    out
}

fn answer(inventory: &Inventory, grant: &RoleGrant, key: &Resource, vault: Option<&Resource>, by_roles: Tri, right: Right) -> Answer {
    let policy = grant.via == Via::VaultPolicy;
    if policy && (grant.on != key.parent || grant.on.is_none()) {
        return Answer::Denied;
    }
    // What decides on data: roles or policies.
    let counts = if policy { !(by_roles) } else { by_roles };
    let data = |action: &str| match counts {
        Tri::No => Answer::Denied,
        Tri::Yes => may(inventory, grant, key, Plane::Data, &format!("Microsoft.KeyVault/vaults/keys/{action}")),
        Tri::Unknown => match may(inventory, grant, key, Plane::Data, &format!("Microsoft.KeyVault/vaults/keys/{action}")) {
            Answer::Denied => Answer::Denied,
            _ => Answer::Uncertain("whether its vault decides by roles or by access policies".to_owned()),
        },
    };
    let control = |action: &str| match vault {
        _ if policy => Answer::Denied,
        Some(vault) => may(inventory, grant, vault, Plane::Control, action),
        // A vault that the input does not show stands somewhere.
        None => match may(inventory, grant, key, Plane::Control, action) {
            Answer::Allowed => Answer::Uncertain("in which scope its vault stands".to_owned()),
            other => other,
        },
    };
    let any = |of: &[(Plane, &str)]| {
        let answers = of.iter().map(|(plane, action)| if *plane == Plane::Data { data(action) } else { control(action) });
        answers.max_by_key(rank).unwrap_or(Answer::Denied)
    };
    match right {
        Right::Use => any(USES),
        Right::TakeAway => any(TAKES),
        Right::Give => {
            let by_policy = [control("Microsoft.KeyVault/vaults/write"), control("Microsoft.KeyVault/vaults/accessPolicies/write")];
            let by_policy = by_policy.into_iter().max_by_key(rank).unwrap_or(Answer::Denied);
            let policies = match (by_roles, by_policy) {
                (Tri::Yes, _) | (_, Answer::Denied) => Answer::Denied,
                (Tri::No, answer) => answer,
                (Tri::Unknown, _) => Answer::Uncertain("whether its vault decides by roles or by access policies".to_owned()),
            };
            // Whoever assigns roles has the vault decide by them.
            let roles = match may(inventory, grant, key, Plane::Control, ASSIGN) {
                Answer::Allowed if grant.condition.is_some() => Answer::Uncertain("which roles its condition lets assign".to_owned()),
                other => other,
            };
            [policies, roles].into_iter().max_by_key(rank).unwrap_or(Answer::Denied)
        }
    }
}
