//! `keyholder review`: the main job.

use std::path::{Path, PathBuf};

use crate::cli::args::{Common, FailOn, Layout, ReviewArgs};
use crate::cli::exit::{Failure, Outcome};
use crate::cli::progress::Progress;
use crate::cli::{drawing, inputs, output};
use crate::findings::{self, Analysis, Severity};
use crate::report::{self, Format, Meta, Report, terminal};
use crate::trace::{self, ClaimVerdict};

pub(in crate::cli) fn run(args: &ReviewArgs, common: &Common) -> Result<Outcome, Failure> {
    let wanted = output::wanted(common)?;
    let progress = Progress::begin(common);
    progress.step("reading");
    let world = inputs::world(&args.sources.sources, common)?;
    progress.step("tracing");
    let reviewed = trace::review(&world.inventory, &world.review);
    let today = today();
    let analysis = Analysis {
        inventory: &world.inventory,
        review: &world.review,
        graph: &reviewed.graph,
        traces: &reviewed.traces,
        groups: &reviewed.groups,
        claims: &reviewed.claims,
        today: &today,
    };
    progress.step("judging");
    let findings = findings::run(&analysis);
    let report = report::build(&analysis, &findings, &Meta { version: env!("CARGO_PKG_VERSION"), rules: findings::rules() });
    progress.step("writing");
    let written = match wanted.as_slice() {
        [] => files(&report, args.layout, common)?,
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
    drop(progress);
    if wanted.is_empty() {
        output::stdout(&page(&report, common, false))?;
        output::stdout(&names(&written))?;
    }
    let failing = findings.iter().any(|f| fails(f.severity, common.fail_on));
    let refuted = reviewed.claims.iter().any(|c| c.verdict == ClaimVerdict::Refuted);
    let open = !report.complete || reviewed.claims.iter().any(|c| c.verdict == ClaimVerdict::Undecided);
    if !report.complete && !common.strict && wanted.iter().all(|w| w.path.is_some()) {
        output::stdout(format!("incomplete: {} gaps\n", report.gaps.len()).as_bytes())?;
    }
    Ok(if failing || refuted {
        Outcome::Findings
    } else if open && common.strict {
        Outcome::Incomplete
    } else {
        Outcome::Fine
    })
}

/// Today in UTC; `SOURCE_DATE_EPOCH` fixes it for reproducible runs.
fn today() -> String {
    let fixed = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|s| s.parse().ok()).and_then(|s| jiff::Timestamp::from_second(s).ok());
    fixed.unwrap_or_else(jiff::Timestamp::now).to_string().split('T').next().unwrap_or_default().to_owned()
}

fn fails(severity: Severity, from: FailOn) -> bool {
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
fn files(report: &Report, layout: Layout, common: &Common) -> Result<Vec<PathBuf>, Failure> {
    let mut written = Vec::new();
    for (name, bytes) in drawing::files(report, layout)? {
        let path = common.out.join(&name);
        output::file(&path, &bytes)?;
        written.push(path);
    }
    Ok(written)
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
