//! Statements made ready to match: patterns parsed once, variables found, operators understood.

use super::condition::Test;
use super::document::{Actions, Condition, PrincipalPattern, Principals, Resources, Version};
use super::glob::Match;
use super::template::{Style, Template};
use crate::aws::{Action, Arn, Piece, Symbol, SymbolKind, Text};

/// One entry of a principal element, read.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Named {
    /// `*`.
    Everyone,
    /// An account, by its id.
    Account(Text),
    /// An ARN.
    Arn {
        /// As written.
        whole: Text,
        /// Its parts.
        arn: Arn,
    },
    /// A unique id, or nothing that names anybody.
    Other(Text),
    /// A service principal.
    Service(Text),
    /// An identity provider.
    Federated(Text),
    /// A canonical user.
    CanonicalUser(Text),
    /// Known after apply.
    Unknown(Symbol),
}

impl Named {
    fn new(pattern: &PrincipalPattern) -> Self {
        match pattern {
            PrincipalPattern::Everyone => Self::Everyone,
            PrincipalPattern::Service(t) => Self::Service(t.clone()),
            PrincipalPattern::Federated(t) => Self::Federated(t.clone()),
            PrincipalPattern::CanonicalUser(t) => Self::CanonicalUser(t.clone()),
            PrincipalPattern::Unknown(s) => Self::Unknown(*s),
            PrincipalPattern::Aws(text) => match (text.pieces(), Arn::parse(text)) {
                ([Piece::Literal(s)], _) if s.len() == 12 && s.bytes().all(|b| b.is_ascii_digit()) => Self::Account(text.clone()),
                ([Piece::Symbol(s)], _) if s.kind == SymbolKind::Account => Self::Account(text.clone()),
                (_, Ok(arn)) => Self::Arn { whole: text.clone(), arn },
                (_, Err(_)) => Self::Other(text.clone()),
            },
        }
    }
}

/// The matching side of one statement.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Compiled {
    /// Action patterns in lower case.
    pub(super) actions: Vec<Template>,
    /// Whether the actions are those that are not listed.
    pub(super) actions_negated: bool,
    /// Listed principals.
    pub(super) principals: Vec<Named>,
    /// Resource patterns.
    pub(super) resources: Vec<Template>,
    /// One a condition.
    pub(super) tests: Vec<Test>,
}

impl Compiled {
    pub(super) fn new(version: Version, principals: &Principals, actions: &Actions, resources: &Resources, conditions: &[Condition]) -> Self {
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
            principals: match principals {
                Principals::Absent => Vec::new(),
                Principals::Only(list) | Principals::AllBut(list) => list.iter().map(Named::new).collect(),
            },
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
            Piece::Literal(s) => out.push_str(&s.to_ascii_lowercase()),
            Piece::Symbol(s) => out.push_symbol(*s),
        }
    }
    out
}
