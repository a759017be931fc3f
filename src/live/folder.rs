//! The snapshot folder: files that appear whole or not at all and that nobody else may read, and the list of calls with their ends.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Error;
use super::request::encoded;

/// How long the part of a file name may be that tells the resource: file systems allow 255 bytes in all.
const LONGEST: usize = 220;

/// What tells a call from all others of a snapshot.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Key {
    pub account: String,
    /// `global` where the call belongs to no Region.
    pub region: String,
    pub service: String,
    pub operation: String,
    /// The arguments, as JSON with sorted names.
    #[serde(with = "as_object")]
    pub args: String,
}

mod as_object {
    //! Arguments as the object that they are.

    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use serde_json::Value;

    pub(super) fn serialize<S: Serializer>(text: &str, to: S) -> Result<S::Ok, S::Error> {
        serde_json::from_str::<Value>(text).unwrap_or_default().serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
        Value::deserialize(from).map(|value| value.to_string())
    }
}

/// How a call ended, as the snapshot has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Status {
    Ok,
    Denied,
    Failed,
    Absent,
}

/// The end of one call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Ended {
    pub status: Status,
    /// Path of the answer in the folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The permission that is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needs: Option<String>,
    /// What AWS says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Line {
    #[serde(flatten)]
    key: Key,
    #[serde(flatten)]
    ended: Ended,
}

#[derive(Serialize, Deserialize)]
struct Listing {
    version: u32,
    complete: bool,
    calls: Vec<Line>,
}

/// An open snapshot folder.
#[derive(Debug)]
pub(super) struct Folder {
    root: PathBuf,
    calls: BTreeMap<Key, Ended>,
}

impl Folder {
    /// Opens a folder: a new one, an empty one, or a snapshot.
    pub(super) fn open(root: &Path) -> Result<Self, Error> {
        make(root)?;
        let listing = root.join("snapshot.json");
        let wrong = |message: String| Error::NotASnapshot { path: root.to_path_buf(), message };
        let calls = match fs::read(&listing) {
            Ok(bytes) => {
                let listing: Listing = serde_json::from_slice(&bytes).map_err(|e| wrong(format!("its `snapshot.json` can't be read: {e}")))?;
                if listing.version != 1 {
                    return Err(wrong(format!("its `snapshot.json` has version {}, not 1", listing.version)));
                }
                listing.calls.into_iter().map(|line| (line.key, line.ended)).collect()
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                let empty = fs::read_dir(root).map_err(failure("read", root))?.next().is_none();
                if !empty {
                    return Err(wrong("there is no `snapshot.json` in it".into()));
                }
                BTreeMap::new()
            }
            Err(source) => return Err(failure("read", &listing)(source)),
        };
        Ok(Self { root: root.to_path_buf(), calls })
    }

    /// The answer that an earlier run had, if it is whole: `Some(None)` where there is nothing.
    pub(super) fn answer(&self, key: &Key) -> Option<Option<Value>> {
        let ended = self.calls.get(key)?;
        match (ended.status, &ended.file) {
            (Status::Absent, _) => Some(None),
            (Status::Ok, Some(file)) => serde_json::from_slice(&fs::read(self.root.join(file)).ok()?).ok().map(Some),
            _ => None,
        }
    }

    /// Writes an answer, and returns its path in the folder.
    pub(super) fn write(&self, key: &Key, name: Option<&str>, answer: &Value) -> Result<String, Error> {
        let stem = format!("accounts/{}/{}/{}.{}", encoded(&key.account), encoded(&key.region), key.service, key.operation);
        let file = name.map_or_else(|| format!("{stem}.json"), |name| format!("{stem}/{name}.json"));
        let path = self.root.join(&file);
        make(path.parent().unwrap_or(&self.root))?;
        whole(&path, &pretty(answer))?;
        Ok(file)
    }

    /// Notes the end of a call.
    pub(super) fn ended(&mut self, key: Key, ended: Ended) {
        self.calls.insert(key, ended);
    }

    /// Writes the list of calls.
    pub(super) fn save(&self, complete: bool) -> Result<(), Error> {
        let calls = self.calls.iter().map(|(key, ended)| Line { key: key.clone(), ended: ended.clone() }).collect();
        whole(&self.root.join("snapshot.json"), &pretty(&Listing { version: 1, complete, calls }))
    }
}

/// The file name of an answer about one resource: values joined by commas, encoded so that no value is part of another's name.
pub(super) fn name(values: &[String]) -> Option<String> {
    if values.is_empty() {
        return None;
    }
    let name = values.iter().map(|v| encoded(v)).collect::<Vec<_>>().join(",");
    // No name is hidden or leads elsewhere.
    let name = name.strip_prefix('.').map_or(name.clone(), |rest| format!("%2E{rest}"));
    if name.len() <= LONGEST {
        return Some(name);
    }
    let start: String = name.chars().take(LONGEST - 41).collect();
    Some(format!("{start}~{}", digest(&name)))
}

/// The arguments as text that compares.
pub(super) fn arguments(arguments: &Map<String, Value>) -> String {
    let mut sorted: Vec<_> = arguments.iter().collect();
    sorted.sort_by_key(|(name, _)| *name);
    Value::Object(sorted.into_iter().map(|(name, value)| (name.clone(), value.clone())).collect()).to_string()
}

fn digest(text: &str) -> String {
    use sha2::Digest;
    sha2::Sha256::digest(text.as_bytes()).iter().take(20).map(|b| format!("{b:02x}")).collect()
}

/// JSON as the AWS command line indents it.
fn pretty<T: Serialize>(value: &T) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut to = serde_json::Serializer::with_formatter(&mut bytes, serde_json::ser::PrettyFormatter::with_indent(b"    "));
    // Maps with text for keys always serialise.
    let _ = value.serialize(&mut to);
    bytes.push(b'\n');
    bytes
}

fn failure(what: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Error {
    let path = path.to_path_buf();
    move |source| Error::File { what, path, source }
}

/// Makes a folder that only its owner may enter.
fn make(path: &Path) -> Result<(), Error> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(failure("make", path))
}

/// Writes a file that only its owner may read, under another name first: it appears whole or not at all.
fn whole(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let draft = path.with_extension("json.part");
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let written = options.open(&draft).and_then(|mut file| file.write_all(bytes)).and_then(|()| fs::rename(&draft, path));
    written.map_err(failure("write", path))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;

    fn key(operation: &str) -> Key {
        let args = arguments(json!({ "Bucket": "b", "Attribute": "a" }).as_object().unwrap());
        Key { account: "111122223333".into(), region: "global".into(), service: "s3api".into(), operation: operation.into(), args }
    }

    #[test]
    fn what_is_written_is_taken_up() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("new");
        let mut open = Folder::open(&root).unwrap();
        let file = open.write(&key("get-bucket-policy"), name(&["b/../c".into()]).as_deref(), &json!({ "Policy": "{}" })).unwrap();
        assert_eq!(file, "accounts/111122223333/global/s3api.get-bucket-policy/b%2F..%2Fc.json");
        open.ended(key("get-bucket-policy"), Ended { status: Status::Ok, file: Some(file.clone()), needs: None, error: None });
        open.ended(key("get-bucket-acl"), Ended { status: Status::Denied, file: None, needs: Some("s3:GetBucketAcl".into()), error: None });
        open.ended(key("get-bucket-tagging"), Ended { status: Status::Absent, file: None, needs: None, error: None });
        open.save(false).unwrap();

        let again = Folder::open(&root).unwrap();
        assert_eq!(again.calls, open.calls);
        assert_eq!(again.answer(&key("get-bucket-policy")), Some(Some(json!({ "Policy": "{}" }))));
        assert_eq!(again.answer(&key("get-bucket-tagging")), Some(None));
        assert_eq!(again.answer(&key("get-bucket-acl")), None, "what was denied is asked again");
        fs::remove_file(root.join(file)).unwrap();
        assert_eq!(again.answer(&key("get-bucket-policy")), None, "what is gone is asked again");
        let listing: Value = serde_json::from_slice(&fs::read(root.join("snapshot.json")).unwrap()).unwrap();
        assert_eq!(listing.get("complete").unwrap(), false);
        assert_eq!(listing.pointer("/calls/0/args").unwrap(), &json!({ "Attribute": "a", "Bucket": "b" }));
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_may_read() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("new");
        let open = Folder::open(&root).unwrap();
        let file = open.write(&key("get-bucket-policy"), None, &json!({})).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&root), mode(&root.join("accounts")), mode(&root.join(file))), (0o700, 0o700, 0o600));
    }

    #[test]
    fn a_folder_with_something_else_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("thesis.txt"), "").unwrap();
        assert!(matches!(Folder::open(folder.path()), Err(Error::NotASnapshot { .. })));
    }

    #[test]
    fn names_stay_short_and_apart() {
        assert_eq!(name(&[]), None);
        assert_eq!(name(&["..".into()]).unwrap(), "%2E.");
        assert_ne!(name(&["a,b".into()]), name(&["a".into(), "b".into()]));
        let long = |last: &str| name(&[format!("{}{last}", "é".repeat(300))]).unwrap();
        assert!(long("a").len() <= LONGEST && long("a") != long("b"));
    }
}
