//! Asking AWS what is in accounts, and writing it down as the AWS command line prints it.
//!
//! The SDK does what is the same for every service: credentials, signing, retries, timeouts, connections. What differs is data: which calls
//! there are (`aws::calls`), and how each is asked for and answered on the wire (`data/`, made by `tools/generate-wire`).
//!
//! *In:* which accounts and Regions; a folder, perhaps with a snapshot that an earlier run did not finish.
//! *Out:* the snapshot folder, and [`Tally`], how many calls had which end.
//! *Does not:* read snapshots into an inventory, change anything in AWS, or write a secret.

mod account;
mod answer;
mod client;
mod endpoint;
mod error;
mod folder;
mod pages;
mod redact;
mod region;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]
mod replay;
mod request;
mod time;
mod wire;
mod work;
mod xml;

use std::path::PathBuf;

pub use error::Error;

/// What to collect.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Folder to write to.
    pub to: PathBuf,
    /// Profiles of the AWS configuration; none for the credentials that the environment gives.
    pub profiles: Vec<String>,
    /// Regions; none for that of the profile or environment, `all` for those that an account has enabled.
    pub regions: Vec<String>,
    /// Roles to assume, with their external ids.
    pub roles: Vec<(String, Option<String>)>,
    /// Name of the role to assume in every other account of the organization, with its external id.
    pub organization: Option<(String, Option<String>)>,
    /// How long an answer may take to begin; none for the usual time.
    pub reading: Option<std::time::Duration>,
    /// Whether only accounts of roles are collected.
    pub roles_only: bool,
}

/// How many calls there are, and how they ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Calls known so far: answers lead to more.
    pub known: usize,
    /// Of them, those that have an answer, perhaps of an earlier run.
    pub answered: usize,
    /// Calls that were refused.
    pub denied: usize,
    /// Calls that failed otherwise.
    pub failed: usize,
    /// Whether the collection ended before every call was made.
    pub interrupted: bool,
}

impl Tally {
    /// Whether there is an answer to every call.
    pub fn complete(&self) -> bool {
        !self.interrupted && self.denied == 0 && self.failed == 0
    }
}

/// What a collection tells while it runs.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event {
    /// How far it is.
    Progress(Tally),
    /// Something that the user should know: one line.
    Notice(String),
}

/// Collects. Takes up the snapshot that is in the folder.
///
/// # Errors
/// When no account can be asked, or the folder can't be written. A call that fails is no error: it is written down.
pub fn collect(options: &Options, tell: &(dyn Fn(Event) + Sync)) -> Result<Tally, Error> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().map_err(Error::Runtime)?;
    let tally = runtime.block_on(work::collect(options, tell));
    runtime.shutdown_background();
    tally
}
