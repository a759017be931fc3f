//! An answer for readers.

use std::fmt::Write as _;

use crate::network::{Answer, Leg, Reason, Verdict};
use crate::report::view::{ReachAnswer, ReachStep};
use crate::report::visible::visible;

/// The answer, what would have to change, and the way.
pub(super) fn one(one: &ReachAnswer, answer: &Answer) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{} → {} on {}: {}", one.from, one.to, one.port, answer.verdict.name());
    let title = match answer.verdict {
        Verdict::Reachable => "",
        Verdict::Blocked if answer.reasons.len() == 1 => "\nThis would have to change:\n",
        Verdict::Blocked => "\nAll of this would have to change:\n",
        Verdict::OneWay => "\nRequests arrive, replies do not:\n",
        Verdict::Unknown => "\nIt hangs on:\n",
    };
    out.push_str(title);
    for (number, reason) in answer.reasons.iter().enumerate() {
        told(&mut out, number + 1, reason);
    }
    let (request, reply): (Vec<&ReachStep>, Vec<&ReachStep>) = one.answer.path.iter().partition(|s| s.leg == "forward");
    let blocked = answer.verdict == Verdict::Blocked;
    way(&mut out, if blocked { "The way it would take:" } else { "The request's way:" }, &request);
    // Of what does not arrive nothing comes back.
    if !blocked {
        way(&mut out, "The reply's way:", &reply);
    }
    if !one.assumptions.is_empty() {
        out.push_str("\nTaken to hold:\n");
        one.assumptions.iter().for_each(|a| {
            let _ = writeln!(out, "  {a}");
        });
    }
    out.lines().map(|line| format!("{}\n", visible(line))).collect()
}

fn told(out: &mut String, number: usize, reason: &Reason) {
    let back = if reason.leg == Leg::Return { "for the reply, " } else { "" };
    let at = if reason.component.is_empty() { String::new() } else { format!("{}: ", reason.component) };
    let _ = writeln!(out, "  {number}. {back}{at}{}", reason.detail);
    let rules = if reason.rules.is_empty() { String::new() } else { format!("  {}", reason.rules.join(", ")) };
    let _ = writeln!(out, "     {}{rules}", reason.code.name());
}

/// Steps in turn; addresses where they change.
fn way(out: &mut String, title: &str, steps: &[&ReachStep]) {
    let Some(first) = steps.first() else { return };
    let _ = writeln!(out, "\n{title}");
    let mut ends = (first.source.clone(), first.destination.clone());
    let _ = writeln!(out, "     {} → {}", plain(&ends.0), plain(&ends.1));
    for (number, step) in steps.iter().enumerate() {
        let at = if step.what.contains(&step.component) { String::new() } else { format!("{}: ", step.component) };
        let _ = writeln!(out, "{:>3}. {at}{}", number + 1, step.what);
        if !step.rules.is_empty() {
            let _ = writeln!(out, "       by {}", step.rules.join(", "));
        }
        let now = (step.source.clone(), step.destination.clone());
        if now != ends {
            let _ = writeln!(out, "     {} → {}", plain(&now.0), plain(&now.1));
            ends = now;
        }
    }
}

/// A host without its length; of an address that is not known, where it lies.
fn plain(block: &str) -> String {
    match block.rsplit_once('/') {
        // What stands for the internet where no address is said.
        Some((address @ ("8.8.8.8" | "2001:4860:4860::8888"), "32" | "128")) => format!("a host on the internet ({address})"),
        Some((address, "32")) => address.to_owned(),
        Some((address, "128")) if address.contains(':') => address.to_owned(),
        Some(("0.0.0.0", "0")) => "a public address".to_owned(),
        _ => format!("an address in {block}"),
    }
}
