//! The least policy of a collection.

use std::collections::BTreeSet;

use serde_json::{Value, json};

/// The IAM policy that lets its holder make every call of the table, and assume these roles (ARNs or patterns of ARNs), if any.
pub fn policy(roles: &[String]) -> Value {
    let actions: BTreeSet<&str> = super::all().map(|c| c.action).collect();
    let mut statements = vec![json!({ "Sid": "KeyholderReads", "Effect": "Allow", "Action": actions, "Resource": "*" })];
    if !roles.is_empty() {
        statements.push(json!({ "Sid": "KeyholderAssumesRoles", "Effect": "Allow", "Action": "sts:AssumeRole", "Resource": roles }));
    }
    json!({ "Version": "2012-10-17", "Statement": statements })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::aws::calls::all;

    #[test]
    fn the_policy_names_every_action_of_the_table() {
        let policy = policy(&[]);
        let statements = policy.get("Statement").unwrap().as_array().unwrap();
        assert_eq!(statements.len(), 1);
        let actions: BTreeSet<&str> =
            statements.iter().flat_map(|s| s.get("Action").unwrap().as_array().unwrap()).map(|a| a.as_str().unwrap()).collect();
        assert_eq!(actions, all().map(|c| c.action).collect());
    }

    /// IAM User Guide, "IAM and AWS STS quotas": 10,240 characters without white space in all inline policies of a role.
    #[test]
    fn the_policy_fits_a_role() {
        let size = serde_json::to_string(&policy(&["arn:aws:iam::111122223333:role/keyholder".into()])).unwrap().len();
        assert!(size <= 10_240, "{size}");
    }

    #[test]
    fn roles_are_assumed_only_where_some_are_named() {
        let policy = policy(&["arn:aws:iam::*:role/audit".into()]);
        let assumes = policy.pointer("/Statement/1").unwrap();
        assert_eq!(assumes.get("Action").unwrap(), "sts:AssumeRole");
        assert_eq!(assumes.get("Resource").unwrap(), &serde_json::json!(["arn:aws:iam::*:role/audit"]));
    }
}
