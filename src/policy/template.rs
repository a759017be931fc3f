//! Patterns as policies write them: wildcards, policy variables with defaults, escapes.
//!
//! Source: "IAM policy elements: Variables and tags". A value put in for a variable is literal: its own `*` is no wildcard.

use std::borrow::Cow;

use super::context::{Env, Seen};
use super::document::Version;
use super::glob::{Match, Token, compare, fold, letters, matches_str};
use crate::aws::reference::condition_keys;
use crate::aws::{Piece, Symbol, SymbolKind, Text};

/// What wildcards mean and how characters are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// No wildcards (`StringEquals`).
    Exact,
    /// No wildcards, any case (`StringEqualsIgnoreCase`).
    AnyCase,
    /// Wildcards take any character (`StringLike`, actions).
    Like,
    /// Wildcards stay inside one of the first five components (ARN operators).
    Arn,
    /// The same, and variables only after the fifth colon (`Resource`).
    Resource,
}

#[derive(Clone, Debug, PartialEq)]
enum Part {
    Token(Token),
    Variable { key: Box<str>, default: Option<Box<str>> },
}

/// A parsed pattern.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Template {
    parts: Parts,
    style: Style,
    /// Fewer than six components: a shortened ARN, `*`, or no ARN at all.
    pub(super) short: bool,
    /// [`run_over`] has another reading of it.
    saves: bool,
}

#[derive(Clone, Debug, PartialEq)]
enum Parts {
    /// `*` alone.
    Everything,
    /// Plain characters.
    Exact(Box<str>),
    /// Plain characters, then `*`.
    Prefix(Box<str>, Box<[Token]>),
    /// No variables.
    Fixed(Box<[Token]>),
    /// Variables.
    Open(Box<[Part]>),
}

/// A template with its variables put in.
pub(super) enum Resolved<'a> {
    /// The pattern.
    Tokens(Cow<'a, [Token]>),
    /// A variable has no value: matches nothing.
    Unset,
    /// This key is open.
    Open(&'a str),
}

impl Template {
    pub(super) fn new(text: &Text, version: Version, style: Style) -> Self {
        let mut parts = Vec::new();
        scan(text, version, style, &mut parts);
        let colons = parts.iter().filter(|p| matches!(p, Part::Token(Token::Char(':')))).count();
        let short = colons < 5;
        if !short && matches!(style, Style::Arn | Style::Resource) {
            confine(&mut parts);
        }
        if style == Style::Resource && !short {
            variables_late_only(&mut parts);
        }
        let fixed: Option<Box<[Token]>> = parts
            .iter()
            .map(|p| match p {
                Part::Token(t) => Some(*t),
                Part::Variable { .. } => None,
            })
            .collect();
        let plain = |tokens: &[Token]| {
            tokens
                .iter()
                .map(|t| match t {
                    Token::Char(c) => Some(*c),
                    _ => None,
                })
                .collect::<Option<String>>()
        };
        let saves = style == Style::Resource && fixed.as_deref().is_some_and(|tokens| run_over(tokens).is_some());
        let parts = match fixed {
            None => Parts::Open(parts.into()),
            Some(tokens) => match tokens.split_last() {
                Some((Token::Many { colon: true }, [])) => Parts::Everything,
                Some((Token::Many { colon: true }, init)) if plain(init).is_some() => {
                    let prefix = plain(init).unwrap_or_default().into();
                    Parts::Prefix(prefix, tokens)
                }
                _ => match plain(&tokens) {
                    Some(s) => Parts::Exact(s.into()),
                    None => Parts::Fixed(tokens),
                },
            },
        };
        Self { parts, style, short, saves }
    }

    /// Whether plain characters match when a `*` that ends a component runs over colons.
    pub(super) fn may_run_over(&self, s: &str) -> bool {
        let Parts::Fixed(tokens) = &self.parts else { return false };
        self.saves && run_over(tokens).is_some_and(|tokens| matches_str(&tokens, s))
    }

    /// Whether the pattern is `*` alone.
    pub(super) fn is_everything(&self) -> bool {
        matches!(self.parts, Parts::Everything)
    }

    /// The key, when the template is one variable and nothing else.
    pub(super) fn lone_variable(&self) -> Option<&str> {
        match &self.parts {
            Parts::Open(parts) => match &**parts {
                [Part::Variable { key, default: None }] => Some(key),
                _ => None,
            },
            _ => None,
        }
    }

    /// Compares with plain characters; variables match nothing here.
    pub(super) fn matches_str(&self, s: &str) -> Match {
        let plain = |b: bool| if b { Match::Yes } else { Match::No };
        match &self.parts {
            Parts::Everything => Match::Yes,
            Parts::Exact(e) => plain(**e == *s),
            Parts::Prefix(p, _) => plain(s.starts_with(&**p)),
            Parts::Fixed(tokens) => matches_tokens(tokens, self.confined(), s),
            Parts::Open(_) => Match::No,
        }
    }

    /// Whether the pattern is plain characters and then `*`.
    pub(super) fn is_prefix(&self) -> bool {
        matches!(self.parts, Parts::Prefix(..))
    }

    /// Whether the pattern is plain characters.
    pub(super) fn is_exact(&self) -> bool {
        matches!(self.parts, Parts::Exact(_))
    }

    /// What every match begins with, as far as that is plain.
    pub(super) fn plain_start(&self) -> String {
        let plain = |t: Token| if let Token::Char(c) = t { Some(c) } else { None };
        match &self.parts {
            Parts::Everything => String::new(),
            Parts::Exact(s) | Parts::Prefix(s, _) => s.to_string(),
            Parts::Fixed(tokens) => tokens.iter().map_while(|t| plain(*t)).collect(),
            Parts::Open(parts) => parts.iter().map_while(|p| if let Part::Token(t) = p { plain(*t) } else { None }).collect(),
        }
    }

    pub(super) fn has_variables(&self) -> bool {
        matches!(self.parts, Parts::Open(_))
    }

    /// Whether wildcards stay inside their component.
    pub(super) fn confined(&self) -> bool {
        !self.short && matches!(self.style, Style::Arn | Style::Resource)
    }

    /// The pattern with this environment's values.
    pub(super) fn resolve(&self, env: &Env<'_>) -> Resolved<'_> {
        match &self.parts {
            Parts::Everything => Resolved::Tokens(Cow::Borrowed(&[Token::Many { colon: true }])),
            Parts::Exact(s) => Resolved::Tokens(Cow::Owned(s.chars().map(Token::Char).collect())),
            Parts::Prefix(_, tokens) | Parts::Fixed(tokens) => Resolved::Tokens(Cow::Borrowed(tokens)),
            Parts::Open(parts) => {
                let mut out = Vec::new();
                let mut open = None;
                for part in parts {
                    match part {
                        Part::Token(t) => out.push(*t),
                        Part::Variable { key, default } => match (env.seen(key), default) {
                            (Seen::One(value), _) => out.extend(letters(value).into_iter().map(|t| self.folded(t))),
                            // Rule 50.
                            (Seen::Open, _) if condition_keys::facts(key).is_some_and(|k| k.multivalued) => return Resolved::Unset,
                            (Seen::Open, _) => open = open.or(Some(&**key)),
                            (Seen::Absent, Some(d)) => out.extend(d.chars().map(|c| self.folded(Token::Char(c)))),
                            (Seen::Absent | Seen::Many(_), _) => return Resolved::Unset,
                        },
                    }
                }
                match open {
                    Some(key) => Resolved::Open(key),
                    None => Resolved::Tokens(Cow::Owned(out)),
                }
            }
        }
    }

    /// The pattern with every variable taken as `*`.
    pub(super) fn widest(&self) -> Vec<Token> {
        match &self.parts {
            Parts::Everything => vec![Token::Many { colon: true }],
            Parts::Exact(s) => s.chars().map(Token::Char).collect(),
            Parts::Prefix(_, tokens) | Parts::Fixed(tokens) => tokens.to_vec(),
            Parts::Open(parts) => parts
                .iter()
                .map(|p| match p {
                    Part::Token(t) => *t,
                    Part::Variable { .. } => Token::Many { colon: true },
                })
                .collect(),
        }
    }

    fn folded(&self, token: Token) -> Token {
        match token {
            Token::Char(c) if self.style == Style::AnyCase => Token::Fold(fold(c)),
            other => other,
        }
    }
}

/// Rule 46: the other reading of a pattern that saves components by a `*` (`arn:aws:lambda:*:function:f`), where that runs over colons. Told by
/// what stands in place of the account: something that can be none.
///
/// Source: "IAM JSON policy elements: Resource": a `*` that ends a segment "can expand to match beyond colon boundaries".
pub(super) fn run_over(tokens: &[Token]) -> Option<Vec<Token>> {
    let mut components = tokens.splitn(6, |t| *t == Token::Char(':'));
    let account = components.nth(4)?;
    components.next()?;
    let plain: String = account.iter().map(|t| if let Token::Char(c) = t { Some(*c) } else { None }).collect::<Option<_>>()?;
    if plain.is_empty() || plain == "aws" || plain.len() == 12 && plain.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let following = tokens.iter().skip(1).map(Some).chain([None]);
    let widened: Vec<Token> = tokens
        .iter()
        .zip(following)
        .map(|(token, next)| match (token, next) {
            (Token::Many { .. }, Some(Token::Char(':'))) => Token::Many { colon: true },
            (token, _) => *token,
        })
        .collect();
    (widened != tokens).then_some(widened)
}

/// Compares a pattern with plain characters, component by component where wildcards are confined.
pub(super) fn matches_tokens(tokens: &[Token], confined: bool, s: &str) -> Match {
    if tokens.iter().any(|t| matches!(t, Token::Symbol(_))) {
        return compare(tokens, &s.chars().map(Token::Char).collect::<Vec<_>>());
    }
    let yes = if confined { by_component(tokens, s) } else { matches_str(tokens, s) };
    if yes { Match::Yes } else { Match::No }
}

fn by_component(tokens: &[Token], s: &str) -> bool {
    let mut pattern = tokens.splitn(6, |t| *t == Token::Char(':'));
    let mut text = s.splitn(6, ':');
    loop {
        match (pattern.next(), text.next()) {
            (Some(p), Some(t)) => {
                if !matches_str(p, t) {
                    return false;
                }
            }
            (None, None) => return true,
            _ => return false,
        }
    }
}

/// Characters, wildcards and variables in order.
fn scan(text: &Text, version: Version, style: Style, out: &mut Vec<Part>) {
    let wild = !matches!(style, Style::Exact | Style::AnyCase);
    let character = |c: char| Part::Token(if style == Style::AnyCase { Token::Fold(fold(c)) } else { Token::Char(c) });
    // Inside a `${` that a symbol interrupts: everything up to the next `}` is an unknown key.
    let mut hidden: Option<Symbol> = None;
    for piece in text.pieces() {
        let mut rest = match piece {
            Piece::Literal(s) => &**s,
            Piece::Symbol(symbol) => {
                match out.iter().rposition(|p| *p == Part::Token(Token::Symbol(UNCLOSED))) {
                    Some(i) => {
                        out.truncate(i);
                        hidden = Some(*symbol);
                    }
                    None if hidden.is_none() => out.push(Part::Token(Token::Symbol(*symbol))),
                    None => {}
                }
                continue;
            }
        };
        if let Some(symbol) = hidden {
            let Some((_, after)) = rest.split_once('}') else { continue };
            out.push(Part::Token(Token::Symbol(Symbol { kind: SymbolKind::Any, ..symbol })));
            hidden = None;
            rest = after;
        }
        while let Some(c) = rest.chars().next() {
            if version == Version::V2012
                && let Some(inner) = rest.strip_prefix("${")
            {
                if let Some((body, after)) = inner.split_once('}') {
                    out.push(match body {
                        "*" | "?" | "$" => character(body.chars().next().unwrap_or('$')),
                        _ => variable(body),
                    });
                    rest = after;
                    continue;
                }
                out.push(Part::Token(Token::Symbol(UNCLOSED)));
            }
            out.push(match c {
                '*' if wild => Part::Token(Token::Many { colon: true }),
                '?' if wild => Part::Token(Token::One { colon: true }),
                c => character(c),
            });
            rest = rest.strip_prefix(c).unwrap_or_default();
        }
    }
    if let Some(symbol) = hidden {
        out.push(Part::Token(Token::Symbol(Symbol { kind: SymbolKind::Any, ..symbol })));
    }
    out.retain(|p| *p != Part::Token(Token::Symbol(UNCLOSED)));
}

/// Marks an opened `${` while scanning; removed before the scan ends.
const UNCLOSED: Symbol = Symbol { id: u32::MAX, kind: SymbolKind::Any };

fn variable(body: &str) -> Part {
    let (key, default) = match body.split_once(',') {
        Some((key, default)) => (key, Some(default.trim().trim_matches('\'').into())),
        None => (body, None),
    };
    Part::Variable { key: key.trim().to_ascii_lowercase().into(), default }
}

/// Wildcards before the fifth colon take no colon.
fn confine(parts: &mut [Part]) {
    let mut colons = 0;
    for part in parts {
        match part {
            Part::Token(Token::Char(':')) => colons += 1,
            Part::Token(Token::One { colon } | Token::Many { colon }) => *colon = colons >= 5,
            _ => {}
        }
    }
}

/// A variable before the fifth colon is plain text.
fn variables_late_only(parts: &mut Vec<Part>) {
    let mut colons = 0;
    let mut out = Vec::with_capacity(parts.len());
    for part in parts.drain(..) {
        match part {
            Part::Variable { key, .. } if colons < 5 => {
                out.extend(format!("${{{key}}}").chars().map(|c| Part::Token(Token::Char(c))));
            }
            part => {
                colons += usize::from(part == Part::Token(Token::Char(':')));
                out.push(part);
            }
        }
    }
    *parts = out;
}
