//! Terraform plans and states of every format version, source as an input of its own, and what an account says of its principals.
//!
//! Bytes are decoded ([`decode`]), told apart, and read into resource instances ([`plan`], [`state`], [`written`], [`instance`]); instances of all sources
//! are joined into worlds ([`world`]); provider configurations get their account and Region ([`scope`]); then each instance becomes a
//! resource, or a part of one, by the function that its service's file has for its type ([`build`], [`catalogue`]).

mod account;
mod address;
mod build;
mod catalogue;
mod config;
mod declared;
mod decode;
mod deferred;
mod estate;
mod find;
mod instance;
mod missing;
mod overlay;
mod parts;
mod plan;
mod policies;
mod properties;
mod rebuild;
mod reference;
mod scope;
mod secrets;
mod services;
mod state;
mod unfollowed;
mod world;
mod written;

use std::collections::BTreeSet;

use serde_json::value::RawValue;

use super::snapshot::Snapshot;
use super::source::{Evaluated, folder_sha256, sha256};
use super::{Error, Folder, Options, Source};
use crate::model::{Input, Inventory};
pub(super) use account::KIND as SNAPSHOT;
use address::Address;
use config::Config;
pub(super) use decode::text_of as text;
use decode::{Json, Members};
use instance::Instance;
pub use plan::KIND as PLAN;

/// Reads the sources as one world. Tells what of accounts' own answers plans cover, too.
///
/// # Errors
/// When one of them can't be read, or none holds an AWS resource.
pub(super) fn read(sources: &[&Source], options: &Options) -> Result<(Inventory, build::Covered), Error> {
    let files = sources.iter().map(|source| (&source.name, sha256(&source.bytes), One::File(source)));
    let folders = options.folders.iter().map(|folder| (&folder.name, folder_sha256(&*folder.files, &folder.entry), One::Folder(folder)));
    let snapshots = options.snapshots.iter().map(|snapshot| (&snapshot.name, snapshot.sha256(), One::Snapshot(snapshot)));
    let mut ordered: Vec<(&String, String, One<'_>)> = files.chain(folders).chain(snapshots).collect();
    ordered.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    let mut documents = Vec::new();
    let mut inputs = Vec::new();
    for (number, (name, sha256, one)) in ordered.into_iter().enumerate() {
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        let document = match one {
            One::File(source) => read_one(source, options, number)?,
            One::Snapshot(snapshot) => account::read(snapshot, number)?,
            One::Folder(folder) => written::read(folder, &options.given, number)?,
        };
        let ignored = document.evaluated.as_ref().map(Evaluated::left_to_others).unwrap_or_default();
        inputs.push(Input { name: name.clone(), sha256, kind: document.kind.to_owned(), date: document.date.clone(), ignored });
        documents.push(document);
    }
    let nothing_known = documents.iter().all(|d| !d.aws && (d.any || d.kind != plan::KIND));
    if nothing_known {
        return Err(Error::NothingRecognised { names: inputs.into_iter().map(|i| i.name).collect() });
    }
    Ok(build::inventory(inputs, documents, options))
}

/// An input.
#[derive(Clone, Copy)]
enum One<'a> {
    File(&'a Source),
    Folder(&'a Folder),
    Snapshot(&'a Snapshot),
}

fn read_one(source: &Source, options: &Options, input: u32) -> Result<Document, Error> {
    let text = decode::text(source)?;
    let json = Json { name: &source.name, text: &text };
    let members = json.members()?;
    match format(&members) {
        Some(Format::Plan) => plan::read(json, &members, options.side, input),
        Some(Format::State) => state::read_json(json, &members, input),
        Some(Format::RawState) => {
            let version: u64 = members.get("version").map_or(Ok(0), |raw| json.read(raw.get()))?;
            match version {
                3 => state::read_v3(json, &members, input),
                4 => state::read_v4(json, &members, input),
                version => Err(Error::StateVersion { name: source.name.clone(), version }),
            }
        }
        Some(Format::Answer) => account::read(&Snapshot::of(source), input),
        None => {
            let inside = members.iter().find_map(|(key, value)| json.unrecognised(value, key));
            Err(inside.unwrap_or_else(|| {
                let keys: Vec<String> = members.keys().take(5).map(|key| decode::shown(key)).collect();
                json.not_one(&if keys.is_empty() { "an empty object".to_owned() } else { format!("an object with `{}`", keys.join("`, `")) })
            }))
        }
    }
}

/// What a JSON object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Plan,
    State,
    RawState,
    Answer,
}

impl Format {
    fn noun(self) -> &'static str {
        match self {
            Format::Plan => "a Terraform plan",
            Format::State | Format::RawState => "a Terraform state",
            Format::Answer => "an answer of the AWS command line",
        }
    }
}

fn format(members: &Members<'_>) -> Option<Format> {
    let has = |name: &str| members.contains_key(name);
    let object = |name: &str| members.get(name).is_some_and(|raw: &&RawValue| raw.get().starts_with('{'));
    if has("resource_changes") || has("planned_values") {
        Some(Format::Plan)
    } else if has("format_version") && (object("values") || members.keys().all(|k| k == "format_version" || k == "terraform_version")) {
        Some(Format::State)
    } else if has("format_version") && (has("configuration") || has("prior_state") || has("output_changes")) {
        Some(Format::Plan)
    } else if has("version") && (has("resources") || has("modules") || has("lineage") || has("terraform_version")) {
        Some(Format::RawState)
    } else if account::is_answer(members) {
        Some(Format::Answer)
    } else {
        None
    }
}

/// Whether a resource type is the AWS providers'.
fn is_aws(ty: &str) -> bool {
    ty.starts_with("aws_") || ty.starts_with("awscc_")
}

/// Beginnings of types of other providers, of which those without an entry are gaps.
const BEYOND: &[&str] = &["aiven_kafka", "automq_", "azuread_", "azurerm_", "confluent_", "kafka_", "redpanda_"];

/// Whether resources of a type are read: of other providers' those above, those that have an entry, and those that hold secrets.
fn is_read(ty: &str) -> bool {
    is_aws(ty) || BEYOND.iter().any(|p| ty.starts_with(p)) || catalogue::named(ty).is_some() || secrets::holds(ty)
}

/// One source, read.
#[derive(Debug, Default)]
struct Document {
    /// `Terraform plan`, `Terraform state` or `Terraform source`.
    kind: &'static str,
    /// Its own date.
    date: Option<String>,
    /// Instances of AWS types.
    instances: Vec<Instance>,
    /// The configuration; empty for states.
    config: Config,
    /// What the source evaluates to; only of source.
    evaluated: Option<Evaluated>,
    /// Addresses where something was and will not be.
    gone: Vec<Address>,
    /// What the plan removes, as it was.
    removed: Vec<Instance>,
    /// Why it does not show all, with a JSON pointer.
    partial_inputs: Vec<(String, String)>,
    /// What could not be read, with a JSON pointer.
    unreadable: Vec<(String, String)>,
    /// Accounts of which all principals are told.
    fully_told: BTreeSet<String>,
    /// What an account was not asked, or did not tell, with a JSON pointer.
    not_told: Vec<(String, String)>,
    /// Keys that nobody reads, with a JSON pointer to the first.
    unread: Vec<(String, String)>,
    /// It names a resource.
    any: bool,
    /// It names an AWS resource.
    aws: bool,
}

impl Document {
    fn seen(&mut self, address: &Address) {
        self.any = true;
        self.aws |= is_read(&address.ty);
    }

    fn partial(&mut self, message: String, pointer: &str) {
        self.partial_inputs.push((message, pointer.to_owned()));
    }

    fn unreadable(&mut self, pointer: &str, subject: &str) {
        self.unreadable.push((format!("`{subject}` is no resource address"), pointer.to_owned()));
    }
}
