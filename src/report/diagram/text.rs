//! Hostile text made harmless: what cannot be seen is spelled out, long names lose their middle, markup is escaped.

use super::font::{self, Weight};
use crate::report::visible::is_hidden;

/// Longest text kept for a tooltip, in characters.
const TOOLTIP: usize = 2000;

/// Spells out control, bidirectional, zero-width and other invisible characters as `\u{202E}`, and blank space other than
/// the space as one space. At most `limit` characters of the input are looked at; a cut is marked with `…`.
pub(crate) fn visible(text: &str, limit: usize) -> String {
    let mut out = String::new();
    for (at, c) in text.chars().enumerate() {
        if at == limit {
            out.push('…');
            break;
        }
        match c {
            '\n' | '\t' | '\r' => out.push(' '),
            c if hidden(c) => out.push_str(&format!("\\u{{{:X}}}", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

/// Whether a character has no visible form of its own, changes how its neighbours look, or may not stand in XML.
fn hidden(c: char) -> bool {
    let (code, in_plane) = (u32::from(c), u32::from(c) & 0xFFFF);
    let private = matches!(code, 0xE000..=0xF8FF | 0xF0000..);
    is_hidden(c) || private || in_plane >= 0xFFFE
}

/// The text for a tooltip.
pub(crate) fn tooltip(text: &str) -> String {
    visible(text, TOOLTIP)
}

/// The text as drawn: visible characters only, at most `limit` of them, the middle replaced by `…` when it is longer.
pub(crate) fn ellipsis(text: &str, limit: usize) -> String {
    let shown = shown(text, limit);
    let count = shown.chars().count();
    if count <= limit {
        return shown;
    }
    let head = limit.saturating_sub(1).div_ceil(2);
    let tail = limit.saturating_sub(1 + head);
    let mut out: String = shown.chars().take(head).collect();
    out.push('…');
    out.extend(shown.chars().skip(count - tail));
    out
}

/// Both ends of a text, made visible; for a short text the whole. Never looks at more than a few hundred characters.
fn shown(text: &str, limit: usize) -> String {
    if text.len() <= limit.saturating_mul(16) {
        return visible(text, usize::MAX);
    }
    let head: String = text.chars().take(limit).collect();
    let tail: Vec<char> = text.chars().rev().take(limit).collect();
    visible(&head, usize::MAX) + &visible(&tail.into_iter().rev().collect::<String>(), usize::MAX)
}

/// Like [`ellipsis`], but shortened until it is at most `pixels` wide.
pub(crate) fn fit(text: &str, pixels: i32, size: i32, weight: Weight) -> String {
    let mut limit = text.chars().take(300).count();
    loop {
        let out = ellipsis(text, limit);
        if limit <= 3 || font::width(&out, size, weight) <= pixels {
            return out;
        }
        limit -= 1;
    }
}

/// Breaks a sentence into lines of at most `pixels`.
pub(crate) fn wrap(text: &str, pixels: i32, size: i32, weight: Weight) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in visible(text, 600).split_whitespace() {
        let word = fit(word, pixels, size, weight);
        match lines.last_mut() {
            Some(line) if font::width(&format!("{line} {word}"), size, weight) <= pixels => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(word),
        }
    }
    lines
}

/// Escapes text for XML character data and double-quoted attributes. The input must be [`visible`] already.
pub(crate) fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_spelled_out() {
        assert_eq!(visible("a\u{202E}b\u{1b}[31m\u{0}", 99), "a\\u{202E}b\\u{1B}[31m\\u{0}");
        assert_eq!(visible("a\nb", 99), "a b");
        assert_eq!(visible("abcdef", 3), "abc…");
        assert_eq!(visible("ü⟨x⟩漢", 99), "ü⟨x⟩漢");
    }

    #[test]
    fn long_names_lose_their_middle() {
        assert_eq!(ellipsis("abcdefghij", 10), "abcdefghij");
        assert_eq!(ellipsis("abcdefghijk", 5), "ab…jk");
        let long = format!("start{}end", "x".repeat(10_000_000));
        let short = ellipsis(&long, 30);
        assert!(short.starts_with("start") && short.ends_with("end") && short.chars().count() == 30);
    }

    #[test]
    fn fits_and_wraps() {
        assert!(font::width(&fit(&"W".repeat(99), 100, 12, Weight::Bold), 12, Weight::Bold) <= 100);
        assert!(wrap("one two three four five six", 60, 12, Weight::Regular).len() > 1);
    }
}
