//! Patterns over strings with unknown parts: one string against one pattern (three-valued), and systems of patterns ("is there a string in
//! the target and in this pattern but in none of those").
//!
//! A pattern is a sequence of [`Token`]s; a string is one without wildcards. A symbol in a string is one letter that only a `*` or the same
//! symbol takes for certain; what its value might be otherwise is explored in the second reading.

use fixedbitset::FixedBitSet;

use crate::aws::{Piece, Symbol, SymbolKind, Text};

/// One position of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Token {
    /// This character.
    Char(char),
    /// This character in either case; held in lower case.
    Fold(char),
    /// An unknown string.
    Symbol(Symbol),
    /// `?`: one character; a colon only if so said.
    One {
        /// Takes a colon too.
        colon: bool,
    },
    /// `*`: any characters; colons only if so said.
    Many {
        /// Takes colons too.
        colon: bool,
    },
}

/// The pattern that a text without unknown parts says, where wildcards take everything.
pub(super) fn pattern(text: &str) -> Vec<Token> {
    text.chars()
        .map(|c| match c {
            '*' => Token::Many { colon: true },
            '?' => Token::One { colon: true },
            c => Token::Char(c),
        })
        .collect()
}

impl Token {
    /// Whether the position takes this character (a `*` does so without moving on).
    pub(super) fn takes(self, c: char) -> bool {
        match self {
            Token::Char(d) => c == d,
            Token::Fold(d) => fold(c) == d,
            Token::Symbol(_) => false,
            Token::One { colon } | Token::Many { colon } => colon || c != ':',
        }
    }

    pub(super) fn is_wildcard(self) -> bool {
        matches!(self, Token::One { .. } | Token::Many { .. })
    }
}

/// The lower-case form of a character where that is one character.
pub(super) fn fold(c: char) -> char {
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(l), None) => l,
        _ => c,
    }
}

/// A string as tokens.
pub(super) fn letters(text: &Text) -> Vec<Token> {
    let mut out = Vec::new();
    for piece in text.pieces() {
        match piece {
            Piece::Literal(s) => out.extend(s.chars().map(Token::Char)),
            Piece::Symbol(s) => out.push(Token::Symbol(*s)),
        }
    }
    out
}

/// A string of tokens as text; wildcards are filled with `x`.
pub(super) fn text(tokens: &[Token]) -> Text {
    let mut out = Text::new();
    let mut run = String::new();
    for token in tokens {
        match token {
            Token::Char(c) | Token::Fold(c) => run.push(*c),
            Token::One { .. } | Token::Many { .. } => run.push('x'),
            Token::Symbol(s) => {
                out.push_str(&run);
                run.clear();
                out.push_symbol(*s);
            }
        }
    }
    out.push_str(&run);
    out
}

/// The outcome of one comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Match {
    /// Does not match, whatever the symbols hold.
    No,
    /// Matches, whatever the symbols hold.
    Yes,
    /// Hangs on this symbol.
    Maybe(Symbol),
    /// Does not match, taking an account id that is not known to be none of the literal ones.
    NotOwn,
}

/// Matches a plain string; the two-pointer walk with one place to return to. Symbols in the pattern match nothing here.
pub(super) fn matches_str(pattern: &[Token], text: &str) -> bool {
    let mut place = 0;
    let mut rest = text.chars();
    let mut star: Option<(usize, std::str::Chars<'_>)> = None;
    loop {
        let before = rest.clone();
        let Some(c) = rest.next() else {
            return pattern.get(place..).is_none_or(|tail| tail.iter().all(|t| matches!(t, Token::Many { .. })));
        };
        match pattern.get(place) {
            Some(Token::Many { .. }) => {
                place += 1;
                star = Some((place, before.clone()));
                rest = before;
            }
            Some(token) if token.takes(c) => place += 1,
            _ => match &mut star {
                Some((after, from)) => {
                    from.next();
                    place = *after;
                    rest = from.clone();
                }
                None => return false,
            },
        }
    }
}

/// Compares a string with a pattern, symbols on both sides.
pub(super) fn compare(pattern: &[Token], string: &[Token]) -> Match {
    if accepts(pattern, string, Reading::Certain) {
        return Match::Yes;
    }
    let symbolic = |t: &Token| matches!(t, Token::Symbol(_));
    if !pattern.iter().any(symbolic) && !string.iter().any(symbolic) {
        return Match::No;
    }
    if accepts(pattern, string, Reading::Possible) {
        return blame(pattern, string).map_or(Match::No, Match::Maybe);
    }
    if accepts(pattern, string, Reading::OwnAccount) { Match::NotOwn } else { Match::No }
}

/// The first symbol after what both sides share.
fn blame(pattern: &[Token], string: &[Token]) -> Option<Symbol> {
    let shared = pattern.iter().zip(string).take_while(|(a, b)| a == b).count();
    let first = |tokens: &[Token], from: usize| {
        tokens.iter().skip(from).find_map(|t| match t {
            Token::Symbol(s) => Some(*s),
            _ => None,
        })
    };
    first(string, shared).or_else(|| first(pattern, shared)).or_else(|| first(string, 0)).or_else(|| first(pattern, 0))
}

/// How symbols are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// A match for every value.
    Certain,
    /// A match for some value; an account id differs from every literal one.
    Possible,
    /// A match for some value, account ids included.
    OwnAccount,
}

fn accepts(pattern: &[Token], string: &[Token], reading: Reading) -> bool {
    let mut at = start(pattern, reading);
    for letter in string {
        if at.is_clear() {
            return false;
        }
        at = step(pattern, &at, *letter, reading);
    }
    at.contains(pattern.len())
}

/// The positions before any letter.
pub(super) fn start(pattern: &[Token], reading: Reading) -> FixedBitSet {
    let mut at = FixedBitSet::with_capacity(pattern.len() + 1);
    at.insert(0);
    close(pattern, &mut at, reading);
    at
}

/// Adds the positions that are reached without a letter.
fn close(pattern: &[Token], at: &mut FixedBitSet, reading: Reading) {
    for (i, token) in pattern.iter().enumerate() {
        let empty = match token {
            Token::Many { .. } => true,
            Token::Symbol(s) => reading != Reading::Certain && s.kind == SymbolKind::Any,
            _ => false,
        };
        if empty && at.contains(i) {
            at.insert(i + 1);
        }
    }
}

/// The positions after one more letter.
pub(super) fn step(pattern: &[Token], at: &FixedBitSet, letter: Token, reading: Reading) -> FixedBitSet {
    let mut next = FixedBitSet::with_capacity(pattern.len() + 1);
    for i in at.ones() {
        let Some(token) = pattern.get(i) else { continue };
        match (letter, token) {
            (Token::Char(c), Token::Symbol(t)) if reading != Reading::Certain && spells(*t, c, reading) => {
                next.insert(i);
                next.insert(i + 1);
            }
            (Token::Char(c), Token::Many { .. }) if token.takes(c) => next.insert(i),
            (Token::Char(_), Token::Many { .. }) => {}
            (Token::Char(c), _) if token.takes(c) => next.insert(i + 1),
            (Token::Symbol(s), Token::Many { colon }) if *colon || s.kind != SymbolKind::Any => next.insert(i),
            (Token::Symbol(s), Token::Symbol(t)) if s.id == t.id || (reading != Reading::Certain && may_agree(s, *t)) => next.insert(i + 1),
            _ => {}
        }
    }
    if let Token::Symbol(s) = letter
        && (reading != Reading::Certain || s.kind == SymbolKind::Suffix)
    {
        expand(pattern, at, s, reading, &mut next);
    }
    close(pattern, &mut next, reading);
    next
}

/// Whether two different symbols may stand for one string.
fn may_agree(s: Symbol, t: Symbol) -> bool {
    use SymbolKind::{Any, Suffix, Unique};
    match (s.kind, t.kind) {
        (Any, _) | (_, Any) => true,
        (Unique | Suffix, _) | (_, Unique | Suffix) => false,
        (a, b) => a == b,
    }
}

/// Whether the value of a symbol in a pattern may hold this character of a known string.
fn spells(t: Symbol, c: char, reading: Reading) -> bool {
    match t.kind {
        SymbolKind::Any => true,
        SymbolKind::Unique | SymbolKind::Suffix => false,
        SymbolKind::Account => reading == Reading::OwnAccount && c.is_ascii_digit(),
        SymbolKind::Region => c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-',
        SymbolKind::Partition => c.is_ascii_lowercase() || c == '-',
    }
}

/// Characters in a [`SymbolKind::Suffix`].
const SUFFIX: usize = 6;

/// Where a symbol of the string may lead when its value is spelt out: over characters and wildcards that some value of its kind fits. A
/// unique value equals no run of known characters, an account id none either (but in the reading that doubts this), so they need a wildcard.
/// Of a suffix the length is known, so that wildcards alone may take it for certain.
fn expand(pattern: &[Token], at: &FixedBitSet, s: Symbol, reading: Reading, next: &mut FixedBitSet) {
    let literal_is_enough = match s.kind {
        SymbolKind::Unique | SymbolKind::Suffix => false,
        SymbolKind::Account => reading == Reading::OwnAccount,
        SymbolKind::Region | SymbolKind::Partition | SymbolKind::Any => true,
    };
    let fits = |c: char| match s.kind {
        SymbolKind::Any => true,
        SymbolKind::Unique => !matches!(c, ':' | '/' | '*'),
        SymbolKind::Suffix => reading != Reading::Certain && c.is_ascii_alphanumeric(),
        SymbolKind::Account => c.is_ascii_digit(),
        SymbolKind::Region => c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-',
        SymbolKind::Partition => c.is_ascii_lowercase() || c == '-',
    };
    // How many characters must be taken, and whether that is how many there are.
    let (least, exact) = match s.kind {
        SymbolKind::Suffix => (SUFFIX, true),
        SymbolKind::Any => (0, false),
        _ => (1, false),
    };
    let more = |taken: usize| if exact { (taken < least).then_some(taken + 1) } else { Some(least.min(taken + 1)) };
    // Layers: how many characters were taken, whether a wildcard took one of them.
    let place = |i: usize, taken: usize, wild: bool| (i * (least + 1) + taken) * 2 + usize::from(wild);
    let mut seen = FixedBitSet::with_capacity(place(pattern.len() + 1, 0, false));
    let mut todo: Vec<(usize, usize, bool)> = at.ones().map(|i| (i, 0, false)).collect();
    while let Some((i, taken, wild)) = todo.pop() {
        if seen.put(place(i, taken, wild)) {
            continue;
        }
        if taken == least && (wild || literal_is_enough) {
            next.insert(i);
        }
        let after = more(taken);
        match pattern.get(i) {
            Some(Token::Char(c) | Token::Fold(c)) if fits(*c) => todo.extend(after.map(|taken| (i + 1, taken, wild))),
            Some(Token::One { .. }) => todo.extend(after.map(|taken| (i + 1, taken, true))),
            Some(Token::Many { .. }) => {
                todo.extend(after.map(|taken| (i, taken, true)));
                todo.push((i + 1, taken, wild));
            }
            Some(Token::Symbol(t)) if t.kind == SymbolKind::Any && reading != Reading::Certain => {
                todo.extend(after.map(|taken| (i, taken, true)));
                todo.push((i + 1, taken, wild));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
    use proptest::prelude::*;

    use super::*;

    fn naive(p: &[char], t: &[char]) -> bool {
        match p.split_first() {
            None => t.is_empty(),
            Some(('*', rest)) => (0..=t.len()).any(|i| naive(rest, &t[i..])),
            Some((c, rest)) => t.split_first().is_some_and(|(d, t)| (*c == '?' || c == d) && naive(rest, t)),
        }
    }

    proptest! {
        #[test]
        fn the_two_pointer_walk_agrees_with_trying_everything(p in "[ab*?]{0,10}", t in "[ab]{0,12}") {
            let expected = naive(&p.chars().collect::<Vec<_>>(), &t.chars().collect::<Vec<_>>());
            prop_assert_eq!(matches_str(&pattern(&p), &t), expected);
            prop_assert_eq!(compare(&pattern(&p), &letters(&t.as_str().into())) == Match::Yes, expected);
        }

        /// A value put in for a symbol never contradicts a certain answer.
        #[test]
        fn certain_answers_hold_for_every_value(p in "[ab*?S]{0,6}", t in "[abS]{0,6}", value in "[ab]{0,3}") {
            let s = Symbol { id: 1, kind: SymbolKind::Any };
            let sym = |x: &str, wild: bool| x.chars().map(|c| match c {
                'S' => Token::Symbol(s),
                '*' if wild => Token::Many { colon: true },
                '?' if wild => Token::One { colon: true },
                c => Token::Char(c),
            }).collect::<Vec<_>>();
            let answer = compare(&sym(&p, true), &sym(&t, false));
            let concrete = matches_str(&pattern(&p.replace('S', &value)), &t.replace('S', &value));
            match answer {
                Match::Yes => prop_assert!(concrete),
                Match::No | Match::NotOwn => prop_assert!(!concrete),
                Match::Maybe(_) => {}
            }
        }
    }

    const U: Symbol = Symbol { id: 1, kind: SymbolKind::Unique };
    const V: Symbol = Symbol { id: 2, kind: SymbolKind::Unique };
    const A: Symbol = Symbol { id: 3, kind: SymbolKind::Account };
    const B: Symbol = Symbol { id: 4, kind: SymbolKind::Account };
    const R: Symbol = Symbol { id: 5, kind: SymbolKind::Region };

    fn with(before: &str, s: Symbol, after: &str) -> Vec<Token> {
        let mut out = pattern(before);
        out.push(Token::Symbol(s));
        out.extend(pattern(after));
        out
    }

    #[test]
    fn a_unique_value_equals_nothing_but_itself() {
        assert_eq!(compare(&with("key/", U, ""), &with("key/", U, "")), Match::Yes);
        assert_eq!(compare(&with("key/", V, ""), &with("key/", U, "")), Match::No);
        assert_eq!(compare(&pattern("key/abc"), &with("key/", U, "")), Match::No);
        assert_eq!(compare(&with("key/", U, ""), &pattern("key/abc")), Match::No);
        assert_eq!(compare(&pattern("key/*"), &with("key/", U, "")), Match::Yes);
        assert_eq!(compare(&pattern("key/mrk-*"), &with("key/", U, "")), Match::Maybe(U));
        assert_eq!(compare(&pattern("*/x"), &with("key/", U, "")), Match::No);
    }

    #[test]
    fn a_suffix_is_six_characters() {
        let s = Symbol { id: 6, kind: SymbolKind::Suffix };
        let secret = with("secret:db-", s, "");
        for (known, expected) in [
            ("secret:db-??????", Match::Yes),
            ("secret:db-*", Match::Yes),
            ("secret:db-??*????", Match::Yes),
            ("secret:db*", Match::Yes),
            ("secret:db?*??????", Match::Yes),
            ("*-??????", Match::Yes),
            ("secret:db-?????", Match::No),
            ("secret:db-???????", Match::No),
            ("secret:db-???????*", Match::No),
            ("secret:db", Match::No),
            ("secret:db-AbCdEf", Match::No),
            ("secret:db-A?????", Match::Maybe(s)),
            ("secret:db-A*", Match::Maybe(s)),
            ("secret:db-A??????", Match::No),
            ("secret:db-_?????", Match::No),
        ] {
            assert_eq!(compare(&pattern(known), &secret), expected, "{known}");
        }
        assert_eq!(compare(&pattern("secret:db-??????"), &with("secret:db-v2-", s, "")), Match::No);
        assert_eq!(compare(&pattern("secret:db-*"), &with("secret:db-v2-", s, "")), Match::Yes);
        assert_eq!(compare(&secret, &secret), Match::Yes);
        assert_eq!(compare(&with("secret:db-", V, ""), &secret), Match::No);
    }

    #[test]
    fn a_literal_account_is_taken_not_to_be_ours() {
        assert_eq!(compare(&pattern("x:111122223333:y"), &with("x:", A, ":y")), Match::NotOwn);
        assert_eq!(compare(&with("x:", A, ":y"), &pattern("x:111122223333:y")), Match::NotOwn);
        assert_eq!(compare(&with("x:", B, ":y"), &with("x:", A, ":y")), Match::Maybe(A));
        assert_eq!(compare(&pattern("x:*:y"), &with("x:", A, ":y")), Match::Yes);
        assert_eq!(compare(&pattern("x:abc:y"), &with("x:", A, ":y")), Match::No);
    }

    #[test]
    fn a_region_may_be_any_region_but_nothing_else() {
        assert_eq!(compare(&pattern("x:eu-west-1:y"), &with("x:", R, ":y")), Match::Maybe(R));
        assert_eq!(compare(&pattern("x:EU:y"), &with("x:", R, ":y")), Match::No);
    }
}
