//! Which vendor actor reaches which class of data, with the reason in the cell.

use crate::aws::services;
use crate::report::view::{Access, Cell, Certainty, EdgeKind, Finding, Matrix, Node, Row, Trace, Verdict};
use crate::report::words;

/// The classes of data of a target: its datasets, or its kind of store where the configuration names no dataset.
fn classes(target: &Node, named: bool) -> Vec<String> {
    match target.kind.as_str() {
        "admin" => vec!["whole account".to_owned()],
        _ if named && !target.datasets.is_empty() => target.datasets.clone(),
        "kms-key" => vec!["keys".to_owned()],
        _ if named => vec!["other data".to_owned()],
        kind => vec![words::plural(&services::store(kind).map_or_else(|| kind.replace('-', " "), |s| s.label.to_owned()))],
    }
}

/// The matrix. `actors` are the outsiders, whether or not they have a way; `datasets` are the names of the configuration, in its order.
pub(super) fn matrix<'t>(traces: &'t [Trace], actors: &'t [Node], findings: &[Finding], datasets: &[String]) -> Matrix {
    let named = !datasets.is_empty();
    let mut columns: Vec<String> = datasets.to_vec();
    let mut last: Vec<String> = Vec::new();
    for class in traces.iter().flat_map(|t| classes(&t.to, named)) {
        let end = matches!(class.as_str(), "whole account" | "keys" | "other data");
        let list = if end { &mut last } else { &mut columns };
        if !list.contains(&class) {
            list.push(class);
        }
    }
    last.sort_by_key(|c| match c.as_str() {
        "other data" => 0,
        "keys" => 1,
        _ => 2,
    });
    columns.extend(last);
    let mut all: Vec<&Node> = Vec::new();
    for actor in traces.iter().map(|t| &t.from).chain(actors) {
        if !all.iter().any(|a| a.id == actor.id) {
            all.push(actor);
        }
    }
    let rows = all.into_iter().filter_map(|actor| {
        let own: Vec<&Trace> = traces.iter().filter(|t| t.from.id == actor.id).collect();
        // What a whole account reaches no better than one of its principals is told of the principal only.
        let member = |t: &&Trace| actor.kind == "account" && t.from.kind == "principal" && t.from.account == actor.account;
        let members: Vec<&Trace> = traces.iter().filter(member).collect();
        if own.is_empty() && !members.is_empty() {
            return None;
        }
        let cells = columns.iter().map(|class| {
            let of = |traces: &[&'t Trace]| -> Vec<&'t Trace> { traces.iter().copied().filter(|t| classes(&t.to, named).contains(class)).collect() };
            let (here, there) = (of(&own), of(&members));
            match there.iter().map(|t| t.verdict).max().filter(|v| here.iter().all(|t| t.verdict < *v) && *v > Verdict::Never) {
                Some(verdict) => told_elsewhere(verdict),
                None => cell(&here, findings),
            }
        });
        Some(Row { actor: actor.clone(), entry: entry(&own), cells: cells.collect() })
    });
    Matrix { rows: rows.collect(), columns }
}

/// How an actor gets in: the first steps of its ways. Steps that are not certain are only counted.
fn entry(traces: &[&Trace]) -> Vec<String> {
    let mut entries: Vec<String> = Vec::new();
    let mut perhaps: Vec<&str> = Vec::new();
    for hop in traces.iter().filter_map(|t| t.hops.first()) {
        if hop.certainty == Certainty::Unknown {
            if !perhaps.contains(&hop.to.id.as_str()) {
                perhaps.push(&hop.to.id);
            }
            continue;
        }
        let external_id = hop.conditions.iter().any(|c| c.key.eq_ignore_ascii_case("sts:ExternalId"));
        let text = match hop.edge {
            EdgeKind::Assume if external_id => format!("assumes {} with an ExternalId", hop.to.name),
            EdgeKind::Assume => format!("assumes {}, no ExternalId asked", hop.to.name),
            EdgeKind::AssumeWebIdentity => format!("web identity as {}", hop.to.name),
            EdgeKind::AssumeSaml => format!("SAML as {}", hop.to.name),
            EdgeKind::RunsAs => format!("runs as {}", hop.to.name),
            EdgeKind::Read | EdgeKind::Write | EdgeKind::Decrypt if hop.from.kind == "iam-role" => "is a role of the account".to_owned(),
            EdgeKind::Read | EdgeKind::Write | EdgeKind::Decrypt => "named by the data's own policy".to_owned(),
            _ if hop.from.kind == "iam-role" => "is a role of the account".to_owned(),
            _ => format!("acts on {}", hop.to.name),
        };
        if !entries.contains(&text) {
            entries.push(text);
        }
    }
    if !perhaps.is_empty() {
        entries.push(format!("perhaps by {} not known", words::count(perhaps.len(), "policy")));
    }
    entries
}

fn told_elsewhere(verdict: Verdict) -> Cell {
    let (text, reason) = ("as its principals".to_owned(), "told in their rows".to_owned());
    Cell { verdict, text, reason, stores: 0, trace: None, findings: Vec::new() }
}

fn cell(traces: &[&Trace], findings: &[Finding]) -> Cell {
    let verdict = traces.iter().map(|t| t.verdict).max().unwrap_or(Verdict::Never);
    let best: Vec<&Trace> = traces.iter().copied().filter(|t| t.verdict == verdict).collect();
    // The reason is about data first, then about keys.
    let shortest = best.iter().copied().min_by_key(|t| (t.access, t.hops.len()));
    let mut stores: Vec<&str> = best.iter().map(|t| t.to.id.as_str()).collect();
    stores.sort_unstable();
    stores.dedup();
    let about = |f: &&Finding| {
        let passes = |t: &&Trace| {
            f.subject == t.to.id
                || (!f.hops.is_empty() && f.hops.iter().all(|h| t.hops.contains(h)) && f.hops.last().map(|h| &h.to) == t.hops.last().map(|h| &h.to))
        };
        f.accepted.is_none() && verdict != Verdict::Never && best.iter().any(passes)
    };
    Cell {
        verdict,
        text: text(verdict, &best, traces),
        reason: shortest.map_or_else(String::new, reason),
        stores: if verdict == Verdict::Never { 0 } else { stores.len() },
        trace: shortest.and_then(|t| t.id.clone()),
        findings: findings.iter().filter(about).map(|f| f.id.clone()).collect(),
    }
}

fn text(verdict: Verdict, traces: &[&Trace], all: &[&Trace]) -> String {
    let mut words: Vec<&str> = Vec::new();
    for access in [Access::Read, Access::Write, Access::Decrypt, Access::Become, Access::Any] {
        if traces.iter().any(|t| t.access == access) {
            words.push(match access {
                Access::Read => "read",
                Access::Write => "write",
                Access::Decrypt => "decrypt",
                Access::Become => "full control",
                Access::Connect => "connect",
                Access::Any => "some access",
            });
        }
    }
    let open = !words.contains(&"read") && all.iter().any(|t| t.access == Access::Read && t.verdict == Verdict::Undecided);
    let open = if open { "; read not known" } else { "" };
    match verdict {
        Verdict::Never => "no path".to_owned(),
        Verdict::Undecided => "not known".to_owned(),
        Verdict::Reaches => format!("{}{open}", words.join(", ")),
        Verdict::ReachesIf => format!("{}, under conditions{open}", words.join(", ")),
    }
}

/// The reason in few words: by which principals, or what stands against it, or what is missing.
fn reason(trace: &Trace) -> String {
    match trace.verdict {
        Verdict::Never => trace.blocked_by.first().map_or_else(String::new, |b| match (&b.missing, b.explicit, &b.decided_by) {
            (Some(missing), ..) => missing.clone(),
            (None, Some(true), Some(by)) => format!("explicit deny: {by}"),
            _ => b.action.as_ref().map_or_else(String::new, |a| format!("{a} not granted")),
        }),
        Verdict::Undecided => trace.unknown.first().map_or_else(String::new, |u| match &u.subject {
            Some(subject) => format!("{subject} is not known"),
            None => u.message.clone(),
        }),
        Verdict::Reaches | Verdict::ReachesIf => {
            let between = trace.hops.iter().take(trace.hops.len().saturating_sub(1));
            let names: Vec<&str> = between.map(|h| h.to.name.as_str()).collect();
            if names.is_empty() { "directly".to_owned() } else { format!("via {}", names.join(", ")) }
        }
    }
}
