//! Azure: what role assignments let somebody do next, on the way to records of Event Hubs and to the storage that capture writes.
//!
//! A role that lists data actions reads. One that lists the keys of a shared access rule reads as the rule, where keys are accepted; one that
//! writes the settings of a namespace has them accepted, and opens its network; one that assigns roles gives itself what its condition lets it.
//! Ids are rows of the catalogue in `docs/escalation.md`.

mod identity;
mod site;
mod use_of;
mod vault;

use std::collections::BTreeSet;

pub(in crate::graph) use identity::outsiders;

use super::Reach;
use crate::azure::Role;
use crate::azure_rbac::{ASSIGN, Answer, Plane, lists};
use crate::graph::attempt::Attempt;
use crate::graph::azure::{covers, may, may_assign, may_assign_unknown, rank, roles};
use crate::graph::edge::Given;
use crate::graph::world::World;
use crate::graph::{EdgeKind, NodeKind, Outside, Row};
use crate::model::{Resource, ResourceId, RoleGrant, Tri};
use site::{Service, Site};

/// The assumption behind every step that Azure lets somebody take.
const NO_DENY: &str = "no-azure-deny-or-policy";

/// What a state of Azure leads to; nothing for other states.
pub(in crate::graph) fn steps(world: &World<'_>, kind: &NodeKind, reach: Reach<'_>) -> Vec<Attempt> {
    let all = match kind {
        NodeKind::Outside(Outside::Object(_)) | NodeKind::Identity(_) => by_roles(world, kind, reach),
        NodeKind::Outside(Outside::Identity { .. }) => identity::by_token(world, kind),
        NodeKind::SharedKey(id) => use_of::shared_key(world, *id, reach),
        NodeKind::Granted(id) => use_of::granted(world, *id, reach),
        NodeKind::Store(id) => use_of::captured(world, *id),
        NodeKind::Anyone => identity::unknown(world),
        _ => Vec::new(),
    };
    let kept = |a: &Attempt| matches!(reach, Reach::Everything(_)) || !a.refused();
    all.into_iter().filter(kept).collect()
}

/// Whether a state is one of Azure, whose steps are told here alone.
pub(in crate::graph) fn is_of(kind: &NodeKind) -> bool {
    matches!(kind, NodeKind::Outside(Outside::Object(_)) | NodeKind::Identity(_) | NodeKind::SharedKey(_) | NodeKind::Granted(_))
}

/// A role that is given, with what gives it.
type Held<'a> = (&'a Resource, usize, &'a RoleGrant);

/// Somebody with the roles that the input gives it.
struct Who<'a> {
    world: &'a World<'a>,
    held: Vec<Held<'a>>,
}

/// The best answer, and the role that gives it.
struct Decision<'a> {
    answer: Answer,
    by: Option<Held<'a>>,
}

impl<'a> Who<'a> {
    fn best(&self, ask: impl Fn(&RoleGrant) -> Answer) -> Decision<'a> {
        let mut best = Decision { answer: Answer::Denied, by: None };
        for held in &self.held {
            let answer = ask(held.2);
            if rank(&answer) > rank(&best.answer) || best.by.is_none() {
                best = Decision { answer, by: Some(*held) };
            }
        }
        best
    }

    fn may(&self, on: &Resource, plane: Plane, action: &str) -> Decision<'a> {
        self.best(|grant| may(self.world.inventory, grant, on, plane, action))
    }

    /// Whether keys that open all of a namespace or account are told to it, whatever else holds.
    fn has_keys(&self, service: &Service, gate: &Resource) -> bool {
        service.keys.iter().any(|a| self.may(gate, Plane::Control, a).answer == Answer::Allowed)
    }

    /// Adds a need to a step.
    fn need(&self, on: &Resource, plane: Plane, action: &'static str, attempt: &mut Attempt) {
        let decision = self.may(on, plane, action);
        self.told(&decision, on, action, attempt);
    }

    fn told(&self, decision: &Decision<'a>, on: &Resource, action: &'static str, attempt: &mut Attempt) {
        let inventory = self.world.inventory;
        let role = |g: &RoleGrant| g.known.as_ref().map_or_else(|| inventory.render(&g.role), |r| r.name.clone());
        let name = label(self.world, on);
        let Some((by, entry, grant)) = decision.by else {
            attempt.missing.get_or_insert(format!("no role of the input is given to it at {name} or above"));
            return;
        };
        let of = format!("`{}` of {}", role(grant), label(self.world, by));
        match &decision.answer {
            Answer::Denied if grant.known.as_ref().is_none_or(|r| lists(r, Plane::Control, action) || lists(r, Plane::Data, action)) => {
                attempt.missing.get_or_insert(format!("{of} is not given at {name} or above, or its condition does not let `{action}`"));
                return;
            }
            Answer::Denied => {
                attempt.missing.get_or_insert(format!("{of} does not list `{action}`"));
                return;
            }
            Answer::Uncertain(why) => attempt.unseen.push(format!("{why} (`{action}` by {of})")),
            Answer::AllowedIf(condition) => {
                attempt.conditional = true;
                attempt.facts.push(format!("under the condition that {condition}"));
            }
            Answer::Allowed => {}
        }
        attempt.met += 1;
        attempt.given.push(Given { by: by.id, entry, action });
        if grant.via.is_delegation() {
            attempt.facts.push("by a delegation of Azure Lighthouse, which gives no data actions".to_owned());
        }
        if !attempt.assumptions.contains(&NO_DENY) {
            attempt.assumptions.push(NO_DENY);
        }
    }

    /// Whether it has a role at a resource that is none of Azure's own.
    fn has_custom_role(&self, on: &Resource) -> bool {
        let custom = |g: &RoleGrant| g.known.as_ref().is_none_or(|r| crate::azure::role(&r.id).is_none());
        self.held.iter().any(|(_, _, g)| custom(g) && covers(self.world.inventory, g, on) != Some(false))
    }

    /// The best role that it can give itself at a resource, of those that `leads` tells to lead on; else one of which that is not known.
    fn assigns(&self, on: &Resource, leads: impl Fn(&Role) -> bool) -> (Decision<'a>, String) {
        let inventory = self.world.inventory;
        let mut best = (Decision { answer: Answer::Denied, by: self.held.first().copied() }, String::new());
        for role in roles(inventory).filter(|r| leads(r)) {
            let found = self.best(|grant| may_assign(inventory, grant, on, &role.id));
            if rank(&found.answer) > rank(&best.0.answer) {
                best = (found, format!("`{}`", role.name));
            }
        }
        if best.0.answer == Answer::Denied {
            best = (self.best(|grant| may_assign_unknown(inventory, grant, on)), "a role".to_owned());
        }
        best
    }
}

/// Everything that somebody's roles lead to.
fn by_roles(world: &World<'_>, kind: &NodeKind, reach: Reach<'_>) -> Vec<Attempt> {
    let who = Who { world, held: identity::held(world, kind) };
    let mut out = Vec::new();
    if who.held.is_empty() && matches!(reach, Reach::Possible) {
        vault::secrets(&who, kind, &mut out);
        return out;
    }
    let mut gates: BTreeSet<ResourceId> = BTreeSet::new();
    for site in site::all(world) {
        if let Some(gate) = site.gate.filter(|g| gates.insert(g.id)) {
            gate_steps(&who, site.service, gate, &mut out);
        }
        if reach.wants(site.store, true) {
            reads(&who, &site, &mut out);
        }
    }
    identity::credentials(&who, &mut out);
    vault::secrets(&who, kind, &mut out);
    out
}

/// What is done at one hub or account: with data actions, by keys of its own rules, by capture, by roles that are given at it.
fn reads(who: &Who<'_>, site: &Site<'_>, out: &mut Vec<Attempt>) {
    let world = who.world;
    for (kind, action) in [(EdgeKind::Read, site.service.read), (EdgeKind::Write, site.service.write)] {
        let mut attempt = Attempt::new(NodeKind::Store(site.store.id), kind, &[]);
        who.need(site.store, Plane::Data, action, &mut attempt);
        out.extend(use_of::ways(world, site, false, attempt));
    }
    if site.store.kind == "event-hub" {
        if !site.gate.is_some_and(|gate| who.has_keys(site.service, gate)) {
            hub_keys(who, site.store, out);
        }
        if site.gate.is_none_or(|g| g.switch("basic") != Tri::Yes) {
            let mut attempt = Attempt::new(NodeKind::Store(site.store.id), EdgeKind::Read, &["k-21"]);
            who.need(site.store, Plane::Control, "Microsoft.EventHub/namespaces/eventhubs/write", &mut attempt);
            attempt.conditional = true;
            let which = "under the condition that it reads a storage account that capture may write to: of the same subscription, or one where an identity of the namespace has a role";
            attempt.facts.push("it turns capture on, which copies new records".to_owned());
            attempt.facts.push(which.to_owned());
            out.push(attempt);
        }
    }
    if site.gate.is_none_or(|g| g.id != site.store.id) {
        granting(who, site.service, site.store, out);
    }
}

/// Keys of a hub's own rules: of those of the input, and of one that it makes.
fn hub_keys(who: &Who<'_>, hub: &Resource, out: &mut Vec<Attempt>) {
    for action in site::HUB_RULES {
        let mut attempt = Attempt::new(NodeKind::SharedKey(hub.id), EdgeKind::Credential, &["k-19"]);
        who.need(hub, Plane::Control, action, &mut attempt);
        attempt.unseen.push(site::WRITES_RULES.to_owned());
        out.push(attempt);
    }
    for action in [
        "Microsoft.EventHub/namespaces/eventhubs/authorizationRules/listKeys/action",
        "Microsoft.EventHub/namespaces/eventhubs/authorizationRules/regenerateKeys/action",
    ] {
        let mut made = Attempt::new(NodeKind::SharedKey(hub.id), EdgeKind::Credential, &["k-19"]);
        who.need(hub, Plane::Control, "Microsoft.EventHub/namespaces/eventhubs/authorizationRules/write", &mut made);
        who.need(hub, Plane::Control, action, &mut made);
        made.facts.push("it makes a shared access rule there, then lists its keys".to_owned());
        out.push(made);
        let mut seen = false;
        for rule in who.world.of_kind("shared-access-rule").filter(|r| r.parent == Some(hub.id)) {
            let mut attempt = Attempt::new(NodeKind::SharedKey(rule.id), EdgeKind::Credential, &["k-19"]);
            who.need(hub, Plane::Control, action, &mut attempt);
            out.push(attempt);
            seen = true;
        }
        if !seen {
            // Rules that the input does not show.
            let mut attempt = Attempt::new(NodeKind::SharedKey(hub.id), EdgeKind::Credential, &["k-19"]);
            who.need(hub, Plane::Control, action, &mut attempt);
            attempt.unseen.push(format!("whether {} has shared access rules of its own", label(who.world, hub)));
            out.push(attempt);
        }
    }
}

/// What is done at a namespace or account: its keys, its settings, its network, roles that are given at it.
fn gate_steps(who: &Who<'_>, service: &'static Service, gate: &Resource, out: &mut Vec<Attempt>) {
    for action in service.keys {
        let mut attempt = Attempt::new(NodeKind::SharedKey(gate.id), EdgeKind::Credential, service.id("k-19"));
        who.need(gate, Plane::Control, action, &mut attempt);
        out.push(attempt);
    }
    if !who.has_keys(service, gate) {
        perhaps_keys(who, service, gate, out);
    }
    if site::is_open(gate) {
        granting(who, service, gate, out);
        return;
    }
    let mut settings = Attempt::new(NodeKind::Opened(gate.id), EdgeKind::Expose, service.id("k-20"));
    who.need(gate, Plane::Control, service.settings, &mut settings);
    settings.facts.push("it has shared keys accepted, and opens the public network".to_owned());
    out.push(settings);
    for (action, fact, unseen) in service.network(gate) {
        let mut attempt = Attempt::new(NodeKind::Connected(gate.id), EdgeKind::Expose, service.id("k-20"));
        who.need(gate, Plane::Control, action, &mut attempt);
        attempt.facts.push(fact.to_owned());
        attempt.unseen.extend(unseen.map(str::to_owned));
        out.push(attempt);
    }
    // Whoever gives itself a role that writes settings does that, too.
    let (decision, role) = who.assigns(gate, |r| lists(r, Plane::Control, service.settings));
    let mut attempt = Attempt::new(NodeKind::Opened(gate.id), EdgeKind::RewriteGrant, service.id("k-22"));
    who.told(&decision, gate, ASSIGN, &mut attempt);
    attempt.facts.push(format!("it gives itself {role}, has shared keys accepted, and opens the public network"));
    out.push(attempt);
    granting(who, service, gate, out);
}

/// k-19: keys of a namespace or account that it has perhaps.
fn perhaps_keys(who: &Who<'_>, service: &'static Service, gate: &Resource, out: &mut Vec<Attempt>) {
    for (action, unseen) in service.perhaps {
        let mut attempt = Attempt::new(NodeKind::SharedKey(gate.id), EdgeKind::Credential, service.id("k-19"));
        who.need(gate, Plane::Control, action, &mut attempt);
        attempt.unseen.push((*unseen).to_owned());
        out.push(attempt);
    }
    if gate.kind == "event-hubs-namespace" {
        let mut attempt = Attempt::new(NodeKind::SharedKey(gate.id), EdgeKind::Credential, service.id("k-19"));
        who.need(gate, Plane::Control, site::ALIAS_KEYS, &mut attempt);
        let name = label(who.world, gate);
        match gate.switch("paired") {
            Tri::Yes => attempt.facts.push(format!("{name} is paired with another namespace, and the alias of both lists its keys")),
            Tri::No | Tri::Unknown => attempt.unseen.push(format!("whether {name} is paired with another namespace")),
        }
        out.push(attempt);
    }
}

/// k-22: roles that it gives itself.
fn granting(who: &Who<'_>, service: &'static Service, on: &Resource, out: &mut Vec<Attempt>) {
    // A role that assigns roles gives any other next.
    let (decision, role) = who.assigns(on, |r| lists(r, Plane::Data, service.read) || lists(r, Plane::Control, ASSIGN));
    let sure = decision.answer == Answer::Allowed;
    let mut attempt = Attempt::new(NodeKind::Granted(on.id), EdgeKind::RewriteGrant, service.id("k-22"));
    who.told(&decision, on, ASSIGN, &mut attempt);
    attempt.facts.push(format!("it gives itself {role}"));
    out.push(attempt);
    if !sure {
        let keys = |r: &Role| {
            if on.kind == "event-hub" {
                site::HUB_KEYS.iter().all(|a| lists(r, Plane::Control, a))
            } else {
                service.keys.iter().any(|a| lists(r, Plane::Control, a))
            }
        };
        let (decision, role) = who.assigns(on, keys);
        let mut attempt = Attempt::new(NodeKind::SharedKey(on.id), EdgeKind::RewriteGrant, service.id("k-22"));
        who.told(&decision, on, ASSIGN, &mut attempt);
        attempt.facts.push(format!("it gives itself {role}, which lists keys"));
        out.push(attempt);
    }
    // Assignments that are asked for through Privileged Identity Management are an action of their own.
    let requests = ["Microsoft.Authorization/roleAssignmentScheduleRequests/write", "Microsoft.Authorization/roleEligibilityScheduleRequests/write"];
    for action in requests {
        let mut attempt = Attempt::new(NodeKind::Granted(on.id), EdgeKind::RewriteGrant, service.id("k-22"));
        who.need(on, Plane::Control, action, &mut attempt);
        attempt.unseen.push(format!("whether `{action}` alone assigns roles"));
        out.push(attempt);
    }
    if who.has_custom_role(on) {
        let mut attempt = Attempt::new(NodeKind::Granted(on.id), EdgeKind::RewriteGrant, service.id("k-22"));
        who.need(on, Plane::Control, "Microsoft.Authorization/roleDefinitions/write", &mut attempt);
        attempt.facts.push("it adds data actions to a custom role that it has".to_owned());
        attempt.unseen.push("whether it may write roles at every scope where that one can be assigned".to_owned());
        out.push(attempt);
    }
}

/// What a reader calls a resource.
fn label(world: &World<'_>, resource: &Resource) -> String {
    resource.origin.address.clone().unwrap_or_else(|| world.name(resource))
}

/// The ways, for readers.
pub(super) fn rows() -> Vec<Row> {
    let row = |kind, id: &'static str, calls: &[&'static str], given: &str| Row {
        kind,
        ids: vec![id],
        calls: calls.to_vec(),
        service: None,
        existing: Some("event-hubs-namespace"),
        given: Some(given.to_owned()),
    };
    let keys =
        &["Microsoft.EventHub/namespaces/authorizationRules/listKeys/action|Microsoft.EventHub/namespaces/authorizationRules/regenerateKeys/action"];
    let open = &[
        "Microsoft.EventHub/namespaces/write|Microsoft.EventHub/namespaces/networkRuleSets/write|Microsoft.EventHub/namespaces/privateEndpointConnectionsApproval/action",
    ];
    vec![
        row(
            EdgeKind::Credential,
            "k-19",
            keys,
            "shared keys are accepted, or made to be by `Microsoft.EventHub/namespaces/write`; a way to connect; who only writes rules: undecided",
        ),
        row(EdgeKind::Expose, "k-20", open, "what the network keeps away is let in; the first one has shared keys accepted, too"),
        row(
            EdgeKind::Read,
            "k-21",
            &["Microsoft.EventHub/namespaces/eventhubs/write"],
            "a storage account that capture may write to and the caller reads",
        ),
        row(
            EdgeKind::RewriteGrant,
            "k-22",
            &["Microsoft.Authorization/roleAssignments/write"],
            "a role that reads, within the condition of the assignment",
        ),
    ]
}
