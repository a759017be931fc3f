//! How each kind of arrow, frame and mark looks. Line pattern and arrowhead carry the meaning; colour only repeats it.

use super::view::{ClusterKind, EdgeKind, Tone};

/// Shape at the head of an arrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Head {
    Triangle,
    Open,
    HollowDiamond,
    Diamond,
    Dot,
    Bar,
    Cross,
    None,
}

/// Look of one kind of arrow.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EdgeStyle {
    /// Class of the element and its words in the stylesheet.
    pub(crate) class: &'static str,
    /// Light and dark colour.
    pub(crate) colour: [&'static str; 2],
    /// Line width in tenths of a pixel.
    pub(crate) width: u8,
    /// `stroke-dasharray`; empty for a solid line.
    pub(crate) dash: &'static str,
    pub(crate) head: Head,
    /// The word of the legend.
    pub(crate) word: &'static str,
}

/// The table of styles; kinds that look alike share a row and therefore a line of the legend.
///
/// The colours of the access arrows were searched for distance under normal, protan, deutan and tritan vision (Machado 2009): the closest
/// dark pair is 21 apart in CIE 1976 Lab; every dark colour has a contrast of 5:1 on every frame.
static STYLES: [EdgeStyle; 14] = [
    row("assume", "#0046E9", "#7990F8", 17, "", Head::Triangle, "assumes role"),
    row("trust", "#4A5A6A", "#A9B6C5", 14, "1.5 3", Head::Open, "has to meet"),
    row("runs", "#4A5A6A", "#A9B6C5", 14, "", Head::Dot, "runs as"),
    row("pass", "#68059C", "#B98CCC", 17, "7 4", Head::HollowDiamond, "passes role"),
    row("take", "#68059C", "#B98CCC", 17, "12 3", Head::Diamond, "takes over"),
    row("rewrite", "#68059C", "#B98CCC", 17, "3 2", Head::Diamond, "rewrites permission"),
    row("read", "#12543F", "#81FDBC", 15, "", Head::Open, "reads"),
    row("write", "#8D4D06", "#C1851D", 24, "", Head::Triangle, "writes, reads + writes"),
    row("decrypt", "#BF138C", "#FA538B", 16, "8 3 2 3", Head::Triangle, "decrypts with"),
    row("encrypts", "#6B7785", "#8A9BB0", 12, "2 3", Head::None, "encrypts, belongs to"),
    row("deny", "#14202E", "#E8EDF3", 16, "", Head::Bar, "explicit deny"),
    row("bound", "#6B7785", "#8A9BB0", 13, "4 3", Head::Bar, "limits"),
    row("net", "#37474F", "#B0BEC5", 14, "", Head::Triangle, "route or rule"),
    row("blocked", "#37474F", "#B0BEC5", 14, "4 3", Head::Cross, "blocked"),
];

const fn row(
    class: &'static str,
    light: &'static str,
    dark: &'static str,
    width: u8,
    dash: &'static str,
    head: Head,
    word: &'static str,
) -> EdgeStyle {
    EdgeStyle { class, colour: [light, dark], width, dash, head, word }
}

/// All arrow styles, in the order of the legend.
pub(crate) fn all() -> &'static [EdgeStyle] {
    &STYLES
}

/// The look of an arrow.
pub(crate) fn edge(kind: EdgeKind) -> &'static EdgeStyle {
    use EdgeKind as E;
    let [assume, trust, runs, pass, take, rewrite, read, write, decrypt, encrypts, deny, bound, net, blocked] = &STYLES;
    match kind {
        E::Assume | E::AssumeWebIdentity | E::AssumeSaml => assume,
        E::Trust => trust,
        E::RunsAs => runs,
        E::PassNew => pass,
        E::Hijack | E::Credential => take,
        E::RewriteTrust | E::RewriteGrant | E::RemoveGuard | E::Expose | E::FlipTag => rewrite,
        E::Read => read,
        E::Write | E::ReadWrite => write,
        E::Decrypt => decrypt,
        E::Encrypts | E::Attached => encrypts,
        E::Deny => deny,
        E::Boundary => bound,
        E::Connect | E::Network | E::Route => net,
        E::Blocked => blocked,
    }
}

/// Look of a frame: class, light and dark fill, line and text colours, dash.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ClusterStyle {
    pub(crate) class: &'static str,
    pub(crate) fill: [&'static str; 2],
    pub(crate) stroke: [&'static str; 2],
    pub(crate) text: [&'static str; 2],
    pub(crate) dash: &'static str,
}

static FRAMES: [ClusterStyle; 8] = [
    frame("vendor", ["#F3EEFA", "#1E1830"], ["#6B46A8", "#A98BE0"], ["#4B2E83", "#C4AEF0"], ""),
    frame("own", ["#EEF4FA", "#122131"], ["#2F6498", "#6FA8DC"], ["#1F4A75", "#8DBDE8"], ""),
    frame("out", ["#F6F6F4", "#191A18"], ["#6B6B63", "#9A9A90"], ["#4A4A44", "#B4B4AA"], "4 3"),
    frame("plain", ["#FFFFFF", "#16202A"], ["#5B6B7F", "#8A9BB0"], ["#36475A", "#A9B6C5"], ""),
    frame("dotted", ["#FFFFFF", "#16202A"], ["#5B6B7F", "#8A9BB0"], ["#36475A", "#A9B6C5"], "2 3"),
    frame("green", ["#F1F8F5", "#10231D"], ["#2E7D63", "#6CC5A3"], ["#1B5A46", "#8AD4B8"], ""),
    frame("gold", ["#FFF6E5", "#2A210F"], ["#9A6700", "#E0B050"], ["#6B4700", "#E8C070"], ""),
    frame("zone", ["#FAFBFC", "#151D26"], ["#6F8196", "#93A5B8"], ["#36475A", "#A9B6C5"], "5 4"),
];

const fn frame(class: &'static str, fill: [&'static str; 2], stroke: [&'static str; 2], text: [&'static str; 2], dash: &'static str) -> ClusterStyle {
    ClusterStyle { class, fill, stroke, text, dash }
}

/// All frame styles.
pub(crate) fn frames() -> &'static [ClusterStyle] {
    &FRAMES
}

/// The look of a frame.
pub(crate) fn cluster(kind: ClusterKind) -> &'static ClusterStyle {
    use ClusterKind as C;
    let [vendor, own, out, plain, dotted, green, gold, zone] = &FRAMES;
    match kind {
        C::VendorAccount => vendor,
        C::CustomerAccount | C::PrivateSubnet => own,
        C::OtherAccount | C::Outside | C::IdentityProviders => out,
        C::Roles | C::Region | C::Vpc => plain,
        C::TrustConditions | C::Group => dotted,
        C::Data | C::PublicSubnet => green,
        C::SensitiveData => gold,
        C::Zone => zone,
    }
}

/// Class and words of a mark.
pub(crate) fn tone(tone: Tone) -> (&'static str, &'static str) {
    match tone {
        Tone::Neutral => ("neutral", ""),
        Tone::Good => ("good", "shown to be safe"),
        Tone::Unknown => ("unknown", "not decided: the input does not say"),
        Tone::Review => ("review", "needs review"),
        Tone::Critical => ("critical", "finding"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// Relative luminance of `#RRGGBB` (WCAG 2.2).
    fn luminance(colour: &str) -> f64 {
        let value = u32::from_str_radix(colour.strip_prefix('#').unwrap(), 16).unwrap();
        let part = |shift: u32| {
            let share = f64::from((value >> shift) & 0xFF) / 255.0;
            if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(16) + 0.7152 * part(8) + 0.0722 * part(0)
    }

    fn contrast(one: &str, two: &str) -> f64 {
        let (a, b) = (luminance(one), luminance(two));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn everything_can_be_seen_on_every_frame() {
        for scheme in 0..2 {
            let pick = |colour: [&'static str; 2]| *colour.get(scheme).unwrap();
            for frame in frames() {
                let fill = pick(frame.fill);
                assert!(contrast(pick(frame.text), fill) >= 4.5, "title of {}", frame.class);
                assert!(contrast(pick(frame.stroke), fill) >= 3.0, "border of {}", frame.class);
                for edge in all() {
                    assert!(contrast(pick(edge.colour), fill) >= 3.9, "{} on {}", edge.class, frame.class);
                }
            }
        }
    }

    #[test]
    fn no_two_kinds_look_alike_without_colour() {
        let looks: std::collections::BTreeSet<_> = all().iter().map(|edge| (edge.dash, format!("{:?}", edge.head), edge.width)).collect();
        assert_eq!(looks.len(), all().len());
    }
}
