//! `keyholder can`: one call of one principal.

use crate::cli::args::{CanArgs, Common, ContextArgs, ExpectDecision};
use crate::cli::exit::{Failure, Outcome, nearest};
use crate::cli::{inputs, output};
use crate::graph::AccessGraph;
use crate::policy::Fact;
use crate::report::view::Outcome as Decided;
use crate::report::{self, Sources, terminal};
use crate::trace::{self, Asking, NotFound};

pub(in crate::cli) fn run(args: &CanArgs, common: &Common) -> Result<Outcome, Failure> {
    let [first, more @ .., principal, action, resource] = args.words.as_slice() else {
        return Err(Failure::Usage("a question is SOURCE… PRINCIPAL ACTION RESOURCE".into()));
    };
    let asking = asking(action, resource, &args.context)?;
    let sources: Vec<_> = std::iter::once(first).chain(more).map(Into::into).collect();
    let world = inputs::world_told(&sources, common, &[principal, resource])?;
    let (inventory, review) = (&world.inventory, &world.review);
    [principal, resource].into_iter().try_for_each(|word| of_aws(inventory, word))?;
    let groups = trace::groups(inventory, review, &AccessGraph::outsiders_named(inventory));
    let who = trace::from(principal, inventory, review, &groups).map_err(|e| not_found(e, "a principal of the input"))?;
    let decisions = trace::decide(inventory, &who, &asking).map_err(|e| not_found(e, "a resource of the input"))?;
    let graph = AccessGraph::default();
    let answer = report::can(Sources { inventory, review, graph: &graph }, &asking, &decisions)
        .ok_or_else(|| Failure::Usage(format!("`{principal}` is nobody who can call AWS")))?;
    let told = output::answer(&answer, |look| terminal::render_can(&answer, look), common)?;
    incomplete(told, common, inventory.gaps.len())?;
    Ok(outcome(answer.decision.decision, args.expect, common.strict && !inventory.gaps.is_empty()))
}

/// What is answered, and who answers the rest.
const OF_AWS: &str = "`can` and `who-can` answer for AWS alone; `trace` and `review` follow roles of Azure to records";

/// Refuses a word that names something of Azure: nothing that is said about AWS holds there.
pub(super) fn of_aws(inventory: &crate::model::Inventory, word: &str) -> Result<(), Failure> {
    let is_of_azure = |address: &str| ["azurerm_", "azuread_"].iter().any(|p| address.starts_with(p) || address.contains(&format!(".{p}")));
    let named = inventory.resources.iter().filter_map(|r| Some((r, r.origin.address.as_deref()?))).filter(|(_, address)| is_of_azure(address));
    let mut same = named.filter(|(r, address)| *address == word || r.name.literal() == Some(word) || r.arn.literal() == Some(word));
    let is_object =
        || inventory.resources.iter().flat_map(|r| &r.role_grants).any(|g| g.principal.literal().is_some_and(|p| p.eq_ignore_ascii_case(word)));
    let id = word.get(..15).is_some_and(|w| w.eq_ignore_ascii_case("/subscriptions/"));
    if id || is_object() || same.next().is_some() {
        return Err(Failure::Usage(format!("`{word}` is of Azure: {OF_AWS}")));
    }
    Ok(())
}

/// The last line of an incomplete answer in text.
pub(super) fn incomplete(told: bool, common: &Common, gaps: usize) -> Result<(), Failure> {
    if told && !common.strict && gaps > 0 {
        output::stdout(format!("incomplete: {gaps} gaps\n").as_bytes())?;
    }
    Ok(())
}

fn outcome(decision: Decided, expect: Option<ExpectDecision>, incomplete: bool) -> Outcome {
    let met = match expect {
        None => true,
        Some(ExpectDecision::Allowed) => decision == Decided::Allowed,
        Some(ExpectDecision::Denied) => decision == Decided::Denied,
    };
    match (met, decision) {
        (false, Decided::Undecided) => Outcome::Incomplete,
        (false, _) => Outcome::Findings,
        (true, _) if incomplete => Outcome::Incomplete,
        (true, _) => Outcome::Fine,
    }
}

/// The question as the words say it.
pub(super) fn asking(action: &str, resource: &str, context: &ContextArgs) -> Result<Asking, Failure> {
    if action.contains('/') && !action.contains(':') {
        return Err(Failure::Usage(format!("`{action}` is an action of Azure: {OF_AWS}")));
    }
    let action = crate::aws::Action::parse(action).map_err(|e| Failure::Usage(e.to_string()))?;
    if action.folded().contains(['*', '?']) {
        return Err(Failure::Usage(format!("`{action}` is a pattern: ask about one action")));
    }
    let mut facts: Vec<(String, Fact)> = Vec::new();
    for (key, value) in &context.context {
        let known = facts.iter_mut().find(|(k, _)| k == key).map(|(_, f)| f);
        match (known, value) {
            (None, Some(value)) => facts.push((key.clone(), Fact::Known(vec![value.as_str().into()]))),
            (None, None) => facts.push((key.clone(), Fact::Absent)),
            (Some(fact), Some(value)) => {
                let (Fact::Known(values) | Fact::Many(values)) = fact else {
                    return Err(Failure::Usage(format!("`{key}` is said to be absent and to have a value")));
                };
                let mut values = std::mem::take(values);
                values.push(value.as_str().into());
                *fact = Fact::Many(values);
            }
            (Some(Fact::Absent), None) => {}
            (Some(_), None) => return Err(Failure::Usage(format!("`{key}` is said to be absent and to have a value"))),
        }
    }
    Ok(Asking { action, resource: resource.to_owned(), context: facts })
}

pub(super) fn not_found(error: NotFound, what: &'static str) -> Failure {
    Failure::Word { nearest: nearest(&error.word, &error.known), word: error.word, what }
}
