//! Records are copied to where somebody else rules, or to another Region.

use crate::aws::Arn;
use crate::findings::finding::{label, listed};
use crate::findings::{Analysis, Finding, Rule, Severity};
use crate::model::{Mover, Resource, Tri};

pub(super) static RULE: Rule = Rule {
    id: "data-can-leave",
    title: "Records are copied to where somebody else rules, or to another Region",
    severity: Severity::High,
    since: "0.1.0",
    controls: &["KC-DAT-03", "KC-DAT-02", "NIST 800-53 r5 AC-4", "ISO 27001:2022 A.8.12", "SOC 2 CC6.7"],
    docs: r#"
### What it finds

A cluster link or schema exporter with an end that is no cluster of the input; a connector, replicator, channel or
table that writes to a store of another account or of another Region. One finding a mover. Regions that a dataset of
the source may be in do not count.

### Why it matters

The copy is under other policies, other keys and other retention, and stays when the source is deleted. A link that
copies access control lists carries trust across as well.

### How to fix it

Keep copies in the account and Region of the records, or state the Region in `[[dataset]].regions` after a review.

### Limits

A bucket of another account that the input does not hold is taken to be ours where its ARN names no account. For a
link whose other cluster stands in another input, accept the finding.
"#,
    check,
};

fn check(analysis: &Analysis<'_>) -> Vec<Finding> {
    let inventory = analysis.inventory;
    let mut found = Vec::new();
    for mover in &inventory.resources {
        if mover.switch("foreign-end") == Tri::Yes {
            let more = if mover.switch("copies-acls") == Tri::Yes { ", and copies access control lists" } else { "" };
            found.push(Finding::of_resource(&RULE, inventory, mover, format!("has an end that is not in the input{more}")));
        }
        let mut words: Vec<String> = mover.movers.iter().filter_map(|m| leaves(analysis, m)).collect();
        words.dedup();
        if !words.is_empty() {
            found.push(Finding::of_resource(&RULE, inventory, mover, format!("copies records to {}", listed(words))));
        }
    }
    found
}

/// Where a copy goes, if that is away.
fn leaves(analysis: &Analysis<'_>, mover: &Mover) -> Option<String> {
    let inventory = analysis.inventory;
    let (from, to) = (inventory.resource(mover.from)?, inventory.resource(mover.to)?);
    let name = label(inventory, to);
    let account = to.account.literal().filter(|a| a.len() == 12 && a.bytes().all(|b| b.is_ascii_digit()));
    if let Some(account) = account.filter(|_| !inventory.accounts.is_empty() && !inventory.is_own(&to.account)) {
        return Some(format!("{name} of account {account}"));
    }
    let (here, there) = (region(from)?, region(to)?);
    let allowed = analysis.review.datasets_of(inventory, from).iter().any(|d| d.regions.contains(&there));
    (!here.is_empty() && !there.is_empty() && here != there && !allowed).then(|| format!("{name} in {there}"))
}

/// The Region of a resource: what its ARN says first.
fn region(resource: &Resource) -> Option<String> {
    let told = Arn::parse(&resource.arn).ok().map(|a| a.region).filter(|r| !r.is_empty());
    told.unwrap_or_else(|| resource.region.clone()).literal().map(str::to_owned)
}
