//! The answer in one sentence, and what it rests on.

use std::collections::BTreeSet;

use crate::model::Review;
use crate::report::view::{Node, Report, Trace, Verdict};
use crate::report::words::count;
use crate::trace::Group;

/// One sentence for the head of a report.
pub(super) fn summary(report: &Report) -> String {
    let actors = report.matrix.rows.len();
    // Outsiders that the configuration does not name are no vendors of its.
    let named = report.matrix.rows.iter().any(|r| r.actor.vendor.is_some());
    let word = if named && report.matrix.rows.iter().any(|r| r.actor.vendor.is_none()) { "outside actor" } else { "vendor actor" };
    let with = |v: Verdict| report.traces.iter().filter(move |t| t.verdict == v);
    let who = |traces: &[&Trace]| format!("{} of {}", distinct(traces.iter().map(|t| &t.from)), count(actors, word));
    let unclear = with(Verdict::Undecided).count();
    let also = |sentence: String| if unclear == 0 { sentence } else { format!("{sentence} {} undecided.", questions(unclear)) };
    match report.verdict {
        None if actors == 0 => "No vendor actor was found: nothing in the input lets a principal outside its accounts in.".to_owned(),
        None | Some(Verdict::Never) => format!("None of {} reaches any data.", count(actors, word)),
        Some(Verdict::Reaches) => {
            let traces: Vec<&Trace> = with(Verdict::Reaches).collect();
            let open: Vec<&Trace> = with(Verdict::ReachesIf).collect();
            let further = if open.is_empty() { String::new() } else { format!(" Under conditions, {} can reach {}.", who(&open), targets(&open)) };
            also(format!("{} can reach {}{}.{further}", who(&traces), targets(&traces), shortest(&traces)))
        }
        Some(Verdict::ReachesIf) => {
            let traces: Vec<&Trace> = with(Verdict::ReachesIf).collect();
            also(format!("{} can reach {}, but only under conditions{}.", who(&traces), targets(&traces), shortest(&traces)))
        }
        Some(Verdict::Undecided) if unclear == 0 => {
            "No way to data was found, but the input holds records to which no way is followed: what is known of them stands among the findings."
                .to_owned()
        }
        Some(Verdict::Undecided) => {
            format!(
                "No way to data was found, but it cannot be ruled out: {} undecided, because something they need is not known.",
                questions(unclear)
            )
        }
    }
}

/// What counts as vendor and what as data.
pub(super) fn basis(review: &Review, groups: &[Group]) -> Vec<String> {
    let mut basis = Vec::new();
    if review.vendors.is_empty() {
        basis.push("No vendor is configured: every principal outside the input's accounts counts as a vendor.".to_owned());
    } else {
        let names: Vec<&str> = review.vendors.iter().map(|v| v.name.as_str()).collect();
        basis.push(format!("Configured as {}: {}.", if names.len() == 1 { "vendor" } else { "vendors" }, names.join(", ")));
        let unseen: Vec<&str> = groups.iter().filter(|g| g.declared && g.starts.is_empty()).map(|g| g.name.as_str()).collect();
        if !unseen.is_empty() {
            basis.push(format!("Named by nothing in the input: {}.", unseen.join(", ")));
        }
    }
    if review.datasets.is_empty() {
        basis.push("No dataset is configured: every store counts as data.".to_owned());
    }
    basis
}

fn targets(traces: &[&Trace]) -> String {
    let admin = distinct(traces.iter().map(|t| &t.to).filter(|n| n.kind == "admin"));
    let keys = distinct(traces.iter().map(|t| &t.to).filter(|n| n.kind == "kms-key"));
    let stores = distinct(traces.iter().map(|t| &t.to)).saturating_sub(admin + keys);
    let mut parts = Vec::new();
    if admin > 0 {
        parts.push(format!("everything in {}", count(admin, "account")));
    }
    if stores > 0 {
        parts.push(count(stores, "data store"));
    }
    if keys > 0 {
        parts.push(count(keys, "key"));
    }
    match parts.as_slice() {
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
        [] => "nothing".to_owned(),
    }
}

fn shortest(traces: &[&Trace]) -> String {
    traces
        .iter()
        .min_by_key(|t| t.hops.len())
        .map_or_else(String::new, |t| format!("; the shortest way leads from {} to {} in {}", t.from.name, t.to.name, count(t.hops.len(), "step")))
}

fn distinct<'a>(nodes: impl Iterator<Item = &'a Node>) -> usize {
    nodes.map(|n| n.id.as_str()).collect::<BTreeSet<_>>().len()
}

fn questions(n: usize) -> String {
    format!("{} {}", count(n, "question"), if n == 1 { "is" } else { "are" })
}
