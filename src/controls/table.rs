//! The rows of the matrix as data: `matrix.tsv`. Ids are stable: never renumbered, retired with a note.

use std::sync::LazyLock;

static TEXT: &str = include_str!("matrix.tsv");

/// How a control is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// From facts of the input.
    Automatic,
    /// From facts and a human statement.
    Mixed,
    /// By a human statement; facts can speak against it.
    Human,
}

/// One question of the review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Control {
    /// Stable id, such as `KC-VND-01`.
    pub id: &'static str,
    /// How it is answered.
    pub class: Class,
    /// The part of the review it belongs to.
    pub section: &'static str,
    /// What of the public article it comes from.
    pub from: &'static str,
    /// The question.
    pub question: &'static str,
    /// What only a human can say; empty where nothing.
    pub human: &'static str,
    /// Controls of catalogues that the row gives evidence for, each with the catalogue's version.
    pub maps: Vec<&'static str>,
}

static CONTROLS: LazyLock<Vec<Control>> = LazyLock::new(|| TEXT.lines().skip(1).filter_map(control).collect());

/// Every control, in the order of the review.
pub fn controls() -> &'static [Control] {
    &CONTROLS
}

fn control(line: &'static str) -> Option<Control> {
    let mut cells = line.split('\t');
    let mut next = || cells.next();
    let id = next()?;
    let class = match next()? {
        "automatic" => Class::Automatic,
        "mixed" => Class::Mixed,
        _ => Class::Human,
    };
    let (section, from, question, human) = (next()?, next()?, next()?, next()?);
    let maps = next()?.split("; ").filter(|m| !m.is_empty()).collect();
    Some(Control { id, class, section, from, question, human, maps })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_control_and_ids_are_unique() {
        let mut ids: Vec<_> = controls().iter().map(|c| c.id).collect();
        assert_eq!(ids.len(), TEXT.lines().count() - 1);
        assert_eq!(ids.len(), 85);
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 85);
        for control in controls() {
            assert!(control.id.starts_with("KC-") && control.question.ends_with('?'), "{control:?}");
            assert!(control.class == Class::Automatic || !control.human.is_empty() || control.id == "KC-DAT-01", "{}", control.id);
        }
    }
}
