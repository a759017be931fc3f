//! IAM: roles, users, groups, managed policies, instance profiles, identity providers.

use super::super::build::Builder;
use super::super::catalogue::{Type, makes};
use super::super::find::Ref;
use super::super::instance::{At, Instance, State};
use crate::aws::Text;
use crate::model::{Built, InstanceProfile, Principal, PrincipalKind, Provider, ResourceId};
use crate::policy::{PolicyId, PolicyKind};

pub(super) const TYPES: &[Type] = &[
    makes("aws_iam_role", "iam-role", "name", "arn:{partition}:iam::{account}:role{path}{name}", role),
    makes("data.aws_iam_role", "iam-role", "name", "arn:{partition}:iam::{account}:role{path}{name}", seen_role),
    makes("aws_iam_user", "iam-user", "name", "arn:{partition}:iam::{account}:user{path}{name}", user),
    makes("data.aws_iam_user", "iam-user", "user_name", "arn:{partition}:iam::{account}:user{path}{user_name}", seen_user),
    makes("aws_iam_group", "iam-group", "name", "arn:{partition}:iam::{account}:group{path}{name}", group),
    makes("data.aws_iam_group", "iam-group", "group_name", "arn:{partition}:iam::{account}:group{path}{group_name}", seen_group),
    makes("aws_iam_policy", "iam-policy", "name", "arn:{partition}:iam::{account}:policy{path}{name}", policy),
    makes("data.aws_iam_policy", "iam-policy", "name", "arn:{partition}:iam::{account}:policy{path}{name}", seen_policy),
    makes("aws_iam_instance_profile", "instance-profile", "name", "arn:{partition}:iam::{account}:instance-profile{path}{name}", instance_profile),
    makes("data.aws_iam_instance_profile", "instance-profile", "name", "arn:{partition}:iam::{account}:instance-profile{path}{name}", seen_profile),
    makes("aws_iam_openid_connect_provider", "oidc-provider", "url", "arn:{partition}:iam::{account}:oidc-provider/{issuer}", oidc),
    makes("data.aws_iam_openid_connect_provider", "oidc-provider", "url", "arn:{partition}:iam::{account}:oidc-provider/{issuer}", oidc),
    makes("aws_iam_saml_provider", "saml-provider", "name", "arn:{partition}:iam::{account}:saml-provider/{name}", saml),
    makes("data.aws_iam_saml_provider", "saml-provider", "name", "arn:{partition}:iam::{account}:saml-provider/{name}", saml),
];

fn role(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let mut principal = Principal::new(PrincipalKind::Role);
    principal.trust = b.policy(&i.at("assume_role_policy"), PolicyKind::Trust, "trust policy", Some(id));
    principal.boundary = b.boundary(&i.at("permissions_boundary"));
    if i.at("max_session_duration").state() != State::Unknown {
        b.edit(id, |r| r.switches.extend([("session-length-told", crate::model::Tri::Yes)]));
    }
    principal.max_session = i.at("max_session_duration").int().and_then(|n| u32::try_from(n).ok());
    principal.inline = b.inline_blocks(i, id);
    let arns = i.at("managed_policy_arns");
    match arns.state() {
        State::Unset => {}
        State::Unknown => principal.attached.extend(b.managed_policy(&arns)),
        State::Known(_) => {
            let name = i.str("name").unwrap_or("");
            for arn in arns.items() {
                // Those attached by resources of their own are read, or gone, with them.
                if arn.str().is_some_and(|arn| b.is_separate(i, "aws_iam_role_policy_attachment", &format!("{name}:{arn}"))) {
                    continue;
                }
                let policy = b.managed_policy(&arn);
                principal.attached.extend(policy.filter(|p| !principal.attached.contains(p)));
            }
        }
    }
    b.edit(id, |r| r.principal = Some(principal));
}

fn user(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let mut principal = Principal::new(PrincipalKind::User);
    principal.boundary = b.boundary(&i.at("permissions_boundary"));
    b.edit(id, |r| r.principal = Some(principal));
}

fn group(b: &mut Builder<'_>, _: &Instance, id: ResourceId) {
    b.edit(id, |r| r.principal = Some(Principal::new(PrincipalKind::Group)));
}

/// A principal that a data source read: its own policies are not shown.
fn seen(b: &mut Builder<'_>, i: &Instance, id: ResourceId, kind: PrincipalKind) -> Principal {
    let mut principal = Principal::new(kind);
    principal.boundary = b.boundary(&i.at("permissions_boundary"));
    if let Some(resource) = b.inventory.resource(id).cloned() {
        principal.attached.push(b.unseen_policy(PolicyKind::Identity, "policies", &resource, i.origin()));
    }
    principal
}

fn seen_role(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let mut principal = seen(b, i, id, PrincipalKind::Role);
    principal.trust = b.policy(&i.at("assume_role_policy"), PolicyKind::Trust, "trust policy", Some(id));
    if let Some(trust) = principal.trust {
        b.not_counted(trust, "data.aws_iam_role");
    }
    principal.max_session = i.at("max_session_duration").int().and_then(|n| u32::try_from(n).ok());
    b.edit(id, |r| r.principal = Some(principal));
}

fn seen_user(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let principal = seen(b, i, id, PrincipalKind::User);
    b.edit(id, |r| r.principal = Some(principal));
}

fn seen_group(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let principal = seen(b, i, id, PrincipalKind::Group);
    b.edit(id, |r| r.principal = Some(principal));
}

fn policy(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let Some(policy) = b.policy(&i.at("policy"), PolicyKind::Identity, "policy", Some(id)) else { return };
    b.is_managed_policy(id, policy);
    // A policy that the plan creates has one version.
    if i.created && !i.existed {
        b.has_versions(policy, Vec::new());
    }
    let others = i.at("other_versions");
    if matches!(others.state(), State::Known(_)) {
        let others = others.items();
        let others = others.iter().filter_map(|version| b.policy(version, PolicyKind::Identity, "other version", Some(id))).collect();
        b.has_versions(policy, others);
    }
}

fn seen_policy(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let Some(policy) = b.policy(&i.at("policy"), PolicyKind::Identity, "policy", Some(id)) else { return };
    b.not_counted(policy, "data.aws_iam_policy");
    b.is_managed_policy(id, policy);
}

fn instance_profile(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let role = b.resource(&i.at("role"), &["iam-role"]);
    let role = role.or_else(|| b.resources(&i.at("roles"), &["iam-role"]).0.first().copied());
    b.edit(id, |r| r.instance_profile = Some(InstanceProfile { role }));
}

fn seen_profile(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let role = b.resource(&i.at("role_arn"), &["iam-role"]);
    b.edit(id, |r| r.instance_profile = Some(InstanceProfile { role }));
}

fn oidc(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let issuer = b.issuer(i);
    let (audiences, _) = b.texts(&i.at("client_id_list"));
    let cluster = b.cluster_of_issuer(&i.at("url"));
    b.edit(id, |r| {
        r.name = issuer.clone();
        r.provider = Some(Provider { issuer, audiences, cluster });
    });
}

fn saml(b: &mut Builder<'_>, _: &Instance, id: ResourceId) {
    b.edit(id, |r| r.provider = Some(Provider { issuer: Text::new(), audiences: Vec::new(), cluster: None }));
}

impl Builder<'_> {
    /// The issuer of an OIDC provider: its URL without the scheme.
    pub(in super::super) fn issuer(&mut self, i: &Instance) -> Text {
        let url = self.assigned(&i.at("url"));
        url.strip_prefix("https://").unwrap_or(url)
    }

    /// A permissions boundary: a managed policy, used as a boundary.
    fn boundary(&mut self, at: &At<'_>) -> Option<PolicyId> {
        self.managed_policy(at)
    }

    /// The `inline_policy` blocks of a role, but those that are resources of their own in the same source.
    fn inline_blocks(&mut self, i: &Instance, id: ResourceId) -> Vec<PolicyId> {
        let blocks = i.at("inline_policy");
        match blocks.state() {
            State::Unset => Vec::new(),
            State::Unknown => self.policy(&blocks, PolicyKind::Identity, "inline policies", Some(id)).into_iter().collect(),
            State::Known(_) => {
                let role = i.str("name").unwrap_or("");
                let own = |block: &At<'_>| {
                    block.get("name").str().is_none_or(|name| !self.is_separate(i, "aws_iam_role_policy", &format!("{role}:{name}")))
                };
                let blocks: Vec<At<'_>> = blocks.items().into_iter().filter(own).collect();
                blocks.iter().filter_map(|block| self.policy(&block.get("policy"), PolicyKind::Identity, "inline policy", Some(id))).collect()
            }
        }
    }

    /// Makes a policy the text of a managed policy's resource.
    fn is_managed_policy(&mut self, id: ResourceId, policy: PolicyId) {
        if let Some(arn) = self.inventory.resource(id).map(|r| r.arn.clone()) {
            self.give_arn(policy, &arn);
        }
        self.policies.insert(id, policy);
    }

    /// Marks a policy as no attribute of the input's own.
    fn not_counted(&mut self, policy: PolicyId, from: &'static str) {
        if let Some(policy) = self.inventory.policies.get_mut(policy.0 as usize)
            && policy.built == Built::Known
        {
            policy.built = Built::Derived(from);
        }
    }

    /// Tells the versions of a managed policy besides its default one.
    fn has_versions(&mut self, policy: PolicyId, others: Vec<PolicyId>) {
        if let Some(policy) = self.inventory.policies.get_mut(policy.0 as usize) {
            policy.other_versions = Some(others);
        }
    }

    /// The principals an attribute names; several when it may be any of them, with `true`.
    pub(super) fn principals(&mut self, at: &At<'_>, kind: &'static str) -> (Vec<ResourceId>, bool) {
        match self.refer(at, &[kind]) {
            Ref::Unset => (Vec::new(), false),
            Ref::To(id) => (vec![id], false),
            Ref::Named(name) => (vec![self.referenced(kind, &name, at)], false),
            Ref::OneOf(several) => {
                self.unknown_reference(at);
                (several, true)
            }
        }
    }
}
