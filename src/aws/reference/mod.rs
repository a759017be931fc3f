//! Built-in facts about AWS: tables made by `tools/generate-reference` and committed compressed under `data/`, whose `SOURCES.md` names
//! where each comes from.
//!
//! *In:* nothing but the committed tables. Each is unpacked once, when first asked for.
//! *Out:* [`actions`], [`resources`], [`condition_keys`], [`managed_policies`], [`known_accounts`], [`known_vendors`].
//! *Does not:* evaluate anything, nor know what services were launched since the tables were made: what a table does not hold is unknown,
//! not absent.

pub mod actions;
pub mod condition_keys;
mod glob;
pub mod known_accounts;
pub mod known_vendors;
pub mod managed_policies;
pub mod resources;

use std::cmp::Ordering;
use std::sync::LazyLock;

/// The table of services, resource types, condition keys and actions; its format is described in `tools/generate-reference`.
static ACTIONS: LazyLock<String> = LazyLock::new(|| unpack(include_bytes!("data/actions.tsv.gz")));

/// The lines of [`ACTIONS`]: the kind of the line and its fields, `""` where there are fewer than four.
fn lines() -> impl Iterator<Item = (&'static str, [&'static str; 4])> {
    ACTIONS.lines().map(|line| {
        let mut fields = line.split('\t');
        let mut next = || fields.next().unwrap_or_default();
        (next(), [next(), next(), next(), next()])
    })
}

/// Unpacks one committed table. A table that does not unpack is empty; the tests of each table see to it that it does.
fn unpack(packed: &[u8]) -> String {
    let mut text = String::new();
    match std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(packed), &mut text) {
        Ok(_) => text,
        Err(_) => String::new(),
    }
}

/// Compares without regard to ASCII case, the order in which the tables are sorted.
fn compare_folded(a: &str, b: &str) -> Ordering {
    a.bytes().map(|c| c.to_ascii_lowercase()).cmp(b.bytes().map(|c| c.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_tables_stay_small() {
        let packed = include_bytes!("data/actions.tsv.gz").len() + include_bytes!("data/managed-policies.tsv.gz").len();
        assert!(packed < 1_000_000, "{packed} bytes");
    }
}
