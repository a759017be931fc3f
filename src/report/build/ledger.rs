//! The report's evidence while it is written: what arrows rest on, by id.

use std::collections::BTreeMap;

use crate::report::view::{Evidence, Origin};

/// Evidence in order of its ids.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    entries: Vec<Evidence>,
    facts: BTreeMap<(String, Origin), String>,
}

impl Ledger {
    pub(super) fn new(entries: Vec<Evidence>) -> Self {
        Self { entries, facts: BTreeMap::new() }
    }

    /// The id of a fact that is stated at a place; the same fact has one id.
    pub(super) fn fact(&mut self, text: &str, origin: &Origin) -> String {
        let next = format!("E-{:03}", self.entries.len() + 1);
        let id = self.facts.entry((text.to_owned(), origin.clone())).or_insert_with(|| next.clone()).clone();
        if id == next {
            self.entries.push(Evidence { id: next, text: text.to_owned(), statements: Vec::new(), origins: vec![origin.clone()] });
        }
        id
    }

    pub(super) fn finish(self) -> Vec<Evidence> {
        self.entries
    }
}
