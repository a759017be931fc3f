//! JSON: the contract of the command line, and its schemas.

use serde::Serialize;

use super::Error;
use super::view::{Report, TraceAnswer};

/// A value as indented JSON with a newline at its end.
///
/// # Errors
/// When the value cannot be written, which does not happen to the values of this room.
pub fn render<T: Serialize>(value: &T) -> Result<Vec<u8>, Error> {
    let mut bytes = serde_json::to_vec_pretty(value)?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// The JSON Schema (2020-12) of `review --format json`.
pub fn report_schema() -> serde_json::Value {
    schemars::schema_for!(Report).to_value()
}

/// The JSON Schema (2020-12) of `trace --format json`.
pub fn trace_schema() -> serde_json::Value {
    schemars::schema_for!(TraceAnswer).to_value()
}
