//! Comparing policies: is there a request that one allows and another does not?
//!
//! A request is a caller, an action, a resource and a context. Actions fall into classes that no pattern of the policies tells apart, callers
//! into those that the policies name and one stranger; for each pair the evaluator's own formulas say whether some resource and context make
//! the difference. What no service has today counts as an action only where no known action is in the class; a resource is any string.

mod actions;
mod callers;
mod shared;

use std::collections::BTreeMap;

use super::authorize::{Gained, authorize, gained};
use super::{Beside, Caller, Context, Document, Doubt, Effect, Evaluation, Fact, Policies, PolicyId, Request, ResourceSide, Source, Target};
use crate::aws::reference::actions::lookup;
use crate::aws::{Action, Arn, Text};

/// What sort of policy is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Identity-based: what its owner may do in the own account.
    Identity,
    /// Resource-based, role trust policies among them: whom it lets in, the callers' own side allowing.
    Resource,
}

/// A request with nothing open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// Who.
    pub caller: Caller,
    /// What.
    pub action: Action,
    /// On which resource.
    pub resource: Text,
    /// The account that owns it.
    pub account: Text,
    /// Keys that are there, by lower-case name; all others are absent.
    pub context: BTreeMap<String, Fact>,
}

/// The outcome of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// The new policy allows this and the old one does not.
    Gain(Box<Example>),
    /// Whatever the new policy allows the old one allows as well.
    NoGain,
    /// Not known.
    Unknown(Vec<Doubt>),
}

/// Whether `new` allows a request that `old` does not.
pub fn new_access(old: &Document, new: &Document, sort: Sort) -> Comparison {
    let (old, new) = shared::without(old, new);
    compare(&old, &new, sort, None, &["*".into()])
}

/// Whether the policy allows one of these actions (patterns) on one of these resources (patterns; empty: any).
pub fn grants_any(policy: &Document, sort: Sort, actions: &[String], resources: &[Text]) -> Comparison {
    let nothing = Document { statements: Vec::new(), unknown_statements: Vec::new(), version: policy.version, lone: false };
    let everything = ["*".into()];
    compare(&nothing, policy, sort, Some(actions), if resources.is_empty() { &everything } else { resources })
}

const OLD: PolicyId = PolicyId(0);
const NEW: PolicyId = PolicyId(1);
const BESIDE: PolicyId = PolicyId(2);

/// The account of callers and resources of identity policies, and what witnesses say where any account will do.
const ACCOUNT: &str = "111122223333";
/// The owner of resources whose policy is compared, where the policy does not say: nobody's account.
const OWNER: &str = "000000000000";

fn compare(old: &Document, new: &Document, sort: Sort, only: Option<&[String]>, targets: &[Text]) -> Comparison {
    if new.unknown_statements.is_empty() && !new.statements.iter().any(|s| s.effect == Effect::Allow) {
        return Comparison::NoGain;
    }
    let Some(others) = beside(r#""*""#) else { return Comparison::Unknown(vec![Doubt::Budget]) };
    let (before, after) = (of_sort(sort, OLD, old, &others), of_sort(sort, NEW, new, &others));
    let classes = actions::classes(old, new, only);
    let callers = match sort {
        Sort::Identity => vec![Caller::Account("*".into())],
        Sort::Resource => callers::all(&[old, new]),
    };
    let mut doubts: Vec<Doubt> = classes.cut.then_some(Doubt::Budget).into_iter().collect();
    // Most classes are not in the new policy at all.
    for class in classes.each.iter().filter(|c| c.first().is_some_and(|a| new.may_allow(a))) {
        for (caller, target) in callers.iter().flat_map(|c| targets.iter().map(move |t| (c, t))) {
            // A request that AWS would take shows more than one on a resource that the action does not have.
            let mut odd: Option<Example> = None;
            for action in class {
                match one(caller, action, target, sort, (old, &before), (new, &after)) {
                    Found::Gain(example, true) => return Comparison::Gain(Box::new(example)),
                    Found::Gain(example, false) => drop(odd.get_or_insert(example)),
                    Found::Nothing => {}
                    Found::Unknown(more) => doubts.extend(more),
                }
            }
            if let Some(example) = odd {
                return Comparison::Gain(Box::new(example));
            }
        }
    }
    doubts.sort();
    doubts.dedup();
    if doubts.is_empty() { Comparison::NoGain } else { Comparison::Unknown(doubts) }
}

/// The resource's side where identity policies are compared: roles and keys take an Allow of their own policy as well.
fn beside(principal: &str) -> Option<Document> {
    Document::parse_str(&format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":{principal},"Action":"*","Resource":"*"}}}}"#
    ))
    .ok()
}

fn of_sort<'a>(sort: Sort, id: PolicyId, document: &'a Document, beside: &'a Document) -> Policies<'a> {
    let source = Source { id, document: Some(document) };
    let (identity, resource) = match sort {
        Sort::Identity => (Some(vec![source]), ResourceSide::Policy(Source { id: BESIDE, document: Some(beside) })),
        Sort::Resource => (None, ResourceSide::Policy(source)),
    };
    Policies {
        identity,
        boundary: None,
        session: None,
        scps: None,
        rcps: None,
        endpoints: Vec::new(),
        resource,
        restrict_public_buckets: false,
        beside: Beside::default(),
    }
}

/// What comparing one caller and action came to.
enum Found {
    /// This is gained; whether the resource is of a type that the action has.
    Gain(Example, bool),
    Nothing,
    Unknown(Vec<Doubt>),
}

/// One caller and action. First any string as resource, whose "nothing" is final; then for a witness resources as the action takes them.
fn one(
    caller: &Caller,
    action: &Action,
    target: &Text,
    sort: Sort,
    (old, before): (&Document, &Policies<'_>),
    (new, after): (&Document, &Policies<'_>),
) -> Found {
    // Of another account than the caller's: a resource's policy shows all it grants, and an identity policy decides alone beside one that
    // lets everybody in. Both stars are no account id, so that the keys that tell accounts stay open.
    let account: Text = "**".into();
    let context = Context::default();
    let ask = |target: &Target| {
        let request = Request { caller, action, target, resource_account: Some(&account), context: &context };
        gained(&request, after, before)
    };
    let whole = ask(&Target::Some(target.clone()));
    let mut doubts = match &whole {
        Gained::Nothing => return Found::Nothing,
        Gained::Request(..) => Vec::new(),
        Gained::Unknown(doubts) => doubts.clone(),
    };
    let typed = if target.literal() == Some("*") { shapes(action) } else { Vec::new() };
    let whole_is_typed = typed.is_empty();
    let candidates = typed.iter().map(|t| (ask(t), Some(t))).chain(std::iter::once((whole, None)));
    for (found, shape) in candidates {
        if let Gained::Request(resource, facts) = found {
            let is_typed = shape.map_or(whole_is_typed, |shape| parts(shape) > 1 || parts(&Target::One(resource.clone())) == 1);
            let example = concrete(caller, action, resource, facts, sort);
            if holds(&example, sort, new, old) {
                return Found::Gain(example, is_typed);
            }
            doubts.push(Doubt::Mismatch);
        }
    }
    Found::Unknown(doubts)
}

/// The parts of a resource between slashes: a `*` for a bucket's name takes slashes that such names do not have.
fn parts(target: &Target) -> usize {
    let (Target::One(text) | Target::Some(text)) = target;
    text.to_string().split('/').count()
}

/// What an action of AWS acts on: `*` for actions without resources, else some ARN of each of its resource types.
fn shapes(action: &Action) -> Vec<Target> {
    let Some(facts) = lookup(action.service(), action.name()) else { return Vec::new() };
    if facts.wildcard_only() {
        return vec![Target::One("*".into())];
    }
    let mut templates: Vec<&str> = facts.resource_types.iter().map(|u| u.resource.arn).collect();
    templates.sort_by_key(|t| t.len());
    let value = |variable: &str| match variable {
        "Partition" => "aws",
        "Region" => "us-east-1",
        "Account" => ACCOUNT,
        _ => "*",
    };
    templates.iter().map(|t| Target::Some(fill(t, value))).collect()
}

fn fill(template: &str, value: impl Fn(&str) -> &'static str) -> Text {
    let mut out = String::new();
    let mut rest = template;
    while let Some((literal, (variable, after))) = rest.split_once("${").and_then(|(l, r)| Some((l, r.split_once('}')?))) {
        out.push_str(literal);
        out.push_str(value(variable));
        rest = after;
    }
    out.push_str(rest);
    out.into()
}

/// The example as a request of somebody in particular.
fn concrete(caller: &Caller, action: &Action, resource: Text, facts: BTreeMap<String, Fact>, sort: Sort) -> Example {
    let mut context: BTreeMap<String, Fact> = facts.into_iter().filter(|(_, f)| !matches!(f, Fact::Absent | Fact::Open)).collect();
    let told = |key: &str| match context.get(key) {
        Some(Fact::Known(values) | Fact::Many(values)) => values.first().cloned(),
        _ => None,
    };
    let arn = told("aws:principalarn");
    let account = match caller {
        Caller::Account(id) if id.literal() != Some("*") => id.clone(),
        _ => {
            let of_arn = arn.as_ref().and_then(|a| Arn::parse(a).ok()).map(|a| a.account);
            let literal = |a: &Text| a.literal().is_some_and(|s| s.len() == 12 && s.bytes().all(|b| b.is_ascii_digit()));
            told("aws:principalaccount").or(of_arn).filter(literal).unwrap_or_else(|| ACCOUNT.into())
        }
    };
    let session = told("sts:rolesessionname");
    // What follows from a caller of that name, a complete context has to say.
    if let Caller::Role { arn, .. } | Caller::User(arn) | Caller::FederatedUser(arn) = caller {
        context.entry("aws:principalarn".into()).or_insert_with(|| Fact::Known(vec![arn.clone()]));
        if let Some(own) = super::context::account_of(caller) {
            context.entry("aws:principalaccount".into()).or_insert_with(|| Fact::Known(vec![own]));
        }
    }
    let caller = match caller {
        Caller::Account(_) => match arn.as_ref().and_then(|a| Some((a.clone(), Arn::parse(a).ok()?.resource))) {
            Some((arn, kind)) if kind.strip_prefix("user/").is_some() => Caller::User(arn),
            Some((arn, kind)) if kind.strip_prefix("role/").is_some() => Caller::Role { arn, session: None },
            _ => Caller::User(Arn::new("aws", "iam", "", account.clone(), "user/example").to_text()),
        },
        Caller::Role { arn, session: None } => Caller::Role { arn: arn.clone(), session },
        other => other.clone(),
    };
    let account = match sort {
        Sort::Identity => super::context::account_of(&caller).unwrap_or(account),
        Sort::Resource => OWNER.into(),
    };
    Example { caller, action: action.clone(), resource, account, context }
}

/// Whether the example is what it is meant to be, decided anew with nothing open. A role's or key's policy that leaves the decision to the
/// account of an identity policy grants nothing by itself.
fn holds(example: &Example, sort: Sort, new: &Document, old: &Document) -> bool {
    let Some(others) = beside(&format!(r#"{{"AWS":"{}"}}"#, example.account)) else { return false };
    let context = Context { keys: example.context.clone(), complete: true };
    let target = Target::One(example.resource.clone());
    let request =
        Request { caller: &example.caller, action: &example.action, target: &target, resource_account: Some(&example.account), context: &context };
    matches!(authorize(&request, &of_sort(sort, NEW, new, &others)), Evaluation::Allowed(_))
        && matches!(authorize(&request, &of_sort(sort, OLD, old, &others)), Evaluation::Denied(_))
}
