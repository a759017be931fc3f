//! Text for a terminal of 80 columns and more: the verdict first, then who reaches what by which steps, findings, what is unknown, what was assumed.

mod changes;
mod control;
mod decision;
mod page;
mod steps;

pub use changes::render_changes;
pub use decision::{render_can, render_comparison, render_who_can};
pub use page::Look;

use comfy_table::{Cell, ContentArrangement, Table, presets::UTF8_HORIZONTAL_ONLY};
use std::collections::BTreeMap;

use self::page::{BOLD, FAINT, PLACE, PLAIN, Page, name, of_claim, of_severity, of_verdict};
use super::view::{Finding, Report, Severity, TraceAnswer, Verdict, ways};
use super::words::{self, count};

/// Actors shown.
const ROWS: usize = 20;
/// Ways shown in full.
const WAYS: usize = 15;
/// Findings shown in full.
const FINDINGS: usize = 40;
/// Gaps shown of one kind.
const GAPS: usize = 5;

/// The whole review.
pub fn render(report: &Report, look: Look) -> String {
    let mut page = Page::new(look);
    head(&mut page, report);
    if let Some(changes) = &report.changes {
        page.heading("What this change does", "");
        changes::section(&mut page, changes);
    }
    matrix(&mut page, report);
    steps::ways(&mut page, &ways(&report.traces), WAYS);
    findings(&mut page, report);
    claims(&mut page, report);
    control::matrix(&mut page, report);
    gaps(&mut page, report);
    assumptions(&mut page, report);
    page.finish()
}

/// The answer to a single question.
pub fn render_answer(answer: &TraceAnswer, look: Look) -> String {
    let mut page = Page::new(look);
    let pairs = count(answer.traces.len(), "pair");
    page.entry(0, (words::verdict(answer.verdict), of_verdict(answer.verdict)), (&format!("is the strongest verdict over {pairs}"), PLAIN));
    steps::ways(&mut page, &ways(&answer.traces), WAYS);
    if !answer.first_hops.is_empty() {
        page.heading("First steps", "every step that a way begins with");
        for hop in &answer.first_hops {
            page.entry(2, ("·", FAINT), (&format!("{} {} {}", name(&hop.from.name), words::step(hop), name(&hop.to.name)), PLAIN));
        }
    }
    if !answer.dominators.is_empty() {
        page.heading("Every way passes through", "a cut here closes them all");
        for node in &answer.dominators {
            page.entry(2, ("·", FAINT), (&name(&node.id), BOLD));
        }
    }
    page.finish()
}

fn head(page: &mut Page, report: &Report) {
    page.entry(0, ("", PLAIN), (&name(&report.title), BOLD));
    for input in &report.inputs {
        let hash: String = input.sha256.chars().take(12).collect();
        let parts = [name(&input.name), name(&input.kind), format!("sha256 {hash}"), input.date.as_deref().map(name).unwrap_or_default()];
        let parts: Vec<String> = parts.into_iter().filter(|p| !p.is_empty()).collect();
        page.entry(0, ("", PLAIN), (&parts.join(" · "), FAINT));
    }
    page.blank();
    let verdict = report.verdict.unwrap_or(Verdict::Never);
    page.entry(0, (&words::verdict(verdict).to_uppercase(), of_verdict(verdict)), (&super::visible::visible(&report.summary), BOLD));
    for sentence in &report.basis {
        page.entry(0, ("", PLAIN), (&super::visible::visible(sentence), FAINT));
    }
    let p = report.policies;
    let policies = format!("Policies: {} known, {} rebuilt, {} unknown. {} ran.", p.known, p.rebuilt, p.unknown, count(report.rules.len(), "rule"));
    page.entry(0, ("", PLAIN), (&policies, FAINT));
}

fn matrix(page: &mut Page, report: &Report) {
    let matrix = &report.matrix;
    if matrix.rows.is_empty() {
        return;
    }
    page.heading("Who reaches what", "");
    // Columns side by side as long as they fit; else one line a cell.
    if matrix.columns.len() * 18 + 24 > page.width() {
        for row in matrix.rows.iter().take(ROWS) {
            page.entry(2, ("", PLAIN), (&actor(&row.actor), BOLD));
            let named = || matrix.columns.iter().zip(&row.cells);
            for (column, cell) in named().filter(|(_, c)| c.verdict >= Verdict::ReachesIf) {
                page.entry(4, (&format!("{}:", name(column)), FAINT), (&cell_text(cell), of_verdict(cell.verdict)));
            }
            for (verdict, word) in [(Verdict::Undecided, "not known:"), (Verdict::Never, "no path:")] {
                let columns: Vec<String> = named().filter(|(_, c)| c.verdict == verdict).map(|(c, _)| name(c)).collect();
                if !columns.is_empty() {
                    page.entry(4, (word, of_verdict(verdict)), (&columns.join(", "), PLAIN));
                }
            }
        }
        more(page, matrix.rows.len(), ROWS, "actor");
        return;
    }
    let mut table = Table::new();
    table.load_style(UTF8_HORIZONTAL_ONLY).set_content_arrangement(ContentArrangement::Dynamic).set_width(u16::try_from(page.width()).unwrap_or(120));
    table.set_header(std::iter::once("vendor actor".to_owned()).chain(matrix.columns.iter().map(|c| name(c))));
    for row in matrix.rows.iter().take(ROWS) {
        let cells = row.cells.iter().map(cell_text);
        table.add_row(std::iter::once(actor(&row.actor)).chain(cells).map(|text| Cell::new(super::visible::visible(&text))).collect::<Vec<_>>());
    }
    page.block(&table.to_string());
    more(page, matrix.rows.len(), ROWS, "actor");
}

fn actor(node: &super::view::Node) -> String {
    let mut text = match &node.vendor {
        Some(vendor) => format!("{}: {}", name(vendor), name(&node.name)),
        None => name(&node.name),
    };
    if let Some(role) = &node.role {
        text.push_str(&format!(" ({role})"));
    }
    text
}

fn cell_text(cell: &super::view::Cell) -> String {
    let stores = if cell.stores > 1 { format!(" ({})", cell.stores) } else { String::new() };
    let findings = if cell.findings.is_empty() { String::new() } else { format!(" [{}]", cell.findings.join(", ")) };
    match cell.verdict {
        Verdict::Never => name(&cell.text),
        _ => format!("{}{stores}: {}{findings}", name(&cell.text), super::visible::shown(&cell.reason, 160)),
    }
}

fn findings(page: &mut Page, report: &Report) {
    let open: Vec<&Finding> = report.open_findings().collect();
    let accepted = report.findings.len() - open.len();
    let mut remark: Vec<String> = [Severity::Critical, Severity::High, Severity::Medium, Severity::Low, Severity::Info]
        .into_iter()
        .map(|s| (s, open.iter().filter(|f| f.severity == s).count()))
        .filter(|(_, n)| *n > 0)
        .map(|(s, n)| format!("{n} {}", words::severity(s)))
        .collect();
    if accepted > 0 {
        remark.push(format!("{accepted} accepted"));
    }
    let clean = report.rules.iter().filter(|r| r.findings == 0).count();
    remark.push(format!("{} without a finding", count(clean, "rule")));
    page.heading("Findings", &remark.join(" · "));
    for finding in open.iter().take(FINDINGS) {
        let label = format!("{} {:<8}", finding.id, words::severity(finding.severity));
        page.entry(2, (&label, of_severity(finding.severity)), (&super::visible::shown(&finding.headline(), 600), PLAIN));
        let rule = format!("{} · {}", finding.rule, words::confidence(finding.confidence));
        page.entry(8, ("", PLAIN), (&rule, FAINT));
        let mut places: Vec<String> = finding.locations.iter().map(words::place).collect();
        places.dedup();
        for place in places.iter().take(3) {
            page.entry(8, ("at", FAINT), (&name(place), PLACE));
        }
        steps::remedy(page, finding.remedy.as_ref(), 8);
    }
    more(page, open.len(), FINDINGS, "finding");
}

fn claims(page: &mut Page, report: &Report) {
    if report.claims.is_empty() {
        return;
    }
    page.heading("Claims", "");
    for claim in &report.claims {
        let label = format!("{} {}", words::claim(claim.verdict), name(&claim.id));
        page.entry(2, (&label, of_claim(claim.verdict)), (&super::visible::shown(&claim.says, 300), PLAIN));
        if let Some(witness) = &claim.witness {
            steps::steps(page, witness, 4);
        }
    }
}

fn gaps(page: &mut Page, report: &Report) {
    if report.gaps.is_empty() {
        return;
    }
    page.heading("Not known", &format!("{}; what hangs on them is undecided", count(report.gaps.len(), "gap")));
    let mut kinds: BTreeMap<&str, Vec<&super::view::Gap>> = BTreeMap::new();
    for gap in &report.gaps {
        kinds.entry(&gap.kind).or_default().push(gap);
    }
    for (kind, gaps) in kinds {
        page.entry(2, (kind, BOLD), (&format!("({})", gaps.len()), FAINT));
        for gap in gaps.iter().take(GAPS) {
            let text = format!("{}: {}", name(&gap.subject), super::visible::shown(&gap.message, 300));
            page.entry(4, ("?", FAINT), (&text, PLAIN));
        }
        more(page, gaps.len(), GAPS, "of this kind");
    }
}

fn assumptions(page: &mut Page, report: &Report) {
    if report.assumptions.is_empty() {
        return;
    }
    page.heading("Assumed", "what an input of this kind can never show");
    for assumption in &report.assumptions {
        let when = if assumption.when.is_empty() { String::new() } else { format!(" ({})", assumption.when) };
        page.entry(2, (&assumption.id, BOLD), (&format!("{}{when}", assumption.value), PLAIN));
    }
}

fn more(page: &mut Page, all: usize, most: usize, what: &str) {
    if all > most {
        let rest = all - most;
        let text = if what.contains(' ') { format!("and {rest} more {what}") } else { format!("and {} more", count(rest, what)) };
        page.entry(4, ("…", FAINT), (&format!("{text}, in the JSON and the HTML report"), FAINT));
    }
}
