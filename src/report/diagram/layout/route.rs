//! Lines: level inside a layer, bent in the lanes between layers.

use super::place::{self, Coordinates};
use super::rank::Columns;
use super::weave::{Thing, Weave};
use super::{Heading, Placed, PlacedCluster, PlacedEdge, PlacedNode, Point, Rect, Segment};
use crate::report::diagram::font::{self, Weight};
use crate::report::diagram::view::Diagram;

/// Height of the strip of headings.
const HEADINGS: i32 = 26;
/// Radius of the corners of a bow.
const CORNER: i32 = 16;

/// Puts the coordinates together.
pub(super) fn draw(diagram: &Diagram, weave: &Weave, at: &Coordinates, columns: &Columns) -> Placed {
    let shift = if columns.headings.is_empty() { 0 } else { HEADINGS };
    let mut placed = Placed { width: at.width, height: at.height, dangling: weave.dangling, ..Placed::default() };
    for (text, first, last) in &columns.headings {
        let (from, to) = (at.x[first * 2].0, at.x[last * 2].0 + at.x[last * 2].1);
        placed.headings.push(Heading { text, from, to: to.max(from + font::width(text, 11, Weight::Bold)) });
    }
    for (cluster, rect) in at.frames.iter().enumerate() {
        if let (Some(rect), Some(value)) = (rect, diagram.clusters.get(cluster)) {
            let width = place::title(&value.label).1;
            let title = Rect { x: rect.x + place::INSIDE, y: rect.y + 6, w: width, h: 16 };
            placed.clusters.push(PlacedCluster { cluster, rect: *rect, title });
        }
    }
    for item in 0..weave.items.len() {
        if let Thing::Box(node) = weave.items[item].thing {
            placed.nodes.push(PlacedNode { node, rect: box_rect(weave, at, item) });
        }
    }
    for edge in 0..diagram.edges.len() {
        if !weave.threads[edge].places.is_empty() {
            placed.edges.push(line(weave, at, edge));
        }
    }
    free_titles(&mut placed);
    placed.moved(0, shift);
    placed.height += shift;
    placed
}

fn box_rect(weave: &Weave, at: &Coordinates, item: usize) -> Rect {
    let place = &weave.items[item];
    let (x, width) = at.x[place.layer];
    Rect { x: x + (width - place.width) / 2, y: at.y[item] - place.up, w: place.width, h: place.up + place.down }
}

/// The line of one arrow, from tail to head.
fn line(weave: &Weave, at: &Coordinates, edge: usize) -> PlacedEdge {
    let thread = &weave.threads[edge];
    let label = thread.places.iter().find(|item| matches!(weave.items[**item].thing, Thing::Label(_)));
    let mut label = label.map(|item| place::label_rect(weave, at, *item));
    let (start, path) = if thread.bow {
        if let Some(rect) = &mut label {
            // Beside the bow instead of above the line.
            let middle = thread.places.get(1).copied().unwrap_or_default();
            let (x, _) = at.x[weave.items[middle].layer];
            rect.x = x;
        }
        bow(weave, at, edge)
    } else {
        through(weave, at, edge)
    };
    let mut out = PlacedEdge { edge, start, path, label };
    if !thread.forward {
        out.turn();
    }
    out
}

/// Out of the right side of one box and back into the right side of another of the same column.
fn bow(weave: &Weave, at: &Coordinates, edge: usize) -> (Point, Vec<Segment>) {
    let thread = &weave.threads[edge];
    let link = |which: usize| thread.links.get(which).copied().unwrap_or_default();
    let end = |which: usize| {
        let link = link(which);
        let item = weave.links[link].left;
        let rect = box_rect(weave, at, item);
        Point { x: rect.x + rect.w, y: at.y[item] + at.ports[link].0 }
    };
    let (from, to) = (end(0), end(1));
    let column = weave.links[link(0)].left;
    let (_, near) = at.level[weave.items[column].layer];
    let far = near + at.swing[edge];
    // Round corners, at most as high as half the bow.
    let turn = (to.y - from.y).signum() * ((to.y - from.y).abs() / 2).min(CORNER);
    let path = vec![
        Segment::Line(Point { x: near, y: from.y }),
        Segment::Curve(Point { x: far, y: from.y }, Point { x: far, y: from.y }, Point { x: far, y: from.y + turn }),
        Segment::Line(Point { x: far, y: to.y - turn }),
        Segment::Curve(Point { x: far, y: to.y }, Point { x: far, y: to.y }, Point { x: near, y: to.y }),
        Segment::Line(to),
    ];
    (from, path)
}

/// Through all layers between the two boxes, from left to right.
fn through(weave: &Weave, at: &Coordinates, edge: usize) -> (Point, Vec<Segment>) {
    let thread = &weave.threads[edge];
    let mut path = Vec::new();
    let mut start = Point::default();
    let mut here = Point::default();
    let last = thread.places.len().saturating_sub(1);
    for (step, item) in thread.places.iter().enumerate() {
        let place = &weave.items[*item];
        let link_before = step.checked_sub(1).and_then(|step| thread.links.get(step)).copied();
        let link_after = thread.links.get(step).copied();
        let (begin, end) = at.level[place.layer];
        let rect = box_rect(weave, at, *item);
        if step == 0 {
            start = Point { x: rect.x + rect.w, y: at.y[*item] + link_after.map_or(0, |link| at.ports[link].0) };
            here = Point { x: end, y: start.y };
            path.push(Segment::Line(here));
            continue;
        }
        // Nothing stands in a layer without labels: one bend over both lanes.
        if begin == end && step != last {
            continue;
        }
        let y = at.y[*item] + if step == last { link_before.map_or(0, |link| at.ports[link].1) } else { 0 };
        let enter = Point { x: begin, y };
        if here.y == y {
            path.push(Segment::Line(enter));
        } else {
            let middle = (here.x + begin) / 2;
            path.push(Segment::Curve(Point { x: middle, y: here.y }, Point { x: middle, y }, enter));
        }
        here = Point { x: if step == last { rect.x } else { end }, y };
        path.push(Segment::Line(here));
    }
    (start, path)
}

impl PlacedEdge {
    /// The same line from the other end.
    fn turn(&mut self) {
        let mut points = vec![self.start];
        points.extend(self.path.iter().map(Segment::end));
        let ends = points.iter().rev().skip(1).copied();
        self.path = self
            .path
            .iter()
            .rev()
            .zip(ends)
            .map(|(segment, end)| match segment {
                Segment::Line(_) => Segment::Line(end),
                Segment::Curve(first, second, _) => Segment::Curve(*second, *first, end),
            })
            .collect();
        self.start = points.last().copied().unwrap_or_default();
    }

    /// The line as points, close enough to see what it runs over.
    #[must_use]
    pub fn sampled(&self) -> Vec<Point> {
        let mut points = vec![self.start];
        let mut here = self.start;
        for segment in &self.path {
            if let Segment::Curve(a, b, end) = segment {
                points.extend((1..24).map(|step| cubic(here, *a, *b, *end, step)));
            }
            here = segment.end();
            points.push(here);
        }
        points
    }
}

/// A point of a cubic Bézier curve, `step` of 24.
fn cubic(from: Point, a: Point, b: Point, to: Point, step: i64) -> Point {
    let (t, u) = (step, 24 - step);
    let mix = |from: i32, a: i32, b: i32, to: i32| {
        let sum = i64::from(from) * u * u * u + 3 * i64::from(a) * u * u * t + 3 * i64::from(b) * u * t * t + i64::from(to) * t * t * t;
        i32::try_from(sum / (24 * 24 * 24)).unwrap_or_default()
    };
    Point { x: mix(from.x, a.x, b.x, to.x), y: mix(from.y, a.y, b.y, to.y) }
}

/// Moves the title of each frame along its strip to where no line runs.
fn free_titles(placed: &mut Placed) {
    let lines: Vec<Vec<Point>> = placed.edges.iter().map(PlacedEdge::sampled).collect();
    for cluster in &mut placed.clusters {
        let strip = Rect { w: cluster.rect.w, x: cluster.rect.x, ..cluster.title };
        let mut taken: Vec<(i32, i32)> = Vec::new();
        for (one, two) in lines.iter().flat_map(|line| line.iter().zip(line.iter().skip(1))) {
            let (low, high) = (one.y.min(two.y), one.y.max(two.y));
            let (left, right) = (one.x.min(two.x), one.x.max(two.x));
            if low <= strip.y + strip.h && high >= strip.y && left <= strip.x + strip.w && right >= strip.x {
                taken.push((left - 6, right + 6));
            }
        }
        taken.sort_unstable();
        let mut x = cluster.title.x;
        for (left, right) in taken {
            if right > x && left < x + cluster.title.w {
                x = right;
            }
        }
        if x + cluster.title.w <= cluster.rect.x + cluster.rect.w - 6 {
            cluster.title.x = x;
        }
    }
}

impl Placed {
    /// Moves everything but the headings.
    fn moved(&mut self, dx: i32, dy: i32) {
        let rect = |rect: &mut Rect| {
            rect.x += dx;
            rect.y += dy;
        };
        let point = |point: &mut Point| {
            point.x += dx;
            point.y += dy;
        };
        self.nodes.iter_mut().for_each(|node| rect(&mut node.rect));
        for cluster in &mut self.clusters {
            rect(&mut cluster.rect);
            rect(&mut cluster.title);
        }
        for edge in &mut self.edges {
            point(&mut edge.start);
            edge.label.iter_mut().for_each(rect);
            for segment in &mut edge.path {
                match segment {
                    Segment::Line(end) => point(end),
                    Segment::Curve(a, b, end) => {
                        point(a);
                        point(b);
                        point(end);
                    }
                }
            }
        }
    }
}
