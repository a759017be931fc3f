//! Reads a case's JSON, member by member, with a JSON pointer for every complaint.

use super::Error;
use crate::aws::Text;
use crate::policy::Value;

/// Members of a case that say what is expected of it and where it comes from.
const REMARKS: [&str; 9] = ["id", "expect", "decided_by", "source", "basis", "why", "note", "rule", "rules"];

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(super) struct At<'v> {
    pub(super) value: &'v Value,
    pub(super) pointer: String,
}

impl<'v> At<'v> {
    /// The whole case.
    pub(super) fn root(value: &'v Value) -> Self {
        Self { value, pointer: String::new() }
    }

    /// What is wrong here.
    pub(super) fn says(&self, message: impl Into<String>) -> Error {
        Error { pointer: self.pointer.clone(), message: message.into(), column: None }
    }

    fn expected(&self, what: &str) -> Error {
        self.says(format!("expected {what}, found {}", self.value.sort()))
    }

    /// A member; `None` when it is not there or null.
    pub(super) fn get(&self, name: &str) -> Option<Self> {
        let Value::Object(entries) = self.value else { return None };
        let (_, value) = entries.iter().find(|(k, v)| k.literal() == Some(name) && *v != Value::Null)?;
        Some(Self { value, pointer: self.inside(name) })
    }

    fn inside(&self, name: &str) -> String {
        format!("{}/{}", self.pointer, name.replace('~', "~0").replace('/', "~1"))
    }

    /// The members of an object, each there once.
    pub(super) fn members(&self) -> Result<Vec<(String, Self)>, Error> {
        let Value::Object(entries) = self.value else { return Err(self.expected("an object")) };
        let mut out: Vec<(String, Self)> = Vec::new();
        for (key, value) in entries {
            let name = key.to_string();
            let at = Self { value, pointer: self.inside(&name) };
            if out.iter().any(|(other, _)| *other == name) {
                return Err(at.says("it is there twice"));
            }
            out.push((name, at));
        }
        Ok(out)
    }

    /// That the object has no member that looks like one of these and is none.
    pub(super) fn knows(&self, names: &[&str]) -> Result<(), Error> {
        for (name, at) in self.members()? {
            let known = names.iter().chain(&REMARKS).any(|n| *n == name);
            let like = |n: &&&str| strsim::normalized_damerau_levenshtein(&n.to_lowercase(), &name.to_lowercase()) >= 0.7;
            if let Some(near) = names.iter().find(like).filter(|_| !known) {
                return Err(at.says(format!("no member of a case; is it `{near}`?")));
            }
        }
        Ok(())
    }

    /// The elements of an array.
    pub(super) fn elements(&self) -> Result<Vec<Self>, Error> {
        let Value::Array(list) = self.value else { return Err(self.expected("an array")) };
        Ok(list.iter().enumerate().map(|(i, value)| Self { value, pointer: format!("{}/{i}", self.pointer) }).collect())
    }

    /// A string.
    pub(super) fn string(&self) -> Result<String, Error> {
        match self.value {
            Value::String(text) => Ok(text.to_string()),
            _ => Err(self.expected("a string")),
        }
    }

    /// `true` or `false`.
    pub(super) fn flag(&self) -> Result<bool, Error> {
        match self.value {
            Value::Bool(b) => Ok(*b),
            _ => Err(self.expected("`true` or `false`")),
        }
    }

    /// A value of a condition key: numbers and booleans count as their text.
    pub(super) fn scalar(&self) -> Result<Text, Error> {
        match self.value {
            Value::String(text) => Ok(text.clone()),
            Value::Number(number) => Ok(number.as_str().into()),
            Value::Bool(b) => Ok(b.to_string().into()),
            _ => Err(self.expected("a value")),
        }
    }

    /// A member that has to be there.
    pub(super) fn need(&self, name: &str) -> Result<Self, Error> {
        self.members()?;
        self.get(name).ok_or_else(|| self.says(format!("`{name}` is missing")))
    }

    /// `true` or `false`; the latter when the member is not there.
    pub(super) fn switch(&self, name: &str) -> Result<bool, Error> {
        self.get(name).map_or(Ok(false), |at| at.flag())
    }
}
