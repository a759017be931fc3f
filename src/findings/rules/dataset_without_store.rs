//! A dataset that names nothing.

use crate::findings::{Analysis, Finding, Rule, Severity};

pub(super) static RULE: Rule = Rule {
    id: "dataset-without-store",
    title: "A dataset of the configuration matches no store or key of the input",
    severity: Severity::Medium,
    since: "0.1.0",
    controls: &["KC-DAT-06", "KC-BYO-08", "NIST 800-53 r5 CA-7", "ISO 27001:2022 A.5.12"],
    docs: r#"
### What it finds

A `[[dataset]]` none of whose `stores` and `keys` patterns matches a resource of the input. One finding a dataset.

### Why it matters

Claims about it hold because there is nothing to reach: a typing mistake reads like a proof.

### How to fix it

Correct the patterns (name, ARN or Terraform address), or add the input that holds the stores.

### Limits

Datasets that name topics only are left out.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let named = analysis.review.datasets.iter().enumerate().filter(|(_, d)| !(d.stores.is_empty() && d.keys.is_empty()));
    let found = |name: &str| {
        let mut resources = analysis.inventory.resources.iter();
        resources.any(|r| analysis.review.datasets_of(analysis.inventory, r).iter().any(|d| d.name == name))
    };
    let message = "no store or key of the input matches: claims about the dataset prove nothing";
    let missing = named.filter(|(_, d)| !found(&d.name));
    missing.map(|(entry, d)| Finding::of_name(&RULE, &d.name, message.to_owned()).at(analysis.review.place("dataset", entry))).collect()
}
