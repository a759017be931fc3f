//! The state of one evaluation: the request, its keys, the leaves of the formula, and what was noticed on the way.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::aws::{PlainArn, Text};
use crate::policy::context::{Env, account_of};
use crate::policy::evaluation::{Doubt, PolicyKind, StatementRef};
use crate::policy::glob::{Match, compare, letters};
use crate::policy::request::{Caller, Fact, Policies, Request, Target};
use crate::policy::shape::shape;
use crate::policy::symbolic::{Atoms, Formula, Object};

/// A Deny statement that may apply.
pub(super) struct Deny {
    /// Kind of its policy.
    pub(super) kind: PolicyKind,
    /// Which one.
    pub(super) statement: Option<StatementRef>,
    /// That it does not apply.
    pub(super) avoided: Formula,
}

/// One evaluation.
pub(super) struct Evaluator<'a> {
    pub(super) request: Request<'a>,
    pub(super) policies: &'a Policies<'a>,
    pub(super) env: Env<'a>,
    pub(super) atoms: Atoms,
    /// Whether the resource's policy is a role trust policy.
    pub(super) trust: bool,
    account: OnceCell<Option<Text>>,
    name: OnceCell<Option<Text>>,
    linked: OnceCell<bool>,
    /// Allow statements that apply for certain.
    pub(super) allows: Vec<(PolicyKind, StatementRef)>,
    /// Deny statements that may apply.
    pub(super) denies: Vec<Deny>,
    /// Statements about the action that did not apply.
    pub(super) near: Vec<(PolicyKind, StatementRef)>,
    pub(super) assumptions: BTreeSet<&'static str>,
}

impl<'a> Evaluator<'a> {
    pub(super) fn new(request: Request<'a>, policies: &'a Policies<'a>) -> Self {
        let object = match request.target {
            Target::One(text) => Object::One(text.clone()),
            Target::Some(pattern) => {
                let tokens = shape(pattern);
                if tokens.iter().any(|t| t.is_wildcard()) { Object::Some(tokens) } else { Object::One(pattern.clone()) }
            }
        };
        let action = request.action;
        let trust = action.service() == "sts"
            && matches!(action.name(), "assumerole" | "assumerolewithsaml" | "assumerolewithwebidentity" | "tagsession" | "setsourceidentity");
        Self {
            request,
            policies,
            env: Env::new(&request),
            atoms: Atoms::new(object),
            trust,
            account: OnceCell::new(),
            name: OnceCell::new(),
            linked: OnceCell::new(),
            allows: Vec::new(),
            denies: Vec::new(),
            near: Vec::new(),
            assumptions: BTreeSet::new(),
        }
    }

    /// The same question about one resource and with nothing open.
    pub(super) fn concrete(request: Request<'a>, policies: &'a Policies<'a>, resource: Text, facts: BTreeMap<String, Fact>) -> Self {
        let mut out = Self::new(request, policies);
        out.atoms.object = Object::One(resource);
        out.env.close(facts);
        out
    }

    /// Whether two texts are the same, as a formula.
    pub(super) fn same(&self, a: &Text, b: &Text) -> Formula {
        if let (Some(a), Some(b)) = (a.literal(), b.literal()) {
            return Formula::constant(a == b);
        }
        self.matched(compare(&letters(b), &letters(a)))
    }

    /// A comparison as a formula.
    pub(super) fn matched(&self, outcome: Match) -> Formula {
        match outcome {
            Match::Yes => Formula::True,
            Match::No => Formula::False,
            Match::Maybe(symbol) => Formula::Doubt(Doubt::UnknownValue(symbol)),
            Match::NotOwn => {
                self.env.assume_account_not_own();
                Formula::False
            }
        }
    }

    /// The target as asked about.
    pub(super) fn target(&self) -> &'a Text {
        let (Target::One(text) | Target::Some(text)) = self.request.target;
        text
    }

    /// The caller's account, if it belongs to one.
    pub(super) fn own_account(&self) -> Option<&Text> {
        self.account.get_or_init(|| account_of(self.request.caller)).as_ref()
    }

    /// Whether the caller is a service-linked role, which organization policies spare (rule 28).
    pub(super) fn is_service_linked_role(&self) -> bool {
        *self.linked.get_or_init(|| {
            let Caller::Role { arn, .. } = self.request.caller else { return false };
            arn.literal().and_then(PlainArn::parse).is_some_and(|a| a.resource.starts_with("role/aws-service-role/"))
        })
    }

    /// The caller's name in its account: the last part of its path, for names are unique there and session ARNs have no path (rule 23).
    pub(super) fn own_name(&self) -> Option<&Text> {
        let name = || match self.request.caller {
            Caller::Role { arn, .. } | Caller::User(arn) | Caller::FederatedUser(arn) => last(arn),
            _ => None,
        };
        self.name.get_or_init(name).as_ref()
    }
}

/// The last part of a path.
pub(super) fn last(text: &Text) -> Option<Text> {
    if let Some(s) = text.literal() {
        return s.rsplit_once('/').map(|(_, name)| name.into());
    }
    let mut rest = text.split_once('/')?.1;
    while let Some((_, after)) = rest.split_once('/') {
        rest = after;
    }
    Some(rest)
}
