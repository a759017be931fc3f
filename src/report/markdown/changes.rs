//! What a change does, as the comment of a pull request: the answer, a table of ways, a graph of the new ones, the proof folded.

use super::{LONGEST, MARKER, code, finding, graph, prose, severity, sign, step, table_code, tail};
use crate::report::view::{Changed, Changes, Finding, Report, Trace, Verdict};
use crate::report::visible::shown;
use crate::report::words::{self, count};

/// Rows of the table.
const ROWS: usize = 30;

pub(super) fn render(report: &Report, changes: &Changes) -> String {
    let mut out = format!("{MARKER}\n## {}\n\n", prose(&report.title));
    let incomplete = if report.complete { String::new() } else { format!(" **Incomplete: {}.**", count(report.gaps.len(), "gap")) };
    out.push_str(&format!("{} **{}** {}{incomplete}\n\n", mark(changes), words::change(changes), prose(&words::change_counts(changes))));
    out.push_str(&table(changes));
    out.push_str(&graph(report, "changes"));
    for claim in changes.claims_refuted.iter().take(20) {
        out.push_str(&format!("- ❌ **refuted by this change** {}: {}\n", code(&claim.id), prose(&claim.says)));
    }
    let standing: Vec<String> = refuted_before(report, changes);
    if !standing.is_empty() {
        out.push_str(&format!("- ❌ refuted already before: {}\n", standing.join(", ")));
    }
    if !(changes.claims_refuted.is_empty() && standing.is_empty()) {
        out.push('\n');
    }
    let tail = tail(report);
    let ways: Vec<String> = changes.widened.iter().map(widened).chain(changes.added.iter().map(added)).collect();
    out.push_str(&whole(ways, "way", LONGEST.saturating_sub(out.len() + tail.len()) / 2));
    let new: Vec<String> = report.news().filter(|f| !f.rule.starts_with("reach-")).map(|f| finding(report, f)).collect();
    out.push_str(&whole(new, "new finding", LONGEST.saturating_sub(out.len() + tail.len() + 2_000)));
    out.push_str(&gone(changes));
    out.push_str(&tail);
    out
}

fn mark(changes: &Changes) -> &'static str {
    let wider = !changes.added.is_empty() || !changes.widened.is_empty() || !changes.claims_refuted.is_empty();
    match changes.severity {
        Some(_) if wider => sign(Verdict::Reaches),
        None if wider => sign(Verdict::Undecided),
        _ => sign(Verdict::Never),
    }
}

/// Claims that are refuted before and after: a change does not make them, and they are not hidden.
fn refuted_before(report: &Report, changes: &Changes) -> Vec<String> {
    let refuted = report.claims.iter().filter(|c| c.verdict == crate::report::view::ClaimVerdict::Refuted);
    refuted.filter(|c| !changes.claims_refuted.iter().any(|n| n.id == c.id)).map(|c| code(&c.id)).collect()
}

fn table(changes: &Changes) -> String {
    let row = |what: &str, trace: &Trace, before: Verdict, after: Verdict| {
        let ends = format!("{} | {} ({})", table_code(&trace.from.name), table_code(&trace.to.name), words::access(trace.access));
        format!("| {what} | {ends} | {} {} | {} {} |\n", sign(before), words::verdict(before), sign(after), words::verdict(after))
    };
    let added = changes.added.iter().map(|t| row("**added**", t, Verdict::Never, t.verdict));
    let changed =
        |what: &'static str, all: &[Changed]| all.iter().map(|c| row(what, &c.trace, c.before.verdict, c.trace.verdict)).collect::<Vec<_>>();
    let removed = changes.removed.iter().map(|t| row("removed", t, t.verdict, Verdict::Never));
    let rows: Vec<String> =
        added.chain(changed("**widened**", &changes.widened)).chain(changed("narrowed", &changes.narrowed)).chain(removed).collect();
    if rows.is_empty() {
        return String::new();
    }
    let more = rows.len().saturating_sub(ROWS);
    let rest = if more > 0 { format!("\n{} not shown here.\n", count(more, "row")) } else { String::new() };
    let shown: String = rows.into_iter().take(ROWS).collect();
    format!("| change | who | what | before | after |\n|---|---|---|---|---|\n{shown}{rest}\n")
}

fn added(trace: &Trace) -> String {
    let mut out = format!(
        "<details><summary>{} <b>added</b> {} to {} ({})</summary>\n\n",
        sign(trace.verdict),
        prose(&trace.from.name),
        prose(&trace.to.name),
        words::access(trace.access)
    );
    out.push_str(&steps(trace));
    out.push_str("\n</details>\n\n");
    out
}

fn widened(change: &Changed) -> String {
    let trace = &change.trace;
    let mut out = format!(
        "<details><summary>{} <b>widened</b> {} to {} ({})</summary>\n\n",
        sign(trace.verdict),
        prose(&trace.from.name),
        prose(&trace.to.name),
        words::access(trace.access)
    );
    for why in change.why.iter().take(10) {
        out.push_str(&format!("- {}\n", prose(&shown(why, 300))));
    }
    out.push('\n');
    out.push_str(&steps(trace));
    out.push_str("\n</details>\n\n");
    out
}

fn steps(trace: &Trace) -> String {
    let mut out = String::new();
    for (i, hop) in trace.hops.iter().enumerate() {
        out.push_str(&format!("{}. {}\n", i + 1, step(hop)));
    }
    for condition in &trace.conditions {
        out.push_str(&format!("- if {} {} {}\n", code(&condition.key), code(&condition.operator), code(&condition.values.join(", "))));
    }
    for unknown in trace.unknown.iter().take(5) {
        out.push_str(&format!("- ? {}\n", prose(&shown(&unknown.message, 300))));
    }
    out
}

/// As many of the texts as there is room for, and how many are left out.
fn whole(texts: Vec<String>, what: &str, room: usize) -> String {
    let all = texts.len();
    let mut out = String::new();
    let mut told = 0;
    for text in texts {
        if out.len() + text.len() + 200 > room {
            break;
        }
        out.push_str(&text);
        told += 1;
    }
    if told < all {
        out.push_str(&format!("**{} left out here for length**; the JSON report has all.\n\n", count(all - told, what)));
    }
    out
}

/// What is better than before, folded.
fn gone(changes: &Changes) -> String {
    let line = |f: &Finding| format!("- {} {}\n", severity(f.severity), prose(&f.headline()));
    let lines: String = changes.findings_resolved.iter().take(20).map(line).collect();
    let resolved = if lines.is_empty() {
        String::new()
    } else {
        format!("<details><summary>{} resolved</summary>\n\n{lines}\n</details>\n\n", count(changes.findings_resolved.len(), "finding"))
    };
    let earlier = match changes.findings_unchanged {
        0 => String::new(),
        n => format!("{} as before.\n\n", count(n, "further finding")),
    };
    format!("{resolved}{earlier}")
}
