//! Arrows: halo, line, head, label.

use std::fmt::Write as _;

use super::css;
use super::pen::{Pen, Type, path_data};
use crate::report::diagram::font::Weight;
use crate::report::diagram::layout::{PlacedEdge, Point, Rect, Segment};
use crate::report::diagram::measure;
use crate::report::diagram::style::{self, EdgeStyle, Head};
use crate::report::diagram::view::Edge;

/// The wide band under an arrow of a finding's path.
pub(super) fn halo(pen: &mut Pen, edge: &Edge, placed: &PlacedEdge) {
    let Some(finding) = &edge.finding else { return };
    pen.open("g", &[("class", "kh-halo-of"), ("data-of", &edge.id), ("data-finding", finding)]);
    halo_line(pen, &path_data(placed.start, &placed.path));
    pen.close("g");
}

fn halo_line(pen: &mut Pen, data: &str) {
    let [light, _] = css::HALO;
    let _ = write!(
        pen.out,
        "<path class=\"kh-halo\" d=\"{data}\" fill=\"none\" stroke=\"{light}\" stroke-width=\"8\" stroke-linecap=\"round\" stroke-linejoin=\"round\"/>"
    );
}

/// The arrow itself.
pub(super) fn arrow(pen: &mut Pen, edge: &Edge, placed: &PlacedEdge) {
    let style = style::edge(edge.kind);
    let mut attributes = vec![("class", "kh-edge"), ("data-id", edge.id.as_str()), ("data-from", &edge.from), ("data-to", &edge.to)];
    attributes.push(("data-kind", style.class));
    attributes.extend(edge.finding.as_deref().map(|finding| ("data-finding", finding)));
    attributes.extend(edge.change.word().map(|word| ("data-change", word)));
    let evidence = edge.evidence.join(" ");
    if !evidence.is_empty() {
        attributes.push(("data-evidence", &evidence));
    }
    pen.open("g", &attributes);
    let said = if edge.full.is_empty() { &edge.label } else { &edge.full };
    pen.element("title", &if said.is_empty() { style.word.to_owned() } else { format!("{}: {said}", style.word) });
    line(pen, style, placed.start, &placed.path);
    if let (Some(rect), Some(label)) = (placed.label, measure::label(edge)) {
        words(pen, style, rect, &label);
    }
    pen.close("g");
}

/// Pill and label.
fn words(pen: &mut Pen, style: &EdgeStyle, rect: Rect, label: &measure::Label) {
    let mut x = rect.x + (rect.w - label.width) / 2;
    for pill in &label.pills {
        if pill.finding {
            self::pill(pen, x, rect.y, pill.width, &pill.text);
        } else {
            pen.fill(Rect { x, y: rect.y, w: pill.width, h: 14 }, 2, "ink", css::INK);
            pen.text(x + 6, rect.y + 10, Type::of(measure::PILL, Weight::Bold, "on-mark", css::PAPER), &pill.text);
        }
        x += pill.width + measure::PILL_GAP;
    }
    if !label.text.is_empty() {
        let class = style.class;
        let [light, _] = style.colour;
        let text = crate::report::diagram::text::xml(&label.text);
        let (y, size) = (rect.y + 11, measure::SMALL);
        let _ = write!(pen.out, "<text class=\"kh-f-{class}\" x=\"{x}\" y=\"{y}\" font-size=\"{size}\" fill=\"{light}\">{text}</text>");
    }
}

/// A finding's number on a coloured pill, 14 pixels high.
pub(super) fn pill(pen: &mut Pen, x: i32, y: i32, width: i32, text: &str) {
    pen.fill(Rect { x, y, w: width, h: 14 }, 7, "critical-ink", css::CRITICAL);
    pen.text(x + 6, y + 10, Type::of(measure::PILL, Weight::Bold, "on-mark", css::PAPER), text);
}

/// Line and head.
pub(super) fn line(pen: &mut Pen, style: &EdgeStyle, start: Point, path: &[Segment]) {
    let mut points = vec![start];
    for segment in path {
        if let Segment::Curve(a, b, _) = segment {
            points.extend([*a, *b]);
        }
        points.push(segment.end());
    }
    let tip = points.last().copied().unwrap_or(start);
    let before = points.iter().rev().find(|point| **point != tip).copied().unwrap_or(Point { x: tip.x - 1, y: tip.y });
    let (dx, dy) = (f64::from(tip.x - before.x), f64::from(tip.y - before.y));
    let length = dx.hypot(dy).max(0.001);
    let (ux, uy) = (dx / length, dy / length);
    let (class, width) = (style.class, f64::from(style.width) / 10.0);
    let [light, _] = style.colour;
    // The line stops short of the tip, so that its end does not show beside a pointed head.
    let back = match style.head {
        Head::Triangle => 6.0,
        Head::HollowDiamond | Head::Diamond => 10.0,
        Head::Dot => 5.0,
        Head::Open => 1.5,
        Head::Bar | Head::Cross => 2.0,
        Head::None => 0.0,
    };
    let mut shortened = path.to_vec();
    let end = Point { x: rounded(f64::from(tip.x) - ux * back), y: rounded(f64::from(tip.y) - uy * back) };
    if let Some(last) = shortened.iter_mut().rev().find(|segment| segment.end() == tip) {
        match last {
            Segment::Line(point) | Segment::Curve(_, _, point) => *point = end,
        }
        while shortened.last().is_some_and(|segment| segment.end() == tip && shortened.len() > 1 && tip != end) {
            shortened.pop();
        }
    }
    let dash = if style.dash.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{}\"", style.dash) };
    let data = path_data(start, &shortened);
    let _ = write!(pen.out, "<path class=\"kh-e-{class}\" d=\"{data}\" fill=\"none\" stroke=\"{light}\" stroke-width=\"{width}\"{dash}/>");
    head(pen, style, tip, (ux, uy));
}

fn rounded(value: f64) -> i32 {
    // Coordinates are far below the limits of the type.
    #[allow(clippy::cast_possible_truncation)]
    {
        value.round() as i32
    }
}

/// The head, its tip at a point, looking along a direction.
fn head(pen: &mut Pen, style: &EdgeStyle, tip: Point, (ux, uy): (f64, f64)) {
    // Along and across the line, from the tip.
    let at = |along: f64, across: f64| {
        let (x, y) = (f64::from(tip.x) + ux * along - uy * across, f64::from(tip.y) + uy * along + ux * across);
        format!("{} {}", tenth(x), tenth(y))
    };
    let class = style.class;
    let [light, _] = style.colour;
    let ([hollow, _], width) = (css::BOX, f64::from(style.width) / 10.0);
    let stroked = |data: String| {
        format!("<path class=\"kh-e-{class}\" d=\"{data}\" fill=\"none\" stroke=\"{light}\" stroke-width=\"{width}\" stroke-linejoin=\"round\"/>")
    };
    let diamond = format!("M{}L{}L{}L{}z", at(0.0, 0.0), at(-5.5, 4.0), at(-11.0, 0.0), at(-5.5, -4.0));
    let markup = match style.head {
        Head::None => return,
        Head::Triangle => format!("<path class=\"kh-f-{class}\" d=\"M{}L{}L{}z\" fill=\"{light}\"/>", at(0.0, 0.0), at(-8.5, 4.0), at(-8.5, -4.0)),
        Head::Open => stroked(format!("M{}L{}L{}", at(-7.0, 4.0), at(-0.7, 0.0), at(-7.0, -4.0))),
        Head::Diamond => format!("<path class=\"kh-f-{class}\" d=\"{diamond}\" fill=\"{light}\"/>"),
        Head::HollowDiamond => {
            format!("<path class=\"kh-e-{class} kh-hollow\" d=\"{diamond}\" fill=\"{hollow}\" stroke=\"{light}\" stroke-width=\"1.5\"/>")
        }
        Head::Dot => {
            let centre = at(-3.5, 0.0);
            let (x, y) = centre.split_once(' ').unwrap_or(("0", "0"));
            format!("<circle class=\"kh-f-{class}\" cx=\"{x}\" cy=\"{y}\" r=\"3.5\" fill=\"{light}\"/>")
        }
        Head::Bar => stroked(format!("M{}L{}", at(-2.0, 5.0), at(-2.0, -5.0))),
        Head::Cross => stroked(format!("M{}L{}M{}L{}", at(-9.0, 4.0), at(-1.0, -4.0), at(-1.0, 4.0), at(-9.0, -4.0))),
    };
    pen.raw(&markup);
}

/// A number with at most one decimal.
fn tenth(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

/// A sample of a line for the legend: 42 pixels wide.
pub(super) fn sample(pen: &mut Pen, style: &EdgeStyle, x: i32, y: i32) {
    line(pen, style, Point { x, y }, &[Segment::Line(Point { x: x + 42, y })]);
}

/// A sample of the band of a finding's path.
pub(super) fn halo_sample(pen: &mut Pen, x: i32, y: i32) {
    halo_line(pen, &format!("M{} {y}H{}", x + 4, x + 38));
}
