//! A vector whose index never panics.

use std::ops::{Index, IndexMut};

/// Rows reached by numbers that this module hands out itself. Reading outside gives the default, writing outside is lost:
/// a slip would spoil a picture, never stop the program.
#[derive(Debug, Clone, Default)]
pub(super) struct Table<T> {
    rows: Vec<T>,
    spare: T,
}

impl<T: Clone + Default> Table<T> {
    /// `count` default rows.
    pub(super) fn of(count: usize) -> Self {
        Self { rows: vec![T::default(); count], spare: T::default() }
    }

    /// Adds a row and gives its number.
    pub(super) fn push(&mut self, row: T) -> usize {
        self.rows.push(row);
        self.rows.len() - 1
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn iter(&self) -> std::slice::Iter<'_, T> {
        self.rows.iter()
    }
}

impl<T: Default> FromIterator<T> for Table<T> {
    fn from_iter<I: IntoIterator<Item = T>>(rows: I) -> Self {
        Self { rows: rows.into_iter().collect(), spare: T::default() }
    }
}

impl<T> Index<usize> for Table<T> {
    type Output = T;

    fn index(&self, at: usize) -> &T {
        self.rows.get(at).unwrap_or(&self.spare)
    }
}

impl<T> IndexMut<usize> for Table<T> {
    fn index_mut(&mut self, at: usize) -> &mut T {
        self.rows.get_mut(at).unwrap_or(&mut self.spare)
    }
}
