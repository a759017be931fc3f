//! What an organization lays on accounts: service control policies and resource control policies.
//!
//! Whoever reads an organization adds a [`Controls`] for each account of ours that it knows the way to the root of.

use crate::aws::Text;
use crate::policy::PolicyId;

/// The policies attached to one root, organizational unit or account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ControlLevel {
    /// In the narrowest reading of what is not known: what they let through is let through for certain.
    pub narrow: Vec<PolicyId>,
    /// In the widest reading: what they refuse is refused for certain.
    pub wide: Vec<PolicyId>,
}

impl ControlLevel {
    /// A level of which everything is known.
    pub fn known(policies: Vec<PolicyId>) -> Self {
        Self { narrow: policies.clone(), wide: policies }
    }
}

/// What binds one account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Controls {
    /// Account id.
    pub account: Text,
    /// Service control policies by level from the root to the account, AWS's `FullAWSAccess` where it is attached; no level for the management
    /// account. `None`: not known, the assumption `no-scp`.
    pub scps: Option<Vec<ControlLevel>>,
    /// Resource control policies by level; AWS's `RCPFullAWSAccess` need not be among them. `None`: not known, the assumption `no-rcp`.
    pub rcps: Option<Vec<ControlLevel>>,
}
