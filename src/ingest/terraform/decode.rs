//! Bytes to JSON text, and JSON with the place of what is wrong with it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::super::{Error, Source};

/// The members of a JSON object, unread.
pub(super) type Members<'a> = BTreeMap<String, &'a RawValue>;

/// The text of a source: UTF-8 with or without byte order mark, UTF-16 of either order.
///
/// # Errors
/// When the bytes are none of these, or there is nothing but white space.
pub(super) fn text(source: &Source) -> Result<Cow<'_, str>, Error> {
    text_of(&source.name, &source.bytes)
}

/// The text of bytes that are known by a name.
///
/// # Errors
/// As [`text`].
pub(in crate::ingest) fn text_of<'a>(name: &str, bytes: &'a [u8]) -> Result<Cow<'a, str>, Error> {
    let name = || name.to_owned();
    let text = match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => utf8(rest, 3, name)?,
        [0xFF, 0xFE, rest @ ..] => utf16(rest, 2, u16::from_le_bytes, name)?,
        [0xFE, 0xFF, rest @ ..] => utf16(rest, 2, u16::from_be_bytes, name)?,
        [b'{' | b'[', 0, ..] => utf16(bytes, 0, u16::from_le_bytes, name)?,
        [0, b'{' | b'[', ..] => utf16(bytes, 0, u16::from_be_bytes, name)?,
        bytes => utf8(bytes, 0, name)?,
    };
    if text.trim().is_empty() { Err(Error::Empty { name: name() }) } else { Ok(text) }
}

fn utf8(bytes: &[u8], skipped: usize, name: impl Fn() -> String) -> Result<Cow<'_, str>, Error> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        Err(error) => Err(Error::Encoding { name: name(), offset: skipped + error.valid_up_to() }),
    }
}

fn utf16(bytes: &[u8], skipped: usize, unit: fn([u8; 2]) -> u16, name: impl Fn() -> String) -> Result<Cow<'_, str>, Error> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(pairs.len());
    let mut offset = skipped;
    for unit in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        let Ok(c) = unit else { return Err(Error::Encoding { name: name(), offset }) };
        text.push(c);
        offset += 2 * c.len_utf16();
    }
    if rest.is_empty() { Ok(Cow::Owned(text)) } else { Err(Error::Encoding { name: name(), offset }) }
}

/// A source's text, to read parts of it with errors that name the place in the whole.
#[derive(Clone, Copy)]
pub(super) struct Json<'a> {
    /// The input's name.
    pub name: &'a str,
    /// All of its text.
    pub text: &'a str,
}

impl<'a> Json<'a> {
    /// The whole text as an object.
    ///
    /// # Errors
    /// When it is not JSON, or no object.
    pub(super) fn members(self) -> Result<Members<'a>, Error> {
        let whole: &RawValue = self.read(self.text)?;
        let found = match whole.get().as_bytes().first() {
            Some(b'{') => return self.read(whole.get()),
            Some(b'[') => match self.read::<Vec<&RawValue>>(whole.get())?.as_slice() {
                [first, ..] if is_policy_of_resource(first) => POLICIES,
                [one] => return Err(self.unrecognised(one, "[0]").unwrap_or_else(|| self.not_one("an array of one element"))),
                _ => "an array",
            },
            Some(b'"') => "a string",
            Some(b't' | b'f') => "a truth value",
            Some(b'n') => "null",
            _ => "a number",
        };
        Err(self.not_one(found))
    }

    /// That the input holds `found` instead of a plan or state.
    pub(super) fn not_one(self, found: &str) -> Error {
        Error::Unrecognised { name: self.name.to_owned(), found: found.to_owned() }
    }

    /// The error for a plan or state found under `key`, if that is what is there, at most three objects deep.
    pub(super) fn unrecognised(self, value: &'a RawValue, key: &str) -> Option<Error> {
        self.wrapped(value, key, 3)
    }

    fn wrapped(self, value: &'a RawValue, key: &str, depth: u32) -> Option<Error> {
        if !value.get().starts_with('{') || depth == 0 {
            return None;
        }
        let members: Members<'a> = serde_json::from_str(value.get()).ok()?;
        if let Some(kind) = super::format(&members) {
            return Some(Error::Wrapped { name: self.name.to_owned(), kind: kind.noun(), key: shown(key) });
        }
        members.iter().find_map(|(inner, value)| self.wrapped(value, &format!("{key}.{inner}"), depth - 1))
    }

    /// Reads a part of the text.
    ///
    /// # Errors
    /// When it is not what `T` expects; the place is that in the whole text.
    pub(super) fn read<T: Deserialize<'a>>(self, part: &'a str) -> Result<T, Error> {
        serde_json::from_str(part).map_err(|error| self.error(part, &error))
    }

    /// An error at a part of the text.
    pub(super) fn at(self, part: &str, message: &str) -> Error {
        let (line, column) = self.place(part);
        Error::Json { name: self.name.to_owned(), line: line + 1, column: column + 1, message: message.to_owned() }
    }

    /// Lines before a part of the text, and bytes before it on its line.
    fn place(self, part: &str) -> (usize, usize) {
        let offset = (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        let before = self.text.get(..offset).unwrap_or("");
        (before.matches('\n').count(), before.len() - before.rfind('\n').map_or(0, |i| i + 1))
    }

    fn error(self, part: &str, error: &serde_json::Error) -> Error {
        let (lines_before, column_before) = self.place(part);
        let column = if error.line() <= 1 { column_before + error.column().max(1) } else { error.column() };
        let message = error.to_string();
        let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
        let message = match error.classify() {
            serde_json::error::Category::Syntax => format!("not JSON: {message}"),
            serde_json::error::Category::Eof => format!("cut off: {message}"),
            _ => message.to_owned(),
        };
        Error::Json { name: self.name.to_owned(), line: lines_before + error.line().max(1), column: column.max(1), message }
    }
}

/// What some tools take besides an account's authorization details.
const POLICIES: &str =
    "an array of resources with their policies, which no call answers: give the answers themselves, such as that of `aws s3api get-bucket-policy`";

fn is_policy_of_resource(element: &RawValue) -> bool {
    let members: Members<'_> = serde_json::from_str(element.get()).unwrap_or_default();
    members.contains_key("Resource") && members.contains_key("Policy")
}

/// A member's name for a message: short, and without control characters.
pub(super) fn shown(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars().take(80) {
        if c.is_control() { out.extend(c.escape_default()) } else { out.push(c) }
    }
    out
}
