//! The archive: a ZIP file of deflated entries in order of their names, all with the same date and rights and nothing between them. Its comment ends
//! with the hash of every byte before that hash, so that a changed byte shows wherever it stands.

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use super::{File, digest};
use crate::report::Error;

/// What stands before the hash in the archive's comment.
const SEAL: &str = "sha256 of the bytes before this: ";
/// Bytes of a hash, written down.
const HASH: usize = 64;
/// Bytes that an archive may unpack to. A pack of 10,000 resources is a hundredth of it.
const LARGEST: u64 = 4 << 30;
/// Rights of every file, with the mark that it is one.
const RIGHTS: u32 = 0o100_644;
/// Bytes of an entry's head, of its line in the directory, and of the end, without names and comment ("ZIP File Format Specification", 4.3).
const HEAD: u64 = 30;
const LINE: u64 = 46;
const END: usize = 22;

/// An archive that is read.
pub(super) type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// The archive of files that are in order of their names.
///
/// # Errors
/// When they are more or larger than an archive can hold.
pub(super) fn write(files: &[File]) -> Result<Vec<u8>, Error> {
    let failed = |error: zip::result::ZipError| Error::Archive(error.to_string());
    // The level is said: what the library takes by itself may change.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(6))
        .last_modified_time(DateTime::DEFAULT)
        .unix_permissions(RIGHTS);
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        out.start_file(name.as_str(), options).map_err(failed)?;
        out.write_all(bytes).map_err(|error| Error::Archive(error.to_string()))?;
    }
    out.set_comment(format!("{SEAL}{}", "0".repeat(HASH))).map_err(failed)?;
    let mut bytes = out.finish().map_err(failed)?.into_inner();
    if let Some((before, hash)) = bytes.split_last_chunk_mut::<HASH>() {
        hash.copy_from_slice(digest(before).as_bytes());
    }
    Ok(bytes)
}

/// The archive in these bytes; nothing is unpacked.
///
/// # Errors
/// When it is none, holds a name twice, or would unpack to more than any pack: says so.
pub(super) fn open(bytes: &[u8]) -> Result<Archive<'_>, String> {
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| format!("it is no ZIP archive that can be read: {error}"))?;
    // The library keeps the last of several entries with one name; the end of the archive counts them all (4.3.16).
    let end = bytes.len().checked_sub(END.saturating_add(archive.comment().len())).and_then(|at| bytes.get(at..));
    let counted = end.and_then(|e| Some(usize::from(u16::from_le_bytes([*e.get(10)?, *e.get(11)?]))));
    if counted != Some(archive.len()) {
        return Err("a name is in it more than once, or it does not end where it says".to_owned());
    }
    match archive.decompressed_size() {
        Some(size) if size <= u128::from(LARGEST) => Ok(archive),
        _ => Err("it would unpack to more than any pack".to_owned()),
    }
}

/// Unpacks an entry piece by piece; nothing when it is not what its head says.
pub(super) fn unpack(archive: &mut Archive<'_>, at: usize, mut take: impl FnMut(&[u8])) -> Option<()> {
    let entry = archive.by_index(at).ok()?;
    let size = entry.size();
    let (mut piece, mut read) = (vec![0; 1 << 16], 0_u64);
    // A byte more than it says: then it lies.
    let mut rest = entry.take(size.saturating_add(1));
    loop {
        match rest.read(&mut piece).ok()? {
            0 => break,
            some => {
                read = read.saturating_add(some as u64);
                take(piece.get(..some)?);
            }
        }
    }
    (read == size).then_some(())
}

/// Whether an archive has the form of a pack: entries in order, each with the same marks, and no byte that belongs to none of them.
pub(super) fn is_in_form(bytes: &[u8], archive: &mut Archive<'_>) -> bool {
    let (mut head, mut line) = (0, archive.central_directory_start());
    let start = line;
    let mut last = Vec::new();
    for at in 0..archive.len() {
        let Ok(entry) = archive.by_index_raw(at) else { return false };
        let name = entry.name_raw();
        let length = name.len() as u64;
        let marks = entry.compression() == CompressionMethod::Deflated
            && entry.last_modified() == Some(DateTime::DEFAULT)
            && entry.unix_mode() == Some(RIGHTS)
            && entry.comment_raw().is_empty();
        let places = (entry.header_start(), entry.data_start(), entry.central_header_start()) == (head, Some(head + HEAD + length), line);
        if !marks || !places || name <= last.as_slice() {
            return false;
        }
        last = name.to_vec();
        head = head.saturating_add(HEAD).saturating_add(length).saturating_add(entry.compressed_size());
        line = line.saturating_add(LINE).saturating_add(length);
    }
    let seal = archive.comment().strip_prefix(SEAL.as_bytes()).is_some_and(|hash| hash.len() == HASH);
    head == start && seal && usize::try_from(line).is_ok_and(|end| end.saturating_add(END + SEAL.len() + HASH) == bytes.len())
}

/// Whether the hash at the end of an archive is that of the bytes before it.
pub(super) fn is_sealed(bytes: &[u8]) -> bool {
    bytes.split_last_chunk::<HASH>().is_some_and(|(before, hash)| digest(before).as_bytes() == hash)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn entries_are_their_content_and_nothing_more() {
        let content = b"as it is ".repeat(99);
        let bytes = write(&[("a".to_owned(), content.clone())]).unwrap();
        let unpacked = |bytes: &[u8]| {
            let mut all = Vec::new();
            unpack(&mut open(bytes).unwrap(), 0, |piece| all.extend_from_slice(piece)).map(|()| all)
        };
        assert_eq!(unpacked(&bytes).unwrap(), content);
        assert!(is_in_form(&bytes, &mut open(&bytes).unwrap()) && is_sealed(&bytes));
        // The size in the directory.
        let at = bytes.windows(4).position(|w| w == b"PK\x01\x02").unwrap() + 24;
        let size = u32::try_from(content.len()).unwrap();
        for wrong in [0, size - 1, size + 1] {
            let mut lying = bytes.clone();
            lying.splice(at..at + 4, wrong.to_le_bytes());
            assert!(unpacked(&lying).is_none(), "{wrong}");
        }
        let behind = [&bytes[..], b"more"].concat();
        assert!(!open(&behind).is_ok_and(|mut archive| is_in_form(&behind, &mut archive)));
    }
}
