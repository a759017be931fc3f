//! IAM: what ties policies to principals, and users to groups.

use super::super::build::Builder;
use super::super::catalogue::{Type, adds};
use super::super::instance::{At, Instance, State};
use super::machine::switch;
use crate::model::{GapKind, Principal, ResourceId, Tri};
use crate::policy::{PolicyId, PolicyKind};

pub(super) const TYPES: &[Type] = &[
    adds("aws_iam_role_policy", |b, i| inline(b, i, "role", "iam-role")),
    adds("aws_iam_user_policy", |b, i| inline(b, i, "user", "iam-user")),
    adds("aws_iam_group_policy", |b, i| inline(b, i, "group", "iam-group")),
    adds("aws_iam_role_policy_attachment", |b, i| attach(b, &i.at("role"), "iam-role", &i.at("policy_arn"))),
    adds("aws_iam_user_policy_attachment", |b, i| attach(b, &i.at("user"), "iam-user", &i.at("policy_arn"))),
    adds("aws_iam_group_policy_attachment", |b, i| attach(b, &i.at("group"), "iam-group", &i.at("policy_arn"))),
    // "aws_iam_policy_attachment" detaches the policy from all others when applied; those it does not name are not seen here.
    adds("aws_iam_policy_attachment", |b, i| {
        for (attribute, kind) in [("roles", "iam-role"), ("users", "iam-user"), ("groups", "iam-group")] {
            attach(b, &i.at(attribute), kind, &i.at("policy_arn"));
        }
    }),
    adds("aws_iam_role_policy_attachments_exclusive", |b, i| exclusive(b, i, "role_name", "iam-role")),
    adds("aws_iam_user_policy_attachments_exclusive", |b, i| exclusive(b, i, "user_name", "iam-user")),
    adds("aws_iam_group_policy_attachments_exclusive", |b, i| exclusive(b, i, "group_name", "iam-group")),
    adds("aws_iam_role_policies_exclusive", |_, _| {}),
    adds("aws_iam_user_policies_exclusive", |_, _| {}),
    adds("aws_iam_group_policies_exclusive", |_, _| {}),
    adds("aws_iam_user_group_membership", |b, i| member(b, &i.at("user"), &i.at("groups"))),
    adds("aws_iam_group_membership", |b, i| member(b, &i.at("users"), &i.at("group"))),
    adds("aws_iam_access_key", access_key),
    adds("aws_iam_service_linked_role", |_, _| {}),
];

/// A user has two access keys at most: the second one leaves no room.
fn access_key(b: &mut Builder<'_>, i: &Instance) {
    let Some(user) = b.resource(&i.at("user"), &["iam-user"]) else { return };
    let first = b.inventory.resource(user).is_some_and(|r| !r.switches.contains_key("two-access-keys"));
    switch(b, user, "two-access-keys", if first { Tri::No } else { Tri::Yes });
}

/// Changes a principal.
fn change(b: &mut Builder<'_>, id: ResourceId, change: impl FnOnce(&mut Principal)) {
    b.edit(id, |r| {
        if let Some(principal) = &mut r.principal {
            change(principal);
        }
    });
}

fn inline(b: &mut Builder<'_>, i: &Instance, attribute: &str, kind: &'static str) {
    let (holders, unsure) = b.principals(&i.at(attribute), kind);
    let Some(policy) = b.policy(&i.at("policy"), PolicyKind::Identity, "policy", holders.first().copied()) else { return };
    let policy = if unsure { b.perhaps(policy, &i.at(attribute)) } else { policy };
    for holder in holders {
        change(b, holder, |p| p.inline.push(policy));
    }
}

/// Attaches the policy that `policy` names to the principal, or the principals of the list, that `holder` names.
fn attach(b: &mut Builder<'_>, holder: &At<'_>, kind: &'static str, policy: &At<'_>) {
    let (holders, unsure) = named(b, holder, kind);
    if holders.is_empty() {
        return;
    }
    let Some(policy) = b.managed_policy(policy) else { return };
    let policy = if unsure { b.perhaps(policy, holder) } else { policy };
    for id in holders {
        change(b, id, |p| {
            if !p.attached.contains(&policy) {
                p.attached.push(policy);
            }
        });
    }
}

/// The principals of a scalar or a list.
fn named(b: &mut Builder<'_>, at: &At<'_>, kind: &'static str) -> (Vec<ResourceId>, bool) {
    match at.state() {
        State::Known(value) if value.is_array() => {
            let (ids, open) = b.resources(at, &[kind]);
            if open {
                b.unknown_reference(at);
            }
            (ids, false)
        }
        _ => b.principals(at, kind),
    }
}

/// Exactly these managed policies; the apply attaches those that are missing.
fn exclusive(b: &mut Builder<'_>, i: &Instance, attribute: &str, kind: &'static str) {
    let arns = i.at("policy_arns");
    match arns.state() {
        State::Unset => {}
        State::Unknown => attach(b, &i.at(attribute), kind, &arns),
        State::Known(_) => arns.items().iter().for_each(|arn| attach(b, &i.at(attribute), kind, arn)),
    }
}

fn member(b: &mut Builder<'_>, users: &At<'_>, groups: &At<'_>) {
    let (users, unsure_user) = named(b, users, "iam-user");
    let (ids, unsure_group) = named(b, groups, "iam-group");
    if unsure_user || unsure_group {
        let message = "who is in which group is known after apply".to_owned();
        b.gap(GapKind::UnknownReference, groups, message, None, None);
        return;
    }
    for user in users {
        for group in &ids {
            change(b, user, |p| {
                if !p.groups.contains(group) {
                    p.groups.push(*group);
                }
            });
        }
    }
}

impl Builder<'_> {
    /// A policy of unknown text that stands for one that may or may not be on a principal.
    fn perhaps(&mut self, policy: PolicyId, holder: &At<'_>) -> PolicyId {
        let name = self.inventory.policy(policy).map_or_else(String::new, |p| p.name.clone());
        self.unknown_holder(&format!("{name} (perhaps)"), holder)
    }
}
