//! Policies: those that attributes state, those that are AWS's own, those that are only named.

use super::build::Builder;
use super::find::Ref;
use super::instance::{At, State};
use super::rebuild::Rebuilt;
use crate::aws::Text;
use crate::aws::reference::managed_policies;
use crate::model::{Built, GapKind, Origin, Policy, Resource, ResourceId, ResourcePolicy};
use crate::policy::{Document, PolicyId, PolicyKind, SyntaxError, Value};

impl Builder<'_> {
    /// The policy that an attribute states: `None` when there is none. An unknown one is there, without its text.
    pub(super) fn policy(&mut self, at: &At<'_>, kind: PolicyKind, what: &str, on: Option<ResourceId>) -> Option<PolicyId> {
        let origin = at.origin();
        let (document, built) = match at.state() {
            State::Unset => return None,
            State::Unknown if at.instance.place.is_some() => return None,
            State::Unknown if self.is_null(at) => return None,
            State::Unknown => match self.rebuilt(at) {
                Rebuilt::Document(document, from) => (Some(Ok(document)), Built::Rebuilt(from)),
                Rebuilt::Part(document, why) => (Some(Ok(document)), Built::Unknown(format!("`{}` is known after apply{why}", at.name()))),
                Rebuilt::Absent => return None,
                Rebuilt::Unknown(why) => (None, Built::Unknown(format!("`{}` is known after apply{why}", at.name()))),
            },
            State::Known(value) => match value.as_str() {
                Some("") => return None,
                Some(text) => (Some(Document::parse_str(text)), Built::Known),
                None => (Some(Document::parse_str(&value.to_string())), Built::Known),
            },
        };
        let statements = document.as_ref().and_then(|d| d.as_ref().ok()).map_or(0, |d| d.statements.len() + d.unknown_statements.len());
        let places = self.sources.places(at, statements);
        let origin = places.iter().flatten().next().map_or_else(|| origin.clone(), |first| origin.clone().at(first));
        let policy = self.add_policy(document, kind, format!("{} {what}", at.instance.shown), built, origin, on, at.is_sensitive());
        if let Some(policy) = self.inventory.policies.get_mut(policy.0 as usize) {
            policy.places = places;
        }
        Some(policy)
    }

    /// A policy put together from the arguments of one or more resources of a type.
    pub(super) fn derived_policy(&mut self, value: &Value, from: &'static str, origin: Origin, on: ResourceId) -> PolicyId {
        let on_name = self.inventory.resource(on).map_or_else(String::new, |r| self.inventory.render(&r.arn));
        let name = format!("{on_name} policy");
        self.add_policy(Some(Document::parse(value)), PolicyKind::Resource, name, Built::Derived(from), origin, Some(on), false)
    }

    #[allow(clippy::too_many_arguments, reason = "the fields of a policy")]
    fn add_policy(
        &mut self,
        document: Option<Result<Document, SyntaxError>>,
        kind: PolicyKind,
        name: String,
        built: Built,
        origin: Origin,
        on: Option<ResourceId>,
        sensitive: bool,
    ) -> PolicyId {
        let checked = document.map(|read| read.and_then(|document| document.check(kind).map(|()| document))).transpose();
        let (document, built, gap) = match (checked, built) {
            (Err(error), built) => {
                let why = format!("`{name}` is no valid policy: {error}");
                // What AWS would not take is not known to be in force.
                let built = if matches!(built, Built::Known | Built::Rebuilt(_)) { Built::Unknown(why.clone()) } else { built };
                (None, built, Some((GapKind::InvalidPolicy, why)))
            }
            (Ok(document), Built::Unknown(why)) => (document, Built::Unknown(why.clone()), Some((GapKind::UnknownPolicy, why))),
            (Ok(document), built) => (document, built, None),
        };
        let subject = origin.address.clone().unwrap_or_else(|| name.clone());
        let gap = gap.map(|(kind, message)| (kind, message, origin.clone()));
        let policy =
            Policy { id: PolicyId(u32::MAX), kind, name, arn: None, document, built, origin, places: Vec::new(), sensitive, other_versions: None };
        let id = self.inventory.add_policy(policy);
        if let Some((kind, message, origin)) = gap {
            self.inventory.gaps.push(crate::model::Gap { kind, subject, message, origin, resource: on, policy: Some(id) });
        }
        id
    }

    /// The resource-based policy that an attribute states; `none` is what stands when it is unset.
    pub(super) fn resource_policy(&mut self, at: &At<'_>, on: ResourceId, none: ResourcePolicy) -> ResourcePolicy {
        self.policy(at, PolicyKind::Resource, "policy", Some(on)).map_or(none, ResourcePolicy::Policy)
    }

    /// A policy of AWS's making, from JSON text with the account filled in.
    pub(super) fn builtin_policy(&mut self, value: &Value, kind: PolicyKind, name: String, origin: Origin) -> PolicyId {
        self.add_policy(Some(Document::parse(value)), kind, name, Built::BuiltIn, origin, None, false)
    }

    /// A policy that is named, and whose text can't be read.
    pub(super) fn unread_policy(&mut self, kind: PolicyKind, name: String, why: String, at: &At<'_>) -> PolicyId {
        self.add_policy(None, kind, name, Built::Unseen(why), at.origin(), None, false)
    }

    /// The policies on something that the input only names.
    pub(super) fn unseen_policy(&mut self, kind: PolicyKind, what: &str, on: &Resource, origin: Origin) -> PolicyId {
        let name = self.inventory.render(&on.name);
        let why = format!("`{name}` is named, but not in the input");
        self.add_policy(None, kind, format!("{name} {what}"), Built::Unseen(why), origin, None, false)
    }

    /// The managed policies that an attribute names: the input's own, AWS's, or one that is not in the input. An unknown reference is a policy
    /// with unknown text.
    pub(super) fn managed_policy(&mut self, at: &At<'_>) -> Option<PolicyId> {
        match self.refer(at, &["iam-policy"]) {
            Ref::Unset => None,
            Ref::To(id) => Some(self.policy_of(id)),
            Ref::Named(arn) => Some(self.managed_by_arn(&arn, at)),
            Ref::OneOf(_) => {
                self.unknown_reference(at);
                let why = format!("which policy `{}` names is known after apply", at.name());
                Some(self.add_policy(None, PolicyKind::Identity, at.name(), Built::Unseen(why), at.origin(), None, false))
            }
        }
    }

    /// A policy of unknown text on something that an unknown attribute may name.
    pub(super) fn unknown_holder(&mut self, name: &str, holder: &At<'_>) -> PolicyId {
        let why = format!("what `{}` refers to is known after apply", holder.name());
        self.add_policy(None, PolicyKind::Identity, name.to_owned(), Built::Unseen(why), holder.origin(), None, false)
    }

    /// The policy of a managed policy's resource.
    fn policy_of(&mut self, id: ResourceId) -> PolicyId {
        if let Some(policy) = self.policies.get(&id) {
            return *policy;
        }
        let (name, arn, origin) =
            self.inventory.resource(id).map(|r| (self.inventory.render(&r.name), r.arn.clone(), r.origin.clone())).unwrap_or_default();
        let policy =
            self.add_policy(None, PolicyKind::Identity, name, Built::Unseen("its text is not in the input".to_owned()), origin, Some(id), false);
        self.give_arn(policy, &arn);
        self.policies.insert(id, policy);
        policy
    }

    /// Gives a managed policy its ARN.
    pub(super) fn give_arn(&mut self, policy: PolicyId, arn: &Text) {
        if let Some(policy) = self.inventory.policies.get_mut(policy.0 as usize) {
            policy.arn = Some(arn.clone());
        }
    }

    /// The managed policy with an ARN: AWS's own, or one that no source holds.
    fn managed_by_arn(&mut self, arn: &Text, at: &At<'_>) -> PolicyId {
        if let Some(policy) = self.managed.get(arn) {
            return *policy;
        }
        let name = self.inventory.render(arn);
        let id = match arn.literal().and_then(managed_policies::by_arn) {
            Some(own) => {
                let origin = Origin { arn: Some(name.clone()), ..Origin::default() };
                self.add_policy(Some(Document::parse_str(own.document)), PolicyKind::Identity, name, Built::BuiltIn, origin, None, false)
            }
            None => {
                let why = format!("`{name}` is attached, but not in the input");
                let id = self.add_policy(None, PolicyKind::Identity, name.clone(), Built::Unseen(why.clone()), at.origin(), None, false);
                self.not_in_input(name, why, at.origin(), Some(id));
                id
            }
        };
        self.give_arn(id, arn);
        self.managed.insert(arn.clone(), id);
        id
    }
}

/// A policy of one or more statements, as a tree.
pub(super) fn document(statements: Vec<Value>) -> Value {
    object(vec![("Version", string("2012-10-17")), ("Statement", Value::Array(statements))])
}

/// A JSON object.
pub(super) fn object(members: Vec<(&str, Value)>) -> Value {
    Value::Object(members.into_iter().map(|(name, value)| (Text::from(name), value)).collect())
}

/// A JSON string.
pub(super) fn string(text: impl Into<Text>) -> Value {
    Value::String(text.into())
}
