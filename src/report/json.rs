//! JSON: the contract of the command line, and its schemas.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;

use super::Error;
use super::view::{Can, Comparison, Reached, Report, TraceAnswer, WhoCan};

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
    schema::<Report>()
}

/// The JSON Schema (2020-12) of `trace --format json`.
pub fn trace_schema() -> serde_json::Value {
    schema::<TraceAnswer>()
}

/// The JSON Schema (2020-12) of `can --format json`.
pub fn can_schema() -> serde_json::Value {
    schema::<Can>()
}

/// The JSON Schema (2020-12) of `who-can --format json`.
pub fn who_can_schema() -> serde_json::Value {
    schema::<WhoCan>()
}

/// The JSON Schema (2020-12) of `new-access --format json` and `access-not-granted --format json`.
pub fn comparison_schema() -> serde_json::Value {
    schema::<Comparison>()
}

/// The JSON Schema (2020-12) of what `reach` writes.
pub fn reach_schema() -> serde_json::Value {
    schema::<Reached>()
}

fn schema<T: JsonSchema>() -> serde_json::Value {
    // Fields that are left out when empty are optional only in the schema of what is written.
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>().to_value()
}
