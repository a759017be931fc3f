//! Where a complaint about JSON belongs.

use super::{SyntaxError, Value};

/// Where we are, as a JSON pointer (RFC 6901).
#[derive(Clone, Debug, Default)]
pub(super) struct Place(String);

impl Place {
    /// The whole text.
    pub(super) fn root() -> Self {
        Self::default()
    }

    /// A member.
    pub(super) fn key(&self, name: &str) -> Self {
        Self(format!("{}/{}", self.0, name.replace('~', "~0").replace('/', "~1")))
    }

    /// An element.
    pub(super) fn index(&self, i: usize) -> Self {
        Self(format!("{}/{i}", self.0))
    }

    /// The pointer.
    pub(super) fn into_pointer(self) -> String {
        self.0
    }

    /// What is wrong here.
    pub(super) fn says(&self, message: &str) -> SyntaxError {
        SyntaxError::Element { pointer: self.0.clone(), message: message.to_owned() }
    }

    /// That something else is expected here.
    pub(super) fn wrong_type(&self, expected: &str, found: &Value) -> SyntaxError {
        self.says(&format!("expected {expected}, found {}", found.sort()))
    }
}

impl Value {
    /// What sort of value it is, for messages.
    pub fn sort(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
            Self::Unknown(_) => "an unknown value",
        }
    }
}
