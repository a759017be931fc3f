//! Reads a policy's JSON into a [`Value`] that keeps the order of keys and repeated keys, so that the grammar can complain about them.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::{SyntaxError, Value};
use crate::aws::Text;

/// Bytes that no policy of AWS comes near: the largest quotas are 32 KB without white space.
const LIMIT: usize = 512 * 1024;

/// Reads JSON text. Nesting deeper than 128 levels is an error, and so is a text that is longer than any policy.
pub(super) fn read(text: &str) -> Result<Value, SyntaxError> {
    if text.len() > LIMIT {
        let message = format!("{} bytes are more than any policy may have", text.len());
        return Err(SyntaxError::Element { pointer: String::new(), message });
    }
    serde_json::from_str::<Value>(text).map_err(|e| SyntaxError::Json(e.to_string()))
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
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
        while let Some(v) = seq.next_element()? {
            out.push(v);
        }
        Ok(Value::Array(out))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut out = Vec::new();
        while let Some((k, v)) = map.next_entry::<String, Value>()? {
            out.push((Text::from(k), v));
        }
        Ok(Value::Object(out))
    }
}
