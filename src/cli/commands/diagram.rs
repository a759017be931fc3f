//! `keyholder diagram`: one view.

use std::path::{Path, PathBuf};

use super::review::judge;
use super::trace::asked;
use crate::cli::args::{Common, DiagramArgs, View};
use crate::cli::exit::{Failure, Outcome, nearest};
use crate::cli::progress::Progress;
use crate::cli::{drawing, inputs, output};
use crate::graph::AccessGraph;
use crate::model::Resource;
use crate::report::diagram::view::Diagram;
use crate::report::{self, Meta, Sources};
use crate::trace::Access;

pub(in crate::cli) fn run(args: &DiagramArgs, common: &Common) -> Result<Outcome, Failure> {
    let wanted = wanted(common)?;
    let progress = Progress::begin(common);
    let view = match args.view {
        View::Changes => "changes",
        View::Access => "access",
        View::Trace => "trace",
        View::BlastRadius => "blast-radius",
        View::Exposure => "exposure",
        View::Blocked => "blocked",
        View::Network => "network",
        View::BoundaryClient => "boundary-client",
        View::BoundaryBroker => "boundary-broker",
        View::BoundaryControl => "boundary-control",
        View::BoundaryDependency => "boundary-dependency",
    };
    let pictures = match (args.view, &args.from, &args.to) {
        (View::Trace, Some(from), Some(to)) => vec![trace(args, common, from, to)?],
        (View::Trace, ..) => return Err(Failure::Usage("the view `trace` answers one question: give `--from` and `--to`".into())),
        (View::BlastRadius, Some(from), None) => vec![radius(args, common, from)?],
        (View::Changes, None, None) => {
            let (before, after) = inputs::planned_worlds(&args.sources.sources, common)?;
            super::compare::changed(&before, &after, &progress).diagrams.into_iter().filter(|d| d.id == view).collect()
        }
        (_, None, None) => judge(&args.sources.sources, common, &progress)?.diagrams.into_iter().filter(|d| is_page(&d.id, view)).collect(),
        _ => return Err(Failure::Usage(format!("the view `{view}` takes no such question"))),
    };
    let pictures: Vec<Diagram> = pictures.into_iter().filter(|p: &Diagram| !p.nodes.is_empty()).collect();
    if pictures.is_empty() {
        return Err(Failure::Usage(format!("the input has nothing to draw for the view `{view}`")));
    }
    progress.step("drawing");
    let forms = pictures.iter().map(|p| Ok((p, drawing::drawn(p, args.layout)?))).collect::<Result<Vec<_>, Failure>>()?;
    drop(progress);
    if wanted.is_empty() {
        for (ending, bytes, picture) in forms.iter().flat_map(|(picture, forms)| forms.iter().map(move |(ending, bytes)| (ending, bytes, picture))) {
            let path = common.out.join("diagrams").join(format!("{}.{ending}", picture.id));
            output::file(&path, bytes)?;
            output::stdout(format!("{}\n", path.display()).as_bytes())?;
        }
    }
    // What goes to a named place is one page, the first; a further page is written beside a named file.
    for (name, path) in &wanted {
        for (number, (_, forms)) in forms.iter().enumerate() {
            let Some((_, bytes)) = forms.iter().find(|(ending, _)| ending == name) else { continue };
            match path {
                Some(path) => output::file(&numbered(path, number), bytes)?,
                None if number == 0 => output::stdout(bytes)?,
                None => {}
            }
        }
    }
    Ok(Outcome::Fine)
}

/// Whether a picture is a page of a view: `boundary-client`, `boundary-client-2`.
fn is_page(id: &str, view: &str) -> bool {
    id.strip_prefix(view).is_some_and(|rest| rest.is_empty() || rest.strip_prefix('-').is_some_and(|n| n.parse::<u32>().is_ok()))
}

/// The file of a page: `a.svg`, `a-2.svg`.
fn numbered(path: &Path, page: usize) -> PathBuf {
    match (page, path.file_stem(), path.extension()) {
        (0, ..) | (_, None, _) => path.to_owned(),
        (page, Some(stem), ending) => {
            let ending = ending.map(|e| format!(".{}", e.to_string_lossy())).unwrap_or_default();
            path.with_file_name(format!("{}-{}{ending}", stem.to_string_lossy(), page + 1))
        }
    }
}

/// The picture of one question.
fn trace(args: &DiagramArgs, common: &Common, from: &str, to: &str) -> Result<Diagram, Failure> {
    let world = inputs::world_told(&args.sources.sources, common, &[from, to])?;
    Ok(asked(&world, from, &[to], args.access.access())?.diagram)
}

/// The picture of how far a role, user or key reaches.
fn radius(args: &DiagramArgs, common: &Common, from: &str) -> Result<Diagram, Failure> {
    let world = inputs::world_told(&args.sources.sources, common, &[from])?;
    let inventory = &world.inventory;
    let called = |r: &Resource| r.origin.address.as_deref() == Some(from) || inventory.render(&r.arn) == from || inventory.render(&r.name) == from;
    if let Some(key) = inventory.resources.iter().find(|r| r.key.is_some() && called(r)) {
        let graph = AccessGraph::build(inventory, &[]);
        let meta = Meta { version: env!("CARGO_PKG_VERSION"), rules: &[] };
        let drawn = report::key_diagram(Sources { inventory, review: &world.review, graph: &graph }, key.id, &meta);
        return drawn.ok_or_else(|| Failure::Usage(format!("nothing in the input is about the use of `{from}`")));
    }
    let answer = asked(&world, from, &["data", "admin"], Access::Any)?;
    let question = "What does whoever acts as this get at?".to_owned();
    Ok(Diagram { id: "blast-radius".to_owned(), title: format!("Blast radius · {from}"), question, ..answer.diagram })
}

/// The forms named on the command line, by file ending.
fn wanted(common: &Common) -> Result<Vec<(&'static str, Option<PathBuf>)>, Failure> {
    const FORMS: [(&str, &str); 4] = [("svg", "svg"), ("png", "png"), ("dot", "dot"), ("mermaid", "mmd")];
    let one = |text: &String| {
        let (name, path) = text.split_once('=').map_or((text.as_str(), None), |(n, p)| (n, Some(PathBuf::from(p))));
        let known = || FORMS.iter().map(|(n, _)| (*n).to_owned()).collect::<Vec<_>>();
        match FORMS.iter().find(|(n, _)| *n == name) {
            Some((_, ending)) => Ok((*ending, path)),
            None => Err(Failure::Word { word: name.to_owned(), what: "a form of a diagram", nearest: nearest(name, &known()) }),
        }
    };
    let wanted: Vec<_> = common.format.iter().map(one).collect::<Result<_, _>>()?;
    if wanted.iter().filter(|(_, path)| path.is_none()).count() > 1 {
        return Err(Failure::Usage("only one form can go to standard output: give the others a path, `FORMAT=PATH`".into()));
    }
    Ok(wanted)
}
