//! The control matrix in few lines: how many rows have which answer, and the gaps.

use super::page::{BOLD, FAINT, PLAIN, Page, of_verdict};
use crate::report::view::{Report, State, Verdict};
use crate::report::visible::shown;

/// Gaps shown.
const ROWS: usize = 30;

pub(super) fn matrix(page: &mut Page, report: &Report) {
    if report.controls.is_empty() {
        return;
    }
    page.heading("Control matrix", &counts(report));
    let gaps: Vec<_> = report.controls.iter().filter(|c| matches!(c.state, State::Gap | State::Exception)).collect();
    for control in gaps.iter().take(ROWS) {
        let style = if control.state == State::Gap { of_verdict(Verdict::Reaches) } else { BOLD };
        page.entry(2, (&format!("{} {:<9}", control.id, control.state.name()), style), (&control.question, PLAIN));
        let mut why: Vec<String> = Vec::new();
        if control.findings.is_empty() && control.against.is_empty() {
            why.push(control.reason.clone());
        }
        why.extend((!control.findings.is_empty()).then(|| control.findings.join(", ")));
        why.extend(control.against.iter().take(2).map(|f| shown(&f.text, 200)));
        if control.against.len() > 2 {
            why.push(format!("and {} more", control.against.len() - 2));
        }
        page.entry(23, ("", PLAIN), (&why.join("; "), FAINT));
    }
    super::more(page, gaps.len(), ROWS, "row");
    page.entry(2, ("…", FAINT), ("every row with what it was judged from and what is missing: `--format csv`, the HTML report, the pack", FAINT));
}

/// `3 gap · 60 unknown · …`, those that need work first.
pub(super) fn counts(report: &Report) -> String {
    let count = |state| report.controls.iter().filter(|c| c.state == state).count();
    let parts = State::ALL.into_iter().map(|s| (count(s), s)).filter(|(n, _)| *n > 0).map(|(n, s)| format!("{n} {}", s.name()));
    parts.collect::<Vec<_>>().join(" · ")
}
