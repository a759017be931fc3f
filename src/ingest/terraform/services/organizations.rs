//! AWS Organizations: service control policies and resource control policies, and which accounts they bind.
//!
//! Sources: "SCP evaluation", "Resource control policies", AWS Organizations User Guide: a policy on a root or unit binds every account below it,
//! never the management account; `FullAWSAccess` is attached everywhere until somebody detaches it.

use super::super::build::Builder;
use super::super::catalogue::{Type, adds, makes};
use super::super::find::Ref;
use super::super::instance::{At, Instance};
use super::super::policies::{document, object, string};
use crate::aws::Text;
use crate::model::{ControlLevel, Controls, Origin, Resource, ResourceId};
use crate::policy::{Effect, PolicyId, PolicyKind};

pub(super) const TYPES: &[Type] = &[
    makes("aws_organizations_policy", POLICY, "name", "arn:{partition}:organizations::{account}:policy/{id}", policy),
    makes("aws_organizations_account", ACCOUNT, "name", "arn:{partition}:organizations::{account}:account/{id}", member),
    makes("aws_organizations_organizational_unit", UNIT, "name", "arn:{partition}:organizations::{account}:ou/{id}", member),
    makes("aws_organizations_organization", ORGANIZATION, "id", "arn:{partition}:organizations::{account}:organization/{id}", organization),
    adds("aws_organizations_policy_attachment", attachment),
];

const POLICY: &str = "organizations-policy";
const ACCOUNT: &str = "organizations-account";
const UNIT: &str = "organizations-unit";
const ORGANIZATION: &str = "organization";
const FULL: &str = "p-FullAWSAccess";

/// What is read of an organization until its accounts are known.
#[derive(Debug, Default)]
pub(in super::super) struct Organization {
    attached: Vec<(Target, PolicyId)>,
    /// What accounts and units are in.
    parents: Vec<(ResourceId, Target)>,
    management: Option<String>,
    full: Option<PolicyId>,
}

/// What a policy is attached to.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Target {
    Root,
    /// A unit, by id or by what makes it.
    Unit(Result<ResourceId, String>),
    /// An account, by id or by what makes it.
    Account(Result<ResourceId, String>),
    Unknown,
}

fn policy(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let kind = match i.str("type") {
        None | Some("SERVICE_CONTROL_POLICY") => PolicyKind::Scp,
        Some("RESOURCE_CONTROL_POLICY") => PolicyKind::Rcp,
        Some(_) => return,
    };
    if let Some(policy) = b.policy(&i.at("content"), kind, "policy", Some(id)) {
        b.policies.insert(id, policy);
    } else if i.lacks("content") {
        let policy = b.unread_policy(kind, format!("{} policy", i.shown), "its text is not in the snapshot".into(), &i.at("content"));
        b.policies.insert(id, policy);
    }
}

fn member(b: &mut Builder<'_>, i: &Instance, id: ResourceId) {
    let parent = target(b, &i.at("parent_id"));
    b.organization.parents.push((id, parent));
}

fn organization(b: &mut Builder<'_>, i: &Instance, _: ResourceId) {
    b.organization.management = i.str("master_account_id").map(str::to_owned);
}

fn attachment(b: &mut Builder<'_>, i: &Instance) {
    let policy = i.at("policy_id");
    let policy = match b.refer(&policy, &[POLICY]) {
        Ref::Unset => return,
        // A policy of another type grants and limits nothing.
        Ref::To(id) => match b.policies.get(&id) {
            Some(policy) => *policy,
            None => return,
        },
        Ref::Named(name) if name.literal() == Some(FULL) => full(b),
        Ref::Named(name) => match b.named(POLICY, name.literal().unwrap_or_default()) {
            [one] => match b.policies.get(one) {
                Some(policy) => *policy,
                None => return,
            },
            _ => b.unread_policy(PolicyKind::Scp, b.inventory.render(&name), "it is attached, but not in the input".into(), &policy),
        },
        Ref::OneOf(_) => {
            b.unread_policy(PolicyKind::Scp, policy.name(), format!("which policy `{}` names is known after apply", policy.name()), &policy)
        }
    };
    let to = target(b, &i.at("target_id"));
    b.organization.attached.push((to, policy));
}

fn target(b: &mut Builder<'_>, at: &At<'_>) -> Target {
    let made = |kind, b: &Builder<'_>, id: &str| b.named(kind, id).first().copied().ok_or_else(|| id.to_owned());
    match at.str() {
        Some(id) if id.starts_with("r-") => return Target::Root,
        Some(id) if id.starts_with("ou-") => return Target::Unit(made(UNIT, b, id)),
        Some(id) if super::super::scope::is_account(id) => return Target::Account(made(ACCOUNT, b, id)),
        _ => {}
    }
    match b.refer(at, &[ACCOUNT, UNIT, ORGANIZATION]) {
        Ref::To(id) if b.is_kind(id, &[ACCOUNT]) => Target::Account(Ok(id)),
        Ref::To(id) if b.is_kind(id, &[UNIT]) => Target::Unit(Ok(id)),
        Ref::To(_) => Target::Root,
        Ref::Unset | Ref::OneOf(_) | Ref::Named(_) => Target::Unknown,
    }
}

/// AWS's policy that lets everything through.
fn full(b: &mut Builder<'_>) -> PolicyId {
    if let Some(full) = b.organization.full {
        return full;
    }
    let everything = object(vec![("Effect", string("Allow")), ("Action", string("*")), ("Resource", string("*"))]);
    let policy = b.builtin_policy(&document(vec![everything]), PolicyKind::Scp, "FullAWSAccess".into(), Origin::default());
    b.organization.full = Some(policy);
    policy
}

impl Builder<'_> {
    /// What binds our accounts, once all is read.
    pub(in super::super) fn finish_organization(&mut self) {
        if self.organization.attached.is_empty() {
            return;
        }
        let full = full(self);
        let accounts: Vec<(Text, bool)> = self.inventory.accounts.iter().map(|a| (a.id.clone(), a.management)).collect();
        for (account, told) in accounts {
            let management = told || self.organization.management.as_deref().is_some_and(|m| account.literal() == Some(m));
            let levels = if management { Vec::new() } else { self.levels(&account) };
            let of = |kind| {
                let any = self.organization.attached.iter().any(|(_, p)| self.inventory.policy(*p).is_some_and(|p| p.kind == kind));
                any.then(|| levels.iter().filter_map(|(policies, sure)| self.level(policies, *sure, kind, full)).collect())
            };
            let (scps, rcps) = (of(PolicyKind::Scp), of(PolicyKind::Rcp));
            self.inventory.controls.push(Controls { account, scps, rcps });
        }
    }

    /// The policies of each level above an account and on it, and whether they bind it for certain.
    fn levels(&self, account: &Text) -> Vec<(Vec<PolicyId>, bool)> {
        let organization = &self.organization;
        let id = account.literal();
        let made = id.and_then(|id| self.named(ACCOUNT, id).first().copied());
        // Organizations names its own things by the management account.
        let stated = |r: &Resource| self.instance_of(r.id).and_then(|i| i.str("arn")).is_some_and(|arn| arn.contains(":organizations:"));
        let of_management = self.inventory.resources.iter().any(|r| r.account == *account && stated(r));
        let member = organization.management.is_some() && id.is_some() || made.is_some() || id.is_some() && !of_management;
        let above = self.above(made);
        let on = |wanted: &dyn Fn(&Target) -> bool| -> Vec<PolicyId> {
            organization.attached.iter().filter(|(t, _)| wanted(t)).map(|(_, p)| *p).collect()
        };
        let mut levels = vec![(on(&|t| *t == Target::Root), member)];
        match &above {
            Some(units) => levels.extend(units.iter().map(|unit| (on(&|t| t == unit), member))),
            None => {
                let mut units: Vec<&Target> = Vec::new();
                for (unit, _) in organization.attached.iter().filter(|(t, _)| matches!(t, Target::Unit(_))) {
                    if !units.contains(&unit) {
                        units.push(unit);
                    }
                }
                levels.extend(units.into_iter().map(|unit| (on(&|t| t == unit), false)));
            }
        }
        let itself = |t: &Target| match t {
            Target::Account(Ok(resource)) => Some(*resource) == made,
            Target::Account(Err(other)) => Some(other.as_str()) == id,
            _ => false,
        };
        levels.push((on(&itself), member));
        // An id that is not known may be any that is.
        let perhaps = |t: &Target| matches!(t, Target::Unknown) || id.is_none() && matches!(t, Target::Account(_));
        levels.push((on(&perhaps), false));
        levels
    }

    /// The units that an account is in, outermost first; `None` where the way to the root is not in the input.
    fn above(&self, account: Option<ResourceId>) -> Option<Vec<Target>> {
        let mut units = Vec::new();
        let mut at = account?;
        while units.len() <= self.organization.parents.len() {
            match &self.organization.parents.iter().find(|(id, _)| *id == at)?.1 {
                Target::Root => {
                    units.reverse();
                    return Some(units);
                }
                Target::Unit(Ok(unit)) => {
                    units.push(Target::Unit(Ok(*unit)));
                    at = *unit;
                }
                Target::Unit(Err(_)) | Target::Account(_) | Target::Unknown => return None,
            }
        }
        None
    }

    fn level(&self, policies: &[PolicyId], sure: bool, kind: PolicyKind, full: PolicyId) -> Option<ControlLevel> {
        let of = |p: &&PolicyId| self.inventory.policy(**p).is_some_and(|p| p.kind == kind);
        let own: Vec<PolicyId> = policies.iter().filter(of).copied().collect();
        if own.is_empty() {
            return None;
        }
        let widened = || own.iter().copied().filter(|p| *p != full).chain([full]).collect::<Vec<_>>();
        if kind == PolicyKind::Rcp {
            return Some(ControlLevel { wide: if sure { own.clone() } else { Vec::new() }, narrow: own });
        }
        let lists = own.iter().any(|p| {
            let document = self.inventory.policy(*p).and_then(|p| p.document.as_ref());
            document.is_some_and(|d| d.statements.iter().any(|s| s.effect == Effect::Allow))
        });
        // Whether a list of what is allowed stands beside `FullAWSAccess` or in its place, Terraform does not tell.
        let narrow = if lists && !own.contains(&full) { own.clone() } else { widened() };
        Some(ControlLevel { narrow, wide: if sure { widened() } else { vec![full] } })
    }
}
