//! S3: buckets, and what the provider's version 4 and later split off them.

use super::super::build::Builder;
use super::super::catalogue::{Type, adds, makes};
use super::super::instance::{At, Instance, State};
use super::data_services::no_policy;
use super::machine::switch;
use crate::aws::SymbolKind;
use crate::model::{Encryption, GapKind, ResourceId, ResourcePolicy, Store, Tri};
use crate::policy::PolicyKind;

const BUCKET: &str = "arn:{partition}:s3:::{bucket}";

pub(super) const TYPES: &[Type] = &[
    makes("aws_s3_bucket", "s3-bucket", "bucket", BUCKET, bucket),
    makes("data.aws_s3_bucket", "s3-bucket", "bucket", BUCKET, seen_bucket),
    makes(
        "aws_s3_directory_bucket",
        "s3-directory-bucket",
        "bucket",
        "arn:{partition}:s3express:{region}:{account}:bucket/{bucket}",
        directory_bucket,
    ),
    adds("aws_s3_bucket_policy", policy),
    adds("aws_s3_bucket_public_access_block", public_access_block),
    adds("aws_s3_account_public_access_block", account_public_access_block),
    adds("aws_s3_bucket_server_side_encryption_configuration", encryption),
    adds("aws_s3_bucket_versioning", versioning),
    adds("aws_s3_bucket_ownership_controls", ownership),
    adds("aws_s3_bucket_acl", separate_acl),
    adds("aws_s3_bucket_logging", |_, _| {}),
    adds("aws_s3_bucket_inventory", |_, _| {}),
    adds("aws_s3_bucket_lifecycle_configuration", |b, i| {
        let known = expires(&i.at("rule"));
        if let Some(bucket) = b.resource(&i.at("bucket"), &["s3-bucket"]) {
            b.edit(bucket, |r| r.switches.extend([("expires", known)]));
        }
    }),
    adds("aws_s3_bucket_replication_configuration", |b, i| replication(b, &i.at("rule"))),
    adds("aws_s3_bucket_website_configuration", |_, _| {}),
];

fn bucket(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let mut store = Store::new("s3-bucket");
    // "Default settings for new S3 buckets FAQ": Block Public Access since April 2023; encrypted with SSE-S3 since January 2023.
    if i.created && !i.existed {
        store.block_public_policy = Tri::Yes;
        store.restrict_public_buckets = Tri::Yes;
    }
    let rule = i.at("server_side_encryption_configuration");
    store.encryption = b.bucket_encryption(&rule.within("rule"), &rule);
    let versioning = i.at("versioning");
    store.versioned = match versioning.state() {
        State::Unset if i.created => Tri::No,
        State::Unset => Tri::Unknown,
        _ => versioning.within("enabled").bool(Tri::No),
    };
    let policy = i.at("policy");
    let none = no_policy(i);
    let policy = if b.has_separate(i, "aws_s3_bucket_policy") { none } else { b.resource_policy(&policy, id, none) };
    acl(b, id, &i.at("acl"), &i.at("grant"));
    replication(b, &i.at("replication_configuration"));
    // "Controlling ownership of objects": access control lists are off for new buckets since April 2023.
    if i.created && !i.existed {
        switch(b, id, "acls", Tri::No);
    }
    let lifecycle = if i.address.data || i.lacks("lifecycle_rule") { Tri::Unknown } else { expires(&i.at("lifecycle_rule")) };
    b.edit(id, |r| {
        r.store = Some(store);
        r.resource_policy = policy;
        r.switches.insert("expires", lifecycle);
    });
}

/// `BucketOwnerEnforced` turns access control lists off.
fn ownership(b: &mut Builder<'_>, i: &Instance) {
    let Some(bucket) = b.resource(&i.at("bucket"), &["s3-bucket"]) else { return };
    let on = match i.at("rule").within("object_ownership").str() {
        Some("BucketOwnerEnforced") => Tri::No,
        Some(_) => Tri::Yes,
        None => Tri::Unknown,
    };
    switch(b, bucket, "acls", on);
}

fn seen_bucket(b: &mut Builder<'_>, _: &Instance, id: ResourceId) {
    b.edit(id, |r| {
        r.store = Some(Store::new("s3-bucket"));
        r.resource_policy = ResourcePolicy::Unseen;
    });
}

fn directory_bucket(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let policy = no_policy(i);
    // Directory buckets are never public.
    let store = Store {
        block_public_policy: Tri::Yes,
        restrict_public_buckets: Tri::Yes,
        encryption: Encryption::ServiceManaged,
        ..Store::new("s3-directory-bucket")
    };
    b.edit(id, |r| {
        r.store = Some(store);
        r.resource_policy = policy;
    });
}

fn policy(b: &mut Builder<'_>, i: &Instance) {
    let Some(bucket) = b.resource(&i.at("bucket"), &["s3-bucket", "s3-directory-bucket"]) else { return };
    let Some(policy) = b.policy(&i.at("policy"), PolicyKind::Resource, "policy", Some(bucket)) else { return };
    b.edit(bucket, |r| r.resource_policy = ResourcePolicy::Policy(policy));
}

/// Changes the store of the bucket that a part names.
fn change(b: &mut Builder<'_>, i: &Instance, change: impl FnOnce(&mut Builder<'_>, &mut Store)) {
    let Some(bucket) = b.resource(&i.at("bucket"), &["s3-bucket"]) else { return };
    let Some(mut store) = b.inventory.resource(bucket).and_then(|r| r.store.clone()) else { return };
    change(b, &mut store);
    b.edit(bucket, |r| r.store = Some(store));
}

fn public_access_block(b: &mut Builder<'_>, i: &Instance) {
    change(b, i, |_, store| {
        store.block_public_policy = i.at("block_public_policy").bool(Tri::No);
        store.restrict_public_buckets = i.at("restrict_public_buckets").bool(Tri::No);
    });
}

/// What the account blocks, no bucket can open.
fn account_public_access_block(b: &mut Builder<'_>, i: &Instance) {
    let account = b.scope(i).account;
    let block = i.at("block_public_policy").bool(Tri::No) == Tri::Yes;
    let restrict = i.at("restrict_public_buckets").bool(Tri::No) == Tri::Yes;
    for resource in b.inventory.resources.iter_mut().filter(|r| r.kind == "s3-bucket" && r.account == account) {
        if let Some(store) = &mut resource.store {
            if block {
                store.block_public_policy = Tri::Yes;
            }
            if restrict {
                store.restrict_public_buckets = Tri::Yes;
            }
        }
    }
}

fn encryption(b: &mut Builder<'_>, i: &Instance) {
    change(b, i, |b, store| store.encryption = b.bucket_encryption(&i.at("rule"), &i.at("rule")));
}

fn versioning(b: &mut Builder<'_>, i: &Instance) {
    let status = i.at("versioning_configuration").within("status");
    let versioned = match (status.state(), status.str()) {
        (State::Unknown, _) => Tri::Unknown,
        (_, Some("Enabled")) => Tri::Yes,
        _ => Tri::No,
    };
    change(b, i, |_, store| store.versioned = versioned);
}

fn separate_acl(b: &mut Builder<'_>, i: &Instance) {
    if let Some(bucket) = b.resource(&i.at("bucket"), &["s3-bucket"]) {
        acl(b, bucket, &i.at("acl"), &i.at("access_control_policy").within("grant"));
    }
}

/// Access control lists that name others than the owner are not followed: what they open stays open.
fn acl(b: &mut Builder<'_>, bucket: ResourceId, canned: &At<'_>, grants: &At<'_>) {
    // "Access control list (ACL) overview", canned ACLs: these two name the owner alone.
    let opens = canned.str().filter(|acl| acl.starts_with("public-") || matches!(*acl, "authenticated-read" | "aws-exec-read"));
    // A grant to a group, or to a canonical user that may be another's.
    let granted =
        grants.items().iter().any(|g| g.get("uri").str().is_some() || g.within("grantee").get("type").str().is_some_and(|t| t != "CanonicalUser"));
    if let Some(acl) = opens.map(str::to_owned).or_else(|| granted.then(|| "grants to others".to_owned())) {
        switch(b, bucket, "acl-grants", Tri::Yes);
        b.gap(GapKind::UnknownValue, canned, format!("access control lists are not modelled: `{}` is `{acl}`", canned.name()), Some(bucket), None);
    }
}

fn replication(b: &mut Builder<'_>, at: &At<'_>) {
    if at.block().is_some() || at.state() == State::Unknown {
        b.gap(GapKind::UnmodelledType, at, format!("replication is not modelled: `{}` copies objects elsewhere", at.name()), None, None);
    }
}

impl Builder<'_> {
    /// The default encryption of a bucket; `whole` is the block that holds the rules.
    fn bucket_encryption(&mut self, rule: &At<'_>, whole: &At<'_>) -> Encryption {
        if whole.state() == State::Unknown || rule.state() == State::Unknown {
            return Encryption::Unknown(Some(self.symbol_of(whole, SymbolKind::Any, whole.why())));
        }
        let default = rule.within("apply_server_side_encryption_by_default");
        match default.within("sse_algorithm").str() {
            Some("aws:kms" | "aws:kms:dsse") => self.encryption(&default.within("kms_master_key_id"), Encryption::ServiceManaged),
            Some(_) => Encryption::ServiceManaged,
            None if default.within("sse_algorithm").state() == State::Unknown => Encryption::Unknown(None),
            None => Encryption::ServiceManaged,
        }
    }
}

/// Whether rules of a lifecycle delete objects after some time.
fn expires(rules: &At<'_>) -> Tri {
    if matches!(rules.state(), State::Unknown) || !rules.is_whole() {
        return Tri::Unknown;
    }
    let on = |rule: &At<'_>| rule.get("status").str() != Some("Disabled") && rule.get("enabled").bool(Tri::Yes) != Tri::No;
    let some = rules.items().iter().any(|rule| on(rule) && rule.get("expiration").block().is_some());
    if some { Tri::Yes } else { Tri::No }
}
