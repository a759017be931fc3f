//! `*` and `?` over ASCII, without regard to case. IAM has no other wildcards: brackets and braces are literal.
//!
//! Source: "IAM JSON policy elements: Action".

/// Whether the whole of `text` matches `pattern`, in time proportional to the product of their lengths at worst.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut p, mut t) = (0, 0);
    // Where to go on after a mismatch: behind the last star, one more byte taken by it.
    let mut retry: Option<(usize, usize)> = None;
    while let Some(&byte) = text.get(t) {
        match pattern.get(p) {
            Some(b'*') => {
                p += 1;
                retry = Some((p, t + 1));
            }
            Some(&c) if c == b'?' || c.eq_ignore_ascii_case(&byte) => {
                p += 1;
                t += 1;
            }
            _ => match retry {
                Some((after, from)) => {
                    (p, t) = (after, from);
                    retry = Some((after, from + 1));
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(p).all(|&c| c == b'*')
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn wildcards_are_star_and_question_mark_only() {
        for (pattern, text) in [("*", ""), ("*", "s3:x"), ("Get*", "getobject"), ("G?tOb*t", "GetObject"), ("**", "a"), ("a*b*c", "aXbXbXc")] {
            assert!(matches(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("", "a"), ("?", ""), ("Get", "GetObject"), ("Get?", "Get"), ("a*b", "abc"), ("[a]", "a"), ("{a,b}", "a")] {
            assert!(!matches(pattern, text), "{pattern} {text}");
        }
    }

    #[test]
    fn many_stars_end_in_time() {
        assert!(!matches(&"a*".repeat(200), &"a".repeat(199)));
        assert!(!matches(&format!("{}b", "*a".repeat(500)), &"a".repeat(5_000)));
    }
}
