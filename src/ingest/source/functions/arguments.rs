//! Arguments of functions, converted as Terraform converts them.

use std::sync::Arc;

use super::super::number::Number;
use super::super::text::Text;
use super::super::value::{Object, Value};
use super::to_text;

/// Why a function has no answer.
pub(super) enum Fail {
    /// The answer hangs on a symbol.
    Unknown,
    /// The arguments are wrong.
    Message(String),
}

pub(super) fn wrong<T>(message: impl Into<String>) -> Result<T, Fail> {
    Err(Fail::Message(message.into()))
}

/// The arguments of a call.
#[derive(Clone, Copy)]
pub(super) struct Args<'a>(pub &'a [Value]);

impl<'a> Args<'a> {
    pub(super) fn len(self) -> usize {
        self.0.len()
    }

    pub(super) fn get(self, i: usize) -> Result<&'a Value, Fail> {
        match self.0.get(i) {
            Some(Value::Spread(_)) => Err(Fail::Unknown),
            Some(value) => Ok(value),
            None if self.0.iter().any(|v| matches!(v, Value::Spread(_))) => Err(Fail::Unknown),
            None => wrong(format!("argument {} is missing", i + 1)),
        }
    }

    /// A string, perhaps with symbols.
    pub(super) fn text(self, i: usize) -> Result<Text, Fail> {
        to_text(self.get(i)?).map_err(Fail::Message)
    }

    /// A known string.
    pub(super) fn str(self, i: usize) -> Result<String, Fail> {
        self.text(i)?.known().ok_or(Fail::Unknown)
    }

    /// A known number.
    pub(super) fn number(self, i: usize) -> Result<Number, Fail> {
        match self.get(i)? {
            Value::Number(n) => Ok(*n),
            Value::String(text) => match text.known() {
                Some(known) => Number::parse(&known).ok_or_else(|| Fail::Message(format!("`{known}` is no number"))),
                None => Err(Fail::Unknown),
            },
            Value::Unknown(_) | Value::Either(_) => Err(Fail::Unknown),
            other => wrong(format!("a number is expected, not {}", other.type_name())),
        }
    }

    /// A known whole number.
    pub(super) fn whole(self, i: usize) -> Result<i128, Fail> {
        let n = self.number(i)?;
        n.whole().ok_or_else(|| Fail::Message(format!("a whole number is expected, not {n}")))
    }

    /// A known whole number that is not negative.
    pub(super) fn count(self, i: usize) -> Result<usize, Fail> {
        usize::try_from(self.whole(i)?).map_err(|_| Fail::Message("a number out of range".to_owned()))
    }

    /// The items of a list whose number is known or not: there may be [`Value::Spread`]s.
    pub(super) fn open_items(self, i: usize) -> Result<&'a [Value], Fail> {
        match self.get(i)? {
            Value::List(list) => Ok(&list.items),
            Value::Unknown(_) | Value::Either(_) => Err(Fail::Unknown),
            other => wrong(format!("a list is expected, not {}", other.type_name())),
        }
    }

    /// The items of a list whose number is known.
    pub(super) fn items(self, i: usize) -> Result<&'a [Value], Fail> {
        let items = self.open_items(i)?;
        if items.iter().any(|i| matches!(i, Value::Spread(_))) { Err(Fail::Unknown) } else { Ok(items) }
    }

    /// An object or map; there may be open ones.
    pub(super) fn object(self, i: usize) -> Result<&'a Arc<Object>, Fail> {
        match self.get(i)? {
            Value::Object(object) => Ok(object),
            Value::Unknown(_) | Value::Either(_) | Value::Resource(_) | Value::Module(_) => Err(Fail::Unknown),
            other => wrong(format!("a map is expected, not {}", other.type_name())),
        }
    }
}
