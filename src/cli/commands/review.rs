//! `keyholder review`: the main job.

use std::path::{Path, PathBuf};

use super::collect;
use crate::cli::args::{Common, FailOn, ReviewArgs};
use crate::cli::exit::{Failure, Outcome};
use crate::cli::inputs::{self, World};
use crate::cli::progress::Progress;
use crate::cli::{baseline, drawing, output};
use crate::findings::{self, Analysis, Finding, Severity};
use crate::report::{self, Format, Meta, Report, terminal};
use crate::trace::{self, ClaimVerdict};

pub(in crate::cli) fn run(args: &ReviewArgs, common: &Common) -> Result<Outcome, Failure> {
    let wanted = output::wanted(common)?;
    let mut sources = args.sources.clone();
    if args.live {
        sources.push(collect::anew(&args.accounts, common)?);
    }
    let progress = Progress::begin(common);
    let mut report = if args.changes {
        progress.step("reading");
        let (before, after) = inputs::planned_worlds(&sources, common)?;
        super::compare::changed(&before, &after, &progress)
    } else {
        judge(&sources, common, &progress)?
    };
    if let Some(path) = &args.baseline {
        baseline::mark(&mut report, path)?;
    }
    progress.step("writing");
    let all = if wanted.is_empty() || args.pack.is_some() { drawing::files(&report, args.layout)? } else { Vec::new() };
    let mut written = match wanted.as_slice() {
        [] => files(&all, common)?,
        _ => {
            for one in &wanted {
                let bytes =
                    if one.format == Format::Terminal { page(&report, common, one.path.is_some()) } else { report::write(&report, one.format)? };
                match &one.path {
                    Some(path) => output::file(path, &bytes)?,
                    None => output::stdout(&bytes)?,
                }
            }
            Vec::new()
        }
    };
    if let Some(path) = &args.pack {
        output::file(path, &report::pack::pack(&report, &all)?)?;
        written.push(path.clone());
    }
    drop(progress);
    if wanted.is_empty() {
        output::stdout(&page(&report, common, false))?;
        output::stdout(&names(&written))?;
    }
    if !report.complete && !common.strict {
        let last = format!("incomplete: {} gaps", report.gaps.len());
        let for_programs = wanted.iter().any(|w| w.path.is_none() && w.format != Format::Terminal);
        if for_programs { output::say(common, &last) } else { output::stdout(format!("{last}\n").as_bytes())? }
    }
    Ok(outcome(&report, common))
}

/// Findings that are news at or above `--fail-on`, or a claim refuted (by the change, where one is looked at); apart from that, what is not known.
fn outcome(report: &Report, common: &Common) -> Outcome {
    let refuted = match &report.changes {
        Some(changes) => !changes.claims_refuted.is_empty(),
        None => claimed(report, ClaimVerdict::Refuted),
    };
    if refuted || report.news().any(|f| fails(f.severity, common.fail_on)) {
        Outcome::Findings
    } else if common.strict && (!report.complete || claimed(report, ClaimVerdict::Undecided)) {
        Outcome::Incomplete
    } else {
        Outcome::Fine
    }
}

/// Reads, traces and judges.
pub(super) fn judge(sources: &[PathBuf], common: &Common, progress: &Progress) -> Result<Report, Failure> {
    progress.step("reading");
    let world = inputs::world(sources, common)?;
    Ok(analysed(&world, progress, true, |_, _, report| report))
}

fn claimed(report: &Report, verdict: ClaimVerdict) -> bool {
    report.claims.iter().any(|c| c.verdict == verdict)
}

/// Traces and judges a world, and hands on the analysis with its report. `remedies`: what closes the ways is looked for, too.
pub(super) fn analysed<T>(world: &World, progress: &Progress, remedies: bool, then: impl FnOnce(&Analysis<'_>, &[Finding], Report) -> T) -> T {
    progress.step("tracing");
    let reviewed = trace::review(&world.inventory, &world.review);
    let today = today();
    let analysis = Analysis::of(&world.inventory, &world.review, &reviewed, &today);
    progress.step("judging");
    let mut findings = findings::run(&analysis);
    if remedies {
        findings::remedy(&analysis, &mut findings);
    }
    let report = report::build(&analysis, &findings, &Meta { version: env!("CARGO_PKG_VERSION"), rules: findings::rules() });
    then(&analysis, &findings, report)
}

/// Today in UTC; `SOURCE_DATE_EPOCH` fixes it for reproducible runs.
fn today() -> String {
    let fixed = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|s| s.parse().ok()).and_then(|s| jiff::Timestamp::from_second(s).ok());
    fixed.unwrap_or_else(jiff::Timestamp::now).to_string().split('T').next().unwrap_or_default().to_owned()
}

pub(super) fn fails(severity: Severity, from: FailOn) -> bool {
    let least = match from {
        FailOn::Critical => Severity::Critical,
        FailOn::High => Severity::High,
        FailOn::Medium => Severity::Medium,
        FailOn::Low => Severity::Low,
        FailOn::Never => return false,
    };
    severity >= least
}

fn page(report: &Report, common: &Common, to_file: bool) -> Vec<u8> {
    let look = if to_file { terminal::Look::default() } else { terminal::Look { width: output::width(), colour: output::colour(common) } };
    terminal::render(report, look).into_bytes()
}

/// The usual files, all in the output folder.
fn files(all: &[drawing::File], common: &Common) -> Result<Vec<PathBuf>, Failure> {
    let mut written = Vec::new();
    for (name, bytes) in all {
        let path = common.out.join(name);
        output::file(&path, bytes)?;
        written.push(path);
    }
    sweep(&common.out.join("diagrams"), &written);
    Ok(written)
}

/// Removes the pictures of findings that an earlier run wrote and this one did not: they would pass for this one's.
fn sweep(folder: &Path, written: &[PathBuf]) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    for path in entries.map(|e| e.path()).filter(|p| !written.contains(p)) {
        let ours = path.file_name().and_then(|n| n.to_str()).is_some_and(|n| n.starts_with("trace-F-"));
        if ours {
            let _ = std::fs::remove_file(path);
        }
    }
}

/// Names the written files, diagrams by folder.
fn names(written: &[PathBuf]) -> Vec<u8> {
    let mut lines = String::from("\nWritten:\n");
    let (diagrams, files): (Vec<&PathBuf>, Vec<&PathBuf>) = written.iter().partition(|p| p.parent().is_some_and(|d| d.ends_with("diagrams")));
    for file in files {
        lines.push_str(&format!("  {}\n", file.display()));
    }
    let mut stems: Vec<(String, Vec<String>)> = Vec::new();
    for path in diagrams {
        let stem = path.with_extension("").display().to_string();
        let ending = path.extension().map(|e| e.to_string_lossy().into_owned()).unwrap_or_default();
        match stems.iter_mut().find(|(s, _)| *s == stem) {
            Some((_, endings)) => endings.push(ending),
            None => stems.push((stem, vec![ending])),
        }
    }
    for (stem, endings) in stems {
        lines.push_str(&format!("  {}.{{{}}}\n", Path::new(&stem).display(), endings.join(",")));
    }
    lines.into_bytes()
}
