//! A finding.

use super::Rule;
use crate::graph::EdgeId;
use crate::model::{Inventory, Origin, Policy, Resource, ResourceId};
use crate::policy::{OpenCondition, PolicyId, StatementRef};

/// How bad it is, least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// To know.
    Info,
    /// Hygiene.
    Low,
    /// A guard is weak.
    Medium,
    /// Data can be reached in a way that should not be.
    High,
    /// Regulated data or a whole account lies open.
    Critical,
}

/// How sure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// Hangs on something not known.
    Possible,
    /// Rests on a listed assumption.
    Assumed,
    /// Follows from the input.
    Proven,
}

/// What a finding is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A resource.
    Resource(ResourceId),
    /// A policy.
    Policy(PolicyId),
    /// Something named in the configuration: a vendor, a claim.
    Named(String),
}

/// One finding.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Rule id.
    pub rule: &'static str,
    /// How bad.
    pub severity: Severity,
    /// How sure.
    pub confidence: Confidence,
    /// About what.
    pub subject: Subject,
    /// One sentence for a reader; names of the input in it are raw (formats escape).
    pub message: String,
    /// Where it stands, most telling first.
    pub locations: Vec<Origin>,
    /// The steps that show it.
    pub hops: Vec<EdgeId>,
    /// The way that it tells of, by its place among the traces.
    pub way: Option<usize>,
    /// Changes that close this way.
    pub remedy: Option<crate::trace::Remedy>,
    /// Statements that show it, where there is no step.
    pub statements: Vec<StatementRef>,
    /// Conditions under which it holds.
    pub conditions: Vec<OpenCondition>,
    /// Stable parts that identify it: resource addresses or ARNs, never lines. Hashed with the rule id into the fingerprint.
    pub identity: Vec<String>,
}

impl Finding {
    /// A finding about a resource, at the place where the resource stands.
    pub(super) fn of_resource(rule: &Rule, inventory: &Inventory, resource: &Resource, message: String) -> Self {
        let subject = Subject::Resource(resource.id);
        let identity = vec![subject.label(inventory)];
        Self { locations: vec![resource.origin.clone()], ..Self::bare(rule, subject, identity, message) }
    }

    /// A finding about a policy, at the place where it stands.
    pub(super) fn of_policy(rule: &Rule, inventory: &Inventory, policy: &Policy, message: String) -> Self {
        let subject = Subject::Policy(policy.id);
        let identity = vec![subject.label(inventory)];
        Self { locations: vec![policy.origin.clone()], ..Self::bare(rule, subject, identity, message) }
    }

    /// A finding about something that the configuration names.
    pub(super) fn of_name(rule: &Rule, name: &str, message: String) -> Self {
        Self::bare(rule, Subject::Named(name.to_owned()), vec![name.to_owned()], message)
    }

    fn bare(rule: &Rule, subject: Subject, identity: Vec<String>, message: String) -> Self {
        Self {
            rule: rule.id,
            severity: rule.severity,
            confidence: Confidence::Proven,
            subject,
            message,
            locations: Vec::new(),
            hops: Vec::new(),
            way: None,
            remedy: None,
            statements: Vec::new(),
            conditions: Vec::new(),
            identity,
        }
    }

    /// The same finding, at this place.
    pub(super) fn at(mut self, place: Option<Origin>) -> Self {
        self.locations.extend(place);
        self
    }

    /// The same finding with another severity.
    pub(super) fn severity(self, severity: Severity) -> Self {
        Self { severity, ..self }
    }

    /// The same finding with another confidence.
    pub(super) fn confidence(self, confidence: Confidence) -> Self {
        Self { confidence, ..self }
    }

    /// The same finding, shown by these statements; the policy that holds them comes first among the places.
    pub(super) fn shown_by(mut self, policy: &Policy, indexes: impl IntoIterator<Item = u32>) -> Self {
        let mut indexes: Vec<_> = indexes.into_iter().collect();
        indexes.sort_unstable();
        indexes.dedup();
        let first = indexes.first().copied();
        self.statements.extend(indexes.into_iter().map(|index| StatementRef { policy: policy.id, index }));
        self.locations.retain(|origin| *origin != policy.origin);
        self.locations.insert(0, first.map_or_else(|| policy.origin.clone(), |index| policy.origin_of(index)));
        self
    }
}

impl Subject {
    /// What a reader calls it: Terraform address, ARN, or name.
    pub fn label(&self, inventory: &Inventory) -> String {
        match self {
            Subject::Resource(id) => inventory.resource(*id).map_or_else(String::new, |r| label(inventory, r)),
            Subject::Policy(id) => inventory.policy(*id).map_or_else(String::new, |p| p.name.clone()),
            Subject::Named(name) => name.clone(),
        }
    }
}

/// What a reader calls a resource: its Terraform address, else its ARN. The address of a referenced one is that of whatever names it.
pub(super) fn label(inventory: &Inventory, resource: &Resource) -> String {
    let address = resource.origin.address.clone().filter(|_| !resource.referenced);
    address.unwrap_or_else(|| inventory.render(&resource.arn))
}

/// Several names in a sentence, sorted: `a`, `a and b`, `a, b and 3 more`.
pub(super) fn listed(names: impl IntoIterator<Item = String>) -> String {
    const SHOWN: usize = 3;
    let mut names: Vec<_> = names.into_iter().collect();
    names.sort();
    names.dedup();
    let more = names.len().saturating_sub(SHOWN);
    if more > 0 {
        names.truncate(SHOWN);
        return format!("{} and {more} more", names.join(", "));
    }
    match names.pop() {
        Some(last) if !names.is_empty() => format!("{} and {last}", names.join(", ")),
        last => last.unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::listed;

    #[test]
    fn names_are_listed_in_order_and_cut() {
        let list = |names: &[&str]| listed(names.iter().map(|n| (*n).to_owned()));
        assert_eq!(list(&[]), "");
        assert_eq!(list(&["b", "b"]), "b");
        assert_eq!(list(&["c", "b", "a"]), "a, b and c");
        assert_eq!(list(&["e", "d", "c", "b", "a"]), "a, b, c and 2 more");
    }
}
