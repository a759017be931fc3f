//! The last review is older than reviews may be.

use crate::findings::{Analysis, Finding, Rule, Severity};

pub(super) static RULE: Rule = Rule {
    id: "review-stale",
    title: "The last review is older than reviews may be",
    severity: Severity::Low,
    since: "0.1.0",
    controls: &["KC-UPG-02", "NIST 800-53 r5 CA-7", "ISO 27001:2022 A.5.22", "SOC 2 CC3.4"],
    docs: r#"
### What it finds

A `[review]` whose `last` lies more than `every_days` days before today.

### Why it matters

Accounts change: upgrades, new Regions, integrations, roles. What was reviewed is no longer what is there.

### How to fix it

Review what this run shows, and write the day down.

### Limits

Without `last` and `every_days`, and where `last` is no date, nothing is told: the control stays unknown.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let Some(rhythm) = &analysis.review.review else { return Vec::new() };
    let (Some(last), Some(days)) = (&rhythm.last, rhythm.every_days) else { return Vec::new() };
    let old = analysis.days_since(last).filter(|age| *age > i64::from(days));
    let told = |age| Finding::of_name(&RULE, "review", format!("the last review, of {last}, is {age} days old, and good for {days}"));
    old.map(told).into_iter().collect()
}
