//! Making a principal and giving it everything: a role that trusts the actor, or a user with credentials.
//!
//! Not in the catalogues; every call is in one statement of most deployment roles. A permissions boundary that is demanded bounds what is made:
//! what it leaves is not followed and holds the answer open.

use std::collections::BTreeSet;

use super::rewrite::ADMINISTRATOR;
use super::{Reach, action};
use crate::aws::{Action, Arn, Text};
use crate::graph::actor::Actor;
use crate::graph::attempt::Attempt;
use crate::graph::world::World;
use crate::graph::{EdgeKind, NodeKind, Row};
use crate::policy::{Evaluation, Fact, Target};

/// One way: the beginning of the ARN, what makes it, what gives it permissions (one of these), what gives its credentials (one of these, if any).
type Way = (&'static str, &'static str, &'static [&'static str], &'static [&'static str]);

const WAYS: &[Way] = &[
    ("role", "iam:CreateRole", &["iam:AttachRolePolicy", "iam:PutRolePolicy"], &[]),
    ("user", "iam:CreateUser", &["iam:AttachUserPolicy", "iam:PutUserPolicy"], &["iam:CreateAccessKey", "iam:CreateLoginProfile"]),
];

/// How many names are tried.
const NAMES: usize = 8;

pub(super) fn steps<'a>(world: &'a World<'a>, actor: &Actor<'a>, reach: Reach<'_>, out: &mut Vec<Attempt>) {
    let (Some(account), Reach::Possible) = (actor.account.clone().filter(|_| actor.is_ours()), reach) else { return };
    let may = |name: &&&'static str| action(name).is_some_and(|a| actor.may(&a));
    for way in WAYS {
        let (kind, create, grants, credentials) = *way;
        let Some(create) = action(create).filter(|a| actor.may(a) && grants.iter().any(|g| may(&g))) else { continue };
        let mut best: Option<Attempt> = None;
        for arn in names(world, actor, &create, kind) {
            for limited in [false, true] {
                let to = if limited { NodeKind::Anything } else { NodeKind::Admin(account.clone()) };
                let mut attempt = Attempt::new(to, EdgeKind::RewriteGrant, &[]);
                need(world, actor, &[create.as_str()], &arn, limited, &mut attempt);
                need(world, actor, grants, &arn, limited, &mut attempt);
                if !credentials.is_empty() {
                    need(world, actor, credentials, &arn, limited, &mut attempt);
                }
                if limited {
                    attempt.unseen.push(format!("what a {kind} may do that is made within the boundary or the policies that are demanded"));
                }
                let better =
                    !attempt.refused() && best.as_ref().is_none_or(|b| (b.unseen.len(), attempt.status()) > (attempt.unseen.len(), b.status()));
                if better {
                    attempt.facts.push(format!("the actor makes a {kind} that it can act as"));
                    best = Some(attempt);
                }
            }
        }
        out.extend(best);
    }
}

/// One of the calls, on what is made. `limited`: with whatever boundary and policies are demanded.
fn need<'a>(world: &'a World<'a>, actor: &Actor<'a>, calls: &[&str], arn: &Text, limited: bool, attempt: &mut Attempt) {
    let free = [("iam:permissionsboundary", Fact::Absent), ("iam:policyarn", Fact::Known(vec![ADMINISTRATOR.into()]))];
    let facts: &[(&str, Fact)] = if limited { &[] } else { &free };
    let mut best: Option<(Action, Evaluation)> = None;
    for act in calls.iter().filter_map(|c| Action::parse(c).ok()).filter(|a| actor.may(a)) {
        let answer = world.ask(actor, &act, &Target::One(arn.clone()), None, facts);
        let good = |e: &Evaluation| match e {
            Evaluation::Denied(_) => 0,
            Evaluation::Uncertain(_) => 1,
            Evaluation::AllowedIf(..) => 2,
            Evaluation::Allowed(_) => 3,
        };
        if best.as_ref().is_none_or(|(_, b)| good(&answer) > good(b)) {
            best = Some((act, answer));
        }
    }
    match best {
        Some((act, answer)) => attempt.need(&act, arn.clone(), answer),
        None => attempt.missing = Some(format!("nothing allows {}", calls.join(" or "))),
    }
}

/// Names that the actor may give, by the patterns of its policies; none that is taken.
fn names(world: &World<'_>, actor: &Actor<'_>, create: &Action, kind: &str) -> Vec<Text> {
    let documents = actor.identity().unwrap_or_default().iter().filter_map(|s| s.document);
    let mut found: BTreeSet<String> = BTreeSet::new();
    for patterns in documents.map(|d| d.may_allow_on(create)) {
        let Some(patterns) = patterns else {
            found.insert("made".into());
            continue;
        };
        for pattern in patterns.iter().filter_map(|p| p.literal()) {
            let name = pattern.split_once(&format!(":{kind}/")).map_or("*", |(_, name)| name);
            if !name.contains("${") {
                found.insert(name.replace('*', "made").replace('?', "x"));
            }
        }
    }
    let Some(account) = actor.account.clone() else { return Vec::new() };
    let partition = actor.resource.and_then(|r| Arn::parse(&r.arn).ok()).map_or_else(|| Text::from("aws"), |a| a.partition);
    let arn = |name: String| Arn::new(partition.clone(), "iam", "", account.clone(), format!("{kind}/{name}").as_str()).to_text();
    found.into_iter().map(arn).filter(|arn| world.by_arn(arn).is_none()).take(NAMES).collect()
}

/// The ways, for readers.
pub(super) fn rows() -> Vec<Row> {
    let row = |(kind, create, grants, credentials): &Way| {
        let given = credentials
            .first()
            .map(|_| format!("or {}", credentials.iter().skip(1).chain(grants.iter().skip(1)).copied().collect::<Vec<_>>().join(", or ")));
        let given = given.or_else(|| grants.get(1).map(|g| format!("or {g}")));
        let calls = std::iter::once(*create).chain(grants.first().copied()).chain(credentials.first().copied()).collect();
        let given = given.map(|g| format!("a {kind} that does not exist yet; {g}"));
        Row { kind: EdgeKind::RewriteGrant, ids: Vec::new(), calls, service: None, existing: None, given }
    };
    WAYS.iter().map(row).collect()
}
