//! GitLab's code quality report.
//!
//! Source: "Code Quality", GitLab Docs, "Code Quality report format": an array of violations; paths are relative, fingerprints unique.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Error;
use super::view::{Finding, Report, Severity};
use super::visible::shown;

/// Longest description, in characters.
const DESCRIPTION: usize = 1_000;

#[derive(Serialize)]
struct Violation<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
}

/// The new findings.
///
/// # Errors
/// When the value cannot be written as JSON, which does not happen to the values of this file.
pub fn render(report: &Report) -> Result<Vec<u8>, Error> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let violations: Vec<Violation<'_>> = report
        .news()
        .map(|finding| {
            let times = seen.entry(&finding.fingerprint).or_default();
            *times += 1;
            let fingerprint = if *times == 1 { finding.fingerprint.clone() } else { format!("{}-{times}", finding.fingerprint) };
            violation(report, finding, fingerprint)
        })
        .collect();
    super::json::render(&violations)
}

fn violation<'a>(report: &Report, finding: &'a Finding, fingerprint: String) -> Violation<'a> {
    let origin = finding.place();
    let file = origin.and_then(|o| o.file.clone()).or_else(|| report.inputs.first().map(|i| i.name.clone())).unwrap_or_default();
    let line = origin.filter(|o| o.file.is_some()).and_then(|o| o.line).unwrap_or(1);
    Violation {
        description: shown(&finding.headline(), DESCRIPTION),
        check_name: &finding.rule,
        fingerprint,
        severity: severity(finding.severity),
        location: Location { path: shown(&file, DESCRIPTION), lines: Lines { begin: line.max(1) } },
    }
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "blocker",
        Severity::High => "critical",
        Severity::Medium => "major",
        Severity::Low => "minor",
        Severity::Info => "info",
    }
}
