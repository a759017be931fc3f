//! Keys of answers that nobody reads: found in every element, told once a key.
//!
//! What is taken is said by the tables of attributes and by [`taken`]; what is not, though AWS has it, by [`needless`], or by [`weighty`] where it matters.
//! Everything else is a gap, however deep it stands. Only keys are told, and none from inside a value that is taken or left as a whole: there they may be
//! the customer's own words.

mod needless;
mod taken;
mod weighty;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;

use super::super::decode::shown;
use super::super::unfollowed::is_nothing;
use super::calls::{Call, Reads};
use needless::{BEYOND, NEEDLESS};
use taken::{ALIKE, TAKEN};
use weighty::WEIGHTY;

/// As many keys are told at most; the rest are counted.
const MOST: usize = 500;

/// In each of the ways in which services write them.
const TAGS: &[&str] = &["Tags", "tags", "TagList", "TagSet", "tagList"];

/// Keys that were met.
#[derive(Debug, Default)]
pub(super) struct Keys {
    unread: BTreeMap<String, Met>,
    more: BTreeSet<String>,
    weighty: BTreeMap<String, Met>,
}

/// What is known of a key that is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Known {
    /// It has a place in the list of what nobody needs.
    Needless,
    /// It opens something that no step follows.
    Weighty(&'static str),
    /// Nothing.
    Strange,
}

#[derive(Debug)]
struct Met {
    /// What the key says, where that is known.
    what: &'static str,
    times: usize,
    pointer: String,
    file: String,
}

/// Where a value stands.
struct At<'a> {
    /// Keys from the member on, with dots between.
    path: String,
    /// The steps below the member.
    steps: Vec<Step<'a>>,
    /// The member's pointer.
    pointer: &'a str,
    file: &'a str,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

impl At<'_> {
    fn pointer(&self) -> String {
        self.steps.iter().fold(self.pointer.to_owned(), |pointer, step| match step {
            Step::Key(key) => format!("{pointer}/{}", super::pointer_token(key)),
            Step::Index(index) => format!("{pointer}/{index}"),
        })
    }
}

/// What was found out about the keys at a path: the same for every element.
#[derive(Clone, Copy)]
struct Found {
    taken: bool,
    /// Something inside is taken.
    inside: bool,
    known: Known,
}

/// What of a member is taken, and what was found out about paths below it.
struct Member {
    taken: BTreeSet<String>,
    /// How long the member's own name is.
    root: usize,
    /// The member whose elements are as these.
    same: Option<&'static str>,
    found: HashMap<String, Found>,
}

impl Member {
    fn find(&mut self, key: &str, path: &str) -> Found {
        if let Some(found) = self.found.get(path) {
            return *found;
        }
        let below = path.get(self.root.saturating_add(1)..).unwrap_or_default();
        let within = format!("{below}.");
        let inside = self.taken.range(within.clone()..).next().is_some_and(|next| next.starts_with(&within));
        let same = self.same.filter(|_| known(key, path) == Known::Strange).map(|same| format!("{same}.{below}"));
        let found = Found { taken: self.taken.contains(below), inside, known: known(key, same.as_deref().unwrap_or(path)) };
        self.found.insert(path.to_owned(), found);
        found
    }
}

impl Keys {
    /// Looks through a member of an answer that is read, by a row of the calls or for the network; of a row for whole answers through the answer.
    pub(super) fn look(&mut self, row: Option<&Call>, member: &str, pointer: &str, file: &str, value: &Value) {
        if row.is_some_and(|r| matches!(r.reads, Reads::Nothing)) {
            return;
        }
        let root = if member.is_empty() { row.map_or("", |r| r.call) } else { member };
        let taken = paths(row, root);
        if taken.contains("") {
            return;
        }
        let same = ALIKE.iter().find(|(name, _)| *name == root).map(|(_, same)| *same);
        let mut member = Member { taken, root: root.len(), same, found: HashMap::new() };
        self.walk(&mut member, &mut At { path: root.to_owned(), steps: Vec::new(), pointer, file }, value);
    }

    /// Looks at a member beside those that are read, in the answer of a call where that is told.
    pub(super) fn beside(&mut self, call: &str, member: &str, file: &str, value: &Value) {
        let pointer = format!("/{}", super::pointer_token(member));
        self.met(known(member, &format!("{call}.{member}")), &At { path: member.to_owned(), steps: Vec::new(), pointer: &pointer, file }, value);
    }

    fn walk<'a>(&mut self, member: &mut Member, at: &mut At<'a>, value: &'a Value) {
        match value {
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    at.steps.push(Step::Index(index));
                    self.walk(member, at, item);
                    at.steps.pop();
                }
            }
            Value::Object(members) => {
                let before = at.path.len();
                for (key, value) in members.iter().filter(|(key, _)| !TAGS.contains(&key.as_str())) {
                    at.path.push('.');
                    at.path.push_str(key);
                    at.steps.push(Step::Key(key));
                    let found = member.find(key, &at.path);
                    if !found.taken {
                        if found.inside && (value.is_object() || value.is_array() || value.is_null()) {
                            self.walk(member, at, value);
                        } else {
                            self.met(found.known, at, value);
                        }
                    }
                    at.steps.pop();
                    at.path.truncate(before);
                }
            }
            _ => {}
        }
    }

    fn met(&mut self, known: Known, at: &At<'_>, value: &Value) {
        let (list, what) = match known {
            Known::Weighty(what) if !is_nothing(value) => (&mut self.weighty, what),
            Known::Weighty(_) | Known::Needless => return,
            Known::Strange => (&mut self.unread, "read by nobody"),
        };
        let path = at.path.split('.').map(shown).collect::<Vec<_>>().join(".");
        if let Some(met) = list.get_mut(&path) {
            met.times = met.times.saturating_add(1);
        } else if list.len() < MOST {
            list.insert(path, Met { what, times: 1, pointer: at.pointer(), file: at.file.to_owned() });
        } else if self.more.len() < MOST.saturating_mul(100) {
            self.more.insert(path);
        }
    }

    /// A message a key, with a pointer to where it was met first.
    pub(super) fn told(self, alone: bool) -> Vec<(String, String)> {
        let line = |said: String, met: &Met| {
            let place = if alone { String::new() } else { format!(", first in `{}`", shown(&met.file)) };
            let times = if met.times == 1 { "once".to_owned() } else { format!("{} times", met.times) };
            (format!("{said}: {times}{place}"), if alone { met.pointer.clone() } else { String::new() })
        };
        let unread = self.unread.iter().map(|(path, met)| line(format!("the key `{path}` is {}", met.what), met));
        let weighty = self.weighty.iter().map(|(path, met)| line(format!("the key `{path}` is not followed ({})", met.what), met));
        let more = (!self.more.is_empty()).then(|| (format!("{} further keys are read by nobody", self.more.len()), String::new()));
        unread.chain(weighty).chain(more).collect()
    }
}

/// The paths below a member that are taken.
fn paths(row: Option<&Call>, root: &str) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    let same = ALIKE.iter().filter(|(name, _)| *name == root).map(|(_, other)| *other);
    for name in std::iter::once(root).chain(same) {
        out.extend(TAKEN.iter().filter(|(of, _)| *of == name).flat_map(|(_, paths)| paths.split(' ')).map(str::to_owned));
    }
    if let Some(Reads::Type(_, attributes)) = row.map(|r| r.reads) {
        out.extend(
            attributes.iter().map(|(_, from)| from.trim_start_matches(['%', '/', '!'])).filter(|f| !f.contains('@')).map(|f| f.replace("[]", "")),
        );
    }
    out
}

/// What is known of a key, by its name or path.
fn known(key: &str, path: &str) -> Known {
    if let Some((_, what)) = WEIGHTY.iter().find(|(name, _)| *name == key || *name == path) {
        return Known::Weighty(what);
    }
    let listed = NEEDLESS.iter().chain(BEYOND).any(|(_, names)| names.split(' ').any(|n| n == key || n == path));
    if listed { Known::Needless } else { Known::Strange }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::super::calls;
    use super::*;

    #[test]
    fn every_reader_says_what_it_takes() {
        let said = |name: &str| TAKEN.iter().any(|(of, _)| *of == name) || ALIKE.iter().any(|(of, _)| *of == name);
        for row in calls::all().filter(|r| matches!(r.reads, Reads::With(_))) {
            let root = if row.member.is_empty() { row.call } else { row.member };
            // Nothing of it is kept.
            assert!(said(root) || row.call == "s3control.get-access-point-policy", "{root}");
        }
        for key in super::super::super::super::snapshot::keys().filter(|k| *k != "SecurityGroupVpcAssociations") {
            assert!(said(key), "{key}");
        }
    }

    /// A path that is said to be taken is one that the source of some reader names.
    #[test]
    fn what_is_taken_is_named_by_a_reader() {
        let ingest = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ingest");
        let mut text = String::new();
        for folder in ["snapshot", "snapshot/ec2", "terraform/account", "terraform/account/calls"] {
            for entry in std::fs::read_dir(ingest.join(folder)).unwrap() {
                let path = entry.unwrap().path();
                if path.extension().is_some_and(|e| e == "rs") {
                    text += &std::fs::read_to_string(path).unwrap();
                }
            }
        }
        for (of, paths) in TAKEN {
            // Whatever ends in `state` is looked at in some.
            for part in paths.split(' ').flat_map(|p| p.split('.')).filter(|p| !p.is_empty() && !p.to_lowercase().ends_with("state")) {
                let named = ["\"", ".", "/", "[]."]
                    .iter()
                    .any(|before| ["\"", ".", "[]", "/"].iter().any(|after| text.contains(&format!("{before}{part}{after}"))));
                assert!(named, "{of}: {part}");
            }
        }
    }

    #[test]
    fn a_name_has_one_reason_and_is_not_taken() {
        let mut seen = BTreeMap::new();
        for (reason, names) in NEEDLESS.iter().chain(BEYOND) {
            for name in names.split(' ') {
                assert!(seen.insert(name, reason).is_none(), "{name} twice");
            }
        }
        for (name, _) in WEIGHTY {
            assert!(!seen.contains_key(name), "{name} twice");
        }
        for (of, paths) in TAKEN {
            for path in paths.split(' ') {
                assert!(!seen.contains_key(format!("{of}.{path}").as_str()), "{of}.{path}");
            }
        }
    }
}
