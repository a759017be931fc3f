//! Access to the files of a folder, and paths in it.

use std::collections::BTreeMap;

/// The files of one folder. Paths are relative to it, with `/`, without `.` and `..`; the folder itself is the empty path. What lies outside
/// can't be named, so whoever reads files for this must only keep links from leading out.
pub trait Files: std::fmt::Debug {
    /// Names of the files and folders in a folder; empty when there is no such folder.
    fn entries(&self, folder: &str) -> Vec<Name>;
    /// The bytes of a file; `None` when there is none, or it can't be read.
    fn read(&self, path: &str) -> Option<Vec<u8>>;
}

/// A name in a folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    /// The name.
    pub name: String,
    /// It is a folder.
    pub folder: bool,
}

/// Files in memory, by path.
impl Files for BTreeMap<String, Vec<u8>> {
    fn entries(&self, folder: &str) -> Vec<Name> {
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let mut out: Vec<Name> = Vec::new();
        for path in self.range(prefix.clone()..).map(|(path, _)| path).take_while(|path| path.starts_with(&prefix)) {
            let rest = path.strip_prefix(&prefix).unwrap_or(path);
            let name = match rest.split_once('/') {
                Some((name, _)) => Name { name: name.to_owned(), folder: true },
                None => Name { name: rest.to_owned(), folder: false },
            };
            if out.last() != Some(&name) {
                out.push(name);
            }
        }
        out.sort();
        out.dedup();
        out
    }

    fn read(&self, path: &str) -> Option<Vec<u8>> {
        self.get(path).cloned()
    }
}

/// The path that `relative` means in `folder`; `None` when it leads out of the root or is absolute.
pub(super) fn join(folder: &str, relative: &str) -> Option<String> {
    if relative.starts_with(['/', '~']) || relative.contains(['\\', '\0']) || relative.get(1..2) == Some(":") {
        return None;
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|p| !p.is_empty()).collect();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Whether a path is a folder, or in it.
pub(super) fn within(folder: &str, path: &str) -> bool {
    folder.is_empty() || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The path of `to` as written in `from`: `.`, `modules/a`, `../b`.
pub(super) fn relative(from: &str, to: &str) -> String {
    let from: Vec<&str> = from.split('/').filter(|p| !p.is_empty()).collect();
    let to: Vec<&str> = to.split('/').filter(|p| !p.is_empty()).collect();
    let same = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..", from.len() - same);
    let parts: Vec<&str> = up.chain(to.into_iter().skip(same)).collect();
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_in_the_root() {
        assert_eq!(join("a/b", "../c/./d").as_deref(), Some("a/c/d"));
        assert_eq!(join("a", ".."), Some(String::new()));
        for path in ["../..", "/etc/passwd", "~/x", "c:/x", "..\\x", "x/../../../y"] {
            assert_eq!(join("a", path), None, "{path}");
        }
    }

    #[test]
    fn relative_paths_lead_back() {
        for (from, to, path) in [("", "", "."), ("", "m/a", "m/a"), ("examples/x", "", "../.."), ("a/b", "a/c", "../c")] {
            assert_eq!(relative(from, to), path);
            assert_eq!(join(from, path).as_deref(), Some(to));
        }
    }

    #[test]
    fn memory_lists_folders() {
        let files: BTreeMap<String, Vec<u8>> = ["a.tf", "m/x.tf", "m/y/z.tf", "m.tf"].iter().map(|p| ((*p).to_owned(), Vec::new())).collect();
        let names = |folder: &str| files.entries(folder).into_iter().map(|n| n.name).collect::<Vec<_>>();
        assert_eq!(names(""), ["a.tf", "m", "m.tf"]);
        assert_eq!(names("m"), ["x.tf", "y"]);
        assert!(names("nowhere").is_empty());
    }
}
