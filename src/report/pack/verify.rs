//! Whether a pack is as it was written: every file by its hash, no file more or less, and every other byte of the archive as the form has it.
//!
//! Three rules cover every byte. A file's content has the hash of the manifest and the statement. No byte of the archive stands between its entries and
//! its directory. The hash at its end is that of all bytes before it: it stands for heads and deflated bytes, of which several could give the same
//! content.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::{INPUTS, MANIFEST, STATEMENT, archive, digest};
use crate::report::visible::hexadecimal;

/// No manifest, statement or list of inputs is as large, in bytes.
const READ: usize = 64 << 20;

/// What is wrong with a pack.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// It cannot be read as a pack.
    #[error("{0}")]
    Unreadable(String),
    /// A name that could lead out of a folder, or be taken for another one.
    #[error("`{0}` is no name of a file in a pack")]
    Name(String),
    /// The manifest is missing, or a line of it is none.
    #[error("the manifest `SHA256SUMS` {0}")]
    Manifest(&'static str),
    /// A file has another hash, or does not unpack.
    #[error("`{0}` was changed")]
    Changed(String),
    /// A file of the manifest is not there.
    #[error("`{0}` is missing")]
    Missing(String),
    /// A file is not in the manifest.
    #[error("`{0}` was added")]
    Added(String),
    /// The statement says something else than the manifest.
    #[error("the statement `statement.intoto.json` does not tell the hash of `{0}`")]
    Statement(String),
    /// The files are as they were, the archive around them is not.
    #[error("the archive around the files was changed: a name, date, order or number, or bytes that belong to none of them")]
    Form,
    /// The files and their places are as they were, the packed bytes are not.
    #[error("the archive does not have the hash that stands at its end")]
    Seal,
}

/// A pack that is as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// How many files match the manifest.
    pub files: usize,
    /// SHA-256 of the manifest: it stands for the whole pack.
    pub manifest: String,
    /// The lines of the inputs' hashes.
    pub inputs: Vec<String>,
}

/// A file of a pack: its hash, and its content where that is read.
struct Held {
    hash: String,
    content: Vec<u8>,
}

/// Checks a pack.
///
/// # Errors
/// Everything that is wrong with it, as far as it can be told.
pub fn verify(bytes: &[u8]) -> Result<Verified, Vec<Fault>> {
    let mut archive = archive::open(bytes).map_err(|why| vec![Fault::Unreadable(why)])?;
    let names: Vec<String> = archive.file_names().map(|name| name.map_or_else(|_| "�".to_owned(), std::borrow::Cow::into_owned)).collect();
    let mut faults: Vec<Fault> = names.iter().filter(|name| !is_plain(name)).map(|name| Fault::Name(name.clone())).collect();
    let mut held: BTreeMap<&str, Held> = BTreeMap::new();
    for (at, name) in names.iter().enumerate() {
        if let Some(file) = read(&mut archive, at, name) {
            held.insert(name, file);
        } else {
            faults.push(Fault::Changed(name.clone()));
        }
    }
    let names: BTreeSet<&str> = names.iter().map(String::as_str).collect();
    let Some(manifest) = held.get(MANIFEST) else {
        faults.push(Fault::Manifest(if names.contains(MANIFEST) { "cannot be read" } else { "is missing" }));
        return Err(faults);
    };
    let wanted = lines(&manifest.content).unwrap_or_else(|| {
        faults.push(Fault::Manifest("is not a list of hashes and names in order"));
        BTreeMap::new()
    });
    for (name, hash) in &wanted {
        match held.get(name) {
            None if !names.contains(name) => faults.push(Fault::Missing((*name).to_owned())),
            Some(file) if file.hash != *hash => faults.push(Fault::Changed((*name).to_owned())),
            None | Some(_) => {}
        }
    }
    faults.extend(names.iter().filter(|name| **name != MANIFEST && !wanted.contains_key(*name)).map(|name| Fault::Added((*name).to_owned())));
    let content = |name: &str| held.get(name).map(|file| file.content.as_slice()).unwrap_or_default();
    faults.extend(unstated(&wanted, content(STATEMENT)).into_iter().map(Fault::Statement));
    if faults.is_empty() && !archive::is_in_form(bytes, &mut archive) {
        faults.push(Fault::Form);
    }
    if faults.is_empty() && !archive::is_sealed(bytes) {
        faults.push(Fault::Seal);
    }
    if !faults.is_empty() {
        faults.sort();
        faults.dedup();
        return Err(faults);
    }
    let inputs = String::from_utf8_lossy(content(INPUTS)).lines().map(str::to_owned).collect();
    Ok(Verified { files: wanted.len(), manifest: digest(&manifest.content), inputs })
}

/// Unpacks an entry; keeps only what is read further, and of that no more than it can be.
fn read(archive: &mut archive::Archive<'_>, at: usize, name: &str) -> Option<Held> {
    let kept = [MANIFEST, STATEMENT, INPUTS].contains(&name);
    let (mut hash, mut content) = (Sha256::new(), Vec::new());
    archive::unpack(archive, at, |piece| {
        hash.update(piece);
        if kept && content.len() <= READ {
            content.extend_from_slice(piece);
        }
    })?;
    (content.len() <= READ).then(|| Held { hash: hexadecimal(&hash.finalize()), content })
}

/// A relative path of plain names: nothing that leads elsewhere, on any system.
fn is_plain(name: &str) -> bool {
    let part = |p: &str| !p.is_empty() && !p.starts_with('.') && p.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
    name.len() <= 200 && name.split('/').all(part)
}

/// Hash by name, as the manifest says it.
fn lines(manifest: &[u8]) -> Option<BTreeMap<&str, &str>> {
    let text = std::str::from_utf8(manifest).ok()?;
    let mut wanted = BTreeMap::new();
    for line in text.lines() {
        let (hash, name) = line.split_once("  ")?;
        let is_hash = hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        if !is_hash || wanted.insert(name, hash).is_some() {
            return None;
        }
    }
    Some(wanted)
}

/// Files of the manifest whose hash the statement does not tell.
fn unstated(wanted: &BTreeMap<&str, &str>, statement: &[u8]) -> Vec<String> {
    let value: serde_json::Value = serde_json::from_slice(statement).unwrap_or_default();
    let subjects = value.get("subject").and_then(|s| s.as_array()).cloned().unwrap_or_default();
    let pair = |s: &serde_json::Value| Some((s.get("name")?.as_str()?.to_owned(), s.pointer("/digest/sha256")?.as_str()?.to_owned()));
    let told: BTreeSet<(String, String)> = subjects.iter().filter_map(pair).collect();
    let of = wanted.iter().filter(|(name, hash)| **name != STATEMENT && !told.contains(&((**name).to_owned(), (**hash).to_owned())));
    of.map(|(name, _)| (*name).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;
    use crate::report::pack::{File, manifest};

    /// A pack of a few files, as small as can be.
    fn small() -> Vec<File> {
        let text = "{\"a\": 1, \"b\": 1, \"c\": 1, \"a\": 1}\n".repeat(40);
        let mut files: Vec<File> = vec![("inputs.sha256".into(), b"x  plan.json\n".to_vec()), ("report.json".into(), text.into_bytes())];
        let subject = |(name, bytes): &File| serde_json::json!({"name": name, "digest": {"sha256": digest(bytes)}});
        let statement = serde_json::json!({"subject": files.iter().map(subject).collect::<Vec<_>>()});
        files.push((STATEMENT.to_owned(), serde_json::to_vec(&statement).unwrap()));
        files.push((MANIFEST.to_owned(), manifest(&files).into_bytes()));
        files.sort();
        files
    }

    #[test]
    fn every_bit_of_an_archive_counts() {
        let bytes = archive::write(&small()).unwrap();
        assert!(verify(&bytes).is_ok());
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut other = bytes.clone();
                other[at] ^= 1 << bit;
                assert!(verify(&other).is_err(), "bit {bit} of byte {at} of {}", bytes.len());
            }
            // Shorter, longer, a byte less or more inside.
            assert!(verify(&bytes[..at]).is_err(), "the first {at} bytes");
            assert!(verify(&[&bytes[..at], &bytes[at + 1..]].concat()).is_err(), "without byte {at}");
            assert!(verify(&[&bytes[..at], b"\0", &bytes[at..]].concat()).is_err(), "a byte before {at}");
        }
        assert!(verify(&[&bytes, b"\0".as_slice()].concat()).is_err());
    }

    #[test]
    fn names_that_lead_elsewhere_are_none() {
        for name in ["../x", "/etc/passwd", "a//b", "a/../b", "C:\\x", "a\\b", ".hidden", "a/./b", "", "a\u{202E}b", "a\0b", "x/"] {
            assert!(!is_plain(name), "{name:?}");
        }
        for name in ["report.html", "diagrams/trace-F-001.svg", "SHA256SUMS"] {
            assert!(is_plain(name), "{name:?}");
        }
    }
}
