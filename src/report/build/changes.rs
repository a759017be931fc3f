//! The difference of two worlds as plain values.

use std::collections::{BTreeMap, BTreeSet};

use super::doors;
use super::finding::fingerprint;
use super::ledger::Ledger;
use super::trace::hop;
use super::world::{Sources, World};
use crate::change::{Delta, Why, Wider};
use crate::findings::{self, Analysis};
use crate::report::diagram::view::{Change, Diagram, Tone, Verdict as Answer};
use crate::report::view::{self, Baseline, Changed, Changes, Finding, Report};
use crate::report::visible::bounded;
use crate::report::words;
use crate::trace::{Access, Verdict};

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

/// The report of the world after with what differs from the one before, and a picture of it.
pub fn changed(before: Compared<'_>, after: Compared<'_>, delta: &Delta) -> Report {
    let mut report = after.report.clone();
    let mut ledger = Ledger::new(std::mem::take(&mut report.evidence));
    let changes = changes(before, after, delta, &mut ledger);
    for finding in &mut report.findings {
        let new = changes.findings_added.iter().any(|f| f.fingerprint == finding.fingerprint);
        finding.baseline = Some(if new { Baseline::New } else { Baseline::Unchanged });
    }
    report.rules.extend(super::finding::rules(findings::change_rules(), &changes.reach));
    report.diagrams.extend(picture(after, delta, &changes, &mut ledger));
    report.evidence = ledger.finish();
    report.pictures = report.diagrams.iter().map(super::picture).collect();
    report.changes = Some(Box::new(changes));
    report
}

/// The ways added and widened, new steps marked; none when there are no such ways.
fn picture(after: Compared<'_>, delta: &Delta, changes: &Changes, ledger: &mut Ledger) -> Option<Diagram> {
    let traces: Vec<view::Trace> = changes.added.iter().chain(changes.widened.iter().map(|w| &w.trace)).cloned().collect();
    if traces.iter().all(|t| t.hops.is_empty()) {
        return None;
    }
    let Analysis { inventory, review, graph, .. } = *after.analysis;
    let world = World::new(Sources { inventory, review, graph });
    let verdict = Answer { text: words::change_counts(changes), tone: if changes.severity.is_some() { Tone::Critical } else { Tone::Unknown } };
    let head = Diagram {
        id: "changes".to_owned(),
        title: "Changes · ways added and widened".to_owned(),
        question: "What does this change let somebody outside reach?".to_owned(),
        verdict: Some(verdict),
        ..super::access_diagram::head(after.report)
    };
    let mut picture = super::access_diagram::answer(&traces, &super::setting(&world), ledger, head);
    let pairs = after.analysis.traces.iter().zip(&after.report.traces).flat_map(|(t, shown)| t.hops.iter().zip(&shown.hops));
    let doors = traces.iter().filter(|t| t.access == Access::Connect).flat_map(|t| &t.hops).filter_map(|h| h.evidence.as_ref());
    let mut new: BTreeSet<&String> = pairs.filter(|(edge, _)| delta.new_steps.contains(edge)).filter_map(|(_, hop)| hop.evidence.as_ref()).collect();
    new.extend(doors);
    for edge in picture.edges.iter_mut().filter(|e| e.evidence.iter().any(|id| new.contains(id))) {
        edge.change = Change::Added;
    }
    Some(picture)
}

/// Tells what differs.
fn changes(before: Compared<'_>, after: Compared<'_>, delta: &Delta, ledger: &mut Ledger) -> Changes {
    let pick = |report: &Report, places: &[usize]| places.iter().filter_map(|i| report.traces.get(*i)).cloned().collect::<Vec<_>>();
    let changed =
        |all: &[Wider], wider: Compared<'_>, now: bool| -> Vec<Changed> { all.iter().filter_map(|w| pair(before, after, w, wider, now)).collect() };
    // What a finding is about may have got another address since.
    let same: BTreeMap<String, String> =
        after.findings.iter().map(|f| (fingerprint(f.rule, &f.identity), fingerprint(f.rule, &before_of(f, delta)))).collect();
    let was = |f: &Finding| same.get(&f.fingerprint).unwrap_or(&f.fingerprint).clone();
    let fresh = |f: &&Finding| !before.report.findings.iter().any(|old| old.fingerprint == was(f));
    let gone = |f: &&Finding| !after.report.findings.iter().any(|new| was(new) == f.fingerprint);
    let findings_added: Vec<Finding> = after.report.open_findings().filter(fresh).cloned().collect();
    let ways = delta.added.iter().map(|a| &a.after).chain(delta.widened.iter().map(|w| &w.after)).filter_map(|i| after.analysis.traces.get(*i));
    let reached = ways.filter_map(|t| findings::severity_of(after.analysis, t));
    let refuted = after.report.findings.iter().filter(|f| f.rule == "refuted-claim" && !delta.claims_refuted.is_empty()).map(|f| f.severity);
    let mut changes = Changes {
        version: view::VERSION,
        before: before.report.inputs.clone(),
        after: after.report.inputs.clone(),
        severity: reached.chain(refuted).max(),
        added: pick(after.report, &delta.added.iter().map(|a| a.after).collect::<Vec<_>>()),
        removed: pick(before.report, &delta.removed),
        widened: changed(&delta.widened, after, true),
        narrowed: changed(&delta.narrowed, before, false),
        claims_refuted: delta.claims_refuted.iter().filter_map(|i| after.report.claims.get(*i)).cloned().collect(),
        gaps_added: delta.gaps_added.iter().filter_map(|i| after.report.gaps.get(*i)).cloned().collect(),
        reach: reach(after, delta, &findings_added),
        findings_added,
        findings_resolved: before.report.open_findings().filter(gone).cloned().collect(),
        findings_unchanged: after.report.open_findings().filter(|f| !fresh(f)).count(),
    };
    network(before, after, delta, ledger, &mut changes);
    changes
}

fn world(of: Compared<'_>) -> World<'_> {
    let Analysis { inventory, review, graph, .. } = *of.analysis;
    World::new(Sources { inventory, review, graph })
}

/// What the network opens and closes.
fn network(before: Compared<'_>, after: Compared<'_>, delta: &Delta, ledger: &mut Ledger, changes: &mut Changes) {
    let (old, new) = (world(before), world(after));
    for door in &delta.opened {
        let trace = doors::way(&new, door, ledger);
        changes.severity = changes.severity.max(Some(doors::severity(door)));
        // What a new finding says of a group that is open to everybody.
        if !changes.findings_added.iter().any(|f| f.rule == "security-group-open-to-internet" && f.subject == trace.to.id) {
            let id = format!("R-{:03}", changes.reach.len() + 1);
            changes.reach.push(Finding { id, ..doors::finding(door, &trace) });
        }
        if door.known { changes.widened.push(doors::changed(trace, door, true)) } else { changes.added.push(trace) }
    }
    for door in &delta.closed {
        let trace = doors::way(&old, door, ledger);
        if door.known { changes.narrowed.push(doors::changed(trace, door, false)) } else { changes.removed.push(trace) }
    }
}

fn pair(before: Compared<'_>, after: Compared<'_>, pair: &Wider, wider: Compared<'_>, now: bool) -> Option<Changed> {
    let world = world(wider);
    let trace = after.report.traces.get(pair.after)?.clone();
    let old = before.report.traces.get(pair.before)?.clone();
    let why = pair.why.iter().map(|w| sentence(&world, w, now)).collect();
    Some(Changed { trace, before: Box::new(old), why })
}

/// Ways added and widened as findings, but for those that one of the new findings tells of.
fn reach(after: Compared<'_>, delta: &Delta, told: &[Finding]) -> Vec<Finding> {
    let Analysis { inventory, review, graph, .. } = *after.analysis;
    let world = World::new(Sources { inventory, review, graph });
    let step = |why: &Why| if let Why::Step(id) | Why::NewStep(id) = why { Some(*id) } else { None };
    let added = delta.added.iter().map(|a| (a.after, a.step, "reach-added", Vec::new()));
    let widened = delta.widened.iter().map(|w| {
        let why: Vec<String> = w.why.iter().map(|why| sentence(&world, why, true)).collect();
        (w.after, w.why.iter().find_map(step), "reach-widened", why)
    });
    let mut findings: Vec<Finding> = Vec::new();
    for (place, step, rule, why) in added.chain(widened) {
        let (Some(trace), Some(shown)) = (after.analysis.traces.get(place), after.report.traces.get(place)) else { continue };
        let told_of =
            |f: &Finding| f.hops.last().is_some_and(|h| h.to.id == shown.to.id) && f.hops.first().is_some_and(|h| h.from.id == shown.from.id);
        if rule == "reach-added" && told.iter().any(told_of) {
            continue;
        }
        let step = step.or_else(|| trace.hops.last().copied()).and_then(|id| graph.edge(id));
        let statements = step.map(|e| world.quotes(&e.statements)).unwrap_or_default();
        let verb = words::reach(shown.access);
        let (message, confidence) = match (trace.verdict, why.is_empty()) {
            (Verdict::Undecided, _) => {
                (format!("{} may get to {verb} {}: that is not decided", shown.from.name, shown.to.name), findings::Confidence::Possible)
            }
            (_, true) => (format!("{} gets to {verb} {}", shown.from.name, shown.to.name), findings::Confidence::Proven),
            (_, false) => {
                (format!("{} gets to {verb} {} more easily: {}", shown.from.name, shown.to.name, why.join("; ")), findings::Confidence::Proven)
            }
        };
        findings.push(Finding {
            id: format!("R-{:03}", findings.len() + 1),
            rule: rule.to_owned(),
            severity: findings::severity_of(after.analysis, trace).unwrap_or(view::Severity::Low),
            confidence: if trace.assumptions.is_empty() { confidence } else { confidence.min(findings::Confidence::Assumed) },
            fingerprint: fingerprint(rule, &[&shown.from.id, &shown.to.id, words::access(shown.access)].map(|s| s.to_owned())),
            subject: shown.to.id.clone(),
            message: bounded(message),
            locations: statements.iter().map(|s| s.statement.origin.clone()).collect(),
            hops: shown.hops.clone(),
            statements,
            conditions: shown.conditions.clone(),
            remedy: None,
            baseline: Some(Baseline::New),
            accepted: None,
        });
    }
    findings
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
