//! Hashes, in hexadecimal.

use sha2::Digest;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// SHA-256.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hex(&sha2::Sha256::digest(bytes))
}

/// SHA-512.
pub(super) fn sha512(bytes: &[u8]) -> String {
    hex(&sha2::Sha512::digest(bytes))
}

/// SHA-256 as raw bytes.
pub(super) fn sha256_bytes(bytes: &[u8]) -> Vec<u8> {
    sha2::Sha256::digest(bytes).to_vec()
}

/// SHA-1.
pub(super) fn sha1(bytes: &[u8]) -> String {
    hex(&sha1::Sha1::digest(bytes))
}

/// MD5.
pub(super) fn md5(bytes: &[u8]) -> String {
    hex(&md5::Md5::digest(bytes))
}
