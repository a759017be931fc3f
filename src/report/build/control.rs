//! The rows of the control matrix with the names, places and numbers that readers follow.

use super::world::World;
use crate::controls::{Class, Fact, Row, State};
use crate::findings::Finding;
use crate::model::Accept;
use crate::report::view::{self, Control, FACTS, Input, Quote, Sum};
use crate::report::visible::bounded;

/// Statements quoted of a row.
const QUOTES: usize = 20;

/// The rows; `numbers` are the ids of the findings, by their places in the list.
pub(super) fn controls(world: &World<'_>, rows: &[Row<'_>], findings: &[Finding], numbers: &[String], inputs: &[Input]) -> Vec<Control> {
    rows.iter().map(|row| control(world, row, findings, numbers, inputs)).collect()
}

fn control(world: &World<'_>, row: &Row<'_>, findings: &[Finding], numbers: &[String], inputs: &[Input]) -> Control {
    let texts = |of: &[&str]| of.iter().map(|t| bounded((*t).to_owned())).collect::<Vec<_>>();
    let mut numbered: Vec<(String, usize)> = row.findings.iter().filter_map(|i| Some((numbers.get(*i)?.clone(), *i))).collect();
    numbered.sort_by_key(|(number, _)| (number.len(), number.clone()));
    let graph = world.sources.graph;
    let shown = numbered.iter().filter_map(|(_, i)| findings.get(*i));
    let statements = shown.flat_map(|f| {
        let steps = f.hops.iter().filter_map(|h| graph.edge(*h)).flat_map(|e| e.statements.iter().copied());
        f.statements.iter().copied().chain(steps).collect::<Vec<_>>()
    });
    let mut quotes: Vec<Quote> = Vec::new();
    for statement in statements {
        if quotes.len() == QUOTES {
            break;
        }
        let quote = world.quote(statement);
        if !quotes.contains(&quote) {
            quotes.push(quote);
        }
    }
    let facts = |list: &[Fact]| list.iter().map(|f| fact(world, f)).collect::<Vec<_>>();
    Control {
        id: row.control.id.to_owned(),
        section: row.control.section.to_owned(),
        question: row.control.question.to_owned(),
        class: match row.control.class {
            Class::Automatic => "automatic",
            Class::Mixed => "mixed",
            Class::Human => "human",
        }
        .to_owned(),
        state: row.state,
        reason: row.reason.clone(),
        missing: row.missing.iter().map(|m| bounded(m.clone())).collect(),
        human: row.control.human.to_owned(),
        findings: numbered.into_iter().map(|(number, _)| number).collect(),
        rules: row.rules.iter().map(|r| (*r).to_owned()).collect(),
        against: facts(&row.against),
        facts: facts(row.facts.get(..FACTS).unwrap_or(&row.facts)),
        facts_left: row.facts.len().saturating_sub(FACTS),
        statements: quotes,
        sums: row.sums.iter().map(|(id, state)| Sum { id: (*id).to_owned(), state: *state }).collect(),
        owners: texts(&row.owners),
        evidence: row
            .evidence
            .iter()
            .map(|(e, counts)| view::HumanStatement {
                url: bounded(e.url.clone()),
                date: e.date.clone().map(bounded),
                expires: e.expires.clone().map(bounded),
                counts: *counts,
            })
            .collect(),
        accepted: row.accepted.iter().map(|a| accepted(a)).collect(),
        maps: row.control.maps.iter().map(|m| (*m).to_owned()).collect(),
        assumptions: if row.state == State::Met { world.sources.inventory.assumed().map(str::to_owned).collect() } else { Vec::new() },
        judged_on: inputs.to_vec(),
    }
}

fn fact(world: &World<'_>, fact: &Fact) -> view::Fact {
    let resource = fact.resource.and_then(|id| world.sources.inventory.resource(id));
    view::Fact { text: bounded(fact.text.clone()), origin: resource.map(|r| world.origin(&r.origin)) }
}

/// Who accepts something.
pub(super) fn accepted(accept: &Accept) -> view::Accepted {
    view::Accepted {
        reason: bounded(accept.reason.clone()),
        owner: bounded(accept.owner.clone()),
        approver: accept.approver.clone().map(bounded),
        expires: bounded(accept.expires.clone()),
    }
}
