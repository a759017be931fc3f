//! Ways as lists of steps: what each step does, by which statement, and where that stands.

use super::page::{BOLD, FAINT, PLACE, PLAIN, Page, name, of_verdict};
use crate::report::view::{Condition, Hop, Reach, Remedy, Statement, Trace, Verdict, Way, Who};
use crate::report::visible::shown;
use crate::report::words::{self, count};

/// How many refused steps are told of a way that is shut; the JSON has more.
const BLOCKERS: usize = 8;

/// Targets named on the first line of a way.
const TARGETS: usize = 4;
/// Statements shown for a step.
const STATEMENTS: usize = 3;

pub(super) fn ways(page: &mut Page, ways: &[Way<'_>], most: usize) {
    if ways.is_empty() {
        return;
    }
    // What is proven shut is told only where nothing else is.
    let open = |w: &&Way<'_>| w.lead.verdict != Verdict::Never;
    let told: Vec<&Way<'_>> = if ways.iter().any(|w| open(&w)) { ways.iter().filter(open).collect() } else { ways.iter().collect() };
    let shut: usize = ways.iter().filter(|w| !open(w)).map(|w| w.traces().count()).sum();
    page.heading("Ways", &format!("{} open or undecided, {shut} proven shut", ways.iter().filter(open).count()));
    for (i, way) in told.iter().take(most).enumerate() {
        if i > 0 {
            page.blank();
        }
        title(page, way);
        steps(page, way.lead, 4);
    }
    if told.len() > most {
        page.entry(4, ("…", FAINT), (&format!("and {} more, in the JSON and the HTML report", count(told.len() - most, "way")), FAINT));
    }
}

pub(super) fn title(page: &mut Page, way: &Way<'_>) {
    let lead = way.lead;
    let verdict = words::verdict(lead.verdict);
    let label = lead.id.as_ref().map_or_else(|| verdict.to_owned(), |id| format!("{id} {verdict}"));
    let targets = way.targets();
    let mut names: Vec<String> = targets
        .iter()
        .take(TARGETS)
        .map(|(node, accesses)| format!("{} ({})", name(&node.name), accesses.iter().map(|a| words::access(*a)).collect::<Vec<_>>().join(", ")))
        .collect();
    if targets.len() > TARGETS {
        names.push(format!("{} more", targets.len() - TARGETS));
    }
    page.entry(2, (&label, of_verdict(lead.verdict)), (&format!("{} → {}", name(&lead.from.name), names.join(", ")), BOLD));
}

/// The steps of a trace, its conditions and assumptions, and what stands against it.
pub(super) fn steps(page: &mut Page, trace: &Trace, indent: usize) {
    if !trace.hops.is_empty() {
        page.entry(indent, ("●", PLAIN), (&name(&trace.from.arn), FAINT));
    }
    for (i, hop) in trace.hops.iter().enumerate() {
        step(page, hop, indent, i + 1 == trace.hops.len());
    }
    for condition in &trace.conditions {
        page.entry(indent, ("if", FAINT), (&self::condition(condition), PLAIN));
    }
    if trace.scope == Reach::Some && !trace.hops.is_empty() && trace.verdict >= Verdict::ReachesIf {
        page.entry(indent, ("scope", FAINT), ("some objects of the target, not all", FAINT));
    }
    if !trace.assumptions.is_empty() {
        page.entry(indent, ("assuming", FAINT), (&trace.assumptions.join(", "), FAINT));
    }
    if let Some(easiest) = &trace.easiest {
        let via: Vec<String> = easiest.hops.iter().map(|h| name(&h.to.name)).collect();
        page.entry(indent, ("or with fewer conditions", FAINT), (&format!("by {}", via.join(" → ")), PLAIN));
    }
    remedy(page, trace.remedy.as_ref(), indent);
    for unknown in &trace.unknown {
        let subject = unknown.subject.as_deref().map(|s| format!("{}: ", name(s))).unwrap_or_default();
        let at = format!(" (step from {} to {})", name(&unknown.from.name), name(&unknown.to.name));
        page.entry(indent, ("?", of_verdict(Verdict::Undecided)), (&format!("{subject}{}{at}", shown(&unknown.message, 300)), PLAIN));
    }
    for blocker in trace.blocked_by.iter().take(BLOCKERS) {
        page.entry(indent, ("✗", of_verdict(Verdict::Never)), (&words::blocker(blocker), PLAIN));
        for statement in blocker.statements.iter().take(STATEMENTS) {
            page.entry(indent + 2, ("", PLAIN), (&place(statement), PLACE));
        }
    }
}

/// The changes that close a way, and what else they take away.
pub(super) fn remedy(page: &mut Page, remedy: Option<&Remedy>, indent: usize) {
    let Some(remedy) = remedy else { return };
    for edit in &remedy.edits {
        page.entry(indent, ("closed by", FAINT), (&shown(&edit.says, 600), PLAIN));
    }
    page.entry(indent + 2, ("", PLAIN), (&words::lost(remedy), FAINT));
}

fn step(page: &mut Page, hop: &Hop, indent: usize, last: bool) {
    let (branch, rail) = if last { ("╰─", "    ") } else { ("├─", "│   ") };
    let actions = if hop.actions.is_empty() { String::new() } else { format!("   {}", hop.actions.join(", ")) };
    let text = format!("{} {}{actions}", words::step(hop), name(&hop.to.name));
    page.entry(indent, (branch, FAINT), (&text, PLAIN));
    for statement in hop.statements.iter().take(STATEMENTS) {
        page.entry(indent, (rail, FAINT), (&place(statement), PLACE));
    }
    if hop.statements.len() > STATEMENTS {
        page.entry(indent, (rail, FAINT), (&format!("… and {}", count(hop.statements.len() - STATEMENTS, "more statement")), FAINT));
    }
    for fact in &hop.facts {
        page.entry(indent, (rail, FAINT), (&shown(fact, 200), FAINT));
    }
    for node in &hop.also {
        page.entry(indent, (rail, FAINT), (&format!("and holds {}", name(&node.name)), FAINT));
    }
}

pub(super) fn place(statement: &Statement) -> String {
    let at = words::place(&statement.origin);
    let what = words::statement(statement);
    if what.starts_with(&at) { shown(&what, 160) } else { format!("{} · {}", shown(&what, 160), name(&at)) }
}

pub(super) fn condition(condition: &Condition) -> String {
    let who = match condition.who {
        Who::Caller => "the caller chooses it",
        Who::Environment => "the environment fixes it",
        Who::Customer => "the customer sets it",
    };
    format!("{} {} {} ({who})", name(&condition.key), name(&condition.operator), shown(&condition.values.join(", "), 160))
}
