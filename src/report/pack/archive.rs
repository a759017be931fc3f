//! The archive in its one form: a ZIP file of uncompressed entries in order of their names, all with the same date and rights. What is in it fixes
//! every byte of it, whichever library wrote it, so that an archive can be held against the one its entries give.

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::File;
use crate::report::Error;

/// The archive of files that are in order of their names.
pub(super) fn write(files: &[File]) -> Result<Vec<u8>, Error> {
    let failed = |error: zip::result::ZipError| Error::Archive(error.to_string());
    let options =
        SimpleFileOptions::default().compression_method(CompressionMethod::Stored).last_modified_time(DateTime::DEFAULT).unix_permissions(0o644);
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        out.start_file(name.as_str(), options).map_err(failed)?;
        out.write_all(bytes).map_err(|error| Error::Archive(error.to_string()))?;
    }
    Ok(out.finish().map_err(failed)?.into_inner())
}

/// The entries of an archive, in its order.
///
/// # Errors
/// When it is none, or an entry is compressed, encrypted, or larger than the archive: says so.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<File>, String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| format!("it is no ZIP archive that can be read: {error}"))?;
    // The library keeps the last of several entries with one name; the end of the archive counts them all ("ZIP File Format Specification", 4.3.16).
    let end = bytes.len().checked_sub(22).and_then(|at| bytes.get(at..));
    let counted = end.filter(|e| e.starts_with(b"PK\x05\x06")).and_then(|e| Some(usize::from(u16::from_le_bytes([*e.get(10)?, *e.get(11)?]))));
    if counted != Some(archive.len()) {
        return Err("a name is in the archive more than once, or the archive does not end where it says".to_owned());
    }
    let mut room = bytes.len();
    let mut files = Vec::new();
    for at in 0..archive.len() {
        let raw = archive.by_index_raw(at).map_err(|error| error.to_string())?;
        let name = raw.name().map_err(|error| error.to_string())?.into_owned();
        if raw.compression() != CompressionMethod::Stored || raw.encrypted() {
            return Err(format!("`{name}` is compressed or encrypted, which no file of a pack is"));
        }
        // Entries that share bytes would unpack to more than the archive holds.
        let size = usize::try_from(raw.size()).ok().filter(|size| *size <= room).ok_or_else(|| format!("`{name}` is larger than the archive"))?;
        room -= size;
        drop(raw);
        let mut entry = archive.by_index(at).map_err(|error| format!("`{name}` cannot be read: {error}"))?;
        let mut content = Vec::new();
        let limit = u64::try_from(size).unwrap_or(u64::MAX);
        entry.by_ref().take(limit).read_to_end(&mut content).map_err(|error| format!("`{name}` cannot be read: {error}"))?;
        files.push((name, content));
    }
    Ok(files)
}
