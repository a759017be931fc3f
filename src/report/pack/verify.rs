//! Whether a pack is as it was written: every file by its hash, no file more or less, and no byte of the archive that belongs to nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::{File, MANIFEST, STATEMENT, archive, digest};

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
    /// A name twice.
    #[error("`{0}` is in it more than once")]
    Repeated(String),
    /// The manifest is missing, or a line of it is none.
    #[error("the manifest `SHA256SUMS` {0}")]
    Manifest(&'static str),
    /// A file has another hash.
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
    /// Something is in the archive besides its files.
    #[error("the archive holds bytes that belong to none of its files")]
    Loose,
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

/// Checks a pack.
///
/// # Errors
/// Everything that is wrong with it, as far as it can be told.
pub fn verify(bytes: &[u8]) -> Result<Verified, Vec<Fault>> {
    let files = archive::read(bytes).map_err(|why| vec![Fault::Unreadable(why)])?;
    let mut faults: Vec<Fault> = files.iter().filter(|(name, _)| !is_plain(name)).map(|(name, _)| Fault::Name(name.clone())).collect();
    let mut held: BTreeMap<&str, &[u8]> = BTreeMap::new();
    for (name, content) in &files {
        if held.insert(name, content).is_some() {
            faults.push(Fault::Repeated(name.clone()));
        }
    }
    let Some(manifest) = held.get(MANIFEST) else {
        faults.push(Fault::Manifest("is missing"));
        return Err(faults);
    };
    let wanted = lines(manifest).unwrap_or_else(|| {
        faults.push(Fault::Manifest("is not a list of hashes and names in order"));
        BTreeMap::new()
    });
    for (name, hash) in &wanted {
        match held.get(name) {
            None => faults.push(Fault::Missing((*name).to_owned())),
            Some(content) if digest(content) != *hash => faults.push(Fault::Changed((*name).to_owned())),
            Some(_) => {}
        }
    }
    faults.extend(held.keys().filter(|name| **name != MANIFEST && !wanted.contains_key(*name)).map(|name| Fault::Added((*name).to_owned())));
    faults.extend(unstated(&wanted, held.get(STATEMENT).copied().unwrap_or_default()).into_iter().map(Fault::Statement));
    if faults.is_empty() && rebuilt(&files).as_deref() != Some(bytes) {
        faults.push(Fault::Loose);
    }
    if !faults.is_empty() {
        faults.sort();
        faults.dedup();
        return Err(faults);
    }
    let inputs = held.get("inputs.sha256").map(|text| String::from_utf8_lossy(text).lines().map(str::to_owned).collect());
    Ok(Verified { files: wanted.len(), manifest: digest(manifest), inputs: inputs.unwrap_or_default() })
}

/// The archive that these files give, if they are in order.
fn rebuilt(files: &[File]) -> Option<Vec<u8>> {
    let sorted = files.windows(2).all(|pair| matches!(pair, [(a, _), (b, _)] if a < b));
    if sorted { archive::write(files).ok() } else { None }
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
    use super::*;

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
