//! Coordinates by the network simplex method: whole numbers that keep every distance asked for and make the weighted sum
//! of all distances smallest (Gansner, Koutsofios, North, Vo: *A Technique for Drawing Directed Graphs*, 1993).

use super::table::Table;

/// `value[to] - value[from] >= least`, and the difference costs `weight` a pixel.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Gap {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) least: i32,
    pub(super) weight: i64,
}

/// Above this many unknowns the distances are kept but not made smallest.
const LARGE: usize = 6000;

/// Solves for `count` unknowns. Gaps must not form a cycle; those that do are not kept.
pub(super) fn solve(count: usize, gaps: &[Gap]) -> Table<i32> {
    let gaps: Table<Gap> = gaps.iter().copied().collect();
    let value = longest(count, &gaps);
    if count > LARGE || count == 0 {
        return value;
    }
    let mut state = State::of(count, gaps, value);
    state.span();
    let limit = 4 * count + 200;
    for _ in 0..limit {
        if !state.pivot() {
            break;
        }
    }
    state.value
}

fn longest(count: usize, gaps: &Table<Gap>) -> Table<i32> {
    let mut out: Table<Vec<usize>> = Table::of(count);
    let mut waiting: Table<usize> = Table::of(count);
    for (at, gap) in gaps.iter().enumerate() {
        out[gap.from].push(at);
        waiting[gap.to] += 1;
    }
    let mut value: Table<i32> = Table::of(count);
    let mut ready: Vec<usize> = (0..count).filter(|at| waiting[*at] == 0).collect();
    while let Some(at) = ready.pop() {
        for gap in &out[at] {
            let gap = gaps[*gap];
            value[gap.to] = value[gap.to].max(value[at].saturating_add(gap.least));
            waiting[gap.to] -= 1;
            if waiting[gap.to] == 0 {
                ready.push(gap.to);
            }
        }
    }
    value
}

struct State {
    gaps: Table<Gap>,
    value: Table<i32>,
    /// Gaps at each unknown.
    at: Table<Vec<usize>>,
    in_tree: Table<bool>,
    /// Cost of moving this unknown down by one, gaps to others only.
    pull: Table<i64>,
    /// Tree: order of visit, parent gap, and the last number of the subtree.
    order: Vec<usize>,
    parent: Table<Option<usize>>,
    number: Table<usize>,
    last: Table<usize>,
}

impl State {
    fn of(count: usize, gaps: Table<Gap>, value: Table<i32>) -> Self {
        let mut at: Table<Vec<usize>> = Table::of(count);
        let mut pull: Table<i64> = Table::of(count);
        for (number, gap) in gaps.iter().enumerate() {
            at[gap.from].push(number);
            at[gap.to].push(number);
            pull[gap.to] += gap.weight;
            pull[gap.from] -= gap.weight;
        }
        let in_tree = Table::of(gaps.len());
        Self { in_tree, at, pull, value, gaps, order: Vec::new(), parent: Table::of(count), number: Table::of(count), last: Table::of(count) }
    }

    fn slack(&self, gap: usize) -> i32 {
        let gap = self.gaps[gap];
        self.value[gap.to] - self.value[gap.from] - gap.least
    }

    /// Grows a tree of tight gaps over all unknowns, moving the rest towards it.
    fn span(&mut self) {
        let count = self.value.len();
        let mut reached: Table<bool> = Table::of(count);
        let mut members: Vec<usize> = Vec::new();
        let mut stack = vec![0];
        reached[0] = true;
        loop {
            while let Some(at) = stack.pop() {
                members.push(at);
                for gap in self.at[at].clone() {
                    let other = self.other(gap, at);
                    if !reached[other] && self.slack(gap) == 0 {
                        reached[other] = true;
                        self.in_tree[gap] = true;
                        stack.push(other);
                    }
                }
            }
            let nearest =
                (0..self.gaps.len()).filter(|gap| reached[self.gaps[*gap].from] != reached[self.gaps[*gap].to]).min_by_key(|gap| self.slack(*gap));
            let Some(gap) = nearest else { break };
            let slack = self.slack(gap);
            let (inside, outside, shift) = if reached[self.gaps[gap].from] {
                (self.gaps[gap].from, self.gaps[gap].to, slack)
            } else {
                (self.gaps[gap].to, self.gaps[gap].from, -slack)
            };
            debug_assert!(reached[inside]);
            for member in &members {
                self.value[*member] += shift;
            }
            reached[outside] = true;
            self.in_tree[gap] = true;
            stack.push(outside);
        }
    }

    fn other(&self, gap: usize, end: usize) -> usize {
        let gap = self.gaps[gap];
        if gap.from == end { gap.to } else { gap.from }
    }

    /// Numbers the tree so that a subtree is a range.
    fn walk(&mut self) {
        self.order.clear();
        let mut stack: Vec<(usize, usize)> = vec![(0, 0)];
        self.parent[0] = None;
        self.number[0] = 0;
        self.order.push(0);
        while let Some((at, next)) = stack.pop() {
            let Some(gap) = self.at[at].get(next).copied() else {
                self.last[at] = self.order.len() - 1;
                continue;
            };
            stack.push((at, next + 1));
            if self.in_tree[gap] && self.parent[at] != Some(gap) {
                let child = self.other(gap, at);
                self.parent[child] = Some(gap);
                self.number[child] = self.order.len();
                self.order.push(child);
                stack.push((child, 0));
            }
        }
    }

    /// One exchange of a tree gap; false when the sum is smallest.
    fn pivot(&mut self) -> bool {
        self.walk();
        let mut sum = self.pull.clone();
        let mut worst: Option<(i64, usize, usize)> = None;
        for at in self.order.iter().rev() {
            let Some(gap) = self.parent[*at] else { continue };
            let here = sum[*at];
            let up = self.other(gap, *at);
            sum[up] += here;
            let cut = if self.gaps[gap].to == *at { here } else { -here };
            if cut < 0 && worst.is_none_or(|(least, ..)| cut < least) {
                worst = Some((cut, gap, *at));
            }
        }
        let Some((_, leaving, top)) = worst else { return false };
        let (first, last) = (self.number[top], self.last[top]);
        let below = |state: &Self, at: usize| first <= state.number[at] && state.number[at] <= last;
        // The subtree moves away from the leaving gap's other end until another gap becomes tight.
        let moves_down = self.gaps[leaving].to == top;
        let mut entering: Option<(i32, usize)> = None;
        for gap in 0..self.gaps.len() {
            let ends = self.gaps[gap];
            let (from, to) = (below(self, ends.from), below(self, ends.to));
            let stops = if moves_down { from && !to } else { to && !from };
            if stops && entering.is_none_or(|(least, _)| self.slack(gap) < least) {
                entering = Some((self.slack(gap), gap));
            }
        }
        let Some((slack, entering)) = entering else { return false };
        let shift = if moves_down { slack } else { -slack };
        for at in self.order.get(first..=last).unwrap_or_default() {
            self.value[*at] += shift;
        }
        self.in_tree[leaving] = false;
        self.in_tree[entering] = true;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gap(from: usize, to: usize, least: i32, weight: i64) -> Gap {
        Gap { from, to, least, weight }
    }

    #[test]
    fn pulls_towards_the_heavier_neighbour() {
        // 0 above 1 by 10; 2 is drawn to 1 with weight 5 and to 0 with weight 1, by way of a helper each.
        let gaps = [gap(0, 1, 10, 1), gap(3, 0, 0, 1), gap(3, 2, 0, 1), gap(4, 1, 0, 5), gap(4, 2, 0, 5)];
        let value = solve(5, &gaps);
        assert_eq!(value[1] - value[0], 10);
        assert_eq!(value[2], value[1]);
        assert!(gaps.iter().all(|gap| value[gap.to] - value[gap.from] >= gap.least));
    }

    #[test]
    fn nothing_to_solve() {
        assert_eq!(solve(0, &[]).len(), 0);
    }
}
