//! The ways to an allow, as one formula each, so that each keeps its statements for the explanation.

use std::collections::BTreeMap;

use super::evaluator::{Deny, Evaluator};
use super::principal::Class;
use crate::aws::reference;
use crate::policy::context::account_of;
use crate::policy::document::Effect;
use crate::policy::evaluation::{Doubt, PolicyKind, StatementRef};
use crate::policy::request::{Caller, ResourceSide, Source};
use crate::policy::symbolic::Formula;

/// One way to an allow: all factors must hold.
pub(super) struct Path {
    /// The kinds that grant on this way; the others only limit.
    pub(super) by: Vec<PolicyKind>,
    /// What must hold, and whose business it is.
    pub(super) factors: Vec<(PolicyKind, Formula)>,
}

impl Path {
    pub(super) fn formula(&self) -> Formula {
        Formula::and(self.factors.iter().map(|(_, f)| f.clone()))
    }
}

/// The whole question.
pub(super) struct Combined {
    /// What limits every way.
    pub(super) limits: Vec<(PolicyKind, Formula)>,
    /// The ways.
    pub(super) paths: Vec<Path>,
    /// That no Deny applies.
    pub(super) undenied: Formula,
}

impl Combined {
    /// That something allows.
    pub(super) fn allowed(&self) -> Formula {
        let ways = Formula::or(self.paths.iter().map(Path::formula));
        Formula::and(self.limits.iter().map(|(_, f)| f.clone()).chain(std::iter::once(ways)))
    }

    /// That something allows and nothing denies.
    pub(super) fn goal(&self) -> Formula {
        Formula::and([self.undenied.clone(), self.allowed()])
    }
}

impl<'a> Evaluator<'a> {
    /// Puts all policies together.
    pub(super) fn combine(&mut self) -> Combined {
        let undenied = self.undenied();
        let same = self.same_account();
        let mut limits = self.organization();
        for source in &self.policies.endpoints {
            limits.push((PolicyKind::Endpoint, self.allows(PolicyKind::Endpoint, source)));
        }
        limits.push((PolicyKind::S3BlockPublicAccess, self.passes_public_access_block(&same)));
        let paths = self.paths(&same);
        Combined { limits, paths, undenied }
    }

    fn paths(&mut self, same: &Formula) -> Vec<Path> {
        let trust = self.is_trust();
        let side = if trust { PolicyKind::Trust } else { PolicyKind::Resource };
        // Rule 13: the root user cannot assume roles.
        if trust && matches!(self.request.caller, Caller::Root(_)) {
            return Vec::new();
        }
        let grants = self.resource_grants(side);
        let grant = |classes: &[Class]| (side, Formula::or(grants.iter().filter(|(c, _)| classes.contains(c)).map(|(_, f)| f.clone())));
        let all = [Class::Everyone, Class::Account, Class::Role, Class::Session, Class::User, Class::Federating, Class::WebIdentity, Class::Service];
        // Rules 15, 39.
        if matches!(self.request.caller, Caller::Service(_) | Caller::WebIdentity(_) | Caller::Anonymous) {
            return vec![Path { by: vec![side], factors: vec![grant(&all)] }];
        }
        let identity = (PolicyKind::Identity, self.identity());
        let boundary = (PolicyKind::Boundary, self.limit(PolicyKind::Boundary, self.policies.boundary.as_ref()));
        let session = (PolicyKind::Session, self.session());
        let delegated = [identity.clone(), boundary.clone(), session.clone()];
        let mut near = Vec::new();
        if *same != Formula::False {
            // Rules 4, 32: where the resource's policy must itself allow, it has to hand over to the account first.
            let must = trust || self.is_key();
            let mut own: Vec<(PolicyKind, Formula)> = delegated.to_vec();
            if must {
                own.insert(0, grant(&[Class::Account]));
            }
            near.push(Path { by: if must { vec![PolicyKind::Identity, side] } else { vec![PolicyKind::Identity] }, factors: own });
            // Rules 6, 8, 9: limited by neither boundary nor session policy.
            near.push(Path { by: vec![side], factors: vec![grant(&[Class::Everyone, Class::Session, Class::User])] });
            // Rules 7, 11.
            near.push(Path { by: vec![side], factors: vec![grant(&[Class::Role, Class::Federating]), boundary.clone(), session.clone()] });
        }
        let mut far = Vec::new();
        if *same != Formula::True {
            // Rule 3.
            far.push(Path { by: vec![PolicyKind::Identity, side], factors: delegated.into_iter().chain(std::iter::once(grant(&all))).collect() });
        }
        match same {
            Formula::True | Formula::False => near.into_iter().chain(far).collect(),
            doubt => {
                // Either reading: sure where a way exists in both.
                let ways = |paths: &[Path]| Formula::or(paths.iter().map(Path::formula));
                let (in_same, in_other) = (ways(&near), ways(&far));
                let sure = Formula::and([in_same.clone(), in_other.clone()]);
                let unsure = Formula::and([doubt.clone(), Formula::or([in_same, in_other])]);
                vec![Path { by: vec![PolicyKind::Identity, side], factors: vec![(PolicyKind::Default, Formula::or([sure, unsure]))] }]
            }
        }
    }

    /// Whether caller and resource are in one account.
    fn same_account(&self) -> Formula {
        let Some(own) = account_of(self.request.caller) else { return Formula::False };
        let of_arn = self.arn().map(|a| a.account).filter(|a| !a.is_empty() && !a.literal().is_some_and(|s| s.contains(['*', '?'])));
        match self.request.resource_account.cloned().or(of_arn) {
            Some(account) => self.same(&own, &account),
            None => Formula::Doubt(Doubt::UnknownResourceAccount),
        }
    }

    /// Whether the resource's policy is a role trust policy.
    pub(super) fn is_trust(&self) -> bool {
        let action = self.request.action;
        action.service() == "sts"
            && matches!(action.name(), "assumerole" | "assumerolewithsaml" | "assumerolewithwebidentity" | "tagsession" | "setsourceidentity")
    }

    fn is_key(&self) -> bool {
        self.request.action.service() == "kms"
            && self.arn().is_some_and(|a| a.resource.strip_prefix("key/").is_some() || a.resource.strip_prefix("alias/").is_some())
    }

    /// Whether organization policies spare the caller (rule 28): service-linked roles.
    fn is_service_linked(&self) -> bool {
        let Caller::Role { arn, .. } = self.request.caller else { return false };
        arn.literal().is_some_and(|s| s.contains(":role/aws-service-role/"))
    }

    /// Service control policies: an Allow at every level (rule 26).
    fn organization(&mut self) -> Vec<(PolicyKind, Formula)> {
        let policies = self.policies;
        let mut out = Vec::new();
        if self.scps_bind() {
            for level in policies.scps.iter().flatten() {
                let allowed = Formula::or(level.iter().map(|s| self.allows(PolicyKind::Scp, s)).collect::<Vec<_>>());
                out.push((PolicyKind::Scp, allowed));
            }
        }
        out
    }

    fn scps_bind(&self) -> bool {
        account_of(self.request.caller).is_some() && !self.is_service_linked()
    }

    fn identity(&mut self) -> Formula {
        let policies = self.policies;
        match (self.request.caller, &policies.identity) {
            // Rule 13.
            (Caller::Root(_), _) => Formula::True,
            (_, None) => {
                self.assumptions.insert("caller-side-allows");
                Formula::True
            }
            (_, Some(sources)) => Formula::or(sources.iter().map(|s| self.allows(PolicyKind::Identity, s)).collect::<Vec<_>>()),
        }
    }

    fn session(&mut self) -> Formula {
        // Rule 12.
        if self.policies.session.is_none() && matches!(self.request.caller, Caller::FederatedUser(_)) {
            return Formula::constant(self.policies.identity.is_none());
        }
        self.limit(PolicyKind::Session, self.policies.session.as_ref())
    }

    fn limit(&mut self, kind: PolicyKind, source: Option<&'a Source<'a>>) -> Formula {
        source.map_or(Formula::True, |s| self.allows(kind, s))
    }

    /// That a policy allows, whoever it names the caller as.
    fn allows(&mut self, kind: PolicyKind, source: &Source<'a>) -> Formula {
        Formula::or(self.grants(kind, source).into_values())
    }

    fn resource_grants(&mut self, kind: PolicyKind) -> BTreeMap<Class, Formula> {
        match self.policies.resource {
            ResourceSide::NoPolicy => BTreeMap::new(),
            ResourceSide::Policy(source) => self.grants(kind, &source),
            ResourceSide::Unseen => {
                let mut out = BTreeMap::from([(Class::Everyone, Formula::Doubt(Doubt::UnseenResourcePolicy))]);
                if self.is_key() {
                    self.assumptions.insert("referenced-key-delegates");
                    out.insert(Class::Account, Formula::True);
                } else {
                    self.assumptions.insert("referenced-store-has-no-deny");
                }
                out
            }
        }
    }

    /// What a policy's Allow statements give, by how they name the caller.
    fn grants(&mut self, kind: PolicyKind, source: &Source<'a>) -> BTreeMap<Class, Formula> {
        let mut out: BTreeMap<Class, Vec<Formula>> = BTreeMap::new();
        let Some(document) = source.document else {
            return BTreeMap::from([(Class::Everyone, Formula::Doubt(Doubt::UnknownPolicy(source.id)))]);
        };
        for statement in document.statements.iter().filter(|s| s.effect == Effect::Allow && s.compiled.may_be_about(self.request.action)) {
            let at = StatementRef { policy: source.id, index: statement.index };
            let named = self.named(at, kind, statement);
            if named.is_empty() {
                self.near.push((kind, at));
                continue;
            }
            let applies = self.applies(at, kind, statement, true);
            for (class, named) in named {
                let whole = Formula::and([named, applies.clone()]);
                if whole == Formula::True {
                    self.allows.push((kind, at));
                }
                if whole != Formula::False {
                    out.entry(class).or_default().push(whole);
                }
            }
        }
        for symbol in &document.unknown_statements {
            out.entry(Class::Everyone).or_default().push(Formula::Doubt(Doubt::UnknownValue(*symbol)));
        }
        out.into_iter().map(|(c, f)| (c, Formula::or(f))).collect()
    }

    /// That no Deny of any policy applies.
    fn undenied(&mut self) -> Formula {
        let policies = self.policies;
        let mut parts = Vec::new();
        let side = if self.is_trust() { PolicyKind::Trust } else { PolicyKind::Resource };
        let resource = match policies.resource {
            ResourceSide::Policy(source) => Some(source),
            ResourceSide::NoPolicy | ResourceSide::Unseen => None,
        };
        let scps = policies.scps.iter().flatten().flatten().filter(|_| self.scps_bind()).map(|s| (PolicyKind::Scp, *s)).collect::<Vec<_>>();
        let rcps = policies.rcps.iter().flatten().flatten().filter(|_| self.rcps_bind()).map(|s| (PolicyKind::Rcp, *s)).collect::<Vec<_>>();
        let others = policies
            .endpoints
            .iter()
            .map(|s| (PolicyKind::Endpoint, *s))
            .chain(resource.map(|s| (side, s)))
            .chain(policies.identity.iter().flatten().map(|s| (PolicyKind::Identity, *s)))
            .chain(policies.boundary.map(|s| (PolicyKind::Boundary, s)))
            .chain(policies.session.map(|s| (PolicyKind::Session, s)));
        for (kind, source) in scps.into_iter().chain(rcps).chain(others) {
            parts.push(self.avoids(kind, &source));
        }
        Formula::and(parts)
    }

    /// Rule 30.
    fn rcps_bind(&self) -> bool {
        let action = self.request.action;
        !self.is_service_linked()
            && action.folded() != "kms:retiregrant"
            && reference::resources::service(action.service()).is_none_or(|s| s.under_rcps)
    }

    fn avoids(&mut self, kind: PolicyKind, source: &Source<'a>) -> Formula {
        let Some(document) = source.document else {
            let doubt = Formula::Doubt(Doubt::UnknownPolicy(source.id));
            self.denies.push(Deny { kind, statement: None, avoided: doubt.clone() });
            return doubt;
        };
        let mut parts = Vec::new();
        for statement in document.statements.iter().filter(|s| s.effect == Effect::Deny && s.compiled.may_be_about(self.request.action)) {
            let at = StatementRef { policy: source.id, index: statement.index };
            let unnamed = self.names(at, kind, statement, false);
            if unnamed == Formula::True {
                continue;
            }
            let avoided = Formula::or([unnamed, self.applies(at, kind, statement, false)]);
            if avoided != Formula::True {
                self.denies.push(Deny { kind, statement: Some(at), avoided: avoided.clone() });
                parts.push(avoided);
            }
        }
        for symbol in &document.unknown_statements {
            let doubt = Formula::Doubt(Doubt::UnknownValue(*symbol));
            self.denies.push(Deny { kind, statement: None, avoided: doubt.clone() });
            parts.push(doubt);
        }
        Formula::and(parts)
    }
}
