//! What stands around the drawing: the title block above it, the legend and what was left out below it.

use super::arrow;
use super::css;
use super::pen::{Border, Pen, Type};
use crate::report::diagram::font::{self, Weight};
use crate::report::diagram::layout::Placed;
use crate::report::diagram::style;
use crate::report::diagram::text;
use crate::report::diagram::view::{Diagram, Tone};

/// Margin of the page.
pub(super) const MARGIN: i32 = 24;
/// Width of the column at the right of the title block.
const SIDE: i32 = 320;
/// Most sources named.
const SOURCES: usize = 3;

const NOTE: Type = Type::of(11, Weight::Regular, "mute", css::MUTE);
const BOLD: Type = Type::of(11, Weight::Bold, "ink", css::INK);
/// Said under every picture.
const HOW_TO_READ: &str =
    "Line pattern and arrowhead carry the meaning; colour only repeats it. Drawn from declared configuration, not from observed traffic.";

/// Writes the title block for a page of `width`; gives its height.
pub(super) fn title(pen: &mut Pen, diagram: &Diagram, width: i32) -> i32 {
    let room = width - 2 * MARGIN - SIDE;
    let mut y = MARGIN - 6;
    for line in text::wrap(&diagram.title, room, 18, Weight::Bold) {
        y += 22;
        pen.text(MARGIN, y, Type::of(18, Weight::Bold, "ink", css::INK), &line);
    }
    for line in text::wrap(&diagram.question, room, 12, Weight::Regular) {
        y += 18;
        pen.text(MARGIN, y, Type::of(12, Weight::Regular, "mute", css::MUTE), &line);
    }
    if let Some(verdict) = &diagram.verdict {
        y += 6;
        let (class, colour) = match verdict.tone {
            Tone::Critical => ("critical-ink", css::CRITICAL),
            Tone::Review => ("review-ink", css::REVIEW),
            Tone::Good => ("good-ink", css::GOOD),
            Tone::Unknown => ("unknown-ink", css::MUTE),
            Tone::Neutral => ("neutral-ink", css::INK),
        };
        let indent = if verdict.tone == Tone::Neutral { 0 } else { 24 };
        pen.mark(MARGIN + 9, y + 14, verdict.tone);
        for line in text::wrap(&verdict.text, room - indent, 13, Weight::Bold) {
            y += 18;
            pen.text(MARGIN + indent, y, Type::of(13, Weight::Bold, class, colour), &line);
        }
    }
    if !diagram.counts.is_empty() {
        y += 19;
        pen.text(MARGIN, y, NOTE, &text::fit(&diagram.counts, room, 11, Weight::Regular));
    }
    (y + 14).max(side(pen, diagram, width - MARGIN))
}

/// Sources, tool and page, set flush right; gives their height.
fn side(pen: &mut Pen, diagram: &Diagram, x: i32) -> i32 {
    let mut lines = Vec::new();
    for source in diagram.sources.iter().take(SOURCES) {
        let hash: String = source.sha256.chars().take(12).collect();
        let hash = if hash.is_empty() { String::new() } else { format!(" · sha256 {hash}") };
        let room = SIDE - 10 - font::width(&hash, 11, Weight::Regular);
        lines.push(format!("{}{hash}", text::fit(&source.name, room, 11, Weight::Regular)));
        lines.extend(source.date.as_ref().map(|date| format!("input dated {date}")));
    }
    if diagram.sources.len() > SOURCES {
        lines.push(format!("and {} more inputs", diagram.sources.len() - SOURCES));
    }
    if !diagram.tool.is_empty() {
        lines.push(diagram.tool.clone());
    }
    if diagram.page.of > 1 {
        lines.push(format!("page {} of {}", diagram.page.number, diagram.page.of));
    }
    let mut y = MARGIN;
    for line in &lines {
        y += 15;
        pen.text(x, y - 1, NOTE.right(), &text::fit(line, SIDE - 10, 11, Weight::Regular));
    }
    y + 14
}

/// One entry of the legend.
enum Entry {
    Line(&'static style::EdgeStyle),
    Halo,
    Mark(Tone),
    Referenced,
}

impl Entry {
    fn word(&self) -> &'static str {
        match self {
            Self::Line(style) => style.word,
            Self::Halo => "on the path of a finding",
            Self::Mark(tone) => style::tone(*tone).1,
            Self::Referenced => "named, not part of the input",
        }
    }

    /// Width of the sample with the gap behind it.
    fn sample(&self) -> i32 {
        match self {
            Self::Mark(_) => 24,
            _ => 50,
        }
    }
}

/// Writes legend and footnotes below `top`; gives where they end.
pub(super) fn legend(pen: &mut Pen, diagram: &Diagram, placed: &Placed, top: i32, width: i32) -> i32 {
    let legend = diagram.legend();
    let classes: Vec<&str> = legend.edges.iter().map(|kind| style::edge(*kind).class).collect();
    let mut entries: Vec<Entry> = style::all().iter().filter(|style| classes.contains(&style.class)).map(Entry::Line).collect();
    if legend.finding {
        entries.push(Entry::Halo);
    }
    entries.extend(legend.tones.iter().rev().map(|tone| Entry::Mark(*tone)));
    if legend.referenced {
        entries.push(Entry::Referenced);
    }
    let left = MARGIN + 58;
    let mut y = top + 18;
    if !entries.is_empty() {
        pen.text(MARGIN, y + 4, BOLD, "Legend");
    }
    let mut x = left;
    for entry in &entries {
        let wide = entry.sample() + font::width(entry.word(), 11, Weight::Regular) + 22;
        if x + wide > width - MARGIN && x > left {
            x = left;
            y += 22;
        }
        draw(pen, entry, x, y);
        pen.text(x + entry.sample(), y + 4, NOTE, entry.word());
        x += wide;
    }
    y += 24;
    let mut notes: Vec<String> = diagram.folded.iter().take(8).cloned().collect();
    if diagram.folded.len() > 8 {
        notes.push(format!("{} more remarks on what is not drawn", diagram.folded.len() - 8));
    }
    if placed.dangling > 0 {
        notes.push(format!("{} arrows are not drawn because an end is not in the picture", placed.dangling));
    }
    if !notes.is_empty() {
        pen.text(MARGIN, y + 4, BOLD, "Folded");
        for note in &notes {
            for line in text::wrap(note, width - left - MARGIN, 11, Weight::Regular) {
                pen.text(left, y + 4, NOTE, &line);
                y += 16;
            }
        }
        y += 6;
    }
    for line in text::wrap(HOW_TO_READ, width - left - MARGIN, 11, Weight::Regular) {
        pen.text(left, y + 4, NOTE, &line);
        y += 16;
    }
    y + 8
}

fn draw(pen: &mut Pen, entry: &Entry, x: i32, y: i32) {
    match entry {
        Entry::Line(style) => arrow::sample(pen, style, x, y),
        Entry::Halo => arrow::halo_sample(pen, x, y),
        Entry::Mark(tone) => pen.mark(x + 8, y, *tone),
        Entry::Referenced => {
            let rect = crate::report::diagram::layout::Rect { x, y: y - 8, w: 40, h: 16 };
            pen.frame(rect, 4, "kh-box", css::BOX, Border { colour: css::LINE, width: "1.2", dash: "4 3" });
        }
    }
}
