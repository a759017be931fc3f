//! Boxes and frames.

use super::arrow;
use super::css::{self, Colour};
use super::pen::{Border, Pen, Type};
use crate::report::diagram::font::Weight;
use crate::report::diagram::layout::{self, PlacedCluster, Rect};
use crate::report::diagram::measure::{self, NodeBox, Tag};
use crate::report::diagram::style;
use crate::report::diagram::view::{BadgeKind, Cluster, Node, Tone};
use crate::report::diagram::{glyph, text};

/// The area of a frame.
pub(super) fn frame(pen: &mut Pen, cluster: &Cluster, rect: Rect) {
    let style = style::cluster(cluster.kind);
    pen.frame(rect, 7, &format!("kh-c-{}", style.class), style.fill, Border { colour: style.stroke, width: "1.2", dash: style.dash });
}

/// The title of a frame.
pub(super) fn frame_title(pen: &mut Pen, cluster: &Cluster, placed: &PlacedCluster) {
    let style = style::cluster(cluster.kind);
    pen.open("g", &[("class", "kh-frame"), ("data-frame", &cluster.id)]);
    pen.element("title", if cluster.full.is_empty() { &cluster.label } else { &cluster.full });
    let (shown, _) = layout::title(&cluster.label);
    let [light, _] = style.text;
    let (x, y, size) = (placed.title.x, placed.title.y + 12, layout::TITLE_SIZE);
    let (class, shown) = (style.class, text::xml(&shown));
    pen.raw(&format!("<text class=\"kh-t-{class}\" x=\"{x}\" y=\"{y}\" font-size=\"{size}\" font-weight=\"600\" fill=\"{light}\">{shown}</text>"));
    pen.close("g");
}

/// A box with glyph, text and tags.
pub(super) fn node(pen: &mut Pen, node: &Node, rect: Rect) {
    let size = measure::node(node);
    let word = node.class.word();
    let (tone, _) = style::tone(node.tone);
    pen.open("g", &[("class", "kh-node"), ("data-id", &node.id), ("data-class", word), ("data-tone", tone)]);
    pen.element("title", &format!("{word}: {}", if node.full.is_empty() { node.label.join(" · ") } else { node.full.clone() }));
    let (class, fill, colour, width): (&str, Colour, Colour, &str) = match node.tone {
        Tone::Critical => ("kh-critical kh-critical-fill", css::CRITICAL_FILL, css::CRITICAL, "1.8"),
        Tone::Review => ("kh-review kh-review-fill", css::REVIEW_FILL, css::REVIEW, "1.6"),
        _ => ("kh-box", css::BOX, css::LINE, "1.2"),
    };
    pen.frame(rect, 5, class, fill, Border { colour, width, dash: if node.referenced { "4 3" } else { "" } });
    let used = size.height - 2 * measure::PAD;
    let top = rect.y + (rect.h - used) / 2;
    let (glyph_class, glyph_colour) = match node.tone {
        Tone::Critical => ("critical", css::CRITICAL),
        Tone::Review => ("review", css::REVIEW),
        _ => ("glyph", css::LINE),
    };
    let text_height = used - measure::TAG_ROW * i32::try_from(size.rows.len()).unwrap_or(0);
    pen.glyph(rect.x + 10, top + (text_height - 16) / 2, glyph::path(node.class), glyph_class, glyph_colour);
    words(pen, &size, rect.x + measure::INDENT, top);
    let mut y = top + text_height + 4;
    for row in &size.rows {
        let mut x = rect.x + 10;
        for tag in row {
            self::tag(pen, tag, x, y);
            x += tag.width + 4;
        }
        y += measure::TAG_ROW;
    }
    pen.mark(rect.x + rect.w - 10, rect.y, node.tone);
    pen.close("g");
}

fn words(pen: &mut Pen, size: &NodeBox, x: i32, top: i32) {
    pen.text(x, top + 12, Type::of(measure::NAME, Weight::Bold, "ink", css::INK), &size.name);
    let mut beside = x + size.name_width + 5;
    for count in &size.counts {
        tag(pen, count, beside, top);
        beside += count.width + 5;
    }
    let mut y = top + measure::NAME_LINE + 10;
    for line in &size.lines {
        pen.text(x, y, Type::of(measure::SMALL, Weight::Regular, "mute", css::MUTE), line);
        y += measure::LINE;
    }
}

/// A tag, 15 pixels high.
fn tag(pen: &mut Pen, tag: &Tag, x: i32, y: i32) {
    let rect = Rect { x, y, w: tag.width, h: 15 };
    let small = |class, colour| Type::of(measure::SMALL, Weight::Regular, class, colour);
    match tag.kind {
        BadgeKind::Finding => arrow::pill(pen, x, y, tag.width, &tag.text),
        BadgeKind::Warning => {
            pen.frame(rect, 3, "kh-review kh-review-fill", css::REVIEW_FILL, Border { colour: css::REVIEW, width: "1", dash: "" });
            pen.glyph(x + 5, y + 2, "M5.5 1L10 9.6H1zM5.5 4v2.6M5.5 8v.2", "review", css::REVIEW);
            pen.text(x + 20, y + 11, small("review-ink", css::REVIEW), &tag.text);
        }
        BadgeKind::SecurityGroup => {
            pen.fill(rect, 3, "tag", css::TAG);
            pen.glyph(x + 4, y + 2, glyph::SHIELD, "glyph", css::LINE);
            pen.text(x + 20, y + 11, small("mute", css::MUTE), &tag.text);
        }
        BadgeKind::Count | BadgeKind::Note => {
            pen.fill(rect, 3, "tag", css::TAG);
            pen.text(x + 6, y + 11, small("mute", css::MUTE), &tag.text);
        }
    }
}
