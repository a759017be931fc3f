//! Snapshot folders: output of the AWS command line, a file a call. The top-level key of a file says what is in it.
//!
//! Each service's file has a table of keys and the functions that read their elements ([`Key`]); what needs several files is joined when all
//! are read. A key that no table has is a gap naming the file.

mod ec2;
mod elbv2;
mod fields;
pub(super) mod layout;
mod merge;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::value::RawValue;

use super::Source;
use super::source::sha256;
use super::terraform;
use crate::model::Inventory;
use crate::network::{Estate, Id};
use fields::Fields;
use merge::Merged;

/// A folder of files.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// What it is called in the output: a relative path with `/`.
    pub name: String,
    /// Relative paths with `/`, and bytes.
    pub files: Vec<(String, Vec<u8>)>,
    /// Paths of what is not read, and why.
    pub unread: Vec<(String, &'static str)>,
    /// It is one file that is an input itself.
    pub alone: bool,
}

impl Snapshot {
    /// A file that is an input itself.
    pub(super) fn of(source: &Source) -> Self {
        Self { name: source.name.clone(), files: vec![(source.name.clone(), source.bytes.clone())], unread: Vec::new(), alone: true }
    }

    /// SHA-256 over the files; of a file that is an input itself, over its bytes.
    pub(super) fn sha256(&self) -> String {
        if let ([(_, bytes)], true) = (self.files.as_slice(), self.alone) {
            return sha256(bytes);
        }
        let mut files: Vec<&(String, Vec<u8>)> = self.files.iter().collect();
        files.sort();
        let listed: String = files.iter().map(|(name, bytes)| format!("{}  {name}\n", sha256(bytes))).collect();
        sha256(listed.as_bytes())
    }
}

/// Reads one element of a key's array.
type Reader = fn(&mut Parts, &Place, Fields<'_>);

/// A top-level key of a file, and what reads its elements.
type Key = (&'static str, Reader);

/// Tables of all services.
const TABLES: &[&[Key]] = &[ec2::KEYS, elbv2::KEYS];

/// Keys that say nothing about what is modelled.
const IGNORED: &[&str] = &[
    "AvailabilityZones",
    "DhcpOptions",
    "DomainStatusList",
    "DBInstances",
    "InstanceStatuses",
    "NextToken",
    "PlacementGroups",
    "Regions",
    "ResponseMetadata",
    "ServiceDetails",
    "ServiceNames",
    "Tags",
];

/// Where a file stands.
#[derive(Clone, Debug, Default)]
struct Place {
    account: String,
    region: String,
    /// The resource a file is about, where a call has a file a resource.
    name: Option<String>,
}

/// What is read so far. Parts that belong together come in files of their own.
#[derive(Debug, Default)]
struct Parts {
    estate: Estate,
    ec2: ec2::Parts,
    elbv2: elbv2::Parts,
}

/// Reads the network of a snapshot into the inventory, but for what another source covers. Files that can't be read, and members that nothing reads, are gaps of whoever reads the
/// snapshot as an account.
pub(super) fn read(inventory: &mut Inventory, snapshot: &Snapshot, covered: &BTreeSet<Id>) {
    let mut files: Vec<&(String, Vec<u8>)> = snapshot.files.iter().collect();
    files.sort();
    let mut parts = Parts::default();
    for (name, bytes) in files.into_iter().filter(|(name, _)| name != "snapshot.json") {
        let _ = file(&mut parts, &place(name), bytes);
    }
    let Parts { mut estate, ec2, elbv2 } = parts;
    elbv2.join(&mut estate);
    ec2.join(&mut estate);
    inventory.estate.lay_over(estate, covered);
}

fn file(parts: &mut Parts, place: &Place, bytes: &[u8]) -> Result<(), serde_json::Error> {
    let text = terraform::text("", bytes).unwrap_or_default();
    let members: BTreeMap<String, &RawValue> = serde_json::from_str(&text)?;
    // An attribute of a VPC tells the VPC beside it.
    let about = members.get("VpcId").and_then(|id| serde_json::from_str(id.get()).ok());
    let place = &Place { name: about.or_else(|| place.name.clone()), ..place.clone() };
    for (key, value) in &members {
        let reader = TABLES.iter().flat_map(|t| t.iter()).find(|(k, _)| k == key).map(|(_, r)| *r);
        match (reader, value.get().starts_with('[')) {
            (Some(reader), true) => {
                let elements: Vec<&RawValue> = serde_json::from_str(value.get())?;
                for element in elements {
                    let element: serde_json::Value = serde_json::from_str(element.get())?;
                    reader(parts, place, Fields(&element));
                }
            }
            (Some(reader), false) => {
                let element: serde_json::Value = serde_json::from_str(value.get())?;
                reader(parts, place, Fields(&element));
            }
            (None, _) => {}
        }
    }
    Ok(())
}

/// Account, Region and resource as the path tells them.
fn place(path: &str) -> Place {
    let layout::Layout { account, region, name, .. } = layout::of(path);
    Place { account: account.unwrap_or_default(), region: region.unwrap_or_default(), name }
}

/// Members of answers that are read here.
pub(super) fn keys() -> impl Iterator<Item = &'static str> {
    TABLES.iter().flat_map(|t| t.iter()).map(|(key, _)| *key)
}

/// Whether a member of an answer is read here, or known to say nothing about what is modelled.
pub(super) fn knows(key: &str) -> bool {
    IGNORED.contains(&key) || keys().any(|k| k == key)
}
