//! Snapshot folders: output of the AWS command line, a file a call. The top-level key of a file says what is in it.
//!
//! Each service's file has a table of keys and the functions that read their elements ([`Key`]); what needs several files is joined when all
//! are read. A key that no table has is a gap naming the file.

mod ec2;
mod elbv2;
mod fields;
mod merge;

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use serde_json::value::RawValue;

use super::Source;
use super::source::sha256;
use super::terraform::PRINCIPALS;
use crate::model::{Gap, GapKind, Input, Inventory, Origin};
use crate::network::Estate;
use fields::Fields;
use merge::Merged;

/// A folder of files.
#[derive(Clone, Debug)]
pub struct Snapshot {
    /// What it is called in the output: a relative path with `/`.
    pub name: String,
    /// Relative paths with `/`, and bytes.
    pub files: Vec<(String, Vec<u8>)>,
}

impl Snapshot {
    /// The files that tell of users, groups, roles and managed policies (`aws iam get-account-authorization-details`).
    pub(super) fn principals(&self) -> impl Iterator<Item = Source> + '_ {
        let tells = |bytes: &[u8]| {
            let members: Option<BTreeMap<String, &RawValue>> = std::str::from_utf8(bytes).ok().and_then(|text| serde_json::from_str(text).ok());
            members.is_some_and(|m| PRINCIPALS.iter().any(|name| m.get(*name).is_some_and(|list| list.get().starts_with('['))))
        };
        let files = self.files.iter().filter(move |(_, bytes)| tells(bytes));
        files.map(|(name, bytes)| Source { name: format!("{}/{name}", self.name), bytes: bytes.clone() })
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
    "CustomerGateways",
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
    "VpnConnections",
    "VpnGateways",
    "directConnectGateways",
    "directConnectGatewayAssociations",
    "virtualInterfaces",
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

/// Reads a snapshot into the inventory.
pub(super) fn read(inventory: &mut Inventory, snapshot: &Snapshot) {
    let input = u32::try_from(inventory.inputs.len()).unwrap_or(u32::MAX);
    let mut files: Vec<&(String, Vec<u8>)> = snapshot.files.iter().collect();
    files.sort();
    let listed: String = files.iter().map(|(name, bytes)| format!("{}  {name}\n", sha256(bytes))).collect();
    inventory.inputs.push(Input { name: snapshot.name.clone(), sha256: sha256(listed.as_bytes()), kind: "AWS snapshot".into(), date: None });
    let mut parts = Parts::default();
    for (name, bytes) in files.into_iter().filter(|(name, _)| name != "snapshot.json") {
        if let Err(message) = file(&mut parts, &place(name), bytes) {
            inventory.gaps.push(Gap {
                kind: GapKind::Unreadable,
                subject: name.clone(),
                message,
                origin: Origin { input, file: Some(name.clone()), ..Origin::default() },
                resource: None,
                policy: None,
            });
        }
    }
    let Parts { mut estate, ec2, elbv2 } = parts;
    elbv2.join(&mut estate);
    ec2.join(&mut estate);
    inventory.estate.extend(estate);
}

fn file(parts: &mut Parts, place: &Place, bytes: &[u8]) -> Result<(), String> {
    let text = std::str::from_utf8(bytes).map_err(|e| format!("not UTF-8 text, first at byte {}", e.valid_up_to()))?;
    let members: BTreeMap<String, &RawValue> = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|e| e.to_string())?;
    let mut unknown = Vec::new();
    for (key, value) in &members {
        let reader = TABLES.iter().flat_map(|t| t.iter()).find(|(k, _)| k == key).map(|(_, r)| *r);
        match (reader, value.get().starts_with('[')) {
            (Some(reader), true) => {
                let elements: Vec<&RawValue> = serde_json::from_str(value.get()).map_err(|e| e.to_string())?;
                for element in elements {
                    let element: serde_json::Value = serde_json::from_str(element.get()).map_err(|e| e.to_string())?;
                    reader(parts, place, Fields(&element));
                }
            }
            (Some(reader), false) => {
                let element: serde_json::Value = serde_json::from_str(value.get()).map_err(|e| e.to_string())?;
                reader(parts, place, Fields(&element));
            }
            (None, _) if IGNORED.contains(&key.as_str()) || PRINCIPALS.contains(&key.as_str()) || !value.get().starts_with(['[', '{']) => {}
            (None, _) => unknown.push(key.as_str()),
        }
    }
    if unknown.is_empty() { Ok(()) } else { Err(format!("nothing reads `{}`", unknown.join("`, `"))) }
}

/// Account, Region and resource as the path tells them: `…/accounts/<account>/<region>/<file>`, `<region>/<file>`, `<region>__<file>`.
fn place(path: &str) -> Place {
    let mut folders: Vec<&str> = path.split('/').collect();
    let file = folders.pop().unwrap_or_default();
    let account = folders.iter().find(|f| f.len() == 12 && f.bytes().all(|b| b.is_ascii_digit()));
    let in_name = file.split_once("__").map(|(region, _)| region);
    let region = in_name.or_else(|| folders.iter().rev().find(|f| is_region(f)).copied());
    let of_call = folders.last().is_some_and(|f| f.contains('.'));
    let name = of_call.then(|| percent_decode_str(file.strip_suffix(".json").unwrap_or(file)).decode_utf8_lossy().into_owned());
    Place { account: account.map(|a| (*a).to_owned()).unwrap_or_default(), region: region.unwrap_or_default().to_owned(), name }
}

fn is_region(text: &str) -> bool {
    text.split('-').count() >= 3 && text.ends_with(|c: char| c.is_ascii_digit()) && !text.contains('.')
}
