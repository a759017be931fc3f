//! Workflow commands that GitHub shows as annotations at the lines of a pull request.
//!
//! Source: "Workflow commands for GitHub Actions", GitHub Docs. GitHub shows ten annotations of each level of a step; the commands of the others
//! would only fill the log, so they are counted instead.

use super::view::{Finding, Origin, Report, Severity};
use super::visible::shown;
use super::words::count;

/// Annotations of one level that GitHub shows of a step.
const SHOWN: usize = 10;
/// Longest message, in characters.
const MESSAGE: usize = 1_000;

/// The new findings, one command a line, the worst first.
pub fn render(report: &Report) -> String {
    let mut out = String::new();
    let mut findings: Vec<&Finding> = report.news().collect();
    findings.sort_by_key(|f| std::cmp::Reverse((f.severity, f.confidence)));
    for level in ["error", "warning", "notice"] {
        let of_level: Vec<&&Finding> = findings.iter().filter(|f| self::level(f.severity) == level).collect();
        let most = if of_level.len() > SHOWN { SHOWN - 1 } else { SHOWN };
        for finding in of_level.iter().take(most) {
            out.push_str(&command(report, level, finding));
        }
        if of_level.len() > most {
            let text = format!("{} more: see the report", count(of_level.len() - most, "finding of this level"));
            out.push_str(&format!("::{level} title=keyholder::{}\n", data(&text)));
        }
    }
    if !report.complete {
        let text = format!("{}: what hangs on them is undecided", count(report.gaps.len(), "gap"));
        out.push_str(&format!("::notice title=keyholder is incomplete::{}\n", data(&text)));
    }
    out
}

fn command(report: &Report, level: &str, finding: &Finding) -> String {
    let at = finding.place().map(|o| place(report, o)).unwrap_or_default();
    let title = property(&format!("{} ({})", finding.rule, finding.severity.word()));
    format!("::{level} {at}title={title}::{}\n", data(&shown(&finding.headline(), MESSAGE)))
}

fn place(report: &Report, origin: &Origin) -> String {
    match (&origin.file, origin.line) {
        (Some(file), Some(line)) => {
            let column = origin.column.map(|c| format!("col={c},")).unwrap_or_default();
            format!("file={},line={line},{column}", property(file))
        }
        (Some(file), None) => format!("file={},", property(file)),
        (None, _) => report.inputs.first().filter(|i| i.name != "-").map(|i| format!("file={},", property(&i.name))).unwrap_or_default(),
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "notice",
    }
}

/// Text after `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property.
fn property(text: &str) -> String {
    data(&shown(text, MESSAGE)).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_the_input_starts_a_command_or_a_property() {
        assert_eq!(property("a,line=1::error"), "a%2Cline=1%3A%3Aerror");
        assert_eq!(data("100%\n::error::x"), "100%25%0A::error::x");
    }
}
