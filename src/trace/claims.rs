//! Claims: proven, refuted with the shortest witness, or undecided.

use std::collections::BTreeSet;

use super::answer::Search;
use super::external_id::{Strength, strength};
use super::{Access, ClaimResult, ClaimVerdict, Group, Remedies, Scope, Trace, Verdict, words};
use crate::graph::{AccessGraph, Edge, NodeId};
use crate::model::{Claim, Inventory, PathScope, Review, RoleKind, Says};
use crate::network::{Reachability, Verdict as Reached};

/// Looks for changes that make a refuted claim hold.
pub(super) fn remedy(review: &Review, remedies: &mut Remedies<'_>, claim: &Claim, result: &mut ClaimResult) {
    let Some(witness) = result.witness.as_mut().filter(|_| result.verdict == ClaimVerdict::Refuted) else { return };
    witness.remedy = remedies.beside(witness, &|inventory, graph| match excluded(inventory, review, graph, claim) {
        Ok(excluded) => Box::new(move |e| excluded.skips(inventory, e)),
        Err(_) => Box::new(|_| false),
    });
}

/// Judges one claim.
pub(super) fn judge(inventory: &Inventory, review: &Review, graph: &AccessGraph, groups: &[Group], claim: &Claim) -> ClaimResult {
    let sentence = sentence(claim);
    let open =
        |why: String| ClaimResult { id: claim.id.clone(), sentence: format!("{sentence} ({why})"), verdict: ClaimVerdict::Undecided, witness: None };
    let ends =
        words::from(&claim.from, inventory, review, groups).and_then(|f| words::to(&claim.to, inventory, review, access(claim)).map(|t| (f, t)));
    let (from, to) = match ends {
        Ok(ends) => ends,
        Err(missing) => return open(missing.to_string()),
    };
    let ids = |kinds: Vec<_>| -> Vec<NodeId> { kinds.iter().filter_map(|k| graph.find(k)).collect() };
    let (from, to) = (ids(from), ids(to));
    if to.is_empty() {
        return open(format!("`{}` names nothing in the input", claim.to));
    }
    let excluded = match excluded(inventory, review, graph, claim) {
        Ok(excluded) => excluded,
        Err(why) => return open(why),
    };
    let mut best: Option<Trace> = None;
    for start in from {
        let search = Search::over(graph, start, access(claim), &|e| !excluded.skips(inventory, e));
        for trace in to.iter().filter_map(|t| search.trace(*t)) {
            let better =
                best.as_ref().is_none_or(|b| (trace.verdict, std::cmp::Reverse(trace.hops.len())) > (b.verdict, std::cmp::Reverse(b.hops.len())));
            if better {
                best = Some(trace);
            }
        }
    }
    let verdict = match best.as_ref().map(|t| t.verdict) {
        None | Some(Verdict::Never) => ClaimVerdict::Proven,
        Some(Verdict::Undecided) => ClaimVerdict::Undecided,
        Some(Verdict::ReachesIf | Verdict::Reaches) => ClaimVerdict::Refuted,
    };
    ClaimResult { id: claim.id.clone(), sentence, verdict, witness: best }
}

/// Judges what is claimed of the network: a path that is refutes, one of which that is not known leaves it undecided.
pub(super) fn scopes(inventory: &Inventory, review: &Review) -> Vec<ClaimResult> {
    if review.scopes.is_empty() {
        return Vec::new();
    }
    let network = Reachability::new(inventory.estate.clone());
    let one = |claim: &PathScope| {
        let (found, cut) = serde_json::from_str::<Scope>(&claim.text).map_or((Vec::new(), true), |scope| scope.breaches(&network));
        let first = found.iter().min_by_key(|b| b.answer.verdict);
        let verdict = match first.map(|b| b.answer.verdict) {
            Some(Reached::Reachable) => ClaimVerdict::Refuted,
            Some(_) => ClaimVerdict::Undecided,
            None if cut => ClaimVerdict::Undecided,
            None => ClaimVerdict::Proven,
        };
        let why = first.map(|b| {
            let reason = b.answer.reasons.first().map(|r| format!(", {}: {}", r.component, r.detail)).unwrap_or_default();
            let protocol = if b.flow.protocol == 17 { "udp" } else { "tcp" };
            let more = if found.len() > 1 { format!(", and {} more", found.len() - 1) } else { String::new() };
            format!(" ({} → {} on {}/{protocol}: {}{reason}{more})", b.from, b.to, b.flow.ports.0, b.answer.verdict.name())
        });
        let why = why.unwrap_or_else(|| if cut { " (it is about more than was asked)".to_owned() } else { String::new() });
        ClaimResult { id: claim.id.clone(), sentence: format!("no network path is one of {}{why}", claim.file), verdict, witness: None }
    };
    review.scopes.iter().map(one).collect()
}

/// Steps that the claim allows: a way without them refutes it.
enum Excluded {
    Nothing,
    Through(BTreeSet<NodeId>),
    ExternalId,
}

impl Excluded {
    fn skips(&self, inventory: &Inventory, edge: &Edge) -> bool {
        match self {
            Self::Nothing => false,
            Self::Through(nodes) => nodes.contains(&edge.to),
            Self::ExternalId => edge.statements.iter().any(|s| {
                let document = inventory.policy(s.policy).and_then(|p| p.document.as_ref());
                let statement = document.and_then(|d| d.statements.iter().find(|t| t.index == s.index));
                statement.is_some_and(|t| strength(&t.conditions) == Strength::Effective)
            }),
        }
    }
}

fn excluded(inventory: &Inventory, review: &Review, graph: &AccessGraph, claim: &Claim) -> Result<Excluded, String> {
    match claim.says {
        Says::Never => Ok(Excluded::Nothing),
        Says::OnlyWithExternalId => Ok(Excluded::ExternalId),
        Says::OnlyThrough => {
            let word = claim.through.as_deref().ok_or("`only-through` needs `through`")?;
            let kinds = words::to(word, inventory, review, Access::Become).map_err(|e| e.to_string())?;
            let resources: BTreeSet<_> =
                kinds.iter().filter_map(|k| graph.find(k)).filter_map(|n| graph.node(n)).filter_map(|n| n.resource()).collect();
            Ok(Excluded::Through(graph.nodes().filter(|n| n.resource().is_some_and(|r| resources.contains(&r))).map(|n| n.id).collect()))
        }
        Says::OnlyKind => {
            let kind = claim.kind.ok_or("`only-kind` needs `kind`")?;
            let of_kind = |n: NodeId| graph.node(n).and_then(|n| n.resource()).and_then(|r| inventory.resource(r));
            let nodes = graph.nodes().map(|n| n.id).filter(|n| of_kind(*n).and_then(|r| review.role_kind(inventory, r)) == Some(kind));
            Ok(Excluded::Through(nodes.collect()))
        }
    }
}

fn access(claim: &Claim) -> Access {
    match claim.access.as_deref() {
        Some("write") => Access::Write,
        Some("decrypt") => Access::Decrypt,
        Some("any") => Access::Any,
        _ => Access::Read,
    }
}

fn sentence(claim: &Claim) -> String {
    let verb = claim.access.as_deref().unwrap_or("read");
    let verb = if verb == "any" { "reach" } else { verb };
    let rest = match claim.says {
        Says::Never => return format!("{} never gets to {verb} {}", claim.from, claim.to),
        Says::OnlyThrough => format!("through {}", claim.through.as_deref().unwrap_or("?")),
        Says::OnlyWithExternalId => "with an effective external id".to_owned(),
        Says::OnlyKind => format!("through roles of kind {}", claim.kind.map_or("?", RoleKind::word)),
    };
    format!("{} gets to {verb} {} only {rest}", claim.from, claim.to)
}
