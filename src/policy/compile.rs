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
    pub(super) fn new(pattern: &PrincipalPattern) -> Self {
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
    actions: Patterns,
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
            actions: Patterns::new(listed.iter().map(|t| Template::new(&lower(t), Version::V2008, Style::Like))),
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
        let out = self.actions.matches(action);
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

/// Action patterns by what they begin with, so that those of other services cost next to nothing.
#[derive(Clone, Debug, PartialEq)]
struct Patterns {
    /// Patterns that begin with 16 plain bytes or more, by these.
    long: Vec<(u128, Template)>,
    /// All others.
    short: Vec<Short>,
}

/// A pattern of which less than 16 bytes at the start are plain.
#[derive(Clone, Debug, PartialEq)]
struct Short {
    start: u128,
    /// Which of the 16 bytes these are.
    mask: u128,
    rest: Rest,
}

#[derive(Clone, Debug, PartialEq)]
enum Rest {
    /// `*`.
    Anything,
    /// Nothing: the length of the pattern.
    End(usize),
    /// To be looked at.
    Pattern(Template),
}

/// How many bytes are looked at in one go: what [`Action::start`] holds.
const AT_ONCE: usize = 16;

impl Patterns {
    fn new(templates: impl Iterator<Item = Template>) -> Self {
        let mut out = Self { long: Vec::new(), short: Vec::new() };
        for template in templates {
            let begin = template.plain_start();
            let (mut start, mut mask) = ([0; AT_ONCE], [0; AT_ONCE]);
            for ((s, m), byte) in start.iter_mut().zip(&mut mask).zip(begin.bytes()) {
                (*s, *m) = (byte, u8::MAX);
            }
            let (start, mask) = (u128::from_be_bytes(start), u128::from_be_bytes(mask));
            if begin.len() >= AT_ONCE {
                out.long.push((start, template));
            } else {
                let rest = match () {
                    // A zero would be taken for the end of an action.
                    () if begin.contains('\0') => Rest::Pattern(template),
                    () if template.is_prefix() || template.is_everything() => Rest::Anything,
                    () if template.is_exact() => Rest::End(begin.len()),
                    () => Rest::Pattern(template),
                };
                out.short.push(Short { start, mask, rest });
            }
        }
        out.long.sort_by_key(|(start, _)| *start);
        out
    }

    fn matches(&self, action: &Action) -> Match {
        let own = action.start();
        let from = self.long.partition_point(|(start, _)| *start < own);
        let long = self.long.iter().skip(from).take_while(|(start, _)| *start == own).map(|(_, t)| t);
        let mut out = Match::No;
        let short = self.short.iter().filter(|s| own & s.mask == s.start).map(|s| match &s.rest {
            Rest::Anything => Match::Yes,
            Rest::End(length) if *length == action.folded().len() => Match::Yes,
            Rest::End(_) => Match::No,
            Rest::Pattern(template) => template.matches_str(action.folded()),
        });
        for outcome in short.chain(long.map(|t| t.matches_str(action.folded()))) {
            match outcome {
                Match::Yes => return Match::Yes,
                Match::No | Match::NotOwn => {}
                maybe => out = maybe,
            }
        }
        out
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;

    use super::*;
    use crate::aws::wildcard;

    proptest! {
        /// Whatever is told from the first bytes is what the pattern says.
        #[test]
        fn patterns_by_their_beginning_match_what_they_match(
            patterns in proptest::collection::vec("(s3|sqs|dynamodb):[ab*?\\x00]{0,12}|[*?s3:]{1,4}", 0..6),
            service in "s3|sqs|dynamodb",
            name in "[ab\\x00]{1,12}",
        ) {
            let action = Action::parse(&format!("{service}:{name}")).unwrap();
            let compiled = Patterns::new(patterns.iter().map(|p| Template::new(&p.as_str().into(), Version::V2008, Style::Like)));
            let expected = patterns.iter().any(|p| wildcard::matches(p, action.folded()));
            prop_assert_eq!(compiled.matches(&action) == Match::Yes, expected, "{:?} {:?}", patterns, action);
        }
    }
}
