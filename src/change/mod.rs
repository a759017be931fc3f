//! Two worlds compared in reach, not in text: who reaches what now and did not, under fewer conditions, in more places.
//!
//! *In:* two reviewed worlds whose inventories call unknown values by the same symbols.
//! *Out:* a [`Delta`]: traces added and removed, widened and narrowed, claims newly refuted, gaps added.
//! *Does not:* compare findings, or know how a world was read.

mod conditions;
mod doors;
mod pair;
mod twins;

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::{AccessGraph, EdgeId};
use crate::model::{Gap, Inventory};
use crate::policy::OpenCondition;
use crate::trace::{ClaimResult, ClaimVerdict, Trace, Verdict};

pub use doors::{Door, DoorAt, Peers};

use pair::Direction;

/// A reviewed world.
#[derive(Clone, Copy, Debug)]
pub struct World<'a> {
    /// What exists.
    pub inventory: &'a Inventory,
    /// Its graph.
    pub graph: &'a AccessGraph,
    /// Who reaches what.
    pub traces: &'a [Trace],
    /// Judged claims.
    pub claims: &'a [ClaimResult],
}

/// Why a way is wider in one world than in the other. Edges and conditions are those of the world where it is wider, but for [`Why::Without`].
#[derive(Clone, Debug, PartialEq)]
pub enum Why {
    /// The verdict is stronger than this one.
    Verdict(Verdict),
    /// It is not known any more whether there is a way; the verdict was this.
    Unsettled(Verdict),
    /// Every object is reached, where it was some.
    Objects,
    /// This condition of the narrower world is not asked for.
    Without(OpenCondition),
    /// The step allows more than it did: other conditions, more actions or more resources.
    Step(EdgeId),
    /// The step was not there, and the way asks for less than the ones that were.
    NewStep(EdgeId),
    /// More callers of the same account, or anybody, may take it.
    Callers,
}

/// A way that only the world after has.
#[derive(Clone, Debug, PartialEq)]
pub struct Added {
    /// Its place among the traces of the world after.
    pub after: usize,
    /// The first of its steps that was not there, or allowed less; `None` where each was there and only together they are new.
    pub step: Option<EdgeId>,
}

/// A way that both worlds have, wider in one of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Wider {
    /// Its place among the traces of the world before.
    pub before: usize,
    /// Its place among the traces of the world after.
    pub after: usize,
    /// What makes it so; never empty.
    pub why: Vec<Why>,
}

/// What differs. A way can be widened and narrowed at once, when one condition takes the place of another.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Delta {
    /// Ways that are new.
    pub added: Vec<Added>,
    /// Ways that are gone, by their places among the traces before.
    pub removed: Vec<usize>,
    /// Ways that are wider after.
    pub widened: Vec<Wider>,
    /// Ways that were wider before.
    pub narrowed: Vec<Wider>,
    /// What the network admits now and did not.
    pub opened: Vec<Door>,
    /// What the network admitted and does not any more.
    pub closed: Vec<Door>,
    /// Claims that are refuted now and were not, by their places among the claims after.
    pub claims_refuted: Vec<usize>,
    /// Steps of ways added and widened that were not there, or allowed less.
    pub new_steps: BTreeSet<EdgeId>,
    /// What resources and policies were called before, by what they are called after, where that differs: Terraform addresses, names of policies.
    pub renamed: BTreeMap<String, String>,
    /// Gaps that are new, by their places in the inventory after.
    pub gaps_added: Vec<usize>,
}

/// Compares two worlds.
pub fn compare(before: World<'_>, after: World<'_>) -> Delta {
    let (mut forth, mut back) = (Direction::new(after, before), Direction::new(before, after));
    let mut delta = Delta::default();
    for (i, trace) in told(after.traces) {
        let Some(twin) = forth.counterpart(trace) else {
            delta.added.push(Added { after: i, step: forth.first_new(trace) });
            continue;
        };
        let mut why = forth.gains(trace, &twin);
        // What was decided and is not any more may be wider.
        if trace.verdict == Verdict::Undecided && twin.trace.verdict > Verdict::Undecided {
            why.push(Why::Unsettled(twin.trace.verdict));
        }
        if !why.is_empty() {
            delta.widened.push(Wider { before: twin.place, after: i, why });
        }
    }
    for (i, trace) in told(before.traces) {
        let Some(twin) = back.counterpart(trace) else {
            delta.removed.push(i);
            continue;
        };
        let why = back.gains(trace, &twin);
        let decided = [trace.verdict, twin.trace.verdict].iter().all(|v| *v > Verdict::Undecided);
        if decided && !why.is_empty() {
            delta.narrowed.push(Wider { before: i, after: twin.place, why });
        }
    }
    delta.opened = doors::opened(after, before);
    delta.closed = doors::opened(before, after);
    delta.new_steps = forth.new_steps();
    delta.renamed = forth.renamed();
    let refuted = |claims: &[ClaimResult], id: &str| claims.iter().any(|c| c.id == id && c.verdict == ClaimVerdict::Refuted);
    let claims = after.claims.iter().enumerate();
    delta.claims_refuted = claims.filter(|(_, c)| c.verdict == ClaimVerdict::Refuted && !refuted(before.claims, &c.id)).map(|(i, _)| i).collect();
    let same = |a: &Gap, b: &Gap| (a.kind, &a.subject, &a.message) == (b.kind, &b.subject, &b.message);
    let gaps = after.inventory.gaps.iter().enumerate();
    delta.gaps_added = gaps.filter(|(_, gap)| !before.inventory.gaps.iter().any(|old| same(gap, old))).map(|(i, _)| i).collect();
    delta
}

/// Traces that tell of a way, or of one that can't be ruled out.
fn told(traces: &[Trace]) -> impl Iterator<Item = (usize, &Trace)> {
    traces.iter().enumerate().filter(|(_, t)| t.verdict != Verdict::Never)
}
