//! Rows about what encrypts the records of namespaces of Event Hubs: whose key it is, who may use it, and who may take it away.

use super::super::facts::Facts;
use super::Judged;
use super::event_hubs::{is_unnamed, is_vendor, namespaces, role, setting};
use crate::azure_rbac::Answer;
use crate::graph::vault::{Right, rights};
use crate::model::{Resource, Tri};

/// That records are encrypted, and with whose key, as far as the input states.
pub(super) fn at_rest(facts: &Facts<'_>) -> Judged {
    let mut judged = Judged::default();
    for namespace in namespaces(facts) {
        match whose(namespace) {
            Whose::Customer => judged.facts.push(facts.about(namespace, "is encrypted at rest with a key of the customer's")),
            Whose::NoOther => judged.facts.push(facts.about(namespace, "is encrypted at rest with a key of Microsoft's: its class has no other")),
            Whose::Microsoft => {
                judged.facts.push(facts.about(namespace, "is encrypted at rest with a key of Microsoft's: the input gives it no other"))
            }
            Whose::Unknown => judged.missing.push(format!("whose key encrypts {}", facts.label(namespace))),
        }
    }
    judged
}

/// The same, with the keys themselves.
pub(super) fn managers(facts: &Facts<'_>) -> Judged {
    let mut judged = at_rest(facts);
    for (key, namespaces) in keys(facts) {
        judged.facts.push(facts.about(key, &format!("encrypts {}", facts.named(&namespaces))));
    }
    judged.missing.extend(not_shown(facts));
    judged
}

/// What hangs on each key, and who may take it away.
pub(super) fn hanging(facts: &Facts<'_>) -> Judged {
    let mut judged = managers(facts);
    told(facts, &[Right::TakeAway], &mut judged);
    judged
}

/// Whether keys are made anew, and what deleting one does.
pub(super) fn rotation(facts: &Facts<'_>) -> Judged {
    let mut judged = at_rest(facts);
    for (key, _) in keys(facts) {
        match key.switch("rotates") {
            Tri::Yes => judged.facts.push(facts.about(key, "is made anew by its rotation policy")),
            Tri::No => judged.against.push(facts.about(key, "has no rotation policy that makes it anew")),
            Tri::Unknown => judged.missing.push(format!("whether {} is made anew by itself", facts.label(key))),
        }
        match key.parent.and_then(|id| facts.resource(id)) {
            Some(vault) => {
                let words = ["lets nobody purge what was deleted before its time", "lets purge what was deleted: a key is gone at once"];
                setting(facts, &mut judged, vault, "purge-protection", "whether purging is prevented", words);
            }
            None => judged.missing.push(format!("whether the vault of {} prevents purging", facts.label(key))),
        }
    }
    judged.missing.extend(not_shown(facts));
    judged
}

/// Who may use each key, take it away, or let somebody do so.
pub(super) fn users(facts: &Facts<'_>) -> Judged {
    let mut judged = managers(facts);
    told(facts, &[Right::Use, Right::TakeAway, Right::Give], &mut judged);
    for (key, _) in keys(facts) {
        let vault = key.parent.and_then(|id| facts.resource(id));
        match vault {
            None => judged.missing.push(format!("who may use {}: the input does not show its vault", facts.label(key))),
            Some(vault) if vault.switch("by-roles") == Tri::Unknown => {
                judged.missing.push(format!("whether {} decides by roles or by access policies", facts.label(vault)));
            }
            Some(vault) if vault.switch("by-roles") == Tri::No && vault.switch("policies-known") != Tri::Yes => {
                judged.missing.push(format!("which access policies {} has", facts.label(vault)));
            }
            Some(_) => {}
        }
    }
    judged
}

fn told(facts: &Facts<'_>, asked: &[Right], judged: &mut Judged) {
    let inventory = facts.analysis.inventory;
    for (key, _) in keys(facts) {
        for found in rights(inventory, key).iter().filter(|r| asked.contains(&r.right)) {
            let who = inventory.render(&found.grant.principal);
            let words = format!("lets {who} {} {} by `{}`", found.right.words(), facts.label(key), role(facts, found.grant));
            let fact = facts.about(found.by, &words);
            match (&found.answer, is_vendor(facts, found.grant)) {
                (Answer::Uncertain(why), true) => {
                    judged.missing.push(format!("whether {} may {} {}: {why}", who, found.right.words(), facts.label(key)));
                }
                _ if is_unnamed(found.grant) => {
                    judged.missing.push(format!("to whom {} gives rights on {}", facts.label(found.by), facts.label(key)))
                }
                (Answer::Uncertain(_) | Answer::Denied, _) => {}
                (_, true) => judged.against.push(fact),
                (_, false) => judged.facts.push(fact),
            }
        }
    }
}

/// The keys of the input that encrypt namespaces, each with these.
pub(super) fn keys<'f>(facts: &'f Facts<'_>) -> Vec<(&'f Resource, Vec<&'f Resource>)> {
    let mut out: Vec<(&Resource, Vec<&Resource>)> = Vec::new();
    for namespace in namespaces(facts) {
        for key in namespace.vault_keys.iter().filter_map(|id| facts.resource(*id)) {
            match out.iter_mut().find(|(k, _)| k.id == key.id) {
                Some((_, of)) => of.push(namespace),
                None => out.push((key, vec![namespace])),
            }
        }
    }
    out
}

/// Keys of the customer's that the input does not show.
fn not_shown(facts: &Facts<'_>) -> Vec<String> {
    let hidden = namespaces(facts).filter(|n| n.switch("customer-key") == Tri::Yes && n.switch("customer-key-shown") != Tri::Yes);
    hidden.map(|n| format!("the key of the customer's that encrypts {}: the input does not show it", facts.label(n))).collect()
}

/// Whose key encrypts.
enum Whose {
    Customer,
    Microsoft,
    NoOther,
    Unknown,
}

fn whose(namespace: &Resource) -> Whose {
    match (namespace.switches.get("customer-key"), namespace.switch("premium")) {
        (Some(Tri::Yes), _) => Whose::Customer,
        (Some(Tri::Unknown), _) => Whose::Unknown,
        (_, Tri::No) => Whose::NoOther,
        (_, Tri::Yes) => Whose::Microsoft,
        (_, Tri::Unknown) => Whose::Unknown,
    }
}
