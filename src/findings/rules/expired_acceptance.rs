//! An acceptance that has run out.

use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::{Lines, Origin};

pub(super) static RULE: Rule = Rule {
    id: "expired-acceptance",
    title: "An accepted finding's end date has passed",
    severity: Severity::Medium,
    since: "0.1.0",
    controls: &["KC-GOV-01", "NIST 800-53 r5 CA-5", "ISO 27001:2022 A.5.36", "SOC 2 CC3.2"],
    docs: r#"
### What it finds

An `[[accept]]` entry whose `expires` date lies before today. One finding an entry.

### Why it matters

The risk was accepted for a time. What it covered is open again, and somebody has to decide.

### How to fix it

Fix what was accepted, or have it approved again with a new date.

### Limits

The only rule, with expired-evidence, that looks at the date of the run.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let expired = analysis.review.accepts.iter().enumerate().filter(|(_, a)| a.expires.as_str() < analysis.today);
    let findings = expired.map(|(entry, accept)| {
        let what = accept.rule.as_deref().or(accept.control.as_deref()).unwrap_or("everything");
        let name = accept.subject.as_ref().map_or_else(|| what.to_owned(), |s| format!("{what} of {s}"));
        let message = format!("the acceptance by {} ended on {}", accept.owner, accept.expires);
        let beside = |lines: &Lines| Origin { file: Some(lines.file.clone()), line: Some(lines.first), ..Origin::default() };
        let place = accept.lines.as_ref().map(beside).or_else(|| analysis.review.place("accept", entry));
        Finding::of_name(&RULE, &name, message).at(place)
    });
    findings.collect()
}
