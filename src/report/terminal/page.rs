//! A page of text: headings and wrapped lines of a given width, with or without colour.

use anstyle::{AnsiColor, Color, Style};

use crate::report::view::{ClaimVerdict, Severity, Verdict};
use crate::report::visible::{shown, visible};

/// Longest name on a line.
const NAME: usize = 110;

/// How a page looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Columns; text is wrapped at spaces, names are never broken.
    pub width: usize,
    /// With ANSI colours.
    pub colour: bool,
}

impl Default for Look {
    fn default() -> Self {
        Self { width: 100, colour: false }
    }
}

/// Nothing special.
pub(super) const PLAIN: Style = Style::new();
/// Names and headings.
pub(super) const BOLD: Style = Style::new().bold();
/// What is read last.
pub(super) const FAINT: Style = Style::new().dimmed();
/// Proof and places.
pub(super) const PLACE: Style = colour(AnsiColor::Cyan);

const fn colour(colour: AnsiColor) -> Style {
    Style::new().fg_color(Some(Color::Ansi(colour)))
}

pub(super) fn of_verdict(verdict: Verdict) -> Style {
    match verdict {
        Verdict::Reaches => colour(AnsiColor::Red).bold(),
        Verdict::ReachesIf => colour(AnsiColor::Yellow).bold(),
        Verdict::Undecided => colour(AnsiColor::Magenta).bold(),
        Verdict::Never => colour(AnsiColor::Green).bold(),
    }
}

pub(super) fn of_severity(severity: Severity) -> Style {
    match severity {
        Severity::Critical | Severity::High => colour(AnsiColor::Red).bold(),
        Severity::Medium => colour(AnsiColor::Yellow).bold(),
        Severity::Low => colour(AnsiColor::Blue).bold(),
        Severity::Info => FAINT,
    }
}

pub(super) fn of_claim(verdict: ClaimVerdict) -> Style {
    match verdict {
        ClaimVerdict::Proven => of_verdict(Verdict::Never),
        ClaimVerdict::Refuted => of_verdict(Verdict::Reaches),
        ClaimVerdict::Undecided => of_verdict(Verdict::Undecided),
    }
}

/// A name of the input, fit for a terminal: no control characters, not too long.
pub(super) fn name(text: &str) -> String {
    shown(text, NAME)
}

/// The page being written.
#[derive(Debug)]
pub(super) struct Page {
    out: String,
    look: Look,
}

impl Page {
    pub(super) fn new(look: Look) -> Self {
        Self { out: String::new(), look: Look { width: look.width.clamp(40, 240), ..look } }
    }

    pub(super) fn finish(self) -> String {
        self.out
    }

    pub(super) fn width(&self) -> usize {
        self.look.width
    }

    pub(super) fn blank(&mut self) {
        self.out.push('\n');
    }

    /// A heading with a remark behind it.
    pub(super) fn heading(&mut self, text: &str, remark: &str) {
        self.blank();
        let heading = self.paint(BOLD, &text.to_uppercase());
        let remark = if remark.is_empty() { String::new() } else { format!("  {}", self.paint(FAINT, remark)) };
        self.out.push_str(&format!("{heading}{remark}\n"));
    }

    /// Text after a label, wrapped; lines after the first stand below the text. Hidden characters are written out.
    pub(super) fn entry(&mut self, indent: usize, label: (&str, Style), text: (&str, Style)) {
        let (label, text) = ((visible(label.0), label.1), (visible(text.0), text.1));
        let gap = usize::from(!label.0.is_empty());
        let hang = indent + label.0.chars().count() + gap;
        let room = self.look.width.saturating_sub(hang).max(24);
        // The rail of a tree goes on beside what is wrapped.
        let below: String = label.0.chars().map(|c| if matches!(c, '├' | '│') { '│' } else { ' ' }).collect();
        let (below, rest) = (below.trim_end(), hang - indent - below.trim_end().chars().count());
        for (i, line) in wrap(&text.0, room).into_iter().enumerate() {
            let painted = self.paint(text.1, &line);
            if i == 0 && gap == 1 {
                let label = self.paint(label.1, &label.0);
                self.out.push_str(&format!("{:indent$}{label} {painted}\n", ""));
            } else {
                let below = self.paint(label.1, below);
                self.out.push_str(&format!("{:indent$}{below}{:rest$}{painted}\n", "", ""));
            }
        }
    }

    /// Text that is laid out already.
    pub(super) fn block(&mut self, text: &str) {
        for line in text.lines() {
            self.out.push_str(line.trim_end());
            self.out.push('\n');
        }
    }

    pub(super) fn paint(&self, style: Style, text: &str) -> String {
        if self.look.colour && style != PLAIN && !text.is_empty() {
            format!("{}{text}{}", style.render(), style.render_reset())
        } else {
            text.to_owned()
        }
    }
}

/// Breaks at spaces into lines of at most `room` characters; a longer word has a line of its own.
fn wrap(text: &str, room: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split(' ') {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > room {
            lines.push(String::new());
            used = 0;
        }
        if let Some(line) = lines.last_mut() {
            if used > 0 {
                line.push(' ');
                used += 1;
            }
            line.push_str(word);
            used += length;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rail_goes_on_beside_wrapped_lines() {
        let mut page = Page::new(Look { width: 40, colour: false });
        page.entry(2, ("├─", FAINT), ("creates compute that runs as another role", PLAIN));
        page.entry(2, ("╰─", FAINT), ("reads everything that there is to read", PLAIN));
        let expected = "  ├─ creates compute that runs as\n  │  another role\n  ╰─ reads everything that there is to\n     read\n";
        assert_eq!(page.finish(), expected);
    }

    #[test]
    fn lines_break_at_spaces_only() {
        assert_eq!(wrap("aa bb cc", 5), ["aa bb", "cc"]);
        assert_eq!(wrap("arn:aws:iam::1:role/x y", 5), ["arn:aws:iam::1:role/x", "y"]);
        assert_eq!(wrap("", 5), [""]);
    }
}
