//! The outcome for one principal: a set of targets for each group of actions.

use std::sync::Arc;

use fixedbitset::FixedBitSet;

/// What one principal could do.
#[derive(Clone, Debug)]
pub struct Candidates {
    rows: Vec<FixedBitSet>,
    spare: Vec<FixedBitSet>,
    /// Where each target is in the rows.
    places: Arc<[usize]>,
}

impl Candidates {
    pub(super) fn new(groups: usize, places: Arc<[usize]>) -> Self {
        let rows = vec![FixedBitSet::with_capacity(places.len()); groups];
        Self { spare: rows.clone(), rows, places }
    }

    /// Whether some action of the group might be allowed on the target; `false` is final.
    pub fn may(&self, group: usize, target: usize) -> bool {
        self.places.get(target).zip(self.rows.get(group)).is_some_and(|(place, row)| row.contains(*place))
    }

    /// How many pairs of group and target there are.
    pub fn count(&self) -> usize {
        self.rows.iter().map(|r| r.count_ones(..)).sum()
    }

    /// The targets of a group, in the order they were given.
    pub fn targets(&self, group: usize) -> impl Iterator<Item = usize> + '_ {
        let row = self.rows.get(group);
        self.places.iter().enumerate().filter(move |(_, place)| row.is_some_and(|r| r.contains(**place))).map(|(target, _)| target)
    }

    pub(super) fn clear(&mut self) {
        self.rows.iter_mut().for_each(FixedBitSet::clear);
    }

    pub(super) fn fill(&mut self) {
        self.rows.iter_mut().for_each(|r| r.insert_range(..));
    }

    pub(super) fn add(&mut self, group: usize, targets: &FixedBitSet) {
        if let Some(row) = self.rows.get_mut(group) {
            row.union_with(targets);
        }
    }

    pub(super) fn insert(&mut self, group: usize, place: usize) {
        if let Some(row) = self.rows.get_mut(group) {
            row.insert(place);
        }
    }

    pub(super) fn remove(&mut self, group: usize, targets: &FixedBitSet) {
        if let Some(row) = self.rows.get_mut(group) {
            row.difference_with(targets);
        }
    }

    /// Keeps what is in the rows that `fill` makes, too.
    pub(super) fn limit(&mut self, fill: impl FnOnce(&mut Self)) {
        std::mem::swap(&mut self.rows, &mut self.spare);
        self.clear();
        fill(self);
        self.rows.iter_mut().zip(&self.spare).for_each(|(row, before)| row.intersect_with(before));
    }
}
