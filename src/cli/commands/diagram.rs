//! `keyholder diagram`: one view.

use std::path::PathBuf;

use super::review::judge;
use crate::cli::args::{Common, DiagramArgs, View};
use crate::cli::exit::{Failure, Outcome, nearest};
use crate::cli::progress::Progress;
use crate::cli::{drawing, inputs, output};

pub(in crate::cli) fn run(args: &DiagramArgs, common: &Common) -> Result<Outcome, Failure> {
    let wanted = wanted(common)?;
    let progress = Progress::begin(common);
    let report = if args.view == View::Changes {
        let (before, after) = inputs::planned_worlds(&args.sources.sources, common)?;
        super::compare::changed(&before, &after, &progress)
    } else {
        judge(&args.sources.sources, common, &progress)?
    };
    let view = match args.view {
        View::Changes => "changes",
        View::Access => "access",
        View::Network => "network",
    };
    let Some(picture) = report.diagrams.iter().find(|d| d.id == view) else {
        return Err(Failure::Usage(format!("the input has nothing to draw for the view `{view}`")));
    };
    progress.step("drawing");
    let forms = drawing::drawn(picture, args.layout)?;
    drop(progress);
    if wanted.is_empty() {
        for (ending, bytes) in &forms {
            let path = common.out.join("diagrams").join(format!("{view}.{ending}"));
            output::file(&path, bytes)?;
            output::stdout(format!("{}\n", path.display()).as_bytes())?;
        }
    }
    for (name, path) in &wanted {
        let Some((_, bytes)) = forms.iter().find(|(ending, _)| ending == name) else { continue };
        match path {
            Some(path) => output::file(path, bytes)?,
            None => output::stdout(bytes)?,
        }
    }
    Ok(Outcome::Fine)
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
