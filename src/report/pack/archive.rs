//! The archive in its one form: a ZIP file of deflated entries in order of their names, all with the same date and rights, nothing between them, and
//! at the end, as the archive's comment, the hash of all bytes before it ("ZIP File Format Specification", 4.3 and 4.4).
//!
//! Names, contents and deflated bytes fix every byte of the form, so that an archive can be held against the one that its own entries give. The
//! deflated bytes are those of one library at one level; another one's serve as well, because the hash at the end stands for them, too.

use std::io::Write;

use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc, Decompress, FlushDecompress, Status};
use sha2::{Digest, Sha256};

use super::{File, digest};
use crate::report::Error;
use crate::report::visible::hexadecimal;

/// What stands before the hash in the archive's comment.
const SEAL: &str = "sha256 of the bytes before this comment: ";
/// Bytes of a hash, written down.
const HASH: usize = 64;
/// All that an archive may unpack to. A pack of 10,000 resources is a hundredth of it.
const LARGEST: u64 = 4 << 30;
/// Bytes unpacked at once.
const PIECE: usize = 1 << 16;

/// Deflated entry; made by Unix, 2.0; 1 January 1980; a file with the rights `rw-r--r--`.
const VERSION: u16 = 20;
const MADE_BY: u16 = 3 << 8 | VERSION;
const DEFLATED: u16 = 8;
const DATE: u32 = 0x21 << 16;
const RIGHTS: u32 = 0o100_644 << 16;

/// An entry of an archive, packed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<'a> {
    /// The name, as bytes of UTF-8.
    pub(super) name: &'a str,
    /// Size when unpacked.
    pub(super) size: u32,
    /// CRC-32 of the content.
    crc: u32,
    packed: &'a [u8],
}

impl<'a> Entry<'a> {
    fn of(name: &'a str, content: &[u8], packed: &'a [u8]) -> Option<Self> {
        let mut crc = Crc::new();
        crc.update(content);
        Some(Self { name, size: u32::try_from(content.len()).ok()?, crc: crc.sum(), packed })
    }
}

/// The archive of files that are in order of their names.
///
/// # Errors
/// When they are more or larger than the form can hold.
pub(super) fn write(files: &[File]) -> Result<Vec<u8>, Error> {
    let failed = |error: std::io::Error| Error::Archive(error.to_string());
    let mut packed = Vec::new();
    for (_, content) in files {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(6));
        encoder.write_all(content).map_err(failed)?;
        packed.push(encoder.finish().map_err(failed)?);
    }
    let entries: Option<Vec<Entry<'_>>> = files.iter().zip(&packed).map(|((name, content), packed)| Entry::of(name, content, packed)).collect();
    let sealed = entries.filter(|e| total(e) <= LARGEST).and_then(|e| form(&e)).map(seal);
    sealed.ok_or_else(|| Error::Archive("the pack is larger than an archive can be".to_owned()))
}

/// The entries of an archive, as its own heads tell them: nothing is unpacked, and nothing but the order of the heads is known to be right.
///
/// # Errors
/// When it is none, or would unpack to more than any pack: says so.
pub(super) fn entries(bytes: &[u8]) -> Result<Vec<Entry<'_>>, String> {
    let mut rest = bytes;
    let mut entries = Vec::new();
    while let Some((entry, after)) = first(rest) {
        entries.push(entry);
        rest = after;
    }
    if entries.is_empty() || !rest.starts_with(b"PK\x01\x02") {
        return Err("it is no archive in the form of a pack, or a head in it was changed".to_owned());
    }
    if total(&entries) > LARGEST {
        return Err(format!("it would unpack to {} bytes, more than any pack", total(&entries)));
    }
    Ok(entries)
}

fn total(entries: &[Entry<'_>]) -> u64 {
    entries.iter().map(|e| u64::from(e.size)).sum()
}

/// The entry at the start of these bytes, and what follows it.
fn first(bytes: &[u8]) -> Option<(Entry<'_>, &[u8])> {
    let rest = bytes.strip_prefix(b"PK\x03\x04")?;
    let (_, rest) = rest.split_at_checked(10)?;
    let (crc, rest) = rest.split_first_chunk::<4>()?;
    let (packed, rest) = rest.split_first_chunk::<4>()?;
    let (size, rest) = rest.split_first_chunk::<4>()?;
    let (name, rest) = rest.split_first_chunk::<2>()?;
    let (_, rest) = rest.split_at_checked(2)?;
    let (name, rest) = rest.split_at_checked(usize::from(u16::from_le_bytes(*name)))?;
    let (packed, rest) = rest.split_at_checked(usize::try_from(u32::from_le_bytes(*packed)).ok()?)?;
    let name = std::str::from_utf8(name).ok()?;
    Some((Entry { name, size: u32::from_le_bytes(*size), crc: u32::from_le_bytes(*crc), packed }, rest))
}

/// Unpacks an entry piece by piece; `None` when it is not what its head says.
pub(super) fn unpack(entry: &Entry<'_>, mut take: impl FnMut(&[u8])) -> Option<()> {
    let mut inflate = Decompress::new(false);
    let mut crc = Crc::new();
    let mut piece = vec![0; PIECE];
    loop {
        let (read, written) = (inflate.total_in(), inflate.total_out());
        let rest = entry.packed.get(usize::try_from(read).ok()?..)?;
        let status = inflate.decompress(rest, &mut piece, FlushDecompress::None).ok()?;
        let new = piece.get(..usize::try_from(inflate.total_out() - written).ok()?)?;
        if inflate.total_out() > u64::from(entry.size) {
            return None;
        }
        crc.update(new);
        take(new);
        match status {
            Status::StreamEnd => break,
            _ if (inflate.total_in(), inflate.total_out()) == (read, written) => return None,
            _ => {}
        }
    }
    let whole = usize::try_from(inflate.total_in()) == Ok(entry.packed.len()) && inflate.total_out() == u64::from(entry.size);
    (whole && crc.sum() == entry.crc).then_some(())
}

/// Whether an archive is the one that its entries give.
pub(super) fn is_in_form(bytes: &[u8], entries: &[Entry<'_>]) -> bool {
    let sorted = entries.windows(2).all(|pair| matches!(pair, [a, b] if a.name < b.name));
    let body = bytes.len().checked_sub(HASH).and_then(|at| bytes.get(..at));
    sorted && body.is_some() && form(entries).as_deref() == body
}

/// Whether the hash at the end of an archive is that of the bytes before it.
pub(super) fn is_sealed(bytes: &[u8]) -> bool {
    bytes
        .split_last_chunk::<HASH>()
        .and_then(|(body, hash)| Some((body.strip_suffix(SEAL.as_bytes())?, hash)))
        .is_some_and(|(body, hash)| digest(body).as_bytes() == hash)
}

/// An archive with the hash of its bytes.
fn seal(mut body: Vec<u8>) -> Vec<u8> {
    let before = body.len().saturating_sub(SEAL.len());
    let hash = hexadecimal(&Sha256::digest(body.get(..before).unwrap_or_default()));
    body.extend_from_slice(hash.as_bytes());
    body
}

/// The archive of entries, up to the hash that ends it; `None` when a number does not fit.
fn form(entries: &[Entry<'_>]) -> Option<Vec<u8>> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for entry in entries {
        let at = u32::try_from(out.len()).ok()?;
        let head = head(entry)?;
        out.extend_from_slice(b"PK\x03\x04");
        out.extend_from_slice(&head);
        out.extend_from_slice(entry.name.as_bytes());
        out.extend_from_slice(entry.packed);
        directory.extend_from_slice(b"PK\x01\x02");
        directory.extend_from_slice(&MADE_BY.to_le_bytes());
        directory.extend_from_slice(&head);
        // No comment, first disk, no attributes inside.
        directory.extend_from_slice(&[0; 6]);
        directory.extend_from_slice(&RIGHTS.to_le_bytes());
        directory.extend_from_slice(&at.to_le_bytes());
        directory.extend_from_slice(entry.name.as_bytes());
    }
    let at = u32::try_from(out.len()).ok()?;
    let (count, length) = (u16::try_from(entries.len()).ok()?, u32::try_from(directory.len()).ok()?);
    out.append(&mut directory);
    out.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    out.extend_from_slice(&count.to_le_bytes());
    out.extend_from_slice(&count.to_le_bytes());
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(&at.to_le_bytes());
    out.extend_from_slice(&u16::try_from(SEAL.len() + HASH).ok()?.to_le_bytes());
    out.extend_from_slice(SEAL.as_bytes());
    Some(out)
}

/// What the head of an entry and its line in the directory share.
fn head(entry: &Entry<'_>) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    out.extend_from_slice(&VERSION.to_le_bytes());
    out.extend_from_slice(&[0; 2]);
    out.extend_from_slice(&DEFLATED.to_le_bytes());
    out.extend_from_slice(&DATE.to_le_bytes());
    out.extend_from_slice(&entry.crc.to_le_bytes());
    out.extend_from_slice(&u32::try_from(entry.packed.len()).ok()?.to_le_bytes());
    out.extend_from_slice(&entry.size.to_le_bytes());
    out.extend_from_slice(&u16::try_from(entry.name.len()).ok()?.to_le_bytes());
    out.extend_from_slice(&[0; 2]);
    Some(out)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn packed_bytes_are_the_content_and_nothing_more() {
        let content = b"as it is ".repeat(99);
        let bytes = write(&[("a".to_owned(), content.clone())]).unwrap();
        let [entry] = entries(&bytes).unwrap().try_into().unwrap();
        let unpacked = |entry: &Entry<'_>| {
            let mut all = Vec::new();
            unpack(entry, |piece| all.extend_from_slice(piece)).map(|()| all)
        };
        assert_eq!(unpacked(&entry).unwrap(), content);
        let behind = [entry.packed, b"smuggled"].concat();
        let cut = entry.packed.split_last().unwrap().1;
        for packed in [behind.as_slice(), cut, b""] {
            assert!(unpacked(&Entry { packed, ..entry }).is_none());
        }
        for size in [0, entry.size - 1, entry.size + 1, u32::MAX] {
            assert!(unpacked(&Entry { size, ..entry }).is_none());
        }
        assert!(unpacked(&Entry { crc: !entry.crc, ..entry }).is_none());
    }
}
