//! Reading the files of a folder of Terraform source.

use std::fs;
use std::path::{Path, PathBuf};

use super::exit::Failure;
use crate::ingest::source::{Files, Name};

/// A folder on disk. Links that lead out of it are as if they were not there.
#[derive(Debug)]
pub(super) struct Folder(PathBuf);

/// Larger files are not read; what Terraform's functions read is far smaller.
const LARGEST: u64 = 16 << 20;

impl Folder {
    /// Opens a folder.
    ///
    /// # Errors
    /// When it is none, or can't be found.
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let shown = || path.display().to_string();
        let real = path.canonicalize().map_err(|source| Failure::File { what: "read", path: shown(), source })?;
        if real.is_dir() { Ok(Self(real)) } else { Err(Failure::Usage(format!("`{}` is no folder", shown()))) }
    }

    /// The real path behind a relative one, if it is inside.
    fn inside(&self, path: &str) -> Option<PathBuf> {
        self.0.join(path).canonicalize().ok().filter(|real| real.starts_with(&self.0))
    }
}

impl Files for Folder {
    fn entries(&self, folder: &str) -> Vec<Name> {
        let Some(entries) = self.inside(folder).and_then(|real| fs::read_dir(real).ok()) else { return Vec::new() };
        let mut names: Vec<Name> = entries
            .flatten()
            .filter_map(|entry| {
                let name = entry.file_name().into_string().ok()?;
                let real = self.inside(&if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") })?;
                Some(Name { folder: real.is_dir(), name })
            })
            .collect();
        names.sort();
        names
    }

    fn read(&self, path: &str) -> Option<Vec<u8>> {
        let real = self.inside(path)?;
        let about = fs::metadata(&real).ok()?;
        if about.is_file() && about.len() <= LARGEST { fs::read(real).ok() } else { None }
    }
}
