//! Writes elements; everything that comes from the input passes through [`text::xml`] here.

use std::fmt::Write as _;

use super::css::{self, Colour};
use crate::report::diagram::font::Weight;
use crate::report::diagram::layout::{Point, Rect, Segment};
use crate::report::diagram::text;

/// SVG text under construction.
#[derive(Debug, Default)]
pub(super) struct Pen {
    pub(super) out: String,
}

/// How a text is set.
#[derive(Debug, Clone, Copy)]
pub(super) struct Type {
    pub(super) size: i32,
    pub(super) weight: Weight,
    pub(super) class: &'static str,
    pub(super) colour: Colour,
    /// Whether the position is the right end.
    pub(super) right: bool,
}

/// The border of a rectangle; an empty dash is a solid line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Border {
    pub(super) colour: Colour,
    pub(super) width: &'static str,
    pub(super) dash: &'static str,
}

impl Type {
    pub(super) const fn of(size: i32, weight: Weight, class: &'static str, colour: Colour) -> Self {
        Self { size, weight, class, colour, right: false }
    }

    pub(super) const fn right(self) -> Self {
        Self { right: true, ..self }
    }
}

impl Pen {
    /// Writes markup of our own.
    pub(super) fn raw(&mut self, markup: &str) {
        self.out.push_str(markup);
    }

    /// Opens an element with attributes whose values may be hostile.
    pub(super) fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        let _ = write!(self.out, "<{name}");
        for (key, value) in attributes {
            let _ = write!(self.out, " {key}=\"{}\"", text::xml(&text::tooltip(value)));
        }
        self.out.push('>');
    }

    /// Closes an element.
    pub(super) fn close(&mut self, name: &str) {
        let _ = writeln!(self.out, "</{name}>");
    }

    /// An element that holds only text, such as `title` and `desc`.
    pub(super) fn element(&mut self, name: &str, content: &str) {
        let _ = write!(self.out, "<{name}>{}</{name}>", text::xml(&text::tooltip(content)));
    }

    /// Text with its baseline at `y`. The content is already cut to what is shown.
    pub(super) fn text(&mut self, x: i32, y: i32, set: Type, content: &str) {
        let [light, _] = set.colour;
        let bold = if set.weight == Weight::Bold { " font-weight=\"600\"" } else { "" };
        let anchor = if set.right { " text-anchor=\"end\"" } else { "" };
        let (class, size, content) = (set.class, set.size, text::xml(content));
        let _ =
            write!(self.out, "<text class=\"kh-{class}\" x=\"{x}\" y=\"{y}\" font-size=\"{size}\"{bold}{anchor} fill=\"{light}\">{content}</text>");
    }

    /// A filled rectangle without border.
    pub(super) fn fill(&mut self, rect: Rect, radius: i32, class: &str, colour: Colour) {
        let Rect { x, y, w, h } = rect;
        let [light, _] = colour;
        let _ = write!(self.out, "<rect class=\"kh-{class}\" x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" rx=\"{radius}\" fill=\"{light}\"/>");
    }

    /// A rectangle with border.
    pub(super) fn frame(&mut self, rect: Rect, radius: i32, class: &str, fill: Colour, border: Border) {
        let Rect { x, y, w, h } = rect;
        let Border { colour: [stroke, _], width, dash } = border;
        let [fill, _] = fill;
        let dash = if dash.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{dash}\"") };
        let _ = write!(
            self.out,
            "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" rx=\"{radius}\" fill=\"{fill}\" stroke=\"{stroke}\" stroke-width=\"{width}\"{dash}/>"
        );
    }

    /// A line glyph.
    pub(super) fn glyph(&mut self, x: i32, y: i32, path: &str, class: &str, colour: Colour) {
        let [light, _] = colour;
        let _ = write!(
            self.out,
            "<path class=\"kh-{class}\" transform=\"translate({x} {y})\" d=\"{path}\" fill=\"none\" stroke=\"{light}\" stroke-width=\"1.3\" stroke-linecap=\"round\" stroke-linejoin=\"round\"/>"
        );
    }

    /// A mark: octagon, triangle, circle or check, 16 pixels wide around `(x, y)`.
    pub(super) fn mark(&mut self, x: i32, y: i32, tone: crate::report::diagram::view::Tone) {
        use crate::report::diagram::view::Tone;
        let (class, colour, shape, sign) = match tone {
            Tone::Neutral => return,
            Tone::Critical => ("critical-ink", css::CRITICAL, "M-3.3-8h6.6L8-3.3v6.6L3.3 8h-6.6L-8 3.3v-6.6z", "M0-4.4v5M0 3.6v.4"),
            Tone::Review => ("review-ink", css::REVIEW, "M0-8.4L9 7.4H-9z", "M0-3v4.4M0 4.4v.3"),
            Tone::Unknown => ("unknown-ink", css::MUTE, "M0-7.5A7.5 7.5 0 1 1-.01-7.5z", "M-2.2-2a2.2 2.2 0 1 1 3.4 1.8C.3.4 0 .8 0 1.6M0 4v.3"),
            Tone::Good => ("good-ink", css::GOOD, "M0-7.5A7.5 7.5 0 1 1-.01-7.5z", "M-3.4.2l2.4 2.6 4.4-5"),
        };
        let ([light, _], [paper, _]) = (colour, css::PAPER);
        let _ = write!(
            self.out,
            "<g transform=\"translate({x} {y})\"><path class=\"kh-{class}\" d=\"{shape}\" fill=\"{light}\"/><path class=\"kh-on-mark-line\" d=\"{sign}\" fill=\"none\" stroke=\"{paper}\" stroke-width=\"1.7\" stroke-linecap=\"round\" stroke-linejoin=\"round\"/></g>"
        );
    }
}

/// Path data of a line.
pub(super) fn path_data(start: Point, path: &[Segment]) -> String {
    let mut data = format!("M{} {}", start.x, start.y);
    let mut here = start;
    for segment in path {
        match segment {
            Segment::Line(end) if *end == here => {}
            Segment::Line(end) if end.y == here.y => {
                let _ = write!(data, "H{}", end.x);
            }
            Segment::Line(end) => {
                let _ = write!(data, "L{} {}", end.x, end.y);
            }
            Segment::Curve(a, b, end) => {
                let _ = write!(data, "C{} {} {} {} {} {}", a.x, a.y, b.x, b.y, end.x, end.y);
            }
        }
        here = segment.end();
    }
    data
}
