//! A shared access rule that is wide.

use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::Tri;
use crate::sas::Rights;

pub(super) static RULE: Rule = Rule {
    id: "sas-rule-broad",
    title: "A shared access rule gives more than one client needs",
    severity: Severity::Medium,
    since: "0.1.0",
    controls: &["KC-AUT-01", "NIST 800-53 r5 AC-6", "ISO 27001:2022 A.8.2", "SOC 2 CC6.3"],
    docs: r#"
### What it finds

A shared access rule of Event Hubs of a whole namespace that may listen or manage, or one that may listen and send. One
finding a rule; high where it may manage.

### Why it matters

A rule of a namespace holds for every hub in it, those to come included, and keys cannot be told apart by who uses them.

### How to fix it

One rule a client and hub, with one right; better, data roles.

### Limits

Whether keys are accepted at all is another rule's question.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let known = |t: Tri| match t {
        Tri::Yes => Some(true),
        Tri::No => Some(false),
        Tri::Unknown => None,
    };
    let rules = analysis.inventory.resources.iter().filter(|r| r.kind == "shared-access-rule");
    let findings = rules.filter_map(|r| {
        let rights = Rights { listen: known(r.switch("listen")), send: known(r.switch("send")), manage: known(r.switch("manage")) };
        let (listen, send) = (rights.may_listen() == Some(true), rights.may_send() == Some(true));
        let manage = rights.manage == Some(true);
        let whole = r.switch("whole-namespace") == Tri::Yes;
        let message = match (whole && listen, listen && send) {
            _ if manage => "whoever has a key may manage, send and listen",
            (true, _) => "whoever has a key may listen to every hub of the namespace",
            (_, true) => "whoever has a key may both listen and send",
            _ => return None,
        };
        let severity = if manage { Severity::High } else { Severity::Medium };
        Some(Finding::of_resource(&RULE, analysis.inventory, r, message.to_owned()).severity(severity))
    });
    findings.collect()
}
