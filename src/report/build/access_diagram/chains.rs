//! Drawing ways that run side by side as one: five actors that each get into a role of their own, and all five roles to one bucket.
//!
//! Boxes have one colour when they are of a kind and their arrows say the same and lead to boxes of the same colours. Those of a colour are drawn as
//! one where that tells no more than is so: each of them is joined to every box of another colour, or to one of its own.

use std::collections::{BTreeMap, BTreeSet};

use super::fold::{self, EQUALS};
use super::sketch::{Arrow, Sketch};
use crate::report::diagram::view::EdgeKind;
use crate::report::words::count;

/// Rounds of colouring; a way of so many steps is told from a longer one.
const ROUNDS: usize = 12;

/// What an arrow says, whether it leads away, and the colour of the box at its other end.
type Tie = (usize, bool, usize);

impl Sketch<'_> {
    /// Draws ways side by side as one; says what was drawn together.
    pub(super) fn fold_chains(&mut self) -> Vec<String> {
        let colours = self.colours();
        let mut groups: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for key in &self.order {
            if let Some(colour) = colours.get(key) {
                groups.entry(*colour).or_default().push(key.clone());
            }
        }
        let ties = self.ties(&colours);
        let folded = foldable(&groups, &ties);
        let mut said = Vec::new();
        let mut moved: BTreeMap<String, String> = BTreeMap::new();
        // Which box of a pair stands for one each of the other.
        let mut owned: Vec<(String, usize)> = Vec::new();
        for colour in &folded {
            let Some(keys) = groups.get(colour) else { continue };
            let before = keys.first().and_then(|key| ties.get(key)).into_iter().flatten().find(|(_, away, other)| !away && folded.contains(other));
            if let (Some((_, _, other)), Some(first)) = (before, keys.first()) {
                owned.push((first.clone(), *other));
            }
            said.extend(self.merge(keys, &mut moved));
        }
        self.redirect(&moved);
        for (key, before) in owned {
            let class = groups.get(&before).and_then(|keys| self.boxes.get(keys.first()?)).map(|b| (b.class, b.count));
            if let (Some((class, many)), Some(found)) = (class, self.boxes.get_mut(&key)) {
                found.full.push(format!("one each for the {}", count(many, fold::word(class))));
                found.notes.push("one each".to_owned());
            }
        }
        said
    }

    /// The colour of each box; the same for boxes that cannot be told apart by anything but their names.
    fn colours(&self) -> BTreeMap<String, usize> {
        let kinds = self.boxes.iter().map(|(key, found)| (key.clone(), (fold::kind(found), found.count)));
        let mut colours = numbered(kinds);
        for _ in 0..ROUNDS {
            let ties = self.ties(&colours);
            let next = numbered(self.boxes.keys().map(|key| (key.clone(), (colours.get(key).copied(), ties.get(key).cloned().unwrap_or_default()))));
            let stable = next.values().max() == colours.values().max();
            colours = next;
            if stable {
                break;
            }
        }
        colours
    }

    /// The arrows of each box, sorted.
    fn ties(&self, colours: &BTreeMap<String, usize>) -> BTreeMap<String, Vec<Tie>> {
        // Of a refused step counts that it is refused: each actor may lack another permission.
        let label = |a: &Arrow| if a.line == EdgeKind::Blocked { String::new() } else { a.labels.join(", ") };
        let says = |a: &Arrow| format!("{:?} {} {} {}", a.line, a.unknown, a.finding.is_some(), label(a));
        let says = numbered(self.arrows.iter().enumerate().map(|(at, arrow)| (at, says(arrow))));
        let mut ties: BTreeMap<String, Vec<Tie>> = BTreeMap::new();
        for (at, arrow) in self.arrows.iter().enumerate() {
            let (Some(says), Some(from), Some(to)) = (says.get(&at), colours.get(&arrow.from), colours.get(&arrow.to)) else { continue };
            ties.entry(arrow.from.clone()).or_default().push((*says, true, *to));
            ties.entry(arrow.to.clone()).or_default().push((*says, false, *from));
        }
        ties.values_mut().for_each(|ties| ties.sort_unstable());
        ties
    }
}

/// Numbers values: equal values have one number.
fn numbered<K: Ord, V: Ord>(values: impl Iterator<Item = (K, V)>) -> BTreeMap<K, usize> {
    let mut of: BTreeMap<V, usize> = BTreeMap::new();
    let number = |(key, value)| {
        let next = of.len();
        (key, *of.entry(value).or_insert(next))
    };
    values.map(number).collect()
}

/// The colours whose boxes can be drawn as one.
fn foldable(groups: &BTreeMap<usize, Vec<String>>, ties: &BTreeMap<String, Vec<Tie>>) -> BTreeSet<usize> {
    let size = |colour: &usize| groups.get(colour).map_or(0, Vec::len);
    let mut folded: BTreeSet<usize> = groups.keys().copied().filter(|c| size(c) >= EQUALS).collect();
    loop {
        let fits = |colour: &usize| {
            let mut degree: BTreeMap<Tie, usize> = BTreeMap::new();
            for tie in groups.get(colour).and_then(|keys| ties.get(keys.first()?)).into_iter().flatten() {
                *degree.entry(*tie).or_default() += 1;
            }
            degree
                .iter()
                .all(|((_, _, other), degree)| *degree == size(other) || (*degree == 1 && size(other) == size(colour) && folded.contains(other)))
        };
        let kept: BTreeSet<usize> = folded.iter().copied().filter(fits).collect();
        if kept.len() == folded.len() {
            return kept;
        }
        folded = kept;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Colours with so many boxes each, and the colours that the boxes of each are tied to, in pairs or all to all.
    fn folded(sizes: &[usize], tied: &[(usize, usize, bool)]) -> Vec<usize> {
        let name = |colour: usize, at: usize| format!("{colour}-{at}");
        let boxes = |colour: usize| 0..sizes.get(colour).copied().unwrap_or_default();
        let groups = (0..sizes.len()).map(|c| (c, boxes(c).map(|at| name(c, at)).collect())).collect();
        let mut ties: BTreeMap<String, Vec<Tie>> = BTreeMap::new();
        for (from, to, pairs) in tied {
            for (one, two) in boxes(*from).flat_map(|one| boxes(*to).map(move |two| (one, two))).filter(|(one, two)| !pairs || one == two) {
                ties.entry(name(*from, one)).or_default().push((0, true, *to));
                ties.entry(name(*to, two)).or_default().push((0, false, *from));
            }
        }
        foldable(&groups, &ties).into_iter().collect()
    }

    #[test]
    fn what_is_drawn_as_one_says_no_more_than_is_so() {
        // Five actors, a role each, one bucket.
        assert_eq!(folded(&[5, 5, 1], &[(0, 1, true), (1, 2, false)]), [0, 1]);
        // Each of three roles gets at both of two buckets: only the roles are many enough, and all are joined to all.
        assert_eq!(folded(&[3, 2], &[(0, 1, false)]), [0]);
        // Two of a kind stay two, and so do the ends of their ways.
        assert!(folded(&[2, 2], &[(0, 1, true)]).is_empty());
    }

    #[test]
    fn half_of_the_others_is_not_all() {
        // Four roles, two of two buckets each: a ring that colours cannot tell apart.
        let groups: BTreeMap<usize, Vec<String>> =
            [(0, (0..4).map(|n| format!("r{n}")).collect()), (1, (0..4).map(|n| format!("b{n}")).collect())].into();
        let ties: BTreeMap<String, Vec<Tie>> =
            groups.iter().flat_map(|(colour, keys)| keys.iter().map(move |key| (key.clone(), vec![(0, *colour == 0, 1 - colour); 2]))).collect();
        assert!(foldable(&groups, &ties).is_empty());
    }
}
