//! Java properties: how Kafka's settings are written.
//!
//! Source: `java.util.Properties`, method `load`, in the Java platform's API documentation.

use std::collections::BTreeMap;

/// The settings of a text; of a key that is set twice the last value holds.
pub(super) fn properties(text: &str) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let first = line.trim_start();
        if first.is_empty() || first.starts_with(['#', '!']) {
            continue;
        }
        let mut whole = first.to_owned();
        // An odd number of backslashes at the end: the line goes on.
        while whole.chars().rev().take_while(|c| *c == '\\').count() % 2 == 1 {
            whole.pop();
            match lines.next() {
                Some(next) => whole.push_str(next.trim_start()),
                None => break,
            }
        }
        let (key, value) = entry(&whole);
        out.insert(key, value);
    }
    out
}

/// Key and value: what parts them is the first `=`, `:` or blank that no backslash stands before.
fn entry(line: &str) -> (String, String) {
    let mut key = String::new();
    let mut rest = line.chars();
    let mut blank = false;
    while let Some(c) = rest.next() {
        match c {
            '\\' => key.extend(rest.next().map(escaped)),
            '=' | ':' => return (key, unescape(rest.as_str().trim_start())),
            c if c.is_whitespace() => {
                blank = true;
                break;
            }
            c => key.push(c),
        }
    }
    let value = rest.as_str().trim_start();
    let value = if blank { value.strip_prefix(['=', ':']).unwrap_or(value).trim_start() } else { value };
    (key, unescape(value))
}

fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if c == '\\' { out.extend(rest.next().map(escaped)) } else { out.push(c) }
    }
    out
}

fn escaped(c: char) -> char {
    match c {
        't' => '\t',
        'n' => '\n',
        'r' => '\r',
        'f' => '\u{c}',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_comments_continuations_and_repetitions() {
        let text = "# no\n! no\na=1\nb : 2\n  c   3\nd = x \\\n   y\na=4\ne\\:f=5\ng\n";
        let read = properties(text);
        let get = |key: &str| read.get(key).map(String::as_str);
        assert_eq!(
            (get("a"), get("b"), get("c"), get("d"), get("e:f"), get("g")),
            (Some("4"), Some("2"), Some("3"), Some("x y"), Some("5"), Some(""))
        );
        assert_eq!(read.len(), 6);
        assert!(properties("x=\\").get("x").is_some_and(String::is_empty));
    }
}
