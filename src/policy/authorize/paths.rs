//! The ways to an allow, as one formula each, so that each keeps its statements for the explanation.

use super::evaluator::{Deny, Evaluator};
use super::principal::{ByClass, Class, Found};
use crate::aws::{Arn, PlainArn, reference};
use crate::policy::document::Effect;
use crate::policy::evaluation::{Doubt, PolicyKind, StatementRef};
use crate::policy::glob::Match;
use crate::policy::request::{Caller, ResourceSide, Source};
use crate::policy::symbolic::Formula;

/// One way to an allow: all factors must hold.
pub(super) struct Path {
    /// The kinds that grant on this way; the others only limit.
    pub(super) by: &'static [PolicyKind],
    /// What must hold, and whose business it is.
    pub(super) factors: [(PolicyKind, Formula); 4],
}

impl Path {
    pub(super) fn formula(&self) -> Formula {
        if self.factors.iter().any(|(_, f)| f.is_constant(false)) {
            return Formula::False;
        }
        Formula::and(self.factors.iter().map(|(_, f)| f.clone()))
    }
}

/// In place of a factor.
const NOTHING: (PolicyKind, Formula) = (PolicyKind::Default, Formula::True);

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
        let ways = std::iter::once_with(|| Formula::or(self.paths.iter().map(Path::formula)));
        Formula::and(self.limits.iter().map(|(_, f)| f.clone()).chain(ways))
    }

    /// That something allows and nothing denies.
    pub(super) fn goal(&self) -> Formula {
        Formula::and(std::iter::once(self.undenied.clone()).chain(std::iter::once_with(|| self.allowed())))
    }
}

impl<'a> Evaluator<'a> {
    /// Puts all policies together.
    pub(super) fn combine(&mut self) -> Combined {
        let policies = self.policies;
        let undenied = self.undenied();
        let same = self.same_account();
        let mut limits = self.organization();
        for source in &policies.endpoints {
            limits.push((PolicyKind::Endpoint, self.allows(PolicyKind::Endpoint, source)));
        }
        if policies.restrict_public_buckets {
            limits.push((PolicyKind::S3BlockPublicAccess, self.passes_public_access_block(&same)));
        }
        if policies.beside.s3.is_some() {
            limits.push((PolicyKind::S3BlockPublicAccess, self.gives_no_public_access()));
        }
        let paths = self.paths(&same);
        Combined { limits, paths, undenied }
    }

    /// The kind of the resource's policy.
    fn side(&self) -> PolicyKind {
        if self.trust { PolicyKind::Trust } else { PolicyKind::Resource }
    }

    fn paths(&mut self, same: &Formula) -> Vec<Path> {
        let side = self.side();
        if self.trust && self.cannot_assume() {
            return Vec::new();
        }
        let grants = self.resource_grants(side);
        let grant = |classes: &[Class]| (side, grants.any(classes));
        let (by_both, by_resource): (&'static [PolicyKind], &'static [PolicyKind]) = match self.trust {
            true => (&[PolicyKind::Identity, PolicyKind::Trust], &[PolicyKind::Trust]),
            false => (&[PolicyKind::Identity, PolicyKind::Resource], &[PolicyKind::Resource]),
        };
        // Rules 15, 39.
        if matches!(self.request.caller, Caller::Service(_) | Caller::WebIdentity(_) | Caller::Anonymous) {
            return vec![Path { by: by_resource, factors: [grant(&Class::ALL), NOTHING, NOTHING, NOTHING] }];
        }
        let identity = (PolicyKind::Identity, self.identity());
        let boundary = (PolicyKind::Boundary, self.limit(PolicyKind::Boundary, self.policies.boundary.as_ref()));
        let session = (PolicyKind::Session, self.session());
        let mut near = Vec::with_capacity(4);
        if *same != Formula::False {
            // Rules 4, 32: where the resource's policy must itself allow, it has to hand over to the account first.
            let must = self.trust || self.is_key();
            let first = if must { grant(&[Class::Account]) } else { NOTHING };
            let by: &'static [PolicyKind] = if must { by_both } else { &[PolicyKind::Identity] };
            near.push(Path { by, factors: [first, identity.clone(), boundary.clone(), session.clone()] });
            // Rules 6, 8, 9: limited by neither boundary nor session policy.
            near.push(Path { by: by_resource, factors: [grant(&[Class::Everyone, Class::Session, Class::User]), NOTHING, NOTHING, NOTHING] });
            // Rules 7, 11.
            near.push(Path { by: by_resource, factors: [grant(&[Class::Role, Class::Federating]), boundary.clone(), session.clone(), NOTHING] });
        }
        // Rule 3.
        let far = (*same != Formula::True).then(|| Path { by: by_both, factors: [identity, boundary, session, grant(&Class::ALL)] });
        match same {
            Formula::True | Formula::False => {
                near.extend(far);
                near
            }
            doubt => {
                // Either reading: sure where a way exists in both.
                let (in_same, in_other) = (Formula::or(near.iter().map(Path::formula)), Formula::or(far.iter().map(Path::formula)));
                let sure = Formula::and([in_same.clone(), in_other.clone()]);
                let unsure = Formula::and([doubt.clone(), Formula::or([in_same, in_other])]);
                let either = (PolicyKind::Default, Formula::or([sure, unsure]));
                vec![Path { by: by_both, factors: [either, NOTHING, NOTHING, NOTHING] }]
            }
        }
    }

    /// Whether STS turns the caller away whatever the policies say: the root user (rule 13), a federated user's session, and those without
    /// credentials but where they bring a token of their own. Source: "Compare AWS STS credentials", IAM User Guide.
    fn cannot_assume(&self) -> bool {
        let with_token = matches!(self.request.action.name(), "assumerolewithsaml" | "assumerolewithwebidentity");
        match self.request.caller {
            Caller::Root(_) | Caller::FederatedUser(_) => true,
            Caller::Anonymous | Caller::WebIdentity(_) => !with_token && self.request.action.name() == "assumerole",
            _ => false,
        }
    }

    /// Whether caller and resource are in one account.
    fn same_account(&self) -> Formula {
        let Some(own) = self.own_account() else { return Formula::False };
        let of_arn = || {
            let account = match self.target().literal() {
                Some(s) => PlainArn::parse(s)?.account.into(),
                None => Arn::parse(self.target()).ok()?.account,
            };
            Some(account).filter(|a| !a.is_empty() && !a.literal().is_some_and(|s| s.contains(['*', '?'])))
        };
        match self.foreign_owner().or(self.request.resource_account).cloned().or_else(of_arn) {
            Some(account) => self.same(own, &account),
            None => Formula::Doubt(Doubt::UnknownResourceAccount),
        }
    }

    /// Whether a key policy decides. Aliases have none ("Controlling access to aliases", KMS Developer Guide).
    fn is_key(&self) -> bool {
        self.request.action.service() == "kms" && Arn::parse(self.target()).is_ok_and(|a| a.resource.strip_prefix("key/").is_some())
    }

    /// Service control policies: an Allow at every level (rule 26).
    fn organization(&mut self) -> Vec<(PolicyKind, Formula)> {
        let policies = self.policies;
        let mut out = Vec::with_capacity(4);
        if self.scps_bind() {
            for level in policies.scps.iter().flatten() {
                out.push((PolicyKind::Scp, self.some_allows(PolicyKind::Scp, level)));
            }
        }
        out
    }

    fn scps_bind(&self) -> bool {
        self.policies.scps.is_some() && self.own_account().is_some() && !self.is_service_linked_role()
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
            (_, Some(sources)) => self.some_allows(PolicyKind::Identity, sources),
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

    /// That one of the policies allows; all are looked at, for the answer tells every statement that grants.
    fn some_allows(&mut self, kind: PolicyKind, sources: &[Source<'a>]) -> Formula {
        let mut out = Formula::False;
        for source in sources {
            out.add(self.allows(kind, source), false);
        }
        out
    }

    /// That a policy allows, whoever it names the caller as.
    fn allows(&mut self, kind: PolicyKind, source: &Source<'a>) -> Formula {
        let mut out = Formula::False;
        self.grants(kind, source, |_, formula| out.add(formula, false));
        out
    }

    fn resource_grants(&mut self, kind: PolicyKind) -> ByClass {
        let mut out = if self.foreign_owner().is_some() { ByClass::default() } else { self.policy_grants(kind) };
        self.granted_beside(&mut out);
        out
    }

    fn policy_grants(&mut self, kind: PolicyKind) -> ByClass {
        match self.policies.resource {
            ResourceSide::NoPolicy => ByClass::default(),
            ResourceSide::Policy(source) => {
                let mut out = ByClass::default();
                self.grants(kind, &source, |class, formula| out.add(class, formula));
                out
            }
            ResourceSide::Unseen => {
                let mut out = ByClass::default();
                out.add(Class::Everyone, Formula::Doubt(Doubt::UnseenResourcePolicy));
                if self.is_key() {
                    self.assumptions.insert("referenced-key-delegates");
                    out.add(Class::Account, Formula::True);
                } else {
                    self.assumptions.insert("referenced-store-has-no-deny");
                }
                out
            }
        }
    }

    /// What a policy's Allow statements give, by how they name the caller.
    fn grants(&mut self, kind: PolicyKind, source: &Source<'a>, mut add: impl FnMut(Class, Formula)) {
        let Some(document) = source.document else {
            return add(Class::Everyone, Formula::Doubt(Doubt::UnknownPolicy(source.id)));
        };
        for statement in document.statements.iter().filter(|s| s.effect == Effect::Allow) {
            let about = statement.compiled.action(self.request.action);
            if about == Match::No {
                continue;
            }
            let at = StatementRef { policy: source.id, index: statement.index };
            let named = self.named(at, kind, statement);
            if named.is_nobody() {
                self.near.push((kind, at));
                continue;
            }
            let applies = self.applies(at, kind, statement, about, true);
            if applies == Formula::False {
                continue;
            }
            let mut give = |class: Class, mut whole: Formula, applies: Formula| {
                whole.add(applies, true);
                if whole == Formula::True {
                    self.allows.push((kind, at));
                }
                add(class, whole);
            };
            match named {
                Found::Everyone(named) => give(Class::Everyone, named, applies),
                Found::Listed(found) => found.into_iter().for_each(|(class, named)| give(class, named, applies.clone())),
            }
        }
        for symbol in &document.unknown_statements {
            add(Class::Everyone, Formula::Doubt(Doubt::UnknownValue(*symbol)));
        }
    }

    /// That no Deny of any policy applies.
    fn undenied(&mut self) -> Formula {
        let policies = self.policies;
        let mut out = Formula::True;
        if self.scps_bind() {
            self.all_avoid(PolicyKind::Scp, policies.scps.iter().flatten().flatten(), &mut out);
        }
        if self.rcps_bind() {
            self.all_avoid(PolicyKind::Rcp, policies.rcps.iter().flatten().flatten(), &mut out);
        }
        self.all_avoid(PolicyKind::Endpoint, &policies.endpoints, &mut out);
        if let ResourceSide::Policy(source) = &policies.resource
            && !self.owns_bucket_policy()
        {
            self.all_avoid(self.side(), [source], &mut out);
        }
        self.all_avoid(PolicyKind::Identity, policies.identity.iter().flatten(), &mut out);
        self.all_avoid(PolicyKind::Boundary, &policies.boundary, &mut out);
        self.all_avoid(PolicyKind::Session, &policies.session, &mut out);
        out
    }

    /// Whether a bucket's owner, as root user, handles its policy: then the policy itself cannot keep it out ("PutBucketPolicy", Amazon S3 API
    /// Reference).
    fn owns_bucket_policy(&self) -> bool {
        matches!(self.request.caller, Caller::Root(_))
            && matches!(self.request.action.folded(), "s3:getbucketpolicy" | "s3:putbucketpolicy" | "s3:deletebucketpolicy")
            && self.same_account() == Formula::True
    }

    /// Rule 30.
    fn rcps_bind(&self) -> bool {
        let action = self.request.action;
        self.policies.rcps.is_some()
            && !self.is_service_linked_role()
            && action.folded() != "kms:retiregrant"
            && reference::resources::service(action.service()).is_none_or(|s| s.under_rcps)
    }

    /// That no Deny of these policies applies; all are looked at, for the answer tells every one that does.
    fn all_avoid<'s>(&mut self, kind: PolicyKind, sources: impl IntoIterator<Item = &'s Source<'a>>, out: &mut Formula)
    where
        'a: 's,
    {
        for source in sources {
            self.avoids(kind, source, out);
        }
    }

    fn avoids(&mut self, kind: PolicyKind, source: &Source<'a>, out: &mut Formula) {
        let Some(document) = source.document else {
            let doubt = Formula::Doubt(Doubt::UnknownPolicy(source.id));
            self.denies.push(Deny { kind, statement: None, avoided: doubt.clone() });
            out.add(doubt, true);
            return;
        };
        for statement in document.statements.iter().filter(|s| s.effect == Effect::Deny) {
            let about = statement.compiled.action(self.request.action);
            if about == Match::No {
                continue;
            }
            let at = StatementRef { policy: source.id, index: statement.index };
            let mut avoided = self.named(at, kind, statement).any().negate();
            if avoided == Formula::True {
                continue;
            }
            avoided.add(self.applies(at, kind, statement, about, false), false);
            if avoided != Formula::True {
                self.denies.push(Deny { kind, statement: Some(at), avoided: avoided.clone() });
                out.add(avoided, true);
            }
        }
        for symbol in &document.unknown_statements {
            let doubt = Formula::Doubt(Doubt::UnknownValue(*symbol));
            self.denies.push(Deny { kind, statement: None, avoided: doubt.clone() });
            out.add(doubt, true);
        }
    }
}
