//! A claim that does not hold.

use crate::findings::Confidence;
use crate::findings::way::{Prize, prize};
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::trace::ClaimVerdict;

pub(super) static RULE: Rule = Rule {
    id: "refuted-claim",
    title: "A claim of the configuration is refuted",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-GOV-01", "KC-VND-01", "NIST 800-53 r5 CA-2", "ISO 27001:2022 A.5.36", "SOC 2 CC4.1"],
    docs: r#"
### What it finds

A `[[claim]]` for which the input shows a counter-example. One finding a claim.

### Why it matters

What the vendor's data sheet or the agreement says is not what the policies do.

### How to fix it

Follow the steps of the counter-example and close one of them, or correct the claim.

### Limits

Critical where the counter-example reaches regulated data or the whole account. With assumptions the confidence says so.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let refuted = analysis.claims.iter().filter(|c| c.verdict == ClaimVerdict::Refuted);
    let findings = refuted.map(|claim| {
        let mut finding = Finding::of_name(&RULE, &claim.id, format!("the claim is refuted: {}", claim.sentence));
        if let Some(witness) = &claim.witness {
            let regulated = prize(analysis, witness.to) >= Prize::Regulated || is_about_regulated(analysis, &claim.id);
            finding = finding.severity(if regulated { Severity::Critical } else { Severity::High });
            finding = finding.confidence(if witness.assumptions.is_empty() { Confidence::Proven } else { Confidence::Assumed });
            finding.hops.clone_from(&witness.hops);
            finding.conditions.clone_from(&witness.conditions);
            finding.remedy.clone_from(&witness.remedy);
        }
        finding
    });
    findings.collect()
}

/// Whether the claim is about a regulated dataset; the counter-example may end at the dataset's key.
fn is_about_regulated(analysis: &Analysis<'_>, id: &str) -> bool {
    let to = analysis.review.claims.iter().find(|c| c.id == id).and_then(|c| c.to.strip_prefix("dataset:"));
    to.is_some_and(|name| analysis.review.datasets.iter().any(|d| d.name == name && d.regulated))
}
