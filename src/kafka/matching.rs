//! Whether texts with unknown parts are equal, or one begins as the other: `None` where that is not known.

use crate::aws::{Piece, Symbol, SymbolKind, Text};

/// Whether two texts are the same.
pub(super) fn equal(a: &Text, b: &Text) -> Option<bool> {
    if a == b {
        return Some(true);
    }
    if a.literal().is_some() && b.literal().is_some() || contradict(a, b) {
        return Some(false);
    }
    // An identifier that is assigned equals no other and no text that is known.
    let differs = match (assigned(a), assigned(b)) {
        (Some((front, one)), Some((other_front, other))) => front == other_front && one != other,
        (Some((front, _)), None) => b.literal().is_some_and(|t| t.starts_with(front)),
        (None, Some((front, _))) => a.literal().is_some_and(|t| t.starts_with(front)),
        (None, None) => false,
    };
    if differs { Some(false) } else { None }
}

/// What is known before an identifier that is assigned and ends the text, and the identifier.
fn assigned(text: &Text) -> Option<(&str, Symbol)> {
    let (front, symbol) = match text.pieces() {
        [Piece::Symbol(s)] => ("", *s),
        [Piece::Literal(front), Piece::Symbol(s)] => (front.as_ref(), *s),
        _ => return None,
    };
    (symbol.kind == SymbolKind::Unique).then_some((front, symbol))
}

/// Whether a text begins with another.
pub(super) fn begins(text: &Text, prefix: &Text) -> Option<bool> {
    if prefix.is_empty() {
        return Some(true);
    }
    if let (Some(text), Some(prefix)) = (text.literal(), prefix.literal()) {
        return Some(text.starts_with(prefix));
    }
    if starts(text.pieces(), prefix.pieces()) {
        return Some(true);
    }
    if contradict(text, prefix) { Some(false) } else { None }
}

/// Whether one begins with all of the other, unknown parts included.
fn starts(text: &[Piece], prefix: &[Piece]) -> bool {
    let Some((last, front)) = prefix.split_last() else { return true };
    let Some((head, rest)) = text.split_at_checked(front.len()) else { return false };
    head == front
        && match (last, rest.first()) {
            (Piece::Literal(p), Some(Piece::Literal(t))) => t.starts_with(p.as_ref()),
            (Piece::Symbol(p), Some(Piece::Symbol(t))) => p == t,
            _ => false,
        }
}

/// Whether what is known before the first unknown part of each excludes that they agree.
fn contradict(a: &Text, b: &Text) -> bool {
    let (a, b) = (known(a), known(b));
    !(a.starts_with(b) || b.starts_with(a))
}

/// What is known before the first unknown part.
fn known(text: &Text) -> &str {
    match text.pieces().first() {
        Some(Piece::Literal(s)) => s,
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(before: &str, id: u32) -> Text {
        Text::from(before).with_symbol(Symbol { id, kind: SymbolKind::Any })
    }

    #[test]
    fn what_is_known_decides_as_far_as_it_goes() {
        assert_eq!(equal(&"a".into(), &"a".into()), Some(true));
        assert_eq!(equal(&"a".into(), &"b".into()), Some(false));
        assert_eq!(equal(&open("User:", 1), &open("User:", 1)), Some(true));
        assert_eq!(equal(&open("User:", 1), &open("User:", 2)), None);
        assert_eq!(equal(&open("User:", 1), &"User:app".into()), None);
        assert_eq!(equal(&open("User:", 1), &"Group:app".into()), Some(false));
        assert_eq!(equal(&"User:*".into(), &open("User:", 1)), None);
        let assigned = |id| Text::from("User:").with_symbol(Symbol { id, kind: SymbolKind::Unique });
        assert_eq!((equal(&assigned(1), &assigned(1)), equal(&assigned(1), &assigned(2))), (Some(true), Some(false)));
        assert_eq!(equal(&assigned(1), &"User:app".into()), Some(false));
        assert_eq!(equal(&assigned(1), &open("User:", 2)), None);
        assert_eq!(begins(&"orders-1".into(), &"orders-".into()), Some(true));
        assert_eq!(begins(&"order".into(), &"orders-".into()), Some(false));
        assert_eq!(begins(&open("orders-", 1), &"orders-".into()), Some(true));
        assert_eq!(begins(&open("ord", 1), &"orders-".into()), None);
        assert_eq!(begins(&open("pay", 1), &"orders-".into()), Some(false));
        assert_eq!(begins(&open("pay", 1).with("-x"), &open("pay", 1)), Some(true));
        assert_eq!(begins(&"payments".into(), &open("pay", 1)), None);
    }
}
