//! Acceptances that stand in the source, above the block that they are about:
//!
//! ```text
//! # keyholder:accept=trust-whole-account expires=2027-01-31 owner=platform reason="the vendor cannot name its role"
//! resource "aws_iam_role" "automation" {
//! ```

use super::{Files, Gap};
use crate::model::{Accept, Lines};

/// What the comment begins with.
const MARK: &str = "keyholder:accept=";
/// Folders below which no file is read.
const DEPTH: usize = 16;

/// The acceptances of all `.tf` files in a folder and below it, in order of path and line, and the comments that are none.
pub fn acceptances(files: &dyn Files, entry: &str) -> (Vec<Accept>, Vec<Gap>) {
    let (mut accepts, mut gaps) = (Vec::new(), Vec::new());
    let mut folders = vec![(entry.to_owned(), 0)];
    let mut paths = Vec::new();
    while let Some((folder, depth)) = folders.pop() {
        let inside = |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
        for entry in files.entries(&folder) {
            match entry.folder {
                true if depth < DEPTH && !entry.name.starts_with('.') => folders.push((inside(&entry.name), depth + 1)),
                false if entry.name.ends_with(".tf") || entry.name.ends_with(".tofu") => paths.push(inside(&entry.name)),
                _ => {}
            }
        }
    }
    paths.sort();
    for path in paths {
        let bytes = files.read(&path).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        if text.contains(MARK) {
            of_file(&path, &text, &mut accepts, &mut gaps);
        }
    }
    (accepts, gaps)
}

fn of_file(path: &str, text: &str, accepts: &mut Vec<Accept>, gaps: &mut Vec<Gap>) {
    let lines: Vec<&str> = text.lines().collect();
    for (place, line) in lines.iter().enumerate() {
        let Some(words) = comment(line).and_then(|c| c.strip_prefix(MARK)) else { continue };
        let below = || lines.iter().enumerate().skip(place + 1);
        let first = below().find(|(_, l)| !l.trim().is_empty() && comment(l).is_none()).map(|(i, _)| i);
        let last = first.and_then(|first| below().skip_while(|(i, _)| *i < first).find(|(_, l)| l.trim_end() == "}").map(|(i, _)| i));
        match (parse(words), first) {
            (Ok(accept), Some(first)) => {
                let number = |place: usize| u32::try_from(place + 1).unwrap_or(u32::MAX);
                let lines = Lines { file: path.to_owned(), first: number(first), last: last.map_or(u32::MAX, number) };
                accepts.push(Accept { lines: Some(lines), ..accept });
            }
            (Err(why), _) => gaps.push(wrong(path, place, &why)),
            (Ok(_), None) => gaps.push(wrong(path, place, "no block follows it")),
        }
    }
}

fn wrong(path: &str, place: usize, why: &str) -> Gap {
    let message = format!("line {}: the acceptance is not taken: {why}", place + 1);
    Gap { subject: path.to_owned(), message, at: None }
}

/// The text of a line that is a comment.
fn comment(line: &str) -> Option<&str> {
    let line = line.trim();
    line.strip_prefix('#').or_else(|| line.strip_prefix("//")).map(str::trim)
}

/// `RULE key=value key="some value"`.
fn parse(words: &str) -> Result<Accept, String> {
    let (rule, mut rest) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
    let (mut reason, mut owner, mut expires, mut approver) = (None, None, None, None);
    while !rest.trim_start().is_empty() {
        let (key, value) = rest.trim_start().split_once('=').ok_or_else(|| format!("`{}` is no `key=value`", rest.trim()))?;
        let (value, after) = match value.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').ok_or("a quote is not closed")?,
            None => value.split_once(char::is_whitespace).unwrap_or((value, "")),
        };
        let slot = match key {
            "reason" => &mut reason,
            "owner" => &mut owner,
            "expires" => &mut expires,
            "approver" => &mut approver,
            other => return Err(format!("`{other}` is not known: reason, owner, expires and approver are")),
        };
        *slot = Some(value.to_owned()).filter(|v| !v.is_empty());
        rest = after;
    }
    let missing = |name: &str| format!("`{name}` is missing");
    let expires = expires.ok_or_else(|| missing("expires"))?;
    if !is_date(&expires) {
        return Err(format!("`{expires}` is no date such as 2027-01-31"));
    }
    let (reason, owner) = (reason.ok_or_else(|| missing("reason"))?, owner.ok_or_else(|| missing("owner"))?);
    Ok(Accept { rule: Some(rule.to_owned()), control: None, subject: None, reason, owner, approver, expires, lines: None })
}

fn is_date(text: &str) -> bool {
    let digits = |part: &str, most: u32| part.bytes().all(|b| b.is_ascii_digit()) && part.parse::<u32>().is_ok_and(|n| (1..=most).contains(&n));
    let parts: Vec<&str> = text.split('-').collect();
    matches!(parts.as_slice(), [y, m, d] if y.len() == 4 && m.len() == 2 && d.len() == 2 && digits(y, 9999) && digits(m, 12) && digits(d, 31))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use std::collections::BTreeMap;

    use super::*;

    fn read(text: &str) -> (Vec<Accept>, Vec<Gap>) {
        acceptances(&BTreeMap::from([("a/main.tf".to_owned(), text.as_bytes().to_vec())]), "")
    }

    #[test]
    fn an_acceptance_covers_the_block_below_it() {
        let text = "\n# keyholder:accept=trust-whole-account expires=2027-01-31 owner=platform reason=\"they can't name it\"\n# and more\nresource \"a\" \"b\" {\n  x = {\n  }\n}\nresource \"a\" \"c\" {}\n";
        let (accepts, gaps) = read(text);
        assert!(gaps.is_empty());
        let lines = accepts[0].lines.as_ref().unwrap();
        assert_eq!((accepts[0].rule.as_deref(), lines.file.as_str(), lines.first, lines.last), (Some("trust-whole-account"), "a/main.tf", 4, 7));
        assert_eq!(accepts[0].reason, "they can't name it");
    }

    #[test]
    fn what_lacks_a_reason_an_owner_or_an_end_accepts_nothing() {
        for words in [
            "x expires=2027-01-31 owner=o",
            "x owner=o reason=r",
            "x expires=2027-13-01 owner=o reason=r",
            "x expires=2027-01-31 reason=\"r",
            "x why=1",
        ] {
            let (accepts, gaps) = read(&format!("# keyholder:accept={words}\nresource \"a\" \"b\" {{}}\n"));
            assert!(accepts.is_empty() && gaps.len() == 1, "{words}");
        }
    }
}
