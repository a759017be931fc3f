//! A role that gives records is bound above a cluster.

use crate::findings::clusters::{bindings, gives_data, is_above, of_binding};
use crate::findings::{Analysis, Finding, Rule, Severity};

pub(super) static RULE: Rule = Rule {
    id: "binding-above-cluster",
    title: "A role that gives records is bound above a cluster",
    severity: Severity::Medium,
    since: "0.1.0",
    controls: &["KC-AUT-03", "KC-AUT-06", "NIST 800-53 r5 AC-6", "ISO 27001:2022 A.8.3", "SOC 2 CC6.3"],
    docs: r#"
### What it finds

A role binding of Confluent Cloud on an environment or the organization whose role reads, writes or gives roles, and
that so covers several clusters of the input. One finding a binding.

### Why it matters

What is bound above is inherited by every cluster below, also by those that are made tomorrow.

### How to fix it

Bind the role on the cluster, or on topics of it.

### Limits

Clusters that the input does not hold do not count.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let wide = bindings(analysis).into_iter().filter(|(b, below)| is_above(b) && gives_data(b) && below.len() > 1);
    wide.map(|(b, below)| of_binding(&RULE, analysis, b, &format!("is bound above {} clusters", below.len()))).collect()
}
