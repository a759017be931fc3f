//! `keyholder compare`: what a change does to who reaches what.

use super::review::{analysed, fails};
use crate::change;
use crate::cli::args::{Common, CompareArgs};
use crate::cli::exit::{Failure, Outcome};
use crate::cli::inputs::{self, World};
use crate::cli::output;
use crate::cli::progress::Progress;
use crate::report::view::{ClaimVerdict, Report};
use crate::report::{self, Compared, Format, terminal, view::Changes};

pub(in crate::cli) fn run(args: &CompareArgs, common: &Common) -> Result<Outcome, Failure> {
    let wanted = output::wanted(common)?;
    let progress = Progress::begin(common);
    progress.step("reading");
    let (before, after) = match args.sources.as_slice() {
        [before, after] => inputs::two_worlds(std::slice::from_ref(before), std::slice::from_ref(after), common)?,
        sources => inputs::planned_worlds(sources, common)?,
    };
    let report = changed(&before, &after, &progress);
    drop(progress);
    let Some(changes) = report.changes.as_deref() else { return Ok(Outcome::Fine) };
    if wanted.is_empty() {
        let look = terminal::Look { width: output::width(), colour: output::colour(common) };
        output::stdout(terminal::render_changes(changes, look).as_bytes())?;
    }
    for one in &wanted {
        let bytes = match one.format {
            Format::Terminal => terminal::render_changes(changes, terminal::Look::default()).into_bytes(),
            Format::Json => report::json::render(changes)?,
            other => report::write(&report, other)?,
        };
        match &one.path {
            Some(path) => output::file(path, &bytes)?,
            None => output::stdout(&bytes)?,
        }
    }
    let to_terminal = wanted.is_empty() || wanted.iter().any(|w| w.format == Format::Terminal && w.path.is_none());
    if to_terminal && !common.strict && !report.complete {
        output::stdout(format!("incomplete: {} gaps\n", report.gaps.len()).as_bytes())?;
    }
    Ok(outcome(&report, changes, common))
}

/// The report of the world after, with what differs from the one before.
pub(super) fn changed(before: &World, after: &World, progress: &Progress) -> Report {
    analysed(before, progress, false, |old, old_findings, old_report| {
        analysed(after, progress, true, |new, findings, new_report| {
            progress.step("comparing");
            let delta = change::compare(world(old), world(new));
            let before = Compared { analysis: old, findings: old_findings, report: &old_report };
            report::changed(before, Compared { analysis: new, findings, report: &new_report }, &delta)
        })
    })
}

fn world<'a>(analysis: &crate::findings::Analysis<'a>) -> change::World<'a> {
    change::World { inventory: analysis.inventory, graph: analysis.graph, traces: analysis.traces, claims: analysis.claims }
}

/// Ways added or widened, claims newly refuted; apart from that, what is not known.
fn outcome(report: &Report, changes: &Changes, common: &Common) -> Outcome {
    let undecided = report.claims.iter().any(|c| c.verdict == ClaimVerdict::Undecided);
    if !changes.claims_refuted.is_empty() || changes.severity.is_some_and(|s| fails(s, common.fail_on)) {
        Outcome::Findings
    } else if common.strict && (!report.complete || undecided) {
        Outcome::Incomplete
    } else {
        Outcome::Fine
    }
}
