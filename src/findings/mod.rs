//! Rules: what is worth telling of an analysed world, each in a file of its own.
//!
//! *In:* an [`Analysis`].
//! *Out:* [`Finding`]s.
//! *Does not:* search the graph (traces are given) or format anything.

mod accept;
mod acls;
mod actors;
mod clusters;
pub mod docs;
mod door;
mod federation;
mod finding;
mod grant;
mod guard;
mod hubs;
mod reach;
mod rule;
mod rules;
mod way;

use crate::trace::Remedies;

pub use finding::{Confidence, Finding, Severity, Subject};
pub use rule::{Analysis, Rule};
pub use way::severity_of;

/// Every rule, in order of its id.
pub fn rules() -> &'static [&'static Rule] {
    rules::ALL
}

/// The rules whose findings come of comparing two worlds.
pub fn change_rules() -> &'static [&'static Rule] {
    reach::ALL
}

/// The rule with this id.
pub fn rule(id: &str) -> Option<&'static Rule> {
    rules::ALL.iter().chain(reach::ALL).copied().find(|r| r.id == id)
}

/// What all rules say of a world: the worst first, then by rule and by what a finding is about, whatever the order of the input.
pub fn run(analysis: &Analysis<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = rules::ALL.iter().flat_map(|rule| (rule.check)(analysis)).collect();
    findings.sort_by(|a, b| {
        let order = b.severity.cmp(&a.severity).then(b.confidence.cmp(&a.confidence)).then_with(|| a.rule.cmp(b.rule));
        order.then_with(|| a.identity.cmp(&b.identity)).then_with(|| a.message.cmp(&b.message))
    });
    findings
}

/// Looks for changes that close the ways that findings tell of, the worst first, as far as that is quickly asked.
pub fn remedy(analysis: &Analysis<'_>, findings: &mut [Finding]) {
    let mut remedies = Remedies::new(analysis.inventory, analysis.graph);
    for finding in findings.iter_mut().filter(|f| f.remedy.is_none()) {
        finding.remedy = finding.way.and_then(|w| analysis.traces.get(w)).and_then(|t| remedies.of(t));
    }
}
