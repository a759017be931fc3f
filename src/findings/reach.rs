//! What a change adds to who reaches what, as rules: their findings come of comparing two worlds, so no single review has them.

use super::{Finding, Rule, Severity};

/// Both.
pub(super) static ALL: &[&Rule] = &[&REACH_ADDED, &REACH_WIDENED];

static REACH_ADDED: Rule = Rule {
    id: "reach-added",
    title: "A change lets somebody outside reach data that it did not reach",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-VND-01", "NIST 800-53 r5 AC-6", "NIST 800-53 r5 CM-4", "ISO 27001:2022 A.8.32", "SOC 2 CC8.1"],
    docs: r#"
### What it finds

Only where two worlds are compared (`keyholder compare`, `keyholder review --changes`): a way from somebody outside to a
store, a key or an account that the world before does not have, or somebody whom a security group, a public address or a
route lets connect and who could not. Ways that a finding of another rule tells of are left to that one.

### Why it matters

A change of one statement opens ways over several roles; the diff of the text does not show where they lead.

### How to fix it

If the vendor is to have it, accept the change with the reason; else take out the step that is named: it is the first one
that was not there before.

### Limits

What the plan does not know yet is told as a gap, and ways over it as undecided.
"#,
    check: nothing,
};

static REACH_WIDENED: Rule = Rule {
    id: "reach-widened",
    title: "A change lets somebody outside reach data under fewer conditions, or more of it",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-VND-01", "NIST 800-53 r5 AC-6", "NIST 800-53 r5 CM-4", "ISO 27001:2022 A.8.32", "SOC 2 CC8.1"],
    docs: r#"
### What it finds

Only where two worlds are compared (`keyholder compare`, `keyholder review --changes`): a way that both have and that the
world after has with a stronger verdict, without a condition, for more callers, or to more objects. What counts is which
requests are allowed, not how the policies are written: a statement that is split, moved or spelt otherwise shows
nothing.

### Why it matters

A dropped external id, a wider address range or a removed boundary leaves every name in place and is easy to miss in a
review.

### How to fix it

Restore the condition or the narrower resource at the place that is named.

### Limits

Ways that were undecided before, or are now, are told as widened, since it is not known that they are not.
"#,
    check: nothing,
};

fn nothing(_: &super::Analysis<'_>) -> Vec<Finding> {
    Vec::new()
}
