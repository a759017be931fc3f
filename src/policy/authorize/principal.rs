//! Whom a statement is about. A match is not a bool: a grant to a session ARN, a role ARN, an account or everyone is limited by different
//! policies.
//!
//! Sources: "AWS JSON policy elements: Principal", "… NotPrincipal", "Permissions boundaries for IAM entities".

use super::evaluator::{Evaluator, last};
use crate::aws::{Arn, Piece, SymbolKind, Text};
use crate::policy::compile::Named;
use crate::policy::condition::{Family, Operator, Set, Test};
use crate::policy::document::{Effect, Principals, Statement};
use crate::policy::evaluation::{Doubt, PolicyKind, StatementRef};
use crate::policy::glob::{Match, compare, letters};
use crate::policy::request::Caller;
use crate::policy::symbolic::{Atom, Formula, Shown};
use crate::policy::template::Style;

/// How a principal element names the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    /// `*`, or not excluded by `NotPrincipal`.
    Everyone,
    /// The account.
    Account,
    /// The role.
    Role,
    /// The session of the role, or of the federated user.
    Session,
    /// The user.
    User,
    /// The IAM user behind a federated user session.
    Federating,
    /// The identity provider.
    WebIdentity,
    /// The AWS service.
    Service,
}

impl Class {
    /// Every way of naming the caller.
    pub(super) const ALL: [Class; 8] =
        [Class::Everyone, Class::Account, Class::Role, Class::Session, Class::User, Class::Federating, Class::WebIdentity, Class::Service];
}

/// A formula for each way of naming the caller.
#[derive(Default)]
pub(super) struct ByClass([Formula; 8]);

impl ByClass {
    /// One more alternative.
    pub(super) fn add(&mut self, class: Class, formula: Formula) {
        if let Some(own) = self.0.get_mut(class as usize) {
            own.add(formula, false);
        }
    }

    /// One of these.
    pub(super) fn any(&self, classes: &[Class]) -> Formula {
        let mut out = Formula::False;
        for formula in classes.iter().filter_map(|c| self.0.get(*c as usize)).filter(|f| **f != Formula::False) {
            out.add(formula.clone(), false);
        }
        out
    }

    /// Those that may hold.
    pub(super) fn into_iter(self) -> impl Iterator<Item = (Class, Formula)> {
        Class::ALL.into_iter().zip(self.0).filter(|(_, f)| *f != Formula::False)
    }
}

/// How a statement names the caller.
pub(super) enum Found {
    /// With everyone, or not at all.
    Everyone(Formula),
    /// Among others.
    Listed(Box<ByClass>),
}

impl Found {
    /// That it does.
    pub(super) fn any(self) -> Formula {
        match self {
            Self::Everyone(formula) => formula,
            Self::Listed(found) => found.any(&Class::ALL),
        }
    }

    /// Whether it does not.
    pub(super) fn is_nobody(&self) -> bool {
        match self {
            Self::Everyone(formula) => *formula == Formula::False,
            Self::Listed(found) => found.0.iter().all(|f| *f == Formula::False),
        }
    }
}

impl Evaluator<'_> {
    /// The ways in which the statement names the caller, each with what it hangs on.
    pub(super) fn named(&mut self, at: StatementRef, kind: PolicyKind, statement: &Statement) -> Found {
        let carried = matches!(kind, PolicyKind::Identity | PolicyKind::Boundary | PolicyKind::Session | PolicyKind::Scp);
        match &statement.principals {
            Principals::Absent if carried => Found::Everyone(Formula::True),
            // Rule 37: such a statement names nobody.
            Principals::Absent => Found::Everyone(Formula::False),
            _ if carried => Found::Everyone(Formula::Doubt(Doubt::Unmodelled(at, "`Principal` in a policy of this kind".into()))),
            Principals::Only(_) => {
                if let [Named::Everyone] = statement.compiled.principals.as_slice() {
                    return Found::Everyone(self.everyone(statement.effect));
                }
                let mut out = self.listed_principals(at, &statement.compiled.principals, statement.effect);
                // Rule 35: in the policy of a gateway endpoint an account may mean its root user only.
                let gateway = kind == PolicyKind::Endpoint
                    && matches!(self.request.action.service(), "s3" | "dynamodb")
                    && !matches!(self.request.caller, Caller::Root(_));
                if gateway && let Some(account) = out.0.get_mut(Class::Account as usize) {
                    account.add(Formula::Doubt(Doubt::Interpretation(35)), true);
                }
                Found::Listed(Box::new(out))
            }
            Principals::AllBut(_) => Found::Everyone(self.all_but(at, &statement.compiled.principals, statement.effect)),
        }
    }

    /// `*`. Rule 15: a Deny for everyone is about web identities too, or resource control policies could not keep them out.
    fn everyone(&self, effect: Effect) -> Formula {
        match self.request.caller {
            Caller::WebIdentity(_) if effect == Effect::Allow => Formula::Doubt(Doubt::Interpretation(15)),
            _ => Formula::True,
        }
    }

    fn listed_principals(&mut self, at: StatementRef, list: &[Named], effect: Effect) -> ByClass {
        let mut out = ByClass::default();
        for named in list {
            if let Some((class, formula)) = self.pattern(at, named, effect) {
                out.add(class, formula);
            }
        }
        out
    }

    /// `NotPrincipal`. Rule 18: the list must name account, identity and session; what a partial list does is not documented.
    fn all_but(&mut self, at: StatementRef, list: &[Named], effect: Effect) -> Formula {
        // Rule 17.
        if effect == Effect::Deny && self.policies.boundary.is_some() {
            return Formula::True;
        }
        let found = self.listed_principals(at, list, Effect::Allow);
        let class = |c: Class| found.any(&[c]);
        let own = match self.request.caller {
            Caller::Role { .. } => vec![Class::Role, Class::Session, Class::Account],
            Caller::User(_) => vec![Class::User, Class::Account],
            Caller::Root(_) | Caller::Account(_) => vec![Class::Account],
            Caller::FederatedUser(_) => vec![Class::Session, Class::Account],
            Caller::WebIdentity(_) => vec![Class::WebIdentity],
            Caller::Service(_) => vec![Class::Service],
            Caller::Anonymous => Vec::new(),
        };
        let everyone = class(Class::Everyone);
        let complete = if own.is_empty() { Formula::False } else { Formula::and(own.iter().map(|c| class(*c))) };
        // The IAM user behind a federated user's session is named too, with less than the session.
        let some = Formula::or(own.iter().chain([&Class::Federating]).map(|c| class(*c)));
        let complete = Formula::or([everyone.clone(), complete]);
        let some = Formula::or([everyone, some]);
        Formula::either(some.negate(), complete.negate(), Doubt::Interpretation(18))
    }

    pub(super) fn pattern(&mut self, at: StatementRef, pattern: &Named, effect: Effect) -> Option<(Class, Formula)> {
        let caller = self.request.caller;
        match (pattern, caller) {
            (Named::Everyone, _) => Some((Class::Everyone, self.everyone(effect))),
            (Named::Unknown(symbol), _) => Some((Class::Everyone, Formula::Doubt(Doubt::UnknownValue(*symbol)))),
            (Named::Service(name), Caller::Service(service)) => Some((Class::Service, self.same(service, name))),
            (Named::Federated(provider), Caller::WebIdentity(own)) => Some((Class::WebIdentity, self.same_provider(own, provider))),
            (Named::CanonicalUser(id), c) if is_of_account(c) => {
                let unique = id.pieces().iter().any(|p| matches!(p, Piece::Symbol(s) if s.kind == SymbolKind::Unique));
                (!unique).then(|| (Class::Account, Formula::Doubt(Doubt::Unmodelled(at, "canonical user id".into()))))
            }
            (Named::Account(account), c) if is_of_account(c) => Some((Class::Account, self.same(self.own_account()?, account))),
            (Named::Arn { whole, arn }, c) if is_of_account(c) => self.aws(at, whole, arn),
            // Rule 22: a unique id is what is left of a deleted principal.
            (Named::Other(text), c) if is_of_account(c) => {
                let symbol = text.symbols().next()?;
                Some((Class::Role, Formula::Doubt(Doubt::UnknownValue(symbol))))
            }
            _ => None,
        }
    }

    /// The ARN of a principal.
    fn aws(&mut self, at: StatementRef, text: &Text, arn: &Arn) -> Option<(Class, Formula)> {
        let own = self.own_account()?;
        let service = arn.service.literal().unwrap_or_default();
        // An account is in one partition.
        if let (Some(own), Some(partition)) = (self.own_arn(), arn.partition.literal())
            && !own.strip_prefix("arn:").and_then(|rest| rest.strip_prefix(partition)).is_some_and(|rest| rest.starts_with(':'))
        {
            return None;
        }
        if let Some(symbol) =
            arn.resource.symbols().next().filter(|s| matches!(arn.resource.pieces(), [Piece::Symbol(_)]) && s.kind == SymbolKind::Any)
        {
            return Some((Class::Role, Formula::Doubt(Doubt::UnknownValue(symbol))));
        }
        if service == "iam" && arn.resource.literal() == Some("root") {
            return Some((Class::Account, self.same(own, &arn.account)));
        }
        let (what, name) = arn.resource.split_once('/')?;
        // A principal of the caller's own name in an account that may be the caller's: more than a stranger, less than the caller.
        let same_account = match (own.literal(), arn.account.literal()) {
            (Some(a), Some(b)) => Formula::constant(a == b),
            _ => match (compare(&letters(&arn.account), &letters(own)), own.symbols().chain(arn.account.symbols()).next()) {
                (Match::NotOwn, Some(symbol)) => Formula::Doubt(Doubt::UnknownValue(symbol)),
                (outcome, _) => self.matched(outcome),
            },
        };
        if same_account == Formula::False {
            return None;
        }
        let what = what.literal().unwrap_or_default();
        let (class, identity) = match (service, what, self.request.caller) {
            ("iam", "role", Caller::Role { .. }) => (Class::Role, self.same(self.own_name()?, &last(&name).unwrap_or(name))),
            ("iam", "user", Caller::User(_)) => (Class::User, self.same(self.own_name()?, &last(&name).unwrap_or(name))),
            ("iam", "user", Caller::FederatedUser(_)) => (Class::Federating, self.same(self.own_name()?, &last(&name).unwrap_or(name))),
            ("sts", "federated-user", Caller::FederatedUser(_)) => (Class::Session, self.same(self.own_name()?, &name)),
            ("sts", "assumed-role", Caller::Role { session, .. }) => {
                let (role_name, session_name) = name.split_once('/')?;
                let same_role = self.same(self.own_name()?, &role_name);
                let same_session = match session {
                    Some(own) => self.same(own, &session_name),
                    None => self.chosen(at, "sts:RoleSessionName", "StringEquals", &session_name),
                };
                (Class::Session, Formula::and([same_role, same_session]))
            }
            // Of a caller known by account only: it may be the one that is named.
            ("iam", "role", Caller::Account(_)) => (Class::Role, self.chosen(at, "aws:PrincipalArn", "ArnEquals", text)),
            ("iam", "user", Caller::Account(_)) => (Class::User, self.chosen(at, "aws:PrincipalArn", "ArnEquals", text)),
            ("sts", "assumed-role", Caller::Account(_)) => {
                let (role_name, _) = name.split_once('/')?;
                let role = Arn::new(arn.partition.clone(), "iam", "", arn.account.clone(), Text::concat([&"role/".into(), &role_name])).to_text();
                (Class::Session, self.chosen(at, "aws:PrincipalArn", "ArnEquals", &role))
            }
            _ => return None,
        };
        Some((class, Formula::and([same_account, identity])))
    }

    /// The caller's ARN where it is known in full.
    fn own_arn(&self) -> Option<&str> {
        match self.request.caller {
            Caller::Role { arn, .. } | Caller::User(arn) | Caller::Root(arn) | Caller::FederatedUser(arn) => arn.literal(),
            _ => None,
        }
    }

    /// A condition on something that the caller chooses.
    fn chosen(&mut self, at: StatementRef, key: &str, operator: &str, value: &Text) -> Formula {
        let equals = Operator { set: Set::One, family: Family::Text(Style::Exact), negated: false, if_exists: false };
        let lower = key.to_ascii_lowercase();
        let test = Test::equals(&lower, value, equals);
        match self.env.seen(&lower) {
            crate::policy::context::Seen::Open => {
                let shown = Shown { statement: at, operator: operator.to_owned(), key: key.into(), values: vec![value.clone()] };
                Formula::Key { atom: self.atoms.key(Atom { test, shown }), holds: true }
            }
            crate::policy::context::Seen::One(v) => {
                let v = v.clone();
                self.same(&v, value)
            }
            _ => Formula::False,
        }
    }

    fn same_provider(&self, own: &Text, provider: &Text) -> Formula {
        let host = |t: &Text| match t.split_once('/') {
            Some((before, host)) if before.literal().is_some_and(|b| b.ends_with(":oidc-provider")) => host,
            _ => t.clone(),
        };
        match (Arn::parse(own), Arn::parse(provider)) {
            (Ok(a), Ok(b)) => Formula::and([self.same(&a.account, &b.account), self.same(&a.resource, &b.resource)]),
            (Err(_), Err(_)) => self.same(own, provider),
            _ => self.same(&host(own), &host(provider)),
        }
    }
}

fn is_of_account(caller: &Caller) -> bool {
    !matches!(caller, Caller::WebIdentity(_) | Caller::Service(_) | Caller::Anonymous)
}
