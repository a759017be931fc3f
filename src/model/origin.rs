//! Where a fact comes from.

use serde::Serialize;

/// A place in a source file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Path, relative, with `/`.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// The place in an input that states a fact. Paths are relative and use `/`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Origin {
    /// Index into [`super::Inventory::inputs`].
    #[serde(skip)]
    pub input: u32,
    /// Source file, when the source is at hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Line in `file`, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Column in that line, in characters from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    /// Terraform resource address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// ARN, where that is how the fact is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    /// JSON pointer into the input; empty for built-in facts.
    pub pointer: String,
}

impl Origin {
    /// The same, at a place in the source.
    pub fn at(self, place: &Place) -> Self {
        Self { file: Some(place.file.clone()), line: Some(place.line), column: Some(place.column), ..self }
    }
}
