//! Evidence that has run out.

use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::Evidence;

pub(super) static RULE: Rule = Rule {
    id: "expired-evidence",
    title: "The evidence of a control has passed its end date",
    severity: Severity::Low,
    since: "0.1.0",
    controls: &["KC-GOV-01", "KC-VND-08", "NIST 800-53 r5 CA-7", "ISO 27001:2022 A.5.36", "SOC 2 CC4.1"],
    docs: r#"
### What it finds

An `[[evidence]]` entry whose `expires` date lies before today. One finding an entry.

### Why it matters

A control that rests on a document is only as good as the document is recent.

### How to fix it

Renew the document and its dates.

### Limits

The document itself is not read.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let dated = analysis.review.evidence.iter().enumerate().filter_map(|(n, e)| Some((n, e, e.expires.as_deref()?)));
    let expired = dated.filter(|(_, _, expires)| *expires < analysis.today);
    let finding = |(entry, e, expires): (usize, &Evidence, &str)| {
        let message = format!("the evidence at {} ended on {expires}", e.url);
        Finding::of_name(&RULE, &e.control, message).at(analysis.review.place("evidence", entry))
    };
    expired.map(finding).collect()
}
