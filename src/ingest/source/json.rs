//! JSON with unknown parts: encoding of values, parsing of texts.

use std::collections::BTreeMap;

use super::number::Number;
use super::text::{Piece, Text};
use super::value::{Entry, Kind, Place, Symbol, Value};

/// A JSON value with symbols and the places of its parts. Members keep their order and duplicates.
#[derive(Clone, Debug)]
pub struct Json {
    /// Where it is written, if that is known.
    pub at: Option<Place>,
    /// What it is.
    pub node: JsonNode,
}

/// Kinds of JSON values.
#[derive(Clone, Debug)]
pub enum JsonNode {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    String(Text),
    /// An array.
    Array(Vec<Json>),
    /// An object.
    Object(Vec<(Text, Json)>),
    /// Not known.
    Unknown(Symbol),
}

/// The text that `jsonencode` makes of a value: what is unknown in it is a symbol.
pub(super) fn encode(value: &Value) -> Text {
    let mut out = Writer::default();
    out.value(value);
    out.finish()
}

/// Characters gathered until the next symbol, so that long texts are not copied over and over.
#[derive(Default)]
struct Writer {
    text: Text,
    literal: String,
    /// Bytes written so far, but for those of the literal at hand.
    length: usize,
}

/// Encodings longer than this are given up: quotes in quotes multiply.
const LONGEST: usize = 4 << 20;

impl Writer {
    fn finish(mut self) -> Text {
        if self.is_full() {
            return Text::symbol(Symbol::new("a JSON text too long", Kind::String));
        }
        self.text.push_str(&self.literal);
        self.text
    }

    fn is_full(&self) -> bool {
        self.length.saturating_add(self.literal.len()) > LONGEST
    }

    fn symbol(&mut self, symbol: &Symbol) {
        self.length = self.length.saturating_add(self.literal.len()).saturating_add(32);
        self.text.push_str(&std::mem::take(&mut self.literal));
        self.text.push_piece(Piece::Symbol(symbol.clone()));
    }

    fn string(&mut self, text: &Text) {
        self.literal.push('"');
        for segment in text.segments() {
            match segment {
                super::text::Segment::Literal(s) => escape(&mut self.literal, &s),
                super::text::Segment::Symbol(symbol) => self.symbol(&symbol),
            }
        }
        self.literal.push('"');
    }

    fn value(&mut self, value: &Value) {
        if self.is_full() {
            return;
        }
        match value {
            Value::Null => self.literal.push_str("null"),
            Value::Bool(b) => self.literal.push_str(if *b { "true" } else { "false" }),
            Value::Number(n) => self.literal.push_str(&n.to_string()),
            Value::String(text) => self.string(text),
            Value::List(list) => {
                self.literal.push('[');
                for (i, item) in list.items.iter().enumerate() {
                    if i > 0 {
                        self.literal.push(',');
                    }
                    self.value(item);
                }
                self.literal.push(']');
            }
            Value::Object(object) => {
                self.literal.push('{');
                for (i, (key, entry)) in object.entries.iter().enumerate() {
                    if i > 0 {
                        self.literal.push(',');
                    }
                    self.string(key);
                    self.literal.push(':');
                    self.value(&entry.value);
                }
                self.literal.push('}');
            }
            Value::Unknown(symbol) if symbol.kind != Kind::Any => self.string(&Text::symbol(symbol.clone())),
            other => self.symbol(&symbol_of(other)),
        }
    }
}

/// A symbol for a value that is not one of JSON's.
pub(super) fn symbol_of(value: &Value) -> Symbol {
    match value {
        Value::Unknown(symbol) => symbol.clone(),
        Value::Either(either) => Symbol::new(&format!("{} ? {} : {}", either.on.name, show(&either.yes), show(&either.no)), Kind::Any),
        Value::Spread(inner) => symbol_of(inner),
        other => Symbol::new(&show(other), Kind::Any),
    }
}

/// A value for names and messages, cut short.
pub(super) fn show(value: &Value) -> String {
    let text = match value {
        Value::String(text) => format!("\"{}\"", text.show()),
        Value::Unknown(symbol) => symbol.name.to_string(),
        Value::Either(_) | Value::Spread(_) => symbol_of(value).name.to_string(),
        Value::Resource(n) => format!("resource #{n}"),
        Value::Module(n) => format!("module #{n}"),
        other if other.weight() >= 200 => {
            let hash: String = super::digest::sha256(encode(other).show().as_bytes()).chars().take(16).collect();
            format!("a {} #{hash}", other.type_name())
        }
        other => encode(other).show(),
    };
    if text.chars().count() > 120 { Symbol::new(&text, Kind::Any).name.to_string() } else { text }
}

/// As Go's encoder does, which also escapes what HTML could take for markup.
fn escape(out: &mut String, s: &str) {
    for c in s.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..='\u{1f}' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
}

/// Objects and arrays nested deeper are refused.
const DEEPEST: usize = 100;

/// Parses a text as JSON. A symbol in a string is part of it; elsewhere it stands for a value.
///
/// # Errors
/// What is wrong with it.
pub(super) fn parse(text: &Text) -> Result<Json, String> {
    let mut parser = Parser { pieces: text.pieces(), rest: "", at: None, column: 0 };
    parser.next_piece();
    let value = parser.value(0)?;
    parser.space();
    if parser.peek().is_some() || !parser.pieces.is_empty() {
        return Err("something follows the JSON value".to_owned());
    }
    Ok(value)
}

struct Parser<'a> {
    /// Pieces not begun yet.
    pieces: &'a [Piece],
    /// What is left of the literal at hand.
    rest: &'a str,
    at: Option<Place>,
    column: u32,
}

impl<'a> Parser<'a> {
    /// Goes to the next literal; `false` at a symbol or the end.
    fn next_piece(&mut self) -> bool {
        while self.rest.is_empty() {
            match self.pieces.split_first() {
                Some((Piece::Literal(s, at), rest)) => {
                    self.rest = s;
                    self.at = at.or(self.at.map(|place| Place { column: place.column.saturating_add(self.column), ..place }));
                    self.column = 0;
                    self.pieces = rest;
                }
                _ => return false,
            }
        }
        true
    }

    fn peek(&mut self) -> Option<char> {
        self.next_piece();
        self.rest.chars().next()
    }

    fn bump(&mut self) -> Option<char> {
        let c = self.peek()?;
        let mut chars = self.rest.chars();
        chars.next();
        self.rest = chars.as_str();
        if c == '\n' {
            self.at = self.at.map(|place| Place { line: place.line.saturating_add(1), column: 1, ..place });
            self.column = 0;
        } else {
            self.column = self.column.saturating_add(1);
        }
        Some(c)
    }

    fn place(&mut self) -> Option<Place> {
        self.next_piece();
        self.at.map(|place| Place { column: place.column.saturating_add(self.column), ..place })
    }

    /// The piece at hand, if it is no literal.
    fn piece(&mut self) -> Option<&'a Piece> {
        if self.next_piece() {
            return None;
        }
        let (first, rest) = self.pieces.split_first()?;
        self.pieces = rest;
        Some(first)
    }

    fn space(&mut self) {
        while self.peek().is_some_and(|c| matches!(c, ' ' | '\t' | '\n' | '\r')) {
            self.bump();
        }
    }

    fn expect(&mut self, wanted: char) -> Result<(), String> {
        self.space();
        match self.bump() {
            Some(c) if c == wanted => Ok(()),
            other => Err(self.found(other, &format!("`{wanted}`"))),
        }
    }

    fn found(&mut self, c: Option<char>, wanted: &str) -> String {
        let place = self.place().map_or_else(String::new, |p| format!("line {}, column {}: ", p.line, p.column));
        match c {
            Some(c) => format!("{place}`{}` where {wanted} is expected", c.escape_debug()),
            None if self.pieces.is_empty() => format!("{place}the end where {wanted} is expected"),
            None => format!("{place}an unknown value where {wanted} is expected"),
        }
    }

    fn value(&mut self, depth: usize) -> Result<Json, String> {
        if depth > DEEPEST {
            return Err("nested too deep".to_owned());
        }
        self.space();
        let at = self.place();
        if let Some(piece) = self.piece() {
            return Ok(match piece {
                Piece::Json(value) => from_value(value),
                Piece::Symbol(symbol) => Json { at, node: JsonNode::Unknown(symbol.clone()) },
                Piece::Literal(..) => Json { at, node: JsonNode::Null },
            });
        }
        let node = match self.peek() {
            Some('{') => JsonNode::Object(self.members(depth)?),
            Some('[') => JsonNode::Array(self.items(depth)?),
            Some('"') => JsonNode::String(self.string()?),
            Some(c) if c == '-' || c.is_ascii_digit() => {
                let mut number = String::new();
                while let Some(c) = self.peek().filter(|c| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E')) {
                    number.push(c);
                    self.bump();
                }
                JsonNode::Number(Number::parse(&number).ok_or_else(|| format!("`{number}` is no number, or one too large"))?)
            }
            Some(c) if c.is_ascii_lowercase() => {
                let mut word = String::new();
                while let Some(c) = self.peek().filter(char::is_ascii_lowercase) {
                    word.push(c);
                    self.bump();
                }
                match word.as_str() {
                    "null" => JsonNode::Null,
                    "true" => JsonNode::Bool(true),
                    "false" => JsonNode::Bool(false),
                    _ => return Err(format!("`{word}` where a value is expected")),
                }
            }
            other => return Err(self.found(other, "a value")),
        };
        Ok(Json { at, node })
    }

    fn members(&mut self, depth: usize) -> Result<Vec<(Text, Json)>, String> {
        self.expect('{')?;
        let mut out = Vec::new();
        self.space();
        if self.peek() == Some('}') {
            self.bump();
            return Ok(out);
        }
        loop {
            self.space();
            let key = self.string()?;
            self.expect(':')?;
            out.push((key, self.value(depth + 1)?));
            self.space();
            match self.bump() {
                Some(',') => {}
                Some('}') => return Ok(out),
                other => return Err(self.found(other, "`,` or `}`")),
            }
        }
    }

    fn items(&mut self, depth: usize) -> Result<Vec<Json>, String> {
        self.expect('[')?;
        let mut out = Vec::new();
        self.space();
        if self.peek() == Some(']') {
            self.bump();
            return Ok(out);
        }
        loop {
            out.push(self.value(depth + 1)?);
            self.space();
            match self.bump() {
                Some(',') => {}
                Some(']') => return Ok(out),
                other => return Err(self.found(other, "`,` or `]`")),
            }
        }
    }

    fn string(&mut self) -> Result<Text, String> {
        self.expect('"')?;
        let mut text = Text::default();
        let mut literal = String::new();
        loop {
            match self.piece() {
                Some(Piece::Literal(..)) | None => {}
                Some(other) => {
                    text.push_str(&std::mem::take(&mut literal));
                    text.push_piece(other.clone());
                    continue;
                }
            }
            match self.bump() {
                Some('"') => break,
                Some('\\') => literal.push(self.escaped()?),
                Some(c) if c < ' ' => return Err(self.found(Some(c), "the end of the string")),
                Some(c) => literal.push(c),
                None => return Err(self.found(None, "the end of the string")),
            }
        }
        text.push_str(&literal);
        Ok(text)
    }

    fn escaped(&mut self) -> Result<char, String> {
        Ok(match self.bump() {
            Some('n') => '\n',
            Some('t') => '\t',
            Some('r') => '\r',
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some(c @ ('"' | '\\' | '/')) => c,
            Some('u') => {
                let first = self.hex()?;
                if !(0xd800..0xdc00).contains(&first) {
                    return Ok(char::from_u32(first).unwrap_or('\u{fffd}'));
                }
                if self.bump() != Some('\\') || self.bump() != Some('u') {
                    return Err("half a surrogate pair".to_owned());
                }
                let second = self.hex()?;
                if !(0xdc00..0xe000).contains(&second) {
                    return Err("half a surrogate pair".to_owned());
                }
                char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)).unwrap_or('\u{fffd}')
            }
            other => return Err(self.found(other, "an escape")),
        })
    }

    fn hex(&mut self) -> Result<u32, String> {
        let mut code = 0;
        for _ in 0..4 {
            let digit = self.bump().and_then(|c| c.to_digit(16)).ok_or("four hexadecimal digits are expected after `\\u`")?;
            code = code * 16 + digit;
        }
        Ok(code)
    }
}

/// The JSON that `jsonencode` makes of a value.
pub fn from_value(value: &Value) -> Json {
    let (at, node) = match value {
        Value::Null => (None, JsonNode::Null),
        Value::Bool(b) => (None, JsonNode::Bool(*b)),
        Value::Number(n) => (None, JsonNode::Number(*n)),
        Value::String(text) => (None, JsonNode::String(text.plain())),
        Value::List(list) => (None, JsonNode::Array(list.items.iter().map(from_value).collect())),
        Value::Object(object) => {
            let mut members: Vec<(Text, Json)> = object.entries.iter().map(|(k, e)| (k.clone(), from_value(&e.value))).collect();
            if let Some(open) = &object.open {
                members.push((Text::symbol(open.clone()), Json { at: None, node: JsonNode::Unknown(open.clone()) }));
            }
            (object.at, JsonNode::Object(members))
        }
        Value::Unknown(symbol) if symbol.kind != Kind::Any => (None, JsonNode::String(Text::symbol(symbol.clone()))),
        other => (None, JsonNode::Unknown(symbol_of(other))),
    };
    Json { at, node }
}

impl Json {
    /// The value that `jsondecode` makes of it: of duplicates the last counts.
    pub(super) fn into_value(self) -> Value {
        match self.node {
            JsonNode::Null => Value::Null,
            JsonNode::Bool(b) => Value::Bool(b),
            JsonNode::Number(n) => Value::Number(n),
            JsonNode::String(text) => Value::String(text),
            JsonNode::Array(items) => Value::tuple(items.into_iter().map(Json::into_value).collect()),
            JsonNode::Object(members) => {
                let entries: BTreeMap<Text, Entry> =
                    members.into_iter().map(|(k, v)| (k.plain(), Entry { at: v.at, value: v.into_value() })).collect();
                Value::object(false, self.at, entries, None)
            }
            JsonNode::Unknown(symbol) => Value::Unknown(symbol),
        }
    }
}
