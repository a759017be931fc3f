//! The control matrix as a table of cells, for spreadsheets.
//!
//! *In:* a report's rows. *Out:* CSV and XLSX bytes, the same on every run.
//! *Does not:* judge.

pub mod csv;
pub mod xlsx;

use super::view::{Control, Input, Report};
use super::visible::shown;

/// Heading and width of each column, in characters.
pub(super) const COLUMNS: [(&str, u16); 20] = [
    ("id", 12),
    ("section", 18),
    ("question", 46),
    ("class", 11),
    ("state", 11),
    ("reason", 36),
    ("missing facts", 46),
    ("evidence", 60),
    ("findings", 16),
    ("owner", 18),
    ("asked of a human", 30),
    ("evidence link", 36),
    ("evidence date", 13),
    ("evidence expires", 15),
    ("accepted by", 16),
    ("approved by", 16),
    ("accepted until", 14),
    ("accepted because", 30),
    ("gives evidence for", 40),
    ("judged on", 50),
];

/// Longest cell; a cell of a spreadsheet holds 32,767 characters.
const LONGEST: usize = 16_000;

/// The cells below the headings.
pub(super) fn cells(report: &Report) -> Vec<[String; 20]> {
    report.controls.iter().map(|c| row(c, report.configuration.as_ref())).collect()
}

fn row(control: &Control, configuration: Option<&Input>) -> [String; 20] {
    let lines = |all: Vec<String>| shown_lines(&all);
    let accepted = |of: fn(&super::view::Accepted) -> String| lines(control.accepted.iter().map(of).collect());
    let links = control.evidence.iter().map(|e| if e.counts { e.url.clone() } else { format!("{} (run out)", e.url) });
    let judged = control.judged_on.iter().chain(configuration).map(|i| {
        let date = i.date.as_deref().map(|d| format!(", {d}")).unwrap_or_default();
        format!("{} sha256 {}{date}", i.name, i.sha256)
    });
    [
        control.id.clone(),
        control.section.clone(),
        control.question.clone(),
        control.class.clone(),
        control.state.name().to_owned(),
        control.reason.clone(),
        lines(control.missing.clone()),
        lines(control.proof()),
        control.findings.join(", "),
        lines(control.owners.clone()),
        control.human.clone(),
        lines(links.collect()),
        lines(control.evidence.iter().filter_map(|e| e.date.clone()).collect()),
        lines(control.evidence.iter().filter_map(|e| e.expires.clone()).collect()),
        accepted(|a| a.owner.clone()),
        accepted(|a| a.approver.clone().unwrap_or_default()),
        accepted(|a| a.expires.clone()),
        accepted(|a| a.reason.clone()),
        lines(control.maps.clone()),
        lines(judged.collect()),
    ]
}

/// A line each, hidden characters written out, and no more than a cell holds.
fn shown_lines(all: &[String]) -> String {
    let mut out = String::new();
    for (i, text) in all.iter().enumerate() {
        let line = shown(text, 1_000);
        if out.len() + line.len() > LONGEST {
            out.push_str(&format!("\nand {} more, in the JSON", all.len() - i));
            break;
        }
        if i > 0 {
            out.push('\n');
        }
        out.push_str(&line);
    }
    out
}
