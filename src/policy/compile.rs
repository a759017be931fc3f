//! Statements made ready to match: patterns parsed once, variables found, operators understood.

use super::condition::Test;
use super::document::{Actions, Condition, Resources, Version};
use super::glob::Match;
use super::template::{Style, Template};
use crate::aws::{Action, Text};

/// The matching side of one statement.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Compiled {
    /// Action patterns in lower case.
    pub(super) actions: Vec<Template>,
    /// Whether the actions are those that are not listed.
    pub(super) actions_negated: bool,
    /// Resource patterns.
    pub(super) resources: Vec<Template>,
    /// One a condition.
    pub(super) tests: Vec<Test>,
}

impl Compiled {
    pub(super) fn new(version: Version, actions: &Actions, resources: &Resources, conditions: &[Condition]) -> Self {
        let (listed, actions_negated) = match actions {
            Actions::Only(list) => (list, false),
            Actions::AllBut(list) => (list, true),
        };
        let resources = match resources {
            Resources::Absent => &[][..],
            Resources::Only(list) | Resources::AllBut(list) => list,
        };
        Self {
            actions: listed.iter().map(|t| Template::new(&lower(t), Version::V2008, Style::Like)).collect(),
            actions_negated,
            resources: resources.iter().map(|t| Template::new(t, version, Style::Resource)).collect(),
            tests: conditions.iter().map(|c| Test::new(c, version)).collect(),
        }
    }

    /// How the action element matches, before negation of a `NotAction` is undone.
    pub(super) fn action(&self, action: &Action) -> Match {
        let mut out = Match::No;
        for pattern in &self.actions {
            match pattern.matches_str(action.folded()) {
                Match::Yes => {
                    out = Match::Yes;
                    break;
                }
                Match::No | Match::NotOwn => {}
                maybe => out = maybe,
            }
        }
        match (out, self.actions_negated) {
            (Match::Yes, true) => Match::No,
            (Match::No, true) => Match::Yes,
            (other, _) => other,
        }
    }

    /// Whether the statement may be about the action.
    pub(super) fn may_be_about(&self, action: &Action) -> bool {
        self.action(action) != Match::No
    }
}

fn lower(text: &Text) -> Text {
    let mut out = Text::new();
    for piece in text.pieces() {
        match piece {
            crate::aws::Piece::Literal(s) => out.push_str(&s.to_ascii_lowercase()),
            crate::aws::Piece::Symbol(s) => out.push_symbol(*s),
        }
    }
    out
}
