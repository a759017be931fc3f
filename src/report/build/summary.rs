//! The answer in one sentence, and what it rests on.

use std::collections::BTreeSet;

use crate::model::Review;
use crate::report::view::{Node, Report, Trace, Verdict};

/// One sentence for the head of a report.
pub(super) fn summary(report: &Report) -> String {
    let actors = distinct(report.traces.iter().map(|t| &t.from));
    let to_data = |v: Verdict| report.traces.iter().filter(move |t| t.verdict == v);
    let strongest = report.traces.iter().map(|t| t.verdict).max();
    let who = |traces: &[&Trace]| format!("{} of {} vendor actors", distinct(traces.iter().map(|t| &t.from)), actors);
    let unclear = to_data(Verdict::Undecided).count();
    let also = |sentence: String| if unclear == 0 { sentence } else { format!("{sentence} {} undecided.", questions(unclear)) };
    match strongest {
        None => "No vendor actor was found: nothing in the input lets a principal outside its accounts in.".to_owned(),
        Some(Verdict::Reaches) => {
            let traces: Vec<&Trace> = to_data(Verdict::Reaches).collect();
            also(format!("{} can reach {}{}.", who(&traces), targets(&traces), shortest(&traces)))
        }
        Some(Verdict::ReachesIf) => {
            let traces: Vec<&Trace> = to_data(Verdict::ReachesIf).collect();
            also(format!("{} can reach {}, but only under conditions{}.", who(&traces), targets(&traces), shortest(&traces)))
        }
        Some(Verdict::Undecided) => {
            format!(
                "No way to data was found, but it cannot be ruled out: {} undecided, because something they need is not known.",
                questions(unclear)
            )
        }
        Some(Verdict::Never) => format!("None of {} reaches any data.", plural(actors, "vendor actor")),
    }
}

/// What counts as vendor and what as data.
pub(super) fn basis(review: &Review) -> Vec<String> {
    let mut basis = Vec::new();
    if review.vendors.is_empty() {
        basis.push("No vendor is configured: every principal outside the input's accounts counts as a vendor.".to_owned());
    } else {
        let names: Vec<&str> = review.vendors.iter().map(|v| v.name.as_str()).collect();
        basis.push(format!("Configured as {}: {}.", if names.len() == 1 { "vendor" } else { "vendors" }, names.join(", ")));
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
        parts.push(format!("everything in {}", plural(admin, "account")));
    }
    if stores > 0 {
        parts.push(plural(stores, "data store"));
    }
    if keys > 0 {
        parts.push(plural(keys, "key"));
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
        .map_or_else(String::new, |t| format!("; the shortest way leads from {} to {} in {}", t.from.name, t.to.name, plural(t.hops.len(), "step")))
}

fn distinct<'a>(nodes: impl Iterator<Item = &'a Node>) -> usize {
    nodes.map(|n| n.id.as_str()).collect::<BTreeSet<_>>().len()
}

fn questions(n: usize) -> String {
    format!("{} {}", plural(n, "question"), if n == 1 { "is" } else { "are" })
}

fn plural(n: usize, word: &str) -> String {
    if n == 1 { format!("1 {word}") } else { format!("{n} {word}s") }
}
