//! Targets that stand for some resource of many: their shape, and what is plain to see of a pattern and a shape.

use super::glob::{Token, letters};
use crate::aws::Text;

/// A target's shape. A `*` that is all of the last part stands for at least one character: no object has an empty key, no role an empty name.
pub(super) fn shape(pattern: &Text) -> Vec<Token> {
    let mut out: Vec<Token> = letters(pattern)
        .into_iter()
        .map(|t| match t {
            Token::Char('*') => Token::Many { colon: true },
            Token::Char('?') => Token::One { colon: true },
            other => other,
        })
        .collect();
    if let [.., Token::Char('/' | ':'), Token::Many { .. }] = out.as_slice() {
        out.insert(out.len() - 1, Token::One { colon: true });
    }
    out
}

/// Whether no resource of the target's shape can match, told from what both begin with.
pub(super) fn disjoint(tokens: &[Token], target: &[Token]) -> bool {
    for pair in tokens.iter().zip(target) {
        match pair {
            (Token::Char(a), Token::Char(b)) if a == b => {}
            (Token::Char(_), Token::Char(_)) => return true,
            (Token::Symbol(a), Token::Symbol(b)) if a.id == b.id => {}
            _ => return false,
        }
    }
    false
}

/// Whether every resource of the target's shape matches, where that is plain: what is before the pattern's last `*` begins the target.
pub(super) fn covers(tokens: &[Token], target: &[Token]) -> bool {
    match tokens {
        [init @ .., Token::Many { colon: true }] => !init.iter().any(|t| t.is_wildcard()) && target.starts_with(init),
        _ => false,
    }
}
