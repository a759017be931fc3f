//! What a file of a snapshot is: which call it answers, for which account and Region, about what.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::super::super::Error;
use super::super::super::snapshot::layout;
use super::calls::{self, Call};
use super::manifest::{Manifest, Status};

/// A file.
pub(super) struct File<'a> {
    /// Path in the folder.
    pub path: &'a str,
    /// Account, where path or caller identity say it.
    pub account: Option<String>,
    /// Region; empty for none.
    pub region: Option<String>,
    /// The resource it is about.
    pub name: Option<String>,
    /// How the call is called that it answers, where its path says so: `s3api.list-buckets`.
    pub call: Option<String>,
    /// What is read of the answers of that call.
    pub rows: Vec<&'static Call>,
    /// Arguments of the call, where the snapshot says them.
    pub arguments: Option<&'a serde_json::Value>,
    /// The call is one of the table.
    pub known: bool,
}

/// What reads a member.
pub(super) enum Found {
    Row(&'static Call),
    /// Several calls have such a member.
    Several,
    Nothing,
}

impl<'a> File<'a> {
    /// Reads a path; `identities` are the accounts that callers had, by folder.
    pub(super) fn of(path: &'a str, identities: &BTreeMap<String, String>, manifest: &'a Manifest) -> Self {
        let mut layout = layout::of(path);
        let mut above = Some(folder(path));
        let mut account = layout.account;
        while let (None, Some(folder)) = (&account, above) {
            account = identities.get(folder).cloned();
            above = if folder.is_empty() { None } else { Some(folder.rsplit_once('/').map_or("", |(outer, _)| outer)) };
        }
        let rows: Vec<&'static Call> = calls::named(&layout.call).collect();
        let call = rows.first().map(|row| row.call.to_owned());
        let arguments = manifest.arguments(path);
        let about: Vec<&str> = arguments.and_then(serde_json::Value::as_object).into_iter().flatten().filter_map(|(_, v)| v.as_str()).collect();
        // A long name is cut, and one of several arguments has them all.
        let name = match (layout.name.take(), about.as_slice()) {
            (Some(name), [one]) if name != *one => Some((*one).to_owned()),
            (name, _) => name,
        };
        Self { path, account, region: layout.region, name, known: call.is_some(), call, arguments, rows }
    }

    /// What reads a member: by the call where that is known, else by what is in it.
    pub(super) fn row(&self, member: &str, raw: &RawValue) -> Found {
        if let Some(row) = self.rows.iter().find(|row| row.member == member) {
            return Found::Row(row);
        }
        if self.known && (self.rows.iter().any(|row| row.member.is_empty()) || !raw.get().starts_with('[')) {
            return Found::Nothing;
        }
        let mut found = calls::by_member(member, raw);
        match (found.next(), found.next()) {
            (Some(row), None) => Found::Row(row),
            (Some(_), Some(_)) => Found::Several,
            (None, _) if calls::ambiguous(member) && !self.known => Found::Several,
            (None, _) => Found::Nothing,
        }
    }
}

/// The folder of a path; empty for the uppermost.
pub(super) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The account that a file with the answer of `aws sts get-caller-identity` tells.
pub(super) fn identity(path: &str, bytes: &[u8]) -> Option<String> {
    #[derive(serde::Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Identity {
        user_id: String,
        account: String,
        arn: String,
    }
    if bytes.len() > 4096 && !path.contains("get-caller-identity") {
        return None;
    }
    let identity: Identity = serde_json::from_slice(bytes).ok()?;
    let told = super::super::scope::is_account(&identity.account) && !identity.user_id.is_empty() && identity.arn.contains(&identity.account);
    told.then_some(identity.account)
}

/// An error without the name of the file that it begins with.
pub(super) fn message(error: &Error, name: &str) -> String {
    let text = error.to_string();
    let shown = format!("`{name}`");
    text.strip_prefix(&shown).map_or(text.clone(), |rest| rest.trim_start_matches([':', ' ']).to_owned())
}

/// The code with which AWS refused a call, where a file holds what the command line wrote of that.
pub(super) fn refusal(text: &str) -> Option<(Status, String)> {
    let (before, rest) = text.trim_start().split_once("An error occurred (")?;
    if !before.trim().is_empty() && !before.contains("aws: [ERROR]") {
        return None;
    }
    let (code, _) = rest.split_once(')')?;
    let code: String = code.chars().filter(char::is_ascii_alphanumeric).take(80).collect();
    Some((Status::of_code(&code), code))
}
