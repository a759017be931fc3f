//! The difference of two worlds as plain values.

use std::collections::BTreeMap;

use super::finding::fingerprint;
use super::trace::hop;
use super::world::{Sources, World};
use crate::change::{Delta, Why, Wider};
use crate::findings::{self, Analysis};
use crate::report::view::{self, Changed, Changes, Finding, Report};
use crate::report::words;

/// One of the two worlds: analysed, and as its report.
#[derive(Clone, Copy)]
pub struct Compared<'a> {
    /// The world.
    pub analysis: &'a Analysis<'a>,
    /// Its findings.
    pub findings: &'a [findings::Finding],
    /// Its report, whose traces, claims and gaps have the order of the analysis.
    pub report: &'a Report,
}

/// Tells what differs.
pub fn changes(before: Compared<'_>, after: Compared<'_>, delta: &Delta) -> Changes {
    let pick = |report: &Report, places: &[usize]| places.iter().filter_map(|i| report.traces.get(*i)).cloned().collect::<Vec<_>>();
    let changed = |all: &[Wider], wider: Compared<'_>, now: bool| -> Vec<Changed> {
        all.iter().filter_map(|w| self::changed(before, after, w, wider, now)).collect()
    };
    // What a finding is about may have got another address since.
    let same: BTreeMap<String, String> =
        after.findings.iter().map(|f| (fingerprint(f.rule, &f.identity), fingerprint(f.rule, &before_of(f, delta)))).collect();
    let was = |f: &Finding| same.get(&f.fingerprint).unwrap_or(&f.fingerprint).clone();
    let fresh = |f: &&Finding| !before.report.findings.iter().any(|old| old.fingerprint == was(f));
    let gone = |f: &&Finding| !after.report.findings.iter().any(|new| was(new) == f.fingerprint);
    let ways = delta.added.iter().chain(delta.widened.iter().map(|w| &w.after)).filter_map(|i| after.analysis.traces.get(*i));
    let reach = ways.filter_map(|t| findings::severity_of(after.analysis, t));
    let refuted = after.report.findings.iter().filter(|f| f.rule == "refuted-claim" && !delta.claims_refuted.is_empty()).map(|f| f.severity);
    Changes {
        version: view::VERSION,
        before: before.report.inputs.clone(),
        after: after.report.inputs.clone(),
        severity: reach.chain(refuted).max(),
        added: pick(after.report, &delta.added),
        removed: pick(before.report, &delta.removed),
        widened: changed(&delta.widened, after, true),
        narrowed: changed(&delta.narrowed, before, false),
        claims_refuted: delta.claims_refuted.iter().filter_map(|i| after.report.claims.get(*i)).cloned().collect(),
        gaps_added: delta.gaps_added.iter().filter_map(|i| after.report.gaps.get(*i)).cloned().collect(),
        findings_added: after.report.open_findings().filter(fresh).cloned().collect(),
        findings_resolved: before.report.open_findings().filter(gone).cloned().collect(),
        findings_unchanged: after.report.open_findings().filter(|f| !fresh(f)).count(),
    }
}

fn changed(before: Compared<'_>, after: Compared<'_>, pair: &Wider, wider: Compared<'_>, now: bool) -> Option<Changed> {
    let Analysis { inventory, review, graph, .. } = *wider.analysis;
    let world = World::new(Sources { inventory, review, graph });
    let trace = after.report.traces.get(pair.after)?.clone();
    let old = before.report.traces.get(pair.before)?.clone();
    let why = pair.why.iter().map(|w| sentence(&world, w, now)).collect();
    Some(Changed { trace, before: Box::new(old), why })
}

/// What identified a finding before.
fn before_of(finding: &findings::Finding, delta: &Delta) -> Vec<String> {
    finding.identity.iter().map(|part| delta.renamed.get(part).unwrap_or(part).clone()).collect()
}

/// One reason; `now` tells whether the wider world is the one after.
fn sentence(world: &World<'_>, why: &Why, now: bool) -> String {
    let step = |id| {
        let hop = world.sources.graph.edge(id).map(|edge| hop(world, edge, None));
        hop.map(|h| format!("{} {} {}", h.from.name, words::edge(h.edge), h.to.name)).unwrap_or_default()
    };
    let condition =
        |c| world.conditions(std::slice::from_ref(c)).pop().map(|c| format!("{} {} {}", c.key, c.operator, c.values.join(", "))).unwrap_or_default();
    match (why, now) {
        (Why::Verdict(old), true) => format!("the verdict was {}", words::verdict(*old)),
        (Why::Verdict(new), false) => format!("the verdict is {} now", words::verdict(*new)),
        (Why::Unsettled(old), true) => format!("what it hangs on is not known any more; it was {}", words::verdict(*old)),
        (Why::Unsettled(new), false) => format!("what it hung on is known now: {}", words::verdict(*new)),
        (Why::Objects, true) => "every object is reached, where it was some".to_owned(),
        (Why::Objects, false) => "some objects are reached, where it was every one".to_owned(),
        (Why::Without(c), true) => format!("no longer asked for: {}", condition(c)),
        (Why::Without(c), false) => format!("asked for now: {}", condition(c)),
        (Why::Step(id), true) => format!("“{}” allows more than it did", step(*id)),
        (Why::Step(id), false) => format!("“{}” allows less than it did", step(*id)),
        (Why::NewStep(id), true) => format!("“{}” is new and asks for less than the way there was", step(*id)),
        (Why::NewStep(id), false) => format!("“{}” is gone, which asked for less than the way there is", step(*id)),
        (Why::Callers, true) => "more callers may take it".to_owned(),
        (Why::Callers, false) => "fewer callers may take it".to_owned(),
    }
}
