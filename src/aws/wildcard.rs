//! Plain `*` and `?` patterns over known strings. `[` and `{` are ordinary characters, as in IAM.

/// Whether the whole of `text` matches `pattern`. Case-sensitive; `*` crosses every character.
pub fn matches(pattern: &str, text: &str) -> bool {
    let mut pattern_rest = pattern.chars();
    let mut text_rest = text.chars();
    // Where to go on when the last `*` has to swallow one character more.
    let mut retry: Option<(std::str::Chars<'_>, std::str::Chars<'_>)> = None;
    loop {
        let mut ahead = pattern_rest.clone();
        match ahead.next() {
            Some('*') => {
                pattern_rest = ahead.clone();
                retry = Some((ahead, text_rest.clone()));
                continue;
            }
            Some(p) => {
                let mut text_ahead = text_rest.clone();
                if let Some(c) = text_ahead.next()
                    && (p == '?' || p == c)
                {
                    pattern_rest = ahead;
                    text_rest = text_ahead;
                    continue;
                }
            }
            None if text_rest.clone().next().is_none() => return true,
            None => {}
        }
        let Some((p, t)) = retry.as_mut() else { return false };
        if t.next().is_none() {
            return false;
        }
        pattern_rest = p.clone();
        text_rest = t.clone();
    }
}

#[cfg(test)]
mod tests {
    use super::matches;
    use proptest::prelude::*;

    fn naive(p: &[char], t: &[char]) -> bool {
        match p.split_first() {
            None => t.is_empty(),
            Some(('*', rest)) => (0..=t.len()).any(|i| naive(rest, t.get(i..).unwrap_or(&[]))),
            Some((c, rest)) => t.split_first().is_some_and(|(x, more)| (*c == '?' || c == x) && naive(rest, more)),
        }
    }

    proptest! {
        #[test]
        fn agrees_with_the_definition(p in "[ab*?\\[]{0,8}", t in "[ab\\[]{0,10}") {
            let (pc, tc): (Vec<_>, Vec<_>) = (p.chars().collect(), t.chars().collect());
            prop_assert_eq!(matches(&p, &t), naive(&pc, &tc));
        }
    }
}
