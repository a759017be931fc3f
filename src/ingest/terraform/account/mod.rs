//! An account as the AWS command line shows it: answers of calls, turned into instances of the resource types that the provider has for what they
//! tell, so that one reader serves all sources.
//!
//! *In:* the files of a snapshot folder, or one file, and what the folder says of itself.
//! *Out:* a [`Document`]: an instance a resource and part, those attributes unknown that no answer tells, and what could not be read.
//! *Does not:* guess what a call that was not made would have answered, or keep anything that the readers of the types don't ask for.
//!
//! [`calls`] lists which members of which answers are read and how; a file says by its path or its members what it answers ([`file`]); answers
//! about the same thing are merged ([`made`]); [`manifest`] and [`facts`] tell what is missing.

mod calls;
mod entity;
mod facts;
mod file;
mod keys;
mod made;
mod manifest;

use std::collections::BTreeMap;

use serde_json::Value;
use serde_json::value::RawValue;

use super::super::Error;
use super::super::snapshot::{self, Snapshot};
use super::Document;
use super::decode::{self, Json, Members};
use super::instance::pointer_token;
use calls::{Call, Reads};
use entity::Entity;
use file::File;
use keys::Keys;
use made::Made;
use manifest::Manifest;

/// Kind of the input, for readers.
pub(in crate::ingest) const KIND: &str = crate::model::SNAPSHOT;

/// Members that tell of further pages: where one is true or not empty, there are some.
const PAGES: &[&str] = &[
    "AdditionalRoutesAvailable",
    "ContinuationToken",
    "HasMoreStreams",
    "IsTruncated",
    "LastEvaluatedTableName",
    "Marker",
    "NextMarker",
    "NextToken",
    "PaginationToken",
    "Truncated",
    "nextToken",
];

/// Members of answers that say nothing of the account.
const IGNORED: &[&str] =
    &["CurrentVersion", "MaxItems", "Owner", "PolicyName", "Prefix", "ResponseMetadata", "RevisionId", "Tags", "projectsNotFound", "tags"];

fn is_ignored(member: &str) -> bool {
    IGNORED.contains(&member) || PAGES.contains(&member)
}

/// Whether an object is the answer of a call that is read.
pub(super) fn is_answer(members: &Members<'_>) -> bool {
    members.iter().any(|(key, value)| snapshot::knows(key) && value.get().starts_with(['[', '{']) || calls::by_member(key, value).next().is_some())
}

/// Reads a snapshot.
///
/// # Errors
/// When a file that is an input alone is no JSON; in a folder that is a gap.
pub(super) fn read(snapshot: &Snapshot, input: u32) -> Result<Document, Error> {
    let mut reading =
        Reading { snapshot, input, document: Document { kind: KIND, ..Document::default() }, made: Made::default(), keys: Keys::default() };
    let manifest = Manifest::read(&mut reading);
    let mut files: Vec<&(String, Vec<u8>)> = snapshot.files.iter().filter(|(path, _)| path != manifest::FILE).collect();
    files.sort();
    for (path, why) in &snapshot.unread {
        reading.unreadable(path, "", (*why).to_owned());
    }
    let mut identities = BTreeMap::new();
    for (path, bytes) in &files {
        let told = file::identity(path, bytes);
        identities.extend(told.map(|account| (file::folder(path).to_owned(), account)));
    }
    for (path, bytes) in files {
        let file = File::of(path, &identities, &manifest);
        let partial = reading.document.partial_inputs.len();
        match reading.file(bytes, &file) {
            Err((_, message)) if snapshot.alone && !reading.document.aws => return Err(decode_again(snapshot, bytes, message)),
            Err((pointer, message)) => reading.unreadable(path, &pointer, message),
            Ok(()) if manifest.tells_all_principals(path) && reading.document.partial_inputs.len() == partial => {
                reading.document.fully_told.extend(file.account);
            }
            Ok(()) => {}
        }
    }
    Ok(reading.finish(&manifest))
}

/// The error of a file that is an input itself, with its place.
fn decode_again(snapshot: &Snapshot, bytes: &[u8], message: String) -> Error {
    let name = &snapshot.name;
    let error = decode::text_of(name, bytes).and_then(|text| Json { name, text: &text }.members().map(|_| ())).err();
    error.unwrap_or(Error::Unrecognised { name: snapshot.name.clone(), found: message })
}

/// What is read so far.
struct Reading<'a> {
    snapshot: &'a Snapshot,
    input: u32,
    document: Document,
    made: Made,
    keys: Keys,
}

impl Reading<'_> {
    fn unreadable(&mut self, path: &str, pointer: &str, message: String) {
        let message = if path.is_empty() || self.snapshot.alone { message } else { format!("`{}`: {message}", decode::shown(path)) };
        self.document.unreadable.push((message, pointer.to_owned()));
    }

    /// Reads a file; what is wrong with it is told with a JSON pointer.
    fn file(&mut self, bytes: &[u8], file: &File<'_>) -> Result<(), (String, String)> {
        let message = |e: Error| (String::new(), file::message(&e, file.path));
        let text = match decode::text_of(file.path, bytes) {
            // The command line prints nothing for an answer without members.
            Err(Error::Empty { .. }) if file.call.is_some() && !self.snapshot.alone => {
                self.known();
                self.made.tell(file);
                return Ok(());
            }
            Err(error) => return Err(message(error)),
            Ok(text) => text,
        };
        if let Some((status, code)) = file::refusal(&text) {
            self.made.refused(file, status);
            return if status == manifest::Status::Absent { Ok(()) } else { Err((String::new(), format!("the call was refused: {code}"))) };
        }
        let json = Json { name: file.path, text: &text };
        let members = json.members().map_err(|e| match e {
            Error::Unrecognised { found, .. } => (String::new(), format!("no answer of a call but {found}")),
            other => message(other),
        })?;
        if super::format(&members).is_some_and(|f| f != super::Format::Answer) {
            return Err((String::new(), "it is no answer of a call but an input of its own: give it as one".to_owned()));
        }
        let whole = file.rows.iter().find(|row| row.member.is_empty()).copied();
        if let Some(row) = whole {
            let value: Value = json.read(json.text).map_err(message)?;
            self.known();
            self.made.tell(file);
            self.element(row, file, &Entity::new(&value, file, String::new()));
            let members = value.as_object().into_iter().flatten().filter(|(name, _)| !PAGES.contains(&name.as_str()) && *name != "ResponseMetadata");
            let members: Value = members.map(|(name, value)| (name.clone(), value.clone())).collect::<serde_json::Map<_, _>>().into();
            self.keys.look(Some(row), "", "", file.path, &members);
        }
        let mut read = whole.is_some();
        let (mut unknown, mut plain) = (Vec::new(), Vec::new());
        for (member, raw) in &members {
            let shown = decode::shown(member);
            match file.row(member, raw) {
                file::Found::Row(row) => {
                    if whole.is_none() {
                        self.look(Some(row), file, member, raw);
                    }
                    // Nobody knows whether the call of the path was made.
                    let own = !file.known || file.rows.iter().any(|r| r.call == row.call);
                    if own {
                        self.made.tell(file);
                    } else {
                        unknown.push(format!("`{shown}` is read, but is not what the call in the path answers"));
                    }
                    let told = self.member(row, file, member, raw);
                    read |= told.is_ok();
                    unknown.extend(told.err());
                }
                file::Found::Several => unknown.push(format!("which call `{shown}` answers is said neither by the path nor by what is in it")),
                file::Found::Nothing if snapshot::knows(member) => {
                    if snapshot::keys().any(|key| key == member) {
                        self.look(None, file, member, raw);
                    }
                    read = true;
                }
                // What ECS could not describe.
                file::Found::Nothing if member == "failures" && raw.get() == "[]" => {}
                file::Found::Nothing if whole.is_some() || is_ignored(member) => {}
                file::Found::Nothing if raw.get().starts_with(['[', '{']) => unknown.push(format!("nothing reads `{shown}`")),
                file::Found::Nothing => plain.push((member, raw)),
            }
        }
        if read {
            self.known();
            let call = file.rows.first().map_or("", |row| row.call);
            for (member, raw) in plain {
                self.keys.beside(call, member, file.path, &serde_json::from_str(raw.get()).unwrap_or_default());
            }
        } else if unknown.is_empty() {
            unknown = plain.iter().map(|(member, _)| format!("nothing reads `{}`", decode::shown(member))).collect();
        }
        for key in PAGES {
            if members.get(*key).is_some_and(|raw| raw.get() == "true" || raw.get().starts_with('"') && raw.get() != "\"\"") {
                let of = if self.snapshot.alone { String::new() } else { format!("`{}`: ", decode::shown(file.path)) };
                self.document.partial(format!("{of}further pages of the answer are missing"), &format!("/{key}"));
                break;
            }
        }
        match (unknown.is_empty(), read) {
            (true, true) => Ok(()),
            (true, false) if file.call.is_some() && members.is_empty() => {
                self.known();
                self.made.tell(file);
                Ok(())
            }
            (true, false) => Err((String::new(), "an object without members that are read".to_owned())),
            (false, _) => Err((String::new(), unknown.join("; "))),
        }
    }

    fn look(&mut self, row: Option<&'static Call>, file: &File<'_>, member: &str, raw: &RawValue) {
        // What is no JSON is told by whoever reads it.
        if let Ok(value) = serde_json::from_str(raw.get()) {
            self.keys.look(row, member, &format!("/{}", pointer_token(member)), file.path, &value);
        }
    }

    fn known(&mut self) {
        self.document.any = true;
        self.document.aws = true;
    }

    fn member(&mut self, row: &'static Call, file: &File<'_>, member: &str, raw: &RawValue) -> Result<(), String> {
        if matches!(row.reads, Reads::Nothing) {
            return Ok(());
        }
        let pointer = format!("/{}", pointer_token(member));
        let wrong = |e: serde_json::Error| format!("`{}` is not what the call answers: {e}", decode::shown(member));
        if raw.get().starts_with('[') {
            let elements: Vec<&RawValue> = serde_json::from_str(raw.get()).map_err(wrong)?;
            let mut odd = 0_usize;
            for (index, element) in elements.into_iter().enumerate() {
                let value: Value = serde_json::from_str(element.get()).map_err(wrong)?;
                odd += usize::from(!value.is_object() && !value.is_string());
                self.element(row, file, &Entity::new(&value, file, format!("{pointer}/{index}")));
            }
            if odd > 0 {
                return Err(format!("`{}` holds {odd} elements that are neither objects nor strings", decode::shown(member)));
            }
            return Ok(());
        }
        let value: Value = serde_json::from_str(raw.get()).map_err(wrong)?;
        if row.list() && !value.is_null() {
            return Err(format!("`{}` is no list", decode::shown(member)));
        }
        self.element(row, file, &Entity::new(&value, file, pointer));
        Ok(())
    }

    fn element(&mut self, row: &'static Call, file: &File<'_>, entity: &Entity<'_>) {
        match row.reads {
            Reads::Nothing => {}
            Reads::Type(ty, attributes) => {
                let values = entity.values(attributes);
                self.made.add(row, file, entity, ty, values);
                self.made.stands(attributes);
            }
            Reads::With(read) => read(&mut calls::Sink { made: &mut self.made, row, file }, entity),
        }
    }

    fn finish(mut self, manifest: &Manifest) -> Document {
        manifest.tell(&mut self.made);
        for (file, what, others) in std::mem::take(&mut self.made.shared) {
            let message = format!("`{what}` is shared with `{}`, which is not followed", others.join("`, `"));
            self.document.not_told.push((if self.snapshot.alone { message } else { format!("`{file}`: {message}") }, String::new()));
        }
        for (file, message) in std::mem::take(&mut self.made.lacking) {
            self.document
                .not_told
                .push((if self.snapshot.alone { message } else { format!("`{}`: {message}", decode::shown(&file)) }, String::new()));
        }
        let missing = facts::missing(&mut self.made, manifest, self.snapshot);
        self.document.not_told.extend(missing.into_iter().map(|message| (message, String::new())));
        self.document.unread = std::mem::take(&mut self.keys).told(self.snapshot.alone);
        self.document.instances = self.made.instances(self.input, self.snapshot.alone);
        self.document
    }
}
