//! The files that a review writes.

use crate::report::{self, Format, Report, diagram};

use super::args::Layout;
use super::exit::Failure;

/// Name below the output folder, and bytes.
pub(super) type File = (String, Vec<u8>);

/// The reports and diagrams of a review.
pub(super) fn files(report: &Report, layout: Layout) -> Result<Vec<File>, Failure> {
    let mut files = Vec::new();
    for format in Format::USUAL {
        files.push((format!("report.{}", extension(format)), report::write(report, format)?));
    }
    for picture in &report.diagrams {
        files.extend(drawn(picture, layout)?.into_iter().map(|(ending, bytes)| (format!("diagrams/{}.{ending}", picture.id), bytes)));
    }
    Ok(files)
}

/// One diagram in every form.
pub(super) fn drawn(picture: &diagram::view::Diagram, layout: Layout) -> Result<Vec<(&'static str, Vec<u8>)>, Failure> {
    let placed = match layout {
        Layout::Builtin => diagram::layout::builtin(picture),
        Layout::Dot => diagram::layout::dot(picture, DOT_TIMEOUT)?,
    };
    let svg = diagram::svg::standalone(picture, &placed);
    let mut drawn = vec![("dot", diagram::dot::write(picture).into_bytes())];
    #[cfg(feature = "png")]
    drawn.push(("png", diagram::png::render(&svg)?));
    drawn.push(("svg", svg.into_bytes()));
    drawn.push(("mmd", diagram::mermaid::write(picture).into_bytes()));
    Ok(drawn)
}

fn extension(format: Format) -> &'static str {
    match format.name() {
        "markdown" => "md",
        name => name,
    }
}

/// How long `dot` may take.
const DOT_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(60);
