//! KMS: keys, their policies, aliases and grants; and how other services' stores are encrypted.

use super::super::build::Builder;
use super::super::catalogue::{Type, adds, makes};
use super::super::find::Ref;
use super::super::instance::{At, Instance, State};
use super::super::policies::{document, object, string};
use crate::aws::{SymbolKind, Text};
use crate::model::{Encryption, Key, KeyGrant, ResourceId, ResourcePolicy, Tri};
use crate::policy::{PolicyId, PolicyKind};

const KEY: &str = "arn:{partition}:kms:{region}:{account}:key/{key_id}";
const ALIAS: &str = "arn:{partition}:kms:{region}:{account}:{name}";

pub(super) const TYPES: &[Type] = &[
    makes("aws_kms_key", "kms-key", "key_id", KEY, key),
    makes("aws_kms_external_key", "kms-key", "id", "arn:{partition}:kms:{region}:{account}:key/{id}", key),
    makes("aws_kms_replica_key", "kms-key", "key_id", KEY, key),
    makes("aws_kms_replica_external_key", "kms-key", "key_id", KEY, key),
    makes("data.aws_kms_key", "kms-key", "key_id", KEY, seen_key),
    makes("aws_kms_alias", "kms-alias", "name", ALIAS, alias),
    makes("data.aws_kms_alias", "kms-alias", "name", ALIAS, seen_alias),
    adds("aws_kms_key_policy", key_policy),
    adds("aws_kms_grant", grant),
    adds("aws_kms_ciphertext", |_, _| {}),
];

fn key(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let policy = i.at("policy");
    let stated = if b.has_separate(i, "aws_kms_key_policy") { None } else { b.policy(&policy, PolicyKind::Resource, "key policy", Some(id)) };
    let policy = match stated {
        Some(policy) => ResourcePolicy::Policy(policy),
        None if i.lacks("policy") => ResourcePolicy::Unseen,
        None => ResourcePolicy::Policy(b.default_key_policy(i)),
    };
    let rotation = i.at("enable_key_rotation").bool(if i.place.is_some() { Tri::Unknown } else { Tri::No });
    let customer_managed = i.str("key_manager") != Some("AWS");
    b.edit(id, |r| {
        r.resource_policy = policy;
        r.key = Some(Key { customer_managed, grants: Vec::new(), aliases: Vec::new(), rotation });
    });
}

fn seen_key(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let asked = i.str("key_id").unwrap_or("");
    let customer_managed = i.str("key_manager") != Some("AWS") && !asked.contains("alias/aws/");
    b.edit(id, |r| {
        r.resource_policy = ResourcePolicy::Unseen;
        r.key = Some(Key { customer_managed, grants: Vec::new(), aliases: Vec::new(), rotation: Tri::Unknown });
    });
    if asked.starts_with("alias/") {
        b.also_named("kms-key", asked, id);
    }
}

fn alias(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    if let Some(key) = b.resource(&i.at("target_key_id"), &["kms-key"]) {
        b.is_alias(i, id, key);
    }
}

fn seen_alias(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    if i.str("name").is_some_and(|name| name.starts_with("alias/aws/")) {
        return;
    }
    if let Some(key) = b.resource(&i.at("target_key_arn"), &["kms-key"]) {
        b.is_alias(i, id, key);
    }
}

fn key_policy(b: &mut Builder<'_>, i: &Instance) {
    let Some(key) = b.resource(&i.at("key_id"), &["kms-key"]) else { return };
    let Some(policy) = b.policy(&i.at("policy"), PolicyKind::Resource, "key policy", Some(key)) else { return };
    b.edit(key, |r| r.resource_policy = ResourcePolicy::Policy(policy));
}

fn grant(b: &mut Builder<'_>, i: &Instance) {
    let Some(key) = b.resource(&i.at("key_id"), &["kms-key"]) else { return };
    let grantee = b.arn_of(&i.at("grantee_principal"), &["iam-role", "iam-user"]);
    let (operations, _) = b.texts(&i.at("operations"));
    let constrained = i.at("constraints").block().is_some();
    b.edit(key, |r| {
        if let Some(key) = &mut r.key {
            key.grants.push(KeyGrant { grantee, operations, constrained });
        }
    });
}

impl Builder<'_> {
    fn is_alias(&mut self, i: &Instance, alias: ResourceId, key: ResourceId) {
        let name = self.assigned(&i.at("name"));
        if let Some(known) = name.literal() {
            self.also_named("kms-key", known, key);
        }
        if let Some(arn) = self.inventory.resource(alias).map(|r| r.arn.clone()) {
            self.by_arn.insert(arn, key);
        }
        self.edit(key, |r| {
            if let Some(key) = &mut r.key {
                key.aliases.push(name);
            }
        });
        self.aliases.insert(alias, key);
    }

    /// "Default key policy", AWS KMS Developer Guide: the account, and through it its IAM policies.
    fn default_key_policy(&mut self, i: &Instance) -> PolicyId {
        let scope = self.scope(i);
        let root = self.fill("arn:{partition}:iam::{account}:root", &scope, |_, _| Text::new());
        let statement = object(vec![
            ("Sid", string("Enable IAM User Permissions")),
            ("Effect", string("Allow")),
            ("Principal", object(vec![("AWS", string(root))])),
            ("Action", string("kms:*")),
            ("Resource", string("*")),
        ]);
        self.builtin_policy(&document(vec![statement]), PolicyKind::Resource, format!("{} default key policy", i.shown), i.origin())
    }

    /// The ARN of what an attribute names; its own text when that is not a resource of the input.
    pub(super) fn arn_of(&mut self, at: &At<'_>, kinds: &[&'static str]) -> Text {
        match self.refer(at, kinds) {
            Ref::To(id) => self.inventory.resource(id).map(|r| r.arn.clone()).unwrap_or_default(),
            Ref::Named(text) => text,
            Ref::Unset => Text::new(),
            Ref::OneOf(_) => self.symbol(at, SymbolKind::Any, at.why()),
        }
    }

    /// How a store is encrypted, from the attribute that names its key; `unset` is what AWS does without one.
    pub(super) fn encryption(&mut self, at: &At<'_>, unset: Encryption) -> Encryption {
        if at.str().is_some_and(|key| key.starts_with("alias/aws/") || key.contains(":alias/aws/")) {
            return Encryption::ServiceManaged;
        }
        match self.refer(at, &["kms-key", "kms-alias"]) {
            Ref::Unset => unset,
            Ref::To(id) => self.key(id),
            Ref::Named(name) => Encryption::Key(self.referenced("kms-key", &name, at)),
            Ref::OneOf(_) => Encryption::Unknown(Some(self.symbol_of(at, SymbolKind::Any, at.why()))),
        }
    }

    fn key(&self, id: ResourceId) -> Encryption {
        let id = self.aliases.get(&id).copied().unwrap_or(id);
        match self.inventory.resource(id) {
            Some(r) if r.kind == "kms-alias" => Encryption::ServiceManaged,
            Some(r) if r.key.as_ref().is_some_and(|k| !k.customer_managed) => Encryption::ServiceManaged,
            _ => Encryption::Key(id),
        }
    }

    /// Encryption that a flag switches on, with the key that another attribute names.
    pub(super) fn encryption_if(&mut self, flag: &At<'_>, unset: Tri, key: &At<'_>) -> Encryption {
        match flag.bool(unset) {
            Tri::Yes => self.encryption(key, Encryption::ServiceManaged),
            Tri::No => Encryption::None,
            Tri::Unknown if key.state() == State::Unset => Encryption::Unknown(Some(self.symbol_of(flag, SymbolKind::Any, flag.why()))),
            Tri::Unknown => self.encryption(key, Encryption::Unknown(None)),
        }
    }
}
