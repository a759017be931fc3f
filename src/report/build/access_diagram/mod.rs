//! The picture of access: from outsiders on the left over trust conditions and roles to data on the right.
//!
//! What is drawn: the ways of the traces, sliced to the strongest where there are too many, with equal boxes drawn as one. Everything left out or
//! drawn together is counted on the picture.

mod boxes;
mod chains;
mod fold;
mod frames;
mod sketch;
mod views;

use std::collections::BTreeMap;

pub(super) use self::views::{Exposed, key};

use self::sketch::Sketch;
use super::ledger::Ledger;
use crate::report::diagram::view::{Arrangement, Diagram, Page, SourceNote, Tone, Verdict as Answer};
use crate::report::view::{Finding, Report, Severity, Trace, Verdict};
use crate::report::words::count;

/// Boxes on a page.
const BOXES: usize = 40;
/// Findings with a picture of their own.
const PICTURES: usize = 30;

/// What pictures need to know besides the report.
#[derive(Debug, Default)]
pub(super) struct Setting {
    /// Our accounts and their names.
    pub(super) accounts: BTreeMap<String, Option<String>>,
    /// Names of regulated datasets.
    pub(super) regulated: Vec<String>,
    /// The steps by which an actor gets to where a step is refused, by the ids of both.
    pub(super) before: BTreeMap<(String, String), Vec<crate::report::view::Hop>>,
    /// What is open to everybody, by findings.
    pub(super) exposed: Vec<Exposed>,
    /// Store to key, by node id, with the place that says so.
    pub(super) encrypted: Vec<(String, String, crate::report::view::Origin)>,
}

/// The map of all ways, and one picture for each finding that has steps.
pub(super) fn diagrams(report: &Report, setting: &Setting, ledger: &mut Ledger) -> Vec<Diagram> {
    let drawn: Vec<&Trace> = report.traces.iter().filter(|t| t.verdict != Verdict::Never && !t.hops.is_empty()).collect();
    let mut diagrams = Vec::new();
    if !drawn.is_empty() {
        diagrams.push(map(report, &drawn, setting, ledger));
    }
    diagrams.extend(views::blast_radius(report, setting, ledger));
    diagrams.extend(views::exposure(report, setting, ledger));
    diagrams.extend(views::blocked(report, setting, ledger));
    let told = report.open_findings().filter(|f| f.hops.len() > 1).take(PICTURES);
    diagrams.extend(told.map(|f| finding(report, f, setting, ledger)));
    diagrams
}

/// One picture of the ways of an answer to a single question.
pub(super) fn answer(traces: &[Trace], setting: &Setting, ledger: &mut Ledger, head: Diagram) -> Diagram {
    let mut sketch = Sketch::new(setting, &[]);
    let drawn: Vec<&Trace> = ranked(traces.iter().filter(|t| !t.hops.is_empty()).collect(), &[]);
    for trace in &drawn {
        sketch.way(&trace.hops, trace.verdict == Verdict::Undecided);
    }
    finish(sketch, &drawn, setting, ledger, head)
}

fn map(report: &Report, drawn: &[&Trace], setting: &Setting, ledger: &mut Ledger) -> Diagram {
    let findings: Vec<&Finding> = report.open_findings().collect();
    let mut sketch = Sketch::new(setting, &findings);
    let drawn = ranked(drawn.to_vec(), &findings);
    for trace in &drawn {
        sketch.way(&trace.hops, trace.verdict == Verdict::Undecided);
    }
    let head = Diagram {
        id: "access".to_owned(),
        title: "Access · who outside reaches which data".to_owned(),
        question: "Who outside can become a role in the reviewed accounts, and what data does that role open?".to_owned(),
        verdict: Some(Answer { text: report.summary.clone(), tone: tone(report) }),
        counts: counts(report.matrix.rows.len(), &sketch, &findings),
        ..head(report)
    };
    finish(sketch, &drawn, setting, ledger, head)
}

fn finding(report: &Report, finding: &Finding, setting: &Setting, ledger: &mut Ledger) -> Diagram {
    let only = [finding];
    let mut sketch = Sketch::new(setting, &only);
    sketch.way(&finding.hops, false);
    let head = Diagram {
        id: format!("trace-{}", finding.id),
        title: format!("{} · {}", finding.id, finding.rule),
        question: "By which steps?".to_owned(),
        verdict: Some(Answer { text: finding.headline(), tone: severity_tone(finding.severity) }),
        counts: count(finding.hops.len(), "step"),
        ..head(report)
    };
    finish(sketch, &[], setting, ledger, head)
}

fn finish(mut sketch: Sketch<'_>, drawn: &[&Trace], setting: &Setting, ledger: &mut Ledger, head: Diagram) -> Diagram {
    sketch.encryption(ledger);
    let mut folded = sketch.fold();
    let all = sketch.proof();
    folded.extend(sketch.slice(drawn, BOXES));
    let left_out: Vec<String> = all.difference(&sketch.proof()).cloned().collect();
    let (clusters, nodes, edges) = frames::frame(sketch, setting);
    Diagram { folded, left_out, clusters, nodes, edges, arrangement: Arrangement::Access, ..head }
}

/// Title block that all pictures of a report share.
pub(super) fn head(report: &Report) -> Diagram {
    Diagram {
        sources: report.inputs.iter().map(|i| SourceNote { name: i.name.clone(), sha256: i.sha256.clone(), date: i.date.clone() }).collect(),
        tool: format!("{} {}", report.tool.name, report.tool.version),
        page: Page::default(),
        ..Diagram::default()
    }
}

/// Traces that matter most first: on the path of a bad finding, strong, short.
fn ranked<'a>(mut traces: Vec<&'a Trace>, findings: &[&Finding]) -> Vec<&'a Trace> {
    let worst =
        |t: &Trace| findings.iter().filter(|f| f.subject == t.to.id || f.hops.last().is_some_and(|h| h.to.id == t.to.id)).map(|f| f.severity).max();
    traces.sort_by_cached_key(|t| std::cmp::Reverse((t.verdict, worst(t), std::cmp::Reverse(t.hops.len()))));
    traces
}

fn tone(report: &Report) -> Tone {
    match report.verdict {
        Some(Verdict::Reaches) => Tone::Critical,
        Some(Verdict::ReachesIf) => Tone::Review,
        Some(Verdict::Undecided) => Tone::Unknown,
        Some(Verdict::Never) | None => Tone::Good,
    }
}

fn severity_tone(severity: Severity) -> Tone {
    match severity {
        Severity::Critical | Severity::High => Tone::Critical,
        Severity::Medium => Tone::Review,
        Severity::Low | Severity::Info => Tone::Neutral,
    }
}

fn counts(actors: usize, sketch: &Sketch<'_>, findings: &[&Finding]) -> String {
    let (roles, stores) = sketch.tally();
    format!("{} · {} · {} · {}", count(actors, "vendor actor"), count(roles, "role"), count(stores, "data store"), count(findings.len(), "finding"))
}
