//! From a diagram to coordinates, in whole pixels.
//!
//! The built-in layout puts every box into a column, gives arrows that skip columns a place of their own in each column
//! they pass, labels a column of their own between those of the boxes, and bends lines only where neither boxes nor labels
//! are. So no arrow runs through a box or a label that is not its own, by construction.

mod dot;
mod order;
mod place;
mod rank;
mod route;
mod simplex;
mod table;
mod weave;

use super::view::Diagram;
pub use dot::dot;
pub(crate) use place::{TITLE_SIZE, title};

/// A point, in pixels; y grows downwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Point {
    /// From the left.
    pub x: i32,
    /// From the top.
    pub y: i32,
}

/// An upright rectangle, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rect {
    /// Left edge.
    pub x: i32,
    /// Top edge.
    pub y: i32,
    /// Width.
    pub w: i32,
    /// Height.
    pub h: i32,
}

impl Rect {
    /// Whether two rectangles share an area.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        self.x < other.x + other.w && other.x < self.x + self.w && self.y < other.y + other.h && other.y < self.y + self.h
    }
}

/// A piece of an arrow's line, from where the piece before it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Segment {
    /// Straight to a point.
    Line(Point),
    /// Cubic Bézier curve: two control points, end.
    Curve(Point, Point, Point),
}

impl Segment {
    /// Where the piece ends.
    #[must_use]
    pub fn end(&self) -> Point {
        match self {
            Self::Line(end) | Self::Curve(_, _, end) => *end,
        }
    }
}

/// An arrow with coordinates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedEdge {
    /// Index into the diagram's edges.
    pub edge: usize,
    /// Where the line starts, at the tail.
    pub start: Point,
    /// The line, up to the border of the box at the head.
    pub path: Vec<Segment>,
    /// Place of the label, when there is one.
    pub label: Option<Rect>,
}

/// A box with coordinates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedNode {
    /// Index into the diagram's nodes.
    pub node: usize,
    /// Where it is.
    pub rect: Rect,
}

/// A frame with coordinates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedCluster {
    /// Index into the diagram's clusters.
    pub cluster: usize,
    /// Where it is.
    pub rect: Rect,
    /// Place of its text.
    pub title: Rect,
}

/// The words above a group of columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// Its text.
    pub text: &'static str,
    /// Left and right edge of the columns.
    pub from: i32,
    /// Right edge.
    pub to: i32,
}

/// A diagram with coordinates; the origin is the top left corner of the drawing without its title block.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Placed {
    /// Width of everything.
    pub width: i32,
    /// Height of everything.
    pub height: i32,
    /// Words above columns.
    pub headings: Vec<Heading>,
    /// Frames, outer before inner.
    pub clusters: Vec<PlacedCluster>,
    /// Boxes.
    pub nodes: Vec<PlacedNode>,
    /// Arrows.
    pub edges: Vec<PlacedEdge>,
    /// How many arrows are not drawn because an end is not among the nodes.
    pub dangling: usize,
}

/// The built-in layout: deterministic, needs nothing installed.
#[must_use]
pub fn builtin(diagram: &Diagram) -> Placed {
    let (frame, columns) = rank::columns(diagram);
    let mut weave = weave::Weave::of(diagram, &frame, &columns);
    order::untangle(&mut weave);
    let coordinates = place::coordinates(diagram, &mut weave);
    route::draw(diagram, &weave, &coordinates, &columns)
}

/// A diagram by numbers instead of by ids, for the writers of other languages.
#[derive(Debug)]
pub(crate) struct Structure {
    /// Tail and head of each edge; `None` when an end is missing.
    pub(crate) ends: Vec<Option<(usize, usize)>>,
    /// Parent of each frame; parents have lower numbers.
    pub(crate) parent: Vec<Option<usize>>,
    /// Frame of each node.
    pub(crate) home: Vec<Option<usize>>,
    /// Column of each node.
    pub(crate) column: Vec<usize>,
}

/// Resolves the ids of a diagram.
pub(crate) fn structure(diagram: &Diagram) -> Structure {
    let (frame, columns) = rank::columns(diagram);
    Structure {
        ends: frame.ends.iter().copied().collect(),
        parent: frame.parent.iter().copied().collect(),
        home: frame.home.iter().copied().collect(),
        column: columns.of.iter().copied().collect(),
    }
}
