//! Reads a policy's JSON into a [`Value`] that keeps the order of keys and repeated keys, so that the grammar can complain about them.

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::place::Place;
use super::{SyntaxError, Value};
use crate::aws::{Piece, Text};

/// Bytes that no policy of AWS comes near: the largest quotas are 32 KB without white space.
const LIMIT: usize = 512 * 1024;

/// Reads JSON text. Nesting deeper than 128 levels is an error, and so is a text that is longer than any policy.
pub(super) fn read(text: &str) -> Result<Value, SyntaxError> {
    if text.len() > LIMIT {
        return Err(too_long(text.len()));
    }
    Value::read(text)
}

/// The same of a tree: what it holds, written without white space.
pub(super) fn not_too_long(value: &Value) -> Result<(), SyntaxError> {
    let (mut bytes, mut todo) = (0_usize, vec![value]);
    while let Some(value) = todo.pop() {
        bytes = bytes.saturating_add(match value {
            Value::String(text) => 3 + length(text),
            Value::Number(number) => 1 + number.len(),
            Value::Null | Value::Bool(_) | Value::Unknown(_) => 5,
            Value::Array(list) => {
                todo.extend(list);
                2
            }
            Value::Object(entries) => {
                todo.extend(entries.iter().map(|(_, v)| v));
                entries.iter().fold(2, |n, (key, _)| n + 4 + length(key))
            }
        });
    }
    if bytes > LIMIT { Err(too_long(bytes)) } else { Ok(()) }
}

fn length(text: &Text) -> usize {
    text.pieces().iter().map(|p| if let Piece::Literal(s) = p { s.len() } else { 1 }).sum()
}

fn too_long(bytes: usize) -> SyntaxError {
    SyntaxError::Element { pointer: String::new(), message: format!("{bytes} bytes are more than any policy may have") }
}

impl Value {
    /// Reads any JSON text, keeping the order of keys and repeated keys.
    ///
    /// # Errors
    /// [`SyntaxError::Json`] when it is none, with the place that was reached.
    pub fn read(text: &str) -> Result<Self, SyntaxError> {
        let place = RefCell::new(Place::root());
        let mut source = serde_json::Deserializer::from_str(text);
        let read = Reader { place: &place }.deserialize(&mut source).and_then(|value| source.end().map(|()| value));
        read.map_err(|e| SyntaxError::Json { pointer: place.take().into_pointer(), message: e.to_string() })
    }
}

/// Reads a value and keeps, when that fails, where it was.
#[derive(Clone, Copy)]
struct Reader<'p> {
    place: &'p RefCell<Place>,
}

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Reader<'_> {
    /// Goes in where the place leads, and comes back when all was well there.
    fn inside<T, E>(self, enter: impl FnOnce(&Place) -> Place, read: impl FnOnce(Self) -> Result<T, E>) -> Result<T, E> {
        let within = enter(&self.place.borrow());
        let before = self.place.replace(within);
        let out = read(self)?;
        self.place.replace(before);
        Ok(out)
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, v: bool) -> Result<Value, E> {
        Ok(Value::Bool(v))
    }

    fn visit_i64<E: Error>(self, v: i64) -> Result<Value, E> {
        Ok(Value::Number(v.to_string()))
    }

    fn visit_u64<E: Error>(self, v: u64) -> Result<Value, E> {
        Ok(Value::Number(v.to_string()))
    }

    fn visit_f64<E: Error>(self, v: f64) -> Result<Value, E> {
        Ok(Value::Number(v.to_string()))
    }

    fn visit_str<E: Error>(self, v: &str) -> Result<Value, E> {
        Ok(Value::String(Text::from(v)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut out = Vec::new();
        while let Some(v) = self.inside(|at| at.index(out.len()), |reader| seq.next_element_seed(reader))? {
            out.push(v);
        }
        Ok(Value::Array(out))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut out = Vec::new();
        while let Some(k) = map.next_key::<String>()? {
            let v = self.inside(|at| at.key(&k), |reader| map.next_value_seed(reader))?;
            out.push((Text::from(k), v));
        }
        Ok(Value::Object(out))
    }
}
