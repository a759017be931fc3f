//! The calls that tell what is in an account: one table, from which a collection is made and the policy it needs is printed.
//!
//! *In:* nothing but the table; the roles that a collection assumes.
//! *Out:* [`all`], [`of`], [`policy`].
//! *Does not:* make a call, nor know how its request and answer look on the wire.

mod compute;
mod data;
mod identity;
mod network;
mod policy;

pub use policy::policy;

/// One call of the AWS APIs and where its arguments come from. Several calls of one operation differ in their arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Call {
    /// The service as the AWS command line names it: `s3api`.
    pub service: &'static str,
    /// The operation as the AWS command line names it: `get-bucket-policy`.
    pub operation: &'static str,
    /// The IAM action it needs: `s3:GetBucketPolicy`.
    pub action: &'static str,
    /// Where it is made.
    pub scope: Scope,
    /// The operation of the same service that it is made after, once for each of its answers.
    pub after: Option<&'static str>,
    /// Its arguments, by the API's names.
    pub arguments: &'static [(&'static str, Value)],
    /// Codes of errors that say that there is nothing, which is an answer.
    pub absent: &'static [&'static str],
}

/// Where a call is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Once an account.
    Account,
    /// Once an account, in the Region of the bucket it is about.
    Bucket,
    /// In every Region.
    Region,
}

/// A value of an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// Always this; JSON where it is a list.
    Is(&'static str),
    /// Always this, and it tells the answer from others of the operation.
    Which(&'static str),
    /// One call for each value at this place of the answer before: `Vpcs[].VpcId`.
    Each(&'static str),
    /// The value that the call before had for its argument of this name.
    Asked(&'static str),
    /// The account's id.
    Account,
}

impl Call {
    /// Whether it can be made without the answer of the call before: that one's arguments suffice.
    pub fn needs_answer(&self) -> bool {
        self.arguments.is_empty() || self.arguments.iter().any(|(_, v)| matches!(v, Value::Each(_)))
    }

    const fn after(self, operation: &'static str) -> Self {
        Self { after: Some(operation), ..self }
    }

    const fn with(self, arguments: &'static [(&'static str, Value)]) -> Self {
        Self { arguments, ..self }
    }

    const fn absent(self, codes: &'static [&'static str]) -> Self {
        Self { absent: codes, ..self }
    }
}

/// A call made in every Region.
const fn regional(service: &'static str, operation: &'static str, action: &'static str) -> Call {
    Call { service, operation, action, scope: Scope::Region, after: None, arguments: &[], absent: &[] }
}

/// A call made once an account.
const fn once(service: &'static str, operation: &'static str, action: &'static str) -> Call {
    Call { scope: Scope::Account, ..regional(service, operation, action) }
}

/// A call about a bucket.
const fn bucket(operation: &'static str, action: &'static str) -> Call {
    Call { scope: Scope::Bucket, ..once("s3api", operation, action) }
}

/// All calls, those that others are made after before them.
pub fn all() -> impl Iterator<Item = &'static Call> {
    [identity::CALLS, network::CALLS, data::CALLS, compute::CALLS].into_iter().flatten()
}

/// The calls of one operation.
pub fn of(service: &str, operation: &str) -> impl Iterator<Item = &'static Call> {
    all().filter(move |c| c.service == service && c.operation == operation)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::BTreeSet;

    use super::*;
    use crate::aws::reference::actions::{AccessLevel, lookup};

    #[test]
    fn every_action_reads_or_lists() {
        for call in all() {
            let (service, name) = call.action.split_once(':').unwrap();
            let facts = lookup(service, name).unwrap_or_else(|| unreachable!("no action {}", call.action));
            assert_eq!(format!("{}:{}", facts.service, facts.name), call.action, "AWS's spelling");
            let reads = matches!(facts.level, AccessLevel::Read | AccessLevel::List);
            assert!(reads || call.action == "iam:GenerateCredentialReport", "{}: {:?}", call.action, facts.level);
        }
    }

    #[test]
    fn calls_come_after_calls_of_the_table() {
        for call in all() {
            let before: Vec<_> = call.after.into_iter().flat_map(|after| of(call.service, after)).collect();
            assert_eq!(call.after.is_some(), !before.is_empty(), "{call:?}");
            for (_, value) in call.arguments {
                match value {
                    Value::Asked(name) => assert!(before.iter().all(|b| b.arguments.iter().any(|(n, _)| n == name)), "{call:?}"),
                    Value::Each(_) => assert!(call.after.is_some(), "{call:?}"),
                    _ => {}
                }
            }
        }
    }

    #[test]
    fn a_call_is_in_the_table_once() {
        let mut seen = BTreeSet::new();
        for call in all() {
            assert!(seen.insert(format!("{call:?}")), "{call:?}");
            let scopes: BTreeSet<String> = of(call.service, call.operation).map(|c| format!("{:?} {}", c.scope, c.action)).collect();
            assert_eq!(scopes.len(), 1, "{call:?}");
        }
        assert!(seen.len() > 100, "{}", seen.len());
    }
}
