//! What a rule is, and what it looks at.

use super::{Finding, Severity};
use crate::graph::AccessGraph;
use crate::model::{Inventory, Review};
use crate::trace::{ClaimResult, Group, Reviewed, Trace};

/// A whole analysed world.
#[derive(Clone, Copy, Debug)]
pub struct Analysis<'a> {
    /// What exists.
    pub inventory: &'a Inventory,
    /// What the user says.
    pub review: &'a Review,
    /// Who can get where.
    pub graph: &'a AccessGraph,
    /// Each vendor actor to each store, key and `admin` that it reaches, may reach, or (named datasets) never reaches.
    pub traces: &'a [Trace],
    /// Vendors and other outsiders, also those that reach nothing.
    pub groups: &'a [Group],
    /// Judged claims.
    pub claims: &'a [ClaimResult],
    /// Network paths of Kafka clusters.
    pub paths: &'a [crate::trace::Path],
    /// Today as `YYYY-MM-DD`, from the command line room: only for expiry of accepted findings and evidence.
    pub today: &'a str,
}

impl<'a> Analysis<'a> {
    /// A world that was reviewed, seen on a day.
    pub fn of(inventory: &'a Inventory, review: &'a Review, reviewed: &'a Reviewed, today: &'a str) -> Self {
        let Reviewed { graph, groups, traces, claims, paths } = reviewed;
        Self { inventory, review, graph, traces, groups, claims, paths, today }
    }
}

/// One rule: a file of its own.
#[derive(Debug)]
pub struct Rule {
    /// Kebab-case id, equal to the file name; reads as "allow ⟨id⟩".
    pub id: &'static str,
    /// One line.
    pub title: &'static str,
    /// The usual severity.
    pub severity: Severity,
    /// Version that brought it.
    pub since: &'static str,
    /// Controls it gives evidence for, with the catalogue's version: `NIST 800-53 r5 AC-6`.
    pub controls: &'static [&'static str],
    /// Markdown with the sections *What it finds*, *Why it matters*, *How to fix it*, *Limits*.
    pub docs: &'static str,
    /// The check. Pure.
    pub check: fn(&Analysis<'_>) -> Vec<Finding>,
}
