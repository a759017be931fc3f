//! The evidence pack: everything an auditor keeps of a review, in one archive that shows whether a byte of it was changed.
//!
//! *In:* a report and its written files. *Out:* the bytes of the archive, the same on every run; what is wrong with one.
//! *Does not:* sign (the statement in it is there to be signed), or hold any input: inputs are named by their hashes.

mod archive;
mod statement;
mod text;
mod verify;

use sha2::{Digest, Sha256};

use super::view::Report;
use super::visible::hexadecimal;
use super::{Error, Format, write};

pub use verify::{Fault, Verified, verify};

/// The manifest: a line `<sha256>  <path>` for every other file.
pub const MANIFEST: &str = "SHA256SUMS";
/// The in-toto statement.
pub const STATEMENT: &str = "statement.intoto.json";

/// The hashes of the inputs.
const INPUTS: &str = "inputs.sha256";

/// A file: its path in the archive, and its bytes.
pub type File = (String, Vec<u8>);

/// The pack of a report. `files` are its reports and diagrams.
///
/// # Errors
/// When a file cannot be written.
pub fn pack(report: &Report, files: &[File]) -> Result<Vec<u8>, Error> {
    let mut all = files.to_vec();
    for (name, format) in [("matrix.csv", Format::Csv), ("matrix.xlsx", Format::Xlsx), ("oscal/assessment-results.json", Format::Oscal)] {
        all.push((name.to_owned(), write(report, format)?));
    }
    all.push(("rules.json".to_owned(), super::json::render(&report.rules)?));
    all.push((INPUTS.to_owned(), text::inputs(report).into_bytes()));
    all.push(("README.md".to_owned(), text::readme(report).into_bytes()));
    all.sort();
    all.push((STATEMENT.to_owned(), statement::write(report, &all)?));
    all.sort();
    all.push((MANIFEST.to_owned(), manifest(&all).into_bytes()));
    all.sort();
    archive::write(&all)
}

fn manifest(files: &[File]) -> String {
    files.iter().map(|(name, bytes)| format!("{}  {name}\n", digest(bytes))).collect()
}

fn digest(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}
