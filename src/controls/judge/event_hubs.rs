//! Rows that namespaces of Azure Event Hubs answer: settings, role assignments, delegations, diagnostic settings of the input.
//!
//! Roles that are inherited, groups' members and what Azure's policies do are in no input: the traces name that as assumptions, and the rows that
//! ask for who may say so.

use std::collections::BTreeMap;

use super::super::Fact;
use super::super::facts::Facts;
use super::{Judge, Judged, hub_keys, hub_logs};
use crate::azure_rbac::{Plane, lists};
use crate::graph::azure::{covers, grants};
use crate::graph::{Cost, NodeKind, Status};
use crate::model::{Resource, ResourceId, RoleGrant, Tri};

const RECEIVE: &str = "Microsoft.EventHub/namespaces/messages/receive/action";
const SEND: &str = "Microsoft.EventHub/namespaces/messages/send/action";
const LIST_KEYS: &str = "Microsoft.EventHub/namespaces/authorizationRules/listKeys/action";
const READ_HUBS: &str = "Microsoft.EventHub/namespaces/eventhubs/read";

const JUDGES: &[(&str, Judge)] = &[
    ("KC-PRO-02", mechanisms),
    ("KC-PRO-03", mechanisms),
    ("KC-PRO-04", credentials),
    ("KC-PRO-05", rotation),
    ("KC-PRO-06", |f| each(f, |_, _| Some("takes nothing but TLS (SASL_SSL on port 9093)".into()))),
    ("KC-PRO-07", tls),
    ("KC-PRO-08", mechanisms),
    ("KC-AUT-01", separation),
    ("KC-AUT-02", scopes),
    ("KC-AUT-03", wildcards),
    ("KC-AUT-04", principals),
    ("KC-AUT-05", wildcards),
    ("KC-AUT-06", shared),
    ("KC-AUT-07", layers),
    ("KC-NET-03", network),
    ("KC-NET-04", public),
    ("KC-NET-05", control),
    ("KC-NET-06", dependencies),
    ("KC-NET-08", carriers),
    ("KC-NET-10", regulated),
    ("KC-CON-01", connectors),
    ("KC-CON-02", connectors),
    ("KC-CON-03", connectors),
    ("KC-DAT-02", location),
    ("KC-DAT-03", location),
    ("KC-DAT-04", metadata),
    ("KC-DAT-05", retention),
    ("KC-DAT-08", hub_keys::at_rest),
    ("KC-KEY-01", hub_keys::hanging),
    ("KC-KEY-02", hub_keys::managers),
    ("KC-KEY-03", hub_keys::rotation),
    ("KC-KEY-04", hub_keys::users),
    ("KC-VND-01", vendors),
    ("KC-VND-02", standing),
    ("KC-VND-03", hub_logs::sessions),
    ("KC-VND-04", hub_logs::evidence),
    ("KC-VND-05", kinds),
    ("KC-VND-09", trust),
    ("KC-BYO-01", vendors),
    ("KC-BYO-03", openings),
    ("KC-BYO-04", guards),
    ("KC-BYO-05", hub_logs::sources),
    ("KC-AUD-02", hub_logs::sources),
    ("KC-AUD-03", hub_logs::audit),
    ("KC-AUD-04", hub_logs::edits),
    ("KC-EVT-01", hub_logs::audit),
    ("KC-EVT-02", hub_logs::audit),
    ("KC-EVT-03", hub_logs::exported),
    ("KC-EVT-04", hub_logs::exported),
];

/// What a row comes to where the input holds Azure beside (or in place of) AWS.
pub(in crate::controls) fn beside(id: &str, human: bool, judged: Judged, facts: &Facts<'_>) -> Judged {
    let inventory = facts.analysis.inventory;
    if inventory.unfollowed().next().is_none() {
        return judged;
    }
    let judge = JUDGES.iter().find(|(of, _)| *of == id).map(|(_, judge)| judge).filter(|_| namespaces(facts).next().is_some());
    match judge {
        // Nothing of AWS is there to be judged, nor another Kafka system.
        Some(judge) if inventory.accounts.is_empty() && !inventory.resources.iter().any(|r| r.kafka.is_some()) => judge(facts),
        Some(judge) => {
            let own = judge(facts);
            let mut both = Judged { not_applicable: judged.not_applicable.and(own.not_applicable), ..judged };
            both.facts.extend(own.facts);
            both.against.extend(own.against);
            both.missing.extend(own.missing);
            both
        }
        None if human => judged,
        // Sums of other rows and statements of people rest on no facts of a cloud.
        None if OF_NO_CLOUD.iter().any(|p| id.starts_with(p)) => judged,
        None => {
            let mut judged = Judged { not_applicable: None, ..judged };
            judged.missing.push("what the input's resources of Azure add: this row does not look at them".to_owned());
            judged
        }
    }
}

/// Rows that facts of every cloud answer alike: datasets, owners, coverage, what is left behind, comparisons.
const OF_NO_CLOUD: &[&str] = &["KC-DAT-06", "KC-DAT-07", "KC-GOV-", "KC-BYO-08", "KC-BYO-09", "KC-UPG-02", "KC-EXT-"];

pub(super) fn namespaces<'f>(facts: &'f Facts<'_>) -> impl Iterator<Item = &'f Resource> {
    facts.kind("event-hubs-namespace")
}

/// A fact of each namespace.
fn each(facts: &Facts<'_>, say: impl Fn(&Facts<'_>, &Resource) -> Option<String>) -> Judged {
    let told = namespaces(facts).filter_map(|n| Some(facts.about(n, &say(facts, n)?)));
    Judged { facts: told.collect(), ..Judged::default() }
}

/// A setting of a namespace in words, or that it is not known.
pub(super) fn setting(facts: &Facts<'_>, judged: &mut Judged, of: &Resource, name: &str, what: &str, [yes, no]: [&str; 2]) {
    match of.switch(name) {
        Tri::Yes => judged.facts.push(facts.about(of, yes)),
        Tri::No => judged.facts.push(facts.about(of, no)),
        Tri::Unknown => judged.missing.push(format!("{what} of {}", facts.label(of))),
    }
}

fn mechanisms(facts: &Facts<'_>) -> Judged {
    let mut judged =
        each(facts, |_, _| Some("takes tokens of Entra ID (OAUTHBEARER), decided by role assignments; it has no access control lists".into()));
    for namespace in namespaces(facts) {
        let words = ["takes keys of shared access rules (PLAIN)", "takes no shared keys"];
        setting(facts, &mut judged, namespace, "shared-keys", "whether shared keys are taken", words);
    }
    judged
}

fn credentials(facts: &Facts<'_>) -> Judged {
    let mut judged = Judged::default();
    for namespace in namespaces(facts) {
        match namespace.switch("shared-keys") {
            Tri::Yes => {
                judged.against.push(facts.about(namespace, "takes keys of its root rule, which opens everything, never ends, and can't be deleted"))
            }
            Tri::No => judged.facts.push(facts.about(namespace, "takes no keys: tokens end by themselves")),
            Tri::Unknown => judged.missing.push(format!("whether {} takes shared keys", facts.label(namespace))),
        }
    }
    judged.facts.extend(facts.kind("shared-access-rule").map(|r| facts.about(r, "is a shared access rule with two keys, whose age no input shows")));
    judged
}

fn rotation(facts: &Facts<'_>) -> Judged {
    each(facts, |_, n| {
        let words = "has two keys a rule, of which one can be made anew while the other is used; making one anew closes no connection";
        Some(if n.switch("shared-keys") == Tri::No { "takes no keys: tokens are made anew by themselves" } else { words }.into())
    })
}

fn tls(facts: &Facts<'_>) -> Judged {
    let mut judged = Judged::default();
    for namespace in namespaces(facts) {
        match namespace.switch("old-tls") {
            Tri::Yes => judged.against.push(facts.about(namespace, "takes versions of TLS older than 1.2")),
            Tri::No => judged.facts.push(facts.about(namespace, "takes TLS 1.2 or newer, with Microsoft's certificate")),
            Tri::Unknown => judged.missing.push(format!("the least version of TLS of {}", facts.label(namespace))),
        }
    }
    judged
}

/// Roles that are given at a namespace or hub of the input, or perhaps.
pub(super) fn held<'f>(facts: &'f Facts<'_>) -> Vec<(&'f Resource, &'f RoleGrant)> {
    let inventory = facts.analysis.inventory;
    let targets: Vec<&Resource> = namespaces(facts).chain(facts.kind("event-hub")).collect();
    let at = |g: &RoleGrant| targets.iter().any(|t| covers(inventory, g, t) != Some(false));
    grants(inventory).filter(|(_, _, g)| at(g)).map(|(r, _, g)| (r, g)).collect()
}

pub(super) fn may(grant: &RoleGrant, plane: Plane, action: &str) -> Option<bool> {
    grant.known.as_ref().map(|role| lists(role, plane, action))
}

pub(super) fn role(facts: &Facts<'_>, grant: &RoleGrant) -> String {
    grant.known.as_ref().map_or_else(|| facts.analysis.inventory.render(&grant.role), |r| r.name.clone())
}

fn given(facts: &Facts<'_>, by: &Resource, grant: &RoleGrant) -> Fact {
    let inventory = facts.analysis.inventory;
    let on = grant.on.and_then(|id| inventory.resource(id)).map_or_else(|| inventory.render(&grant.scope), |r| facts.label(r));
    facts.about(by, &format!("gives `{}` to {} at {on}", role(facts, grant), inventory.render(&grant.principal)))
}

/// Roles that are given, and those whose lists are not known as missing.
fn roles(facts: &Facts<'_>) -> Judged {
    let mut judged = Judged::default();
    for (by, grant) in held(facts) {
        judged.facts.push(given(facts, by, grant));
        if grant.known.is_none() {
            judged.missing.push(format!("what the role of {} lists", facts.label(by)));
        }
        if !is_placed(facts, grant) {
            judged.missing.push(format!("at which scope {} gives a role", facts.label(by)));
        }
    }
    judged.missing.extend(unnamed(facts));
    if judged.facts.is_empty() {
        judged.missing.push(NO_ROLES.to_owned());
    }
    judged
}

/// Whether it is known that a grant holds for some namespace or hub.
fn is_placed(facts: &Facts<'_>, grant: &RoleGrant) -> bool {
    let inventory = facts.analysis.inventory;
    namespaces(facts).chain(facts.kind("event-hub")).any(|t| covers(inventory, grant, t) == Some(true))
}

/// Grants of which it is not known to whom they are.
fn unnamed(facts: &Facts<'_>) -> Vec<String> {
    let hidden = held(facts).into_iter().filter(|(_, g)| is_unnamed(g));
    hidden.map(|(by, _)| format!("to whom {} gives a role", facts.label(by))).collect()
}

/// Whether it is not known to whom a grant is.
pub(super) fn is_unnamed(grant: &RoleGrant) -> bool {
    grant.to.is_none() && grant.principal.literal().is_none_or(str::is_empty)
}

/// That the input gives no role does not say that there is none.
const NO_ROLES: &str = "who has which role: the input gives none at a namespace";

fn separation(facts: &Facts<'_>) -> Judged {
    let mut judged = roles(facts);
    for (by, grant) in held(facts) {
        let rights = [(Plane::Data, RECEIVE), (Plane::Data, SEND), (Plane::Control, LIST_KEYS)];
        if rights.iter().filter(|(plane, action)| may(grant, *plane, action) == Some(true)).count() > 1 {
            judged.against.push(facts.about(by, &format!("gives `{}`, which is reader, writer or administrator in one", role(facts, grant))));
        }
    }
    judged
}

fn scopes(facts: &Facts<'_>) -> Judged {
    let mut judged = roles(facts);
    for (by, grant) in held(facts) {
        let data = may(grant, Plane::Data, RECEIVE) == Some(true) || may(grant, Plane::Data, SEND) == Some(true);
        let hub = grant.on.and_then(|id| facts.resource(id)).is_some_and(|r| r.kind == "event-hub");
        let by_id = grant.scope.literal().is_some_and(|s| s.to_ascii_lowercase().contains("/eventhubs/"));
        let known = grant.on.is_some() || grant.scope.literal().is_some_and(|s| !s.is_empty());
        if data && known && !hub && !by_id {
            judged.against.push(facts.about(by, "gives a data role at more than one hub"));
        }
    }
    judged
}

fn wildcards(facts: &Facts<'_>) -> Judged {
    let mut judged = roles(facts);
    for (by, grant) in held(facts) {
        let wide = grant.known.iter().flat_map(|r| &r.permissions).any(|p| p.actions.iter().chain(&p.data_actions).any(|a| a == "*"));
        if wide {
            judged.against.push(facts.about(by, &format!("gives `{}`, which lists every action", role(facts, grant))));
        }
    }
    judged
}

fn principals(facts: &Facts<'_>) -> Judged {
    let mut judged = roles(facts);
    for namespace in namespaces(facts) {
        match namespace.switch("shared-keys") {
            Tri::Yes => judged.against.push(facts.about(namespace, "takes shared keys, and whoever uses those of one rule is one principal")),
            Tri::No => {}
            Tri::Unknown => judged.missing.push(format!("whether {} takes shared keys", facts.label(namespace))),
        }
    }
    judged
}

fn shared(facts: &Facts<'_>) -> Judged {
    let mut judged = roles(facts);
    let mut places: BTreeMap<String, Vec<ResourceId>> = BTreeMap::new();
    let inventory = facts.analysis.inventory;
    for namespace in namespaces(facts) {
        for (_, grant) in held(facts).into_iter().filter(|(_, g)| covers(inventory, g, namespace) == Some(true)) {
            let all = places.entry(inventory.render(&grant.principal).to_ascii_lowercase()).or_default();
            if !all.contains(&namespace.id) {
                all.push(namespace.id);
            }
        }
    }
    let several = places.into_iter().filter(|(_, all)| all.len() > 1);
    judged
        .against
        .extend(several.map(|(who, all)| Fact { text: format!("{who} has roles at {} namespaces", all.len()), resource: all.first().copied() }));
    judged
}

fn layers(facts: &Facts<'_>) -> Judged {
    let mut judged = mechanisms(facts);
    for hub in facts.kind("event-hub") {
        match hub.movers.first().and_then(|m| facts.resource(m.to)) {
            Some(account) => {
                judged.facts.push(facts.about(hub, &format!("is copied to {} by capture, whose own rules decide there", facts.label(account))))
            }
            None if hub.switch("captures") == Tri::No => judged.facts.push(facts.about(hub, "is copied nowhere by capture")),
            None => judged.missing.push(format!("where capture copies {} to, if it does", facts.label(hub))),
        }
    }
    judged
}

/// From where each namespace is reached.
fn network(facts: &Facts<'_>) -> Judged {
    let mut judged = Judged::default();
    for namespace in namespaces(facts) {
        match (namespace.switch("public-network"), namespace.switch("denies-by-default"), namespace.switch("network-rules")) {
            (Tri::No, ..) => judged.facts.push(facts.about(namespace, "is reached by private endpoints alone")),
            (Tri::Yes, Tri::No, _) => judged.facts.push(facts.about(namespace, "is reached from the internet")),
            (Tri::Yes, Tri::Yes, Tri::Yes) => judged.facts.push(facts.about(namespace, "is reached from what its network rules name")),
            _ => judged.missing.push(format!("from where {} is reached", facts.label(namespace))),
        }
    }
    judged.facts.extend(endpoints(facts));
    judged
}

fn endpoints(facts: &Facts<'_>) -> Vec<Fact> {
    let all = facts.kind("azure-private-endpoint").filter_map(|e| Some((e, facts.resource(e.parent?)?)));
    all.map(|(e, to)| facts.about(e, &format!("is a private endpoint of {}", facts.label(to)))).collect()
}

fn is_public(namespace: &Resource) -> bool {
    namespace.switch("public-network") == Tri::Yes && namespace.switch("denies-by-default") == Tri::No
}

fn public(facts: &Facts<'_>) -> Judged {
    let against = namespaces(facts).filter(|n| is_public(n)).map(|n| facts.about(n, "is reached from the internet")).collect();
    Judged { against, ..network(facts) }
}

fn control(facts: &Facts<'_>) -> Judged {
    let mut judged = each(facts, |_, _| Some("is administered through Azure Resource Manager, whose addresses are public".into()));
    judged.facts.extend(roles(facts).facts);
    judged
}

fn dependencies(facts: &Facts<'_>) -> Judged {
    let mut judged = layers(facts);
    for namespace in namespaces(facts) {
        let words = ["lets trusted services of Azure past its network rules", "lets no trusted services past its network rules"];
        setting(facts, &mut judged, namespace, "trusted-services", "whether trusted services pass the rules", words);
    }
    judged.facts.extend(hub_logs::sources(facts).facts);
    judged
}

fn carriers(facts: &Facts<'_>) -> Judged {
    let mut judged = network(facts);
    if judged.facts.is_empty() && judged.missing.is_empty() {
        judged.missing.push("what carries connections".to_owned());
    }
    judged
}

fn regulated(facts: &Facts<'_>) -> Judged {
    let datasets = &facts.analysis.review.datasets;
    if !datasets.is_empty() && !datasets.iter().any(|d| d.regulated) {
        return Judged { not_applicable: Some("no dataset is stated to be regulated"), ..Judged::default() };
    }
    let holds = |n: &Resource| {
        let own = facts.kind("event-hub").filter(|h| h.parent == Some(n.id)).chain(std::iter::once(n));
        own.into_iter().any(|r| facts.analysis.review.is_regulated(facts.analysis.inventory, r))
    };
    let against =
        namespaces(facts).filter(|n| is_public(n) && holds(n)).map(|n| facts.about(n, "holds regulated records and is reached from the internet"));
    Judged { against: against.collect(), ..network(facts) }
}

fn connectors(facts: &Facts<'_>) -> Judged {
    match facts.kind("event-hub").any(|h| h.switch("captures") != Tri::No) {
        true => layers(facts),
        false => Judged { not_applicable: Some("Event Hubs runs no connectors, and no capture is on"), ..layers(facts) },
    }
}

fn location(facts: &Facts<'_>) -> Judged {
    let inventory = facts.analysis.inventory;
    let mut judged = Judged::default();
    for store in facts.stores().filter(|s| s.kind.starts_with("event-hub") || s.kind == "azure-storage-account") {
        // A hub lies where its namespace does.
        let places = [Some(store), store.parent.and_then(|p| facts.resource(p))];
        let Some(region) = places.into_iter().flatten().filter_map(|p| p.region.literal()).find(|r| !r.is_empty()).map(str::to_owned) else {
            judged.missing.push(format!("the Region of {}", facts.label(store)));
            continue;
        };
        judged.facts.push(facts.about(store, &format!("lies in {region}")));
        for dataset in facts.analysis.review.datasets_of(inventory, store) {
            if !dataset.regions.is_empty() && !dataset.regions.contains(&region) {
                judged.against.push(facts.about(store, &format!("lies in {region}, where {} may not be", dataset.name)));
            }
        }
    }
    judged.facts.extend(
        facts.kind("event-hub").flat_map(|h| &h.movers).filter_map(|m| facts.resource(m.to)).map(|a| facts.about(a, "holds what capture copies")),
    );
    judged.facts.extend(hub_logs::sources(facts).facts);
    judged
}

fn metadata(facts: &Facts<'_>) -> Judged {
    let mut judged = roles(facts);
    let reads = held(facts).into_iter().filter(|(_, g)| may(g, Plane::Control, READ_HUBS) == Some(true));
    judged.facts =
        reads.map(|(by, g)| facts.about(by, &format!("lets {} read the names of hubs", facts.analysis.inventory.render(&g.principal)))).collect();
    judged
}

fn retention(facts: &Facts<'_>) -> Judged {
    let mut judged = Judged::default();
    for hub in facts.kind("event-hub") {
        let words =
            ["states how long it keeps records", "does not state how long it keeps records: an hour at least, seven days at most on Standard"];
        setting(facts, &mut judged, hub, "retention-stated", "how long records are kept", words);
    }
    judged
}

/// Whether a grant is to a declared vendor, or to another tenant.
pub(super) fn is_vendor(facts: &Facts<'_>, grant: &RoleGrant) -> bool {
    let (inventory, review) = (facts.analysis.inventory, facts.analysis.review);
    let held = grant.to.and_then(|id| facts.resource(id)).and_then(|r| review.vendor_of_resource(inventory, r));
    grant.via.is_delegation() || held.is_some() || review.vendor_of_principal(&inventory.render(&grant.principal).to_ascii_lowercase()).is_some()
}

/// The roles of vendors, and what the ways lead to.
fn vendors(facts: &Facts<'_>) -> Judged {
    let own = held(facts).into_iter().filter(|(_, g)| is_vendor(facts, g));
    let open = facts.analysis.traces.iter().filter(|t| t.verdict >= crate::trace::Verdict::ReachesIf).count();
    let mut told: Vec<Fact> = own.map(|(by, g)| given(facts, by, g)).collect();
    told.push(Fact { text: format!("{open} ways of vendor actors are open, some of them under conditions"), resource: None });
    let missing = facts.access_open().into_iter().chain(unnamed(facts)).collect();
    Judged { missing, ..Judged::default() }.from(told)
}

fn standing(facts: &Facts<'_>) -> Judged {
    let mut judged = Judged::default();
    for (by, grant) in held(facts) {
        let when = if grant.via.is_eligible() { "has to be activated" } else { "is there at any time" };
        judged.facts.push(facts.about(by, &format!("gives `{}`, which {when}", role(facts, grant))));
    }
    if judged.facts.is_empty() {
        judged.missing.push(NO_ROLES.to_owned());
    }
    judged
}

fn kinds(facts: &Facts<'_>) -> Judged {
    let mut judged = Judged::default();
    if held(facts).is_empty() {
        judged.missing.push(NO_ROLES.to_owned());
    }
    for (by, grant) in held(facts).into_iter().filter(|(r, _)| r.kind == "azure-role-assignment") {
        let who = facts.analysis.inventory.render(&grant.principal);
        let (machine, people) = (format!("is for {who}, a service principal"), format!("is for {who}, people or a group"));
        setting(facts, &mut judged, by, "machine", "whether machines or people are meant", [&machine, &people]);
    }
    judged
}

fn trust(facts: &Facts<'_>) -> Judged {
    let inventory = facts.analysis.inventory;
    let mut judged = Judged::default();
    for resource in inventory.resources.iter().filter(|r| !r.referenced) {
        for subject in resource.identity.iter().flat_map(|i| &i.subjects) {
            let issuer = inventory.render(&subject.issuer);
            match (&subject.subject, &subject.audience) {
                (Some(of), Some(_)) => {
                    judged.facts.push(facts.about(resource, &format!("takes tokens of {issuer} for {} and one audience", inventory.render(of))))
                }
                _ => judged.against.push(facts.about(resource, &format!("takes tokens of {issuer} for more than one subject or audience"))),
            }
        }
        if let Some(grant) = resource.role_grants.first().filter(|g| g.via.is_delegation()) {
            judged.facts.push(facts.about(resource, &format!("delegates to {} of one tenant", inventory.render(&grant.principal))));
        }
    }
    for (by, grant) in held(facts).into_iter().filter(|(_, g)| !g.via.is_delegation()) {
        judged.facts.push(facts.about(by, &format!("names one object of the own tenant: {}", inventory.render(&grant.principal))));
    }
    judged.missing.extend(unnamed(facts));
    if judged.facts.is_empty() && judged.against.is_empty() {
        judged.missing.push(NO_ROLES.to_owned());
    }
    judged
}

/// What guards records at rest, and who can open it.
fn guards(facts: &Facts<'_>) -> Judged {
    let (keys, opened) = (hub_keys::users(facts), openings(facts));
    let both = |a: Vec<Fact>, b: Vec<Fact>| a.into_iter().chain(b).collect();
    let missing = keys.missing.into_iter().chain(opened.missing).collect();
    Judged { facts: both(keys.facts, opened.facts), against: both(keys.against, opened.against), missing, not_applicable: None }
}

/// Vendors that can open the network or the keys of a namespace.
fn openings(facts: &Facts<'_>) -> Judged {
    let graph = facts.analysis.graph;
    let starts = facts.analysis.groups.iter().flat_map(|g| &g.starts).filter_map(|k| graph.find(k)).collect();
    let ways = graph.ways(&starts, Status::Conditional, Cost::Hops, |_| true);
    let mut judged = Judged { missing: facts.access_open(), ..Judged::default() };
    for namespace in namespaces(facts) {
        let opened = [NodeKind::Opened(namespace.id), NodeKind::Connected(namespace.id)];
        if opened.iter().filter_map(|k| graph.find(k)).any(|n| ways.reaches(n)) {
            judged.against.push(facts.about(namespace, "can be opened by a vendor actor: its network, or its keys"));
        } else {
            judged.facts.push(facts.about(namespace, "can be opened no further by a vendor actor"));
        }
    }
    judged
}
