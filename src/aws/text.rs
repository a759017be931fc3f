//! Strings whose parts may be unknown: sequences of literals and symbols.
//!
//! Terraform says of a value of a resource that does not exist yet only that it is "known after apply". Such a value is not a hole but
//! a *symbol* with an identity: two texts that hold the same symbol at the same place agree there, whatever the value turns out to be.

use std::fmt;
use std::sync::Arc;

/// What is known about the value behind a symbol, beyond its identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SymbolKind {
    /// An identifier that AWS will assign (a key id, a random suffix): unique, so it equals no other symbol and no literal. Holds no `:`, `/`, `*`.
    Unique,
    /// The six letters and digits that Secrets Manager adds to a secret's name; unique as well. Source: "What's in a Secrets Manager secret?",
    /// AWS Secrets Manager User Guide.
    Suffix,
    /// A twelve-digit account id.
    Account,
    /// A Region name such as `eu-central-1`.
    Region,
    /// A partition: `aws`, `aws-cn`, `aws-us-gov`.
    Partition,
    /// Any string at all.
    Any,
}

/// The identity of an unknown value. The model's symbol table says which address and attribute it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Symbol {
    /// Index into the symbol table.
    pub id: u32,
    /// What is known about the value.
    pub kind: SymbolKind,
}

/// One part of a [`Text`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Piece {
    /// Known characters.
    Literal(Arc<str>),
    /// An unknown string.
    Symbol(Symbol),
}

/// A string of literals and symbols. Normalised: neighbouring literals are one, none is empty; so equal texts compare equal. Copies share
/// their characters.
#[derive(Clone, Default)]
pub struct Text {
    pieces: Pieces,
}

/// Most texts are one piece.
#[derive(Clone, Default)]
enum Pieces {
    #[default]
    None,
    One(Piece),
    Many(Arc<Vec<Piece>>),
}

impl Text {
    /// The empty text.
    pub fn new() -> Self {
        Self::default()
    }

    /// A text of one symbol.
    pub fn symbol(symbol: Symbol) -> Self {
        Self { pieces: Pieces::One(Piece::Symbol(symbol)) }
    }

    /// The pieces, in order.
    pub fn pieces(&self) -> &[Piece] {
        match &self.pieces {
            Pieces::None => &[],
            Pieces::One(piece) => std::slice::from_ref(piece),
            Pieces::Many(pieces) => pieces,
        }
    }

    /// The string, when nothing in it is unknown.
    pub fn literal(&self) -> Option<&str> {
        match &self.pieces {
            Pieces::None => Some(""),
            Pieces::One(Piece::Literal(s)) => Some(s),
            _ => None,
        }
    }

    /// Whether the text is known to be the empty string.
    pub fn is_empty(&self) -> bool {
        matches!(self.pieces, Pieces::None)
    }

    /// The symbols, in order, repeated as they occur.
    pub fn symbols(&self) -> impl Iterator<Item = Symbol> + '_ {
        self.pieces().iter().filter_map(|p| match p {
            Piece::Symbol(s) => Some(*s),
            Piece::Literal(_) => None,
        })
    }

    /// Appends known characters.
    pub fn push_str(&mut self, s: &str) {
        if s.is_empty() {
            return;
        }
        match &mut self.pieces {
            Pieces::One(Piece::Literal(last)) => *last = Arc::from([&**last, s].concat()),
            Pieces::Many(pieces) if matches!(pieces.last(), Some(Piece::Literal(_))) => {
                if let Some(Piece::Literal(last)) = Arc::make_mut(pieces).last_mut() {
                    *last = Arc::from([&**last, s].concat());
                }
            }
            _ => self.append(Piece::Literal(Arc::from(s))),
        }
    }

    /// Appends an unknown string.
    pub fn push_symbol(&mut self, symbol: Symbol) {
        self.append(Piece::Symbol(symbol));
    }

    fn append(&mut self, piece: Piece) {
        self.pieces = match std::mem::take(&mut self.pieces) {
            Pieces::None => Pieces::One(piece),
            Pieces::One(first) => Pieces::Many(Arc::new(vec![first, piece])),
            Pieces::Many(mut pieces) => {
                Arc::make_mut(&mut pieces).push(piece);
                Pieces::Many(pieces)
            }
        };
    }

    /// Appends another text.
    pub fn push(&mut self, other: &Text) {
        for piece in other.pieces() {
            match piece {
                Piece::Literal(s) => self.push_str(s),
                Piece::Symbol(s) => self.push_symbol(*s),
            }
        }
    }

    /// The parts joined.
    pub fn concat<'a>(parts: impl IntoIterator<Item = &'a Text>) -> Self {
        let mut out = Self::new();
        for part in parts {
            if out.is_empty() { out.clone_from(part) } else { out.push(part) }
        }
        out
    }

    /// This text followed by known characters.
    #[must_use]
    pub fn with(mut self, s: &str) -> Self {
        self.push_str(s);
        self
    }

    /// This text followed by an unknown string.
    #[must_use]
    pub fn with_symbol(mut self, symbol: Symbol) -> Self {
        self.push_symbol(symbol);
        self
    }

    /// Splits at the first occurrence of `separator` in a literal. A symbol is taken not to hold the separator.
    pub fn split_once(&self, separator: char) -> Option<(Text, Text)> {
        let mut before = Text::new();
        for (i, piece) in self.pieces().iter().enumerate() {
            if let Piece::Literal(s) = piece
                && let Some((a, b)) = s.split_once(separator)
            {
                before.push_str(a);
                let mut after = Text::from(b);
                for rest in self.pieces().iter().skip(i + 1) {
                    match rest {
                        Piece::Literal(s) => after.push_str(s),
                        Piece::Symbol(s) => after.push_symbol(*s),
                    }
                }
                return Some((before, after));
            }
            match piece {
                Piece::Literal(s) => before.push_str(s),
                Piece::Symbol(s) => before.push_symbol(*s),
            }
        }
        None
    }

    /// The rest after a literal prefix, if the text starts with it.
    pub fn strip_prefix(&self, prefix: &str) -> Option<Text> {
        if prefix.is_empty() {
            return Some(self.clone());
        }
        let (first, rest) = self.pieces().split_first()?;
        let Piece::Literal(s) = first else { return None };
        let mut out = Text::from(s.strip_prefix(prefix)?);
        for piece in rest {
            match piece {
                Piece::Literal(s) => out.push_str(s),
                Piece::Symbol(s) => out.push_symbol(*s),
            }
        }
        Some(out)
    }

    /// The text with each symbol replaced by what `value` says of it; `None` leaves it.
    pub fn substitute(&self, mut value: impl FnMut(Symbol) -> Option<Text>) -> Text {
        let mut out = Text::new();
        for piece in self.pieces() {
            match piece {
                Piece::Literal(s) => out.push_str(s),
                Piece::Symbol(s) => match value(*s) {
                    Some(text) => out.push(&text),
                    None => out.push_symbol(*s),
                },
            }
        }
        out
    }

    /// The text for readers: symbols in `⟨…⟩` as `name` calls them, and the input's own `⟨`, `⟩`, `\` escaped so that nothing in it can pose as a symbol.
    pub fn render(&self, mut name: impl FnMut(Symbol) -> String) -> String {
        let mut out = String::new();
        for piece in self.pieces() {
            match piece {
                Piece::Literal(s) => push_escaped(&mut out, s),
                Piece::Symbol(s) => {
                    out.push('⟨');
                    push_escaped(&mut out, &name(*s));
                    out.push('⟩');
                }
            }
        }
        out
    }
}

fn push_escaped(out: &mut String, s: &str) {
    for c in s.chars() {
        match c {
            '⟨' => out.push_str("\\u{27E8}"),
            '⟩' => out.push_str("\\u{27E9}"),
            '\\' => out.push_str("\\\\"),
            c => out.push(c),
        }
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.pieces() == other.pieces()
    }
}
impl Eq for Text {}
impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Text {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.pieces().cmp(other.pieces())
    }
}
impl std::hash::Hash for Text {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.pieces().hash(state);
    }
}
impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Text").field("pieces", &self.pieces()).finish()
    }
}

impl From<&str> for Text {
    fn from(s: &str) -> Self {
        let mut out = Self::new();
        out.push_str(s);
        out
    }
}

impl From<String> for Text {
    fn from(s: String) -> Self {
        Self::from(s.as_str())
    }
}

impl From<Symbol> for Text {
    fn from(s: Symbol) -> Self {
        Self::symbol(s)
    }
}

/// For logs and tests: symbols by number. Reports use [`Text::render`].
impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(|s| format!("{:?}:{}", s.kind, s.id)))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const S: Symbol = Symbol { id: 7, kind: SymbolKind::Any };

    #[test]
    fn equal_texts_are_equal_however_they_were_built() {
        let mut a = Text::from("ab");
        a.push_str("cd");
        a.push_str("");
        assert_eq!(a, Text::from("abcd"));
        let mut b = Text::from("x").with("");
        b.push_symbol(S);
        b.push_str("y");
        assert_eq!(b, Text::concat([&Text::from("x"), &Text::symbol(S), &Text::from("y")]));
    }

    #[test]
    fn splitting_steps_over_symbols() {
        let mut t = Text::symbol(S);
        t.push_str("-a:b:c");
        let (before, after) = t.split_once(':').unwrap();
        assert_eq!(before, Text::concat([&Text::symbol(S), &Text::from("-a")]));
        assert_eq!(after, Text::from("b:c"));
    }

    #[test]
    fn the_input_cannot_pose_as_a_symbol() {
        assert_eq!(Text::from("⟨x⟩\\").render(|_| String::new()), "\\u{27E8}x\\u{27E9}\\\\");
        assert_eq!(Text::symbol(S).render(|_| "a⟩b".into()), "⟨a\\u{27E9}b⟩");
    }
}
