//! Coordinates: heights by the network simplex, widths by adding up layers and the lanes between them.

use super::Rect;
use super::simplex::{self, Gap};
use super::table::Table;
use super::weave::{Part, Thing, Weave};
use crate::report::diagram::font::{self, Weight};
use crate::report::diagram::text;
use crate::report::diagram::view::Diagram;

/// Height of a frame's title strip, and the space inside its other three edges.
pub(super) const TITLE: i32 = 33;
pub(super) const INSIDE: i32 = 12;
/// Space around a frame.
const OUTSIDE: i32 = 14;
/// Margin of the whole drawing.
const MARGIN: i32 = 8;
/// Longest frame title in characters, and its size in pixels.
const TITLE_CHARS: usize = 52;
pub(crate) const TITLE_SIZE: i32 = 11;
/// Width of a lane in which lines bend: least and most.
const LANE: (i32, i32) = (22, 90);
/// Level part of a line at a box.
const STUB: i32 = 12;
/// Distance of two bows.
const SWING: i32 = 7;
/// Distance of two arrows at a box's side.
const PORT: i32 = 10;

/// Where everything is.
#[derive(Debug, Default)]
pub(super) struct Coordinates {
    /// Line of each place.
    pub(super) y: Table<i32>,
    /// Left edge and width of what stands in each layer.
    pub(super) x: Table<(i32, i32)>,
    /// Each layer with the borders of the frames that start or end there: lines are level inside.
    pub(super) level: Table<(i32, i32)>,
    /// Frames that are drawn.
    pub(super) frames: Table<Option<Rect>>,
    /// Offset from a box's line of each link's ends.
    pub(super) ports: Table<(i32, i32)>,
    /// How far a bow swings out of its column's lane, by edge.
    pub(super) swing: Table<i32>,
    pub(super) width: i32,
    pub(super) height: i32,
}

/// The title of a frame as drawn, and its width.
pub(crate) fn title(label: &str) -> (String, i32) {
    let shown = text::ellipsis(label, TITLE_CHARS);
    let width = font::width(&shown, TITLE_SIZE, Weight::Bold);
    (shown, width)
}

/// Finds coordinates.
pub(super) fn coordinates(diagram: &Diagram, weave: &mut Weave) -> Coordinates {
    let ports = ports(weave);
    let heights = heights(diagram, weave, &ports);
    let mut out = Coordinates { ports, ..Coordinates::default() };
    let items = weave.items.len();
    let top = (0..items).map(|item| heights[item + 1] - weave.items[item].up).min().unwrap_or(0);
    let frame_top = |frame: usize| heights[items + 1 + 2 * frame];
    let drawn = |frame: &usize| weave.spans[*frame].layers.is_some();
    let top = (0..weave.spans.len()).filter(drawn).map(frame_top).min().unwrap_or(top).min(top) - MARGIN;
    out.y = (0..items).map(|item| heights[item + 1] - top).collect();
    widths(diagram, weave, &mut out);
    let mut frames: Table<Option<Rect>> = Table::of(weave.spans.len());
    for frame in 0..weave.spans.len() {
        let Some((first, last)) = weave.spans[frame].layers else { continue };
        let (left, right) =
            (out.x[first].0 - INSIDE * depth(weave, frame, first, true), edge(&out, last) + INSIDE * depth(weave, frame, last, false));
        let (y, bottom) = (frame_top(frame) - top, heights[items + 2 + 2 * frame] - top);
        frames[frame] = Some(Rect { x: left, y, w: right - left, h: bottom - y });
    }
    out.frames = frames;
    let lowest = (0..items).map(|item| out.y[item] + weave.items[item].down).max().unwrap_or(0);
    let lowest = out.frames.iter().flatten().map(|frame| frame.y + frame.h).max().unwrap_or(0).max(lowest);
    out.height = lowest + MARGIN;
    out
}

fn edge(coordinates: &Coordinates, layer: usize) -> i32 {
    coordinates.x[layer].0 + coordinates.x[layer].1
}

/// How many frames' borders lie between a frame's border and the boxes at that end: this one and those inside it that end there too.
fn depth(weave: &Weave, frame: usize, layer: usize, left: bool) -> i32 {
    let ends = |at: usize| weave.spans[at].layers.is_some_and(|(first, last)| if left { first == layer } else { last == layer });
    let mut deepest = 0;
    for inner in (0..weave.spans.len()).filter(|inner| ends(*inner)) {
        let mut count = 0;
        let mut at = Some(inner);
        while let Some(here) = at {
            count += 1;
            if here == frame {
                deepest = deepest.max(count);
            }
            at = weave.spans[here].parent;
        }
    }
    deepest
}

/// Spreads the arrows at each side of each box, in the order of their other ends.
fn ports(weave: &mut Weave) -> Table<(i32, i32)> {
    let mut place: Table<usize> = Table::of(weave.items.len());
    for layer in 0..weave.layers {
        for (at, item) in weave.flat(layer).into_iter().enumerate() {
            place[item] = at;
        }
    }
    let mut sides: Table<[Vec<usize>; 2]> = Table::of(weave.items.len());
    for (number, link) in weave.links.iter().enumerate() {
        let [_, right] = &mut sides[link.left];
        right.push(number);
        let [left, _] = &mut sides[link.right];
        left.push(number);
    }
    let mut out: Table<(i32, i32)> = Table::of(weave.links.len());
    for item in 0..weave.items.len() {
        if !matches!(weave.items[item].thing, Thing::Box(_)) {
            continue;
        }
        let height = weave.items[item].up + weave.items[item].down;
        for (side, links) in sides[item].iter().enumerate() {
            let mut links = links.clone();
            links.sort_by_key(|link| {
                let link = weave.links[*link];
                (place[if side == 0 { link.left } else { link.right }], link.edge)
            });
            let count = i32::try_from(links.len()).unwrap_or(i32::MAX);
            let space = ((height - 14) / (count - 1).max(1)).min(PORT);
            for (at, link) in links.into_iter().enumerate() {
                let offset = (2 * i32::try_from(at).unwrap_or(0) - (count - 1)) * space / 2;
                if side == 0 {
                    out[link].1 = offset;
                } else {
                    out[link].0 = offset;
                }
            }
        }
    }
    out
}

/// Lines of the places (from 1) and tops and bottoms of the frames (after them).
fn heights(diagram: &Diagram, weave: &Weave, ports: &Table<(i32, i32)>) -> Table<i32> {
    let (items, frames) = (weave.items.len(), weave.spans.len());
    let item = |at: usize| at + 1;
    let top = |frame: usize| items + 1 + 2 * frame;
    let bottom = |frame: usize| items + 2 + 2 * frame;
    let mut gaps: Vec<Gap> = Vec::new();
    let mut gap = |from: usize, to: usize, least: i32, weight: i64| gaps.push(Gap { from, to, least, weight });
    for at in 0..items {
        gap(0, item(at), weave.items[at].up, 0);
    }
    for frame in 0..frames {
        gap(0, top(frame), 0, 0);
        gap(top(frame), bottom(frame), TITLE + 2 * INSIDE, 6);
    }
    for layer in 0..weave.layers {
        for level in 0..=frames {
            let parts = &weave.parts[layer][level];
            let upper = |part: &Part| match part {
                Part::Item(at) => (item(*at), weave.items[*at].up),
                Part::Cluster(frame) => (top(*frame), 0),
            };
            let lower = |part: &Part| match part {
                Part::Item(at) => (item(*at), weave.items[*at].down),
                Part::Cluster(frame) => (bottom(*frame), 0),
            };
            if level < frames
                && let (Some(first), Some(last)) = (parts.first(), parts.last())
            {
                let (to, extent) = upper(first);
                gap(top(level), to, TITLE + extent, 0);
                let (from, extent) = lower(last);
                gap(from, bottom(level), INSIDE + extent, 0);
            }
            for (one, two) in parts.iter().zip(parts.iter().skip(1)) {
                let ((from, below), (to, above)) = (lower(one), upper(two));
                gap(from, to, below + above + between(weave, *one, *two), 1);
            }
        }
    }
    let mut count = 1 + items + 2 * frames;
    for (number, link) in weave.links.iter().enumerate() {
        let (left, right) = ports[number];
        let weight = weight(diagram, weave, link.left, link.right, link.edge);
        gap(count, item(link.left), (right - left).max(0), weight);
        gap(count, item(link.right), (left - right).max(0), weight);
        count += 1;
    }
    simplex::solve(count, &gaps)
}

/// Free space between two neighbours of a layer.
fn between(weave: &Weave, one: Part, two: Part) -> i32 {
    let thing = |part| match part {
        Part::Item(at) => Some(weave.items[at].thing),
        Part::Cluster(_) => None,
    };
    match (thing(one), thing(two)) {
        (None, _) | (_, None) => OUTSIDE,
        (Some(Thing::Box(_)), Some(Thing::Box(_))) => 16,
        (Some(Thing::Box(_)), _) | (_, Some(Thing::Box(_))) => 8,
        _ => 2,
    }
}

/// How dear it is that a link is not level. Long arrows are to be straight; a label stands level with the box it is next to.
fn weight(diagram: &Diagram, weave: &Weave, left: usize, right: usize, edge: usize) -> i64 {
    if weave.threads[edge].bow {
        return 3;
    }
    let boxed = |at: usize| matches!(weave.items[at].thing, Thing::Box(_));
    let base = match (boxed(left), boxed(right)) {
        (false, false) => 32,
        (false, true) => 16,
        (true, false) => 8,
        (true, true) => 4,
    };
    let finding = diagram.edges.get(edge).is_some_and(|edge| edge.finding.is_some());
    if finding { base * 2 } else { base }
}

/// Adds up layers and lanes.
fn widths(diagram: &Diagram, weave: &mut Weave, out: &mut Coordinates) {
    let mut wide: Table<i32> = Table::of(weave.layers);
    for item in weave.items.iter() {
        wide[item.layer] = wide[item.layer].max(item.width);
    }
    // All boxes of a column are equally wide.
    let boxes = wide.clone();
    for item in 0..weave.items.len() {
        if matches!(weave.items[item].thing, Thing::Box(_)) {
            weave.items[item].width = boxes[weave.items[item].layer];
        }
    }
    let borders = |layer: usize, left: bool| {
        (0..weave.spans.len())
            .map(|frame| {
                let ends = weave.spans[frame].layers.is_some_and(|(first, last)| if left { first == layer } else { last == layer });
                if ends { depth(weave, frame, layer, left) } else { 0 }
            })
            .max()
            .unwrap_or(0)
    };
    let pads: Table<(i32, i32)> = (0..weave.layers)
        .map(|layer| {
            // A level stub at each side of a box, for the arrowhead.
            let stub = if layer % 2 == 0 { STUB } else { 0 };
            (borders(layer, true) * INSIDE + stub, borders(layer, false) * INSIDE + stub)
        })
        .collect();
    let mut lanes = lanes(weave, out, &wide);
    bows(weave, out, &mut lanes);
    // Frames need room for their titles: widen their last column.
    for _ in 0..3 {
        add_up(weave, out, &wide, &pads, &lanes);
        for frame in 0..weave.spans.len() {
            let Some((first, last)) = weave.spans[frame].layers else { continue };
            let inner = edge(out, last) - out.x[first].0 + 2 * INSIDE;
            let need = diagram.clusters.get(frame).map_or(0, |cluster| title(&cluster.label).1 + 2 * INSIDE);
            if need > inner {
                wide[last] += need - inner;
                add_up(weave, out, &wide, &pads, &lanes);
            }
        }
    }
    add_up(weave, out, &wide, &pads, &lanes);
}

fn add_up(weave: &Weave, out: &mut Coordinates, wide: &Table<i32>, pads: &Table<(i32, i32)>, lanes: &Table<i32>) {
    let mut x = MARGIN;
    let mut place = Table::of(weave.layers);
    let mut level = Table::of(weave.layers);
    for layer in 0..weave.layers {
        let (before, after) = pads[layer];
        level[layer] = (x, x + before + wide[layer] + after);
        place[layer] = (x + before, wide[layer]);
        x += before + wide[layer] + after + lanes[layer];
    }
    out.x = place;
    out.level = level;
    out.width = x + MARGIN;
}

/// Width of the lane after each layer: wider where lines have to climb more. A layer of labels without labels has no lane of
/// its own: lines bend once over the lane before it.
fn lanes(weave: &Weave, out: &Coordinates, wide: &Table<i32>) -> Table<i32> {
    let empty = |layer: usize| layer % 2 == 1 && wide[layer] == 0;
    let mut climb: Table<Option<i32>> = Table::of(weave.layers);
    for edge in 0..weave.threads.len() {
        let thread = &weave.threads[edge];
        let mut before: Option<(usize, i32)> = None;
        for (step, place) in thread.places.iter().enumerate() {
            let item = &weave.items[*place];
            if empty(item.layer) && !thread.bow {
                continue;
            }
            let port = |link: Option<&usize>, right: bool| link.map_or(0, |link| if right { out.ports[*link].1 } else { out.ports[*link].0 });
            let link_before = step.checked_sub(1).and_then(|step| thread.links.get(step));
            let y = out.y[*place];
            if let Some((layer, from)) = before {
                let height = (from - y - port(link_before, true)).abs();
                climb[layer] = Some(climb[layer].unwrap_or(0).max(height));
            }
            before = Some((item.layer, y + port(thread.links.get(step), false)));
        }
    }
    let last = weave.layers.saturating_sub(1);
    (0..weave.layers)
        .map(|layer| match climb[layer] {
            _ if empty(layer) => 0,
            Some(height) => (LANE.0 + height / 5).min(LANE.1),
            None if layer < last => LANE.0,
            None => 0,
        })
        .collect()
}

/// Bows of one lane that share a height swing out differently far, short ones less; widens the lanes for them.
fn bows(weave: &Weave, out: &mut Coordinates, lanes: &mut Table<i32>) {
    let mut bows: Vec<(i32, usize, (i32, i32), usize)> = Vec::new();
    for edge in 0..weave.threads.len() {
        let thread = &weave.threads[edge];
        if thread.bow {
            let heights = || thread.places.iter().map(|place| out.y[*place]);
            let (low, high) = (heights().min().unwrap_or(0) - PORT, heights().max().unwrap_or(0) + PORT);
            let layer = thread.places.first().map_or(0, |place| weave.items[*place].layer);
            bows.push((high - low, edge, (low, high), layer));
        }
    }
    bows.sort_unstable();
    let mut swing: Table<i32> = Table::of(weave.threads.len());
    let mut taken: Vec<(usize, i32, (i32, i32))> = Vec::new();
    for (_, edge, (low, high), layer) in bows {
        let mut out = LANE.0;
        // Inner bows are shorter, so a longer one goes around all it shares a height with.
        for (other, far, (from, to)) in &taken {
            if *other == layer && *from < high && low < *to {
                out = out.max(far + SWING);
            }
        }
        taken.push((layer, out, (low, high)));
        swing[edge] = out;
        lanes[layer] = lanes[layer].max(out);
    }
    out.swing = swing;
}

/// Room for the label of an arrow around its place.
pub(super) fn label_rect(weave: &Weave, out: &Coordinates, item: usize) -> Rect {
    let place = &weave.items[item];
    let (x, width) = out.x[place.layer];
    Rect { x: x + (width - place.width) / 2, y: out.y[item] - place.up, w: place.width, h: place.up + place.down }
}
