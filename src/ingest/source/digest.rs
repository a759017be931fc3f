//! Hashes, in hexadecimal; of whole folders, too.

use sha2::Digest;

use super::files::Files;

/// Files hashed and folders within folders, at most.
const MOST_FILES: usize = 20_000;
const DEEPEST: usize = 32;

/// The hash of a folder: that of its sorted lines `<sha256>  <relative path>`. What version control and `terraform init` keep beside the source is
/// left out, but for modules.
pub fn folder(files: &dyn Files, entry: &str) -> String {
    let mut lines = Vec::new();
    let mut waiting = vec![(String::new(), 0)];
    while let Some((below, depth)) = waiting.pop() {
        let within = |path: &str| [entry, path].into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join("/");
        for name in files.entries(&within(&below)) {
            let path = if below.is_empty() { name.name } else { format!("{below}/{}", name.name) };
            let left_out = path.ends_with(".terraform/providers") || path.rsplit('/').next() == Some(".git");
            if lines.len() >= MOST_FILES || left_out {
                continue;
            }
            if name.folder {
                if depth < DEEPEST {
                    waiting.push((path, depth + 1));
                }
            } else if let Some(bytes) = files.read(&within(&path)) {
                lines.push(format!("{}  {path}\n", sha256(&bytes)));
            }
        }
    }
    lines.sort();
    sha256(lines.concat().as_bytes())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// SHA-256.
pub fn sha256(bytes: &[u8]) -> String {
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
