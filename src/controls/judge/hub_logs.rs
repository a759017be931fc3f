//! Rows about what is recorded of namespaces of Event Hubs: diagnostic settings, runtime audit logs, the activity log of the subscription.
//!
//! Source: "Monitoring data reference for Azure Event Hubs", "Azure Monitor activity log", Microsoft Learn: Azure keeps the activity log for 90 days
//! whatever is set; runtime audit logs are there in Premium and Dedicated.

use super::super::Fact;
use super::super::facts::Facts;
use super::Judged;
use super::event_hubs::{held, is_vendor, may, namespaces, role};
use crate::azure_rbac::{ASSIGN, Plane};
use crate::model::{Resource, Tri};

/// Whether a setting is about a namespace; not known where its target is not.
fn about(setting: &Resource, namespace: &Resource) -> Tri {
    match setting.parent {
        Some(parent) if parent == namespace.id => Tri::Yes,
        Some(_) => Tri::No,
        None if setting.switch("of-subscription") == Tri::Yes => Tri::No,
        None => Tri::Unknown,
    }
}

/// Whether a setting sends this of a namespace away.
fn sent(facts: &Facts<'_>, namespace: &Resource, what: &str) -> Tri {
    let told = facts.kind("azure-diagnostic-setting").map(|s| match (about(s, namespace), s.switch(what)) {
        (Tri::No, _) | (_, Tri::No) => Tri::No,
        (Tri::Yes, Tri::Yes) => Tri::Yes,
        _ => Tri::Unknown,
    });
    told.max_by_key(|t| [Tri::No, Tri::Unknown, Tri::Yes].iter().position(|o| o == t)).unwrap_or(Tri::No)
}

/// Where logs of each namespace go.
pub(super) fn sources(facts: &Facts<'_>) -> Judged {
    let mut judged = Judged::default();
    for setting in facts.kind("azure-diagnostic-setting").filter(|s| s.switch("logs") != Tri::No) {
        let Some(of) = setting.parent.and_then(|id| facts.resource(id)) else { continue };
        match setting.switch("to-own") {
            Tri::Yes => judged.facts.push(facts.about(setting, &format!("sends logs of {} to a place of ours", facts.label(of)))),
            Tri::No => judged.against.push(facts.about(setting, &format!("sends logs of {} to another subscription or a partner", facts.label(of)))),
            Tri::Unknown => judged.missing.push(format!("whose place {} sends logs of {} to", facts.label(setting), facts.label(of))),
        }
    }
    for namespace in namespaces(facts) {
        match sent(facts, namespace, "logs") {
            Tri::Yes => {}
            Tri::No => judged.against.push(facts.about(namespace, "sends its logs nowhere, as far as the input states")),
            Tri::Unknown => judged.missing.push(format!("whether logs of {} are sent somewhere", facts.label(namespace))),
        }
    }
    judged
}

/// Who connected and who was refused.
pub(super) fn audit(facts: &Facts<'_>) -> Judged {
    let mut judged = Judged::default();
    for namespace in namespaces(facts) {
        match (sent(facts, namespace, "runtime-audit"), namespace.switch("premium")) {
            (_, Tri::No) => judged.against.push(facts.about(namespace, "has no runtime audit logs: its class has none")),
            (Tri::Yes, Tri::Yes) => {
                judged.facts.push(facts.about(namespace, "sends its runtime audit logs: who, by what, from where, let or refused"))
            }
            (Tri::No, _) => judged.against.push(facts.about(namespace, "sends no runtime audit logs, as far as the input states")),
            _ => judged.missing.push(format!("whether {} sends runtime audit logs", facts.label(namespace))),
        }
    }
    judged
}

/// Whether sessions of vendors end, and are recorded.
pub(super) fn sessions(facts: &Facts<'_>) -> Judged {
    let mut judged = audit(facts);
    for (by, grant) in held(facts).into_iter().filter(|(_, g)| is_vendor(facts, g)) {
        let words = if grant.via.is_eligible() { "which ends after its activation" } else { "which does not end" };
        judged.facts.push(facts.about(by, &format!("gives a vendor `{}`, {words}", role(facts, grant))));
    }
    judged.facts.push(activity());
    judged
}

/// Whether what vendors do is recorded where they can't stop it.
pub(super) fn evidence(facts: &Facts<'_>) -> Judged {
    const STOPS: [&str; 2] = ["Microsoft.Insights/diagnosticSettings/delete", "Microsoft.Insights/diagnosticSettings/write"];
    let mut judged = audit(facts);
    for (by, grant) in held(facts).into_iter().filter(|(_, g)| is_vendor(facts, g)) {
        let stops = STOPS.map(|a| may(grant, Plane::Control, a));
        if stops.contains(&Some(true)) {
            judged.against.push(facts.about(by, &format!("gives a vendor `{}`, which lets it stop diagnostic settings", role(facts, grant))));
        } else if stops.contains(&None) {
            judged.missing.push(format!("whether the role of {} lets a vendor stop diagnostic settings", facts.label(by)));
        }
    }
    judged.facts.push(activity());
    judged
}

/// Edits of hubs, rules and roles.
pub(super) fn edits(facts: &Facts<'_>) -> Judged {
    let assigning = held(facts).into_iter().filter(|(_, g)| may(g, Plane::Control, ASSIGN) == Some(true));
    let mut told: Vec<Fact> =
        assigning.map(|(by, g)| facts.about(by, &format!("lets {} assign roles", facts.analysis.inventory.render(&g.principal)))).collect();
    told.push(activity());
    told.extend(exports(facts).facts);
    Judged::default().from(told)
}

/// Edits of hubs, rules and roles, sent to where somebody watches them.
pub(super) fn exported(facts: &Facts<'_>) -> Judged {
    let mut judged = exports(facts);
    judged.facts.push(activity());
    judged
}

fn activity() -> Fact {
    Fact { text: "the activity log of the subscription keeps edits of hubs, rules, settings and roles for 90 days".to_owned(), resource: None }
}

/// What of the activity log of each namespace's subscription is sent somewhere.
fn exports(facts: &Facts<'_>) -> Judged {
    let mut judged = Judged::default();
    let mut lacking: Vec<&Resource> = Vec::new();
    let settings: Vec<(&Resource, Option<&Resource>)> = facts
        .kind("azure-diagnostic-setting")
        .map(|s| (s, s.parent.and_then(|id| facts.resource(id))))
        .filter(|(s, of)| s.switch("of-subscription") == Tri::Yes || of.is_some_and(|r| r.kind == "azure-subscription"))
        .collect();
    for namespace in namespaces(facts) {
        let of: Vec<&Resource> = settings.iter().filter(|(s, sub)| is_in(facts, namespace, s, *sub)).map(|(s, _)| *s).collect();
        let sent = of.iter().find(|s| s.switch("administrative") == Tri::Yes && s.switch("to-own") == Tri::Yes);
        match sent {
            Some(setting) => {
                let words = format!("sends the activity log of the subscription of {} to a place of ours", facts.label(namespace));
                judged.facts.push(facts.about(setting, &words));
            }
            None => lacking.push(namespace),
        }
    }
    if !lacking.is_empty() {
        judged
            .missing
            .push(format!("where edits of {} go: no diagnostic setting of the input is known to send the activity log", facts.named(&lacking)));
    }
    judged
}

/// Whether a namespace stands in the subscription that a setting is about.
fn is_in(facts: &Facts<'_>, namespace: &Resource, setting: &Resource, subscription: Option<&Resource>) -> bool {
    let group = namespace.parent.and_then(|id| facts.resource(id));
    if let Some(subscription) = subscription {
        return group.and_then(|g| g.parent) == Some(subscription.id);
    }
    // By ids: the provider puts the target's before the setting's name.
    let first = |id: &str| id.to_ascii_lowercase().split('|').next().and_then(|i| i.split('/').nth(2).map(str::to_owned));
    let own = setting.arn.literal().and_then(first);
    own.is_some() && own == namespace.arn.literal().and_then(first)
}
