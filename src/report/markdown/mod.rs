//! Markdown for a pull request comment or a job summary: the verdict, who reaches what, a graph of the ways, findings, what is unknown.
//!
//! Names of the input stand in code spans only, so nothing in them becomes markup, a mention or a reference. GitHub takes 65,536 characters;
//! whole findings are left out, and counted, before the text grows longer than that.

mod changes;

use std::collections::BTreeMap;

use super::diagram::mermaid;
use super::view::{Cell, Finding, Hop, Report, Severity, State, Verdict};
use super::visible::shown;
use super::words::{self, count};

/// Longest text, in bytes.
const LONGEST: usize = 60_000;
/// Room kept for what follows the findings.
const TAIL: usize = 12_000;
/// Longest name of the input.
const NAME: usize = 200;
/// First line, by which a comment is found again to be updated.
const MARKER: &str = "<!-- keyholder review -->";

/// The review as Markdown.
pub fn render(report: &Report) -> String {
    if let Some(changes) = &report.changes {
        return changes::render(report, changes);
    }
    let mut out = format!("{MARKER}\n## {}\n\n", prose(&report.title));
    let verdict = report.verdict.unwrap_or(Verdict::Never);
    out.push_str(&format!("{} **{}** {}\n\n", sign(verdict), words::verdict(verdict), prose(&report.summary)));
    let incomplete = if report.complete { String::new() } else { format!(" **Incomplete: {}.**", count(report.gaps.len(), "gap")) };
    out.push_str(&format!("{}{incomplete}\n\n", report.basis.iter().map(|b| prose(b)).collect::<Vec<_>>().join(" ")));
    out.push_str(&matrix(report));
    out.push_str(&graph(report, "access"));
    out.push_str(&claims(report));
    let tail = controls(report) + &tail(report);
    out.push_str(&findings(report, LONGEST.saturating_sub(out.len() + tail.len())));
    out.push_str(&tail);
    out
}

/// A code span that its content cannot leave: the fence is longer than any run of backticks in it.
fn code(text: &str) -> String {
    let text = shown(text, NAME);
    if text.is_empty() {
        return String::new();
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') || text.starts_with(' ') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// A code span in a table, where `|` ends a cell even in code.
fn table_code(text: &str) -> String {
    code(text).replace('|', "\\|")
}

/// A sentence that may hold names: everything that Markdown or HTML gives a meaning is written as a character reference, and words that
/// would become mentions, references or links are broken up.
fn prose(text: &str) -> String {
    let mut out = String::new();
    for c in shown(text, 1_000).chars() {
        match c {
            '&' | '<' | '>' | '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '#' | '+' | '!' | '|' | '~' | '@' | '$' | '=' | '^' => {
                out.push_str(&format!("&#{};", u32::from(c)));
            }
            c => out.push(c),
        }
    }
    // Bare addresses are links on GitHub.
    out.replace("://", "&#58;//").replace("www.", "www&#46;")
}

fn sign(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Reaches => "🔴",
        Verdict::ReachesIf => "🟠",
        Verdict::Undecided => "❔",
        Verdict::Never => "🟢",
    }
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "🟥 critical",
        Severity::High => "🟧 high",
        Severity::Medium => "🟨 medium",
        Severity::Low => "🟦 low",
        Severity::Info => "⬜ info",
    }
}

fn matrix(report: &Report) -> String {
    const ROWS: usize = 25;
    const COLUMNS: usize = 8;
    let matrix = &report.matrix;
    if matrix.rows.is_empty() {
        return String::new();
    }
    let mut out = String::from("| Vendor actor |");
    for column in matrix.columns.iter().take(COLUMNS) {
        out.push_str(&format!(" {} |", table_code(column)));
    }
    out.push_str(&format!("\n|{}\n", "---|".repeat(1 + matrix.columns.len().min(COLUMNS))));
    for row in matrix.rows.iter().take(ROWS) {
        let vendor = row.actor.vendor.as_deref().map(|v| format!("{} ", table_code(v))).unwrap_or_default();
        out.push_str(&format!("| {vendor}{} |", table_code(&row.actor.name)));
        for cell in row.cells.iter().take(COLUMNS) {
            out.push_str(&format!(" {} |", self::cell(cell)));
        }
        out.push('\n');
    }
    let rows = matrix.rows.len().saturating_sub(ROWS);
    let columns = matrix.columns.len().saturating_sub(COLUMNS);
    if rows + columns > 0 {
        out.push_str(&format!("\n{} and {} are not shown here.\n", count(rows, "row"), count(columns, "column")));
    }
    out.push('\n');
    out
}

fn cell(cell: &Cell) -> String {
    let findings = if cell.findings.is_empty() { String::new() } else { format!(" {}", cell.findings.join(", ")) };
    let stores = if cell.stores > 1 { format!(" ({})", cell.stores) } else { String::new() };
    match cell.verdict {
        Verdict::Never => "no path".to_owned(),
        verdict => format!("{} {}{stores}, {}{findings}", sign(verdict), prose(&cell.text), table_code(&shown(&cell.reason, 80))),
    }
}

/// The ways as a graph that GitHub and GitLab draw.
fn graph(report: &Report, id: &str) -> String {
    let picture = report.diagrams.iter().find(|d| d.id == id);
    picture.map_or_else(String::new, |d| format!("```mermaid\n{}\n```\n\n", mermaid::write(d).trim_end()))
}

fn claims(report: &Report) -> String {
    if report.claims.is_empty() {
        return String::new();
    }
    let mut out = String::from("### Claims\n\n");
    for claim in report.claims.iter().take(50) {
        let sign = match claim.verdict {
            super::view::ClaimVerdict::Proven => "✅",
            super::view::ClaimVerdict::Refuted => "❌",
            super::view::ClaimVerdict::Undecided => "❔",
        };
        out.push_str(&format!("- {sign} **{}** {}: {}\n", words::claim(claim.verdict), code(&claim.id), prose(&claim.says)));
    }
    out.push('\n');
    out
}

fn findings(report: &Report, room: usize) -> String {
    let open: Vec<&Finding> = report.open_findings().collect();
    let accepted = report.findings.len() - open.len();
    let mut out = format!("### Findings\n\n{}", if open.is_empty() { "None.\n\n" } else { "" });
    let mut told = 0;
    for finding in &open {
        let text = self::finding(report, finding);
        if out.len() + text.len() + 200 > room {
            break;
        }
        out.push_str(&text);
        told += 1;
    }
    if told < open.len() {
        out.push_str(&format!(
            "**{} left out here for length**, least severe last; they are in the JSON and the HTML report.\n\n",
            count(open.len() - told, "finding")
        ));
    }
    if accepted > 0 {
        out.push_str(&format!("{} accepted in the configuration.\n\n", count(accepted, "further finding")));
    }
    out
}

fn finding(report: &Report, finding: &Finding) -> String {
    let mut out = format!("<details><summary>{} <b>{}</b> {}</summary>\n\n", severity(finding.severity), finding.id, prose(&finding.headline()));
    out.push_str(&format!(
        "Rule {} · confidence {} · subject {}\n\n",
        code(&finding.rule),
        words::confidence(finding.confidence),
        code(&finding.subject)
    ));
    for (i, hop) in finding.hops.iter().enumerate() {
        out.push_str(&format!("{}. {}\n", i + 1, step(hop)));
    }
    for condition in &finding.conditions {
        out.push_str(&format!("- if {} {} {}\n", code(&condition.key), code(&condition.operator), code(&condition.values.join(", "))));
    }
    let mut places: Vec<String> = finding.locations.iter().map(|o| code(&words::place(o))).collect();
    places.dedup();
    if !places.is_empty() {
        out.push_str(&format!("\nAt {}\n", places.join(", ")));
    }
    if let Some(remedy) = &finding.remedy {
        out.push_str("\n**What closes this way.**\n\n");
        for edit in &remedy.edits {
            out.push_str(&format!("- {}\n", prose(&edit.says)));
            if let Some(add) = &edit.add {
                out.push_str(&format!("  {}\n", code(add)));
            }
        }
        out.push_str(&format!("\n{}\n", prose(&words::lost(remedy))));
    }
    let fix = report.rule(&finding.rule).map(|r| r.section("How to fix it")).unwrap_or_default();
    if !fix.is_empty() {
        out.push_str(&format!("\n**How to fix it.** {fix}\n"));
    }
    out.push_str("\n</details>\n\n");
    out
}

fn step(hop: &Hop) -> String {
    let actions = hop.actions.iter().map(|a| code(a)).collect::<Vec<_>>().join(", ");
    let by = hop.statements.first().map(|s| format!(" by {} at {}", code(&words::statement(s)), code(&words::place(&s.origin)))).unwrap_or_default();
    format!("{} {} {} {actions}{by}", code(&hop.from.name), words::step(hop), code(&hop.to.name))
}

/// The control matrix: counts, and a row a question.
fn controls(report: &Report) -> String {
    if report.controls.is_empty() {
        return String::new();
    }
    let count = |state| report.controls.iter().filter(|c| c.state == state).count();
    let counts = State::ALL.into_iter().map(|s| (count(s), s)).filter(|(n, _)| *n > 0).map(|(n, s)| format!("{n} {}", s.name()));
    let counts: Vec<String> = counts.collect();
    let mut out = format!("<details><summary><b>Control matrix:</b> {}</summary>\n\n", counts.join(", "));
    out.push_str("| Control | State | Question | Rests on | Owner |\n|---|---|---|---|---|\n");
    for c in &report.controls {
        let shown = 4;
        let mut rests: Vec<String> = c.findings.iter().take(shown).cloned().collect();
        if c.findings.len() > shown {
            rests.push(format!("+{}", c.findings.len() - shown));
        }
        if rests.is_empty() {
            rests.extend(c.missing.first().map(|m| prose(&super::visible::shown(m, 120))));
        }
        let owner = c.owners.first().map(|o| table_code(&super::visible::shown(o, 40))).unwrap_or_default();
        out.push_str(&format!("| {} | {} | {} | {} | {owner} |\n", c.id, c.state.name(), prose(&c.question), rests.join(", ")));
    }
    out.push_str("\n</details>\n\n");
    out
}

/// What is unknown, what was assumed, what was read; at most [`TAIL`] bytes.
fn tail(report: &Report) -> String {
    let mut out = String::new();
    if !report.gaps.is_empty() {
        let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
        for gap in &report.gaps {
            *kinds.entry(&gap.kind).or_default() += 1;
        }
        let kinds: Vec<String> = kinds.into_iter().map(|(kind, n)| format!("{n} × {}", prose(kind))).collect();
        out.push_str(&format!("<details><summary><b>Not known:</b> {} ({})</summary>\n\n", count(report.gaps.len(), "gap"), kinds.join(", ")));
        for (i, gap) in report.gaps.iter().enumerate() {
            let line = format!("- {}: {}\n", code(&gap.subject), prose(&shown(&gap.message, 300)));
            if out.len() + line.len() > TAIL / 2 {
                out.push_str(&format!("- and {}\n", count(report.gaps.len() - i, "more gap")));
                break;
            }
            out.push_str(&line);
        }
        out.push_str("\n</details>\n\n");
    }
    if !report.assumptions.is_empty() {
        let list: Vec<String> = report.assumptions.iter().map(|a| format!("{} ({})", code(&a.id), prose(&a.value))).collect();
        out.push_str(&format!("**Assumed:** {}.\n\n", list.join("; ")));
    }
    let ran = count(report.rules.len(), "rule");
    let clean = report.rules.iter().filter(|r| r.findings == 0).count();
    let inputs: Vec<String> =
        report.inputs.iter().take(10).map(|i| format!("{} (sha256 {})", code(&i.name), i.sha256.chars().take(12).collect::<String>())).collect();
    out.push_str(&format!(
        "<sub>{} {} · {ran} ran, {clean} without a finding · {}</sub>\n",
        report.tool.name,
        report.tool.version,
        inputs.join(", ")
    ));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_leave_their_code_span() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("a``b`"), "``` a``b` ```");
        assert_eq!(table_code("a|b\nc"), "`a\\|b\\u{A}c`");
    }

    #[test]
    fn sentences_hold_no_markup() {
        assert_eq!(prose("<b>@me #1 [x](y) https://e.example"), "&#60;b&#62;&#64;me &#35;1 &#91;x&#93;&#40;y&#41; https&#58;//e.example");
    }
}
