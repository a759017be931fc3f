//! What an organization lays on an account, in two readings where its attachments are not known whole: the narrow one lets through what is let
//! through for certain, the wide one refuses what is refused for certain.

use std::collections::BTreeMap;

use crate::aws::Text;
use crate::model::{ControlLevel, Inventory};
use crate::policy::{self, Doubt, Evaluation, Policies, PolicyId, Request, Source};

type Levels<'a> = Vec<Vec<Source<'a>>>;

/// Policies of one kind, by level.
#[derive(Clone, Debug)]
struct Readings<'a> {
    narrow: Levels<'a>,
    wide: Levels<'a>,
    /// The first policy by which they differ.
    differ: Option<PolicyId>,
}

/// What binds one account.
#[derive(Clone, Debug)]
pub(super) struct Bounds<'a> {
    scps: Option<Readings<'a>>,
    rcps: Option<Readings<'a>>,
}

impl<'a> Bounds<'a> {
    /// Of each account that something is known of.
    pub fn all(inventory: &'a Inventory) -> BTreeMap<&'a Text, Self> {
        let source = |id: &PolicyId| Source { id: *id, document: inventory.policy(*id).and_then(|p| p.document.as_ref()) };
        let readings = |levels: &Vec<ControlLevel>| {
            let of = |each: fn(&ControlLevel) -> &Vec<PolicyId>| levels.iter().map(|l| each(l).iter().map(source).collect()).collect();
            let apart =
                |l: &ControlLevel| l.narrow.iter().find(|p| !l.wide.contains(p)).or_else(|| l.narrow.first().filter(|_| l.wide != l.narrow)).copied();
            Readings { narrow: of(|l| &l.narrow), wide: of(|l| &l.wide), differ: levels.iter().find_map(apart) }
        };
        let bounds =
            inventory.controls.iter().map(|c| (&c.account, Self { scps: c.scps.as_ref().map(readings), rcps: c.rcps.as_ref().map(readings) }));
        bounds.collect()
    }

    /// Service control policies, in the narrow reading.
    pub fn of_callers(&self) -> impl Iterator<Item = &Source<'a>> {
        self.scps.iter().flat_map(|s| &s.narrow).flatten()
    }
}

/// Lays on a request's policies what binds the accounts of the caller and of the resource's owner; whether that is known whole.
pub(super) fn bind<'a>(policies: &mut Policies<'a>, caller: Option<&Bounds<'a>>, owner: Option<&Bounds<'a>>) -> bool {
    let (scps, rcps) = (caller.and_then(|b| b.scps.as_ref()), owner.and_then(|b| b.rcps.as_ref()));
    policies.scps = scps.map(|s| s.narrow.clone());
    policies.rcps = rcps.map(|r| r.narrow.clone());
    [scps, rcps].iter().flatten().all(|r| r.differ.is_none())
}

/// Decides under what the organization lays on the accounts of the caller and of the resource's owner.
pub(super) fn decide<'a>(request: &Request<'_>, policies: &mut Policies<'a>, caller: Option<&Bounds<'a>>, owner: Option<&Bounds<'a>>) -> Evaluation {
    let (scps, rcps) = (caller.and_then(|b| b.scps.as_ref()), owner.and_then(|b| b.rcps.as_ref()));
    bind(policies, caller, owner);
    let narrow = policy::authorize(request, policies);
    let Some(differ) = scps.and_then(|s| s.differ).or_else(|| rcps.and_then(|r| r.differ)) else { return narrow };
    if matches!(narrow, Evaluation::Allowed(_) | Evaluation::AllowedIf(..)) {
        return narrow;
    }
    policies.scps = scps.map(|s| s.wide.clone());
    policies.rcps = rcps.map(|r| r.wide.clone());
    match (policy::authorize(request, policies), narrow) {
        (Evaluation::Allowed(_) | Evaluation::AllowedIf(..), Evaluation::Denied(denial)) => {
            let by = denial.statements.first().map_or(differ, |s| s.policy);
            Evaluation::Uncertain(vec![Doubt::UnknownAttachment(by)])
        }
        (Evaluation::Allowed(_) | Evaluation::AllowedIf(..), uncertain) => uncertain,
        (wide, _) => wide,
    }
}
