//! Makes characters visible that could change how the rest of a text reads, and shortens what is too long to read.
//!
//! Everything that comes from an input passes here on its way to a reader; what is special to one format (`<`, `|`, a backtick) is escaped by that format.

use std::borrow::Cow;

use sha2::{Digest, Sha256};

/// Longest string of an input that a report repeats, in characters. AWS's longest names (ARNs) have 2,048.
pub const LONGEST: usize = 4096;

/// Whether a character is invisible, breaks lines, or changes direction: C0 and C1 controls, bidirectional controls, zero-width and tag characters,
/// line and paragraph separators, soft hyphen, variation selectors, the byte order mark.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

/// The text with hidden characters written as `\u{202E}`.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_hidden(c) {
            out.push_str(&format!("\\u{{{:X}}}", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// [`visible`], cut in the middle to about `most` characters.
pub fn shown(text: &str, most: usize) -> String {
    let short = elide(text, most);
    visible(&short).into_owned()
}

/// The text, or its beginning and end around `…`, `most` characters in all.
pub fn elide(text: &str, most: usize) -> Cow<'_, str> {
    if text.len() <= most || text.chars().nth(most).is_none() {
        return Cow::Borrowed(text);
    }
    let keep = most.saturating_sub(1);
    let (head, tail) = ends(text, keep - keep / 2, keep / 2);
    Cow::Owned(format!("{head}…{tail}"))
}

/// The text, or, when longer than [`LONGEST`], its beginning and end around a remark with its length and hash, so that different texts stay different.
pub fn bounded(text: String) -> String {
    if text.len() <= LONGEST || text.chars().nth(LONGEST).is_none() {
        return text;
    }
    let digest = hexadecimal(&Sha256::digest(text.as_bytes()));
    let (head, tail) = ends(&text, 120, 40);
    format!("{head}…[shortened: {} characters, sha256 {}]…{tail}", text.chars().count(), digest.get(..16).unwrap_or_default())
}

/// Bytes in lower-case hexadecimal.
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn ends(text: &str, first: usize, last: usize) -> (String, String) {
    let head = text.chars().take(first).collect();
    let mut tail: Vec<char> = text.chars().rev().take(last).collect();
    tail.reverse();
    (head, tail.into_iter().collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn hidden_characters_are_written_out() {
        assert_eq!(visible("a\u{202E}b\n\u{1b}[31m\u{200B}"), "a\\u{202E}b\\u{A}\\u{1B}[31m\\u{200B}");
        assert!(matches!(visible("Grüße, 東京 ⟨x⟩"), Cow::Borrowed(_)));
    }

    #[test]
    fn long_texts_keep_both_ends() {
        assert_eq!(elide("abcdefghij", 5), "ab…ij");
        assert_eq!(elide("abcde", 5), "abcde");
        assert_eq!(elide("ääääää", 3), "ä…ä");
        let long = "x".repeat(10 << 20);
        let other = format!("{long}y");
        assert!(bounded(long.clone()).contains("[shortened: 10485760 characters, sha256 "));
        assert_ne!(bounded(long), bounded(other));
    }
}
