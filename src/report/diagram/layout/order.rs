//! The order of places within each layer: barycentre sweeps, then exchanges of neighbours, then of neighbouring frames.
//! The order with the fewest crossings seen wins.

use super::table::Table;
use super::weave::{Part, Weave};

/// Sweeps over all layers, forth and back counting as one.
const SWEEPS: usize = 12;
/// Above this many links, sweeps only.
const LARGE: usize = 3000;
/// Most exchanges of frames tried.
const FRAME_TRIES: usize = 40;
/// Places and frames looked at in all tries together.
const WORK: usize = 60_000;

/// Orders the layers.
pub(super) fn untangle(weave: &mut Weave) {
    let by_layer = links_by_layer(weave);
    let mut best = sweep_all(weave, &by_layer);
    if weave.links.len() > LARGE {
        return;
    }
    let size = weave.items.len() + weave.spans.len() * weave.layers + 1;
    let most = FRAME_TRIES.min(WORK / size);
    let mut tries = 0;
    let mut improved = true;
    while improved && tries < most {
        improved = false;
        for (one, two) in neighbours(weave) {
            if tries >= most || best == 0 {
                return;
            }
            tries += 1;
            let (order, parts) = (weave.cluster_order.clone(), weave.parts.clone());
            let other = weave.cluster_order[one];
            weave.cluster_order[one] = weave.cluster_order[two];
            weave.cluster_order[two] = other;
            let crossings = sweep_all(weave, &by_layer);
            if crossings < best {
                best = crossings;
                improved = true;
            } else {
                weave.cluster_order = order;
                weave.parts = parts;
            }
        }
    }
}

/// Pairs of sibling frames that stand one above the other and may be exchanged.
fn neighbours(weave: &Weave) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let count = weave.spans.len();
    for one in 0..count {
        for two in 0..count {
            let (a, b) = (&weave.spans[one], &weave.spans[two]);
            let share = (0..weave.layers).any(|layer| a.covers(layer) && b.covers(layer));
            if weave.cluster_order[one] < weave.cluster_order[two] && a.parent == b.parent && share && !(a.fixed && b.fixed) {
                out.push((one, two));
            }
        }
    }
    out
}

fn links_by_layer(weave: &Weave) -> Table<Vec<(usize, usize)>> {
    let mut out: Table<Vec<(usize, usize)>> = Table::of(weave.layers);
    for link in weave.links.iter() {
        out[weave.items[link.left].layer].push((link.left, link.right));
    }
    out
}

/// Sweeps until nothing gets better; leaves the best order in place and gives its crossings.
fn sweep_all(weave: &mut Weave, links: &Table<Vec<(usize, usize)>>) -> u64 {
    let mut best = u64::MAX;
    let mut kept = weave.parts.clone();
    let mut place = places(weave);
    for round in 0..SWEEPS {
        for layer in 0..weave.layers {
            arrange(weave, &mut place, layer, true);
        }
        keep(weave, links, &mut place, &mut best, &mut kept);
        for layer in (0..weave.layers).rev() {
            arrange(weave, &mut place, layer, false);
        }
        keep(weave, links, &mut place, &mut best, &mut kept);
        if best == 0 || (weave.links.len() > LARGE && round > 2) {
            break;
        }
    }
    weave.parts = kept;
    best
}

fn keep(weave: &mut Weave, links: &Table<Vec<(usize, usize)>>, place: &mut Table<usize>, best: &mut u64, kept: &mut Table<Table<Vec<Part>>>) {
    if weave.links.len() <= LARGE {
        exchange(weave, place);
    }
    let now: u64 = links.iter().map(|links| crossings(links, place)).sum();
    if now < *best {
        *best = now;
        kept.clone_from(&weave.parts);
    }
}

fn places(weave: &Weave) -> Table<usize> {
    let mut place = Table::of(weave.items.len());
    for layer in 0..weave.layers {
        number(weave, layer, &mut place);
    }
    place
}

fn number(weave: &Weave, layer: usize, place: &mut Table<usize>) {
    for (at, item) in weave.flat(layer).into_iter().enumerate() {
        place[item] = at;
    }
}

/// Orders one layer by the mean place of the neighbours on one side.
fn arrange(weave: &mut Weave, place: &mut Table<usize>, layer: usize, from_left: bool) {
    let none = weave.spans.len();
    let flat = weave.flat(layer);
    // Sum and count for each frame; places in thousandths.
    let mut of_item: Vec<(usize, u64)> = Vec::with_capacity(flat.len());
    let mut of_frame: Table<(u64, u64)> = Table::of(none);
    for item in &flat {
        let near = if from_left { &weave.items[*item].left } else { &weave.items[*item].right };
        let sum: usize = near.iter().map(|other| place[*other]).sum();
        let mean = if near.is_empty() { scaled(weave, place, *item, layer, from_left, flat.len()) } else { (sum * 1000 / near.len()) as u64 };
        of_item.push((*item, mean));
        let mut at = weave.items[*item].home;
        while let Some(frame) = at {
            of_frame[frame].0 += mean;
            of_frame[frame].1 += 1;
            at = weave.spans[frame].parent;
        }
    }
    let mut mean: Table<u64> = Table::of(weave.items.len());
    for (item, value) in of_item {
        mean[item] = value;
    }
    for level in 0..=none {
        let parts = std::mem::take(&mut weave.parts[layer][level]);
        if parts.is_empty() {
            continue;
        }
        let mut items: Vec<usize> = parts.iter().filter_map(|part| if let Part::Item(item) = part { Some(*item) } else { None }).collect();
        let mut frames: Vec<usize> = parts.iter().filter_map(|part| if let Part::Cluster(frame) = part { Some(*frame) } else { None }).collect();
        items.sort_by_key(|item| mean[*item]);
        frames.sort_by_key(|frame| weave.cluster_order[*frame]);
        weave.parts[layer][level] = merge(&items, &frames, &mean, &of_frame);
    }
    number(weave, layer, place);
}

/// Where an item without neighbours on this side stays: its own place, in the scale of the other layer.
fn scaled(weave: &Weave, place: &Table<usize>, item: usize, layer: usize, from_left: bool, here: usize) -> u64 {
    let other = if from_left { layer.wrapping_sub(1) } else { layer + 1 };
    let there = if other < weave.layers { weave.flat(other).len().max(1) } else { here };
    (place[item] * 1000 * there / here.max(1)) as u64
}

/// Items by their mean among frames in their fixed order; frames that would stand the wrong way round share a mean.
fn merge(items: &[usize], frames: &[usize], mean: &Table<u64>, of_frame: &Table<(u64, u64)>) -> Vec<Part> {
    let mut blocks: Vec<(u64, u64, Vec<usize>)> = Vec::new();
    for frame in frames {
        let (sum, count) = of_frame[*frame];
        blocks.push((sum, count, vec![*frame]));
        while let [.., before, last] = blocks.as_slice() {
            // An empty frame has no wish of its own.
            if last.1 != 0 && (before.1 == 0 || before.0 * last.1 <= last.0 * before.1) {
                break;
            }
            if let Some((sum, count, mut members)) = blocks.pop()
                && let Some(into) = blocks.last_mut()
            {
                into.0 += sum;
                into.1 += count;
                into.2.append(&mut members);
            }
        }
    }
    let mut out = Vec::with_capacity(items.len() + frames.len());
    let mut items = items.iter().peekable();
    for (sum, count, members) in blocks {
        while let Some(item) = items.next_if(|item| count > 0 && mean[**item] * count < sum) {
            out.push(Part::Item(*item));
        }
        out.extend(members.into_iter().map(Part::Cluster));
    }
    out.extend(items.map(|item| Part::Item(*item)));
    out
}

/// Exchanges neighbours of one level while that takes crossings away.
fn exchange(weave: &mut Weave, place: &mut Table<usize>) {
    for _ in 0..8 {
        let mut changed = false;
        for layer in 0..weave.layers {
            for level in 0..=weave.spans.len() {
                for at in 1..weave.parts[layer][level].len() {
                    let pair = weave.parts[layer][level].get(at - 1).copied().zip(weave.parts[layer][level].get(at).copied());
                    let Some((Part::Item(above), Part::Item(below))) = pair else { continue };
                    if gain(weave, place, above, below) > 0 {
                        weave.parts[layer][level].swap(at - 1, at);
                        let spot = place[above];
                        place[above] = place[below];
                        place[below] = spot;
                        changed = true;
                    }
                }
            }
        }
        if !changed {
            break;
        }
    }
}

/// Crossings that exchanging two neighbours takes away.
fn gain(weave: &Weave, place: &Table<usize>, above: usize, below: usize) -> i64 {
    let (a, b) = (&weave.items[above], &weave.items[below]);
    let mut gain = 0;
    for (upper, lower) in [(&a.left, &b.left), (&a.right, &b.right)] {
        for x in upper {
            for y in lower {
                gain += match place[*x].cmp(&place[*y]) {
                    std::cmp::Ordering::Greater => 1,
                    std::cmp::Ordering::Less => -1,
                    std::cmp::Ordering::Equal => 0,
                };
            }
        }
    }
    gain
}

/// Crossings between two layers, counted with a binary indexed tree.
fn crossings(links: &[(usize, usize)], place: &Table<usize>) -> u64 {
    let mut pairs: Vec<(usize, usize)> = links.iter().map(|(left, right)| (place[*left], place[*right])).collect();
    pairs.sort_unstable();
    let size = pairs.iter().map(|(_, right)| right + 1).max().unwrap_or(0);
    let mut tree: Table<u64> = Table::of(size + 1);
    let mut count = 0;
    for (before, (_, right)) in pairs.iter().enumerate() {
        let mut at = right + 1;
        let mut not_below = 0;
        while at > 0 {
            not_below += tree[at];
            at &= at - 1;
        }
        count += before as u64 - not_below;
        let mut at = right + 1;
        while at <= size {
            tree[at] += 1;
            at += at & at.wrapping_neg();
        }
    }
    count
}
