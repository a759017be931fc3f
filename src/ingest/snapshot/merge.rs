//! The same thing in several accounts' files: its owner's record counts.

use std::collections::HashMap;

/// Things by key, in the order in which they are first seen.
#[derive(Debug)]
pub(super) struct Merged<T> {
    list: Vec<T>,
    places: HashMap<String, (usize, bool)>,
}

impl<T> Default for Merged<T> {
    fn default() -> Self {
        Self { list: Vec::new(), places: HashMap::new() }
    }
}

impl<T> Merged<T> {
    /// Adds a thing; `own` when the file is of the account that owns it.
    pub(super) fn add(&mut self, key: &str, own: bool, thing: T) {
        match self.places.get_mut(key) {
            None => {
                self.places.insert(key.to_owned(), (self.list.len(), own));
                self.list.push(thing);
            }
            Some((place, before)) if own && !*before => {
                *before = true;
                if let Some(old) = self.list.get_mut(*place) {
                    *old = thing;
                }
            }
            Some(_) => {}
        }
    }

    pub(super) fn get_mut(&mut self, key: &str) -> Option<&mut T> {
        self.places.get(key).and_then(|(place, _)| self.list.get_mut(*place))
    }

    pub(super) fn list(&self) -> &[T] {
        &self.list
    }

    pub(super) fn list_mut(&mut self) -> &mut [T] {
        &mut self.list
    }

    pub(super) fn into_list(self) -> Vec<T> {
        self.list
    }
}
