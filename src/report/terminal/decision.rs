//! Decisions on single calls, and comparisons of policies, as text.

use super::page::{BOLD, FAINT, Look, PLACE, PLAIN, Page, name, of_verdict};
use super::steps::{condition, place};
use crate::report::view::{Answer, Can, Comparison, Decision, Outcome, Refusal, Request, Values, Verdict, WhoCan};
use crate::report::visible::shown;

/// Statements shown for a decision.
const STATEMENTS: usize = 5;

/// The answer of `can`.
pub fn render_can(answer: &Can, look: Look) -> String {
    let mut page = Page::new(look);
    decision(&mut page, &answer.decision, &format!("{} on {}", name(&answer.action), name(&answer.resource)));
    assuming(&mut page, &answer.decision.assumptions);
    page.finish()
}

/// The answer of `who-can`.
pub fn render_who_can(answer: &WhoCan, look: Look) -> String {
    let mut page = Page::new(look);
    let what = format!("{} on {}", name(&answer.action), name(&answer.resource));
    if answer.principals.is_empty() {
        page.entry(0, ("nobody", of_verdict(Verdict::Never)), (&format!("may do {what}"), PLAIN));
    }
    for each in &answer.principals {
        decision(&mut page, each, &what);
    }
    let mut assumptions: Vec<String> = answer.principals.iter().flat_map(|p| p.assumptions.clone()).collect();
    assumptions.sort();
    assumptions.dedup();
    assuming(&mut page, &assumptions);
    page.finish()
}

/// The answer of `new-access` and `access-not-granted`; `sentence`: what each verdict means.
pub fn render_comparison(answer: &Comparison, sentence: &str, look: Look) -> String {
    let mut page = Page::new(look);
    let (label, verdict) = match answer.verdict {
        Answer::Yes => ("yes", Verdict::Never),
        Answer::No => ("no", Verdict::Never),
        Answer::Undecided => ("undecided", Verdict::Undecided),
    };
    let style = if answer.witness.is_some() { of_verdict(Verdict::Reaches) } else { of_verdict(verdict) };
    page.entry(0, (label, style), (sentence, PLAIN));
    if let Some(witness) = &answer.witness {
        request(&mut page, witness);
    }
    for unknown in &answer.unknown {
        page.entry(2, ("?", of_verdict(Verdict::Undecided)), (&shown(unknown, 300), PLAIN));
    }
    page.finish()
}

fn decision(page: &mut Page, decision: &Decision, what: &str) {
    let (label, verdict) = match (decision.decision, decision.kind) {
        (Outcome::Allowed, _) => ("allowed", Verdict::Reaches),
        (Outcome::AllowedIf, _) => ("allowed if", Verdict::ReachesIf),
        (Outcome::Denied, Some(Refusal::Explicit)) => ("explicitly denied", Verdict::Never),
        (Outcome::Denied, _) => ("denied", Verdict::Never),
        (Outcome::Undecided, _) => ("undecided", Verdict::Undecided),
    };
    page.entry(0, (label, of_verdict(verdict)), (&format!("{} · {what}", name(&decision.principal.id)), BOLD));
    if let Some(by) = &decision.decided_by {
        let said = match (decision.decision, decision.kind) {
            (Outcome::Denied, Some(Refusal::Explicit)) => format!("a Deny of kind {by}"),
            (Outcome::Denied, _) if by == "default" => "nothing allows it".to_owned(),
            (Outcome::Denied, _) => format!("no Allow of kind {by}"),
            _ => by.clone(),
        };
        page.entry(2, ("by", FAINT), (&said, PLAIN));
    }
    let near = decision.kind == Some(Refusal::Implicit);
    for statement in decision.statements.iter().take(STATEMENTS) {
        page.entry(2, (if near { "does not apply" } else { "statement" }, FAINT), (&place(statement), PLACE));
    }
    if decision.statements.len() > STATEMENTS {
        page.entry(2, ("…", FAINT), (&format!("and {} more", decision.statements.len() - STATEMENTS), FAINT));
    }
    for open in &decision.conditions {
        page.entry(2, ("if", FAINT), (&condition(open), PLAIN));
    }
    if let Some(witness) = &decision.witness {
        request(page, witness);
    }
    for missing in &decision.unknown {
        let subject = missing.subject.as_deref().map(|s| format!("{}: ", name(s))).unwrap_or_default();
        page.entry(2, ("?", of_verdict(Verdict::Undecided)), (&format!("{subject}{}", shown(&missing.message, 300)), PLAIN));
    }
}

fn request(page: &mut Page, request: &Request) {
    page.entry(2, ("for example", FAINT), (&format!("{} by {}", name(&request.action), name(&request.principal)), PLAIN));
    page.entry(4, ("on", FAINT), (&name(&request.resource), PLAIN));
    for (key, values) in &request.context {
        let values = match values {
            Values::One(one) => one.clone(),
            Values::Many(many) => many.join(", "),
        };
        page.entry(4, ("with", FAINT), (&format!("{} = {}", name(key), shown(&values, 160)), PLAIN));
    }
}

fn assuming(page: &mut Page, assumptions: &[String]) {
    if !assumptions.is_empty() {
        page.entry(0, ("assuming", FAINT), (&assumptions.join(", "), FAINT));
    }
}
