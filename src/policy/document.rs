//! Policy documents: the grammar, with a place for every statement.
//!
//! Source: "Grammar of the IAM JSON policy language", AWS Identity and Access Management User Guide.

use super::compile::Compiled;
use crate::aws::{Action, Piece, Symbol, Text};

/// JSON with unknown parts: what a policy is read from.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number as written.
    Number(String),
    /// A string, perhaps with symbols in it.
    String(Text),
    /// An array.
    Array(Vec<Value>),
    /// An object, keys in input order, duplicates kept.
    Object(Vec<(Text, Value)>),
    /// Anything: known after apply.
    Unknown(Symbol),
}

/// The policy language version. A document without one is of 2008.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// `2008-10-17`: no policy variables.
    V2008,
    /// `2012-10-17`.
    V2012,
}

/// Allow or Deny.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Grants.
    Allow,
    /// Refuses, whatever else grants.
    Deny,
}

/// One policy.
#[derive(Clone, Debug)]
pub struct Document {
    /// Language version.
    pub version: Version,
    /// Statements in order.
    pub statements: Vec<Statement>,
    /// Symbols that stand for whole statements or for the statement list: what they allow or deny is unknown.
    pub unknown_statements: Vec<Symbol>,
    /// `Statement` is an object, not a list of them.
    pub(super) lone: bool,
}

/// However `Statement` is written.
impl PartialEq for Document {
    fn eq(&self, other: &Self) -> bool {
        (self.version, &self.statements, &self.unknown_statements) == (other.version, &other.statements, &other.unknown_statements)
    }
}

impl Document {
    /// Whether some statement may allow the action on some resource for somebody. An over-approximation: its "no" is final.
    pub fn may_allow(&self, action: &Action) -> bool {
        !self.unknown_statements.is_empty() || self.statements.iter().any(|s| s.effect == Effect::Allow && s.compiled.may_be_about(action))
    }

    /// Patterns of the resources that some statement may allow the action on; `None` when that may be any resource.
    pub fn may_allow_on(&self, action: &Action) -> Option<Vec<&Text>> {
        if !self.unknown_statements.is_empty() {
            return None;
        }
        let mut patterns = Vec::new();
        for statement in self.statements.iter().filter(|s| s.effect == Effect::Allow && s.compiled.may_be_about(action)) {
            match &statement.resources {
                Resources::Only(list) => patterns.extend(list),
                Resources::Absent | Resources::AllBut(_) => return None,
            }
        }
        Some(patterns)
    }

    /// Services of the actions that statements may allow, in lower case; `None` when that may be any.
    pub fn services(&self) -> Option<std::collections::BTreeSet<String>> {
        let allowing = self.statements.iter().filter(|s| s.effect == Effect::Allow);
        let lists = allowing.map(|s| match &s.actions {
            Actions::Only(list) => Some(list),
            Actions::AllBut(_) => None,
        });
        let service = |pattern: &Text| {
            let Some(Piece::Literal(start)) = pattern.pieces().first() else { return None };
            let (service, _) = start.split_once(':')?;
            (!service.contains(['*', '?'])).then(|| service.to_ascii_lowercase())
        };
        if !self.unknown_statements.is_empty() {
            return None;
        }
        let mut found = std::collections::BTreeSet::new();
        for list in lists {
            for pattern in list? {
                found.insert(service(pattern)?);
            }
        }
        Some(found)
    }
}

/// One statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// Place in the document, from 0.
    pub index: u32,
    /// Statement id.
    pub sid: Option<Text>,
    /// Allow or Deny.
    pub effect: Effect,
    /// `Principal` or `NotPrincipal`.
    pub principals: Principals,
    /// `Action` or `NotAction`.
    pub actions: Actions,
    /// `Resource` or `NotResource`.
    pub resources: Resources,
    /// All must hold.
    pub conditions: Vec<Condition>,
    /// The same, ready to match.
    pub(super) compiled: Compiled,
}

impl Statement {
    /// The same statement about other actions and resources, in a document of the current language version.
    pub fn with(&self, actions: Actions, resources: Resources) -> Self {
        let compiled = Compiled::new(Version::V2012, &self.principals, &actions, &resources, &self.conditions);
        Self { actions, resources, compiled, ..self.clone() }
    }
}

/// Who a statement is about.
#[derive(Clone, Debug, PartialEq)]
pub enum Principals {
    /// No such element (identity policies).
    Absent,
    /// `Principal`.
    Only(Vec<PrincipalPattern>),
    /// `NotPrincipal`.
    AllBut(Vec<PrincipalPattern>),
}

/// One entry of a principal element.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PrincipalPattern {
    /// `"*"` or `{"AWS": "*"}`.
    Everyone,
    /// `{"AWS": …}`: account id, ARN or unique id.
    Aws(Text),
    /// `{"Service": …}`.
    Service(Text),
    /// `{"Federated": …}`.
    Federated(Text),
    /// `{"CanonicalUser": …}`.
    CanonicalUser(Text),
    /// Known after apply.
    Unknown(Symbol),
}

/// Which actions a statement is about: patterns with `*` and `?`, any case.
#[derive(Clone, Debug, PartialEq)]
pub enum Actions {
    /// `Action`.
    Only(Vec<Text>),
    /// `NotAction`.
    AllBut(Vec<Text>),
}

/// Which resources a statement is about: ARN patterns.
#[derive(Clone, Debug, PartialEq)]
pub enum Resources {
    /// No such element (trust policies).
    Absent,
    /// `Resource`.
    Only(Vec<Text>),
    /// `NotResource`.
    AllBut(Vec<Text>),
}

/// One operator applied to one key.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// Operator as written, set prefix and `IfExists` included.
    pub operator: Text,
    /// Condition key as written.
    pub key: Text,
    /// Values in order.
    pub values: Vec<Text>,
}

/// What is wrong with a document, and where (a JSON pointer).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SyntaxError {
    /// The text is no JSON.
    #[error("at `{pointer}`: not JSON: {message}")]
    Json {
        /// JSON pointer to the value that was being read; empty for the whole text.
        pointer: String,
        /// What is wrong there, with line and column.
        message: String,
    },
    /// An element is missing, unknown, or of the wrong type.
    #[error("at `{pointer}`: {message}")]
    Element {
        /// JSON pointer into the document; empty for the document itself.
        pointer: String,
        /// What is wrong there.
        message: String,
    },
}
