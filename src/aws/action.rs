//! Action names: `service:Name`, compared without regard to case.
//!
//! Source: "IAM JSON policy elements: Action" ("The prefix and the action name are case insensitive").

use std::fmt;

/// One action, kept as written and compared in lower case.
#[derive(Clone, Debug)]
pub struct Action {
    written: Box<str>,
    folded: Box<str>,
    /// Where the colon is.
    colon: usize,
    start: u128,
}

/// Why a string is not an action.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ActionError {
    /// No colon between service prefix and name.
    #[error("`{0}` is not `service:Action`")]
    Colon(String),
}

impl Action {
    /// Reads `service:Name`.
    ///
    /// # Errors
    /// When there is no colon, or nothing on one of its sides.
    pub fn parse(s: &str) -> Result<Self, ActionError> {
        match s.split_once(':') {
            Some((service, name)) if !service.is_empty() && !name.is_empty() => {
                let folded: Box<str> = s.to_ascii_lowercase().into();
                let mut start = [0; 16];
                start.iter_mut().zip(folded.bytes()).for_each(|(to, from)| *to = from);
                Ok(Self { written: s.into(), folded, colon: service.len(), start: u128::from_be_bytes(start) })
            }
            _ => Err(ActionError::Colon(s.to_owned())),
        }
    }

    /// As written.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// In lower case: the form to compare.
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// The first 16 bytes in lower case as one number, zeros after a shorter action: what tells most actions apart at once.
    pub fn start(&self) -> u128 {
        self.start
    }

    /// The service prefix in lower case.
    pub fn service(&self) -> &str {
        self.folded.get(..self.colon).unwrap_or_default()
    }

    /// The action's name in lower case.
    pub fn name(&self) -> &str {
        self.folded.get(self.colon + 1..).unwrap_or_default()
    }
}

impl PartialEq for Action {
    fn eq(&self, other: &Self) -> bool {
        self.folded == other.folded
    }
}
impl Eq for Action {}
impl PartialOrd for Action {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Action {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.folded.cmp(&other.folded)
    }
}
impl std::hash::Hash for Action {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.folded.hash(state);
    }
}
impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written)
    }
}
