//! The embedded fonts and how wide text in them is.

mod widths;

/// Weight of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    Regular,
    Bold,
}

/// `@font-face` sources: weight in CSS and WOFF2 bytes.
pub(crate) static WEB: [(u16, &[u8]); 2] = [
    (400, include_bytes!("../../../../templates/fonts/Inter-Regular.woff2")),
    (600, include_bytes!("../../../../templates/fonts/Inter-SemiBold.woff2")),
];

/// OpenType bytes for the PNG renderer.
#[cfg(feature = "png")]
pub(crate) static OPENTYPE: [&[u8]; 2] =
    [include_bytes!("../../../../templates/fonts/Inter-Regular.otf"), include_bytes!("../../../../templates/fonts/Inter-SemiBold.otf")];

/// Width of `text` in pixels at `size` pixels, rounded up. Kerning is left out, which errs on the wide side.
pub(crate) fn width(text: &str, size: i32, weight: Weight) -> i32 {
    let sum = text.chars().map(|c| i64::from(advance(c, weight))).fold(0_i64, i64::saturating_add);
    let pixels = (sum.saturating_mul(i64::from(size)) + 999) / 1000;
    i32::try_from(pixels).unwrap_or(i32::MAX)
}

/// Advance of one character in thousandths of an em; a whole em for what the subset does not hold.
fn advance(c: char, weight: Weight) -> u16 {
    let (ascii, latin, extra): (&[u16], &[u16], &[(u32, u16)]) = match weight {
        Weight::Regular => (&widths::REGULAR_ASCII, &widths::REGULAR_LATIN, &widths::REGULAR_EXTRA),
        Weight::Bold => (&widths::BOLD_ASCII, &widths::BOLD_LATIN, &widths::BOLD_EXTRA),
    };
    let code = u32::from(c);
    let in_range = |table: &[u16], first: u32| code.checked_sub(first).and_then(|at| table.get(usize::try_from(at).ok()?).copied());
    in_range(ascii, 0x20)
        .or_else(|| in_range(latin, 0xA0))
        .or_else(|| extra.iter().find(|(known, _)| *known == code).map(|(_, wide)| *wide))
        .unwrap_or(1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bold_is_wider_and_unknown_is_an_em() {
        assert!(width("AutoMQ", 12, Weight::Bold) > width("AutoMQ", 12, Weight::Regular));
        assert_eq!(width("漢", 12, Weight::Regular), 12);
        assert_eq!(width("", 12, Weight::Regular), 0);
    }
}
