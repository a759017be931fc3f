//! The layers of a picture: boxes in even layers, labels in odd ones, and a place for every arrow in each layer it passes.

use super::rank::{Columns, Frame};
use super::table::Table;
use crate::report::diagram::measure::{self, NodeBox};
use crate::report::diagram::view::{ClusterKind, Diagram};

/// What stands at a place of a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Thing {
    /// A box, by node number.
    Box(usize),
    /// The label of an arrow, by edge number.
    Label(usize),
    /// An arrow passing.
    #[default]
    Pass,
}

/// A place in a layer.
#[derive(Debug, Clone, Default)]
pub(super) struct Item {
    pub(super) layer: usize,
    pub(super) thing: Thing,
    /// Extent above and below its line.
    pub(super) up: i32,
    pub(super) down: i32,
    pub(super) width: i32,
    /// The innermost frame it has to stay in.
    pub(super) home: Option<usize>,
    /// Links to the layer before and the layer after.
    pub(super) left: Vec<usize>,
    pub(super) right: Vec<usize>,
}

/// Two neighbouring places that an arrow joins; `left` is in the lower layer.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Link {
    pub(super) left: usize,
    pub(super) right: usize,
    pub(super) edge: usize,
}

/// An arrow as the places it visits, from left to right.
#[derive(Debug, Clone, Default)]
pub(super) struct Thread {
    pub(super) places: Vec<usize>,
    /// The links between them.
    pub(super) links: Vec<usize>,
    /// Whether the tail is on the left.
    pub(super) forward: bool,
    /// Whether both ends stand in one column: out of the right side and back.
    pub(super) bow: bool,
}

/// A frame with the layers it covers.
#[derive(Debug, Clone, Default)]
pub(super) struct Span {
    pub(super) parent: Option<usize>,
    /// First and last layer; `None` when nothing is inside.
    pub(super) layers: Option<(usize, usize)>,
    /// Zones keep the order of the input.
    pub(super) fixed: bool,
}

impl Span {
    pub(super) fn covers(&self, layer: usize) -> bool {
        self.layers.is_some_and(|(first, last)| first <= layer && layer <= last)
    }
}

/// What stands at one level of nesting in a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Item(usize),
    Cluster(usize),
}

/// Everything the later steps need, by numbers.
#[derive(Debug, Default)]
pub(super) struct Weave {
    pub(super) items: Table<Item>,
    pub(super) links: Table<Link>,
    pub(super) threads: Table<Thread>,
    pub(super) spans: Table<Span>,
    pub(super) boxes: Table<Option<NodeBox>>,
    pub(super) layers: usize,
    /// Order of sibling frames from top to bottom: rank of each cluster.
    pub(super) cluster_order: Table<usize>,
    /// For each layer and frame (last: none), its parts from top to bottom.
    pub(super) parts: Table<Table<Vec<Part>>>,
    pub(super) dangling: usize,
    pub(super) labels: Table<Option<measure::Label>>,
}

/// Space that a passing arrow keeps above and below its line.
const PASS: i32 = 5;
/// Least distance of two arrows at the side of a box, and the most that a box grows for them.
const PORT: i32 = 10;
const PORTS_MOST: i32 = 160;

impl Weave {
    pub(super) fn of(diagram: &Diagram, frame: &Frame, columns: &Columns) -> Self {
        let mut weave = Self { layers: columns.count * 2, ..Self::default() };
        weave.boxes = diagram.nodes.iter().map(|node| Some(measure::node(node))).collect();
        weave.labels = diagram.edges.iter().map(measure::label).collect();
        weave.spans = spans(diagram, frame, columns);
        weave.cluster_order = (0..diagram.clusters.len()).collect();
        for node in 0..diagram.nodes.len() {
            let height = weave.boxes[node].as_ref().map_or(0, |size| size.height);
            let width = weave.boxes[node].as_ref().map_or(0, |size| size.width);
            let item = Item {
                layer: columns.of[node] * 2,
                thing: Thing::Box(node),
                up: height / 2,
                down: height - height / 2,
                width,
                home: frame.home[node],
                ..Item::default()
            };
            weave.items.push(item);
        }
        weave.threads = Table::of(diagram.edges.len());
        for edge in 0..diagram.edges.len() {
            match frame.ends[edge] {
                Some((from, to)) => weave.thread(frame, edge, from, to),
                None => weave.dangling += 1,
            }
        }
        for node in 0..diagram.nodes.len() {
            weave.grow(node);
        }
        weave.nest();
        weave
    }

    /// Lays an arrow through the layers between its ends.
    fn thread(&mut self, frame: &Frame, edge: usize, from: usize, to: usize) {
        let (a, b) = (self.items[from].layer, self.items[to].layer);
        let forward = a <= b;
        let (left, right) = if forward { (from, to) } else { (to, from) };
        let (low, high) = (a.min(b), a.max(b));
        let label_layer = if low == high { low + 1 } else { high - 1 };
        let mut places = vec![left];
        for layer in low + 1..=label_layer {
            let item = self.passing(frame, edge, layer, label_layer, (left, right), (low, high));
            places.push(self.items.push(item));
        }
        places.push(right);
        let bow = low == high;
        let mut links = Vec::new();
        for (one, two) in places.iter().zip(places.iter().skip(1)) {
            // The second half of a bow runs back to the same column.
            let (l, r) = if bow && self.items[*one].layer > self.items[*two].layer { (*two, *one) } else { (*one, *two) };
            links.push(self.links.push(Link { left: l, right: r, edge }));
            self.items[l].right.push(r);
            self.items[r].left.push(l);
        }
        self.threads[edge] = Thread { places, links, forward, bow };
    }

    fn passing(&self, frame: &Frame, edge: usize, layer: usize, label_layer: usize, ends: (usize, usize), span: (usize, usize)) -> Item {
        let home = |end: usize| frame.upwards(self.items[end].home).find(|at| self.spans[*at].covers(layer));
        let (left, right) = (home(ends.0), home(ends.1));
        let inside = |inner: Option<usize>, outer: Option<usize>| match outer {
            None => true,
            Some(outer) => frame.upwards(inner).any(|at| at == outer),
        };
        let nearer_left = layer - span.0 < span.1.max(layer) - layer;
        let home = if inside(left, right) && !inside(right, left) {
            left
        } else if inside(right, left) {
            right
        } else if nearer_left {
            left
        } else {
            right
        };
        // Above the line; beside it where the line bows.
        let up = if span.0 == span.1 { measure::LABEL / 3 } else { measure::LABEL_UP };
        match (layer == label_layer, &self.labels[edge]) {
            (true, Some(label)) => {
                Item { layer, thing: Thing::Label(edge), up, down: measure::LABEL - up, width: label.width + 16, home, ..Item::default() }
            }
            _ => Item { layer, up: PASS, down: PASS, home, ..Item::default() },
        }
    }

    /// Makes a box high enough for the arrows at its busier side.
    fn grow(&mut self, node: usize) {
        let busy = self.items[node].left.len().max(self.items[node].right.len());
        let need = i32::try_from(busy).unwrap_or(i32::MAX).saturating_mul(PORT).min(PORTS_MOST) + 12;
        let item = &mut self.items[node];
        if item.up + item.down < need {
            item.up = need / 2;
            item.down = need - need / 2;
        }
    }

    /// Sorts places and frames of every layer into levels, in input order.
    fn nest(&mut self) {
        let none = self.spans.len();
        self.parts = (0..self.layers).map(|_| Table::of(none + 1)).collect();
        for layer in 0..self.layers {
            for cluster in 0..none {
                if self.spans[cluster].covers(layer) {
                    let level = self.spans[cluster].parent.unwrap_or(none);
                    self.parts[layer][level].push(Part::Cluster(cluster));
                }
            }
        }
        for item in 0..self.items.len() {
            let layer = self.items[item].layer;
            let level = self.items[item].home.unwrap_or(none);
            self.parts[layer][level].push(Part::Item(item));
        }
    }

    /// The places of a layer from top to bottom, frames opened up.
    pub(super) fn flat(&self, layer: usize) -> Vec<usize> {
        let mut out = Vec::new();
        let mut stack = vec![self.parts[layer][self.spans.len()].iter()];
        while let Some(level) = stack.last_mut() {
            match level.next() {
                Some(Part::Item(item)) => out.push(*item),
                Some(Part::Cluster(cluster)) => stack.push(self.parts[layer][*cluster].iter()),
                None => {
                    stack.pop();
                }
            }
        }
        out
    }
}

/// The layers each frame covers: from its first box to its last.
fn spans(diagram: &Diagram, frame: &Frame, columns: &Columns) -> Table<Span> {
    let mut spans: Table<Span> = diagram
        .clusters
        .iter()
        .zip(frame.parent.iter())
        .map(|(cluster, parent)| Span { parent: *parent, layers: None, fixed: cluster.kind == ClusterKind::Zone })
        .collect();
    for node in 0..diagram.nodes.len() {
        let layer = columns.of[node] * 2;
        for cluster in frame.upwards(frame.home[node]) {
            let (first, last) = spans[cluster].layers.unwrap_or((layer, layer));
            spans[cluster].layers = Some((first.min(layer), last.max(layer)));
        }
    }
    // An arrow between two boxes of one column bows out to the right, inside the frames that hold both.
    for (from, to) in frame.ends.iter().flatten().copied() {
        let layer = columns.of[from] * 2;
        if layer != columns.of[to] * 2 {
            continue;
        }
        for cluster in frame.upwards(frame.home[from]).filter(|cluster| frame.upwards(frame.home[to]).any(|other| other == *cluster)) {
            if let Some((_, last)) = &mut spans[cluster].layers {
                *last = (*last).max(layer + 1);
            }
        }
    }
    spans
}
