//! What a condition key holds: what the request says, what follows from caller and resource, and what stays open.
//!
//! Source: "AWS global condition context keys" and "IAM and AWS STS condition context keys", their paragraphs on availability.

use std::cell::{Cell, OnceCell};
use std::collections::BTreeMap;

use super::condition::Test;
use super::request::{Caller, Fact, Request, Target};
use crate::aws::reference::actions::{self, ActionFacts};
use crate::aws::reference::condition_keys;
use crate::aws::{Arn, PlainArn, Text};

/// What a key holds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Seen<'e> {
    /// One value.
    One(&'e Text),
    /// A multivalued key.
    Many(&'e [Text]),
    /// Not in the request.
    Absent,
    /// Anything or nothing.
    Open,
}

/// The keys of one request.
pub(super) struct Env<'a> {
    request: Request<'a>,
    action: OnceCell<Option<&'static ActionFacts>>,
    derived: OnceCell<BTreeMap<&'static str, Fact>>,
    /// Values tried for open keys; they win.
    pub(super) tried: BTreeMap<String, Fact>,
    /// Open keys that are not tried are absent.
    pub(super) closed: bool,
    /// What an open `aws:PrincipalArn` must look like: the ARN of somebody in the caller's account.
    principal: Option<Test>,
    not_own: Cell<bool>,
    /// What may still be spent on searches for strings.
    pub(super) work: Cell<u32>,
}

/// Keys among which one is looked for one by one.
const FEW: usize = 11;

/// Steps of single patterns in one evaluation.
const WORK: u32 = 2_000_000;

impl<'a> Env<'a> {
    pub(super) fn new(request: &Request<'a>) -> Self {
        let principal = match request.caller {
            Caller::Account(account) => Some(Test::like("aws:principalarn", &Arn::new("*", "iam", "", account.clone(), "*").to_text())),
            _ => None,
        };
        Self {
            request: *request,
            action: OnceCell::new(),
            principal,
            derived: OnceCell::new(),
            tried: BTreeMap::new(),
            closed: false,
            not_own: Cell::new(false),
            work: Cell::new(WORK),
        }
    }

    /// What the key (in lower case) holds.
    pub(super) fn seen(&self, key: &str) -> Seen<'_> {
        if let Some(fact) = self.tried.get(key) {
            return self.read(fact);
        }
        if let Some(fact) = self.told(key) {
            return self.read(fact);
        }
        if self.request.context.complete {
            return Seen::Absent;
        }
        let family = key.split_once('/').map(|(f, _)| f);
        let derived = self.derived.get_or_init(|| derive(&self.request));
        if let Some(fact) = derived.get(key).or_else(|| family.and_then(|f| derived.get(f))) {
            return self.read(fact);
        }
        // A name without a prefix is no condition key.
        if self.closed || !key.contains(':') || self.cannot_have(key) { Seen::Absent } else { Seen::Open }
    }

    /// What the request says of the key. Of a few keys most differ in length, which is quicker to see than their order.
    fn told(&self, key: &str) -> Option<&Fact> {
        let keys = &self.request.context.keys;
        if keys.len() > FEW {
            return keys.get(key);
        }
        keys.iter().find(|(k, _)| **k == *key).map(|(_, fact)| fact)
    }

    /// Rule 73: whether requests of this action never hold the key. What the tables do not know may be there.
    fn cannot_have(&self, key: &str) -> bool {
        let action = self.request.action;
        let Some(action) = *self.action.get_or_init(|| actions::lookup(action.service(), action.name())) else { return false };
        // Keys of identity providers are in their sessions, whatever the action.
        let of_provider = key.split_once(':').is_some_and(|(service, _)| service.contains('.'));
        !of_provider && !action.lists_key(key) && condition_keys::facts(key).is_some_and(|k| !k.global)
    }

    fn read<'e>(&self, fact: &'e Fact) -> Seen<'e> {
        match fact {
            Fact::Known(values) => match values.as_slice() {
                [one] => Seen::One(one),
                many => Seen::Many(many),
            },
            Fact::Many(values) => Seen::Many(values),
            Fact::Absent => Seen::Absent,
            Fact::Open if self.closed => Seen::Absent,
            Fact::Open => Seen::Open,
        }
    }

    /// What the values of an open key must meet besides the conditions on it; such a key is always there.
    pub(super) fn always(&self, key: &str) -> Option<&Test> {
        self.principal.as_ref().filter(|t| *t.key == *key)
    }

    /// Notes that a literal account id was taken not to be the one that is not known.
    pub(super) fn assume_account_not_own(&self) {
        self.not_own.set(true);
    }

    /// Whether that was noted.
    pub(super) fn assumed_account_not_own(&self) -> bool {
        self.not_own.get()
    }

    /// The same keys with these values tried, and nothing open any more.
    pub(super) fn close(&mut self, values: BTreeMap<String, Fact>) {
        self.tried = values;
        self.closed = true;
    }
}

/// The account a caller belongs to.
pub(super) fn account_of(caller: &Caller) -> Option<Text> {
    match caller {
        Caller::Role { arn, .. } | Caller::User(arn) | Caller::Root(arn) | Caller::FederatedUser(arn) => match arn.literal() {
            Some(s) => PlainArn::parse(s).map(|a| a.account.into()),
            None => Arn::parse(arn).ok().map(|a| a.account),
        },
        Caller::Account(account) => Some(account.clone()),
        Caller::WebIdentity(_) | Caller::Service(_) | Caller::Anonymous => None,
    }
}

/// What follows from caller and resource. A name before `/` stands for all keys of that family.
fn derive(request: &Request<'_>) -> BTreeMap<&'static str, Fact> {
    let mut out = BTreeMap::new();
    let known = |text: &Text| Fact::Known(vec![text.clone()]);
    let word = |s: &str| Fact::Known(vec![s.into()]);
    let principal = match request.caller {
        Caller::Role { arn, .. } | Caller::User(arn) | Caller::Root(arn) | Caller::FederatedUser(arn) => known(arn),
        Caller::Account(_) => Fact::Open,
        Caller::WebIdentity(_) | Caller::Service(_) | Caller::Anonymous => Fact::Absent,
    };
    out.insert("aws:principalarn", principal);
    match (account_of(request.caller), request.caller) {
        (Some(account), _) => {
            out.insert("aws:principalaccount", known(&account));
            out.insert("kms:calleraccount", known(&account));
        }
        (None, Caller::Anonymous) => {
            out.insert("aws:principalaccount", word("anonymous"));
        }
        (None, _) => {
            out.insert("aws:principalaccount", Fact::Absent);
        }
    }
    match request.caller {
        Caller::Role { .. } => out.insert("aws:principaltype", word("AssumedRole")),
        Caller::User(_) => out.insert("aws:principaltype", word("User")),
        Caller::Root(_) => out.insert("aws:principaltype", word("Account")),
        Caller::FederatedUser(_) => out.insert("aws:principaltype", word("FederatedUser")),
        Caller::Anonymous => out.insert("aws:principaltype", word("Anonymous")),
        Caller::Account(_) | Caller::WebIdentity(_) | Caller::Service(_) => None,
    };
    match request.caller {
        Caller::User(arn) => {
            let name = arn.literal().and_then(|s| s.rsplit_once('/')).map(|(_, n)| Text::from(n)).or_else(|| last_segment(arn));
            out.insert("aws:username", name.map_or(Fact::Open, |n| known(&n)));
        }
        Caller::Account(_) => {}
        _ => {
            out.insert("aws:username", Fact::Absent);
        }
    }
    let service = matches!(request.caller, Caller::Service(_));
    out.insert("aws:principalisawsservice", word(if service { "true" } else { "false" }));
    if let Caller::Service(name) = request.caller {
        out.insert("aws:principalservicename", known(name));
    } else {
        // Only there when an AWS service calls for itself.
        for key in [
            "aws:principalservicename",
            "aws:principalservicenameslist",
            "aws:sourceaccount",
            "aws:sourcearn",
            "aws:sourceorgid",
            "aws:sourceorgpaths",
            "aws:sourceowner",
        ] {
            out.insert(key, Fact::Absent);
        }
    }
    if matches!(request.caller, Caller::Service(_) | Caller::Anonymous | Caller::WebIdentity(_)) {
        for key in [
            "aws:principalorgid",
            "aws:principalorgpaths",
            "aws:principaltag",
            "aws:multifactorauthpresent",
            "aws:multifactorauthage",
            "aws:tokenissuetime",
        ] {
            out.insert(key, Fact::Absent);
        }
    }
    let (Target::One(target) | Target::Some(target)) = request.target;
    let arn = Arn::parse(target).ok();
    let own = arn.as_ref().filter(|a| !a.account.is_empty()).map(|a| &a.account);
    if let Some(account) = request.resource_account.or(own) {
        out.insert("aws:resourceaccount", known(account));
        out.insert("s3:resourceaccount", known(account));
    }
    if let Some(arn) = arn.filter(|a| !a.region.is_empty()) {
        out.insert("aws:requestedregion", known(&arn.region));
    }
    out.retain(|_, fact| !matches!(fact, Fact::Known(v) if v.iter().any(|t| t.literal().is_some_and(|s| s.contains(['*', '?'])))));
    out
}

fn last_segment(arn: &Text) -> Option<Text> {
    let mut rest = arn.split_once('/')?.1;
    while let Some((_, after)) = rest.split_once('/') {
        rest = after;
    }
    Some(rest)
}

/// Keys that every request has.
pub(super) fn is_always_there(key: &str) -> bool {
    matches!(
        key,
        "aws:securetransport"
            | "aws:currenttime"
            | "aws:epochtime"
            | "aws:requestedregion"
            | "aws:viaawsservice"
            | "aws:principaltype"
            | "aws:userid"
    )
}
