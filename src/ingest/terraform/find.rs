//! What an attribute refers to: a resource of the input, one that is only named, or nobody knows what.

use std::collections::BTreeSet;

use super::super::link;
use super::build::Builder;
use super::catalogue;
use super::instance::{At, Instance, State};
use super::reference::referred;
use crate::aws::{Arn, SymbolKind, Text};
use crate::model::{
    Gap, GapKind, Key, Network, Origin, Principal, PrincipalKind, Resource, ResourceId, ResourcePolicy, SecurityGroup, Store, Subnet, Tri, Vpc,
};
use crate::policy::PolicyKind;

/// What a reference is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ref {
    /// There is none.
    Unset,
    /// To this resource.
    To(ResourceId),
    /// To one of these, or to something else.
    OneOf(Vec<ResourceId>),
    /// To something with this name, id or ARN, which no source holds.
    Named(Text),
}

impl Builder<'_> {
    /// What an attribute refers to, among resources of these kinds.
    pub(super) fn refer(&mut self, at: &At<'_>, kinds: &[&'static str]) -> Ref {
        match at.state() {
            State::Unset => Ref::Unset,
            State::Known(value) => match value.as_str() {
                None | Some("") => Ref::Unset,
                Some(name) => self.find(name, kinds, at.instance).map_or_else(|| Ref::Named(Text::from(name)), Ref::To),
            },
            State::Unknown => match self.written_reference(at, kinds) {
                Some(id) => Ref::To(id),
                None => match self.candidates(at, kinds).0.as_slice() {
                    [one] => Ref::To(*one),
                    several => Ref::OneOf(several.to_vec()),
                },
            },
        }
    }

    /// The resource with a name, id or ARN: in the account of the instance that names it where names are an account's.
    pub(super) fn find(&self, name: &str, kinds: &[&'static str], by: &Instance) -> Option<ResourceId> {
        if name.starts_with("arn:") {
            return self.by_arn.get(&Text::from(name)).copied().filter(|id| self.is_kind(*id, kinds));
        }
        let found: Vec<ResourceId> = kinds.iter().flat_map(|kind| self.named(kind, name)).copied().collect();
        let account = self.scope(by).account;
        // What has no ARN is in no account of AWS.
        let beyond = |id: &ResourceId| self.inventory.resource(*id).is_some_and(|r| r.arn.strip_prefix("arn:").is_none() && !r.arn.is_empty());
        let in_account = |id: &&ResourceId| self.inventory.resource(**id).is_some_and(|r| r.account == account);
        match found.as_slice() {
            [one]
                if account.literal().is_none()
                    || beyond(one)
                    || in_account(&one)
                    || self.inventory.resource(*one).is_some_and(|r| r.account.literal().is_none()) =>
            {
                Some(*one)
            }
            several => several.iter().find(in_account).copied(),
        }
    }

    pub(super) fn is_kind(&self, id: ResourceId, kinds: &[&'static str]) -> bool {
        self.inventory.resource(id).is_some_and(|r| kinds.contains(&r.kind))
    }

    /// Resources of these kinds that the configuration of an unknown attribute refers to, and whether it refers to something else that
    /// can't be followed. What the plan knows already can't be what makes the attribute unknown, so it is left out where others remain.
    fn candidates(&self, at: &At<'_>, kinds: &[&'static str]) -> (Vec<ResourceId>, bool) {
        let (targets, opaque) = self.sources.made_of(at).unwrap_or_else(|| {
            let referred = referred(self.world, at);
            (referred.targets, referred.opaque)
        });
        let mut unknown = Vec::new();
        let mut known = Vec::new();
        for (instance, attribute) in &targets {
            let Some(id) = self.resources.get(*instance).copied().flatten().filter(|id| self.is_kind(*id, kinds)) else { continue };
            let stated = attribute.as_ref().zip(self.world.instances.get(*instance)).is_some_and(|(a, i)| matches!(i.at(a).state(), State::Known(_)));
            let list = if stated { &mut known } else { &mut unknown };
            if !list.contains(&id) {
                list.push(id);
            }
        }
        (if unknown.is_empty() { known } else { unknown }, opaque)
    }

    /// Names of attributes that an attribute is made of, as its source or the plan's configuration says: whether they are in an input or not.
    pub(super) fn made_of(&self, at: &At<'_>) -> BTreeSet<String> {
        if let Some(names) = self.sources.names_in(at) {
            return names;
        }
        let listed = at.expression().and_then(|e| e.get("references")).and_then(serde_json::Value::as_array);
        let names = listed.into_iter().flatten().filter_map(serde_json::Value::as_str);
        // `random_password.app` stands beside `random_password.app.result`, and means no more.
        let modules: String = at.instance.address.modules.iter().map(|m| format!("{m:?}/")).collect();
        names.filter(|n| n.matches('.').count() >= 2).map(|n| format!("{modules}{n}")).collect()
    }

    /// The resource that a data source, whose name is known after apply, will read.
    pub(super) fn same_as(&self, name: &At<'_>, kind: &'static str) -> Option<ResourceId> {
        if name.state() != State::Unknown {
            return None;
        }
        match self.candidates(name, &[kind]).0.as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }

    /// Whether an attribute that is known after apply is configured to be null: were it anything else that is known, the plan would show it,
    /// and nothing that it refers to is unknown.
    pub(super) fn is_null(&self, at: &At<'_>) -> bool {
        let referred = referred(self.world, at);
        let known = |(instance, attribute): &(usize, Option<String>)| {
            let at = attribute.as_ref().zip(self.world.instances.get(*instance)).map(|(a, i)| i.at(a));
            at.is_some_and(|at| matches!(at.state(), State::Known(_)))
        };
        at.instance.created && referred.any && !referred.opaque && referred.targets.iter().all(known)
    }

    /// The resource an attribute refers to; one that is only named is added as *referenced*. Unknown references are a gap.
    pub(super) fn resource(&mut self, at: &At<'_>, kinds: &[&'static str]) -> Option<ResourceId> {
        match self.refer(at, kinds) {
            Ref::Unset => None,
            Ref::To(id) => Some(id),
            Ref::Named(name) => Some(self.referenced(kinds.first().copied().unwrap_or(""), &name, at)),
            Ref::OneOf(_) => {
                self.unknown_reference(at);
                None
            }
        }
    }

    /// The gap for a reference that can't be followed.
    pub(super) fn unknown_reference(&mut self, at: &At<'_>) {
        // Which call did not tell it is a gap of its own.
        if at.instance.place.is_some() {
            return;
        }
        let message = format!("what `{}` refers to is known after apply", at.name());
        self.gap(GapKind::UnknownReference, at, message, None, None);
    }

    /// The resources a list refers to; the flag says that there may be more.
    pub(super) fn resources(&mut self, at: &At<'_>, kinds: &[&'static str]) -> (Vec<ResourceId>, bool) {
        let mut out: Vec<ResourceId> = Vec::new();
        let mut add = |id: ResourceId| {
            if !out.contains(&id) {
                out.push(id);
            }
        };
        let mut open = false;
        if !at.is_whole()
            && let Some(ids) = self.written_references(at, kinds)
        {
            ids.into_iter().for_each(&mut add);
            return (out, open);
        }
        match at.state() {
            State::Unset => {}
            State::Unknown => {
                let (ids, opaque) = self.candidates(at, kinds);
                open = opaque || ids.is_empty();
                ids.into_iter().for_each(&mut add);
            }
            State::Known(value) if value.is_string() => self.resource(at, kinds).into_iter().for_each(&mut add),
            State::Known(_) => {
                let mut unknown = false;
                for item in at.items() {
                    match item.state() {
                        State::Unknown => unknown = true,
                        _ => self.resource(&item, kinds).into_iter().for_each(&mut add),
                    }
                }
                if unknown {
                    let (ids, opaque) = self.candidates(at, kinds);
                    open = opaque || ids.is_empty();
                    ids.into_iter().for_each(&mut add);
                }
            }
        }
        (out, open)
    }

    /// A resource that is known by its name, id or ARN only; made once.
    pub(super) fn referenced(&mut self, kind: &'static str, name: &Text, at: &At<'_>) -> ResourceId {
        let mut scope = self.scope(at.instance);
        let (arn, name) = if name.strip_prefix("arn:").is_some() {
            let short = name.literal().and_then(|n| n.rsplit(['/', ':']).next()).map_or_else(|| name.clone(), Text::from);
            (name.clone(), short)
        } else {
            let template = catalogue::makes_kind(kind).map_or("", |m| m.arn);
            let arn = self.fill(template, &scope, |_, variable| match variable {
                "path" => Text::from("/"),
                "random" => Text::from("??????"),
                "uuid" | "version" | "revision" | "balancer" => Text::from("*"),
                "slash_name" if name.strip_prefix("/").is_none() => Text::concat([&Text::from("/"), name]),
                _ => name.clone(),
            });
            (arn, name.clone())
        };
        let arn = if kind == "kms-key" { self.key_behind(&arn) } else { arn };
        if let Some(there) = self.by_arn.get(&arn) {
            return *there;
        }
        if let Ok(parsed) = Arn::parse(&arn) {
            if !parsed.account.is_empty() {
                scope.account = parsed.account;
            }
            scope.region = parsed.region;
        }
        let mut resource = Resource::new(kind, name.clone(), arn, scope.account, scope.region, at.origin());
        resource.origin.arn = resource.arn.literal().map(str::to_owned);
        resource.referenced = true;
        resource.tags.open = true;
        self.facets_of_referenced(&mut resource, at);
        let id = self.add(resource, None);
        if let Some(name) = name.literal() {
            self.also_named(kind, name, id);
        }
        id
    }

    /// The ARN of the key behind an alias: its id is a symbol. Other ARNs as they are.
    fn key_behind(&mut self, arn: &Text) -> Text {
        let Ok(parsed) = Arn::parse(arn) else { return arn.clone() };
        let resource = parsed.resource.strip_prefix("key/").unwrap_or_else(|| parsed.resource.clone());
        if resource.strip_prefix("alias/").is_none() {
            return arn.clone();
        }
        let alias = Arn { resource, ..parsed.clone() }.to_text();
        let name = format!("{}.key_id", self.inventory.render(&alias));
        let symbol = self.inventory.symbol(SymbolKind::Unique, &name, "only the key's alias is in the input");
        Arn { resource: Text::concat([&Text::from("key/"), &Text::symbol(symbol)]), ..parsed }.to_text()
    }

    /// What is known of something of which only the kind is.
    fn facets_of_referenced(&mut self, resource: &mut Resource, at: &At<'_>) {
        let principal = match resource.kind {
            "iam-role" => Some(PrincipalKind::Role),
            "iam-user" => Some(PrincipalKind::User),
            "iam-group" => Some(PrincipalKind::Group),
            _ => None,
        };
        // Nobody can act as a role that its account does not have.
        let gone = self.world.is_gone(at.instance.input, &resource.account);
        if let Some(kind) = principal.filter(|_| !gone) {
            let mut principal = Principal::new(kind);
            principal.attached.push(self.unseen_policy(PolicyKind::Identity, "policies", resource, at.origin()));
            if kind == PrincipalKind::Role {
                principal.trust = Some(self.unseen_policy(PolicyKind::Trust, "trust policy", resource, at.origin()));
            }
            resource.principal = Some(principal);
        }
        match resource.kind {
            "kms-key" => {
                resource.key = Some(Key { customer_managed: true, grants: Vec::new(), aliases: Vec::new(), rotation: Tri::Unknown });
                resource.resource_policy = ResourcePolicy::Unseen;
            }
            "azure-managed-identity" => resource.identity = Some(crate::model::Identity::default()),
            "vpc" => resource.network = Some(Network::Vpc(Vpc::default())),
            "subnet" => resource.network = Some(Network::Subnet(Subnet::default())),
            "security-group" => resource.network = Some(Network::SecurityGroup(SecurityGroup { open: true, ..SecurityGroup::default() })),
            kind if crate::aws::services::store(kind).is_some() => {
                resource.store = Some(Store::new(kind));
                resource.resource_policy = if link::has_resource_policy(kind) { ResourcePolicy::Unseen } else { ResourcePolicy::NotApplicable };
            }
            _ => {}
        }
    }

    /// A gap that says that something is named but not in any source.
    pub(super) fn not_in_input(&mut self, subject: String, message: String, origin: Origin, policy: Option<crate::policy::PolicyId>) {
        self.inventory.gaps.push(Gap { kind: GapKind::NotInInput, subject, message, origin, resource: None, policy });
    }
}
