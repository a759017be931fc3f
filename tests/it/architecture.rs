//! Reads `src/` and enforces the house rules of `docs/architecture.md`: floors, which room may name which crate, renderers that know reports
//! only, short documented files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Rooms by floor. A room imports strictly lower floors.
const FLOORS: &[(&str, u8)] = &[
    ("aws", 0),
    ("policy", 1),
    ("network", 1),
    ("azure", 0),
    ("azure_rbac", 1),
    ("confluent", 1),
    ("kafka", 1),
    ("sas", 1),
    ("model", 2),
    ("graph", 3),
    ("ingest", 3),
    ("live", 3),
    ("trace", 4),
    ("change", 5),
    ("findings", 5),
    ("controls", 6),
    ("report", 7),
    ("cli", 8),
];

/// Which rooms may name a crate; empty: any.
const CRATES: &[(&str, &[&str])] = &[
    ("anstream", &["cli"]),
    ("anstyle", &["report", "cli"]),
    ("aws-config", &["live"]),
    ("aws-credential-types", &["live"]),
    ("aws-runtime", &["live"]),
    ("aws-smithy-async", &["live"]),
    ("aws-smithy-http-client", &["live"]),
    ("aws-smithy-runtime", &["live"]),
    ("aws-smithy-runtime-api", &["live"]),
    ("aws-smithy-types", &["live"]),
    ("aws-types", &["live"]),
    ("base64", &["ingest", "policy", "report"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("comfy-table", &["report"]),
    ("csv", &["report"]),
    ("fixedbitset", &["policy", "network"]),
    ("flate2", &["aws", "live"]),
    ("graphviz-rust", &["report"]),
    ("hcl-edit", &["ingest"]),
    ("indicatif", &["cli"]),
    ("ipnet", &["policy", "network", "ingest", "cli"]),
    ("jiff", &["policy", "live", "cli"]),
    ("md-5", &["ingest"]),
    ("mimalloc", &[]),
    ("minijinja", &["report"]),
    ("percent-encoding", &["ingest", "live"]),
    ("petgraph", &["graph", "network"]),
    ("rayon", &["cli", "graph"]),
    ("regex", &["ingest"]),
    ("resvg", &["report"]),
    ("roxmltree", &["live"]),
    ("rust_xlsxwriter", &["report"]),
    ("schemars", &["graph", "trace", "findings", "controls", "report"]),
    ("serde", &[]),
    ("serde_json", &[]),
    ("sha1", &["ingest"]),
    ("sha2", &["ingest", "live", "report"]),
    ("strsim", &["cli", "live"]),
    ("terminal_size", &["cli"]),
    ("thiserror", &[]),
    ("tokio", &["live"]),
    ("toml", &["cli"]),
    ("uuid", &["report"]),
    ("yaml-rust2", &["ingest"]),
    ("zip", &["report"]),
];

/// What only some rooms may touch: the clock, files, other programs, the environment.
const SURROUNDINGS: &[(&str, &[&str])] = &[
    ("SystemTime", &["cli"]),
    ("Instant::now", &["cli"]),
    ("Zoned::now", &["cli"]),
    ("Timestamp::now", &["cli"]),
    ("std::fs", &["ingest", "live", "cli"]),
    ("std::env", &["cli"]),
    ("std::process", &["cli", "report"]),
    ("std::net::Tcp", &[]),
];

/// The parts of `report` that turn an analysis into a report; all else in there is a format and sees `report` only.
const REPORT_BUILDERS: &[&str] = &["mod.rs", "view.rs", "view/", "build.rs", "build/"];

const LONGEST: usize = 600;
const EMPTY_NAMES: &[&str] = &["utils", "util", "common", "helpers", "helper", "types", "misc"];

/// One file of `src/`.
struct File {
    /// Path below `src/`, with `/`.
    path: String,
    text: String,
}

impl File {
    fn new(path: &str, text: &str) -> Self {
        Self { path: path.into(), text: text.into() }
    }

    /// The room; none for `lib.rs` and `main.rs`.
    fn room(&self) -> Option<&str> {
        self.path.split_once('/').map(|(room, _)| room)
    }

    /// The path below the room.
    fn inner(&self) -> &str {
        self.path.split_once('/').map_or("", |(_, rest)| rest)
    }

    /// How many modules the file lies below its room's door.
    fn depth(&self) -> usize {
        let parts = self.inner().split('/').count();
        if self.inner().ends_with("mod.rs") { parts - 1 } else { parts }
    }

    /// The code without line comments, so that words in prose count for nothing.
    fn code(&self) -> String {
        self.text.lines().map(|l| if l.trim_start().starts_with("//") { "" } else { l }).collect::<Vec<_>>().join("\n")
    }
}

fn walk(folder: &Path, into: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            walk(&entry, into);
        } else {
            into.push(entry);
        }
    }
}

fn sources() -> Vec<File> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    walk(&src, &mut paths);
    paths
        .into_iter()
        .filter(|p| p.extension().is_some_and(|e| e == "rs"))
        .map(|p| File::new(&p.strip_prefix(&src).unwrap().to_string_lossy().replace('\\', "/"), &fs::read_to_string(&p).unwrap()))
        .collect()
}

fn floor(room: &str) -> Option<u8> {
    FLOORS.iter().find(|(name, _)| *name == room).map(|(_, floor)| *floor)
}

/// The first names of all paths that begin with `root` (`crate::x`, `crate::{x::…, y}`).
fn named_after(code: &str, root: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (at, _) in code.match_indices(root) {
        if code[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
            continue;
        }
        let rest = &code[at + root.len()..];
        match rest.strip_prefix('{') {
            None => names.push(ident(rest)),
            Some(group) => {
                let mut nesting = 0;
                let mut start = true;
                for (i, c) in group.char_indices() {
                    match c {
                        '{' => nesting += 1,
                        '}' if nesting == 0 => break,
                        '}' => nesting -= 1,
                        ',' if nesting == 0 => start = true,
                        c if start && (c.is_alphanumeric() || c == '_') => {
                            names.push(ident(&group[i..]));
                            start = false;
                        }
                        _ => {}
                    }
                }
            }
        }
    }
    names
}

fn ident(s: &str) -> String {
    s.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// The longest chain of `super::` at each place.
fn supers(code: &str) -> Vec<(usize, usize)> {
    let mut chains = Vec::new();
    let mut at = 0;
    while let Some(found) = code[at..].find("super::") {
        let start = at + found;
        let mut end = start;
        let mut length = 0;
        while code[end..].starts_with("super::") {
            length += 1;
            end += "super::".len();
        }
        chains.push((start, length));
        at = end;
    }
    chains
}

fn check_floors(file: &File) -> Vec<String> {
    let code = file.code();
    let Some(room) = file.room() else { return Vec::new() };
    let Some(own) = floor(room) else { return vec![format!("{}: the room `{room}` has no floor", file.path)] };
    let mut wrong: Vec<_> = named_after(&code, "crate::")
        .into_iter()
        .filter(|name| name != room && floor(name).is_none_or(|f| f >= own))
        .map(|name| format!("{}: `{room}` must not see `{name}`", file.path))
        .collect();
    let tests_from = code.find("mod tests").unwrap_or(code.len());
    for (at, length) in supers(&code) {
        if length > file.depth() + usize::from(at > tests_from) {
            wrong.push(format!("{}: `super::` leads out of the room", file.path));
        }
    }
    wrong
}

fn check_renderer(file: &File) -> Vec<String> {
    let builder = REPORT_BUILDERS.iter().any(|b| file.inner() == *b || (b.ends_with('/') && file.inner().starts_with(b)));
    if file.room() != Some("report") || builder {
        return Vec::new();
    }
    named_after(&file.code(), "crate::")
        .into_iter()
        .filter(|name| name != "report")
        .map(|name| format!("{}: a format must not see `{name}`", file.path))
        .collect()
}

fn check_crates(file: &File) -> Vec<String> {
    let code = file.code();
    let room = file.room().unwrap_or("cli");
    let table = CRATES.iter().map(|(name, rooms)| (format!("{}::", name.replace('-', "_")), *rooms));
    let table = table.filter(|(_, rooms)| !rooms.is_empty());
    let named = table.filter(|(path, rooms)| !rooms.contains(&room) && !named_after(&code, path).is_empty());
    let crates = named.map(|(path, _)| format!("{}: `{room}` must not name `{path}`", file.path));
    let touched = SURROUNDINGS.iter().filter(|(what, rooms)| !rooms.contains(&room) && code.contains(what));
    let touched = touched.map(|(what, _)| format!("{}: `{room}` must not use `{what}`", file.path));
    crates.chain(touched).collect()
}

fn check_shape(file: &File) -> Vec<String> {
    let mut wrong = Vec::new();
    let lines = file.text.lines().count();
    if lines > LONGEST {
        wrong.push(format!("{}: {lines} lines, {LONGEST} are the limit", file.path));
    }
    if !file.text.trim_start().starts_with("//!") {
        wrong.push(format!("{}: does not begin with a module doc", file.path));
    }
    if file.path.trim_end_matches(".rs").split('/').any(|part| EMPTY_NAMES.contains(&part)) {
        wrong.push(format!("{}: the name says nothing", file.path));
    }
    wrong
}

fn check_door(file: &File) -> Vec<String> {
    if file.inner() != "mod.rs" {
        return Vec::new();
    }
    let missing = ["*In:*", "*Out:*", "*Does not:*"].iter().filter(|m| !file.text.contains(**m));
    missing.map(|m| format!("{}: the room's doc lacks {m}", file.path)).collect()
}

fn check_rule_file(file: &File) -> Vec<String> {
    let Some(stem) = file.path.strip_prefix("findings/rules/").and_then(|p| p.strip_suffix(".rs")).filter(|s| *s != "mod") else {
        return Vec::new();
    };
    let id = format!("id: \"{}\"", stem.replace('_', "-"));
    if file.text.contains(&id) { Vec::new() } else { vec![format!("{}: does not hold `{id}`", file.path)] }
}

fn all(check: impl Fn(&File) -> Vec<String>) {
    let wrong: Vec<_> = sources().iter().flat_map(check).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn rooms_import_lower_floors_only() {
    all(check_floors);
}

#[test]
fn formats_see_the_report_only() {
    all(check_renderer);
}

#[test]
fn crates_stay_in_their_rooms() {
    all(check_crates);
}

#[test]
fn files_are_short_named_and_documented() {
    all(check_shape);
}

#[test]
fn rooms_say_what_goes_in_and_out() {
    all(check_door);
}

#[test]
fn rule_files_are_named_by_their_rule() {
    all(check_rule_file);
}

#[test]
fn every_room_is_in_the_library_and_has_a_door() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let lib = fs::read_to_string(src.join("lib.rs")).unwrap();
    for entry in fs::read_dir(&src).unwrap().map(|e| e.unwrap()).filter(|e| e.path().is_dir()) {
        let room = entry.file_name().into_string().unwrap();
        assert!(floor(&room).is_some(), "{room} has no floor");
        assert!(lib.contains(&format!("mod {room};")), "{room} is not in lib.rs");
        assert!(entry.path().join("mod.rs").is_file(), "{room} has no mod.rs");
    }
}

#[test]
fn every_dependency_has_its_rooms() {
    let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    let manifest: toml::Table = manifest.parse().unwrap();
    let wanted: BTreeMap<_, _> = CRATES.iter().copied().collect();
    let held: Vec<_> = manifest["dependencies"].as_table().unwrap().keys().map(String::as_str).collect();
    for name in &held {
        assert!(wanted.contains_key(name), "`{name}` of Cargo.toml is in no room");
    }
    for name in wanted.keys() {
        assert!(held.contains(name), "`{name}` is not in Cargo.toml");
    }
}

/// Each check, shown a file that is wrong.
#[test]
fn the_checks_can_fail() {
    let wrong = |check: fn(&File) -> Vec<String>, path: &str, text: &str| {
        assert!(!check(&File::new(path, text)).is_empty(), "{path}: {text}");
    };
    let right = |check: fn(&File) -> Vec<String>, path: &str, text: &str| {
        assert_eq!(check(&File::new(path, text)), Vec::<String>::new(), "{path}: {text}");
    };
    wrong(check_floors, "model/x.rs", "use crate::graph::Edge;");
    wrong(check_floors, "graph/x.rs", "use crate::ingest::read;");
    wrong(check_floors, "graph/x.rs", "use crate::{aws::{Arn, Text}, trace::Trace};");
    wrong(check_floors, "cellar/x.rs", "");
    wrong(check_floors, "graph/mod.rs", "use super::ingest;");
    wrong(check_floors, "graph/x.rs", "use super::super::ingest;");
    right(check_floors, "graph/x.rs", "use crate::{aws::{Arn, Text}, graph::Edge};\n// crate::trace");
    right(check_floors, "graph/mod.rs", "mod tests { use super::*; }");
    right(check_floors, "graph/x/y.rs", "use super::super::Edge;");
    wrong(check_renderer, "report/html.rs", "use crate::findings::Finding;");
    right(check_renderer, "report/view.rs", "use crate::findings::Finding;");
    wrong(check_crates, "trace/x.rs", "use petgraph::Graph;");
    wrong(check_crates, "trace/x.rs", "let t = std::time::SystemTime::now();");
    wrong(check_crates, "graph/x.rs", "use comfy_table::Table;");
    right(check_crates, "graph/x.rs", "use petgraph::{Graph, graph::NodeIndex};");
    wrong(check_shape, "graph/x.rs", "fn f() {}");
    wrong(check_shape, "graph/utils.rs", "//! Doc.");
    wrong(check_shape, "graph/x.rs", &format!("//! Doc.\n{}", "\n".repeat(LONGEST)));
    wrong(check_door, "graph/mod.rs", "//! *In:* *Out:*");
    wrong(check_rule_file, "findings/rules/a_b.rs", "id: \"a-c\"");
    right(check_rule_file, "findings/rules/a_b.rs", "id: \"a-b\"");
}
