//! The stylesheet: dark colours only. Light colours are presentation attributes, so that programs without CSS draw them.

use std::fmt::Write as _;
use std::sync::LazyLock;

use base64::Engine as _;

use crate::report::diagram::{font, style};

/// A colour, light and dark.
pub(super) type Colour = [&'static str; 2];

pub(super) const PAPER: Colour = ["#FFFFFF", "#0E141B"];
pub(super) const INK: Colour = ["#14202E", "#E8EDF3"];
pub(super) const MUTE: Colour = ["#465364", "#A9B6C5"];
pub(super) const LINE: Colour = ["#5B6B7F", "#8A9BB0"];
pub(super) const BOX: Colour = ["#FFFFFF", "#17212B"];
pub(super) const TAG: Colour = ["#EDF1F5", "#263340"];
pub(super) const CRITICAL: Colour = ["#B3261E", "#FF8A80"];
pub(super) const CRITICAL_FILL: Colour = ["#FDEBE9", "#3A1512"];
pub(super) const REVIEW: Colour = ["#8A5A00", "#F2B84B"];
pub(super) const REVIEW_FILL: Colour = ["#FFF4DA", "#33270B"];
pub(super) const GOOD: Colour = ["#12543F", "#5CCFBE"];
pub(super) const HALO: Colour = ["#F6B4A8", "#7A2F28"];

/// Dark values of the fixed classes: class, `fill` or `stroke`, colour.
static CLASSES: [(&str, &str, Colour); 23] = [
    ("paper", "fill", PAPER),
    ("ink", "fill", INK),
    ("mute", "fill", MUTE),
    ("rule", "stroke", LINE),
    ("glyph", "stroke", LINE),
    ("box", "fill", BOX),
    ("box", "stroke", LINE),
    ("tag", "fill", TAG),
    ("critical", "stroke", CRITICAL),
    ("critical-fill", "fill", CRITICAL_FILL),
    ("critical-ink", "fill", CRITICAL),
    ("review", "stroke", REVIEW),
    ("review-fill", "fill", REVIEW_FILL),
    ("review-ink", "fill", REVIEW),
    ("good-ink", "fill", GOOD),
    ("unknown-ink", "fill", MUTE),
    ("halo", "stroke", HALO),
    ("on-mark", "fill", PAPER),
    ("on-mark-line", "stroke", PAPER),
    ("hollow", "fill", BOX),
    ("unknown", "stroke", MUTE),
    ("neutral-ink", "fill", INK),
    ("good", "stroke", GOOD),
];

static SHARED: LazyLock<String> = LazyLock::new(|| {
    let mut css = String::from("@media screen and (prefers-color-scheme:dark){");
    let mut rule = |class: &str, property: &str, colour: &str| {
        let _ = write!(css, ".kh-{class}{{{property}:{colour}}}");
    };
    for (class, property, [_, dark]) in &CLASSES {
        rule(class, property, dark);
    }
    for edge in style::all() {
        let [_, dark] = edge.colour;
        rule(&format!("e-{}", edge.class), "stroke", dark);
        rule(&format!("f-{}", edge.class), "fill", dark);
    }
    for frame in style::frames() {
        let ([_, fill], [_, stroke], [_, text]) = (frame.fill, frame.stroke, frame.text);
        rule(&format!("c-{}", frame.class), "fill", fill);
        rule(&format!("c-{}", frame.class), "stroke", stroke);
        rule(&format!("t-{}", frame.class), "fill", text);
    }
    css.push('}');
    css
});

static FONTS: LazyLock<String> = LazyLock::new(|| {
    let mut css = String::new();
    for (weight, bytes) in font::WEB {
        let data = base64::engine::general_purpose::STANDARD.encode(bytes);
        let _ = write!(css, "@font-face{{font-family:Inter;font-weight:{weight};src:url(data:font/woff2;base64,{data}) format(\"woff2\")}}");
    }
    css
});

/// The rules that all diagrams of a page share.
pub(super) fn shared() -> &'static str {
    SHARED.as_str()
}

/// The embedded fonts as `@font-face` rules.
pub(super) fn fonts() -> &'static str {
    FONTS.as_str()
}
