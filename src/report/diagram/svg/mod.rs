//! SVG of our own from coordinates.
//!
//! Light colours are presentation attributes, dark ones stand in one stylesheet, so programs without CSS and the PNG
//! renderer draw the light picture. No `style` attribute is written, for the sake of a strict content security policy.

mod arrow;
mod blocks;
mod css;
mod parts;
mod pen;

use super::font::{self, Weight};
use super::layout::{Placed, Rect};
use super::text;
use super::view::Diagram;
use pen::{Pen, Type};

/// Narrowest page, in pixels.
const NARROWEST: i32 = 760;

/// A whole file with fonts and both colour schemes inside.
#[must_use]
pub fn standalone(diagram: &Diagram, placed: &Placed) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str(&draw(diagram, placed, Some([css::fonts(), css::shared()])));
    out
}

/// The same picture as an element for a page that holds [`shared_css`] and [`font_css`] once.
#[must_use]
pub fn fragment(diagram: &Diagram, placed: &Placed) -> String {
    draw(diagram, placed, None)
}

/// The rules that all diagrams of a page share: the dark colours.
#[must_use]
pub fn shared_css() -> &'static str {
    css::shared()
}

/// The embedded fonts as `@font-face` rules for the family `Inter`, weights 400 and 600.
#[must_use]
pub fn font_css() -> &'static str {
    css::fonts()
}

fn draw(diagram: &Diagram, placed: &Placed, styles: Option<[&str; 2]>) -> String {
    let width = placed.width.max(NARROWEST) + 2 * blocks::MARGIN;
    let mut above = Pen::default();
    let top = blocks::title(&mut above, diagram, width) + 6;
    let mut below = Pen::default();
    let height = blocks::legend(&mut below, diagram, placed, top + placed.height, width) + blocks::MARGIN / 2;

    let mut pen = Pen::default();
    let id: String = diagram.id.chars().take(60).map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect();
    let (size, labels) = (format!("0 0 {width} {height}"), format!("{id}-title {id}-desc"));
    let (wide, high) = (width.to_string(), height.to_string());
    pen.open(
        "svg",
        &[
            ("xmlns", "http://www.w3.org/2000/svg"),
            ("class", "kh-diagram"),
            ("viewBox", &size),
            ("width", &wide),
            ("height", &high),
            ("role", "img"),
            ("aria-labelledby", &labels),
            ("font-family", "Inter, Helvetica, Arial, sans-serif"),
            ("data-diagram", &diagram.id),
        ],
    );
    pen.raw(&format!("<title id=\"{id}-title\">{}</title>", text::xml(&text::tooltip(&diagram.title))));
    pen.raw(&format!("<desc id=\"{id}-desc\">{}</desc>\n", text::xml(&text::tooltip(&described(diagram)))));
    if let Some(rules) = styles {
        pen.raw("<style>");
        rules.iter().for_each(|rules| pen.raw(rules));
        pen.raw("</style>\n");
    }
    pen.fill(Rect { x: 0, y: 0, w: width, h: height }, 0, "paper", css::PAPER);
    pen.raw("<g class=\"kh-title-block\">");
    pen.raw(&above.out);
    pen.raw("</g>\n");
    let left = blocks::MARGIN + (width - 2 * blocks::MARGIN - placed.width) / 2;
    pen.raw(&format!("<g class=\"kh-drawing\" transform=\"translate({left} {top})\">\n"));
    drawing(&mut pen, diagram, placed);
    pen.raw("</g>\n<g class=\"kh-legend\">");
    pen.raw(&below.out);
    pen.raw("</g>\n</svg>\n");
    pen.out
}

/// The drawing itself: frames, then the bands of findings, arrows, boxes, words.
fn drawing(pen: &mut Pen, diagram: &Diagram, placed: &Placed) {
    for frame in &placed.clusters {
        if let Some(cluster) = diagram.clusters.get(frame.cluster) {
            parts::frame(pen, cluster, frame.rect);
        }
    }
    for heading in &placed.headings {
        let width = font::width(heading.text, 11, Weight::Bold);
        let x = heading.from + (heading.to - heading.from - width).max(0) / 2;
        pen.text(x, 12, Type::of(11, Weight::Bold, "mute", css::MUTE), heading.text);
    }
    let edges = || placed.edges.iter().filter_map(|edge| Some((diagram.edges.get(edge.edge)?, edge)));
    edges().for_each(|(edge, place)| arrow::halo(pen, edge, place));
    edges().for_each(|(edge, place)| arrow::arrow(pen, edge, place));
    for place in &placed.nodes {
        if let Some(node) = diagram.nodes.get(place.node) {
            parts::node(pen, node, place.rect);
        }
    }
    for frame in &placed.clusters {
        if let Some(cluster) = diagram.clusters.get(frame.cluster) {
            parts::frame_title(pen, cluster, frame);
        }
    }
}

/// The picture in words, for those who cannot see it.
fn described(diagram: &Diagram) -> String {
    let mut parts = vec![diagram.question.clone()];
    parts.extend(diagram.verdict.as_ref().map(|verdict| verdict.text.clone()));
    parts.push(diagram.counts.clone());
    parts.extend(diagram.sources.iter().map(|source| format!("{} sha256 {}", source.name, source.sha256)));
    parts.push(diagram.tool.clone());
    parts.retain(|part| !part.is_empty());
    parts.join(" · ")
}
