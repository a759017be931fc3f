//! How big boxes and labels are, from our own font table: the same text in the layout, in DOT and in the drawing.

use super::font::{self, Weight};
use super::text;
use super::view::{BadgeKind, Edge, Node};

/// Size of names, in pixels.
pub(crate) const NAME: i32 = 12;
/// Size of all smaller text, in pixels.
pub(crate) const SMALL: i32 = 10;
/// Size of the text in pills, in pixels.
pub(crate) const PILL: i32 = 9;
/// Widest text and widest tag in a box, in pixels.
const WIDEST: i32 = 240;
const WIDEST_TAG: i32 = 270;
/// Longest name and tag in a box and longest label of an arrow, in characters. No code of VPC Reachability Analyzer and hardly an IAM action is longer.
const NAME_CHARS: usize = 34;
const TAG_CHARS: usize = 40;
const LABEL_CHARS: usize = 34;
/// Space above and below the text of a box.
pub(crate) const PAD: i32 = 8;
/// From the left edge of a box to its text: padding, glyph, gap.
pub(crate) const INDENT: i32 = 34;
/// Height of a name, of a smaller line, of a row of tags with its gap.
pub(crate) const NAME_LINE: i32 = 15;
pub(crate) const LINE: i32 = 13;
pub(crate) const TAG_ROW: i32 = 19;
/// Most lines and tags drawn in a box.
const MOST: usize = 6;

/// A tag as drawn.
#[derive(Debug, Clone)]
pub(crate) struct Tag {
    pub(crate) kind: BadgeKind,
    pub(crate) text: String,
    pub(crate) width: i32,
}

/// A box as drawn: cut texts and natural size.
#[derive(Debug, Clone)]
pub(crate) struct NodeBox {
    pub(crate) width: i32,
    pub(crate) height: i32,
    pub(crate) name: String,
    pub(crate) name_width: i32,
    pub(crate) counts: Vec<Tag>,
    pub(crate) lines: Vec<String>,
    pub(crate) rows: Vec<Vec<Tag>>,
}

/// Measures a box.
pub(crate) fn node(node: &Node) -> NodeBox {
    let first = node.label.first().map_or("", String::as_str);
    let name = text::fit(&text::ellipsis(first, NAME_CHARS), WIDEST, NAME, Weight::Bold);
    let name_width = font::width(&name, NAME, Weight::Bold);
    let lines: Vec<String> =
        node.label.iter().skip(1).take(MOST).map(|line| text::fit(&text::ellipsis(line, NAME_CHARS + 8), WIDEST, SMALL, Weight::Regular)).collect();
    let (counts, others): (Vec<Tag>, Vec<Tag>) = tags(node).into_iter().partition(|tag| tag.kind == BadgeKind::Count);
    let beside: i32 = counts.iter().map(|tag| tag.width + 5).sum();
    let longest = lines.iter().map(|line| font::width(line, SMALL, Weight::Regular)).max().unwrap_or(0);
    let mut inner = (name_width + beside).max(longest).max(44);
    inner = inner.max(others.iter().map(|tag| tag.width - 8).max().unwrap_or(0));
    let rows = rows(others, inner.max(96) + 8);
    inner = inner.max(rows.iter().map(|row| row.iter().map(|tag| tag.width + 4).sum::<i32>() - 12).max().unwrap_or(0));
    let height = 2 * PAD + NAME_LINE + LINE * count(lines.len()) + TAG_ROW * count(rows.len());
    NodeBox { width: INDENT + inner + 12, height, name, name_width, counts, lines, rows }
}

/// A length as pixels' type.
fn count(length: usize) -> i32 {
    i32::try_from(length).unwrap_or(i32::MAX)
}

fn tags(node: &Node) -> Vec<Tag> {
    let tag = |kind: BadgeKind, words: &str| {
        let (size, weight) = if kind == BadgeKind::Finding { (PILL, Weight::Bold) } else { (SMALL, Weight::Regular) };
        let text = text::fit(&text::ellipsis(words, TAG_CHARS), WIDEST_TAG, size, weight);
        let room = if matches!(kind, BadgeKind::SecurityGroup | BadgeKind::Warning) { 26 } else { 12 };
        Tag { kind, width: font::width(&text, size, weight) + room, text }
    };
    let mut out: Vec<Tag> = node.badges.iter().take(MOST).map(|badge| tag(badge.kind, &badge.text)).collect();
    let left = node.badges.len().saturating_sub(MOST);
    if left > 0 {
        out.push(tag(BadgeKind::Note, &format!("+{left} more")));
    }
    out
}

/// Tags in rows of at most `room` pixels; security groups keep a row of their own.
fn rows(tags: Vec<Tag>, room: i32) -> Vec<Vec<Tag>> {
    let mut rows: Vec<Vec<Tag>> = Vec::new();
    for tag in tags {
        match rows.last_mut() {
            Some(row) if tag.kind != BadgeKind::SecurityGroup && row.iter().map(|other| other.width + 4).sum::<i32>() + tag.width <= room => {
                row.push(tag);
            }
            _ => rows.push(vec![tag]),
        }
    }
    rows
}

/// A pill before an arrow's words.
#[derive(Debug, Clone)]
pub(crate) struct Pill {
    pub(crate) text: String,
    pub(crate) width: i32,
    /// A finding's number; else the mark of a comparison.
    pub(crate) finding: bool,
}

/// The words on an arrow as drawn: pills and text, with their width in pixels.
#[derive(Debug, Clone)]
pub(crate) struct Label {
    pub(crate) pills: Vec<Pill>,
    pub(crate) text: String,
    pub(crate) width: i32,
}

/// Height of an arrow's label, and how much of it is above the line.
pub(crate) const LABEL: i32 = 24;
pub(crate) const LABEL_UP: i32 = 18;

/// Space after a pill.
pub(crate) const PILL_GAP: i32 = 5;

/// Measures the words on an arrow; `None` when there are none.
pub(crate) fn label(edge: &Edge) -> Option<Label> {
    let text = text::ellipsis(&edge.label, LABEL_CHARS);
    let change = edge.change.word().map(|word| (word.to_owned(), false));
    let finding = edge.finding.as_ref().map(|finding| (text::ellipsis(finding, 12), true));
    let pills: Vec<Pill> =
        change.into_iter().chain(finding).map(|(text, finding)| Pill { width: font::width(&text, PILL, Weight::Bold) + 12, text, finding }).collect();
    if text.is_empty() && pills.is_empty() {
        return None;
    }
    let before: i32 = pills.iter().map(|pill| pill.width + PILL_GAP).sum();
    let width = if text.is_empty() { before - PILL_GAP } else { before + font::width(&text, SMALL, Weight::Regular) };
    Some(Label { pills, text, width })
}
