//! A claim that can't be judged.

use crate::findings::Confidence;
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::trace::ClaimVerdict;

pub(super) static RULE: Rule = Rule {
    id: "undecided-claim",
    title: "A claim of the configuration can't be proven or refuted",
    severity: Severity::Medium,
    since: "0.1.0",
    controls: &["KC-GOV-01", "NIST 800-53 r5 CA-2", "ISO 27001:2022 A.5.36", "SOC 2 CC4.1"],
    docs: r#"
### What it finds

A `[[claim]]` whose answer hangs on something that the input does not show. One finding a claim.

### Why it matters

What is not proven is not known. A plan in which policies are known after apply can hide the way that the claim denies.

### How to fix it

Give the input that the gaps name: the Terraform source, a state after apply, or a snapshot of the account.

### Limits

None known.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let open = analysis.claims.iter().filter(|c| c.verdict == ClaimVerdict::Undecided);
    let findings = open.map(|claim| {
        let message = format!("the claim is neither proven nor refuted: {}", claim.sentence);
        let entry = analysis.review.claims.iter().position(|c| c.id == claim.id);
        let place = entry.and_then(|e| analysis.review.place("claim", e));
        Finding::of_name(&RULE, &claim.id, message).confidence(Confidence::Possible).at(place)
    });
    findings.collect()
}
