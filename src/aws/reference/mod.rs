//! Built-in facts about AWS: tables made by `tools/generate-reference` and committed compressed under `data/`, whose `SOURCES.md` names
//! where each comes from.
//!
//! *In:* nothing but the committed tables. Each is unpacked once, when first asked for.
//! *Out:* [`managed_policies`].
//! *Does not:* evaluate anything, nor know what services were launched since the tables were made: what a table does not hold is unknown,
//! not absent.

pub mod managed_policies;

/// Unpacks one committed table. A table that does not unpack is empty; the tests of each table see to it that it does.
fn unpack(packed: &[u8]) -> String {
    let mut text = String::new();
    match std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(packed), &mut text) {
        Ok(_) => text,
        Err(_) => String::new(),
    }
}
