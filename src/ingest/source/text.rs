//! Strings of literals, symbols and JSON encodings, whose literals remember where in the source they are written.

use std::cmp::Ordering;
use std::sync::Arc;

use super::json;
use super::value::{Measure, Place, Symbol, Value};

/// One part of a text.
#[derive(Clone, Debug)]
pub enum Piece {
    /// Known characters, and where the first of them is written if the characters stand there as they are.
    Literal(Arc<str>, Option<Place>),
    /// An unknown string.
    Symbol(Symbol),
    /// The JSON encoding of a value that is not known as a whole, or whose places matter.
    Json(Arc<Value>),
}

/// A string. Equal texts compare equal however they are put together; places count for nothing.
#[derive(Clone, Debug, Default)]
pub struct Text {
    pieces: Vec<Piece>,
}

impl Text {
    /// A text of one symbol.
    pub fn symbol(symbol: Symbol) -> Self {
        Self { pieces: vec![Piece::Symbol(symbol)] }
    }

    /// The JSON encoding of a value.
    pub fn json(value: Value) -> Self {
        Self { pieces: vec![Piece::Json(Arc::new(value))] }
    }

    /// Characters as they stand in a source file.
    pub fn written(text: &str, at: Place) -> Self {
        Self { pieces: if text.is_empty() { Vec::new() } else { vec![Piece::Literal(Arc::from(text), Some(at))] } }
    }

    /// Its parts. Literals may be neighbours.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The value whose JSON encoding this is.
    pub fn as_json(&self) -> Option<&Value> {
        match self.pieces.as_slice() {
            [Piece::Json(value)] => Some(value),
            _ => None,
        }
    }

    pub(super) fn measure(&self) -> Measure {
        let parts = self.pieces.iter().map(|piece| match piece {
            Piece::Literal(s, _) => Measure::of(2 + s.len() / 16),
            Piece::Symbol(_) => Measure::of(4),
            Piece::Json(value) => value.measure(),
        });
        Measure::around(parts)
    }

    /// Appends known characters.
    pub fn push_str(&mut self, s: &str) {
        if s.is_empty() {
            return;
        }
        match self.pieces.last_mut() {
            Some(Piece::Literal(last, _)) => *last = Arc::from([&**last, s].concat()),
            _ => self.pieces.push(Piece::Literal(Arc::from(s), None)),
        }
    }

    /// Appends a part.
    pub fn push_piece(&mut self, piece: Piece) {
        match piece {
            Piece::Literal(s, None) => self.push_str(&s),
            other => self.pieces.push(other),
        }
    }

    /// Appends a text.
    pub fn push(&mut self, other: &Text) {
        for piece in &other.pieces {
            self.push_piece(piece.clone());
        }
    }

    /// Whether nothing in it is unknown.
    pub fn is_known(&self) -> bool {
        self.pieces.iter().all(|piece| match piece {
            Piece::Literal(..) => true,
            Piece::Symbol(_) => false,
            Piece::Json(value) => value.is_known(),
        })
    }

    /// The string, when nothing in it is unknown.
    pub fn known(&self) -> Option<String> {
        if !self.is_known() {
            return None;
        }
        let mut out = String::new();
        for segment in self.segments() {
            match segment {
                Segment::Literal(s) => out.push_str(&s),
                Segment::Symbol(_) => return None,
            }
        }
        Some(out)
    }

    /// The string by reference, when it is one literal.
    pub fn simple(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [] => Some(""),
            [Piece::Literal(s, _)] => Some(s),
            _ => None,
        }
    }

    /// Literals and symbols in turn, JSON written out, no two literals side by side.
    pub fn segments(&self) -> Vec<Segment> {
        let mut out: Vec<Segment> = Vec::new();
        for piece in &self.pieces {
            match piece {
                Piece::Literal(s, _) => push_literal(&mut out, s),
                Piece::Symbol(symbol) => out.push(Segment::Symbol(symbol.clone())),
                Piece::Json(value) => {
                    for segment in json::encode(value).segments() {
                        match segment {
                            Segment::Literal(s) => push_literal(&mut out, &s),
                            other => out.push(other),
                        }
                    }
                }
            }
        }
        out
    }

    /// The same text as literals and symbols, without places and JSON parts.
    #[must_use]
    pub fn plain(&self) -> Text {
        if self.simple().is_some() && self.pieces.iter().all(|p| matches!(p, Piece::Literal(_, None))) {
            return self.clone();
        }
        let pieces = self.segments().into_iter().map(|segment| match segment {
            Segment::Literal(s) => Piece::Literal(Arc::from(s.as_str()), None),
            Segment::Symbol(symbol) => Piece::Symbol(symbol),
        });
        Text { pieces: pieces.collect() }
    }

    /// Whether both are equal; `None` where the symbols decide.
    pub fn equals(&self, other: &Text) -> Option<bool> {
        if let (Some(a), Some(b)) = (self.simple(), other.simple()) {
            return Some(a == b);
        }
        let (a, b) = (self.segments(), other.segments());
        if a == b {
            return Some(true);
        }
        if differ(a.iter(), b.iter(), false) || differ(a.iter().rev(), b.iter().rev(), true) {
            return Some(false);
        }
        let shorter = |all: &[Segment], other: &[Segment]| match all {
            [] => other.iter().any(|s| matches!(s, Segment::Literal(_))),
            [Segment::Literal(s)] => s.len() < other.iter().map(|s| if let Segment::Literal(s) = s { s.len() } else { 0 }).sum(),
            _ => false,
        };
        if shorter(&a, &b) || shorter(&b, &a) { Some(false) } else { None }
    }

    /// The text for names and messages: symbols in `⟨…⟩`.
    pub fn show(&self) -> String {
        let mut out = String::new();
        for segment in self.segments() {
            match segment {
                Segment::Literal(s) => out.push_str(&s),
                Segment::Symbol(symbol) => {
                    out.push('⟨');
                    out.push_str(&symbol.name);
                    out.push('⟩');
                }
            }
        }
        out
    }
}

fn push_literal(out: &mut Vec<Segment>, s: &str) {
    match out.last_mut() {
        _ if s.is_empty() => {}
        Some(Segment::Literal(last)) => last.push_str(s),
        _ => out.push(Segment::Literal(s.to_owned())),
    }
}

/// Whether texts differ in the literals they begin with; from the end when `back`.
fn differ<'a>(mut a: impl Iterator<Item = &'a Segment>, mut b: impl Iterator<Item = &'a Segment>, back: bool) -> bool {
    match (a.next(), b.next()) {
        (Some(Segment::Literal(x)), Some(Segment::Literal(y))) if back => !x.ends_with(y.as_str()) && !y.ends_with(x.as_str()),
        (Some(Segment::Literal(x)), Some(Segment::Literal(y))) => !x.starts_with(y.as_str()) && !y.starts_with(x.as_str()),
        _ => false,
    }
}

/// A part of a text without JSON parts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Segment {
    /// Known characters, at least one.
    Literal(String),
    /// An unknown string.
    Symbol(Symbol),
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Text {}

impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Known texts by their bytes, before those with symbols.
impl Ord for Text {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.simple(), other.simple()) {
            (Some(a), Some(b)) => a.cmp(b),
            _ => {
                let known = |segments: &[Segment]| segments.iter().all(|s| matches!(s, Segment::Literal(_)));
                let (a, b) = (self.segments(), other.segments());
                known(&b).cmp(&known(&a)).then_with(|| a.cmp(&b))
            }
        }
    }
}

impl From<&str> for Text {
    fn from(s: &str) -> Self {
        let mut out = Self::default();
        out.push_str(s);
        out
    }
}

impl From<String> for Text {
    fn from(s: String) -> Self {
        Self::from(s.as_str())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::value::Kind;
    use super::*;

    fn x() -> Text {
        Text::symbol(Symbol::new("x", Kind::String))
    }

    fn join(parts: &[&Text]) -> Text {
        let mut out = Text::default();
        parts.iter().for_each(|p| out.push(p));
        out
    }

    #[test]
    fn places_do_not_count() {
        let at = Place { file: 0, line: 3, column: 1 };
        let a = join(&[&Text::written("ab", at), &Text::written("c", at)]);
        assert_eq!(a, Text::from("abc"));
        assert_eq!(join(&[&a, &x()]), join(&[&Text::from("abc"), &x()]));
    }

    #[test]
    fn equality_is_decided_where_literals_decide() {
        let arn = join(&[&Text::from("arn:"), &x(), &Text::from("/*")]);
        assert_eq!(arn.equals(&Text::from("")), Some(false));
        assert_eq!(arn.equals(&Text::from("arm:")), Some(false));
        assert_eq!(arn.equals(&Text::from("arn:y/")), Some(false));
        assert_eq!(arn.equals(&Text::from("arn:y/*")), None);
        assert_eq!(arn.equals(&arn), Some(true));
        assert_eq!(x().equals(&Text::from("")), None);
    }

    #[test]
    fn known_texts_sort_by_bytes_before_others() {
        let mut texts = [x(), Text::from("b"), Text::from(""), join(&[&Text::from("a"), &x()])];
        texts.sort();
        assert_eq!(texts.map(|t| t.show()), ["", "b", "a⟨x⟩", "⟨x⟩"]);
    }
}
