//! `keyholder who-can`: everybody who may make one call.

use super::can::{asking, incomplete, not_found, of_aws};
use crate::cli::args::{Common, WhoCanArgs};
use crate::cli::exit::{Failure, Outcome};
use crate::cli::{inputs, output};
use crate::graph::AccessGraph;
use crate::report::{self, Sources, terminal};
use crate::trace;

pub(in crate::cli) fn run(args: &WhoCanArgs, common: &Common) -> Result<Outcome, Failure> {
    let [first, more @ .., action, resource] = args.words.as_slice() else {
        return Err(Failure::Usage("a question is SOURCE… ACTION RESOURCE".into()));
    };
    let asking = asking(action, resource, &args.context)?;
    let sources: Vec<_> = std::iter::once(first).chain(more).map(Into::into).collect();
    let world = inputs::world_told(&sources, common, &[resource])?;
    let (inventory, review) = (&world.inventory, &world.review);
    of_aws(inventory, resource)?;
    let decisions = trace::who_can(inventory, &asking).map_err(|e| not_found(e, "a resource of the input"))?;
    let graph = AccessGraph::default();
    let answer = report::who_can(Sources { inventory, review, graph: &graph }, &asking, &decisions);
    let told = output::answer(&answer, |look| terminal::render_who_can(&answer, look), common)?;
    incomplete(told, common, inventory.gaps.len())?;
    Ok(if common.strict && !inventory.gaps.is_empty() { Outcome::Incomplete } else { Outcome::Fine })
}
