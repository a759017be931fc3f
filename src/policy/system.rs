//! Systems of patterns: is there a string that matches a target and all wanted patterns and none of the unwanted ones?
//!
//! Decided by walking the product of the patterns' automata breadth first; the walk is cut off at a budget, which is an answer of its own.

use std::cell::Cell;
use std::collections::{BTreeSet, VecDeque};

use fixedbitset::FixedBitSet;

use super::glob::{Reading, Token, compare, matches_str, start, step, text};
use crate::aws::Text;

/// States of the product that are looked at before giving up.
const BUDGET: usize = 4_000;

/// One pattern that the string must match or must not match.
#[derive(Clone, Copy, Debug)]
pub(super) struct Literal<'a> {
    /// The pattern.
    pub(super) glob: &'a [Token],
    /// Match it, or not.
    pub(super) wanted: bool,
}

/// What the search found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Such a string (symbols may be in it).
    String(Text),
    /// There is none.
    None,
    /// Not decided within the budget.
    Budget,
}

/// Searches. In the optimistic reading a symbol may have whatever value helps, so `None` is final; otherwise the string works for every value.
/// `work` is what may still be spent on steps of single patterns, over all searches of one evaluation.
pub(super) fn find(target: &[Token], literals: &[Literal<'_>], optimistic: bool, work: &Cell<u32>) -> Found {
    if let Some(easy) = guess(target, literals) {
        return Found::String(easy);
    }
    let reading = |l: &Literal<'_>| if l.wanted == optimistic { Reading::OwnAccount } else { Reading::Certain };
    let sets: Vec<(&[Token], Reading)> = std::iter::once((target, Reading::Certain)).chain(literals.iter().map(|l| (l.glob, reading(l)))).collect();
    let begin: Vec<FixedBitSet> = sets.iter().map(|(g, r)| start(g, *r)).collect();
    let mut steps: Vec<Option<(usize, Token)>> = vec![None];
    let mut seen = BTreeSet::from([key(&begin)]);
    let mut queue = VecDeque::from([(0_usize, begin)]);
    while let Some((id, state)) = queue.pop_front() {
        if accepting(&state, &sets, literals) {
            return Found::String(trace(&steps, id));
        }
        for letter in alphabet(&state, &sets) {
            let price = u32::try_from(sets.len()).unwrap_or(u32::MAX);
            match work.get().checked_sub(price) {
                Some(left) => work.set(left),
                None => return Found::Budget,
            }
            let next: Vec<FixedBitSet> = state.iter().zip(&sets).map(|(at, (g, r))| step(g, at, letter, *r)).collect();
            if hopeless(&next, &sets, literals) || !seen.insert(key(&next)) {
                continue;
            }
            if steps.len() >= BUDGET {
                return Found::Budget;
            }
            queue.push_back((steps.len(), next));
            steps.push(Some((id, letter)));
        }
    }
    Found::None
}

fn key(state: &[FixedBitSet]) -> Vec<usize> {
    state.iter().flat_map(|s| s.as_slice().iter().copied()).collect()
}

/// The strings that one thinks of first: the target and each wanted pattern with its wildcards filled.
fn guess(target: &[Token], literals: &[Literal<'_>]) -> Option<Text> {
    let wanted = literals.iter().filter(|l| l.wanted).map(|l| l.glob);
    wanted.chain(std::iter::once(target)).find_map(|shape| {
        let filled: Vec<Token> = shape.iter().map(|t| if t.is_wildcard() { Token::Char('x') } else { *t }).collect();
        let string = text(&filled);
        let fits = |glob: &[Token], wanted: bool| match (string.literal(), wanted) {
            (Some(s), _) if !glob.iter().any(|t| matches!(t, Token::Symbol(_))) => matches_str(glob, s) == wanted,
            (_, true) => compare(glob, &filled) == super::glob::Match::Yes,
            (_, false) => compare(glob, &filled) == super::glob::Match::No,
        };
        (fits(target, true) && literals.iter().all(|l| fits(l.glob, l.wanted))).then_some(string)
    })
}

fn accepting(state: &[FixedBitSet], sets: &[(&[Token], Reading)], literals: &[Literal<'_>]) -> bool {
    let ends = |i: usize| state.get(i).zip(sets.get(i)).is_some_and(|(at, (g, _))| at.contains(g.len()));
    ends(0) && literals.iter().enumerate().all(|(i, l)| ends(i + 1) == l.wanted)
}

/// Whether no continuation can be accepted: a wanted pattern is lost, or an unwanted one matches for good.
fn hopeless(state: &[FixedBitSet], sets: &[(&[Token], Reading)], literals: &[Literal<'_>]) -> bool {
    let wanted = std::iter::once(true).chain(literals.iter().map(|l| l.wanted));
    state.iter().zip(sets).zip(wanted).any(|((at, (g, _)), wanted)| {
        if wanted { at.is_clear() } else { matches!(g.last(), Some(Token::Many { colon: true })) && at.contains(g.len() - 1) }
    })
}

/// The letters that can make a difference here: one stranger, and those that some pattern waits for.
fn alphabet(state: &[FixedBitSet], sets: &[(&[Token], Reading)]) -> Vec<Token> {
    let waiting =
        |from: usize| state.iter().zip(sets).skip(from).flat_map(|(at, (g, _))| at.ones().filter_map(|i| g.get(i).copied())).collect::<Vec<Token>>();
    let target: Vec<Token> =
        state.first().zip(sets.first()).map(|(at, (g, _))| at.ones().filter_map(|i| g.get(i).copied()).collect()).unwrap_or_default();
    let open = target.iter().any(|t| t.is_wildcard());
    let mut out = BTreeSet::new();
    let mut add = |token: Token| match token {
        Token::Char(_) | Token::Symbol(_) => {
            out.insert(token);
        }
        Token::Fold(c) => out.extend(std::iter::once(c).chain(c.to_uppercase()).map(Token::Char)),
        Token::One { colon: false } | Token::Many { colon: false } => {
            out.insert(Token::Char(':'));
        }
        Token::One { .. } | Token::Many { .. } => {}
    };
    if !open {
        target.into_iter().for_each(&mut add);
        return out.into_iter().collect();
    }
    waiting(0).into_iter().for_each(&mut add);
    let stranger = "xyzwvutsrqponmlkjihgfedcba0123456789".chars().chain('\u{e000}'..).find(|c| !out.contains(&Token::Char(*c)));
    stranger.map(Token::Char).into_iter().chain(out).collect()
}

fn trace(steps: &[Option<(usize, Token)>], mut id: usize) -> Text {
    let mut out = Vec::new();
    while let Some(Some((before, letter))) = steps.get(id) {
        out.push(*letter);
        id = *before;
    }
    out.reverse();
    text(&out)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
    use proptest::prelude::*;

    use super::*;
    use crate::policy::glob::pattern;

    fn solve(target: &str, wanted: &[&str], unwanted: &[&str]) -> Found {
        let globs: Vec<(Vec<Token>, bool)> = wanted.iter().map(|p| (pattern(p), true)).chain(unwanted.iter().map(|p| (pattern(p), false))).collect();
        let literals: Vec<Literal<'_>> = globs.iter().map(|(g, w)| Literal { glob: g, wanted: *w }).collect();
        find(&pattern(target), &literals, false, &Cell::new(u32::MAX))
    }

    #[test]
    fn neither_pattern_covers_the_other() {
        assert!(matches!(solve("b/*", &["b/a/*", "*-logs/*"], &[]), Found::String(_)));
        assert_eq!(solve("b/*", &["c/*"], &[]), Found::None);
        assert_eq!(solve("b/*", &["b/a*"], &["*a*"]), Found::None);
        assert_eq!(solve("b/*", &["b/*"], &["b/?*", "b/"]), Found::None);
        assert!(matches!(solve("b/*", &["b/*"], &["b/?*"]), Found::String(_)));
        assert!(matches!(solve("b/*", &["b/*"], &["b/x*", "b/y*", "*z"]), Found::String(_)));
    }

    #[test]
    fn a_system_that_is_too_big_is_not_decided() {
        let hard: Vec<String> = (0..14).map(|i| format!("*a{}b", "?".repeat(i + 2))).collect();
        let refs: Vec<&str> = hard.iter().map(String::as_str).collect();
        assert_eq!(solve("*", &["*a*b*c"], &[]), Found::String("xaxbxc".into()));
        assert_eq!(solve("*", &refs, &["*b"]), Found::Budget);
    }

    proptest! {
        #[test]
        fn agrees_with_trying_all_short_strings(target in "[ab*?]{0,4}", wanted in prop::collection::vec("[ab*?]{0,4}", 0..3), unwanted in prop::collection::vec("[ab*?]{0,4}", 0..3)) {
            let mut all = vec![String::new()];
            let mut from = 0;
            for _ in 0..6 {
                let to = all.len();
                for i in from..to {
                    for c in ["a", "b", "c"] {
                        let longer = format!("{}{c}", all[i]);
                        all.push(longer);
                    }
                }
                from = to;
            }
            let fits = |s: &str| matches_str(&pattern(&target), s) && wanted.iter().all(|p| matches_str(&pattern(p), s)) && !unwanted.iter().any(|p| matches_str(&pattern(p), s));
            let brute = all.iter().any(|s| fits(s));
            let w: Vec<&str> = wanted.iter().map(String::as_str).collect();
            let u: Vec<&str> = unwanted.iter().map(String::as_str).collect();
            match solve(&target, &w, &u) {
                Found::String(s) => prop_assert!(fits(s.literal().unwrap()), "{s}"),
                Found::None => prop_assert!(!brute),
                Found::Budget => {}
            }
        }
    }
}
