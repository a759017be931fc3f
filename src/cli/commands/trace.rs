//! `keyholder trace`: one question.

use crate::cli::args::{Common, Expect, TraceArgs};
use crate::cli::exit::{Failure, Outcome, nearest};
use crate::cli::inputs::{self, World};
use crate::cli::output;
use crate::graph::{AccessGraph, NodeKind, Outside};
use crate::report::{self, Format, Meta, Sources, TraceAnswer, terminal};
use crate::trace::{self, Access, Asked, NotFound, Verdict};

pub(in crate::cli) fn run(args: &TraceArgs, common: &Common) -> Result<Outcome, Failure> {
    let wanted = output::wanted(common)?;
    let world = inputs::world_told(&args.sources.sources, common, &[&args.from, &args.to])?;
    let shown = asked(&world, &args.from, &[&args.to], args.access.access())?;
    let gaps = world.inventory.gaps.len();
    if wanted.is_empty() {
        let look = terminal::Look { width: output::width(), colour: output::colour(common) };
        output::stdout(terminal::render_answer(&shown, look).as_bytes())?;
    }
    for one in &wanted {
        let bytes = report::write_answer(&shown, one.format)?;
        match &one.path {
            Some(path) => output::file(path, &bytes)?,
            None => output::stdout(&bytes)?,
        }
    }
    let to_terminal = wanted.is_empty() || wanted.iter().any(|w| w.format == Format::Terminal && w.path.is_none());
    if to_terminal && !common.strict && gaps > 0 {
        output::stdout(format!("incomplete: {} gaps\n", gaps).as_bytes())?;
    }
    Ok(outcome(shown.verdict, args.expect, common.strict && gaps > 0))
}

/// Answers a question about these targets; of several, those that the input does not hold are left out.
pub(super) fn asked(world: &World, from: &str, to: &[&str], access: Access) -> Result<TraceAnswer, Failure> {
    let (inventory, review) = (&world.inventory, &world.review);
    // Vendors are told from who the policies name, which the graph knows; who the question names is added to it.
    let groups = trace::groups(inventory, review, &AccessGraph::outsiders_named(inventory));
    let from = trace::from(from, inventory, review, &groups).map_err(|e| not_found(e, "a principal of the input"))?;
    let mut targets: Vec<NodeKind> = Vec::new();
    for word in to {
        match trace::to(word, inventory, review, access) {
            Ok(found) => targets.extend(found),
            Err(error) if to.len() == 1 => return Err(not_found(error, "a target in the input")),
            Err(_) => {}
        }
    }
    let outside: Vec<Outside> = from.iter().filter_map(|k| if let NodeKind::Outside(o) = k { Some(o.clone()) } else { None }).collect();
    let graph = AccessGraph::build(inventory, &outside);
    let ids = |kinds: &[NodeKind]| kinds.iter().filter_map(|k| graph.find(k)).collect::<Vec<_>>();
    let mut answer = trace::answer(inventory, &graph, &Asked { from: ids(&from), to: ids(&targets), access });
    trace::remedy(inventory, &graph, &mut answer);
    let meta = Meta { version: env!("CARGO_PKG_VERSION"), rules: &[] };
    Ok(report::trace_answer(Sources { inventory, review, graph: &graph }, &answer, &meta))
}

fn outcome(verdict: Verdict, expect: Option<Expect>, incomplete: bool) -> Outcome {
    let open = verdict == Verdict::Undecided;
    let reaches = matches!(verdict, Verdict::Reaches | Verdict::ReachesIf);
    match expect {
        Some(Expect::Never) if reaches => Outcome::Findings,
        Some(Expect::Reaches) if verdict == Verdict::Never => Outcome::Findings,
        Some(_) if open => Outcome::Incomplete,
        _ if incomplete => Outcome::Incomplete,
        _ => Outcome::Fine,
    }
}

fn not_found(error: NotFound, what: &'static str) -> Failure {
    Failure::Word { nearest: nearest(&error.word, &error.known), word: error.word, what }
}
