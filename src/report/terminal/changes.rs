//! What a change does, for a terminal: the answer in a line, then what is added and widened, then what is gone.

use super::page::{BOLD, FAINT, PLACE, PLAIN, Page, name, of_claim, of_severity, of_verdict};
use super::{Look, more, steps};
use crate::report::view::{Changed, Changes, Finding, Trace, Verdict};
use crate::report::visible::shown;
use crate::report::words::{self, count};

/// Ways told of one kind.
const WAYS: usize = 20;
/// Findings and gaps told.
const LINES: usize = 20;

/// The whole comparison.
pub fn render_changes(changes: &Changes, look: Look) -> String {
    let mut page = Page::new(look);
    for (label, inputs) in [("before", &changes.before), ("after", &changes.after)] {
        let named = |i: &crate::report::view::Input| {
            let hash: String = i.sha256.chars().take(12).collect();
            format!("{} · {} · sha256 {hash}", name(&i.name), name(&i.kind))
        };
        for input in inputs.iter().filter(|_| label == "after" || changes.before != changes.after) {
            let label = if changes.before == changes.after { "" } else { label };
            page.entry(0, (label, FAINT), (&named(input), FAINT));
        }
    }
    page.blank();
    section(&mut page, changes);
    page.finish()
}

/// The part of a review's page that tells what changes.
pub(super) fn section(page: &mut Page, changes: &Changes) {
    let style = changes.severity.map_or(of_verdict(Verdict::Never), of_severity);
    page.entry(0, (&words::change(changes).to_uppercase(), style), (&words::change_counts(changes), BOLD));
    added(page, "Added", "ways that were not there", &changes.added);
    changed(page, "Widened", "ways that ask for less, or open more, than they did", &changes.widened);
    if !changes.claims_refuted.is_empty() {
        page.heading("Claims refuted", "that were not before");
        for claim in &changes.claims_refuted {
            page.entry(2, (&name(&claim.id), of_claim(claim.verdict)), (&shown(&claim.says, 300), PLAIN));
            if let Some(witness) = &claim.witness {
                steps::steps(page, witness, 4);
            }
        }
    }
    findings(page, "New findings", &changes.findings_added);
    changed(page, "Narrowed", "ways that ask for more, or open less, than they did", &changes.narrowed);
    added(page, "Removed", "ways that are gone", &changes.removed);
    findings(page, "Resolved findings", &changes.findings_resolved);
    if !changes.gaps_added.is_empty() {
        page.heading("Not known any more", &count(changes.gaps_added.len(), "gap"));
        for gap in changes.gaps_added.iter().take(LINES) {
            page.entry(2, ("?", FAINT), (&format!("{}: {}", name(&gap.subject), shown(&gap.message, 300)), PLAIN));
        }
        more(page, changes.gaps_added.len(), LINES, "gap");
    }
}

fn added(page: &mut Page, heading: &str, remark: &str, traces: &[Trace]) {
    if traces.is_empty() {
        return;
    }
    page.heading(heading, &format!("{remark}: {}", traces.len()));
    let ways = crate::report::view::ways(traces);
    for (i, way) in ways.iter().take(WAYS).enumerate() {
        if i > 0 {
            page.blank();
        }
        steps::title(page, way);
        steps::steps(page, way.lead, 4);
    }
    more(page, ways.len(), WAYS, "way");
}

fn changed(page: &mut Page, heading: &str, remark: &str, all: &[Changed]) {
    if all.is_empty() {
        return;
    }
    page.heading(heading, &format!("{remark}: {}", all.len()));
    for (i, one) in all.iter().take(WAYS).enumerate() {
        if i > 0 {
            page.blank();
        }
        let verdicts = if one.before.verdict == one.trace.verdict {
            words::verdict(one.trace.verdict).to_owned()
        } else {
            format!("{} → {}", words::verdict(one.before.verdict), words::verdict(one.trace.verdict))
        };
        let text = format!("{} → {} ({})", name(&one.trace.from.name), name(&one.trace.to.name), words::access(one.trace.access));
        page.entry(2, (&verdicts, of_verdict(one.trace.verdict)), (&text, BOLD));
        for why in &one.why {
            page.entry(4, ("Δ", of_verdict(Verdict::ReachesIf)), (&shown(why, 300), PLAIN));
        }
        steps::steps(page, &one.trace, 4);
    }
    more(page, all.len(), WAYS, "way");
}

fn findings(page: &mut Page, heading: &str, findings: &[Finding]) {
    if findings.is_empty() {
        return;
    }
    page.heading(heading, &findings.len().to_string());
    for finding in findings.iter().take(LINES) {
        let label = format!("{} {:<8}", finding.id, words::severity(finding.severity));
        page.entry(2, (&label, of_severity(finding.severity)), (&shown(&finding.headline(), 600), PLAIN));
        page.entry(8, ("", PLAIN), (&finding.rule, FAINT));
        if let Some(origin) = finding.locations.first() {
            page.entry(8, ("at", FAINT), (&name(&words::place(origin)), PLACE));
        }
    }
    more(page, findings.len(), LINES, "finding");
}
