//! A role whose sessions last longer than declared.

use crate::findings::{Analysis, Confidence, Finding, Rule, Severity};

pub(super) static RULE: Rule = Rule {
    id: "session-longer-than-declared",
    title: "A role allows longer sessions than the configuration declares",
    severity: Severity::Low,
    since: "0.1.0",
    controls: &["KC-VND-03", "NIST 800-53 r5 AC-12", "ISO 27001:2022 A.8.2", "SOC 2 CC6.3"],
    docs: r#"
### What it finds

A role whose maximum session duration is above the `max_session` of its `[[vendor.role]]`.

### Why it matters

A stolen session stays good for as long as the role allows.

### How to fix it

Lower `max_session_duration`, or change the declaration.

### Limits

Sessions from role chaining last an hour at most, whatever the role allows. Roles without a stated duration have AWS's
default of an hour; where an account was not asked for it (`aws iam list-roles`), the finding is a possible one.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let declared = analysis.inventory.resources.iter().filter(|r| !r.referenced).filter_map(|role| {
        let (_, pattern) = analysis.review.role_pattern(analysis.inventory, role)?;
        Some((role, pattern.max_session?, analysis.inventory.session_of(role)?))
    });
    let longer = declared.filter(|(_, declared, (actual, assumed))| actual > declared || *assumed);
    let findings = longer.map(|(role, declared, (actual, assumed))| {
        if assumed {
            let message =
                format!("how long sessions may last is not in the input, for want of `aws iam list-roles`; the configuration declares {declared}");
            return Finding::of_resource(&RULE, analysis.inventory, role, message).confidence(Confidence::Possible);
        }
        let message = format!("sessions may last {actual} seconds; the configuration declares {declared}");
        Finding::of_resource(&RULE, analysis.inventory, role, message)
    });
    findings.collect()
}
