//! What the network opens or closes, as ways of a comparison.

use super::finding::fingerprint;
use super::ledger::Ledger;
use super::world::World;
use crate::change::{Door, DoorAt, Peers};
use crate::findings::{Confidence, Severity};
use crate::graph::{EdgeKind, NodeKind, Outside};
use crate::network::Verdict as Through;
use crate::report::view::{self, Baseline, Certainty, Changed, Finding, Hop, Node, Reach, Statement, Trace};
use crate::report::visible::bounded;
use crate::trace::{Access, Verdict};

/// Hosts told of one door.
const HOSTS: usize = 5;

/// A door as a way with one step.
pub(super) fn way(world: &World<'_>, door: &Door, ledger: &mut Ledger) -> Trace {
    let (from, to) = (from(world, &door.who), to(world, &door.at));
    let origin = world.origin(&door.origin);
    let flows = door.flows.join(", ");
    let mut facts = vec![format!("inbound rules of {} admit {}: {flows}", to.name, from.name)];
    facts.extend(through(door));
    let open = door.through == Some(Through::Reachable);
    let statement = Statement { policy: to.name.clone(), kind: "security-group".to_owned(), origin: origin.clone(), ..Statement::default() };
    let hop = Hop {
        from: from.clone(),
        to: to.clone(),
        edge: EdgeKind::Connect,
        ids: Vec::new(),
        actions: door.flows.clone(),
        statements: vec![statement],
        certainty: if open { Certainty::Certain } else { Certainty::Conditional },
        conditions: Vec::new(),
        facts: facts.clone().into_iter().map(bounded).collect(),
        also: Vec::new(),
        evidence: Some(ledger.fact(&bounded(facts.join("; ")), &origin)),
    };
    Trace {
        id: None,
        from,
        to,
        access: Access::Connect,
        verdict: if open { Verdict::Reaches } else { Verdict::ReachesIf },
        scope: Reach::Some,
        conditions: Vec::new(),
        assumptions: Vec::new(),
        hops: vec![hop],
        easiest: None,
        blocked_by: Vec::new(),
        unknown: Vec::new(),
        remedy: None,
    }
}

/// A door of somebody who is admitted on other ports already. `now`: it is open in the world after.
pub(super) fn changed(trace: Trace, door: &Door, now: bool) -> Changed {
    let word = if now { "now" } else { "no longer" };
    let why = vec![format!("{word} admitted: {}", door.flows.join(", "))];
    let before = Trace { hops: Vec::new(), verdict: Verdict::ReachesIf, ..trace.clone() };
    Changed { trace, before: Box::new(before), why }
}

/// How bad a door is: as the rule about open security groups has it.
pub(super) fn severity(door: &Door) -> Severity {
    match (&door.who, door.through == Some(Through::Reachable), door.web) {
        (Peers::Internet, true, false) => Severity::High,
        (Peers::Internet, true, true) | (Peers::Internet, false, false) => Severity::Medium,
        _ => Severity::Low,
    }
}

/// A door as a finding.
pub(super) fn finding(door: &Door, trace: &Trace) -> Finding {
    let rule = if door.known { "reach-widened" } else { "reach-added" };
    let hosts = trace.hops.iter().flat_map(|h| h.facts.iter().skip(1)).cloned().collect::<Vec<_>>().join("; ");
    let hosts = if hosts.is_empty() { hosts } else { format!(" ({hosts})") };
    Finding {
        id: String::new(),
        rule: rule.to_owned(),
        severity: severity(door),
        confidence: Confidence::Proven,
        fingerprint: fingerprint(rule, &[&trace.from.id, &trace.to.id, "connect"].map(|s| s.to_owned())),
        subject: trace.to.id.clone(),
        message: bounded(format!("{} gets to connect to {} on {}{hosts}", trace.from.name, trace.to.name, door.flows.join(", "))),
        locations: trace.hops.iter().flat_map(|h| &h.statements).map(|s| s.origin.clone()).collect(),
        hops: trace.hops.clone(),
        statements: Vec::new(),
        conditions: Vec::new(),
        remedy: None,
        baseline: Some(Baseline::New),
        accepted: None,
    }
}

fn from(world: &World<'_>, who: &Peers) -> Node {
    let plain = |kind: &str, text: &str| {
        let text = bounded(text.to_owned());
        Node { id: text.clone(), kind: kind.to_owned(), arn: text.clone(), name: text, referenced: true, ..Node::default() }
    };
    match who {
        Peers::Internet => world.of_kind(&NodeKind::Outside(Outside::Everyone)),
        Peers::Block(block) => plain("addresses", block),
        Peers::Group(id) => {
            world.sources.inventory.resource(*id).map_or_else(|| plain("security-group", "a security group that is gone"), |r| world.resource(r))
        }
        Peers::List(list) => plain("prefix-list", list),
        Peers::Unknown => plain("addresses", "addresses that are not known"),
    }
}

fn to(world: &World<'_>, at: &DoorAt) -> Node {
    let resource = |id| world.sources.inventory.resource(id).map(|r| world.resource(r));
    match at {
        DoorAt::Group(id) => resource(*id).unwrap_or_default(),
        DoorAt::Host(name, id) => id.and_then(resource).unwrap_or_else(|| {
            let name = bounded(name.clone());
            view::Node { id: name.clone(), kind: "network-interface".to_owned(), name, ..Node::default() }
        }),
    }
}

/// What the network says of those who have the group.
fn through(door: &Door) -> Option<String> {
    let mut hosts: Vec<&str> = door.hosts.iter().take(HOSTS).map(String::as_str).collect();
    let more = format!("{} more", door.hosts.len().saturating_sub(HOSTS));
    if door.hosts.len() > HOSTS {
        hosts.push(&more);
    }
    let hosts = hosts.join(", ");
    match (door.who == Peers::Internet, door.through) {
        (false, _) => None,
        (true, Some(Through::Reachable)) => Some(format!("connections from the internet get through to {hosts}")),
        (true, Some(Through::Blocked)) => Some("nothing that has the group is reached from the internet otherwise".to_owned()),
        (true, Some(_)) => Some(format!("whether connections from the internet get through to {hosts} is not known")),
        (true, None) => Some("nothing in the input is known to have the group".to_owned()),
    }
}
