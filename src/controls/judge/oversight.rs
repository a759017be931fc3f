//! Governance, audit, change and exit.

use super::super::facts::{Facts, listed};
use super::super::{Fact, controls};
use super::{Judge, Judged};
use crate::model::{Network, ResourcePolicy};

const TRAILS: &str = "which trails, metric filters and alarms are about this: keyholder does not look into them for this row";
const SINKS: &str = "where logs go and how long they are kept: keyholder does not look into destinations and retention for this row";

pub(super) const JUDGES: &[(&str, Judge)] = &[
    ("KC-GOV-01", owned),
    ("KC-GOV-02", |_| Judged::default()),
    ("KC-BYO-08", coverage),
    ("KC-BYO-09", topics),
    ("KC-BYO-10", |_| Judged::default()),
    ("KC-AUD-05", |_| Judged::lacks(SINKS)),
    ("KC-AUD-06", |_| Judged::lacks("what redacts logs: keyholder does not read data protection policies")),
    ("KC-AUD-07", |_| Judged::lacks(SINKS)),
    ("KC-AUD-08", |_| Judged::lacks(TRAILS)),
    ("KC-EVT-05", |_| Judged::lacks(TRAILS)),
    ("KC-EVT-06", |_| Judged::lacks(TRAILS)),
    ("KC-EVT-07", |_| Judged::lacks(TRAILS)),
    ("KC-UPG-02", again),
    ("KC-EXT-01", residue),
];

/// Whether every control has an owner and, where a human is asked, evidence.
fn owned(facts: &Facts<'_>) -> Judged {
    let review = facts.analysis.review;
    if review.owners.is_empty() {
        return Judged::lacks("who owns the controls: no `[[owner]]` is stated");
    }
    let owned = |id: &str| review.owners.iter().any(|o| o.control == id);
    let without: Vec<String> = controls().iter().filter(|c| !owned(c.id)).map(|c| c.id.to_owned()).collect();
    let text = format!("{} of {} controls have an owner", controls().len() - without.len(), controls().len());
    let mut judged = Judged::default().from(vec![Fact { text, resource: None }]);
    if !without.is_empty() {
        judged.against.push(Fact { text: format!("no owner for {}", listed(without)), resource: None });
    }
    judged
}

/// The five topics of a BYOC contract that each need an owner, by the control that stands for each.
fn topics(facts: &Facts<'_>) -> Judged {
    const TOPICS: [(&str, &str); 5] = [
        ("KC-BYO-01", "IAM design"),
        ("KC-KEY-04", "key policies"),
        ("KC-UPG-01", "approval of upgrades"),
        ("KC-BYO-05", "export of observability"),
        ("KC-VND-07", "rules of support"),
    ];
    let mut judged = Judged::default();
    for (control, topic) in TOPICS {
        match facts.analysis.review.owners.iter().find(|o| o.control == control) {
            Some(owner) => judged.facts.push(Fact { text: format!("{topic} ({control}) is owned by {}", owner.team), resource: None }),
            None => judged.missing.push(format!("who owns {topic}: no `[[owner]]` for {control}")),
        }
    }
    judged
}

/// Which of the seven things to review were in the input.
fn coverage(facts: &Facts<'_>) -> Judged {
    let inventory = facts.analysis.inventory;
    let all = || inventory.resources.iter().filter(|r| !r.referenced);
    let guarded = |r: &&crate::model::Resource| matches!(r.resource_policy, ResourcePolicy::Policy(_));
    let counts = [
        ("policies of identities", all().filter(|r| r.principal.as_ref().is_some_and(|p| p.inline.len() + p.attached.len() > 0)).count()),
        ("trust policies", all().filter(|r| r.principal.as_ref().is_some_and(|p| p.trust.is_some())).count()),
        ("files", inventory.inputs.len()),
        ("policies of stores", all().filter(|r| r.store.is_some()).filter(guarded).count()),
        ("keys", facts.keys().count()),
        ("security groups", all().filter(|r| matches!(r.network, Some(Network::SecurityGroup(_)))).count()),
    ];
    let mut judged = Judged::default();
    for (what, count) in counts {
        let fact = Fact { text: format!("{what} read: {count}"), resource: None };
        if count == 0 { judged.missing.push(format!("{what}: none in the input")) } else { judged.facts.push(fact) }
    }
    if !inventory.gaps.is_empty() {
        judged.missing.push(format!("{} gaps of the input, listed under its limits", inventory.gaps.len()));
    }
    judged.missing.push(SINKS.to_owned());
    judged
}

/// Whether the review is done again in time.
fn again(facts: &Facts<'_>) -> Judged {
    let Some(rhythm) = &facts.analysis.review.review else {
        return Judged::lacks("when this was reviewed before: no `[review]` is stated");
    };
    let mut judged = Judged::default();
    match (&rhythm.last, rhythm.every_days) {
        (None, _) => judged.missing.push("when this was reviewed before: `[review]` states no `last`".to_owned()),
        (_, None) => judged.missing.push("for how long a review is good: `[review]` states no `every_days`".to_owned()),
        (Some(last), Some(days)) => match facts.analysis.days_since(last) {
            Some(age) if age < 0 => {
                judged.missing.push(format!("when this was reviewed before: `last` of `[review]` is {last}, which is yet to come"))
            }
            // A rule tells of one that is too old.
            Some(age) => {
                judged.facts.push(Fact { text: format!("the review of {last} is {age} days old, and good for {days}"), resource: None });
            }
            None => judged.missing.push(format!("when this was reviewed before: `last` of `[review]` is {last}, which is no date")),
        },
    }
    judged.facts.extend(rhythm.triggers.iter().map(|t| Fact { text: format!("it is also done again after: {t}"), resource: None }));
    judged
}

/// What would have to be deleted or revoked on leaving.
fn residue(facts: &Facts<'_>) -> Judged {
    let stores = facts.stores().map(|s| facts.about(s, "would have to be emptied or handed over"));
    let entered = facts.entered.iter().map(|(r, _)| facts.about(r, "would have to be shut to the vendor"));
    Judged { facts: entered.chain(stores).collect(), ..Judged::default() }
}
