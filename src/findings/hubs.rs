//! What several rules about Event Hubs ask.

use super::{Analysis, Confidence, Finding, Rule, Severity};
use crate::azure_rbac::{Answer, Plane};
use crate::graph::azure::{covers, may_assign, rank};
use crate::model::{Resource, RoleGrant, Tri};

pub(super) const RECEIVE: &str = "Microsoft.EventHub/namespaces/messages/receive/action";
pub(super) const LIST_KEYS: &str = "Microsoft.EventHub/namespaces/authorizationRules/listKeys/action";

/// Namespaces of the input.
pub(super) fn namespaces<'a>(analysis: &Analysis<'a>) -> impl Iterator<Item = &'a Resource> + use<'a> {
    analysis.inventory.resources.iter().filter(|r| r.kind == "event-hubs-namespace")
}

/// Namespaces whose brokers the internet reaches.
pub(super) fn from_internet(rule: &Rule, analysis: &Analysis<'_>) -> Vec<Finding> {
    let findings = namespaces(analysis).filter_map(|r| {
        let confidence = match (r.switch("public-network"), r.switch("denies-by-default"), r.switch("network-rules")) {
            (Tri::Yes, Tri::No, _) => Confidence::Proven,
            (Tri::Yes, Tri::Yes, Tri::No) => Confidence::Possible,
            _ => return None,
        };
        let severity = if holds_regulated(analysis, r) { Severity::High } else { Severity::Medium };
        let message = "its brokers can be reached from the internet".to_owned();
        Some(Finding::of_resource(rule, analysis.inventory, r, message).severity(severity).confidence(confidence))
    });
    findings.collect()
}

/// Namespaces that hold regulated records, which no key of the customer's is known to encrypt.
pub(super) fn regulated_without_key<'a>(analysis: &'a Analysis<'a>) -> impl Iterator<Item = &'a Resource> {
    namespaces(analysis).filter(|r| !r.referenced && r.switch("customer-key") != Tri::Yes && holds_regulated(analysis, r))
}

/// Namespaces that send no logs anywhere.
pub(super) fn unlogged(rule: &Rule, analysis: &Analysis<'_>) -> Vec<Finding> {
    let without = namespaces(analysis).filter(|r| !r.referenced && logged(analysis, r, "logs") == Tri::No);
    let message = "no diagnostic setting of the input sends its logs anywhere".to_owned();
    without.map(|r| Finding::of_resource(rule, analysis.inventory, r, message.clone()).confidence(Confidence::Assumed)).collect()
}

/// Whether a namespace holds a regulated dataset.
pub(super) fn holds_regulated(analysis: &Analysis<'_>, namespace: &Resource) -> bool {
    let inventory = analysis.inventory;
    let own = inventory.resources.iter().filter(|r| r.id == namespace.id || r.kind == "event-hub" && r.parent == Some(namespace.id));
    own.into_iter().any(|r| analysis.review.is_regulated(inventory, r))
}

/// Whether some diagnostic setting of the input sends this of a namespace somewhere.
pub(super) fn logged(analysis: &Analysis<'_>, namespace: &Resource, what: &str) -> Tri {
    let settings = analysis.inventory.resources.iter().filter(|r| r.kind == "azure-diagnostic-setting");
    let told = settings.map(|r| match r.parent {
        Some(parent) if parent == namespace.id => r.switch(what),
        Some(_) => Tri::No,
        // Which resource it is about is not known.
        None => Tri::Unknown,
    });
    told.max_by_key(|t| [Tri::No, Tri::Unknown, Tri::Yes].iter().position(|o| o == t)).unwrap_or(Tri::No)
}

/// The declared vendor that a role is given to.
pub(super) fn vendor_of(analysis: &Analysis<'_>, grant: &RoleGrant) -> Option<String> {
    let (inventory, review) = (analysis.inventory, analysis.review);
    let held = grant.to.and_then(|id| inventory.resource(id)).and_then(|r| review.vendor_of_resource(inventory, r));
    held.or_else(|| review.vendor_of_principal(&inventory.render(&grant.principal).to_ascii_lowercase())).map(|v| v.name.clone())
}

/// Whether a role may be given at a namespace of the input, at something in one, or above one.
pub(super) fn at_namespaces(analysis: &Analysis<'_>, grant: &RoleGrant) -> bool {
    let of_hubs = |r: &&Resource| r.kind == "event-hubs-namespace" || r.kind == "event-hub";
    analysis.inventory.resources.iter().filter(of_hubs).any(|r| covers(analysis.inventory, grant, r) != Some(false))
}

/// Whether a grant lets assign some role at a resource that leads to records: one that receives, lists keys or assigns roles.
pub(super) fn grants_reach(analysis: &Analysis<'_>, grant: &RoleGrant, resource: &Resource) -> Answer {
    let lists = |role: &crate::azure::Role, plane, action| crate::azure_rbac::lists(role, plane, action);
    let leads = |role: &&crate::azure::Role| {
        lists(role, Plane::Data, RECEIVE) || [LIST_KEYS, crate::azure_rbac::ASSIGN].iter().any(|a| lists(role, Plane::Control, a))
    };
    let answers = crate::azure::roles().iter().filter(leads).map(|r| may_assign(analysis.inventory, grant, resource, &r.id));
    answers.max_by_key(rank).unwrap_or(Answer::Denied)
}
